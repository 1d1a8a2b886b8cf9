"""ashby_source: an organization as a source of dlt, which loads it into a warehouse and keeps it current (extra `dlt`).

pipeline = dlt.pipeline("ashby", destination="duckdb", dataset_name="recruiting")
pipeline.run(ashby_source(Client()))
"""

from __future__ import annotations

import dataclasses
import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ashby_agent_tools._given import must_be
from ashby_agent_tools.client.clients import Client
from ashby_agent_tools.errors import PermissionMissing, UsageError
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.entity import DATA_CLASSES, OFF_BY_DEFAULT, DataClass, Hidden
from ashby_agent_tools.results import without_hidden_fields
from ashby_agent_tools.store.sql import SqliteStore
from ashby_agent_tools.sync.list_state import ListState
from ashby_agent_tools.sync.lists import ChosenList, chosen
from ashby_agent_tools.sync.mirror_state import MirrorState
from ashby_agent_tools.sync.options import WEEKLY, must_be_options
from ashby_agent_tools.sync.reading import ListReader, Script, digest, exists
from ashby_agent_tools.sync.scripts import hints_of
from ashby_agent_tools.sync.syncs import run
from ashby_agent_tools.webhooks import Event

if TYPE_CHECKING:
    from dlt.extract import DltResource, DltSource

__all__ = ["ashby_source"]

GONE = "is_gone"
_log = logging.getLogger("ashby_agent_tools.sync")
_KEYS = {"candidateProject": ("candidateId", "id")}
_DEPTH = 2  # custom fields, and the several values of one; what lies deeper stays JSON
_ROWS = 500  # handed to dlt at a time
_OF_CANDIDATES = frozenset(
    {
        "application",
        "applicationFeedback",
        "interviewSchedule",
        "offer",
        "sequence",
        "surveyRequest",
        "surveySubmission",
        "takeHomeAssignment",
    }
)
"""Kinds whose records go with a candidate who is deleted, which no event tells of each."""
_EXTRA = "A source of dlt needs dlt: pip install 'ashby-agent-tools[dlt]'."


def ashby_source(
    client: Client,
    *,
    lists: Iterable[str | Operation] | None = None,
    events: Iterable[Event] = (),
    hide: Iterable[DataClass] = (),
    show: Iterable[DataClass] = (),
    full_every: timedelta | None = WEEKLY,
    name: str = "ashby",
) -> DltSource:
    """All lists of an organization as resources of dlt, one for each kind of record, with their ids as primary keys.

    The first run loads everything; later ones ask with the sync tokens in dlt's own state for what changed, and merge
    it. Where there is no token, where Ashby refuses it, or when `full_every` is over, the table is replaced, so that
    what was deleted goes. `events`: webhooks that came since the last run; what they say is deleted, and Ashby does not
    have any more, is deleted from the tables (a hard delete). Custom fields, and other lists in a record, are child
    tables. `lists`: as for Sync. `show`: data classes to load that are left out by default, contact data (`contact`)
    and equal-opportunity data (`eeo`); `hide`: further ones (`pay`).
    A run that fails loads nothing of a list that it did not read to its end, and keeps the old token. Raises UsageError
    where dlt's state is of another account.
    """
    try:
        import dlt  # noqa: PLC0415  (from an extra)
    except ModuleNotFoundError as error:
        raise UsageError(_EXTRA) from error
    must_be("client", client, Client, write="write ashby_source(Client(api_key))")
    must_be_options({"full_every": full_every, "name": name})
    hidden = _hidden(hide, show)
    by_kind: dict[str, list[ChosenList]] = {}
    for listed in chosen(lists):
        by_kind.setdefault(listed.kind, []).append(listed)
    told = tuple((event.action, *hint) for event in _checked(events) for hint in hints_of(event))

    def resources() -> Iterator[DltResource]:
        for kind, its_lists in by_kind.items():
            read = _KindReader(client, kind, tuple(its_lists), by_kind, told, hidden, full_every)
            yield dlt.resource(
                _function(read), name=kind, primary_key=_KEYS.get(kind, "id"), write_disposition="merge"
            )()

    return dlt.source(resources, name=name, root_key=True, max_table_nesting=_DEPTH)()


