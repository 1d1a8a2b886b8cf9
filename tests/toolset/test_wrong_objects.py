"""Wrong objects in the place of a toolset, client, store or approver fail at once, with what to write instead."""

from __future__ import annotations

import functools
from pathlib import Path

import httpx
import pytest
from llama_index.tools.ashby import AshbyToolSpec

from ashby_agent_tools import (
    Accounts,
    ApproverRules,
    AsyncAccounts,
    AsyncClient,
    Budget,
    Caps,
    Client,
    Conversations,
    Decision,
    FileLimits,
    MemoryStore,
    Operation,
    Partner,
    Person,
    Session,
    SqliteStore,
    SqlStore,
    Toolset,
    allow,
    operations,
)
from ashby_agent_tools.approval.people import MayRule
from ashby_agent_tools.errors import UsageError
from ashby_mcp import GrantSessions, build_server
from ashby_openai import AshbyTools
from langchain_ashby import AshbyToolkit

KEY = "invented-key-of-nobody"
TOOLS = Toolset.preset("operations")


class NoSpec(Operation):
    """An operation that forgot its spec."""


class SpecOfWords(Operation):
    """An operation whose spec is a text."""

    spec = "candidate.list"


WRONG = {
    "the name of a preset": (("recruiter",), {}, r"Toolset.preset\('recruiter'\)"),
    "no toolset": ((None,), {}, r"Toolset.preset"),
    "a list of names": ((["candidate.list"],), {}, r"Toolset.of"),
    "an async client by position": ((TOOLS, AsyncClient(KEY)), {}, r"async_client=AsyncClient\("),
    "a client as the async one": ((TOOLS,), {"async_client": Client(KEY)}, r"client=Client\("),
    "a key as a client": ((TOOLS, KEY), {}, r"client=Client\(api_key\)"),
    "a key as the async client": ((TOOLS,), {"async_client": KEY}, r"async_client=AsyncClient\(api_key\)"),
    "a path as a store": ((TOOLS, Client(KEY)), {"store": "x.db"}, r"SqliteStore\('x.db'\)"),
    "a Path as a store": ((TOOLS, Client(KEY)), {"store": Path("y.db")}, r"SqliteStore\('y.db'\)"),
    "a dict as a store": ((TOOLS, Client(KEY)), {"store": {}}, r"MemoryStore\(\)"),
    "a word as an approver": ((TOOLS, Client(KEY)), {"approver": "yes"}, r"approver .* Decision"),
    "a truth as an approver": ((TOOLS, Client(KEY)), {"approver": True}, r"approver .* Decision"),
    "a number as caps": ((TOOLS, Client(KEY)), {"caps": 5}, r"Caps\("),
    "a number as the audit": ((TOOLS, Client(KEY)), {"audit": 3}, "audit is an int; give a path"),
    "a truth as the audit": ((TOOLS, Client(KEY)), {"audit": True}, "audit is a bool; give a path"),
    "a number as a folder": ((TOOLS, Client(KEY)), {"download_dir": 3}, "download_dir is an int; give a path"),
    "a number as an account": ((TOOLS, Client(KEY)), {"account": 5}, "account is 5"),
    "a word as dry_run": ((TOOLS, Client(KEY)), {"dry_run": "no"}, "dry_run is a str"),
    "a dict as caps": ((TOOLS, Client(KEY)), {"caps": {"writes": 5}}, r"Caps\("),
    "a class as an approver": ((TOOLS, Client(KEY)), {"approver": Decision}, "the class Decision; give a function"),
    "a word as a batch approver": ((TOOLS, Client(KEY)), {"batch_approver": "yes"}, "ask_terminal_batch"),
    "a class as a batch approver": ((TOOLS, Client(KEY)), {"batch_approver": Caps}, "the class Caps; give a function"),
    "a class as a notifier": ((TOOLS, Client(KEY)), {"notify": Caps}, "the class Caps; give a function of a Notice"),
    "a class as a store": ((TOOLS, Client(KEY)), {"store": Caps}, r"the class Caps; write SqliteStore\("),
    "the class of the store": (
        (TOOLS, Client(KEY)),
        {"store": MemoryStore},
        r"the class MemoryStore; write .*MemoryStore\(",
    ),
    "the class of the client": ((TOOLS, Client), {}, r"the class Client; write client=Client\("),
}


