"""The calls of one response that wait together: recorded as one batch, with one text about all of them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from ashby_agent_tools import Call, Session
from ashby_agent_tools.errors import ToolError
from ashby_openai._steps import CallState

__all__ = ["text_about", "to_ask"]


def to_ask(session: Session, steps: Sequence[CallState]) -> list[Call]:
    """Of calls that are about to be made, those that a person has to be asked about; none where it is one alone."""
    if len(steps) <= 1 or session.approver is not None:
        return []
    calls = []
    for step in steps:
        with contextlib.suppress(ToolError):  # said where the call is made
            call = session.prepare(step.asked.name, step.asked.arguments, call_id=step.key)
            if session.asks_a_person(call) and not (step.asked.by_a_program or session.asked(call)):
                calls.append(call)
    return calls if len(calls) > 1 else []


def text_about(session: Session, steps: Sequence[CallState]) -> str:
    """One text about the questions that wait, where there are several; each has its own words all the same."""
    waiting = [(step, step.call) for step in steps if step.call is not None]
    text = ""
    if len(waiting) > 1 and all(call.fingerprint in session.asked(call) for _, call in waiting):
        with contextlib.suppress(ToolError):  # the store went away
            text = session.batch([call for _, call in waiting]).text
    notes = [f"Line {number}: {step.note}" for number, (step, _) in enumerate(waiting, 1) if step.note]
    return "\n".join([*notes, text]) if text else ""
