"""Sheet: the cells of a page as JSON, column by column, each written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import filterfalse

from ashby_agent_tools._unseen import all_seen
from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell, Ref, Style, Writer
from ashby_agent_tools.results.columns import Column, refs_in
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.names import Names
from ashby_agent_tools.results.rows import Rows

__all__ = ["Sheet"]

_Key = tuple[str, Style, int]


class Sheet:
    """Writes the cells of a page. `single`: one record, whose times and lists are whole."""

    __slots__ = ("_cells", "_named", "_own", "_refs", "_weighed", "names", "rows", "single", "writer")

    def __init__(self, rows: Rows, names: Names, *, mask: Mask | None, single: bool) -> None:
        self.rows = rows
        self.names = names
        self.single = single
        title = names.title if single else None  # in a table they stand once, beside it
        self.writer = Writer(names.mark, mask=mask, zoned=single, title=title)
        self._cells: dict[_Key, dict[int, str]] = {}
        self._weighed: dict[tuple[_Key, range], list[str]] = {}
        self._own: dict[int, str] = {}
        self._refs: dict[tuple[str, range], Sequence[Sequence[Ref]]] = {}
        self._named: dict[tuple[range, tuple[tuple[str, bool], ...]], list[tuple[Ref, bool]]] = {}

    def forget(self) -> None:
        """Write every cell again when it is next asked for."""
        self._cells, self._weighed, self._own = {}, {}, {}

    def key(self, column: Column, chars: int) -> _Key:
        """What the cells of a column depend on."""
        return column.name, column.style(single=self.single), chars

    def cells(self, column: Column, span: Sequence[int], chars: int) -> list[str]:
        """The cells of a column for a span of rows, in `chars` characters each."""
        key = self.key(column, chars)
        held = self._held(key)
        if missing := [*filterfalse(held.__contains__, span)]:
            self.rows.need(missing)
            values = [*map(self.rows.cells(column.name).__getitem__, missing)]
            held.update(zip(missing, self._texts(values, key[1], chars), strict=True))
        return [*map(held.__getitem__, span)]

    def _held(self, key: _Key) -> dict[int, str]:
        """The cells that are written; one that was not cut where it had less room is the same with more."""
        held = self._cells.get(key)
        if held is None:
            name, style, chars = key
            less = self._cells.get((name, style, weights.CELL), {}) if chars > weights.CELL else {}
            held = self._cells[key] = {index: text for index, text in less.items() if "…" not in text}
        return held

    def weighed(self, column: Column, span: range, chars: int) -> list[str]:
        """The cells with stand-ins for names."""
        key = self.key(column, chars), span
        found = self._weighed.get(key)
        if found is None:
            found = self._weighed[key] = self.names.weighed_all(self.cells(column, span, chars))
        return found

    def cell(self, column: Column, index: int, chars: int) -> str:
        """One cell."""
        key = self.key(column, chars)
        held = self._held(key)
        if index not in held:
            self.rows.need((index,))
            held[index] = self._json(chars)(self.rows.cells(column.name)[index], chars, key[1])
        return held[index]

    def own(self, index: int) -> str:
        """What a row is called where it stands once more: its id, or its number."""
        found = self._own.get(index)
        if found is None:
            own = self.rows.cells("id")[index]
            if own is None:
                return str(index)
            found = self._own[index] = self.writer.json(own, 80)
        return found

    def refs(self, column: Column, span: range) -> Sequence[Sequence[Ref]]:
        """The references in a column, row by row."""
        found = self._refs.get((column.name, span))
        if found is None:
            shown = self.rows.cells(column.name)[span.start : span.stop]
            kinds = set(map(type, shown))
            if kinds == {Ref}:
                found = [*zip(shown, strict=True)]  # type: ignore[list-item]
            else:
                found = [*map(refs_in, shown)] if Ref in kinds or list in kinds else [()] * len(shown)
            self._refs[(column.name, span)] = found
        return found

    def named(self, columns: Sequence[Column], span: range) -> list[tuple[Ref, bool]]:
        """The references in columns, each once, in the order of reading, and whether their columns want mails."""
        key = span, tuple([(column.name, column.mails) for column in columns])
        found = self._named.get(key)
        if found is None:
            rows = zip(*(self.refs(column, span) for column in columns), strict=True)
            wants = [column.mails for column in columns]
            every = ((ref, mails) for row in rows for refs, mails in zip(row, wants, strict=True) for ref in refs)
            found = self._named[key] = list(dict.fromkeys(every))
        return found

    def _texts(self, cells: Sequence[Cell], style: Style, chars: int) -> Iterable[str]:
        json = self._json(chars)
        if self._as_they_are([*dict.fromkeys(cell for cell in cells if type(cell) is str)], chars):
            return [f'"{cell}"' if type(cell) is str else json(cell, chars, style) for cell in cells]
        return [json(cell, chars, style) for cell in cells]

    def _json(self, chars: int) -> Callable[[Cell, int, Style], str]:
        return self.writer.json if chars else _nothing

    def _as_they_are(self, texts: Sequence[str], chars: int) -> bool:
        """Whether texts surely are written as they are, said of all at once."""
        joined = "\x00".join(texts)
        return (
            bool(texts)
            and max(map(len, texts)) <= chars
            and "-" not in {text[4:5] for text in texts}  # as in a time
            and '"' not in joined
            and "\\" not in joined
            and (spelt := "".join(texts)).isprintable()
            and all_seen(spelt)
            and (not (mask := self.writer.mask) or mask.spares(joined))
        )


def _nothing(cell: Cell, _chars: int, _style: Style) -> str:
    """What stands for a cell that has no room at all."""
    return "null" if cell is None else f'"…+{len(cell)}"' if isinstance(cell, str) else '"…"'
