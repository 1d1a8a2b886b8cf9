"""`operations`: the catalogue as a table, as lines or as JSON, and one operation whole."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Literal

from ashby_agent_tools import Risk, Tool, Toolset
from ashby_agent_tools.cli._output import at_terminal, reporting, say, show_json, show_lines, show_table
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.tasks import all_tasks

_WIDTH = 80
_FOUND = 10  # operations that a search lists, the best first


def run(
    *,
    as_json: bool,
    preset: str | None,
    tag: str | None,
    effect: Literal["read", "write", "destructive"] | None,
    scope: str | None,
    search: str | None = None,
) -> None:
    """Print the operations that all the given filters leave; with a search, the ten of them that fit best."""
    with reporting(as_json=as_json):
        chosen = Toolset.all() if preset is None else Toolset.preset(preset)
        chosen = chosen if tag is None else chosen.tagged(tag)
        scopes = {tool.operation.spec.scope for tool in Toolset.all()}
        if scope is not None and scope not in scopes:
            raise UsageError(f"There is no scope {scope!r}; there are {', '.join(sorted(filter(None, scopes)))}.")
        tools = [
            tool
            for tool in chosen
            if effect in (None, str(tool.operation.spec.worst.effect)) and scope in (None, tool.operation.spec.scope)
        ]
        if search is not None and tools:
            tools = Toolset.of(*(tool.operation for tool in tools)).find(search, most=_FOUND)
    if as_json:
        show_json([described(tool) for tool in tools])
    elif at_terminal():
        rows = [(tool.operation.spec.endpoint, _effect(tool), _first_line(tool)) for tool in tools]
        if rows:
            show_table(("endpoint", "effect", "what it does"), rows)
        say(f"{len(tools)} operations; effects are those of the worst arguments. `operations show NAME` says more.")
    else:
        show_lines([_row(tool) for tool in tools])


def show(name: str, *, as_json: bool) -> None:
    """Print one operation whole: arguments, risk, permission, names."""
    with reporting(as_json=as_json):
        tool = (Toolset.all() | Toolset.tasks())[name]
    if as_json:
        show_json(described(tool))
    else:
        for line in _lines(tool):
            say(line)


def names(incomplete: str) -> list[str]:
    """The endpoints and tool names that begin like this, for completion in a shell."""
    known = {**catalogue(), **all_tasks()}
    every = [name for endpoint, cls in known.items() for name in (endpoint, cls.spec.tool)]
    return sorted(name for name in every if name.startswith(incomplete))


def _first_line(tool: Tool) -> str:
    return tool.description.partition("\n")[0]


def _effect(tool: Tool) -> str:
    worst = tool.operation.spec.worst
    reaches = [word for word, yes in (("person", worst.notifies), ("export", worst.exports)) if yes]
    return ", ".join((str(worst.effect), *reaches))


def _row(tool: Tool) -> tuple[str, ...]:
    spec = tool.operation.spec
    reaches = ",".join(word for word, yes in (("person", spec.worst.notifies), ("export", spec.worst.exports)) if yes)
    return spec.endpoint, spec.tool, str(spec.worst.effect), reaches, spec.scope or "", _first_line(tool)


def _lines(tool: Tool) -> Iterator[str]:
    spec = tool.operation.spec
    yield f"{spec.endpoint}  ({spec.tool})"
    yield from ("", tool.description, "", "Arguments")
    yield from _arguments(tool.schema) if tool.schema.get("properties") else ("  none",)
    yield from ("", "Risk", f"  at least {_risk_in_words(spec.risk)}")
    if spec.worst != spec.risk:
        yield f"  at worst {_risk_in_words(spec.worst)}"
    yield from (_wrapped(f"because {reason}", "  ") for reason in spec.worst.reasons)
    yield from ("", f"Permission  {spec.scope or 'none'}", f"Tags        {', '.join(spec.tags)}")
    if spec.aliases:
        yield _wrapped(f"Also called {', '.join(spec.aliases)}", "", indent=" " * 12)
    if not spec.reads:
        yield from ("", "`call --dry-run` shows the question that a person would be asked, and sends nothing.")


def _arguments(schema: JsonObject, before: str = "") -> Iterator[str]:
    """A line per argument, those of objects below them with dotted names."""
    for name, part in schema.get("properties", {}).items():
        must = ", required" if name in schema.get("required", ()) else ""
        told = f"  {part['description']}" if part.get("description") else ""
        yield _wrapped(f"{before}{name}  ({_type(part)}{must}){told}", "  ")
        inner = part.get("items", {}) if part.get("type") == "array" else part
        yield from _arguments(inner, f"{before}{name}.")


def _type(part: JsonObject) -> str:
    if "enum" in part:
        return " | ".join(json.dumps(one, ensure_ascii=False) for one in part["enum"])
    kinds = part.get("type", "any")
    return " or ".join([kinds] if isinstance(kinds, str) else kinds)


def _wrapped(text: str, before: str, indent: str = "      ") -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=before, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _risk_in_words(risk: Risk) -> str:
    said = [str(risk.effect)]
    said += ["can reach a person outside"] if risk.notifies else []
    said += ["data can leave Ashby"] if risk.exports else []
    said += [f"undone by {risk.inverse}"] if risk.inverse else []
    return "; ".join(said)


def described(tool: Tool) -> dict[str, Json]:
    """One operation as `operations --json` gives it."""
    spec = tool.operation.spec
    return {
        "name": spec.tool,
        "endpoint": spec.endpoint,
        "scope": spec.scope,
        "effect": str(spec.worst.effect),
        "worst": spec.worst.to_json(),
        "hints": tool.hints,
        "tags": list(spec.tags),
        "aliases": list(spec.aliases),
        "beta": spec.beta,
        "served_by": spec.served_by,
        "description": tool.description,
        "input_schema": tool.schema,
    }
