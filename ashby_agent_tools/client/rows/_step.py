"""Step: one request of a script, for the caller's own call or for a look-up."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Mapping
from typing import TypeAlias, TypeVar

from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.deadline import Deadline
from ashby_agent_tools.operations.base import JsonObject, Operation

__all__ = ["Script", "Step"]

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """Send `operation`, with `body` in place of its own where there is one.

    `call`: whose answer it is; None for a look-up. `echoes`: what stands in for an argument, with what it stands for:
    an answer that repeats it is read as if it repeated the argument. `deadline`: that of all steps of a call.
    """

    operation: Operation
    call: Call | None = None
    body: JsonObject | None = None
    echoes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    deadline: Deadline | None = None


Script: TypeAlias = Generator[Step, Result, T]
