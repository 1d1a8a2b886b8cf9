"""Paths: what a text does with each path in a record: shown, hidden, noise, asked for, and whose id is there."""

from __future__ import annotations

from collections.abc import Iterable

from ashby_agent_tools.operations.entity import Entity, View
from ashby_agent_tools.operations.kinds import UNKNOWN, kind_of
from ashby_agent_tools.results.hiding import Hiding

__all__ = ["Paths"]


class Paths:
    """Decides about the paths of one kind of record, each once, and remembers what was left out.

    `left`: paths of noise that were there. `noise`: what a single record shows last. `hiding`: the data classes that
    are not shown. `surveying`: whether the record is a survey whose answers may be shown.
    """

    def __init__(
        self, view: View, entity: Entity | None, hidden: frozenset[str], wanted: tuple[str, ...], *, single: bool
    ) -> None:
        self.own = entity.name if entity else UNKNOWN
        self.left: dict[str, None] = {}
        self.noise = frozenset(view.noise) if single else frozenset()
        self.hiding = Hiding(entity, hidden)
        self._noise = frozenset(view.repeats if single else view.noise)
        self._repeats = frozenset(view.repeats)
        self._wanted = tuple(name.casefold() for name in wanted)
        self.surveying = False
        self._keeps: dict[str, bool] = {}
        self._below: dict[str, dict[str, str]] = {}
        self._other: tuple[dict[str, bool], dict[str, dict[str, str]]] = ({}, {})
        self._kinds: dict[str, str] = {}
        self._named: set[str] = set()

    def keep(self, path: str) -> bool:
        """Whether a path is shown; noise that is not is remembered."""
        found = self._keeps.get(path)
        if found is None:
            found = self._keeps[path] = self._decide(path)
        return found

    def _decide(self, path: str) -> bool:
        if self.hiding.path(path, open_survey=self.surveying):
            return False
        if path in self._noise and not self.asks(path) and (path in self._repeats or not self._within(path)):
            self.left[path] = None
            return False
        return True

    def _within(self, path: str) -> bool:
        """Whether something was asked for as a whole that this is a part of; what repeats there stays out."""
        return any(path.casefold().startswith(field + ".") for field in self._wanted)

    def below(self, path: str) -> dict[str, str]:
        """The paths of keys below a path that were decided before; an empty one is not shown."""
        found = self._below.get(path)
        if found is None:
            found = self._below[path] = {}
        return found

    def decide(self, path: str, key: str) -> str:
        """The path of a key below a path, or an empty text where it is not shown."""
        below = f"{path}.{key}" if path else key
        return below if self.keep(below) else ""

    def turn(self) -> None:
        """Change between surveys whose answers may be shown and all other records; each decides for itself."""
        self.surveying = not self.surveying
        self._other, (self._keeps, self._below) = (self._keeps, self._below), self._other

    def asks(self, name: str) -> bool:
        """Whether a field, or something below it, was asked for, however it was spelt."""
        if not self._wanted:
            return False
        name = name.casefold()
        return any(field in ("*", name) or field.startswith(name + ".") for field in self._wanted)

    def asked(self, path: str) -> bool:
        """Whether this very field was asked for."""
        return bool(self._wanted) and ("*" in self._wanted or path.casefold() in self._wanted)

    def kind(self, path: str) -> str:
        """The kind of record that an id at a path is of."""
        found = self._kinds.get(path)
        if found is None:
            sequence = path.startswith("stages") and self.own in {"sequence", "sequenceTemplate"}
            found = self._kinds[path] = "sequenceStage" if sequence else kind_of(path, self.own)
        return found

    def leave(self, path: str, keys: Iterable[str]) -> None:
        """Remember, once per path, that small keys below it are not shown."""
        if path not in self._named:
            self._named.add(path)
            self.left.update(dict.fromkeys(f"{path}.{key}" for key in keys))
