"""Tools follow what the key may do: as the server starts, every hour, and after a refusal; in both protocol eras."""

from __future__ import annotations

import contextlib
import socket

import anyio
import httpx2
import pytest
import uvicorn
from mcp import types
from mcp.client.streamable_http import streamable_http_client
from mcp.client.subscriptions import listen
from mcp.shared.exceptions import MCPError
from mcp.shared.subscriptions import ToolsListChanged

from ashby_agent_tools import AccountKey, AsyncAccounts, AsyncClient, MemoryStore, Session, SessionOptions, Toolset
from ashby_agent_tools.grants import Grant, Grants, hash_of, new_token
from ashby_mcp import GrantSessions, build_server
from ashby_mcp.http import application
from ashby_mcp.key_permissions import ACCOUNT, AccountKeys

READS = ["apiKeysRead", "candidatesRead", "jobsRead"]
TOOLS = Toolset.preset("operations")


class Keys:
    """The keys of accounts on the simulator: which of them the server uses can be changed, as in Ashby's settings."""

    def __init__(self, simulator):
        self.simulator, self.clients, self.times = simulator, {}, 0

    def use(self, account="", *, key=None, **more):
        """Clients that give up soon: they ask again for themselves, too."""
        place, there = self.simulator.async_client().base_url, self.simulator.async_transport()
        self.clients[account] = AsyncClient(
            key or self.simulator.add_key(**more), base_url=place, transport=there, deadline=0.3
        )

    async def ask(self, account):
        self.times += 1
        return await self.clients[account].key_info()


@pytest.fixture
def keys(scene):
    keys = Keys(scene.simulator)
    keys.use(scopes=READS)
    return keys


@contextlib.asynccontextmanager
async def watched(keys, changed=None, **options):
    """Account keys that are being watched, with what they said."""
    said, told = [], []
    watching = AccountKeys(keys.ask, say=said.append, offered=TOOLS, **options)

    async def note(account):
        told.append(account)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watching.watch, changed or note)
        yield watching, said, told
        tasks.cancel_scope.cancel()


async def until(holds):
    for _ in range(500):
        if holds():
            return
        await anyio.sleep(0.01)
    raise AssertionError


def scopes_of(toolset):
    return {tool.operation.spec.scope for tool in toolset.tools} - {None}


async def test_tools_that_the_key_cannot_use_are_left_out(keys):
    async with watched(keys) as (watching, said, told):
        assert watching.narrowed("", TOOLS) is TOOLS
        await watching.known("")
        assert scopes_of(watching.narrowed("", TOOLS)) == {"candidatesRead", "jobsRead"}
        assert scopes_of(TOOLS) > {"candidatesRead", "jobsRead"}
        await until(lambda: told == [""])
    (line,) = said
    assert "candidatesWrite" in line
    assert line.startswith(f"{len(TOOLS) - len(watching.narrowed('', TOOLS))} tools are not listed")


async def test_a_toolset_is_narrowed_once_and_not_for_each_request(keys):
    async with watched(keys) as (watching, _, _):
        await watching.known("")
        assert watching.narrowed("", TOOLS) is watching.narrowed("", TOOLS)
        for _ in range(250):
            assert len(watching.narrowed("", TOOLS.without("job.list"))) == len(watching.narrowed("", TOOLS)) - 1


async def test_a_key_that_may_not_ask_about_itself_is_not_called_wrong(keys):
    keys.use(scopes=["jobsRead"])
    async with watched(keys) as (watching, said, told):
        await watching.known("")
        assert watching.narrowed("", TOOLS) is TOOLS
    assert told == []
    (line,) = said
    assert "apiKeysRead" in line
    assert "wrong" not in line


@pytest.mark.parametrize("fault", ["not_json", "cut_before", "wrong"])
async def test_without_an_answer_everything_stays_listed_and_it_is_asked_again(keys, fault):
    if fault == "wrong":
        keys.use(key="a-key-that-nobody-has-in-ashby")
    else:
        keys.simulator.fail_next(fault, times=50, endpoint="apiKey.info")
    async with watched(keys, pause=0.05) as (watching, said, _):
        await watching.known("")
        assert watching.narrowed("", TOOLS) is TOOLS
        keys.use(scopes=READS)
        keys.simulator.stop_failing()
        await until(lambda: watching.narrowed("", TOOLS) is not TOOLS)
    assert said[0].startswith("The server runs, but")
    assert len([line for line in said if line.startswith("The server runs")]) == 1  # the same is said once


