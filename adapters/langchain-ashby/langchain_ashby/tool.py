"""AshbyTool: one operation of Ashby as a LangChain tool."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import Generator, Iterator, Mapping
from typing import Any, Literal, TypeAlias, TypeVar, cast

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, ToolException
from langgraph.errors import GraphInterrupt
from pydantic import BaseModel, ConfigDict, PrivateAttr

from ashby_agent_tools import Call, Conversations, Json, Question, Result, Session, Tool
from ashby_agent_tools.errors import ApprovalRequired, Declined, InvalidArguments, ToolError
from ashby_agent_tools.scripts import MethodStep, arun, run
from langchain_ashby._answers import Decider, asking
from langchain_ashby._attempts import Attempt, Attempts
from langchain_ashby._pause import Pause
from langchain_ashby._reviewed_call import stem_of
from langchain_ashby._strict import opened, strict_schema
from langchain_ashby._task import task_of, thread_of

__all__ = ["Artifact", "AshbyTool", "Asks"]

Artifact = Literal["reference", "data"]
Asks = Literal["interrupt", "middleware"]
T = TypeVar("T")
Steps: TypeAlias = Generator[MethodStep, Any, T]


class _Anything(BaseModel):
    """What LangChain checks arguments with before the core does."""

    model_config = ConfigDict(extra="allow")


class AshbyTool(BaseTool):
    """One operation of Ashby. Made by `AshbyToolkit.get_tools`.

    The message is finished text within the token budget; the artifact is a reference to the whole result, for
    `AshbyToolkit.data`. `metadata` has the four hints of the Model Context Protocol. What Ashby, a policy or a person
    refuses becomes a message with status "error". A call that needs a person's approval pauses the graph.
    """

    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: Any = True
    artifact: Artifact = "reference"
    asks: Asks = "interrupt"
    _tool: Tool = PrivateAttr()
    _conversations: Conversations = PrivateAttr()
    _attempts: Attempts = PrivateAttr()
    _own_schema: dict[str, Json] | None = PrivateAttr(default=None)  # where `args_schema` is the strict one

    @classmethod
    def of(
        cls,
        tool: Tool,
        conversations: Conversations,
        attempts: Attempts,
        *,
        artifact: Artifact,
        extras: Mapping[str, Json] | None,
        strict: bool,
        asks: Asks,
    ) -> AshbyTool:
        """A tool that works in the conversations of a toolkit."""
        made = cls(
            name=tool.name,
            description=tool.long_description if extras and extras.get("defer_loading") else tool.description,
            args_schema=strict_schema(tool.schema) if strict else tool.schema,
            metadata=dict(tool.hints),
            extras=dict(extras) if extras else None,
            artifact=artifact,
            asks=asks,
        )
        made._tool, made._conversations, made._attempts = tool, conversations, attempts
        made._own_schema = tool.schema if strict else None
        return made

    def get_input_schema(self, config: RunnableConfig | None = None) -> type[BaseModel]:  # noqa: ARG002
        """Accepts any arguments: they are checked where they are prepared, and a model can read what is wrong."""
        return _Anything

    def _filter_injected_args(self, tool_input: dict[str, Any]) -> dict[str, Any]:
        """What LangChain tells its callbacks of the arguments, which traces keep: no secrets, and text that fits."""
        try:
            return self._tool.masked(super()._filter_injected_args(tool_input))
        except InvalidArguments:  # nested too deeply, or too long a number: refused by the core
            return {"arguments": "cannot be written"}

    def _to_args_and_kwargs(
        self,
        tool_input: str | dict[str, Any],
        tool_call_id: str | None,
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Keep the arguments in one piece: a parameter may be called `from` or `config`."""
        return (tool_input, tool_call_id), {}

    def _run(
        self, arguments: dict[str, Any] | str, call_id: str | None = None, *, config: RunnableConfig
    ) -> tuple[str, dict[str, Json]]:
        """Make the call; returns text and artifact."""
        session, attempt = self._conversations.session(thread_of(config)), self._attempts.attempt(task_of(config))
        with _for_the_model(), attempt.working(), session.on_behalf_of(asking(config)):
            return run(self._called(_Work(session, attempt, config, call_id, self._conversations), arguments))

    async def _arun(
        self, arguments: dict[str, Any] | str, call_id: str | None = None, *, config: RunnableConfig
    ) -> tuple[str, dict[str, Json]]:
        """As _run, awaited. What opens, reads or writes the store is done in threads."""
        attempt = self._attempts.attempt(task_of(config))
        with _for_the_model(), attempt.working():
            session = await asyncio.to_thread(self._conversations.session, thread_of(config))
            with session.on_behalf_of(asking(config)):
                return await arun(
                    self._called(_Work(session, attempt, config, call_id, self._conversations), arguments)
                )

    def _called(self, work: _Work, arguments: dict[str, Any] | str) -> Steps[tuple[str, dict[str, Json]]]:
        """Make the call, unless it was made before in this task."""
        work.attempt.begun(work.session)
        made = yield MethodStep(work.session.start, self.name, self._opened(arguments), known=work.known)
        if isinstance(made, Question):
            made = yield from self._asked(work, made.call)
        if work.key and not work.made_before:
            work.session.remember(work.key, made)
        return self._packed(made)

    def _asked(self, work: _Work, call: Call) -> Steps[Result]:
        session, attempt, task = work.session, work.attempt, work.attempt.task
        if asked := work.asked_before(call, self.asks):
            with work.remembering():
                return (yield MethodStep(session.execute, asked))  # type: ignore[no-any-return]
        shown = (yield MethodStep(task.shown)) if task else None
        pause = Pause(session, call, attempt=attempt, shown=shown, decider=Decider.of(work.config))
        while True:
            decision = pause.answer()
            if decision is None and not pause.settled:
                yield MethodStep(attempt.turn)
                # before the interrupt: one that is swallowed takes a position of the task
                yield MethodStep(session.check, pause.call)
                try:
                    decision = pause.ask()
                except GraphInterrupt as interrupted:
                    pause.pose((yield MethodStep(session.ask, pause.asking, group=task.graph if task else "")))
                    attempt.asked(interrupted)
                    raise
            with work.remembering():
                made = yield MethodStep(session.settle, pause.call, decision)
            if isinstance(made, Result):
                return made
            pause.ask_next(made)

    def _opened(self, arguments: dict[str, Any] | str) -> dict[str, Any] | str:
        own = self._own_schema
        return arguments if own is None else cast("dict[str, Any] | str", opened(self.name, own, arguments))

    def _packed(self, result: Result) -> tuple[str, dict[str, Json]]:
        data = result.data
        reference: dict[str, Json] = {
            "ref": result.ref,
            "tool": self.name,
            "records": len(data) if isinstance(data, list) else int(data is not None),
            "fingerprint": result.call.fingerprint,
        }
        return result.text, {**reference, "data": data} if self.artifact == "data" else reference


