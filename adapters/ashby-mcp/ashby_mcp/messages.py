"""What is known of a message that was handled, for metrics and logs: names that the server knows, and numbers."""

from __future__ import annotations

import dataclasses

__all__ = ["MessageFacts"]


@dataclasses.dataclass(frozen=True, slots=True)
class MessageFacts:
    """One message. `target`: the tool or prompt, empty where there is none that the server knows.

    `outcome`: ok, asked (a person has to answer first), tool_error, or what `error.type` of its span would be.
    `trace`: the trace it belongs to, in hexadecimal; empty where nobody traces.
    """

    method: str
    target: str
    outcome: str
    seconds: float
    trace: str = ""
