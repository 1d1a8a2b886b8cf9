"""Faults on the way between a mirror and an organization: answers that break off, are none, or say what is not so."""

from __future__ import annotations

import gzip
import json
import random

import httpx
from sync_histories import History

from ashby_agent_tools import errors

WAITS = ("soon", "-5", "1e9", "0", "", "9999999", "Mon, 01 Jan 1990 00:00:00 GMT")
START_AGAIN = ("sync_token_expired", "sync_token_invalid", "incremental_sync_too_large", "next_cursor_expired")
REFUSALS = ("invalid_input", "feature_not_enabled", "generic_internal_error", "missing_endpoint_permission")


def refused(code):
    return httpx.Response(200, json={"success": False, "errorInfo": {"code": code}})


def answered(body, **changes):
    return httpx.Response(200, json={name: it for name, it in {**body, **changes}.items() if it is not Ellipsis})


class FaultyHistory(History):
    """A history in which each request may fail; `rate` says how often. A record that is there is never told as gone.

    Of an update one list at most says that it has ended where it has not: nobody can tell more of them from an end.
    """

    rate = 0.0

    def __init__(self, seed, *, told):
        self.faults = random.Random(seed)  # noqa: S311
        self.false_ends, self.raised = 1, 0
        super().__init__(seed, told=told)

    def _door(self, request):
        answer = super()._door(request)
        return self.broken(request, answer) if self.faults.random() < self.rate else answer

    def broken(self, request, answer):
        """The answer as it arrives."""
        body, cursor = answer.json(), json.loads(request.content or b"{}").get("cursor")
        if isinstance(body.get("results"), list) and self.faults.random() < 0.5:
            return self.faults.choice((self.misread, self.unended, self.ended))(body, cursor) or answer
        if self.faults.random() < 0.2:
            raise httpx.ReadError("the connection was cut", request=request)
        packed = {"content-encoding": "gzip"}
        return self.faults.choice(
            (
                httpx.Response(500, html="<html>It is broken.</html>"),
                httpx.Response(429, json={"success": False}, headers={"Retry-After": self.faults.choice(WAITS)}),
                httpx.Response(200, content=json.dumps(body).encode()[:-9]),
                httpx.Response(200, stream=httpx.ByteStream(gzip.compress(answer.content)[:-20]), headers=packed),
                httpx.Response(200, content=b""),
                httpx.Response(200, json={**body, "results": None}) if "cursor" in body else httpx.Response(503),
                refused(self.faults.choice(REFUSALS)),
                refused(self.faults.choice(START_AGAIN)),
            )
        )

    def misread(self, body, _):
        """The same records in another order, with some of them twice, or with nulls between them."""
        rows = body["results"]
        mixed = self.faults.sample(rows, len(rows))
        return answered(body, results=self.faults.choice((mixed, [*rows, *rows[:3]], [None, *rows])))

    def unended(self, body, cursor):
        """No way on, a way that was gone before, no word of the end, or no token there."""
        changes = [{"moreDataAvailable": True, "nextCursor": None}, {"syncToken": ...}, {"moreDataAvailable": ...}]
        changes += [{"moreDataAvailable": True, "nextCursor": cursor}] if cursor else []
        return answered(body, **self.faults.choice(changes))

    def ended(self, body, cursor):
        """An end that is none."""
        if self.false_ends:
            return None
        self.false_ends += 1
        rows = body["results"][:2] if cursor else []
        return answered({"success": True}, results=rows, moreDataAvailable=False)

    def apply(self, changes):
        """As before; what is told as gone is in no list."""
        if told := {(it.kind, it.id) for it in changes if it.gone}:
            there = {(kind, row["id"]) for kind, row in self.lists()}
            assert told.isdisjoint(there), told & there
        super().apply(changes)

    def update(self, *, full=False, crash=False):
        """One update; an error ends it, and the next one goes on."""
        self.false_ends = 0
        try:
            super().update(full=full, crash=crash)
        except (errors.ApiError, errors.TransportError):
            self.raised += 1
            self.open()  # with a circuit that is closed
        finally:
            self.crash_in = None


def live_with_faults(seed, *, told):
    """A whole history with faults, at rest at its end."""
    history = FaultyHistory(seed, told=told)
    history.update()
    for _ in range(history.random.randrange(4, 9)):
        for _ in range(history.random.randrange(1, 8)):
            history.change()
        history.deliver_some(history.random.randrange(6))
        history.rate = history.faults.choice((0.05, 0.15, 0.3, 0.6))
        for _ in range(history.faults.randrange(1, 4)):
            history.update(crash=history.faults.random() < 0.3, full=history.faults.random() < 0.3)
        history.rate = 0.0
    history.deliver_some(len(history.under_way))
    history.raised = 0
    return history
