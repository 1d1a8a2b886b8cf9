"""Records as a table: flat rows, their columns, and the rows as CSV, JSON Lines or Parquet; memory stays flat.

Which columns there are is known after the last row, so rows wait in a temporary file.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Literal, Self, TextIO

from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Json, JsonObject

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMATS", "Form", "TableRows", "must_be_writable"]

Form = Literal["csv", "jsonl", "parquet"]
FORMATS: tuple[Form, ...] = ("csv", "jsonl", "parquet")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = re.compile(r"[+-][0-9 ().-]*")  # such as those of telephones
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_LARGEST = 2**63 - 1
_PAGE = 100  # records, the most that Ashby sends at once
_GROUP = 1_000  # rows of a part of a Parquet file


def must_be_writable(form: Form) -> None:
    """Raise UsageError where what a format needs is not installed."""
    if form == "parquet":
        try:
            import pyarrow.parquet  # noqa: F401, PLC0415  (from an extra)
        except ModuleNotFoundError as error:
            raise UsageError(
                "Parquet needs pyarrow: pip install 'ashby-agent-tools[export]'; or write .csv."
            ) from error


class TableRows:
    """The rows of a table, in a temporary file until they are written. `whole`: records stay as they are.

    `known`: fields that a record can have. Raises UsageError for another one that no record of a page has, so that a
    mistake is told before a long list is read; Ashby may have fields that are newer than this package.
    """

    def __init__(
        self, rows: Iterable[Json], fields: Sequence[str] = (), *, known: Iterable[str] = (), whole: bool = False
    ) -> None:
        self._fields, self._whole, self._known, self.number = fields, whole, frozenset(known), 0
        self._seen: dict[str, set[str]] = {}  # columns in the order in which they came, with the types of their values
        self._file: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  (closed by __exit__)
        try:
            for row in rows:
                self._keep(row)
                if self.number == _PAGE:
                    self._must_have_fields()
            self._must_have_fields()
        except BaseException:  # also when interrupted
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _keep(self, record: Json) -> None:
        row = record if self._whole else flat(record)
        if not self._whole:
            for column, value in row.items():
                self._seen.setdefault(column, set()).add(_type_of(value))
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.number += 1

    def __iter__(self) -> Iterator[JsonObject]:
        self._file.seek(0)
        return (json.loads(line) for line in self._file)

    def lacking(self) -> tuple[list[str], list[str]]:
        """The fields that no record has, and those that there are."""
        if not self.number or self._whole:
            return [], []
        return [field for field in self._fields if not self._below(field)], list(self._tops())

    def _must_have_fields(self) -> None:
        there = self._known | self._tops().keys()
        none = [field for field in self._fields if field.partition(".")[0] not in there]
        if none and there:
            raise UsageError(
                f"There is no field {', '.join(map(repr, none)):.200}; there are {', '.join(sorted(there))}."
            )

    def _tops(self) -> dict[str, None]:
        return dict.fromkeys(column.partition(".")[0] for column in self._seen)

    @property
    def columns(self) -> list[str]:
        """All columns, or the given fields with what stands below each; one that no record has is an empty column."""
        if not self._fields:
            return list(self._seen)
        return [column for field in self._fields for column in self._below(field) or (field,)]

    def _below(self, field: str) -> list[str]:
        return [column for column in self._seen if column == field or column.startswith(f"{field}.")]

    # ---- formats

    def write_csv(self, out: TextIO, *, terminal: bool = False) -> None:
        """A header and a line for each row; no text from outside begins like a formula."""
        shown = _Shown(out) if terminal else out
        writer, columns = csv.writer(shown, lineterminator="\n"), self.columns
        writer.writerow([_harmless(column) for column in columns])
        writer.writerows([_harmless(_text(row.get(column))) for column in columns] for row in self)

    def write_jsonl(self, out: TextIO, shown: Callable[[Json], str]) -> None:
        """A JSON object for each row."""
        columns = self.columns
        out.writelines(
            shown(row if self._whole else {column: row.get(column) for column in columns}) + "\n" for row in self
        )

    def write_parquet(self, path: Path) -> None:
        """Columns with types: whether, numbers, times, and texts for everything else."""
        import pyarrow as pa  # noqa: PLC0415  (from an extra)
        from pyarrow import parquet  # noqa: PLC0415

        makers = {column: _maker(self._seen.get(column, set())) for column in self.columns}
        kinds: dict[str, pa.DataType] = {
            "bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(), "text": pa.string(),
            "time": pa.timestamp("us", tz="UTC"),
        }  # fmt: skip
        schema = pa.schema([(column, kinds[kind]) for column, (kind, _) in makers.items()])
        with parquet.ParquetWriter(path, schema) as writer:
            for group in _groups(self):
                made = {column: [make(row.get(column)) for row in group] for column, (_, make) in makers.items()}
                writer.write_table(pa.table(made, schema=schema))


class _Shown:
    """Writes what a terminal may show."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(for_terminal(text, lines=True))


def flat(value: Json, path: str = "") -> JsonObject:
    """Dotted paths to plain values. Custom fields go by their titles; other lists stay JSON."""
    if isinstance(value, dict):
        found: JsonObject = {}
        for key, item in value.items():
            found |= flat(item, f"{path}.{key}" if path else key)
        return found
    if (
        isinstance(value, list)
        and value
        and all(isinstance(one, dict) and {"title", "value"} <= set(one) for one in value)
    ):
        return {key: item for one in value for key, item in flat(one["value"], f"{path}.{one['title']}").items()}
    return {path or "value": value}


def _type_of(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return "none" if value is None else "bool"
    if isinstance(value, int):
        return "int" if abs(value) <= _LARGEST else "text"
    if isinstance(value, float):
        return "float"
    return "time" if isinstance(value, str) and _TIME.fullmatch(value) else "text"


def _maker(seen: set[str]) -> tuple[str, Callable[[Json], object]]:
    """The type of a column by those of its values, and what makes a value of it."""
    kinds = seen - {"none"}
    if kinds == {"int", "float"}:
        return "float", lambda value: None if value is None else float(value)
    if kinds == {"time"}:
        return "time", lambda value: None if value is None else datetime.fromisoformat(value)
    if len(kinds) == 1 and kinds < {"bool", "int", "float"}:
        return kinds.pop(), lambda value: value
    return "text", lambda value: None if value is None else _text(value)


def _groups(rows: Iterable[JsonObject]) -> Iterator[list[JsonObject]]:
    group: list[JsonObject] = []
    for row in rows:
        group.append(row)
        if len(group) == _GROUP:
            yield group
            group = []
    if group:
        yield group


def _text(value: Json) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _harmless(text: str) -> str:
    """A text from outside that begins like a formula is not one when a spreadsheet opens the file."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBERS.fullmatch(text) else text
