"""View: which fields of a kind of record an overview shows, which matter, which are noise."""

from __future__ import annotations

import dataclasses

__all__ = ["View"]


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """How one kind of record is shown; names are Ashby's own, dotted from the record's top.

    `overview`: the columns of every row, in order, after the id. `matters`: what `detail="auto"` adds while there is
    room, the worthiest first. `noise`: left out unless asked for by name. A name stands for everything below it.
    `texts`: long texts, the worthiest first; they share the room that is left. `minutes`: times whose time of day
    matters even in a table; all others are days there. `by_name`: references whose name says enough where room is
    short; their ids come when asked for.

    A single record shows its noise too, where there is room, but for `repeats`: what says a thing again at length, and
    signed handles and addresses of machines that hardly anybody needs.
    """

    name: str
    overview: tuple[str, ...]
    matters: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    minutes: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    by_name: tuple[str, ...] = ()
