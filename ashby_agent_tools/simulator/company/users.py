"""Interview limits and pauses of some users."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_LIMITS = ((2, 6), (3, None), (None, 8))


def populate(org: Organization, maker: Maker) -> None:
    """Three users with limits; one away now, one away soon, one back again."""
    users = org.rows("user", isEnabled=True)
    for user, (daily, weekly) in zip(users, _LIMITS, strict=False):
        org.add("interviewerSettings", {"id": user["id"], "dailyLimit": daily, "weeklyLimit": weekly}, stamped=False)
    for user, first, last, comment in zip(
        users[4:], (5, -20, 60), (-9, -34, 50), ("Parental leave", "Holiday", None), strict=False
    ):
        row = {"userId": user["id"], "startsAt": maker.ago(days=first), "endsAt": maker.ago(days=last)}
        org.add("interviewerPause", {**row, "comment": comment, "createdAt": maker.ago(days=70)})
