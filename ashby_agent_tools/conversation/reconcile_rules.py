"""Whether a write of unknown outcome landed: the reads that tell, by endpoint, and what is concluded from them.

A rule is a generator without I/O: it yields reads, as a task's script does, and ends with `Reconciled`. It is cautious
in both directions. Ashby names neither the call that made a record nor the state before it, so times decide: what the
call asks for has to stand, and to have come to stand since the call. Where a time is missing, or so close to the call
that two clocks may order it either way, nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from ashby_agent_tools.call_result import Reconciled
from ashby_agent_tools.operations.applications import ApplicationInfo, ApplicationListHistory
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.operations.candidate_records import CandidateListNotes
from ashby_agent_tools.operations.candidates import CandidateInfo, CandidateSearch
from ashby_agent_tools.operations.departments import DepartmentInfo, DepartmentList
from ashby_agent_tools.operations.jobs import JobInfo, JobSearch
from ashby_agent_tools.operations.projects import ProjectSearch
from ashby_agent_tools.store.protocol import iso_time
from ashby_agent_tools.tasks.base import Pages, Rows

__all__ = ["RULES", "Reads", "Rule", "cannot_be_told"]

_CLOCKS_DIFFER = 60.0
_MOST_PAGES = 20
_MOST_READ = 20

Reads: TypeAlias = Generator["Operation | Pages", Any, Reconciled]
Rule: TypeAlias = Callable[[JsonObject, float], Reads]
"""From the arguments of a call and the time when it began, in seconds since the epoch."""


def cannot_be_told(evidence: str) -> Reconciled:
    """What ends a rule where the reads leave it open."""
    return Reconciled("cannot be told", evidence)


def _time(record: JsonObject, field: str) -> float | None:
    """The time in a field, in seconds since the epoch; None where there is none."""
    value = record.get(field)
    try:
        return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else None
    except ValueError:
        return None


def _made(read: Callable[[JsonObject], Operation], matches: Callable[[JsonObject, JsonObject], bool | None]) -> Rule:
    """For what makes a record: one that matches, made since. `matches` gives None where likeness cannot be told."""

    def rule(sent: JsonObject, began: float) -> Reads:
        listing = read(sent)
        found: Rows = yield Pages(listing, _MOST_PAGES)
        return _among(found, listing.spec.endpoint, sent, began, partial(matches, sent))

    return rule


def _among(
    found: Rows, endpoint: str, sent: JsonObject, began: float, matches: Callable[[JsonObject], bool | None]
) -> Reconciled:
    if "createdAt" in sent:
        return cannot_be_told("The call set createdAt itself, so the time does not tell when the record was made.")
    unclear = None
    for record in found.records:
        alike, made = matches(record), _time(record, "createdAt")
        if alike is False:
            continue
        if alike and made is not None and made >= began:
            return Reconciled("landed", f"{endpoint}: {_told(record, 'createdAt', began)}.")
        if made is None or made >= began - _CLOCKS_DIFFER:
            unclear = record
    if unclear is not None:
        return cannot_be_told(f"{endpoint}: {_told(unclear, 'createdAt', began)}: that may be it, or another.")
    if not found.whole:
        return cannot_be_told(f"{endpoint}: there are more than the {len(found.records)} records that were read.")
    return Reconciled(
        "not landed",
        f"{endpoint}: none of its {len(found.records)} records is what the call of {iso_time(began)} makes.",
    )


def _changed(
    read: Callable[[JsonObject], Operation], fields: str, holds: Callable[[JsonObject, JsonObject], bool | None]
) -> Rule:
    """For what changes a record: whether it stands as asked for, and whether the record was changed since."""

    def rule(sent: JsonObject, began: float) -> Reads:
        reading = read(sent)
        record: JsonObject = yield reading
        as_asked, when = holds(sent, record), _time(record, "updatedAt")
        told = f"{reading.spec.endpoint}: {_told(record, 'updatedAt', began)}; {fields} "
        if as_asked is None:
            return cannot_be_told(f"{told}cannot be compared with all that the call sets.")
        told += "stands as the call asks" if as_asked else "does not stand as the call asks"
        if when is None:
            return cannot_be_told(f"{told}, and there is no time of the last change.")
        if as_asked and when >= began:
            return Reconciled("landed", f"{told}.")
        if as_asked:
            return cannot_be_told(f"{told}, and may have stood so before.")
        if when >= began - _CLOCKS_DIFFER:
            return cannot_be_told(f"{told}, and may have been changed back since.")
        return Reconciled("not landed", f"{told}.")

    return rule


def _told(record: JsonObject, field: str, began: float) -> str:
    return f"the record {record.get('id')} has {field} {record.get(field)}, the call began at {iso_time(began)}"


def _same(paths: dict[str, str], *, but: tuple[str, ...]) -> Callable[[JsonObject, JsonObject], bool | None]:
    """Whether the record has at these paths what was sent; None where something was sent that has no path here."""

    def holds(sent: JsonObject, record: JsonObject) -> bool | None:
        told = {
            _at(record, paths[name]) == value if name in paths else None
            for name, value in sent.items()
            if name not in but
        }
        return False if False in told else None if None in told or not told else True

    return holds


def _at(record: JsonObject, path: str) -> object:
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if value is not None else None
    return value


def _text(value: object) -> str:
    return " ".join(str(value).split())


# the rules that need more than one sentence


def _stage(sent: JsonObject, began: float) -> Reads:
    """A visit that began since; and the reason, where one was given, of an application that is still there."""
    history: Rows = yield Pages(ApplicationListHistory(applicationId=sent["applicationId"]), _MOST_PAGES)
    application: JsonObject = yield ApplicationInfo(applicationId=sent["applicationId"])
    stays = _at(application, "currentInterviewStage.id") == sent["interviewStageId"]
    visits = [it for it in history.records if it["stageId"] == sent["interviewStageId"]]
    since = [it for it in visits if (_time(it, "enteredStageAt") or 0.0) >= began]
    if since:
        told = f"application.listHistory: {_told(since[-1], 'enteredStageAt', began)}"
        reason = sent.get("archiveReasonId")
        if reason is None or (stays and _at(application, "archiveReason.id") == reason):
            return Reconciled("landed", f"{told}.")
        return cannot_be_told(f"{told}; but application.info shows no archiveReason as the call gave it.")
    if stays:
        return cannot_be_told("application.info: it is at this stage, and application.listHistory has no visit since.")
    if any((_time(it, "enteredStageAt") or began) >= began - _CLOCKS_DIFFER for it in visits) or not history.whole:
        return cannot_be_told("application.listHistory: a visit to this stage may have begun with the call.")
    return Reconciled(
        "not landed",
        f"application.listHistory: no visit to this stage since {iso_time(began)}; application.info: "
        f"currentInterviewStage is another, updatedAt {application.get('updatedAt')}.",
    )


def _application(sent: JsonObject, began: float) -> Reads:
    """An application of this person for this job, made since."""
    person: JsonObject = yield CandidateInfo(id=sent["candidateId"])
    ids = person["applicationIds"]
    records: list[JsonObject] = []
    for identity in ids[-_MOST_READ:]:
        application: JsonObject = yield ApplicationInfo(applicationId=identity)
        records.append(application)
    found = Rows(records, whole=len(ids) <= _MOST_READ)
    return _among(found, "application.info", sent, began, lambda it: it["job"]["id"] == sent["jobId"])


def _is_note(sent: JsonObject, note: JsonObject) -> bool | None:
    """A note with marks is kept as Ashby cleans it, so that it cannot be compared."""
    if not isinstance(sent["note"], str):
        return None
    return _text(note["content"]) == _text(sent["note"])


def _is_person(sent: JsonObject, person: JsonObject) -> bool | None:
    """The name; a record found by its email that has another name may have been renamed."""
    if _text(person["name"]).casefold() == _text(sent["name"]).casefold():
        return True
    return None if "email" in sent else False


def _has_tag(sent: JsonObject, person: JsonObject) -> bool:
    return sent["tagId"] in {tag["id"] for tag in person["tags"]}


def _person(sent: JsonObject) -> Operation:
    return CandidateInfo(id=sent["candidateId"])


def _job(sent: JsonObject) -> Operation:
    return JobInfo(id=sent["jobId"])


def _department(sent: JsonObject) -> Operation:
    return DepartmentInfo(departmentId=sent["departmentId"])


RULES: dict[str, Rule] = {
    "application.changeSource": _changed(
        lambda sent: ApplicationInfo(applicationId=sent["applicationId"]),
        "source",
        _same({"sourceId": "source.id"}, but=("applicationId",)),
    ),
    "application.changeStage": _stage,
    "application.create": _application,
    "candidate.addTag": _changed(_person, "tags", _has_tag),
    "candidate.create": _made(
        lambda sent: CandidateSearch(email=sent["email"]) if "email" in sent else CandidateSearch(name=sent["name"]),
        _is_person,
    ),
    "candidate.createNote": _made(lambda sent: CandidateListNotes(candidateId=sent["candidateId"]), _is_note),
    "candidate.removeTag": _changed(_person, "tags", lambda sent, person: not _has_tag(sent, person)),
    "candidate.update": _changed(
        _person,
        "each field that is sent",
        _same(
            {"name": "name", "email": "primaryEmailAddress.value", "phoneNumber": "primaryPhoneNumber.value"},
            but=("candidateId", "sendNotifications"),
        ),
    ),
    "department.archive": _changed(_department, "isArchived", lambda _, it: it["isArchived"] is True),
    "department.create": _made(
        lambda _: DepartmentList(includeArchived=True), lambda sent, it: _text(it["name"]) == _text(sent["name"])
    ),
    "department.restore": _changed(_department, "isArchived", lambda _, it: it["isArchived"] is False),
    "department.update": _changed(
        _department,
        "each field that is sent",
        _same({"name": "name", "externalName": "externalName"}, but=("departmentId",)),
    ),
    "job.create": _made(
        lambda sent: JobSearch(title=sent["title"]), lambda sent, it: _text(it["title"]) == _text(sent["title"])
    ),
    "job.setStatus": _changed(_job, "status", lambda sent, it: it["status"] == sent["status"]),
    "job.update": _changed(
        _job,
        "each field that is sent",
        _same(
            {
                "title": "title",
                "teamId": "departmentId",
                "locationId": "locationId",
                "defaultInterviewPlanId": "defaultInterviewPlanId",
                "customRequisitionId": "customRequisitionId",
            },
            but=("jobId",),
        ),
    ),
    "project.create": _made(
        lambda sent: ProjectSearch(title=sent["title"]), lambda sent, it: _text(it["title"]) == _text(sent["title"])
    ),
}