@pytest.mark.parametrize("made", [Session, Conversations])
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_object_is_a_usage_error_at_once(made, case):
    given, named, words = WRONG[case]
    with pytest.raises(UsageError, match=words) as failed:
        made(*given, **named)
    assert KEY not in str(failed.value)


@pytest.mark.parametrize("adapter", [AshbyToolkit, AshbyToolSpec, AshbyTools])
def test_adapters_take_the_name_of_a_preset(adapter, simulator):
    made = functools.partial(adapter, client=simulator.client())
    names = {
        AshbyToolkit: lambda it: [tool.name for tool in it.get_tools()],
        AshbyToolSpec: lambda it: [tool.metadata.name for tool in it.to_tool_list()],
        AshbyTools: lambda it: [tool.name for tool in it.offered],
    }[adapter]
    assert names(made("scheduling")) == names(made(Toolset.preset("scheduling"))) != names(made())
    with pytest.raises(UsageError, match="recruiter"):
        made("recruter")
    with pytest.raises(UsageError, match="Toolset"):
        made(["candidate.list"])


@pytest.mark.parametrize("adapter", [AshbyToolkit, AshbyToolSpec, AshbyTools])
@pytest.mark.parametrize(
    "case", [case for case, (_, named, _) in WRONG.items() if named and "async_client" not in named]
)
def test_adapters_refuse_wrong_objects_at_once_too(adapter, case):
    _, named, words = WRONG[case]
    with pytest.raises(UsageError, match=words):
        adapter(TOOLS, client=Client(KEY), **named)


def _session(name):
    return Session(TOOLS, Client(KEY), conversation=name)


