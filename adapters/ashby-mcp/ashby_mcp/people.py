"""People who have a token of their own: a file with a line for each, `"ada@example.com" = "a random token"`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ashby_agent_tools.errors import UsageError

__all__ = ["SHORTEST_TOKEN", "people_in"]

SHORTEST_TOKEN = 16


def people_in(path: Path) -> dict[str, str]:
    """The names and tokens of a file. Raises UsageError for what is none, or a token that is short or two people's."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The people {path} cannot be read ({type(error).__name__}).") from None
    for name, token in given.items():
        if not isinstance(token, str) or len(token) < SHORTEST_TOKEN or not name.strip() or not name.isprintable():
            raise UsageError(
                f'{path}: {name!r:.60} has no token of {SHORTEST_TOKEN} characters; write "name" = "a random token".'
            )
    if not given or len({*given.values()}) < len(given):
        raise UsageError(f"{path}: each person needs a token of their own, and at least one person has to be there.")
    return given
