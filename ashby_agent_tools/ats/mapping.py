"""A mapping as data: one table per resource, a line per field, and for each line the truth about where it comes from.

A line reads the raw record and what was joined to it. An organization changes lines with `Table.override`, and another
ATS would be another table.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar

import pydantic

from ashby_agent_tools.ats.maker import Place, maker_of, worked_out
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.reading import OF_SHAPE
from ashby_agent_tools.errors import ServerFailure, UsageError

__all__ = [
    "Derived",
    "Filled",
    "Line",
    "Never",
    "Table",
    "Truth",
    "derived",
    "each",
    "filled",
    "never",
    "part",
    "value_at",
]

Record: TypeAlias = Mapping[str, Any]
Read: TypeAlias = Callable[[Record], Any]
ModelT = TypeVar("ModelT", bound=Resource)


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """The source has this field; it is empty only where the source's is. `path`: where it stands in the raw record."""

    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class Derived:
    """The field is worked out. `how`: from what, and by which rule."""

    how: str


@dataclasses.dataclass(frozen=True, slots=True)
class Never:
    """The source can never fill this field. `why`: what it lacks."""

    why: str


Truth: TypeAlias = Filled | Derived | Never


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One field: the truth about it, and how it is read from a raw record; None for what can never be read.

    `place`: where it stands, for one that is read as it is, with its parts at paths of their own.
    """

    truth: Truth
    read: Read | None
    place: Place | None = None


def filled(path: str, read: Callable[[Any], Any] | None = None) -> Line:
    """A field of the raw record, `a.b` for one inside another; `read` shapes a value that is there."""
    at = value_at(path)
    if read is None:
        return Line(Filled(path), at, (path, None))
    shape = read

    def shaped(record: Record) -> Any:
        value = at(record)
        return None if value is None else shape(value)

    return Line(Filled(path), shaped)


def each(path: str, **parts: str) -> Line:
    """A list of the raw record, its items as parts of the model: `email="value"` is the item's `value`.

    Items that lack the first of the parts are none.
    """
    read_parts = tuple((name, value_at(at)) for name, at in parts.items())
    needed = read_parts[0][1]

    def read(items: Any) -> list[dict[str, Any]]:
        there = [item for item in items if item is not None and needed(item) is not None]
        return [{name: read_one(item) for name, read_one in read_parts} for item in there]

    return dataclasses.replace(filled(path, read), place=(path, parts))


def part(path: str, **parts: str) -> Line:
    """An object of the raw record as a part of the model; nothing where it has no id."""
    read_parts = tuple((name, value_at(at)) for name, at in parts.items())

    def read(inner: Record) -> Any:
        made = {name: read_one(inner) for name, read_one in read_parts}
        return made if made.get("id") else None

    return dataclasses.replace(filled(path, read), place=(path, parts))


def derived(how: str, read: Read) -> Line:
    """A field that is worked out from the whole raw record."""
    return Line(Derived(how), read)


def never(why: str) -> Line:
    """A field that the source can never fill."""
    return Line(Never(why), None)


def value_at(path: str) -> Read:
    """Reads `a.b.c`; None where a part of it is missing."""
    *outer, last = path.split(".")
    if not outer:
        return lambda record: record.get(last)

    def read(record: Record) -> Any:
        inner: Any = record
        for name in outer:
            inner = inner.get(name)
            if not isinstance(inner, Mapping):
                return None
        return inner.get(last)

    return read


@dataclasses.dataclass(frozen=True)
class Table(Generic[ModelT]):
    """How one resource is read. `lines` names every field of the model but `remote_data` and `included`."""

    model: type[ModelT]
    lines: Mapping[str, Line]
    _reads: tuple[tuple[str, Read], ...] = dataclasses.field(init=False, repr=False, compare=False)
    _beside: tuple[tuple[str, Read], ...] = dataclasses.field(init=False, repr=False, compare=False)
    _make: Callable[[Mapping[str, Any]], ModelT] | None = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        fields = set(self.model.model_fields) - {"remote_data", "included"}
        if odd := set(self.lines) ^ fields:
            raise UsageError(f"The table of {self.model.__name__} is not that of its fields: {', '.join(sorted(odd))}.")
        object.__setattr__(self, "lines", MappingProxyType(dict(self.lines)))
        reads = tuple((name, line.read) for name, line in self.lines.items() if line.read is not None)
        object.__setattr__(self, "_reads", reads)
        places = {name: line.place for name, line in self.lines.items() if line.place is not None}
        beside = tuple((worked_out(name), read) for name, read in reads if name not in places)
        object.__setattr__(self, "_beside", beside)
        object.__setattr__(self, "_make", maker_of(self.model, places))

    @property
    def truth(self) -> dict[str, Truth]:
        """The truth about each field."""
        return {name: line.truth for name, line in self.lines.items()}

    def override(self, lines: Mapping[str, Line | str]) -> Table[ModelT]:
        """The table with other lines: a Line, or the path of a value in the raw record.

        `customFields[Title]` is the value of the organization's own field of this name. Raises UsageError for a field
        that the model has not.
        """
        if not lines:
            return self
        for name in lines:
            if name not in self.lines:
                near = difflib.get_close_matches(name, self.lines, 1)
                meant = f"; did you mean {near[0]!r}?" if near else "."
                raise UsageError(f"{self.model.__name__} has no field {name!r}{meant}")
        made = {name: line if isinstance(line, Line) else _line(line) for name, line in lines.items()}
        return Table(self.model, {**self.lines, **made})

    def record(self, record: Record, *, raw: Record | None) -> ModelT:
        """The unified record of a raw one with what was joined to it. `raw`: what to keep as `remote_data`.

        What is null or missing is empty; only what a record cannot be without, such as its id, has to be there. Raises
        ServerFailure, with the field, for that and for values of another type than Ashby documents.
        """
        try:
            made = self._quickly(record, raw=raw)
        except (pydantic.ValidationError, *OF_SHAPE):  # such as null for a list: what a line reads of it counts
            made = None
        return self.validated(record, raw=raw) if made is None else made

    def _quickly(self, record: Record, *, raw: Record | None) -> ModelT | None:
        """The record in one go; None where this pydantic makes no validator for that."""
        if self._make is None:
            return None
        given = {**record}
        for key, read in self._beside:
            value = read(record)
            if value is not None:
                given[key] = value
        if raw is not None:
            given[_RAW] = raw
        return self._make(given)

    def validated(self, record: Record, *, raw: Record | None) -> ModelT:
        """As record, by reading line after line and validating the whole: the same, and slower."""
        values: dict[str, Any] = {}
        for name, read in self._reads:
            try:
                value = read(record)
            except OF_SHAPE as error:
                raise self._unreadable(record, name, "it stands where something else is documented") from error
            if value is not None:
                values[name] = value
        if raw is not None:
            values["remote_data"] = raw
        try:
            return self.model.model_validate(values)
        except pydantic.ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise self._unreadable(record, ".".join(map(str, first["loc"])), first["msg"]) from None

    def _unreadable(self, record: Any, field: str, why: str) -> ServerFailure:
        """What is said of a record that is not as Ashby documents it; its values stay out of the message."""
        truth = getattr(self.lines.get(field.partition(".")[0]), "truth", None)
        place = f", read from {truth.path}" if isinstance(truth, Filled) else ""
        identity = record.get("id") if isinstance(record, Mapping) else None
        named = f" {identity!r:.60}" if isinstance(identity, str) else ""
        return ServerFailure(
            f"The record{named} cannot be read as {self.model.__name__}: {field}{place}: {why}. Ashby's own record is "
            "there through the client; a line of overrides= can read it another way."
        )


_RAW = worked_out("remote_data")


def _line(path: Any) -> Line:
    if not (isinstance(path, str) and path.strip()):
        raise UsageError(f"A line is a Line, or the path of a value such as 'customFields[Title]', not {path!r:.60}.")
    owner, bracket, rest = path.partition("[")
    if not bracket:
        return filled(path)
    title = rest.removesuffix("]")
    at = value_at(owner)

    def read(record: Record) -> Any:
        for field in at(record) or ():
            if field is not None and field.get("title") == title:
                return field.get("valueLabel", field.get("value"))
        return None

    return Line(Filled(path), read)
