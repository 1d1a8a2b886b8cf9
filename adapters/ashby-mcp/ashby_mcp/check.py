"""What `ashby-mcp --check` prints: tools, cost, permissions that the key lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ashby_agent_tools import Client, KeyInfo, Tool, Toolset

__all__ = ["brought", "report", "too_many"]

# Characters per token of tool definitions, measured with o200k_base over every preset: from 4.30 to 4.36.
_PER_TOKEN = 4.3


def report(toolset: Toolset, client: Client) -> Iterator[str]:
    """The lines of the report, top to bottom; one request, apiKey.info, is sent.

    Raises ApiError if the key is not valid, and TransportError where Ashby cannot be reached.
    """
    offered = toolset.tools
    width = max(len(tool.name) for tool in offered)
    yield f"{len(offered)} tools"
    for tool in offered:
        facts = tool.operation.spec
        yield f"  {tool.name:<{width}}  {_effect(tool):<12}{_cost(tool):>5} tokens  {facts.scope or ''}".rstrip()
    told = round(len(toolset.instructions()) / _PER_TOKEN)
    yield (
        f"Definitions cost about {sum(map(_cost, offered)):,} tokens and the instructions about {told:,}, "
        f"in every conversation; one result at most {toolset.budget.tokens:,}."
    )
    if warning := too_many(toolset):
        yield warning
    yield from _lacking(toolset, client)


def too_many(toolset: Toolset) -> str | None:
    """What to say when a server starts with these tools; None where every client takes them."""
    if not toolset.too_many_for:
        return None
    exceeded = ", ".join(f"{client} {most}" for client, most in toolset.too_many_for.items())
    return (
        f"{len(toolset.tools)} tools are more than some clients take, all servers together: {exceeded}. They leave out "
        "the rest or refuse all. Choose fewer with --preset, --tools or --exclude."
    )


def brought(key: KeyInfo, toolset: Toolset) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Which permissions would bring which tools; those that a tool needs together stand together."""
    needed: dict[str, list[str]] = {}
    for scope, names in key.lacking(toolset).items():
        for name in names:
            needed.setdefault(name, []).append(scope)
    for permissions in sorted({tuple(scopes) for scopes in needed.values()}, key=lambda it: (len(it), it)):
        yield " and ".join(permissions), tuple(name for name, scopes in needed.items() if tuple(scopes) == permissions)


def _lacking(toolset: Toolset, client: Client) -> Iterator[str]:
    key = client.key_info()
    if key.scopes is None:
        yield key.advice(toolset)
        return
    missing = key.lacking(toolset)
    title = f"The key {key.title or 'in use'}"
    if not missing:
        yield f"{title} has every permission that these tools need."
        return
    yield f"{title} lacks {len(missing)} permission{'s' if len(missing) > 1 else ''}:"
    for permissions, names in brought(key, toolset):
        yield f"  {permissions}: {', '.join(names)}"
    yield "Add them to the key in Ashby, or leave the tools out with --exclude."


def _effect(tool: Tool) -> str:
    return str(tool.operation.spec.worst.effect)


def _cost(tool: Tool) -> int:
    shown = {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
    return round(len(json.dumps(shown, separators=(",", ":"), ensure_ascii=False)) / _PER_TOKEN)
