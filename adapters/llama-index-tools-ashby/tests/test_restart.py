"""A question outlives the run: the context is stored as JSON, what was asked is in a SQLite file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest
from llama_index.core.workflow import Context, JsonSerializer

from ashby_agent_tools import SqliteStore

MOVE = "ashby_application_change_stage"
LIST = "ashby_candidate_list"
INFO = "ashby_candidate_info"

# what a context does not carry, and the framework says so
pytestmark = [
    pytest.mark.filterwarnings("ignore:Skipping serialization"),
    pytest.mark.slow,
]  # many processes; make test-slow


async def stored(agent):
    """The context as it would lie in a database; the run is over."""
    text = json.dumps(agent.handler.ctx.to_dict(JsonSerializer()))
    await agent.handler.cancel_run()
    return text


async def restored(agent, text, memory):
    """The run goes on; the questions that are open in it."""
    context = Context.from_dict(agent.agent, json.loads(text), JsonSerializer())
    handler = agent.agent.run(ctx=context)
    await handler.ctx.store.set("memory", memory)
    return await agent.follow(handler)


async def test_after_a_restart_the_question_comes_again_and_a_yes_sends_once(scene, run, tmp_path):
    steps = [[(MOVE, scene.rejection())], "Done"]
    first = run(scene.spec(store=SqliteStore(tmp_path / "ashby.db")), steps)
    (asked,) = await first.say()
    text = await stored(first)
    second = run(scene.spec(store=SqliteStore(tmp_path / "ashby.db")), steps)
    (again,) = await restored(second, text, first.memory)
    assert (again.question, again.fingerprint) == (asked.question, asked.fingerprint)
    await second.answer(second.yes(again))
    assert len(scene.sent()) == 1
    assert second.final == "Done"
    (question,) = SqliteStore(tmp_path / "ashby.db").requests()
    assert question.state == "used"


async def test_several_questions_come_again_and_each_answer_counts_for_its_own(scene, run):
    spec = scene.spec()
    steps = [[(MOVE, scene.rejection(number)) for number in range(3)], "Done"]
    first = run(spec, steps)
    await first.say()
    second = run(spec, steps)
    text = await stored(first)
    asked = {question.arguments["applicationId"]: question for question in await restored(second, text, first.memory)}
    assert len(asked) == 3
    zero, one, two = (asked[scene.applications[number]["id"]] for number in range(3))
    await second.answer(second.no(zero), second.yes(two), second.no(one))
    assert scene.sent() == [scene.rejection(2)]
    assert sorted(answer.is_error for answer in second.answers) == [False, True, True]


async def test_answers_that_are_too_early_after_a_restart_send_nothing_wrong_and_nothing_twice(scene, run):
    spec = scene.spec()
    steps = [[(MOVE, scene.rejection(number)) for number in range(2)], "Done"]
    first = run(spec, steps)
    asked = {question.arguments["applicationId"]: question for question in await first.say()}
    text = await stored(first)
    second = run(spec, steps)
    handler = second.agent.run(ctx=Context.from_dict(second.agent, json.loads(text)))
    await handler.ctx.store.set("memory", first.memory)
    for application in scene.applications[:2]:  # before the questions came again: the framework may mix these up
        handler.ctx.send_event(second.yes(asked[application["id"]]))
    questions = await second.follow(handler)
    while second.final is None:  # a run may be idle for a moment between an early answer and the question after it
        questions = await second.answer(*(second.yes(question) for question in questions))
    assert sorted(body["applicationId"] for body in scene.sent()) == sorted(asked)


async def test_arguments_that_were_changed_in_the_stored_context_are_asked_about_anew(scene, run):
    spec = scene.spec()
    steps = [[(MOVE, scene.rejection(0))], "Done"]
    first = run(spec, steps)
    (asked,) = await first.say()
    text = (await stored(first)).replace(scene.applications[0]["id"], scene.applications[1]["id"])
    second = run(spec, steps)
    (other,) = await restored(second, text, first.memory)
    assert other.arguments == scene.rejection(1)
    assert await second.answer(second.yes(asked)) == []
    assert scene.sent() == []
    await second.answer(second.yes(other))
    assert scene.sent() == [scene.rejection(1)]


async def test_a_context_that_was_stored_before_the_yes_does_not_use_it_again(scene, run):
    spec = scene.spec()
    steps = [[(MOVE, scene.rejection())], "Done"]
    first = run(spec, steps)
    (asked,) = await first.say()
    text = json.dumps(first.handler.ctx.to_dict())
    await first.answer(first.yes(asked))
    second = run(spec, steps)
    assert list(await restored(second, text, second.memory)) == []  # a double is refused before anybody is asked
    assert len(scene.sent()) == 1
    assert "sent before" in second.heard


async def test_short_names_are_known_in_the_restored_context(scene, run, tmp_path):
    def shown(messages):
        return [(INFO, {"id": names(messages)[0]})]

    def names(messages):
        text = next(message.content for message in messages if message.role == "tool")
        return [word for word in text.replace('"', " ").split() if word.startswith("cand_")]

    steps = [[(LIST, {"limit": 2})], [(MOVE, scene.rejection())], shown, "Done"]
    first = run(scene.spec(store=SqliteStore(tmp_path / "ashby.db")), steps)
    await first.say()
    text = await stored(first)
    second = run(scene.spec(store=SqliteStore(tmp_path / "ashby.db")), steps)
    (again,) = await restored(second, text, first.memory)
    await second.answer(second.no(again))
    assert len(scene.sent("candidate.info")) == 1
    assert not second.answers[-1].is_error


PROCESS = textwrap.dedent("""
    import asyncio, json, os, sys, warnings
    from pathlib import Path
    from llama_index.core.agent.workflow import FunctionAgent
    from llama_index.core.memory import ChatMemoryBuffer
    from llama_index.core.workflow import Context
    from ashby_agent_tools import SqliteStore
    from llama_index.tools.ashby import ApprovalAnswered, ApprovalRequested, AshbyToolSpec, ScriptedLLM

    warnings.simplefilter("ignore")
    step, folder, arguments = sys.argv[1:]
    spec = AshbyToolSpec(preset="operations", store=SqliteStore(folder + "/ashby.db"))
    steps = [[("ashby_application_change_stage", json.loads(arguments))], "Done"]
    agent = FunctionAgent(tools=spec.to_tool_list(), llm=ScriptedLLM(steps=steps))
    place = Path(folder, "context.json")

    async def main():
        if step == "ask":
            handler = agent.run("go")
        else:
            handler = agent.run(ctx=Context.from_dict(agent, json.loads(place.read_text())))
            await handler.ctx.store.set("memory", ChatMemoryBuffer.from_defaults(token_limit=100_000))
        async for event in handler.stream_events():
            if isinstance(event, ApprovalRequested) and step == "ask":
                place.write_text(json.dumps(handler.ctx.to_dict()))
                return "paused"
            if isinstance(event, ApprovalRequested):
                handler.ctx.send_event(ApprovalAnswered(fingerprint=event.fingerprint, approved=True))
        return str(await handler)

    async def told():
        print(await main(), flush=True)
        os._exit(9)  # no goodbye

    asyncio.run(told())
""")


def test_a_question_of_a_dead_process_is_answered_in_the_next_and_sent_once(scene, tmp_path):
    with scene.simulator as simulator:
        environment = os.environ | {"ASHBY_API_KEY": simulator.key, "ASHBY_BASE_URL": simulator.url}

        def process(step):
            told = subprocess.run(
                [sys.executable, "-c", PROCESS, step, str(tmp_path), json.dumps(scene.rejection())],
                env=environment, capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            assert told.returncode == 9, told.stderr
            return told.stdout.strip()

        assert process("ask") == "paused"
        assert scene.sent() == []
        assert process("answer") == "Done"
        assert len(scene.sent()) == 1
