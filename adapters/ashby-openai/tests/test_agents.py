"""openai-agents: the tool checks for itself, a pause is stored as JSON, and nothing else counts as a yes."""

from __future__ import annotations

import asyncio
import json

import pytest
from agents import Agent, RunConfig, Runner, RunState
from agents.tool_context import ToolContext
from openai_scripts import completion

from ashby_agent_tools import Decision, MemoryStore, SqliteStore, Toolset, errors
from ashby_openai.agents import asked_together, function_tools, pending, settle
from ashby_openai.testing import ScriptedModel

MOVE, NOTE, INFO = "ashby_application_change_stage", "ashby_candidate_create_note", "ashby_candidate_info"
CONFIG = RunConfig(tracing_disabled=True)
YES = {"by": "Robin"}


def agent(tools, *steps, **options):
    return Agent(
        name="Recruiter", instructions=tools.instructions, model=ScriptedModel(steps),
        tools=function_tools(tools, **options),
    )  # fmt: skip


async def run(made, what="go"):
    return await Runner.run(made, what, run_config=CONFIG)


def heard(made):
    return [item["output"] for item in made.model.heard if item.get("type") == "function_call_output"]


def context(tool, arguments, call_id="call_1"):
    return ToolContext(None, tool_name=tool.name, tool_call_id=call_id, tool_arguments=arguments)


async def test_a_tool_called_past_the_runner_checks_for_itself(scene):
    tool = next(tool for tool in function_tools(scene.tools()) if tool.name == MOVE)
    arguments = json.dumps(scene.rejection())
    text = await tool.on_invoke_tool(context(tool, arguments), arguments)
    assert scene.sent() == []
    assert "needs a person's approval" in text


async def test_a_yes_to_the_state_alone_counts_for_the_call_that_was_shown(scene):
    store = MemoryStore()
    made = agent(scene.tools(store=store), [(MOVE, scene.rejection())], "Done", by="night shift")
    result = await run(made)
    state = result.to_state()
    state.approve(result.interruptions[0])
    assert (await run(made, state)).final_output == "Done"
    assert scene.sent() == [scene.rejection()]
    assert [asked.decided_by for asked in store.requests()] == ["night shift"]


async def test_who_said_yes_is_recorded(scene):
    store = MemoryStore()
    tools = scene.tools(store=store)
    made = agent(tools, [(MOVE, scene.rejection())], "Done")
    state = (await run(made)).to_state()
    (waiting,) = await pending(tools, state)
    assert await settle(tools, state, {waiting.call_id: Decision.approve(by="robin@example.com")}) == []
    await run(made, state)
    assert [(asked.state, asked.decided_by) for asked in store.requests()] == [("used", "robin@example.com")]


@pytest.mark.parametrize("answers", [None, [Decision.approve(**YES)], Decision.approve(**YES), "yes", True], ids=type)
async def test_answers_that_do_not_say_which_call_they_belong_to_are_refused_here_and_by_turns(scene, answers):
    tools = scene.tools()
    state = (await run(agent(tools, [(MOVE, scene.rejection())], "Done"))).to_state()
    turn = scene.tools().run(completion((MOVE, scene.rejection())))
    with pytest.raises(errors.UsageError, match="by call id"):
        await settle(tools, state, answers)
    with pytest.raises(errors.UsageError, match="by call id"):
        turn.resume(answers)
    with pytest.raises(errors.UsageError, match="by call id"):
        await turn.aresume(answers)
    assert len(await pending(tools, state)) == len(turn.pending) == 1


@pytest.mark.parametrize("answer", [True, "yes", {"type": "approve"}, 1])
async def test_what_is_no_decision_approves_nothing(scene, answer):
    tools = scene.tools()
    state = (await run(agent(tools, [(MOVE, scene.rejection())], "Done"))).to_state()
    (waiting,) = await pending(tools, state)
    with pytest.raises(errors.UsageError, match="not a Decision"):
        await settle(tools, state, {waiting.call_id: answer})
    left = await settle(tools, state, {"another call": Decision.approve(**YES)})
    assert [it.call_id for it in left] == [waiting.call_id]
    assert scene.sent() == []


