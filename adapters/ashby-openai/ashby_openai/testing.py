"""ScriptedModel: a model of openai-agents that plays a script, for tests and demonstrations without a provider."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeAlias

from agents import AgentOutputSchemaBase, Handoff, Model, ModelResponse, ModelSettings, ModelTracing, Usage
from agents import Tool as AgentTool
from agents.items import TResponseInputItem, TResponseStreamEvent
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputText,
)

__all__ = ["Calls", "Say", "ScriptStep", "ScriptedModel"]

Calls: TypeAlias = Sequence[tuple[str, dict[str, Any]]]
Say: TypeAlias = str | Calls
ScriptStep: TypeAlias = Say | Callable[[list[Any]], Say]


class ScriptedModel(Model):
    """Plays `steps`: a text, a list of (tool, arguments) to call, or a function from the input so far to either.

    `heard` is the input of the last step. Step n answers a conversation in which the model has spoken n times, so a
    run goes on in another process. Raises ValueError when the script is over, or calls a tool the agent lacks.
    """

    def __init__(self, steps: Sequence[ScriptStep]) -> None:
        self.steps = steps
        self.heard: list[Any] = []

    async def get_response(
        self,
        system_instructions: str | None,  # noqa: ARG002  (the signature is openai-agents')
        input: str | list[TResponseInputItem],  # noqa: A002
        model_settings: ModelSettings,  # noqa: ARG002
        tools: list[AgentTool],
        output_schema: AgentOutputSchemaBase | None,  # noqa: ARG002
        handoffs: list[Handoff],  # noqa: ARG002
        tracing: ModelTracing,  # noqa: ARG002
        **_: Any,
    ) -> ModelResponse:
        """The next step of the script."""
        self.heard = [{"role": "user", "content": input}] if isinstance(input, str) else list(input)
        spoken = _turns_of_the_model(self.heard)
        if spoken >= len(self.steps):
            raise ValueError(f"The script has {len(self.steps)} steps, and all were played.")
        step = self.steps[spoken]
        said = step(self.heard) if callable(step) else step
        return ModelResponse(
            output=_items(said, spoken, {tool.name for tool in tools}), usage=Usage(), response_id=None
        )

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """The next step of the script, each item in one piece."""
        made = await self.get_response(*args, **kwargs)
        for number, item in enumerate(made.output):
            yield ResponseOutputItemDoneEvent(
                type="response.output_item.done", item=item, output_index=number, sequence_number=number
            )
        whole = Response(
            id=f"resp_{_turns_of_the_model(self.heard)}",
            created_at=0,
            model="scripted",
            object="response",
            output=made.output,
            parallel_tool_calls=True,
            tool_choice="auto",
            tools=[],
        )
        yield ResponseCompletedEvent(type="response.completed", response=whole, sequence_number=len(made.output))


def _turns_of_the_model(heard: list[Any]) -> int:
    """Runs of items that the model made, each ended by what others said."""
    mine = [item.get("type") == "function_call" or item.get("role") == "assistant" for item in heard]
    return sum(now and not before for before, now in zip([False, *mine], mine, strict=False))


def _items(said: Say, spoken: int, known: set[str]) -> list[Any]:
    if isinstance(said, str):
        text = ResponseOutputText(type="output_text", text=said, annotations=[])
        return [
            ResponseOutputMessage(
                id=f"msg_{spoken}", type="message", role="assistant", status="completed", content=[text]
            )
        ]
    for name, _ in said:
        if name not in known:
            raise ValueError(f"The script calls {name}, which is not among the agent's tools.")
    return [
        ResponseFunctionToolCall(
            type="function_call", call_id=f"call_{spoken}_{place}", name=name, arguments=json.dumps(arguments)
        )
        for place, (name, arguments) in enumerate(said)
    ]
