"""Applications as Ashby shows them: the short form of lists and writes, and the long one of application.info."""

from __future__ import annotations

from collections.abc import Collection

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._custom_field_shape import present_values
from ashby_agent_tools.simulator.rules._interview_shape import present_stage
from ashby_agent_tools.simulator.rules._metadata_shape import present_archive_reason, present_source
from ashby_agent_tools.simulator.rules._opening_shape import present_opening
from ashby_agent_tools.simulator.rules._team_shape import present_team
from ashby_agent_tools.simulator.rules._user_shape import present_user

__all__ = [
    "history_of",
    "present_application",
    "present_application_info",
    "present_form_instance",
    "present_history",
    "present_with_history",
]


def present_application(org: Organization, row: JsonObject, key: ApiKey, expand: Collection[str] = ()) -> JsonObject:
    """An application in the form that lists, writes and webhook events have."""
    stage = org.get("interviewStage", row["currentInterviewStageId"])
    shown: JsonObject = {name: row[name] for name in ("id", "createdAt", "updatedAt", "status")}
    shown["customFields"] = present_values(org, row, key)
    shown["candidate"] = _person(org.get("candidate", row["candidateId"]))
    shown["currentInterviewStage"] = present_stage(org, stage, key)
    shown |= _optional(org, row, key)
    shown["job"] = _job(org.get("job", row["jobId"]))
    shown["hiringTeam"] = present_team(org, row)
    for name in ("appliedViaJobPostingId", "submitterClientIp", "submitterUserAgent"):
        if row.get(name):
            shown[name] = row[name]
    if "openings" in expand:
        shown["openings"] = _openings(org, row, key)
    return shown


def present_with_history(org: Organization, row: JsonObject, key: ApiKey, expand: Collection[str] = ()) -> JsonObject:
    """An application with its history, as application.updateHistory answers it."""
    shown = present_application(org, row, key, expand)
    shown["applicationHistory"] = [present_history(event) for event in history_of(org, row)]
    return shown


def present_application_info(
    org: Organization, row: JsonObject, key: ApiKey, expand: Collection[str] = ()
) -> JsonObject:
    """The long form: with history, resume, and what `expand` asks for."""
    shown = present_with_history(org, row, key, expand)
    resume = org.get("candidate", row["candidateId"]).get("resumeFileHandle")
    if resume:
        shown["resumeFileHandle"] = {name: resume[name] for name in ("id", "name", "handle")}
    if "applicationFormSubmissions" in expand:
        shown["applicationFormSubmissions"] = [
            present_form_instance(form) for form in org.related("formInstance", "applicationId", row["id"])
        ]
    if "referrals" in expand:
        shown["referrals"] = [_referral(org, item, key) for item in org.related("referral", "applicationId", row["id"])]
    return shown


def history_of(org: Organization, application: JsonObject) -> list[JsonObject]:
    """The history rows of an application, first stage first."""
    rows = org.related("applicationHistory", "applicationId", application["id"])
    return sorted(rows, key=lambda row: row["stageNumber"])


def present_history(row: JsonObject) -> JsonObject:
    """One event; the first and the current stage cannot be deleted (a guess)."""
    shown = {name: row[name] for name in ("id", "stageId", "title", "enteredStageAt", "stageNumber")}
    if row.get("leftStageAt"):
        shown["leftStageAt"] = row["leftStageAt"]
    if row.get("actorId"):
        shown["actorId"] = row["actorId"]
    inner = row["stageNumber"] > 0 and row.get("leftStageAt")
    shown["allowedActions"] = ["delete", "set_entered_at"] if inner else ["set_entered_at"]
    return shown


def present_form_instance(row: JsonObject) -> JsonObject:
    """A filled-in form: its definition and the values by path."""
    return {name: row[name] for name in ("id", "formDefinition", "submittedValues")}


def _openings(org: Organization, row: JsonObject, key: ApiKey) -> list[JsonObject]:
    openings = org.table("opening")
    return [present_opening(org, openings[item], key) for item in row.get("openingIds", ()) if item in openings]


def _person(candidate: JsonObject) -> JsonObject:
    shown: JsonObject = {"id": candidate["id"], "name": candidate["name"]}
    for name, values in (("primaryEmailAddress", "emails"), ("primaryPhoneNumber", "phones")):
        for value in candidate.get(values, ()):
            if value["isPrimary"]:
                shown[name] = {part: value[part] for part in ("value", "type", "isPrimary")}
    return shown


def _optional(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    shown: JsonObject = {}
    if row.get("sourceId"):
        shown["source"] = present_source(org, org.get("source", row["sourceId"]), key)
    if row.get("archiveReasonId"):
        reason = present_archive_reason(org, org.get("archiveReason", row["archiveReasonId"]), key)
        shown["archiveReason"] = {**reason, "customFields": []}
    if row.get("archivedAt"):
        shown["archivedAt"] = row["archivedAt"]
    if row.get("creditedToUserId"):
        shown["creditedToUser"] = present_user(org, org.get("user", row["creditedToUserId"]), key)
    return shown


def _job(job: JsonObject) -> JsonObject:
    shown: JsonObject = {"id": job["id"], "title": job["title"]}
    return shown | {name: job[name] for name in ("locationId", "departmentId") if job.get(name)}


def _referral(org: Organization, row: JsonObject, key: ApiKey) -> Json:
    user = org.get("user", row["creditedToUserId"])
    return {"user": present_user(org, user, key), "referredAt": row["createdAt"]}
