"""Notices: what somebody is told once a question was asked, and the telling, which may neither block nor answer it."""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from ashby_agent_tools.call import Call
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.index import find
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.protocol import ApprovalRequest
from ashby_agent_tools.time_limits import arun_with_timeout, await_with_timeout, run_with_timeout, to_its_end

if TYPE_CHECKING:
    from ashby_agent_tools.approval.flow import Notify
    from ashby_agent_tools.approval.gate import Gate

__all__ = ["AsyncNotifier", "Notice", "Notifier", "atell", "notice_of", "seen_of", "tell"]

SECONDS = 10.0
"""How long the asking waits for a notifier at most; a plain function that takes longer goes on in its own thread."""
_log = logging.getLogger("ashby_agent_tools")


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """A question that was put to a person, or several that were asked as one, for who is to be told of it.

    `id`: of the question, or of the batch. `sentence`: whose agent asks for what, without other names and without
    anything from Ashby: for a place where more people read. `question`: the whole text, with names; `whole` is False
    where somebody edited since what it asks for. `operations`: the endpoints that it is about. `warnings`: what the
    calls can do, in fixed words. `lines`: of a batch, the text of each line's own question. `seen`: what an answer has
    to hand back, so that it counts for exactly what was shown. Times are seconds since the epoch.
    """

    id: str
    sentence: str
    question: str = dataclasses.field(repr=False)
    operations: tuple[str, ...]
    effect: Effect
    outreach: bool
    warnings: tuple[str, ...]
    asked_at: float
    expires_at: float
    account: str
    conversation: str
    seen: str
    whole: bool = True
    lines: tuple[str, ...] = dataclasses.field(default=(), repr=False)

    @property
    def needs_confirming(self) -> bool:
        """Whether it removes, overwrites or ends something, reaches somebody outside, or lets data leave Ashby."""
        return self.effect is Effect.DESTRUCTIVE or self.outreach


Notifier: TypeAlias = Callable[[Notice], object]
AsyncNotifier: TypeAlias = Callable[[Notice], Awaitable[object]]


def notice_of(*asked: ApprovalRequest, operation: type[Operation] | None = None) -> Notice:
    """The notice of a question, or of the lines of a batch. `operation`: the class, where it is no one of Ashby's."""
    first, warnings = asked[0], _warnings(asked)
    agent = f"{first.asked_by}'s agent" if first.asked_by else "An agent"
    return Notice(
        id=first.id if len(asked) == 1 else first.batch,
        sentence=f"{agent} asks {_purposes(asked, operation)}. {' '.join(warnings)}",
        question=first.question if len(asked) == 1 else _batch_text(asked),
        operations=tuple(dict.fromkeys(it.operation for it in asked)),
        effect=max(it.effect for it in asked),
        outreach=any(it.outreach for it in asked),
        warnings=warnings,
        asked_at=first.asked_at,
        expires_at=min(it.expires_at for it in asked),
        account=first.key.account,
        conversation=first.key.conversation,
        seen=seen_of(asked),
        whole=not any(it.edited for it in asked),
        lines=tuple(it.question for it in asked) if len(asked) > 1 else (),
    )


def seen_of(asked: Sequence[ApprovalRequest]) -> str:
    """What an answer to all of these has to hand back; of a single question, `ApprovalRequest.seen`."""
    if len(asked) == 1:
        return asked[0].seen
    return hashlib.sha256(" ".join(it.seen for it in asked).encode()).hexdigest()[:32]


def _batch_text(asked: Sequence[ApprovalRequest]) -> str:
    from ashby_agent_tools.approval.prompts.batch import BatchPart, batch_text  # noqa: PLC0415  (loaded with a batch)

    parts = [BatchPart(it.line, it.operation, it.question, json.loads(it.card or "{}")) for it in asked]
    return batch_text(parts).text


