"""Random calls through limited clients: nothing from outside comes back, and nothing outside is changed.

`ASHBY_ROW_CALLS` says how many; 10,000 take some minutes.
"""

from __future__ import annotations

import asyncio
import copy
import functools
import os
import random
from typing import Any

import pytest
from rows_scene import UUID, Scene, scene
from valid_arguments import SIMULATED, UNKNOWN, World, cases, one_world

from ashby_agent_tools import AsyncClient, Call, Client, Result, Rows, Session, Toolset, confirm_never
from ashby_agent_tools.client.rows.tables import REFUSED
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.operations import catalogue

Json = Any
CALLS = int(os.environ.get("ASHBY_ROW_CALLS", "60"))
ALLOWED = [name for name in SIMULATED if name not in REFUSED]
ROUND = 100  # calls in one company


@functools.cache
def arguments_of(endpoint: str) -> list[Json]:
    world = another_world()
    return [cases(world.reset(), endpoint)[number] for number in range(len(cases(world.reset(), endpoint)))]


@functools.cache
def another_world() -> World:
    """Only for making arguments: the same company, which no call of ours reaches."""
    return World()


class Player:
    """Makes calls of one limited client: valid ones, with ids and texts of other records in them."""

    def __init__(self, seed: int, made: Scene, client: Client, limits: tuple[Rows, ...]) -> None:
        self.limits = limits
        self.random, self.made, self.client = random.Random(seed), made, client  # noqa: S311  (repeatable)
        self.session = Session(Toolset.all().with_policy(confirm_never), client)
        self.tokens: list[str] = ["rows.e30", "garbage"]

    def arguments(self, endpoint: str) -> Json:
        given = copy.deepcopy(self.random.choice(arguments_of(endpoint)))
        kinds: dict[str, str] = {}
        catalogue()[endpoint].model_validate(
            given, context={"resolve": lambda kind, text: kinds.setdefault(text, kind) and text}
        )
        given = self.swapped(given, kinds)
        fields = catalogue()[endpoint].model_fields
        for name in ("cursor", "syncToken"):
            if name in fields and self.random.random() < 0.2:
                given[name] = self.random.choice(self.tokens)
        if "limit" in fields:
            given["limit"] = self.random.choice((1, 3, 20, 100))
        if endpoint == "candidate.search":
            someone = self.random.choice(list(self.made.world.state.table("candidate").values()))
            given = self.random.choice(({"name": someone["name"][:7]}, {"email": someone["emails"][0]["value"]}))
        return given

    def swapped(self, node: Json, kinds: dict[str, str]) -> Json:
        if isinstance(node, dict):
            return {key: self.swapped(value, kinds) for key, value in node.items()}
        if isinstance(node, list):
            return [self.swapped(item, kinds) for item in node]
        if isinstance(node, str) and UUID.fullmatch(node) and self.random.random() < 0.4:
            return self.another(kinds.get(node, ""))
        return node

    def another(self, kind: str) -> str:
        tables = self.made.world.state._tables
        chosen = kind if kind in tables and self.random.random() < 0.8 else self.random.choice(sorted(tables))
        return self.random.choice([*tables[chosen], UNKNOWN])

    def straight(self, call: Call) -> Result:
        return self.client.execute(call.operation)

    def awaited(self, call: Call) -> Result:
        simulator = self.made.world.simulator

        async def ask() -> Result:
            transport = simulator.async_transport()
            async with AsyncClient(simulator.key, transport=transport, policy=confirm_never) as client:
                return await functools.reduce(AsyncClient.limited_to, self.limits, client).execute(call.operation)

        return asyncio.run(ask())

    def play(self) -> tuple[str, Json, Json]:
        """One call: what was asked, with which arguments, and all that came of it."""
        endpoint = self.random.choice(ALLOWED)
        arguments = self.arguments(endpoint)
        try:
            call = self.session.prepare(catalogue()[endpoint].spec.tool, arguments)
            result = self.random.choice((self.straight, self.session.execute, self.awaited))(call)
        except ToolError as error:
            return endpoint, arguments, (str(error), vars(error), repr(error.__cause__))
        self.tokens += filter(None, (result.next_cursor, result.sync_token))
        return endpoint, arguments, (result.data, result.text, result.next_cursor, result.sync_token)


def chosen_limits(chooser: random.Random, world: World) -> tuple[Rows, ...]:
    """Some jobs, some departments, or what two such limits both allow."""
    state = world.state

    def one() -> Rows:
        jobs = chooser.sample(sorted(state.table("job")), chooser.choice((0, 1, 1, 2, 3)))
        return Rows(jobs, chooser.sample(sorted(state.table("department")), chooser.choice((0, 0, 1))))

    return tuple(one() for _ in range(chooser.choice((1, 1, 2))))


def rows_of(made: Scene) -> dict[tuple[str, str], str]:
    state = made.world.state
    return {
        (kind, one): repr(row)
        for kind, ids in made.outside.items()
        for one in ids
        if (row := state.table(kind).get(one)) is not None
    }


@pytest.mark.parametrize("seed", range(max(1, CALLS // ROUND)))
def test_random_calls_bring_nothing_from_outside_and_change_nothing_there(seed):
    world = one_world().reset()
    chooser = random.Random(seed)  # noqa: S311  (repeatable)
    limits = chosen_limits(chooser, world)
    made = scene(world, limits=limits)
    simulator = world.simulator
    client = Client(simulator.key, transport=simulator.transport(), policy=confirm_never)
    player = Player(seed, made, functools.reduce(Client.limited_to, limits, client), limits)
    before, there = made.now(), rows_of(made)
    for _ in range(min(CALLS, ROUND)):
        endpoint, arguments, came = player.play()
        after, then = made.now(), rows_of(made)
        after.outside = {kind: ids & after.outside[kind] for kind, ids in before.outside.items()}
        assert not after.found(came, arguments), (endpoint, arguments)
        changed = {it for it in there if it[1] in after.ids and then.get(it) != there[it]}
        assert not changed, (endpoint, arguments)
        before, there = made.now(), then
