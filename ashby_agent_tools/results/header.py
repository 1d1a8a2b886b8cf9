"""The header of a result: how many records there are, what was left out, how to read on, the next page's cursor."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.columns import Column
from ashby_agent_tools.results.page import Json, Page

__all__ = ["Header", "spelt_out"]

_GROUP = re.compile(r"(.+)\.\{([^{}]+)\}", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """Writes the `about` of a text.

    `noise`: paths that the view left out. `allowance`: characters that names of left-out fields may take; beyond it
    they are counted. `compact`: only numbers, for very small budgets.
    """

    tool: str
    ref: str | None
    page: Page
    rows: int
    noise: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    allowance: int = 1_200
    compact: bool = False
    extra: tuple[tuple[str, Json], ...] = ()
    end: int | None = None
    cursor_last: bool = False
    again: str = ""
    brief: bool = False
    fewer: str = "with a smaller limit"

    def about(
        self, *, shown: int, start: int, left: Sequence[Column], ids: Sequence[str], times: str, cuts: bool,
        masked: tuple[str, ...], details: int,
    ) -> dict[str, Json]:  # fmt: skip
        """The header for one plan. `ids`: columns that show names without ids. `times`: how they are shown.

        `masked`: classes of data that were masked within texts.
        """
        about: dict[str, Json] = {} if self.compact else {"tool": self.tool}
        if not self.brief or self.rows != 1:
            about |= {"rows": self.rows, "shown": shown}
        if start:
            about["from_row"] = start
        about.update(self.extra)
        if hidden := dict.fromkeys((*self.hidden, *masked)):
            about["hidden"] = list(hidden)
        if not self.compact:
            said: dict[str, Json] = {
                "details_for_first": details, "no_such_field": list(self.unknown), "times": times
            }  # fmt: skip
            about.update({key: value for key, value in said.items() if value})
        names = [*(c.name for c in left if c.filled), *(f"{name}.id" for name in ids)]
        hides = self._names(about, names, [c.name for c in left if not c.filled])
        self._how(about, start + shown, hides=hides, cuts=cuts)
        last = shown + start >= (self.rows if self.end is None else self.end) and self.end in (None, self.rows)
        self._pages(about, last=last)
        return about

    def _pages(self, about: dict[str, Json], *, last: bool) -> None:
        """Whether there are more pages, and how to count over all of them; the cursor may wait for the last row."""
        cursor = self.page.next_cursor
        whole = self.ref and isinstance(self.page.data, list)  # the sections of a task are not counted together
        too_long = whole and cursor is not None and len(cursor) > weights.CURSOR_AT_MOST
        if cursor is not None and (too_long or not (self.compact or self.brief)):
            count = f"; ashby_read_result(ref='{self.ref}', all_pages=true) counts all" if whole else ""
            about["total"] = f"unknown: rows are this page only{count}"
        if self.cursor_last and not last:
            return
        if cursor is not None and not too_long:
            about["next_page_after_all_rows"] = {"cursor": cursor}
        elif self.page.more or too_long:
            about["more_pages"] = True
        if self.page.sync_token is not None and len(self.page.sync_token) <= weights.SYNC_TOKEN_AT_MOST:
            about["sync_token"] = self.page.sync_token

    def _names(self, about: dict[str, Json], names: list[str], empty: list[str]) -> bool:
        every = [*names, *self.noise]
        if self.compact:
            if every or empty:
                about["left_out"] = len(every) + len(empty)
            return bool(every)
        room = self.allowance
        ours, theirs, nothing = _grouped(names), _grouped(self.noise), _grouped(empty)
        left, room = _fitting(ours, room)
        none, room = _fitting(nothing, room)
        noise, _ = _fitting(theirs, min(room, self.allowance // weights.NOISE_OF_NAMES))
        for key, kept, count in (("left_out", [*left, *noise], len(ours) + len(theirs)), ("empty", none, len(nothing))):
            if kept or count:
                about[key] = list(kept) if kept else count
            if kept and len(kept) < count:
                about[f"{key}_more"] = count - len(kept)
        return bool(every)

    def _how(self, about: dict[str, Json], after: int, *, hides: bool, cuts: bool) -> None:
        call = f"ashby_read_result(ref='{self.ref}'" if self.ref else ""
        end = self.rows if self.end is None else self.end
        if self.brief and not call:
            return
        if after < end:
            about["rest"] = f"{call}, offset={after}{self.again})" if call else f"call {self.tool} again {self.fewer}"
        if self.compact:
            if call and (hides or cuts) and "rest" not in about:
                about["full"] = f"{call})"
            return
        if hides:
            about["full"] = f"{call}, fields=[...])" if call else "call again with fields=[...]"
        if cuts:
            more = f"{call}, ids=[...], fields=[...], text_offset=-n)" if call else "call again with fields=[one field]"
            about["…+n"] = f"n more characters or items: {more}"


def _fitting(names: Sequence[str], room: int) -> tuple[list[str], int]:
    """The first names that fit into so many characters, and what is left of those."""
    kept: list[str] = []
    for name in names:
        if room < len(name) + 3:
            return kept, 0
        room -= len(name) + 3
        kept.append(name)
    return kept, room


def _grouped(names: Sequence[str]) -> list[str]:
    """`a.b`, `a.c`, `d` as `a.{b,c}`, `d`: the same names in fewer tokens."""
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        parent, _, key = name.rpartition(".")
        groups.setdefault(parent if "," not in key else name, []).append(key)
    out: list[str] = []
    for parent, keys in groups.items():
        if not parent:
            out.extend(keys)
        elif len(keys) == 1:
            out.append(f"{parent}.{keys[0]}" if not parent.endswith(keys[0]) or "," not in keys[0] else parent)
        else:
            out.append(f"{parent}.{{{','.join(keys)}}}")
    return out


def spelt_out(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields that are asked for, with a group as a header names it, `a.{b,c}`, spelt out: `a.b`, `a.c`."""
    groups = [(field, _GROUP.fullmatch(field)) for field in fields]
    return tuple(
        name
        for field, group in groups
        for name in ([f"{group[1]}.{it}" for it in group[2].split(",")] if group else [field])
    )
