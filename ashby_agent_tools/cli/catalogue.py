"""`operations`: the catalogue as a table or as JSON."""

from __future__ import annotations

from typing import Literal

from ashby_agent_tools import Risk, Tool, Toolset
from ashby_agent_tools.cli._output import cell, reporting, show_json
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Json


def run(
    *,
    as_json: bool,
    preset: str | None,
    tag: str | None,
    effect: Literal["read", "write", "destructive"] | None,
    scope: str | None,
) -> None:
    """Print the operations that all the given filters leave."""
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
    if as_json:
        show_json([described(tool) for tool in tools])
    else:
        _table(tools)


def described(tool: Tool) -> dict[str, Json]:
    """One operation as `operations --json` gives it."""
    spec = tool.operation.spec
    return {
        "name": spec.tool,
        "endpoint": spec.endpoint,
        "scope": spec.scope,
        "effect": str(spec.worst.effect),
        "worst": _risk(spec.worst),
        "hints": tool.hints,
        "tags": list(spec.tags),
        "aliases": list(spec.aliases),
        "beta": spec.beta,
        "served_by": spec.served_by,
        "description": tool.description,
        "input_schema": tool.schema,
    }


def _risk(risk: Risk) -> dict[str, Json]:
    return {
        "effect": str(risk.effect),
        "notifies": risk.notifies,
        "exports": risk.exports,
        "reversible": risk.reversible,
        "inverse": risk.inverse,
        "idempotent": risk.idempotent,
        "reasons": list(risk.reasons),
    }


def _table(tools: list[Tool]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table("endpoint", "effect", "beyond Ashby", "scope", "what it does", box=None)
    for tool in tools:
        spec = tool.operation.spec
        reaches = [word for word, yes in (("person", spec.worst.notifies), ("export", spec.worst.exports)) if yes]
        first = tool.description.partition("\n")[0]
        table.add_row(*map(cell, (spec.endpoint, str(spec.worst.effect), ", ".join(reaches), spec.scope or "", first)))
    console = Console()
    console.print(table)
    console.print(f"{len(tools)} operations; effects are those of the worst arguments.")