async def test_an_approved_call_is_prepared_once_for_its_question(scene, tmp_path):
    log = tmp_path / "audit.jsonl"
    tools = scene.tools(audit=log)
    made = agent(tools, [(MOVE, scene.rejection())], "Done")
    state = (await run(made)).to_state()
    (waiting,) = await pending(tools, state)
    await settle(tools, state, {waiting.call_id: Decision.approve(**YES)})
    await run(made, state)
    steps = [json.loads(line)["step"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert steps == ["prepared", "asked", "answered", "sent", "done"]


async def test_an_answer_that_was_settled_counts_in_another_process_by_who_gave_it(scene, tmp_path):
    path = tmp_path / "approvals.db"
    script = ([(MOVE, scene.rejection())], "Done")
    tools = scene.tools(store=SqliteStore(path), conversation="thread-1")
    state = (await run(agent(tools, *script))).to_state()
    (waiting,) = await pending(tools, state)
    await settle(tools, state, {waiting.call_id: Decision.approve(by="robin@example.com")})
    stored = state.to_string()

    store = SqliteStore(path)
    made = agent(scene.tools(store=store, conversation="thread-1"), *script)
    await run(made, await RunState.from_string(made, stored))
    assert scene.sent() == [scene.rejection()]
    assert [asked.decided_by for asked in store.requests()] == ["robin@example.com"]


async def test_a_standing_yes_for_the_tool_does_not_cover_the_next_call(scene):
    made = agent(scene.tools(), [(MOVE, scene.rejection(0))], [(MOVE, scene.rejection(1))], "Done")
    result = await run(made)
    state = result.to_state()
    state.approve(result.interruptions[0], always_approve=True)
    await run(made, state)
    assert scene.sent() == [scene.rejection(0)]
    assert "needs a person's approval" in heard(made)[-1]


async def test_a_stored_pause_goes_on_in_another_process(scene, tmp_path):
    path = tmp_path / "approvals.db"
    script = ([(NOTE, scene.note()), (MOVE, scene.rejection())], "Done")
    tools = scene.tools(store=SqliteStore(path), conversation="thread-1")
    paused = (await run(agent(tools, *script))).to_state().to_string()

    tools = scene.tools(store=SqliteStore(path), conversation="thread-1")
    made = agent(tools, *script)
    state = await RunState.from_string(made, paused)
    (waiting,) = await pending(tools, state)
    assert scene.name() in waiting.question
    assert await settle(tools, state, {waiting.call_id: Decision.approve(**YES)}) == []
    assert (await run(made, state)).final_output == "Done"
    assert scene.sent() == [scene.rejection()]
    assert len(scene.sent("candidate.createNote")) == 1


async def test_a_stored_pause_that_is_resumed_twice_sends_once(scene, tmp_path):
    path = tmp_path / "approvals.db"
    script = ([(MOVE, scene.rejection())], "Done")
    tools = scene.tools(store=SqliteStore(path), conversation="thread-1")
    paused = (await run(agent(tools, *script))).to_state().to_string()
    texts = []
    for _ in range(2):
        tools = scene.tools(store=SqliteStore(path), conversation="thread-1")
        made = agent(tools, *script)
        state = await RunState.from_string(made, paused)
        state.approve(state.get_interruptions()[0])
        await run(made, state)
        texts += heard(made)
    assert scene.sent() == [scene.rejection()]
    assert "not sent twice" in texts[1]


async def test_a_no_is_recorded_and_cannot_be_used_later(scene):
    store = MemoryStore()
    tools = scene.tools(store=store)
    made = agent(tools, [(MOVE, scene.rejection())], "Fine")
    state = (await run(made)).to_state()
    (waiting,) = await pending(tools, state)
    await settle(tools, state, {waiting.call_id: Decision.deny("Not this week", **YES)})
    await run(made, state)
    assert "Not this week" in heard(made)[0]
    assert [asked.state for asked in store.requests()] == ["denied"]


async def test_questions_that_were_not_answered_go_on_waiting(scene):
    tools = scene.tools()
    made = agent(tools, [(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))], "Done")
    state = (await run(made)).to_state()
    first, second = await pending(tools, state)
    (left,) = await settle(tools, state, {first.call_id: Decision.approve(**YES)})
    assert left.call_id == second.call_id
    result = await run(made, state)
    assert [item.call_id for item in result.interruptions] == [second.call_id]
    assert scene.sent() == [scene.rejection(0)]


async def test_an_edit_that_cannot_be_read_waits_on_with_the_reason(scene):
    tools = scene.tools()
    made = agent(tools, [(MOVE, scene.rejection())], "Done")
    state = (await run(made)).to_state()
    (waiting,) = await pending(tools, state)
    (again,) = await settle(tools, state, {waiting.call_id: Decision.edit({"applicationId": "x"}, **YES)})
    assert "cannot be used" in again.question


@pytest.mark.parametrize("strict", [True, False])
async def test_tools_are_strict_where_the_schema_allows_it(scene, strict):
    tools = function_tools(scene.tools(Toolset.of("customField.setValue", "candidate.info")), strict=strict)
    flags = {tool.name: tool.strict_json_schema for tool in tools}
    assert flags["ashby_custom_field_set_value"] is False
    assert flags[INFO] is strict


async def test_arguments_that_are_no_json_never_reach_ashby(scene):
    tools = scene.tools()
    made = agent(tools, "unused")
    tool = next(tool for tool in made.tools if tool.name == NOTE)
    text = await tool.on_invoke_tool(context(tool, "{not json"), "{not json")
    assert "not valid JSON" in text
    assert scene.sent("candidate.createNote") == []


async def test_several_runs_at_once_with_their_own_tools_never_mix(scene):
    names = {}

    async def one(number):
        tools = scene.tools()
        made = agent(tools, [(MOVE, scene.rejection(number))], "Done")
        state = (await run(made)).to_state()
        (waiting,) = await pending(tools, state)
        names[number] = waiting.question
        await settle(tools, state, {waiting.call_id: Decision.approve(**YES)})
        await run(made, state)

    await asyncio.gather(*(one(number) for number in range(3)))
    assert all(scene.name(number) in names[number] for number in range(3))
    assert sorted(map(str, scene.sent())) == sorted(str(scene.rejection(number)) for number in range(3))


async def test_the_recruiting_task_ends_in_the_same_state_as_by_hand(scene):
    """Find, read, note, reject with approval, with ids read from the tools' own answers."""
    person = scene.applications[0]["candidate"]

    def read(items):
        return [(INFO, {"id": short_id(items, "cand_")})]

    def note(items):
        return [(NOTE, {"candidateId": short_id(items, "cand_"), "note": "Spoke today"})]

    tools = scene.tools()
    made = agent(
        tools,
        [("ashby_candidate_search", {"email": person["primaryEmailAddress"]["value"]})],
        read,
        note,
        [(MOVE, scene.rejection())],
        "Done",
    )
    result = await run(made)
    while result.interruptions:
        state = result.to_state()
        answers = {waiting.call_id: Decision.approve(**YES) for waiting in await pending(tools, state)}
        await settle(tools, state, answers)
        result = await run(made, state)
    assert scene.sent("candidate.createNote") == [{"candidateId": person["id"], "note": "Spoke today"}]
    assert scene.sent() == [scene.rejection()]
    assert scene.simulator.state.first("application", id=scene.applications[0]["id"])["status"] == "Archived"


def short_id(items, prefix):
    """The first short id in what the tools said."""
    texts = " ".join(item["output"] for item in items if item.get("type") == "function_call_output")
    return prefix + texts.split(prefix, 1)[1].split('"')[0].split(")")[0].split(",")[0]


async def test_several_questions_are_one_batch_with_one_text_and_answered_by_call_id(scene):
    store = MemoryStore()
    tools = scene.tools(store=store)
    made = agent(tools, [(MOVE, scene.rejection(number)) for number in range(5)], "Done")
    state = (await run(made)).to_state()
    waiting = await pending(tools, state)
    text = await asked_together(tools, waiting)
    assert all(f"{number + 1}. {scene.name(number)}" in text for number in range(5))
    assert len({it.batch for it in store.requests()}) == 1
    said = {
        it.call_id: Decision.approve(call=it.call, **YES) if number in (1, 3) else Decision.deny("no", **YES)
        for number, it in enumerate(waiting)
    }
    assert await settle(tools, state, said) == []
    await run(made, state)
    assert sorted(map(str, scene.sent())) == sorted(str(scene.rejection(number)) for number in (1, 3))
