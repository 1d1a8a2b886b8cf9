"""A served company: 1,000 MCP sessions over two workers on one PostgreSQL, 50 of them busy, against one process.

    eval "$(make -s services)"
    python benchmarks/server.py [--sessions 1000] [--busy 50] [--calls 20]

Each session belongs to a person with a token and reads a candidate of its own, by a short name that only its
conversation has; each answer is compared with what it has to be, so that nothing of one conversation reaches another.
The same reads are made in one process, by sessions of the core over the same store and the same Ashby, as many at once.
The ratio is that of the 95th percentiles. Workers, the simulator and who asks them share this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from ashby_agent_tools import AsyncClient, Client, Session, SqlStore, Toolset
from ashby_agent_tools import operations as op

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

VARIABLE, TARGET = "ASHBY_TEST_POSTGRES_URL", 3.0
READ, LIST = "ashby_candidate_info", "ashby_candidate_list"
PEOPLE = 20
_SIMULATOR = (
    "import sys\nfrom ashby_agent_tools.simulator import Simulator\n"
    "with Simulator() as simulator:\n print(simulator.url, simulator.key, flush=True)\n sys.stdin.read()"
)
_HELLO = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "benchmark", "version": "1"},
}
_ACCEPT = {"accept": "application/json, text/event-stream"}


@contextlib.contextmanager
def process(command: list[str], **environment: str) -> Iterator[str]:
    """A process, and the first line that it prints; ended with its input."""
    env = {**os.environ, **environment}
    started = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert started.stdout is not None  # noqa: S101
    try:
        yield started.stdout.readline().strip()
    finally:
        started.terminate()
        started.wait(timeout=60)


class McpSession:
    """One MCP session of a person, in one of the workers, with a candidate that it reads."""

    def __init__(self, http: httpx.AsyncClient, url: str, token: str, position: int) -> None:
        self._http, self._url, self._position = http, url, position
        self._headers = {**_ACCEPT, "authorization": f"Bearer {token}"}
        self._number = 0
        self.name = self.short = ""

    async def _send(self, method: str, params: dict[str, Any], *, answered: bool = True) -> dict[str, Any]:
        self._number += answered
        body = {"jsonrpc": "2.0", "method": method, "params": params} | ({"id": self._number} if answered else {})
        answer = await self._http.post(self._url, json=body, headers=self._headers)
        answer.raise_for_status()
        if session := answer.headers.get("mcp-session-id"):
            self._headers["mcp-session-id"] = session
        found = re.findall(r"^data: (\{.*)$", answer.text, re.MULTILINE)
        made: dict[str, Any] = json.loads(found[-1]) if found else {}
        return made

    async def call(self, name: str, arguments: dict[str, Any]) -> str:
        """The text of a tool's result."""
        made = await self._send("tools/call", {"name": name, "arguments": arguments})
        return str(made["result"]["content"][0]["text"])

    async def open(self, known: list[tuple[str, str]]) -> None:
        """Shake hands, and learn the short name of the own candidate."""
        await self._send("initialize", _HELLO)
        await self._send("notifications/initialized", {}, answered=False)
        self.name, identity = known[self._position % len(known)]
        said = await self.call(READ, {"id": identity})
        self.short = re.findall(r"cand_[0-9]+", said)[0]

    async def read(self) -> float:
        """Read it by its short name; seconds. Raises AssertionError for anything of somebody else's."""
        began = time.perf_counter()
        said = await self.call(READ, {"id": self.short})
        took = time.perf_counter() - began
        assert self.name in said, f"{self.name} was asked for, and not answered"  # noqa: S101
        return took


def company() -> list[tuple[str, str]]:
    """Names and ids of candidates, no name twice."""
    with Client() as client:
        found = {it["name"]: it["id"] for it in client.records(op.CandidateList(limit=100))}
    return list(found.items())


