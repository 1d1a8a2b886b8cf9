"""Names: short ids in a text, which is written with marks in their place, weighed with stand-ins, shown with names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ashby_agent_tools.operations.kinds import TITLED
from ashby_agent_tools.results.cells import dumps

__all__ = ["Names"]

_DIGITS = 3  # of a stand-in: numbers of up to so many digits are one token
_MARK = "\0"  # on both sides of a number; no JSON has such a character, so nothing in a record looks like a mark


class Names:
    """What stands for each id of a page, in its texts.

    A mark is as long as a stand-in, so that what is cut does not depend on names. `longer`: a name came that is longer
    than its stand-in; `alike`: none came that may have other tokens than its stand-in has. `titles`: what the
    conversation was shown of records before this page; `titled`: they are beside names that come alone.
    """

    __slots__ = (
        "_asked", "_ids", "_marks", "_of_kind", "_prefix", "_short", "_stands", "alike", "longer", "titled", "titles",
    )  # fmt: skip

    def __init__(
        self,
        short: Callable[[str, str], str] | None,
        prefix: Callable[[str], str],
        titles: Mapping[tuple[str, str], str] | None,
    ) -> None:
        self.titles = titles if short and titles else {}
        self.titled = False
        self.longer = False
        self.alike = True
        self._short = short
        self._prefix = prefix
        self._marks: dict[tuple[str, str], str] = {}
        self._ids: dict[str, tuple[str, str]] = {}  # by the number of the mark, like what stands for it
        self._stands: dict[str, str] = {}
        self._asked: set[str] = set()
        self._of_kind: dict[str, str] = {}  # the stand-in of each kind

    def title(self, kind: str, uuid: str) -> str:
        """The title that goes with a name; empty where none is known or there is no room for titles."""
        return self.titles.get((kind, uuid), "") if self.titled and kind in TITLED else ""

    def mark(self, kind: str, uuid: str) -> str:
        """What is written for an id; without short ids that is the id."""
        return self._marks.get((kind, uuid)) or self._new_mark(kind, uuid)

    def _new_mark(self, kind: str, uuid: str) -> str:
        if self._short is None:
            mark = dumps(uuid)[1:-1]
        else:
            stand = self._of_kind.get(kind) or self._stand_in(kind)
            number = str(len(self._ids)).zfill(len(stand) - 2 * len(_MARK))
            self._ids[number], self._stands[number] = (kind, uuid), stand
            mark = f"{_MARK}{number}{_MARK}"
        self._marks[kind, uuid] = mark
        return mark

    def _stand_in(self, kind: str) -> str:
        found = self._of_kind.get(kind)
        if found is None:
            found = self._of_kind[kind] = f"{self._prefix(kind)}_{'8' * _DIGITS}"
        return found

    def weighed(self, text: str) -> str:
        """The text as it is weighed: with the names that are known, and with as many digits as names of a kind had."""
        return self._with_names(text.split(_MARK))

    def _with_names(self, parts: list[str]) -> str:
        parts[1::2] = map(self._stands.__getitem__, parts[1::2])
        return "".join(parts)

    def weighed_all(self, texts: Sequence[str]) -> list[str]:
        """Pieces of JSON as they are weighed; none holds a line break."""
        joined = "\n".join(texts)
        return self.weighed(joined).split("\n") if _MARK in joined else list(texts)

    def shown(self, text: str) -> str:
        """The text as it is shown; names that are not known are asked for together, in the order of reading.

        In a database that is one transaction instead of one for each.
        """
        parts = text.split(_MARK)
        numbers = [number for number in dict.fromkeys(parts[1::2]) if number not in self._asked]
        if numbers and self._short is not None:
            ids = tuple(self._ids[number] for number in numbers)
            many: Callable[[Sequence[tuple[str, str]]], Sequence[str]] | None = getattr(self._short, "many", None)
            names = [self._short(*it) for it in ids] if many is None else many(ids)
            self._asked.update(numbers)
            for number, name in zip(numbers, names, strict=True):
                self._take(number, name)
        return self._with_names(parts)

    def _take(self, number: str, name: str) -> None:
        kind, _ = self._ids[number]
        self._stands[number] = name if name.isidentifier() else dumps(name)[1:-1]
        stand = self._of_kind[kind]
        start = len(stand) - _DIGITS
        if len(name) > len(stand):
            self._of_kind[kind], self.longer, self.alike = f"{self._prefix(kind)}_".ljust(len(name), "8"), True, False
        elif name[:start] != stand[:start] or not (name[start:].isdecimal() and name.isascii()):
            self.alike = False

    def lengthen(self) -> None:
        """Weigh with longer stand-ins from now on, where names turned out longer."""
        for number, (kind, _) in self._ids.items():
            if number not in self._asked:
                self._stands[number] = self._stand_in(kind)
        self.longer = False
