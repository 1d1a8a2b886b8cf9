"""One rate for many processes, in a real Redis; and what happens when it is gone in the middle."""

from __future__ import annotations

import asyncio
import inspect
import logging
import subprocess
import sys
import time
import uuid
from typing import Any

import httpx
import pytest
import redis
import redis_server

from ashby_agent_tools import AsyncClient, Client, Limits, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.client.account import account_of

BASE = "https://limits.example.com"
READ = op.JobList(limit=1)
AN_HOUR = 1 / 3600  # a rate at which nothing comes back during a test
BOTH = pytest.mark.parametrize("kind", [Client, AsyncClient], ids=["sync", "async"])

ANOTHER = """
import sys, httpx
from ashby_agent_tools import Client, Limits, errors, operations as op
key, url, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"success": True, "results": []}))
done = 0
limits = Limits(rate=1 / 3600, burst=5, redis=url)
with Client(key, base_url="https://limits.example.com", limits=limits, transport=transport) as ashby:
    for _ in range(times):
        try:
            ashby.execute(op.JobList(limit=1))
            done += 1
        except errors.RateLimited:
            pass
print(done)
"""


def client(kind: type, url: str, key: str, **limits: Any) -> Any:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"success": True, "results": []})

    given = Limits(**{"rate": AN_HOUR, "burst": 2, "redis": url, **limits})
    return kind(key, base_url=BASE, limits=given, transport=httpx.MockTransport(answer))


async def call(ashby: Any) -> Any:
    made = ashby.execute(READ)
    return await made if inspect.isawaitable(made) else made


async def close(ashby: Any) -> None:
    await ashby.aclose() if isinstance(ashby, AsyncClient) else ashby.close()


@BOTH
@pytest.mark.parametrize("other", [Client, AsyncClient])
@redis_server.NEEDED
async def test_clients_share_the_rate_of_their_key_and_no_other(kind: type, other: type) -> None:
    url, key = redis_server.server_url(), uuid.uuid4().hex
    first, second, stranger = client(kind, url, key), client(other, url, key), client(other, url, uuid.uuid4().hex)
    await call(first)
    await call(second)
    for ashby in (first, second):
        with pytest.raises(errors.RateLimited, match="was not sent") as caught:
            await call(ashby)
        assert 3500 < caught.value.retry_after <= 3600
    await call(stranger)
    for ashby in (first, second, stranger):
        await close(ashby)


@BOTH
@pytest.mark.parametrize("other", [Client, AsyncClient])
@redis_server.NEEDED
async def test_after_a_429_of_one_process_all_slow_down(kind: type, other: type, monkeypatch) -> None:
    monkeypatch.setattr("ashby_agent_tools.client.wire._ATTEMPTS", 1)
    url, key = redis_server.server_url(), uuid.uuid4().hex
    limits = Limits(rate=0.01, burst=2, redis=url)
    refuses = httpx.MockTransport(lambda _: httpx.Response(429, json={"success": False}, headers={"Retry-After": "0"}))
    first = kind(key, base_url=BASE, limits=limits, transport=refuses)
    with pytest.raises(errors.RateLimited, match="refused"):
        await call(first)
    monkeypatch.setattr("ashby_agent_tools.client.limiter._every", {})  # as in a process of its own
    second = client(other, url, key, rate=0.01)
    with pytest.raises(errors.RateLimited, match="was not sent") as caught:
        await call(second)
    assert 190 < caught.value.retry_after <= 201, "one request in 200 seconds, where 100 are set"
    for ashby in (first, second):
        await close(ashby)


@pytest.mark.slow
@redis_server.NEEDED
def test_processes_share_it() -> None:
    url, key = redis_server.server_url(), uuid.uuid4().hex
    words = [sys.executable, "-c", ANOTHER, key, url, "4"]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert sum(int(process.communicate(timeout=60)[0]) for process in running) == 5


