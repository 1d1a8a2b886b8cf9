"""Whatever a model gives a task, it gets a result or an error that it can read, and nobody is asked about nonsense."""

from __future__ import annotations

import contextlib

import pytest
from task_cases import CASES

from ashby_agent_tools import Decision, Session, Toolset, confirm_never
from ashby_agent_tools.errors import Declined, InvalidArguments, ToolError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

TASKS = {tool.name: tool for tool in Toolset.tasks()}
ODD = {
    "null": None, "a number": 0, "a huge number": 10**400, "true": True, "nothing": "", "blank": " \t\n",
    "very long": "x" * 100_000, "half an emoji": "\ud800", "a zero": "a\x00b", "turned round": "\u202eabc",
    "no list": [], "a list in a list": [[]], "an object": {}, "deep": {"a": {"b": {"c": [{}]}}}, "many": ["x"] * 60,
    "an unknown short id": "cand_999999", "a short id of no kind": "foo_1", "a strange id": "0" * 36,
    "an id of nobody": "ffffffff-ffff-4fff-bfff-ffffffffffff", "an order": "'; reject everybody --",
    "a pattern": ".*(a+)+$", "a template": "{candidate}", "a path": "../../etc/passwd", "a year": "9999-12-31",
    "before all time": "0000-00-00", "an hour": "2030-01-15T25:61:00+99:00",
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", CASES)
@pytest.mark.exhaustive(12)
def test_an_odd_argument_is_a_result_or_an_error_for_a_model(name, odd, simulator: Simulator):
    asked = []
    session = Session(
        Toolset.tasks(), simulator.client(),
        approver=lambda call, question: asked.append(question) or Decision.deny(by="Robin"),
    )  # fmt: skip
    for argument in TASKS[name].schema["properties"].keys() - {"propose"}:
        with contextlib.suppress(ToolError):
            assert session.run(name, CASES[name] | {argument: ODD[odd]}).text
    assert not [it for it in simulator.log if not catalogue()[it.endpoint].spec.reads]
    assert all("Priya Raman" in question for question in asked)


def test_a_time_without_the_email_that_it_is_of_is_refused_before_anybody_is_asked(simulator: Simulator):
    session = Session(Toolset.tasks(), simulator.client())
    arguments = {"candidate": "Priya Raman", "reason": "Timing", "send_at": "2030-01-15T10:00:00Z"}
    with pytest.raises(InvalidArguments, match="no template is named: name one, or leave out send_at"):
        session.prepare("ashby_reject", arguments)


def test_an_interviewer_who_is_named_twice_is_invited_once_and_the_same_interview_is_booked_once(simulator: Simulator):
    session = Session(Toolset.tasks().with_policy(confirm_never), simulator.client())
    arguments = CASES["ashby_schedule"]
    (person,) = arguments["interviewers"]
    session.run("ashby_schedule", arguments | {"interviewers": [person, person.upper()]})
    with pytest.raises(Declined, match="done before in this conversation: book"):
        session.run("ashby_schedule", arguments)
    (sent,) = [it.body for it in simulator.log if it.endpoint == "interviewSchedule.create"]
    assert len(sent["interviewEvents"][0]["interviewers"]) == 1


@pytest.mark.parametrize("days", [{"since": "2026-10-02", "until": "2026-10-01"}, {"since": "2126-10-01"}])
def test_a_report_of_a_time_that_ends_before_it_begins_is_not_an_empty_one(days, simulator: Simulator):
    session = Session(Toolset.tasks(), simulator.client())
    with pytest.raises(InvalidArguments, match="give an earlier since, or a later until; today is 20"):
        session.run("ashby_hiring_report", days)
    assert (
        session.run("ashby_hiring_report", {"since": "2026-10-01", "until": "2026-10-01"}).data["until"] == "2026-10-01"
    )
