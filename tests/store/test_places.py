"""A database's address where a store's file is named: the command line, ashby-mcp, sessions and toolkits."""

from __future__ import annotations

import json

import postgres
import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from ashby_agent_tools import Conversations, Decision, MemoryStore, Session, SqliteStore, SqlStore, Toolset, errors
from ashby_agent_tools.store import ConversationKey
from ashby_agent_tools.testing._company import Company

MOVE = "application.changeStage"
KEY = Fernet.generate_key().decode()


@pytest.fixture
def command(simulator, monkeypatch):
    """`ashby-agent-tools`, in this process."""
    from ashby_agent_tools.cli.app import app

    with simulator:
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        monkeypatch.setenv("COLUMNS", "300")
        yield lambda *words: CliRunner().invoke(app, list(words))


@pytest.mark.parametrize("named", ["flag", "variable"])
@pytest.mark.parametrize("keys", [(), (KEY,)])
def test_a_call_waits_in_the_database_for_its_approver(simulator, command, url, monkeypatch, named, keys):
    company = Company.of(simulator)
    monkeypatch.setenv("ASHBY_STORE_KEYS", ",".join(keys))
    option = ["--store", url] if named == "flag" else []
    if named == "variable":
        monkeypatch.setenv("ASHBY_STORE", url)
    made = ["call", MOVE, json.dumps(company.rejection()), *option]
    assert command(*made).exit_code == 3
    (waiting,) = json.loads(command("approvals", "list", "--json", *option).stdout)
    store = SqlStore(url, keys=keys)
    store.add_approver("grace@example.com", "a secret of many characters")
    monkeypatch.setenv("ASHBY_APPROVER_SECRET", "a secret of many characters")
    answered = command("approvals", "approve", waiting["id"], "--by", "grace@example.com", *option)
    assert answered.exit_code == 0, answered.output
    assert command(*made).exit_code == 0
    assert company.sent(MOVE) == [company.rejection()]
    assert [asked.state for asked in store.requests()] == ["used"]
    store.close()


def test_a_database_that_is_not_there_is_one_line_without_its_password(command):
    address = "postgresql://agents:s3cr3t@127.0.0.1:1/agents"
    for words in (["approvals", "list"], ["call", "job.list"]):
        failed = command(*words, "--store", address)
        assert failed.exit_code == 5
        assert "agents:***@127.0.0.1:1/agents cannot be opened" in failed.stderr
        assert "s3cr3t" not in failed.output
    examined = command("doctor", "--store", address)
    assert "cannot be opened" in examined.stdout
    assert "s3cr3t" not in examined.output


@postgres.NEEDED
def test_the_doctor_names_the_database_without_its_password(command):
    with postgres.schema() as url:
        said = command("doctor", "--store", url).stdout
    assert "with 0 questions" in said
    assert postgres.password() not in said


@pytest.mark.parametrize(
    "address", ["postgresql://a@b:54x/c", "mysql://a@b/c", "postgresql+psycopg2://a@b/c", "no address", "http://a/b"]
)
def test_another_kind_of_database_is_refused(address):
    with pytest.raises(errors.UsageError, match="postgresql://"):
        SqlStore(address)


def test_the_address_of_a_file_is_that_file(tmp_path):
    store = SqlStore(f"sqlite:///{tmp_path / 'one.db'}")
    store.add_approver("grace@example.com", "a secret of many characters")
    assert SqliteStore(tmp_path / "one.db").is_approver("grace@example.com", "a secret of many characters")


def test_stores_in_memory_share_nothing():
    key, record = ConversationKey("acme", "c", "https://api.ashbyhq.com"), ("cand", "candidate", "u")
    first, second = MemoryStore(first_short_id=100), SqlStore("sqlite://", first_short_id=500)
    assert first.add_short_ids(key, [record]) == ("cand_100",)
    later = MemoryStore(first_short_id=300)
    assert [it.short_ids(key) for it in (second, later)] == [(), ()]
    assert [it.add_short_ids(key, [record]) for it in (second, later)] == [("cand_500",), ("cand_300",)]


def test_a_page_of_many_records_keeps_the_names_that_some_have(url):
    key = ConversationKey("acme", "many", "https://api.ashbyhq.com")
    records = [
        (prefix, kind, f"u{n}") for n in range(600) for prefix, kind in (("cand", "candidate"), ("app", "application"))
    ]
    with SqlStore(url) as store:
        some = store.add_short_ids(key, records[::7])
        names = store.add_short_ids(key, records)
        assert (names[::7], len(set(names))) == (some, len(records))
        assert store.add_short_ids(key, records[:9]) == names[:9]


def test_sessions_and_toolkits_open_what_is_named(simulator, url):
    from ashby_openai import AshbyTools
    from langchain_ashby import AshbyToolkit

    company, client = Company.of(simulator), simulator.client()
    talk = Session(Toolset.all(), client, store=url, conversation="one")
    call = talk.prepare(MOVE, company.rejection(), call_id="c1")
    talk.question(call)
    again = Conversations(Toolset.all(), client, store=url)
    assert again.session("one").execute(call, decision=Decision.approve(by="Robin")).ref
    assert again.session("one")._store is again.session("two")._store
    assert company.sent(MOVE) == [company.rejection()]
    for made in (
        AshbyToolkit(client=client, store=url)._conversations.session(),
        AshbyTools(client=client, store=url).session,
    ):
        assert len(made._store.requests()) == 1
        made._store.close()
    talk._store.close()
    again.session("one")._store.close()


def test_the_server_for_mcp_clients_takes_an_address(simulator, url, monkeypatch):
    from ashby_mcp import cli

    served = []
    monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
    monkeypatch.setattr(cli, "build_server", lambda sessions, store, **_: served.append((sessions("one"), store)))
    monkeypatch.setattr(cli, "_warn", lambda toolset: None)
    monkeypatch.setattr(cli, "serve_stdio", lambda server: None)
    monkeypatch.setattr(cli.asyncio, "run", lambda waiting: None)
    monkeypatch.setattr("sys.argv", ["ashby-mcp", "--store", url])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    ((session, named),) = served
    assert session._store.requests() == ()
    assert named == session._store.name
    session._store.close()


def test_whoever_runs_a_store_purges_it_and_changes_its_key(command, url, monkeypatch):
    new = Fernet.generate_key().decode()
    store = SqlStore(url, keys=[KEY], clock=lambda: 1_700_000_000.0)
    store.short_id(ConversationKey("acme", "one"), "cand", "candidate", "u1")
    store.save_outcome(ConversationKey("acme", "one"), "task", None, "No.")
    monkeypatch.setenv("ASHBY_STORE", url)
    monkeypatch.setenv("ASHBY_STORE_KEYS", f"{new},{KEY}")
    assert command("store", "rotate-keys").exit_code == 0
    monkeypatch.setenv("ASHBY_STORE_KEYS", new)
    purged = json.loads(command("store", "purge", "--short-ids", "30", "--json").stdout)["purged"]
    assert purged == {"payloads": 0, "short_ids": 1}
    assert "1 results" in command("store", "purge", "--results", "30").stdout
    monkeypatch.setenv("ASHBY_STORE_KEYS", KEY)
    failed = command("store", "purge")
    assert (failed.exit_code, "another key" in failed.stderr) == (2, True)
    assert command("store", "purge", "--results", "0").exit_code == 2
    store.close()
