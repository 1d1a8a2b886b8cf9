"""Records that a call names and that do not exist: nobody is asked about such a call, it goes back to the model.

A model may copy an id with one wrong digit. Only a look-up that answers "not found" about an id among the call's
arguments says so. One that fails in any other way (a missing permission, a timeout, an answer that cannot be read)
says nothing about the record: then people are asked, with what is known.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import NotFound
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.short_ids import is_uuid

__all__ = ["Absent"]


class Absent:
    """Watches the reads for one question, and remembers which of the call's records they definitely did not find."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._named = {value: path for path, value in _ids(call.arguments, "")}
        self._missing: dict[str, tuple[Operation, NotFound]] = {}

    def watching(self, read: Callable[[Operation], Json]) -> Callable[[Operation], Json]:
        """The same read, watched."""

        def watched(operation: Operation) -> Json:
            try:
                return read(operation)
            except NotFound as error:
                self._note(operation, error)
                raise

        return watched

    def awatching(self, read: Callable[[Operation], Awaitable[Json]]) -> Callable[[Operation], Awaitable[Json]]:
        """As watching, awaited."""

        async def watched(operation: Operation) -> Json:
            try:
                return await read(operation)
            except NotFound as error:
                self._note(operation, error)
                raise

        return watched

    def must_be_none(self) -> None:
        """Raise NotFound, for a model to read, where a record is missing."""
        found = list(self._missing.items())
        if not found:
            return
        told = [f"no {_noun(read)} has the id {identity} ({self._named[identity]})" for identity, (read, _) in found]
        look = " or ".join(dict.fromkeys(name for _, (read, _) in found for name in _lists(read)))
        error = found[0][1][1]
        raise NotFound(
            f"{self._call.tool}: {', and '.join(told)}, or this key may not see it. Nobody was asked and nothing was "
            f"sent. Copy the id exactly from a result{f', or find it with {look}' if look else ''}, and call again.",
            code=error.code,
            request_id=error.request_id,
            status=error.status,
        )

    def _note(self, read: Operation, error: NotFound) -> None:
        identity = _told_by(read, error)
        if identity in self._named:
            self._missing[identity] = (read, error)


def _told_by(read: Operation, error: NotFound) -> str | None:
    """The id of which this refusal says that nothing has it; None where it may mean something else.

    A draft of a job posting is not found by a read that does not ask for drafts, and exists all the same.
    """
    area, _, verb = read.spec.endpoint.partition(".")
    own_code = f"{read.spec.tool.removeprefix('ashby_').removesuffix('_info')}_not_found"
    if verb != "info" or error.code != own_code:
        return None
    if area == "jobPosting" and not getattr(read, "includeUnpublishedJobPostings", False):
        return None
    ids = [value for _, value in _ids(read.as_arguments(), "")]
    return ids[0] if len(ids) == 1 else None


def _ids(node: Json, path: str) -> Iterator[tuple[str, str]]:
    """Every id in arguments, with its path."""
    if isinstance(node, str):
        if is_uuid(node):
            yield path, node
    elif isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _ids(value, f"{path}.{key}".lstrip("."))


def _noun(read: Operation) -> str:
    """What the read looks for, in words: `job posting`."""
    return read.spec.tool.removeprefix("ashby_").removesuffix("_info").replace("_", " ")


def _lists(read: Operation) -> Iterator[str]:
    """The tools that find records of this kind."""
    area = read.spec.endpoint.partition(".")[0]
    for verb in ("search", "list"):
        if operation := find(f"{area}.{verb}"):
            yield operation.spec.tool
