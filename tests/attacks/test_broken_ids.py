"""Names of conversations and ids of calls that no database takes, through every door: a result, or a clear refusal.

Whatever the ids are, what a person said yes to is sent once, or it is refused and nothing is sent.
"""

from __future__ import annotations

import asyncio
import json

import attack_agents
import attack_doors
import attack_openai
import attack_scene
import pytest
from attack_doors import MOVE
from attack_scene import UNSENT, opened, played, written
from langchain_core.messages import AIMessage, HumanMessage
from llama_index.tools.ashby import ScriptedLLM

from ashby_agent_tools._unseen import SURROGATE
from ashby_agent_tools.testing._base_contract import APPLICATIONS

pytestmark = pytest.mark.slow  # every input, through every door

NAMES = {
    "half a character": "half \ud83d", "a lone second half": "\udfff", "a zero byte": "a\x00b", "a line break": "a\nb",
    "painted": "\x1b[2J\x1b[H", "the separators of names": "|:#@/one|two#0", "look-alike": "\u043ene",
    "100,000 characters": "x" * 100_000, "a path": "../../etc/passwd", "an order": "'; DROP TABLE ashby_request; --",
}  # fmt: skip
NAMED = [
    it for it in attack_scene.DOORS if it not in attack_scene.BARE and "command line" not in it and "MCP" not in it
]
NO_NAME = {
    "command line": "a conversation of its own name; --account is tried in the tables of start commands",
    "MCP": "the SDK's transport makes the names of sessions; a header that names none is answered with 404",
    "Slack": "a door for answers: its own ids are tried in tests/notify",
}


async def _through(scene, conversation):
    """A read, a call that is asked about and approved, and the same for another conversation, which knows nothing."""
    driver, sync = scene.driver, scene.sync
    job = scene.company.applications[0]["job"]["id"]
    read = await driver.call(APPLICATIONS, {"jobId": job, "limit": 1}, conversation=conversation, sync=sync)
    assert json.loads(read.text)["rows" if "rows" in json.loads(read.text) else "record"]
    asked = await scene.ask(conversation=conversation)
    scene.sent()
    done = await scene.yes(asked)
    assert done.pending is None
    assert json.loads(done.text)["about"]["done"]


@pytest.mark.parametrize("door", NAMED)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_of_a_conversation_does(door, name, simulator, tmp_path):
    with opened(door, tmp_path, simulator) as scene:
        asyncio.run(played(scene, lambda scene: _through(scene, name)))
    assert written(scene.company) == scene.expected


# ids of calls, as a model or its server gives them

IDS = {**NAMES, "empty": ""}


def _langchain(patch, identity):
    def step(self, messages):
        if not isinstance(messages[-1], HumanMessage):
            return "Done"
        return AIMessage(
            content="", tool_calls=[{"name": n, "args": given, "id": identity()} for n, given in self.next]
        )

    patch.setattr(attack_doors.langchain(), "step", step)


def _llama_index(patch, identity):
    chosen = ScriptedLLM.get_tool_calls_from_response

    def get_tool_calls_from_response(self, response, **more):
        calls = chosen(self, response, **more)
        return [call.model_copy(update={"tool_id": f"{identity()}_0"}) for call in calls]  # the driver needs its number

    patch.setattr(ScriptedLLM, "get_tool_calls_from_response", get_tool_calls_from_response)


def _openai(patch, identity):
    for driver in (attack_openai.Driver, attack_openai.ChatDriver):

        def make(*calls, made=driver.make):
            return attack_openai._with_id(made(*calls), identity())

        patch.setattr(driver, "make", staticmethod(make))


def _agents(patch, identity):
    made = attack_agents.ResponseFunctionToolCall
    patch.setattr(attack_agents, "ResponseFunctionToolCall", lambda **given: made(**{**given, "call_id": identity()}))


WITH_ID = {"LangChain": _langchain, "LlamaIndex": _llama_index, "OpenAI": _openai, "openai-agents": _agents}
NO_ID = {
    "Session": "the program gives the id of a call: test_broken_input.py has those that no store can keep",
    "command line": "a command is a call, and the store makes the ids of questions",
    "MCP": "ids of requests are the SDK's: test_raw_lines.py; the state that comes back is tried in ATTACKS",
    "Slack": "a door for answers: its own ids are tried in tests/notify",
}
CALLED = [door for door in NAMED if door.split()[0] in WITH_ID]


@pytest.mark.parametrize("door", CALLED)
@pytest.mark.parametrize("value", IDS.values(), ids=IDS)
def test_any_id_of_a_call_does_or_is_refused(door, value, simulator, tmp_path, monkeypatch):
    used = []
    WITH_ID[door.split()[0]](monkeypatch, lambda: used.append(value) or value)

    async def called(scene):
        outcome = await scene.driver.call(MOVE, scene.company.rejection(), conversation="one", sync=scene.sync)
        if outcome.pending is None:
            runner = "non-empty string call ID" in outcome.text  # of openai-agents
            assert runner or UNSENT.search(outcome.text), outcome.text
            return
        scene.sent()
        done = await scene.yes(outcome)
        assert json.loads(done.text)["about"]["done"]

    with opened(door, tmp_path, simulator) as scene:
        asyncio.run(played(scene, called))
    assert written(scene.company) == scene.expected
    assert scene.expected or value == "" or SURROGATE.search(value)
    assert used


def test_each_door_has_its_names_and_ids_tried_or_says_why_not():
    doors = {door.split(",")[0].split(" ")[0] for door in attack_scene.DOORS if door not in attack_scene.BARE}
    assert doors - {"command"} <= {door.split()[0] for door in NAMED} | {it.split()[0] for it in NO_NAME}
    assert doors - {"command"} <= {*WITH_ID, *NO_ID}
