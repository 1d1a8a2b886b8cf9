"""Referrals of the demo company: the default form, and who recommended whom."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules.referrals import default_form, referral_source

_FEWEST = 5  # referrals at least, whatever the sources of the applications are


def populate(org: Organization, maker: Maker) -> None:
    """A referral behind every application that came through one, and behind a few more."""
    default_form(org)
    users = [row["id"] for row in org.table("user").values() if row["isEnabled"]]
    source = referral_source(org)
    applications = list(org.table("application").values())
    chosen = [row for row in applications if source is not None and row.get("sourceId") == source["id"]]
    for row in chosen or maker.some(applications, _FEWEST, _FEWEST):
        row["creditedToUserId"] = row.get("creditedToUserId") or maker.pick(users)
        referral = {
            "candidateId": row["candidateId"],
            "applicationId": row["id"],
            "creditedToUserId": row["creditedToUserId"],
            "submittedValues": {},
        }
        org.add("referral", {**referral, "createdAt": row["createdAt"], "updatedAt": row["createdAt"]})
