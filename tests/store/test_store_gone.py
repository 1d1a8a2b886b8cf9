"""A store that goes away in the middle: a typed error, nothing is sent without a claim, and nothing is said wrongly."""

from __future__ import annotations

import signal
import sqlite3
import threading

import postgres
import pytest
import sqlalchemy
from relay import Relay

from ashby_agent_tools import Decision, MemoryStore, Session, SqliteStore, SqlStore, Toolset, confirm_never, errors
from ashby_agent_tools.errors import StoreUnavailable
from ashby_agent_tools.store.protocol import ConversationKey, StoredResult
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.time_limits import run_with_timeout

MOVE, NOTE = "application.changeStage", "candidate.createNote"
YES = Decision.approve


class Failing(MemoryStore):
    """A store whose database is gone in the steps that a test names."""

    gone: tuple[str, ...] = ()

    def __getattribute__(self, name):
        if name in object.__getattribute__(self, "gone"):
            raise StoreUnavailable("The store cannot be used now.", reason="gone")
        return super().__getattribute__(name)


class Talk:
    """A conversation over a store, with one question asked."""

    def __init__(self, simulator, store, policy=None):
        self.company, self.store = Company.of(simulator), store
        tools = Toolset.all() if policy is None else Toolset.all().with_policy(policy)
        self.session = Session(tools, simulator.client(), store=store, conversation="one")
        self.call = self.session.prepare(MOVE, self.company.rejection(), call_id="c1")

    def asked(self):
        self.session.question(self.call)
        return self

    def sent(self, endpoint=MOVE):
        return self.company.sent(endpoint)

    @property
    def states(self):
        return [asked.state for asked in self.store.requests()]


@pytest.mark.parametrize("step", ["add_request", "requests_for", "open_writes", "recent_writes"])
def test_without_its_store_nobody_is_asked(simulator, step):
    talk = Talk(simulator, Failing())
    talk.store.gone = (step,)
    with pytest.raises(StoreUnavailable):
        talk.session.question(talk.call)
    talk.store.gone = ()
    assert talk.states == []


def test_without_a_claim_nothing_is_sent_and_the_yes_stays(simulator):
    talk = Talk(simulator, Failing()).asked()
    talk.store.gone = ("admit",)
    with pytest.raises(StoreUnavailable, match="Nothing was sent"):
        talk.session.execute(talk.call, decision=YES(by="Robin"))
    assert talk.sent() == []
    talk.store.gone = ()
    assert talk.session.execute(talk.call, decision=YES(by="Robin")).text
    assert len(talk.sent()) == 1


def test_a_call_whose_outcome_cannot_be_recorded_gives_its_result_and_stays_unknown(simulator, caplog):
    talk = Talk(simulator, Failing()).asked()
    talk.store.gone = ("finish",)
    assert talk.session.execute(talk.call, decision=YES(by="Robin")).data["id"]
    assert "not recorded" in caplog.text
    talk.store.gone = ()
    assert talk.states == ["unknown"]
    with pytest.raises(errors.Declined, match="not sent twice"):
        talk.session.execute(talk.call, decision=YES(by="Robin"))
    assert len(talk.sent()) == 1


def test_an_error_of_ashbys_is_not_covered_by_a_store_that_is_gone(simulator):
    talk = Talk(simulator, Failing(), confirm_never)
    talk.store.gone = ("finish",)
    with pytest.raises(errors.NotFound):
        talk.session.run(NOTE, {"candidateId": "00000000-0000-4000-8000-000000000009", "note": "Called."})


@pytest.mark.parametrize("gone", [("save_result",), ("save_result", "short_id", "titles", "results_containing"),
                                  ("short_id",), ("add_titles",), ("results_containing",)])  # fmt: skip
def test_a_write_that_was_done_is_told_as_done_when_its_result_cannot_be_kept(simulator, gone):
    talk = Talk(simulator, Failing(), confirm_never)
    talk.store.gone = gone
    made = talk.session.run(NOTE, {"candidateId": talk.company.candidate()["id"], "note": "Called."})
    assert "candidate" in made.text
    assert (made.ref is None) == ("save_result" in gone)
    assert len(talk.sent(NOTE)) == 1


def test_a_refusal_that_cannot_be_remembered_is_still_told(simulator):
    talk = Talk(simulator, Failing())
    talk.store.gone = ("save_outcome",)
    talk.session.remember("task", errors.Declined("No."))


# a file


def test_a_file_that_became_something_else_is_a_typed_error(simulator, tmp_path):
    talk = Talk(simulator, SqliteStore(tmp_path / "store.db")).asked()
    talk.store.close()
    for path in tmp_path.glob("store.db-*"):
        path.unlink()
    (tmp_path / "store.db").write_bytes(b"no database at all" * 1_000)
    with pytest.raises(errors.UsageError, match="cannot be opened"):
        SqliteStore(tmp_path / "store.db")


