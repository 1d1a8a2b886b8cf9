"""Roles on hiring teams: those that the core company's teams use, and a few more."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._hiring_team import in_order

_ROLES = (
    ("Recruiter", True),
    ("Hiring Manager", True),
    ("Coordinator", True),
    ("Sourcer", True),
    ("Executive Sponsor", False),
)
"""Title, and whether applications have the role too; jobs and openings have all of them."""


def populate(org: Organization, maker: Maker) -> None:
    """The roles; then every team is put in the order that adding and removing keeps."""
    for title, on_applications in _ROLES:
        role: JsonObject = {"title": title, "onApplications": on_applications, "createdAt": maker.ago(days=700)}
        org.add("hiringTeamRole", role)
    for kind in ("job", "application"):
        for row in org.table(kind).values():
            row["hiringTeam"] = in_order(org, row["hiringTeam"])
