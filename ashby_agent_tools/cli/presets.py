"""`presets`: what each preset offers a model, what it costs, and which clients take fewer tools."""

from __future__ import annotations

from ashby_agent_tools import Toolset
from ashby_agent_tools.cli._output import at_terminal, say, show_json, show_lines, show_table
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.toolset.presets import CLIENTS, LARGE, PRESETS

__all__ = ["run"]


def run(*, as_json: bool) -> None:
    """Print every preset with its number of tools and the tokens of their definitions."""
    rows = [_row(name, Toolset.preset(name)) for name in (*PRESETS, *LARGE)]
    if as_json:
        show_json(rows)
        return
    cells = [
        (str(row["preset"]), str(row["tools"]), f"{row['tokens']:,}", ", ".join(row["too_many_for"]) or "-")
        for row in rows
    ]
    if not at_terminal():
        show_lines(cells)
        return
    show_table(("preset", "tools", "tokens", "too many for"), cells)
    limits = ", ".join(f"{client} {most}" for client, most in CLIENTS.items())
    say(f"Tokens of the definitions, read with every request. Most tools that clients take, of all servers: {limits}.")


def _row(name: str, toolset: Toolset) -> dict[str, Json]:
    tools = len(toolset.tools)
    return {
        "preset": name,
        "tools": tools,
        "tokens": toolset.cost(),
        "searched": toolset.searched,
        "too_many_for": list(toolset.too_many_for),
        "names": [tool.name for tool in toolset.tools],
    }