def _hidden(hide: Iterable[DataClass], show: Iterable[DataClass]) -> Hidden:
    hidden, shown = _several(hide), _several(show)
    if unknown := sorted((hidden | shown) - set(DATA_CLASSES)):
        raise UsageError(f"There is no data class {unknown[0]!r}; there are {', '.join(DATA_CLASSES)}.")
    return Hidden(({"contact", *OFF_BY_DEFAULT} - shown) | hidden)


def _several(given: Iterable[DataClass]) -> set[DataClass]:
    """The data classes that were given; one alone may stand without a list."""
    return {cast("DataClass", given)} if isinstance(given, str) else set(given)


def _checked(events: Iterable[Event]) -> Iterator[Event]:
    must_be("events", events, Iterable, write="give what webhooks.parse returns, several")
    for event in events:
        must_be("event", event, Event, write="give what webhooks.parse returns")
        yield event


@dataclasses.dataclass(frozen=True, slots=True)
class _KindReader:
    """Reads the lists of one kind, into a file first: what Ashby says to read again is then handed on once."""

    client: Client
    kind: str
    lists: tuple[ChosenList, ...]
    by_kind: Mapping[str, list[ChosenList]]
    told: tuple[tuple[str, str, str], ...]
    hidden: Hidden
    full_every: timedelta | None

    def rows(self) -> Iterator[Any]:
        """The rows for dlt, with the hints of this run; at their end the state has the new tokens."""
        import dlt  # noqa: PLC0415  (loaded by now)

        saved = _of_account(dlt.current.resource_state(), self.client)
        others = saved.get("hidden", sorted(self.hidden)) != sorted(self.hidden)  # what is loaded hides something else
        with tempfile.TemporaryDirectory(prefix="ashby-dlt-") as folder, SqliteStore(Path(folder, "rows.db")) as store:
            try:
                state, whole = self._read(store, saved, all_of_it=others)
            except PermissionMissing as error:
                if error.scope is None or not all(one.optional for one in self.lists):
                    raise
                _log.warning("%s is left out: the key lacks %s", self.kind, error.scope)
                return
            hints = dlt.mark.make_hints(
                write_disposition={"disposition": "replace" if whole else "merge"},
                columns={GONE: {"data_type": "bool", "hard_delete": not whole}},
            )
            yield dlt.mark.with_hints(dlt.mark.materialize_table_schema(), hints)
            yield from self._in_batches(state)
            if not whole and (gone := [{"id": it, GONE: True} for it in self._gone()]):
                yield gone
            saved["hidden"] = sorted(self.hidden)
            saved["lists"] = {one.key: _place(state.load(one)) for one in self.lists if not one.parent}

    def _read(self, store: SqliteStore, saved: JsonObject, *, all_of_it: bool) -> tuple[MirrorState, bool]:
        """What the lists answer, and whether it is all that they hold: then the table is replaced, so all are read.

        A list that is suddenly empty is read again before its table is emptied.
        """
        state, whole = self._read_first(store, saved, all_of_it=all_of_it)
        if whole and "lists" in saved and not state.counts():
            state = self._read_once(store, saved, "once more", whole=True)
        return state, whole

    def _read_first(self, store: SqliteStore, saved: JsonObject, *, all_of_it: bool) -> tuple[MirrorState, bool]:
        whole = all_of_it or self._candidate_gone() or any(one.parent for one in self.lists)
        state = self._read_once(store, saved, "changes", whole=whole)
        read_whole = [state.load(one).whole for one in self.lists if not one.parent]
        if whole or not any(read_whole):
            return state, whole
        if all(read_whole):
            return state, True
        return self._read_once(store, saved, "everything", whole=True), True

    def _read_once(self, store: SqliteStore, saved: JsonObject, name: str, *, whole: bool) -> MirrorState:
        state = MirrorState(store, account="", base_url="", name=name, own_file=False)
        for listed in self.lists:
            self._start(state, listed, saved)
            for one in self._each(state, listed):
                self._run(ListReader(state, one, time.time, self._seconds, stored=True).script(whole=whole))
        return state

    @property
    def _seconds(self) -> float | None:
        return None if self.full_every is None else self.full_every.total_seconds()

    def _start(self, state: MirrorState, listed: ChosenList, saved: JsonObject) -> None:
        """Have the list go on where the last run ended."""
        if not listed.parent and (place := saved.get("lists", {}).get(listed.key)):
            at = ListState(token=place["token"], number=1, stored=True, whole_at=place["whole_at"])
            state.start(listed, ListState(), at)

    def _each(self, state: MirrorState, listed: ChosenList) -> Iterator[ChosenList]:
        """The list, or one for each parent that there is now."""
        if not listed.parent:
            return iter((listed,))
        for parents in self.by_kind[listed.parent]:
            self._run(ListReader(state, parents, time.time, None).script())
        return (listed.of(it) for it in state.ids(listed.parent))

    def _run(self, script: Script) -> None:
        for _ in run(self.client, script):
            pass

    def _candidate_gone(self) -> bool:
        """Whether records of this kind went with a candidate, so that all have to be read."""
        told = [it for action, _, it in self.told if action == "candidateDelete"]
        return self.kind in _OF_CANDIDATES and any(not self._exists("candidate", it) for it in told)

    def _gone(self) -> Iterator[str]:
        """The ids that events say are gone, and that Ashby does not have."""
        told = dict.fromkeys(it for _, kind, it in self.told if kind == self.kind)
        return (it for it in told if not self._exists(self.kind, it))

    def _exists(self, kind: str, record_id: str) -> bool:
        answers: list[bool | None] = []

        def asked() -> Script:
            answers.append((yield from exists(kind, record_id)))

        self._run(asked())
        return bool(answers[0])

    def _in_batches(self, state: MirrorState) -> Iterator[list[Json]]:
        entity = self.lists[0].operation.spec.entity
        batch: list[Json] = []
        for record in state.records(self.kind):
            row: Any = _without_nulls(without_hidden_fields(record, entity, self.hidden))
            batch.append({**row, "id": row.get("id") or digest(record)})
            if len(batch) == _ROWS:
                yield batch
                batch = []
        if batch:
            yield batch


def _function(read: _KindReader) -> Callable[[], Iterator[Any]]:
    """A plain function, as dlt wants one."""

    def rows() -> Iterator[Any]:
        yield from read.rows()

    return rows


def _without_nulls(value: Any) -> Any:
    """A value without what is null, which is null in a table anyway: dlt warns of columns that never had a value."""
    if isinstance(value, list):
        return [_without_nulls(it) for it in value]
    if isinstance(value, dict):
        return {key: _without_nulls(it) for key, it in value.items() if it is not None}
    return value


def _place(at: ListState) -> JsonObject:
    """How far a list was read, for dlt's state."""
    return {"token": at.token, "whole_at": at.whole_at}


def _of_account(saved: JsonObject, client: Client) -> JsonObject:
    """The places of a resource's lists. Raises UsageError where they are of another account."""
    ours = [client.account, client.base_url]
    theirs = saved.setdefault("account", ours)
    if list(theirs) != ours:
        raise UsageError(
            f"The state of this pipeline is of the account {theirs[0]} at {theirs[1]}, and this client's is {ours[0]} "
            f"at {ours[1]}. Name another pipeline; after a change of the key give the client the account {theirs[0]!r}."
        )
    return saved
