"""What a search answers with: each operation's name, what it does and may do, how to call it, in few tokens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ashby_agent_tools.call import Call, Verdict
from ashby_agent_tools.call_result import Rendered
from ashby_agent_tools.errors import Declined, InvalidArguments
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.risk import Effect, Risk
from ashby_agent_tools.toolset.policy import evaluate

if TYPE_CHECKING:
    from ashby_agent_tools.toolset.tool import Tool
    from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["found", "written"]

_MOST = 5
_NONE = (
    "No operation fits. Say one action in plain English, with what it is done to: 'reject a candidate', 'list open "
    "jobs', 'schedule an interview'."
)
_DOES = {Effect.READ: "reads", Effect.WRITE: "changes", Effect.DESTRUCTIVE: "changes for good or ends something"}


def found(toolset: Toolset, request: str) -> list[JsonObject]:
    """The entries for a request, the best first; exactly one where the request is the name of a tool."""
    tools = _named(toolset, request) or toolset.find(request, most=_MOST)
    return [_entry(toolset, tool, whole=place == 0) for place, tool in enumerate(tools)]


def written(toolset: Toolset, entries: Sequence[JsonObject]) -> Rendered:
    """The entries as a text within the budget; the last ones go first, the best one stays."""
    from ashby_agent_tools.results import counter_for  # noqa: PLC0415  (loaded when something is counted)

    counter = counter_for(toolset.budget.tokenizer, toolset.budget.factor)
    for most in range(len(entries), 0, -1):
        text = "\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries[:most])
        tokens = counter.count(text)
        if most == 1 or (tokens <= toolset.budget.tokens and len(text) <= toolset.budget.most_chars):
            return Rendered(text, tokens, not counter.exact)
    return Rendered(_NONE, counter.count(_NONE), not counter.exact)


def _named(toolset: Toolset, request: str) -> list[Tool]:
    name = request.strip()
    if " " in name or name not in toolset:
        return []
    try:
        return [toolset[name]]
    except InvalidArguments:
        return []


def _entry(toolset: Toolset, tool: Tool, *, whole: bool) -> JsonObject:
    description = tool.description if whole else tool.description.partition("\n")[0]
    return {"name": tool.name, "does": description, "arguments": signature(tool.schema), "may": _may(toolset, tool)}


def _may(toolset: Toolset, tool: Tool) -> str:
    """What a call may do and who is asked, for the worst arguments; what takes it back."""
    spec, worst = tool.operation.spec, tool.operation.spec.worst
    verdict = _verdict(toolset, tool)
    parts = [
        _DOES[worst.effect],
        "may reach people outside" if worst.notifies else "",
        "data may leave Ashby" if worst.exports else "",
        {Verdict.ASK: "may ask a person first", Verdict.REFUSE: "the policy refuses it"}.get(verdict, ""),
        "" if worst.effect is Effect.READ else _undone(toolset, spec.risk, worst),
    ]
    return "; ".join(part for part in parts if part)


def _undone(toolset: Toolset, plain: Risk, worst: Risk) -> str:
    inverse = worst.inverse or plain.inverse
    if inverse is None:
        return "no single call undoes it"
    return f"undone by {toolset[inverse].name if inverse in toolset else inverse}"


def _verdict(toolset: Toolset, tool: Tool) -> Verdict:
    """The policy's word on the worst arguments; a policy that must see the real ones may ask."""
    operation = tool.operation.model_construct()
    worst = Call(
        tool=tool.name, operation=operation, arguments={}, risk=tool.operation.spec.worst, verdict=Verdict.RUN,
        fingerprint="", account="", base_url="",
    )  # fmt: skip
    try:
        return evaluate(toolset.policy, worst)
    except Declined:
        return Verdict.ASK


def signature(schema: JsonObject) -> str:
    """A schema in one line: `{candidateId: string, limit?: integer (Rows to skip)}`; `?` may be left out."""
    required = set(schema.get("required", ()))
    parts = [
        f"{name}{'' if name in required else '?'}: {_type(child)}{_note(child)}"
        for name, child in schema.get("properties", {}).items()
    ]
    return "{" + ", ".join(parts) + "}"


def _note(node: JsonObject) -> str:
    note = node.get("description")
    return f" ({note.rstrip('.')})" if note else ""


def _type(node: Json) -> str:
    if not isinstance(node, dict):
        return "any"
    if "enum" in node or "const" in node:
        return "|".join(json.dumps(value, ensure_ascii=False) for value in node.get("enum", [node.get("const")]))
    if "anyOf" in node:
        return "|".join(_type(branch) for branch in node["anyOf"])
    kind = node.get("type", "any")
    if isinstance(kind, list):
        return "|".join(kind)
    return _simple(kind, node)


def _simple(kind: str, node: JsonObject) -> str:
    if kind == "array":
        return f"[{_type(node.get('items', {}))}]"
    if kind == "object":
        return signature(node) if node.get("properties") else "object"
    return f"{kind} {node['format']}" if "format" in node else kind
