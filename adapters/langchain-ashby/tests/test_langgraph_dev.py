"""`langgraph dev` as users start it, with auth and without --allow-blocking: asked, approved, sent once."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from langgraph_sdk import get_sync_client

from ashby_agent_tools import SqliteStore

pytestmark = pytest.mark.slow

AGENT = """
import json, os
from langchain.agents import create_agent
from ashby_agent_tools import SqliteStore
from langchain_ashby import AshbyToolkit, ScriptedModel

toolkit = AshbyToolkit(preset="operations", store=SqliteStore(os.environ["STORE"]))
steps = [
    [("ashby_candidate_list", {"limit": 100})],
    [("ashby_application_change_stage", json.loads(os.environ["REJECTION"]))],
    "Done",
]

def agent(*middleware):
    return create_agent(ScriptedModel(steps=steps), toolkit.get_tools(), middleware=middleware)

pauses_in_its_tools, pauses_before_them = agent(), agent(toolkit.middleware())
"""
AUTH = """
from langgraph_sdk import Auth

auth = Auth()
PEOPLE = {"Bearer robin-token": "robin", "Bearer kim-token": "kim"}

@auth.authenticate
async def who(authorization: str | None) -> dict:
    if authorization not in PEOPLE:
        raise Auth.exceptions.HTTPException(status_code=401, detail="Who are you?")
    return {"identity": PEOPLE[authorization]}
"""
GRAPHS = ("pauses_in_its_tools", "pauses_before_them")
CONFIG = {
    "dependencies": ["."],
    "graphs": {name: f"./agent.py:{name}" for name in GRAPHS},
    "auth": {"path": "./auth.py:auth"},
}
MESSAGE = {"messages": [{"role": "user", "content": "Reject the first application"}]}


@pytest.fixture
def served(scene, tmp_path):
    """The server's address, with the agent's store in `tmp_path`; Ashby is the simulator on loopback."""
    for name, text in (("agent.py", AGENT), ("auth.py", AUTH), ("langgraph.json", json.dumps(CONFIG))):
        (tmp_path / name).write_text(text)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("LANG", "OTEL"))},
        "ASHBY_API_KEY": scene.simulator.key, "ASHBY_BASE_URL": scene.simulator.start(),
        "REJECTION": json.dumps(scene.rejection()), "STORE": str(tmp_path / "store.db"),
        "LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGSMITH_TRACING": "false", "NO_PROXY": "127.0.0.1",
    }  # fmt: skip
    command = [Path(sys.executable).with_name("langgraph"), "dev", "--no-browser", "--no-reload", "--port", str(port)]
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield _ready(f"http://127.0.0.1:{port}", server, tmp_path / "server.log")
        finally:
            server.terminate()
            server.wait(30)
            scene.simulator.stop()


def _ready(url, server, log):
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            if httpx.get(f"{url}/ok").is_success:
                return url
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@contextlib.contextmanager
def person(url, name):
    client = get_sync_client(url=url, headers={"authorization": f"Bearer {name}-token"})
    with client.http.client:
        yield client


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_rejection_is_asked_approved_and_sent_once_by_whom_the_server_let_in(served, scene, tmp_path, graph):
    assert httpx.post(f"{served}/threads", json={}).status_code == 401
    with person(served, "robin") as robin:
        thread = robin.threads.create()["thread_id"]
        claimed = {"configurable": {"user": "mallory", "langgraph_auth_user_id": "mallory"}}
        robin.runs.wait(thread, graph, input=MESSAGE, config=claimed)
        (task,) = robin.threads.get_state(thread)["tasks"]
        (pause,) = task["interrupts"]
        assert pause["value"]["action_requests"][0]["args"] == scene.rejection()
        assert scene.sent() == []
        yes = {"resume": {"decisions": [{"type": "approve"}]}}
        state = robin.runs.wait(thread, graph, command=yes, config=claimed)
    log = (tmp_path / "server.log").read_text()
    assert "BlockingError" not in log
    assert [message["content"] for message in state["messages"]][-1] == "Done", log[-3_000:]
    assert scene.sent() == [scene.rejection()]
    store = SqliteStore(tmp_path / "store.db")
    (asked,) = store.requests()
    store.close()
    assert (asked.asked_by, asked.decided_by) == ("robin", "robin")
