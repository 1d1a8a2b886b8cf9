"""The start pages as a reader follows them: real processes, two terminals, a home with nothing in it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from page_blocks import blocks
from repository import ROOT

pytestmark = pytest.mark.slow  # each step is a process

START = ROOT / "docs" / "start"
FIRST = "ashby-agent-tools simulator"


@pytest.fixture
def terminal(tmp_path):
    """The environment of a second terminal, after the first one runs what `FIRST` starts."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ASHBY_", "XDG_"))}
    clean |= {"HOME": str(tmp_path), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    clean["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), clean["PATH"]])
    words = [str(Path(sys.executable).parent / "ashby-agent-tools"), "simulator"]
    with subprocess.Popen(words, cwd=tmp_path, env=clean, stdout=subprocess.PIPE, text=True, encoding="utf-8") as first:
        try:
            said = ""
            while "ASHBY_API_KEY=" not in said:
                line = first.stdout.readline()
                assert line, said
                said += line
            assert "A simulated Ashby is at http://127.0.0.1:" in said, "what the pages say that it prints"
            yield clean | dict(re.findall(r"^ *export (\w+)=(\S+)$", said, re.MULTILINE))
        finally:
            first.terminate()


def entered(words, environment, folder):
    """What a command says on both channels, typed where no terminal can ask."""
    done = subprocess.run(
        words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("engineer.md", ["ashby_job_pipeline", "Reject Priya Raman for Account Executive", "Done."]),
        ("product-team.md", ["Staff Engineer Open", "needs a person's approval of exactly this call"]),
    ],
)
def test_the_program_of_a_page_runs_as_a_file(page, says, terminal, tmp_path):
    program = tmp_path / "agent.py"
    program.write_text("\n".join(blocks(START / page, "python")), encoding="utf-8")
    typed = "\n".join(blocks(START / page, "console"))
    terminal |= {
        name: terminal[value] for name, value in re.findall(r'^\$ export (\w+)="\$(\w+)"$', typed, re.MULTILINE)
    }
    code, said = entered([sys.executable, str(program)], terminal, tmp_path)
    assert code == 0, said
    assert [it for it in says if it not in said] == []


def test_the_commands_for_recruiting_operations_work_one_after_the_other(terminal, tmp_path):
    text = "\n".join(blocks(START / "recruiting-operations.md", "console"))
    commands = [it for it in re.findall(r"^\$ (ashby-agent-tools .+)$", text, re.MULTILINE) if it != FIRST]
    assert len(commands) >= 6
    said = {command: entered(shlex.split(command), terminal, tmp_path) for command in commands}
    ends = {command: code for command, (code, _) in said.items()}
    (asked,) = (command for command in commands if "ashby_reject" in command)
    assert {command: code for command, code in ends.items() if code} == {asked: 3}, said
    assert "Priya Raman" in said["ashby-agent-tools approvals list"][1]
    assert (tmp_path / "people.csv").is_file()
    assert "ok       scopes" in said["ashby-agent-tools doctor"][1]
