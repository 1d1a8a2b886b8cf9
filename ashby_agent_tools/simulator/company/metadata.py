"""Word lists of the demo company that the core does not need: close reasons, tracking links, a disabled template."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_CLOSE_REASONS = (
    ("Filled", False),
    ("Budget withdrawn", False),
    ("Role merged with another", False),
    ("Hiring paused", False),
    ("Opened by mistake", True),
)
_LINKS = (("autumn-fair", True), ("team-page", True), ("meetup-berlin", True), ("old-newsletter", False))


def populate(org: Organization, maker: Maker) -> None:
    """Some of each, one of them out of use."""
    for text, archived in _CLOSE_REASONS:
        org.add("closeReason", {"reasonText": text, "isArchived": archived}, stamped=False)
    sources = [row for row in org.table("source").values() if not row["isArchived"]]
    for code, enabled in _LINKS:
        link = f"https://jobs.ashbyhq.com/example-works?utm_source={code}"
        row = {"code": code, "enabled": enabled, "sourceId": maker.pick(sources)["id"], "link": link}
        org.add("sourceTrackingLink", row, stamped=False)
    if not org.rows("communicationTemplate", isEnabled=False):
        made = maker.ago(days=400)
        row = {"title": "Rejection (before 2025)", "intendedTypes": ["email"], "isEnabled": False}
        org.add("communicationTemplate", {**row, "createdAt": made, "updatedAt": made})
    if not org.rows("candidateTag", isArchived=True):
        org.add("candidateTag", {"title": "Imported 2023", "isArchived": True})
