"""Answers as review screens, forms and people at a prompt send them: read where they can mean one thing only."""

from __future__ import annotations

import json

import pytest
from langgraph.types import Command

from ashby_agent_tools import MemoryStore

MOVE = "ashby_application_change_stage"
APPROVE = {"type": "approve"}
UNREAD = [
    "yes", "no", "true", "approve", "", "[", True, False, 0, 1, float("nan"), [], ["approve"], {"approved": True},
    {"decisions": ["approve"]}, {"decisions": APPROVE}, {"decisions": [[APPROVE]]}, {"decisions": [APPROVE] * 2},
    {"decisions": [{"type": "Approve"}]}, {"type": "reject", "decisions": [APPROVE]}, json.dumps("approve"),
    [{"type": "accept", "args": "but not before Friday"}], [{"type": "response", "args": None}], '{"a":' * 5_000,
    {"decisions": [{"type": "edit", "edited_action": {"name": MOVE, "args": None}}]},
    {"decisions": [{"type": "edit", "edited_action": {"name": MOVE, "args": "[1]"}}]},
]  # fmt: skip


def shown(scene):
    return scene.rejection(0)


def other(scene):
    return scene.rejection(1)


def one(kind, given=None, action=None, **more):
    """A decision; `given`: makes its arguments of the scene, `action`: the tool beside them."""

    def said(scene):
        args = None if given is None else given(scene)
        return [{"type": kind, "args": args if action is None else {"action": action, "args": args}, **more}]

    return said


def edited(**action):
    return lambda scene: {"decisions": [{"type": "edit", "edited_action": {**action, "args": other(scene)}}]}


# what is answered, which call is then sent (None: none), and what the model hears
READ = {
    "JSON text": (lambda s: json.dumps({"decisions": [APPROVE]}), shown, ""),
    "a list as JSON text": (lambda s: json.dumps(one("accept")(s)), shown, ""),
    "a decision as JSON text": (lambda s: json.dumps(APPROVE), shown, ""),
    "an accept by itself": (lambda s: {"type": "accept"}, shown, ""),
    "an accept of what was shown": (one("accept", shown, MOVE), shown, ""),
    "an accept of other arguments": (one("accept", other, MOVE), other, ""),
    "an approval of other arguments": (one("approve", other), other, ""),
    "an approval with a remark": (one("approve", message="fine"), shown, ""),
    "an accept of another tool": (one("accept", shown, "x"), None, "another tool (x)"),
    "an edit without a name": (edited(), other, ""),
    "an edit that names nothing": (edited(name=None), other, ""),
    "an edit as a form": (one("edit", other), other, ""),
    "an edit as JSON text": (one("edit", lambda s: json.dumps(other(s)), MOVE), other, ""),
    "an edit of another tool": (one("edit", other, 7), None, "another tool (7)"),
    "words in its place": (lambda s: {"decisions": [{"type": "respond", "message": "On Friday"}]}, None, "On Friday"),
    "words of an inbox": (one("respond", lambda s: "On Friday"), None, "On Friday"),
    "a no of half a character": (one("reject", message="\ud83d"), None, "declined: \ufffd"),
    "a no that paints": (one("reject", message="\x1b[31m\u202e"), None, "\\u001b[31m\\u202e"),
    "a no of an object": (one("reject", message={"a": 1}), None, "{'a': 1}"),
}
UNUSABLE = {
    "a part of the arguments": one("edit", lambda s: {"archiveReasonId": s.reason}),
    "an approval of a part": one("approve", lambda s: {"archiveReasonId": s.reason}),
    "an unknown argument": one("edit", lambda s: {**other(s), "reason": "x"}),
    "keys that are numbers": one("edit", lambda s: {1: 2}),
}


@pytest.fixture(params=["middleware", "interrupt"])
def paused(request, scene, run):
    """An agent that waits for an answer, asked by the middleware or in the tool."""
    toolkit = scene.toolkit(asks=request.param, store=MemoryStore())
    middleware = [toolkit.middleware()] if request.param == "middleware" else []
    return run(toolkit, [[(MOVE, shown(scene))], "Done"], middleware=middleware)


@pytest.mark.parametrize(("answer", "sent", "says"), READ.values(), ids=READ)
@pytest.mark.exhaustive(7)
async def test_an_answer_that_means_one_thing_counts(scene, paused, answer, sent, says):
    await paused.say()
    assert await paused.go(Command(resume=answer(scene))) == []
    assert scene.sent() == ([sent(scene)] if sent else [])
    assert says in paused.heard
    assert paused.answers[-1].status == ("success" if sent else "error")


async def test_an_answer_that_may_mean_anything_is_asked_about_again_and_sends_nothing(scene, paused):
    await paused.say()
    for answer in UNREAD:
        (again,) = await paused.go(Command(resume=answer))
        assert "could not be read" in again.value["action_requests"][0]["description"], answer
    assert scene.sent() == []
    await paused.answer(APPROVE)
    assert scene.sent() == [shown(scene)]


async def test_an_edit_that_is_no_call_says_why_and_the_question_waits_on(scene, paused):
    await paused.say()
    for kind, answer in UNUSABLE.items():
        (again,) = await paused.go(Command(resume=answer(scene)))
        assert "The edit cannot be used" in again.value["action_requests"][0]["description"], kind
        assert again.value["action_requests"][0]["args"]["applicationId"] == shown(scene)["applicationId"]
    assert scene.sent() == []
    await paused.answer(APPROVE)
    assert scene.sent() == [shown(scene)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "the other way round"])
async def test_answers_by_id_find_their_calls_in_any_order_and_number(scene, run, order):
    """Two calls of one message, with a read and a note beside them; one answer, then the other, then one too many."""
    note, tags = ("ashby_candidate_create_note", scene.note()), ("ashby_candidate_tag_list", {})
    calls = [tags, *((MOVE, scene.rejection(number)) for number in range(2)), note]
    agent = run(scene.toolkit(store=MemoryStore()), [calls, "Done"])
    pauses = {it.value["action_requests"][0]["args"]["applicationId"]: it.id for it in await agent.say()}
    ids = [pauses[scene.rejection(number)["applicationId"]] for number in order]
    for one in (ids[0], ids[1], ids[0]):
        await agent.go(Command(resume={one: {"decisions": [APPROVE]}}))
    assert scene.sent() == [scene.rejection(number) for number in order]
    assert scene.sent("candidate.createNote") == [scene.note()]
    assert len(scene.sent("candidateTag.list")) == 1


@pytest.mark.parametrize("decisions", [["reject", "approve"], ["approve", "reject"], ["approve", "approve"]], ids=str)
async def test_the_same_call_twice_in_one_message_is_sent_once_at_most(scene, run, decisions):
    toolkit = scene.toolkit(asks="middleware", store=MemoryStore())
    agent = run(toolkit, [[(MOVE, shown(scene))] * 2, "Done"], middleware=[toolkit.middleware()])
    await agent.say()
    assert await agent.go(Command(resume={"decisions": [{"type": it} for it in decisions]})) == []
    assert scene.sent() == [shown(scene)]
    answered = [answer.status for answer in agent.answers]
    assert answered == ["success" if it == "approve" else "error" for it in decisions] or decisions == ["approve"] * 2
