"""Ashby for MCP."""

__all__: list[str] = []
