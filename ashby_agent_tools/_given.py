"""What somebody gave: an object of the wrong kind is told at once, with what to write in its place."""

from __future__ import annotations

from ashby_agent_tools.errors import UsageError

__all__ = ["must_be", "must_be_function", "must_be_seconds", "said"]


def must_be(name: str, value: object, *kinds: type, write: str) -> None:
    """Raise UsageError for what is of none of the kinds: a truth is not a number, and a class is no instance of it."""
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise UsageError(f"{name} is {said(value)}; {write}.")


def must_be_function(name: str, value: object, *, write: str) -> None:
    """Raise UsageError for what cannot be called; a class that was given in place of one of its objects cannot."""
    if not callable(value) or isinstance(value, type):
        raise UsageError(f"{name} is {said(value)}; {write}.")


def must_be_seconds(name: str, value: object) -> None:
    """Raise UsageError for what is no length of time: a number of seconds above 0, infinity too."""
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else 0
    if not number > 0:
        shown = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else said(value)
        raise UsageError(f"{name} is {shown}; give a number of seconds above 0.")


def said(value: object) -> str:
    """What somebody gave, without what it holds: a key could be in it."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    kind = type(value).__name__
    return f"{'an' if kind[:1] in 'AEIOUaeiou' else 'a'} {kind}"
