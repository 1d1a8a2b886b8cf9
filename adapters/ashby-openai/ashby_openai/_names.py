"""Names of tools as servers write them: with a chat template's namespace or marks, in another case, several times."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["recognized"]

# What chat templates put around a name, and nobody calls a tool of their own: functions.NAME, functions.NAME:0,
# default_api.NAME, NAME<|channel|>commentary.
_AROUND = re.compile(r"(?:functions?|tools?|default_api)[.:/](.+?)(?::\d+)?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[_.:/\-\s]+")
_LONGEST = 10_000


def recognized(name: str, ours: Collection[str]) -> str:
    """The one of `ours` that a name means; the name itself where none is meant for certain.

    Servers that stream the name with each part of a call make clients join it several times. A namespace that an
    application may have given, such as `mcp__server__`, makes it another tool.
    """
    if name in ours or len(name) > _LONGEST:
        return name
    bare = name.partition("<|")[0].strip()
    around = _AROUND.fullmatch(bare)
    folded = _folded(around[1] if around else bare)
    meant = [it for it in ours if _repeats(folded, _folded(it))]
    return meant[0] if len(meant) == 1 else name


def _repeats(said: str, name: str) -> bool:
    return bool(name) and bool(said) and said == name * (len(said) // len(name))


def _folded(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()
