"""An application's own operations: rated at least as the catalogue rates their endpoint, and named like no other tool.

A class that names an endpoint of the catalogue reaches that endpoint, whatever it says of itself. So its danger is
joined with the catalogue's, for the same arguments where the catalogue's class takes them and at its worst elsewhere.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import types
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import cast

from pydantic import ValidationError

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations import by_name, find
from ashby_agent_tools.operations.base import Operation, Spec, tool_name
from ashby_agent_tools.operations.index import TASKS, UNDO, UNIFIED
from ashby_agent_tools.risk import Risk

__all__ = ["custom_operations", "must_be_operation", "must_have_names_of_their_own", "rated"]

_TASKS = (*TASKS, *UNIFIED, UNDO)

_ENDPOINT = re.compile(r"[A-Za-z]+(\.[A-Za-z_]+)+")
_TOOL = re.compile(r"[A-Za-z0-9_-]+")


def must_be_operation(given: object) -> None:
    """Raises UsageError, with what to write, for anything else that stands in an operation's place."""
    if isinstance(given, Operation):
        return
    known = find(given) if isinstance(given, str) else given
    name = known.__name__ if isinstance(known, type) and issubclass(known, Operation) else "JobList"
    raise UsageError(f"{given!r:.60} is not an operation: write operations.{name}(...). Nothing was sent.")


def rated(operation: type[Operation]) -> type[Operation]:
    """The class itself, or a subclass that is rated as the catalogue rates the endpoint that it names, too.

    Raises UsageError for an invalid endpoint: what is sent goes to the address that is made of it.
    """
    given: type = operation  # whatever a caller without a type checker passes
    if not issubclass(given, Operation) or not isinstance(getattr(given, "spec", None), Spec):
        raise UsageError(f"{operation.__name__} is not an operation: subclass Operation and state spec = Spec(...).")
    endpoint = operation.spec.endpoint
    known = find(endpoint)
    if known is operation or operation is _built_in().get(endpoint) or issubclass(operation, _Joined):
        return operation
    if _is_our_task(operation):
        return operation
    if not _ENDPOINT.fullmatch(endpoint):
        raise UsageError(f"{endpoint!r:.60} is not an endpoint name such as application.changeStage. Nothing was sent.")
    if endpoint in _built_in():
        raise UsageError(f"{endpoint} is a built-in tool of this package; give yours another endpoint.")
    same = (cls for name, cls in by_name().items() if name.casefold() == endpoint.casefold())
    known = known or next(same, None)
    if known is None or (operation.risk is Operation.risk and known.spec.worst <= operation.spec.risk):
        return operation
    return _joined(operation, known)


class _Joined:
    """Marks the classes that `_joined` makes."""


@functools.cache
def _joined(operation: type[Operation], known: type[Operation]) -> type[Operation]:
    def risk(self: Operation) -> Risk:
        """How dangerous these arguments are, by the class and by the catalogue."""
        own = operation.risk(self)
        try:
            same = known.model_validate(self.body())
        except ValidationError:  # arguments that the catalogue does not know
            return own | known.spec.worst
        return own | same.risk()

    spec = dataclasses.replace(
        operation.spec,
        endpoint=known.spec.endpoint,
        risk=operation.spec.risk | known.spec.risk,
        worst=operation.spec.worst | known.spec.worst,
    )
    body = {"__module__": operation.__module__, "__qualname__": operation.__qualname__, "__doc__": operation.__doc__}
    bases = (operation, _Joined)
    made = types.new_class(operation.__name__, bases, exec_body=lambda space: space.update(body, spec=spec, risk=risk))
    return cast("type[Operation]", made)


def custom_operations(classes: Iterable[type[Operation]]) -> Mapping[str, type[Operation]]:
    """Those of the classes that are not the catalogue's, by endpoint. Raises UsageError for two of one endpoint."""
    own: dict[str, type[Operation]] = {}
    for cls in map(rated, classes):
        endpoint = cls.spec.endpoint
        ours = find(endpoint) is cls or endpoint in _built_in() or _is_our_task(cls)
        if not ours and own.setdefault(endpoint, cls) is not cls:
            raise UsageError(f"Two classes are given for {endpoint}; a toolset takes one of them.")
    must_have_names_of_their_own(own, {})
    return MappingProxyType(own)


def must_have_names_of_their_own(own: Mapping[str, type[Operation]], shown_as: Mapping[str, str]) -> None:
    """Raise UsageError where a name of an own operation, or one that a tool is shown by, is another tool's.

    `own` and `shown_as` go by endpoint. Names that differ in case, dots, dashes and underscores only are the same
    name: a model and a person take one for the other.
    """
    if not own and not shown_as:
        return
    owners = {name: cls.spec.endpoint for name, cls in _by_folded_name().items()}
    owners |= {
        _folded(name): endpoint for endpoint in (*TASKS, *UNIFIED, UNDO) for name in (endpoint, tool_name(endpoint))
    }
    named = [(endpoint, name) for endpoint, cls in own.items() for name in _names(cls)]
    for endpoint, name in (*named, *shown_as.items()):
        if not _TOOL.fullmatch(name.replace(".", "_") if (endpoint, name) in named else name):
            raise UsageError(f"{name!r:.80} is not a valid tool name: use letters, digits, dashes and underscores.")
        owner = owners.setdefault(_folded(name), endpoint)
        if owner != endpoint:
            raise UsageError(
                f"{endpoint} cannot be called {name!r}: that is a name of {owner}. Two tools never share a name, nor "
                "names that differ in case or punctuation only."
            )


def _is_our_task(operation: type[Operation]) -> bool:
    return operation.spec.served_by == "task" and operation.spec.endpoint in _TASKS


def _built_in() -> Mapping[str, type[Operation]]:
    from ashby_agent_tools.operations.builtin import BUILTIN, SEARCH  # noqa: PLC0415  (nothing else needs them at import)

    return {**BUILTIN, **SEARCH}


@functools.cache
def _by_folded_name() -> Mapping[str, type[Operation]]:
    names = {**by_name(), **{name: cls for cls in _built_in().values() for name in _names(cls)}}
    return MappingProxyType({_folded(name): cls for name, cls in names.items()})


def _names(operation: type[Operation]) -> tuple[str, ...]:
    spec = operation.spec
    return (spec.endpoint, spec.tool, *spec.aliases, *spec.also_called)


def _folded(name: str) -> str:
    return re.sub(r"[-_.]", "", name).casefold()
