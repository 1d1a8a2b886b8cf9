"""What asking costs: no question for a read, and none for a write that stays inside and takes nothing away."""

from __future__ import annotations

import functools
import json
import subprocess
import sys

import approvals
import pytest
from repository import ROOT
from valid_arguments import SIMULATED, cases, one_world

from ashby_agent_tools import Call, Toolset, Verdict, confirm_destructive
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.risk import Effect

BENCHMARK = ROOT / "benchmarks" / "approvals.py"
GONE = "it removes, hides or ends something: whoever looks meanwhile finds it gone"
READ_MEANWHILE = "it gives access: what was read meanwhile stays read"
PAID_MEANWHILE = "a fee or a bonus can be claimed meanwhile"
REPLACED = "it replaces a whole list, or sets an amount of money"
# One call puts the records back, and yet it is asked.
ASKED_ALTHOUGH_REVERSIBLE = {
    "application.addHiringTeamMember": READ_MEANWHILE,
    "application.changeSource": PAID_MEANWHILE,
    "application.removeHiringTeamMember": GONE,
    "candidate.removeProject": GONE,
    "candidate.removeTag": GONE,
    "customField.setValue": REPLACED,
    "customField.setValues": REPLACED,
    "department.archive": GONE,
    "hiringTeam.addMember": READ_MEANWHILE,
    "hiringTeam.removeMember": GONE,
    "interviewerPool.addUser": READ_MEANWHILE,
    "interviewerPool.archive": GONE,
    "interviewerPool.update": "it can end the training",
    "jobPosting.setStatus": GONE,
    "location.archive": GONE,
    "opening.removeJob": GONE,
    "opening.removeLocation": GONE,
    "opening.setArchived": GONE,
    "project.archive": GONE,
    "project.setCustomFieldValue": REPLACED,
    "project.setCustomFieldValues": REPLACED,
    "project.update": READ_MEANWHILE,
    "user.setCustomFieldValue": REPLACED,
    "user.setCustomFieldValues": REPLACED,
}
# How often each task asks. One question more, or one less, is a decision about everybody's day.
QUESTIONS = {
    "find people": 0,
    "weekly review": 0,
    "note, tag, project, source": 1,  # the source
    "add a person": 0,
    "move three people on": 3,
    "reject with an email": 1,
    "book, move, cancel an interview": 3,
    "draw up an offer": 2,
    "update a job": 1,
    "draft and start a sequence": 2,  # the new wording of the email, and the start
}


@functools.cache
def calls() -> list[Call]:
    """A call of every operation that the simulator serves, with the plainest and with fuller arguments."""
    toolset = Toolset.all()
    return [
        toolset.prepare(endpoint, given) for endpoint in SIMULATED for given in cases(one_world().reset(), endpoint)
    ]


def harmless(call: Call) -> bool:
    """Whether it removes, hides, overwrites and ends nothing, reaches nobody outside, and lets nothing leave Ashby."""
    return call.risk.effect is not Effect.DESTRUCTIVE and call.risk.stays_inside


def test_the_default_asks_for_no_read():
    reads = [call for call in calls() if call.operation.spec.reads]
    assert len({call.endpoint for call in reads}) > 80
    assert [call.endpoint for call in reads if call.needs_approval] == []


def test_the_default_asks_for_no_write_that_stays_inside_and_for_every_other_one():
    writes = [call for call in calls() if not call.operation.spec.reads]
    assert len({call.endpoint for call in writes}) > 80
    for call in writes:
        assert call.verdict is (Verdict.RUN if harmless(call) else Verdict.ASK), call.endpoint


def test_what_can_be_taken_back_and_is_asked_about_all_the_same_has_a_reason():
    """By the catalogue's own ratings; a new name here is a new question for everybody, and has to be meant."""
    ratings = {name: {cls.spec.risk, cls.spec.worst} for name, cls in catalogue().items()}
    rated = {
        name
        for name, risks in ratings.items()
        if any(risk.stays_inside and risk.reversible and risk.effect is Effect.DESTRUCTIVE for risk in risks)
    }
    assert rated == set(ASKED_ALTHOUGH_REVERSIBLE)
    assert not any(cls.spec.reads and not cls.spec.worst.stays_inside for cls in catalogue().values())


@pytest.mark.parametrize("task", list(approvals.TASKS))
def test_in_a_recruiters_work_the_default_asks_exactly_for_what_is_not_harmless(task):
    desk = approvals.played(task, "confirm_destructive")
    assert desk.policy is confirm_destructive
    assert [call.fingerprint for call in desk.asked] == [it.fingerprint for it in desk.calls if not harmless(it)]


@pytest.mark.slow
def test_the_benchmark_counts_the_questions_of_each_policy():
    done = subprocess.run(
        [sys.executable, BENCHMARK, "--json"], capture_output=True, text=True, timeout=120, check=True
    )
    rows = {row["task"]: row for row in json.loads(done.stdout)}
    assert set(rows) == set(approvals.TASKS)
    for row in rows.values():
        asked = row["questions"]
        assert asked["confirm_never"] == 0
        assert asked["quiet stages"] <= asked["confirm_destructive"] <= asked["confirm_writes"] == row["writes"]
    questions = {task: row["questions"]["confirm_destructive"] for task, row in rows.items()}
    assert questions == QUESTIONS
    assert rows["move three people on"]["questions"]["quiet stages"] == 0
    assert (sum(questions.values()), sum(row["writes"] for row in rows.values())) == (13, 24)
