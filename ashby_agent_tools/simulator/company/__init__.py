"""The demo company: invented people, the same for the same seed. Core records first, then one module per area.

An area module has `populate(org, maker)` and adds what its lists need beyond the core: at least one record behind
every list endpoint.
"""

from __future__ import annotations

import importlib
import importlib.util

from ashby_agent_tools.operations.index import AREAS
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["Maker", "populate"]

_CORE = ("core_organization", "core_jobs", "core_people", "core_pipeline", "core_interviews")


def populate(org: Organization, *, large: bool = False) -> None:
    """Fill an empty organization."""
    maker = Maker(org, large=large)
    for module in _CORE + tuple(sorted(set(AREAS.values()))):
        name = f"{__name__}.{module}"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).populate(org, maker.of(module))
