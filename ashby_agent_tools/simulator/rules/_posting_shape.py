"""Job postings as Ashby shows them: the short form of lists and webhook events, and the long one of jobPosting.info."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._compensation_shape import present_compensation, summary_of
from ashby_agent_tools.simulator.rules._custom_field_shape import present_values
from ashby_agent_tools.simulator.rules._job_shape import present_job
from ashby_agent_tools.simulator.rules._posting_text import plain

__all__ = ["present_posting", "present_posting_brief", "tiers_of"]

_SCHEMA_ORG = MappingProxyType(
    {
        "FullTime": "FULL_TIME",
        "PartTime": "PART_TIME",
        "Contract": "CONTRACTOR",
        "Temporary": "TEMPORARY",
        "Intern": "INTERN",
    }
)


def tiers_of(org: Organization, row: JsonObject) -> list[JsonObject]:
    """The pay ranges of a posting: its own, or its job's where it has none of its own."""
    own = row.get("compensationTiers")
    if own is not None:
        return list(own)
    return list(org.table("job")[row["jobId"]].get("compensationTiers") or ())


def _names(org: Organization, job: JsonObject) -> list[str]:
    """The names from the department at the top down to the job's team."""
    names: list[str] = []
    row = org.table("department").get(job.get("departmentId") or "")
    while row is not None and len(names) < len(org.table("department")):
        names.insert(0, row.get("externalName") or row["name"])
        row = org.table("department").get(row.get("parentId") or "")
    return names


def _place(org: Organization, job: JsonObject) -> JsonObject:
    return org.table("location").get(job.get("locationId") or "") or {"name": "", "id": job.get("locationId")}


def _shared(org: Organization, row: JsonObject) -> JsonObject:
    """What the short and the long form have in common."""
    job = org.table("job")[row["jobId"]]
    place, names = _place(org, job), _names(org, job)
    shown: JsonObject = {name: row[name] for name in ("id", "title", "jobId", "isListed", "updatedAt")}
    shown |= {
        "departmentName": names[0] if names else "",
        "teamName": names[-1] if names else "",
        "locationName": place.get("externalName") or place["name"],
        "locationIds": {
            "primaryLocationId": place["id"],
            "secondaryLocationIds": list(job.get("secondaryLocationIds") or ()),
        },
        "employmentType": job["employmentType"],
        "publishedDate": row["publishedDate"],
        "applyLink": f"{_link(org, row)}/application",
    }
    workplace = row.get("workplaceType") or place.get("workplaceType")
    if workplace is not None:
        shown["workplaceType"] = workplace
    if row.get("applicationDeadline") is not None:
        shown["applicationDeadline"] = row["applicationDeadline"]
    return shown


def _link(org: Organization, row: JsonObject) -> str:
    return f"https://jobs.example.com/{org.id}/{row['id']}"


def _is_public(org: Organization, row: JsonObject) -> bool:
    boards = org.table("jobBoard")
    return any(not boards[item]["isInternal"] for item in row["jobBoardIds"] if item in boards)


def present_posting_brief(org: Organization, row: JsonObject, key: ApiKey, *, with_status: bool = True) -> JsonObject:
    """A posting in a list. `with_status` false is the form of webhook events, whose pages know no status."""
    shown = _shared(org, row)
    if _is_public(org, row):
        shown["externalLink"] = _link(org, row)
    tiers = tiers_of(org, row)
    if tiers:
        shown["compensationTierSummary"] = summary_of(tiers)
    shown["shouldDisplayCompensationOnJobBoard"] = bool(row.get("showsCompensation"))
    return {**shown, "status": row["status"]} if with_status else shown


def present_posting(org: Organization, row: JsonObject, key: ApiKey, *, expand: Sequence[str] = ()) -> JsonObject:
    """A posting with its text, its form, its pay ranges and its custom fields."""
    job = org.table("job")[row["jobId"]]
    place, names = _place(org, job), _names(org, job)
    parts = _parts(org, row)
    whole = "".join(part["html"] for part in parts.values() if part is not None)
    shown = {
        **_shared(org, row),
        "status": row["status"],
        "descriptionHtml": whole,
        "descriptionPlain": plain(whole),
        "descriptionSocial": plain(row["descriptionHtml"])[:120],
        "descriptionParts": parts,
        "teamNameHierarchy": names,
        "isRemote": (row.get("workplaceType") or place.get("workplaceType")) == "Remote",
        "suppressDescriptionOpening": bool(row.get("suppressDescriptionOpening")),
        "suppressDescriptionClosing": bool(row.get("suppressDescriptionClosing")),
        "externalLink": _link(org, row) if _is_public(org, row) else None,
        "applicationFormDefinition": row["applicationFormDefinition"],
        "surveyFormDefinitions": [],
        "compensation": present_compensation(tiers_of(org, row), displayed=bool(row.get("showsCompensation"))),
        "customFields": present_values(org, row, key),
        "linkedData": _linked(org, row, job, whole),
    }
    if place.get("address"):
        shown["address"] = place["address"]
    if "job" in expand:
        shown["job"] = present_job(org, job, key)
    return shown


def _parts(org: Organization, row: JsonObject) -> dict[str, JsonObject | None]:
    """Opening and closing come from the organization; a suppressed one is null. [S]"""
    theme = next(iter(org.table("jobBoardTheme").values()), {})

    def part(text: str) -> JsonObject:
        return {"html": text, "plain": plain(text)}

    hidden = (row.get("suppressDescriptionOpening"), row.get("suppressDescriptionClosing"))
    return {
        "descriptionOpening": None if hidden[0] else part(theme.get("openingHtml", "")),
        "descriptionBody": part(row["descriptionHtml"]),
        "descriptionClosing": None if hidden[1] else part(theme.get("closingHtml", "")),
    }


def _linked(org: Organization, row: JsonObject, job: JsonObject, text: str) -> JsonObject:
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": row["title"],
        "description": text,
        "identifier": {"@type": "PropertyValue", "name": org.name, "value": row["id"]},
        "datePosted": row["publishedDate"] or "",
        "hiringOrganization": {"@type": "Organization", "name": org.name, "sameAs": "https://works.example.com"},
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress"}},
        "employmentType": _SCHEMA_ORG[job["employmentType"]],
    }
