"""Common records: the reads of them, and their names from what was found, with the id where nothing was."""

from __future__ import annotations

from collections.abc import Iterable

from ashby_agent_tools.approval.prompts._namesakes import (
    job_mark,
    marked,
    person_mark,
    read,
    row_mark,
    thing_mark,
    user_mark,
)
from ashby_agent_tools.approval.prompts._phrases import address, count, listing, person, quoted, shown, title
from ashby_agent_tools.approval.prompts._prompt import FULL, Lookups, Reads, Row, at, known_id, objects
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.reasons import FIELD_STAYS

__all__ = [
    "APPLICATION",
    "CANDIDATE",
    "JOB",
    "applicant_of",
    "application_of",
    "booked",
    "booked_read",
    "booked_told",
    "candidate_of",
    "email_of",
    "field_of",
    "filled",
    "job_of",
    "labelled",
    "member_of",
    "opening_of",
    "posting_of",
    "project_of",
    "read",
    "stage_now",
    "the_application_of",
    "thing_of",
    "titled",
    "user_of",
    "whole_names",
]

APPLICATION, CANDIDATE, JOB = "the application", "the candidate", "the job"
_WHOLE = 200


def _plain(identity: Json) -> str:
    return known_id(identity) or quoted(identity)


def applicant_of(seen: Lookups, *, name: str = APPLICATION) -> str | None:
    """The candidate of an application, with a mark where others are called so."""
    who = seen.name(seen.at(name, "candidate", "name"))
    return None if who is None else marked(who, person_mark(seen, name, seen.at(name, "candidate")))


def application_of(seen: Lookups, identity: Json, *, name: str = APPLICATION) -> str:
    """`Priya Raman for Account Executive`, or `the application <id>`; with a mark where names are not unique."""
    who, job = applicant_of(seen, name=name), seen.title(seen.at(name, "job", "title"))
    if who is None:
        return f"the application {_plain(identity)}"
    if job is None:
        return f"{who} for a job without a title"
    return f"{who} for {marked(job, job_mark(seen, name, seen.at(name, 'job')))}"


def the_application_of(seen: Lookups, identity: Json, *, name: str = APPLICATION) -> str:
    """`the application of Priya Raman for Account Executive`, or `the application <id>`."""
    found = application_of(seen, identity, name=name)
    return found if applicant_of(seen, name=name) is None else f"the application of {found}"


def stage_now(seen: Lookups, *, name: str = APPLICATION) -> str | None:
    """The stage an application is in."""
    return seen.title(seen.at(name, "currentInterviewStage", "title"))


def email_of(record: JsonObject) -> str | None:
    """A candidate's main email address."""
    value = at(record, "primaryEmailAddress", "value")
    return address(value) if value else None


def candidate_of(seen: Lookups, identity: Json, *, name: str = CANDIDATE) -> str:
    """`Priya Raman (priya.raman@example.com)`, or `the candidate <id>`."""
    record = seen.record(name)
    who = seen.name(record.get("name"))
    if who is None:
        return f"the candidate {_plain(identity)}"
    return marked(who, email_of(record) or person_mark(seen, name, record))


def job_of(seen: Lookups, identity: Json, *, name: str = JOB) -> str:
    """`the job Account Executive`, with a mark where other jobs are called so."""
    known = seen.title(seen.at(name, "title"))
    kind = "the confidential job" if seen.at(name, "confidential") is True else "the job"
    return f"{kind} {_plain(identity) if known is None else marked(known, job_mark(seen, name, seen.record(name)))}"


def thing_of(seen: Lookups, identity: Json, *, name: str, area: str, key: str = "title") -> str:
    """A record of this area (`department`) by its name, with a mark where others are called so; or its id."""
    known = seen.title(seen.at(name, key))
    return _plain(identity) if known is None else marked(known, thing_mark(seen, name, area))


def field_of(seen: Lookups, identity: Json, *, name: str) -> str:
    """The title of a custom field, or `field <id>`."""
    known = thing_of(seen, identity, name=name, area="customField")
    return known if seen.at(name, "title") else f"field {known}"


def posting_of(seen: Lookups, identity: Json, *, name: str) -> str:
    """`the posting Account Executive (London)`, with a mark where another one there is called so."""
    known, where = seen.title(seen.at(name, "title")) or _plain(identity), seen.title(seen.at(name, "locationName"))
    marks = [where, thing_mark(seen, name, "jobPosting")]
    told = ", ".join(dict.fromkeys(mark for mark in marks if mark))
    return f"the posting {marked(known, told or None)}"


