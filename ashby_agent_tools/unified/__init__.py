"""The unified ATS models over Ashby: normalized records, with the truth of each field told as data."""

from ashby_agent_tools.unified.api import AsyncUnified, Unified
from ashby_agent_tools.unified.mapping import Derived, Filled, Line, Never, Table
from ashby_agent_tools.unified.resources import RESOURCES, Page

__all__ = ["RESOURCES", "AsyncUnified", "Derived", "Filled", "Line", "Never", "Page", "Table", "Unified"]
