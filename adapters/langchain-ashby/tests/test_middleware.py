"""One pause per message, as review screens answer it: without ids, in LangChain's form and in Agent Inbox's."""

from __future__ import annotations

import json

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from ashby_agent_tools import MemoryStore, SqliteStore, Toolset, confirm_writes

MOVE, NOTE = "ashby_application_change_stage", "ashby_candidate_create_note"
APPROVE, REJECT = {"type": "approve"}, {"type": "reject", "message": "Not this week"}
ACCEPT, IGNORE = {"type": "accept", "args": None}, {"type": "ignore", "args": None}


def edit(arguments, name=MOVE):
    return {"type": "edit", "edited_action": {"name": name, "args": arguments}}


def said(*decisions):
    """A resume value without an id, as agent-chat-ui sends it."""
    return Command(resume={"decisions": list(decisions)})


@pytest.fixture
def reviewed(scene, run):
    """An agent with the toolkit's middleware, whose tools never pause themselves."""

    def make(steps, *, asks="middleware", **options):
        toolkit = scene.toolkit(asks=asks, store=options.pop("store", None) or MemoryStore())
        return run(toolkit, steps, middleware=[toolkit.middleware()], **options)

    return make


def sent(scene):
    return [(body["applicationId"], body.get("archiveReasonId")) for body in scene.sent()]


def requests(pause):
    return [request["args"]["applicationId"] for request in pause.value["action_requests"]]


def ids(scene, *numbers):
    return [scene.applications[number]["id"] for number in numbers]


@pytest.mark.parametrize("asks", ["middleware", "interrupt"])
async def test_all_calls_of_a_message_are_one_pause_and_each_gets_its_own_decision(scene, reviewed, asks):
    agent = reviewed([[(MOVE, scene.rejection(n)) for n in range(3)], "Done"], asks=asks)
    (pause,) = await agent.say()
    assert requests(pause) == ids(scene, 0, 1, 2)
    assert len(pause.value["review_configs"]) == 3
    assert all("Reject" in request["description"] for request in pause.value["action_requests"])
    assert await agent.go(said(APPROVE, REJECT, APPROVE)) == []
    assert sorted(sent(scene)) == sorted((it, scene.reason) for it in ids(scene, 0, 2))
    assert [answer.status for answer in agent.answers] == ["success", "error", "success"]
    assert "Not this week" in agent.answers[1].content


@pytest.mark.parametrize("by_id", [True, False], ids=["by id", "without id"])
@pytest.mark.parametrize(
    ("resume", "statuses"),
    [
        ([ACCEPT, IGNORE], ["success", "error"]),
        ([{"type": "response", "args": "Ask Robin first"}, ACCEPT], ["error", "success"]),
        ([APPROVE, REJECT], ["success", "error"]),
        ({"decisions": [REJECT, APPROVE]}, ["error", "success"]),
    ],
    ids=["accept and ignore", "response and accept", "a bare list", "decisions"],
)
@pytest.mark.exhaustive(4)
async def test_both_forms_of_answers_are_read(scene, reviewed, resume, statuses, by_id):
    agent = reviewed([[(MOVE, scene.rejection(n)) for n in range(2)], "Done"])
    (pause,) = await agent.say()
    assert await agent.go(Command(resume={pause.id: resume} if by_id else resume)) == []
    assert [answer.status for answer in agent.answers] == statuses
    assert [it for it, _ in sent(scene)] == ids(scene, statuses.index("success"))
    if statuses[0] == "error" and isinstance(resume, list):
        assert "Ask Robin first" in agent.answers[0].content


