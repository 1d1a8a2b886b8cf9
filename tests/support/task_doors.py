"""A task through every door: Session sync and async, and the adapters with their frameworks."""

from __future__ import annotations

import dataclasses

import agents_driver
import httpx
import langchain_driver
import llama_index_driver
import mcp_drivers
import openai_drivers

from ashby_agent_tools import Decision, MemoryStore, Session, Toolset
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.testing import AdapterSetting

YES = Decision.approve(by="Robin")

DRIVERS = {
    "langchain": (langchain_driver.Driver, False),
    "langchain, sync": (langchain_driver.Driver, True),
    "llama-index": (llama_index_driver.Driver, False),
    "openai": (openai_drivers.Driver, False),
    "openai, sync": (openai_drivers.Driver, True),
    "openai-agents": (agents_driver.Driver, False),
    "mcp": (mcp_drivers.ModernDriver, False),
    "mcp, legacy": (mcp_drivers.LegacyDriver, False),
}
DOORS = ("session, sync", "session, async", *DRIVERS)


@dataclasses.dataclass
class Said:
    """What a call came to: the text that a model reads, and the question that a person was asked, if any."""

    text: str
    question: str = ""


async def through(door, simulator, name, arguments, *, decision=None, toolset=None, key=None, between=None):
    """Make one call through a door. `decision`: the answer to a question. `between`: done before the answer."""
    toolset = toolset or Toolset.tasks()
    decision = decision or Decision.approve(by="Robin")
    if door in DRIVERS:
        return await _driven(door, simulator, name, arguments, decision, toolset, key, between)
    asked = []

    def approver(call, question):
        asked.append(question)
        if between is not None and len(asked) == 1:
            between()
        return Decision(decision.kind, decision.by, decision.message, decision.arguments)

    session = Session(
        toolset, simulator.client(key), async_client=simulator.async_client(key), approver=approver,
        store=MemoryStore(first_short_id=100),
    )  # fmt: skip
    try:
        if door == "session, sync":
            text = session.run(name, arguments).text
        else:
            text = (await session.arun(name, arguments)).text
    except ToolError as error:
        text = str(error)
    return Said(text, "\n".join(asked))


async def _driven(door, simulator, name, arguments, decision, toolset, key, between):
    made, sync = DRIVERS[door]
    async with made(AdapterSetting(simulator=simulator, toolset=toolset, key=key)) as driver:
        outcome = await driver.call(name, arguments, sync=sync)
        if outcome.pending is None:
            return Said(outcome.text)
        question = outcome.pending.question
        if between is not None:
            between()
        settled = await driver.settle(outcome, decision, sync=sync)
        if settled.pending is not None:  # asked again, about what it comes to now
            again = settled.pending.question
            settled = await driver.settle(settled, Decision.approve(by="Robin"), sync=sync)
            question = f"{question}\n{again}"
        return Said(settled.text, question)


def refuse(simulator, endpoint, times=1, *, after=0):
    """Let Ashby say no to the next requests of this endpoint, but for the first `after`, and change nothing."""
    answer, passing, left = simulator.answer, [after], [times]

    def answered(request):
        if request.url.path == f"/{endpoint}" and passing[0]:
            passing[0] -= 1
        elif request.url.path == f"/{endpoint}" and left[0]:
            left[0] -= 1
            refusal = {"code": "invalid_input", "message": "Not now."}
            return httpx.Response(200, json={"success": False, "errorInfo": refusal})
        return answer(request)

    simulator.answer = answered
