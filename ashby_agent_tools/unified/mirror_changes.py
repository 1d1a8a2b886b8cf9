"""Unified events of a mirror: it is brought up to date, and each change is told with the record before and after."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator

from ashby_agent_tools.ats.joins import Tables
from ashby_agent_tools.ats.reading import OptionalRecord, Raw, Script
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.operations.applications import ApplicationInfo
from ashby_agent_tools.sync import AsyncMirror, Change, Mirror
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.unified.driver import adrive, drive
from ashby_agent_tools.unified.events import KINDS, Known, UnifiedEvent, changed, of_posting

__all__ = ["aevents_of_mirror", "events_of_mirror"]


def events_of_mirror(
    mirror: Mirror, client: Client, tables: Tables, kinds: Iterable[str] | None = None, *, full: bool = False
) -> Iterator[UnifiedEvent]:
    """Bring a mirror up to date and tell what changed. `kinds`, `full`: as Mirror.changes has them.

    An event whose page was not taken whole comes again, as with the mirror itself.
    """
    for change in mirror.changes(kinds, full=full):
        if change.kind in KINDS:
            before = mirror.get(change.kind, change.id)
            into = drive(_merged_into(change, before), client)
            yield from _told(change, before, into, mirror.get, tables)


async def aevents_of_mirror(
    mirror: AsyncMirror, client: AsyncClient, tables: Tables, kinds: Iterable[str] | None = None, *, full: bool = False
) -> AsyncIterator[UnifiedEvent]:
    """As events_of_mirror, awaited."""
    async for change in mirror.changes(kinds, full=full):
        if change.kind in KINDS:
            before = await in_thread(mirror.get, change.kind, change.id)
            into = await adrive(_merged_into(change, before), client)
            for event in await in_thread(list, _told(change, before, into, mirror.get, tables)):
                yield event


def _told(change: Change, before: Raw | None, into: str | None, known: Known, tables: Tables) -> Iterator[UnifiedEvent]:
    if change.kind == "jobPosting":
        yield from of_posting(before, change.record, tables, known)
    else:
        yield from changed(change.kind, before, change.record, tables, merged_into=into)


def _merged_into(change: Change, before: Raw | None) -> Script[str | None]:
    """The candidate in whom one that is gone lives on: the one to whom its applications belong by now."""
    if change.kind != "candidate" or not change.gone or before is None:
        return None
    for identity in before.get("applicationIds") or ():
        (application,) = yield [OptionalRecord(ApplicationInfo(applicationId=identity))]
        owner = ((application or {}).get("candidate") or {}).get("id")
        if owner is not None:
            return None if owner == change.id else str(owner)
    return None