@pytest.mark.parametrize(
    "resume",
    [{"decisions": [APPROVE]}, [ACCEPT], {"decisions": [APPROVE] * 3}, {"decisions": []}, True, "yes", APPROVE,
     {"decisions": [APPROVE, {"type": "perhaps"}]}, [ACCEPT, {"type": "edit", "args": None}]],
)  # fmt: skip
@pytest.mark.exhaustive(4)
async def test_a_wrong_number_of_answers_or_one_that_nobody_can_read_sends_nothing_and_says_so(scene, reviewed, resume):
    agent = reviewed([[(MOVE, scene.rejection(n)) for n in range(2)], "Done"])
    await agent.say()
    (again,) = await agent.go(Command(resume=resume))
    assert sent(scene) == []
    assert requests(again) == ids(scene, 0, 1)
    assert all("2 decisions" in request["description"] for request in again.value["action_requests"])
    assert await agent.go(said(REJECT, APPROVE)) == []
    assert [it for it, _ in sent(scene)] == ids(scene, 1)


@pytest.mark.parametrize("form", ["langchain", "agent inbox"])
async def test_an_edit_is_sent_as_edited(scene, reviewed, form):
    agent = reviewed([[(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))], "Done"])
    await agent.say()
    inbox = {"type": "edit", "args": {"action": MOVE, "args": scene.rejection(2)}}
    change = edit(scene.rejection(2)) if form == "langchain" else inbox
    assert await agent.go(Command(resume=[change, IGNORE])) == []
    assert sent(scene) == [(scene.applications[2]["id"], scene.reason)]
    assert [answer.status for answer in agent.answers] == ["success", "error"]


async def test_a_more_dangerous_edit_is_asked_about_and_the_other_answers_stand(scene, reviewed):
    agent = reviewed([[(MOVE, scene.move(0)), (MOVE, scene.move(1)), (MOVE, scene.rejection(2))], "Done"])
    await agent.say()
    (again,) = await agent.go(said(edit(scene.rejection(0)), edit(scene.move(1, to=2)), APPROVE))
    assert sent(scene) == []
    assert requests(again) == ids(scene, 0)
    assert "more dangerous" in again.value["action_requests"][0]["description"]
    assert await agent.go(said(APPROVE)) == []
    assert {body["applicationId"]: body["interviewStageId"] for body in scene.sent()} == {
        scene.applications[0]["id"]: scene.archived,
        scene.applications[1]["id"]: scene.stages[2],
        scene.applications[2]["id"]: scene.archived,
    }


async def test_a_no_to_the_dangerous_edit_sends_neither(scene, reviewed):
    agent = reviewed([[(MOVE, scene.move(0))], "Done"])
    await agent.say()
    await agent.go(said(edit(scene.rejection(0))))
    assert await agent.go(said(REJECT)) == []
    assert sent(scene) == []
    assert "Not this week" in agent.heard


async def test_an_edit_back_and_one_to_another_tool_and_one_that_is_wrong(scene, reviewed):
    agent = reviewed([[(MOVE, scene.move(0)), (MOVE, scene.move(1)), (MOVE, scene.move(2))], "Done"])
    await agent.say()
    anonymize = edit({"candidateId": scene.applications[1]["candidate"]["id"]}, name="ashby_candidate_anonymize")
    (again,) = await agent.go(said(edit(scene.rejection(0)), anonymize, edit({"applicationId": "nobody"})))
    assert requests(again) == ids(scene, 0, 2)
    assert "cannot be used" in again.value["action_requests"][1]["description"]
    (back,) = await agent.go(said(edit(scene.move(0)), APPROVE))
    assert requests(back) == ids(scene, 0)
    assert await agent.go(said(APPROVE)) == []
    assert scene.sent("candidate.anonymize") == []
    assert sorted(sent(scene)) == sorted((it, None) for it in ids(scene, 0, 2))


