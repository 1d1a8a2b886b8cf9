"""ScriptedLLM: a function-calling model that plays a script, for tests and demonstrations without a provider."""

from collections.abc import Callable, Sequence
from typing import Any

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseAsyncGen,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseAsyncGen,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
    ToolCallBlock,
)
from llama_index.core.llms.function_calling import FunctionCallingLLM
from llama_index.core.llms.llm import ToolSelection
from llama_index.core.tools import BaseTool

__all__ = ["Calls", "Say", "ScriptStep", "ScriptedLLM"]

Calls = Sequence[tuple[str, dict[str, Any]]]
Say = str | Calls
ScriptStep = Say | Callable[[Sequence[ChatMessage]], Say]


class ScriptedLLM(FunctionCallingLLM):
    """Plays `steps`: the step number n answers a conversation in which the model has spoken n times.

    A step is a text, a list of (tool, arguments) to call, or a function that makes one of these from the messages so
    far, so that a script can read ids from the tools' real answers. The model keeps no state of its own: a
    conversation goes on in another process, and several agents may share one model.
    Raises ValueError when the script is over, or when it calls a tool that the agent does not have.
    """

    steps: Sequence[Any]

    @classmethod
    def class_name(cls) -> str:
        """The framework's name of this class."""
        return "ScriptedLLM"

    @property
    def metadata(self) -> LLMMetadata:
        """A chat model with tools, and a window that no test fills."""
        return LLMMetadata(context_window=1_000_000, is_chat_model=True, is_function_calling_model=True)

    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """The next step of the script."""
        spoken = sum(message.role is MessageRole.ASSISTANT for message in messages)
        if spoken >= len(self.steps):
            raise ValueError(f"The script has {len(self.steps)} steps, and all were played.")
        step = self.steps[spoken]
        said: Say = step(messages) if callable(step) else step
        return ChatResponse(message=_message(said, spoken, kwargs.get("tools") or ()))

    async def achat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """As chat."""
        return self.chat(messages, **kwargs)

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        """As chat, in one piece."""
        response = self.chat(messages, **kwargs)
        return iter([response])  # type: ignore[return-value]  # a generator is asked for, an iterator does

    async def astream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseAsyncGen:
        """As chat, in one piece."""
        response = self.chat(messages, **kwargs)

        async def one() -> ChatResponseAsyncGen:
            yield response

        return one()

    def complete(self, *_: Any, **__: Any) -> CompletionResponse:
        """Not a part of any script."""
        raise ValueError("ScriptedLLM plays chats only.")

    async def acomplete(self, *_: Any, **__: Any) -> CompletionResponse:
        """Not a part of any script."""
        raise ValueError("ScriptedLLM plays chats only.")

    def stream_complete(self, *_: Any, **__: Any) -> CompletionResponseGen:
        """Not a part of any script."""
        raise ValueError("ScriptedLLM plays chats only.")

    async def astream_complete(self, *_: Any, **__: Any) -> CompletionResponseAsyncGen:
        """Not a part of any script."""
        raise ValueError("ScriptedLLM plays chats only.")

    def _prepare_chat_with_tools(
        self,
        tools: Sequence[BaseTool],
        user_msg: str | ChatMessage | None = None,
        chat_history: list[ChatMessage] | None = None,
        verbose: bool = False,  # noqa: ARG002, FBT001, FBT002  (the signature is LlamaIndex's)
        allow_parallel_tool_calls: bool = False,  # noqa: ARG002, FBT001, FBT002
        tool_required: bool = False,  # noqa: ARG002, FBT001, FBT002
        **_: Any,
    ) -> dict[str, Any]:
        messages = list(chat_history or ())
        if user_msg is not None:
            messages.append(ChatMessage(user_msg) if isinstance(user_msg, str) else user_msg)
        return {"messages": messages, "tools": [tool.metadata.get_name() for tool in tools]}

    def get_tool_calls_from_response(
        self,
        response: ChatResponse,
        error_on_no_tool_call: bool = True,  # noqa: ARG002, FBT001, FBT002  (the signature is LlamaIndex's)
        **_: Any,
    ) -> list[ToolSelection]:
        """The calls of a step."""
        return [
            ToolSelection(
                tool_id=block.tool_call_id or "",
                tool_name=block.tool_name,
                tool_kwargs=dict(block.tool_kwargs),  # type: ignore[arg-type]  # steps hold dicts
            )
            for block in response.message.blocks
            if isinstance(block, ToolCallBlock)
        ]


def _message(said: Say, spoken: int, tools: Sequence[str]) -> ChatMessage:
    if isinstance(said, str):
        return ChatMessage(said, role=MessageRole.ASSISTANT)
    for name, _ in said:
        if name not in tools:
            raise ValueError(f"The script calls {name}, which is not among the agent's tools.")
    blocks = [
        ToolCallBlock(tool_call_id=f"call_{spoken}_{number}", tool_name=name, tool_kwargs=arguments)
        for number, (name, arguments) in enumerate(said)
    ]
    return ChatMessage(role=MessageRole.ASSISTANT, blocks=blocks)
