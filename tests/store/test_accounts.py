"""Two organizations over one store: nothing of one is known in the other, whatever the names of their conversations."""

from __future__ import annotations

import dataclasses
import inspect
import itertools
import json
import random
import re
import sqlite3

import attack_doors as doors
import pytest

from ashby_agent_tools import (
    AsyncClient,
    Caps,
    Client,
    Conversations,
    Decision,
    MemoryStore,
    Session,
    SqliteStore,
    Toolset,
    confirm_writes,
    errors,
)
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing import AdapterSetting
from ashby_agent_tools.testing._company import Company

KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
URL = "https://ashby.example.com"
TOOLS = Toolset.preset("operations")
SEARCH, INFO, READ_ON, MOVE = (
    "ashby_candidate_list",
    "ashby_candidate_info",
    "ashby_read_result",
    "ashby_application_change_stage",
)
SHORT_ID, REF = re.compile(r"\bcand_\d+\b"), re.compile(r"\br\d+\b")


# the account of a key


def test_both_clients_of_a_key_and_base_url_agree_and_the_name_tells_nothing_of_the_key():
    account = Client(KEY, base_url=URL).account
    assert account == AsyncClient(KEY, base_url=URL).account == Client(f" {KEY}\n", base_url=f"{URL}/").account
    assert not any(KEY[start : start + 6] in account for start in range(len(KEY) - 6))


def test_another_key_or_another_base_url_is_another_account():
    pairs = [(KEY, URL), (KEY[:-1], URL), (KEY, f"{URL}/v2"), (KEY.upper(), URL), (KEY, "https://eu.example.com")]
    accounts = [Client(key, base_url=url).account for key, url in pairs]
    assert len(set(accounts)) == len(pairs)


def test_a_given_account_stays_as_it_is_and_an_empty_one_is_refused():
    assert Client(KEY, account="acme").account == AsyncClient(KEY, account="acme").account == "acme"
    assert Session(TOOLS, Client(KEY, account="acme")).account == "acme"
    assert Session(TOOLS, Client(KEY), account="acme").account == "acme"
    for empty in ("", "  "):
        with pytest.raises(errors.UsageError, match="account is empty"):
            Client(KEY, account=empty)
        with pytest.raises(errors.UsageError, match="account is empty"):
            Conversations(TOOLS, Client(KEY), account=empty)


def test_clients_of_two_keys_share_a_session_only_under_a_given_name():
    one, other = Client(KEY, base_url=URL), AsyncClient(KEY[::-1], base_url=URL)
    with pytest.raises(errors.UsageError, match="account="):
        Session(TOOLS, one, async_client=other)
    assert Session(TOOLS, one, async_client=other, account="acme").account == "acme"
    with pytest.raises(errors.UsageError, match="base URL"):
        Session(TOOLS, one, async_client=AsyncClient(KEY, base_url="https://eu.example.com"), account="acme")


# two tenants, one store, the same names of conversations


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tenant(AdapterSetting):
    """One of two organizations: its own simulator and key, or only another base URL."""

    account: str | None = None
    base_url: str = URL

    def client(self):
        return Client(
            self.key or self.simulator.key,
            base_url=self.base_url,
            account=self.account,
            transport=self.simulator.transport(),
        )

    def async_client(self):
        return AsyncClient(
            self.key or self.simulator.key,
            base_url=self.base_url,
            account=self.account,
            transport=self.simulator.async_transport(),
        )

    def session(self, conversation="one", **options):
        return Session(
            self.toolset, self.client(), async_client=self.async_client(), conversation=conversation,
            store=self.store, **options,
        )  # fmt: skip


def tenants(apart: str, store) -> tuple[Tenant, Tenant]:
    """Two organizations that differ in the key, in the given account, or in the base URL alone."""
    here = Tenant(simulator=Simulator(seed=7), toolset=TOOLS, store=store)
    there = dataclasses.replace(here, simulator=Simulator(seed=11))
    if apart == "key":
        return here, there
    if apart == "account":
        return dataclasses.replace(here, account="acme"), dataclasses.replace(there, account="globex")
    return (
        dataclasses.replace(here, account="acme"),
        dataclasses.replace(there, account="acme", base_url="https://eu.example.com"),
    )


DOORS = {  # each makes the class of its driver when it is first wanted
    "session": lambda: doors.SessionDriver,
    "langchain": doors.langchain,
    "llama_index": doors.llama_index,
    "responses": lambda: doors.openai("Driver"),
    "chat": lambda: doors.openai("ChatDriver"),
    "agents": doors.agents,
    "mcp_before": lambda: doors.mcp("LegacyDriver"),
    "mcp_since": lambda: doors.mcp("ModernDriver"),
}


