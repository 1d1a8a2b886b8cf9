"""Sheet: the cells of a page as JSON, each written once; cells that are only weighed have stand-ins for short ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ashby_agent_tools.operations.kinds import TITLED
from ashby_agent_tools.results.cells import Cell, Ref, Writer, dumps
from ashby_agent_tools.results.clean import is_time
from ashby_agent_tools.results.columns import Column
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.shape import Row

__all__ = ["Names", "Sheet"]

_DIGITS = 3  # of a stand-in: numbers of up to so many digits are one token
_Key = tuple[str, bool, bool, int]


class Names:
    """Names for ids: real ones for what is shown, stand-ins of the same length for what is only weighed.

    `used` counts the names that were written. `longer`: a name came that is longer than its stand-in. `titles`: what
    the conversation was shown of records before this page; `titled`: they are beside names that come alone.
    """

    __slots__ = ("_digits", "_wanted", "known", "longer", "prefix", "short", "titled", "titles", "used")

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
        self._digits: dict[str, int] = {}
        self._wanted: dict[tuple[str, str], None] | None = None

    def title(self, kind: str, uuid: str) -> str:
        """The title that goes with a name; empty where none is known or there is no room for titles."""
        return self.titles.get((kind, uuid), "") if self.titled and kind in TITLED else ""

    def weigh(self, kind: str, uuid: str) -> str:
        """The name, or a stand-in with as many digits as names of its kind have been seen to have."""
        if self.short is None:
            return uuid
        self.used += 1
        known = self.known.get((kind, uuid))
        return known or f"{self.prefix(kind)}_{'8' * self._digits.get(kind, _DIGITS)}"

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

    def _take(self, key: tuple[str, str], name: str) -> str:
        self.known[key] = name
        digits = len(name) - len(self.prefix(key[0])) - 1
        if digits > self._digits.get(key[0], _DIGITS):
            self._digits[key[0]] = digits
            self.longer = True
        return name


class Sheet:
    """Writes the cells of a page. `single`: one record, whose times and lists are whole."""

    __slots__ = ("_cells", "_named", "names", "rows", "showing", "single", "weighing")

    def __init__(self, rows: Sequence[Row], names: Names, *, mask: Mask | None, single: bool) -> None:
        self.rows = rows
        self.names = names
        self.single = single
        title = names.title if single else None  # in a table they stand once, beside it
        self.weighing = Writer(names.weigh, mask=mask, zoned=single, title=title)
        self.showing = Writer(names.show, mask=mask, zoned=single, seen=self.weighing.seen, title=title)
        self._cells: dict[_Key, dict[int, str]] = {}
        self._named: dict[_Key, set[int]] = {}

    def forget(self) -> None:
        """Write every cell again when it is next weighed: names turned out longer than their stand-ins."""
        self._cells, self._named = {}, {}
        self.names.longer = False

    def cells(self, column: Column, span: Sequence[int], chars: int) -> list[str]:
        """The cells of a column as they are weighed, for a span of rows."""
        key = (column.name, column.legend, column.bare, chars)
        held = self._cells.get(key)
        if held is None:
            held, self._named[key] = {}, set()
            self._cells[key] = held
        name, named, rows, names = column.name, self._named[key], self.rows, self.names
        out = []
        for index in span:
            text = held.get(index)
            if text is None:
                before = names.used
                text = held[index] = self._json(rows[index].get(name), column, chars, self.weighing)
                if names.used != before:
                    named.add(index)
            out.append(text)
        return out

    def cell(self, column: Column, index: int, chars: int, *, show: bool) -> str:
        """One cell, as it is shown or only weighed."""
        key = (column.name, column.legend, column.bare, chars)
        held = self._cells.get(key)
        text = held.get(index) if held is not None else None
        if text is None and not show:
            return self.cells(column, (index,), chars)[0]
        if text is None or (show and index in self._named[key]):
            return self._json(self.rows[index].get(column.name), column, chars, self.showing)
        return text

    def writer(self, *, show: bool) -> Writer:
        """What writes a value outside a cell."""
        return self.showing if show else self.weighing

    def _json(self, cell: Cell, column: Column, chars: int, writer: Writer) -> str:
        if cell is None:
            return "null"
        if type(cell) is str and len(cell) <= chars and _plain(cell) and (not writer.mask or writer.mask.spares(cell)):
            return f'"{cell}"'
        if chars == 0:
            return dumps(f"…+{len(cell)}" if isinstance(cell, str) else "…")
        if column.name == "id" and isinstance(cell, Ref) and not cell.label:  # the record says what it is called
            return dumps(writer.name(cell.kind, cell.id))
        value = writer.value(cell, chars, legend=column.legend, day=column.day and not self.single, bare=column.bare)
        return dumps(value if self.single else _alone(value))


def _plain(text: str) -> bool:
    """Whether a text is written as it is: nothing to escape, to clean or to shorten."""
    if not text.isascii() or not text.isprintable() or '"' in text or "\\" in text:
        return False
    return not (10 < len(text) < 36 and text[4] == "-" and is_time(text))  # noqa: PLR2004


def _alone(value: Json) -> Json:
    """A list of one value as that value: in a table the column says what it is; lists in lists stay lists."""
    if isinstance(value, list):
        items = [_alone(item) for item in value]
        return items[0] if len(items) == 1 and not isinstance(items[0], list) else items
    return value
