"""The script of one call through a limited client: check what goes in, send, and take out what is outside."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.rows._step import Script, Step
from ashby_agent_tools.client.rows.answers import handles_in, kept
from ashby_agent_tools.client.rows.arguments import Id, body_with, ids_in, like_handles, loose_ids, replaced
from ashby_agent_tools.client.rows.paging import chained
from ashby_agent_tools.client.rows.records import LOOKUPS, read, read_all
from ashby_agent_tools.client.rows.tables import CheckedRule, OpenRule, RefusedRule, rule_for
from ashby_agent_tools.errors import ApiError, Declined, NotFound
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.applications import ApplicationListHistory
from ashby_agent_tools.operations.files import FileInfo

if TYPE_CHECKING:
    from ashby_agent_tools.client.rows.lookups import RowLookups
    from ashby_agent_tools.client.rows.values import Rows
    from ashby_agent_tools.operations.base import JsonObject, Operation

__all__ = ["limited", "must_not_be_refused"]

_MOST_PAGES = 10  # of a list that are read for one page, while all they hold is outside
_KINDS = frozenset({*LOOKUPS, "interviewPlan", "offerForm", "offerProcess"})
_ANY: Mapping[str, str] = MappingProxyType(
    {"Application": "application", "Candidate": "candidate", "Job": "job", "Opening": "opening"}
    | {"offer": "offerVersion", "job": "job", "opening": "opening"}
)
_HANDLES = ("fileHandle", "resumeHandle")
_LOOSE = ("job", "candidate", "application", "opening")


def must_not_be_refused(call: Call) -> None:
    """Raise Declined for what no limited client sends: the ids of another class may have no kind."""
    known, rule = find(call.endpoint), rule_for(call.endpoint)
    if known is None or not issubclass(type(call.operation), known):
        rule = rule_for("")
    if isinstance(rule, RefusedRule):
        raise _declined(call, rule.why)


def limited(call: Call, lookups: RowLookups, nothing: Result) -> Script[Result]:
    """What comes of the call, with what is inside. `nothing`: the answer of an empty list.

    Raises Declined for an operation that is refused; for an id that is outside, what Ashby says of one that does not
    exist: it is asked with another id in its place, which nothing has.
    """
    must_not_be_refused(call)
    rule = rule_for(call.endpoint)
    if isinstance(rule, OpenRule):
        return (yield Step(call.operation, call))
    assert isinstance(rule, CheckedRule)  # noqa: S101  (there are three kinds)
    if rule.by:
        return (yield from _one(call, rule, lookups))
    yield from _must_stay(call, lookups)
    if rule.chained and getattr(call.operation, "jobId", None) is None:
        return (yield from chained(call, rule, lookups, nothing))
    body, echoes, named = yield from _checked(call.operation, rule, lookups)
    if call.operation.spec.reads:
        return (yield from _list(Step(call.operation, call, body, echoes), rule, lookups))
    return (yield from _write(Step(call.operation, call, body, echoes), rule, lookups, named))


def _one(call: Call, rule: CheckedRule, lookups: RowLookups) -> Script[Result]:
    """A single record is read and judged by what it says of itself."""
    try:
        result = yield Step(call.operation, call)
    except NotFound:
        pass  # asked again below, for Ashby may word it differently for a record that it hides from this key
    except ApiError as refusal:
        if type(refusal) is not ApiError or (yield from _are_inside(call, lookups)):
            raise
    else:
        data = yield from kept(result.data, rule, lookups)
        if data is not None:
            return _given(result, data, lookups)
    body = call.operation.body()
    instead = {body[name]: _stand_in() for name in rule.by if name in body}
    echoes = {other: own for own, other in instead.items()}
    result = yield Step(call.operation, call, replaced(body, instead), echoes)
    data = yield from kept(result.data, rule, lookups)
    return _given(result, {} if data is None else data, lookups)


def _are_inside(call: Call, lookups: RowLookups) -> Script[bool]:
    """Whether what a refused call names is inside, so that the refusal may be seen."""
    inside = yield from lookups.are_inside(ids_in(call.operation))
    return any(inside.values())


def _list(step: Step, rule: CheckedRule, lookups: RowLookups) -> Script[Result]:
    """A list goes on while its pages hold nothing that is inside."""
    result = yield step
    data = yield from kept(result.data, rule, lookups)
    for _ in range(_MOST_PAGES - 1):
        if data or not result.more or result.next_cursor is None:
            break
        step = dataclasses.replace(step, body=(step.body or {}) | {"cursor": result.next_cursor})
        result = yield step
        data = yield from kept(result.data, rule, lookups)
    return _given(result, data, lookups)


def _write(step: Step, rule: CheckedRule, lookups: RowLookups, named: set[Id]) -> Script[Result]:
    """A write; what was known of the records it names is not, afterwards."""
    try:
        result = yield step
    finally:
        for one in named:
            lookups.facts.forget(one)
    _hold_what_was_made(result, rule, lookups)
    if result.data is None:
        return result
    data = yield from kept(result.data, dataclasses.replace(rule, loose=True), lookups, named)
    return _given(result, {} if data is None else data, lookups)


def _given(result: Result, data: Any, lookups: RowLookups) -> Result:
    lookups.hold("file", *handles_in(data))
    return dataclasses.replace(result, data=data)


def _hold_what_was_made(result: Result, rule: CheckedRule, lookups: RowLookups) -> None:
    made = result.data if isinstance(result.data, dict) else {}
    if rule.makes and isinstance(made.get("id"), str) and not made.get("applicationIds"):
        lookups.hold(rule.makes, made["id"])  # with applications it was there before, and these decide


def _checked(
    operation: Operation, rule: CheckedRule, lookups: RowLookups
) -> Script[tuple[JsonObject, dict[str, str], set[Id]]]:
    """The body to send, what it has in the place of other texts, and the ids in it that are inside.

    An id that is outside, or does not exist, is replaced by one that nothing has.
    """
    typed = ids_in(operation)
    body, known = operation.body(), _kind(operation, rule)
    kinds = {(kind, one): known if kind == "any" and known else kind for kind, one in typed}
    inside = yield from lookups.are_inside((kind, one) for (_, one), kind in kinds.items() if kind in _KINDS)
    instead = {it: _stand_in() for it, kind in kinds.items() if inside.get((kind, it[1])) is False}
    instead |= {it: _stand_in() for it in (yield from _of_other_histories(operation, typed, lookups))}
    loose = {body[name] for name in _HANDLES if name in body and not lookups.is_held("file", body[name])}
    for one in sorted(loose_ids(body, {one for _, one in typed})):
        if (yield from _is_outside(one, lookups)):
            loose.add(one)
    if not operation.spec.reads:
        for text in sorted(like_handles(body) - loose):
            if not lookups.is_held("file", text) and (yield from read(FileInfo(fileHandle=text))) is not None:
                loose.add(text)
    if instead:
        body = body_with(operation, instead)
    texts = {one: _stand_in() for one in loose}
    if texts:
        body = replaced(body, texts)
    echoes = {other: one for (_, one), other in instead.items()} | {other: one for one, other in texts.items()}
    return body, echoes, {it for it, is_inside in inside.items() if is_inside}


def _of_other_histories(operation: Operation, typed: set[Id], lookups: RowLookups) -> Script[set[Id]]:
    """The events of a new history that are not of this application: Ashby reads no event by its id."""
    events = {it for it in typed if it[0] == "applicationHistory"}
    application = getattr(operation, "applicationId", None)
    if not events or not (yield from lookups.is_inside("application", str(application))):
        return set()
    own = yield from read_all(ApplicationListHistory(applicationId=str(application)))
    return events - {("applicationHistory", row["id"]) for row in own}


def _kind(operation: Operation, rule: CheckedRule) -> str | None:
    """Of which kind an id is where another argument says so."""
    return _ANY.get(str(getattr(operation, rule.typed_by, None))) if rule.typed_by else None


def _is_outside(one: str, lookups: RowLookups) -> Script[bool]:
    """Whether a UUID of no kind is that of a record that is outside; what is no record at all stays as it is."""
    for kind in _LOOSE:
        if (yield from lookups.exists(kind, one)):
            return not (yield from lookups.is_inside(kind, one))
    return False


def _must_stay(call: Call, lookups: RowLookups) -> Script[None]:
    """Raise Declined for a write after which its record would be outside."""
    operation = call.operation
    if call.endpoint == "opening.create" and not getattr(operation, "jobIds", None):
        raise _declined(call, "an opening for no job would be outside; name its jobs in jobIds")
    if call.endpoint == "job.create" or (call.endpoint == "job.update" and getattr(operation, "teamId", None)):
        team, job = getattr(operation, "teamId", None), getattr(operation, "jobId", "")
        for limit in lookups.limits:
            if job not in limit.jobs and team not in (yield from lookups.departments(limit)):
                raise _declined(call, _where_it_goes(limit))


def _where_it_goes(limit: Rows) -> str:
    if not limit.departments:
        return "the job would be outside: only certain jobs are inside"
    return "the job would be outside; give one of the departments that are inside as teamId"


def _declined(call: Call, why: str) -> Declined:
    return Declined(
        f"{call.tool}: this client is limited to some jobs, and {why}. Nothing was sent.", fingerprint=call.fingerprint
    )


def _stand_in() -> str:
    return str(uuid.uuid4())
