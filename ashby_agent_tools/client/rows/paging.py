"""Applications of several jobs as one list: read job by job with Ashby's own filter, under one cursor and one token."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.client.rows._step import Script, Step
from ashby_agent_tools.client.rows.answers import kept
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


@dataclasses.dataclass(slots=True)
class _Place:
    """Where the list stands: in which job, at which of Ashby's cursors, and the sync tokens of the jobs before it."""

    job: str = ""
    cursor: str | None = None
    tokens: dict[str, str] = dataclasses.field(default_factory=dict)


def chained(call: Call, rule: CheckedRule, lookups: RowLookups, nothing: Result) -> Script[Result]:
    """One page, filled from as many jobs as it takes, within 20 requests. `nothing`: the answer where there is no job.

    A cursor or a token that was not made here goes to Ashby as it is, which says what it thinks of it.
    """
    body = call.operation.body()
    limit, place = body.get("limit", _FULL_PAGE), _opened(body.get("cursor"))
    since, given = _tokens(body.get("syncToken")), body.get("syncToken")
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
            return _page(last, rows, _Place(job, last.next_cursor, place.tokens))
        if last.sync_token is not None:
            place.tokens[job] = last.sync_token
        if (len(rows) >= limit or number >= _MOST_REQUESTS) and (following := next(at, None)) is not None:
            return _page(last, rows, _Place(following, None, place.tokens))
    token = _MARK + _packed(place.tokens) if place.tokens else None
    return dataclasses.replace(last, data=rows, next_cursor=None, more=False, sync_token=token)


def _page(last: Result, rows: list[Any], place: _Place) -> Result:
    cursor = _MARK + _packed([place.job, place.cursor, place.tokens])
    return dataclasses.replace(last, data=rows, next_cursor=cursor, more=True, sync_token=None)


def _opened(cursor: str | None) -> _Place:
    found = _unpacked(cursor)
    if isinstance(found, list) and len(found) == len(dataclasses.fields(_Place)):
        job, inner, tokens = found
        if isinstance(job, str) and isinstance(inner, str | None) and isinstance(tokens, dict):
            return _Place(job, inner, tokens)
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
