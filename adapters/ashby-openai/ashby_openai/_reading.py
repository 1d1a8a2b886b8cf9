"""Reading calls from the responses of the OpenAI APIs, SDK objects and plain dicts alike, and writing their outputs.

`openai` is not imported: everything is read by its documented names. Servers that speak the same API differ in what
they leave out, so nothing is taken for granted but the place of a call.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from ashby_agent_tools import Json
from ashby_agent_tools.errors import UsageError
from ashby_openai._arguments import readable

Api = Literal["responses", "chat"]


@dataclasses.dataclass(frozen=True, slots=True)
class FunctionCall:
    """One function call of a model. `call_id`: as it came, null included; it labels the output and tells nothing else.

    `name`: empty where the server gave none. `caller`: who made it, where the Responses API says so.
    """

    call_id: str | None
    name: str
    arguments: str
    caller: Json = None

    @property
    def by_a_program(self) -> bool:
        """Whether a program that the model wrote made it; one that is not known is not trusted."""
        return self.caller is not None and not (isinstance(self.caller, dict) and self.caller.get("type") == "direct")


@dataclasses.dataclass(frozen=True, slots=True)
class RequestedCalls:
    """What a response asks for. `id`: the response's own with the time it was made; empty where it has none.

    `others`: ids of calls that are not function calls and that the application has to answer.
    """

    api: Api
    id: str
    calls: tuple[FunctionCall, ...]
    others: tuple[str, ...] = ()


def read(response: object) -> RequestedCalls:
    """The calls of a Response, a ChatCompletion, one of its messages, or a list of output items.

    Of a list of items that goes on from earlier ones, calls with their output behind them are answered already.
    Raises UsageError for anything else, other forms of calls among them, and for several choices, of which only one
    can be answered.
    """
    if isinstance(response, list):
        return _of_items("", response)
    if (items := _get(response, "output")) is not None:
        return _of_items(_identity(response, "created_at"), _listed(items, "output"))
    if (choices := _get(response, "choices")) is not None:
        if len(_listed(choices, "choices")) != 1:
            raise UsageError(f"There are {len(choices)} choices; pass one message, such as choices[0].message.")
        return _of_message(_identity(response, "created"), _get(choices[0], "message"))
    if _get(response, "role") == "assistant":
        return _of_message("", response)
    raise UsageError(
        f"run takes a Response, a ChatCompletion, an assistant message or a list of output items, not "
        f"{type(response).__name__}."
    )


@dataclasses.dataclass(frozen=True, slots=True)
class ToolSearch:
    """A model's search for tools that the application answers."""

    call_id: str
    query: str


def searches(response: object) -> list[ToolSearch]:
    """The searches for tools that a response leaves to the application, and that have no answer beside them."""
    items = response if isinstance(response, list) else _get(response, "output")
    if not isinstance(items, list | tuple):
        raise UsageError(f"found takes a Response or a list of output items, not {type(response).__name__}.")
    waiting = [it for it in items if _get(it, "type") == "tool_search_call" and _get(it, "execution") == "client"]
    return [
        ToolSearch(call_id, _query(_get(it, "arguments")))
        for it in waiting
        for call_id in [_label(_get(it, "call_id"))]
        if call_id is not None and _waits(it, items)
    ]


def _query(arguments: Json) -> str:
    """What is searched for, of arguments as an object or as its JSON text."""
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            return ""
    query = arguments.get("query") if isinstance(arguments, Mapping) else None
    return query if isinstance(query, str) else ""


def write(api: Api, asked: FunctionCall, text: str) -> dict[str, Json]:
    """The output of one call, as the next request takes it."""
    if api == "chat":
        return {"role": "tool", "tool_call_id": asked.call_id, "content": text}
    output = {"type": "function_call_output", "call_id": asked.call_id, "output": text}
    return output if asked.caller is None else {**output, "caller": asked.caller}


def _identity(response: object, time: str) -> str:
    own = _label(_get(response, "id"))
    return f"{own} {_label(_get(response, time))}" if own else ""


