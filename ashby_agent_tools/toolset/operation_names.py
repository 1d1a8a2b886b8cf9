"""What the name of an operation means in a selection: endpoint, tool name, alias, the name it is shown by, a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations import by_name, find
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.custom import rated
from ashby_agent_tools.operations.hints import hint, tasks_called_alike
from ashby_agent_tools.tasks import doing, task_named

__all__ = ["OperationNames", "builtin_named", "with_optional"]

_LONGEST_NAME = 200  # of a tool that does not exist, in a message


class OperationNames(NamedTuple):
    """The names that a selection adds to the catalogue's: other ones for tools, and those of its own operations."""

    shown_as: Mapping[str, str]
    custom: Mapping[str, type[Operation]]

    def shown(self, operation: type[Operation]) -> str:
        """The tool name of an operation."""
        return self.shown_as.get(operation.spec.endpoint, operation.spec.tool)

    def lookup(self, name: str) -> type[Operation] | None:
        """The operation of this name, whether or not it is selected; no built-in tool."""
        for endpoint, shown in self.shown_as.items():
            if name == shown:
                return self.custom.get(endpoint) or task_named(endpoint) or find(endpoint)
        for operation in self.custom.values():
            if name in (operation.spec.endpoint, operation.spec.tool, *operation.spec.aliases):
                return operation
        return task_named(name) or find(name)

    def endpoint_of(self, name: str | type[Operation]) -> str:
        """The endpoint that a name or class means; raises UsageError with a near match."""
        if not isinstance(name, str | type):
            raise UsageError(
                f"{name!r:.60} is not the name of an operation; give names one by one: 'job.list', 'job.info'."
            )
        operation = rated(name) if isinstance(name, type) else self.lookup(name) or builtin_named(name)
        if operation is None:
            raise UsageError(f"Unknown operation {name!r}{hint(str(name), by_name())}.")
        return operation.spec.endpoint

    def unknown(self, name: str, known: Mapping[str, type[Operation]], *, exists: bool, searched: bool) -> str:
        """What a model reads that named a tool which is not among the `known` ones."""
        if exists:
            use = "one that ashby_find_tools names" if searched else "one of those that are listed"
            tasks = doing(self.lookup(name), known)
            return f"{name} is not among the tools of this conversation; use {' or '.join(tasks) or use}."
        name = name[:_LONGEST_NAME]
        alike = tasks_called_alike(name, known)
        task = f" The task {' or '.join(alike)} is for that." if alike else ""
        return f"There is no tool called {name!r}{hint(name, known)}. Nothing was sent.{task}"


def builtin_named(name: str) -> type[Operation] | None:
    """The built-in tool of this name, whether or not it goes with this selection."""
    from ashby_agent_tools.operations.builtin import BUILTIN  # noqa: PLC0415  (nothing else needs them at import)

    return next((it for it in BUILTIN.values() if name in (it.spec.tool, it.spec.endpoint)), None)


def with_optional(name: str | type[Operation]) -> str | type[Operation]:
    """The class of a built-in tool that only its name brings in; what was given, for any other."""
    if name not in ("public.jobBoard", "ashby_public_job_board"):
        return name
    from ashby_agent_tools.operations.builtin import ReadJobBoard  # noqa: PLC0415  (nothing else needs it at import)

    return ReadJobBoard
