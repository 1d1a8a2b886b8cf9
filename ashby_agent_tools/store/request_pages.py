"""Pages of the questions in a store's database: by account, state and words, with an index for each first look."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.database import Connection, Row, Value
from ashby_agent_tools.store.protocol import ApprovalRequest, RequestPage, State
from ashby_agent_tools.store.requests import ASKED, RequestRows, account_start

__all__ = ["RequestPages"]

_MOST, _MOST_LOOKED_AT, _AT_ONCE = 500, 2_000, 100
_NEWEST = 2**62  # no number is as high
_OVER = "expires_at <= :now"
# How each state, as it is told, is written down; what ran out may not be written yet.
_WRITTEN: Mapping[State, tuple[tuple[str, str], ...]] = {
    "pending": (("pending", f"NOT {_OVER}"),),
    "approved": (("approved", f"NOT {_OVER}"),),
    "denied": (("denied", ""),),
    "expired": (("expired", ""), ("pending", _OVER), ("approved", _OVER)),
    "changed": (("changed", ""),),
    "used": (("used", "outcome IN ('done', 'failed')"),),
    "unknown": (("used", "(outcome IS NULL OR outcome NOT IN ('done', 'failed'))"),),
}


class RequestPages(RequestRows):
    """Looks through the questions from the newest on."""

    def requests_page(
        self,
        account: str | None = None,
        *,
        states: Sequence[State] = (),
        text: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> RequestPage:
        """A page of questions, newest first, of one account or of all, in these states or in any.

        `text`: words that all stand in the question, its operation, or whose agent asks; they are looked for in the
        decrypted texts, whether or not the store is encrypted. `before`: `next` of the page before. A search looks at
        2,000 questions for each page, and goes on with `next` where it found fewer than `limit`. Raises UsageError for
        a state that there is not, and for a limit that is not 1 to 500.
        """
        if not 1 <= limit <= _MOST:
            raise UsageError(f"limit is {limit!r:.20}; a page has 1 to {_MOST} questions.")
        if unknown := [it for it in states if it not in _WRITTEN]:
            raise UsageError(f"There is no state {unknown[0]!r:.40}; the states are {', '.join(_WRITTEN)}.")
        words = text.casefold().split() if text else []
        found: list[ApprovalRequest] = []
        last, looked_at = None, 0
        with self._reading() as db:
            for number, asked in self._newest(db, account, states, before, min(limit + 1, _AT_ONCE)):
                if len(found) == limit or looked_at == _MOST_LOOKED_AT:
                    return RequestPage(tuple(found), last)
                last, looked_at = number, looked_at + 1
                if (not states or asked.state in states) and _has(asked, words):
                    found.append(asked)
        return RequestPage(tuple(found), None)

    def _newest(
        self, db: Connection, account: str | None, states: Sequence[State], before: int | None, at_once: int
    ) -> Iterator[tuple[int, ApprovalRequest]]:
        """The questions of these states from the newest on: one walk along an index for each, and their merger."""
        written = [it for state in states or _WRITTEN for it in _WRITTEN[state]]
        walks: list[Iterator[Row]] = []
        if account is None and not states:
            walks.append(_walk(db, "number < :before", {}, before, at_once))
        for state, condition in dict.fromkeys(written) if account is not None or states else ():
            values: dict[str, Value] = {"state": state}
            if ":now" in condition:
                values["now"] = self._clock()
            where = " AND ".join(filter(None, ("state = :state", condition, "number < :before")))
            if account is None:
                walks.append(_walk(db, where, values, before, at_once))
                continue
            walks.append(_walk(db, f"account = :account AND {where}", {**values, "account": account}, before, at_once))
            # what older tables have in place of the account
            start = account_start(account)
            older = f"account = '' AND {where} AND substr(conversation, 1, {len(start)}) = :start"
            walks.append(_walk(db, older, {**values, "start": start}, before, at_once))
        for row in heapq.merge(*walks, key=lambda row: -row[0]):
            yield int(row[0]), self._asked(row[1:])


def _walk(db: Connection, where: str, values: Mapping[str, Value], before: int | None, at_once: int) -> Iterator[Row]:
    before = _NEWEST if before is None else before
    while rows := db.rows(
        f"{ASKED.replace('SELECT ', 'SELECT number, ')} WHERE {where} ORDER BY number DESC LIMIT :at_once",
        **values, before=before, at_once=at_once,
    ):  # fmt: skip
        yield from rows
        before = int(rows[-1][0])


def _has(asked: ApprovalRequest, words: Sequence[str]) -> bool:
    text = f"{asked.question} {asked.operation} {asked.asked_by}".casefold() if words else ""
    return all(word in text for word in words)
