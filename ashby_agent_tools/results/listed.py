"""Lists: a list in a record becomes a cell, a column per title or role, or lists side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.frame import At, Frame, Row, pick, top
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.paths import Paths
from ashby_agent_tools.results.titled import Titled
from ashby_agent_tools.results.values import raw_of

__all__ = ["Listed"]

_EMPTY, _FLAT, _TITLED, _TEAM, _OTHER = "empty", "flat", "titled", "team", "other"


class Listed:
    """Reshapes the lists at a path, those of all records together.

    `leaves` makes cells of what is no object and no list; `values` reshapes whatever stands at a path.
    """

    def __init__(
        self, paths: Paths, titled: Titled, leaves: Callable[[str, Sequence[Json]], Sequence[Cell]],
        values: Callable[[str, Sequence[int], Sequence[Json], At, Frame], None],
    ) -> None:  # fmt: skip
        self._paths, self._titled, self._leaves, self._values = paths, titled, leaves, values
        self._roles: dict[str, None] = {}

    def lists(self, path: str, rows: Sequence[int], lists: Sequence[list[Json]], at: At, out: Frame) -> None:
        """Put lists into the frame."""
        sorts: dict[str, list[int]] = {}
        for number, value in enumerate(lists):
            sorts.setdefault(_sort(value), []).append(number)
        for sort, some in sorts.items():
            if len(sorts) == 1:
                self._of_one_sort(sort, path, rows, lists, at, out)
            else:
                self._of_one_sort(sort, path, [rows[n] for n in some], [lists[n] for n in some], pick(at, some), out)

    def _of_one_sort(
        self, sort: str, path: str, rows: Sequence[int], lists: Sequence[list[Json]], at: At, out: Frame
    ) -> None:
        if sort == _EMPTY:
            out.put(path, rows, [None] * len(rows), out.place(rows[0], at(0)))
            return
        if sort == _FLAT:
            out.put(path, rows, self._flat(path, lists), out.place(rows[0], at(0)))
            return
        self._paths.mark(out.place(rows[0], at(0)))
        if sort == _TITLED:
            out.add_rows([self._titled.custom_fields(value, path) for value in lists], rows, at)
        elif sort == _TEAM:
            out.add_rows(self._teams(path, rows, lists, at, out), rows, at)
        else:
            self._others(path, rows, lists, at, out)

    def _flat(self, path: str, lists: Sequence[list[Json]]) -> Sequence[Cell]:
        items = [item for value in lists for item in value]
        if any(isinstance(item, list) for item in items):
            return [
                [raw_of(item) if isinstance(item, list) else self._leaves(path, [item])[0] for item in value]
                for value in lists
            ]
        leaves = self._leaves(path, items)
        if leaves is items:
            return lists  # type: ignore[return-value]
        cells, start = list[Cell](), 0
        for value in lists:
            cells.append([*leaves[start : start + len(value)]])
            start += len(value)
        return cells

    def _others(self, path: str, rows: Sequence[int], lists: Sequence[list[Json]], at: At, out: Frame) -> None:
        """Objects of a list side by side: a column per name, with the list of what each object has there."""
        items, owner, first = list[Json](), list[int](), list[int]()
        hiding, key = self._paths.hiding, path.rsplit(".", 1)[-1]
        labelled = hiding.may_label(item for value in lists for item in value)
        for number, value in enumerate(lists):
            first.append(len(items))
            kept = [item for item in value if not hiding.labelled(item, key)] if labelled else value
            items += kept
            owner += [number] * len(kept)
        if not items:
            return
        parts = Frame(
            lambda row, within: out.place(rows[owner[row]], (*at(owner[row]), row - first[owner[row]], *within))
        )
        self._values(path, range(len(items)), items, top, parts)
        first.append(len(items))
        single = len(items) == len(lists) and len({*owner}) == len(lists)
        for name, held in parts.series.items():
            self._titled.lists[name] = path
            if single:
                out.put(name, [rows[n] for n in held.rows], [[cell] for cell in held.cells], held.place)
                continue
            cell_of = dict(zip(held.rows, held.cells, strict=True)).get
            there = sorted({owner[n] for n in held.rows})
            cells: list[Cell] = [[cell_of(n) for n in range(first[own], first[own + 1])] for own in there]
            out.put(name, [rows[n] for n in there], cells, held.place)

    def _teams(
        self, path: str, rows: Sequence[int], lists: Sequence[list[Json]], at: At, out: Frame
    ) -> list[Row]:  # fmt: skip
        """People by their roles, a column per role; the team of a job stands in many records and is reshaped once."""
        keys = [tuple(str(item["userId"]) for item in value if isinstance(item, dict)) for value in lists]
        known: dict[tuple[str, ...], tuple[list[Json], int]] = {}
        which: list[int] = []  # of the different teams
        teams: list[list[Json]] = []
        for key, value in zip(keys, lists, strict=True):
            held = known.get(key)
            if held is None or held[0] != value:
                held = known[key] = value, len(teams)
                teams.append(value)
            which.append(held[1])
        place = out.place(rows[0], at(0))
        people = Frame(lambda row, within: (*place, row, *within))
        everybody = [person for team in teams for person in team]
        self._values(path, range(len(everybody)), everybody, top, people)
        parts = people.rows(len(everybody))
        shown = [self._by_role([next(parts) for _ in team], path) for team in teams]
        return [shown[number] for number in which]

    def _by_role(self, people: Sequence[Row], path: str) -> Row:
        """Roles beyond the first few share one column."""
        out: Row = {}
        mails: list[Cell] = []
        for part in people:
            ref = part.get(path)
            if not isinstance(ref, Ref):
                out.update(part)
                continue
            if ref.mail:
                mails.append(ref.mail)
            name = path
            if ref.role and (ref.role in self._roles or len(self._roles) < weights.ROLES):
                self._roles[ref.role] = None
                name, ref = f"{path}.{ref.role}", ref._replace(role=None)
                self._titled.source[name] = path
            held = out.get(name)
            if held is None:
                out[name] = ref
            else:
                out[name] = [*held, ref] if isinstance(held, list) else [held, ref]
        if mails:
            out[f"{path}.email"] = mails
        return out


def _sort(value: list[Json]) -> str:
    """How a list is shown."""
    if not value:
        return _EMPTY
    kinds = set(map(type, value))
    if dict not in kinds:
        return _FLAT
    first = value[0]
    if len(kinds) == 1 and isinstance(first, dict):
        for sort, one, other in ((_TITLED, "title", "value"), (_TEAM, "userId", "role")):
            if one in first and other in first and all(one in item and other in item for item in value):  # type: ignore[operator]
                return sort
    return _OTHER
