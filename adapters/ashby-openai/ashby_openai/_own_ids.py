"""OwnCallIds: a model of openai-agents over a server whose call ids repeat or are missing."""

from __future__ import annotations

import collections
import uuid
from collections.abc import AsyncIterator
from typing import Any

from agents import Model, ModelResponse
from agents.items import TResponseStreamEvent

__all__ = ["OwnCallIds"]

_CALL = "function_call"


class OwnCallIds(Model):
    """Gives each function call of `model` its own id, before openai-agents sees it.

    openai-agents ends a run in which a call has no id or one that another call has, and leaves out a call that was
    made before under the same id. Servers that speak OpenAI's API repeat ids all the same. The conversation that is
    sent back has the new ids in calls and outputs alike. Not for conversations that the server keeps
    (`previous_response_id`, `conversation_id`): there the server's own ids count.
    """

    def __init__(self, model: Model) -> None:
        self.model = model

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """The model's answer with new call ids."""
        made = await self.model.get_response(*args, **kwargs)
        for item in made.output:
            if getattr(item, "type", None) == _CALL:
                _name(item, _new())
        return made

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """As get_response, streamed: a call is the place in the answer, so it has one id in all events."""
        ids: collections.defaultdict[int, str] = collections.defaultdict(_new)
        async for event in self.model.stream_response(*args, **kwargs):
            item, response = getattr(event, "item", None), getattr(event, "response", None)
            if getattr(item, "type", None) == _CALL:
                _name(item, ids[getattr(event, "output_index", 0)])
            for place, made in enumerate(getattr(response, "output", ())):
                if made.type == _CALL:
                    _name(made, ids[place])
            yield event

    async def close(self) -> None:
        """Close the model."""
        await self.model.close()


def _new() -> str:
    return f"call_{uuid.uuid4().hex}"


def _name(item: Any, call_id: str) -> None:
    item.call_id = call_id
