"""Mirror: the copy, what it says of differences, and events that are handled once."""

from __future__ import annotations

import contextlib
import gc
import json
import threading
import tracemalloc

import httpx
import postgres
import pytest
from cryptography.fernet import Fernet

from ashby_agent_tools import Client, MemoryStore, SqliteStore, SqlStore, errors
from ashby_agent_tools.sync import Mirror, Sync
from ashby_agent_tools.webhooks import Event

HIRED = Event("candidateHire", {"application": {"id": "a"}}, "e1")


def mirrored(simulator, *, store=None, lists=None):
    return Mirror(Sync(simulator.client(), state=store or MemoryStore(), lists=lists))


def test_a_copy_of_everything_is_without_difference(simulator):
    mirror = mirrored(simulator)
    result = mirror.update()
    assert result.changed == sum(mirror.counts.values()) > 800
    assert result.gone == 0
    assert result.read_whole["candidate.list"] == "the first time"
    drift = mirror.drift()
    assert not drift
    assert str(drift).startswith("no difference in ")
    (one,) = [it for it in mirror.records("candidate") if it["name"] == simulator.state.first("candidate")["name"]]
    assert mirror.get("candidate", one["id"]) == one
    assert mirror.get("candidate", "x") is None


def test_a_copy_in_postgresql(simulator):
    with postgres.schema() as url, SqlStore(url) as store:
        mirror = mirrored(simulator, store=store, lists=["candidate", "application", "jobBoard", "jobPosting"])
        mirror.update()
        one, two, *_ = simulator.state.table("candidate")
        simulator.merge_candidates(one, two)
        told = simulator.state.events[-1]
        with mirror.take(Event(told["action"], told["data"], told["webhookActionId"])) as mine:
            assert mine
        assert mirror.update().gone == 1
        assert not mirror.drift()


def test_drift_says_what_is_missing_extra_and_different_and_an_update_mends_it(simulator):
    mirror = mirrored(simulator, lists=["candidate", "source"])
    mirror.update()
    state = simulator.state
    missing = state.add(
        "source", {"title": "New", "isArchived": False, "sourceTypeId": state.first("source")["sourceTypeId"]}
    )
    extra, different = list(state.table("candidate"))[:2]
    state.remove("candidate", extra)
    state.table("candidate")[different]["name"] = "Somebody Else"
    state.touch("candidate", state.table("candidate")[different])
    drift = mirror.drift()
    assert drift
    assert {(it.kind, it.id, it.problem) for it in drift.samples} == {
        ("source", missing["id"], "missing"), ("candidate", extra, "extra"), ("candidate", different, "different"),
    }  # fmt: skip
    assert next(it.paths for it in drift.samples if it.problem == "different") == ("name", "updatedAt")
    assert str(drift).splitlines() == [
        "candidate: 0 missing, 1 extra, 1 different of 119", "source: 1 missing, 0 extra, 0 different of 8",
    ]  # fmt: skip
    mirror.update(full=True)
    assert not mirror.drift()


def test_a_key_that_was_taken_away_proves_nothing_of_a_copy(simulator):
    store = MemoryStore()
    alive, dead = (
        Client(key, transport=simulator.transport(), base_url="https://ashby.example.com", account="acme")
        for key in (simulator.key, "a-key-that-was-taken-away")
    )
    Mirror(Sync(alive, state=store)).update()
    with pytest.raises(errors.PermissionMissing, match="wrong or deactivated"):
        Mirror(Sync(dead, state=store)).drift()


def test_drift_names_the_lists_that_were_not_compared(simulator):
    client = simulator.client(simulator.add_key(scopes=["jobsRead"]))
    mirror = Mirror(Sync(client, state=MemoryStore()))
    mirror.update()
    assert str(mirror.drift()).partition("\n")[2].startswith("not compared, as the key may not read them: ")


def test_drift_counts_everything_and_keeps_some(simulator):
    mirror = mirrored(simulator, lists=["candidate"])
    mirror.update()
    for identity in list(simulator.state.table("candidate"))[:50]:
        simulator.state.remove("candidate", identity)
    drift = mirror.drift(most=3)
    assert (drift.kinds["candidate"].extra, len(drift.samples)) == (50, 3)


def test_a_mirror_over_the_state_of_a_sync_gets_the_records_and_a_sync_leaves_them_there(simulator):
    store = MemoryStore()
    sync = Sync(simulator.client(), state=store, lists=["candidate"])
    list(sync.changes())
    mirror = Mirror(sync)
    assert mirror.counts == {}
    assert mirror.update().read_whole == {"candidate.list": "records are to be kept now"}
    assert mirror.counts == {"candidate": 120}
    list(sync.changes(full=True))
    assert mirror.counts == {"candidate": 120}
    assert not mirror.drift()


