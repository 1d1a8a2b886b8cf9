"""The unified ATS models over Ashby: normalized records, with the truth of each field told as data."""

from ashby_agent_tools.ats.dialects import DIALECTS
from ashby_agent_tools.ats.mapping import Derived, Filled, Line, Never, Table, Truth
from ashby_agent_tools.ats.plans import Plan
from ashby_agent_tools.ats.resources import RESOURCES, Page
from ashby_agent_tools.ats.tables import NO_SOURCE
from ashby_agent_tools.unified.api import AsyncUnified, Unified
from ashby_agent_tools.unified.events import NO_EVENT, UnifiedEvent

__all__ = [
    "DIALECTS",
    "NO_EVENT",
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
    "UnifiedEvent",
]
