"""What servers make of a call: arguments in wrappings, types left out, items that are no function calls."""

from __future__ import annotations

import json

import pytest
from openai_scripts import response

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
}


def chat(*calls, **more):
    return {"role": "assistant", "content": None, "tool_calls": list(calls), **more}


def call(name, arguments, **more):
    return {"id": "call", "type": "function", "function": {"name": name, "arguments": arguments}, **more}


@pytest.mark.parametrize("arguments", READ.values(), ids=READ)
def test_arguments_are_read_where_the_meaning_is_certain(scene, arguments):
    scene.tools().run(chat(call(TAGS, arguments)))
    assert scene.sent("candidateTag.list") == [{"limit": 1}]


@pytest.mark.parametrize("arguments", NOTHING.values(), ids=NOTHING)
def test_no_arguments_are_an_empty_object(scene, arguments):
    (output,) = scene.tools().run(chat(call(TAGS, arguments))).outputs
    assert scene.sent("candidateTag.list") == [{}], output


@pytest.mark.parametrize("arguments", UNCLEAR.values(), ids=UNCLEAR)
def test_what_is_unclear_is_an_output_that_says_so(scene, arguments):
    (output,) = scene.tools().run(chat(call(TAGS, arguments))).outputs
    assert scene.sent("candidateTag.list") == []
    assert "JSON" in output["content"] or "nested" in output["content"]


def test_a_call_without_a_type_is_a_function_call(scene):
    message = chat({"id": "call", "function": {"name": TAGS, "arguments": ONE}})
    assert len(scene.tools().run(message).outputs) == 1
    item = {"call_id": "call", "name": TAGS, "arguments": ONE}
    assert len(scene.tools().run([item]).outputs) == 1
    assert len(scene.tools().run([{**item, "type": None}]).outputs) == 1


@pytest.mark.parametrize("name", [None, "", 7])
def test_a_call_that_names_no_tool_is_answered(scene, name):
    (output,) = scene.tools().run(chat(call(name, ONE))).outputs
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
def test_calls_of_other_kinds_are_left_to_the_application(scene, item):
    assert scene.tools().run([item]).others == ("c",)


def test_custom_tools_of_chat_completions_too(scene):
    custom = {"id": "c", "type": "custom", "custom": {"name": "grep", "input": "x"}}
    assert scene.tools().run(chat(custom, call(TAGS, ONE))).others == ("c",)


@pytest.mark.parametrize("items", ANSWERED.values(), ids=ANSWERED)
def test_what_openai_answers_itself_is_nobodys(scene, items):
    turn = scene.tools().run(items)
    assert (turn.outputs, turn.pending, turn.others) == ([], [], ())


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
    from ashby_agent_tools import Decision, SqliteStore

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
    from ashby_agent_tools import Decision, SqliteStore

    made = response((MOVE, scene.rejection())).model_dump(mode="json")
    turns = [scene.tools(store=SqliteStore(tmp_path / "approvals.db"), conversation="one").run(made) for _ in range(2)]
    for turn in turns:
        settled = turn.resume({turn.pending[0].call_id: Decision.approve(by="Robin")})
    assert scene.sent() == [scene.rejection()]
    assert "not sent twice" in settled.outputs[0]["output"]
