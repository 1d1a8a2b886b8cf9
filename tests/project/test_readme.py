"""README.md: every block runs, its links lead somewhere, and what it says of commands is so."""

from __future__ import annotations

import re

import pytest
from page_blocks import PageRun, blocks
from repository import ROOT

from ashby_agent_tools.simulator import Simulator
from langchain_ashby import ScriptedModel

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
PAUSING = re.compile(r"__interrupt__|create_agent\(")
REJECTION = {"candidate": "Priya Raman", "job": "Account Executive", "reason": "timing"}


def test_the_blocks_of_the_readme_run_in_order(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    with Simulator(seed=7) as simulator:
        run = PageRun(
            README, simulator, monkeypatch, model=ScriptedModel(steps=[[("ashby_reject", REJECTION)], "Done"])
        )
        run.run()
        run.names["toolkit"].close()
        person = simulator.state.first("candidate", name="Priya Raman")["id"]
        assert simulator.state.first("application", candidateId=person)["status"] == "Archived"
    said = capsys.readouterr().out
    assert "Reject Priya Raman for Account Executive" in said
    assert '"tool":"ashby_job_pipeline"' in said


INSTEAD = {
    "it says something": ["Which job do you mean?"],
    "it reads only": [[("ashby_job_pipeline", {"job": "Staff Engineer"})], "Three people are in process."],
    "it asks twice, one after the other": [[("ashby_reject", REJECTION)], [("ashby_reject", REJECTION)], "Done"],
    "its arguments are wrong": [[("ashby_reject", {"candidate": 5})], "I need a name."],
}


@pytest.mark.parametrize("page", ["README.md", "docs/start/engineer.md"])
@pytest.mark.parametrize("steps", INSTEAD.values(), ids=INSTEAD)
def test_what_is_read_first_goes_on_where_the_model_does_not_pause(page, steps, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("langchain_ashby.ScriptedModel", lambda **_: ScriptedModel(steps=steps))
    with Simulator(seed=7) as simulator:
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        program = "\n".join(it for it in blocks(ROOT / page, "python") if PAUSING.search(it))
        names = {"model": ScriptedModel(steps=steps)}
        exec(compile(program, page, "exec"), names)  # noqa: S102  (the page's own)
        names["toolkit"].close()
    assert "__interrupt__" not in names["out"]


def test_the_commands_of_the_readme_are_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z-]+)", TEXT))
    assert named <= targets
    assert {"demo", "test"} <= named


def test_the_readme_is_short():
    assert len(TEXT.splitlines()) <= 150


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)[^)]*\)", TEXT))
def test_the_links_of_the_readme_lead_somewhere(link):
    assert link.startswith("https://") or (ROOT / link).exists()
