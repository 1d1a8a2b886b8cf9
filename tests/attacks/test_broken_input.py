"""Ids, names and stored texts that are broken: a clear error or an output, and never an exception of Python's."""

from __future__ import annotations

import json

import pytest

from ashby_agent_tools import Call, Decision, MemoryStore, Session, Toolset, errors
from ashby_agent_tools.simulator import Simulator
from ashby_openai import AshbyTools

HALF = "half \ud83d"
DEEP = "[" * 100_000


def nested(levels):
    made = cursor = []
    for _ in range(levels):
        cursor.append([])
        cursor = cursor[0]
    return made


NO_TEXTS = {"null": None, "a number": 7, "a list": ["a"], "an object": {"a": 1}, "bytes": b"x", "half": HALF,
            "long": "x" * 1_000_000, "deep": nested(100_000), "not a number": float("nan")}  # fmt: skip


@pytest.fixture
def company():
    return Simulator(seed=7)


@pytest.fixture
def turns(company):
    return AshbyTools(Toolset.preset("operations"), client=company.client())


def item(**changed):
    return {"type": "function_call", "call_id": "c", "name": "ashby_job_list", "arguments": "{}", **changed}


def chat(**changed):
    function = {"name": "ashby_job_list", "arguments": "{}", **changed}
    call = {"id": function.pop("id", "c"), "type": "function", "function": function}
    return {"choices": [{"message": {"role": "assistant", "tool_calls": [call]}}]}


@pytest.mark.parametrize("value", NO_TEXTS.values(), ids=NO_TEXTS)
@pytest.mark.parametrize("where", ["name", "call_id", "caller", "arguments", "type"])
def test_a_response_of_openai_with_a_broken_part_is_answered_and_can_be_stored(turns, where, value):
    turn = turns.run([item(**{where: value})])
    stored = turn.to_json()
    stored.encode()
    assert turns.restore(stored).outputs == turn.outputs
    if where == "name":
        assert all("Nothing was sent" in output["output"] for output in turn.outputs)
    if where in ("name", "arguments"):
        assert len(turns.run(chat(**{where: value})).outputs) == len(turn.outputs)
    if where == "call_id":
        assert len(turns.run(chat(id=value)).outputs) == 1


@pytest.mark.parametrize(
    "response",
    [{"output": 7}, {"output": "abc"}, {"output": {"a": 1}}, {"choices": 7}, {"choices": "a"},
     {"choices": [{"message": {"role": "assistant", "tool_calls": 7}}]}, 7, "abc", {}],
    ids=lambda it: repr(it)[:30],
)  # fmt: skip
def test_what_is_no_response_of_openai_is_said_to_be_none(turns, response):
    with pytest.raises(errors.UsageError, match="not a list|run takes"):
        turns.run(response)


@pytest.mark.parametrize("response", [{"id": nested(100_000), "output": []}, {"output": [7, None, "x"]}, [None]])
def test_odd_parts_of_a_response_are_passed_over(turns, response):
    assert turns.run(response).outputs == []


def changed(stored, **values):
    return json.dumps({**json.loads(stored), **values})


STORED = {  # what became of a stored call
    "no JSON": lambda good: "[",
    "a list": lambda good: "[]",
    "nested lists": lambda good: DEEP,
    "nested objects": lambda good: '{"a":' * 100_000,
    "nested arguments": lambda good: good.replace('"arguments": {', '"arguments": {"deep": ' + DEEP),
    "no text": lambda good: None,
    "arguments are a number": lambda good: changed(good, arguments=7),
    "arguments are a list": lambda good: changed(good, arguments=["ab"]),
    "operation is an object": lambda good: changed(good, operation={}),
    "call id is a list": lambda good: changed(good, call_id=["x"]),
    "call id is a number": lambda good: changed(good, call_id=7),
    "call id holds half a character": lambda good: changed(good, call_id=HALF),
    "fields are a number": lambda good: changed(good, fields=7),
    "fingerprint is a number": lambda good: changed(good, fingerprint=7),
    "version of a million characters": lambda good: changed(good, version="x" * 1_000_000),
    "a number of 5,000 digits": lambda good: '{"version": ' + "9" * 5_000 + "}",
}


