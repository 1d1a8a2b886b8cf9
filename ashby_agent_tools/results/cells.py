"""Cells: what a reshaped record is made of, and how each is written as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ashby_agent_tools._unseen import escape_unseen
from ashby_agent_tools.results.clean import clean_text, html_to_text, time_in
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Json

__all__ = ["Cell", "Html", "Namer", "Ref", "Writer", "cut", "dumps"]

_MOST_HTML = 40_000
_LONG = 200
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Ref(NamedTuple):
    """A record that is referred to: `label` is its name where Ashby sent one, `role` what it does here."""

    kind: str
    id: str
    label: str | None = None
    role: str | None = None
    mail: str | None = None


class Html(str):
    """Text that is HTML; it becomes plain only when it is shown."""

    __slots__ = ()


Cell: TypeAlias = "str | int | float | bool | Ref | list[Cell] | dict[str, Cell] | None"
Namer: TypeAlias = Callable[[str, str], str]


def dumps(value: Json) -> str:
    """JSON without blanks; letters stay letters, what a reader cannot see is escaped (a cursor must stay as it is)."""
    text = _ENCODE(value)
    return text if text.isascii() else escape_unseen(text)


def cut(text: str, chars: int) -> str:
    """The text, or its beginning up to a word and how many characters more there are: `Long sto…+812`."""
    if len(text) <= chars:
        return text
    end = text.rfind(" ", int(chars * 0.7), chars)
    end = end if end > 0 else chars
    return f"{text[:end]}…+{len(text) - end}"


class Writer:
    """Turns cells into JSON values: names ids, shortens times, cuts long texts, masks contact data.

    `title` gives what the conversation knows a record by, for those that stand here by their ids alone.
    """

    __slots__ = ("mask", "name", "seen", "title", "zoned")

    def __init__(
        self,
        name: Namer,
        *,
        mask: Mask | None = None,
        seen: dict[tuple[type, str], str] | None = None,
        zoned: bool = True,
        title: Namer | None = None,
    ) -> None:
        self.name = name
        self.title = title
        self.zoned = zoned
        self.mask = mask
        self.seen: dict[tuple[type, str], str] = {} if seen is None else seen

    def plain(self, text: str) -> str:
        """A string as it is shown before it is cut; long ones are worked out once."""
        if len(text) < _LONG:
            return self._plain(text)
        key = (type(text), text)
        found = self.seen.get(key)
        if found is None:
            found = self.seen[key] = self._plain(text)
        return found

    def _plain(self, text: str) -> str:
        if isinstance(text, Html):
            text = html_to_text(text, at_most=_MOST_HTML)
        if not text.isascii() or not text.isprintable():
            text = clean_text(text)
        return self.mask(text) if self.mask else text

    def ref(self, ref: Ref, *, legend: bool, bare: bool = False) -> str:
        """`Ann Lee (user_12)`; `user_12` alone if the name is shown elsewhere, the name alone if that is enough."""
        if bare and ref.label:
            return cut(self.plain(ref.label), 80)
        name = self.name(ref.kind, ref.id)
        if not legend and (label := ref.label or (self.title(ref.kind, ref.id) if self.title else "")):
            name = f"{cut(self.plain(label), 80)} ({name})"
        return f"{ref.role}: {name}" if ref.role else name

    def value(self, cell: Cell, chars: int, *, legend: bool = False, day: bool = False, bare: bool = False) -> Json:
        """The cell as JSON, in about `chars` characters at most; what does not fit is counted in its place."""
        if isinstance(cell, str):
            if 10 < len(cell) < 36:  # noqa: PLR2004
                time = time_in(cell, day_only=day, zoned=self.zoned)
                if time is not None:
                    return time
            return cut(self.plain(cell), chars)
        if isinstance(cell, Ref):
            return self.ref(cell, legend=legend, bare=bare)
        if isinstance(cell, list):
            return self._list(cell, chars, legend=legend, day=day, bare=bare)
        if isinstance(cell, dict):
            return self._dict(cell, chars)
        return cell

    def _list(self, cells: list[Cell], chars: int, *, legend: bool, day: bool, bare: bool) -> list[Json]:
        shown: list[Json] = []
        room = chars
        for number, cell in enumerate(cells):
            if room <= 0 and number:
                return [*shown, f"…+{len(cells) - number} more"]
            value = self.value(cell, max(room, 8), legend=legend, day=day, bare=bare)
            room -= (len(value) if isinstance(value, str) else len(dumps(value))) + 3
            shown.append(value)
        return shown

    def _dict(self, cells: dict[str, Cell], chars: int) -> dict[str, Json]:
        shown: dict[str, Json] = {}
        room = chars
        for number, (key, cell) in enumerate(cells.items()):
            if room <= 0 and number:
                shown["…"] = f"+{len(cells) - number} more"
                return shown
            value = self.value(cell, max(room, 8))
            name = cut(clean_text(key), 80)
            room -= len(name) + (len(value) if isinstance(value, str) else len(dumps(value))) + 6
            shown[name] = value
        return shown
