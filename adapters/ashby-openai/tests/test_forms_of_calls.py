"""What servers make of a call: arguments in wrappings, types left out, items that are no function calls."""

from __future__ import annotations

import json
import time

import pytest
from openai_scripts import response

from ashby_agent_tools import Decision, SqliteStore, errors

NOTE, TAGS, MOVE = "ashby_candidate_create_note", "ashby_candidate_tag_list", "ashby_application_change_stage"
ONE = '{"limit": 1}'
READ = {
    "an object": {"limit": 1},
    "fenced": f"```json\n{ONE}\n```",
    "fenced without a language": f"```\n{ONE}```",
    "JSON as JSON text": json.dumps(ONE),
    "JSON as JSON text twice": json.dumps(json.dumps(ONE)),
    "JSON text in a fence": f"```{json.dumps(ONE)}```",
    "a closing tag": f"{ONE}</tool_call>",
    "several tags": f"{ONE}\n</function>\n<|im_end|> ",
    "fenced with another language": f"```javascript\n{ONE}\n```",
    "within a tag": f"<tool_call>\n{ONE}\n</tool_call>",
    "DeepSeek's tag": f"{ONE}<\uff5ctool\u2581call\u2581end\uff5c>",
    "a mark of the byte order": f"\ufeff{ONE}",
    "escapes in a key": '{"\\u006cimit": 1}',
    "a number as text": '{"limit": "1"}',
    "every optional null": '{"limit": 1, "cursor": null, "syncToken": null, "includeArchived": null, "fields": null}',
    "a tag in a value": '{"limit": 1, "cursor": null}</s>',
}
NOTHING = {"null": None, "empty": "", "blank": " \n", "the word null": "null", "the word in text": '"null"'}
UNCLEAR = {
    "no JSON": "{not json",
    "two objects": ONE + ONE,
    "words behind": f"{ONE} and then the next",
    "a tag in front": f"<tool_call>{ONE}",
    "a list": [{"limit": 1}],
    "a number": 7,
    "a list as text": "[1]",
    "a boolean": True,
    "very deep": "[" * 100_000,
    "another tag in front": f"<a>{ONE}</b>",
    "Python": "{'limit': 1, 'cursor': None}",
    "a comma too many": '{"limit": 1,}',
    "a comment": '{"limit": 1 /* one */}',
    "no number": '{"limit": NaN}',
    "a key twice": '{"limit": 1, "limit": 2}',
    "typographic quotes": "{\u201climit\u201d: 1}",
    "UTF-16": ONE.encode("utf-16").decode("latin-1"),
    "bytes": ONE.encode(),
    "a tuple": ({"limit": 1},),
    "pairs": [["limit", 1]],
    "not finite": float("nan"),
}
REFUSED = {
    "half a character": ('{"cursor": "\\ud83d"}', "half of a character"),
    "10 MB": ({"cursor": "x" * 10_000_000}, "longer than"),
    "a key of the client": ('{"limit": 1, "_meta": {"progressToken": 1}}', "unknown argument '_meta'"),
    "a reason": ('{"limit": 1, "reason": "because"}', "unknown argument 'reason'"),
    "the whole call": (f'{{"name": "{TAGS}", "arguments": {ONE}}}', "unknown argument 'arguments'"),
    "keys that are numbers": ({1: 2}, "unknown argument '1'"),
}


def chat(*calls, **more):
    return {"role": "assistant", "content": None, "tool_calls": list(calls), **more}


def call(name, arguments, **more):
    return {"id": "call", "type": "function", "function": {"name": name, "arguments": arguments}, **more}


def ran(shared, *calls):
    """The turn of these calls, and what they made of the list of tags."""
    before = len(shared.sent("candidateTag.list"))
    turn = shared.tools().run(chat(*calls))
    return turn, shared.sent("candidateTag.list")[before:]


@pytest.mark.parametrize("arguments", READ.values(), ids=READ)
def test_arguments_are_read_where_the_meaning_is_certain(shared, arguments):
    assert ran(shared, call(TAGS, arguments))[1] == [{"limit": 1}]


@pytest.mark.parametrize("arguments", NOTHING.values(), ids=NOTHING)
def test_no_arguments_are_an_empty_object(shared, arguments):
    turn, sent = ran(shared, call(TAGS, arguments))
    assert sent == [{}], turn.outputs


