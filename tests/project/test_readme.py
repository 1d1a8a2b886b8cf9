"""README.md: every block runs, its links lead somewhere, and what it says of commands is so."""

from __future__ import annotations

import re

import pytest
from page_blocks import PageRun
from repository import ROOT

from ashby_agent_tools.simulator import Simulator
from langchain_ashby import ScriptedModel

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
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
