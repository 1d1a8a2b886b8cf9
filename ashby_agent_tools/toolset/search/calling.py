"""The two tools of search mode as a model sees them, and what a call by name stands for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from operator import or_

from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.arguments import taken
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.risk import READ
from ashby_agent_tools.toolset.tool import Tool

__all__ = ["CALL", "FIND", "opened", "search_tools"]

_LONGEST = 200  # of a name, in a message
FIND, CALL = "ashby_find_tools", "ashby_call"


def search_tools(operations: Iterable[type[Operation]], named: Callable[[str], type[Operation] | None]) -> list[Tool]:
    """Finding, and calling what was found; what is said of the latter beforehand is true of the worst operation."""
    from ashby_agent_tools.operations.builtin import CallTool, FindTools  # noqa: PLC0415  (nothing else needs them at import)

    worst = functools.reduce(or_, (operation.spec.worst for operation in operations), READ)
    return [Tool(FIND, FindTools), Tool(CALL, CallTool, worst=worst, named=named)]


def opened(name: str, arguments: Mapping[str, Json] | str) -> tuple[str, Mapping[str, Json]]:
    """The tool that a call names, and its arguments. Raises InvalidArguments, for a model to read."""
    given = taken(name, arguments)
    called, inner = given.pop("name", None), given.pop("arguments", {})
    if given:
        raise InvalidArguments(
            f"{name}: put {min(given)!r} and everything else that the operation takes into `arguments`. "
            "Nothing was sent."
        )
    if not isinstance(called, str) or not called.strip():
        raise InvalidArguments(f"{name}: name is required, a tool's name as {FIND} gave it. Nothing was sent.")
    if called == name:
        raise InvalidArguments(f"{name} does not call itself; name an operation. Nothing was sent.")
    return called, {} if inner is None else taken(called[:_LONGEST], inner)
