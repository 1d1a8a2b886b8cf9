"""Jobs, the forms and stages that belong to them, departments and offices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ashby_agent_tools.ats import models
from ashby_agent_tools.ats.mapping import Line, Record, Table, derived, filled, never
from ashby_agent_tools.ats.tables._shape import (
    CREATED,
    CUSTOM_FIELDS,
    ID,
    NO_CREATED,
    NO_CUSTOM_FIELDS,
    NO_UPDATED,
    NO_URL,
    STATUS,
    UPDATED,
    full_name,
    looked_up,
    mapped,
    place,
    reference,
)

__all__ = ["DEPARTMENTS", "FIELD_TYPE", "JOBS", "JOB_FORM_FIELDS", "JOB_INTERVIEW_STAGES", "JOB_STATUS", "OFFICES"]

JOB_STATUS = {"Draft": "draft", "Open": "open", "Closed": "closed", "Archived": "archived"}
FIELD_TYPE = {
    "String": "text",
    "Email": "text",
    "Phone": "text",
    "SocialLink": "text",
    "Url": "text",
    "Location": "text",
    "LongText": "textarea",
    "RichText": "textarea",
    "Number": "number",
    "Currency": "number",
    "Score": "radio",
    "ValueSelect": "dropdown",
    "MultiValueSelect": "checkbox",
    "Boolean": "checkbox",
    "Date": "date",
    "DateRange": "date",
    "File": "file",
}


def _team(role: str) -> Line:
    def read(record: Record) -> list[dict[str, Any]]:
        team = filter(None, record.get("hiringTeam") or ())
        return [
            {"id": it["userId"], "name": full_name(it)} for it in team if it.get("role") == role and it.get("userId")
        ]

    return derived(f"the members of the hiring team whose role is {role!r}", read)


def _locations(record: Record) -> list[dict[str, Any]]:
    found = (record.get("@locations", {}).get(identity) for identity in [record.get("locationId")])
    return [made for it in found if it and (made := place(it.get("address"), it.get("name")))]


def _posting_urls(record: Record) -> list[dict[str, Any]]:
    postings = (record.get("@postings", {}).get(identity) for identity in record.get("jobPostingIds") or ())
    return [{"url": it["externalLink"], "type": "job_posting"} for it in postings if it and it.get("externalLink")]


def _only(read: Any) -> Any:
    """The one reference as a list."""
    return lambda record: [made] if (made := read(record)) else []


JOBS = Table(
    models.Job,
    {
        "id": ID,
        "created_at": CREATED,
        "updated_at": UPDATED,
        "name": filled("title"),
        "description": derived(
            "the text of its first posting; read where include has 'description'", lambda it: it.get("@description")
        ),
        "code": never("Ashby has one number of its own, the requisition's"),
        "requisition_id": filled("customRequisitionId"),
        "status": filled("status", mapped(JOB_STATUS)),
        "locations": derived("the address of its location", _locations),
        "job_posting_urls": derived("the links of its published postings", _posting_urls),
        "confidential": filled("confidential"),
        "departments": derived(
            "its one department, which may be a team", _only(looked_up("departmentId", "@departments"))
        ),
        "teams": never("Ashby's teams are departments inside others"),
        "offices": derived("its one location", _only(looked_up("locationId", "@locations"))),
        "hiring_managers": _team("Hiring Manager"),
        "recruiters": _team("Recruiter"),
        "opened_at": filled("openedAt"),
        "closed_at": filled("closedAt"),
        "employment_type": filled("employmentType"),
        "custom_fields": CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)


def _option(choice: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": choice.get("id"), "label": choice.get("label"), "value": choice.get("value")}


JOB_FORM_FIELDS = Table(
    models.JobFormField,
    {
        "id": derived("the posting's id and the field's path: a field stands in several forms", lambda it: it["@id"]),
        "created_at": NO_CREATED,
        "updated_at": filled("jobPosting.updatedAt"),
        "name": filled("field.path"),
        "job": filled("jobPosting.jobId", reference),
        "label": filled("field.title"),
        "index": derived("its place in the form, from 0", lambda it: it["@index"]),
        "is_required": filled("isRequired"),
        "answer_visibility": derived(
            "private where the field's isPrivate is true",
            lambda it: {True: "private", False: "public"}.get(it["field"].get("isPrivate")),
        ),
        "description": filled("descriptionPlain"),
        "type": filled("field.type", mapped(FIELD_TYPE)),
        "options": filled("field.selectableValues", lambda every: [_option(choice) for choice in every if choice]),
        "group_id": never("Ashby's sections have no id"),
        "group_name": filled("section.title"),
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)

JOB_INTERVIEW_STAGES = Table(
    models.JobInterviewStage,
    {
        "id": ID,
        "created_at": NO_CREATED,
        "updated_at": NO_UPDATED,
        "name": filled("title"),
        "status": derived(
            "inactive where the interview plan is archived",
            lambda it: "inactive" if it.get("@archived") else "active",
        ),
        "job": derived(
            "the job that was filtered by: a plan's stages serve several", lambda it: reference(it.get("@job"))
        ),
        "position": filled("orderInInterviewPlan"),
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)

DEPARTMENTS = Table(
    models.Department,
    {
        "id": ID,
        "created_at": CREATED,
        "updated_at": UPDATED,
        "name": filled("name"),
        "parent": derived("its parent, by name where that is on the page", looked_up("parentId", "@departments")),
        "status": STATUS,
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)

OFFICES = Table(
    models.Office,
    {
        "id": ID,
        "created_at": NO_CREATED,
        "updated_at": NO_UPDATED,
        "name": filled("name"),
        "location": filled("address", place),
        "parent": filled("parentLocationId", reference),
        "status": STATUS,
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)