@redis_server.NEEDED
def test_redis_knows_neither_the_key_nor_what_was_called_and_forgets() -> None:
    url, key = redis_server.server_url(), uuid.uuid4().hex
    with client(Client, url, key, rate=1, burst=50) as ashby:
        ashby.execute(READ)
    with redis.Redis.from_url(url, decode_responses=True) as server:
        names = [name for name in server.scan_iter("ashby-agent-tools:*") if account_of(key, BASE) in name]
        assert names == [f"ashby-agent-tools:{account_of(key, BASE)}:rate"]
        assert set(server.hgetall(names[0])) == {"tat1"}
        assert 0 < server.pttl(names[0]) <= 100_000
    assert key not in names[0]


@BOTH
@redis_server.NEEDED
async def test_a_process_whose_clock_is_set_makes_nobody_wait(kind: type, monkeypatch) -> None:
    url, key = redis_server.server_url(), uuid.uuid4().hex
    ashby, other = (client(kind, url, key, rate=0.1, burst=5) for _ in range(2))
    await call(ashby)
    with monkeypatch.context() as set_forward:
        set_forward.setattr(time, "time_ns", lambda now=time.time_ns: now() + 3600 * 10**9)
        set_forward.setattr(time, "time", lambda now=time.time: now() + 3600)
        await call(ashby)
    await call(other)
    await call(ashby)
    await close(ashby)
    await close(other)


@redis_server.NEEDED
def test_a_machine_that_slept_asks_redis_for_the_time_again(monkeypatch) -> None:
    """Its steady clock stands still meanwhile, and what others took since seems to lie in the future."""
    url, key = redis_server.server_url(), uuid.uuid4().hex
    with client(Client, url, key, rate=1) as ashby, client(Client, url, key, rate=1) as other:
        ashby.execute(READ)
        other.execute(READ)
        steady, steady_ns = time.monotonic, time.monotonic_ns
        monkeypatch.setattr(time, "monotonic", lambda: steady() - 3600)
        monkeypatch.setattr(time, "monotonic_ns", lambda: steady_ns() - 3600 * 10**9)
        ashby.execute(READ)


@BOTH
@redis_server.NEEDED
async def test_a_redis_that_is_gone_leaves_a_careful_rate_and_says_so_once(kind: type, caplog, monkeypatch) -> None:
    caplog.set_level(logging.WARNING, "ashby_agent_tools")
    monkeypatch.setattr("ashby_agent_tools.client.redis_counter._AGAIN", 0.3)
    with redis_server.way() as way:
        ashby = client(kind, way.url, uuid.uuid4().hex, burst=3, alone=AN_HOUR)
        await call(ashby)
        way.cut()
        await call(ashby)  # the one that the careful rate lets through
        for _ in range(3):
            with pytest.raises(errors.RateLimited, match="was not sent"):
                await call(ashby)
        (said,) = [record.getMessage() for record in caplog.records if "Redis" in record.getMessage()]
        assert "cannot be used (ConnectionError): this process keeps to a careful rate of its own" in said
        way.mend()
        await asyncio.sleep(0.35)
        await call(ashby)
        await call(ashby)
        with pytest.raises(errors.RateLimited):
            await call(ashby)
        assert len([record for record in caplog.records if "Redis answers again" in record.getMessage()]) == 1
        await close(ashby)


@BOTH
async def test_a_redis_that_was_never_there_lets_calls_leave_at_a_tenth_of_the_rate(kind: type, caplog) -> None:
    ashby = client(kind, "redis://:s3cret@127.0.0.1:9/0", uuid.uuid4().hex, rate=10 * AN_HOUR, burst=10)
    await call(ashby)
    with pytest.raises(errors.RateLimited) as caught:
        await call(ashby)
    assert 3500 < caught.value.retry_after <= 3600
    assert "s3cret" not in caplog.text + str(caught.value)
    await close(ashby)
