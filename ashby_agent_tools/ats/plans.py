"""How many calls a page needs, told before anything is sent: least, most, and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ashby_agent_tools.ats.lists import OF_APPLICATION
from ashby_agent_tools.ats.reading import Query
from ashby_agent_tools.ats.resources import ResourceKind

__all__ = ["Plan", "planned"]


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """The calls of one page. `most`: None where it depends on how much the organization has; `why` says on what."""

    least: int
    most: int | None
    why: str

    def __add__(self, other: Plan) -> Plan:
        """Both one after the other."""
        most = None if self.most is None or other.most is None else self.most + other.most
        return Plan(self.least + other.least, most, "; ".join(filter(None, (self.why, other.why))))


_NOTHING = Plan(0, 0, "")


def planned(kind: ResourceKind[Any], query: Query) -> Plan:
    """The calls of one page of a resource."""
    plan = _PAGES.get(kind.name)
    page = Plan(1, 1, "a page is one of Ashby's") if plan is None else plan(query)
    return page + _joined(kind, query) + _included(kind, query) + _worked_out(kind, query)


def _worked_out(kind: ResourceKind[Any], query: Query) -> Plan:
    """What filters cost that Ashby does not serve: nothing for a page, and for all every page."""
    here = sorted(kind.here & query.here)
    if not here:
        return _NOTHING
    told = " and ".join(here)
    return Plan(0, 0, f"Ashby does not filter by {told}: to have all of them, read the whole list, 1 call for each 100")


def _joined(kind: ResourceKind[Any], query: Query) -> Plan:
    """The applications in which candidate and job of a record stand."""
    if "application" not in kind.includes or not OF_APPLICATION & set(query.include):
        return _NOTHING
    most = 1 if "application" in query.filters else query.limit
    return Plan(0, most, "candidate and job stand in the application: one call for each on the page")


def _included(kind: ResourceKind[Any], query: Query) -> Plan:
    """The whole records that fields name, each read once."""
    made = _NOTHING
    fields = {name: kind.includes[name] for name in query.include if name in kind.includes}
    if "application" in kind.includes:
        fields.pop("application", None)  # read already
    for target in dict.fromkeys(fields.values()):
        names = [name for name, of in fields.items() if of == target]
        most = None if _SEVERAL & set(names) else len(names) * _named(kind, names, query)
        made += Plan(0, most, f"one call for each of the {target} that are named as {' or '.join(names)}")
        if target == "jobs":
            made += Plan(0, None, "the departments, locations and postings that jobs name, whole")
    return made


_SEVERAL = frozenset({"applications", "hiring_managers", "interviewers", "recruiters"})
"""Fields with several records each."""


def _named(kind: ResourceKind[Any], names: list[str], query: Query) -> int:
    """How many different records a field of a page can name."""
    one = kind.name == "job_form_fields" or any(name in query.filters for name in names)
    return 1 if one else query.limit


def _activities(query: Query) -> Plan:
    least = 1 if "activity_type" in query.filters else 2
    return Plan(least, None, "the candidate's notes and mails; one more for each further page of them")


def _jobs(query: Query) -> Plan:
    why = "the jobs, and whole the postings, departments and locations; one more for each further 100 of the last two"
    if "description" in query.include:
        why += f"; one for each job's description, at most {query.limit}"
    return Plan(4, None, why)


def _applications(query: Query) -> Plan:
    if "candidate" not in query.filters:
        return Plan(1, 1, "a page is one of Ashby's")
    return Plan(1, None, "the candidate, and one call for each of their applications")


def _form_fields(_query: Query) -> Plan:
    return Plan(1, 2, "one posting with its form for each page, and the list of postings for each 20 of them")


def _stages(query: Query) -> Plan:
    least = 2 if "job" in query.filters else 1
    why = "the stages of one plan for each page; the plans for each 20 of them, one more for each further 100"
    return Plan(least, None, why + ("; the job, for its plans" if least > 1 else ""))


_PAGES: Mapping[str, Callable[[Query], Plan]] = MappingProxyType(
    {
        "activities": _activities,
        "applications": _applications,
        "job_form_fields": _form_fields,
        "job_interview_stages": _stages,
        "jobs": _jobs,
    }
)
