"""`call --format` and `export`: the records of a read as a table, one page or all of them, printed or in a file."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from ashby_agent_tools import Call, Client, Session
from ashby_agent_tools.cli._output import at_terminal, complain, say, show_json
from ashby_agent_tools.cli._stores import at_home
from ashby_agent_tools.cli.progress import shown_progress
from ashby_agent_tools.cli.tables import FORMATS, Form, TableRows, must_be_writable
from ashby_agent_tools.display import for_json
from ashby_agent_tools.errors import IncompleteList, UsageError
from ashby_agent_tools.operations import by_name, find
from ashby_agent_tools.operations.base import Json, JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.results import without_hidden, without_hidden_fields

__all__ = ["form_of", "list_called", "must_be_a_read", "run", "save", "show"]


def run(
    session: Session, client: Client, call: Call, form: Literal["csv", "jsonl"], fields: Sequence[str], *, every: bool
) -> None:
    """Print the records, whole but for what the toolset hides. `fields`: only these paths, in this order.

    A terminal shows how far it is. Raises IncompleteList after what could be read.
    """
    entity, hidden = call.operation.spec.entity, session.toolset.hidden
    with shown_progress() as on_page:
        records = _Records(client.records(call.operation, on_page=on_page) if every else _page(session, call))
        show((without_hidden(record, entity, hidden) for record in records), form, fields, known=_fields_of(entity))
    if records.failure is not None:
        sys.stdout.flush()
        raise records.failure


def show(
    rows: Iterable[Json], form: Literal["csv", "jsonl"], fields: Sequence[str] = (), *, known: Iterable[str] = ()
) -> None:
    """Print records as lines: all of each, or only these paths. `known`, and what is raised: as for TableRows."""
    if form == "jsonl" and not fields:
        for row in rows:
            sys.stdout.write(_line(row) + "\n")
        return
    with TableRows(rows, fields, known=known) as table:
        _complain_of_lacking(table)
        if form == "jsonl":
            table.write_jsonl(sys.stdout, _line)
        else:
            table.write_csv(sys.stdout, terminal=at_terminal())


def save(
    session: Session, client: Client, call: Call, path: Path, fields: Sequence[str], *, as_json: bool = False
) -> None:
    """Write all records into a file, without what the toolset hides; it is there when all of it is.

    The file is readable for its owner only. Raises IncompleteList and UsageError, and then leaves what was there.
    """
    form, path = form_of(path), at_home(path)
    must_be_writable(form)
    entity, hidden = call.operation.spec.entity, session.toolset.hidden
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Nothing was read.") from error
    try:
        with shown_progress(elsewhere=True) as on_page:
            records = client.records(call.operation, on_page=on_page)
            visible = (without_hidden_fields(record, entity, hidden) for record in records)
            whole = form == "jsonl" and not fields
            with TableRows(visible, fields, known=_fields_of(entity), whole=whole) as table:
                _complain_of_lacking(table)
                _write(table, form, Path(temporary))
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"{path} could not be written ({error.strerror}). What was there is as it was.") from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    if as_json:
        show_json({"ok": True, "file": str(path), "records": table.number, "without": sorted(hidden)})
        return
    left_out = f" without {', '.join(sorted(hidden))} data" if hidden else ""
    say(f"{table.number:,} records of {call.endpoint} in {path}{left_out}")


def form_of(path: Path) -> Form:
    """The format that a file's ending names. Raises UsageError for any other."""
    ending = path.suffix.removeprefix(".").lower()
    for form in FORMATS:
        if form == ending:
            return form
    raise UsageError(f"{path.name!r:.80} does not end in a known format: write .csv, .jsonl or .parquet.")


def list_called(name: str) -> str:
    """The endpoint of a list by what people call it: `candidates`, `interview-stages`, `candidate.listNotes`.

    Raises UsageError for what is none.
    """
    lists = {spec.endpoint: _plural(spec.endpoint) for spec in _lists()}
    wanted = name.replace("-", "").replace("_", "").replace(" ", "").casefold()
    operation = find(name)
    if operation is not None and operation.spec.endpoint == name and operation.spec.lists:
        return name
    for endpoint, plural in lists.items():
        if wanted in (endpoint.casefold(), plural.casefold(), endpoint.partition(".")[0].casefold()):
            return endpoint
    raise UsageError(f"There is no list {name!r:.60}; there are {', '.join(sorted(lists.values()))}.")


def must_be_a_read(spec: Spec) -> None:
    """Raise UsageError for a call that can change something, or that Ashby does not serve."""
    if not spec.reads or spec.served_by in ("builtin", "task"):
        raise UsageError(f"--all and --format are for reads of Ashby, and {spec.endpoint} is not one.")


class _Records:
    """The records that came; `failure` is why there are not more."""

    def __init__(self, source: Iterable[JsonObject]) -> None:
        self._source = source
        self.failure: IncompleteList | None = None

    def __iter__(self) -> Iterator[JsonObject]:
        try:
            yield from self._source
        except IncompleteList as error:
            self.failure = error


def _page(session: Session, call: Call) -> list[JsonObject]:
    result = session.execute(call)
    if result.next_cursor is not None:
        complain("There are more records; --all fetches them.")
    return result.data if isinstance(result.data, list) else [result.data]


def _write(table: TableRows, form: Form, path: Path) -> None:
    if form == "parquet":
        table.write_parquet(path)
        return
    with path.open("w", encoding="utf-8", newline="") as out:
        if form == "csv":
            table.write_csv(out)
        else:
            table.write_jsonl(out, lambda row: json.dumps(row, ensure_ascii=False))


def _complain_of_lacking(table: TableRows) -> None:
    lacking, known = table.lacking()
    if lacking:
        complain(f"No record has {', '.join(lacking)}. There are {', '.join(known)}.")


def _fields_of(entity: Entity | None) -> frozenset[str]:
    return entity.fields if entity else frozenset()


def _line(row: Json) -> str:
    return for_json(row) if at_terminal() else json.dumps(row, ensure_ascii=False)


def _lists() -> Iterator[Spec]:
    """The lists of whole kinds of records."""
    for cls in by_name().values():
        if cls.spec.lists and cls.spec.endpoint.endswith(".list"):
            yield cls.spec


def _plural(endpoint: str) -> str:
    kind = endpoint.partition(".")[0]
    return f"{kind[:-1]}ies" if kind.endswith("y") else kind if kind.endswith("s") else f"{kind}s"
