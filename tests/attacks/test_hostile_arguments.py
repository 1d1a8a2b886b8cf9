"""Whatever a model sends is answered: with a result, or with an error that it can read, before anything is sent."""

from __future__ import annotations

import asyncio
import datetime as dt
import decimal
import json
import re

import pytest
from plain_doors import DOORS, AsyncSession, LlamaIndex, SyncSession

from ashby_agent_tools import Client, Decision, Toolset, confirm_never, confirm_writes, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # every input, through every door

NOTE, LIST, MOVE, ADD = (
    op.find(name).spec.tool
    for name in ("candidate.createNote", "application.list", "application.changeStage", "candidate.create")
)
FIELD, READ_ON, EVENT = (
    op.find("customField.setValue").spec.tool, "ashby_read_result", op.find("interviewSchedule.create").spec.tool,
)  # fmt: skip
TOOLS = Toolset.of(NOTE, LIST, MOVE, ADD, FIELD, EVENT, "candidate.info").with_policy(confirm_writes)
ID = "ffffffff-ffff-4fff-bfff-ffffffffffff"


def nested(levels, leaf=1):
    """A list in a list in a list."""
    for _ in range(levels):
        leaf = [leaf]
    return leaf


HALF = "Casey \ud83d Novak"
LONE = "half of a character"
LARGE = "too large a number"
DEEP = "nested more than"

WORDS = {  # one word in any argument ended a run
    "letters, underscore, 20 digits": "INC_12345678901234567890",
    "4,301 digits": "INC_" + "1" * 4301,
    "a short id beyond every integer": "cand_99999999999999999999",
    "the first number that SQLite cannot hold": f"cand_{2**63}",
    "digits of another script": "cand_\u0664\u0661\u0662",
    "superscript digits": "cand_\u00b9\u00b2",
    "a reference beyond every integer": "r99999999999999999999",
    "a reference of 5,000 digits": "r" + "7" * 5000,
    "many of them": " ".join(f"INC_{n:025}" for n in range(300)),
}
REFUSED = {  # arguments of createNote, and what the refusal says
    "half a character": ({"candidateId": ID, "note": HALF}, LONE),
    "the second half of a character": ({"candidateId": ID, "note": "\ude00"}, LONE),
    "half a character in an id": ({"candidateId": "\udcff", "note": "Hello"}, LONE),
    "half a character in a key": ({"candidateId": ID, "no\ud83dte": "Hello"}, LONE),
    "not a number": ({"candidateId": ID, "note": float("nan")}, "not a JSON number"),
    "infinity": ({"candidateId": ID, "note": float("-inf")}, "not a JSON number"),
    "an integer that JavaScript rounds": ({"candidateId": ID, "note": 2**53}, LARGE),
    "an integer of 5,000 digits": ({"candidateId": ID, "note": 10**5000}, LARGE),
    "nested 100,000 deep": ({"candidateId": ID, "note": nested(100_000)}, DEEP),
    "nested 40 deep": ({"candidateId": ID, "note": nested(40)}, DEEP),
    "keys that are no texts": ({"candidateId": ID, 1: "Hello"}, "every key must be a string"),
    "a key that is null": ({"candidateId": ID, "note": {None: 1}}, "every key must be a string"),
    "bytes": ({"candidateId": ID, "note": b"Hello"}, "JSON cannot hold"),
    "a set": ({"candidateId": ID, "note": {1, 2}}, "JSON cannot hold"),
    "a decimal number": ({"candidateId": ID, "note": decimal.Decimal(1)}, "JSON cannot hold"),
    "ten million characters": ({"candidateId": ID, "note": "x" * 10_000_000}, "longer than 1,000,000 characters"),
    "a key of two million characters": ({"candidateId": ID, "x" * 2_000_000: 1}, "longer than 1,000,000 characters"),
    "a hundred thousand values": ({"candidateId": ID, "note": [0] * 100_000}, "more than 20,000 values"),
    "fifteen thousand unknown arguments": ({f"key{n}": n for n in range(15_000)}, "unknown argument.*and .* more"),
    "a list": ([1, 2], "one JSON object, not a list"),
    "null": (None, "one JSON object, not null"),
    "a number": (7, "one JSON object, not a number"),
    "a truth": (True, "one JSON object, not true or false"),
    "raw bytes": (b"{}", "one JSON object, not a Python bytes"),
    "JSON of a list": ("[1, 2]", "one JSON object, not a list"),
    "JSON of null": ("null", "one JSON object, not null"),
    "JSON with a key twice": ('{"note": "a", "note": "b"}', "'note' appears twice"),
    "JSON with a key twice, deep": ('{"note": {"a": [{"b": 1, "b": 1}]}}', "'b' appears twice"),
    "JSON with NaN": ('{"note": NaN}', "NaN is not a JSON number"),
    "JSON with Infinity": ('{"note": [-Infinity]}', "not a JSON number"),
    "JSON with a float beyond floats": ('{"note": 1e999}', "not a JSON number"),
    "JSON with 5,000 digits": ('{"note": %s}' % ("9" * 5000), "too large"),
    "JSON nested 100,000 deep": ('{"note": ' + "[" * 100_000 + "]" * 100_000 + "}", DEEP),
    "JSON nested 100,000 deep and broken": ('{"a":' * 100_000, "not valid JSON|nested"),
    "JSON with half a character": (r'{"note": "\ud83d"}', LONE),
    "JSON of ten million characters": ('{"note": "%s"}' % ("x" * 10_000_000), "longer than 1,000,000 characters"),
    "not valid JSON": ("{note: 1}", "not valid JSON"),
}  # fmt: skip
REFUSED_TIMES = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "\u00b2\u00b2",
    "9" * 5000,
    10**15,
    -(10**15),
)


