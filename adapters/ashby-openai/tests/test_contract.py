"""The OpenAI adapter keeps the contract of all adapters, with the SDK's own objects of both APIs."""

from __future__ import annotations

from openai_drivers import ChatDriver, Driver

from ashby_agent_tools.testing import AdapterContract


class TestResponses(AdapterContract):
    """The Responses API. Its function definitions have no place for hints."""

    shows_hints = False

    def make(self, setting):
        return Driver(setting)


class TestChat(AdapterContract):
    """Chat Completions."""

    shows_hints = False

    def make(self, setting):
        return ChatDriver(setting)
