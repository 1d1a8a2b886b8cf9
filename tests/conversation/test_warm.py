"""warm: after it, a first call loads nothing more."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

FIRST = """
import asyncio, json, sys
from ashby_agent_tools import Decision, Session, Toolset, confirm_writes, warm
from ashby_agent_tools.simulator import Simulator
simulator = Simulator()
person = simulator.state.rows("candidate")[0]["id"]
{how}
before = set(sys.modules)

async def main():
    session = Session(
        Toolset.all().with_policy(confirm_writes), async_client=simulator.async_client(),
        approver=lambda call, question: Decision.approve(by="Robin"),
    )
    page = await session.arun("candidate.list", dict(limit=20))
    await session.arun("ashby_read_result", dict(ref=page.ref, fields=["name"]))
    await session.arun("candidate.createNote", dict(candidateId=person, note="Called."))

asyncio.run(main())
new = set(sys.modules) - before
new = sorted(name for name in new if name.startswith(("ashby_agent_tools", "tiktoken")) and "simulator" not in name)
print(json.dumps([new, sorted(name for name in sys.modules if name.startswith(("langchain", "llama_index", "mcp")))]))
"""


def loaded(how):
    done = subprocess.run([sys.executable, "-c", FIRST.format(how=how)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.slow
def test_after_it_first_calls_load_nothing_more():
    assert loaded("warm()") == [[], []]
    assert loaded("pass")[0], "the first calls load nothing by themselves, so this shows nothing"


@pytest.mark.slow
def test_in_threads_at_once_and_in_an_event_loop():
    together = "import concurrent.futures as f; list(f.ThreadPoolExecutor(4).map(lambda _: warm(), range(4)))"
    waited = "asyncio.run(asyncio.to_thread(warm, Toolset.preset()))"
    assert loaded(together)[0] == []
    assert "ashby_agent_tools.conversation.stored_results" not in loaded(waited)[0]
