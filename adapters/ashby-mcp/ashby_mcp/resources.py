"""Resources: what a person attaches to a conversation from their client, each read by a tool that is offered.

A resource is an address for a call: the session judges it, its text is what the tool would have shown, and an id that
this conversation may not read is answered like one that does not exist.
"""

from __future__ import annotations

import dataclasses
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from mcp import types
from mcp.shared.exceptions import MCPError
from mcp.types.version import MODERN_PROTOCOL_VERSIONS

from ashby_agent_tools import Result, Session, Tool, Toolset
from ashby_agent_tools.errors import InvalidArguments, NotFound, ToolError, UnknownShortId

__all__ = ["INSTRUCTIONS", "TEMPLATES", "RecentResults", "Template", "listed", "not_found", "read", "templates"]

INSTRUCTIONS = "ashby://instructions"
_JSON, _TEXT = "application/json", "text/plain"
_NOT_FOUND = -32002  # before 2026-07-28; since then it is a wrong parameter like any other
_LABELLED = re.compile(r".*\(([^()\s]+)\)\s*\Z", re.DOTALL)
_MOST_RECENT, _MOST_CONVERSATIONS = 20, 1_000


Way = tuple[str, str, Callable[[str, str], dict[str, Any]]]
"""The tool that is called, what it reads, and its arguments, made of the latter's name and of a value."""


@dataclasses.dataclass(frozen=True, slots=True)
class Template:
    """A family of resources. `ways` to read one: the first whose tools are offered is taken."""

    uri: str
    name: str
    title: str
    description: str
    argument: str
    ways: tuple[Way, ...]
    kind: str | None = None

    def value_in(self, uri: str) -> str | None:
        """What an address has in the place of the argument; None where it is not an address of this family."""
        before, _, after = self.uri.partition(f"{{{self.argument}}}")
        found = re.fullmatch(f"{re.escape(before)}([^/?#]+){re.escape(after)}", uri)
        return unquote(found[1]) if found else None

    def way_in(self, toolset: Toolset) -> Callable[[str], tuple[str, dict[str, Any]]] | None:
        """Gives the tool to call and its arguments for a value; None where no way is offered."""
        offered = {it.operation.spec.endpoint: it.name for it in (*toolset.operations, *toolset.builtin)}
        for called, needed, arguments in self.ways:
            if called in offered and needed in offered:
                return lambda value: (offered[called], arguments(offered[needed], value))
        return None


TEMPLATES = (
    Template(
        "ashby://candidate/{id}", "candidate", "Candidate", "One candidate, as the tools show it.", "id",
        (
            ("candidate.info", "candidate.info", lambda _, value: {"id": value}),
            ("candidateDossier", "candidateDossier", lambda _, value: {"candidate": value}),
        ),
        "candidate",
    ),
    Template(
        "ashby://job/{id}/pipeline", "job_pipeline", "Pipeline of a job", "Active applications in each stage.", "id",
        (
            (
                "query", "application.list",
                lambda name, value: {
                    "from": [name], "arguments": {"jobId": value, "status": "Active"},
                    "group_by": ["currentInterviewStage.orderInInterviewPlan", "currentInterviewStage"],
                    "order_by": "currentInterviewStage.orderInInterviewPlan", "ascending": True,
                },
            ),
            ("jobPipeline", "jobPipeline", lambda _, value: {"job": value}),
        ),
        "job",
    ),
    Template(
        "ashby://result/{ref}", "result", "Earlier result", "A result of this conversation, by its ref.", "ref",
        (("read.result", "read.result", lambda _, value: {"ref": value}),),
    ),
)  # fmt: skip


class RecentResults:
    """The results that conversations were given last, to be listed. A conversation that is shared has no such list."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, OrderedDict[str, str]] = OrderedDict()

    def add(self, conversation: str, result: Result) -> bool:
        """Remember a result by its reference; whether the list is another one now."""
        if result.ref is None:
            return False
        kept = self._kept.setdefault(conversation, OrderedDict())
        self._kept.move_to_end(conversation)
        new = result.ref not in kept
        kept[result.ref] = f"{Tool(result.call.tool, type(result.call.operation)).title} ({result.ref})"
        if len(kept) > _MOST_RECENT:
            kept.popitem(last=False)
        if len(self._kept) > _MOST_CONVERSATIONS:
            self._kept.popitem(last=False)
        return new

    def of(self, conversation: str) -> dict[str, str]:
        """References and what they are of, the newest first."""
        return dict(reversed(self._kept.get(conversation, OrderedDict()).items()))


def listed(recent: dict[str, str]) -> list[types.Resource]:
    """What can be attached without an argument: the instructions, and the results of this conversation."""
    about = types.Resource(
        uri=INSTRUCTIONS,
        name="instructions",
        title="How these tools work",
        description="What an assistant has to know about short ids, results and approvals.",
        mime_type=_TEXT,
    )
    results = (
        types.Resource(uri=f"ashby://result/{ref}", name=ref, title=title, mime_type=_JSON)
        for ref, title in recent.items()
    )
    return [about, *results]


def templates(toolset: Toolset) -> list[types.ResourceTemplate]:
    """The families whose tools are in the selection."""
    return [
        types.ResourceTemplate(
            uri_template=it.uri, name=it.name, title=it.title, description=it.description, mime_type=_JSON
        )
        for it in TEMPLATES
        if it.way_in(toolset)
    ]


async def read(session: Session, uri: str, protocol: str) -> types.ReadResourceResult:
    """The resource at an address. Raises MCPError, the same for what does not exist and what may not be read here."""
    if uri == INSTRUCTIONS:
        return _contents(uri, session.toolset.instructions(), _TEXT)
    for template in TEMPLATES:
        if (value := template.value_in(uri)) is not None and (way := template.way_in(session.toolset)):
            labelled = _LABELLED.match(value)
            try:
                result = await session.arun(*way(labelled[1] if labelled else value))
                return _contents(uri, result.text, _JSON)
            except (NotFound, UnknownShortId, InvalidArguments):
                raise not_found(uri, protocol) from None
            except ToolError as error:
                raise MCPError(types.INTERNAL_ERROR, str(error)) from None
    raise not_found(uri, protocol)


def not_found(uri: str, protocol: str) -> MCPError:
    """What is said of an address that leads nowhere, in the words of either era."""
    code = types.INVALID_PARAMS if protocol in MODERN_PROTOCOL_VERSIONS else _NOT_FOUND
    return MCPError(code, "There is no such resource in this conversation.", {"uri": quote(uri, safe=":/{}()%")[:500]})


def _contents(uri: str, text: str, mime_type: str) -> types.ReadResourceResult:
    return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, text=text, mime_type=mime_type)])
