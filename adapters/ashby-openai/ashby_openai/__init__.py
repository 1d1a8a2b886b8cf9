"""Ashby for the OpenAI APIs: tool definitions, and turns that ask a person before they reject someone."""

from ashby_openai.tools import AshbyTools
from ashby_openai.turn import Pending, Turn

__all__ = ["AshbyTools", "Pending", "Turn"]
