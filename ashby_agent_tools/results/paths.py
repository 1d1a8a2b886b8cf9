"""Paths: what a text does with each path in a record: shown, hidden, noise, asked for, and whose id is there."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from ashby_agent_tools.operations.entity import Entity, Hidden, OwnWords, View
from ashby_agent_tools.operations.kinds import UNKNOWN, kind_of
from ashby_agent_tools.results.frame import Notes, Place
from ashby_agent_tools.results.hiding import Hiding

__all__ = ["Paths"]

NOISE = frozenset({"noise"})  # in the place of the data classes of a path that says too little
_NOTHING: frozenset[str] = frozenset()
_MOST = 20_000  # of what is remembered per kind of record


class Decisions:
    """What is true of the paths of one kind of record on any page, each decided once per process.

    `below`: the paths of keys below a path; an empty one is not shown. `classes`: what `why_not` found. `limits`,
    `traits`: what writers and columns decide of a path, for them to fill. Only paths and names of columns are here,
    never what a record holds.
    """

    def __init__(
        self, view: View, entity: Entity | None, hidden: frozenset[str], wanted: tuple[str, ...], *, single: bool,
        open_survey: bool,
    ) -> None:  # fmt: skip
        self.view = view
        self._own = entity.name if entity else UNKNOWN
        self._hiding = Hiding(entity, hidden)
        self._noise = frozenset(view.repeats if single else view.noise)
        self._repeats = frozenset(view.repeats)
        self._wanted = tuple(name.casefold() for name in wanted)
        self._open_survey = open_survey
        self.below: dict[str, dict[str, str]] = {}
        self.classes: dict[str, frozenset[str]] = {}
        self.limits: dict[str, int] = {}
        self.traits: dict[tuple[str, str], Any] = {}
        self._kinds: dict[str, str] = {}

    def forget_many(self) -> None:
        """Decide anew where keys are so many that they are data, and no longer names."""
        if len(self.classes) + len(self.traits) + len(self.limits) > _MOST:
            for known in (self.below, self.classes, self.limits, self.traits, self._kinds):
                known.clear()

    def why_not(self, path: str) -> frozenset[str]:
        """Why a path is not shown: the hidden data classes that it belongs to, or `NOISE`; empty for one that is.

        One value says all, so that threads that decide together never see half a decision.
        """
        found = self.classes.get(path)
        if found is None:
            found = self._hiding.classes(path, open_survey=self._open_survey)
            repeats = path in self._noise and (path in self._repeats or not self._within(path))
            if not found and repeats and not self.asks(path):
                found = NOISE
            self.classes[path] = found
        return found

    def at(self, path: str, key: str) -> str:
        """The path of a key below a path, or an empty text where it is not shown."""
        below = f"{path}.{key}" if path else key
        found = "" if self.why_not(below) else below
        self.below.setdefault(path, {})[key] = found
        return found

    def kind(self, path: str) -> str:
        """The kind of record that an id at a path is of."""
        found = self._kinds.get(path)
        if found is None:
            sequence = path.startswith("stages") and self._own in {"sequence", "sequenceTemplate"}
            found = self._kinds[path] = "sequenceStage" if sequence else kind_of(path, self._own)
        return found

    def asks(self, name: str) -> bool:
        """Whether a field, or something below it, was asked for, however it was spelt."""
        if not self._wanted:
            return False
        name = name.casefold()
        return any(field in ("*", name) or field.startswith(name + ".") for field in self._wanted)

    def asked(self, path: str) -> bool:
        """Whether this very field was asked for."""
        return bool(self._wanted) and ("*" in self._wanted or path.casefold() in self._wanted)

    def _within(self, path: str) -> bool:
        """Whether something was asked for as a whole that this is a part of; what repeats there stays out."""
        return any(path.casefold().startswith(field + ".") for field in self._wanted)


@functools.lru_cache(maxsize=128)
def _decisions(
    view: View, entity: Entity | None, hidden: frozenset[str], own: OwnWords, wanted: tuple[str, ...], *, single: bool,
    open_survey: bool,
) -> Decisions:  # fmt: skip
    """Decisions by what they depend on: an organization's own words, too, which equal sets need not share."""
    words = Hidden(hidden, own)  # type: ignore[arg-type]
    return Decisions(view, entity, words, wanted, single=single, open_survey=open_survey)


class Paths:
    """The paths of one page: what is decided of each for this kind of record, and what was left out here.

    `decided`: what holds for any page. `left`: paths of noise that were there. `noise`: what a single record shows
    last. `hiding`: the data classes that are not shown.
    """

    def __init__(
        self, view: View, entity: Entity | None, hidden: frozenset[str], wanted: tuple[str, ...], *, single: bool
    ) -> None:
        own = hidden.own if isinstance(hidden, Hidden) else ()
        self._decisions = functools.partial(_decisions, view, entity, frozenset(hidden), own, wanted, single=single)
        self.decided = self._decisions(open_survey=False)
        self.decided.forget_many()
        self._surveying = False
        self.left = Notes()
        self.noise = frozenset(view.noise) if single else _NOTHING
        self.hiding = Hiding(entity, hidden)
        self._named: set[str] = set()
        self._frame = 0

    def mark(self, place: Place) -> None:
        """What is left out from now on stood at this place first."""
        self.left.mark = self.hiding.dropped.mark = (self._frame, *place)

    def arrange(self) -> None:
        """Bring what was left out into the order of reading; what follows comes after it."""
        self.left.arrange()
        self.hiding.dropped.arrange()
        self._frame += 1
        self.mark(())

    def keep(self, path: str) -> bool:
        """Whether a path is shown; what is not is remembered."""
        if not self.decided.why_not(path):
            return True
        self._note(path)
        return False

    def below(self, path: str) -> dict[str, str]:
        """The paths of keys below a path that were decided before; an empty one is not shown."""
        return self.decided.below.get(path) or {}

    def decide(self, path: str, key: str) -> str:
        """The path of a key below a path, or an empty text where it is not shown, which is remembered."""
        found = self.decided.at(path, key)
        if not found and (path or key):
            self._note(f"{path}.{key}" if path else key)
        return found

    def _note(self, path: str) -> None:
        gone = self.decided.why_not(path)
        if gone is NOISE:
            self.left.add(path)
        else:
            self.hiding.drop(gone)

    def turn(self) -> None:
        """Change between surveys whose answers may be shown and all other records; each decides for itself."""
        self._surveying = not self._surveying
        self.decided = self._decisions(open_survey=self._surveying)

    def asks(self, name: str) -> bool:
        """Whether a field, or something below it, was asked for, however it was spelt."""
        return self.decided.asks(name)

    def asked(self, path: str) -> bool:
        """Whether this very field was asked for."""
        return self.decided.asked(path)

    def kind(self, path: str) -> str:
        """The kind of record that an id at a path is of."""
        return self.decided.kind(path)

    def leave(self, path: str) -> None:
        """Remember that a path is not shown."""
        self.left.add(path)

    def leave_below(self, path: str, keys: Iterable[str]) -> None:
        """Remember, once per path, that small keys below it are not shown."""
        if path not in self._named:
            self._named.add(path)
            for key in keys:
                self.left.add(f"{path}.{key}")
