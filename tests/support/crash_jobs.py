"""What the processes of test_crashes do, and where in the middle of it they are killed."""

from __future__ import annotations

import concurrent.futures
import os
import signal
from pathlib import Path

import httpx

from ashby_agent_tools import Client, Decision, Session, SqliteStore, Toolset, ask_later
from ashby_agent_tools.approval import gate
from ashby_agent_tools.errors import AshbyError, UsageError

DONE, REFUSED, FORKED = 0, 3, 4


def die(*_given, **_more):
    """Nothing is tidied up: no handler runs and nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)


class Dying(httpx.BaseTransport):
    """A connection whose process dies at an endpoint, before the request leaves or when it was answered."""

    def __init__(self, endpoint, when):
        self.endpoint, self.when, self.inner = endpoint, when, httpx.HTTPTransport()

    def handle_request(self, request):
        meant = request.url.path.endswith(f"/{self.endpoint}")
        if meant and self.when == "before":
            die()
        response = self.inner.handle_request(request)
        response.read()
        if meant:
            die()
        return response


class DyingStore(SqliteStore):
    """Dies where the outcome of a call would be recorded."""

    finish = die


def session(folder, place, *, transport=None, approver=ask_later, store=SqliteStore):
    url, key = place
    client = Client(key, base_url=url, transport=transport)
    return Session(Toolset.all(), client, conversation="one", store=store(Path(folder, "store.db")), approver=approver)


def make(folder, place, name, arguments):
    """Make the call as an agent does, whose questions are answered elsewhere. Exits with 0 if it was sent, else 3."""
    raise SystemExit(_made(session(folder, place), name, arguments))


def _made(conversation, name, arguments):
    try:
        conversation.run(name, arguments)
    except AshbyError:
        return REFUSED
    return DONE


def make_with_yes(folder, place, name, arguments):
    """Make the call with somebody at hand who says yes to everything."""
    conversation = session(folder, place, approver=lambda call, question: Decision.approve(by="Robin"))
    raise SystemExit(_made(conversation, name, arguments))


def make_and_die(folder, place, name, arguments, where):
    """Make the call and die: in the question's reads, in the approver, in the claim, or about the send."""
    options = {
        "reading": {"transport": Dying("application.info", "before")},
        "asking": {"approver": die},
        "claiming": {},
        "before the request": {"transport": Dying(name, "before")},
        "after the answer": {"transport": Dying(name, "after")},
        "before the outcome": {"store": DyingStore},
    }[where]
    if where == "claiming":
        gate.objection = die  # asked within the transaction that uses the yes up
    make_session = session(folder, place, **options)
    make_session.run(name, arguments)


def make_in_threads(folder, place, name, arguments, threads, barrier, sent):
    """Make the call from several threads at once, each with a store of its own over the one file."""
    conversations = [session(folder, place) for _ in range(threads)]
    barrier.wait()
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        codes = list(pool.map(lambda it: _made(it, name, arguments), conversations))
    with sent.get_lock():
        sent.value += codes.count(DONE)


def make_after_fork(folder, place, name, arguments):
    """Open the store, fork, and make the call in the new process. Exits as `make`, or with 4 for a UsageError."""
    conversation = session(folder, place)
    child = os.fork()
    if child:
        raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    code = REFUSED
    try:
        conversation.run(name, arguments)
        code = DONE
    except UsageError:
        code = FORKED
    finally:
        os._exit(code)


def open_and_close(folder):
    """Open the store and close it, as a command that only lists does."""
    SqliteStore(Path(folder, "store.db")).close()


def answer(folder, identity, approved, barrier, won):
    """Answer a question, together with others."""
    store = SqliteStore(Path(folder, "store.db"))
    barrier.wait()
    try:
        store.answer(identity, approved=approved, by=f"process {os.getpid()}")
    except AshbyError:
        return
    with won.get_lock():
        won.value += 1


def batch_and_die(folder, place, calls, nth):
    """Approve a batch of all calls, and be killed when the nth of them is about to leave, or was answered."""
    from ashby_agent_tools import Caps

    url, key = place

    class Counting(httpx.BaseTransport):
        seen = 0
        inner = httpx.HTTPTransport()

        def handle_request(self, request):
            meant = request.url.path.endswith("/candidate.createNote")
            self.seen += meant
            if meant and self.seen == abs(nth) and nth < 0:
                die()
            response = self.inner.handle_request(request)
            response.read()
            if meant and self.seen == nth:
                die()
            return response

    from ashby_agent_tools import confirm_writes

    tools = Toolset.all().with_policy(confirm_writes)
    talk = Session(
        tools, Client(key, base_url=url, transport=Counting()), conversation="one",
        store=SqliteStore(Path(folder, "store.db")), caps=Caps(writes=500),
    )  # fmt: skip
    batch = talk.batch(calls)
    talk.execute_batch(batch, batch.approve(by="Robin"))
