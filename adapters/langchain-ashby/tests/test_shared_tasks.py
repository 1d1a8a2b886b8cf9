"""A yes reaches the call that was shown, and no other, also where several calls share a task of the graph."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from shared_tasks import IDS, KINDS, MOVE, Shared, SlowStore, Talk, Turned

from ashby_agent_tools import MemoryStore, Toolset, Verdict, allow, confirm_destructive, deny
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # every input, through every door

APPROVE, REJECT = {"type": "approve"}, {"type": "reject", "message": "Not this week"}
OTHER_MOVE = "ashby_other_move"
NOTE = "ashby_candidate_create_note"
POLICIES = {
    "two policies": (confirm_destructive, deny("candidate.anonymize")),
    "allow when": (allow("application.changeStage", when=lambda call: call.archiveReasonId is None),),
    "a function": (lambda call: Verdict.RUN if call.operation.spec.reads else Verdict.ASK,),
}
OFTEN = int(os.environ.get("ATTACK_REPETITIONS", "10"))  # make test-all: 200
REPETITIONS = [pytest.param(3, id="3 times"), pytest.param(OFTEN, id=f"{OFTEN} times", marks=pytest.mark.slow)]


@pytest.fixture(params=[True, False], ids=["sync", "async"])
def sync(request):
    return request.param


def tools_of(scene, policies=POLICIES["two policies"], **options):
    return scene.toolkit(toolset=Toolset.preset("operations").with_policy(*policies), **options).get_tools()


def two_toolkits(scene, store, other_store):
    """Two toolkits for the same account, with a tool each for the same operation."""
    toolset = Toolset.preset("operations").with_policy(*POLICIES["two policies"]).renamed({MOVE: OTHER_MOVE})
    others = scene.toolkit(toolset=toolset, store=other_store).get_tools()
    return [*tools_of(scene, store=store), *(tool for tool in others if tool.name == OTHER_MOVE)]


def again(scene):
    """The same company, untouched."""
    scene.simulator = Simulator()


def sent(scene):
    return Counter(body["applicationId"] for body in scene.sent())


@pytest.mark.parametrize("times", REPETITIONS)
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("kind", KINDS)
async def test_of_two_people_only_the_one_with_the_yes_is_rejected(scene, sync, kind, policy, times):
    for number in range(times):
        again(scene)
        wanted = scene.applications[number % 2]["id"]
        shared = Shared(tools_of(scene, POLICIES[policy]), [(MOVE, scene.rejection(n)) for n in range(2)], sync=sync)
        talk = Talk(
            shared.graph(kind), sync=sync, by_id=number % 3 > 0,
            answer=lambda args, wanted=wanted: APPROVE if args["applicationId"] == wanted else REJECT,
        )  # fmt: skip
        await talk.through()
        assert sent(scene) == talk.approved, talk.asked
        assert set(talk.approved) <= {wanted}
        assert len(talk.asked) == 2 or "alone in its message" in talk.heard


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize("kind", ["send_to_tool_node", "send_to_function", "tool_node_twice", "one_node"])
async def test_ids_of_calls_mean_nothing(scene, sync, kind, ids):
    """A ToolNode takes no call without an id; the kinds `batch` and `outer_tool` are those without one."""
    shared = Shared(tools_of(scene), [(MOVE, scene.rejection(n)) for n in range(2)], ids=IDS[ids], sync=sync)
    talk = Talk(shared.graph(kind), sync=sync, answer=lambda args: APPROVE)
    await talk.through()
    assert sent(scene) == talk.approved
    assert max(talk.approved.values()) == 1


async def test_three_calls_of_one_task_are_asked_one_after_the_other_and_each_gets_its_own_answer(scene, sync):
    """Calls that wait for their turn see the questions of the others."""
    shared = Shared(tools_of(scene), [(MOVE, scene.rejection(n)) for n in range(3)], sync=sync)
    talk = Talk(shared.graph("tool_node_twice"), sync=sync, answer=lambda args: APPROVE)
    assert await talk.through() == 3
    assert talk.asked == [scene.applications[n]["id"] for n in range(3)]
    assert sent(scene) == dict.fromkeys(talk.asked, 1)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_question_at_a_time_waits_in_the_store(scene, sync, kind):
    """A question that did not leave is not left behind for somebody to answer."""
    store = MemoryStore()
    shared = Shared(tools_of(scene, store=store), [(MOVE, scene.rejection(n)) for n in range(2)], sync=sync)
    talk = Talk(shared.graph(kind), sync=sync, answer=lambda args: APPROVE)
    await talk.go({"messages": [("user", "go")]})
    assert [asked.state for asked in store.requests()] == ["pending"]


@pytest.mark.parametrize("one_store", [True, False], ids=["one store", "a store each"])
@pytest.mark.parametrize("times", REPETITIONS)
@pytest.mark.parametrize("kind", ["send_to_tool_node", "send_to_function", "one_node"])
async def test_two_toolkits_in_one_task(scene, sync, kind, one_store, times):
    """Two toolkits with the same account, whose questions are of the same shape; one even about the same call."""
    for number in range(times):
        again(scene)
        store = MemoryStore()
        tools = two_toolkits(scene, store, store if one_store else MemoryStore())
        calls = [(MOVE, scene.rejection(0)), (OTHER_MOVE, scene.rejection(number % 2))]
        shared = Shared(tools, calls, sync=sync)
        answers = iter([APPROVE, REJECT, *[REJECT] * 20])
        talk = Talk(shared.graph(kind), sync=sync, answer=lambda args, answers=answers: next(answers))
        await talk.through()
        assert sent(scene) == talk.approved, (talk.asked, talk.heard)


@pytest.mark.parametrize("by_id", [True, False], ids=["by id", "without an id"])
@pytest.mark.parametrize("one_store", [True, False], ids=["one store", "a store each"])
@pytest.mark.parametrize("kind", ["send_to_tool_node", "send_to_function", "one_node"])
async def test_what_two_toolkits_asked_and_got_a_yes_for_is_sent_once_each(scene, sync, kind, one_store, by_id):
    """An answer without an id goes to whichever call asks first; where that is the wrong one, it is refused."""
    store = MemoryStore()
    tools = two_toolkits(scene, store, store if one_store else MemoryStore())
    calls = [(MOVE, scene.rejection(0)), (OTHER_MOVE, scene.rejection(1))]
    shared = Shared(tools, calls, sync=sync)
    talk = Talk(shared.graph(kind), sync=sync, by_id=by_id, answer=lambda args: APPROVE)
    await talk.through()
    assert sent(scene) == talk.approved
    assert len(talk.asked) == 2 or "alone in its message" in talk.heard


@pytest.mark.parametrize("second", [0, 1], ids=["the same call", "another call"])
@pytest.mark.parametrize("kind", ["send_to_tool_node", "send_to_function", "one_node"])
async def test_a_toolkit_waits_until_the_other_has_acted_upon_its_answer(scene, sync, kind, second):
    """Each has a store of its own; a question asked too early would take the place of the answer."""
    store, other_store = SlowStore(), SlowStore()
    other_store.seconds = 0.3
    calls = [(MOVE, scene.rejection(0)), (OTHER_MOVE, scene.rejection(second))]
    shared = Shared(two_toolkits(scene, store, other_store), calls, sync=sync)

    def answer(args):
        """The one that was asked about first is the slow one now."""
        store.seconds, other_store.seconds = 0.3, 0.0
        return REJECT if talk.approved else APPROVE

    talk = Talk(shared.graph(kind), sync=sync, answer=answer)
    await talk.through()
    assert sent(scene) == talk.approved, (talk.asked, talk.heard)


@pytest.mark.parametrize("second", [0, 1], ids=["the same call", "another call"])
@pytest.mark.parametrize("one_store", [True, False], ids=["one store", "a store each"])
async def test_a_toolkit_that_comes_first_leaves_the_answer_to_the_other(scene, sync, one_store, second):
    """It cannot wait for a call that may not come; what it would ask is refused, with what to do."""
    store = MemoryStore()
    tools = two_toolkits(scene, store, store if one_store else MemoryStore())
    turned = Turned(tools, [(MOVE, scene.rejection(0)), (OTHER_MOVE, scene.rejection(second))], sync=sync)
    talk = Talk(turned.graph("tool_node_twice"), sync=sync, answer=lambda args: APPROVE)
    await talk.through()
    assert talk.asked == [scene.applications[0]["id"]]
    assert sent(scene) == talk.approved
    assert "alone in its message" in talk.heard


async def test_a_foreign_pause_of_the_same_shape_in_the_same_task_is_no_answer_to_ours(scene, sync):
    """Another tool asks in LangChain's own shape; its yes comes at the position where ours may have paused."""
    from langchain_core.tools import tool
    from langgraph.types import interrupt

    @tool
    def ask_whether_to_go_on() -> str:
        """Ask."""
        request = {"name": MOVE, "args": scene.rejection(1), "description": "Go on?"}
        return str(interrupt({"action_requests": [request], "review_configs": []}))

    @tool
    async def ask_whether_to_go_on_async() -> str:
        """Ask."""
        return ask_whether_to_go_on.func()

    foreign = ask_whether_to_go_on if sync else ask_whether_to_go_on_async
    for calls in ([(foreign.name, {}), (MOVE, scene.rejection(0))], [(MOVE, scene.rejection(0)), (foreign.name, {})]):
        again(scene)
        shared = Shared([*tools_of(scene), foreign], calls, sync=sync)
        yes_to_foreign = Talk(
            shared.graph("send_to_tool_node"), sync=sync,
            answer=lambda args: APPROVE if args == scene.rejection(1) else REJECT,
        )  # fmt: skip
        await yes_to_foreign.through()
        assert scene.sent() == []


