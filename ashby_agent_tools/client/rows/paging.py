"""Applications of several jobs as one list: read job by job with Ashby's own filter, under one cursor and one token.

The cursor is as short for a thousand jobs as for two: models read it. The token has one of Ashby's for each job; until
the last page they are kept here, in this process, and where they are not any more the list ends without a token.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import secrets
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.client.rows._step import Script, Step
from ashby_agent_tools.client.rows.answers import kept
from ashby_agent_tools.client.rows.facts import UNKNOWN
from ashby_agent_tools.errors import NotFound

if TYPE_CHECKING:
    from ashby_agent_tools.call import Call
    from ashby_agent_tools.call_result import Result
    from ashby_agent_tools.client.rows.lookups import RowLookups
    from ashby_agent_tools.client.rows.tables import CheckedRule

__all__ = ["chained"]

_FULL_PAGE = 100
_MOST_REQUESTS = 20  # for one page
_MARK = "rows."
_KEPT = 600.0  # seconds from page to page for which the tokens of a list are remembered


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where the list stands: in which job, and at which of Ashby's cursors. `walk`: names the tokens before it."""

    job: str = ""
    cursor: str | None = None
    walk: str = ""


class _Tokens:
    """The sync tokens of the jobs that a list has ended with so far; None where they are not known any more."""

    def __init__(self, lookups: RowLookups, walk: str) -> None:
        self._facts, self.walk = lookups.facts, walk or secrets.token_urlsafe(9)
        known = self._facts.get(("tokens", walk)) if walk else {}
        self._known: dict[str, str] | None = None if known is UNKNOWN else known

    def add(self, job: str, token: str | None) -> None:
        """Note a job's; of a page that is read twice, the earlier one counts."""
        if token is not None and self._known is not None:
            self._known = {job: token, **self._known}

    def keep(self) -> None:
        """Remember them for the next page."""
        if self._known is not None:
            self._facts.put(("tokens", self.walk), self._known, _KEPT)

    @property
    def packed(self) -> str | None:
        """All of them as one; None for none."""
        return _MARK + _packed(self._known) if self._known else None


def chained(call: Call, rule: CheckedRule, lookups: RowLookups, nothing: Result) -> Script[Result]:
    """One page, filled from as many jobs as it takes, within 20 requests. `nothing`: the answer where there is no job.

    A cursor or a token that was not made here goes to Ashby as it is, which says what it thinks of it.
    """
    body = call.operation.body()
    limit, place = body.get("limit", _FULL_PAGE), _opened(body.get("cursor"))
    since, given = _tokens(body.get("syncToken")), body.get("syncToken")
    tokens = _Tokens(lookups, place.walk)
    jobs = [job for job in (yield from lookups.jobs()) if job >= place.job]
    rows: list[Any] = []
    last, at = nothing, iter(jobs)
    for number, job in enumerate(at, 1):
        cursor = place.cursor if job == place.job or not place.job else None
        sync = since.get(job) if since is not None else given
        asked = body | {"jobId": job, "limit": limit - len(rows), "cursor": cursor, "syncToken": sync}
        try:
            last = yield Step(call.operation, call, {key: value for key, value in asked.items() if value is not None})
        except NotFound:  # a job that was named and does not exist
            continue
        rows += yield from kept(last.data, rule, lookups)
        if last.more and last.next_cursor is not None:
            return _page(last, rows, _Place(job, last.next_cursor, tokens.walk), tokens)
        tokens.add(job, last.sync_token)
        if (len(rows) >= limit or number >= _MOST_REQUESTS) and (following := next(at, None)) is not None:
            return _page(last, rows, _Place(following, None, tokens.walk), tokens)
    return dataclasses.replace(last, data=rows, next_cursor=None, more=False, sync_token=tokens.packed)


def _page(last: Result, rows: list[Any], place: _Place, tokens: _Tokens) -> Result:
    tokens.keep()
    cursor = _MARK + _packed(dataclasses.astuple(place))
    return dataclasses.replace(last, data=rows, next_cursor=cursor, more=True, sync_token=None)


def _opened(cursor: str | None) -> _Place:
    found = _unpacked(cursor)
    if isinstance(found, list) and len(found) == len(dataclasses.fields(_Place)):
        job, inner, walk = found
        if isinstance(job, str) and isinstance(inner, str | None) and isinstance(walk, str):
            return _Place(job, inner, walk)
    return _Place("", cursor)


def _tokens(token: str | None) -> dict[str, str] | None:
    found = _unpacked(token)
    return found if isinstance(found, dict) else None


def _packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _unpacked(text: str | None) -> object:
    if text is None or not text.startswith(_MARK):
        return None
    inner = text.removeprefix(_MARK)
    try:
        return json.loads(base64.urlsafe_b64decode(inner + "=" * (-len(inner) % 4)))
    except (ValueError, binascii.Error):
        return None
