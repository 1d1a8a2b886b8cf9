"""What plays the model where there is none: three sentences that it understands, from real answers of the tools."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import BaseMessage, ToolMessage

from langchain_ashby import ScriptedModel

CAN = "I play a script. I know: 'Reject NAME for JOB', 'Who is at JOB?', 'Remember: ...', 'What do you remember?'"


def scripted_model() -> ScriptedModel:
    """A model that answers each message for itself; ASHBY_AGENT_MODEL puts a real one in its place."""
    return ScriptedModel(steps=[answer] * 1_000)


def answer(messages: Sequence[BaseMessage]) -> str | list[tuple[str, dict[str, Any]]]:
    """The next call, or what the last one came to."""
    last = messages[-1]
    if isinstance(last, ToolMessage):
        return last.text if len(last.text) < 200 else "Done. What Ashby says stands above."
    said = last.text.strip()
    if found := re.fullmatch(r"Reject (.+) for (.+)", said):
        return [("ashby_reject", {"candidate": found[1], "job": found[2].rstrip("."), "reason": "timing"})]
    if found := re.fullmatch(r"Who is at (.+)\?", said):
        return [("ashby_job_pipeline", {"job": found[1]})]
    if found := re.fullmatch(r"Remember: (.+)", said):
        return [("remember", {"text": found[1]})]
    if said == "What do you remember?":
        return messages[0].text.partition("asked you to remember:")[2].strip()
    return CAN
