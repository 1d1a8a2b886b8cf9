"""What is inside of an answer: records that are outside are taken out, wherever they stand, and so are their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ashby_agent_tools.client.rows._step import Script
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.kinds import kind_of_field

if TYPE_CHECKING:
    from ashby_agent_tools.client.rows.arguments import Id
    from ashby_agent_tools.client.rows.lookups import RowLookups
    from ashby_agent_tools.client.rows.tables import CheckedRule

__all__ = ["handles_in", "kept"]

_ONE: Mapping[str, str] = MappingProxyType(
    {
        "applicationId": "application",
        "appliedViaJobPostingId": "jobPosting",
        "candidateId": "candidate",
        "interviewEventId": "interviewEvent",
        "interviewScheduleId": "interviewSchedule",
        "jobId": "job",
        "jobPostingId": "jobPosting",
        "openingId": "opening",
    }
)
_OWNERS = ("applicationId", "candidateId", "jobId", "interviewEventId", "interviewScheduleId", "openingId")
_MANY: Mapping[str, str] = MappingProxyType({"applicationIds": "application", "jobIds": "job"})
_PLANS = ("defaultInterviewPlanId", "interviewPlanIds")  # a job's own are inside with it
_RECORDS: Mapping[str, str] = MappingProxyType(
    {
        "application": "application",
        "applications": "application",
        "candidate": "candidate",
        "candidates": "candidate",
        "interview": "interview",
        "job": "job",
        "jobs": "job",
        "openings": "opening",
    }
)
_ITSELF = ("candidate", "interviewPlan", "job", "opening")  # decided by their own id, and what is known of it
_APPROVED: Mapping[str, str] = MappingProxyType({"job": "job", "offer": "offerVersion", "opening": "opening"})
_GO_WITH_APPLICATION = ("candidateId", "interviewEventId", "interviewScheduleId")
_OF_APPLICATION = ("application", "candidate", "job")  # what a record shows of the application that it is about


def kept(data: Json, rule: CheckedRule, lookups: RowLookups, named: Iterable[Id] = ()) -> Script[Json]:
    """The answer with what is inside; None for a single record that is outside.

    `named`: what a write named and was inside before it; its answer is shown even where that is over now.
    """
    for row, kind in _records(data, rule.root):
        lookups.learn(row, kind)
    verdicts: dict[Id, bool] = dict.fromkeys(named, True)
    while True:
        work = _AnswerFilter(verdicts, rule.root)
        left = work.top(data, rule)
        if not work.missing:
            return left
        verdicts |= yield from lookups.are_inside(work.missing)


def handles_in(node: Json) -> Iterator[str]:
    """The handles of files in an answer."""
    if isinstance(node, dict):
        if isinstance(handle := node.get("handle"), str):
            yield handle
        for value in node.values():
            yield from handles_in(value)
    elif isinstance(node, list):
        for item in node:
            yield from handles_in(item)


def _records(node: Json, kind: str | None) -> Iterator[tuple[JsonObject, str | None]]:
    """Every record in an answer with its kind."""
    if isinstance(node, list):
        for item in node:
            yield from _records(item, kind)
    elif isinstance(node, dict):
        yield node, kind
        for key, value in node.items():
            if isinstance(value, dict | list):
                yield from _records(value, _RECORDS.get(key))


class _AnswerFilter:
    """One pass over an answer. `missing`: what it would have to know; it counts as inside until then."""

    def __init__(self, verdicts: Mapping[Id, bool], root: str | None) -> None:
        self._verdicts = verdicts
        plans = dict.fromkeys(_PLANS if root == "jobTemplate" else (), "interviewPlan")
        self._one, self._many = {**_ONE, **plans}, {**_MANY, **plans}
        self.missing: set[Id] = set()

    def top(self, data: Json, rule: CheckedRule) -> Json:
        loose = rule.loose or rule.root is None
        if isinstance(data, list):
            return [row for item in data if (row := self._record(item, rule.root, loose=loose)) is not None]
        return self._record(data, rule.root, loose=loose)

    def _is(self, kind: str, one: object) -> bool:
        if not isinstance(one, str):
            return False
        found = self._verdicts.get((kind, one))
        if found is None:
            self.missing.add((kind, one))
        return found is not False

    def _record(self, row: Json, kind: str | None, *, loose: bool) -> Json:
        """The record with what is inside of it; None where it is outside."""
        if not isinstance(row, dict):
            return row
        owner = self._owner(row, kind)
        if owner is None:
            if not loose:
                return None
        elif not self._is(*owner):
            return None
        elif owner in self.missing:  # what it names is looked up once it is known to be inside
            return row
        of_application = kind == "application" or (owner is not None and owner[0] == "application")
        left = {key: self._value(key, value, owner, of_application) for key, value in row.items()}
        if isinstance(options := left.get("selectableValues"), list) and isinstance(path := left.get("path"), str):
            left["selectableValues"] = self._options(kind_of_field(path), options)
        return left

    def _options(self, kind: str, options: list[Json]) -> list[Json]:
        """What a form's field offers, such as openings, without the records that are outside."""
        if kind not in ("application", "candidate", "job", "opening"):
            return options
        return [one for one in options if not isinstance(one, dict) or self._is(kind, one.get("value"))]

    def _owner(self, row: JsonObject, kind: str | None) -> Id | None:  # noqa: PLR0911  (one for each kind of record)
        """What decides about a record."""
        if kind == "application":
            job = row.get("job")
            return ("job", job["id"]) if isinstance(job, dict) and job.get("id") else ("application", row.get("id", ""))
        if kind in _ITSELF:
            return (kind, row.get("id", ""))
        if kind == "interviewStage":
            return ("interviewPlan", row.get("interviewPlanId", ""))
        if kind == "approval":
            return (_APPROVED.get(row.get("entityType", ""), ""), row.get("entityId", ""))
        if kind == "clientInfo":
            related = row.get("relatedEntityType", "")
            return (related, row.get("relatedEntityId", "")) if related in _RECORDS else ("shared", "")
        if kind == "interview":
            return ("job", row["jobId"]) if row.get("jobId") else ("shared", "")
        if kind is None:
            return next(((_ONE[key], row[key]) for key in _OWNERS[:2] if row.get(key)), None)
        return next(((_ONE[key], row[key]) for key in _OWNERS if row.get(key)), None)

    def _value(self, key: str, value: Json, owner: Id | None, of_application: bool) -> Json:  # noqa: FBT001  (private)
        if isinstance(value, list):
            return self._several(key, value)
        if isinstance(value, dict):
            kind = _RECORDS.get(key)
            if of_application and kind in _OF_APPLICATION:
                return self._shown(value)
            return self._record(value, kind, loose=True)
        kind = self._one.get(key)
        if kind is None or value is None or (kind, value) == owner or (of_application and key in _GO_WITH_APPLICATION):
            return value
        return value if self._is(kind, value) else None

    def _several(self, key: str, values: list[Json]) -> list[Json]:
        if key in self._many:
            return [one for one in values if self._is(self._many[key], one)]
        rows = (self._record(item, _RECORDS.get(key), loose=True) for item in values)
        return [row for row, item in zip(rows, values, strict=True) if row is not None or item is None]

    def _shown(self, row: JsonObject) -> JsonObject:
        """A record of an application that is inside: it is inside with it, but not all that it names."""
        return {key: self._value(key, value, None, of_application=False) for key, value in row.items()}
