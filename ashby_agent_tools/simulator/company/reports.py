"""Saved reports: two that work, one that is too slow to wait for, one that fails."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_REPORTS = (
    ("Pipeline by job", "pipeline", 4, None),
    ("Hires by source", "sources", 4, None),
    ("Pipeline of ten years", "pipeline", 45, None),
    ("Report on a deleted field", "sources", 4, "A field that this report uses was deleted."),
)


def populate(org: Organization, maker: Maker) -> None:
    """`seconds` is how long the simulator's clock runs until the report is ready."""
    for title, computes, seconds, fails in _REPORTS:
        row = {"title": title, "computes": computes, "seconds": seconds, "fails": fails}
        org.add("report", {**row, "createdAt": maker.ago(days=90)})