@pytest.mark.parametrize("by_id", [True, False], ids=["by id", "without id"])
async def test_a_yes_does_not_count_for_a_changed_state(scene, reviewed, by_id):
    agent = reviewed([[(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))], "Done"])
    (pause,) = await agent.say()
    state = agent.agent.get_state(agent.config)
    spoken = next(message for message in reversed(state.values["messages"]) if isinstance(message, AIMessage))
    calls = [{**call, "args": scene.rejection(2)} for call in spoken.tool_calls[:1]]
    changed = spoken.model_copy(update={"tool_calls": [*calls, *spoken.tool_calls[1:]]})
    agent.agent.update_state(agent.config, {"messages": [changed]}, as_node="model")
    yes = {"decisions": [APPROVE, APPROVE]}
    (again,) = await agent.go(Command(resume={pause.id: yes} if by_id else yes))
    assert sent(scene) == []
    assert requests(again) == ids(scene, 2, 1)


async def test_without_the_middleware_nothing_is_sent(scene, run):
    agent = run(scene.toolkit(asks="middleware"), [[(MOVE, scene.rejection(0))], "Fine"])
    assert await agent.say() == []
    assert sent(scene) == []
    assert "HumanInTheLoopMiddleware" in agent.heard


async def test_what_needs_nobody_runs_beside_and_a_call_that_is_wrong_is_not_shown(scene, reviewed):
    note = (NOTE, {"candidateId": scene.applications[0]["candidate"]["id"], "note": "Strong on systems."})
    agent = reviewed([[note, (MOVE, {"applicationId": "x"}), (MOVE, scene.rejection(0))], "Done"])
    (pause,) = await agent.say()
    assert requests(pause) == ids(scene, 0)
    assert await agent.go(said(APPROVE)) == []
    assert [answer.status for answer in agent.answers] == ["success", "error", "success"]
    assert len(scene.sent("candidate.createNote")) == len(sent(scene)) == 1


async def test_a_call_that_was_done_is_refused_before_anybody_is_asked(scene, reviewed):
    again = [(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))]
    agent = reviewed([[(MOVE, scene.rejection(0))], again, "Done"])
    await agent.say()
    (pause,) = await agent.go(said(APPROVE))
    assert requests(pause) == ids(scene, 1)
    assert await agent.go(said(APPROVE)) == []
    assert [it for it, _ in sent(scene)] == ids(scene, 0, 1)
    assert [answer.status for answer in agent.answers] == ["success", "error", "success"]
    assert "not sent twice" in agent.answers[1].content


async def test_an_old_no_or_an_old_question_is_no_answer_to_the_same_call_made_again(scene, reviewed):
    """The server repeats the id of the call, too."""

    def same(_messages):
        call = {"name": MOVE, "args": scene.rejection(0), "id": "call_0", "type": "tool_call"}
        return AIMessage(content="", tool_calls=[call])

    agent = reviewed([same, same, same, "Done"])
    await agent.say()
    (second,) = await agent.go(said(REJECT))
    assert requests(second) == ids(scene, 0)
    (third,) = await agent.say("never mind, again")
    assert sent(scene) == []
    assert requests(third) == ids(scene, 0)
    assert await agent.go(said(APPROVE)) == []
    assert len(sent(scene)) == 1


@pytest.mark.parametrize("durability", ["exit", "async", "sync"])
def test_answers_come_in_another_process(scene, durability, tmp_path):
    """New objects each time, over the same two stores."""
    from langchain.agents import create_agent

    from langchain_ashby import ScriptedModel

    saver, config = InMemorySaver(), {"configurable": {"thread_id": "one"}}

    def agent():
        toolkit = scene.toolkit(asks="middleware", store=SqliteStore(tmp_path / "ashby.db"))
        return create_agent(
            ScriptedModel(steps=[[(MOVE, scene.rejection(n)) for n in range(2)], "Done"]), toolkit.get_tools(),
            middleware=[toolkit.middleware()], checkpointer=saver,
        )  # fmt: skip

    agent().invoke({"messages": [("user", "go")]}, config, durability=durability)
    state = agent().invoke(said(edit(scene.rejection(2)), APPROVE), config, durability=durability)
    assert "__interrupt__" not in state
    assert sorted(it for it, _ in sent(scene)) == sorted(ids(scene, 1, 2))


