"""ListState and Seen: how far one list was read, and what is noted of a record that was seen there."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.operations.base import JsonObject

__all__ = ["ListState", "Seen"]


@dataclasses.dataclass(frozen=True, slots=True)
class ListState:
    """How far one list was read.

    `stage`: idle; reading (a pass is under way, `cursor` says where); checking (all pages of a whole pass were read,
    and what was not seen is being settled). `token`: for the next pass that only reads changes; while a pass is under
    way, the one that it began with, and while checking the one that Ashby gave at its end. `number` counts passes,
    `page` the pages of this one. `lowest`: records that were last seen in a pass before it are the missing ones.
    `stored`: whether records are kept and not only their hashes. `whole_at`: when a whole pass was last ended.
    """

    stage: str = "idle"
    token: str | None = None
    cursor: str | None = None
    whole: bool = True
    number: int = 0
    page: int = 0
    lowest: int = 0
    stored: bool = False
    whole_at: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """One record of a page: its id, a digest of its content, the id of what it hangs on, and the record itself."""

    id: str
    hash: str
    owner: str
    record: JsonObject
