"""The question in words: which reads make it readable, and the sentence a person answers. Both are pure.

`needs(call)` names the reads; the session does the reading. `sentence(call, answers)` words the question from what
was found; what could not be looked up is None, and the sentence says so and shows the ids.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from ashby_agent_tools.call import Call
from ashby_agent_tools.operation import Json, Operation

__all__ = ["Answers", "needs", "sentence"]

Answers = Mapping[str, Json]
Needs = Callable[[Call], Mapping[str, Operation]]
Words = Callable[[Call, Answers], str]


def needs(call: Call) -> Mapping[str, Operation]:
    """The reads that make this call's question readable, by a name of their own."""
    return {}


def sentence(call: Call, answers: Answers) -> str:
    """What will happen, for the person who is asked."""
    arguments = ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in call.arguments.items())
    reasons = "; ".join(call.risk.reasons)
    return f"{call.endpoint} ({call.risk.effect}) with {arguments or 'no arguments'}." + (
        f" {reasons}." if reasons else ""
    )
