"""How many tools MCP clients accept, and what to say about a selection with more."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["MOST_TOOLS", "too_many"]

MOST_TOOLS = MappingProxyType(
    {
        "Cursor": 80,  # of all servers together; a warning in its settings, shown in Snowflake-Labs/mcp#77, Sept 2025
        "Windsurf": 100,  # of all servers together; its refusal is quoted in DaxianLee/cocos-mcp-server#11, Feb 2026
        "VS Code": 128,  # in one chat request: code.visualstudio.com/docs/copilot/agents/agent-tools, read in Nov 2026
        "OpenAI's API": 128,  # `tools` in a request: "maximum length 128"; openai/openai-openapi#76
    }
)
"""The most tools of a client, the lowest first, with the source of each number."""


def too_many(count: int) -> str | None:
    """What to say when the server starts with this many tools; None where every client takes them."""
    exceeded = [f"{client} {most}" for client, most in MOST_TOOLS.items() if count > most]
    if not exceeded:
        return None
    return (
        f"{count} tools are more than some clients take, all servers together: {', '.join(exceeded)}. They leave out "
        "the rest or refuse all. Choose fewer with --preset, --tools or --exclude."
    )
