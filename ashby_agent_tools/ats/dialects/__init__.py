"""Dialects: unified records in the shape of a hosted service, so that code written against one runs on this."""

from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.ats.dialects.base import Dialect
from ashby_agent_tools.ats.dialects.kombo import KOMBO
from ashby_agent_tools.ats.dialects.merge import MERGE
from ashby_agent_tools.ats.dialects.truto import TRUTO

__all__ = ["DIALECTS", "Dialect"]

DIALECTS: Mapping[str, Dialect] = MappingProxyType({each.name: each for each in (KOMBO, MERGE, TRUTO)})
"""By name."""
