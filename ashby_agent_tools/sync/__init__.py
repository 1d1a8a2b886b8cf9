"""A copy of an organization that stays current: what changed since the last time, from every list that Ashby has.

    sync = Sync(client, state="ashby-sync.db")
    for change in sync.changes():            # the first time everything, then what changed
        delete(change.id) if change.gone else save(change.kind, change.record)

Sync tokens are the truth and webhooks are hints: `sync.feed(event)` tells of deletions and merges, which no list does,
and each is looked up before it counts. `Mirror(sync)` keeps the records, too, and says where they differ from the
organization. Nothing here writes to Ashby.
"""

from ashby_agent_tools.sync.changes import Change, ChangePage
from ashby_agent_tools.sync.drift import Difference, Drift, KindDrift
from ashby_agent_tools.sync.mirror import AsyncMirror, Mirror, MirrorResult, OpenEvent
from ashby_agent_tools.sync.syncs import AsyncSync, Sync

__all__ = [
    "AsyncMirror",
    "AsyncSync",
    "Change",
    "ChangePage",
    "Difference",
    "Drift",
    "KindDrift",
    "Mirror",
    "MirrorResult",
    "OpenEvent",
    "Sync",
]
