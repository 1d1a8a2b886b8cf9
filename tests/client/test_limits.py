"""Limits of a key: how fast its calls leave and how many at once, whose they are, and what a 429 does to them all."""

from __future__ import annotations

import asyncio
import gc
import inspect
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Decision, Limits, Result, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.client.pace import Pace
from ashby_agent_tools.simulator import Simulator

BASE = "https://limits.example.com"
READ = op.JobList(limit=1)
WRITE = op.CandidateTagCreate(title="Sailing")
LIST = op.CandidateList(limit=1)
AN_HOUR = 1 / 3600  # a rate at which nothing comes back during a test
BOTH = pytest.mark.parametrize("kind", [Client, AsyncClient], ids=["sync", "async"])
KEYS = iter(f"key{number}" for number in range(10_000))


class Wire:
    """Answers in turn, the last one for ever; knows what was sent and how many requests were under way at once.

    `together`: the first ones are held until so many are under way.
    """

    def __init__(self, *answers: httpx.Response, takes: float = 0.0, together: int = 0) -> None:
        self.together, self.ends = together, time.monotonic() + 60
        self.waiting = [*answers, httpx.Response(200, json={"success": True, "results": []})]
        self.takes, self.sent, self.under_way, self.most = takes, 0, 0, 0
        self.lock = threading.Lock()

    def answer(self) -> httpx.Response:
        with self.lock:
            self.sent += 1
            answer = self.waiting.pop(0) if len(self.waiting) > 1 else self.waiting[0]
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    def count(self, step: int) -> None:
        with self.lock:
            self.under_way += step
            self.most = max(self.most, self.under_way)

    @property
    def holds(self) -> bool:
        return self.most < self.together and time.monotonic() < self.ends

    def transport(self, kind: type) -> httpx.MockTransport:
        def plain(_: httpx.Request) -> httpx.Response:
            self.count(1)
            while self.holds:
                time.sleep(0.001)
            time.sleep(self.takes)
            self.count(-1)
            return self.answer()

        async def awaited(_: httpx.Request) -> httpx.Response:
            self.count(1)
            try:
                while self.holds:  # noqa: ASYNC110  (threads have the same)
                    await asyncio.sleep(0.001)
                await asyncio.sleep(self.takes)
            finally:
                self.count(-1)
            return self.answer()

        return httpx.MockTransport(plain if kind is Client else awaited)

    def client(self, kind: type, limits: Limits, key: str | None = None, **more: Any) -> Any:
        return kind(key or next(KEYS), base_url=BASE, limits=limits, transport=self.transport(kind), **more)


async def done(made: Any) -> Any:
    return await made if inspect.isawaitable(made) else made


async def at_once(kind: type, call: Callable[[], Any], times: int) -> list[Result]:
    """The same call many times at once, in threads or tasks."""
    if kind is AsyncClient:
        return await asyncio.gather(*(call() for _ in range(times)))
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda _: call(), range(times)))


def too_many(**headers: str) -> httpx.Response:
    body = {"success": False, "errorInfo": {"code": "rate_limit_exceeded"}}
    return httpx.Response(429, json=body, headers={name.replace("_", "-"): said for name, said in headers.items()})


# ---- the rate


@BOTH
async def test_within_the_rate_no_call_is_refused_and_none_is_lost(kind: type) -> None:
    simulator = Simulator(seed=7)
    simulator.limit_rate(30, seconds=0.3)  # twice what is sent in that time, for what a busy machine sends late
    transport = simulator.transport() if kind is Client else simulator.async_transport()
    ashby = kind(simulator.key, base_url=BASE, limits=Limits(rate=45, burst=2), transport=transport)
    found = await at_once(kind, lambda: ashby.execute(READ), 40)
    assert len(found) == 40
    assert [request.status for request in simulator.log] == [200] * 40


