"""webhooks.app: 2xx only for what was taken, each event once, nothing large or forged read; in a file and in stores."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading

import httpx
import postgres
import pytest

from ashby_agent_tools import MemoryStore, SqlStore, webhooks
from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.simulator.webhooks import signature

SECRET = "a secret of sixteen or more"


def body_of(number=0, **changes):
    sent = {"action": "jobUpdate", "data": {"job": {"id": "j"}}, "webhookActionId": f"w{number}"} | changes
    return json.dumps(sent).encode()


def client_of(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://hooks")


async def post(app, body, *, headers=None, secret=SECRET):
    signed = {"Ashby-Signature": signature(secret, body)} if isinstance(body, bytes) else {}
    async with client_of(app) as client:
        return await client.post("/", content=body, headers={**signed, **(headers or {})})


@pytest.fixture(params=["memory", "file", "sqlite", pytest.param("postgres", marks=postgres.NEEDED)])
def opened(request, tmp_path):
    """`opened()`: the store, opened once more, as another process would."""
    if request.param == "postgres":
        with postgres.schema() as url:
            yield lambda: SqlStore(url)
    elif request.param == "memory":
        store = MemoryStore()
        yield lambda: store
    else:
        path = tmp_path / "seen.db"
        yield lambda: str(path) if request.param == "file" else SqlStore(f"sqlite:///{path}")


async def test_an_event_is_handed_on_once_and_a_ping_is_answered(opened):
    got = []
    one, two = (webhooks.app(got.append, secrets=SECRET, store=opened()) for _ in range(2))
    statuses = [(await post(app, body_of(number))).status_code for number in range(3) for app in (one, two)]
    assert statuses == [200] * 6
    assert [event.id for event in got] == ["w0", "w1", "w2"]
    ping = await post(one, body_of(action="ping", data={"webhookActionType": "ping"}))
    assert (ping.status_code, ping.text, len(got)) == (200, "ping", 3)


@pytest.mark.parametrize("kind", ["function", "async", "object"])
async def test_an_event_whose_handler_raised_is_not_acknowledged_and_comes_again(opened, kind, caplog):
    failing, got = [True], []

    def handle(event):
        if failing:
            failing.pop()
            raise ValueError("a canary about a person")
        got.append(event.id)

    async def ahandle(event):
        await asyncio.sleep(0)
        handle(event)

    class Handler:
        async def __call__(self, event):
            handle(event)

    app = webhooks.app(
        {"function": handle, "async": ahandle, "object": Handler()}[kind], secrets=SECRET, store=opened()
    )
    assert [(await post(app, body_of())).status_code for _ in range(3)] == [500, 200, 200]
    assert got == ["w0"]
    (said,) = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert said == "A webhook event was not taken: its handler raised ValueError."


async def test_a_repetition_while_the_event_is_worked_on_is_to_come_later(opened):
    started, go_on = threading.Event(), threading.Event()

    def handle(_):
        started.set()
        assert go_on.wait(10)

    one, two = (webhooks.app(handle, secrets=SECRET, store=opened()) for _ in range(2))
    first = asyncio.create_task(post(one, body_of()))
    await asyncio.to_thread(started.wait, 10)
    assert [(await post(app, body_of())).status_code for app in (one, two)] == [503, 503]
    go_on.set()
    assert (await first).status_code == 200
    assert (await post(two, body_of())).text == "duplicate"


async def test_an_async_handler_that_is_cancelled_did_not_take_the_event(opened):
    started, got = asyncio.Event(), []

    async def handle(event):
        got.append(event.id)
        started.set()
        if len(got) == 1:
            await asyncio.sleep(60)

    app = webhooks.app(handle, secrets=SECRET, store=opened())
    first = asyncio.create_task(post(app, body_of()))
    await started.wait()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert (await post(app, body_of())).status_code == 200
    assert got == ["w0", "w0"]


async def test_who_is_cancelled_while_an_event_is_claimed_did_not_take_it():
    """As by a server that stops, or a limit on a request's time: the claim is made in a thread, which goes on."""
    claiming, go_on, got = threading.Event(), threading.Event(), []

    class Slow(set):
        def __contains__(self, key):
            claiming.set()
            assert go_on.wait(60)
            return super().__contains__(key)

    async def handle(event):
        got.append(event.id)

    app = webhooks.app(handle, secrets=SECRET, store=Slow())
    first = asyncio.create_task(post(app, body_of()))
    await asyncio.to_thread(claiming.wait, 60)
    first.cancel()
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(first, return_exceptions=True)
    assert (await post(app, body_of())).text == "event"
    assert got == ["w0"]


# what is refused before it is read, or without being handed on


async def parts(size, *, of=65_536, sent):
    for _ in range(0, size, of):
        sent.append(of)
        yield b"x" * of


TWENTY_MB = 20 * 1024 * 1024


