"""Definitions that a provider's own tool search finds: deferred, described at length, and grouped into namespaces.

Anthropic: `defer_loading` beside one of its search tools (anthropic 2.14, types/tool_search_tool_bm25_20251119_param).
OpenAI's Responses API: `tool_search`, hosted or run by the application, over namespaces (openai 3.57,
types/responses/namespace_tool_param; its guide wants fewer than ten functions in each). Of a namespace a model is shown
the name and the description until it searches, so that the description lists what is inside.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.providers import for_provider

if TYPE_CHECKING:
    from ashby_agent_tools.toolset.tool import Tool
    from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["deferred", "function_of", "namespaces"]

_MOST = 9  # functions in a namespace
_SEARCHES = {"anthropic": ("bm25", "regex"), "openai": ("hosted", "client")}
_ASKS = "Find operations of Ashby, the applicant tracking system, by what is to be done, in plain words."


def deferred(
    toolset: Toolset, provider: str, search: str | None, ready: Iterable[str], *, strict: bool
) -> list[JsonObject]:
    """The `tools` of a request; `Toolset.deferred` is the door to this and says more."""
    if provider not in _SEARCHES:
        raise UsageError(f"{provider!r:.40} has no tool search that is known here; there are {', '.join(_SEARCHES)}.")
    search = _SEARCHES[provider][0] if search is None else search
    if search not in _SEARCHES[provider]:
        raise UsageError(f"search is {search!r:.40}; for {provider} it is one of {', '.join(_SEARCHES[provider])}.")
    at_once = {toolset[name].name for name in ready}
    loaded = [*(tool for tool in toolset.operations if tool.name in at_once), *toolset.builtin]
    waiting = [tool for tool in toolset.operations if tool.name not in at_once]
    if provider == "anthropic":
        return _anthropic(search, loaded, waiting, strict=strict)
    return _openai(search, loaded, waiting, strict=strict)


def _anthropic(search: str, loaded: Sequence[Tool], waiting: Sequence[Tool], *, strict: bool) -> list[JsonObject]:
    name = f"tool_search_tool_{search}"
    return [
        {"type": f"{name}_20251119", "name": name},
        *(_anthropic_tool(tool, tool.description, strict=strict) for tool in loaded),
        *({**_anthropic_tool(tool, tool.long_description, strict=strict), "defer_loading": True} for tool in waiting),
    ]


def _anthropic_tool(tool: Tool, description: str, *, strict: bool) -> JsonObject:
    made: JsonObject = {"name": tool.name, "description": description}
    if strict:
        with contextlib.suppress(UsageError):  # what strict mode cannot say
            return {**made, "input_schema": for_provider("anthropic", tool.schema, strict=True), "strict": True}
    return {**made, "input_schema": for_provider("anthropic", tool.schema)}


def _openai(search: str, loaded: Sequence[Tool], waiting: Sequence[Tool], *, strict: bool) -> list[JsonObject]:
    functions = [function_of(tool, strict=strict) for tool in loaded]
    if search == "client":
        query = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
        asking: JsonObject = {"type": "tool_search", "execution": "client", "description": _ASKS, "parameters": query}
        return [asking, *functions]
    return [{"type": "tool_search"}, *functions, *namespaces(waiting, strict=strict)]


def function_of(tool: Tool, *, strict: bool, waits: bool = False) -> JsonObject:
    """One function for the Responses API; one that waits is deferred, and described at length."""
    description = tool.long_description if waits else tool.description
    parameters, closed = for_provider("openai", tool.schema), False
    if strict:
        with contextlib.suppress(UsageError):  # what strict mode cannot say
            parameters, closed = for_provider("openai", tool.schema, strict=True), True
    made: JsonObject = {"type": "function", "name": tool.name, "description": description, "parameters": parameters}
    return {**made, "strict": closed, "defer_loading": True} if waits else {**made, "strict": closed}


def namespaces(tools: Iterable[Tool], *, strict: bool) -> list[JsonObject]:
    """Tools in namespaces of at most nine, in the order of their areas; what belongs to one record stays together."""
    areas: dict[str, list[Tool]] = {}
    for tool in tools:
        areas.setdefault(_area(tool), []).append(tool)
    return [
        {
            "type": "namespace",
            "name": f"ashby_{area}" if number == 0 and whole else f"ashby_{area}_{number + 1}",
            "description": _contents(group),
            "tools": [function_of(tool, strict=strict, waits=True) for tool in group],
        }
        for area, found in areas.items()
        for groups in [list(_packed(_by_record(found)))]
        for whole in [len(groups) == 1]
        for number, group in enumerate(groups)
    ]


def _area(tool: Tool) -> str:
    """The module that the operation is in; operations of the user's own are one area."""
    package, _, module = tool.operation.__module__.rpartition(".")
    if package.endswith(".tasks"):
        return "tasks"
    return module.strip("_") if package == "ashby_agent_tools.operations" else "own"


def _by_record(tools: Iterable[Tool]) -> Iterator[list[Tool]]:
    """The tools of each kind of record; where they are too many, what reads is kept apart from what writes."""
    records: dict[str, list[Tool]] = {}
    for tool in tools:
        records.setdefault(tool.operation.spec.endpoint.rpartition(".")[0], []).append(tool)
    for found in records.values():
        if len(found) <= _MOST:
            yield found
            continue
        for reads in (True, False):
            kind = [tool for tool in found if tool.operation.spec.reads is reads]
            yield from (kind[at : at + _MOST] for at in range(0, len(kind), _MOST))


def _packed(records: Iterable[list[Tool]]) -> Iterator[list[Tool]]:
    group: list[Tool] = []
    for found in records:
        if group and len(group) + len(found) > _MOST:
            yield group
            group = []
        group = [*group, *found]
    if group:
        yield group


def _contents(tools: Collection[Tool]) -> str:
    """What a namespace holds: `Ashby. Candidate: add tag, remove tag. Candidate tag: list.`"""
    records: dict[str, list[str]] = {}
    for tool in tools:
        record, _, action = tool.title.rpartition(": ")
        records.setdefault(record, []).append(action)
    said = [f"{record}: {', '.join(actions)}" if record else ", ".join(actions) for record, actions in records.items()]
    return f"Ashby. {'. '.join(said)}."
