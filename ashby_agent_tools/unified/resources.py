"""The fifteen resources over Ashby: from which lists each is read, which filters Ashby serves, what may be joined."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.unified import cursors, tables
from ashby_agent_tools.unified.mapping import Table
from ashby_agent_tools.unified.models import Resource
from ashby_agent_tools.unified.reading import (
    Query,
    Raw,
    RawPage,
    Script,
    applications_of,
    by_id,
    everything,
    next_of,
    records_of,
)

__all__ = ["RESOURCES", "Page", "ResourceKind"]

ModelT = TypeVar("ModelT", bound=Resource)
MOST = 100
"""Ashby's largest page."""


@dataclasses.dataclass(frozen=True, slots=True)
class Page(Generic[ModelT]):
    """One page. `next_cursor`: where the list goes on; None at its end. `prev_cursor`: the page before, if known.

    A page may be shorter than its limit while there is a next one: filters that Ashby does not serve are worked out
    page by page.
    """

    result: tuple[ModelT, ...]
    next_cursor: str | None
    prev_cursor: str | None


@dataclasses.dataclass(frozen=True)
class ResourceKind(Generic[ModelT]):
    """One resource. `page` reads a page of raw records, `one` the raw record of an id, or None where there is none.

    `served`: filters that Ashby itself serves. `here`: filters that are worked out on what was read. `joins`: what
    `include` may name. `by_list`: Ashby has no endpoint for one of them, so `get` reads the list.
    """

    name: str
    table: Table[ModelT]
    page: Callable[[Query], Script[RawPage]]
    one: Callable[[str, tuple[str, ...]], Script[tuple[Raw, Raw] | None]] | None = None
    served: frozenset[str] = frozenset()
    here: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()

    @property
    def by_list(self) -> bool:
        """Whether one record can be found in the list only."""
        return self.one is None


Names = Mapping[str, str]
Join = Callable[[Sequence[Raw], Query], Script[Sequence[Raw]]]
Split = Callable[[Raw], list[Raw]]


def _unjoined(records: Sequence[Raw], _query: Query) -> Script[Sequence[Raw]]:
    yield from ()
    return [{} for _ in records]


def _itself(record: Raw) -> list[Raw]:
    return [record]


def _listed(
    cls: type[Operation], served: Names, *, split: Split = _itself, join: Join = _unjoined, **fixed: Any
) -> Callable[[Query], Script[RawPage]]:
    """A page of one of Ashby's lists, its records split into those of the resource."""

    def page(query: Query) -> Script[RawPage]:
        given = {served[name]: value for name, value in query.filters.items() if name in served}
        paged = "cursor" in cls.model_fields
        asked = {"limit": min(query.limit, MOST), "cursor": query.at} if paged else {}
        (result,) = yield [cls(**{**fixed, **given, **asked})]
        records = [part for record in records_of(result) for part in split(record)]
        joined = yield from join(records, query)
        return RawPage(list(zip(records, joined, strict=True)), next_of(result) if paged else None)

    return page


def _one(cls: type[Operation], parameter: str, join: Join = _unjoined, **fixed: Any) -> Any:
    """The record of an id."""

    def one(identity: str, include: tuple[str, ...]) -> Script[tuple[Raw, Raw] | None]:
        (result,) = yield [cls(**{parameter: identity, **fixed})]
        record = dict(result.data)
        (joined,) = yield from join([record], Query({}, include=include))
        return record, joined

    return one


# joins


def _with_application(of: Callable[[Raw], Raw]) -> Join:
    def join(records: Sequence[Raw], query: Query) -> Script[Sequence[Raw]]:
        if not query.include:
            return [{} for _ in records]
        found = yield from applications_of([of(record) for record in records])
        return [{"@application": found.get(of(record).get("applicationId", ""))} for record in records]

    return join


