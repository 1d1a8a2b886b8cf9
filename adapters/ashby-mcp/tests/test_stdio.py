"""A real `ashby-mcp` process over stdio, with the MCP SDK's client in both protocol eras."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys

import pytest
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS

from ashby_agent_tools import SqliteStore, Toolset

pytestmark = pytest.mark.slow  # many processes; make test-slow

TOOL = "ashby_application_change_stage"
SECRET = "the secret of an approver, for tests"


async def test_one_connection_lists_tools_helps_to_read_on_and_tells_errors(served, era, connect, text):
    async with connect(served.stdio("--budget", "2000"), era) as client:
        _says_what_it_has((await client.list_tools()).tools, client.session.instructions)
        assert client.protocol_version == ("2025-11-25" if era == "legacy" else "2026-07-28")
        await _helps_to_read_on(client, served, text)
        await _tells_errors(client, served, text)


def _says_what_it_has(tools, instructions):
    toolset = Toolset.preset("operations")
    expected = {tool.name: tool for tool in (*toolset, *toolset.builtin)}
    assert {tool.name for tool in tools} == set(expected)
    for tool in tools:
        assert tool.annotations.model_dump(by_alias=True, exclude_none=True) == expected[tool.name].hints
        assert tool.meta == {"anthropic/maxResultSizeChars": 24_000}
        assert (tool.output_schema is not None) is (tool.name in ("ashby_query", "ashby_undo"))
    assert instructions == toolset.instructions()


async def _helps_to_read_on(client, served, text):
    listed = text(await client.call_tool("ashby_candidate_list", {"limit": 5}))
    ref = re.search(r"\br\d+\b", listed).group()
    counted = await client.call_tool("ashby_read_result", {"ref": ref, "limit": 2})
    assert not counted.is_error, text(counted)
    assert len(served.sent("candidate.list")) == 1


async def _tells_errors(client, served, text):
    for name in ("ashby_candidate_infos", "no_such_tool", "ashby_job_set_status"):
        with pytest.raises(MCPError) as unknown:
            await client.call_tool(name, {"id": "x"})
        assert unknown.value.code == INVALID_PARAMS
        assert ("ashby_candidate_info" in unknown.value.message) is (name == "ashby_candidate_infos")
    wrong = await client.call_tool("ashby_candidate_info", {"candidateID": "x"})
    short_id = await client.call_tool("ashby_candidate_info", {"id": "cand_1"})
    assert wrong.is_error
    assert "candidateID" in text(wrong)
    assert short_id.is_error
    assert "cand_1" in text(short_id)
    assert served.sent("candidate.info") == []


async def test_a_recruiter_reads_asks_and_rejects(served, person, era, connect, text):
    """Short ids go back and forth within the connection; the yes sends the full ids once."""
    async with connect(served.stdio(), era, person) as client:
        job = served.applications[0]["job"]["id"]
        listed = text(await client.call_tool("ashby_application_list", {"jobId": job, "status": "Active"}))
        short_id = re.search(r"\bapp_\d+\b", listed).group()
        arguments = served.rejection() | {"applicationId": short_id}
        said = await client.call_tool(TOOL, arguments)
    assert not said.is_error
    assert len(person.questions) == 1
    (body,) = served.sent()
    assert body["applicationId"] in {application["id"] for application in served.applications}


async def test_a_yes_from_another_process_lets_the_waiting_call_through(served, connect, text):
    """The question is in the file, the agent asks again with the same arguments."""
    async with connect(served.stdio()) as client:
        refused = await client.call_tool(TOOL, served.rejection())
        assert served.store_file.name not in text(refused)  # a person reads it in the log, the model does not
        served.approve_on_the_command_line()
        said = await client.call_tool(TOOL, served.rejection())
    assert not said.is_error
    assert served.sent() == [served.rejection()]


async def test_a_function_that_is_named_is_told_of_what_waits(served, connect, text, monkeypatch):
    """Once, also when the call is made again; what it raises stops nothing."""
    told = served.folder / "told"
    lines = [
        "def tell(notice):",
        f"    open({str(told)!r}, 'a').write(notice.sentence)",
        "    raise OSError('no Slack')",
    ]
    (served.folder / "telling.py").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(served.folder))
    async with connect(served.stdio("--notify", "telling:tell")) as client:
        for _ in range(2):
            assert (await client.call_tool(TOOL, served.rejection())).is_error
    assert told.read_text(encoding="utf-8").count("An agent asks to reject 1 candidate.") == 1
    assert served.approve_on_the_command_line().state == "pending"


async def test_the_command_line_finds_the_question_and_an_approver_with_a_secret_answers_it(served, connect, text):
    """Without --store on either side: `ashby-agent-tools approvals` looks where the server remembers."""
    approvals = [sys.executable, "-c", "from ashby_agent_tools.cli import main; main()", "approvals"]

    def command(*words):
        environment = {**served.environment, "ASHBY_APPROVER_SECRET": SECRET}
        done = subprocess.run([*approvals, *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    async with connect(served.stdio(default_store=True)) as client:
        assert "approvals" not in text(await client.call_tool(TOOL, served.rejection()))
        (waiting,) = json.loads(await asyncio.to_thread(command, "list", "--json"))
        assert served.applications[0]["candidate"]["name"] in waiting["question"]
        (file,) = served.folder.rglob("store.db")
        SqliteStore(file).add_approver("Robin", SECRET)
        await asyncio.to_thread(command, "approve", waiting["id"], "--by", "Robin")
        said = await client.call_tool(TOOL, served.rejection())
    assert not said.is_error
    assert served.sent() == [served.rejection()]


async def test_a_named_conversation_outlives_the_process(served, connect, text):
    """For clients that start a process, or open a session, for each call; the next one may speak another era."""
    flags = ("--conversation", "hiring")
    async with connect(served.stdio(*flags)) as client:
        listed = text(await client.call_tool("ashby_candidate_list", {"limit": 1}))
        await client.call_tool(TOOL, served.rejection())
    short_id = re.search(r"\bcand_\d+\b", listed).group()
    served.approve_on_the_command_line()
    async with connect(served.stdio(*flags), "auto") as client:
        assert not (await client.call_tool("ashby_candidate_info", {"id": short_id})).is_error
        assert not (await client.call_tool(TOOL, served.rejection())).is_error
    assert served.sent() == [served.rejection()]


async def test_without_a_name_short_names_end_with_the_process(served, connect, text):
    async with connect(served.stdio()) as client:
        listed = text(await client.call_tool("ashby_candidate_list", {"limit": 1}))
    short_id = re.search(r"\bcand_\d+\b", listed).group()
    async with connect(served.stdio()) as client:
        assert (await client.call_tool("ashby_candidate_info", {"id": short_id})).is_error
    assert served.sent("candidate.info") == []
