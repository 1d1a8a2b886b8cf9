"""AshbyTool: one operation of Ashby as a LlamaIndex tool."""

from collections.abc import Mapping
from typing import Any, ClassVar

from llama_index.core.tools import FunctionTool, ToolMetadata, ToolOutput
from llama_index.core.workflow import Context
from llama_index.tools.ashby._contexts import Contexts
from llama_index.tools.ashby._pause import Pause
from pydantic import BaseModel, ConfigDict

from ashby_agent_tools import Call, Question, Result, Session, Tool
from ashby_agent_tools.errors import Declined, InvalidArguments, ToolError

__all__ = ["AshbyTool"]

_CONTEXT = "ashby_workflow_context"  # no parameter of an operation is called so


class _Shown(BaseModel):
    """The class that the framework wants beside a JSON schema; the arguments are checked by the core."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    shown: ClassVar[Tool]

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """The schema as the core cleaned it."""
        return cls.shown.schema


class _Metadata(ToolMetadata):
    """What a model sees of a tool: exactly the core's. The class beside it is made when somebody asks for it."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        super().__init__(name=tool.name, description=tool.description)

    @property
    def fn_schema(self) -> type[BaseModel]:
        """A model class whose JSON schema is the core's."""
        return type(self._tool.name, (_Shown,), {"__module__": __name__, "shown": self._tool})

    @fn_schema.setter
    def fn_schema(self, value: type[BaseModel]) -> None:
        """The framework's default, which is not wanted."""

    def get_parameters_dict(self) -> dict[str, Any]:
        """The JSON schema of the arguments."""
        return self._tool.schema


class AshbyTool(FunctionTool):
    """One operation of Ashby. Made by `AshbyToolSpec.to_tool_list`.

    The output is finished text within the token budget, never the text of a dict. What Ashby, a policy or a person
    refuses becomes an output with `is_error`. In an agent's workflow, a call that needs a person's approval waits for
    it.
    """

    def __init__(self, tool: Tool, contexts: Contexts) -> None:
        super().__init__(
            fn=self._text,
            async_fn=self._atext,
            metadata=_Metadata(tool),
        )
        self.hints, self._tool = tool.hints, tool
        self._contexts = contexts
        # Said outright: FunctionTool finds these by looking at annotations, and agents go by them.
        self.requires_context = True
        self.ctx_param_name = _CONTEXT

    def call(self, /, *args: Any, **kwargs: Any) -> ToolOutput:
        """Make the call outside a workflow's event loop: with an approver, or for what needs no approval."""
        arguments, _ = _taken(args, kwargs)
        try:
            session = self._contexts.outside()
            return self._done(arguments, self._run(session, arguments))
        except ToolError as error:
            return self._failed(arguments, error)

    async def acall(self, /, *args: Any, **kwargs: Any) -> ToolOutput:
        """Make the call; with a workflow's context it may wait for a person."""
        arguments, context = _taken(args, kwargs)
        try:
            session = await self._contexts.of(context)
            return self._done(arguments, await self._arun(session, arguments, context))
        except ToolError as error:
            return self._failed(arguments, error)

    def _run(self, session: Session, arguments: Mapping[str, Any] | str) -> Result:
        made = session.start(self._name, arguments)
        if isinstance(made, Question):
            raise _nobody_to_ask(made.call)
        return made

    async def _arun(self, session: Session, arguments: Mapping[str, Any] | str, context: Context[Any] | None) -> Result:
        made = await session.astart(self._name, arguments)
        if not isinstance(made, Question):
            return made
        if context is None:
            raise _nobody_to_ask(made.call)
        return await Pause(session, context, made, self._contexts.taken(context)).result()

    @property
    def _name(self) -> str:
        return self.metadata.get_name()

    def _done(self, arguments: Any, result: Result) -> ToolOutput:
        return self._output(arguments, result.text)

    def _failed(self, arguments: Any, error: ToolError) -> ToolOutput:
        return self._output(arguments, str(error), error)

    def _output(self, arguments: Any, text: str, error: ToolError | None = None) -> ToolOutput:
        try:
            given = self._tool.masked(arguments)  # events and traces keep it
        except InvalidArguments:
            given = {"input": "cannot be written as one object of JSON"}
        return ToolOutput(
            content=text, tool_name=self._name, raw_input=given, raw_output=text,
            is_error=error is not None, exception=error,
        )  # fmt: skip

    def _text(self, /, **arguments: Any) -> str:
        """What `to_langchain_tool` and others call: the text of the output."""
        return self.call(**arguments).content

    async def _atext(self, /, **arguments: Any) -> str:
        """As _text, awaited."""
        return (await self.acall(**arguments)).content


def _taken(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Context[Any] | None]:
    """The arguments in one piece, and the context if an agent handed it over.

    A lone positional argument is taken as all arguments: an object, or its JSON. Several are no object, and refused.
    """
    given = dict(kwargs)
    context = given.pop(_CONTEXT, None)
    if not args:
        return given, context
    return (args[0] if len(args) == 1 and not given else [*args, given]), context


def _nobody_to_ask(call: Call) -> Declined:
    return Declined(
        f"{call.tool} needs a person's approval, and nobody can be asked from here: the tool runs outside a "
        "workflow. Tell "
        "the user that the application has to run it in one, such as a FunctionAgent, or to have an approver. Nothing "
        "was sent.",
        fingerprint=call.fingerprint,
    )
