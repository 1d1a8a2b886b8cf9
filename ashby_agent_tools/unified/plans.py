"""How many calls a page needs, told before anything is sent: least, most, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ashby_agent_tools.unified.reading import Query

__all__ = ["Plan", "planned"]


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """The calls of one page. `most`: None where it depends on how much the organization has; `why` says on what."""

    least: int
    most: int | None
    why: str


def planned(resource: str, query: Query) -> Plan:
    """The calls of one page of a resource."""
    plan = _PLANS.get(resource)
    return Plan(1, 1, "a page is one of Ashby's") if plan is None else plan(query)


def _activities(_query: Query) -> Plan:
    return Plan(2, None, "the candidate's notes and mails; one more for each further page of them")


def _joined(query: Query) -> Plan:
    if not query.include:
        return Plan(1, 1, "a page is one of Ashby's")
    most = 1 if "application" in query.filters else query.limit
    return Plan(1, 1 + most, f"{' and '.join(query.include)} stand in the application: one more for each on the page")


def _jobs(query: Query) -> Plan:
    why = "the jobs, and whole the postings, departments and locations; one more for each further 100 of the last two"
    if "description" in query.include:
        why += f"; one for each job's description, at most {query.limit}"
    return Plan(4, None, why)


def _form_fields(_query: Query) -> Plan:
    return Plan(1, 2, "the list of postings, and one posting with its form for each page")


def _stages(query: Query) -> Plan:
    least = 2 if "job" in query.filters else 1
    why = "the plans, one more for each further 100 of them, and the stages of one plan for each page"
    return Plan(least, None, why + ("; the job, for its plans" if least > 1 else ""))


_PLANS: Mapping[str, Callable[[Query], Plan]] = MappingProxyType(
    {
        "activities": _activities,
        "interviews": _joined,
        "job_form_fields": _form_fields,
        "job_interview_stages": _stages,
        "jobs": _jobs,
        "offers": _joined,
        "scorecards": _joined,
    }
)
