"""What the ids in arguments mean: the list that tells it, where no read does, and what the record is called."""

from __future__ import annotations

from types import MappingProxyType

from ashby_agent_tools.approval.prompts._common_records import application_of, email_of
from ashby_agent_tools.approval.prompts._namesakes import (
    job_mark,
    marked,
    person_mark,
    row_mark,
    thing_mark,
    user_mark,
)
from ashby_agent_tools.approval.prompts._phrases import person
from ashby_agent_tools.approval.prompts._prompt import Lookups, at, known_id
from ashby_agent_tools.approval.record_reads import READS
from ashby_agent_tools.operations.base import Json, JsonObject

__all__ = ["LISTS", "name_of"]

LISTS: MappingProxyType[str, tuple[str, JsonObject]] = MappingProxyType(
    {
        "brandId": ("brand.list", {}),
        "closeReasonId": ("closeReason.list", {"includeArchived": True}),
        "defaultInterviewPlanId": ("interviewPlan.list", {"includeArchived": True}),
        "interviewPlanId": ("interviewPlan.list", {"includeArchived": True}),
        "jobIds": ("job.list", {}),
        "jobTemplateId": ("jobTemplate.list", {}),
        "locationIds": ("location.list", {"includeArchived": True, "includeLocationHierarchy": True}),
        "roleId": ("hiringTeamRole.list", {"namesOnly": False}),
        "sourceId": ("source.list", {"includeArchived": True}),
        "tagId": ("candidateTag.list", {"includeArchived": True}),
        "values": ("customField.list", {"includeArchived": True}),
    }
)


def name_of(seen: Lookups, name: str, key: str, identity: Json) -> str | None:
    """What an argument's record is called, whatever kind it is, with a mark where others are called so."""
    record = seen.record(name)
    if record.get("id") != identity:
        row = seen.row(name, known_id(identity))
        known = _record_name(row, seen)
        return known and marked(known, row_mark(seen.rows(name), known_id(identity)))
    if "candidate" in record:
        return application_of(seen, identity, name=name) if _record_name(record, seen) else None
    if "interviewPlanIds" in record:
        mark = job_mark(seen, name, record)
    elif "globalRole" in record:
        mark = user_mark(seen, record)
    elif "emailAddresses" in record:
        mark = email_of(record) or person_mark(seen, name, record)
    else:
        mark = thing_mark(seen, name, READS[key][0].partition(".")[0]) if key in READS else None
    known = _record_name(record, seen)
    return known and marked(known, mark)


def _record_name(record: JsonObject, seen: Lookups) -> str | None:
    if "candidate" in record:
        return seen.name(at(record, "candidate", "name"))
    if "emailAddresses" in record:
        return seen.name(record.get("name"))
    names = (*map(record.get, ("title", "name", "reasonText")), at(record, "latestVersion", "identifier"))
    return next(filter(None, map(seen.title, names)), None) or person(record)
