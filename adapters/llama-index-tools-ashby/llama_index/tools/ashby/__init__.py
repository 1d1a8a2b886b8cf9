"""Ashby for LlamaIndex: a tool spec whose tools ask a person before they reject someone."""

from llama_index.tools.ashby.events import ApprovalAnswered, ApprovalRequested
from llama_index.tools.ashby.spec import AshbyToolSpec
from llama_index.tools.ashby.testing import ScriptedLLM
from llama_index.tools.ashby.tool import AshbyTool

__all__ = ["ApprovalAnswered", "ApprovalRequested", "AshbyTool", "AshbyToolSpec", "ScriptedLLM"]
