"""Jobs as Ashby shows them, and the parts of them that `expand` adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._compensation_shape import present_tiers
from ashby_agent_tools.simulator.rules._custom_field_shape import present_values
from ashby_agent_tools.simulator.rules._location_shape import present_location
from ashby_agent_tools.simulator.rules._opening_shape import present_opening
from ashby_agent_tools.simulator.rules._team_shape import present_team
from ashby_agent_tools.simulator.rules._user_shape import present_user

__all__ = ["expanded_location", "present_job"]

_SHOWN = (
    "id",
    "title",
    "status",
    "employmentType",
    "locationId",
    "departmentId",
    "defaultInterviewPlanId",
    "brandId",
    "customRequisitionId",
    "createdAt",
    "updatedAt",
    "openedAt",
    "closedAt",
)


def present_job(
    org: Organization, row: JsonObject, key: ApiKey, *, unpublished: bool = False, expand: Sequence[str] = ()
) -> JsonObject:
    """A job as Ashby shows it; a field without a value is left out, as the schema allows no null.

    `unpublished`: whether the ids of unpublished postings are shown too. `expand`: location, openings, compensation.
    """
    postings = org.related("jobPosting", "jobId", row["id"])
    shown = {name: row[name] for name in _SHOWN if row.get(name) is not None}
    shown |= {
        "confidential": bool(row.get("confidential")),
        "interviewPlanIds": list(row.get("interviewPlanIds") or ()),
        "jobPostingIds": [item["id"] for item in postings if unpublished or item["status"] == "Published"],
        "customFields": present_values(org, row, key),
        "hiringTeam": present_team(org, row),
    }
    author = org.table("user").get(row.get("authorId") or "")
    if author is not None:
        shown["author"] = present_user(org, author, key)
    for name in expand:
        shown |= _EXPANSIONS[name](org, row, key)
    return shown


def expanded_location(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """The `location` of a record that has a locationId."""
    location = org.table("location").get(row.get("locationId") or "")
    return {} if location is None else {"location": present_location(org, location, key)}


def _openings(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    rows = [item for item in org.table("opening").values() if row["id"] in item["jobIds"]]
    return {"openings": [present_opening(org, item, key) for item in rows]}


def _compensation(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    return {"compensation": {"compensationTiers": present_tiers(row.get("compensationTiers") or ())}}


_EXPANSIONS: MappingProxyType[str, Callable[[Organization, JsonObject, ApiKey], JsonObject]] = MappingProxyType(
    {"location": expanded_location, "openings": _openings, "compensation": _compensation}
)
