"""Nothing that needs a yes is sent without a yes to exactly that call, in FunctionAgent and AgentWorkflow."""

from __future__ import annotations

import pytest
from llama_index.core.workflow import Context, StartEvent, StopEvent, Workflow, step
from llama_index.tools.ashby import ApprovalAnswered

from ashby_agent_tools import Decision, MemoryStore, Toolset, confirm_destructive, deny

MOVE = "ashby_application_change_stage"
NOTE = "ashby_candidate_create_note"


def move(scene, number=0):
    return [(MOVE, scene.rejection(number))]


async def test_a_call_that_needs_a_yes_asks_and_sends_nothing(scene, run):
    agent = run(scene.spec(), [move(scene)])
    (asked,) = await agent.say()
    assert scene.sent() == []
    assert asked.tool == MOVE
    assert asked.arguments == scene.rejection()
    assert scene.applications[0]["candidate"]["name"] in asked.question
    assert asked.risk["effect"] == "destructive"
    assert len(asked.fingerprint) == 64


async def test_asked_and_approved_exactly_one_is_sent(scene, run):
    agent = run(scene.spec(), [move(scene), "Done"])
    (asked,) = await agent.say()
    assert await agent.answer(agent.yes(asked)) == []
    assert scene.sent() == [scene.rejection()]
    assert not agent.answers[-1].is_error
    assert agent.final == "Done"


async def test_a_no_sends_nothing_and_its_message_reaches_the_model(scene, run):
    agent = run(scene.spec(), [move(scene), lambda messages: f"I heard: {messages[-1].content}"])
    (asked,) = await agent.say()
    await agent.answer(agent.no(asked))
    assert scene.sent() == []
    assert agent.answers[-1].is_error
    assert "Not this week" in agent.final


async def test_an_edit_of_no_more_danger_is_sent_as_it_was_edited(scene, run):
    agent = run(scene.spec(), [[(MOVE, scene.mailed_rejection())], "Done"])
    (asked,) = await agent.say()
    assert await agent.answer(agent.yes(asked, arguments=scene.rejection())) == []
    assert scene.sent() == [scene.rejection()]


async def test_an_edit_above_the_shown_risk_is_asked_again(scene, run):
    agent = run(scene.spec(), [move(scene), "Done"])
    (asked,) = await agent.say()
    (again,) = await agent.answer(agent.yes(asked, arguments=scene.mailed_rejection()))
    assert scene.sent() == []
    assert again.arguments == scene.mailed_rejection()
    assert "more dangerous" in again.question
    assert again.fingerprint != asked.fingerprint
    await agent.answer(agent.yes(again))
    assert scene.sent() == [scene.mailed_rejection()]


async def test_an_edit_with_bad_arguments_is_asked_again_with_what_is_wrong(scene, run):
    agent = run(scene.spec(), [move(scene), "Done"])
    (asked,) = await agent.say()
    (again,) = await agent.answer(agent.yes(asked, arguments={"applicationId": "not an id"}))
    assert scene.sent() == []
    assert "applicationId" in again.question
    await agent.answer(agent.yes(again))
    assert scene.sent() == [scene.rejection()]


async def test_a_no_with_arguments_is_a_no(scene, run):
    agent = run(scene.spec(), [move(scene), "Fine"])
    (asked,) = await agent.say()
    answer = ApprovalAnswered(fingerprint=asked.fingerprint, approved=False, arguments=scene.rejection(1))
    await agent.answer(answer)
    assert scene.sent() == []


async def test_an_answer_for_another_fingerprint_is_no_yes(scene, run):
    agent = run(scene.spec(), [move(scene), "Done"])
    (asked,) = await agent.say()
    other = asked.model_copy(update={"fingerprint": "0" * 64})
    assert await agent.answer(agent.yes(other)) == []
    assert scene.sent() == []
    assert agent.answers == []
    await agent.answer(agent.yes(asked))
    assert len(scene.sent()) == 1


