"""The fifteen resources over Ashby: from which lists each is read, which filters Ashby serves, what may be included."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ashby_agent_tools import operations as op
from ashby_agent_tools.ats import lists, nested_lists, tables
from ashby_agent_tools.ats.lists import MOST, Join, RecordReader, events_of, listed, of_each
from ashby_agent_tools.ats.mapping import Table
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.reading import Query, RawPage, Script
from ashby_agent_tools.operations.base import Operation

__all__ = ["MOST", "RESOURCES", "Page", "ResourceKind"]

ModelT = TypeVar("ModelT", bound=Resource)


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
    """One resource. `page` reads a page of raw records, `many` the raw records of ids.

    `served`: filters that Ashby itself serves. `here`: filters that are worked out on what was read. `includes`: the
    fields whose whole records `include` may name, with the resource of each. `joins`: what else it may name. `source`:
    the one list that it is read from, which takes further parameters. `join` reads what belongs to its records and
    stands elsewhere. Without `many` Ashby has no endpoint for one of
    them, so `get` reads the list.
    """

    name: str
    table: Table[ModelT]
    page: Callable[[Query], Script[RawPage]]
    many: RecordReader | None = None
    served: frozenset[str] = frozenset()
    here: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    includes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    source: type[Operation] | None = None
    join: Join | None = None

    @property
    def by_list(self) -> bool:
        """Whether one record can be found in the list only."""
        return self.many is None

    @property
    def includable(self) -> frozenset[str]:
        """Everything that `include` may name."""
        return self.joins | self.includes.keys()


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


_OF_PAGE = ("split", "join", "includeArchived", "includeDeactivated", "fixed")


def _of_list(
    name: str, table: Table[Any], cls: type[Operation], served: Mapping[str, str], **more: Any
) -> ResourceKind[Any]:
    """A resource that is the records of one list, or of what stands in them."""
    of_page = {name: more.pop(name) for name in _OF_PAGE if name in more}
    page = listed(cls, served, **of_page.pop("fixed", {}), **of_page)
    return ResourceKind(name, table, page, served=_names(*served), source=cls, join=of_page.get("join"), **more)


_SINCE = {"created_after": "createdAfter"}
_WHO = {"application": "applications", "candidate": "candidates", "job": "jobs"}
_OF_SCHEDULE = lists.with_application(lambda record: record["interviewSchedule"])
_OF_APPLICATION = lists.with_application()

RESOURCES: Mapping[str, ResourceKind[Any]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            ResourceKind(
                "activities",
                tables.ACTIVITIES,
                nested_lists.activities,
                served=_names("activity_type", "candidate"),
                includes={"candidate": "candidates"},
            ),
            ResourceKind(
                "applications",
                tables.APPLICATIONS,
                nested_lists.applications,
                of_each(op.ApplicationInfo, "applicationId"),
                served=_names("candidate", "created_after", "job", "status"),
                here=_names("stage", "updated_after"),
                includes={"candidate": "candidates", "job": "jobs", "credited_to": "users"},
                source=op.ApplicationList,
            ),
            ResourceKind(
                "attachments",
                tables.ATTACHMENTS,
                nested_lists.attachments,
                served=_names("candidate"),
                includes={"candidate": "candidates"},
            ),
            _of_list(
                "candidates",
                tables.CANDIDATES,
                op.CandidateList,
                _SINCE,
                many=of_each(op.CandidateInfo, "id"),
                here=_names("updated_after"),
                includes={"applications": "applications"},
            ),
            _of_list(
                "departments",
                tables.DEPARTMENTS,
                op.DepartmentList,
                {},
                join=lists.same_list,
                includeArchived=True,
                many=of_each(op.DepartmentInfo, "departmentId"),
                here=_names("updated_after", "status"),
                includes={"parent": "departments"},
            ),
            _of_list(
                "interviews",
                tables.INTERVIEWS,
                op.InterviewScheduleList,
                {**_SINCE, "application": "applicationId", "stage": "interviewStageId"},
                split=events_of,
                join=_OF_SCHEDULE,
                here=_names("status", "updated_after"),
                includes={**_WHO, "organizer": "users", "interviewers": "users"},
            ),
            ResourceKind(
                "job_form_fields",
                tables.JOB_FORM_FIELDS,
                nested_lists.form_fields,
                served=_names("job"),
                includes={"job": "jobs"},
            ),
            ResourceKind(
                "job_interview_stages", tables.JOB_INTERVIEW_STAGES, nested_lists.stages, served=_names("job")
            ),
            _of_list(
                "jobs",
                tables.JOBS,
                op.JobList,
                {**_SINCE, "status": "status"},
                join=lists.job_parts,
                fixed={"status": ["Draft", "Open", "Closed", "Archived"]},  # without it drafts are missing [S]
                many=of_each(op.JobInfo, "id", lists.job_parts),
                here=_names("updated_after"),
                joins=_names("description"),
                includes={
                    "departments": "departments",
                    "hiring_managers": "users",
                    "offices": "offices",
                    "recruiters": "users",
                },
            ),
            _of_list(
                "offers",
                tables.OFFERS,
                op.OfferList,
                {**_SINCE, "application": "applicationId"},
                join=_OF_APPLICATION,
                many=of_each(op.OfferInfo, "offerId", _OF_APPLICATION),
                here=_names("status"),
                includes={**_WHO, "creator": "users"},
            ),
            _of_list(
                "offices",
                tables.OFFICES,
                op.LocationList,
                {},
                includeArchived=True,
                many=of_each(op.LocationInfo, "locationId"),
                here=_names("status"),
                includes={"parent": "offices"},
            ),
            _of_list(
                "reject_reasons",
                tables.REJECT_REASONS,
                op.ArchiveReasonList,
                {},
                includeArchived=True,
                here=_names("status"),
            ),
            _of_list(
                "scorecards",
                tables.SCORECARDS,
                op.ApplicationFeedbackList,
                {**_SINCE, "application": "applicationId"},
                join=_OF_APPLICATION,
                includes={**_WHO, "interviewer": "users"},
            ),
            _of_list("tags", tables.TAGS, op.CandidateTagList, {}, includeArchived=True, here=_names("status")),
            _of_list(
                "users",
                tables.USERS,
                op.UserList,
                {},
                includeDeactivated=True,
                many=of_each(op.UserInfo, "userId"),
                here=_names("updated_after"),
            ),
        )
    }
)
"""By name."""
