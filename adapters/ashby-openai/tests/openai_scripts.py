"""Responses as the OpenAI SDK makes them, of both APIs, for scripts that need no provider."""

from __future__ import annotations

import itertools
import json

from openai.types.chat import ChatCompletion
from openai.types.responses import Response

_IDS = itertools.count(1)


def response(*calls, first=None):
    """A Response with these (tool, arguments) calls; arguments may be text."""
    number = next(_IDS) if first is None else first
    return Response.model_validate(
        {
            "id": f"resp_{number}",
            "created_at": 0,
            "model": "scripted",
            "object": "response",
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "output": [
                {"type": "reasoning", "id": f"rs_{number}", "summary": []},
                *(
                    {
                        "type": "function_call",
                        "id": f"fc_{number}_{place}",
                        "call_id": f"call_{number}_{place}",
                        "name": name,
                        "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments),
                        "status": "completed",
                    }
                    for place, (name, arguments) in enumerate(calls)
                ),
            ],
        }
    )


def completion(*calls, first=None, choices=1):
    """A ChatCompletion with these calls."""
    number = next(_IDS) if first is None else first
    message = {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": f"call_{number}_{place}",
                "type": "function",
                "function": {
                    "name": name,
                    "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments),
                },
            }
            for place, (name, arguments) in enumerate(calls)
        ],
    }
    return ChatCompletion.model_validate(
        {
            "id": f"chatcmpl_{number}",
            "created": 0,
            "model": "scripted",
            "object": "chat.completion",
            "choices": [{"index": n, "finish_reason": "tool_calls", "message": message} for n in range(choices)],
        }
    )
