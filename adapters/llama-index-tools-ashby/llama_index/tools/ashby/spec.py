"""AshbyToolSpec: a selection of Ashby's operations as LlamaIndex tools."""

from typing import Any, Unpack

from llama_index.core.tools import FunctionTool, ToolMetadata
from llama_index.core.tools.tool_spec.base import SPEC_FUNCTION_TYPE, BaseToolSpec
from llama_index.tools.ashby._contexts import Contexts
from llama_index.tools.ashby.tool import AshbyTool

from ashby_agent_tools import AdapterToolkit, AsyncClient, Client, Conversations, SessionOptions, Toolset
from ashby_agent_tools.errors import UsageError

__all__ = ["AshbyToolSpec"]


class AshbyToolSpec(AdapterToolkit, BaseToolSpec):
    """Ashby's operations as tools; one conversation per workflow context.

    What is offered: `toolset`, which may be the name of a preset, or else a `preset`.
    Who sends: `client` and `async_client`, or clients made from
    `api_key` and `base_url` (by default ASHBY_API_KEY and ASHBY_BASE_URL). With `client` alone, async calls run in a
    thread. `store`: what conversations remember; with `SqliteStore(path)` a question survives the process.
    `approver`: asked in place of waiting for an event. `notify`, `account`, `caps`, `dry_run`, `audit`,
    `download_dir`: for each context as for a `Session`.

    Raises UsageError for an unknown preset, and where there is no key.
    """

    def __init__(
        self,
        toolset: Toolset | str | None = None,
        *,
        preset: str = "recruiter",
        api_key: str | None = None,
        base_url: str | None = None,
        client: Client | None = None,
        async_client: AsyncClient | None = None,
        **options: Unpack[SessionOptions],
    ) -> None:
        name = preset if toolset is None else toolset
        chosen = Toolset.preset(name) if isinstance(name, str) else name
        self._conversations = Conversations(
            chosen,
            client,
            async_client=async_client,
            api_key=api_key,
            base_url=base_url,
            **options,
        )
        self._contexts = Contexts(self._conversations)
        self.spec_functions: list[SPEC_FUNCTION_TYPE] = [tool.name for tool in self.offered]

    def to_tool_list(
        self,
        spec_functions: list[SPEC_FUNCTION_TYPE] | None = None,
        func_to_metadata_mapping: dict[str, ToolMetadata] | None = None,
    ) -> list[FunctionTool]:
        """A tool for each operation of the selection, and the built-in tools beside them.

        `spec_functions`: only these, by the names of the tools. Metadata comes from the catalogue alone: a name or a
        schema of another making would not fit what is checked. Raises UsageError for unknown names.
        """
        if func_to_metadata_mapping:
            raise UsageError("The metadata of Ashby's tools is fixed; rename tools with Toolset.renamed(...).")
        offered = self.offered
        if spec_functions is not None:
            wanted = [_name(function) for function in spec_functions]
            known = {tool.name: tool for tool in offered}
            for name in wanted:
                if name not in known:
                    raise UsageError(f"There is no tool called {name!r} here; `spec.spec_functions` has the names.")
            offered = [known[name] for name in dict.fromkeys(wanted)]
        return [AshbyTool(tool, self._contexts) for tool in offered]

    def data(self, ref: str) -> Any:
        """The whole result behind a reference such as `r7` in a tool's text: the value of Ashby's `results`.

        Raises UnknownShortId when no conversation of this process keeps it.
        """
        return self._conversations.data(ref)


def _name(function: SPEC_FUNCTION_TYPE) -> str:
    return function if isinstance(function, str) else function[0]
