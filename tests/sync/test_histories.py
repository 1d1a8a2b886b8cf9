"""Random histories: at rest the mirror is the organization, and each event ran its handler once at most, none lost."""

from __future__ import annotations

import os

import pytest
from sync_faults import live_with_faults
from sync_histories import live

NUMBER = int(os.environ.get("ASHBY_SYNC_HISTORIES", "20"))
BLOCKS = 4


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.exhaustive(4)
def test_at_rest_the_mirror_is_the_organization(block):
    for seed in range(block, NUMBER, BLOCKS):
        history = live(seed, told=seed % 3 == 0)
        try:
            if history.told:  # webhooks and tokens are enough
                history.update()
                assert history.ids_that_differ("candidate", "application", "offer", "jobPosting") == [], f"seed {seed}"
            history.update(full=True)
            assert history.differences() == [], f"seed {seed}"
            if seed % 5 == 0:
                assert not history.mirror.drift(), f"seed {seed}"
            assert max(history.runs.values(), default=0) <= 1, f"seed {seed}"
            assert set(history.runs) == history.delivered, f"seed {seed}"
            waiting = {event.id for event in history.mirror.open_events}
            assert waiting <= history.delivered, f"seed {seed}"
        finally:
            history.close()


@pytest.mark.parametrize("seed", range(NUMBER))
@pytest.mark.exhaustive(20)
def test_no_fault_on_the_way_loses_or_removes_a_record(seed, monkeypatch):
    monkeypatch.setattr("ashby_agent_tools.client.wire._ATTEMPTS", 1)  # else each fault would be a wait
    history = live_with_faults(seed, told=seed % 3 == 0)
    try:
        if history.told:
            history.update()
            assert history.ids_that_differ("candidate", "application", "offer", "jobPosting") == []
        history.update(full=True)
        assert (history.differences(), history.raised) == ([], 0)
    finally:
        history.close()
