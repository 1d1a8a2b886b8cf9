"""A whole sync as one script: hints, then list after list; it neither sends nor waits, so both clients can run it."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Collection, Generator, Iterable, Iterator

from ashby_agent_tools._given import must_be
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import ApiError, NotFound, PermissionMissing, RateLimited, UsageError
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.sync.changes import Change, ChangePage
from ashby_agent_tools.sync.lists import ChosenList, can_look_up
from ashby_agent_tools.sync.reading import ListReader, Script, exists
from ashby_agent_tools.sync.state import SyncState
from ashby_agent_tools.webhooks import Event

__all__ = ["SyncPlan", "hints_of"]

_GONE = {
    "candidateDelete": ("candidate", "candidate"),
    "candidateMerge": ("candidate", "deletedCandidate"),
    "jobPostingDelete": ("jobPosting", "jobPosting"),
    "offerDelete": ("offer", "offer"),
}
"""The events that say that a record is gone: its kind, and where its id stands. [S] [L]"""
_HINTS = 200  # looked into at a time
_log = logging.getLogger("ashby_agent_tools.sync")


def hints_of(event: Event) -> list[tuple[str, str]]:
    """Kind and id of the record that an event says is gone; nothing for all other events."""
    kind, place = _GONE.get(event.action, ("", ""))
    record = event.data.get(place)
    identity = record.get("id") if isinstance(record, dict) else None
    return [(kind, identity)] if isinstance(identity, str) and identity else []


@dataclasses.dataclass(frozen=True, slots=True)
class SyncPlan:
    """What is read and how. `full_every`: seconds after which a list is read whole again; None for never."""

    state: SyncState
    lists: tuple[ChosenList, ...]
    now: Callable[[], float]
    full_every: float | None
    limit: int | None = None

    def kinds(self, wanted: Iterable[str] | None) -> tuple[ChosenList, ...]:
        """The lists of these kinds. Raises UsageError for a kind that is not kept in step."""
        if wanted is None:
            return self.lists
        must_be("kinds", wanted, Iterable, write="give several, as ['candidate']")
        names = [wanted] if isinstance(wanted, str) else list(wanted)
        every = {one.kind for one in self.lists}
        if unknown := sorted(set(names) - every):
            raise UsageError(f"This sync has no {unknown[0]!r}; it has {', '.join(sorted(every))}.")
        return tuple(one for one in self.lists if one.kind in names)

    def script(self, lists: tuple[ChosenList, ...], *, whole: bool, stored: bool) -> Script:
        """One go: hints, every list, and what they hinted at. A list that failed is told after all others were read.

        What nobody can look up is gone with what it hung on, but not before its lists were read: a merge moves it.
        """
        failures: list[ApiError] = []
        unsettled: set[tuple[str, str]] = set()
        unread = {it.kind for it in self.lists}
        yield from self._settle_hints(failures, unsettled, unread)
        incomplete = set[str]()
        for listed in lists:
            if not (yield from self._list(listed, failures, whole=whole, stored=stored)):
                incomplete.add(listed.kind)
        unread -= {it.kind for it in lists} - incomplete
        yield from self._settle_hints(failures, unsettled, unread)
        for listed in lists:
            if listed.parent and listed.kind not in unread:
                yield from self._drop_orphans(listed)
        if failures:
            raise failures[0]

    def _list(
        self, listed: ChosenList, failures: list[ApiError], *, whole: bool, stored: bool
    ) -> Generator[Operation | ChangePage, Result | None, bool]:
        """Read a list, or that of each parent; whether all of it was read."""
        others = tuple(it for it in self.lists if it.kind == listed.kind and it.key != listed.key)
        before = len(failures)
        for one in self.each(listed):
            reader = ListReader(self.state, one, self.now, self.full_every, stored, self.limit, others)
            try:
                yield from reader.script(whole=whole)
            except PermissionMissing as error:
                if not listed.optional or error.scope is None:
                    raise
                _log.warning("%s is left out: the key lacks %s", listed.endpoint, error.scope)
                return False
            except RateLimited:  # the others would be, too
                raise
            except ApiError as error:
                if listed.parent and isinstance(error, NotFound):
                    self.state.add_hints([(listed.parent, one.arguments[one.parameter])])  # its parent is gone
                else:
                    failures.append(error)
        return len(failures) == before

    def each(self, listed: ChosenList) -> Iterator[ChosenList]:
        """The list, or one for each parent that is known."""
        if not listed.parent:
            return iter((listed,))
        return (listed.of(parent) for parent in self.state.ids(listed.parent))

    def _drop_orphans(self, listed: ChosenList) -> Script:
        """What hung on records that are gone is gone."""
        for one, at in self.state.orphans(listed):
            while ids := self.state.missing(one, at.number + 1, 100):
                kept = self.state.elsewhere(one, ids)
                changes = tuple(Change(one.kind, it, None) for it in ids if it not in kept)
                if changes:
                    yield ChangePage(one.kind, one.endpoint, changes, whole=False)
                self.state.take(one, at, at, gone=ids)
            self.state.drop(one)

    def _settle_hints(
        self, failures: list[ApiError], unsettled: set[tuple[str, str]], unread: Collection[str]
    ) -> Script:
        """Look into what may be gone. An event may be forged, late or twice there: only what Ashby lacks is gone.

        What Ashby does not answer for stays `unsettled`, for the next go, and holds up nothing else. So does what
        cannot be looked up, while it is of an `unread` kind.
        """
        waiting = {kind for kind in unread if not can_look_up(kind)}
        later = set(unsettled)
        while hints := [it for it in self.state.hints(_HINTS + len(later)) if it not in later]:
            for hint in hints:
                if hint[0] in waiting:
                    later.add(hint)
                    continue
                try:
                    yield from self._settle_hint(*hint)
                except RateLimited:
                    raise
                except ApiError as error:
                    unsettled.add(hint)
                    later.add(hint)
                    self._note(error, hint[0], failures)

    def _settle_hint(self, kind: str, record_id: str) -> Script:
        known = self.state.holds(kind, record_id)
        gone = known and (yield from self._is_gone(kind, record_id))
        if gone:
            yield ChangePage(kind, f"{kind}.list", (Change(kind, record_id, None),), whole=False)
        self.state.settle_hint(kind, record_id, gone=gone)

    def _note(self, error: ApiError, kind: str, failures: list[ApiError]) -> None:
        """A failed look-up: told at the end, but for one that the key lacks the permission for, as with its list."""
        if isinstance(error, PermissionMissing) and error.scope is None:  # a wrong key
            raise error
        if isinstance(error, PermissionMissing) and all(it.optional for it in self.lists if it.kind == kind):
            _log.warning("%s is not looked up: the key lacks %s", kind, error.scope)
        else:
            failures.append(error)

    def _is_gone(self, kind: str, record_id: str) -> Generator[Operation | ChangePage, Result | None, bool]:
        """Whether Ashby says that there is no such record.

        What cannot be asked for is gone with what it hung on, unless it hangs on something else by now: a merge moves.
        """
        found = yield from exists(kind, record_id)
        return not (self.state.is_owned(kind, record_id) if found is None else found)
