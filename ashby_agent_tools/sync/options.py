"""SyncOptions: what a sync is given beside its client and state, checked before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypedDict

from ashby_agent_tools._given import must_be, must_be_function
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.index import near

__all__ = ["WEEKLY", "SyncOptions", "must_be_options", "must_be_whole"]

WEEKLY = timedelta(days=7)
_LARGEST_PAGE = 100


class SyncOptions(TypedDict, total=False):
    """What every sync may be given beside its client and state; Sync says what each means."""

    lists: Iterable[str | Operation] | None
    name: str
    full_every: timedelta | None
    limit: int | None
    clock: Callable[[], float]


def must_be_options(options: SyncOptions) -> None:
    """Raise UsageError for what cannot be used; TypeError for an option there is not."""
    if unknown := options.keys() - SyncOptions.__annotations__.keys():
        name = min(unknown)
        raise TypeError(f"There is no option {name!r}{near(name, SyncOptions.__annotations__)}.")
    full_every: object = options.get("full_every")
    must_be("full_every", full_every, timedelta, type(None), write="write timedelta(days=7), or None for never")
    if isinstance(full_every, timedelta) and full_every <= timedelta(0):
        raise UsageError("full_every is not a length of time; write timedelta(days=7), or None for never.")
    if options.get("limit") is not None:
        must_be_whole("limit", options["limit"], 1, _LARGEST_PAGE)
    must_be("name", options.get("name", ""), str, write="give a text, a name of yours")
    if "clock" in options:
        must_be_function("clock", options["clock"], write="give a function that returns seconds, as time.time")


def must_be_whole(name: str, given: object, least: int, most: int | None = None) -> None:
    """Raise UsageError for what is not a whole number in this range."""
    if not isinstance(given, int) or isinstance(given, bool) or given < least or (most is not None and given > most):
        upwards = "or more" if most is None else f"to {most}"
        raise UsageError(f"{name} is {given!r:.60}; give a whole number, {least} {upwards}.")
