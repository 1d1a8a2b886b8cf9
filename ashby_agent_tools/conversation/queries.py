"""Queries: what the tool `ashby_query` does: it reads lists within a bound of calls, and has what it read counted."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ashby_agent_tools.approval.flow import Script, SendCall
from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.paging import Cursor, rows
from ashby_agent_tools.conversation.short_ids import unknown_ids, with_full_ids
from ashby_agent_tools.conversation.stored_results import ResultStore, kept_as
from ashby_agent_tools.errors import IncompleteList, InvalidArguments
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.builtin import Query
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.kinds import kind_of
from ashby_agent_tools.operations.schema import FIELDS

if TYPE_CHECKING:
    from ashby_agent_tools.results.joins import Part

__all__ = ["queried"]

_REF = re.compile(r"r\d+\Z")
_PAGE = 100  # records of a page at most (facts of the lists: limit)
_MOST_CALLS = 500  # as the tool's schema has it


@dataclasses.dataclass(slots=True)
class _Work:
    """One query under way. `part`: the call that a read of it is; `prepare`: validates the arguments of a list."""

    call: Call
    asked: Query
    results: ResultStore
    part: Callable[[Operation, Call], Call]
    prepare: Callable[[str, Mapping[str, Json]], Call]
    calls: int = 0
    read: dict[str, Json] = dataclasses.field(default_factory=dict)
    whole: bool = True

    @property
    def left(self) -> int:
        return self.asked.max_calls - self.calls


def queried(
    call: Call,
    results: ResultStore,
    part: Callable[[Operation, Call], Call],
    prepare: Callable[[str, Mapping[str, Json]], Call],
) -> Script[Result]:
    """Read what a query is about, and answer it.

    Raises InvalidArguments for what is no list, cannot be joined, or takes more calls than it may; what was read by
    then is kept, and the message names it.
    """
    from ashby_agent_tools.results.joins import Part  # noqa: PLC0415  (loaded with the first query)

    asked = call.operation
    assert isinstance(asked, Query)  # noqa: S101  (the session hands over nothing else)
    work = _Work(call, asked, results, part, prepare)
    if not asked.from_:
        raise InvalidArguments("ashby_query: `from` names no list; give list tools, or refs of results.")
    lists = [name for name in asked.from_ if not _REF.match(name)]
    if asked.arguments and not lists:
        raise InvalidArguments("ashby_query: arguments are those of a list tool, and `from` names none.")
    parts: list[Part] = []
    for name in asked.from_:
        given = asked.arguments or {} if lists and name == lists[0] else {}
        entity, records = yield from _source(work, name, given, parts)
        parts = _united(parts, Part(entity, records))
    return _answered(work, parts)


def _united(parts: list[Part], new: Part) -> list[Part]:
    """Records of a kind that is there already are put together with those, each once."""
    for number, part in enumerate(parts):
        if new.entity is not None and part.entity is new.entity:
            known = {record.get("id") for record in part.records if isinstance(record, dict)} - {None}
            fresh = [it for it in new.records if not (isinstance(it, dict) and it.get("id") in known)]
            return [*parts[:number], dataclasses.replace(part, records=[*part.records, *fresh]), *parts[number + 1 :]]
    return [*parts, new]


def _source(
    work: _Work, name: str, given: Mapping[str, Json], parts: list[Part]
) -> Script[tuple[Entity | None, list[Json]]]:
    """The records that one name in `from` stands for."""
    results = work.results
    if _REF.match(name):
        kept, page = results.kept_page(name)
        tool = results.toolset[kept.endpoint]
        if page.next_cursor is None:
            from ashby_agent_tools.results.fit import records_of  # noqa: PLC0415  (as in queried)

            records, _ = records_of(page.data)
            work.read[name] = {"rows": len(records)} | ({"whole": False} if page.more else {})
            work.whole = work.whole and not page.more
            return tool.operation.spec.entity, records
        name, given = tool.name, json.loads(kept.arguments)
    tool = results.toolset[name]
    spec = tool.operation.spec
    if not spec.lists:
        raise InvalidArguments(
            f"ashby_query: {tool.name} is not a list; `from` takes list tools and refs of any result."
        )
    needs = [field.alias or key for key, field in tool.operation.model_fields.items() if field.is_required()]
    if parts and len(needs) == 1 and needs[0] not in given and needs[0].endswith("Id"):
        records = yield from _for_each(work, tool.name, needs[0], parts[0])
    else:
        given = {key: value for key, value in given.items() if key not in ("cursor", "limit", FIELDS)}
        records, whole = yield from _pages(work, tool.name, _prepared(work, tool.name, given).operation)
        _keep(work, tool.name, spec.endpoint, given, records, whole=whole)
    return spec.entity, records


def _prepared(work: _Work, name: str, given: Mapping[str, Json]) -> Call:
    try:
        return work.prepare(name, given)
    except InvalidArguments as error:
        if given:
            raise
        raise InvalidArguments(
            f"{error} In ashby_query only the first list takes arguments: call {name} and name its ref in `from`."
        ) from None


def _pages(work: _Work, name: str, operation: Operation) -> Script[tuple[list[Json], bool]]:
    """All records of a list as far as the calls go, and whether that is all."""
    if work.left < 1:
        raise InvalidArguments(
            f"ashby_query: all {work.asked.max_calls} calls went to {_read(work)}, and {name} is not read yet. Narrow "
            f"the first list with arguments, or allow more max_calls (at most {_MOST_CALLS}){_go_on(work)}."
        )
    if "cursor" not in type(operation).model_fields:
        work.calls += 1
        result = yield SendCall(work.part(operation, work.call))
        assert isinstance(result, Result)  # noqa: S101  (what a session sends)
        return list(rows(result)), True
    if "limit" in type(operation).model_fields:
        operation = operation.model_copy(update={"limit": _PAGE})
    cursor, records = Cursor(operation), list[Json]()
    while (following := cursor.operation) is not None and work.left > 0:
        work.calls += 1
        result = yield SendCall(work.part(following, work.call))
        assert isinstance(result, Result)  # noqa: S101  (as above)
        records += rows(cursor.fresh(result))
        try:
            cursor.move(result)
        except IncompleteList as error:
            given = json.dumps(operation.body())
            ref = work.results.keep_records(name, operation.spec.endpoint, given, records, more=True)
            raise kept_as(ref, len(records), error) from None
    return records, cursor.operation is None


def _for_each(work: _Work, name: str, key: str, base: Part) -> Script[list[Json]]:
    """The lists of all records that may count: one call each, none where they are too many."""
    from ashby_agent_tools.results.joins import ids_of  # noqa: PLC0415  (as in queried)
    from ashby_agent_tools.results.query import possible  # noqa: PLC0415

    where = with_full_ids(work.results.store, work.results.key, work.asked.where or {})
    ids = ids_of(possible(base, where, work.results.toolset.hidden), kind_of(key), work.asked.on)
    if len(ids) > work.left:
        needed = work.calls + len(ids)
        wider = f", or allow max_calls={needed}" if needed <= _MOST_CALLS else ""
        raise InvalidArguments(
            f"ashby_query: {name} takes one call for each of {len(ids)} {key}s, and {work.left} of "
            f"{work.asked.max_calls} calls are left. Narrow `where` or `arguments`{wider}{_go_on(work)}."
        )
    records, all_whole = list[Json](), True
    for identity in ids:
        found, whole = yield from _pages(work, name, work.prepare(name, {key: identity}).operation)
        all_whole = all_whole and whole
        records += [{key: identity, **record} if isinstance(record, dict) else record for record in found]
    endpoint = work.results.toolset[name].operation.spec.endpoint
    _keep(work, name, endpoint, {}, records, whole=all_whole)
    return records


def _keep(
    work: _Work, name: str, endpoint: str, given: Mapping[str, Json], records: list[Json], *, whole: bool
) -> None:
    """Keep what was read under a reference, so that the next query fetches nothing."""
    ref = work.results.keep_records(name, endpoint, json.dumps(given), records, more=not whole)
    work.read[name] = {"rows": len(records), "ref": ref} | ({} if whole else {"whole": False})
    work.whole = work.whole and whole


def _read(work: _Work) -> str:
    return " and ".join(work.read) or "nothing"


def _go_on(work: _Work) -> str:
    refs = [f"{entry['ref']} ({name})" for name, entry in work.read.items() if "ref" in entry]
    return f"; what was read is kept as {', '.join(refs)}" if refs else ""


def _answered(work: _Work, parts: list[Part]) -> Result:
    from ashby_agent_tools.results.query import QueryOptions, query  # noqa: PLC0415  (as in queried)

    asked, results = work.asked, work.results
    beside: tuple[tuple[str, Json], ...] = (("calls", work.calls), ("read", work.read))
    if not work.whole:
        beside = (("not_whole", "calls were used up: narrow `arguments` or allow more max_calls"), *beside)
    names = (field.name for field in dataclasses.fields(QueryOptions))
    given = {name: value for name in names if (value := getattr(asked, name)) is not None}
    if asked.where:
        given["where"] = with_full_ids(results.store, results.key, asked.where)
        beside = (*beside, *unknown_ids(results.store, results.key, asked.where))
    fitted, found = query(
        parts,
        QueryOptions(**given),
        tool=Query.spec.tool,
        budget=results.toolset.budget,
        hidden=results.toolset.hidden,
        short=results.renderer.namer,
        beside=beside,
    )
    rendered = results.renderer.shown(fitted)
    return Result(call=work.call, data=found, more=not work.whole, render=lambda _: rendered)
