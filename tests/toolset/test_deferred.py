"""Definitions that providers search by themselves: they fit the SDKs' types, and hold every operation once."""

from __future__ import annotations

import pytest
from openai.types.responses import ToolParam
from pydantic import TypeAdapter

from ashby_agent_tools import Operation, Spec, Toolset
from ashby_agent_tools.errors import InvalidArguments, UsageError
from ashby_agent_tools.operations.schema import PROVIDERS
from ashby_agent_tools.risk import READ

ALL = Toolset.all() | Toolset.tasks()
NAMES = {tool.name for tool in ALL.operations}
BUILTIN = {tool.name for tool in ALL.builtin}


class Weather(Operation):
    """Tell the weather of an office."""

    spec = Spec("weather.info", scope=None, risk=READ)


def functions(definitions):
    """Every function of OpenAI's definitions, those in namespaces too."""
    return [it for definition in definitions for it in definition.get("tools", [definition]) if "name" in it]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("search", ["bm25", "regex"])
def test_anthropics_definitions_fit_its_types_and_wait_but_the_built_in_ones(search, strict):
    from anthropic.types import ToolUnionParam  # a second, for each worker that collects

    definitions = ALL.deferred("anthropic", search=search, strict=strict)
    TypeAdapter(list[ToolUnionParam]).validate_python(definitions)
    asking, *tools = definitions
    assert asking == {"type": f"tool_search_tool_{search}_20251119", "name": f"tool_search_tool_{search}"}
    assert {tool["name"] for tool in tools if tool.get("defer_loading")} == NAMES
    assert {tool["name"] for tool in tools if not tool.get("defer_loading")} == BUILTIN
    rules = PROVIDERS["anthropic"]
    for tool in tools:
        assert not rules.objections(tool["name"], tool["description"], tool["input_schema"])


@pytest.mark.parametrize("strict", [True, False])
def test_openais_definitions_fit_its_types_in_namespaces_of_nine(strict):
    definitions = ALL.deferred("openai", strict=strict)
    TypeAdapter(list[ToolParam]).validate_python(definitions)
    assert definitions[0] == {"type": "tool_search"}
    spaces = [it for it in definitions if it["type"] == "namespace"]
    assert len({space["name"] for space in spaces}) == len(spaces)
    assert all(1 <= len(space["tools"]) <= 9 for space in spaces)
    assert all(len(space["name"]) <= 64 and len(space["description"]) <= 1024 for space in spaces)
    waiting = [tool for space in spaces for tool in space["tools"]]
    assert sorted(tool["name"] for tool in waiting) == sorted(NAMES)
    assert all(tool["defer_loading"] is True for tool in waiting)
    assert {tool["name"] for tool in definitions if tool["type"] == "function"} == BUILTIN
    rules = PROVIDERS["openai"]
    for tool in functions(definitions):
        if "parameters" in tool:
            assert not rules.objections(tool["name"], tool["description"], tool["parameters"])


def test_a_namespace_says_what_it_holds():
    spaces = {it["name"]: it["description"] for it in ALL.deferred("openai") if it["type"] == "namespace"}
    assert spaces["ashby_webhooks"] == "Ashby. Webhook: create, delete, info, update."
    assert "Reject" in spaces["ashby_tasks_2"]


def test_a_search_of_the_application_gets_what_it_looked_for():
    asking, *loaded = ALL.deferred("openai", search="client")
    TypeAdapter(list[ToolParam]).validate_python([asking, *loaded])
    assert asking["execution"] == "client"
    assert {tool["name"] for tool in loaded} == BUILTIN
    found = Toolset.all().loaded("turn down a candidate")
    TypeAdapter(list[ToolParam]).validate_python(found)
    assert "ashby_application_change_stage" in {tool["name"] for tool in functions(found)}
    assert Toolset.all().loaded("") == []


@pytest.mark.parametrize("provider", ["anthropic", "openai"])
def test_what_is_ready_is_loaded_at_once_with_its_short_description(provider):
    definitions = ALL.deferred(provider, ready=["job.list"])
    ready = next(it for it in definitions if it.get("name") == "ashby_job_list")
    assert "defer_loading" not in ready
    assert ready["description"] == ALL["job.list"].description
    waiting = [it["name"] for it in functions(definitions) if it.get("defer_loading")]
    assert "ashby_job_list" not in waiting


def test_long_descriptions_begin_with_the_short_one_and_hold_what_people_say():
    for tool in ALL.operations:
        assert tool.long_description.startswith(tool.description)
        assert len(tool.description) < len(tool.long_description) <= 1024
    assert "turn down" in ALL["application.changeStage"].long_description


def test_narrowed_and_own_operations_are_deferred_too():
    toolset = Toolset.of("job.list", Weather)
    (space, own) = [it for it in toolset.deferred("openai") if it["type"] == "namespace"]
    assert [tool["name"] for tool in space["tools"]] == ["ashby_job_list"]
    assert (own["name"], [tool["name"] for tool in own["tools"]]) == ("ashby_own", ["ashby_weather_info"])
    assert [it["name"] for it in toolset.deferred("anthropic") if it.get("defer_loading")] == [
        "ashby_job_list",
        "ashby_weather_info",
    ]


def test_what_is_unknown_is_refused():
    with pytest.raises(UsageError, match="gemini"):
        ALL.deferred("gemini")
    with pytest.raises(UsageError, match="hosted"):
        ALL.deferred("openai", search="bm25")
    with pytest.raises(InvalidArguments, match="ashby_job_lists"):
        ALL.deferred("openai", ready=["ashby_job_lists"])
