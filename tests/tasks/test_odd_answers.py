"""Whatever Ashby answers a task's reads with, the model gets a result or an error that it can read; nothing is sent."""

from __future__ import annotations

import contextlib
import json

import httpx
import pytest
from task_cases import CASES

from ashby_agent_tools import Client, Session, Toolset, confirm_never
from ashby_agent_tools.errors import ServerFailure, ToolError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.tasks import all_tasks, made_of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_waiting")]  # every input, through every door

ODD = {
    "null": None, "a text": "x", "a number": 7, "an object": {}, "a list of nothing": [None], "texts": ["x", "y"],
    "records without anything": [{}, {}], "a record of lists": {"id": [], "candidate": [], "job": 1, "title": {}},
    "records of odd kinds": [{"id": "x", "name": 7, "title": None, "candidate": "x", "job": [], "steps": 3}],
}  # fmt: skip
TASKS = {task.spec.tool: task for task in all_tasks().values()}


def answering(simulator, endpoint, answer):
    """A transport that answers one endpoint oddly, and everything else as the simulator does."""

    def answered(request):
        if request.url.path == f"/{endpoint}":
            return httpx.Response(200, json={"success": True, "results": answer})
        return simulator.answer(request)

    return httpx.MockTransport(answered)


def widely(value, odd):
    """A record of the company's with every value of its first level replaced."""
    return dict.fromkeys(value, odd) if isinstance(value, dict) else odd


def reads_of(name):
    return {it for it in made_of(TASKS[name]) if catalogue()[it].spec.reads}


def plays(simulator, name, transport):
    """Run the case of a task, dry; a ToolError is an answer."""
    client = Client(simulator.key, base_url="https://simulated.example.com", transport=transport)
    session = Session(Toolset.tasks().with_policy(confirm_never), client, dry_run=True)
    with contextlib.suppress(ToolError):
        assert session.run(name, CASES[name]).text
    assert not [it for it in simulator.log if not catalogue()[it.endpoint].spec.reads]


@pytest.mark.parametrize("name", CASES)
def test_an_odd_answer_is_a_result_or_an_error_for_a_model(name, simulator: Simulator):
    for endpoint in reads_of(name):
        for answer in ODD.values():
            plays(simulator, name, answering(simulator, endpoint, answer))


@pytest.mark.parametrize("odd", [None, 7, "x", [], [7], {"id": 7}], ids=json.dumps)
@pytest.mark.parametrize("name", CASES)
def test_records_whose_parts_are_odd_are_a_result_or_an_error_for_a_model(name, odd, simulator: Simulator):
    for endpoint in reads_of(name):

        def answered(request, endpoint=endpoint):
            response = simulator.answer(request)
            results = response.json().get("results")
            if request.url.path != f"/{endpoint}":
                return response
            changed = [widely(it, odd) for it in results] if isinstance(results, list) else widely(results, odd)
            return httpx.Response(200, json={"success": True, "results": changed})

        plays(simulator, name, httpx.MockTransport(answered))


def test_an_answer_that_is_no_list_is_told_as_such(simulator: Simulator):
    transport = answering(simulator, "application.list", {"id": "x"})
    client = Client(simulator.key, base_url="https://simulated.example.com", transport=transport)
    with pytest.raises(ServerFailure, match="ashby_application_list with something that is not the JSON"):
        Session(Toolset.tasks(), client).run("ashby_job_pipeline", {"job": "Staff Engineer"})