ELSEWHERE = {
    "a word as a policy": (lambda: TOOLS.with_policy("x"), "not a policy"),
    "a word as a toolset's policy": (lambda: Toolset(("job.list",), policy="x"), "not a policy"),
    "a class as a policy": (lambda: Toolset(("job.list",), policy=Caps), "not a policy"),
    "a word as a budget": (lambda: TOOLS.with_budget("4000"), "not a budget"),
    "a word as tokens": (lambda: Budget("4000"), "takes numbers"),
    "a truth as tokens": (lambda: TOOLS.with_budget(True), "takes numbers"),
    "a number as a preset": (lambda: Toolset.preset(3), "Unknown preset 3"),
    "no preset": (lambda: Toolset.preset(None), "Unknown preset None"),
    "a list of names": (lambda: Toolset.of(["job.list"]), "one by one"),
    "a number as a name": (lambda: TOOLS.only(3), "one by one"),
    "a number as names": (lambda: TOOLS.renamed(3), "renamed takes"),
    "a truth as a condition": (lambda: allow("job.list", when=True), "give a function"),
    "a word as the other policy": (lambda: allow("job.list", otherwise="x"), "give a policy"),
    "a number as a person": (lambda: Decision.approve(by=3), "names who made it"),
    "a number as a message": (lambda: Decision.deny(3, by="Robin"), "message of a decision"),
    "a word as an edit": (lambda: Decision.edit("x", by="Robin"), "only an edit has arguments"),
    "a number as a conversation": (lambda: Session(TOOLS, Client(KEY), conversation=7), "conversation is an int"),
    "no conversation": (lambda: Session(TOOLS, Client(KEY), conversation=""), "conversation is empty"),
    "a number as a key": (lambda: Client(3), "api_key is of type int; give the key"),
    "bytes as a key of an async client": (lambda: AsyncClient(b"key"), "api_key is of type bytes; give the key"),
    "a number as a base URL": (lambda: Client(KEY, base_url=3), "base_url is of type int; give the URL"),
    "a number as a file": (lambda: SqliteStore(3), r"path is of type int; give the file: SqliteStore\("),
    "no file": (lambda: SqliteStore(None), "path is of type NoneType; give the file"),
    "a name beside a toolset": (
        lambda: TOOLS | "candidate.info",
        r"not a toolset: write .*Toolset.of\(",
    ),
    "a list beside a toolset": (lambda: TOOLS | ["candidate.info"], "is not a toolset"),
    "a number as a conversation of AshbyTools": (
        lambda: AshbyTools(TOOLS, client=Client(KEY), conversation=7),
        "conversation is of type int; give its id",
    ),
    "a number as a server's sessions": (lambda: build_server(3), "of type int; give a function"),
    "a toolset as a server's sessions": (lambda: build_server(TOOLS), "of type Toolset; give a function"),
    "a session as a server's sessions": (lambda: build_server(Session(TOOLS, Client(KEY))), "give a function"),
    "a function to nothing": (lambda: build_server(lambda name: None), "of type NoneType; give a function"),
    "an endpoint to execute": (lambda: Client(KEY).execute("job.list"), r"write operations.JobList\("),
    "a class to execute": (lambda: Client(KEY).execute(operations.JobSearch), r"write operations.JobSearch\("),
    "an endpoint's pages": (lambda: next(Client(KEY).pages("offer.list")), r"write operations.OfferList\("),
    "a class's records": (lambda: next(Client(KEY).records(operations.JobList)), r"write operations.JobList\("),
    "a number's records": (lambda: next(Client(KEY).records(7)), r"7 is not an operation"),
    "a number as a database": (lambda: SqlStore(3), "url is of type int; give a database's URL"),
    "a Path as a database": (lambda: SqlStore(Path("x.db")), "give a database's URL"),
    "a class as a tokenizer": (lambda: Budget(tokenizer=Caps), "o200k_base"),
    "a number as a tokenizer": (lambda: Budget(tokenizer=5), "o200k_base"),
    "a misspelt detail": (lambda: Budget(detail="ful"), "'auto' or 'full'"),
    "misspelt ids": (lambda: Budget(ids="uuids"), "'short' or 'uuid'"),
    "a word as groups": (lambda: Person("ada@example.com", groups="leads"), r"groups is a str; write frozenset\("),
    "a number as a person's name": (lambda: Person(5), "name is an int; write Person"),
    "a word as rules": (lambda: ApproverRules(may="ada@example.com"), "may is a str; write"),
    "a name among rules": (lambda: ApproverRules(only=("ada@example.com",)), "a rule of only is a str"),
    "a number as needs": (lambda: ApproverRules(needs=2), r"needs is an int; write \(NeedsRule"),
    "a name as a rule's people": (lambda: MayRule("ada@example.com"), "people is a str; write frozenset"),
    "a group as a rule's groups": (lambda: MayRule(groups="leads"), "groups is a str; write frozenset"),
    "a word as claimed": (lambda: ApproverRules(claimed="no"), "claimed is a str; write True or False"),
    "a word as own agents": (lambda: ApproverRules(own_agents="false"), "own_agents is a str"),
    "an id as the call of a yes": (lambda: Decision.approve(by="Robin", call="call_1"), "what Session.prepare gave"),
    "arguments with a yes": (lambda: Decision("approve", "Robin", arguments=[1]), "only an edit has arguments"),
    "a number as an acting user": (lambda: Client(KEY, acting_user=5), "acting_user is an int; give the id"),
    "a dict as a partner": (lambda: Client(KEY, partner={"url": "x"}), r"partner is a dict; write Partner\("),
    "no key of a partner": (lambda: Partner("https://x.example.com", None), "key is a NoneType"),
    "a word as http2": (lambda: Client(KEY, http2="yes"), "http2 is a str; write True"),
    "a number as a proxy": (lambda: Client(KEY, proxy=8080), "proxy is an int; give the proxy's URL"),
    "a sync transport for async": (lambda: AsyncClient(KEY, transport=httpx.HTTPTransport()), "AsyncBaseTransport"),
    "an async transport for sync": (lambda: Client(KEY, transport=httpx.AsyncHTTPTransport()), "httpx.BaseTransport"),
    "a class as a transport": (lambda: Client(KEY, transport=httpx.MockTransport), "the class MockTransport"),
    "a number as file limits": (lambda: Client(KEY, file_limits=5), r"write FileLimits\("),
    "a word as bytes": (lambda: Client(KEY, max_answer_bytes="1MB"), "max_answer_bytes is a str"),
    "a word as pages": (lambda: FileLimits(pages="10"), "pages is a str; give a number"),
    "a truth as megabytes": (lambda: FileLimits(megabytes=True), "megabytes is a bool"),
    "a word as the most": (lambda: Accounts(lambda name: KEY, most="9"), "most is a str; give a number of clients"),
    "no freshness": (lambda: AsyncAccounts(lambda name: KEY, fresh_for=None), "fresh_for is a NoneType"),
    "a word as an expiry": (lambda: MemoryStore(expires="8h"), "expires is a str; give a number"),
    "no time to keep": (lambda: MemoryStore(keep_for=None), "keep_for is a NoneType"),
    "a number as retention": (lambda: MemoryStore(retention=90), r"retention is an int; write Retention\("),
    "a word as a short id": (lambda: MemoryStore(first_short_id="100"), "first_short_id is a str"),
    "a number as a clock": (lambda: MemoryStore(clock=5), "clock is an int; give a function"),
    "a name as a call to execute": (
        lambda: Session(TOOLS, Client(KEY)).execute("job.list"),
        "what Session.prepare gave",
    ),
    "nothing as a call to settle": (
        lambda: Session(TOOLS, Client(KEY)).settle(None, None),
        "what Session.prepare gave",
    ),
    "a dict as a call to ask about": (lambda: Session(TOOLS, Client(KEY)).question({}), "what Session.prepare gave"),
    "a word as strict": (
        lambda: AshbyToolkit(client=Client(KEY), strict="yes"),
        "strict is of type str; write strict=True",
    ),
    "a word as extras": (lambda: AshbyToolkit(client=Client(KEY), extras="x"), "extras is of type str; give a dict"),
    "a number as tags": (lambda: AshbyToolkit(client=Client(KEY), tags=3), "tags is of type int; give a list"),
    "a word as names": (
        lambda: AshbyToolkit(client=Client(KEY), names="job.list"),
        "names is of type str; give a list",
    ),
    "a number as a server's store": (lambda: build_server(_session, store=5), "store is of type int"),
    "a word as seconds": (
        lambda: build_server(_session, progress_every="5"),
        "progress_every is of type str; give sec",
    ),
    "a word as batches": (lambda: build_server(_session, batches="yes"), "batches is of type str; write batches=True"),
    "a word as telemetry": (lambda: build_server(_session, telemetry="x"), "telemetry is of type str"),
    "a client as accounts": (lambda: GrantSessions(Client(KEY), {}), "accounts is of type Client"),
    "nothing as options": (lambda: GrantSessions(AsyncAccounts(lambda name: KEY), None), "options is of type NoneType"),
    "an operation without a spec to execute": (lambda: Client(KEY).execute(NoSpec()), "NoSpec is not an operation"),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_other_doors_refuse_wrong_objects_at_once(case):
    make, words = ELSEWHERE[case]
    with pytest.raises(UsageError, match=words):
        make()


@pytest.mark.parametrize("wrong", [NoSpec, SpecOfWords, int, Operation])
def test_a_class_that_is_no_operation_is_a_usage_error(wrong):
    for select in (Toolset.of, TOOLS.only, TOOLS.without):
        with pytest.raises(UsageError, match=f"{wrong.__name__} is not an operation"):
            select(wrong)
