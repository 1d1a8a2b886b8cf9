"""Whatever a model gives a task, it gets a result or an error that it can read, and nobody is asked about nonsense."""

from __future__ import annotations

import contextlib

import pytest
from task_cases import CASES

from ashby_agent_tools import Decision, Session, Toolset
from ashby_agent_tools.errors import InvalidArguments, ToolError
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
