"""The LangChain adapter keeps the contract of all adapters, under create_agent with a scripted model."""

from __future__ import annotations

from langchain_driver import Driver

from ashby_agent_tools.testing import AdapterContract


class TestContract(AdapterContract):
    """All of it; the tests are inherited."""

    def make(self, setting):
        return Driver(setting)
