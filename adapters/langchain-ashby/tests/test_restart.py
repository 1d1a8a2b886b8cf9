"""A pause survives the process: the question, the graph and the short ids are in two SQLite files."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from ashby_agent_tools import SqliteStore

pytestmark = pytest.mark.slow  # many processes; make test-slow

PROCESS = textwrap.dedent("""
    import asyncio, json, os, sys
    from langchain.agents import create_agent
    from langgraph.checkpoint.sqlite import SqliteSaver
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
    from langgraph.types import Command
    from ashby_agent_tools import SqliteStore
    from langchain_ashby import AshbyToolkit, ScriptedModel

    how, step, folder, arguments = sys.argv[1:]
    toolkit = AshbyToolkit(preset="operations", store=SqliteStore(folder + "/ashby.db"))
    steps = [[("ashby_application_change_stage", json.loads(arguments))], "Done"]
    config = {"configurable": {"thread_id": "one"}}
    what = {"messages": [("user", "go")]} if step == "ask" else Command(resume={"decisions": [{"type": "approve"}]})

    def agent(saver):
        return create_agent(ScriptedModel(steps=steps), toolkit.get_tools(), checkpointer=saver)

    async def main():
        async with AsyncSqliteSaver.from_conn_string(folder + "/graph.db") as saver:
            return await agent(saver).ainvoke(what, config)

    if how == "async":
        state = asyncio.run(main())
    else:
        with SqliteSaver.from_conn_string(folder + "/graph.db") as saver:
            state = agent(saver).invoke(what, config)
    print("paused" if state.get("__interrupt__") else state["messages"][-1].content, flush=True)
    os._exit(9)  # no goodbye
""")


@pytest.mark.parametrize("how", ["sync", "async"])
def test_a_question_of_a_dead_process_is_answered_in_the_next_and_sent_once(scene, tmp_path, how):
    import json

    with scene.simulator as simulator:
        environment = os.environ | {"ASHBY_API_KEY": simulator.key, "ASHBY_BASE_URL": simulator.url}

        def process(step):
            told = subprocess.run(
                [sys.executable, "-c", PROCESS, how, step, str(tmp_path), json.dumps(scene.rejection())],
                env=environment, capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            assert told.returncode == 9, told.stderr
            return told.stdout.strip()

        assert process("ask") == "paused"
        assert scene.sent() == []
        assert process("answer") == "Done"
        assert len(scene.sent()) == 1
    (asked,) = SqliteStore(tmp_path / "ashby.db").requests()
    assert asked.state == "used"
