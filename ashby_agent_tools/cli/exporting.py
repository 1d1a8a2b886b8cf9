"""`call --format`: the records of a read as CSV or JSON Lines, one page or all of them."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from ashby_agent_tools import Call, Client, Session
from ashby_agent_tools.cli._output import at_terminal, complain
from ashby_agent_tools.cli.progress import shown_progress
from ashby_agent_tools.display import for_json, for_terminal
from ashby_agent_tools.errors import IncompleteList, UsageError
from ashby_agent_tools.operations.base import Json, JsonObject, Spec
from ashby_agent_tools.results import without_hidden

__all__ = ["must_be_a_read", "run", "show"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = re.compile(r"[+-][0-9 ().-]*")  # such as those of telephones


def run(
    session: Session, client: Client, call: Call, form: Literal["csv", "jsonl"], fields: Sequence[str], *, every: bool
) -> None:
    """Print the records, whole but for what the toolset hides. `fields`: only these paths, in this order.

    A terminal shows how far it is. Raises IncompleteList after what could be read.
    """
    entity, hidden = call.operation.spec.entity, session.toolset.hidden
    with shown_progress() as on_page:
        records = _Records(client.records(call.operation, on_page=on_page) if every else _page(session, call))
        show((without_hidden(record, entity, hidden) for record in records), form, fields)
    if records.failure is not None:
        sys.stdout.flush()
        raise records.failure


def show(rows: Iterable[Json], form: Literal["csv", "jsonl"], fields: Sequence[str] = ()) -> None:
    """Print records as lines: all of each, or only these paths."""
    if form == "jsonl":
        _jsonl(rows, fields)
    else:
        _csv([_flat(row) for row in rows], fields)


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


def _flat(value: Json, path: str = "") -> JsonObject:
    """Dotted paths to plain values. Custom fields go by their titles; other lists stay JSON."""
    if isinstance(value, dict):
        found: JsonObject = {}
        for key, item in value.items():
            found |= _flat(item, f"{path}.{key}" if path else key)
        return found
    if (
        isinstance(value, list)
        and value
        and all(isinstance(one, dict) and {"title", "value"} <= set(one) for one in value)
    ):
        return {key: item for one in value for key, item in _flat(one["value"], f"{path}.{one['title']}").items()}
    return {path or "value": value}


def _columns(rows: list[JsonObject], fields: Sequence[str]) -> list[str]:
    """All columns, or the given fields with what stands below each; one that no record has is an empty column."""
    every = list(dict.fromkeys(column for row in rows for column in row))
    if not fields:
        return every
    found = {
        field: [column for column in every if column == field or column.startswith(f"{field}.")] for field in fields
    }
    if lacking := [field for field, columns in found.items() if rows and not columns]:
        known = dict.fromkeys(column.partition(".")[0] for column in every)
        complain(f"No record has {', '.join(lacking)}. There are {', '.join(known)}.")
    return [column for field, columns in found.items() for column in columns or (field,)]


def _csv(rows: list[JsonObject], fields: Sequence[str]) -> None:
    columns = _columns(rows, fields)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([_harmless(column) for column in columns])
    writer.writerows([_harmless(_text(row.get(column))) for column in columns] for row in rows)
    text = written.getvalue()
    sys.stdout.write(for_terminal(text, lines=True) if at_terminal() else text)


def _jsonl(rows: Iterable[Json], fields: Sequence[str]) -> None:
    if fields:
        flat = [_flat(row) for row in rows]
        columns = _columns(flat, fields)
        rows = [{column: row.get(column) for column in columns} for row in flat]
    for row in rows:
        sys.stdout.write((for_json(row) if at_terminal() else json.dumps(row, ensure_ascii=False)) + "\n")


def _text(value: Json) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _harmless(text: str) -> str:
    """A text from outside that begins like a formula is not one when a spreadsheet opens the file."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBERS.fullmatch(text) else text
