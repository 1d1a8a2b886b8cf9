"""One list read for a sync, page by page, as a script: it yields calls and pages, and its runner sends and hands on.

A page counts as taken when the script is resumed after it; only then its place, and at the end the token, is stored.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
from collections.abc import Callable, Generator, Sequence

from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.paging import Cursor, rows
from ashby_agent_tools.errors import CursorExpired, IncompleteList, InvalidArguments, NotFound
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.sync.changes import Change, ChangePage
from ashby_agent_tools.sync.list_state import ListState, Seen
from ashby_agent_tools.sync.lists import ChosenList, can_look_up, look_up, owner_of
from ashby_agent_tools.sync.state import SyncState

__all__ = ["ListReader", "Script", "digest"]

Script = Generator["Operation | ChangePage", "Result | None", None]
"""Yields an operation and wants its result (or gets an ApiError thrown in), or a page that is to be taken."""

_SECOND = "what is missing is looked for a second time"
_MOST_PASSES = 4  # of one list in one go, of which each but the last ended early
_MOST_LOOK_UPS = 500  # records looked up one by one; more are settled by another pass
_CHUNK = 100
_CLOCKS_DIFFER = 60.0  # seconds that clocks of processes may differ, or be corrected by
_log = logging.getLogger("ashby_agent_tools.sync")


def digest(value: Json) -> str:
    """A digest of a record's content, the same whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclasses.dataclass(frozen=True, slots=True)