@pytest.mark.parametrize("apart", ["key", "account", "base URL"])
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.exhaustive(6)
async def test_random_calls_of_two_tenants_never_meet(door, apart):
    """No id, short id or result of one is known to the other, though both use conversations of the same names."""
    store, draw = MemoryStore(), random.Random(f"{door} {apart}")  # noqa: S311  (the same draws each time)
    made = tenants(apart, store)
    people = [set(tenant.simulator.state.table("candidate")) for tenant in made]
    assert not people[0] & people[1]
    seen: tuple[set[str], set[str]] = (set(), set())
    driver_of = DOORS[door]()
    async with driver_of(made[0]) as one, driver_of(made[1]) as other:
        for driver, conversation in itertools.product((one, other), ("one", "two")):  # connections end in this order
            await driver.call(SEARCH, {"limit": 2}, conversation=conversation)
        for number in range(10):
            who, conversation = draw.randrange(2), draw.choice(["one", "two"])
            driver, mine, theirs = (one, other)[who], seen[who], seen[1 - who]
            names = sorted(theirs - mine)
            name, arguments = _call(draw, number, names)
            text = (await driver.call(name, arguments, conversation=conversation)).text
            if arguments and name in (INFO, READ_ON):
                assert re.search(r"not known|is not a result of this conversation|unknown|not found", text), text
            assert not any(person in text for person in people[1 - who])
            mine |= {*SHORT_ID.findall(text), *REF.findall(text)} if name == SEARCH else set()
        assert not seen[0] & seen[1]


def _call(draw: random.Random, number: int, theirs: list[str]) -> tuple[str, dict[str, object]]:
    """A list, or a try at something that the other tenant was shown."""
    short_ids, refs = [it for it in theirs if it.startswith("cand_")], [it for it in theirs if it.startswith("r")]
    if number % 2 and short_ids and draw.random() < 0.5:
        return INFO, {"id": draw.choice(short_ids)}
    if number % 2 and refs:
        return READ_ON, {"ref": draw.choice(refs)}
    return SEARCH, {"limit": draw.randint(2, 5)}


@pytest.mark.parametrize("apart", ["key", "account", "base URL"])
def test_data_of_a_reference_questions_caps_and_doubles_stay_with_their_tenant(apart, tmp_path):
    store = SqliteStore(tmp_path / "one.db")
    here, there = tenants(apart, store)
    result = here.session().run(SEARCH, {"limit": 3})
    mine = Conversations(TOOLS, here.client(), store=store, account=here.account)
    other = Conversations(TOOLS, there.client(), store=store, account=there.account)
    assert mine.data(result.ref, "one") == result.data
    with pytest.raises(errors.UnknownShortId):
        other.data(result.ref, "one")

    # one and the same call in both: a yes of here is none over there, and caps count apart
    caps = Caps(destructive=1)
    sessions = [tenant.session(caps=caps) for tenant in (here, there)]
    calls = [
        session.prepare(MOVE, Company.of(tenant.simulator).rejection(), call_id="the same")
        for session, tenant in zip(sessions, (here, there), strict=True)
    ]
    assert calls[0].fingerprint != calls[1].fingerprint
    sessions[0].question(calls[0])
    assert sessions[1].asked(calls[1]) == ()
    with pytest.raises(errors.ApprovalRequired, match="never asked"):
        sessions[1].execute(calls[1], decision=Decision.approve(by="ada@example.com"))
    assert sessions[0].execute(calls[0], decision=Decision.approve(by="ada@example.com")).data
    sessions[1].question(calls[1])
    assert sessions[1].execute(calls[1], decision=Decision.approve(by="ada@example.com")).data


def test_the_audit_tells_two_base_urls_of_one_account_apart(tmp_path):
    for tenant in tenants("base URL", MemoryStore()):
        tenant.session(audit=tmp_path / "audit.jsonl").run(SEARCH, {"limit": 2})
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert {(line["account"], line["base_url"]) for line in lines} == {
        ("acme", URL),
        ("acme", "https://eu.example.com"),
    }


