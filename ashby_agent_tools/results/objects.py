"""Objects: an object in a record becomes one cell, a named record, or columns of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from ashby_agent_tools.operations.kinds import UNKNOWN, kind_called
from ashby_agent_tools.operations.short_ids import are_uuids, is_uuid
from ashby_agent_tools.results.cells import Cell, Ref, refs_to
from ashby_agent_tools.results.frame import At, Frame, Row, pick
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.paths import Paths
from ashby_agent_tools.results.titled import Titled
from ashby_agent_tools.results.values import label_of, labels_of, money_of, raw_of

__all__ = ["Objects", "Shapes", "Used", "keys_of", "shapes_of"]

Used: TypeAlias = "dict[str, set[int] | None]"  # keys that say nothing more, by the numbers of objects; None for all
Shapes: TypeAlias = "dict[tuple[str, ...], list[int]]"  # the keys that objects have, and the numbers of those objects

_MAILBOX = frozenset({"value", "type", "isPrimary"})
_LINK = frozenset({"type", "url"})
_SPECIAL = frozenset({"value", "currencyCode", "url", "userId", "sections"})  # each small object has one of these keys


class Objects:
    """Reshapes the objects at a path, those of all records together.

    `leaves` makes cells of what is no object and no list; `fields` reshapes what stands below a path.
    """

    def __init__(
        self, paths: Paths, titled: Titled, leaves: Callable[[str, Sequence[Json]], Sequence[Cell]],
        fields: Callable[[str, Sequence[int], Sequence[dict[str, Json]], Used, At, Frame, Shapes | None], None],
    ) -> None:  # fmt: skip
        self._paths, self._titled, self._leaves, self._fields = paths, titled, leaves, fields

    def dicts(
        self, path: str, rows: Sequence[int], dicts: Sequence[dict[str, Json]], at: At, out: Frame,
        shapes: Shapes | None = None,
    ) -> None:  # fmt: skip
        """Objects at a path: small ones are one value, records a name with what else they hold."""
        shapes = shapes_of(dicts) if shapes is None else shapes
        used: Used = {}
        if path:
            rest = [n for shape, some in shapes.items() for n in self._special(shape, some, path, rows, dicts, at, out)]
            if not rest:
                return
            if len(rest) < len(dicts):
                rest.sort()
                rows, dicts, at = [rows[n] for n in rest], [dicts[n] for n in rest], pick(at, rest)
                shapes = shapes_of(dicts)
            used = self._identified(path, rows, dicts, shapes, at, out)
        self._fields(path, rows, dicts, used, at, out, shapes)

    def _special(
        self, shape: tuple[str, ...], numbers: list[int], path: str, rows: Sequence[int],
        dicts: Sequence[dict[str, Json]], at: At, out: Frame,
    ) -> list[int]:  # fmt: skip
        """Small objects that are one value: an address, a sum of money, a link; the numbers of the others."""

        def put(cells: Sequence[Cell], some: Sequence[int] = numbers) -> None:
            out.put(path, [rows[n] for n in some], cells, at(some[0]))

        self._paths.mark(at(numbers[0]))
        if shape and _SPECIAL.isdisjoint(shape):
            return numbers
        if not shape:
            put([None] * len(numbers))
            return []
        if "value" in shape and len(shape) <= len(_MAILBOX) and _MAILBOX.issuperset(shape):
            put(self._inner(path, [dicts[n]["value"] for n in numbers]))
            self._paths.leave_below(path, (key for key in shape if key != "value"))
            return []
        if "currencyCode" in shape:
            sums = {n: money for n in numbers if (money := money_of(dicts[n])) is not None}
            if sums:
                put([*sums.values()], [*sums])
            numbers = [n for n in numbers if n not in sums]
        if len(shape) == len(_LINK) and _LINK.issuperset(shape):
            put([raw_of(dicts[n]["url"]) for n in numbers])
            self._paths.leave_below(path, ("type",))
            return []
        if "userId" in shape and "firstName" in shape:
            numbers = self._rowwise(self._member, numbers, path, rows, dicts, at, out)
        if "sections" in shape:
            numbers = self._rowwise(self._titled.definition, numbers, path, rows, dicts, at, out)
        return numbers

    def _inner(self, path: str, values: Sequence[Json]) -> Sequence[Cell]:
        if not {dict, list}.isdisjoint(map(type, values)):
            return [raw_of(it) if isinstance(it, dict | list) else self._leaves(path, [it])[0] for it in values]
        return self._leaves(path, values)

    def _rowwise(
        self, reshape: Callable[[dict[str, Json], str, Row], bool], numbers: Sequence[int], path: str,
        rows: Sequence[int], dicts: Sequence[dict[str, Json]], at: At, out: Frame,
    ) -> list[int]:  # fmt: skip
        """Reshape objects one by one; the numbers of those that are no such thing."""
        parts: list[Row] = [{} for _ in numbers]
        done = [reshape(dicts[n], path, part) for n, part in zip(numbers, parts, strict=True)]
        some = [n for n, it in zip(numbers, done, strict=True) if it]
        if some:
            out.add_rows(
                [part for part, it in zip(parts, done, strict=True) if it], [rows[n] for n in some], pick(at, some)
            )
        return [n for n, it in zip(numbers, done, strict=True) if not it]

    def _member(self, value: dict[str, Json], path: str, out: Row) -> bool:
        user = value["userId"]
        if not isinstance(user, str):
            return False
        label, _ = label_of(value)
        mail = value.get("email") if self._paths.keep(f"{path}.email") else None
        role = value.get("role")
        out[path] = Ref("user", user, label, role if isinstance(role, str) else None, str(mail) if mail else None)
        if mail:
            out[f"{path}.email"] = str(mail)
        return True

    def _identified(
        self, path: str, rows: Sequence[int], dicts: Sequence[dict[str, Json]], shapes: Shapes, at: At, out: Frame
    ) -> Used:
        """Records inside other ones: their names with their ids; the keys that this says come back."""
        keys = frozenset[str]().union(*shapes)
        numbers = _with_ids(dicts) if "id" in keys else ()
        if not numbers:
            return {}
        everyone = len(numbers) == len(dicts)
        some = dicts if everyone else [dicts[n] for n in numbers]
        labels, used = labels_of(some, keys)
        used["id"] = None
        mails = self._mails(path, some) if "email" in keys else [None] * len(some)
        kind = self._paths.kind(path)
        if kind == UNKNOWN:
            kinds = [kind_called(named) if isinstance(named := it.get("type"), str) else kind for it in some]
            bare = [n for n, (k, label) in enumerate(zip(kinds, labels, strict=True)) if k == UNKNOWN and not label]
        else:
            kinds, bare = [kind] * len(some), []
        refs = refs_to(kinds, [it["id"] for it in some], labels, mails)  # type: ignore[misc]
        put = [rows[n] for n in numbers]
        if bare and not self._paths.keep(f"{path}.id"):
            shown = [n for n in range(len(some)) if n not in {*bare}]
            refs, put = [refs[n] for n in shown], [put[n] for n in shown]
        if refs:
            out.put(path, put, refs, at(rows.index(put[0])))
        if everyone:
            return used
        return {key: {*numbers} if those is None else {numbers[n] for n in those} for key, those in used.items()}

    def _mails(self, path: str, dicts: Sequence[dict[str, Json]]) -> list[str | None]:
        """The mail addresses of records, where they are shown."""
        mails = [it.get("email") for it in dicts]
        if set(map(type, mails)) == {type(None)} or not self._paths.keep(f"{path}.email"):
            return [None] * len(dicts)
        return [mail if isinstance(mail, str) else None for mail in mails]


def _with_ids(dicts: Sequence[dict[str, Json]]) -> Sequence[int]:
    """The numbers of the objects that have an id of their own."""
    ids = [it.get("id") for it in dicts]
    if set(map(type, ids)) == {str} and are_uuids(ids):  # type: ignore[arg-type]
        return range(len(dicts))
    return [n for n, it in enumerate(ids) if isinstance(it, str) and is_uuid(it)]


def shapes_of(dicts: Sequence[dict[str, Json]]) -> Shapes:
    """The keys that objects have, and the numbers of those objects."""
    every = list(map(tuple, dicts))
    if every.count(every[0]) == len(every):  # as most are
        return {every[0]: [*range(len(every))]}
    found: Shapes = {}
    for number, keys in enumerate(every):
        held = found.get(keys)
        if held is None:
            found[keys] = [number]
        else:
            held.append(number)
    return found


def keys_of(shapes: Shapes) -> dict[str, Sequence[int]]:
    """Every key with the numbers of the objects that have it."""
    if len(shapes) == 1:
        return {key: numbers for shape, numbers in shapes.items() for key in shape}
    found: dict[str, list[int]] = {}
    for shape, numbers in shapes.items():
        for key in shape:
            found.setdefault(key, []).extend(numbers)
    count = sum(map(len, shapes.values()))
    return {key: range(count) if len(numbers) == count else sorted(numbers) for key, numbers in found.items()}
