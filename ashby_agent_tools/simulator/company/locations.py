"""Locations beyond the core: one that was given up."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization


def populate(org: Organization, maker: Maker) -> None:
    """An archived office beside the current ones."""
    org.add(
        "location",
        {
            "name": "Utrecht",
            "externalName": "Utrecht (closed)",
            "isArchived": True,
            "address": {"postalAddress": {"addressCountry": "Netherlands", "addressLocality": "Utrecht"}},
            "isRemote": False,
            "workplaceType": "OnSite",
            "parentLocationId": org.first("location", name="Europe")["id"],
            "type": "Location",
            "createdAt": maker.ago(days=805),
        },
    )