def _warnings(asked: Sequence[ApprovalRequest]) -> tuple[str, ...]:
    """What the calls can do, in words that hold no data; the last one says whether all of it can be undone."""
    reach = ("It can reach somebody outside.",) if any(it.outreach for it in asked) else ()
    undoable = all(it.reversible for it in asked)
    return (*reach, "It can be undone." if undoable else "It cannot be undone.")


def _purposes(asked: Sequence[ApprovalRequest], operation: type[Operation] | None) -> str:
    purposes = Counter(_purpose(it, operation) for it in asked)
    if len(asked) == 1:
        return f"to {next(iter(purposes))}"
    told = ", ".join(purpose + (f" ({count} times)" if count > 1 else "") for purpose, count in purposes.items())
    return f"for {len(asked)} changes at once: {told}"


def _purpose(asked: ApprovalRequest, operation: type[Operation] | None) -> str:
    """What the operation does, from its description: up to where that begins to explain."""
    if asked.operation == "application.changeStage" and '"archiveReasonId": "' in asked.stored:
        return "reject 1 candidate"
    from ashby_agent_tools.tasks import task_named  # noqa: PLC0415  (loaded with a question)

    known = find(asked.operation) or task_named(asked.operation)
    if operation is not None and operation.spec.endpoint == asked.operation:
        known = operation
    if known is None or not known.__doc__:
        return f"make the call {asked.operation}"
    said = known.__doc__.strip().partition("\n")[0]
    for end in (";", ":", ". ", " ("):
        said = said.partition(end)[0]
    return said[:1].lower() + said[1:].rstrip(".")


def tell(notifier: Notifier | AsyncNotifier | None, gate: Gate, step: Notify) -> None:
    """Tell somebody, waiting for at most `SECONDS`. Whatever a notifier raises is recorded, not raised.

    An async one runs in an event loop of its own.
    """
    if notifier is None:
        return
    notice = _notice(gate, step)
    try:
        outcome = run_with_timeout(SECONDS, _outcome, notifier, notice)
    except TimeoutError:
        outcome = "TimeoutError"
    _record(gate, step.call, notice, outcome)


async def atell(notifier: Notifier | AsyncNotifier | None, gate: Gate, step: Notify) -> None:
    """As tell, awaited; an async notifier runs in this event loop, a plain one in a thread."""
    if notifier is None:
        return
    notice, outcome = await to_its_end(_notice, gate, step), "done"
    try:
        if inspect.iscoroutinefunction(notifier):
            await await_with_timeout(SECONDS, notifier(notice))
        else:
            outcome = await arun_with_timeout(SECONDS, _outcome, notifier, notice)
    except Exception as error:  # noqa: BLE001  (a user's own function may raise anything)
        outcome = type(error).__name__
    await to_its_end(_record, gate, step.call, notice, outcome)


def _notice(gate: Gate, step: Notify) -> Notice:
    """The notice of a question; of a batch that of all its lines, also where only some of them are asked again."""
    lines = gate.store.batch_requests(step.asked.batch) if step.batch else ()
    return notice_of(*(lines or (step.asked,)), operation=type(step.call.operation))


def _outcome(notifier: Notifier | AsyncNotifier, notice: Notice) -> str:
    try:
        made = notifier(notice)
        if inspect.isawaitable(made):
            import asyncio  # noqa: PLC0415  (slow to import; only an async notifier needs it)

            asyncio.run(_awaited(made))
    except BaseException as error:  # noqa: BLE001  (in a thread of its own: also what would end a program)
        return type(error).__name__
    return "done"


async def _awaited(made: Awaitable[object]) -> None:
    await await_with_timeout(SECONDS, made)


def _record(gate: Gate, call: Call, notice: Notice, outcome: str) -> None:
    """Note what came of it. Of an error only its class: its text may hold an address that is a secret."""
    if outcome == "done":
        gate.audit.note("notified", call, outcome="done")
        return
    gate.audit.note("notified", call, outcome="failed", error=outcome)
    _log.warning("Nobody was told of question %s (%s); it waits in the store all the same.", notice.id, outcome)
