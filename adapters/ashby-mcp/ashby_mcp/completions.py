"""Completions: names of people and jobs, and refs of results, while a person types an argument in their client.

What completes a name is read by the conversation's own tools: where they are not offered, nothing is completed.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import Any

from mcp import types

from ashby_agent_tools import Session
from ashby_agent_tools.errors import ToolError
from ashby_mcp.prompts import PROMPTS
from ashby_mcp.resources import TEMPLATES

__all__ = ["NameCompleter"]

_LEAST = 2  # characters of a name before people are searched
_MOST = 20  # values in one answer
_FRESH = 60.0  # seconds that the jobs of a conversation are remembered
_MOST_CONVERSATIONS = 200


class NameCompleter:
    """Completes arguments; a name stands with the id that it means, `Ada Lee (cand_412)`, so that none is guessed."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[Hashable, tuple[float, list[str]]] = OrderedDict()

    async def completed(
        self, session: Session, whose: Hashable, recent: dict[str, str], params: types.CompleteRequestParams
    ) -> types.CompleteResult:
        """The values that begin, or go on, as what was typed. `whose`: the conversation, and what it may see."""
        typed = " ".join(params.argument.value.split()).casefold()
        match _kind(params):
            case "ref":
                found = [ref for ref in recent if ref.startswith(typed)]
            case "job":
                found = [name for name in await self._jobs_like(session, whose, typed) if typed in name.casefold()]
            case "candidate":
                found = await _people(session, typed)
            case _:
                found = []
        more = len(found) > _MOST
        completion = types.Completion(values=found[:_MOST], total=len(found), has_more=more)
        return types.CompleteResult(completion=completion)

    async def _jobs_like(self, session: Session, whose: Hashable, typed: str) -> list[str]:
        if "job.list" not in session.toolset:
            return await _found(session, "job", typed)
        known = self._jobs.get(whose)
        if known is None or time.monotonic() - known[0] > _FRESH:
            names = await _named(session, "job.list", {"status": ["Open"], "fields": ["title"]}, "title")
            known = self._jobs[whose] = (time.monotonic(), names)
            self._jobs.move_to_end(whose)
            if len(self._jobs) > _MOST_CONVERSATIONS:
                self._jobs.popitem(last=False)
        return known[1]


async def _people(session: Session, typed: str) -> list[str]:
    if "candidate.search" not in session.toolset:
        return await _found(session, "candidate", typed)
    if len(typed) < _LEAST:
        return []
    return await _named(session, "candidate.search", {"name": typed, "fields": ["name"]}, "name")


def _kind(params: types.CompleteRequestParams) -> str | None:
    """What the argument is the name of."""
    ref, name = params.ref, params.argument.name
    if isinstance(ref, types.PromptReference):
        kinds = (it.kind for prompt in PROMPTS if prompt.name == ref.name for it in prompt.arguments if it.name == name)
    else:
        kinds = (it.kind or it.argument for it in TEMPLATES if it.uri == ref.uri and it.argument == name)
    return next(kinds, None)


async def _named(session: Session, endpoint: str, arguments: dict[str, Any], label: str) -> list[str]:
    """The records of a list, each as its name with its id; none where the list cannot be read."""
    try:
        result = await session.arun(endpoint, arguments)
    except ToolError:
        return []
    return [f"{row[label]} ({row['id']})" for row in _rows(json.loads(result.text)) if row.get(label) and row.get("id")]


async def _found(session: Session, kind: str, typed: str) -> list[str]:
    """What the task that finds records names; none where it is not offered."""
    if "find" not in session.toolset or len(typed) < _LEAST:
        return []
    try:
        result = await session.arun("find", {"name": typed, "kind": kind})
    except ToolError:
        return []
    section = json.loads(result.text)["record"].get(f"{kind}s")
    return [str(row[kind]) for row in _rows(section)] if isinstance(section, dict) else []


def _rows(shown: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a table or of one record, by the names of its columns."""
    if "record" in shown:
        yield shown["record"]
    for row in shown.get("data", ()):
        yield {**shown.get("same_in_all_rows", {}), **dict(zip(shown.get("columns", ()), row, strict=False))}
