"""AshbyToolkit: a selection of Ashby's operations as LangChain tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from langchain_core.tools import BaseTool, BaseToolkit
from pydantic import PrivateAttr

from ashby_agent_tools import (
    AdapterToolkit,
    AsyncClient,
    Client,
    Conversations,
    Json,
    Operation,
    SessionOptions,
    Tool,
    Toolset,
)
from ashby_agent_tools.errors import UsageError
from langchain_ashby._attempts import Attempts
from langchain_ashby._interrupt_on import interrupt_on
from langchain_ashby.tool import Artifact, AshbyTool, Asks

if TYPE_CHECKING:
    from langchain_ashby.middleware import AshbyApprovals

__all__ = ["AshbyToolkit", "Extras"]

Extras = Mapping[str, Json] | Callable[[Tool], Mapping[str, Json] | None]


class AshbyToolkit(AdapterToolkit, BaseToolkit):
    """Ashby's operations as tools; one conversation per `thread_id`.

    What is offered: `toolset`, which may be the name of a preset, or all operations with one of `tags`, or those
    of `names`, or else a `preset`.
    Who sends: `client` and `async_client`, or clients made from `api_key` and `base_url` (by default ASHBY_API_KEY
    and ASHBY_BASE_URL). With `client` alone, async calls run in a thread. `store`: what conversations remember; with
    `SqliteStore(path)` a question survives the process. `approver`: asked in place of pausing the graph.
    `notify`, `account`, `caps`, `dry_run`, `audit`, `download_dir`: for each thread as for a `Session`.
    `artifact`: "reference" keeps people's data out of checkpoints and traces, "data" puts the whole result into the
    artifact. `extras`: provider-specific fields for all tools, or a function from a tool to them, for instance
    `{"defer_loading": True}`, with which a tool has the longer description that a provider's tool search looks through
    (LangChain's ProviderToolSearchMiddleware adds that search).
    `strict`: schemas for models that are bound with `strict=True`, as `create_agent` does
    where a model of OpenAI answers in a `response_format`: optional parameters may be null, and an object with keys
    of your own is written as JSON text. Without it such a model has to fill in every parameter.
    `asks`: "interrupt" pauses in the tool where no middleware asked before; with "middleware" a call that needs
    approval and was not asked about by `middleware()`, or by HumanInTheLoopMiddleware with `interrupt_on`, is refused.
    Tools that take secrets pause then, too: LangChain's middleware would show those, so `interrupt_on` leaves them out.

    Raises UsageError for an unknown preset, tag or name, and where there is no key.
    """

    _conversations: Conversations = PrivateAttr()
    _attempts: Attempts = PrivateAttr(default_factory=Attempts)
    _artifact: Artifact = PrivateAttr(default="reference")
    _extras: Any = PrivateAttr(default=None)
    _strict: bool = PrivateAttr(default=False)
    _asks: Asks = PrivateAttr(default="interrupt")

    def __init__(
        self,
        toolset: Toolset | str | None = None,
        *,
        preset: str = "recruiter",
        tags: Iterable[str] | None = None,
        names: Iterable[str | type[Operation]] | None = None,
        api_key: str | None = None,
        base_url: str | None = None,
        client: Client | None = None,
        async_client: AsyncClient | None = None,
        artifact: Artifact = "reference",
        extras: Extras | None = None,
        strict: bool = False,
        asks: Asks = "interrupt",
        **options: Unpack[SessionOptions],
    ) -> None:
        super().__init__()
        if artifact not in ("reference", "data"):
            raise UsageError(f'artifact is {artifact!r}; it is "reference" or "data".')
        if asks not in ("interrupt", "middleware"):
            raise UsageError(f'asks is {asks!r}; it is "interrupt" or "middleware".')
        given: object = strict
        if not isinstance(given, bool):
            raise UsageError(f"strict is of type {type(given).__name__}; write strict=True or leave it out.")
        if extras is not None and not isinstance(extras, Mapping) and not callable(extras):
            raise UsageError(f"extras is of type {type(extras).__name__}; give a dict, or a function of a tool to one.")
        chosen = _toolset(toolset, preset, tags, names)
        self._artifact, self._extras, self._strict, self._asks = artifact, extras, strict, asks
        self._conversations = Conversations(
            chosen,
            client,
            async_client=async_client,
            api_key=api_key,
            base_url=base_url,
            **options,
        )

    def get_tools(self) -> list[BaseTool]:
        """A tool for each operation of the selection, and the built-in tools beside them."""
        return [
            AshbyTool.of(
                tool,
                self._conversations,
                self._attempts,
                artifact=self._artifact,
                extras=self._extras_of(tool),
                strict=self._strict,
                asks=self._asks,
            )
            for tool in self.offered
        ]

    def middleware(self) -> AshbyApprovals:
        """Middleware for `create_agent` that asks about all calls of a message in one pause, before the tools run.

        Needs the distribution `langchain`. An agent of yours may have HumanInTheLoopMiddleware for other tools beside.
        """
        from langchain_ashby.middleware import AshbyApprovals  # noqa: PLC0415  (langchain is not required otherwise)

        return AshbyApprovals(self._conversations, frozenset(tool.name for tool in self.offered))

    @property
    def interrupt_on(self) -> dict[str, dict[str, Json]]:
        """These tools in the configuration of LangChain's `HumanInTheLoopMiddleware(interrupt_on=...)`.

        For an agent that has that middleware already, together with `asks="middleware"`: it asks when our policy wants
        it, in our words, and the tools take its approval. It words questions on the event loop, also in async code, and
        needs a `client`; where that matters use `middleware()`. Needs a version that knows `when`.
        """
        return interrupt_on(self._conversations, [tool.name for tool in self.offered])

    def data(self, ref: str, *, thread_id: str | None = None) -> Json:
        """The whole result behind an artifact's `ref`: the value of Ashby's `results`.

        Without `thread_id`, of any thread this toolkit met; after a restart name it. Raises UnknownShortId.
        """
        return self._conversations.data(ref, thread_id)

    def _extras_of(self, tool: Tool) -> Mapping[str, Json] | None:
        extras: Mapping[str, Json] | None = self._extras(tool) if callable(self._extras) else self._extras
        return extras


def _toolset(
    toolset: Toolset | str | None,
    preset: str,
    tags: Iterable[str] | None,
    names: Iterable[str | type[Operation]] | None,
) -> Toolset:
    if sum(choice is not None for choice in (toolset, tags, names)) > 1:
        raise UsageError("Give one of toolset, tags and names; narrow a Toolset for anything finer.")
    for name, several in (("tags", tags), ("names", names)):
        if several is not None and (isinstance(several, str) or not isinstance(several, Iterable)):
            raise UsageError(f"{name} is of type {type(several).__name__}; give a list, such as {name}=[...].")
    if toolset is not None:
        return Toolset.preset(toolset) if isinstance(toolset, str) else toolset
    if tags is not None:
        return Toolset.all().tagged(*tags)
    return Toolset.preset(preset) if names is None else Toolset.of(*names)
