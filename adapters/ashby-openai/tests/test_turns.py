"""Turns: what needs nobody runs once, what needs a person waits, and a stored turn goes on in another process."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
from openai_scripts import completion, response

from ashby_agent_tools import Decision, MemoryStore, SqliteStore, Toolset, confirm_never, deny, errors

MOVE, NOTE, TAGS = "ashby_application_change_stage", "ashby_candidate_create_note", "ashby_candidate_tag_list"
YES = {"by": "Robin"}
FOREIGN = {"version": 2, "conversation": "c", "account": "acme", "api": "chat", "key": "", "others": [], "steps": []}


def as_dict(made):
    return made.model_dump(mode="json")


def message(made):
    return made.choices[0].message


FORMS = {
    "response": response,
    "response as a dict": lambda *calls: as_dict(response(*calls)),
    "output items": lambda *calls: response(*calls).output,
    "completion": completion,
    "completion as a dict": lambda *calls: as_dict(completion(*calls)),
    "message": lambda *calls: message(completion(*calls)),
    "message as a dict": lambda *calls: as_dict(message(completion(*calls))),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_response_is_run_and_answered_in_its_own_api(scene, form):
    turn = scene.tools().run(FORMS[form]((TAGS, {"limit": 1}), (MOVE, scene.rejection())))
    (output,), (waiting,) = turn.outputs, turn.pending
    assert scene.sent("candidateTag.list") == [{"limit": 1}]
    assert waiting.call.endpoint == "application.changeStage"
    assert scene.name() in waiting.question
    if "response" in form or "items" in form:
        assert set(output) == {"type", "call_id", "output"}
        assert output["type"] == "function_call_output"
    else:
        assert set(output) == {"role", "tool_call_id", "content"}
        assert output["role"] == "tool"


@pytest.mark.parametrize("thing", [None, "text", {"id": "resp_1"}, {"role": "user", "content": "hi"}])
def test_what_is_no_response_is_refused_with_what_run_takes(scene, thing):
    with pytest.raises(errors.UsageError, match="Response"):
        scene.tools().run(thing)


def test_several_choices_are_refused_because_one_can_be_answered(scene):
    with pytest.raises(errors.UsageError, match="2 choices"):
        scene.tools().run(completion((TAGS, {}), choices=2))


def test_a_response_without_calls_is_an_empty_turn(scene):
    turn = scene.tools().run(response())
    assert (turn.outputs, turn.pending, turn.others) == ([], [], ())


def test_running_a_response_again_repeats_nothing_and_gives_the_same_turn(scene):
    tools, made = scene.tools(), response((NOTE, scene.note()), (TAGS, {"limit": 1}), (MOVE, scene.rejection()))
    first, again = tools.run(made), tools.run(made)
    assert (first.outputs, first.pending) == (again.outputs, again.pending)
    assert len(scene.sent("candidate.createNote")) == len(scene.sent("candidateTag.list")) == 1
    settled = first.resume({first.pending[0].call_id: Decision.approve(**YES)})
    assert tools.run(made).outputs == settled.outputs
    assert len(scene.sent()) == 1


def test_an_answer_given_twice_sends_once(scene):
    turn = scene.tools().run(response((MOVE, scene.rejection())))
    call_id = turn.pending[0].call_id
    one = turn.resume({call_id: Decision.approve(**YES)})
    two = turn.resume({call_id: Decision.approve(**YES)})
    assert one.outputs == two.outputs
    assert len(scene.sent()) == 1


def test_threads_and_tasks_that_run_one_response_make_each_call_once(scene):
    tools, made = scene.tools(), response((NOTE, scene.note()), (TAGS, {}))
    turns = []
    threads = [threading.Thread(target=lambda: turns.append(tools.run(made))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    async def together():
        return await asyncio.gather(*(tools.arun(made) for _ in range(4)))

    turns += asyncio.run(together())
    assert len(scene.sent("candidate.createNote")) == len(scene.sent("candidateTag.list")) == 1
    assert all(turn.outputs == turns[0].outputs for turn in turns)


def test_calls_are_settled_one_by_one_and_outputs_are_complete_when_nothing_is_pending(scene):
    turn = scene.tools().run(response(*[(MOVE, scene.rejection(number)) for number in range(3)]))
    ids = [waiting.call_id for waiting in turn.pending]
    turn = turn.resume({ids[1]: Decision.approve(**YES)})
    assert [waiting.call_id for waiting in turn.pending] == [ids[0], ids[2]]
    assert scene.sent() == [scene.rejection(1)]
    turn = turn.resume({ids[0]: Decision.deny("No", **YES), ids[2]: Decision.approve(**YES)})
    assert turn.pending == []
    assert [output["call_id"] for output in turn.outputs] == ids
    assert scene.sent() == [scene.rejection(1), scene.rejection(2)]


@pytest.mark.parametrize(
    ("answers", "says"),
    [({"call_x": Decision.approve(by="Robin")}, "call_x"), ({None: "approve"}, "not a Decision")],
)
def test_an_answer_that_belongs_to_no_call_or_is_no_decision_is_refused(scene, answers, says):
    turn = scene.tools().run(response((MOVE, scene.rejection())))
    answers = {turn.pending[0].call_id if key is None else key: value for key, value in answers.items()}
    with pytest.raises(errors.UsageError, match=says):
        turn.resume(answers)
    assert scene.sent() == []


def test_an_edit_that_cannot_be_read_waits_on_with_the_reason(scene):
    turn = scene.tools().run(response((MOVE, scene.rejection())))
    call_id = turn.pending[0].call_id
    turn = turn.resume({call_id: Decision.edit({"applicationId": "somebody"}, **YES)})
    assert "cannot be used" in turn.pending[0].question
    assert turn.resume({call_id: Decision.approve(**YES)}).pending == []
    assert scene.sent() == [scene.rejection()]


def test_what_a_policy_refuses_is_an_output_and_never_a_question(scene):
    toolset = Toolset.preset("operations").with_policy(confirm_never, deny("application.changeStage"))
    turn = scene.tools(toolset).run(response((MOVE, scene.rejection())))
    assert turn.pending == []
    assert "policy" in turn.outputs[0]["output"]
    assert scene.sent() == []


def test_calls_of_other_tools_are_left_to_the_application_and_misspelt_ones_are_answered(scene):
    turn = scene.tools().run(response(("weather", {}), ("ashby_candidate_serch", {}), (TAGS, "{not json")))
    assert len(turn.others) == 1
    misspelt, broken = (output["output"] for output in turn.outputs)
    assert "ashby_candidate_search" in misspelt
    assert "not valid JSON" in broken


def test_nulls_of_strict_mode_are_not_sent(scene):
    tools = scene.tools(Toolset.of("application.list"))
    (definition, *_) = tools.responses()
    given = dict.fromkeys(definition["parameters"]["required"]) | {"status": "Active", "limit": 1}
    before = len(scene.sent("application.list"))
    tools.run(response(("ashby_application_list", given)))
    assert scene.sent("application.list")[before:] == [{"status": "Active", "limit": 1}]


def test_an_expired_question_is_asked_anew(scene):
    now = [1_000.0]
    store = MemoryStore(expires=60, clock=lambda: now[0])
    turn = scene.tools(store=store).run(response((MOVE, scene.rejection())))
    call_id = turn.pending[0].call_id
    now[0] += 61
    turn = turn.resume({call_id: Decision.approve(**YES)})
    assert scene.sent() == []
    assert "expired" in turn.pending[0].question
    assert turn.resume({call_id: Decision.approve(**YES)}).pending == []
    assert len(scene.sent()) == 1


def test_a_yes_through_the_store_settles_without_a_decision(scene):
    store = MemoryStore()
    tools = scene.tools(store=store)
    turn = tools.run(response((MOVE, scene.rejection())))
    assert turn.resume({}).pending
    store.answer(store.requests()[0].id, approved=True, by="Robin")
    assert turn.resume({}).pending == []
    assert len(scene.sent()) == 1


# a restart


def test_a_stored_turn_goes_on_in_another_process_with_the_same_words_and_short_names(scene, tmp_path):
    path = tmp_path / "approvals.db"
    tools = scene.tools(store=SqliteStore(path))
    listed = tools.run(response(("ashby_application_list", {"status": "Active", "limit": 3})))
    short_id = next(word for word in listed.outputs[0]["output"].split('"') if word.startswith("app_"))
    turn = tools.run(response((MOVE, {**scene.rejection(), "applicationId": short_id}), (NOTE, scene.note())))
    stored = turn.to_json()

    other = scene.tools(store=SqliteStore(path))
    again = other.restore(stored)
    assert [waiting.question for waiting in again.pending] == [waiting.question for waiting in turn.pending]
    settled = again.resume({again.pending[0].call_id: Decision.approve(**YES)})
    assert settled.pending == []
    assert len(settled.outputs) == 2
    assert len(scene.sent()) == len(scene.sent("candidate.createNote")) == 1
    assert len(other.run(response((MOVE, {**scene.rejection(), "applicationId": short_id}))).pending) == 1
    assert other.session.conversation == tools.session.conversation


def test_two_processes_with_the_same_yes_send_once(scene, tmp_path):
    path = tmp_path / "approvals.db"
    stored = scene.tools(store=SqliteStore(path)).run(response((MOVE, scene.rejection()))).to_json()
    turns = [scene.tools(store=SqliteStore(path)).restore(stored) for _ in range(2)]
    texts = [turn.resume({turn.pending[0].call_id: Decision.approve(**YES)}).outputs[0]["output"] for turn in turns]
    assert len(scene.sent()) == 1
    assert "not sent twice" in texts[1]


def test_a_yes_to_a_turn_whose_store_is_gone_does_not_count_and_is_asked_anew(scene):
    stored = scene.tools().run(response((MOVE, scene.rejection()))).to_json()
    turn = scene.tools().restore(stored)
    call_id = turn.pending[0].call_id
    turn = turn.resume({call_id: Decision.approve(**YES)})
    assert scene.sent() == []
    assert "never asked" in turn.pending[0].question
    assert turn.resume({call_id: Decision.approve(**YES)}).pending == []
    assert len(scene.sent()) == 1


def changed(stored, **call):
    """A stored turn with another call in it."""
    data = json.loads(stored)
    data["steps"][0]["call"] = json.dumps({**json.loads(data["steps"][0]["call"]), **call})
    return json.dumps(data)


def test_a_stored_call_that_was_changed_is_refused(scene):
    store = MemoryStore()
    turn = scene.tools(store=store).run(response((MOVE, scene.rejection(0))))
    with pytest.raises(errors.InvalidArguments, match="was changed"):
        scene.tools(store=store).restore(changed(turn.to_json(), arguments=scene.rejection(1)))


def test_a_stored_call_that_was_changed_with_its_fingerprint_is_asked_anew(scene):
    store = MemoryStore()
    tools = scene.tools(store=store)
    turn = tools.run(response((MOVE, scene.rejection(0))))
    forged = tools.session.prepare(MOVE, scene.rejection(1))
    text = changed(turn.to_json(), arguments=forged.arguments, fingerprint=forged.fingerprint)
    turn = scene.tools(store=store).restore(text)
    turn = turn.resume({turn.pending[0].call_id: Decision.approve(**YES)})
    assert scene.sent() == []
    assert scene.name(1) in turn.pending[0].question


def test_todays_policy_counts_for_a_stored_turn(scene):
    store = MemoryStore()
    stored = scene.tools(store=store).run(response((MOVE, scene.rejection()))).to_json()
    strict = Toolset.preset("operations").with_policy(deny("application.changeStage"))
    turn = scene.tools(strict, store=store).restore(stored)
    turn = turn.resume({turn.pending[0].call_id: Decision.approve(**YES)})
    assert "policy refuses" in turn.outputs[0]["output"]
    assert scene.sent() == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a stored turn"),
        ("[]", "not a stored turn"),
        ('{"version": 1}', "version 1"),
        ('{"version": 2}', "damaged"),
        ('{"version": 2, "conversation": "c", "account": "ACCOUNT", "api": "chat"}', "damaged"),
        (json.dumps(FOREIGN), "account 'acme'"),
    ],
)
def test_a_text_that_is_no_turn_of_this_account_is_refused(scene, text, says):
    mine = scene.tools().session.account
    with pytest.raises(errors.UsageError, match=says):
        scene.tools().restore(text.replace("ACCOUNT", mine))


def test_a_turn_of_another_conversation_is_refused_once_this_one_has_begun(scene):
    stored = scene.tools().run(response((MOVE, scene.rejection()))).to_json()
    tools = scene.tools()
    tools.run(response((TAGS, {})))
    with pytest.raises(errors.UsageError, match="another conversation"):
        tools.restore(stored)


def test_a_turn_keeps_arguments_and_texts_out_of_its_repr(scene):
    turn = scene.tools().run(response((NOTE, scene.note(text="secret words")), (MOVE, scene.rejection())))
    assert repr(turn) == "Turn(1 settled, 1 pending)"


def test_the_output_of_a_call_that_a_program_made_names_its_caller(scene):
    (item,) = [it for it in as_dict(response((TAGS, {"limit": 1})))["output"] if it["type"] == "function_call"]
    (output,) = scene.tools().run([item | {"caller": {"type": "program", "caller_id": "prog_1"}}]).outputs
    assert output["caller"] == {"type": "program", "caller_id": "prog_1"}


# several calls


@pytest.mark.parametrize("door", ["run", "arun"])
async def test_several_questions_of_a_response_are_one_batch_with_one_text(scene, door):
    store = MemoryStore()
    tools = scene.tools(store=store)
    made = response(*((MOVE, scene.rejection(number)) for number in range(5)))
    turn = await tools.arun(made) if door == "arun" else tools.run(made)
    assert all(f"{number + 1}. {scene.name(number)}" in turn.together for number in range(5))
    asked = store.requests()
    assert len({it.batch for it in asked}) == 1
    assert sorted(it.line for it in asked) == [1, 2, 3, 4, 5]
    restored = scene.tools(store=store).restore(turn.to_json())
    assert restored.together == turn.together
    first, *rest = turn.pending
    after = turn.resume({first.call_id: Decision.deny("Keep", **YES)})
    assert after.together.startswith("4 calls are asked about together")
    assert scene.name(0) not in after.together
    done = after.resume({it.call_id: Decision.approve(call=it.call, **YES) for it in rest})
    assert (done.pending, done.together) == ([], "")
    assert sorted(map(str, scene.sent())) == sorted(str(scene.rejection(number)) for number in range(1, 5))


def test_one_question_alone_is_no_batch(scene):
    store = MemoryStore()
    turn = scene.tools(store=store).run(response((MOVE, scene.rejection())))
    assert (turn.together, [it.batch for it in store.requests()]) == ("", [""])