async def test_who_answered_is_recorded(scene, reviewed):
    store = MemoryStore()
    agent = reviewed(
        [[(MOVE, scene.rejection(n)) for n in range(2)], "Done"], store=store, langgraph_auth_user_id="anna"
    )
    await agent.say()
    await agent.go(said(APPROVE, REJECT))
    assert {(asked.state, asked.decided_by) for asked in store.requests()} == {("used", "anna"), ("denied", "anna")}


async def test_without_a_checkpointer_it_is_refused(scene, reviewed):
    agent = reviewed([[(MOVE, scene.rejection(0))], "Fine"], checkpointer=False)
    assert await agent.say() == []
    assert sent(scene) == []
    assert "Nothing was sent" in agent.heard


HOOK = {"webhookType": "jobCreate", "requestUrl": "https://hooks.example.com/a", "secretToken": "the model's secret"}
CREATE = "ashby_webhook_create"


@pytest.mark.parametrize("secret", ["another secret", "(not shown)"])
async def test_the_secret_of_an_edit_stands_in_no_state_and_is_sent(scene, run, secret):
    toolkit = scene.toolkit(toolset=Toolset.of("webhook.create").with_policy(confirm_writes), asks="middleware")
    agent = run(toolkit, [[(CREATE, HOOK)], "Done"], middleware=[toolkit.middleware()])
    await agent.say()
    await agent.go(said(edit({**HOOK, "requestUrl": "https://hooks.example.com/b", "secretToken": secret}, CREATE)))
    (body,) = scene.sent("webhook.create")
    assert body["secretToken"] == ("another secret" if secret == "another secret" else HOOK["secretToken"])
    states = [state.values.get("ashby_replaced_calls") for state in agent.agent.get_state_history(agent.config)]
    assert any(states)
    assert "secret" not in json.dumps(states).replace("secretToken", "")


@pytest.mark.parametrize(("secret", "sends"), [("another secret", False), ("(not shown)", True)])
async def test_after_a_restart_an_edit_is_sent_if_its_secret_is_the_models(scene, run, secret, sends):
    """Between the question and the tool the process ends: a secret that only the edit had is gone with it."""
    tools, memory = Toolset.of("webhook.create").with_policy(confirm_writes), MemoryStore()
    steps, saver = [[(CREATE, HOOK)], "Done"], InMemorySaver()
    toolkits = [scene.toolkit(toolset=tools, asks="middleware", store=memory) for _ in range(2)]
    before, after = (run(it, steps, middleware=[it.middleware()], checkpointer=saver) for it in toolkits)
    before.agent.interrupt_before_nodes = ["tools"]
    await before.say()
    await before.go(said(edit({**HOOK, "requestUrl": "https://hooks.example.com/b", "secretToken": secret}, CREATE)))
    assert scene.sent("webhook.create") == []
    await after.go(None)
    assert [body["secretToken"] for body in scene.sent("webhook.create")] == [HOOK["secretToken"]] * sends
    assert sends or "stands for a secret" in after.heard


async def test_the_pause_has_one_text_about_all_calls_whose_lines_are_numbered_as_the_requests(scene, reviewed):
    store = MemoryStore()
    agent = reviewed([[(MOVE, scene.rejection(n)) for n in range(5)], "Done"], store=store)
    (pause,) = await agent.say()
    batch = pause.value["ashby"]["batch"]
    asked = store.batch_requests(batch["id"])
    assert [it.line for it in asked] == [1, 2, 3, 4, 5]
    assert [it.call_id for it in asked] == [it["question"] for it in pause.value["ashby"]["questions"]]
    assert all(scene.name(number) in batch["question"] for number in range(5))
    assert json.loads(json.dumps(pause.value)) == pause.value


async def test_a_single_call_is_asked_about_without_a_batch(scene, reviewed):
    store = MemoryStore()
    (pause,) = await reviewed([[(MOVE, scene.rejection())], "Done"], store=store).say()
    assert "batch" not in pause.value["ashby"]
    assert [it.batch for it in store.requests()] == [""]
