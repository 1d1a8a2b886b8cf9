"""ashby_batch: a tool that takes several calls, and has a person asked about all of them in one form, line by line.

The calls are the ones that a client would make one by one: each has its own question in the session's store, and
leaves through the same gate. A form without a mark approves nothing, and a mark is a yes to the line that it stands
at. As with single calls, a `request_state` is nothing but a random name under which the store knows what was asked.
"""

from __future__ import annotations

import dataclasses
import re
import secrets
from collections.abc import Sequence
from typing import Any

import anyio.to_thread
from mcp import types
from mcp.shared.exceptions import MCPError, NoBackChannelError
from pydantic import ValidationError

from ashby_agent_tools import Batch, BatchResult, Call, Decision, Session
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.errors import InvalidArguments
from ashby_mcp.approvals import KEY, STATE, can_ask, who_answers
from ashby_mcp.conversation import Context
from ashby_mcp.progress import Progress
from ashby_mcp.tracing import untold

__all__ = ["BATCH", "WAITS", "batch_tool", "call_batch"]

BATCH = "ashby_batch"
WAITS = (
    "What waits is in the queue. Tell the user; once the user says that it was answered, make the same call again, "
    "unchanged."
)
_MOST, _FEW, _LONGEST_TITLE = 200, 20, 120
_ARRAYS_SINCE = "2025-11-25"
"""The protocol's version since which a form may have a list of choices of which several are marked."""
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "calls": {
            "type": "array",
            "minItems": 1,
            "maxItems": _MOST,
            "items": {
                "type": "object",
                "properties": {
                    "tool": {"type": "string", "description": "name of a tool of this server"},
                    "arguments": {"type": "object", "description": "as that tool takes them"},
                },
                "required": ["tool", "arguments"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["calls"],
    "additionalProperties": False,
}


def batch_tool() -> types.Tool:
    """The tool as clients see it. Its hints are those of the worst that a call in it may do."""
    return types.Tool(
        name=BATCH,
        title="Several calls, asked about once",
        description=(
            "Make several calls that change something, with one question to a person about all of them.\n\n"
            "Use it instead of calling a tool for one person after another. Calls that only read are made by their own "
            "tools. Exactly the calls that the person marks are sent; the answer says what became of each."
        ),
        input_schema=_SCHEMA,
        annotations=types.ToolAnnotations(
            read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=True
        ),
    )


async def call_batch(
    session: Session, ctx: Context, params: types.CallToolRequestParams, progress: Progress
) -> BatchResult | types.InputRequiredResult:
    """Make the calls, ask about them, or raise a ToolError that says why nothing was asked."""
    calls = await _prepared(session, params.arguments or {})
    if session.approver is not None or session.batch_approver is not None or session.dry_run:
        return await session.arun_batch(calls)
    if can_ask(ctx) and not ctx.session.can_send_request:
        return await _round(session, ctx, params, calls)
    batch = await session.abatch(calls)
    decisions: dict[int, Decision] = {}
    if can_ask(ctx) and not await anyio.to_thread.run_sync(_answered_elsewhere, session, batch):
        decisions = await _elicited(session, ctx, batch, progress)
    return await session.aexecute_batch(batch, decisions)


def _answered_elsewhere(session: Session, batch: Batch) -> bool:
    """Whether lines were answered in the queue: that is acted upon first. Also where there is nothing to ask."""
    return not batch.asks or any(session.answered(line.call) for line in batch.asks)


async def _elicited(session: Session, ctx: Context, batch: Batch, progress: Progress) -> dict[int, Decision]:
    """What is answered within the open call, as before 2026-07-28; nothing where the client did not ask after all."""
    try:
        with progress.deciding(), session.deciding(batch.asks[0].call), untold():
            answer = await ctx.session.elicit_form(
                for_markdown(batch.text), _form(batch, ctx.protocol_version), related_request_id=ctx.request_id
            )
    except (MCPError, NoBackChannelError, ValidationError):
        return {}
    return _decisions(batch, answer, ctx)


async def _round(
    session: Session, ctx: Context, params: types.CallToolRequestParams, calls: Sequence[Call]
) -> BatchResult | types.InputRequiredResult:
    """Return with the question, or go on with the answer to it, as since 2026-07-28."""
    state = params.request_state
    if state is not None and STATE.fullmatch(state):
        named = _named(calls, state)
        shown = await anyio.to_thread.run_sync(_were_asked, session, named)
        if shown:
            batch = await session.abatch(named)
            answer = (params.input_responses or {}).get(KEY)
            if not isinstance(answer, types.ElicitResult):
                return _put(batch, state, ctx)
            if answer.action == "cancel":  # closed, so that its state is worth nothing; it waits in the queue instead
                for line in batch.asks:
                    await session.aclose_question(line.call, "the question was closed without an answer")
                return await session.aexecute_batch(await session.abatch(calls))
            said = _decisions(batch, answer, ctx)
            return await session.aexecute_batch(batch, {number: it for number, it in said.items() if number in shown})
    state = secrets.token_urlsafe(24)
    batch = await session.abatch(_named(calls, state))
    return _put(batch, state, ctx) if batch.asks else await session.aexecute_batch(batch)


def _were_asked(session: Session, calls: Sequence[Call]) -> frozenset[int]:
    """The lines that were asked about under this state; none where one of the calls is another one by now."""
    asked = {number: fingerprints for number, it in enumerate(calls, 1) if (fingerprints := session.asked(it))}
    same = all(calls[number - 1].fingerprint == fingerprints[-1] for number, fingerprints in asked.items())
    return frozenset(asked) if same else frozenset()


def _named(calls: Sequence[Call], state: str) -> list[Call]:
    return [
        dataclasses.replace(call, call_id=f"mcp:{state}:{number}") if call.needs_approval else call
        for number, call in enumerate(calls, 1)
    ]


async def _prepared(session: Session, arguments: dict[str, Any]) -> list[Call]:
    """The calls, with every fault named. Raises InvalidArguments."""
    given = arguments.get("calls")
    if not isinstance(given, list) or not 1 <= len(given) <= _MOST or set(arguments) != {"calls"}:
        raise InvalidArguments(f'{BATCH}: give {{"calls": [...]}} with 1 to {_MOST} calls. Nothing was sent.')
    calls, faults = [], []
    for number, it in enumerate(given, 1):
        if not (isinstance(it, dict) and isinstance(it.get("tool"), str) and set(it) == {"tool", "arguments"}):
            faults.append(f'Line {number}: write {{"tool": NAME, "arguments": {{...}}}}.')
            continue
        try:
            call = await session.aprepare(it["tool"], it["arguments"])
        except InvalidArguments as error:
            faults.append(f"Line {number}: {error}")
            continue
        if call.operation.spec.reads:
            faults.append(f"Line {number}: {call.tool} only reads; call it by itself.")
        calls.append(call)
    if faults:
        raise InvalidArguments(f"{BATCH}: nothing was sent, and nobody was asked.\n" + "\n".join(faults))
    return calls


# the form


def _form(batch: Batch, version: str | None) -> dict[str, Any]:
    """A mark for each line: a list of choices, where the protocol has it, else a box each, or their numbers."""
    titles = {line.number: _title(line.number, line.sentence) for line in batch.asks}
    properties: dict[str, Any]
    if version is not None and version >= _ARRAYS_SINCE:
        choices = [{"const": str(number), "title": title} for number, title in titles.items()]
        properties = {"approved": {"type": "array", "title": "Do these", "items": {"anyOf": choices}, "default": []}}
    elif len(titles) <= _FEW:
        properties = {
            f"line_{number}": {"type": "boolean", "title": title, "default": False} for number, title in titles.items()
        }
    else:
        what = "all, none, or the numbers of lines above: 1-5, 8"
        properties = {"lines": {"type": "string", "title": "Do these", "description": what, "default": "none"}}
    reason = {"type": "string", "title": "If not, why", "maxLength": 500, "default": ""}
    return {"type": "object", "properties": {**properties, "reason": reason}, "required": []}


def _title(number: int, sentence: str) -> str:
    first = f"{number}. {sentence.partition(chr(10))[0]}"
    return first if len(first) <= _LONGEST_TITLE else f"{first[: _LONGEST_TITLE - 1]}\u2026"


def _put(batch: Batch, state: str, ctx: Context) -> types.InputRequiredResult:
    form = types.ElicitRequestFormParams(
        message=for_markdown(batch.text), requested_schema=_form(batch, ctx.protocol_version)
    )
    return types.InputRequiredResult(input_requests={KEY: types.ElicitRequest(params=form)}, request_state=state)


def _decisions(batch: Batch, answer: types.ElicitResult, ctx: Context) -> dict[int, Decision]:
    """Yes to the lines that are marked, and no to the others; nothing for a form that was dismissed."""
    if answer.action == "cancel":
        return {}
    content = answer.content or {}
    asked = {line.number for line in batch.asks}
    marked = _marked(content, batch) & asked if answer.action == "accept" else set()
    by, claimed = who_answers(ctx)
    reason = str(content.get("reason") or "")
    return batch.approve(by=by, claimed=claimed, lines=sorted(marked)) | batch.deny(
        reason, by=by, claimed=claimed, lines=sorted(asked - marked)
    )


def _marked(content: dict[str, Any], batch: Batch) -> set[int]:
    """The numbers of the lines that are marked, in whichever of the forms."""
    listed = content.get("approved")
    if isinstance(listed, list):
        return {int(it) for it in listed if isinstance(it, str) and re.fullmatch(r"[0-9]{1,3}", it)}
    if isinstance(said := content.get("lines"), str):
        return batch.chosen(said) or set()
    return {
        int(name.removeprefix("line_"))
        for name, value in content.items()
        if value is True and re.fullmatch(r"line_[0-9]{1,3}", name)
    }
