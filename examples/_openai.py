"""The OpenAI SDK's client: the real one, or one whose answers come from the script instead of from a server."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

import httpx2
from openai import OpenAI, OpenAIError

from ashby_agent_tools.errors import UsageError
from examples._company import Company
from examples._script import STEPS, Calls, Step

Json = dict[str, Any]


def sdk(company: Company, steps: Sequence[Step] = STEPS) -> tuple[OpenAI, str]:
    """A client of the SDK and the model to ask for. A real one reads OPENAI_API_KEY; else `steps` are played."""
    if company.model is not None:
        try:
            return OpenAI(), company.model.removeprefix("openai:")
        except OpenAIError as error:  # no key
            raise UsageError(str(error)) from error
    transport = httpx2.MockTransport(_Played(steps))
    return OpenAI(api_key="none", http_client=httpx2.Client(transport=transport)), "scripted"


class _Played:
    """Answers a request to either API with the next step of the script, in the form of that API."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = enumerate(steps)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        number, step = next(self._steps)
        if request.url.path.endswith("/responses"):
            said = step([item["output"] for item in body["input"] if item.get("type") == "function_call_output"])
            return httpx2.Response(200, json=_response(said, number))
        said = step([item["content"] for item in body["messages"] if item["role"] == "tool"])
        return httpx2.Response(200, json=_completion(said, number))


def _calls(said: Calls, number: int) -> Sequence[tuple[str, Json]]:
    """Each call with its own id."""
    names = ((f"call_{number}_{place}", name, arguments) for place, (name, arguments) in zip(itertools.count(), said))
    return [(call_id, {"name": name, "arguments": json.dumps(arguments)}) for call_id, name, arguments in names]


def _response(said: Calls | str, number: int) -> Json:
    if isinstance(said, str):
        content = [{"type": "output_text", "text": said, "annotations": []}]
        message = {"type": "message", "role": "assistant", "status": "completed", "content": content}
        output: list[Json] = [{"id": f"msg_{number}", **message}]
    else:
        output = [
            {"type": "function_call", "id": f"fc_{call_id}", "call_id": call_id, "status": "completed", **call}
            for call_id, call in _calls(said, number)
        ]
    shared = {"object": "response", "created_at": 0, "model": "scripted", "status": "completed", "tools": []}
    return {"id": f"resp_{number}", **shared, "tool_choice": "auto", "parallel_tool_calls": True, "output": output}


def _completion(said: Calls | str, number: int) -> Json:
    message: Json = {"role": "assistant", "content": said if isinstance(said, str) else None}
    if not isinstance(said, str):
        calls = _calls(said, number)
        message["tool_calls"] = [{"id": call_id, "type": "function", "function": call} for call_id, call in calls]
    choice = {"index": 0, "finish_reason": "stop" if isinstance(said, str) else "tool_calls", "message": message}
    shared = {"object": "chat.completion", "created": 0, "model": "scripted"}
    return {"id": f"chatcmpl_{number}", **shared, "choices": [choice]}