async def served(urls: list[str], tokens: list[str], known: list[tuple[str, str]], asked: argparse.Namespace) -> None:
    """Open all sessions, then have some of them read; prints the row."""
    limits = httpx.Limits(max_connections=asked.busy, keepalive_expiry=30)
    async with httpx.AsyncClient(trust_env=False, timeout=120, limits=limits) as http:
        made = [McpSession(http, urls[it % len(urls)], tokens[it % len(tokens)], it) for it in range(asked.sessions)]
        gate = asyncio.Semaphore(asked.busy)

        async def opened(session: McpSession) -> None:
            async with gate:
                await session.open(known)

        began = time.perf_counter()
        await asyncio.gather(*map(opened, made))
        print(f"{len(made)} sessions opened in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        busy = made[:: max(1, len(made) // asked.busy)][: asked.busy]

        async def reads(session: McpSession) -> list[float]:
            return [await session.read() for _ in range(asked.calls)]

        spent = [it for part in await asyncio.gather(*map(reads, busy)) for it in part]
        asked.rows.append((f"{len(made)} sessions, {len(busy)} busy, {len(urls)} workers", spent))
        for session in made[:: max(1, len(made) // 100)]:  # what another conversation calls so is not known here
            other = made[(made.index(session) + 1) % len(made)]
            if other.short != session.short:
                said = await session.call(READ, {"id": other.short})
                assert other.name not in said, "a short name crossed from one conversation to another"  # noqa: S101


async def alone(url: str, known: list[tuple[str, str]], asked: argparse.Namespace) -> None:
    """The same reads by sessions of the core in this process; prints the row."""
    with SqlStore(url) as store:
        async with AsyncClient() as client:
            sessions = [
                Session(Toolset.preset("operations"), async_client=client, conversation=f"alone-{it}", store=store)
                for it in range(asked.busy)
            ]

            async def reads(number: int) -> list[float]:
                name, identity = known[number % len(known)]
                spent = []
                for _ in range(asked.calls + 1):
                    began = time.perf_counter()
                    made = await sessions[number].arun(READ, {"id": identity})
                    assert name in made.text  # noqa: S101
                    spent.append(time.perf_counter() - began)
                return spent[1:]

            parts = await asyncio.gather(*(reads(number) for number in range(asked.busy)))
            asked.rows.append((f"one process, {asked.busy} at once", [it for part in parts for it in part]))


def main() -> None:
    """Print the table."""
    import postgres  # noqa: PLC0415  (of the tests' support)

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sessions", type=int, default=1_000)
    options.add_argument("--busy", type=int, default=50)
    options.add_argument("--calls", type=int, default=20)
    asked = options.parse_args()
    asked.rows = []
    with contextlib.ExitStack() as stack:
        simulator = stack.enter_context(process([sys.executable, "-c", _SIMULATOR])).split()
        os.environ |= dict(zip(("ASHBY_BASE_URL", "ASHBY_API_KEY"), simulator, strict=True))
        store = stack.enter_context(postgres.schema())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        tokens = [f"a token for the benchmark, {number}" for number in range(PEOPLE)]
        people = folder / "people.toml"
        people.write_text("".join(f'"person{it}@example.com" = "{token}"\n' for it, token in enumerate(tokens)))
        command = [
            *(sys.executable, "-m", "ashby_mcp", "--http", "--port", "0", "--preset", "operations"),
            *("--people-file", str(people), "--limits", "rate=10000,burst=100000,sessions=2000"),
        ]
        urls = [stack.enter_context(process(command, ASHBY_STORE=store)) for _ in range(2)]
        known = company()
        asyncio.run(alone(store, known, asked))
        asyncio.run(served(urls, tokens, known, asked))
    first = statistics.quantiles(asked.rows[0][1], n=20)[-1]
    print("| the same read | median ms | p95 ms | p95, ratio | target |\n| --- | --: | --: | --: | --: |")
    for number, (title, spent) in enumerate(asked.rows):
        late = statistics.quantiles(spent, n=20)[-1]
        aim = f"{TARGET:.1f}" if number else ""
        print(f"| {title} | {statistics.median(spent) * 1e3:.0f} | {late * 1e3:.0f} | {late / first:.2f} | {aim} |")


if __name__ == "__main__":
    main()
