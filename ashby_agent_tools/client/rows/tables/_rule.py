"""What a limited client does with an operation: let it pass, refuse it, or check what goes in and what comes out."""

from __future__ import annotations

import dataclasses
from typing import TypeAlias

__all__ = ["CheckedRule", "OpenRule", "RefusedRule", "Rule"]


@dataclasses.dataclass(frozen=True, slots=True)
class OpenRule:
    """It is about the whole organization and holds nothing of a job, an application or a candidate."""

    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class RefusedRule:
    """It cannot be limited, or reaches beyond any rows."""

    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class CheckedRule:
    """Ids that go in have to be inside, and records that are outside are taken out of what comes back.

    `why`: what decides, in words. `root`: the kind of the records it answers with. `by`: the arguments that name the
    one record it reads; then its answer is judged, which saves a look-up. `typed_by`: the argument that says of which
    kind an id is. `makes`: the kind of record it makes, which is inside for whoever made it. `chained`: the list is
    read job by job, with Ashby's own filter. `loose`: records that name no job, application or candidate are inside.
    """

    why: str
    root: str | None = None
    by: tuple[str, ...] = ()
    typed_by: str | None = None
    makes: str | None = None
    chained: bool = False
    loose: bool = False


Rule: TypeAlias = OpenRule | RefusedRule | CheckedRule
