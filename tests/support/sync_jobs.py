"""What the processes of tests/sync/test_kills.py do until they are killed."""

from __future__ import annotations

from ashby_agent_tools import Client
from ashby_agent_tools.sync import Mirror, Sync
from ashby_agent_tools.webhooks import Event


def mirror_of(place, path, lists):
    url, key = place
    sync = Sync(Client(key, base_url=url), state=path, lists=lists)
    return sync, Mirror(sync)


def keep_up(place, path, lists, events):
    """Take the events that came, then bring the copy up to date, again and again."""
    sync, mirror = mirror_of(place, path, lists)
    with sync, sync.client:
        for event in events:
            with mirror.take(Event(event["action"], event["data"], event["webhookActionId"])):
                pass
        while True:
            mirror.update()
