"""The lists of an organization for a sync, with the widest arguments, and the read that finds a record by its id."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import get_args

from ashby_agent_tools._given import must_be
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations import by_name, find
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = ["ChosenList", "can_look_up", "chosen", "default_lists", "kind_of", "look_up", "owner_of"]

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "application.listCriteriaEvaluations": "criteriaEvaluation",
        "application.listHistory": "applicationHistory",
        "candidate.listClientInfo": "clientInfo",
        "candidate.listFraudChecks": "fraudCheck",
        "candidate.listNotes": "note",
        "candidate.listProjects": "candidateProject",
        "user.listInterviewerPauses": "interviewerPause",
    }
)
"""The kinds of records whose list is no plain `kind.list`."""
_PARENTS: Mapping[str, str] = MappingProxyType(
    {
        "applicationId": "application",
        "candidateId": "candidate",
        "interviewPlanId": "interviewPlan",
        "interviewScheduleId": "interviewSchedule",
        "jobBoardId": "jobBoard",
        "userId": "user",
    }
)
"""The parameter that a list of one record's own records demands, and the kind of that record."""
_PER_PARENT: Mapping[str, str] = MappingProxyType({"jobPosting.list": "jobBoardId"})
"""Lists that demand no parent and show only one's records all the same."""
_CHEAP = frozenset({"interviewPlan", "jobBoard"})
"""Parents so few that their lists are read unless told otherwise."""
_NO_COPIES = frozenset({"auditLog.list", "version.list"})  # a log that only grows; versions of the API
_ARGUMENTS: Mapping[str, JsonObject] = MappingProxyType(
    {
        "hiringTeamRole.list": {"namesOnly": False},
        "job.list": {"status": ["Draft", "Open", "Closed", "Archived"]},  # without drafts otherwise [S]
    }
)
_ANY_ID = "00000000-0000-4000-8000-000000000000"
_WIDENING = ("expand", "include")
_OWNERS = ("applicationId", "candidateId")


@dataclasses.dataclass(frozen=True, slots=True)
class ChosenList:
    """One list to be kept in step, or one for each record of the kind `parent`.

    `arguments`: without cursor, limit and syncToken. `parameter`: which of them names the parent. `narrowed`: whether
    it has a filter, so that Ashby may have a record which this list has no more.
    """

    operation: type[Operation]
    arguments: JsonObject
    parent: str = ""
    parameter: str = ""
    optional: bool = False
    narrowed: bool = False

    @property
    def endpoint(self) -> str:
        """Ashby's name of the list."""
        return self.operation.spec.endpoint

    @property
    def kind(self) -> str:
        """The kind of its records."""
        return kind_of(self.endpoint)

    @property
    def key(self) -> str:
        """What tells it from all other lists: its name and what is asked for, in one form."""
        return json.dumps([self.endpoint, self.arguments], sort_keys=True)

    @property
    def shared(self) -> bool:
        """Whether the lists of several parents show the same records."""
        return self.endpoint in _PER_PARENT

    def shown(self, row: Json) -> JsonObject:
        """A record as it is handed on: with the parameter that says whose it is, where it does not say so itself."""
        record: JsonObject = row if isinstance(row, dict) else {"value": row}
        whose = self.arguments.get(self.parameter)
        return record if whose is None or self.shared or self.parameter in record else {self.parameter: whose, **record}

    def identity(self, record: JsonObject) -> str | None:
        """The id of a record: Ashby's own, but for projects, which several candidates are in."""
        found = record.get("id")
        if not isinstance(found, str) or not found:
            return None
        return f"{record.get(self.parameter)}:{found}" if self.kind == "candidateProject" else found

    def of(self, parent_id: str) -> ChosenList:
        """The list of one parent."""
        return dataclasses.replace(self, arguments={**self.arguments, self.parameter: parent_id})

    def request(self, *, cursor: str | None, token: str | None, limit: int | None) -> Operation:
        """The call for one page."""
        fields = self.operation.model_fields
        given = {"cursor": cursor, "syncToken": token, "limit": limit}
        return self.operation(**self.arguments, **{name: it for name, it in given.items() if it and name in fields})


def kind_of(endpoint: str) -> str:
    """The kind of record that a list holds, in Ashby's words."""
    return _KINDS.get(endpoint) or endpoint.partition(".")[0]


