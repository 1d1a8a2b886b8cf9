"""What the servers of test_many_servers do: make every waiting call, and die at each step of some of them."""

from __future__ import annotations

import os
import random
import time

import httpx
from crash_jobs import Dying, die

from ashby_agent_tools import Caps, Client, Session, SqlStore, Toolset, confirm_writes
from ashby_agent_tools.approval import gate
from ashby_agent_tools.errors import AshbyError, StoreUnavailable, UsageError

NOTE = "candidate.createNote"
CONVERSATIONS = 10
STEPS = ("reading", "claiming", "before the request", "after the answer", "before the outcome")
AHEAD = "ASHBY_TEST_CLOCK_AHEAD"
NO_CAPS = Caps(writes=10_000)


class MortalStore(SqlStore):
    """A store whose process dies at the step that is due."""

    due = ""

    def admit(self, *args, **more):
        if self.due == "reading":
            die()
        return super().admit(*args, **more)

    def finish(self, *args, **more):
        if self.due == "before the outcome":
            die()
        super().finish(*args, **more)


class MortalTransport(httpx.BaseTransport):
    """A connection whose process dies before the request leaves, or when it was answered."""

    def __init__(self, store):
        self.store, self.inner = store, httpx.HTTPTransport()

    def handle_request(self, request):
        when = {"before the request": "before", "after the answer": "after"}.get(self.store.due)
        return (Dying(NOTE, when) if when else self.inner).handle_request(request)


def note(number, candidate):
    return {"candidateId": candidate, "note": f"Note number {number}."}


def client(place, transport=None):
    url, key = place
    return Client(key, base_url=url, transport=transport)


def sessions(store, client):
    tools = Toolset.all().with_policy(confirm_writes)
    return [
        Session(tools, client, conversation=f"{number}", store=store, caps=NO_CAPS) for number in range(CONVERSATIONS)
    ]


def prepared(talks, number, candidate):
    return talks[number % CONVERSATIONS].prepare(NOTE, note(number, candidate), call_id=f"call {number}")


def serve(ahead, url, place, candidate, calls, seed, step):
    """Make all calls in an order of its own; after some of them, die at the first one that comes to this step.

    `ahead`: of the clock; handed over, because the process that all are forked from may have begun before it was set.
    """
    os.environ[AHEAD] = ahead
    draw = random.Random(seed)  # noqa: S311  (an order, no secret)
    numbers = list(range(calls))
    draw.shuffle(numbers)
    mortal = draw.randrange(calls // 10)
    store = opened(url)
    talks = sessions(store, client(place, MortalTransport(store)))
    objection = gate.objection
    gate.objection = lambda *given: die() if store.due == "claiming" else objection(*given)
    for made, number in enumerate(numbers):
        store.due = step if made >= mortal else ""
        make(talks, number, candidate)
    os._exit(0)


def make(talks, number, candidate):
    """Make a call; where the store is gone before it was sent, once more."""
    for _ in range(3):
        try:
            talks[number % CONVERSATIONS].execute(prepared(talks, number, candidate))
        except StoreUnavailable:
            continue
        except AshbyError:
            pass
        return


def behind():
    """The clock of these stores, behind the simulator's, which stands still: what is sent is made later there."""
    return time.time() + float(os.environ.get(AHEAD, "0"))


def opened(url):
    while True:
        try:
            return MortalStore(url, clock=behind)
        except StoreUnavailable:  # the connection was ended just then
            continue


def answer(url, identity, number, barrier, told):
    """Answer a question together with others; tells what came of it."""
    store = SqlStore(url)
    barrier.wait()
    try:
        store.answer(identity, approved=number % 2 == 0, by=f"server {number}")
        told.put((number, ""))
    except UsageError as error:
        told.put((number, str(error)))
    store.close()