async def test_an_answer_that_is_sent_twice_counts_once_and_the_model_hears_one_outcome(scene, run):
    agent = run(scene.spec(), [move(scene), move(scene, 1), "Done"])
    (asked,) = await agent.say()
    (second,) = await agent.answer(agent.yes(asked), agent.yes(asked), agent.yes(asked))
    assert len(scene.sent()) == 1
    assert [answer.is_error for answer in agent.answers] == [False]
    await agent.answer(agent.yes(second))
    assert [body["applicationId"] for body in scene.sent()] == [scene.applications[n]["id"] for n in (0, 1)]
    assert [answer.is_error for answer in agent.answers] == [False, False]


async def test_parallel_calls_are_answered_each_on_its_own(scene, run):
    note = {"candidateId": scene.applications[3]["candidate"]["id"], "note": "Strong on systems."}
    calls = [(NOTE, note), *(call for number in range(3) for call in move(scene, number))]
    agent = run(scene.spec(), [calls, "Done"])
    asked = {question.arguments["applicationId"]: question for question in await agent.say()}
    first, second, third = (asked[scene.applications[number]["id"]] for number in range(3))
    await agent.answer(agent.yes(third), agent.no(second), agent.yes(first))
    assert {body["applicationId"] for body in scene.sent()} == {
        first.arguments["applicationId"],
        third.arguments["applicationId"],
    }
    assert scene.sent("candidate.createNote") == [note]
    assert sorted(answer.is_error for answer in agent.answers) == [False, False, False, True]


async def test_answering_one_of_several_sends_only_that_one(scene, run):
    agent = run(scene.spec(), [[*move(scene, 0), *move(scene, 1)], "Done"])
    asked = {question.arguments["applicationId"]: question for question in await agent.say()}
    assert await agent.answer(agent.yes(asked[scene.applications[1]["id"]])) == []
    assert scene.sent() == [scene.rejection(1)]
    await agent.answer(agent.yes(asked[scene.applications[0]["id"]]))
    assert scene.sent() == [scene.rejection(1), scene.rejection(0)]


async def test_two_equal_calls_of_one_message_are_sent_once_with_one_yes(scene, run):
    agent = run(scene.spec(), [[*move(scene), *move(scene)], "Done"])
    asked, *_ = await agent.say()
    await agent.answer(agent.yes(asked))
    assert len(scene.sent()) == 1
    assert sorted(answer.is_error for answer in agent.answers) == [False, True]
    assert agent.final == "Done"


@pytest.mark.filterwarnings("ignore:Skipping serialization")
async def test_a_call_that_was_denied_can_be_asked_about_again_later(scene, run):
    agent = run(scene.spec(), [move(scene), "Fine", move(scene), "Done"])
    (asked,) = await agent.say()
    await agent.answer(agent.no(asked))
    (again,) = await agent.say("It is fine now")
    assert scene.sent() == []
    await agent.answer(agent.yes(again))
    assert len(scene.sent()) == 1


async def test_who_said_yes_is_recorded(scene, run):
    store = MemoryStore()
    agent = run(scene.spec(store=store), [move(scene), "Done"])
    (asked,) = await agent.say()
    await agent.answer(agent.yes(asked, by="robin@example.com"))
    assert [(question.state, question.decided_by) for question in store.requests()] == [
        ("used", "claimed: robin@example.com")
    ]


@pytest.mark.parametrize("by", ["", " \n"])
async def test_a_form_whose_name_was_left_blank_is_an_answer_of_no_name(scene, run, by):
    store = MemoryStore()
    agent = run(scene.spec(store=store), [[(MOVE, scene.rejection())], "Done"])
    (asked,) = await agent.say()
    await agent.answer(agent.yes(asked, by=by))
    assert scene.sent() == [scene.rejection()]
    assert {it.decided_by for it in store.requests()} == {"claimed: no name"}


async def test_a_yes_to_a_question_that_expired_sends_nothing(scene, run):
    agent = run(scene.spec(store=MemoryStore(expires=0)), [move(scene), "Fine"])
    (asked,) = await agent.say()
    await agent.answer(agent.yes(asked))
    assert scene.sent() == []
    assert "expired" in agent.heard