async def test_a_permission_that_comes_or_goes_is_noticed_within_the_hour(keys):
    async with watched(keys, every=0.05) as (watching, _, told):
        await watching.known("")
        keys.use(scopes=[*READS, "interviewsRead"])
        await until(lambda: "interviewsRead" in scopes_of(watching.narrowed("", TOOLS)))
        keys.use(scopes=READS)
        await until(lambda: "interviewsRead" not in scopes_of(watching.narrowed("", TOOLS)))
        assert told == ["", "", ""]


async def test_a_refusal_has_the_key_looked_at_again_though_not_each_time(keys):
    async with watched(keys, pause=0.2) as (watching, _, told):
        await watching.known("")
        keys.use(scopes=["apiKeysRead", "jobsRead"])
        for _ in range(50):
            watching.suspect("")
        await until(lambda: scopes_of(watching.narrowed("", TOOLS)) == {"jobsRead"})
        assert keys.times == 2
        await until(lambda: told == ["", ""])


async def test_each_account_has_its_own_key_and_one_that_hangs_does_not_hold_up_the_others(keys):
    hangs = anyio.Event()
    keys.use("globex", scopes=["apiKeysRead", "jobsRead"])
    ask = keys.ask

    async def ask_or_hang(account):
        if account == "acme":
            await hangs.wait()
        return await ask(account)

    keys.ask = ask_or_hang
    async with watched(keys, patience=0.1) as (watching, said, _):
        await watching.known("acme")
        await watching.known("globex")
        assert watching.narrowed("acme", TOOLS) is TOOLS
        assert scopes_of(watching.narrowed("globex", TOOLS)) == {"jobsRead"}
        await until(lambda: any("acme: Ashby has not answered" in line for line in said))


@pytest.mark.parametrize("up_for", [10.0, 10_000_000.0])
@pytest.mark.parametrize("accounts", [(), ("acme",)])
async def test_nothing_is_worked_while_there_is_nothing_to_ask(keys, up_for, accounts):
    """Neither before the first account is known, nor while Ashby is being asked, however long the machine is up."""
    looked = []

    def clock():
        looked.append(up_for)
        return up_for + len(looked) / 1000

    async def hang(account):
        await anyio.sleep_forever()

    keys.ask = hang
    async with watched(keys, clock=clock, accounts=accounts):
        for _ in range(50):
            await anyio.sleep(0.002)
    assert len(looked) < 10


# through the server


@contextlib.asynccontextmanager
async def serving(keys, connect, era, **options):
    """A client of a server whose sessions follow the key; with what it was told of its list of tools."""
    heard = []
    watching = AccountKeys(keys.ask, accounts=[ACCOUNT], say=heard.append, **options)
    server = build_server(
        lambda name: Session(
            watching.narrowed(ACCOUNT, TOOLS),
            async_client=keys.clients[ACCOUNT],
            conversation=name,
            store=MemoryStore(),
        ),
        keys=watching,
    )
    heard.clear()

    async def note(message):
        if isinstance(message, types.ToolListChangedNotification):
            heard.append("tools")

    async with connect(server, era, message_handler=note) as client, anyio.create_task_group() as tasks:
        if era == "auto":

            async def listening(*, task_status):
                async with listen(client.session, tools_list_changed=True) as changes:
                    task_status.started()
                    async for change in changes:
                        assert isinstance(change, ToolsListChanged)
                        heard.append("tools")

            await tasks.start(listening)
        yield client, heard
        tasks.cancel_scope.cancel()


async def names(client):
    return {tool.name for tool in (await client.list_tools(cache_mode="bypass")).tools}