@pytest.mark.parametrize("arguments", UNCLEAR.values(), ids=UNCLEAR)
def test_what_is_unclear_is_an_output_that_says_so(shared, arguments):
    turn, sent = ran(shared, call(TAGS, arguments))
    (output,) = turn.outputs
    assert sent == []
    assert "JSON" in output["content"] or "nested" in output["content"]


@pytest.mark.parametrize(("arguments", "says"), REFUSED.values(), ids=REFUSED)
def test_what_a_tool_does_not_take_is_named(shared, arguments, says):
    turn, sent = ran(shared, call(TAGS, arguments))
    (output,) = turn.outputs
    assert sent == []
    assert says in output["content"]
    assert len(output["content"]) < 500


@pytest.mark.parametrize(
    "text", ["```json\n{}x", "```{}```", "{{}}{}", "{{}}{}<a", "<a>{}", "{{}}<a>{}"], ids=repr
)  # fmt: skip
@pytest.mark.parametrize("filling", ["\n", " ", "<a>", "}", "```"], ids=repr)
def test_reading_takes_time_in_proportion_to_the_length(text, filling):
    """Models that are lost write blank lines until they are stopped. 5,000 of them once took half a minute."""
    from ashby_openai._arguments import readable

    began = time.process_time()
    readable(text.format(filling * 20_000))
    assert time.process_time() - began < 1


async def test_the_awaited_door_reads_the_same_forms_and_blocks_nothing(shared):
    """All forms at once, as parallel calls of one message; conftest raises where a coroutine of ours blocks."""
    forms = [*READ.values(), *NOTHING.values(), *UNCLEAR.values(), *(given for given, _ in REFUSED.values())]
    message = chat(*(call(TAGS, given, id=str(number)) for number, given in enumerate(forms)))
    before = len(shared.sent("candidateTag.list"))
    turn = await shared.tools().arun(message)
    sent = shared.sent("candidateTag.list")[before:]
    assert sent == [{"limit": 1}] * len(READ) + [{}] * len(NOTHING)
    assert [it["tool_call_id"] for it in turn.outputs] == [str(number) for number in range(len(forms))]