def test_a_full_disk_is_a_typed_error_and_leaves_the_approval_unused(simulator, tmp_path):
    talk = Talk(simulator, SqliteStore(tmp_path / "store.db")).asked()
    with talk.store._db.writing("test") as db:
        ((pages,),) = db.rows("PRAGMA page_count")
    with talk.store._db.reading() as db:
        db.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreUnavailable):
        for number in range(1_000):
            again = talk.session.prepare(MOVE, talk.company.rejection(), call_id=f"{number}")
            talk.store.add_request(talk.session._key, again, "x" * 4_000)
    assert talk.sent() == []


def test_who_is_interrupted_while_waiting_for_the_file_does_not_keep_it(tmp_path):
    """Ctrl-C is noticed once the wait for another process is over, when the transaction has just begun."""

    def interrupt(*_):
        raise KeyboardInterrupt

    store, path = SqliteStore(tmp_path / "store.db"), tmp_path / "store.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.2, other.execute, ["ROLLBACK"]).start()
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt):
            store.add_approver("Anna", "a secret that is long enough for a test")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    other.execute("PRAGMA busy_timeout = 0")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_nothing_is_lost_where_it_cannot_be_written_down_that_another_question_ran_out(
    simulator, tmp_path, monkeypatch
):
    now = [1_800_000_000.0]
    talk = Talk(simulator, SqliteStore(tmp_path / "store.db", clock=lambda: now[0])).asked()
    now[0] += 9 * 3600.0
    writing = talk.store._db.writing

    def failing(lock):
        if lock == "expired":
            raise StoreUnavailable(reason="database or disk is full")
        return writing(lock)

    with monkeypatch.context() as patch:
        patch.setattr(talk.store._db, "writing", failing)
        assert talk.states == ["expired"]
        again = talk.session.prepare(MOVE, talk.company.rejection(), call_id="c2")
        talk.session.question(again)
        assert talk.session.execute(again, decision=YES(by="Robin")).ref
        assert talk.states == ["used", "expired"]
        assert len(talk.sent()) == 1
    now[0] -= 9 * 3600.0
    assert talk.states == ["used", "expired"]
    assert [it.state for it in SqliteStore(tmp_path / "store.db", clock=lambda: now[0]).requests()] == talk.states


def test_what_is_known_is_told_while_another_process_writes(tmp_path, monkeypatch):
    monkeypatch.setattr("ashby_agent_tools.store.sqlite.PATIENCE", 0.0)
    store, key = SqliteStore(tmp_path / "store.db"), ConversationKey("acme", "one")
    records, titles = [("job", "job", "u1"), ("cand", "candidate", "u2")], {("job", "u1"): "Engineer"}
    given = store.add_short_ids(key, records)
    store.save_result(key, StoredResult("t", "job.info", "{}", "{}"))
    store.add_titles(key, titles)
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert store.add_short_ids(key, records) == given
    store.add_titles(key, titles)
    assert SqliteStore(tmp_path / "store.db").add_short_ids(key, records) == given
    with pytest.raises(StoreUnavailable):
        store.add_short_ids(key, [*records, ("job", "job", "u3")])
    with pytest.raises(StoreUnavailable):
        store.add_titles(key, {("job", "u1"): "Chief Engineer"})
    other.close()


# a server


@pytest.fixture
def server():
    with postgres.schema() as url:
        yield url


def terminate(url):
    """End every connection of a schema's stores, as a restart of the server does."""
    with postgres.connected(url) as db:
        db.exec_driver_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                           f"AND application_name = '{postgres.name_in(url)}'")  # fmt: skip


def test_a_server_that_is_not_there_is_told_at_once_and_without_the_password():
    with pytest.raises(StoreUnavailable, match="cannot be opened") as error:
        SqlStore("postgresql://agents:s3cr3t@127.0.0.1:1/agents")
    assert "s3cr3t" not in str(error.value)


@postgres.NEEDED
def test_connections_that_were_ended_are_replaced(simulator, server):
    talk = Talk(simulator, SqlStore(server)).asked()
    terminate(server)
    assert talk.states == ["pending"]
    terminate(server)
    assert talk.session.execute(talk.call, decision=YES(by="Robin")).ref
    assert talk.states == ["used"]
    talk.store.close()


class EndedWithin(SqlStore):
    """Loses its connections while a call is admitted, as long as `url` says whose."""

    url = ""

    def admit(self, *given, guard, **more):
        def guarded(sent):
            if self.url:
                terminate(self.url)
            return guard(sent)

        return super().admit(*given, guard=guarded, **more)


