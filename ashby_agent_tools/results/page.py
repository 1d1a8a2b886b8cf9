"""Page and Fitted: what goes into fitting, and what comes out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TypeAlias

__all__ = ["Fitted", "Json", "Page"]

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One answer of Ashby: `data` is the value of its `results`, never changed here; the rest is beside it.

    `undo`: what the answer of a write says of undoing it: its reference, or why there is none.
    """

    data: Json
    next_cursor: str | None = None
    more: bool = False
    sync_token: str | None = None
    undo: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Fitted:
    """A text for a model, within its budget.

    `tokens` is counted over the whole text (times the budget's factor, rounded up); `approximate` says that no
    vocabulary was at hand and the count is an estimate from above. `rows` are the records of the page, `shown` those
    of them that are in the text. `titles`: the names of records that it shows, by kind and id.
    """

    text: str
    tokens: int
    approximate: bool
    shown: int
    rows: int
    titles: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