async def test_a_body_of_20_mb_is_refused_early_in_parts_and_whole():
    got, sent = [], []
    app = webhooks.app(got.append, secrets=SECRET)
    answer = await post(app, parts(TWENTY_MB, sent=sent))
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")
    assert sum(sent) <= webhooks.LARGEST_BODY + 2 * 65_536
    sent.clear()
    answer = await post(app, parts(TWENTY_MB, sent=sent), headers={"Content-Length": str(TWENTY_MB)})
    assert (answer.status_code, answer.text) == (413, "refused: the body is larger than 2097152 bytes")
    assert sum(sent) <= 65_536
    assert (await post(app, parts(1, sent=sent), headers={"Content-Length": "9" * 5_000})).status_code == 413
    assert got == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (body_of(), {"Ashby-Signature": signature("another", body_of())}, 401),
        (body_of(), {"Ashby-Signature": ""}, 401),
        (body_of()[:-1], {"Ashby-Signature": signature(SECRET, body_of())}, 401),
        (body_of().decode().encode("utf-16"), {"Ashby-Signature": signature(SECRET, body_of())}, 401),
        (b"\xff\xfe{", {}, 400),
        (b"[]", {}, 400),
        (b"", {}, 400),
    ],
)
async def test_what_is_not_ashbys_is_refused_and_not_handed_on(body, headers, status, caplog):
    got = []
    answer = await post(webhooks.app(got.append, secrets=SECRET), body, headers=headers)
    assert (answer.status_code, got) == (status, [])
    assert len([record for record in caplog.records if "refused" in record.message]) == 1


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 405), ("POST", "/elsewhere", 404)])
async def test_other_methods_and_places_are_not_there(method, path, status):
    async with client_of(webhooks.app(print, secrets=SECRET)) as client:
        assert (await client.request(method, path)).status_code == status


async def test_a_body_that_does_not_arrive_or_breaks_off_is_not_waited_for(monkeypatch):
    from ashby_agent_tools.webhooks import asgi

    monkeypatch.setattr(asgi, "_PATIENCE", 0.01)

    async def never():
        yield b"{"
        await asyncio.sleep(60)

    assert (await post(webhooks.app(print, secrets=SECRET), never())).status_code == 408


# stores, and the developer's mistakes


async def test_a_store_that_is_gone_takes_nothing_and_one_line_says_so(caplog, tmp_path):
    class Gone:
        def deliveries(self):
            return self

        def __contains__(self, key):
            raise AssertionError

        add = release = claim = lambda self, key: (_ for _ in ()).throw(StoreUnavailable("The store is gone."))

    got = []
    answer = await post(webhooks.app(got.append, secrets=SECRET, store=Gone()), body_of())
    assert (answer.status_code, got) == (503, [])
    assert [record.message for record in caplog.records] == ["A webhook event was not taken: The store is gone."]


async def test_a_file_that_broke_meanwhile_takes_nothing(tmp_path, caplog):
    got, path = [], tmp_path / "seen.db"
    app = webhooks.app(got.append, secrets=SECRET, store=path)
    for file in tmp_path.iterdir():
        file.unlink()
    path.write_bytes(b"no database at all" * 100)
    assert (await post(app, body_of())).status_code == 503
    assert got == []
    assert str(path) in caplog.records[-1].message


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"secrets": ""}, "empty"),
        ({"secrets": []}, "no secret"),
        ({"store": 7}, "store is an int, which keeps no deliveries"),
        ({"store": "postgresql://user@host/db"}, "store is an address; open it: SqlStore"),
        ({"store": "/nowhere/at/all/seen.db"}, "/nowhere/at/all/seen.db cannot be used"),
        ({"largest": 0}, "largest is 0"),
        ({"largest": "2 MB"}, "largest is '2 MB'; give a number of bytes"),
        ({"largest": True}, "largest is True; give a number of bytes"),
        ({"handler": 7}, "handler is an int"),
        ({"handler": webhooks.Event}, "handler is the class Event"),
        ({"path": "hooks/ashby"}, "path is 'hooks/ashby'; begin it with /"),
        ({"path": None}, "path is None; begin it with /"),
        ({"setting": None}, "setting is a NoneType; give a text"),
    ],
)
def test_what_cannot_work_is_said_when_the_program_starts(options, says):
    given = {"handler": print, "secrets": SECRET} | options
    with pytest.raises(UsageError, match=says) as caught:
        webhooks.app(given.pop("handler"), **given)
    assert "\n" not in str(caught.value)


async def test_a_function_that_returns_something_to_await_did_not_take_the_event():
    async def later(event):
        raise AssertionError

    app = webhooks.app(lambda event: later(event), secrets=SECRET)  # noqa: PLW0108  (no async function)
    assert (await post(app, body_of())).status_code == 500


def test_without_starlette_one_line_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "ashby_agent_tools.webhooks.asgi", raising=False)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    with pytest.raises(UsageError, match=r"pip install 'ashby-agent-tools\[webhooks\]'"):
        webhooks.app(print, secrets=SECRET)
