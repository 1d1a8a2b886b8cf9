"""The state of a sync: where it goes on, whom it belongs to, and what goes wrong with it."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from datetime import timedelta

import pytest
from sync_scene import ids, synced

from ashby_agent_tools import Client, MemoryStore, SqliteStore, errors
from ashby_agent_tools.sync import AsyncMirror, AsyncSync, Mirror, Sync


def test_a_state_goes_on_in_another_process(simulator, tmp_path):
    with synced(simulator, state=tmp_path / "state.db") as sync:
        assert list(sync.changes())
    with synced(simulator, state=tmp_path / "state.db") as sync:
        assert list(sync.changes()) == []


def test_a_state_of_another_account_is_refused_and_one_store_serves_many(simulator, tmp_path):
    other = simulator.client(simulator.add_organization(8))
    with synced(simulator, state=tmp_path / "state.db") as sync:
        list(sync.changes())
    with pytest.raises(errors.UsageError, match=r"state.db is of the account .* Name another file"):
        synced(simulator, client=other, state=tmp_path / "state.db")
    store = MemoryStore()
    first, second = synced(simulator, state=store), synced(simulator, client=other, state=store)
    assert ids(first.changes(), "candidate") == set(simulator.organizations[0].table("candidate"))
    assert ids(second.changes(), "candidate") == set(simulator.organizations[1].table("candidate"))
    assert list(first.changes()) == list(second.changes()) == []


def test_what_is_forgotten_is_read_again_and_what_others_know_stays(simulator):
    store = MemoryStore()
    one, two = (synced(simulator, state=store, name=name) for name in ("a", "b"))
    first = ids(one.changes())
    list(two.changes())
    one.forget()
    assert list(one.state.ids("candidate")) == []
    assert ids(one.changes()) == first
    assert list(two.changes()) == []


def test_of_two_syncs_at_once_with_one_state_one_is_refused(simulator, tmp_path):
    one, two = (synced(simulator, state=tmp_path / "state.db", limit=20) for _ in range(2))
    pages = one.pages()
    next(pages)
    list(two.changes())
    with pytest.raises(errors.UsageError, match="one sync at a time uses a state"):
        next(pages)
    one.close(), two.close()


def test_two_names_in_one_state_know_nothing_of_each_other(simulator):
    store = MemoryStore()
    one, two = (synced(simulator, state=store, name=name) for name in ("a", "b"))
    assert ids(one.changes()) == ids(two.changes())


def test_a_full_disk_is_one_clear_line_and_the_page_comes_again(simulator, tmp_path):
    store = SqliteStore(tmp_path / "state.db")
    sync = synced(simulator, state=store, limit=50)
    pages = sync.pages()
    page = next(pages)
    store._db._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(errors.StoreUnavailable) as caught:
        list(pages)
    assert re.fullmatch(r"The state .*state\.db cannot be used \(database or disk is full\).*", str(caught.value))
    store._db._connection.execute("PRAGMA max_page_count = 1000000")
    assert next(sync.pages()).changes == page.changes
    store.close()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"lists": ["candidat"]}, "did you mean"),
        ({"lists": ["candidate.create"]}, "There is no list"),
        ({"lists": "candidate"}, "give several"),
        ({"lists": ["candidate", "candidate.list"]}, "named twice"),
        ({"state": 3}, "give a file or a SqlStore"),
        ({"state": "postgresql://x/y"}, "SqlStore"),
        ({"full_every": timedelta(0)}, "not a length of time"),
        ({"full_every": 7}, "full_every is an int; write timedelta"),
        ({"lists": 3}, "lists is an int; give several"),
        ({"lists": ["candidate.search"]}, "not a list that a sync can read: .* first 100"),
        ({"limit": 0}, "limit is 0; give"),
        ({"limit": -1}, "limit is -1; give"),
        ({"limit": 101}, "limit is 101; give"),
        ({"limit": "50"}, "limit is '50'; give a whole number, 1 to 100"),
        ({"limit": True}, "limit is True; give"),
        ({"clock": 3}, "clock is an int; give a function"),
        ({"name": None}, "name is a NoneType; give a text"),
        ({"client": "a key"}, "client is a str; write Sync\\(Client"),
        ({"client": Client}, "client is the class Client; write Sync\\(Client"),
    ],
)
def test_wrong_settings_are_refused(simulator, options, words):
    with pytest.raises(errors.UsageError, match=words):
        synced(simulator, **options)


def test_what_is_no_option_is_refused_as_a_wrong_argument_is(simulator):
    with pytest.raises(TypeError, match=r"no option 'full_evry' \(did you mean 'full_every'\?\)"):
        synced(simulator, full_evry=timedelta(days=1))


def test_an_unknown_kind_is_refused(simulator):
    with pytest.raises(errors.UsageError, match="it has application, candidate"):
        list(synced(simulator).changes(["offer"]))
    with pytest.raises(errors.UsageError, match="kinds is an int; give several"):
        list(synced(simulator).changes(3))


def test_what_is_no_client_sync_or_event_is_refused_before_anything_is_sent(simulator):
    sync, client, async_client = synced(simulator), simulator.client(), simulator.async_client()
    for wrong, words in (
        (lambda: AsyncSync(client, state=MemoryStore()), r"client is a Client; write AsyncSync\(AsyncClient"),
        (lambda: Sync(async_client, state=MemoryStore()), r"client is an AsyncClient; write Sync\(Client"),
        (lambda: Mirror(client), r"sync is a Client; write Mirror\(Sync"),
        (lambda: AsyncMirror(sync), r"sync is a Sync; write AsyncMirror\(AsyncSync"),
        (lambda: sync.feed({"action": "candidateDelete"}), "event is a dict; give what webhooks.parse returns"),
        (lambda: Mirror(sync).drift(most=-1), "most is -1; give"),
        (lambda: Mirror(sync).drift(most="all"), "most is 'all'; give a whole number, 0 or more"),
    ):
        with pytest.raises(errors.UsageError, match=words):
            wrong()


def test_another_acting_user_has_lists_of_their_own(simulator):
    store, user = MemoryStore(), next(iter(simulator.state.table("user")))
    list(synced(simulator, state=store).changes())
    acting = Client(
        simulator.key, base_url="https://ashby.example.com", transport=simulator.transport(), acting_user=user
    )
    acting.account = simulator.client().account
    assert ids(synced(simulator, client=acting, state=store).changes(), "candidate")


def test_a_state_of_a_newer_version_is_refused(simulator, tmp_path):
    synced(simulator, state=tmp_path / "state.db").close()
    with contextlib.closing(sqlite3.connect(tmp_path / "state.db")) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(errors.UsageError, match="made by a newer version"):
        synced(simulator, state=tmp_path / "state.db")
