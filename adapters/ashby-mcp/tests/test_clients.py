"""Other people's MCP clients against a real `ashby-mcp`: openai-agents, LlamaIndex, FastMCP, LangChain, TypeScript."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx2
import pytest
from agents.mcp import MCPServerStdio, MCPServerStreamableHttp
from llama_index.tools.mcp import BasicMCPClient, McpToolSpec
from mcp.types import INVALID_PARAMS

pytestmark = pytest.mark.slow  # many processes; make test-slow

TOOL = "ashby_application_change_stage"
LANGCHAIN = "ASHBY_MCP_LANGCHAIN_PYTHON"
TYPESCRIPT = "ASHBY_MCP_TYPESCRIPT_SDK"
NAMED = ("--conversation", "hiring")


@pytest.mark.parametrize("over", ["stdio", "http"])
async def test_openai_agents_reads_and_is_told_where_to_ask(served, over):
    """Its client shows no forms, so a person answers on the command line."""
    parameters = served.stdio()
    if over == "stdio":
        stdio = {"command": parameters.command, "args": parameters.args, "env": parameters.env}
        await openai_agents(served, MCPServerStdio(params=stdio, client_session_timeout_seconds=30))
        return
    with served.http() as url:
        await openai_agents(served, MCPServerStreamableHttp(params={"url": url}, client_session_timeout_seconds=30))


async def openai_agents(served, server):
    async with server:
        tools = {tool.name: tool for tool in await server.list_tools()}
        assert tools[TOOL].annotations.destructive_hint is True
        listed = (await server.call_tool("ashby_candidate_list", {"limit": 1})).content[0].text
        assert '"rows":1' in listed
        refused = await server.call_tool(TOOL, served.rejection())
        assert "waiting in the queue" in refused.content[0].text
        assert served.sent() == []
        await asyncio.to_thread(served.approve_on_the_command_line)
        assert not (await server.call_tool(TOOL, served.rejection())).is_error
        assert served.sent() == [served.rejection()]


@pytest.mark.parametrize("over", ["stdio", "http"])
async def test_llama_index_reads_and_is_told_where_to_ask(served, over):
    """Its client opens a session for each call; a named conversation holds them together."""
    if over == "stdio":
        parameters = served.stdio(*NAMED)
        client = BasicMCPClient(parameters.command, args=parameters.args, env=parameters.env)
        await llama_index(served, client)
        return
    with served.http(*NAMED) as url:
        async with httpx2.AsyncClient(timeout=30) as http:  # the one it makes by itself is never closed
            await llama_index(served, BasicMCPClient(url, http_client=http))


async def llama_index(served, client):
    spec = McpToolSpec(client=client, allowed_tools=["ashby_candidate_list", "ashby_candidate_info", TOOL])
    tools = {tool.metadata.name: tool for tool in await spec.to_tool_list_async()}
    listed = str(await tools["ashby_candidate_list"].acall(limit=1))
    short_id = re.search(r"\bcand_\d+\b", listed).group()
    assert short_id in str(await tools["ashby_candidate_info"].acall(id=short_id))
    assert len(served.sent("candidate.info")) == 1
    assert "waiting in the queue" in str(await tools[TOOL].acall(**served.rejection()))
    assert served.sent() == []
    await asyncio.to_thread(served.approve_on_the_command_line)
    await tools[TOOL].acall(**served.rejection())
    assert served.sent() == [served.rejection()]


@pytest.mark.parametrize(
    ("content", "says"), [({"approve": True}, None), ({"approve": False}, "declined"), ({"approve": True}, "twice")]
)
async def test_the_usual_answer_of_fastmcp_arrives(served, content, says):
    """Its handler answers with the class that it makes of the form; what is not given there is the default or null."""
    from fastmcp import Client as FastMCPClient
    from fastmcp.client.transports import StdioTransport

    parameters = served.stdio(*NAMED)
    over = StdioTransport(parameters.command, parameters.args, env=parameters.env)
    asked = []

    async def person(message, response_type, params, context):
        asked.append(message)
        return response_type(**content)

    async with FastMCPClient(over, elicitation_handler=person) as client:
        said = await client.call_tool(TOOL, served.rejection(), raise_on_error=False)
        if says == "twice":
            said = await client.call_tool(TOOL, served.rejection(), raise_on_error=False)
    await over.close()
    assert len(asked) == 1
    assert said.is_error is bool(says)
    assert (says or "") in said.content[0].text
    assert served.sent() == ([] if says == "declined" else [served.rejection()])


@pytest.mark.skipif(
    not os.environ.get(TYPESCRIPT),
    reason=f"the TypeScript SDK comes from npm: run tests/typescript_sdk.sh FOLDER and name the folder in {TYPESCRIPT}",
)
def test_the_typescript_sdk_waits_for_a_slow_person(served):
    """Its timeout starts again with each progress notification, which come every five seconds."""
    parameters = served.stdio()
    told = {
        "sdk": os.environ[TYPESCRIPT],
        "command": parameters.command,
        "args": parameters.args,
        "env": parameters.env,
        "tool": TOOL,
        "arguments": served.rejection(),
        "patience": 8_000,
        "slow": 12_000,
        "person": (name := served.simulator.state.rows("candidate")[0]["name"]),
    }
    script = Path(__file__).with_name("typescript_client.mjs")
    done = subprocess.run(
        [shutil.which("node") or "node", script, json.dumps(told)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert not said["failed"]
    assert len(said["heard"]) >= 2
    assert said["code"] == INVALID_PARAMS
    assert "ashby_candidate_info" in said["message"]
    assert served.sent() == [served.rejection()]
    assert "debrief" in said["prompts"]
    assert said["completed"][0].startswith(name)
    assert name in said["read"]


@pytest.mark.skipif(
    not os.environ.get(LANGCHAIN),
    reason=f"langchain-mcp-adapters needs mcp<2, so an environment of its own: run tests/langchain_environment.sh "
    f"FOLDER and name its interpreter in {LANGCHAIN}",
)
@pytest.mark.parametrize("over", ["stdio", "http", "header", "unnamed"])
def test_langchain_mcp_adapters_reads_and_is_told_where_to_ask(served, over):
    """A client of an older SDK; it, too, opens a session for each call."""
    script = Path(__file__).with_name("langchain_client.py")
    if over == "stdio":
        parameters = served.stdio(*NAMED)
        connection = {
            "transport": "stdio",
            "command": parameters.command,
            "args": parameters.args,
            "env": parameters.env,
        }
        said = langchain(script, connection, served.rejection())
    elif over == "http":
        with served.http(*NAMED) as url:
            said = langchain(script, {"transport": "streamable_http", "url": url}, served.rejection())
    else:
        headers = {"ashby-conversation": "one-random-name-per-agent"} if over == "header" else {}
        with served.http() as url:
            connection = {"transport": "streamable_http", "url": url, "headers": headers}
            said = langchain(script, connection, served.rejection())
    if over == "unnamed":
        assert "--conversation" in said["looked"]
        assert "ashby-conversation" in said["looked"]
        return
    assert said["handle"] in said["looked"]
    assert "waiting in the queue" in said["refused"]
    assert len(served.sent("candidate.info")) == 1
    assert served.sent() == []


def langchain(script, connection, rejection):
    done = subprocess.run(
        [os.environ[LANGCHAIN], str(script)],
        input=json.dumps({"connection": connection, "rejection": rejection}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
