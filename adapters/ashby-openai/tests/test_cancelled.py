"""A run that is cancelled takes nothing from others of the same response."""

from __future__ import annotations

import asyncio
import threading

import pytest
from openai_scripts import response

from ashby_agent_tools import Toolset, Verdict

NOTE = "ashby_candidate_create_note"


@pytest.mark.parametrize("cancelled", [0, 1], ids=["who makes it", "who waits"])
async def test_a_run_that_is_cancelled_takes_nothing_from_another_of_the_same_response(scene, cancelled):
    """Two requests of a web server with one response; one of the two clients goes away."""
    begun, on = threading.Event(), threading.Event()

    def slow(call):
        begun.set()
        on.wait(30)
        return Verdict.RUN

    tools = scene.tools(Toolset.preset("operations").with_policy(slow))
    made = response((NOTE, scene.note()))
    runs = [asyncio.create_task(tools.arun(made))]
    await asyncio.to_thread(begun.wait, 30)
    runs.append(asyncio.create_task(tools.arun(made)))
    await asyncio.sleep(0.1)
    runs[cancelled].cancel()
    await asyncio.sleep(0)
    on.set()
    ended = await asyncio.gather(*runs, return_exceptions=True)
    assert isinstance(ended[cancelled], asyncio.CancelledError)
    assert len(ended[1 - cancelled].outputs) == 1
    assert scene.sent("candidate.createNote") == [scene.note()]
