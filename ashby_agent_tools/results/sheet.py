"""Sheet: the cells of a page as JSON, each written once; cells that are only weighed have stand-ins for short ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ashby_agent_tools.operations.kinds import TITLED
from ashby_agent_tools.results.cells import Cell, Ref, Writer, cut, dumps
from ashby_agent_tools.results.clean import time_in
from ashby_agent_tools.results.columns import Column, refs_in
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.rows import Rows

__all__ = ["Names", "Sheet"]

_NAME = 80  # characters of the name of a record
_DIGITS = 3  # of a stand-in: numbers of up to so many digits are one token
_Key = tuple[str, bool, bool, int]


class Names:
    """Names for ids: real ones for what is shown, stand-ins of the same length for what is only weighed.

    `used` counts the names that were written. `longer`: a name came that is longer than its stand-in; `odd`: one that
    is not of letters, digits and `_`. `titles`: what the conversation was shown of records before this page; `titled`:
    they are beside names that come alone.
    """

    __slots__ = (
        "_digits", "_stands", "_wanted", "known", "longer", "odd", "prefix", "short", "titled", "titles", "used",
    )  # fmt: skip

    def __init__(
        self,
        short: Callable[[str, str], str] | None,
        prefix: Callable[[str], str],
        titles: Mapping[tuple[str, str], str] | None,
    ) -> None:
        self.titles = titles if short and titles else {}
        self.titled = False
        self.short = short
        self.prefix = prefix
        self.known: dict[tuple[str, str], str] = {}
        self.used = 0
        self.longer = False
        self.odd = False
        self._digits: dict[str, int] = {}
        self._stands: dict[str, str] = {}
        self._wanted: dict[tuple[str, str], None] | None = None

    def title(self, kind: str, uuid: str) -> str:
        """The title that goes with a name; empty where none is known or there is no room for titles."""
        return self.titles.get((kind, uuid), "") if self.titled and kind in TITLED else ""

    def weigh(self, kind: str, uuid: str) -> str:
        """The name, or a stand-in with as many digits as names of its kind have been seen to have."""
        if self.short is None:
            return uuid
        self.used += 1
        return self.known.get((kind, uuid)) or self._stands.get(kind) or self._stand_in(kind)

    def _stand_in(self, kind: str) -> str:
        found = self._stands[kind] = f"{self.prefix(kind)}_{'8' * self._digits.get(kind, _DIGITS)}"
        return found

    def show(self, kind: str, uuid: str) -> str:
        """The name; asks for one when there is none yet."""
        if self.short is None:
            return uuid
        name = self.known.get((kind, uuid))
        if name is None and self._wanted is not None:
            self._wanted[kind, uuid] = None
            return self.weigh(kind, uuid)
        return self._take((kind, uuid), self.short(kind, uuid)) if name is None else name

    def shown(self, write: Callable[[], str]) -> str:
        """What `write` writes with `show`. The names that it asks for are asked for together, where that can be done.

        In a database that is one transaction instead of one for each; the order is the same.
        """
        many: Callable[[Sequence[tuple[str, str]]], Sequence[str]] | None = getattr(self.short, "many", None)
        if many is None:
            return write()
        wanted: dict[tuple[str, str], None] = {}
        self._wanted = wanted
        try:
            text = write()
        finally:
            self._wanted = None
        if not wanted:
            return text
        for key, name in zip(wanted, many(tuple(wanted)), strict=True):
            self._take(key, name)
        return write()

    def misses(self, ref: Ref) -> bool:
        """Whether names are only collected, to be asked for together, and this one is not there yet."""
        return self._wanted is not None and (ref.kind, ref.id) not in self.known

    def _take(self, key: tuple[str, str], name: str) -> str:
        self.known[key] = name
        self.odd = self.odd or not name.isidentifier()
        digits = len(name) - len(self.prefix(key[0])) - 1
        if digits > self._digits.get(key[0], _DIGITS):
            self._digits[key[0]] = digits
            self._stands.pop(key[0], None)
            self.longer = True
        return name


class Sheet:
    """Writes the cells of a page, column by column. `single`: one record, whose times and lists are whole."""

    __slots__ = ("_cells", "_labels", "_named", "names", "rows", "showing", "single", "weighing")

    def __init__(self, rows: Rows, names: Names, *, mask: Mask | None, single: bool) -> None:
        self.rows = rows
        self.names = names
        self.single = single
        title = names.title if single else None  # in a table they stand once, beside it
        self.weighing = Writer(names.weigh, mask=mask, zoned=single, title=title)
        self.showing = Writer(names.show, mask=mask, zoned=single, seen=self.weighing.seen, title=title)
        self._cells: dict[_Key, _Written] = {}
        self._labels: dict[str, str] = {}
        self._named: dict[tuple[str, range], list[list[Ref]]] = {}

    def forget(self) -> None:
        """Write every cell again when it is next weighed: names turned out longer than their stand-ins."""
        self._cells = {}
        self.names.longer = False

    def cells(self, column: Column, span: Sequence[int], chars: int) -> list[str]:
        """The cells of a column as they are weighed, for a span of rows."""
        texts = self._written(column, span, chars).texts
        return [texts[index] for index in span]

    def key(self, column: Column, chars: int) -> _Key:
        """What the cells of a column depend on."""
        return (column.name, column.legend, column.bare, chars)

    def _written(self, column: Column, span: Sequence[int], chars: int) -> _Written:
        """The column with at least the cells of a span."""
        key = self.key(column, chars)
        held = self._cells.get(key)
        if held is None:
            held = self._cells[key] = _Written({}, set())
        texts = held.texts
        if missing := [index for index in span if index not in texts]:
            self.rows.need(missing)
            values = self.rows.cells(column.name)
            texts.update(self._texts(missing, [values[index] for index in missing], column, chars, held.named))
        return held

    def shown(self, columns: Sequence[Column], span: Sequence[int], chars: int) -> list[list[str]]:
        """The cells of columns as they are shown; names are asked for in the order of reading."""
        out, named = [], []
        for column in columns:
            held = self._written(column, span, chars)
            out.append([held.texts[index] for index in span])
            if held.named:
                named.append((column, held.named, self.rows.cells(column.name), out[-1]))
        for number, index in enumerate(span):
            for column, those, values, texts in named:
                if index not in those:
                    continue
                cell = values[index]
                if type(cell) is Ref and not column.bare and self.names.misses(cell):
                    self.names.show(cell.kind, cell.id)  # the text is written again once it has its name
                else:
                    texts[number] = self._json(cell, column, chars, self.showing)
        return out

    def cell(self, column: Column, index: int, chars: int, *, show: bool) -> str:
        """One cell, as it is shown or only weighed."""
        held = self._cells.get(self.key(column, chars))
        text = held.texts.get(index) if held is not None else None
        if text is not None and not (show and held is not None and index in held.named):
            return text
        self.rows.need((index,))
        cell = self.rows.cells(column.name)[index]
        if show and isinstance(cell, Ref | list | dict):  # it may hold names
            return self._json(cell, column, chars, self.showing)
        return self.cells(column, (index,), chars)[0]

    def refs(self, column: Column, span: range) -> list[list[Ref]]:
        """The references in a column, row by row."""
        found = self._named.get((column.name, span))
        if found is None:
            cells = self.rows.cells(column.name)
            found = self._named[(column.name, span)] = [refs_in(cells[index]) for index in span]
        return found

    def label(self, label: str, writer: Writer) -> str:
        """The name of a record as it stands between quotes."""
        found = self._labels.get(label)
        if found is None:
            found = self._labels[label] = dumps(cut(writer.plain(label), _NAME))[1:-1]
        return found

    def writer(self, *, show: bool) -> Writer:
        """What writes a value outside a cell."""
        return self.showing if show else self.weighing

    def _texts(
        self, span: Sequence[int], cells: Sequence[Cell], column: Column, chars: int, named: set[int]
    ) -> Iterable[tuple[int, str]]:
        """Cells with their rows; the rows that hold names are added to `named`."""
        kinds = set(map(type, cells))
        if kinds == {str} and self._as_they_are(cells, chars):  # type: ignore[arg-type]
            return zip(span, [f'"{cell}"' for cell in cells], strict=True)
        if Ref not in kinds and list not in kinds and dict not in kinds:
            return zip(span, [self._json(cell, column, chars, self.weighing) for cell in cells], strict=True)
        out, names = [], self.names
        for index, cell in zip(span, cells, strict=True):
            before = names.used
            out.append((index, self._json(cell, column, chars, self.weighing)))
            if names.used != before:
                named.add(index)
        return out

    def _as_they_are(self, texts: Sequence[str], chars: int) -> bool:
        """Whether texts surely are written as they are, said of all at once."""
        joined = "\x00".join(texts)
        return (
            max(map(len, texts)) <= chars
            and "-" not in joined  # no times
            and '"' not in joined
            and "\\" not in joined
            and joined.isascii()
            and "".join(texts).isprintable()
            and (not (mask := self.weighing.mask) or mask.spares(joined))
        )

    def _json(self, cell: Cell, column: Column, chars: int, writer: Writer) -> str:
        if cell is None:
            return "null"
        if type(cell) is Ref and chars and not self.names.odd:
            return f'"{self._ref(cell, column, writer)}"'
        if type(cell) is str and len(cell) <= chars and (text := self._short(cell, column, writer)):
            return text
        if chars == 0:
            return dumps(f"…+{len(cell)}" if isinstance(cell, str) else "…")
        if column.name == "id" and isinstance(cell, Ref) and not cell.label:  # the record says what it is called
            return dumps(writer.name(cell.kind, cell.id))
        value = writer.value(cell, chars, legend=column.legend, day=column.day and not self.single, bare=column.bare)
        return dumps(value if self.single else _alone(value))

    def _short(self, text: str, column: Column, writer: Writer) -> str:
        """A time, or a text that is written as it is; empty for any other one."""
        if 10 < len(text) < 36 and text[4] == "-":  # noqa: PLR2004
            time = time_in(text, day_only=column.day and not self.single, zoned=writer.zoned)
            if time is not None:
                return f'"{time}"'
        return f'"{text}"' if _plain(text) and (not writer.mask or writer.mask.spares(text)) else ""

    def _ref(self, ref: Ref, column: Column, writer: Writer) -> str:
        """As `Writer.ref`, between quotes: names are plain, labels are escaped once."""
        label = ref.label
        if label and column.bare:
            return self.label(label, writer)
        name = writer.name(ref.kind, ref.id)
        if not label:
            if column.name == "id":  # the record says what it is called
                return name
            label = writer.title(ref.kind, ref.id) if writer.title else None
        if label and not column.legend:
            name = f"{self.label(label, writer)} ({name})"
        return f"{dumps(ref.role)[1:-1]}: {name}" if ref.role else name


class _Written(NamedTuple):
    """A column's cells by their rows, and the rows whose cells hold names."""

    texts: dict[int, str]
    named: set[int]


def _plain(text: str) -> bool:
    """Whether a text that is no time is written as it is: nothing to escape or to clean."""
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text


def _alone(value: Json) -> Json:
    """A list of one value as that value: in a table the column says what it is; lists in lists stay lists."""
    if isinstance(value, list):
        items = [_alone(item) for item in value]
        return items[0] if len(items) == 1 and not isinstance(items[0], list) else items
    return value