def opening_of(seen: Lookups, identity: Json, *, name: str) -> str:
    """`the opening ENG-12`, which is its identifier, else its description; with a mark where others are called so."""
    version = seen.at(name, "latestVersion")
    known = seen.title(at(version, "identifier")) or seen.title(at(version, "description"))
    return f"the opening {_plain(identity) if known is None else marked(known, thing_mark(seen, name, 'opening'))}"


def project_of(seen: Lookups, identity: Json, *, name: str) -> str:
    """`the project Alumni worth calling`, with a mark where others are called so."""
    kind = "the confidential project" if seen.at(name, "confidential") is True else "the project"
    return f"{kind} {thing_of(seen, identity, name=name, area='project')}"


def user_of(seen: Lookups, identity: Json, *, name: str) -> str:
    """A colleague by name, or `the user <id>`; with a mark where another one is called so."""
    record = seen.record(name)
    known = seen.name(" ".join(part for key in ("firstName", "lastName") if isinstance(part := record.get(key), str)))
    return f"the user {_plain(identity)}" if known is None else marked(known, user_mark(seen, record))


def whole_names(seen: Lookups, most: int) -> list[Row]:
    """The names that are too long for the first line, whole or nearly so; `most` characters of each are there."""
    rows: list[Row] = []
    for name in (APPLICATION, CANDIDATE, JOB):
        record = seen.record(name)
        for what, value in (
            ("candidate", record.get("name") or at(record, "candidate", "name")),
            ("job", record.get("title") or at(record, "job", "title")),
        ):
            cut = seen.title(value) if isinstance(value, str) and len(value) > min(most, FULL) else None
            if cut is not None and (row := (what, None, title(value, most=_WHOLE) or "nothing")) not in rows:
                rows.append(row)
    return rows


def member_of(team: Json, identity: Json) -> str | None:
    """The name of somebody on a hiring team."""
    return next((person(one) for one in objects(team) if identity in (one.get("userId"), one.get("id"))), None)


def titled(seen: Lookups, name: str, identity: str | None, kind: str, *, key: str = "title") -> str:
    """The title of a row of a list, with a mark where another row has it too; or the kind and the id."""
    known = seen.title(seen.row(name, identity).get(key))
    return f"{kind} {_plain(identity)}" if known is None else marked(known, row_mark(seen.rows(name), identity))


_BOOKED = "the booked interviews"
_PAST = ("Complete", "Cancelled", "WaitingOnFeedback")
_PAGE = 100


def booked_read(application: str) -> Reads:
    """The interview schedules of an application, to see which are still ahead."""
    return read(_BOOKED, "interviewSchedule.list", applicationId=application, limit=_PAGE)


def booked(seen: Lookups) -> int | None:
    """How many interview schedules are still open; None where that is not known."""
    rows = seen.rows(_BOOKED)
    if not seen.found(_BOOKED) or len(rows) >= _PAGE:
        return None
    return sum(row.get("status") not in _PAST for row in rows)


def booked_told(seen: Lookups) -> str:
    """How many interview schedules are still open, in a sentence; empty where there is none."""
    number = booked(seen)
    if not number:
        return ""
    return f"{count(number, 'interview schedule')} of this application {'is' if number == 1 else 'are'} still open."


_EMPTY = ("nothing", "nobody")


def filled(rows: Iterable[Row]) -> tuple[str, ...]:
    """FIELD_STAYS as a moot reason, where each changed field is known to have a value now."""
    known = all(now is not None and now not in _EMPTY for _, now, _ in rows)
    return (FIELD_STAYS,) if known else ()


def labelled(field: JsonObject, value: Json, *, most: int = 120) -> str:
    """A field's value in words: by the labels of its options, where it has any."""
    options = objects(field.get("selectableValues"))
    labels = {one["value"]: one.get("label") for one in options if isinstance(one.get("value"), str)}
    if (label := labels.get(str(at(value, "score")))) is not None:  # a score is sent as a number in an object
        return f"{shown(value, most=most)}, {shown(label)}"
    given = value if isinstance(value, list) else [value]
    known = [labels.get(one) for one in given] if all(isinstance(one, str) for one in given) else []
    return listing([shown(one) for one in known]) if known and all(known) else shown(value, most=most)
