"""A stream that broke is resumed by Last-Event-ID: with what was missed, by whose session it is, within bounds."""

from __future__ import annotations

import contextlib
import json
import re

import anyio
import httpx
import pytest
from mcp import types
from mcp.server.streamable_http import EventMessage

from ashby_mcp import recent_events
from ashby_mcp.http import application
from ashby_mcp.recent_events import RecentEventStore

ADA, EVE = "the token of ada, for tests", "the token of eve, for tests"
PEOPLE = {"ada@example.com": ADA, "eve@example.com": EVE}
ACCEPT = {"accept": "application/json, text/event-stream"}
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}},
        "clientInfo": {"name": "raw", "version": "1"},
    },
}  # fmt: skip


class Raw:
    """A client that can break its streams: an ASGI application is called, and what it sends is read."""

    def __init__(self, app, token):
        self.app, self.headers = app, {**ACCEPT, "authorization": f"Bearer {token}", "host": "127.0.0.1"}

    async def begin(self):
        answer = await self.ask("POST", HELLO)
        self.headers["mcp-session-id"] = answer.headers["mcp-session-id"]
        await self.ask("POST", {"jsonrpc": "2.0", "method": "notifications/initialized"})
        return self

    async def ask(self, method, body=None, until=None, **more):
        """Send a request; the connection is broken once `until` is true of what came. A stream without: 2 seconds."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = {**self.headers, **more, "content-type": "application/json"}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": "/mcp", "raw_path": b"/mcp", "query_string": b"", "server": ("127.0.0.1", 80), "client": None,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        gone, parts, start, sent = anyio.Event(), [], {}, []

        async def receive():
            if not sent:
                sent.append(1)
                return {"type": "http.request", "body": content}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            start.update({"status": message["status"], "headers": message["headers"]} if "status" in message else {})
            parts.append(message.get("body", b""))
            if until is not None and until(b"".join(parts).decode()):
                gone.set()

        with anyio.move_on_after(2 if until is None and method == "GET" else 60):
            await self.app(scope, receive, send)
        return httpx.Response(start["status"], headers=start["headers"], content=b"".join(parts))


def events(answer):
    """The ids and messages of a stream."""
    found = re.findall(r"^(?:event: message\r\ndata: (.*?)\r\n)?id: (\S+)", answer.text, re.MULTILINE)
    ids = re.findall(r"^id: (\S+)", answer.text, re.MULTILINE)
    messages = [json.loads(it) for it in re.findall(r"^data: (\{.*)\r$", answer.text, re.MULTILINE)]
    assert found or not messages
    return ids, messages


@contextlib.asynccontextmanager
async def running(scene):
    app = application(scene.server(), people=PEOPLE)
    inner = app._app._app._app._app  # the SDK's own, which has the lifespan
    async with inner.router.lifespan_context(inner):
        yield app


def calling(name, arguments, number=2):
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


@pytest.fixture
def rejection(scene):
    return calling("ashby_application_change_stage", scene.rejection())


async def test_what_was_missed_comes_after_the_last_event_and_to_nobody_else(scene, rejection):
    """The person is asked, the connection breaks, the answer comes by another one; the result waits."""
    async with running(scene) as app:
        ada, eve, other = [await Raw(app, token).begin() for token in (ADA, EVE, ADA)]
        broken = await ada.ask("POST", rejection, until=lambda said: "elicitation/create" in said)
        (last, *_), (asked, *_) = events(broken)
        yes = {"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "accept", "content": {"approve": True}}}
        assert (await ada.ask("POST", yes)).status_code == 202
        with anyio.fail_after(60):
            while not scene.sent():  # noqa: ASYNC110  (it goes on without a connection)
                await anyio.sleep(0.02)
        resumed = await ada.ask("GET", until=lambda said: '"result"' in said, **{"last-event-id": last})
        assert [it["id"] for it in events(resumed)[1] if "result" in it] == [2]
        stolen = {"last-event-id": last}
        for thief in (eve, other):
            assert events(await thief.ask("GET", **stolen)) == ([], [])
        with_session = {**stolen, "mcp-session-id": ada.headers["mcp-session-id"]}
        assert (await eve.ask("GET", **with_session)).status_code == 404
    assert len(scene.sent()) == 1


async def test_events_are_kept_within_bounds_and_not_of_sessions_that_ended(monkeypatch):
    store = RecentEventStore(most_bytes=100_000)
    message = types.JSONRPCNotification(jsonrpc="2.0", method="x", params={"text": "y" * 1_000})
    sessions = [recent_events._Events() for _ in range(200)]
    for session in sessions:
        recent_events._session.set(session)
        names = [await store.store_event("1", message) for _ in range(3)]
    assert store.size < 120_000
    replayed = []

    async def hear(event: EventMessage):
        replayed.append(event.event_id)

    assert await store.replay_events_after(names[0], hear) == "1"
    assert replayed == names[1:]
    assert await store.replay_events_after("invented", hear) is None
    for _ in range(500):
        await store.store_event("1", message)
    assert len(session.kept) <= 64
    recent_events._session.set(None)
    del session, sessions
    assert store.size == 0
