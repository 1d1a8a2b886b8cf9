"""ScriptedModel: a chat model that plays a script, for tests and demonstrations without a provider."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

__all__ = ["Calls", "Say", "ScriptStep", "ScriptedModel"]

Calls = Sequence[tuple[str, dict[str, Any]]]
Say = str | Calls | AIMessage
ScriptStep = Say | Callable[[list[BaseMessage]], Say]


class ScriptedModel(BaseChatModel):
    """Plays `steps`: the step number n answers a conversation in which the model has spoken n times.

    A step is a text, a list of (tool, arguments) to call, an AIMessage, or a function that makes one of these from
    the messages so far, so that a script can read ids from the tools' real answers. The model keeps no state of its
    own: a conversation goes on in another process, and several threads may share one model.
    Raises ValueError when the script is over, or when it calls a tool that was not bound.
    """

    steps: Sequence[Any]
    bound: frozenset[str] | None = None

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        **_: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The same model, knowing which tools it may call."""
        names = frozenset(convert_to_openai_tool(tool)["function"]["name"] for tool in tools)
        return self.model_copy(update={"bound": names})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002  (the signature is LangChain's)
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **_: Any,
    ) -> ChatResult:
        spoken = sum(isinstance(message, AIMessage) for message in messages)
        if spoken >= len(self.steps):
            raise ValueError(f"The script has {len(self.steps)} steps, and all were played.")
        step = self.steps[spoken]
        message = self._message(step(messages) if callable(step) else step, spoken)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _message(self, said: Say, spoken: int) -> AIMessage:
        if isinstance(said, AIMessage):
            return said
        if isinstance(said, str):
            return AIMessage(content=said)
        for name, _ in said:
            if self.bound is not None and name not in self.bound:
                raise ValueError(f"The script calls {name}, which is not among the model's tools.")
        calls = [
            {"name": name, "args": arguments, "id": f"call_{spoken}_{number}", "type": "tool_call"}
            for number, (name, arguments) in enumerate(said)
        ]
        return AIMessage(content="", tool_calls=calls)