@BOTH
async def test_what_does_not_get_its_turn_in_time_was_not_sent(kind: type) -> None:
    wire = Wire()
    ashby = wire.client(kind, Limits(rate=AN_HOUR, burst=2))
    for _ in range(2):
        await done(ashby.execute(READ))
    with pytest.raises(errors.RateLimited, match="was not sent") as caught:
        await done(ashby.execute(WRITE, decision=Decision.approve(by="a@example.com")))
    assert caught.value.status is None
    assert 3500 < caught.value.retry_after <= 3600
    assert wire.sent == 2


@BOTH
@pytest.mark.parametrize("other", [Client, AsyncClient])
async def test_clients_with_one_key_share_it_and_tenants_share_nothing(kind: type, other: type) -> None:
    wire, key, limits = Wire(), next(KEYS), Limits(rate=AN_HOUR, burst=1)
    first, second = wire.client(kind, limits, key), wire.client(other, limits, key, account="another name")
    await done(first.execute(READ))
    with pytest.raises(errors.RateLimited):
        await done(second.execute(READ))
    await done(wire.client(other, limits).execute(READ))
    assert wire.sent == 2


@BOTH
async def test_a_client_for_each_call_keeps_to_the_rate_of_the_key(kind: type) -> None:
    wire, key, limits = Wire(), next(KEYS), Limits(rate=AN_HOUR, burst=2)
    for _ in range(2):
        await done(wire.client(kind, limits, key).execute(READ))
        gc.collect()
    with pytest.raises(errors.RateLimited):
        await done(wire.client(kind, limits, key).execute(READ))
    assert wire.sent == 2


@BOTH
async def test_a_bulk_read_leaves_room_for_what_an_agent_calls(kind: type) -> None:
    wire = Wire(*[httpx.Response(200, json={"success": True, "results": [], "moreDataAvailable": True, "nextCursor": str(n)}) for n in range(9)])  # fmt: skip  # noqa: E501
    ashby = wire.client(kind, Limits(rate=AN_HOUR, burst=5, reserved=2))
    with pytest.raises(errors.RateLimited):
        if kind is Client:
            list(ashby.pages(LIST))
        else:
            [page async for page in ashby.pages(LIST)]
    assert wire.sent == 3
    for _ in range(2):
        await done(ashby.execute(READ))
    assert wire.sent == 5


# ---- at once


@BOTH
async def test_no_more_are_under_way_than_is_set(kind: type) -> None:
    wire = Wire(takes=0.02, together=3)
    ashby = wire.client(kind, Limits(rate=None, concurrent=3))
    await at_once(kind, lambda: ashby.execute(READ), 12)
    assert (wire.most, wire.sent) == (3, 12)


@BOTH
async def test_bulk_reads_leave_a_place_free(kind: type) -> None:
    wire = Wire(takes=0.02, together=2)
    ashby = wire.client(kind, Limits(rate=None, concurrent=3))

    def whole() -> Any:
        return list(ashby.pages(LIST))

    async def awhole() -> Any:
        return [page async for page in ashby.pages(LIST)]

    await at_once(kind, whole if kind is Client else awhole, 6)
    assert wire.most == 2


