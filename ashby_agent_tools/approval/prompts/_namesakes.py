"""Namesakes: whether a name in a question also belongs to somebody or something else, and what tells them apart.

The name of a person or a job stands alone only where a look-up has shown that nothing else is called so. Otherwise it
gets a mark: the email address of a person, the requisition id or place of a job; with equal ones, or without any, a
further mark or its id. Other records get one (`_record_kinds`) where the look-up has found another one of the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ashby_agent_tools.approval.prompts._phrases import address, clean, moment, person, quoted, shown, title
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, at, known_id
from ashby_agent_tools.approval.prompts._record_kinds import (
    FULL_PAGE,
    called,
    folded,
    listed_beside,
    marks_of,
    with_parents,
)
from ashby_agent_tools.approval.record_reads import reading
from ashby_agent_tools.operations.base import Json, JsonObject

__all__ = [
    "job_mark",
    "marked",
    "namesake_reads",
    "person_mark",
    "read",
    "row_mark",
    "thing_mark",
    "user_mark",
    "users_in",
    "users_read",
]

_LONGEST = 120  # a longer name is not searched for, and counts as not unique
_WORK = 40
_USERS = "the colleagues"


def read(name: str, endpoint: str, /, **arguments: Json) -> Reads:
    """One read under the words a person knows it by; its area is imported now, when a question is asked."""
    return {name: reading(endpoint, **arguments)}


def namesake_reads(reads: Reads, seen: Lookups) -> Reads:
    """The searches that tell whether the names that these reads found so far are unique."""
    found: Reads = {}
    for name, answer in seen.answers.items():
        record = answer if isinstance(answer, dict) else {}
        if name in reads and (beside := listed_beside(_area(reads[name].spec.endpoint), record)) is not None:
            found = {**found, **read(_beside(beside), beside[0], **beside[1])}
        if _is_user(record):
            found = {**found, **users_read()}
        if (who := _searchable(_person_in(record).get("name"))) is not None:
            found = {**found, **read(_people(name), "candidate.search", name=who)}
        if (job := _searchable(_job_in(record).get("title"))) is not None:
            found = {**found, **read(_jobs(name), "job.search", title=job)}
    return found


def users_read() -> Reads:
    """A page of all colleagues, those who left too."""
    return read(_USERS, "user.list", includeDeactivated=True, limit=FULL_PAGE)


def users_in(seen: Lookups) -> list[JsonObject]:
    """The colleagues that the page named."""
    return seen.rows(_USERS)


def _area(endpoint: str) -> str:
    """`department` for `department.info`; a list names no single record."""
    area, _, verb = endpoint.partition(".")
    return area if verb == "info" else ""


def _beside(listed: tuple[str, JsonObject]) -> str:
    """One name for one list, whichever records are looked for in it."""
    return f"those of {listed[0]} {sorted(listed[1].items())}"


def _people(name: str) -> str:
    return f"people called as in {name}"


def _jobs(name: str) -> str:
    return f"jobs called as in {name}"


def _searchable(value: Json) -> str | None:
    return value if isinstance(value, str) and clean(value) and len(value) <= _LONGEST else None


def _person_in(record: JsonObject) -> JsonObject:
    """The candidate of an application or briefing, or the record itself if it is a candidate without an address."""
    inside = record.get("candidate")
    if isinstance(inside, dict):
        return inside
    return record if "emailAddresses" in record and not at(record, "primaryEmailAddress", "value") else {}


def _job_in(record: JsonObject) -> JsonObject:
    inside = record.get("job")
    if isinstance(inside, dict):
        return inside
    return record if "interviewPlanIds" in record else {}


def _is_user(record: JsonObject) -> bool:
    return "firstName" in record and "globalRole" in record


def person_mark(seen: Lookups, name: str, person_record: JsonObject) -> str | None:
    """What tells this candidate from others of that name; None if there are none."""
    rows = seen.rows(_people(name))
    others = _others(rows, person_record, "name")
    if others == [] and seen.found(_people(name)) and len(rows) < FULL_PAGE:
        return None
    mine = next((row for row in rows if row.get("id") == person_record.get("id")), person_record)
    return _telling(mine, others, _person_marks)


def job_mark(seen: Lookups, name: str, job: JsonObject) -> str | None:
    """What tells this job from others of that title; None if there are none."""
    rows = seen.rows(_jobs(name))
    others = _others(rows, job, "title")
    if others == [] and seen.found(_jobs(name)) and len(rows) < FULL_PAGE:
        return None
    mine = {**next((row for row in rows if row.get("id") == job.get("id")), {}), **job}
    return _telling(mine, others, _job_marks)


def user_mark(seen: Lookups, user: JsonObject) -> str | None:
    """What tells this colleague from others of that name; None if there are none."""
    rows = seen.rows(_USERS)
    others = [row for row in rows if row.get("id") != user.get("id") and person(row) == person(user)]
    if not others and seen.found(_USERS) and len(rows) < FULL_PAGE:
        return None
    return _telling(user, others, _user_marks)


def thing_mark(seen: Lookups, name: str, area: str) -> str | None:
    """What tells a record of an area (`department`) from others of its name; None if there are none."""
    record = seen.record(name)
    beside = listed_beside(area, record)
    if beside is None:
        return None
    known = _beside(beside)
    rows = with_parents(seen.rows(known))
    mine = next((row for row in rows if row.get("id") == record.get("id")), record)
    return _mark_among(rows, mine)


def row_mark(listed: list[JsonObject], identity: str | None) -> str | None:
    """What tells a row of a list from others of its name there; None if there are none."""
    rows = with_parents(listed)
    mine = next((row for row in rows if row.get("id") == identity), None)
    return None if mine is None else _mark_among(rows, mine)


def _mark_among(rows: list[JsonObject], mine: JsonObject) -> str | None:
    others = [row for row in rows if row.get("id") != mine.get("id") and folded(called(row)) == folded(called(mine))]
    return _telling(mine, others, marks_of) if others else None


def marked(name: str, mark: str | None) -> str:
    """`Priya Raman`, or `Priya Raman (priya.raman@example.com)`."""
    return name if mark is None else f"{name} ({mark})"


def _others(rows: list[JsonObject], record: JsonObject, key: str) -> list[JsonObject]:
    mine = folded(record.get(key))
    return [row for row in rows if row.get("id") != record.get("id") and folded(row.get(key)) == mine]


def _telling(record: JsonObject, others: list[JsonObject], marks: Marks) -> str | None:
    """The first mark that none of the others has; without others the first one; else the id."""
    taken = [dict(marks(other)) for other in others]
    for kind, mark in marks(record):
        if all(other.get(kind) != mark for other in taken):
            return mark
    identity = known_id(record.get("id"))
    return f"id {identity}" if others and identity else None


def _person_marks(record: JsonObject) -> Iterable[tuple[str, str]]:
    yield from _given("address", at(record, "primaryEmailAddress", "value"), address)
    work = " at ".join(part for key in ("position", "company") if isinstance(part := record.get(key), str) and part)
    yield from _given("work", work, lambda value: title(value, most=_WORK, tell=False) or quoted(value, most=_WORK))
    yield from _given("place", at(record, "location", "locationSummary"), shown)
    yield from _given("added", record.get("createdAt"), lambda value: f"added {moment(value)}")


def _job_marks(record: JsonObject) -> Iterable[tuple[str, str]]:
    yield from _given("requisition", record.get("customRequisitionId"), lambda value: title(value) or quoted(value))
    yield from _given("place", at(record, "location", "name"), lambda value: title(value) or quoted(value))
    yield from _given("status", record.get("status"), lambda value: title(value) or quoted(value))
    yield from _given("opened", record.get("openedAt"), lambda value: f"opened {moment(value)}")
    yield from _given("created", record.get("createdAt"), lambda value: f"created {moment(value)}")


def _user_marks(record: JsonObject) -> Iterable[tuple[str, str]]:
    yield from _given("address", record.get("email"), address)
    yield from _given("role", record.get("globalRole"), lambda value: title(value) or quoted(value))


def _given(kind: str, value: Json, wording: Callable[[Json], str]) -> Iterable[tuple[str, str]]:
    if value:
        yield kind, wording(value)


Marks = Callable[[JsonObject], Iterable[tuple[str, str]]]
