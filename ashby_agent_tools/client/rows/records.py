"""Where records belong: what they say of it themselves, and the read that tells it where they do not.

A parent is the kind and the id of what a record belongs to; a candidate's are the ids of its applications, an opening's
those of its jobs, and a job's is the id of its department.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.client.rows._step import Script, Step
from ashby_agent_tools.errors import ApiError, NotFound
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

if TYPE_CHECKING:
    from ashby_agent_tools.client.rows.lookups import RowLookups

__all__ = ["LOOKUPS", "found_in", "read", "read_all"]

_MOST_PAGES = 50  # of a list that is read only to find one record in it
_Key = tuple[str, str]


def read(operation: Operation) -> Script[Json]:
    """What a read answers; None where there is no such record."""
    try:
        return (yield Step(operation)).data
    except NotFound:
        return None
    except ApiError as refusal:
        if type(refusal) is ApiError:  # refused for its arguments: it cannot be told where the record belongs
            return None
        raise


def read_all(operation: Operation) -> Script[list[JsonObject]]:
    """Every record of a list; none where what it filters by does not exist."""
    rows: list[JsonObject] = []
    try:
        while True:
            result = yield Step(operation)
            rows += result.data or []
            if not result.more or result.next_cursor is None:
                return rows
            operation = operation.model_copy(update={"cursor": result.next_cursor})
    except NotFound:
        return rows


# ---- what records say themselves


def found_in(row: JsonObject, kind: str | None) -> Iterator[tuple[Any, Any]]:
    """The facts in a record, as key and value."""
    one = row.get("id")
    if kind in _SAID and isinstance(one, str):
        yield from _SAID[kind](one, row)


def _application(one: str, row: JsonObject) -> Iterator[tuple[Any, Any]]:
    if isinstance(job := row.get("job"), dict) and job.get("id"):
        yield ("application", one), ("job", job["id"])


def _candidate(one: str, row: JsonObject) -> Iterator[tuple[Any, Any]]:
    if isinstance(ids := row.get("applicationIds"), list):
        yield ("candidate", one), frozenset(ids)


def _job(one: str, row: JsonObject) -> Iterator[tuple[Any, Any]]:
    if "departmentId" in row and "status" in row:  # a whole record
        yield ("job", one), row["departmentId"] or ""
        yield (
            ("plans", one),
            frozenset(filter(None, (row.get("defaultInterviewPlanId"), *_list(row, "interviewPlanIds")))),
        )
        for posting in _list(row, "jobPostingIds"):
            yield ("jobPosting", posting), ("job", one)


def _opening(one: str, row: JsonObject) -> Iterator[tuple[Any, Any]]:
    if isinstance(version := row.get("latestVersion"), dict) and isinstance(version.get("jobIds"), list):
        yield ("opening", one), frozenset(version["jobIds"])


def _posting(one: str, row: JsonObject) -> Iterator[tuple[Any, Any]]:
    if row.get("jobId"):
        yield ("jobPosting", one), ("job", row["jobId"])


def _offer(one: str, row: JsonObject) -> Iterator[tuple[Any, Any]]:
    if row.get("applicationId"):
        parent = ("application", row["applicationId"])
        yield ("offer", one), parent
        for version in (row.get("latestVersion"), *_list(row, "versions")):
            if isinstance(version, dict) and version.get("id"):
                yield ("offerVersion", version["id"]), parent


def _schedule(one: str, row: JsonObject) -> Iterator[tuple[Any, Any]]:
    if row.get("applicationId"):
        yield ("interviewSchedule", one), ("application", row["applicationId"])
        for event in _list(row, "interviewEvents"):
            if isinstance(event, dict) and event.get("id"):
                yield ("interviewEvent", event["id"]), ("application", row["applicationId"])


def _stage(one: str, row: JsonObject) -> Iterator[tuple[Any, Any]]:
    if row.get("interviewPlanId"):
        yield ("interviewStage", one), ("interviewPlan", row["interviewPlanId"])


_SAID: Mapping[str | None, Callable[[str, JsonObject], Iterator[tuple[Any, Any]]]] = MappingProxyType(
    {
        "application": _application,
        "candidate": _candidate,
        "interviewSchedule": _schedule,
        "interviewStage": _stage,
        "job": _job,
        "jobPosting": _posting,
        "offer": _offer,
        "opening": _opening,
    }
)


def _list(row: JsonObject, key: str) -> list[Any]:
    found = row.get(key)
    return found if isinstance(found, list) else []


# ---- the reads that tell


def _by_info(endpoint: str, key: str, kind: str, **more: Json) -> Callable[[RowLookups, str], Script[Any]]:
    """A record of this kind is read alone, and says itself where it belongs. `more`: arguments beside its id."""

    def look(_: RowLookups, one: str) -> Script[Any]:
        row = yield from read(_operation(endpoint, **{key: one}, **more))
        return dict(found_in(row, kind)).get((kind, one)) if isinstance(row, dict) else None

    return look


def _interview(_: RowLookups, one: str) -> Script[Any]:
    row = yield from read(_operation("interview.info", id=one))
    if not isinstance(row, dict):
        return None
    return ("job", row["jobId"]) if row.get("jobId") else ("shared", one)


def _event(_: RowLookups, one: str) -> Script[Any]:
    row = yield from read(_operation("interviewBriefing.info", interviewEventId=one))
    return ("application", row["applicationId"]) if isinstance(row, dict) and row.get("applicationId") else None


def _sequence(_: RowLookups, one: str) -> Script[Any]:
    row = yield from read(_operation("sequence.info", sequenceId=one))
    if not isinstance(row, dict):
        return None
    return ("application", row["applicationId"]) if row.get("applicationId") else ("candidate", row["candidateId"])


def _schedule_by_events(lookups: RowLookups, one: str) -> Script[Any]:
    """Ashby reads no schedule by its id: its first event says whose it is, or the list of all schedules does."""
    events = yield from read(_operation("interviewEvent.list", interviewScheduleId=one, limit=1))
    if events:
        return (yield from _event(lookups, events[0]["id"]))
    return None if events is None else (yield from _in_list(lookups, "interviewSchedule", one))


def _version(lookups: RowLookups, one: str) -> Script[Any]:
    return (yield from _in_list(lookups, "offerVersion", one))


def _in_list(lookups: RowLookups, kind: str, one: str) -> Script[Any]:
    """Read a list until it says where the record belongs."""
    rows_of = "offer" if kind == "offerVersion" else kind
    operation = _operation(f"{rows_of}.list")
    for _ in range(_MOST_PAGES):
        result = yield Step(operation)
        for row in result.data or ():
            lookups.learn(row, rows_of)
            if (parent := dict(found_in(row, rows_of)).get((kind, one))) is not None:
                return parent
        if not result.more or result.next_cursor is None:
            return None
        operation = operation.model_copy(update={"cursor": result.next_cursor})
    return None


def _operation(endpoint: str, **arguments: Json) -> Operation:
    cls = find(endpoint)
    assert cls is not None  # noqa: S101  (of the catalogue)
    return cls(**arguments)


LOOKUPS: Mapping[str, Callable[[RowLookups, str], Script[Any]]] = MappingProxyType(
    {
        "application": _by_info("application.info", "applicationId", "application"),
        "candidate": _by_info("candidate.info", "id", "candidate"),
        "interview": _interview,
        "interviewEvent": _event,
        "interviewSchedule": _schedule_by_events,
        "interviewStage": _by_info("interviewStage.info", "interviewStageId", "interviewStage"),
        "job": _by_info("job.info", "id", "job"),
        "jobPosting": _by_info("jobPosting.info", "jobPostingId", "jobPosting", includeUnpublishedJobPostings=True),
        "offer": _by_info("offer.info", "offerId", "offer"),
        "offerVersion": _version,
        "opening": _by_info("opening.info", "openingId", "opening"),
        "sequence": _sequence,
    }
)
"""The kinds of records that are looked up, each with how."""
