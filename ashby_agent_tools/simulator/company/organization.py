"""Brands, the API's versions, and an audit log that grew over two months."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_BRANDS = (("Example Works", "example-works"), ("Example Works Labs", "example-works-labs"))
_ENTRIES: tuple[tuple[str, str, str, JsonObject], ...] = (
    ("JobTitleChanged", "job", "changed the title of a job", {"title": {"from": "Engineer", "to": "Staff Engineer"}}),
    ("CandidateViewed", "candidate", "looked at a candidate", {}),
    (
        "ApplicationStageChanged",
        "application",
        "moved an application",
        {"stage": {"from": "Application Review", "to": "Onsite"}},
    ),
    (
        "UserRoleChanged",
        "user",
        "changed the role of a user",
        {"globalRole": {"from": "Limited Access", "to": "Elevated Access"}},
    ),
)
_COUNT = 40


def populate(org: Organization, maker: Maker) -> None:
    """Two brands (the second is one job's), one version, forty audit entries."""
    rows = [
        org.add("brand", {"name": name, "hostedJobsPageSlug": slug, "createdAt": maker.ago(days=650)})
        for name, slug in _BRANDS
    ]
    for job in list(org.table("job").values())[:2]:
        job["brandId"] = rows[0]["id"]
    dates = {"deprecatedAt": None, "unsupportedAt": None, "removedAt": None}
    org.add("version", {"version": "2026-01-01", "status": "active", **dates}, stamped=False)
    people = org.rows("user", isEnabled=True)
    for number in range(_COUNT):
        _entry(org, maker, people[number % 3], *_ENTRIES[number % len(_ENTRIES)])


def _entry(
    org: Organization, maker: Maker, user: JsonObject, category: str, kind: str, did: str, changed: JsonObject
) -> None:
    name = f"{user['firstName']} {user['lastName']}"
    target = maker.pick(list(org.table(kind).values())[:50])
    row = {
        "timestamp": maker.between(60, 0.1),
        "category": category,
        "description": f"{name} {did}",
        "actor": {"type": "User", "id": user["id"], "email": user["email"], "name": name},
        "target": {"type": kind[0].upper() + kind[1:], "id": target["id"]},
        "changedFields": changed,
        "parentAction": None,
        "request": {"id": org.new_id(), "ipAddress": f"198.51.100.{maker.random.randrange(1, 255)}"},
    }
    org.add("auditLog", row, stamped=False)
