"""How Ashby's lists become pages of raw records: one list for one resource, lists inside others, and what is joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from ashby_agent_tools import operations as op
from ashby_agent_tools.ats.reading import OptionalRecord, Query, Raw, RawPage, Reply, Script, WholeList
from ashby_agent_tools.operations.base import Operation

__all__ = [
    "MOST",
    "OF_APPLICATION",
    "Join",
    "RecordReader",
    "events_of",
    "files_of",
    "job_parts",
    "listed",
    "of_each",
    "same_list",
    "with_application",
]

MOST = 100
"""Ashby's largest page."""
Names: TypeAlias = Mapping[str, str]
Join: TypeAlias = Callable[[Sequence[Raw], Query], Script[Sequence[Raw]]]
Split: TypeAlias = Callable[[Raw], list[Raw]]
OF_APPLICATION = frozenset({"application", "candidate", "job"})
"""What stands in the application of a record."""


class RecordReader(Protocol):
    """Reads the raw records of ids side by side, each with what was joined to it.

    `lenient`: None for one that Ashby does not have; else what Ashby says of it is raised.
    """

    def __call__(
        self, identities: Sequence[str], include: tuple[str, ...], *, lenient: bool = False
    ) -> Script[list[tuple[Raw, Raw] | None]]:
        """The script."""


def _unjoined(records: Sequence[Raw], _query: Query) -> Script[Sequence[Raw]]:
    yield from ()
    return [{} for _ in records]


def _itself(record: Raw) -> list[Raw]:
    return [record]


def listed(
    cls: type[Operation], served: Names, *, split: Split = _itself, join: Join = _unjoined, **fixed: Any
) -> Callable[[Query], Script[RawPage]]:
    """A page of one of Ashby's lists, its records split into those of the resource."""
    paged = "cursor" in cls.model_fields

    def page(query: Query) -> Script[RawPage]:
        given = {served[name]: value for name, value in query.filters.items() if name in served}
        asked = {"limit": min(query.limit, MOST), "cursor": query.at} if paged else {}
        reply: Reply
        (reply,) = yield [cls(**{**fixed, **query.remote, **given, **asked})]
        records = [part for record in reply.records for part in split(record)]
        joined = yield from join(records, query)
        return RawPage(list(zip(records, joined, strict=True)), reply.next_cursor if paged else None)

    return page


def of_each(cls: type[Operation], parameter: str, join: Join = _unjoined) -> RecordReader:
    """The records of ids, one call each."""

    def many(
        identities: Sequence[str], include: tuple[str, ...], *, lenient: bool = False
    ) -> Script[list[tuple[Raw, Raw] | None]]:
        asked = [cls(**{parameter: identity}) for identity in identities]
        found: list[Raw | None]
        if lenient:
            found = yield [OptionalRecord(operation) for operation in asked]
        else:
            found = [dict(reply.data) for reply in (yield asked)]
        there = [record for record in found if record is not None]
        joined = iter((yield from join(there, Query({}, include=include))) if there else ())
        return [None if record is None else (record, next(joined)) for record in found]

    return many


# joins


def with_application(of: Callable[[Raw], Raw] = lambda record: record) -> Join:
    """The applications that records name, each read once, where something of them is included."""

    def join(records: Sequence[Raw], query: Query) -> Script[Sequence[Raw]]:
        if not OF_APPLICATION & set(query.include):
            return [{} for _ in records]
        named = [of(record).get("applicationId") for record in records]
        wanted = list(dict.fromkeys(filter(None, named)))
        replies = (
            (yield [OptionalRecord(op.ApplicationInfo(applicationId=identity)) for identity in wanted])
            if wanted
            else []
        )
        found = dict(zip(wanted, replies, strict=True))
        return [{"@application": found.get(identity)} for identity in named]

    return join


def job_parts(records: Sequence[Raw], query: Query) -> Script[Sequence[Raw]]:
    """Departments, locations and postings, whole; and the text of each job's first posting, where it is included."""
    departments, locations, postings = yield [
        WholeList(op.DepartmentList(limit=MOST, includeArchived=True)),
        WholeList(op.LocationList(limit=MOST, includeArchived=True)),
        WholeList(op.JobPostingList()),
    ]
    joined = {"@departments": _by_id(departments), "@locations": _by_id(locations), "@postings": _by_id(postings)}
    texts: dict[str, str | None] = {}
    if "description" in query.include:
        first = {it["id"]: it["jobPostingIds"][0] for it in records if it.get("jobPostingIds")}
        replies = (yield [op.JobPostingInfo(jobPostingId=posting) for posting in first.values()]) if first else []
        texts = {job: it.data["descriptionPlain"] for job, it in zip(first, replies, strict=True)}
    return [{**joined, "@description": texts.get(record["id"])} for record in records]


def same_list(records: Sequence[Raw], _query: Query) -> Script[Sequence[Raw]]:
    """The other records of the page, by their ids."""
    yield from ()
    known = _by_id(records)
    return [{"@departments": known} for _ in records]


def _by_id(records: Sequence[Raw | None]) -> dict[str, Raw]:
    return {record["id"]: record for record in records if record is not None and record.get("id") is not None}


# lists inside records


def events_of(schedule: Raw) -> list[Raw]:
    """The events of an interview schedule, each with the rest of it."""
    inside = {name: value for name, value in schedule.items() if name != "interviewEvents"}
    return [{"interviewEvent": event, "interviewSchedule": inside} for event in schedule.get("interviewEvents") or ()]


def files_of(candidate: Raw) -> list[Raw]:
    """The files of a candidate, each with the candidate; a resume that stands apart is one, too."""
    handles = [*(candidate.get("fileHandles") or ()), candidate.get("resumeFileHandle")]
    files = {handle["id"]: handle for handle in handles if handle}
    return [{"candidate": candidate, "file": handle} for handle in files.values()]