def _of_items(identity: str, items: Sequence[object]) -> RequestedCalls:
    calls, others = [], []
    answered = _answered(items)
    for place, item in enumerate(items):
        if _get(item, "tool_calls"):
            raise UsageError("This is a list of messages; run takes the newest one, with the calls to be made.")
        if _is_call(item) and place not in answered:
            calls.append(_asked(_get(item, "call_id"), item, _plain(_get(item, "caller"))))
        elif _waits(item, items):
            others.append(_label(_get(item, "call_id")) or _label(_get(item, "id")) or "")
    return RequestedCalls("responses", identity, tuple(calls), tuple(others))


def _is_call(item: object) -> bool:
    return _kind(item, ("name", "arguments"), "function_call") == "function_call"


def _answered(items: Sequence[object]) -> set[int]:
    """The places of the calls whose outputs are among the items. Ids repeat, so an output is of the call before it."""
    found, waiting = set[int](), dict[str | None, list[int]]()
    for place, item in enumerate(items):
        call_id = _label(_get(item, "call_id"))
        if _is_call(item):
            waiting.setdefault(call_id, []).append(place)
        elif _get(item, "type") == "function_call_output" and waiting.get(call_id):
            found.add(waiting[call_id].pop(0))
    return found


def _of_message(identity: str, message: object) -> RequestedCalls:
    _must_be_of_openai(message)
    calls, others = [], []
    for call in _listed(_get(message, "tool_calls") or (), "tool_calls"):
        if _kind(call, ("function",), "function") == "function":
            calls.append(_asked(_get(call, "id"), _get(call, "function") or call))
        else:
            others.append(_label(_get(call, "id")) or "")
    return RequestedCalls("chat", identity, tuple(calls), tuple(others))


def _must_be_of_openai(message: object) -> None:
    """Calls in another form must not vanish: nobody would make them, and nobody would say so. Beside ours they may."""
    if _get(message, "tool_calls"):
        return
    content = _get(message, "content")
    blocks = content if isinstance(content, list | tuple) else ()
    if any(_get(block, "type") in ("tool_use", "functionCall") for block in blocks):
        raise UsageError("This message calls tools in another provider's form; run takes those of the OpenAI APIs.")
    if _get(message, "function_call"):
        raise UsageError("This message has a function_call, which tools have replaced; define them as `tools`.")


def _asked(call_id: Json, function: object, caller: Json = None) -> FunctionCall:
    name = _get(function, "name")
    return FunctionCall(
        _label(call_id), name if isinstance(name, str) else "", readable(_get(function, "arguments")), caller
    )


def _label(given: Json) -> str | None:
    """An id or a time as text; None for what is neither text nor number, which nothing can be found by."""
    return str(given) if isinstance(given, str | int | float) else None


def _listed(given: Json, name: str) -> Sequence[object]:
    if not isinstance(given, list | tuple):
        raise UsageError(f"{name} is {type(given).__name__}, not a list; run takes a response as the API gave it.")
    return given


def _kind(item: object, has: Iterable[str], kind: str) -> str | None:
    """The type of an item; `kind` where the server left it out and the item has what such items have."""
    given = _label(_get(item, "type")) or None
    return kind if given is None and all(_get(item, name) is not None for name in has) else given


def _waits(item: object, items: Iterable[object]) -> bool:
    """Whether an item is a call that the application has to answer: custom tools, shells, approvals for MCP servers.

    What OpenAI runs by itself has no call id, or its output beside it.
    """
    kind, call_id = _label(_get(item, "type")) or "", _get(item, "call_id")
    if kind == "mcp_approval_request":
        return True
    if not kind.endswith("_call") or call_id is None:
        return False
    outputs = (f"{kind}_output", f"{kind.removesuffix('_call')}_output")  # of a search it is tool_search_output
    return all(_get(it, "type") not in outputs or _get(it, "call_id") != call_id for it in items)


def _get(thing: object, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _plain(thing: Any) -> Json:
    """An SDK object as JSON; what is JSON already as it is; None for what cannot be written as JSON."""
    made = thing.model_dump(mode="json", exclude_none=True) if hasattr(thing, "model_dump") else thing
    try:
        json.dumps(made, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return made
