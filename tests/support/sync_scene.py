"""What the tests of a sync share: a sync of a simulator, and what people do there."""

from __future__ import annotations

from ashby_agent_tools import MemoryStore
from ashby_agent_tools.sync import Sync
from ashby_agent_tools.webhooks import Event

PEOPLE = ("candidate", "application")


def synced(simulator, **options):
    options = {"state": MemoryStore(), "lists": PEOPLE, **options}
    return Sync(options.pop("client", None) or simulator.client(), **options)


def ids(changes, kind=None):
    return {change.id for change in changes if kind in (None, change.kind)}


def apply(copy, changes):
    """What a consumer does."""
    for change in changes:
        if change.gone:
            del copy[change.kind, change.id]  # told once, and only of what was told before
        else:
            copy[change.kind, change.id] = change.record


def some(simulator, kind, number=1):
    return list(simulator.state.table(kind))[:number]


def rename(simulator, identity, name="Ada Example"):
    row = simulator.state.table("candidate")[identity]
    row["name"] = name
    simulator.state.touch("candidate", row)


def event(simulator):
    told = simulator.state.events[-1]
    return Event(told["action"], told["data"], told["webhookActionId"])
