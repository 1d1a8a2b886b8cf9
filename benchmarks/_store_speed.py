"""How many questions a second a store takes, beside a transaction of its database; how long a page of them takes."""

from __future__ import annotations

import dataclasses
import itertools
import os
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from ashby_agent_tools import Call, SqlStore, Toolset
from ashby_agent_tools.store import ConversationKey

__all__ = ["measured"]

VARIABLE = "ASHBY_TEST_POSTGRES_URL"
QUESTIONS, ROUNDS = 200, 5
FEW, MANY, PAGES = 50, 10_000, 100  # questions that wait, and how often the first page of them is read
_EACH = 20  # questions of one conversation: what it sent before is read with each
_STEPS = 4  # transactions of a question: asked, answered, used up, its outcome recorded
_INSERT = "INSERT INTO bare (text) VALUES ('x')"


def measured() -> Iterator[dict[str, Any]]:
    """For each database: questions a second (asked, answered, sent, outcome), bare transactions a second, the ratio."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield _compared("SQLite file", f"sqlite:///{folder / 'store.db'}", _sqlite(stack, folder / "bare.db"))
        if url := os.environ.get(VARIABLE):
            schema = f"{url}?options=-csearch_path%3D{_schema(stack, url)}"
            yield _compared("PostgreSQL", schema, _postgres(stack, schema))


def _compared(name: str, url: str, bare: Callable[[], None]) -> dict[str, Any]:
    """Both in turns, so that whatever else the machine does slows both."""
    calls, store = _calls(), SqlStore(url)
    rounds = [(_seconds(lambda: _question(store, *next(calls))), _seconds(bare)) for _ in range(ROUNDS)]
    store.close()
    question, plain = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(asked / one for asked, one in rounds)
    return {
        "store": name,
        "questions a second": round(1 / question, 1),
        "bare transactions a second": round(1 / plain, 1),
        "a question in bare transactions": round(ratio, 2),
        "a step in bare transactions": round(ratio / _STEPS, 2),
        **_first_page(url),
    }


def _first_page(url: str) -> dict[str, float]:
    """How much longer the first page takes with 10,000 questions that wait than with one page of them."""
    waiting = ((key, dataclasses.replace(call, call_id=f"waits {call.call_id}")) for key, call in _calls())
    pages = {"all": {}, "of an account": {"account": "acme"}, "with words": {"text": "ada"}}
    times = []
    for count in (FEW, MANY - FEW):
        with SqlStore(url) as store:
            for key, call in itertools.islice(waiting, count):
                store.add_request(key, call, "Add a note to Ada Lovelace?")
        with SqlStore(url) as store:  # as a page in another process: no plan of before is kept
            reads = {name: partial(_read, store, given) for name, given in pages.items()}
            times.append({name: _undisturbed(read) for name, read in {**reads, "in the inbox": _inbox(store)}.items()})
    few, many = times
    return {f"first page of 10,000, {name}, beside one of {FEW}": round(many[name] / few[name], 2) for name in few}


def _read(store: SqlStore, given: dict[str, Any]) -> None:
    assert len(store.requests_page(states=["pending"], **given).requests) == FEW  # noqa: S101


def _inbox(store: SqlStore) -> Callable[[], None]:
    """Reads the page of the inbox as a browser behind a proxy does, HTML and all."""
    from starlette.testclient import TestClient  # noqa: PLC0415  (with the inbox, from an extra)

    from ashby_agent_tools.inbox import inbox_app  # noqa: PLC0415

    app = inbox_app(store, user_header="X-User", trusted_proxies=["10.0.0.5"])
    browser = TestClient(app, "http://127.0.0.1", headers={"X-User": "grace@example.com"}, client=("10.0.0.5", 443))

    def read() -> None:
        assert browser.get("/").text.count('<li class="item') == FEW  # noqa: S101

    return read


def _undisturbed(read: Callable[[], None]) -> float:
    """Seconds of one reading as the fastest tenth take: what else the machine does slows the others."""
    times = []
    for _ in range(PAGES):
        began = time.perf_counter()
        read()
        times.append(time.perf_counter() - began)
    return statistics.quantiles(times, n=10)[0]


def _seconds(step: Callable[[], None]) -> float:
    step()
    began = time.perf_counter()
    for _ in range(QUESTIONS):
        step()
    return (time.perf_counter() - began) / QUESTIONS


def _calls() -> Iterator[tuple[ConversationKey, Call]]:
    tools = Toolset.all()
    for number in itertools.count():
        note = {"candidateId": str(uuid.UUID(int=number)), "note": f"Note number {number}."}
        call = tools.prepare("candidate.createNote", note, call_id=f"call {number}")
        yield ConversationKey("acme", f"conversation {number // _EACH}"), call


def _question(store: SqlStore, key: ConversationKey, call: Call) -> None:
    """One question from its beginning to its end."""
    asked = store.add_request(key, call, "Add a note to Ada Lovelace?")
    store.answer(asked.id, approved=True, by="grace@example.com")
    admitted = store.admit(key, call, asked=call, by=None, touched=(), guard=lambda _: None)
    assert admitted.number is not None, admitted  # noqa: S101  (a benchmark may stop where it makes no sense)
    store.finish(admitted.number, "done")


def _sqlite(stack: ExitStack, path: Path) -> Callable[[], None]:
    db = sqlite3.connect(path, isolation_level=None)
    stack.callback(db.close)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE bare (text TEXT)"):
        db.execute(statement)

    def transaction() -> None:
        db.execute("BEGIN IMMEDIATE")
        db.execute(_INSERT)
        db.execute("COMMIT")

    return transaction


def _schema(stack: ExitStack, url: str) -> str:
    import psycopg  # noqa: PLC0415  (from an extra)

    name = f"ashby_{uuid.uuid4().hex}"
    db = stack.enter_context(psycopg.connect(url, autocommit=True))
    db.execute(f"CREATE SCHEMA {name}".encode())
    stack.callback(db.execute, f"DROP SCHEMA {name} CASCADE".encode())
    return name


def _postgres(stack: ExitStack, url: str) -> Callable[[], None]:
    import psycopg  # noqa: PLC0415  (from an extra)

    db = psycopg.connect(url)
    stack.callback(db.close)
    db.execute(b"CREATE TABLE bare (text TEXT)")
    db.commit()

    def transaction() -> None:
        db.execute(_INSERT.encode())
        db.commit()

    return transaction
