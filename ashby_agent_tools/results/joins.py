"""Joining: records of several kinds become rows of one, by the ids that they hold of each other.

What is hidden goes before, by the rules of each kind, so that no path and no condition of the whole leads to it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.kinds import UNKNOWN, kind_of
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.results.hiding import Hiding
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.stated import OF_NOBODY
from ashby_agent_tools.results.values import dig
from ashby_agent_tools.results.withheld import without_withheld

__all__ = ["Part", "ids_of", "joined"]

_DEEP = 2  # keys on the way to an id that records are joined by
_MOST_ROWS = 200_000
_SHARED = ("application", "candidate", "job")  # what two kinds may both belong to, the narrowest first


@dataclasses.dataclass(slots=True)
class Part:
    """Records of one kind that a query reads.

    `dropped`: the data classes that were hidden in them. `places`: where kinds that were joined stand.
    """

    entity: Entity | None
    records: list[Json]
    dropped: dict[str, None] = dataclasses.field(default_factory=dict)
    places: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of record, as ids know it."""
        return self.entity.name if self.entity else UNKNOWN

    def placed(self, path: str) -> str:
        """The path of a field that is named by its kind: `user.email` as `creditedToUser.email`."""
        kind, dot, rest = path.partition(".")
        return f"{self.places[kind]}{dot}{rest}" if kind in self.places else path

    def shown(self, hidden: frozenset[str], *, masked: bool = False) -> Part:
        """The same records without what is withheld or hidden; `masked`: their texts without it, too."""
        hiding = Hiding(self.entity, hidden)
        mask = Mask(hidden, self.entity) if masked else None
        seen: dict[tuple[str, bool], bool] = {}
        kept = [without_withheld(record, self.entity) for record in self.records]
        if hiding:
            kept = [_visible(record, hiding, mask, seen) for record in kept]
        dropped = {**hiding.dropped, **(mask.used if mask else {})}
        return Part(self.entity, kept, dict.fromkeys(dropped))


def _visible(record: Json, hiding: Hiding, mask: Mask | None, seen: dict[tuple[str, bool], bool]) -> Json:
    survey = isinstance(record, dict) and hiding.open_survey(record)

    def hides(path: str) -> bool:
        found = seen.get((path, survey))
        if found is None:
            found = seen[path, survey] = hiding.path(path, open_survey=survey)
        return found

    def pruned(value: Json, path: str) -> Json:
        if isinstance(value, list):
            return [pruned(item, path) for item in value]
        if isinstance(value, str):
            return mask(value) if mask else value
        if not isinstance(value, dict):
            return value
        below = ((key, item, f"{path}.{key}" if path else key) for key, item in value.items())
        return {key: pruned(item, where) for key, item, where in below if not hides(where)}

    return pruned(hiding.without_answers(record), "")


def joined(parts: Sequence[Part], on: str | None, hidden: frozenset[str]) -> Part:
    """The records of the first part, each with those of the others that belong to it, once for each of them.

    A record to which none belongs stays, without. What is joined is under the key that named it (`job` for
    `jobId`), else under its kind. `on`: the key to join by where several are possible. Raises InvalidArguments if
    nothing leads from one kind to another, or several ids do.
    """
    of_nobody = parts[0].kind in OF_NOBODY  # texts of such rows are not masked later on
    whole = parts[0].shown(hidden)
    for part in parts[1:]:
        other = part.shown(hidden, masked=of_nobody and part.kind not in OF_NOBODY)
        whole.dropped.update(other.dropped)
        if whole.records and other.records:
            whole = _join(whole, other, on)
    return whole


def _join(base: Part, other: Part, on: str | None) -> Part:
    place, key, own = _link(base, other, on)
    matching: dict[Json, list[Json]] = {}
    for record in other.records:
        matching.setdefault(_at(record, own), []).append(record)
    matching.pop(None, None)
    keys = [_at(record, key) for record in base.records]
    if sum(len(matching.get(it, ())) or 1 for it in keys) > _MOST_ROWS:
        raise InvalidArguments(
            f"{other.kind} joined to {base.kind} makes too many rows, over {_MOST_ROWS:,}: each stands for all that "
            f"hold the same id ({key}). Join by a nearer kind, or narrow the lists to fewer records."
        )
    rows = [
        row if found is None else _put(row, place, found)
        for row, it in zip(base.records, keys, strict=True)
        for found in (matching.get(it) or (None,))
    ]
    places = {**base.places, other.kind: place}
    return Part(_both(base.entity, other.entity, place), rows, base.dropped, places)