def test_records_are_encrypted_with_the_keys_of_the_store(simulator, tmp_path):
    old, new = Fernet.generate_key(), Fernet.generate_key()
    name = simulator.state.first("candidate")["name"]
    with SqliteStore(tmp_path / "s.db", keys=[old]) as store:
        mirror = mirrored(simulator, store=store, lists=["candidate"])
        mirror.update()
        assert name in {it["name"] for it in mirror.records("candidate")}
    with SqliteStore(tmp_path / "s.db", keys=[new, old]) as store:
        store.rotate_keys()
    with SqliteStore(tmp_path / "s.db", keys=[new]) as store:
        assert not mirrored(simulator, store=store, lists=["candidate"]).drift()
    assert name.encode() not in (tmp_path / "s.db").read_bytes()


# ---- events


def test_an_event_is_handled_once_by_threads_and_processes(simulator, tmp_path):
    runs = []

    def work():
        with SqliteStore(tmp_path / "s.db") as store:
            mirror = mirrored(simulator, store=store, lists=["candidate"])
            for _ in range(5):
                with mirror.take(HIRED) as mine:
                    if mine:
                        runs.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs == [1]


def test_an_event_whose_handler_failed_is_kept_for_a_person_and_never_runs_by_itself(simulator):
    mirror = mirrored(simulator, lists=["candidate"])
    with pytest.raises(OSError, match="no"), mirror.take(HIRED):
        raise OSError("no")
    with mirror.take(HIRED) as mine:
        assert not mine
    assert [(it.id, it.action, it.state) for it in mirror.open_events] == [("e1", "candidateHire", "failed")]
    assert mirror.release("e1")
    with mirror.take(HIRED) as mine:
        assert mine
        assert [it.state for it in mirror.open_events] == ["started"]
    assert mirror.open_events == ()
    assert not mirror.release("e1")


@pytest.mark.parametrize("place", ["memory", "postgresql"])
def test_what_one_action_fires_is_handled_once_each(simulator, place):
    with contextlib.ExitStack() as ends:
        store = MemoryStore() if place == "memory" else SqlStore(ends.enter_context(postgres.schema()))
        ends.callback(store.close)
        mirror = mirrored(simulator, store=store, lists=["candidate"])
        both = [HIRED, Event("candidateStageChange", HIRED.data, HIRED.id)]
        taken = []
        for event in [*both, *both]:
            with mirror.take(event) as mine:
                taken.append(mine)
                if mine and event is HIRED:
                    assert [(it.id, it.action) for it in mirror.open_events] == [("e1", "candidateHire")]
        assert taken == [True, True, False, False]
        assert mirror.open_events == ()


def test_an_event_that_an_older_version_took_stays_taken(simulator):
    mirror = mirrored(simulator, lists=["candidate"])
    with mirror._state._writing("test") as db:
        for identity, state in (("e1", "done"), ("e2", "failed")):
            values = {"scope": mirror._state._scope, "id": identity, "state": state}
            db.change("INSERT INTO ashby_sync_event VALUES (:scope, :id, 'candidateHire', :state, 4e9)", **values)
    with mirror.take(HIRED) as mine:
        assert not mine
    assert [it.id for it in mirror.open_events] == ["e2"]
    assert mirror.release("e2")


def test_a_taken_event_says_what_is_gone(simulator):
    mirror = mirrored(simulator, lists=["candidate", "application"])
    mirror.update()
    (identity, *_) = simulator.state.table("candidate")
    simulator.delete("candidate", identity)
    told = simulator.state.events[-1]
    with mirror.take(Event(told["action"], told["data"], told["webhookActionId"])):
        pass
    assert mirror.update().gone >= 1
    assert mirror.get("candidate", identity) is None
    assert not mirror.drift()


# ---- size


class Pages:
    """A list of so many pages, each made when it is asked for, so that only what reads it takes memory."""

    def __init__(self, number):
        self.number = number

    def __call__(self, request):
        place = int(json.loads(request.content).get("cursor", 0))
        if place % 10 == 0:
            gc.collect()  # httpx's response and its stream hold each other: only what somebody holds is to be counted
        rows = [{"id": f"{place:05}-{it:03}", "name": "x" * 1000} for it in range(100)]
        more = place + 1 < self.number
        after = {"nextCursor": str(place + 1)} if more else {"syncToken": "t"}
        return httpx.Response(200, json={"success": True, "results": rows, "moreDataAvailable": more, **after})


@pytest.mark.slow
def test_nothing_but_ids_is_held_of_what_was_read(tmp_path):
    def peak(pages):
        client = Client("key", base_url="https://ashby.example.com", transport=httpx.MockTransport(Pages(pages)))
        with SqliteStore(tmp_path / f"{pages}.db") as store:
            mirror = Mirror(Sync(client, state=store, lists=["candidate"]))
            tracemalloc.start()
            mirror.update()
            mirror.update(full=True)
            assert not mirror.drift()
            assert sum(1 for _ in mirror.records("candidate")) == pages * 100
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

    peak(2)  # what is loaded once
    assert peak(100) - peak(10) < 9_000 * 150  # bytes a record of more than 1,000, to know what is gone or came twice