@dataclasses.dataclass(slots=True)
class _Work:
    """One call in one run of a task. `call_id`: as the message has it; `key`: its name when the task runs again.

    `conversations`: those of the toolkit whose call it is.
    """

    session: Session
    attempt: Attempt
    config: RunnableConfig
    call_id: str | None
    conversations: Conversations
    key: str | None = None
    made_before: bool = False

    def known(self, call: Call) -> Result | None:
        """What the call gave where it was made before in this task."""
        self.key = self.attempt.key(call, self.conversations)
        made = self.session.remembered(self.key, call) if self.key else None
        self.made_before = made is not None
        return made

    @contextlib.contextmanager
    def remembering(self) -> Iterator[None]:
        """What a person refused, or what failed after an approval, is not asked about again in another run."""
        try:
            yield
        except ToolError as error:
            if self.key and not isinstance(error, ApprovalRequired):  # expired, or changed since: to be asked again
                self.session.remember(self.key, error)
            raise

    def asked_before(self, call: Call, asks: Asks) -> Call | None:
        """The call under the name of the question that a middleware asked, once a person answered it."""
        task = self.attempt.task
        found = task and self.session.newest_asked(call, stem_of(call, task.graph, self.call_id))
        if found and self.session.answered(found):
            return found
        if asks == "middleware" and not call.takes_secrets:  # LangChain's own middleware cannot ask about those
            self.session.check(call)  # what would be refused with an approval, too, says why
            raise Declined(
                f"{call.tool} needs a person's approval of exactly this call, which a middleware asks for "
                "before the "
                "tools run, and there is none. Tell the user that the application needs AshbyToolkit.middleware() in "
                "its agent, or HumanInTheLoopMiddleware with AshbyToolkit.interrupt_on. Nothing was sent."
            )
        return None


@contextlib.contextmanager
def _for_the_model() -> Iterator[None]:
    """LangChain shows a model ToolExceptions only; anything else ends the agent's run."""
    try:
        yield
    except ToolError as error:
        raise ToolException(str(error)) from error
