"""The LlamaIndex adapter keeps the contract of all adapters, in a FunctionAgent with a scripted model."""

from __future__ import annotations

from llama_index_driver import Driver

from ashby_agent_tools.testing import AdapterContract


class TestContract(AdapterContract):
    """All of it; the tests are inherited. Agents have one door, the async one."""

    doors = ("async",)

    def make(self, setting):
        return Driver(setting)
