"""AshbyTool: one operation of Ashby as a LangChain tool."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, InjectedToolArg, ToolException
from langgraph.errors import GraphInterrupt
from langgraph.prebuilt import ToolRuntime
from pydantic import BaseModel, ConfigDict, PrivateAttr

from ashby_agent_tools import Call, Conversations, Result, Session, Tool
from ashby_agent_tools.errors import ToolError
from langchain_ashby._dialogue import Dialogue, Json, who
from langchain_ashby._place import Runtime, place_of, thread_of

__all__ = ["Artifact", "AshbyTool"]

Artifact = Literal["reference", "data"]


class _Injected(BaseModel):
    """What ToolNode looks at to see that it should hand over its runtime; the arguments are checked by the core."""

    model_config = ConfigDict(extra="allow")

    runtime: Any = None


class AshbyTool(BaseTool):
    """One operation of Ashby. Made by `AshbyToolkit.get_tools`.

    The message is finished text within the token budget; the artifact is a reference to the whole result, for
    `AshbyToolkit.data`. `metadata` has the four hints of the Model Context Protocol. What Ashby, a policy or a person
    refuses becomes a message with status "error". A call that needs a person's yes pauses the graph.
    """

    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: Any = True
    artifact: Artifact = "reference"
    _conversations: Conversations = PrivateAttr()

    @classmethod
    def of(
        cls, tool: Tool, conversations: Conversations, *, artifact: Artifact, extras: Mapping[str, Json] | None
    ) -> AshbyTool:
        """A tool that works in the conversations of a toolkit."""
        made = cls(
            name=tool.name,
            description=tool.description,
            args_schema=tool.schema,
            metadata=dict(tool.hints),
            extras=dict(extras) if extras else None,
            artifact=artifact,
        )
        made._conversations = conversations
        return made

    def get_input_schema(self, config: RunnableConfig | None = None) -> type[BaseModel]:  # noqa: ARG002
        """Accepts any arguments: they are checked where they are prepared, and a model can read what is wrong."""
        return _Injected

    def _to_args_and_kwargs(
        self, tool_input: str | dict[str, Any], tool_call_id: str | None
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Keep the arguments in one piece: a parameter may be called `from` or `config`."""
        runtime = None
        if isinstance(tool_input, dict) and isinstance(tool_input.get("runtime"), ToolRuntime):
            runtime = tool_input["runtime"]
            tool_input = {name: value for name, value in tool_input.items() if name != "runtime"}
        return (tool_input,), {"tool_call_id": tool_call_id, "runtime": runtime}

    def _run(
        self,
        arguments: dict[str, Any] | str,
        *,
        config: RunnableConfig,
        tool_call_id: str | None = None,
        runtime: Annotated[Any, InjectedToolArg] = None,
    ) -> tuple[str, dict[str, Json]]:
        """Make the call; returns text and artifact."""
        session = self._conversations.session(thread_of(config))
        with _for_the_model():
            if session.approver is not None:
                return self._packed(session.run(self.name, arguments))
            call = session.prepare(self.name, arguments, call_id=tool_call_id)
            if not call.needs_approval:
                return self._packed(session.execute(call))
            dialogue = _dialogue(session, call, config, runtime)
            try:
                decision = dialogue.decision()
            except GraphInterrupt:
                dialogue.pose(session.question(dialogue.call))
                raise
            return self._packed(session.execute(dialogue.call, decision=decision))

    async def _arun(
        self,
        arguments: dict[str, Any] | str,
        *,
        config: RunnableConfig,
        tool_call_id: str | None = None,
        runtime: Annotated[Any, InjectedToolArg] = None,
    ) -> tuple[str, dict[str, Json]]:
        """As _run, awaited."""
        session = self._conversations.session(thread_of(config))
        with _for_the_model():
            if session.approver is not None:
                return self._packed(await session.arun(self.name, arguments))
            call = session.prepare(self.name, arguments, call_id=tool_call_id)
            if not call.needs_approval:
                return self._packed(await session.aexecute(call))
            dialogue = _dialogue(session, call, config, runtime)
            try:
                decision = dialogue.decision()
            except GraphInterrupt:
                dialogue.pose(await session.aquestion(dialogue.call))
                raise
            return self._packed(await session.aexecute(dialogue.call, decision=decision))

    def _packed(self, result: Result) -> tuple[str, dict[str, Json]]:
        data = result.data
        reference: dict[str, Json] = {
            "ref": result.ref,
            "tool": self.name,
            "records": len(data) if isinstance(data, list) else int(data is not None),
            "fingerprint": result.call.fingerprint,
        }
        return result.text, {**reference, "data": data} if self.artifact == "data" else reference


@contextlib.contextmanager
def _for_the_model() -> Iterator[None]:
    """LangChain shows a model ToolExceptions only; anything else ends the agent's run."""
    try:
        yield
    except ToolError as error:
        raise ToolException(str(error)) from error


def _dialogue(session: Session, call: Call, config: RunnableConfig, runtime: Runtime | None) -> Dialogue:
    return Dialogue(session, call, place=place_of(call.tool, config, runtime), by=who(config))
