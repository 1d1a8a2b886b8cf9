"""OwnCallIds: a model of openai-agents over a server whose call ids repeat or are missing, and whose names are odd."""

from __future__ import annotations

import collections
import uuid
from collections.abc import AsyncIterator
from typing import Any

from agents import Model, ModelResponse
from agents.items import TResponseStreamEvent

from ashby_openai._names import recognized

__all__ = ["OwnCallIds"]

_CALL = "function_call"


class OwnCallIds(Model):
    """Gives each function call of `model` its own id and the name of the tool that it means, before others see it.

    openai-agents ends a run in which a call has no id, one that another call has, or the name of no tool, and leaves
    out a call that was made before under the same id. Servers that speak OpenAI's API repeat ids all the same, and
    write `functions.NAME`. The conversation that is sent back has the new ids in calls and outputs alike. Not for
    conversations that the server keeps (`previous_response_id`, `conversation_id`): there the server's own ids count.
    """

    def __init__(self, model: Model) -> None:
        self.model = model

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """The model's answer with new call ids."""
        made, tools = await self.model.get_response(*args, **kwargs), _tools(args, kwargs)
        for item in made.output:
            if getattr(item, "type", None) == _CALL:
                _name(item, _new(), tools)
        return made

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """As get_response, streamed: a call is the place in the answer, so it has one id in all events."""
        ids: collections.defaultdict[int, str] = collections.defaultdict(_new)
        tools = _tools(args, kwargs)
        async for event in self.model.stream_response(*args, **kwargs):
            item, response = getattr(event, "item", None), getattr(event, "response", None)
            if getattr(item, "type", None) == _CALL:
                _name(item, ids[getattr(event, "output_index", 0)], tools)
            for place, made in enumerate(getattr(response, "output", ())):
                if made.type == _CALL:
                    _name(made, ids[place], tools)
            yield event

    async def close(self) -> None:
        """Close the model."""
        await self.model.close()


def _new() -> str:
    return f"call_{uuid.uuid4().hex}"


def _tools(args: tuple[Any, ...], kwargs: dict[str, Any]) -> set[str]:
    """The names of the tools that the model is given, which openai-agents passes in the fourth place or by name."""
    given = kwargs.get("tools", args[3] if len(args) > 3 else ())  # noqa: PLR2004
    return {tool.name for tool in given}


def _name(item: Any, call_id: str, tools: set[str]) -> None:
    item.call_id, item.name = call_id, recognized(item.name, tools)