NAMES = [
    "ASHBY_Candidate_Tag_List", "ashby.candidate.tag.list", "ashby-candidate-tag-list", "ashbyCandidateTagList",
    "functions.ashby_candidate_tag_list", "functions.ashby_candidate_tag_list:0", "tools.ashby_candidate_tag_list",
    "default_api.ashby_candidate_tag_list", "default_api:ashby_candidate_tag_list", " ashby_candidate_tag_list\n",
    "ashby_candidate_tag_list" * 3, "ashby_candidate_tag_list<|channel|>commentary",
    "Functions.Ashby_Candidate_Tag_List",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_means_one_tool_is_that_tool(shared, name):
    turn, sent = ran(shared, call(name, ONE), call("weather", ONE, id="w"))
    assert sent == [{"limit": 1}]
    assert turn.others == ("w",)


@pytest.mark.parametrize("name", ["mcp__ashby__ashby_candidate_tag_list", "crm.ashby_candidate_tag_list",
                                  "candidate_tag_list", "multi_tool_use.parallel", "x" * 1_000_000])  # fmt: skip
def test_a_name_that_another_tool_may_have_is_left_to_the_application(shared, name):
    turn, sent = ran(shared, call(name, ONE))
    assert (turn.others, sent) == (("call",), [])


def test_a_write_under_such_a_name_is_asked_about_as_the_tool_that_it_is(scene):
    (waiting,) = scene.tools().run(chat(call(f"functions.{MOVE}", json.dumps(scene.rejection())))).pending
    assert waiting.call.endpoint == "application.changeStage"
    assert scene.name() in waiting.question


def test_items_that_go_on_from_earlier_ones_make_no_call_twice(scene):
    """The whole input of the next request, with calls that have their outputs; ids that repeat and are missing."""

    def item(call_id, number):
        return {"type": "function_call", "call_id": call_id, "name": NOTE, "arguments": json.dumps(scene.note(number))}

    def output(call_id):
        return {"type": "function_call_output", "call_id": call_id, "output": "done"}

    for one, other in (("a", "b"), ("a", "a"), (None, None)):
        turn = scene.tools().run([item(one, 0), output(one), {"role": "user", "content": "on"}, item(other, 1)])
        assert [it["call_id"] for it in turn.outputs] == [other]
    assert scene.sent("candidate.createNote") == [scene.note(1)] * 3


ELSEWHERE = {
    "Anthropic": {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": TAGS, "input": {}}]},
    "before tools": {"role": "assistant", "content": None, "function_call": {"name": TAGS, "arguments": "{}"}},
    "messages": [{"role": "user", "content": "go"}, chat(call(TAGS, ONE))],
    "Ollama": {"message": chat(call(TAGS, {}))},
    "Gemini": {"candidates": [{"content": {"parts": [{"functionCall": {"name": TAGS, "args": {}}}]}}]},
    "another role": {"role": "tool", "tool_calls": [call(TAGS, ONE)]},
}


@pytest.mark.parametrize("made", ELSEWHERE.values(), ids=ELSEWHERE)
def test_calls_in_another_form_do_not_vanish(shared, made):
    with pytest.raises(errors.UsageError, match="run takes|define them as"):
        shared.tools().run(made)


@pytest.mark.parametrize("form", ["Anthropic", "before tools"])
def test_calls_in_another_form_beside_ours_are_the_same_calls_twice(shared, form):
    """Gateways translate one form into the other and leave both in the message."""
    turn = shared.tools().run({**ELSEWHERE[form], **chat(call(TAGS, ONE), content=ELSEWHERE[form]["content"])})
    assert [it["tool_call_id"] for it in turn.outputs] == ["call"]


def test_items_in_any_order_with_reasoning_between_are_made_in_that_order(scene):
    reasoning = {"type": "reasoning", "id": "rs", "summary": []}
    said = {"type": "message", "role": "assistant", "content": []}
    calls = [{"type": "function_call", "call_id": it, "name": TAGS, "arguments": ONE} for it in "ba"]
    turn = scene.tools().run([calls[0], reasoning, said, calls[1], reasoning])
    assert [it["call_id"] for it in turn.outputs] == ["b", "a"]


@pytest.mark.parametrize("call_id", [["x"], {"a": 1}, 7, True, float("nan"), "\ud83d", "x" * 100_000], ids=type)
def test_an_id_of_any_kind_labels_its_output_and_is_answered(shared, call_id):
    message = chat(call(TAGS, ONE, id=call_id), call(MOVE, json.dumps(shared.rejection()), id=call_id))
    turn = shared.tools().run(message)
    assert turn.resume({turn.pending[0].call_id: Decision.deny(by="Robin")}).pending == []
    assert len(json.loads(turn.to_json())["steps"]) == 2


def test_a_call_without_a_type_is_a_function_call(scene):
    message = chat({"id": "call", "function": {"name": TAGS, "arguments": ONE}})
    assert len(scene.tools().run(message).outputs) == 1
    item = {"call_id": "call", "name": TAGS, "arguments": ONE}
    assert len(scene.tools().run([item]).outputs) == 1
    assert len(scene.tools().run([{**item, "type": None}]).outputs) == 1
    assert len(scene.tools().run([{**item, "type": ""}]).outputs) == 1
    assert len(scene.tools().run(chat({**message["tool_calls"][0], "type": ""})).outputs) == 1


def test_a_call_whose_name_and_arguments_stand_beside_its_type_is_made(scene):
    scene.tools().run(chat({"id": "call", "type": "function", "name": TAGS, "arguments": ONE}))
    assert scene.sent("candidateTag.list") == [{"limit": 1}]


@pytest.mark.parametrize("name", [None, "", 7])
def test_a_call_that_names_no_tool_is_answered(shared, name):
    (output,) = shared.tools().run(chat(call(name, ONE))).outputs
    assert "names no tool" in output["content"]


def test_a_call_without_a_function_is_answered_too(scene):
    (output,) = scene.tools().run(chat({"id": "call", "type": "function"})).outputs
    assert "names no tool" in output["content"]


OTHERS = {
    "custom": {"type": "custom_tool_call", "call_id": "c", "name": "grep", "input": "x"},
    "local shell": {"type": "local_shell_call", "id": "l", "call_id": "c", "action": {}},
    "shell": {"type": "shell_call", "id": "l", "call_id": "c", "action": {}},
    "patch": {"type": "apply_patch_call", "id": "l", "call_id": "c", "operation": {}},
    "computer": {"type": "computer_call", "id": "l", "call_id": "c", "action": {}},
    "approval for an MCP server": {"type": "mcp_approval_request", "id": "c", "name": "x", "arguments": "{}"},
}
ANSWERED = {
    "web search": [{"type": "web_search_call", "id": "ws"}],
    "MCP": [{"type": "mcp_call", "id": "mcp", "name": TAGS, "arguments": ONE, "output": "x"}],
    "a shell that OpenAI runs": [
        {"type": "shell_call", "id": "l", "call_id": "c", "action": {}},
        {"type": "shell_call_output", "call_id": "c", "output": []},
    ],
    "reasoning": [{"type": "reasoning", "id": "rs", "summary": []}],
}


@pytest.mark.parametrize("item", OTHERS.values(), ids=OTHERS)
def test_calls_of_other_kinds_are_left_to_the_application(shared, item):
    assert shared.tools().run([item]).others == ("c",)


def test_custom_tools_of_chat_completions_too(scene):
    custom = {"id": "c", "type": "custom", "custom": {"name": "grep", "input": "x"}}
    assert scene.tools().run(chat(custom, call(TAGS, ONE))).others == ("c",)


@pytest.mark.parametrize("items", ANSWERED.values(), ids=ANSWERED)
def test_what_openai_answers_itself_is_nobodys(shared, items):
    turn = shared.tools().run(items)
    assert (turn.outputs, turn.pending, turn.others) == ([], [], ())


@pytest.mark.parametrize("said", ["yes no", "no yes", "yes yes"])
def test_the_same_call_twice_in_one_message_is_sent_once_at_most(scene, said):
    turn = scene.tools().run(chat(*[call(MOVE, json.dumps(scene.rejection()))] * 2))
    answers = [Decision.approve(by="Robin") if it == "yes" else Decision.deny(by="Robin") for it in said.split()]
    by_id = dict(zip([it.call_id for it in turn.pending], answers, strict=True))
    done = turn.resume(dict(reversed(by_id.items())))
    assert (done.pending, len(done.outputs)) == ([], 2)
    assert scene.sent() == [scene.rejection()]


def test_an_answer_names_one_question_of_the_conversation(scene):
    """An answer to an earlier question must not reach a later one whose call has the same id."""
    tools = scene.tools()
    first = tools.run(chat(call(MOVE, json.dumps(scene.rejection(0)))))
    second = tools.run(chat(call(MOVE, json.dumps(scene.rejection(1)))))
    labels = [turn.pending[0].call_id for turn in (first, second)]
    assert labels == ["call", "call#1"]
    parallel = tools.run(chat(*(call(MOVE, json.dumps(scene.rejection(n)), id=None) for n in (2, 3))))
    assert [it.call_id for it in parallel.pending] == ["call#2", "call#3"]
    assert len({*labels, *(it.call_id for it in parallel.pending)}) == 4


def test_a_message_without_an_id_is_known_again_while_it_waits_and_in_another_process(scene, tmp_path):
    def tools():
        return scene.tools(store=SqliteStore(tmp_path / "approvals.db"), conversation="one")

    def message():
        return chat(call(MOVE, json.dumps(scene.rejection()), id=""))

    here = tools()
    turn = here.run(message())
    assert here.run(message()).pending == turn.pending
    assert tools().run(message()).pending[0].question == turn.pending[0].question
    turn = turn.resume({turn.pending[0].call_id: Decision.deny("Not yet", by="Robin")})
    later = tools().run(message())
    assert len(later.pending) == 1
    assert later.resume({later.pending[0].call_id: Decision.approve(by="Robin")}).pending == []
    assert scene.sent() == [scene.rejection()]


def test_a_response_is_known_again_in_another_process_by_its_id(scene, tmp_path):
    made = response((MOVE, scene.rejection())).model_dump(mode="json")
    turns = [scene.tools(store=SqliteStore(tmp_path / "approvals.db"), conversation="one").run(made) for _ in range(2)]
    for turn in turns:
        settled = turn.resume({turn.pending[0].call_id: Decision.approve(by="Robin")})
    assert scene.sent() == [scene.rejection()]
    assert "not sent twice" in settled.outputs[0]["output"]