@pytest.mark.parametrize("kind", ["send_to_tool_node", "send_to_function", "send_to_subgraph", "tool_node_twice"])
async def test_a_write_that_was_made_before_the_pause_gives_its_result_again(scene, sync, kind):
    """The task runs again after the answer; the note is not written twice, and the model is not told of an error."""
    note = (NOTE, {"candidateId": scene.applications[0]["candidate"]["id"], "note": "Strong on systems."})
    shared = Shared(tools_of(scene), [note, (MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))], sync=sync)
    talk = Talk(shared.graph(kind), sync=sync, answer=lambda args: APPROVE)
    await talk.through()
    assert len(scene.sent("candidate.createNote")) == 1
    assert sent(scene) == talk.approved
    assert "not sent twice" not in talk.heard
    assert '"tool":"ashby_candidate_create_note","done":true' in talk.heard


async def test_a_write_that_a_task_makes_undoes_and_makes_again_is_made_as_often_when_it_runs_again(scene, sync):
    """Equal calls of one task are told apart by their number."""
    tags = scene.simulator.state.table("candidateTag")
    candidate = {"candidateId": scene.applications[0]["candidate"]["id"], "tagId": next(iter(tags))}
    add, remove = ("ashby_candidate_add_tag", candidate), ("ashby_candidate_remove_tag", candidate)
    everything = Toolset.all().with_policy(allow("candidate.removeTag", "candidate.addTag"))
    tools = scene.toolkit(toolset=everything).get_tools()
    shared = Shared(tools, [add, remove, add, (MOVE, scene.rejection(0))], sync=sync)
    talk = Talk(shared.graph("tool_node_twice"), sync=sync, answer=lambda args: APPROVE)
    await talk.through()
    assert len(scene.sent("candidate.addTag")) == 2
    assert len(scene.sent("candidate.removeTag")) == 1
    assert sent(scene) == talk.approved


async def test_edits_and_unreadable_answers_find_their_call_too(scene, sync):
    answers = iter(["what?", "edit", "approve", "approve"])
    shared = Shared(tools_of(scene), [(MOVE, scene.move(n)) for n in range(2)], sync=sync)

    def answer(args):
        kind = next(answers)
        edited = {**scene.rejection(), "applicationId": args["applicationId"]}
        return {"type": kind, **({"edited_action": {"name": MOVE, "args": edited}} if kind == "edit" else {})}

    talk = Talk(shared.graph("tool_node_twice"), sync=sync, answer=answer)
    assert await talk.through() == 4
    first, second = (scene.applications[n]["id"] for n in range(2))
    assert talk.asked == [first, first, first, second]
    assert [(body["applicationId"], "archiveReasonId" in body) for body in scene.sent()] == [
        (first, True), (second, False),
    ]  # fmt: skip
