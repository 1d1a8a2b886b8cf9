"""Ashby for MCP clients: a server whose tools ask a person before they reject someone."""

from ashby_mcp.server import STATELESS, build_server

__all__ = ["STATELESS", "build_server"]
