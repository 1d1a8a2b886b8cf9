"""Reading calls out of what the OpenAI APIs answer, SDK objects and plain dicts alike, and writing their outputs.

`openai` is not imported: everything is read by its documented names.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from ashby_agent_tools.errors import UsageError

Json = Any  # a JSON value
Api = Literal["responses", "chat"]


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """One function call of a model, as it came. `caller`: who made it, where the Responses API says so."""

    call_id: str
    name: str
    arguments: str
    caller: Json = None


def read(response: object) -> tuple[Api, list[Asked]]:
    """The function calls of a Response, a ChatCompletion, one of its messages, or a list of output items.

    Raises UsageError for anything else, and for several choices, of which only one can be answered.
    """
    if isinstance(response, list):
        return "responses", _of_items(response)
    if (items := _get(response, "output")) is not None:
        return "responses", _of_items(items)
    if (choices := _get(response, "choices")) is not None:
        if len(choices) != 1:
            raise UsageError(f"There are {len(choices)} choices; hand over one message, such as choices[0].message.")
        return "chat", _of_message(_get(choices[0], "message"))
    if _get(response, "role") == "assistant":
        return "chat", _of_message(response)
    raise UsageError(
        f"run takes a Response, a ChatCompletion, an assistant message or a list of output items, not "
        f"{type(response).__name__}."
    )


def write(api: Api, asked: Asked, text: str) -> dict[str, Json]:
    """The output of one call, as the next request takes it."""
    if api == "chat":
        return {"role": "tool", "tool_call_id": asked.call_id, "content": text}
    output = {"type": "function_call_output", "call_id": asked.call_id, "output": text}
    return output if asked.caller is None else {**output, "caller": asked.caller}


def _of_items(items: Iterable[object]) -> list[Asked]:
    return [
        Asked(_get(item, "call_id"), _get(item, "name"), _get(item, "arguments"), _plain(_get(item, "caller")))
        for item in items
        if _get(item, "type") == "function_call"
    ]


def _of_message(message: object) -> list[Asked]:
    return [
        Asked(_get(call, "id"), _get(_get(call, "function"), "name"), _get(_get(call, "function"), "arguments"))
        for call in _get(message, "tool_calls") or ()
        if _get(call, "type") == "function"
    ]


def _get(thing: object, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _plain(thing: Any) -> Json:
    """An SDK object as JSON; what is JSON already as it is."""
    return thing.model_dump(mode="json", exclude_none=True) if hasattr(thing, "model_dump") else thing
