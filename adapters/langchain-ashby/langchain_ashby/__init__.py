"""Ashby for LangChain and LangGraph: a toolkit whose tools ask a person before they reject someone."""

from langchain_ashby.testing import ScriptedModel
from langchain_ashby.tool import AshbyTool
from langchain_ashby.toolkit import AshbyToolkit

__all__ = ["AshbyTool", "AshbyToolkit", "ScriptedModel"]
