"""Drift: where a copy differs from the organization, read list by list; as data, and never more than some of it."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterator
from typing import Literal

from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.paging import Cursor, rows
from ashby_agent_tools.errors import NotFound, PermissionMissing
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.sync.lists import ChosenList
from ashby_agent_tools.sync.mirror_state import MirrorState
from ashby_agent_tools.sync.reading import Script, digest
from ashby_agent_tools.sync.scripts import SyncPlan

__all__ = ["Difference", "Drift", "KindDrift", "drift_script"]

_MOST_PATHS = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One record that differs: `missing` in the copy, `extra` there and not in Ashby, or `different`.

    `paths`: the fields that differ, at most 10.
    """

    kind: str
    id: str
    problem: Literal["missing", "extra", "different"]
    paths: tuple[str, ...] = ()


@dataclasses.dataclass(slots=True)
class KindDrift:
    """How many records of a kind Ashby has, and how many are missing, extra and different in the copy."""

    kind: str
    records: int = 0
    missing: int = 0
    extra: int = 0
    different: int = 0


@dataclasses.dataclass(slots=True)
class Drift:
    """Where a copy differs. True if it does. All is counted; `samples` are the first differences, at most `most`.

    `left_out`: lists that the key may not read.
    """

    most: int
    kinds: dict[str, KindDrift] = dataclasses.field(default_factory=dict)
    samples: list[Difference] = dataclasses.field(default_factory=list)
    left_out: list[str] = dataclasses.field(default_factory=list)

    def __bool__(self) -> bool:
        return any(one.missing or one.extra or one.different for one in self.kinds.values())

    def __str__(self) -> str:
        """One line for each kind that differs, and one for the lists that could not be compared."""
        lines = [
            f"{it.kind}: {it.missing} missing, {it.extra} extra, {it.different} different of {it.records}"
            for it in self.kinds.values()
            if it.missing or it.extra or it.different
        ]
        same = f"no difference in {sum(it.records for it in self.kinds.values()):,} records"
        left_out = [f"not compared, as the key may not read them: {', '.join(self.left_out)}"] if self.left_out else []
        return "\n".join([*(lines or [same]), *left_out])

    def note(self, difference: Difference, count: int = 1) -> None:
        """Count a difference, and keep it while there is room."""
        one = self.kinds[difference.kind]
        setattr(one, difference.problem, getattr(one, difference.problem) + count)
        if len(self.samples) < self.most:
            self.samples.append(difference)


def drift_script(plan: SyncPlan, state: MirrorState, lists: tuple[ChosenList, ...], found: Drift) -> Script:
    """Read every list whole and compare; what is found goes into `found`."""
    run = secrets.randbits(62)
    for listed in lists:
        found.kinds.setdefault(listed.kind, KindDrift(listed.kind))
        try:
            for one in plan.each(listed):
                try:
                    yield from _compare(one, state, found, run)
                except NotFound:  # what a parent that is gone left in the copy is extra
                    if not listed.parent:
                        raise
                    _count_extra(one, state, found, run)
        except PermissionMissing as error:
            if not listed.optional or error.scope is None:  # a wrong key reads nothing, and shows no copy to be right
                raise
            found.left_out.append(listed.endpoint)


def _compare(listed: ChosenList, state: MirrorState, found: Drift, run: int) -> Script:
    operation: Operation | None = listed.request(cursor=None, token=None, limit=None)
    cursor = Cursor(operation) if operation and "cursor" in type(operation).model_fields else None
    while operation is not None:
        result: Result | None = yield operation
        assert result is not None  # noqa: S101  (an operation is answered with its result)
        _compare_page(listed, rows(result), state, found, run)
        if cursor is not None:
            cursor.move(result)
        operation = cursor.operation if cursor is not None else None
    _count_extra(listed, state, found, run)


def _count_extra(listed: ChosenList, state: MirrorState, found: Drift, run: int) -> None:
    extra, ids = state.unmarked(listed, run, found.most)
    for identity in ids:
        found.note(Difference(listed.kind, identity, "extra"))
    found.kinds[listed.kind].extra += extra - len(ids)


def _compare_page(listed: ChosenList, page: list[JsonObject], state: MirrorState, found: Drift, run: int) -> None:
    here: dict[str, JsonObject] = {}
    for row in page:
        if row is None:  # no record
            continue
        record = listed.shown(row)
        here[listed.identity(record) or digest(record)] = record
    kept = state.mark(listed, list(here), run)
    found.kinds[listed.kind].records += len(here)
    for identity, record in here.items():
        if identity not in kept:
            found.note(Difference(listed.kind, identity, "missing"))
        elif kept[identity][0] != digest(record):
            paths = list(differing(kept[identity][1], record))[:_MOST_PATHS]
            found.note(Difference(listed.kind, identity, "different", tuple(paths)))


def differing(one: Json, other: Json, path: str = "") -> Iterator[str]:
    """The paths at which two values differ; a list is compared as a whole."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from differing(one.get(key), other.get(key), f"{path}.{key}" if path else key)
    elif one != other:
        yield path
