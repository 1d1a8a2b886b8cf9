"""Notices: what somebody is told once a question was asked, and the telling, which may neither block nor answer it."""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from ashby_agent_tools.call import Call
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.protocol import ApprovalRequest
from ashby_agent_tools.time_limits import arun_with_timeout, await_with_timeout, run_with_timeout, to_its_end

if TYPE_CHECKING:
    from ashby_agent_tools.approval.audit import Audit

__all__ = ["AsyncNotifier", "Notice", "Notifier", "atell", "binding", "notice_of", "tell"]

SECONDS = 10.0
"""How long the asking waits for a notifier at most; a plain function that takes longer goes on in its own thread."""
_log = logging.getLogger("ashby_agent_tools")


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """A question that was put to a person, for who is to be told of it.

    `sentence`: what is asked, without names and without anything from Ashby: for a place where more people read.
    `question`: its whole text, with names. `warnings`: what the call can do, in fixed words. `lines`: the first lines
    of the questions of a batch; empty for a single call. `binding`: what an answer from outside has to repeat, so that
    it counts for exactly what was shown. Times are seconds since the epoch.
    """

    id: str
    sentence: str
    question: str = dataclasses.field(repr=False)
    operation: str
    effect: Effect
    warnings: tuple[str, ...]
    asked_at: float
    expires_at: float
    account: str
    conversation: str
    binding: str
    lines: tuple[str, ...] = dataclasses.field(default=(), repr=False)

    @property
    def needs_confirming(self) -> bool:
        """Whether it removes, overwrites or ends something, reaches somebody outside, or lets data leave Ashby."""
        return self.effect is Effect.DESTRUCTIVE or len(self.warnings) > 1


Notifier: TypeAlias = Callable[[Notice], object]
AsyncNotifier: TypeAlias = Callable[[Notice], Awaitable[object]]


def notice_of(call: Call, asked: ApprovalRequest) -> Notice:
    """The notice of a question about a call."""
    return Notice(
        id=asked.id,
        sentence=sentence_of(call),
        question=asked.question,
        operation=asked.operation,
        effect=call.risk.effect,
        warnings=warnings_of(call),
        asked_at=asked.asked_at,
        expires_at=asked.expires_at,
        account=asked.key.account,
        conversation=asked.key.conversation,
        binding=binding(asked),
    )


def binding(asked: ApprovalRequest) -> str:
    """A digest of the question and of everything that it showed; another attempt has another one."""
    shown = "\n".join((asked.id, asked.fingerprint, asked.content, str(asked.attempt), asked.question))
    return hashlib.sha256(shown.encode(errors="surrogatepass")).hexdigest()[:32]


def sentence_of(call: Call) -> str:
    """What is asked, in words that are the same for every call of the operation, and what the call can do."""
    return f"An agent asks to {_purpose(call)}. {' '.join(warnings_of(call))}"


def warnings_of(call: Call) -> tuple[str, ...]:
    """What a call can do, in words that hold no data; the last one says whether it can be undone."""
    from ashby_agent_tools.approval.prompts._undo import in_short  # noqa: PLC0415  (loaded with a question)

    told = []
    if call.risk.notifies:
        told.append("It can reach a person outside.")
    if call.risk.exports:
        told.append("Data leaves Ashby.")
    return (*told, in_short(call.risk))


def _purpose(call: Call) -> str:
    """What the operation does, from its description: up to where that begins to explain."""
    if call.endpoint == "application.changeStage" and call.arguments.get("archiveReasonId"):
        return "reject 1 candidate"
    said = (type(call.operation).__doc__ or call.endpoint).strip().partition("\n")[0]
    for end in (";", ":", ". ", " ("):
        said = said.partition(end)[0]
    return said[:1].lower() + said[1:].rstrip(".")


def tell(notifier: Notifier | AsyncNotifier | None, audit: Audit, call: Call, asked: ApprovalRequest) -> None:
    """Tell somebody of a question, waiting for at most `SECONDS`. Whatever a notifier raises is recorded, not raised.

    An async one runs in an event loop of its own.
    """
    if notifier is None:
        return
    notice = notice_of(call, asked)
    try:
        outcome = run_with_timeout(SECONDS, _outcome, notifier, notice)
    except TimeoutError:
        outcome = "TimeoutError"
    _record(audit, call, notice, outcome)


async def atell(notifier: Notifier | AsyncNotifier | None, audit: Audit, call: Call, asked: ApprovalRequest) -> None:
    """As tell, awaited; an async notifier runs in this event loop, a plain one in a thread."""
    if notifier is None:
        return
    notice, outcome = notice_of(call, asked), "done"
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
