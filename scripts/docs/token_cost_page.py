"""The page docs/token-cost.md: what definitions cost in each mode, counted from the catalogue as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ashby_agent_tools import Toolset
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.toolset.presets import LARGE, PRESETS

__all__ = ["token_cost_page"]

HEAD = """# What definitions cost

Tokens of the definitions of tools, before anybody has asked for anything, in o200k_base as a model of OpenAI counts
them. Instructions are {instructions} tokens more at most.

| selection | tools listed | operations behind | tokens |
| --- | --- | --- | --- |
"""
SEARCH = """
## Search

With a provider's own search, deferred definitions are not counted: what is loaded at once is the search, the built-in
tools and, at OpenAI, the names and descriptions of namespaces. [Finding tools](finding-tools.md) says how to choose.

| first request with everything | tokens |
| --- | --- |
"""


def token_cost_page() -> str:
    """The page."""
    whole = Toolset.all() | Toolset.tasks()
    named = {name: Toolset.preset(name) for name in (*PRESETS, *LARGE)}
    rows = "".join(_row(f"preset `{name}`", toolset) for name, toolset in named.items())
    rows += _row("`Toolset.tasks()`", Toolset.tasks())
    rows += _row("everything and the tasks", whole)
    rows += _row("everything and the tasks, `searchable()`", whole.searchable())
    instructions = max(_tokens([toolset.instructions()]) for toolset in (whole, whole.searchable()))
    return HEAD.format(instructions=instructions) + rows + SEARCH + _searches(whole)


def _row(label: str, toolset: Toolset) -> str:
    return f"| {label} | {len(toolset.tools)} | {len(toolset.operations)} | {toolset.cost():,} |\n"


def _searches(whole: Toolset) -> str:
    found = {
        "own search: `searchable()`": whole.searchable().cost(),
        'Anthropic: `deferred("anthropic")`': _tokens(
            it for it in whole.deferred("anthropic") if not it.get("defer_loading")
        ),
        'OpenAI: `deferred("openai")`': _tokens(map(_shown, whole.deferred("openai"))),
        'OpenAI, searches answered here: `deferred("openai", search="client")`': _tokens(
            whole.deferred("openai", search="client")
        ),
    }
    return "".join(f"| {label} | {tokens:,} |\n" for label, tokens in found.items())


def _shown(definition: JsonObject) -> JsonObject:
    """What a model sees before it searches: of a namespace only what it is called and holds."""
    return {key: value for key, value in definition.items() if key != "tools"}


def _tokens(definitions: Iterable[JsonObject | str]) -> int:
    counter = counter_for("o200k_base", 1.0)
    return sum(counter.count(json.dumps(it, separators=(",", ":"))) for it in definitions)
