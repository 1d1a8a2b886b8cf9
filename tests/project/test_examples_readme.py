"""examples/README.md: its commands work as printed, its tables are complete."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from repository import ROOT

pytestmark = pytest.mark.slow  # many processes; make test-slow

FOLDER = ROOT / "examples"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
NAMES = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
ASSISTANT = "python -m examples.recruiting_assistant --answers yes,no,yes"  # runs in test_assistant.py
COMMANDS = [command for command in re.findall(r"`(python [^`]+)`", README) if command != ASSISTANT]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_works_as_printed(command, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASHBY_")}
    for name in ("hired.csv", "plan.png"):
        command = command.replace(name, str(tmp_path / name))
    words = [sys.executable, *command.split()[1:]]
    done = subprocess.run(
        words, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "the simulator, a made-up company" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_each_example_is_short_has_main_and_stands_in_the_table(name):
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 130
    assert re.search(r"^def main\(.*\) -> int:", source, re.MULTILINE)
    assert f"`python examples/{name}.py" in README


def test_the_links_lead_somewhere_and_every_notebook_has_one():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    for link in links:
        assert (FOLDER / link).exists()
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks
    assert notebooks <= {link.rpartition("/")[2] for link in links}