@postgres.NEEDED
def test_a_connection_that_ends_within_the_claim_leaves_the_approval_and_sends_nothing(simulator, server):
    talk = Talk(simulator, EndedWithin(server)).asked()
    talk.store.url = server
    with pytest.raises(StoreUnavailable, match="Nothing was sent") as error:
        talk.session.execute(talk.call, decision=YES(by="Robin"))
    assert "terminat" in error.value.__cause__.reason
    assert talk.sent() == []
    assert talk.states == ["pending"]
    talk.store.url = ""
    assert talk.session.execute(talk.call, decision=YES(by="Robin")).ref
    talk.store.close()


@postgres.NEEDED
def test_nobody_waits_for_ever_for_a_lock_that_a_halted_process_holds(simulator, server):
    talk = Talk(simulator, SqlStore(f"{server}%20-clock_timeout%3D2s")).asked()
    halted, held, leave = SqlStore(server), threading.Event(), threading.Event()

    def hold():
        with halted._db.writing(talk.session._key.text):
            held.set()
            leave.wait(120)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(60)
    with pytest.raises(StoreUnavailable, match="Nothing was sent"):
        talk.session.execute(talk.call, decision=YES(by="Robin"))
    assert thread.is_alive()  # the lock is held still
    leave.set()
    thread.join()
    assert talk.sent() == []
    assert talk.session.execute(talk.call, decision=YES(by="Robin")).ref
    halted.close()
    talk.store.close()


@pytest.fixture
def relay(server, monkeypatch):
    """A relay before the server, and limits on silence as short as they may be."""
    monkeypatch.setattr("ashby_agent_tools.store.postgres._CONNECT", 2)
    monkeypatch.setattr("ashby_agent_tools.store.limited_connection._MORE", 1.0)
    address = sqlalchemy.make_url(server)
    with Relay(address.host, address.port) as between:
        yield between


def through(relay, server):
    """The address of the server behind the relay; it ends a statement after a second."""
    options = f"{sqlalchemy.make_url(server).query['options']} -c statement_timeout=1s"
    address = sqlalchemy.make_url(server).set(host="127.0.0.1", port=relay.port)
    address = address.update_query_dict({"connect_timeout": "2", "options": options})
    return address.render_as_string(hide_password=False)


@pytest.mark.slow  # it waits for the limits
@postgres.NEEDED
def test_a_server_that_is_halted_is_told_and_used_again_when_it_goes_on(simulator, server, relay):
    """As one that was stopped with SIGSTOP: what it has is accepted by the system, and it never answers."""
    talk = Talk(simulator, SqlStore(through(relay, server))).asked()
    relay.silent.set()
    with pytest.raises(StoreUnavailable):
        run_with_timeout(60, talk.session.execute, talk.call, decision=YES(by="Robin"))
    assert talk.sent() == []
    relay.silent.clear()
    assert talk.session.execute(talk.call, decision=YES(by="Robin")).ref
    talk.store.close()


@pytest.mark.slow  # it waits for the limits
@postgres.NEEDED
def test_a_server_that_is_halted_within_the_claim_leaves_the_approval_and_sends_nothing(simulator, server, relay):
    talk = Talk(simulator, SqlStore(through(relay, server))).asked()
    relay.falls_silent_at = b"UPDATE"
    with pytest.raises(StoreUnavailable, match="Nothing was sent") as error:
        run_with_timeout(60, talk.session.execute, talk.call, decision=YES(by="Robin"))
    assert "silent for 2 seconds" in error.value.__cause__.reason
    assert talk.sent() == []
    relay.falls_silent_at = None
    relay.silent.clear()
    assert talk.states == ["pending"]
    talk.store.close()


@postgres.NEEDED
def test_a_right_that_is_missing_and_tables_that_are_gone_are_told_without_what_is_stored(simulator, server):
    talk = Talk(simulator, SqlStore(server)).asked()
    with postgres.connected(server) as db:
        role = f"poor_{postgres.name_in(server)}"
        schema = db.exec_driver_sql("SELECT current_schema()").scalar()
        db.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
        db.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        try:
            poor = sqlalchemy.make_url(server).set(username=role, password="x")
            with pytest.raises(StoreUnavailable, match="cannot be opened .permission denied for table"):
                SqlStore(poor.render_as_string(hide_password=False))
            db.exec_driver_sql("DROP TABLE ashby_asked")
            with pytest.raises(StoreUnavailable) as error:
                assert talk.states
            assert "does not exist" in error.value.reason
        finally:
            db.exec_driver_sql(f"REVOKE ALL ON SCHEMA {schema} FROM {role}")
            db.exec_driver_sql(f"DROP ROLE {role}")
    talk.store.close()
