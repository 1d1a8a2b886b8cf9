"""Stands in for `anthropic.Anthropic` on a page: it checks what it is sent, and plays two calls and a last word."""

from __future__ import annotations

from typing import Any

from anthropic.types import Message, ToolParam
from pydantic import TypeAdapter

__all__ = ["ScriptedAnthropic"]

_CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ashby_job_pipeline", {"job": "Staff Engineer"}),
    ("ashby_reject", {"candidate": "Priya Raman", "job": "Account Executive", "reason": "timing"}),
)


class ScriptedAnthropic:
    """Takes what the SDK's own types say; its last word repeats the results that it was sent."""

    def __init__(self) -> None:
        self.messages = self

    def create(self, *, tools: list[Any], messages: list[Any], **_: Any) -> Message:
        """A message as the API answers it."""
        TypeAdapter(list[ToolParam]).validate_python(tools)
        if len(messages) == 1:
            content = [
                {"type": "tool_use", "id": f"toolu_{place}", "name": name, "input": given}
                for place, (name, given) in enumerate(_CALLS)
            ]
        else:
            results = messages[-1]["content"]
            assert [result["tool_use_id"] for result in results] == ["toolu_0", "toolu_1"]
            content = [{"type": "text", "text": " ".join(f"{it['is_error']} {it['content']}" for it in results)}]
        return Message.model_validate(
            {
                "id": "msg_1",
                "type": "message",
                "role": "assistant",
                "model": "scripted",
                "content": content,
                "stop_reason": "tool_use" if len(messages) == 1 else "end_turn",
                "usage": {"input_tokens": 1, "output_tokens": 1},
            }
        )