@pytest.mark.parametrize("spoil", STORED.values(), ids=STORED)
def test_a_stored_call_that_is_broken_is_refused(company, spoil):
    session = Session(Toolset.all(), company.client())
    stored = session.prepare("job.list", {"limit": 3}, call_id="c").to_json()
    with pytest.raises(errors.InvalidArguments) as raised:
        Call.from_json(spoil(stored), session)
    assert len(str(raised.value)) < 400


TURNS = {
    **{name: STORED[name] for name in ("no JSON", "a list", "nested lists", "nested objects", "no text")},
    "steps are a number": lambda good: changed(good, steps=7),
    "a step is a number": lambda good: changed(good, steps=[7]),
    "key is a list": lambda good: changed(good, key=["x"]),
    "others are a number": lambda good: changed(good, others=7),
    "api is another": lambda good: changed(good, api="x"),
    "version is a list": lambda good: changed(good, version=[1]),
    **{
        f"{part} of a step": lambda good, part=part, value=value: changed(
            good, steps=[{**json.loads(good)["steps"][0], part: value}]
        )
        for part, value in {
            "asked": 7, "call": 7, "label": ["x"], "key": ["x"], "output": 7, "attempt": "x", "question": 7,
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("spoil", TURNS.values(), ids=TURNS)
def test_a_stored_turn_that_is_broken_is_refused(turns, spoil):
    stored = turns.run([item()]).to_json()
    with pytest.raises(errors.UsageError) as raised:
        turns.restore(spoil(stored))
    assert len(str(raised.value)) < 400


def test_a_stored_turn_with_a_nested_call_is_refused(turns):
    stored = json.loads(turns.run([item()]).to_json())
    stored["steps"][0]["call"] = DEEP
    with pytest.raises(errors.InvalidArguments):
        turns.restore(json.dumps(stored))


# what reaches the store's file


@pytest.mark.parametrize("conversation", [HALF, "\udfff", "a\x00b", "x" * 100_000], ids=lambda it: repr(it)[:12])
def test_any_name_of_a_conversation_can_be_stored(company, conversation):
    store, arguments = MemoryStore(), {"candidateId": company.state.first("candidate")["id"]}
    session = Session(Toolset.all(), company.client(), conversation=conversation, account=HALF, store=store)
    call = session.prepare("candidate.anonymize", arguments)
    session.question(call)
    (asked,) = store.requests()
    assert (asked.key.conversation, asked.key.account) == (conversation, HALF)
    assert Session(Toolset.all(), company.client(), store=store, account="another").asked(call) == ()
    with pytest.raises(errors.Declined, match="a person declined"):
        session.execute(call, decision=Decision.deny(by="Robin"))


@pytest.mark.parametrize(("conversation", "says"), [("", "conversation is empty"), (7, "conversation is an int")])
def test_a_conversation_without_an_id_is_refused(company, conversation, says):
    with pytest.raises(errors.UsageError, match=says):
        Session(Toolset.all(), company.client(), conversation=conversation)


@pytest.mark.parametrize("call_id", [HALF, "\udfff", 7, ["a"], b"x"], ids=repr)
def test_an_id_of_a_call_that_no_store_can_keep_is_refused_before_anything_is_asked(company, call_id):
    session = Session(Toolset.all(), company.client())
    with pytest.raises(errors.InvalidArguments, match=r"the id of the call .*Nothing was sent"):
        session.prepare("job.list", {}, call_id=call_id)


def test_half_of_a_character_in_an_answer_or_a_name_is_kept_as_what_can_be_kept(company):
    store = MemoryStore()
    session = Session(Toolset.all(), company.client(), store=store)
    call = session.prepare("candidate.anonymize", {"candidateId": company.state.first("candidate")["id"]})
    session.question(call)
    with pytest.raises(errors.Declined, match="a person declined"):
        session.execute(call, decision=Decision.deny(f"because {HALF}", by=HALF))
    assert [(it.decided_by, it.message) for it in store.requests()] == [("half \ufffd", "because half \ufffd")]
    session.question(call)
    store.answer(store.requests()[0].id, approved=False, by=HALF, message=HALF)
    assert store.requests()[0].message == "half \\ud83d"
    assert session.remembered(HALF) is None
    assert not session.waits(HALF)
    with pytest.raises(errors.UsageError):
        store.answer(HALF, approved=True, by="Robin")
    with pytest.raises(errors.UnknownShortId):
        session.data(HALF)
