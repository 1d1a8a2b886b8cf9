"""The unified ATS models over Ashby: normalized records, with the truth of each field told as data."""

from ashby_agent_tools.unified.api import AsyncUnified, Unified
from ashby_agent_tools.unified.mapping import Derived, Filled, Line, Never, Table, Truth
from ashby_agent_tools.unified.plans import Plan
from ashby_agent_tools.unified.resources import RESOURCES, Page
from ashby_agent_tools.unified.tables import NO_SOURCE

__all__ = [
    "NO_SOURCE",
    "RESOURCES",
    "AsyncUnified",
    "Derived",
    "Filled",
    "Line",
    "Never",
    "Page",
    "Plan",
    "Table",
    "Truth",
    "Unified",
]
