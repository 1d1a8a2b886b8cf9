"""Cells: what a reshaped record is made of, and how each is written as JSON."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from json.encoder import encode_basestring
from typing import NamedTuple, TypeAlias

from ashby_agent_tools._unseen import escape_unseen
from ashby_agent_tools.results.clean import clean_text, html_to_text, time_in
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Json

__all__ = ["Cell", "Html", "Namer", "Ref", "Style", "Writer", "cut", "dumps", "refs_to"]

_MOST_HTML = 40_000
_LONG = 200
_NAME = 80  # characters of the name of a record inside another one
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Ref(NamedTuple):
    """A record that is referred to: `label` is its name where Ashby sent one, `role` what it does here."""

    kind: str
    id: str
    label: str | None = None
    role: str | None = None
    mail: str | None = None


_REF: Callable[[Iterable[str | None]], Ref] = functools.partial(tuple.__new__, Ref)  # Ref._make, made in half the time


def refs_to(
    kinds: Iterable[str], ids: Iterable[str], labels: Iterable[str | None] = repeat(None),
    mails: Iterable[str | None] = repeat(None),
) -> list[Ref]:  # fmt: skip
    """Records that are referred to, many at once."""
    return list(map(_REF, zip(kinds, ids, labels, repeat(None), mails, strict=False)))


class Html(str):
    """Text that is HTML; it becomes plain only when it is shown."""

    __slots__ = ()


Cell: TypeAlias = "str | int | float | bool | Ref | list[Cell] | dict[str, Cell] | None"
Namer: TypeAlias = Callable[[str, str], str]


class Style(NamedTuple):
    """How the cells of a column are written.

    `legend`: names stand once beside the table, so ids stand alone. `bare`: names stand alone where they are known.
    `day`: times are cut to days. `own`: the ids of the records themselves, which say what they are called. `loose`: a
    list of one value is that value, for the column says what it is.
    """

    legend: bool = False
    bare: bool = False
    day: bool = False
    own: bool = False
    loose: bool = False


_PLAIN = Style()


def dumps(value: Json) -> str:
    """JSON without blanks; letters stay letters, what a reader cannot see is escaped (a cursor must stay as it is)."""
    if isinstance(value, str):
        text = encode_basestring(value)
    elif type(value) is int:
        return str(value)
    elif isinstance(value, bool):
        return "true" if value else "false"
    else:
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
    """Writes cells as JSON: names ids, shortens times, cuts long texts, masks contact data.

    `name` gives what stands for an id between quotes. `title` gives what the conversation knows a record by, for those
    that stand here by their ids alone. `zoned`: times say their zone.
    """

    __slots__ = ("_labels", "_seen", "mask", "name", "title", "zoned")

    def __init__(
        self, name: Namer, *, mask: Mask | None = None, zoned: bool = True, title: Namer | None = None
    ) -> None:
        self.name = name
        self.title = title
        self.zoned = zoned
        self.mask = mask or None
        self._seen: dict[tuple[type, str], str] = {}
        self._labels: dict[str, str] = {}

    def plain(self, text: str) -> str:
        """A string as it is shown before it is cut; long ones are worked out once."""
        key = (type(text), text) if len(text) >= _LONG else None
        if key is not None and key in self._seen:
            return self._seen[key]
        shown = clean_text(html_to_text(text, at_most=_MOST_HTML) if isinstance(text, Html) else text)
        if self.mask is not None:
            shown = self.mask(shown)
        if key is not None:
            self._seen[key] = shown
        return shown

    def text(self, text: str, chars: int) -> str:
        """A string as it is shown, in about `chars` characters at most."""
        return cut(self.plain(text), chars)

    def time(self, text: str, style: Style) -> str | None:
        """A time as it is shown; None for what is no time."""
        if not 10 < len(text) < 36 or text[4] != "-":  # noqa: PLR2004
            return None
        return time_in(text, day_only=style.day, zoned=self.zoned)

    def label(self, label: str) -> str:
        """The name of a record as it stands between quotes."""
        found = self._labels.get(label)
        if found is None:
            found = self._labels[label] = dumps(cut(self.plain(label), _NAME))[1:-1]
        return found

    def ref(self, ref: Ref, style: Style = _PLAIN) -> str:
        """`Ann Lee (user_12)`; `user_12` alone if the name is shown elsewhere, the name alone if that is enough."""
        kind, uuid, label, role, _ = ref
        if label and style.bare:
            return self.label(label)
        name = self.name(kind, uuid)
        if not label and self.title is not None and not style.own:
            label = self.title(kind, uuid)
        if label and not style.legend:
            name = f"{self.label(label)} ({name})"
        return f"{dumps(role)[1:-1]}: {name}" if role else name

    def json(self, cell: Cell, chars: int, style: Style = _PLAIN) -> str:
        """The cell as JSON, in about `chars` characters at most; what does not fit is counted in its place."""
        if type(cell) is Ref:
            return f'"{self.ref(cell, style)}"'
        return "null" if cell is None else self._sized(cell, chars, style)[0]

    def items(self, cells: Sequence[Cell], chars: int, style: Style = _PLAIN) -> list[str]:
        """The first cells of a list, each as JSON, and how many more there are."""
        shown: list[str] = []
        room = chars
        for number, cell in enumerate(cells):
            if room <= 0 and number:
                return [*shown, f'"…+{len(cells) - number} more"']
            text, size = self._sized(cell, max(room, 8), style)
            room -= size + 3
            shown.append(text)
        return shown

    def _sized(self, cell: Cell, chars: int, style: Style) -> tuple[str, int]:
        """The cell as JSON, and its characters, without the quotes of a string."""
        if isinstance(cell, Ref):
            text = self.ref(cell, style)
            return f'"{text}"', len(text)
        if isinstance(cell, str):
            time = self.time(cell, style)
            if time is not None:
                return f'"{time}"', len(time)
            text = cut(self.plain(cell), chars)
            return dumps(text), len(text)
        if isinstance(cell, list):
            items = self.items(cell, chars, style)
            size = sum(map(len, items)) + max(len(items), 1) + 1
            if len(items) == 1 and style.loose and items[0][0] != "[":
                return items[0], size
            return f"[{','.join(items)}]", size
        text = self._object(cell, chars) if isinstance(cell, dict) else dumps(cell)
        return text, len(text)

    def _object(self, cells: dict[str, Cell], chars: int) -> str:
        shown: dict[str, str] = {}
        room = chars
        for number, (key, cell) in enumerate(cells.items()):
            if room <= 0 and number:
                shown["…"] = f'"+{len(cells) - number} more"'
                break
            name = cut(clean_text(key), _NAME)
            shown[name], size = self._sized(cell, max(room, 8), _PLAIN)
            room -= len(name) + size + 6
        return f"{{{','.join([f'{dumps(name)}:{text}' for name, text in shown.items()])}}}"