async def test_a_client_lists_what_the_key_may_do_and_hears_when_that_changes(keys, connect, era):
    async with serving(keys, connect, era, pause=0.05) as (client, heard):
        assert client.session.server_capabilities.tools.list_changed is True
        listed = await names(client)
        assert {"ashby_candidate_info", "ashby_job_list"} <= listed
        assert "ashby_application_change_stage" not in listed
        with pytest.raises(MCPError, match="ashby_application_change_stage"):
            await client.call_tool("ashby_application_change_stage", {})
        await anyio.sleep(0.06)
        heard.clear()
        keys.use(scopes=["apiKeysRead", "candidatesRead"])
        # the key was narrowed in Ashby: a call is refused, the key is looked at again, and the client is told
        refused = await client.call_tool("ashby_job_list", {"limit": 1})
        assert refused.is_error
        assert "jobsRead" in refused.content[0].text
        await until(lambda: "tools" in heard)
        assert "ashby_job_list" not in await names(client)


async def test_a_server_starts_and_lists_everything_while_ashby_cannot_be_reached(keys, connect, era):
    keys.simulator.fail_next("cut_before", times=50, endpoint="apiKey.info")
    async with serving(keys, connect, era, patience=0.1, pause=0.05) as (client, heard):
        assert len(await names(client)) == len(TOOLS.tools)
        keys.simulator.stop_failing()
        await until(lambda: "tools" in heard)
        assert 0 < len(await names(client)) < len(TOOLS.tools)


@pytest.mark.slow
async def test_a_change_of_one_accounts_key_is_told_to_its_own_clients_only(scene, connect, era):
    """Over HTTP, with a grant for each account; in 2026-07-28 to those that listen."""
    tokens, heard = {"acme": new_token(), "globex": new_token()}, {"acme": 0, "globex": 0}
    held = {name: scene.simulator.add_key(scopes=READS) for name in tokens}
    accounts = AsyncAccounts(lambda it: AccountKey(held[it]), transport=lambda _: scene.simulator.async_transport())
    sessions = GrantSessions(accounts, SessionOptions(store=MemoryStore()))
    sessions.keys = AccountKeys(sessions.keys._ask, pause=0.05)
    grants = Grants([Grant(it, account=it, token_hash=hash_of(token)) for it, token in tokens.items()])
    app = application(build_server(sessions), grants=grants)
    listening = socket.create_server(("127.0.0.1", 0))
    web = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    web.install_signal_handlers = lambda: None
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"

    async def using(name, *, task_status):
        async def note(message):
            heard[name] += era == "legacy" and isinstance(message, types.ToolListChangedNotification)

        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {tokens[name]}"}) as http,
            connect(streamable_http_client(url, http_client=http), era, message_handler=note) as client,
        ):
            await names(client)
            if era == "legacy":
                task_status.started()
                await anyio.sleep_forever()
            async with listen(client.session, tools_list_changed=True) as changes:
                task_status.started()
                async for _ in changes:
                    heard[name] += 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(web.serve, [listening])
        for name in tokens:
            await tasks.start(using, name)
        await anyio.sleep(0.2)
        heard.update(acme=0, globex=0)
        held["globex"] = scene.simulator.add_key(scopes=[*READS, "offersRead"])
        await accounts.forget("globex")
        sessions.keys.suspect("globex")
        await until(lambda: heard["globex"])
        await anyio.sleep(0.2)
        assert heard == {"acme": 0, "globex": 1}
        web.should_exit = web.force_exit = True
        tasks.cancel_scope.cancel()
    listening.close()
    await accounts.aclose()


@pytest.mark.slow
async def test_a_real_server_says_and_shows_what_its_key_leaves_of_the_tools(served, connect):
    key = served.simulator.add_key(scopes=READS)
    words = ["--http", "--port", "0", "--store", str(served.store_file), "--preset", "operations"]
    with served.running(*words, ASHBY_API_KEY=key) as (url, log):
        async with connect(url) as client:
            listed = await names(client)
    assert "ashby_job_list" in listed
    assert "ashby_application_change_stage" not in listed
    assert "tools are not listed, because the key Key 2 lacks" in log[0]
    assert key not in log[0]
