"""Offers as Ashby shows them, the form that an offer is filled in with, and what a filled form means."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._custom_field_shape import present_values
from ashby_agent_tools.simulator.rules._user_shape import present_user

__all__ = ["OPENING", "SALARY", "START", "latest", "offer_form", "own_fields", "present_offer"]

SALARY, START, OPENING = "_systemfield_salary", "_systemfield_start_date", "_systemfield_opening"


def present_offer(org: Organization, row: JsonObject, key: ApiKey, *, form: bool = True) -> JsonObject:
    """An offer with all its versions; `form` false leaves the form definition out.

    A field without a value is left out, as the schema allows no null, except approvalStatus, which is null where no
    approval is set up. [S]
    """
    versions = [_version(org, item, key) for item in row["versions"]]
    shown: JsonObject = {name: row[name] for name in ("id", "applicationId", "acceptanceStatus", "offerStatus")}
    if row.get("decidedAt") is not None:
        shown["decidedAt"] = row["decidedAt"]
    shown["latestVersion"] = next(item for item in versions if item["id"] == row["latestVersionId"])
    shown["versions"] = versions
    if form:
        shown["formDefinition"] = offer_form(org, row["applicationId"])
    return shown


def latest(row: JsonObject) -> JsonObject:
    """The newest version of an offer."""
    return next(item for item in row["versions"] if item["id"] == row["latestVersionId"])


def _version(org: Organization, version: JsonObject, key: ApiKey) -> JsonObject:
    names = ("id", "startDate", "salary", "createdAt", "openingId")
    shown = {name: version[name] for name in names if version.get(name) is not None}
    shown["customFields"] = present_values(org, version, key)
    shown["fileHandles"] = [
        {name: item[name] for name in ("id", "name", "handle")} for item in version.get("fileHandles") or ()
    ]
    author = org.table("user").get(version.get("authorUserId") or "")
    if author is not None:
        shown["author"] = present_user(org, author, key)
    return {**shown, "approvalStatus": version["approvalStatus"]}


def own_fields(org: Organization) -> list[JsonObject]:
    """The organization's own fields on offers."""
    return [
        row
        for row in org.table("customField").values()
        if row["objectType"] in ("Offer", "Offer_Version") and not row.get("isArchived")
    ]


def offer_form(org: Organization, application_id: str) -> JsonObject:
    """The form of an offer for this application: pay, first day, opening, and the organization's own fields.

    The ids of the fields do not change, so that a form can be compared with an earlier one.
    """
    application = org.table("application").get(application_id) or {}
    openings = [
        {"label": row["identifier"], "value": row["id"]}
        for row in org.table("opening").values()
        if application.get("jobId") in row["jobIds"] and not row["isArchived"]
    ]
    fields = [
        _field(org, "Salary", "Currency", SALARY, required=True),
        _field(org, "Start date", "Date", START, required=True),
        _field(org, "Opening", "ValueSelect", OPENING, required=False, options=openings),
    ]
    for row in own_fields(org):
        options = [item for item in row.get("selectableValues") or () if not item.get("isArchived")]
        choices = [{"label": item["label"], "value": item["value"]} for item in options]
        required = bool(row.get("isRequired"))
        fields.append(_field(org, row["title"], row["fieldType"], row["id"], required=required, options=choices))
    return {"sections": [{"title": "Offer", "fields": fields}]}


def _field(
    org: Organization, title: str, kind: str, path: str, *, required: bool, options: Sequence[JsonObject] = ()
) -> JsonObject:
    field: JsonObject = {"id": str(uuid.uuid5(uuid.UUID(org.id), f"offer form {path}")), "type": kind, "path": path}
    field |= {"humanReadablePath": title, "title": title, "isNullable": not required}
    if options:
        field["selectableValues"] = list(options)
    return {"isRequired": required, "field": field}