def _link(base: Part, other: Part, on: str | None) -> tuple[str, str, str]:
    """Where what is joined stands, the id in the base and the id in the other by which it is found."""
    mine, theirs = _ids(base), _ids(other)
    if forward := [path for path, kind in mine.items() if kind == other.kind != UNKNOWN and path != "id"]:
        key = _one(forward, other.kind, on, f"{base.kind} holds ids of {other.kind}")
        return key.removesuffix(".id").removesuffix("Id"), key, "id"
    if backward := [path for path, kind in theirs.items() if kind == base.kind != UNKNOWN and path != "id"]:
        return other.kind, "id", _one(backward, base.kind, on, f"{other.kind} holds ids of {base.kind}")
    for kind in (*(kind for path, kind in mine.items() if path == on), *_SHARED):
        ours = [path for path, named in mine.items() if named == kind]
        others = [path for path, named in theirs.items() if named == kind]
        if ours and others:
            asked = f"both hold ids of {kind}"
            return other.kind, _one(ours, kind, on, asked), _one(others, kind, on, asked)
    raise InvalidArguments(
        f"{other.kind} cannot be joined to {base.kind}: neither holds the other's id. {base.kind} has "
        f"{', '.join(mine) or 'no ids'}; {other.kind} has {', '.join(theirs) or 'no ids'}. Name a list between them "
        "that holds both."
    )


def ids_of(part: Part, kind: str, on: str | None) -> list[str]:
    """The ids of one kind that the records hold, each once; empty where they hold none."""
    paths = [path for path, named in _ids(part).items() if named == kind]
    if not paths:
        return []
    path = "id" if part.kind == kind else _one(paths, kind, on, f"{part.kind} holds ids of {kind}")
    return list(dict.fromkeys(found for record in part.records if (found := _at(record, path))))


def _one(paths: Sequence[str], kind: str, on: str | None, what: str) -> str:
    """The path that was asked for, else the one that is called as the kind, else the only one at the top."""
    if asked := [path for path in paths if on is not None and path.removesuffix(".id") == on]:
        return asked[0]
    top = [path for path in paths if path.count(".") == path.endswith(".id")]
    named = [path for path in paths if path.removesuffix(".id") in (kind, f"{kind}Id")]
    for found in (named, top, list(paths)):
        if len(found) == 1:
            return found[0]
        if found:
            names = [path.removesuffix(".id") for path in found]
            raise InvalidArguments(f"{what} at {', '.join(names)}: say which with on={names[0]!r}.")
    raise AssertionError(f"there is a path to {kind}")


def _ids(part: Part) -> dict[str, str]:
    """The paths of the ids in the records, and whose they are; lists are no way, since they hold several."""
    found: dict[str, str] = {}
    for record in part.records:
        for path in _paths(record, ""):
            if path not in found:
                found[path] = kind_of(path, part.kind)
    return found


def _paths(value: Json, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        below = f"{path}.{key}" if path else key
        if isinstance(item, str) and is_uuid(item) and (key == "id" or key.endswith("Id")):
            yield below
        elif isinstance(item, dict) and below.count(".") < _DEEP:
            yield from _paths(item, below)


def _at(record: Json, path: str) -> str | None:
    """The text at a path, if there is one."""
    found = dig(record, path)
    return found if isinstance(found, str) else None


def _put(record: Json, place: str, found: Json) -> Json:
    """A copy of the record with another one at a place, together with what is there."""
    whole = record if isinstance(record, dict) else {}
    key, _, rest = place.partition(".")
    inner = whole.get(key)
    if rest:
        return {**whole, key: _put(inner, rest, found)}
    both = {**inner, **found} if isinstance(inner, dict) and isinstance(found, dict) else found
    return {**whole, key: both}


def _both(base: Entity | None, other: Entity | None, place: str) -> Entity:
    """What needs care in records of the base that hold records of another kind at a place."""
    base, other = base or Entity(UNKNOWN), other or Entity(UNKNOWN)

    def paths(own: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
        return (*own, *(f"{place}.{path}" for path in theirs))

    return Entity(
        base.name,
        untrusted=paths(base.untrusted, other.untrusted),
        contact=paths(base.contact, other.contact),
        pay=paths(base.pay, other.pay),
        eeo=paths(base.eeo, other.eeo),
    )
