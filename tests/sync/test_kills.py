"""A sync of the large company, killed at random points while it changes: in the end the copy is the company."""

from __future__ import annotations

import os
import random
import signal
import time

import httpx
import processes
import pytest
import sync_jobs

from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # real processes

KILLS = int(os.environ.get("ASHBY_SYNC_KILLS", "6"))
LISTS = ("candidate", "offer", "job", "source", *(("application",) if KILLS >= 50 else ()))


def change(simulator, chance, http):
    """A few people do something, and the events that this fires."""
    before = len(simulator.state.events)
    for _ in range(chance.randrange(1, 6)):
        one, other = chance.sample(list(simulator.state.table("candidate")), 2)
        what = chance.randrange(4)
        if what == 0:
            simulator.delete("candidate", one)
        elif what == 1:
            simulator.merge_candidates(one, other)
        else:
            answer = http.post("/candidate.update", json={"candidateId": one, "name": f"Name {chance.random()}"})
            assert answer.json()["success"]
    return simulator.state.events[before:]


@pytest.mark.parametrize("seed", [7])
def test_a_sync_that_is_killed_again_and_again_arrives(seed, tmp_path):
    chance, path = random.Random(seed), tmp_path / "state.db"  # noqa: S311
    killed, events, reached = 0, [], []
    simulator = Simulator(7, size="large")
    place = (simulator.start(), simulator.key)
    with simulator, httpx.Client(base_url=place[0], auth=(simulator.key, ""), timeout=60) as http:
        while killed < KILLS:
            process = processes.start(sync_jobs.keep_up, place, str(path), LISTS, events)
            time.sleep(chance.uniform(0.3, 3.0))
            events = change(simulator, chance, http)
            os.kill(process.pid, signal.SIGKILL)
            killed += processes.ended(process) == -signal.SIGKILL
            sync, mirror = sync_jobs.mirror_of(place, path, LISTS)
            reached.append(sum(mirror.counts.values()))
            sync.close()
        assert reached[-1] > reached[0], "a process goes on where the one before it was killed"
        sync, mirror = sync_jobs.mirror_of(place, path, LISTS)
        with sync, sync.client:
            mirror.update(full=True)
            assert not mirror.drift()
            for kind in {*LISTS} - {"job", "source"}:
                assert {it["id"] for it in mirror.records(kind)} == set(simulator.state.table(kind)), kind