def test_the_questions_of_an_account_are_found_without_reading_those_of_others(simulator, monkeypatch):
    """Also in tables that are older than the account's own column; and a probe of a server reads nothing at all."""
    store = MemoryStore()
    for account in ("acme", "acme, inc", "acme, ltd"):
        session = Session(Toolset.all().with_policy(confirm_writes), simulator.client(), account=account, store=store)
        session.question(session.prepare("candidateTag.create", {"title": account}))
    with store._writing("test") as db:
        db.change("UPDATE ashby_asked SET account = '' WHERE operation <> ''")
    for account in ("acme", "acme, inc", "acme, ltd"):
        assert [it.key.account for it in store.requests(account)] == [account]
        assert [it.key.account for it in store.requests_page(account).requests] == [account]
    monkeypatch.setattr(store, "_asked", None)
    assert store.requests("of nobody") == ()


def test_a_text_in_a_name_cannot_make_one_room_of_two(tmp_path):
    """Names that would read alike if they were only put one after the other."""
    store = SqliteStore(tmp_path / "one.db")
    client = Simulator(seed=7).client
    ref = Session(TOOLS, client(), account="a", conversation='b", "c', store=store).run(SEARCH, {"limit": 2}).ref
    for account, conversation in [('a", "b', "c"), ("a", "b"), ("a ", 'b", "c'), ("A", 'b", "c')]:
        with pytest.raises(errors.UnknownShortId):
            Session(TOOLS, client(), account=account, conversation=conversation, store=store).data(ref)


def test_a_file_with_the_tables_of_another_version_is_refused_and_kept(tmp_path):
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        old.execute("CREATE TABLE asked (id TEXT PRIMARY KEY, account TEXT, conversation TEXT)")
        old.execute("INSERT INTO asked VALUES ('q', 'default', 'one')")
    old.close()
    with pytest.raises(errors.UsageError, match=r"another version.*Name another file"):
        SqliteStore(path)
    with sqlite3.connect(path) as old:
        assert old.execute("SELECT id FROM asked").fetchall() == [("q",)]
    old.close()


# every door takes a name


def test_every_adapter_takes_an_account():
    from llama_index.tools.ashby import AshbyToolSpec

    from ashby_openai import AshbyTools
    from langchain_ashby import AshbyToolkit

    client = Simulator(seed=7).client()
    made = [AshbyToolkit(client=client, account="acme"), AshbyToolSpec(client=client, account="acme")]
    assert [it._conversations.session().account for it in made] == ["acme", "acme"]
    assert AshbyTools(client=client, account="acme").session.account == "acme"


# the command line


def test_approvals_show_and_answer_the_questions_of_one_account_only(tmp_path, monkeypatch, capsys):
    from ashby_agent_tools.cli import approvals
    from ashby_agent_tools.cli.given_answer import Answer

    store = SqliteStore(tmp_path / "one.db")
    for tenant in tenants("key", store):
        session = tenant.session()
        session.question(session.prepare(MOVE, Company.of(tenant.simulator).rejection()))
    here, there = sorted(store.requests(), key=lambda asked: asked.asked_at)
    monkeypatch.delenv("ASHBY_API_KEY", raising=False)
    monkeypatch.delenv("ASHBY_BASE_URL", raising=False)

    def listed(account=None):
        capsys.readouterr()
        approvals.show_all(tmp_path / "one.db", account, as_json=True)
        return [asked["id"] for asked in json.loads(capsys.readouterr().out)]

    def refused(doing, *given, **more):
        with pytest.raises(Exception) as ended:
            doing(tmp_path / "one.db", *given, **more)
        return ended.value.exit_code, capsys.readouterr().err

    code, said = refused(approvals.show_all, None, as_json=False)
    assert code == 2
    assert f"--account {here.key.account}" in said
    assert listed(here.key.account) == [here.id]
    monkeypatch.setenv("ASHBY_API_KEY", Simulator(seed=11).key)
    monkeypatch.setenv("ASHBY_BASE_URL", URL)
    assert listed() == [there.id]
    code, said = refused(approvals.answer, None, here.id, Answer("ada@example.com", approved=True))
    assert (code, "There is no question" in said) == (2, True)
    assert store.requests()[1].state == "pending"
    monkeypatch.setenv("ASHBY_API_KEY", KEY)
    code, said = refused(approvals.show_all, None, as_json=False)
    assert (code, "other accounts" in said) == (2, True)


def test_the_name_is_an_option_of_every_command_that_opens_the_store():
    from ashby_agent_tools.cli import answering, app

    named = (answering.list_questions, answering.show, answering.approve, answering.edit, answering.deny)
    for command in (app.call, *named, answering.reconcile):
        assert "account" in inspect.signature(command).parameters
