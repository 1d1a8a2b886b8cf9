"""Lines of a TOML file: on which one a key stands, so that what is wrong with it is told where a person looks."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

__all__ = ["line_of"]

_NOT_THERE = object()


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line, counted from 1, on which the value at `path` begins; that of its table where it is not there itself.

    A number in the path is a place in an array of tables, from 0. 0 where not even the first name is there, and for
    what is no TOML. The lines are found by reading ever longer beginnings of the text, so every way of writing a key
    is known here that TOML knows.
    """
    lines = text.splitlines()
    for end in range(len(path), 0, -1):
        if _read(lines, len(lines), path[:end]) is not _NOT_THERE:
            return _first(lines, path[:end])
    return 0


def _first(lines: list[str], path: Sequence[str | int]) -> int:
    low, high = 0, len(lines)  # not there within `low` lines, there within `high`
    while high - low > 1:
        middle = (low + high) // 2
        whole = middle
        while whole > low and _parsed(lines, whole) is None:
            whole -= 1  # within a value of several lines
        if whole == low:
            low, high = _within_one_value(lines, low, middle, high, path)
        elif _read(lines, whole, path) is _NOT_THERE:
            low = whole
        else:
            high = whole
    return low + 1


def _within_one_value(lines: list[str], low: int, middle: int, high: int, path: Sequence[str | int]) -> tuple[int, int]:
    """The limits again where a value goes on from `low` beyond `middle`: it is this one, or ends before the next."""
    end = middle + 1
    while end < high and _parsed(lines, end) is None:
        end += 1
    there = _read(lines, end, path) is not _NOT_THERE
    return (low, low + 1) if there else (end, high)


def _parsed(lines: list[str], count: int) -> dict[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines[:count]) + "\n")
    except tomllib.TOMLDecodeError:
        return None


def _read(lines: list[str], count: int, path: Sequence[str | int]) -> object:
    node: Any = _parsed(lines, count)
    for name in path:
        try:
            node = node[name]
        except (LookupError, TypeError):
            return _NOT_THERE
    return node
