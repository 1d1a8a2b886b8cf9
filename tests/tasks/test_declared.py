"""What a task says of itself is what it does: its reads, its writes, its danger and how many calls it makes."""

from __future__ import annotations

import pytest
from task_cases import CASES, WRITING

from ashby_agent_tools import Session, Toolset, confirm_never
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.schema import description_of
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.tasks import all_tasks

TASKS = {task.spec.tool: task for task in all_tasks().values()}


def test_every_task_has_a_case_and_those_that_write_are_named():
    assert CASES.keys() == TASKS.keys()
    assert sorted(WRITING) == sorted(name for name, task in TASKS.items() if not task.spec.reads)


@pytest.mark.parametrize("propose", [False, True])
@pytest.mark.parametrize("name", TASKS)
def test_a_task_sends_only_what_it_declares_and_nothing_beyond_its_risk(name, propose, simulator: Simulator):
    task = TASKS[name]
    if propose and name not in WRITING:
        pytest.skip("nothing to propose")
    session = Session(Toolset.tasks().with_policy(confirm_never), simulator.client())
    call = session.prepare(name, CASES[name] | ({"propose": True} if propose else {}))
    assert call.risk <= task.spec.worst
    session.execute(call)
    sent = [request for request in simulator.log if not catalogue()[request.endpoint].spec.reads]
    reads = [request for request in simulator.log if catalogue()[request.endpoint].spec.reads]
    assert {request.endpoint for request in sent} <= set(task.sends)
    assert {request.endpoint for request in reads} <= {*task.reads, *task.tries}
    assert len(reads) <= task.most_calls
    assert all(catalogue()[it.endpoint](**it.body).risk() <= call.risk for it in sent)
    assert [it.endpoint for it in sent] == (["candidate.createNote"] if propose else list(task.sends)[: len(sent)])
    assert bool(sent) == (name in WRITING)


@pytest.mark.parametrize("name", TASKS)
def test_the_description_is_short_and_says_how_many_calls_a_reading_task_makes(name):
    description = description_of(TASKS[name])
    assert len(description) <= 1_024
    if name not in WRITING:
        assert f"{TASKS[name].most_calls} calls" in description


@pytest.mark.parametrize("name", TASKS)
def test_declared_endpoints_exist_and_are_what_they_are_listed_as(name):
    task = TASKS[name]
    assert all(catalogue()[it].spec.reads for it in (*task.reads, *task.tries))
    assert not any(catalogue()[it].spec.reads for it in task.sends)
    assert task.spec.reads == (not task.sends)
