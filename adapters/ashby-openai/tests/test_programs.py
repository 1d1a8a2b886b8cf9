"""Programs that a model writes: they may call what reads, and get objects; what changes something they may not call."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from openai.types.responses import FunctionTool, ResponseFunctionToolCall
from pydantic import TypeAdapter

from ashby_agent_tools import Decision, Toolset

LIST, MOVE, NOTE = "ashby_candidate_list", "ashby_application_change_stage", "ashby_candidate_create_note"
PROGRAM = {"type": "program", "caller_id": "prog_1"}
TOOLS = Toolset.of("candidate.list", "application.list", "application.changeStage", "candidate.createNote")


def called(name, arguments, caller=PROGRAM):
    item = {"type": "function_call", "call_id": "call_1", "name": name, "arguments": json.dumps(arguments)}
    return [item if caller is None else item | {"caller": caller}]


@pytest.mark.parametrize("strict", [True, False, "only"])
def test_definitions_say_who_may_call_and_what_comes_back(scene, strict):
    first, *functions = scene.tools(TOOLS).responses(strict=strict, programmatic=True)
    assert first == {"type": "programmatic_tool_calling"}
    callers = {it["name"]: it["allowed_callers"] for it in functions}
    assert callers[MOVE] == callers[NOTE] == ["direct"]
    assert callers[LIST] == callers["ashby_query"] == callers["ashby_read_result"] == ["direct", "programmatic"]
    for function in functions:
        TypeAdapter(FunctionTool).validate_python(function)
        assert ("output_schema" in function) is ("programmatic" in function["allowed_callers"])
        if "output_schema" in function:
            Draft202012Validator.check_schema(function["output_schema"])
    assert "allowed_callers" not in json.dumps(scene.tools(TOOLS).responses())


async def test_a_program_gets_the_objects_of_the_output_schema(scene):
    tools = scene.tools(TOOLS.with_budget(600))
    schemas = {it["name"]: it.get("output_schema") for it in tools.responses(programmatic=True)[1:]}
    asked = called(LIST, {"limit": 100})
    for turn in (tools.run(asked), await scene.tools(TOOLS.with_budget(600)).arun(asked)):
        (output,) = turn.outputs
        assert output["caller"] == PROGRAM
        found = json.loads(output["output"])
        Draft202012Validator(schemas[LIST]).validate(found)
        assert len(found["rows"]) == 100
    (for_a_model,) = scene.tools(TOOLS.with_budget(600)).run(called(LIST, {"limit": 100}, {"type": "direct"})).outputs
    assert len(for_a_model["output"]) < len(output["output"]) / 2


@pytest.mark.parametrize("caller", [PROGRAM, {"type": "something new"}, "program", {}])
@pytest.mark.parametrize("name", [MOVE, NOTE])
async def test_a_program_cannot_call_what_changes_something(scene, name, caller):
    arguments = scene.rejection() if name == MOVE else {"candidateId": scene.company.candidate()["id"], "note": "Hi"}
    for approver in (None, lambda call, question: Decision.approve(by="Robin")):
        tools = scene.tools(TOOLS, **({} if approver is None else {"approver": approver}))
        for turn in (tools.run(called(name, arguments, caller)), await tools.arun(called(name, arguments, caller))):
            assert turn.pending == []
            assert "no program may call it" in turn.outputs[0]["output"]
    assert scene.sent() == []
    assert scene.sent("candidate.createNote") == []


def test_search_mode_is_no_way_round(scene):
    tools = scene.tools(TOOLS.searchable())
    for inner in ({"name": MOVE, "arguments": scene.rejection()}, {"name": LIST, "arguments": {}}):
        (output,) = tools.run(called("ashby_call", inner)).outputs
        assert "no program may call it" in output["output"]
    (found,) = tools.run(called("ashby_find_tools", {"query": "reject somebody"})).outputs
    assert MOVE in json.loads(found["output"])["record"]["text"]
    assert scene.sent() == []


def test_what_goes_wrong_in_a_program_is_told_as_text_and_a_call_of_the_model_is_asked_about(scene):
    tools = scene.tools(TOOLS)
    (wrong,) = tools.run(called("ashby_query", {"from": [LIST], "group_by": "sorce"})).outputs
    assert "did you mean 'source'" in wrong["output"]
    item = ResponseFunctionToolCall(
        type="function_call", call_id="c", name=MOVE, arguments=json.dumps(scene.rejection()), caller={"type": "direct"}
    )
    turn = tools.run([item])
    assert len(turn.pending) == 1
    assert scene.sent() == []