@pytest.mark.parametrize("where", ["under way", "in line"])
async def test_a_cancelled_call_gives_its_place_back(where: str) -> None:
    under_way, may_end, sent = asyncio.Event(), asyncio.Event(), 0

    async def answer(_: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        under_way.set()
        await may_end.wait()
        return httpx.Response(200, json={"success": True, "results": []})

    limits = Limits(concurrent=1, rate=1_000)
    ashby = AsyncClient(next(KEYS), base_url=BASE, limits=limits, transport=httpx.MockTransport(answer))
    first = asyncio.create_task(ashby.execute(READ))
    await under_way.wait()
    second = asyncio.create_task(ashby.execute(READ))
    for _ in range(50):  # turns of the loop, in which it comes as far as it can
        await asyncio.sleep(0)
    assert sent == 1
    cancelled, stays = (first, second) if where == "under way" else (second, first)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    may_end.set()
    assert (await stays).data == []
    assert (await ashby.execute(READ)).data == []
    assert sent == (3 if where == "under way" else 2)


# ---- a 429


@BOTH
async def test_after_a_429_no_call_with_this_key_leaves_until_retry_after_is_over(kind: type) -> None:
    wire, key = Wire(too_many(Retry_After="100")), next(KEYS)
    limits = Limits(rate=1_000)
    with pytest.raises(errors.RateLimited, match="in 100 seconds"):
        await done(wire.client(kind, limits, key).execute(READ))
    with pytest.raises(errors.RateLimited, match="was not sent") as caught:
        await done(wire.client(kind, limits, key).execute(READ))
    assert 90 < caught.value.retry_after < 105
    await done(wire.client(kind, limits).execute(READ))
    assert wire.sent == 2


@BOTH
async def test_many_refusals_at_once_pause_once(kind: type) -> None:
    wire, key = Wire(*[too_many(Retry_After="100")] * 5, takes=0.03), next(KEYS)
    ashby = wire.client(kind, Limits(rate=1_000), key)

    async def refused() -> None:
        with pytest.raises(errors.RateLimited):
            await done(ashby.execute(READ))

    def refused_here() -> None:
        with pytest.raises(errors.RateLimited):
            ashby.execute(READ)

    await at_once(kind, refused_here if kind is Client else refused, 5)
    with pytest.raises(errors.RateLimited) as caught:
        await done(ashby.execute(READ))
    assert caught.value.retry_after < 110


@BOTH
async def test_the_limits_of_reports_hold_nothing_else_up(kind: type) -> None:
    wire = Wire(too_many(Retry_After="100"))
    ashby = wire.client(kind, Limits(rate=1_000))
    with pytest.raises(errors.RateLimited):
        await done(ashby.execute(op.ReportSynchronous(reportId="3ae2b801-19f6-41ef-ad28-214bd731948f")))
    await done(ashby.execute(READ))
    assert wire.sent == 2


@BOTH
async def test_reports_start_no_faster_than_ashby_lets_them(kind: type) -> None:
    wire = Wire()
    ashby = wire.client(kind, Limits(rate=1_000), deadline=2.0)
    report = op.ReportGenerate(reportId="3ae2b801-19f6-41ef-ad28-214bd731948f")
    for _ in range(3):
        await done(ashby.execute(report))
    with pytest.raises(errors.RateLimited, match="was not sent"):
        await done(ashby.execute(report))
    await done(ashby.execute(report.model_copy(update={"requestId": "rep_result:1"})))  # asking is free
    assert wire.sent == 4


@BOTH
@pytest.mark.slow  # a report waits two seconds
async def test_a_report_that_waits_for_its_start_holds_no_other_call_up(kind: type, monkeypatch) -> None:
    monkeypatch.setattr("ashby_agent_tools.client.limiter._REPORTS", (0.5, 1))
    wire = Wire()
    ashby = wire.client(kind, Limits(rate=1_000))
    report = op.ReportGenerate(reportId="3ae2b801-19f6-41ef-ad28-214bd731948f")

    async def made(operation: Any) -> Any:
        return await (asyncio.to_thread(ashby.execute, operation) if kind is Client else ashby.execute(operation))

    await made(report)
    second = asyncio.ensure_future(made(report))
    await asyncio.sleep(0.2)  # it stands in line by now
    await made(READ)
    assert wire.sent == 2
    await second


@BOTH
async def test_whose_limit_it_was_is_told(kind: type) -> None:
    wire = Wire(too_many(Retry_After="100", X_RateLimit_Scope="integration-partner"))
    with pytest.raises(errors.RateLimited, match="scope is integration-partner") as caught:
        await done(wire.client(kind, Limits()).execute(READ))
    assert (caught.value.scope, caught.value.retry_after) == ("integration-partner", 100.0)


def test_the_rate_halves_once_for_what_was_under_way_and_comes_back_evenly() -> None:
    pace = Pace()
    assert pace.part(10) == 1
    assert pace.slow_down(sent=9, now=10)
    assert not pace.slow_down(sent=9.5, now=10.5)
    assert pace.part(10) == 0.5
    assert pace.slow_down(sent=11, now=12)
    assert pace.part(12) == pytest.approx((0.5 + 2 / 120) / 2)
    for now in range(13, 30):
        pace.slow_down(sent=now, now=now)
    assert pace.part(29) == 1 / 16
    assert pace.part(29 + 60) == pytest.approx(1 / 16 + 0.5)
    assert pace.part(29 + 120) == 1


# ---- what is set


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rate": 0}, "rate is 0; give a number of requests a second, for instance 10"),
        ({"rate": -1}, "rate is -1"),
        ({"rate": "10"}, "rate is '10'"),
        ({"rate": float("nan")}, "rate is nan"),
        ({"rate": True}, "rate is True"),
        ({"burst": 0}, "burst is 0; give a whole number, 1 or more"),
        ({"burst": 1.5}, "burst is 1.5"),
        ({"reserved": -1}, "reserved is -1"),
        ({"burst": 3, "reserved": 3}, "leaves nothing of burst=3"),
        ({"concurrent": 0}, "concurrent is 0"),
        ({"failures": 0}, "failures is 0"),
        ({"rest": -2}, "rest is -2"),
        ({"alone": 0}, "alone is 0"),
        ({"redis": "http://localhost"}, "redis://localhost:6379/0"),
        ({"redis": "redis://"}, "redis://localhost:6379/0"),
        ({"redis": 6379}, "redis://localhost:6379/0"),
        ({"redis": "redis://localhost", "rate": None}, "give a rate, too"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(errors.UsageError) as caught:
        Limits(**wrong)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"limits": 10}, "limits is 10; give Limits(rate=...)"),
        (
            {"limits": Limits(redis="redis://localhost:port")},
            "The Redis URL has a port or a database that is not a number",
        ),
        ({"deadline": 0}, "deadline is 0; give a number of seconds for a whole call"),
        ({"deadline": -5}, "deadline is -5"),
        ({"deadline": "soon"}, "deadline is 'soon'"),
        ({"deadline": float("inf")}, "deadline is inf"),
        ({"timeout": 0}, "timeout is 0; give a number of seconds, for instance 30"),
        ({"timeout": None}, "timeout is None"),
        ({"timeout": httpx.Timeout(30, read=-1)}, "timeout (read) is -1"),
        ({"http2": True, "transport": httpx.MockTransport(lambda _: httpx.Response(200))}, "http2 or transport"),
    ],
)
@BOTH
def test_clients_refuse_settings_that_cannot_be_meant(kind: type, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(errors.UsageError) as caught:
        kind("key", **wrong)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("rate", "base_url", "expected"),
    [
        (None, "https://api.ashbyhq.com", 10.0),
        (None, "http://127.0.0.1:8080", None),
        ("2.5", "https://api.ashbyhq.com", 2.5),
        ("2.5", "http://127.0.0.1:8080", 2.5),
        ("", "https://api.ashbyhq.com", 10.0),
    ],
)
def test_the_rate_comes_from_the_environment_or_is_careful(monkeypatch, rate, base_url, expected) -> None:
    if rate is not None:
        monkeypatch.setenv("ASHBY_RATE", rate)
    with Client("key", base_url=base_url) as ashby:
        assert ashby.limits.rate == expected


@pytest.mark.parametrize("wrong", ["fast", "-1", "0", "nan"])
def test_a_rate_in_the_environment_that_cannot_be_meant_is_named(monkeypatch, wrong) -> None:
    monkeypatch.setenv("ASHBY_RATE", wrong)
    with pytest.raises(errors.UsageError, match="ASHBY_RATE is .*a number of requests a second"):
        Client("key")


def test_no_representation_and_no_error_has_the_password_of_a_redis() -> None:
    secret = "s3cret"
    assert secret not in repr(Limits(redis=f"redis://:{secret}@localhost:6379/0"))
    with pytest.raises(errors.UsageError) as caught:
        Client("key", limits=Limits(redis=f"redis://:{secret}@localhost:port/0"))
    assert secret not in str(caught.value)
