"""The tables of a store: older ones are brought up to date with all that is in them, newer ones are refused."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading

import postgres
import pytest
from processes import CONTEXT
from tables_4 import TABLES_4

from ashby_agent_tools import SqliteStore, SqlStore, Toolset, errors, webhooks
from ashby_agent_tools.store import BatchLine, ConversationKey, StoredResult

KEY = ConversationKey("acme", "one")
NOTE = {"candidateId": "00000000-0000-4000-8000-000000000001", "note": "Call her"}
KEPT = ("ashby_candidate_list", "candidate.list", "{}", '{"data": 1}')
NEWEST = 16
NOW = 1_800_000_000.0
AFTER_6 = (
    "batch",
    "line",
    "account",
    "asked_by",
    "needed",
    "answers",
    "edited",
    "reversible",
    "tags",
    "jobs",
    "approvers",
)


def call(call_id="c1"):
    return Toolset.all().prepare("candidate.createNote", NOTE, call_id=call_id)


@pytest.fixture
def old_file(tmp_path):
    """The oldest tables that are brought up to date: a question with its yes, a write, names, results, an approver."""
    path, where = tmp_path / "old.db", KEY.text
    made = call()
    asked = ("q1", where, "c1", 1, made.fingerprint, made.endpoint, "Add a note?", "{}", "approved", NOW, NOW + 9_000,
             "robin@example.com", NOW, "fine", None, "", 1, 0)  # fmt: skip
    sent = (7, where, "candidate.addTag", "f" * 64, 1, 0, json.dumps(["x"]), None, "done", "it was done", NOW)
    rows = {
        "asked": [asked],
        "sent": [sent],
        "short_id": [("cand", 412, where, "candidate", "u1"), ("cand", 413, where, "candidate", "u2")],
        "title": [(where, "candidate", "u1", 500, "Ada Lovelace")],
        "result": [(501, where, *KEPT, 11, NOW)],
        "made": [(where, "task", "r501", "")],
        "setting": [("first", 412)],
    }
    with sqlite3.connect(path) as db:
        db.executescript(TABLES_4)
        for table, values in rows.items():
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
    db.close()
    return path


def opened(path):
    return SqliteStore(path, clock=lambda: NOW + 10)


def test_a_file_with_the_oldest_tables_keeps_all_that_is_in_it(old_file):
    store = opened(old_file)
    (asked,) = store.requests()
    assert (asked.id, asked.state, asked.decided_by, asked.key) == ("q1", "approved", "robin@example.com", KEY)
    assert (asked.batch, asked.line) == ("", 0)
    assert [(it.id, it.endpoint, it.outcome, it.touched) for it in store.writes(KEY)] == [
        (7, "candidate.addTag", "done", ("x",))
    ]
    assert store.short_ids(KEY) == (("cand_412", "candidate", "u1"), ("cand_413", "candidate", "u2"))
    assert store.load_result(KEY, "r501") == StoredResult(*KEPT)
    assert store.titles(KEY, "r501") == {("candidate", "u1"): "Ada Lovelace"}
    assert store.load_outcome(KEY, "task") == ("r501", "")


def test_numbers_go_on_where_the_old_file_stopped_and_its_yes_counts_once(old_file):
    store = opened(old_file)
    assert store.short_id(KEY, "cand", "candidate", "u3") == "cand_414"
    assert store.save_result(KEY, StoredResult("t", "e", "{}", "{}")) == "r502"
    admitted = [
        store.admit(KEY, call(), asked=call(), by=None, touched=(), guard=lambda _: None).number for _ in range(2)
    ]
    assert admitted == [8, None]
    store.add_approver("Grace", "a secret of many characters")
    assert store.is_approver("Grace", "a secret of many characters")
    assert opened(old_file).requests() == store.requests()


@pytest.mark.parametrize("open_file", [SqliteStore, webhooks.SeenFile])
def test_a_file_that_another_process_is_changing_is_opened_when_that_is_done(tmp_path, open_file):
    """As two processes that bring one old file up to date, or make one new file, find it."""
    path = tmp_path / "old.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.2, other.execute, ["COMMIT"])
    done.start()
    open_file(path)
    done.join()
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


@pytest.mark.parametrize("open_file", [SqliteStore, webhooks.SeenFile])
def test_a_file_that_stays_locked_is_told(tmp_path, monkeypatch, open_file):
    monkeypatch.setattr("ashby_agent_tools.sqlite_files.PATIENCE", 0.1)
    with contextlib.closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.UsageError, match=r"database is locked.*Name another file"):
            open_file(tmp_path / "old.db")


@pytest.mark.slow
def test_of_processes_that_open_an_old_file_at_once_one_brings_it_up_to_date(old_file):
    with CONTEXT.Pool(4) as pool:
        assert pool.map(questions_in, [str(old_file)] * 4) == [["q1"]] * 4


def questions_in(path):
    return [asked.id for asked in opened(path).requests()]


def test_a_newer_file_is_refused_and_left_as_it_is(tmp_path):
    SqliteStore(tmp_path / "new.db").close()
    with sqlite3.connect(tmp_path / "new.db") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        db.execute(f"PRAGMA user_version = {NEWEST + 1}")
    db.close()
    with pytest.raises(
        errors.UsageError, match=rf"newer version.*version {NEWEST + 1}, this one knows {NEWEST}.*Update"
    ):
        SqliteStore(tmp_path / "new.db")


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_file_that_is_too_old_is_refused(tmp_path, version):
    with sqlite3.connect(tmp_path / "old.db") as db:
        db.execute(f"PRAGMA user_version = {version}")
    db.close()
    with pytest.raises(errors.UsageError, match="too old to be brought up to date"):
        SqliteStore(tmp_path / "old.db")


@postgres.NEEDED
def test_newer_tables_on_a_server_are_refused():
    with postgres.schema() as url:
        SqlStore(url).close()
        with postgres.connected(url) as db:
            db.exec_driver_sql(f"UPDATE ashby_setting SET value = {NEWEST + 1} WHERE name = 'version'")
        with pytest.raises(errors.UsageError, match="newer version"):
            SqlStore(url)


@postgres.NEEDED
def test_of_processes_that_open_an_empty_schema_at_once_one_makes_the_tables():
    with postgres.schema() as url, CONTEXT.Pool(4) as pool:
        firsts = pool.starmap(first_short_id, [(url, number) for number in range(4)])
        assert len(set(firsts)) == 4
        assert max(firsts) - min(firsts) == 3


def first_short_id(url, number):
    store = SqlStore(url)
    name = store.short_id(ConversationKey("acme", str(number)), "cand", "candidate", "u1")
    store.close()
    return int(name.removeprefix("cand_"))


def test_a_file_from_before_batches_keeps_its_questions_and_takes_batches(tmp_path):
    path = tmp_path / "six.db"
    store = opened(path)
    asked = store.add_request(KEY, call(), "Add a note?")
    store.close()
    with sqlite3.connect(path) as db:
        db.executescript(
            "DROP TABLE ashby_delivery; DROP TABLE ashby_notification; DROP TABLE ashby_grant; DROP TABLE ashby_held; "
            "PRAGMA user_version = 6"
        )
        for table in ("list", "record", "hint", "event"):
            db.execute(f"DROP TABLE ashby_sync_{table}")
        for index in ("batch", "page", "account"):
            db.execute(f"DROP INDEX ashby_asked_{index}")
        for column in AFTER_6:
            db.execute(f"ALTER TABLE ashby_asked DROP COLUMN {column}")
        for index in ("sent_ref", "result_conversation"):
            db.execute(f"DROP INDEX ashby_{index}")
        for column in ("ref", "undoes", "part_of", "journal"):
            db.execute(f"ALTER TABLE ashby_sent DROP COLUMN {column}")
    db.close()
    (kept,) = opened(path).requests()
    assert (kept.id, kept.question, kept.state, kept.needed) == (asked.id, "Add a note?", "pending", 1)
    assert opened(path).requests_page("acme", states=["pending"]).requests == (kept,)
    assert opened(path).requests_page("globex").requests == ()
    (again,) = opened(path).add_batch(KEY, [BatchLine(3, call(), "Add a note?")])
    assert (again.id, again.line, opened(path).batch_requests(again.batch)) == (asked.id, 3, (again,))
