"""Ashby for MCP clients: a server whose tools ask a person before they reject someone."""

from ashby_mcp.conversation import STATELESS, is_stateless
from ashby_mcp.server import build_server
from ashby_mcp.sessions import GrantSessions

__all__ = ["STATELESS", "GrantSessions", "build_server", "is_stateless"]
