"""Pages, cursors and sync tokens: cut a rule's rows into the page that limit, cursor and syncToken ask for.

Both tokens are opaque to a client: signed, bound to the organization and the endpoint, and they expire. A listing
that starts without a syncToken is a full one; its last page carries the token for the next, incremental, listing.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
from datetime import timedelta

from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import Page

__all__ = ["PagingRules", "paged"]

_FULL_PAGE = 100


@dataclasses.dataclass(frozen=True, slots=True)
class PagingRules:
    """What Ashby does not publish or publishes twice: how long tokens live, how far a sync goes.

    `life`: of cursors and sync tokens; 14 days is what a connector written from the reference of May 2026 says [U].
    `incremental_pages`: how many pages an incremental sync may take; a guess.
    """

    life: timedelta = timedelta(days=14)
    incremental_pages: int = 250


def paged(org: Organization, op: Operation, page: Page, settings: PagingRules) -> JsonObject:
    """The envelope of one page: success, results, moreDataAvailable, nextCursor, syncToken on the last page."""
    if op.spec.paging == "none":
        return {"success": True, "results": [page.present(row) for row in page.rows], "moreDataAvailable": False}
    seal = _Seal(org, op.spec.endpoint, settings)
    limit = getattr(op, "limit", None) or _FULL_PAGE
    at = seal.start(getattr(op, "cursor", None), getattr(op, "syncToken", None), page)
    rows = page.rows
    if at.since is not None and page.sync_kind is not None:
        rows = [row for row in rows if org.changed_since(page.sync_kind, row["id"], at.since)]
        if len(rows) > settings.incremental_pages * limit:
            raise Refusal(
                "incremental_sync_too_large", "Too much has changed: list everything again without syncToken."
            )
    begin = at.place_in(rows)
    cut = rows[begin : begin + limit]
    out: JsonObject = {"success": True, "results": [page.present(row) for row in cut]}
    out["moreDataAvailable"] = begin + limit < len(rows)
    if out["moreDataAvailable"]:
        out["nextCursor"] = seal.make("cursor", dataclasses.replace(at, offset=begin + limit, last=cut[-1].get("id")))
    elif page.sync_kind is not None:
        out["syncToken"] = seal.make("sync", at)
    return out


@dataclasses.dataclass(frozen=True, slots=True)
class _At:
    """Where a listing stands. `began`: number of changes when its first page was made; `since`: what the token said."""

    began: int
    since: int | None = None
    offset: int = 0
    last: str | None = None

    def place_in(self, rows: list[JsonObject] | tuple[JsonObject, ...] | object) -> int:
        """The index of the first row of this page: after the last row shown, wherever that is now."""
        if not isinstance(rows, list | tuple) or self.last is None or not self.offset:
            return self.offset
        if self.offset <= len(rows) and rows[self.offset - 1].get("id") == self.last:
            return self.offset
        places = (index for index, row in enumerate(rows) if row.get("id") == self.last)
        return next((index + 1 for index in places), self.offset)


@dataclasses.dataclass(frozen=True, slots=True)
class _Seal:
    """Makes and opens tokens of one organization and endpoint."""

    org: Organization
    endpoint: str
    settings: PagingRules

    def start(self, cursor: str | None, sync_token: str | None, page: Page) -> _At:
        if cursor:
            return self.open("cursor", cursor, "invalid_next_cursor", "next_cursor_expired")
        if sync_token and page.sync_kind is not None:
            found = self.open("sync", sync_token, "sync_token_invalid", "sync_token_expired")
            return _At(began=self.org.sequence, since=found.began)
        return _At(began=self.org.sequence)

    def make(self, use: str, at: _At) -> str:
        fields = [use, self.endpoint, at.began, at.since, at.offset, at.last, self.org.now.timestamp()]
        raw = json.dumps(fields).encode()
        return base64.urlsafe_b64encode(self.signature(raw) + raw).decode().rstrip("=")

    def open(self, use: str, token: str, invalid: str, expired: str) -> _At:
        try:
            data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            data = b""
        if not hmac.compare_digest(data[:8], self.signature(data[8:])):
            raise Refusal(invalid, f"This {use} token was not made for this listing.")
        made_for, endpoint, began, since, offset, last, made_at = json.loads(data[8:])
        if (made_for, endpoint) != (use, self.endpoint):
            raise Refusal(invalid, f"This {use} token was not made for {self.endpoint}.")
        if self.org.now.timestamp() - made_at > self.settings.life.total_seconds():
            raise Refusal(expired, f"This {use} token has expired: list everything again without it.")
        return _At(began, since, offset, last)

    def signature(self, raw: bytes) -> bytes:
        return hmac.new(self.org.id.encode(), raw, hashlib.sha256).digest()[:8]
