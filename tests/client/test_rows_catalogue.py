"""Row limits over all operations: no answer, error or log holds what is outside, and its ids are as no ids."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from rows_scene import UUID, Scene, scene
from valid_arguments import SIMULATED, UNKNOWN, cases, one_world

from ashby_agent_tools import Client, Rows, confirm_never
from ashby_agent_tools.call import build
from ashby_agent_tools.client.rows.tables import REFUSED
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.operations import catalogue

Json = Any
CHECKED = [name for name in SIMULATED if name not in REFUSED]
LEAD_OUT = ("job.create", "opening.create")  # refused where what they make would be outside
pytestmark = pytest.mark.slow


def whole(made: Scene) -> Client:
    simulator = made.world.simulator
    return Client(simulator.key, transport=simulator.transport(), policy=confirm_never)


def limited(made: Scene) -> Client:
    return whole(made).limited_to(Rows(jobs=made.jobs))


def staff(endpoint: str = "version.list", number: int = 0) -> tuple[Scene, Json]:
    """The rows of a hiring manager with one job, and valid arguments, in a new world."""
    world = one_world().reset()
    arguments = cases(world, endpoint)[number]
    return scene(world, world.job["id"]), arguments


def call(client: Client, endpoint: str, arguments: Json) -> Json:
    """What came of a call: the whole result, or the whole error."""
    operation = build(catalogue()[endpoint], arguments, tool=endpoint, account="", base_url="").operation
    try:
        result = client.execute(operation)
    except ToolError as error:
        return type(error).__name__, str(error), {**vars(error), "request_id": None, "fingerprint": None}
    text = result.text.replace(result.sync_token or "no token", "TOKEN")
    return "answer", result.data, {"more": result.more, "text": text}


@pytest.mark.parametrize("endpoint", SIMULATED)
def test_no_answer_and_no_error_holds_what_is_outside(endpoint, caplog):
    caplog.set_level(logging.DEBUG)
    for number in range(len(cases(one_world().reset(), endpoint))):
        made, arguments = staff(endpoint, number)
        outcome = call(limited(made), endpoint, arguments)
        assert not made.found(outcome, arguments), endpoint
        assert not made.found(caplog.text, arguments), endpoint
        assert (outcome[0] == "Declined") == (endpoint in REFUSED) or endpoint in LEAD_OUT, outcome


def ids_of(endpoint: str, arguments: Json) -> set[tuple[str, str]]:
    found = set()
    op_class = catalogue()[endpoint]
    op_class.model_validate(arguments, context={"resolve": lambda kind, text: found.add((kind, text)) or text})
    return found


def swapped(node: Json, old: str, new: str) -> Json:
    if isinstance(node, dict):
        return {key: swapped(value, old, new) for key, value in node.items()}
    if isinstance(node, list):
        return [swapped(item, old, new) for item in node]
    return new if node == old else node


@pytest.mark.parametrize("endpoint", CHECKED)
def test_an_id_that_is_outside_answers_as_one_that_does_not_exist(endpoint):
    number = len(cases(one_world().reset(), endpoint)) - 1  # the set with everything that it takes
    made, arguments = staff(endpoint, number)
    for kind in sorted({kind for kind, _ in ids_of(endpoint, arguments)}):
        foreign = made.one_outside(kind)
        if foreign is None:
            continue
        said = [outcome_with(endpoint, number, kind, other) for other in (foreign, UNKNOWN)]
        assert swapped_text(said[0], foreign) == swapped_text(said[1], UNKNOWN), (endpoint, kind)


def outcome_with(endpoint: str, number: int, kind: str, other: str) -> Json:
    """The same call with another id of a kind, in the same state."""
    made, arguments = staff(endpoint, number)
    for its, one in ids_of(endpoint, arguments):
        if its == kind:
            arguments = swapped(arguments, one, other)
    return call(limited(made), endpoint, arguments)


def swapped_text(outcome: Json, one: str) -> str:
    return repr(outcome).replace(one, "THE-ID")


PROCESS = ("offer.create", "offer.start")  # for a process that was started through another client
HANDLES = ("candidate.uploadFile", "candidate.uploadResume", "file.info", "applicationForm.submit")  # of another client
VARY = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+Z)?")  # a look-up takes a second of the simulator's time


@pytest.mark.parametrize("endpoint", [name for name in CHECKED if name not in (*PROCESS, *HANDLES, *LEAD_OUT)])
def test_what_is_inside_is_as_without_limits(endpoint):
    number = len(cases(one_world().reset(), endpoint)) - 1
    made, arguments = staff(endpoint, number)
    if made.found(arguments) or endpoint == "approvalDefinition.update":  # about an offer that is outside
        return
    there = set().union(*made.world.state._tables.values())
    told = []
    for client in (limited, whole):
        made, arguments = staff(endpoint, number)
        kind, said, _ = call(client(made), endpoint, arguments)
        assert kind == "answer", said
        text = VARY.sub("WHEN", repr(said))
        told.append((made.found(said, arguments), UUID.sub(lambda it: it[0] if it[0] in there else "NEW", text)))
    if not told[1][0]:
        assert told[0] == told[1]
