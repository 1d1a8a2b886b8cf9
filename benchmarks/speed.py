"""What showing a result costs, as ratios of one run: against a tiktoken pass over the raw page, and against bare httpx.

    python benchmarks/speed.py [--rounds 200]

Texts: CPU time of `fit` for 100 records, warm, against CPU time of counting the raw page's tokens, in turn, medians.
Calls: a small read, on loopback, without and with its text, against httpx with the same request and the same answer.
Conversations: 100 of five calls each in one event loop, calls a second, without and with the texts, against as many
with bare httpx.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import httpx
from _lookups import Record, minified
from _pairs import in_turn, table
from records import World
from results import COUNTER, ShortIds, simulated

from adapters import _BARE, ARGUMENTS, ENDPOINT, KEY, served
from ashby_agent_tools import AsyncClient, Budget, Client, MemoryStore, Session, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.entities import BY_NAME
from ashby_agent_tools.results import Page, fit
from ashby_agent_tools.simulator import Simulator

Way = Callable[[int], Awaitable[Any]]
TARGETS = {1_000: 1.0, 4_000: 0.5, 16_000: 1.0}
PER_RUN, THROUGHPUT = 1.6, 0.7
CONVERSATIONS, CALLS = 100, 5


def _passes(kind: str, records: list[Record], tokens: int, rounds: int) -> float:
    """The CPU time of one text, in passes of tiktoken over the raw page."""
    raw, ratios = minified(records), []
    for number in range(rounds + 2):
        started = time.thread_time()
        COUNTER.count(raw)
        one_pass = time.thread_time() - started
        started = time.thread_time()
        fit(Page(records), tool="t", budget=Budget(tokens), entity=BY_NAME[kind], short=ShortIds(), ref="r1")  # type: ignore[arg-type]
        if number > 1:
            ratios.append((time.thread_time() - started) / one_pass)
    return statistics.median(ratios)


def _large() -> dict[str, list[Record]]:
    """A raw page of each kind of the simulator's large company."""
    with Simulator(seed=7, size="large").client() as client:
        asked = {"application": op.ApplicationList(limit=100), "candidate": op.CandidateList(limit=100)}
        return {kind: client.execute(operation).data for kind, operation in asked.items()}  # type: ignore[misc]


def texts(rounds: int) -> Iterator[str]:
    """A row per page and budget."""
    yield "| 100 records, one text | budget | tiktoken passes over the raw page | target |"
    yield "| --- | --: | --: | --: |"
    world, demo, large = World(7), simulated(100), _large()
    for kind in ("application", "candidate"):
        places = {"large company": large[kind], "demo company": demo[kind], "generator": world.page(kind, 100)}
        for place, records in places.items():
            for tokens, target in TARGETS.items():
                ratio = _passes(kind, records, tokens, rounds)
                yield f"| {kind}, {place} | {tokens:,} | {ratio:.2f} | {target:.1f} |"


def calls(url: str, rounds: int) -> str:
    """One small read, without and with its text, against the bare request."""
    toolset = Toolset.of(ENDPOINT)
    with httpx.Client(**_BARE) as bare, Client(KEY, base_url=url) as client:  # type: ignore[arg-type]
        session = Session(toolset, client, store=MemoryStore())

        def plain() -> object:
            return bare.post(f"{url}/{ENDPOINT}", json=ARGUMENTS).json()["results"]

        def without_text() -> object:
            return session.run(ENDPOINT, ARGUMENTS)

        def with_text() -> object:
            return session.run(ENDPOINT, ARGUMENTS).text

        ways: dict[str, Callable[[], object]] = {
            "bare httpx": plain,
            "Session.run": without_text,
            "Session.run and its text": with_text,
        }
        return table("a small read", in_turn(ways, rounds=rounds), {"Session.run": PER_RUN})


async def conversations(url: str) -> str:
    """Calls a second of many conversations at once."""
    limits = httpx.Limits(max_connections=CONVERSATIONS)
    async with httpx.AsyncClient(**_BARE, limits=limits) as bare, AsyncClient(KEY, base_url=url) as client:  # type: ignore[arg-type]

        async def plain(_: int) -> None:
            for _call in range(CALLS):
                (await bare.post(f"{url}/{ENDPOINT}", json=ARGUMENTS)).json()

        def ours(*, shown: bool) -> Way:
            async def talk(number: int) -> None:
                store, name = MemoryStore(), f"c{number}"
                session = Session(Toolset.of(ENDPOINT), async_client=client, store=store, conversation=name)
                for _call in range(CALLS):
                    made = await session.arun(ENDPOINT, ARGUMENTS)
                    assert not shown or made.text  # noqa: S101

            return talk

        ways = {"bare httpx": plain, "Session.arun": ours(shown=False), "Session.arun and its text": ours(shown=True)}
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(6):
            for name, way in ways.items():
                started = time.perf_counter()
                await asyncio.gather(*(way(number) for number in range(CONVERSATIONS)))
                if turn:
                    rates[name].append(CONVERSATIONS * CALLS / (time.perf_counter() - started))
    return _throughput({name: statistics.median(found) for name, found in rates.items()})


def _throughput(rates: dict[str, float]) -> str:
    base, least = rates["bare httpx"], {"Session.arun": str(THROUGHPUT)}
    lines = [
        f"| {CONVERSATIONS} conversations of {CALLS} calls | calls a second | against bare httpx | at least |",
        "| --- | --: | --: | --: |",
        *(f"| {name} | {rate:,.0f} | {rate / base:.2f} | {least.get(name, '')} |" for name, rate in rates.items()),
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=200, help="of calls; texts take a tenth of them")
    rounds = options.parse_args().rounds
    print("\n".join(texts(max(3, rounds // 10))))
    with served() as url:
        print(f"\n{calls(url, rounds)}\n\n{asyncio.run(conversations(url))}")


if __name__ == "__main__":
    main()
