"""The MCP adapter keeps the contract of all adapters, in both protocol eras, with the SDK's own client."""

from __future__ import annotations

from mcp_drivers import LegacyDriver, ModernDriver

from ashby_agent_tools.testing import AdapterContract


class Contract(AdapterContract):
    """One door; a form has no place for changed arguments. Each call of a client is a request of its own."""

    doors = ("async",)
    edits = False
    asks_together = False


class TestModern(Contract):
    """All of it on 2026-07-28; the tests are inherited."""

    def make(self, setting):
        return ModernDriver(setting)


class TestLegacy(Contract):
    """All of it with the handshake; the tests are inherited."""

    def make(self, setting):
        return LegacyDriver(setting)
