"""What is wrong with the arguments of an operation, in words: each fault by name, with what is near or allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

__all__ = ["explain"]

_LONGEST_NAME = 200
_MOST_PROBLEMS = 12  # named in one message
_CHANGED = re.compile(r"(last_?)?(updated|modified|changed)(_?(at|on|after|since|from|gte?))*$", re.IGNORECASE)


def explain(tool: str, error: ValidationError, *, known: Sequence[str], synced: bool) -> str:
    """Every fault of the arguments and what to do about it, in one message for a model.

    `known`: the names of the arguments. `synced`: whether the operation lists what changed, by a syncToken.
    """
    details = error.errors(include_url=False)
    problems = "; ".join(dict.fromkeys(_problem(detail, known, synced=synced) for detail in details[:_MOST_PROBLEMS]))
    more = f"; and {len(details) - _MOST_PROBLEMS} more" if len(details) > _MOST_PROBLEMS else ""
    return f"{tool}: {problems}{more}. Nothing was sent."


def _problem(detail: ErrorDetails, known: Sequence[str], *, synced: bool) -> str:
    where = ".".join(str(part) for part in detail["loc"])[:_LONGEST_NAME]
    if detail["type"] == "missing":
        return f"{where} is required"
    if detail["type"] == "extra_forbidden":
        if _CHANGED.match(where):
            return f"unknown argument {where!r}: {_since(synced=synced)}"
        nested = len(detail["loc"]) > 1  # nested objects name their own faults
        return f"unknown argument {where!r}" + _nearest(where, () if nested else known)
    message = detail["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{where}: {message}" if where else message


def _since(*, synced: bool) -> str:
    """What there is in place of a time of change: createdAfter would leave out older records that were changed."""
    if synced:
        return "to get what changed since a time, use the syncToken from the last page of an earlier full list"
    return "records cannot be selected by when they changed"


def _nearest(name: str, known: Sequence[str]) -> str:
    folded = {other.replace("_", "").lower(): other for other in known}
    import difflib  # noqa: PLC0415  (loaded when something is misspelt)

    match = difflib.get_close_matches(name.replace("_", "").lower(), folded, n=1, cutoff=0.6)
    if match:
        return f" (did you mean {folded[match[0]]!r}?)"
    return f" (it takes {', '.join(known)})" if known else ""