@functools.cache
def default_lists() -> tuple[ChosenList, ...]:
    """All lists of an organization that need no id, and those of its interview plans and job boards."""
    every = (chosen_list for name in sorted(set(by_name())) for chosen_list in _of_endpoint(name))
    found = [dataclasses.replace(one, optional=True) for one in every if one.parent in _CHEAP | {""}]
    return tuple(sorted(found, key=lambda one: bool(one.parent)))


def chosen(lists: Iterable[str | Operation] | None) -> tuple[ChosenList, ...]:
    """The lists that were named, by endpoint or kind, or given as calls with their own filters. None: the usual ones.

    Raises UsageError for what is not a list, and for a list of parents' own records without the parents.
    """
    if lists is None:
        return default_lists()
    if isinstance(lists, str):
        raise UsageError(f"lists is one text; give several: lists=[{lists!r}].")
    must_be("lists", lists, Iterable, write="give several, as ['candidate']")
    found = [item for given in lists for item in _named(given)]
    kinds = {item.kind for item in found}
    for item in found:
        if item.parent and item.parent not in kinds:
            raise UsageError(f"{item.endpoint} is one list for each {item.parent}: name the list of those, too.")
    if len({item.key for item in found}) < len(found):
        raise UsageError("A list is named twice.")
    return tuple(sorted(found, key=lambda one: bool(one.parent)))


def look_up(kind: str, record_id: str) -> Operation | None:
    """The read that finds one record by its id; None for kinds that have none."""
    operation = find(f"{kind}.info")
    if operation is None or operation.spec.endpoint != f"{kind}.info":
        return None
    fields = operation.model_fields
    name = next((it for it in (f"{kind}Id", "id") if it in fields), None)
    if name is None:
        return None
    more = {it: True for it in fields if it == "includeUnpublishedJobPostings"}
    return operation(**{name: record_id}, **more)


@functools.cache
def can_look_up(kind: str) -> bool:
    """Whether there is a read that finds one record of this kind."""
    return look_up(kind, _ANY_ID) is not None


def owner_of(record: Json) -> str:
    """The id of the application or candidate that a record hangs on; empty where there is none."""
    if not isinstance(record, dict):
        return ""
    candidate = record.get("candidate")
    places = [*(record.get(name) for name in _OWNERS), candidate.get("id") if isinstance(candidate, dict) else None]
    return next((it for it in places if isinstance(it, str)), "")


def _named(given: str | Operation) -> Sequence[ChosenList]:
    if isinstance(given, Operation):
        if not given.spec.lists or given.spec.endpoint.endswith(".search"):
            raise _unreadable(given.spec.endpoint)
        body = {name: it for name, it in given.body().items() if name not in ("cursor", "limit", "syncToken")}
        return (ChosenList(type(given), body, narrowed=any(not it.startswith(_WIDENING) for it in body)),)
    lists = {one.spec.endpoint: one for one in by_name().values() if one.spec.lists}
    endpoint = next((it for it in lists if given in (it, kind_of(it))), None)
    found = _of_endpoint(endpoint) if endpoint else ()
    if not found and endpoint:
        raise _unreadable(endpoint)
    if not found:
        near = difflib.get_close_matches(str(given), [*lists, *map(kind_of, lists)], n=1)
        meant = f" (did you mean {near[0]!r}?)" if near else ""
        raise UsageError(f"There is no list {given!r:.60}{meant}.")
    return found


def _unreadable(endpoint: str) -> UsageError:
    why = ": Ashby answers a search with its first 100 records" if endpoint.endswith(".search") else ""
    return UsageError(f"{endpoint} is not a list that a sync can read{why}.")


def _of_endpoint(endpoint: str) -> Sequence[ChosenList]:
    operation = find(endpoint)
    if operation is None or operation.spec.endpoint != endpoint or not _is_kept(operation):
        return ()
    fields = operation.model_fields
    arguments: JsonObject = {name: True for name in fields if name.startswith("include")} | dict(
        _ARGUMENTS.get(endpoint, {})
    )
    required = [name for name, field in fields.items() if field.is_required()]
    name = _PER_PARENT.get(endpoint) or next(iter(required), "")
    if name in _PARENTS:
        return (ChosenList(operation, arguments, _PARENTS[name], name),)
    if name:  # one list for each of a few words
        return tuple(ChosenList(operation, {**arguments, name: word}) for word in get_args(fields[name].annotation))
    return (ChosenList(operation, arguments),)


def _is_kept(operation: type[Operation]) -> bool:
    spec = operation.spec
    verb = spec.endpoint.rpartition(".")[2]
    return spec.lists and verb.startswith("list") and spec.endpoint not in _NO_COPIES
