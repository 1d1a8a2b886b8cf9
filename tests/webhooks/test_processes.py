"""Four processes that share a memory receive a storm: each genuine event is handled once, what is not is refused.

ASHBY_WEBHOOK_EVENTS: how many genuine events (60 by default).
"""

from __future__ import annotations

import asyncio
import collections
import json
import os
import random
import signal
import time
from pathlib import Path

import httpx
import postgres
import processes
import pytest
from webhook_jobs import SECRET, serve

from ashby_agent_tools.simulator.webhooks import signature

pytestmark = pytest.mark.slow  # real processes; make test-slow

EVENTS, HOSTILE, SERVERS = int(os.environ.get("ASHBY_WEBHOOK_EVENTS", "60")), 200, 4
HANGS = 300  # seconds that only what hangs takes


def body_of(number):
    sent = {"action": "jobUpdate", "data": {"job": {"id": f"j{number}"}}, "webhookActionId": f"event-{number}"}
    return json.dumps(sent).encode()


@pytest.fixture(params=["file", "postgres"])
def place(request, tmp_path):
    if request.param == "file":
        yield str(tmp_path / "seen.db")
    else:
        with postgres.schema() as url:
            yield url


class Servers:
    """Four receivers; one that was killed is started anew."""

    def __init__(self, folder, place, *, hold, busy_for):
        self.folder, self.given = folder, (place, hold, busy_for)
        self.running = [self.start(number) for number in range(SERVERS)]

    def start(self, number):
        place, hold, busy_for = self.given
        Path(self.folder, f"port {number}").unlink(missing_ok=True)
        return processes.start(serve, str(self.folder), place, str(number), hold, busy_for)

    def url(self, number):
        """Where a server listens, once it does; it may be killed and started anew meanwhile."""
        port, until = Path(self.folder, f"port {number}"), time.monotonic() + HANGS
        while True:
            try:
                return f"http://127.0.0.1:{port.read_text('utf-8')}/"
            except FileNotFoundError:
                assert time.monotonic() < until
            time.sleep(0.05)

    def kill(self, number):
        os.kill(self.running[number].pid, signal.SIGKILL)
        self.running[number].join()
        self.running[number] = self.start(number)

    def stop(self):
        for process in self.running:
            process.kill()
            process.join()

    def taken(self):
        """How often the handler of each event began, and came to its end."""
        lines = Path(self.folder, "taken").read_text("utf-8").splitlines()
        return (collections.Counter(line.split()[1] for line in lines if line.startswith(word)) for word in ("b", "d"))


@pytest.fixture
def servers(tmp_path, place):
    made = []

    def servers(**options):
        made.append(Servers(tmp_path, place, **options))
        return made[0]

    yield servers
    made[0].stop()


def signed(body, secret=SECRET):
    return {"Ashby-Signature": signature(secret, body)}


async def parts(size):
    for _ in range(0, size, 65_536):
        yield b"x" * 65_536


def hostile(number, draw):
    """A request that is not Ashby's: forged, truncated, oversized or wrongly encoded."""
    body = body_of(number)
    kind = ("forged", "truncated", "unsigned", "wrong encoding", "no JSON", "oversized")[number % 6]
    if kind == "forged":
        return body, signed(body, f"secret {draw.random()}")
    if kind == "truncated":
        return body[: draw.randrange(len(body))], signed(body)
    if kind == "unsigned":
        return body, {}
    if kind == "wrong encoding":
        return body.decode().encode("utf-16"), signed(body)
    if kind == "no JSON":
        broken = b"\xff\xfe" + draw.randbytes(40)
        return broken, signed(broken)
    return (parts(20 * 1024 * 1024), {}) if number % 12 == 5 else (b"x" * 3_000_000, {})


async def post(client, url, body, headers):
    """The status; 0 where the connection was cut, which a server may do with a body that it does not read."""
    try:
        return (await client.post(url, content=body, headers=headers)).status_code
    except httpx.TransportError:
        return 0


async def test_what_is_genuine_is_handled_once_and_nothing_else(servers):
    draw, four = random.Random(7), servers(hold=0.01, busy_for=60)  # noqa: S311  (which, no secret)
    urls = [four.url(number) for number in range(SERVERS)]
    limits = httpx.Limits(max_connections=16)
    async with httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as client:

        async def genuine(number):
            """To all four at once, and again until it is taken, as Ashby repeats; then a replay."""
            body = body_of(number)
            while True:
                statuses = await asyncio.gather(*(post(client, url, body, signed(body)) for url in urls))
                assert set(statuses) <= {200, 503}
                if set(statuses) == {200}:
                    return await post(client, draw.choice(urls), body, signed(body))
                await asyncio.sleep(0.02)

        async def not_ashbys(number):
            body, headers = hostile(number, draw)
            return await post(client, draw.choice(urls), body, headers)

        work = [genuine(number) for number in range(EVENTS)] + [not_ashbys(1_000 + it) for it in range(HOSTILE)]
        draw.shuffle(work)
        statuses = await asyncio.gather(*work)
    began, done = four.taken()
    assert began == done == collections.Counter(f"event-{number}" for number in range(EVENTS))
    assert collections.Counter(statuses)[200] == EVENTS  # the replays, which nobody handled
    assert set(statuses) <= {0, 200, 400, 401, 413}
    oversized = sum(number % 6 == 5 for number in range(1_000, 1_000 + HOSTILE))
    assert collections.Counter(statuses)[0] <= oversized


async def test_no_event_is_acknowledged_that_was_not_taken_whoever_is_killed(servers):
    draw, four = random.Random(11), servers(hold=0.25, busy_for=1.5)  # noqa: S311  (which, no secret)
    acknowledged, over = set(), asyncio.Event()

    async def killer():
        while not over.is_set():
            await asyncio.sleep(0.4)
            number = draw.randrange(SERVERS)
            await asyncio.to_thread(four.url, number)  # on a slow machine none would ever listen
            await asyncio.to_thread(four.kill, number)

    async def genuine(client, number):
        body = body_of(number)
        while True:
            url = await asyncio.to_thread(four.url, draw.randrange(SERVERS))
            if await post(client, url, body, signed(body)) == 200:
                acknowledged.add(f"event-{number}")
                return
            await asyncio.sleep(0.1)

    async with httpx.AsyncClient(timeout=20, limits=httpx.Limits(max_connections=8), trust_env=False) as client:
        killing = asyncio.create_task(killer())
        await asyncio.wait_for(asyncio.gather(*(genuine(client, number) for number in range(EVENTS))), HANGS)
        over.set()
        await killing
    began, done = four.taken()
    assert acknowledged == {f"event-{number}" for number in range(EVENTS)}
    assert acknowledged <= set(done)
    assert sum(began.values()) > EVENTS  # some were killed in the middle, and taken again
    for event in acknowledged:
        assert done[event] == 1 or began[event] > 1  # twice only where one was killed after its work
