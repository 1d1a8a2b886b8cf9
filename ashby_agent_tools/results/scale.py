"""Scale: what texts and columns cost in tokens; each line is counted once, columns are estimated from a sample."""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Ref, dumps
from ashby_agent_tools.results.columns import Column, refs_in
from ashby_agent_tools.results.counting import TokenCounter
from ashby_agent_tools.results.sheet import Sheet

__all__ = ["Scale"]


class Scale:
    """Counts the texts of one page. Tokens of lines add up exactly, so a line that stays as it was costs nothing."""

    __slots__ = ("_costs", "_lines", "counter", "sheet")

    def __init__(self, sheet: Sheet, counter: TokenCounter) -> None:
        self.sheet = sheet
        self.counter = counter
        self._lines: dict[str, int] = {}
        self._costs: dict[tuple[str, bool, bool, int, int], float] = {}

    def forget(self) -> None:
        """Estimate again: names turned out longer than their stand-ins."""
        self.sheet.forget()
        self._costs = {}

    def tokens(self, text: str) -> int:
        """The tokens of line JSON."""
        if not self.counter.adds:
            return self.counter.count(text)
        lines, measure = self._lines, self.counter.measure
        total = 0
        for line in text.split("\n"):
            count = lines.get(line)
            if count is None:
                count = lines[line] = measure(line + "\n") if line else 0
            total += count
        return self.counter.scaled(total)

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
            cell = self.sheet.cell(column, span.start, weights.CELL_ALONE, show=False)
            return self.counter.count(f"{dumps(column.name)}:{cell},")
        sample = span[:: max(1, len(span) // weights.SAMPLE)]
        cells = ",".join(self.sheet.cells(column, sample, weights.CELL))
        cost = self.counter.count(cells) * len(span) / max(1, len(sample))
        return cost + 2 + (self._legend(column, sample) if column.legend else 0)  # its name moves from the header

    def _legend(self, column: Column, sample: Sequence[int]) -> float:
        seen: dict[tuple[str, str], Ref] = {}
        for index in sample:
            for ref in refs_in(self.sheet.rows[index].get(column.name)):
                if ref.label:
                    seen[(ref.kind, ref.id)] = ref
        chars = sum(len(ref.label or "") + (len(ref.mail or "") if column.mails else 0) for ref in seen.values())
        return weights.LEGEND_ENTRY * len(seen) + chars / weights.CHARS_OF_NAME
