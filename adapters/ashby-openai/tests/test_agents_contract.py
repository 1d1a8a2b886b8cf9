"""The tools for openai-agents keep the contract of all adapters, under the real Runner with a scripted model."""

from __future__ import annotations

from agents_driver import Driver

from ashby_agent_tools.testing import AdapterContract


class TestAgents(AdapterContract):
    """Its tools have no place for hints of ours."""

    shows_hints = False

    def make(self, setting):
        return Driver(setting)
