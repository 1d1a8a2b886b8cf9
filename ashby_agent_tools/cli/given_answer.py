"""Answer: what somebody says on the command line to a question or to lines of a batch."""

from __future__ import annotations

import dataclasses
from pathlib import Path

__all__ = ["Answer"]


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says to a question. `edit`: name=value pairs; `rules`: a file that says who may answer what.

    `lines`: of a batch, by their numbers; None is all that wait.
    """

    by: str
    approved: bool
    message: str = ""
    edit: tuple[str, ...] = ()
    secret_file: Path | None = None
    rules: Path | None = None
    lines: str | None = None
