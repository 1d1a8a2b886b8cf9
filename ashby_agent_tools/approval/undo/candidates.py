"""How changes of candidates, and of sourcing sequences, are undone."""

from __future__ import annotations

from collections.abc import Mapping

from ashby_agent_tools.approval.record_reads import reading, record_read
from ashby_agent_tools.approval.undo import _residue as stays
from ashby_agent_tools.approval.undo._rule import (
    RECORD,
    Answers,
    State,
    StateUnknown,
    UndoRule,
    at,
    made,
    member,
    reads_of,
    record,
)
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = ["RULES"]

_LINKS = {"linkedInUrl": "LinkedIn", "githubUrl": "GitHub", "websiteUrl": "Website", "socialLinks": None}


def _tagged(sent: JsonObject, answers: Answers) -> bool:
    return any(at(it, "id") == sent["tagId"] for it in record(answers).get("tags") or ())


def _in_project(sent: JsonObject, answers: Answers) -> bool:
    projects = answers.get(RECORD)
    if not isinstance(projects, list):
        raise StateUnknown(RECORD)
    return any(at(it, "id") == sent["projectId"] for it in projects)


def _projects(sent: JsonObject) -> Mapping[str, Operation]:
    return {RECORD: reading("candidate.listProjects", candidateId=sent["candidateId"], limit=100)}


_FIELDS = {
    "name": "name",
    "email": "primaryEmailAddress.value",
    "phoneNumber": "primaryPhoneNumber.value",
    "sourceId": "source.id",
    "creditedToUserId": "creditedToUser.id",
    "createdAt": "createdAt",
}
_PLACE = {"city": "City", "region": "Region", "country": "Country"}


def _profile(sent: JsonObject, answers: Answers) -> State:
    """The fields that are sent; links as a whole list, for there is a call that sets the whole list."""
    found = record(answers)
    shown: State = {name: at(found, path) for name, path in _FIELDS.items() if name in sent}
    if any(name in sent for name in _LINKS):
        links = found.get("socialLinks") or []
        shown["socialLinks"] = [{"type": at(it, "type"), "url": at(it, "url")} for it in links]
    if "location" in sent:
        parts = {at(it, "type"): at(it, "name") for it in at(found, "location.locationComponents") or ()}
        shown["location"] = {name: parts[kind] for name, kind in _PLACE.items() if parts.get(kind)} or None
    for name, path in (("email", "emailAddresses"), ("phoneNumber", "phoneNumbers")):
        if name in sent:
            shown[f"_{path}"] = [at(it, "value") for it in found.get(path) or ()]
    return shown


def _profile_left(sent: JsonObject, before: State, answer: Json) -> State:
    if at(answer, "id") == sent["candidateId"]:
        return _profile(sent, {RECORD: answer})
    left = before | {name: value for name, value in sent.items() if name in _FIELDS or name == "location"}
    return left if "socialLinks" not in before else left | {"socialLinks": _links_left(sent, before["socialLinks"])}


def _links_left(sent: JsonObject, before: Json) -> Json:
    if "socialLinks" in sent:
        return [{"type": it["type"], "url": it["url"]} for it in sent["socialLinks"]]
    links = list(before)
    for name, kind in _LINKS.items():
        if name in sent and kind is not None:
            known = next((number for number, it in enumerate(links) if it["type"] == kind), len(links))
            links[known : known + 1] = [{"type": kind, "url": sent[name]}]
    return links


def _profile_back(sent: JsonObject, before: State, answer: Json) -> JsonObject | None:  # noqa: ARG001
    old = {name: value for name, value in before.items() if value is not None and not name.startswith("_")}
    return {"candidateId": sent["candidateId"], **old, "sendNotifications": False} if old else None


def _profile_stays(sent: JsonObject, before: State) -> tuple[str, ...]:
    emptied = tuple(stays.empty(it) for it, old in before.items() if old is None)
    others = [value for path in ("_emailAddresses", "_phoneNumbers") for value in before.get(path, ())[1:]]
    taken = (stays.OTHERS,) if {sent.get("email"), sent.get("phoneNumber")} & set(others) else ()
    return (*emptied, *taken, *((stays.TOLD,) if sent.get("sendNotifications") else ()))


def _draft(sent: JsonObject, identity: Json) -> Mapping[str, Operation]:  # noqa: ARG001
    return {RECORD: record_read("sequenceId", identity)}


def _draft_seen(sent: JsonObject, answers: Answers) -> State:  # noqa: ARG001
    """A draft that was started or edited since is no longer what the call made."""
    found = record(answers)
    texts = [[it.get("id"), it.get("subject"), it.get("bodyHtml")] for it in found.get("stages") or ()]
    return {"status": found.get("status"), "texts": texts}


def _mail(sent: JsonObject, answers: Answers) -> State:
    stages = record(answers).get("stages") or ()
    stage: JsonObject = next((it for it in stages if it.get("id") == sent["stageId"]), {})
    shown = {"subject": stage.get("subject"), "body": stage.get("bodyHtml")}
    if None in shown.values():  # Ashby shows the texts of a draft only
        raise StateUnknown(RECORD)
    return {name: shown[name] for name in shown if name in sent}


def _mail_left(sent: JsonObject, before: State, answer: Json) -> State:
    if at(answer, "id") == sent["sequenceId"]:
        return _mail(sent, {RECORD: answer})
    return {name: sent[name]["value"] if name == "body" else sent[name] for name in before}


def _mail_back(sent: JsonObject, before: State, answer: Json) -> JsonObject:  # noqa: ARG001
    old = before if "body" not in before else before | {"body": {"type": "text/html", "value": before["body"]}}
    return {"sequenceId": sent["sequenceId"], "stageId": sent["stageId"], **old}


RULES: Mapping[str, UndoRule] = {
    "candidate.addProject": member(_projects, "projectId", _in_project, to=True),
    "candidate.addTag": member(reads_of("candidateId"), "tagId", _tagged, to=True),
    "candidate.removeProject": member(_projects, "projectId", _in_project, to=False),
    "candidate.removeTag": member(reads_of("candidateId"), "tagId", _tagged, to=False),
    "candidate.update": UndoRule(reads_of("candidateId"), _profile, _profile_left, _profile_back, _profile_stays),
    "sequence.add": made("sequenceId", _draft, _draft_seen),
    "sequence.updateStage": UndoRule(reads_of("sequenceId"), _mail, _mail_left, _mail_back),
}
