"""Mirror and AsyncMirror: a copy of an organization in the state's own database, that can prove that it is one."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping

from ashby_agent_tools._given import must_be
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.sync.changes import Change, ChangePage
from ashby_agent_tools.sync.drift import Drift, drift_script
from ashby_agent_tools.sync.options import must_be_whole
from ashby_agent_tools.sync.syncs import AsyncSync, BaseSync, Sync, arun, run
from ashby_agent_tools.time_limits import to_its_end
from ashby_agent_tools.webhooks import Event

__all__ = ["AsyncMirror", "Mirror", "MirrorResult", "OpenEvent"]


@dataclasses.dataclass(frozen=True, slots=True)
class MirrorResult:
    """What one update did: records that were changed or added, and taken away.

    `read_whole`: the lists that were read from start to end, with the reason.
    """

    changed: int
    gone: int
    read_whole: Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class OpenEvent:
    """An event whose handler did not end well: `started` (its process may have died) or `failed`.

    `at`: when it was taken, in seconds since the epoch.
    """

    id: str
    action: str
    state: str
    at: float


class _Tally:
    """Counts what pages told."""

    def __init__(self) -> None:
        self.changed = self.gone = 0
        self.whole: dict[str, str] = {}

    def add(self, page: ChangePage) -> None:
        gone = sum(change.gone for change in page.changes)
        self.gone += gone
        self.changed += len(page.changes) - gone
        if page.whole and page.reason:
            self.whole[page.endpoint] = page.reason

    @property
    def result(self) -> MirrorResult:
        return MirrorResult(self.changed, self.gone, self.whole)


class BaseMirror:
    """What both share: the copy itself, and the events."""

    def __init__(self, sync: BaseSync) -> None:
        self._state, self._lists = sync.state, sync.plan.lists

    @property
    def counts(self) -> dict[str, int]:
        """How many records of each kind there are."""
        return self._state.counts(self._lists)

    def records(self, kind: str) -> Iterator[JsonObject]:
        """All records of a kind (`candidate`), in the order of their ids; some are read at a time."""
        return self._state.records(kind, self._lists)

    def get(self, kind: str, record_id: str) -> JsonObject | None:
        """One record; None where there is none."""
        return self._state.record(kind, record_id, self._lists)

    @property
    def open_events(self) -> tuple[OpenEvent, ...]:
        """The events whose handler was started and did not end well, oldest first: for a person to look into."""
        return tuple(OpenEvent(*row) for row in self._state.open_events())

    def release(self, event_id: str) -> bool:
        """Let an open event be taken again, after you looked what its handler did; whether there was one."""
        return self._state.release(event_id)


class Mirror(BaseMirror):
    """A copy of an organization, kept in the state of a Sync: the records as lists show them.

    A record is written in the transaction in which its page counts as taken, so the copy is never half a page ahead or
    behind. It holds personal data: keep the state where only your application can read it; a SqlStore with keys
    encrypts the records.
    """

    def __init__(self, sync: Sync) -> None:
        must_be("sync", sync, Sync, write="write Mirror(Sync(client, state=...))")
        super().__init__(sync)
        self._sync = sync

    def changes(self, kinds: Iterable[str] | None = None, *, full: bool = False) -> Iterator[Change]:
        """Bring the copy up to date and hand each change on; a page that was not taken whole comes again."""
        for page in self._pages(kinds, full=full):
            yield from page.changes

    def update(self, kinds: Iterable[str] | None = None, *, full: bool = False) -> MirrorResult:
        """Bring the copy up to date. `kinds`: only these. `full`: read everything, whatever the tokens could tell."""
        tally = _Tally()
        for page in self._pages(kinds, full=full):
            tally.add(page)
        return tally.result

    def drift(self, kinds: Iterable[str] | None = None, *, most: int = 100) -> Drift:
        """Read every list whole and say where the copy differs. Changes nothing; what moves meanwhile may show up."""
        must_be_whole("most", most, 0)
        found, plan = Drift(most), self._sync.plan
        for _ in run(self._sync.client, drift_script(plan, self._state, plan.kinds(kinds), found)):
            pass
        return found

    @contextlib.contextmanager
    def take(self, event: Event) -> Iterator[bool]:
        """Whether this event is yours to handle: once for all deliveries, threads and processes.

            with mirror.take(event) as mine:
                if mine:
                    handle(event)

        The handler runs at most once. If it raises or its process dies, the event stands in `open_events` until
        `release`. What the event says of deletions counts in the next update, as with `Sync.feed`.
        """
        self._sync.feed(event)
        mine = self._state.claim(event.id, event.action, self._sync.plan.now())
        try:
            yield mine
        except BaseException:  # also when interrupted
            if mine:
                self._state.settle_event(event.id, event.action, "failed")
            raise
        if mine:
            self._state.settle_event(event.id, event.action, "done")

    def _pages(self, kinds: Iterable[str] | None, *, full: bool) -> Iterator[ChangePage]:
        return run(self._sync.client, self._sync.script(kinds, whole=full, stored=True))


class AsyncMirror(BaseMirror):
    """The same as Mirror, awaited; the database is read and written in threads, but for `records` and `get`."""

    def __init__(self, sync: AsyncSync) -> None:
        must_be("sync", sync, AsyncSync, write="write AsyncMirror(AsyncSync(client, state=...))")
        super().__init__(sync)
        self._sync = sync

    async def changes(self, kinds: Iterable[str] | None = None, *, full: bool = False) -> AsyncIterator[Change]:
        """As Mirror.changes."""
        async for page in self._pages(kinds, full=full):
            for change in page.changes:
                yield change

    async def update(self, kinds: Iterable[str] | None = None, *, full: bool = False) -> MirrorResult:
        """As Mirror.update."""
        tally = _Tally()
        async for page in self._pages(kinds, full=full):
            tally.add(page)
        return tally.result

    async def drift(self, kinds: Iterable[str] | None = None, *, most: int = 100) -> Drift:
        """As Mirror.drift."""
        must_be_whole("most", most, 0)
        found, plan = Drift(most), self._sync.plan
        async for _ in arun(self._sync.client, drift_script(plan, self._state, plan.kinds(kinds), found)):
            pass
        return found

    @contextlib.asynccontextmanager
    async def take(self, event: Event) -> AsyncIterator[bool]:
        """As Mirror.take."""
        await to_its_end(self._sync.feed, event)
        mine = await to_its_end(self._state.claim, event.id, event.action, self._sync.plan.now())
        try:
            yield mine
        except BaseException:  # also when cancelled
            if mine:
                await to_its_end(self._state.settle_event, event.id, event.action, "failed")
            raise
        if mine:
            await to_its_end(self._state.settle_event, event.id, event.action, "done")

    def _pages(self, kinds: Iterable[str] | None, *, full: bool) -> AsyncIterator[ChangePage]:
        return arun(self._sync.client, self._sync.script(kinds, whole=full, stored=True))
