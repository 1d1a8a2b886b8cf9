"""Several workers over one store: asked in one, answered in another, and none that is killed loses or doubles anything.

Over a PostgreSQL where there is one for tests, else over one file.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess

import anyio
import httpx
import postgres
import pytest
from conftest import COMMAND

from ashby_agent_tools import SqliteStore, SqlStore

pytestmark = pytest.mark.slow  # each starts processes

REJECT, NOTE = "ashby_application_change_stage", "ashby_candidate_create_note"
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
    "io.modelcontextprotocol/clientInfo": {"name": "raw", "version": "1"},
}
KILLS = int(os.environ.get("ASHBY_WORKER_KILLS", "2"))


class Workers:
    """Processes of `ashby-mcp --http` over one store."""

    def __init__(self, scene, store):
        self.scene, self.store, self.processes = scene, store, []

    def start(self):
        """Start another one; gives its URL."""
        flags = ["--preset", "operations", "--caps", "destructive=1000,writes=1000"]
        command = [*COMMAND, "--http", "--port", "0", "--store", self.store, *flags]
        process = subprocess.Popen(command, env=self.scene.environment, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process.stdout.readline().strip()

    def kill(self, number):
        """As the kernel does where memory is short."""
        self.processes[number].kill()
        self.processes[number].wait()

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()
            process.stdout.close()


@pytest.fixture
def workers(served):
    with contextlib.ExitStack() as stack:
        has_server = bool(os.environ.get(postgres.VARIABLE))
        store = stack.enter_context(postgres.schema()) if has_server else str(served.store_file)
        made = Workers(served, store)
        stack.callback(made.stop)
        yield made


async def call(url, tool, arguments, **more):
    """One message of the protocol without sessions; gives its result."""
    params = {"name": tool, "arguments": arguments, "_meta": META, **more}
    headers = {
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": tool,
    }
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        answer = (await client.post(url, json=body, headers=headers)).text
    found = re.findall(r"^data: (\{.*)$", answer, re.MULTILINE)
    return httpx.Response(200, text=found[-1] if found else answer).json()["result"]


def yes(asked):
    """The answer of a person to a question that was handed out."""
    return {
        "requestState": asked["requestState"],
        "inputResponses": {"approval": {"action": "accept", "content": {"approve": True}}},
    }


async def test_asked_in_one_worker_and_answered_in_another(workers):
    first, second = workers.start(), workers.start()
    asked = await call(first, REJECT, workers.scene.rejection())
    assert asked["resultType"] == "input_required"
    answer = yes(asked)
    assert not (await call(second, REJECT, workers.scene.rejection(), **answer)).get("isError")
    again = await call(first, REJECT, workers.scene.rejection(), **answer)
    assert again.get("isError") or again["resultType"] == "input_required"
    assert workers.scene.sent() == [workers.scene.rejection()]


async def test_both_are_told_yes_at_once_and_one_sends(workers):
    urls = [workers.start(), workers.start()]
    answer = yes(await call(urls[0], REJECT, workers.scene.rejection()))
    async with anyio.create_task_group() as tasks:
        for url in urls * 3:
            tasks.start_soon(lambda it: call(it, REJECT, workers.scene.rejection(), **answer), url)
    assert workers.scene.sent() == [workers.scene.rejection()]


async def test_a_worker_that_is_killed_loses_no_question_and_doubles_no_write(workers):
    """It dies with a question open, and with a write at Ashby whose answer never comes; another goes on."""
    scene = workers.scene
    second = workers.start()
    for number in range(KILLS):
        first = workers.start()
        asked = await call(first, REJECT, scene.rejection(number))
        scene.simulator.fail_next("slow", endpoint="candidate.createNote", seconds=3.0)
        note = scene.note(number, text=f"Seen by worker {number}")
        async with anyio.create_task_group() as tasks:

            async def cut_off(url=first, arguments=note):
                with contextlib.suppress(httpx.TransportError):
                    await call(url, NOTE, arguments)

            tasks.start_soon(cut_off)
            with anyio.fail_after(15):
                while note not in scene.sent("candidate.createNote"):  # noqa: ASYNC110  (in another process)
                    await anyio.sleep(0.02)
            workers.kill(-1)
        refused = await call(second, NOTE, note)
        assert refused["isError"]
        assert not (await call(second, REJECT, scene.rejection(number), **yes(asked))).get("isError")
    scene.simulator.stop_failing()
    notes = scene.sent("candidate.createNote")
    assert [it["note"] for it in notes] == [f"Seen by worker {number}" for number in range(KILLS)]
    assert scene.sent() == [scene.rejection(number) for number in range(KILLS)]
    made = SqlStore if "://" in workers.store else SqliteStore
    with contextlib.closing(made(workers.store)) as store:
        assert {it.state for it in store.requests()} == {"used"}
