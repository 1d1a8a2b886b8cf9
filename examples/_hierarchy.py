"""Two copies of one tree, and what made them differ: a comparison of three, with what both had the last time."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A department or a location. `parent`: the key of the one above it, or None."""

    name: str
    parent: str | None = None


Tree = dict[str, Unit]
"""Units by their keys, which are the HR system's; of what it has not seen yet, Ashby's ids."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A unit that is not the same in both. `follows`: who has to change, or nobody where both were changed."""

    key: str
    follows: Literal["ashby", "hris", "nobody"]


def differences(base: Tree, hris: Tree, ashby: Tree) -> Iterator[Difference]:
    """What differs, parents before what is below them. Who changed since `base` leads, and the other one follows."""
    for key in sorted(base | hris | ashby, key=lambda key: (_depth(key, ashby | hris), key)):
        was, there, here = base.get(key), hris.get(key), ashby.get(key)
        if there != here:
            yield Difference(key, "ashby" if here == was else "hris" if there == was else "nobody")


def _depth(key: str | None, tree: Mapping[str, Unit]) -> int:
    depth, seen = 0, set[str]()
    while key is not None and key in tree and key not in seen:
        seen.add(key)
        key, depth = tree[key].parent, depth + 1
    return depth


def linked(hris: Tree, records: Mapping[str, Unit], known: Mapping[str, str]) -> dict[str, str]:
    """Ashby's id for each key of the HR system: those known, and units of one name that only one on each side has."""
    links = {key: found for key, found in known.items() if found in records}
    free_there = [key for key in hris if key not in links]
    free_here = [found for found in records if found not in links.values()]
    for key in free_there:
        same = [found for found in free_here if records[found].name == hris[key].name]
        if len(same) == 1 and [hris[it].name for it in free_there].count(hris[key].name) == 1:
            links[key] = same[0]
    return links


def read(path: Path) -> dict[str, Any]:
    """A JSON file, or an empty object where there is none yet."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def tree(units: Mapping[str, Mapping[str, Any]]) -> Tree:
    """Units as they stand in a file."""
    return {key: Unit(unit["name"], unit.get("parent")) for key, unit in units.items()}


def plain(units: Tree) -> dict[str, dict[str, Any]]:
    """Units as they go into a file."""
    return {key: dataclasses.asdict(unit) for key, unit in units.items()}
