"""The agent skills in skills/: their frontmatter is what the format says, and every call they show is a valid one."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from repository import ROOT

from ashby_agent_tools import Session, Toolset, errors
from ashby_agent_tools.simulator import Simulator

SKILLS = sorted(path.parent.name for path in ROOT.glob("skills/*/SKILL.md"))
FIELDS = {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}


def parts(skill: str) -> tuple[dict, str]:
    text = (ROOT / "skills" / skill / "SKILL.md").read_text(encoding="utf-8")
    _, head, body = re.split(r"^---$\n", text, maxsplit=2, flags=re.MULTILINE)
    return yaml.safe_load(head), body


def calls(body: str) -> list[dict]:
    return [json.loads(block) for block in re.findall(r"^ *```json\n(.*?)^ *```", body, re.DOTALL | re.MULTILINE)]


def test_there_are_two_and_nothing_else_in_the_folder():
    assert SKILLS == ["ashby-read-pipeline", "ashby-reject-with-care"]
    assert sorted(path.name for path in (ROOT / "skills").iterdir()) == SKILLS


@pytest.mark.parametrize("skill", SKILLS)
def test_the_frontmatter_has_what_the_format_wants(skill):
    """agentskills.io/specification, read in November 2026."""
    head, body = parts(skill)
    assert set(head) <= FIELDS
    assert head["name"] == skill, "the name is the folder's"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", skill)
    assert len(skill) <= 64
    assert 1 <= len(head["description"]) <= 1024
    assert " Use when " in head["description"], "an agent chooses a skill by its description"
    assert len(head["compatibility"]) <= 500
    assert len(body.split()) < 700, "an agent loads the whole of it"


@pytest.mark.parametrize("skill", SKILLS)
def test_every_tool_that_it_names_is_in_the_preset_it_asks_for(skill):
    _, body = parts(skill)
    named = set(re.findall(r"\bashby_[a-z_]+", body)) | {call["tool"] for call in calls(body)}
    assert len(named) >= 5
    assert named <= {tool.name for tool in Toolset.preset("recruiter").tools}


@pytest.mark.parametrize("skill", SKILLS)
def test_every_call_that_it_shows_is_valid_and_only_a_rejection_asks(skill):
    _, body = parts(skill)
    with Simulator(seed=7) as simulator, simulator.client() as client:
        session = Session(Toolset.preset("recruiter"), client)
        assert len(calls(body)) >= 4
        for call in calls(body):
            if call["tool"] == "ashby_read_result":
                call["arguments"]["ref"] = session.run("ashby_job_pipeline", {"job": "Staff Engineer"}).ref
            if call["tool"] != "ashby_reject" or call["arguments"].get("propose"):
                assert session.run(call["tool"], call["arguments"]).text
                continue
            with pytest.raises(errors.Declined, match="needs a person"):
                session.run(call["tool"], call["arguments"])