async def test_a_no_from_outside_the_run_outweighs_a_yes_in_it(scene, run):
    store = MemoryStore()
    agent = run(scene.spec(store=store), [move(scene), "Fine"])
    (asked,) = await agent.say()
    (question,) = store.requests()
    store.answer(question.id, approved=False, by="Kim", message="Not without me")
    await agent.answer(agent.yes(asked))
    assert scene.sent() == []
    assert "Not without me" in agent.heard


async def test_the_policy_refuses_without_asking(scene, run):
    toolset = Toolset.preset("operations").with_policy(confirm_destructive, deny("application.changeStage"))
    agent = run(scene.spec(toolset), [move(scene), "Fine"])
    assert await agent.say() == []
    assert scene.sent() == []
    assert "policy" in agent.heard


@pytest.mark.parametrize("kind", ["plain", "async"])
@pytest.mark.parametrize(("answer", "sent"), [(Decision.approve, 1), (Decision.deny, 0)])
async def test_an_approver_is_asked_in_place_of_an_event(scene, run, answer, sent, kind):
    asked = []

    def approver(call, question):
        asked.append((call.endpoint, question))
        return answer(by="Robin")

    async def later(call, question):
        return approver(call, question)

    agent = run(scene.spec(approver=approver if kind == "plain" else later), [move(scene), "Fine"])
    assert await agent.say() == []
    assert [endpoint for endpoint, _ in asked] == ["application.changeStage"]
    assert len(scene.sent()) == sent


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_outside_a_workflow_it_is_refused_with_what_to_add(scene, sync):
    (tool,) = scene.spec().to_tool_list([MOVE])
    output = tool(**scene.rejection()) if sync else await tool.acall(**scene.rejection())
    assert scene.sent() == []
    assert output.is_error
    assert "approver" in output.content
    assert "FunctionAgent" in output.content


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
async def test_outside_a_workflow_an_approver_decides(scene, sync):
    (tool,) = scene.spec(approver=lambda call, question: Decision.approve(by="Robin")).to_tool_list([MOVE])
    output = tool(**scene.rejection()) if sync else await tool.acall(**scene.rejection())
    assert not output.is_error
    assert len(scene.sent()) == 1


async def test_in_a_step_of_ones_own_the_tool_asks_by_the_same_events(scene):
    (tool,) = scene.spec().to_tool_list([MOVE])

    class Rejecting(Workflow):
        @step
        async def reject(self, ctx: Context, ev: StartEvent) -> StopEvent:
            output = await tool.acall(**scene.rejection(), **{tool.ctx_param_name: ctx})
            return StopEvent(result=output.content)

    handler = Rejecting(timeout=120).run()
    async for event in handler.stream_events():
        if type(event).__name__ == "ApprovalRequested":
            handler.ctx.send_event(ApprovalAnswered(fingerprint=event.fingerprint, approved=True))
    assert "Archived" in await handler
    assert len(scene.sent()) == 1


async def test_the_events_of_one_message_have_one_batch_its_lines_and_one_text_about_all(scene, run):
    store = MemoryStore()
    calls = [call for number in range(5) for call in move(scene, number)]
    agent = run(scene.spec(store=store), [calls, "Done"])
    asked = await agent.say()
    assert sorted(it.line for it in asked) == [1, 2, 3, 4, 5]
    (batch,) = {it.batch for it in asked}
    assert {it.line: it.fingerprint for it in store.batch_requests(batch)} == {it.line: it.fingerprint for it in asked}
    text = max(asked, key=lambda it: it.line).together  # four steps of a kind run at once
    assert all(scene.name(number) in text for number in range(5))
    assert all(scene.name(number) in it.together for it in asked for number in range(4))  # the fifth where it was there
    answers = [agent.yes(it) if it.line in (2, 4) else agent.no(it) for it in asked]
    assert await agent.answer(*answers) == []
    yes = [it.arguments for it in asked if it.line in (2, 4)]
    assert sorted(map(str, scene.sent())) == sorted(map(str, yes))


async def test_a_call_alone_has_no_batch(scene, run):
    (asked,) = await run(scene.spec(), [move(scene)]).say()
    assert (asked.batch, asked.line, asked.together) == ("", 0, "")
