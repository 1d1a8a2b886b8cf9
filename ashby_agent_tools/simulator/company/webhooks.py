"""One webhook setting whose address never answered: Ashby keeps such a setting, disabled."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization


def populate(org: Organization, maker: Maker) -> None:
    """Nothing is sent to it."""
    row = {
        "webhookType": "candidateHire",
        "requestUrl": "https://hris.example.com/hooks/hired",
        "secretToken": "not-a-real-secret",
        "wanted": True,
        "enabled": False,
    }
    org.add("webhook", {**row, "createdAt": maker.ago(days=200)})
