"""One deadline for a whole call, limits for each phase, and a circuit that opens after repeated failures."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import socket
import threading
import time
import types
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Decision, Limits, MemoryStore, Session, Toolset, errors
from ashby_agent_tools import operations as op

BOTH = pytest.mark.parametrize("kind", [Client, AsyncClient], ids=["sync", "async"])
READ, WRITE = op.JobList(limit=1), op.CandidateTagCreate(title="Sailing")
ANSWER = json.dumps({"success": True, "results": []}).encode()


async def done(made: Any) -> Any:
    return await made if inspect.isawaitable(made) else made


async def made_by(client: Any, operation: Any) -> Any:
    decision = None if operation is READ else Decision.approve(by="a@example.com")
    return await done(client.execute(operation, decision=decision))


# ---- deadlines, against a server that behaves badly on purpose

ENOUGH = (0.3, 3.0, 30.0)  # seconds: the first within which this machine, whatever else it does, sends a request

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
MANNERS = {
    "says nothing": [],
    "stops in the head": [HEAD[:40]],
    "stops in the body": [HEAD % len(ANSWER), ANSWER[:5]],
    "trickles": [HEAD % 10_000, *[b" "] * 400],
}


@contextlib.contextmanager
def served(pieces: list[bytes], arrived: threading.Event | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """A server that sends these pieces, one every 20 ms, and then nothing; what it received."""
    received: list[bytes] = []
    over = threading.Event()
    came = arrived or threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve(peer: socket.socket) -> None:
            with peer, contextlib.suppress(OSError):
                received.append(peer.recv(65_536))
                came.set()
                for piece in pieces:
                    peer.sendall(piece)
                    if over.wait(0.02):
                        return
                over.wait(20)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", received
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)


@BOTH
@pytest.mark.parametrize("operation", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize("pieces", MANNERS.values(), ids=MANNERS)
async def test_a_call_ends_at_its_deadline_and_a_write_stays_in_doubt(kind, operation, pieces) -> None:
    for deadline in ENOUGH:
        with served(pieces) as (url, received):
            client = kind("key", base_url=url, deadline=deadline, timeout=90)
            with pytest.raises(errors.ToolError) as caught:
                await made_by(client, operation)
            await done(client.close() if kind is Client else client.aclose())
        if received:
            break
    assert len(received) == 1
    assert isinstance(caught.value, errors.TransportError if operation is READ else errors.OutcomeUnknown)


@BOTH
async def test_phases_have_limits_of_their_own(kind) -> None:
    for deadline in ENOUGH:
        with served([]) as (url, received):
            client = kind("key", base_url=url, timeout=httpx.Timeout(20, read=0.05), deadline=deadline)
            with pytest.raises(errors.TransportError) as caught:
                await made_by(client, READ)
            await done(client.close() if kind is Client else client.aclose())
        if received and "ReadTimeout" in str(caught.value):
            break
    assert received
    assert "ReadTimeout" in str(caught.value)


@BOTH
async def test_without_a_deadline_the_phases_decide(kind) -> None:
    with served([]) as (url, _):
        client = kind("key", base_url=url, timeout=httpx.Timeout(20, read=0.05), deadline=None)
        with pytest.raises(errors.OutcomeUnknown, match="ReadTimeout"):
            await made_by(client, WRITE)
        await done(client.close() if kind is Client else client.aclose())


async def test_a_write_whose_task_is_cancelled_stays_in_doubt_and_is_not_made_twice() -> None:
    arrived = threading.Event()
    with served([], arrived) as (url, received):
        client = AsyncClient("key", base_url=url)
        session = Session(Toolset.all(), async_client=client, store=MemoryStore())
        note = {"candidateId": "3ae2b801-19f6-41ef-ad28-214bd731948f", "note": "Called back."}
        call = session.prepare("candidate.createNote", note)
        task = asyncio.create_task(session.aexecute(call))
        await asyncio.to_thread(arrived.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(errors.Declined, match="outcome is unknown"):
            await session.aexecute(call)
        assert len(received) == 1
        await client.aclose()


# ---- the circuit

FAILURES = {
    "no connection": httpx.ConnectError("no route"),
    "cut": httpx.ReadError("cut"),
    "slow": httpx.ReadTimeout("late"),
    "500": httpx.Response(500),
    "502": httpx.Response(502, text="Bad gateway"),
    "not JSON": httpx.Response(200, text="<html>"),
}
ANSWERS = {
    "refused": httpx.Response(200, json={"success": False, "errors": ["candidate_not_found"]}),
    "wrong key": httpx.Response(403, json={"success": False}),
    "too many": httpx.Response(429, json={"success": False}, headers={"Retry-After": "100"}),
}
GOOD = httpx.Response(200, content=ANSWER)


class Service:
    """Answers what stands in `says`, and counts what was sent."""

    def __init__(self, says: httpx.Response | Exception) -> None:
        self.says, self.sent = says, 0

    def transport(self) -> httpx.MockTransport:
        def answer(_: httpx.Request) -> httpx.Response:
            self.sent += 1
            if isinstance(self.says, Exception):
                raise self.says
            return httpx.Response(self.says.status_code, content=self.says.content, headers=self.says.headers)

        return httpx.MockTransport(answer)


@pytest.fixture
def one_attempt(monkeypatch):
    """Each call is tried once: what counts for the circuit is the call."""
    monkeypatch.setattr("ashby_agent_tools.client.wire._ATTEMPTS", 1)


async def failed(client: Any, operation: Any, times: int) -> list[errors.ToolError]:
    found = []
    for _ in range(times):
        with pytest.raises(errors.ToolError) as caught:
            await made_by(client, operation)
        found.append(caught.value)
    return found


@pytest.mark.usefixtures("one_attempt")
@BOTH
@pytest.mark.parametrize("operation", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
async def test_after_five_failed_calls_none_is_sent_for_a_while(kind, operation, failure, monkeypatch) -> None:
    service, later = Service(failure), 0.0
    monkeypatch.setattr("ashby_agent_tools.client.breaker.time", types.SimpleNamespace(monotonic=lambda: later))
    client = kind("key", transport=service.transport(), limits=Limits(rate=None, rest=0.05))
    first = await failed(client, operation, 5)
    assert not any(isinstance(error, errors.CircuitOpen) for error in first)
    if operation is WRITE and failure is not FAILURES["no connection"]:
        assert all(isinstance(error, errors.OutcomeUnknown) for error in first)
    sent = service.sent
    for again in (READ, WRITE):
        (error,) = await failed(client, again, 1)
        assert isinstance(error, errors.CircuitOpen)
        assert isinstance(error, errors.TransportError)
        assert 0 < error.retry_after <= 0.05
        assert "Nothing was sent" in str(error)
    assert service.sent == sent
    service.says, later = GOOD, 0.06
    for _ in range(6):
        assert (await made_by(client, READ)).data == []


@pytest.mark.usefixtures("one_attempt")
@BOTH
async def test_a_trial_that_fails_opens_it_again_and_raises_its_own_error(kind, monkeypatch) -> None:
    service, later = Service(FAILURES["cut"]), 0.0
    monkeypatch.setattr("ashby_agent_tools.client.breaker.time", types.SimpleNamespace(monotonic=lambda: later))
    client = kind("key", transport=service.transport(), limits=Limits(rate=None, rest=0.05))
    await failed(client, WRITE, 5)
    later = 0.06
    (trial,) = await failed(client, WRITE, 1)
    assert isinstance(trial, errors.OutcomeUnknown), "it was sent: its outcome is in doubt, and nothing hides that"
    (after,) = await failed(client, WRITE, 1)
    assert isinstance(after, errors.CircuitOpen)


@pytest.mark.usefixtures("one_attempt")
@BOTH
@pytest.mark.parametrize("hours", [-3, 3])
async def test_how_long_it_stays_open_does_not_go_by_a_clock_that_is_set(kind, hours, monkeypatch) -> None:
    service, now, later = Service(FAILURES["500"]), time.time, 0.0
    monkeypatch.setattr("ashby_agent_tools.client.breaker.time", types.SimpleNamespace(monotonic=lambda: later))
    client = kind("key", transport=service.transport(), limits=Limits(rate=None, rest=0.05))
    await failed(client, WRITE, 5)
    monkeypatch.setattr(time, "time", lambda: now() + hours * 3600)
    (error,) = await failed(client, READ, 1)
    assert isinstance(error, errors.CircuitOpen)
    assert "another 1 seconds" in str(error)
    service.says, later = GOOD, 0.06
    assert (await made_by(client, READ)).data == []


@pytest.mark.usefixtures("one_attempt")
@BOTH
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_what_ashby_refuses_is_an_answer(kind, answer) -> None:
    service = Service(answer)
    client = kind("key", transport=service.transport(), limits=Limits(rate=None, concurrent=None))
    assert not any(isinstance(error, errors.CircuitOpen) for error in await failed(client, READ, 8))
    assert service.sent == 8


@pytest.mark.usefixtures("one_attempt")
@BOTH
async def test_one_answer_in_between_starts_the_count_again(kind) -> None:
    service = Service(FAILURES["500"])
    client = kind("key", transport=service.transport())
    for _ in range(3):
        service.says = FAILURES["500"]
        await failed(client, WRITE, 4)
        service.says = GOOD
        await made_by(client, READ)


@pytest.mark.usefixtures("one_attempt")
@BOTH
async def test_it_can_be_switched_off(kind) -> None:
    service = Service(FAILURES["500"])
    client = kind("key", transport=service.transport(), limits=Limits(rate=None, failures=None))
    assert not any(isinstance(error, errors.CircuitOpen) for error in await failed(client, WRITE, 12))
    assert service.sent == 12
