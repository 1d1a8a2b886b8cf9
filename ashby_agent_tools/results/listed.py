"""Lists: a list in a record becomes a cell, a column per title or role, or lists side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, chain, pairwise

from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell, Ref
from ashby_agent_tools.results.frame import At, Frame, Place, Row, pick
from ashby_agent_tools.results.objects import Shapes, shapes_of
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.paths import Paths
from ashby_agent_tools.results.titled import Titled
from ashby_agent_tools.results.values import raw_of

__all__ = ["Listed"]

_FLAT, _TITLED, _TEAM, _OTHER = "flat", "titled", "team", "other"
_SORTS = ((_TITLED, "title", "value"), (_TEAM, "userId", "role"))  # by the keys that every object has


class Listed:
    """Reshapes the lists at a path, those of all records together.

    `leaves` makes cells of what is no object and no list; `values` reshapes whatever stands at a path.
    """

    def __init__(
        self, paths: Paths, titled: Titled, leaves: Callable[[str, Sequence[Json]], Sequence[Cell]],
        values: Callable[[str, Sequence[int], Sequence[Json], At, Frame, Shapes | None], None],
    ) -> None:  # fmt: skip
        self._paths, self._titled, self._leaves, self._values = paths, titled, leaves, values
        self._roles: dict[str, None] = {}

    def lists(self, path: str, rows: Sequence[int], lists: Sequence[list[Json]], at: At, out: Frame) -> None:
        """Put lists into the frame."""
        kinds = set(map(type, chain.from_iterable(lists)))
        if dict not in kinds:
            out.put(path, rows, self._flat(path, lists), at(0))
            return
        shapes = shapes_of(list(chain.from_iterable(lists))) if kinds == {dict} else None  # type: ignore[arg-type]
        alike = _sort_of_all(shapes) if shapes else None
        sorts: dict[str, list[int]] = {}
        for number, value in enumerate(lists):
            sorts.setdefault((alike or _sort(value)) if value else _FLAT, []).append(number)
        for sort, some in sorts.items():
            if len(sorts) == 1:
                self._of_one_sort(sort, path, rows, lists, at, out, shapes)
            else:
                those = [rows[n] for n in some], [lists[n] for n in some], pick(at, some)
                self._of_one_sort(sort, path, *those, out, shapes if alike else None)

    def _of_one_sort(
        self, sort: str, path: str, rows: Sequence[int], lists: Sequence[list[Json]], at: At, out: Frame,
        shapes: Shapes | None,
    ) -> None:  # fmt: skip
        """Lists that are shown in one way; `shapes`: those of all that is in them, where that is known."""
        if sort == _FLAT:
            out.put(path, rows, self._flat(path, lists), at(0))
            return
        self._paths.mark(at(0))
        if sort == _TITLED:
            out.add_rows([self._titled.custom_fields(value, path) for value in lists], rows, at)
        elif sort == _TEAM:
            out.add_rows(self._teams(path, lists, at(0)), rows, at)
        else:
            self._others(path, rows, lists, at, out, shapes)

    def _flat(self, path: str, lists: Sequence[list[Json]]) -> Sequence[Cell]:
        """The lists as cells, an empty one as none."""
        items = list(chain.from_iterable(lists))
        if list in set(map(type, items)):
            return [
                [raw_of(item) if isinstance(item, list) else self._leaves(path, [item])[0] for item in value] or None
                for value in lists
            ]
        leaves = self._leaves(path, items)
        if leaves is items:
            return [value or None for value in lists]  # type: ignore[misc]
        cells, start = list[Cell](), 0
        for value in lists:
            cells.append([*leaves[start : start + len(value)]] or None)
            start += len(value)
        return cells

    def _others(
        self, path: str, rows: Sequence[int], lists: Sequence[list[Json]], at: At, out: Frame, shapes: Shapes | None
    ) -> None:
        """Objects of a list side by side: a column per name, with the list of what each object has there."""
        hiding, key = self._paths.hiding, path.rsplit(".", 1)[-1]
        if hiding.may_label(shapes or [item for value in lists for item in value if isinstance(item, dict)]):
            lists = [[item for item in value if not hiding.labelled(item, key)] for value in lists]
            shapes = None
        items = list(chain.from_iterable(lists))
        if not items:
            return
        owner = [number for number, value in enumerate(lists) for _ in value]
        first = list(accumulate(map(len, lists), initial=0))
        parts = Frame()
        self._values(path, range(len(items)), items, lambda n: (*at(owner[n]), n - first[owner[n]]), parts, shapes)
        for name, held in parts.series.items():
            self._titled.lists[name] = path
            if len(held.rows) == len(items) and all(lists):
                out.put(name, rows, [[*held.cells[start:end]] for start, end in pairwise(first)], held.place)
                continue
            cell_of = dict(zip(held.rows, held.cells, strict=True)).get
            there = dict.fromkeys([owner[n] for n in held.rows])
            cells: list[Cell] = [[cell_of(n) for n in range(first[own], first[own + 1])] for own in there]
            out.put(name, [rows[n] for n in there], cells, held.place)

    def _teams(self, path: str, lists: Sequence[list[Json]], place: Place) -> list[Row]:
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
        people = Frame()
        everybody = [person for team in teams for person in team]
        self._values(path, range(len(everybody)), everybody, lambda n: (*place, n), people, None)
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


def _sort_of_all(shapes: Shapes) -> str | None:
    """How lists of objects are shown, all of them, empty ones aside; None where they differ."""
    for sort, one, other in _SORTS:
        held = [one in shape and other in shape for shape in shapes]
        if any(held):
            return sort if all(held) else None
    return _OTHER


def _sort(value: list[Json]) -> str:
    """How a list is shown."""
    kinds = set(map(type, value))
    if dict not in kinds:
        return _FLAT
    first = value[0]
    if len(kinds) == 1 and isinstance(first, dict):
        for sort, one, other in _SORTS:
            if one in first and other in first and all(one in item and other in item for item in value):  # type: ignore[operator]
                return sort
    return _OTHER