@pytest.fixture
def through(simulator: Simulator):
    """`through(door, tool, arguments)`: what is told, where a person says yes to whatever is asked."""

    def go(door, name, arguments, *, tools=TOOLS, approver=lambda _call, _question: Decision.approve(by="Robin")):
        async def one():
            opened = DOORS[door](simulator, tools, approver)
            try:
                return await opened.call(name, arguments)
            finally:
                await opened.close()

        return asyncio.run(one())

    return go


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_a_word_that_looks_like_a_short_name_is_a_word_in_a_text_and_unknown_as_an_id(door, word, through, simulator):
    person = simulator.state.first("candidate")["id"]
    told = through(door, NOTE, {"candidateId": person, "note": f"They wrote {word} and no more."})
    assert told.ok
    assert word in simulator.log[-1].body["note"]
    sent = len(simulator.log)
    for name, arguments in ((NOTE, {"candidateId": word, "note": "Hello"}), (READ_ON, {"ref": word})):
        told = through(door, name, arguments)
        assert not told.ok
        assert len(told.text) < 4_000
    assert len(simulator.log) == sent


def _not_sent(door, arguments, says):
    """Why a door cannot be handed these arguments; None where it can."""
    if door == "MCP" and not (isinstance(arguments, dict) and says in (LARGE, "more than 20,000 values")):
        return "the protocol's own client does not send it"
    if door.startswith("LlamaIndex") and arguments is None:
        return "Python hands over no arguments"
    return None


@pytest.mark.parametrize(
    ("door", "arguments", "says"),
    [
        pytest.param(door, *REFUSED[name], id=f"{name}-{door}")
        for name in REFUSED
        for door in DOORS
        if _not_sent(door, *REFUSED[name]) is None
    ],
)
def test_what_is_no_object_of_json_is_refused_and_nobody_is_asked(door, arguments, says, through, simulator):
    asked = []
    told = through(door, NOTE, arguments, approver=lambda call, _question: asked.append(call))
    assert not told.ok
    assert simulator.log == []
    assert asked == []
    assert len(told.text.encode()) <= 4_000
    other_words = not isinstance(arguments, str) or arguments == "null"  # written as JSON there, or no arguments
    if not (door.startswith(("OpenAI", "openai")) and other_words):
        assert re.search(says, told.text), told.text


