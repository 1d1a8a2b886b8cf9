"""Ids that do not exist, and ids that are none: every parameter of every operation that names a record."""

from __future__ import annotations

import copy
import functools
from typing import Any

import generate
import pytest
from each_case import each
from valid_arguments import SIMULATED, UNKNOWN, World, cases, one_world

from ashby_agent_tools import Client, Session, Toolset, confirm_never
from ashby_agent_tools.errors import ApiError, InvalidArguments, NotFound
from ashby_agent_tools.operations import catalogue

IDS = [
    (endpoint, path, kind)
    for endpoint in SIMULATED
    for path, kind in dict.fromkeys(generate.id_parameters(catalogue()[endpoint]))
]
NAMED = [f"{endpoint}-{'.'.join(path)}" for endpoint, path, _ in IDS]
EVERY_ID = each("endpoint, path, kind", IDS)


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def toolset() -> Toolset:
    return Toolset.all().with_policy(confirm_never)


def with_id(arguments: Any, path: tuple[str, ...], value: str) -> Any:
    """The arguments with this id there; LookupError where they have no such place."""
    changed = copy.deepcopy(arguments)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
        inner = inner[-1] if isinstance(inner, list) else inner
    old = inner[path[-1]]
    inner[path[-1]] = [value, *old[1:]] if isinstance(old, list) else value
    return changed


@functools.cache
def _place(endpoint: str, path: tuple[str, ...]) -> tuple[int, Any]:
    """The first valid argument set that has this parameter, and its number."""
    for number, arguments in enumerate(_sets(endpoint)):
        try:
            with_id(arguments, path, UNKNOWN)
        except (LookupError, TypeError):
            continue
        return number, arguments
    raise AssertionError(f"no valid argument set of {endpoint} has {'.'.join(path)}")


@functools.cache
def _sets(endpoint: str) -> list[Any]:
    return cases(one_world().reset(), endpoint)


@pytest.mark.parametrize(("endpoint", "path", "kind"), IDS, ids=NAMED)
@pytest.mark.exhaustive(6)
def test_an_id_that_does_not_exist_gives_the_code_of_its_kind_and_changes_nothing(endpoint, path, kind, world):
    number, _ = _place(endpoint, path)
    arguments = with_id(cases(world.reset(), endpoint)[number], path, UNKNOWN)
    before = world.snapshot()
    answer = world.post(endpoint, arguments).json()
    expected = generate.expected_code(endpoint, path, kind)
    assert ("success" if answer["success"] else answer["errorInfo"]["code"]) == expected
    if expected != "success":
        assert world.snapshot() == before


@EVERY_ID
def test_a_malformed_id_is_refused_with_its_name_before_anything_is_sent(endpoint, path, kind, world, toolset):
    arguments = with_id(_place(endpoint, path)[1], path, "12345678-not-an-id")
    sent = len(world.simulator.log)
    with world.simulator.client() as client:
        session = Session(toolset, client)
        with pytest.raises(InvalidArguments, match=path[-1]) as caught:
            session.run(catalogue()[endpoint].spec.tool, arguments)
    assert "Nothing was sent" in str(caught.value)
    assert len(world.simulator.log) == sent


@EVERY_ID
def test_ashby_itself_calls_a_malformed_id_invalid_input(endpoint, path, kind, world):
    answer = world.post(endpoint, with_id(_place(endpoint, path)[1], path, "12345678-not-an-id")).json()
    assert (answer["success"], answer["errorInfo"]["code"]) == (False, "invalid_input")


def test_the_list_of_other_answers_names_existing_parameters_only():
    assert set(generate.OTHER_ANSWERS) <= {(endpoint, ".".join(path)) for endpoint, path, _ in IDS}


def test_a_client_raises_not_found_with_the_code():
    world = World()
    client = Client(world.simulator.key, transport=world.simulator.transport())
    with client, pytest.raises(NotFound) as caught:
        client.execute(catalogue()["candidate.info"](id=UNKNOWN))
    assert isinstance(caught.value, ApiError)
    assert caught.value.code == "candidate_not_found"
