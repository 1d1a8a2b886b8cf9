"""Rows: which jobs and departments can be seen, as one value."""

from __future__ import annotations

import dataclasses

__all__ = ["Rows"]


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """The jobs and the departments that can be seen, by their ids."""

    jobs: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