@pytest.mark.parametrize("value", REFUSED_TIMES, ids=lambda value: repr(value)[:30])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (LIST, lambda value: {"createdAfter": value}),
        (EVENT, lambda value: {"applicationId": ID, "interviewEvents": [
            {"startTime": value, "endTime": value, "interviewers": [], "interviewId": ID}]}),
    ],
    ids=["epoch", "moment"],
)  # fmt: skip
def test_a_time_that_no_calendar_has_is_refused(name, arguments, value, through, simulator):
    told = through("Session.run", name, arguments(value))
    assert not told.ok
    assert "Nothing was sent" in told.text
    assert simulator.log == []


@pytest.mark.parametrize("name", [None, 7, ["a"], "x" * 10_000_000, "\ud83d", "", b"a"], ids=lambda it: repr(it)[:12])
def test_the_name_of_no_tool_is_answered(name, simulator):
    for door in (SyncSession, AsyncSession):
        told = asyncio.run(door(simulator, TOOLS).call(name, {}))
        assert not told.ok
        assert len(told.text.encode()) <= 4_000


def test_a_body_that_cannot_be_written_is_refused_before_the_gate_by_a_bare_client_too(simulator):
    client = Client(simulator.key, transport=simulator.transport(), policy=confirm_never)
    for value in (float("nan"), HALF):
        field = op.CustomFieldSetValue(objectId=ID, objectType="Candidate", fieldId=ID, fieldValue=value)
        with pytest.raises(errors.InvalidArguments, match="cannot be written as JSON.*Nothing was sent"):
            client.execute(field)
    for value in (float("inf"), HALF, nested(100_000), b"x", dt.date(2026, 1, 1), 10**5000):
        decision = Decision.approve(by="Robin")
        with pytest.raises(errors.InvalidArguments, match="cannot be written as JSON"):
            client.request("newer.endpoint", {"value": value}, decision=decision)
        assert decision.spend()  # the yes was not used up
    assert simulator.log == []


def test_every_lone_argument_of_a_llama_index_tool_is_taken_as_all_arguments(simulator):
    """A list in place of an object must not become a call without arguments."""
    for given in ([1], 7, None, True):
        (tool,) = [it for name, it in LlamaIndex(simulator, TOOLS).tools.items() if name == LIST]
        assert tool.call(given).is_error
    assert simulator.log == []


def test_ordinary_dates_of_python_are_taken_as_before():
    moment = dt.datetime(2026, 3, 14, 15, tzinfo=dt.UTC)
    call = Toolset.all().prepare("application.list", {"createdAfter": moment.isoformat()})
    assert call.arguments == {"createdAfter": 1_773_500_400_000}
    text = json.dumps({"createdAfter": "2026-03-14T15:00:00Z"})
    assert Toolset.all().prepare("application.list", text).arguments == call.arguments


@pytest.mark.parametrize("space", [" ", "\n", "\t\u2003"])
def test_white_space_around_a_time_is_no_part_of_it(space, simulator):
    """It was sent along, and the question about it could not be worded."""
    stage = simulator.state.first("application", status="Active")
    event = {"startTime": f"{space}2031-11-10T10:00:00Z", "endTime": f"2031-11-10T11:00:00Z{space}"}
    interview = {"interviewers": [], "interviewId": simulator.state.first("interview")["id"]}
    arguments = {"applicationId": stage["id"], "interviewEvents": [{**event, **interview}]}
    session = SyncSession(simulator, TOOLS).session
    call = session.prepare(EVENT, arguments)
    assert call.arguments["interviewEvents"][0]["startTime"] == "2031-11-10T10:00:00Z"
    assert session.question(call)