def _job_parts(records: Sequence[Raw], query: Query) -> Script[Sequence[Raw]]:
    departments = yield from by_id(op.DepartmentList(limit=MOST, includeArchived=True))
    locations = yield from by_id(op.LocationList(limit=MOST, includeArchived=True))
    postings = yield from by_id(op.JobPostingList())
    joined = {"@departments": departments, "@locations": locations, "@postings": postings}
    texts: dict[str, str | None] = {}
    if "description" in query.include:
        first = {it["id"]: it["jobPostingIds"][0] for it in records if it.get("jobPostingIds")}
        results = yield [op.JobPostingInfo(jobPostingId=posting) for posting in first.values()]
        texts = {job: it.data["descriptionPlain"] for job, it in zip(first, results, strict=True)}
    return [{**joined, "@description": texts.get(record["id"])} for record in records]


def _same_list(records: Sequence[Raw], _query: Query) -> Script[Sequence[Raw]]:
    yield from ()
    known = {record["id"]: record for record in records}
    return [{"@departments": known} for _ in records]


# lists below others


def _events(schedule: Raw) -> list[Raw]:
    inside = {name: value for name, value in schedule.items() if name != "interviewEvents"}
    return [{"interviewEvent": event, "interviewSchedule": inside} for event in schedule.get("interviewEvents") or ()]


def _files(candidate: Raw) -> list[Raw]:
    return [{"candidate": candidate, "file": handle} for handle in candidate.get("fileHandles") or ()]


def _attachments(query: Query) -> Script[RawPage]:
    if candidate := query.filters.get("candidate"):
        (result,) = yield [op.CandidateInfo(id=candidate)]
        return RawPage([(it, {}) for it in _files(dict(result.data))])
    return (yield from _listed(op.CandidateList, {}, split=_files)(query))


def _activities(query: Query) -> Script[RawPage]:
    candidate = query.filters["candidate"]
    notes = yield from everything(op.CandidateListNotes(candidateId=candidate, limit=MOST))
    mails = yield from everything(op.CandidateGetRecentEmailMessages(candidateId=candidate))
    found = [{"candidateId": candidate, "note": note} for note in notes]
    found += [{"candidateId": candidate, "email": mail} for mail in mails]
    return RawPage([(it, {}) for it in found])


def _form_fields(query: Query) -> Script[RawPage]:
    """The fields of one posting's form; the position is the number of the posting."""
    (listed,) = yield [op.JobPostingList()]
    job = query.filters.get("job")
    postings = [it["id"] for it in records_of(listed) if job in (None, it.get("jobId"))]
    number = cursors.number(query.at)
    if number >= len(postings):
        return RawPage([])
    (result,) = yield [op.JobPostingInfo(jobPostingId=postings[number])]
    posting = dict(result.data)
    found: list[tuple[Raw, Raw]] = []
    bare = {name: value for name, value in posting.items() if name != "applicationFormDefinition"}
    for section in (posting.get("applicationFormDefinition") or {}).get("sections") or ():
        title = {name: value for name, value in section.items() if name != "fields"}
        for field in section.get("fields") or ():
            joined = {"@index": len(found), "@id": f"{posting['id']}:{field['field']['path']}"}
            found.append(({"jobPosting": bare, "section": title, **field}, joined))
    return RawPage(found, str(number + 1) if number + 1 < len(postings) else None)


def _stages(query: Query) -> Script[RawPage]:
    """The stages of one plan, or of the plans of a job; the position is the number of the plan."""
    plans = yield from everything(op.InterviewPlanList(limit=MOST, includeArchived=True))
    job = query.filters.get("job")
    if job:
        (result,) = yield [op.JobInfo(id=job)]
        wanted = set(dict(result.data).get("interviewPlanIds") or ())
        plans = [plan for plan in plans if plan["id"] in wanted]
    number = cursors.number(query.at)
    if number >= len(plans):
        return RawPage([])
    (result,) = yield [op.InterviewStageList(interviewPlanId=plans[number]["id"])]
    joined = {"@plan": plans[number], "@job": job}
    after = str(number + 1) if number + 1 < len(plans) else None
    return RawPage([(stage, joined) for stage in records_of(result)], after)


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


