"""The definitions that the OpenAI APIs get: strict where the schema allows it, and said explicitly."""

from __future__ import annotations

import subprocess
import sys

import pytest
from agents.strict_schema import ensure_strict_json_schema
from openai.types.chat import ChatCompletionFunctionToolParam
from openai.types.responses import FunctionToolParam
from pydantic import TypeAdapter

from ashby_agent_tools import Toolset, errors
from ashby_openai import AshbyTools

HALVES = [Toolset.all().only(*[tool.name for tool in list(Toolset.all())[half::2]]) for half in (0, 1)]


@pytest.mark.parametrize("half", [0, 1])
def test_every_definition_fits_the_sdks_types_and_says_whether_it_is_strict(scene, half):
    tools = scene.tools(HALVES[half])
    TypeAdapter(list[FunctionToolParam]).validate_python(tools.responses())
    TypeAdapter(list[ChatCompletionFunctionToolParam]).validate_python(tools.chat())
    assert all(isinstance(tool["strict"], bool) for tool in tools.responses())
    assert [tool["function"] for tool in tools.chat()] == [
        {key: value for key, value in tool.items() if key != "type"} for tool in tools.responses()
    ]


@pytest.mark.parametrize("half", [0, 1])
def test_the_sdks_own_strict_mode_finds_nothing_to_change_in_a_strict_schema(scene, half):
    strict = [tool for tool in scene.tools(HALVES[half]).responses() if tool["strict"]]
    assert len(strict) > 80
    for tool in strict:
        assert ensure_strict_json_schema(tool["parameters"], _reject_open_objects=True) == tool["parameters"]


def test_values_of_any_type_are_not_strict_and_keys_of_ones_own_are(scene):
    tools = scene.tools(Toolset.of("customField.setValue", "department.create", "candidate.info"))
    assert {tool["name"]: tool["strict"] for tool in tools.responses()} == {
        "ashby_custom_field_set_value": False,
        "ashby_department_create": True,
        "ashby_candidate_info": True,
        "ashby_read_result": True,
        "ashby_read_resume": True,
    }


def test_without_strict_everything_says_false_and_only_what_is_required_is(scene):
    tools = scene.tools(Toolset.of("application.list"))
    (tool, *_) = tools.responses(strict=False)
    assert tool["strict"] is False
    assert "required" not in tool["parameters"]


def test_more_tools_than_openai_takes_are_refused_with_what_to_do(scene):
    with pytest.raises(errors.UsageError, match="128: narrow"):
        scene.tools(Toolset.all()).responses()


def test_a_name_that_openai_refuses_is_named(scene):
    name = "jobs" * 16 + "s"  # 65 letters, a name elsewhere
    tools = scene.tools(Toolset.of("job.list").renamed({"job.list": name}))
    with pytest.raises(errors.UsageError, match=f"{name}: the name does not fit"):
        tools.chat()


def test_the_package_does_not_import_openai():
    code = "import ashby_openai, sys; sys.exit('openai' in sys.modules or 'agents' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_key_says_so_in_one_line(monkeypatch):
    monkeypatch.delenv("ASHBY_API_KEY", raising=False)
    with pytest.raises(errors.UsageError, match="ASHBY_API_KEY"):
        AshbyTools()


async def test_a_preset_is_the_default_and_own_connections_are_closed():
    tools = AshbyTools(api_key="key", base_url="https://ashby.example.com")
    assert {tool.name for tool in tools.offered} >= {tool.name for tool in Toolset.preset("recruiter")}
    await tools.aclose()