class ListReader:
    """Reads one list. `stored`: whether records are kept, too. `limit`: records of a page, at most 100.

    `others`: lists of the same kind with other filters: what they have is not gone.
    """

    state: SyncState
    listed: ChosenList
    now: Callable[[], float]
    full_every: float | None
    stored: bool = False
    limit: int | None = None
    others: tuple[ChosenList, ...] = ()

    def script(self, *, whole: bool = False) -> Script:
        """One pass: what changed since the last one, or everything, where that is due or Ashby says so."""
        at = self.state.load(self.listed)
        reason = self._why_whole(at, asked=whole)
        for left in reversed(range(_MOST_PASSES)):
            if at.stage == "idle" or reason:
                at = self._begin(at, reason, second=reason == _SECOND)
            try:
                reason = yield from self._rest(at, reason)
            except IncompleteList:
                self._from_the_start()
                raise
            except CursorExpired as error:
                if not left:
                    raise
                reason = error.code or "the cursor has expired"
                _log.warning("%s: %s; everything is read again", self.listed.endpoint, reason)
            if not reason:
                return
            at = self.state.load(self.listed)

    def _why_whole(self, at: ListState, *, asked: bool) -> str:
        """Why everything has to be read; empty where a token brings what changed, or a pass is under way."""
        if asked:
            return "asked for"
        if self.stored and not at.stored and at.number:
            return "records are to be kept now"
        if at.stage != "idle":
            return ""
        if not at.token:
            return "no sync token" if at.number else "the first time"
        return "due" if self._is_due(at) else ""

    def _is_due(self, at: ListState) -> bool:
        """Whether the last whole pass is too long ago, or lies in the future: then nobody knows how long ago."""
        if self.full_every is None:
            return False
        return at.whole_at is None or not -_CLOCKS_DIFFER <= self.now() - at.whole_at < self.full_every

    def _begin(self, at: ListState, reason: str, *, second: bool) -> ListState:
        """A new pass; a second one is there to find what was missing in the one before."""
        number = at.number + 1
        new = dataclasses.replace(
            at,
            stage="reading",
            token=None if reason else at.token,
            cursor=None,
            whole=bool(reason),
            number=number,
            page=0,
            lowest=at.number if second else number,
            stored=self.stored or at.stored,  # once kept, always kept
        )
        return self.state.start(self.listed, at, new)

    def _from_the_start(self) -> None:
        """Have the pass that is under way begin with the first page, the next time; a first one stays one."""
        at = self.state.load(self.listed)
        number = at.number + 1
        lowest = number if at.lowest == at.number else at.lowest
        self.state.start(self.listed, at, dataclasses.replace(at, cursor=None, page=0, number=number, lowest=lowest))

    def _rest(self, at: ListState, reason: str) -> Generator[Operation | ChangePage, Result | None, str]:
        """The rest of a pass; why another one is needed, or nothing."""
        if at.stage == "reading":
            at = yield from self._pages(at, reason)
        if not at.whole:
            return ""
        return (yield from self._settle_missing(at))

    # ---- pages

    def _pages(self, at: ListState, reason: str) -> Generator[Operation | ChangePage, Result | None, ListState]:
        """The pages from where the list stands to its end. Raises IncompleteList where there is no way on."""
        operation: Operation | None = self.listed.request(
            cursor=at.cursor, token=None if at.whole else at.token, limit=self.limit
        )
        cursor = Cursor(operation) if operation and "cursor" in type(operation).model_fields else None
        while operation is not None:
            result = yield operation
            assert result is not None  # noqa: S101  (an operation is answered with its result)
            changes, seen = self._compared(at, rows(result))
            if cursor is not None:
                cursor.move(result)
            operation = cursor.operation if cursor is not None else None
            following = getattr(operation, "cursor", None)
            if changes or at.page == 0:
                yield ChangePage(self.listed.kind, self.listed.endpoint, changes, at.whole, reason)
            new = dataclasses.replace(at, page=at.page + 1, cursor=following)
            if operation is None:
                token = result.sync_token or (None if at.whole else at.token)
                new = dataclasses.replace(new, stage="checking" if at.whole else "idle", token=token)
            self.state.take(self.listed, at, new, seen=seen)
            at = new
        return at

    def _compared(self, at: ListState, found: Sequence[Json]) -> tuple[tuple[Change, ...], list[Seen]]:
        """What of a page is new or different, and all that it holds."""
        seen: dict[str, Seen] = {}
        for row in found:
            if row is None:  # no record
                continue
            record = self.listed.shown(row)
            content = digest(record)
            one = Seen(self.listed.identity(record) or content, content, owner_of(record), record)
            seen[one.id] = one
        known = self.state.known(self.listed, list(seen), stored=at.stored)
        changes = [
            Change(self.listed.kind, one.id, one.record)
            for one in seen.values()
            if one.hash not in known.get(one.id, ())
        ]
        return tuple(changes), list(seen.values())

    # ---- what is missing after a whole pass

    def _settle_missing(self, at: ListState) -> Generator[Operation | ChangePage, Result | None, str]:
        """Say what vanished, but only what is surely gone: rows move between pages while a list is read.

        A list of one page was read in one moment. Else, and where a list is suddenly empty, each missing record is
        looked up, where it can be, and is to be missing in a second pass where it cannot, or where the list has a
        filter that the record may not pass any more. Answers why another pass is needed, or nothing.
        """
        count = self.state.count_missing(self.listed, at.lowest)
        empty = count == self.state.count_missing(self.listed, at.number + 1)
        sure = (at.page <= 1 and count <= _CHUNK and not empty) or at.lowest < at.number
        can_look = sure or (not self.listed.narrowed and can_look_up(self.listed.kind))
        if count and not sure and not (can_look and count <= _MOST_LOOK_UPS):
            return _SECOND
        alive_at_all = False
        while ids := self.state.missing(self.listed, at.lowest, _CHUNK):
            alive = set[str]() if sure else (yield from self._alive(ids))
            alive_at_all |= bool(alive)
            gone = [it for it in ids if it not in alive]
            kept = self.state.elsewhere(self.listed, gone, self.others)
            changes = tuple(Change(self.listed.kind, it, None) for it in gone if it not in kept)
            if changes:
                yield ChangePage(self.listed.kind, self.listed.endpoint, changes, at.whole)
            hints = [hint for it in gone if it not in kept for hint in self.state.owned(it)]
            self.state.take(self.listed, at, at, gone=gone, alive=sorted(alive), hints=hints)
        ended = dataclasses.replace(at, stage="idle", page=0, whole_at=self.now())
        self.state.take(self.listed, at, ended)
        if alive_at_all:
            return "records were missed that are there"
        return _SECOND if self.state.count_missing(self.listed, at.number) else ""  # missing in this pass only

    def _alive(self, ids: Sequence[str]) -> Generator[Operation | ChangePage, Result | None, set[str]]:
        """The ids that Ashby has."""
        alive = set()
        for it in ids:
            if (yield from exists(self.listed.kind, it)):
                alive.add(it)
        return alive


def exists(kind: str, record_id: str) -> Generator[Operation | ChangePage, Result | None, bool | None]:
    """Whether Ashby has a record of this id; None where there is no way to ask."""
    try:
        operation = look_up(kind, record_id)
    except InvalidArguments:  # not an id of Ashby's
        return False
    if operation is None:
        return None
    try:
        yield operation
    except NotFound:
        return False
    return True