_SCHEDULE = _with_application(lambda record: record["interviewSchedule"])
_APPLICATION = _with_application(lambda record: record)
_WHO = _names("candidate", "job")
_SINCE = {"created_after": "createdAfter"}

RESOURCES: Mapping[str, ResourceKind[Any]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            ResourceKind("activities", tables.ACTIVITIES, _activities, served=_names("candidate")),
            ResourceKind(
                "applications",
                tables.APPLICATIONS,
                _listed(op.ApplicationList, {**_SINCE, "job": "jobId", "status": "status"}),
                _one(op.ApplicationInfo, "applicationId"),
                served=_names("created_after", "job", "status"),
                here=_names("candidate", "stage", "updated_after"),
            ),
            ResourceKind("attachments", tables.ATTACHMENTS, _attachments, served=_names("candidate")),
            ResourceKind(
                "candidates",
                tables.CANDIDATES,
                _listed(op.CandidateList, _SINCE),
                _one(op.CandidateInfo, "id"),
                served=_names("created_after"),
                here=_names("updated_after"),
            ),
            ResourceKind(
                "departments",
                tables.DEPARTMENTS,
                _listed(op.DepartmentList, {}, join=_same_list, includeArchived=True),
                _one(op.DepartmentInfo, "departmentId"),
                here=_names("updated_after", "status"),
            ),
            ResourceKind(
                "interviews",
                tables.INTERVIEWS,
                _listed(
                    op.InterviewScheduleList,
                    {**_SINCE, "application": "applicationId", "stage": "interviewStageId"},
                    split=_events,
                    join=_SCHEDULE,
                ),
                served=_names("application", "created_after", "stage"),
                here=_names("status", "updated_after"),
                joins=_WHO,
            ),
            ResourceKind("job_form_fields", tables.JOB_FORM_FIELDS, _form_fields, served=_names("job")),
            ResourceKind("job_interview_stages", tables.JOB_INTERVIEW_STAGES, _stages, served=_names("job")),
            ResourceKind(
                "jobs",
                tables.JOBS,
                _listed(op.JobList, {**_SINCE, "status": "status"}, join=_job_parts),
                _one(op.JobInfo, "id", _job_parts),
                served=_names("created_after", "status"),
                here=_names("updated_after"),
                joins=_names("description"),
            ),
            ResourceKind(
                "offers",
                tables.OFFERS,
                _listed(op.OfferList, {**_SINCE, "application": "applicationId"}, join=_APPLICATION),
                _one(op.OfferInfo, "offerId", _APPLICATION),
                served=_names("application", "created_after"),
                here=_names("status"),
                joins=_WHO,
            ),
            ResourceKind(
                "offices",
                tables.OFFICES,
                _listed(op.LocationList, {}, includeArchived=True),
                _one(op.LocationInfo, "locationId"),
                here=_names("status"),
            ),
            ResourceKind(
                "reject_reasons",
                tables.REJECT_REASONS,
                _listed(op.ArchiveReasonList, {}, includeArchived=True),
                here=_names("status"),
            ),
            ResourceKind(
                "scorecards",
                tables.SCORECARDS,
                _listed(op.ApplicationFeedbackList, {**_SINCE, "application": "applicationId"}, join=_APPLICATION),
                served=_names("application", "created_after"),
                joins=_WHO,
            ),
            ResourceKind(
                "tags", tables.TAGS, _listed(op.CandidateTagList, {}, includeArchived=True), here=_names("status")
            ),
            ResourceKind(
                "users",
                tables.USERS,
                _listed(op.UserList, {}, includeDeactivated=True),
                _one(op.UserInfo, "userId"),
                here=_names("updated_after"),
            ),
        )
    }
)
"""By name."""
