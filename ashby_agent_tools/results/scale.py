"""Scale: what texts and columns cost in tokens; each piece is counted once, columns are estimated from a sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Ref, dumps
from ashby_agent_tools.results.columns import Column, refs_of
from ashby_agent_tools.results.counting import TokenCounter
from ashby_agent_tools.results.sheet import Sheet

__all__ = ["Scale"]

_DIGITS = "0123456789"


class _Beside(NamedTuple):
    """A column beside another one: `open_ends` is what follows the last letter or digit of each cell.

    `carried`: a cell without one, whose left neighbour's end is part of its own.
    """

    tokens: int
    chars: int
    open_ends: list[str]
    carried: bool


class Scale:
    """Counts the texts of one page, in pieces whose tokens add up exactly: most cells come in many plans.

    Tokens of lines add up; and no tokenizer of ours joins a letter or digit with a quote, bracket or comma that follows
    it, so those of what stands on both sides add up as well.
    """

    __slots__ = ("_costs", "_lines", "_pairs", "_parts", "_pieces", "counter", "sheet")

    def __init__(self, sheet: Sheet, counter: TokenCounter) -> None:
        self.sheet = sheet
        self.counter = counter
        self._lines: dict[str, int] = {}
        self._pieces: dict[str, int] = {}
        self._parts: dict[str, tuple[str, str]] = {}
        self._pairs: dict[Hashable, _Beside] = {}
        self._costs: dict[tuple[str, bool, bool, int, int], float] = {}

    def forget(self) -> None:
        """Write and estimate again: names turned out longer than their stand-ins, or titles came or went."""
        self.sheet.forget()
        self._costs, self._pairs = {}, {}

    def tokens(self, text: str) -> int:
        """The tokens of line JSON."""
        if not self.counter.adds:
            return self.counter.count(text)
        return self.counter.scaled(self._sum(text))

    def size(self, text: str, tables: Sequence[Sequence[tuple[Hashable, Sequence[str]]]]) -> tuple[int, int]:
        """The tokens and characters of line JSON, and of tables that stand in it, given by their columns.

        A column costs the same beside the same one, whatever else stands in the table. Its `key` says what it holds;
        one without a key is counted anew.
        """
        tokens, chars = self._sum(text), len(text)
        for columns in tables:
            before: Hashable = None
            open_ends: Sequence[str] = ["["] * len(columns[0][1])
            chars += sum(map(len, open_ends))
            for key, cells in columns:
                pair = (before, key)
                beside = self._pairs.get(pair) if key is not None else None
                if beside is None:
                    beside = self._beside(open_ends, cells)
                    if key is not None:
                        self._pairs[pair] = beside
                tokens, chars, open_ends = tokens + beside.tokens, chars + beside.chars, beside.open_ends
                before = pair if beside.carried else key
            for piece, times in Counter(open_ends).items():
                tokens += times * self._count(piece[:-1] + "],\n")
            chars += 2 * len(open_ends)
        return self.counter.scaled(tokens), chars

    def _beside(self, open_ends: Sequence[str], cells: Sequence[str]) -> _Beside:
        """What cells cost beside those on their left, of which the open ends are not counted yet."""
        parts, pieces, ends = self._parts, list[str](), list[str]()
        for start, cell in zip(open_ends, cells, strict=True):
            body, end = parts.get(cell) or self._part(cell)
            if body:
                pieces.append(start + body)
                ends.append(end)
            else:
                ends.append(start + end)
        return _Beside(self._all(pieces), sum(map(len, cells)) + len(cells), ends, len(pieces) < len(cells))

    def _all(self, pieces: Sequence[str]) -> int:
        """The tokens of pieces that end in letters or digits; counted together, as lines, where few come again."""
        times = Counter(pieces)
        if 2 * len(times) > len(pieces):
            return self.counter.measure("\n".join(pieces)) - len(pieces) + 1
        return sum(number * self._count(piece) for piece, number in times.items())

    def _count(self, piece: str) -> int:
        count = self._pieces.get(piece)
        if count is None:
            count = self._pieces[piece] = self.counter.measure(piece)
        return count

    def _part(self, cell: str) -> tuple[str, str]:
        """A cell up to its last letter or digit, if it has one, and what follows with a comma."""
        length = len(cell)
        while length and not (cell[length - 1].isalpha() or cell[length - 1] in _DIGITS):
            length -= 1
        if not cell[length : length + 1].isascii():  # an accent of its own is part of the word before it
            length = 0
        found = self._parts[cell] = cell[:length], cell[length:] + ","
        return found

    def _sum(self, text: str) -> int:
        """The tokens of a text; a line that comes again is not counted again."""
        lines, measure = self._lines, self.counter.measure
        total = 0
        for line in text.split("\n"):
            count = lines.get(line)
            if count is None:
                count = lines[line] = measure(line + "\n") if line else 0
            total += count
        return total

    def most_chars(self, tokens: int) -> int:
        """The characters beyond which no text is of so many tokens."""
        return (weights.MOST_CHARS_OF_TOKEN if self.counter.adds else weights.CHARS_OF_FOREIGN_TOKEN) * tokens

    def all(self, columns: Sequence[Column], start: int, end: int) -> float:
        """About what a table of these columns costs, whole, without its header."""
        return sum(self.cost(column, start, end) for column in columns)

    def cost(self, column: Column, start: int, end: int) -> float:
        """About what a column costs in tokens, from a sample of the rows between `start` and `end`."""
        key = (column.name, column.legend, column.bare, start, end)
        found = self._costs.get(key)
        if found is None:
            found = self._costs[key] = self._cost(column, range(start, end))
        return found

    def _cost(self, column: Column, span: range) -> float:
        if column.constant or self.sheet.single:
            cell = self.sheet.weighed(column, span[:1], weights.CELL_ALONE)[0]
            return self.counter.count(f"{dumps(column.name)}:{cell},")
        sample = span[:: max(1, len(span) // weights.SAMPLE)]
        cells = ",".join(self.sheet.weighed(column, sample, weights.CELL))
        cost = self.counter.count(cells) * len(span) / max(1, len(sample))
        return cost + 2 + (self._legend(column, sample) if column.legend else 0)  # its name moves from the header

    def _legend(self, column: Column, sample: Sequence[int]) -> float:
        seen: dict[tuple[str, str], Ref] = {}
        cells = self.sheet.rows.cells(column.name)
        for ref in refs_of([cells[index] for index in sample]):
            if ref.label:
                seen[(ref.kind, ref.id)] = ref
        chars = sum(len(ref.label or "") + (len(ref.mail or "") if column.mails else 0) for ref in seen.values())
        return weights.LEGEND_ENTRY * len(seen) + chars / weights.CHARS_OF_NAME
