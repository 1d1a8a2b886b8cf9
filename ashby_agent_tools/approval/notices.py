"""Notices: what somebody is told once a question was asked, and the telling, which may neither block nor answer it."""

from __future__ import annotations

import dataclasses
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from ashby_agent_tools.call import Call
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.index import find
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.protocol import ApprovalRequest
from ashby_agent_tools.time_limits import arun_with_timeout, await_with_timeout, run_with_timeout, to_its_end

if TYPE_CHECKING:
    from ashby_agent_tools.approval.audit import Audit

__all__ = ["AsyncNotifier", "Notice", "Notifier", "atell", "notice_of", "tell"]

SECONDS = 10.0
"""How long the asking waits for a notifier at most; a plain function that takes longer goes on in its own thread."""
_log = logging.getLogger("ashby_agent_tools")


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """A question that was put to a person, or several that were asked as one, for who is to be told of it.

    `id`: of the question, or of the batch. `sentence`: whose agent asks for what, without other names and without
    anything from Ashby: for a place where more people read. `question`: the whole text, with names; `whole` is False
    where somebody edited since what it asks for. `warnings`: what the call can do, in fixed words. `lines`: the
    questions of a batch, whole; empty for a single one. `seen`: what an answer has to hand back, so that it counts for
    exactly what was shown. Times are seconds since the epoch.
    """

    id: str
    sentence: str
    question: str = dataclasses.field(repr=False)
    operation: str
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


def notice_of(asked: ApprovalRequest, operation: type[Operation] | None = None) -> Notice:
    """The notice of a question. `operation`: its class, where that is one of the application's own."""
    warnings = _warnings(asked)
    agent = f"{asked.asked_by}'s agent" if asked.asked_by else "An agent"
    return Notice(
        id=asked.id,
        sentence=f"{agent} asks to {_purpose(asked, operation)}. {' '.join(warnings)}",
        question=asked.question,
        operation=asked.operation,
        effect=asked.effect,
        outreach=asked.outreach,
        warnings=warnings,
        asked_at=asked.asked_at,
        expires_at=asked.expires_at,
        account=asked.key.account,
        conversation=asked.key.conversation,
        seen=asked.seen,
        whole=not asked.edited,
    )


def _warnings(asked: ApprovalRequest) -> tuple[str, ...]:
    """What a call can do, in words that hold no data; the last one says whether it can be undone."""
    reach = ("It can reach somebody outside.",) if asked.outreach else ()
    return (*reach, "It can be undone." if asked.reversible else "It cannot be undone.")


def _purpose(asked: ApprovalRequest, operation: type[Operation] | None) -> str:
    """What the operation does, from its description: up to where that begins to explain."""
    if asked.operation == "application.changeStage" and '"archiveReasonId": "' in asked.stored:
        return "reject 1 candidate"
    from ashby_agent_tools.tasks import task_named  # noqa: PLC0415  (loaded with a question)

    known = operation or find(asked.operation) or task_named(asked.operation)
    if known is None or not known.__doc__:
        return f"make the call {asked.operation}"
    said = known.__doc__.strip().partition("\n")[0]
    for end in (";", ":", ". ", " ("):
        said = said.partition(end)[0]
    return said[:1].lower() + said[1:].rstrip(".")


def tell(notifier: Notifier | AsyncNotifier | None, audit: Audit, call: Call, asked: ApprovalRequest) -> None:
    """Tell somebody of a question, waiting for at most `SECONDS`. Whatever a notifier raises is recorded, not raised.

    An async one runs in an event loop of its own.
    """
    if notifier is None:
        return
    notice = notice_of(asked, type(call.operation))
    try:
        outcome = run_with_timeout(SECONDS, _outcome, notifier, notice)
    except TimeoutError:
        outcome = "TimeoutError"
    _record(audit, call, notice, outcome)


async def atell(notifier: Notifier | AsyncNotifier | None, audit: Audit, call: Call, asked: ApprovalRequest) -> None:
    """As tell, awaited; an async notifier runs in this event loop, a plain one in a thread."""
    if notifier is None:
        return
    notice, outcome = notice_of(asked, type(call.operation)), "done"
    try:
        if inspect.iscoroutinefunction(notifier):
            await await_with_timeout(SECONDS, notifier(notice))
        else:
            outcome = await arun_with_timeout(SECONDS, _outcome, notifier, notice)
    except Exception as error:  # noqa: BLE001  (a user's own function may raise anything)
        outcome = type(error).__name__
    await to_its_end(_record, audit, call, notice, outcome)


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


def _record(audit: Audit, call: Call, notice: Notice, outcome: str) -> None:
    """Note what came of it. Of an error only its class: its text may hold an address that is a secret."""
    if outcome == "done":
        audit.note("notified", call, outcome="done")
        return
    audit.note("notified", call, outcome="failed", error=outcome)
    _log.warning("Nobody was told of question %s (%s); it waits in the store all the same.", notice.id, outcome)
