"""Approvers: who answers a question, in the terminal or later through the store. Only a clear yes is an approval."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from ashby_agent_tools.call import Call, Decision
from ashby_agent_tools.errors import ApprovalRequired, AshbyError, Declined, UsageError
from ashby_agent_tools.time_limits import arun_with_timeout, await_with_timeout, run_with_timeout

if TYPE_CHECKING:
    from ashby_agent_tools.batch import Batch, LineDecisions

__all__ = [
    "Approver",
    "AsyncApprover",
    "AsyncBatchApprover",
    "BatchApprover",
    "adecide",
    "adecide_batch",
    "ask_later",
    "ask_terminal",
    "ask_terminal_batch",
    "decide",
    "decide_batch",
]

Approver = Callable[[Call, str], Decision]
AsyncApprover = Callable[[Call, str], Awaitable[Decision]]
BatchApprover: TypeAlias = "Callable[[Batch], LineDecisions]"
"""Answers lines of a batch, by their numbers; a line that it does not name waits."""
AsyncBatchApprover: TypeAlias = "Callable[[Batch], Awaitable[LineDecisions]]"


def decide(approver: Approver | AsyncApprover, call: Call, question: str, *, seconds: float) -> Decision:
    """Ask an approver for at most `seconds`. One that raises, answers nonsense or hangs is not an approval.

    Raises ApprovalRequired when nobody answered in time, Declined when the approver failed.
    """
    with _no_yes(call):
        answer = run_with_timeout(seconds, approver, call, question)
    if inspect.isawaitable(answer):
        if inspect.iscoroutine(answer):
            answer.close()
        raise UsageError("The approver is async: use arun, or pass a plain function.")
    return _decision(call, answer)


async def adecide(approver: Approver | AsyncApprover, call: Call, question: str, *, seconds: float) -> Decision:
    """As decide, awaited; the approver may be async or plain."""
    with _no_yes(call):
        if inspect.iscoroutinefunction(approver):
            answer: object = await await_with_timeout(seconds, approver(call, question))
        else:
            answer = await arun_with_timeout(seconds, approver, call, question)
            if inspect.isawaitable(answer):  # an object, a partial or a lambda that leads to a coroutine
                answer = await await_with_timeout(seconds, answer)
    return _decision(call, answer)


def decide_batch(
    together: BatchApprover | AsyncBatchApprover | None,
    singly: Approver | AsyncApprover | None,
    batch: Batch,
    *,
    seconds: float,
) -> LineDecisions:
    """Ask about a batch for at most `seconds`: all lines at once, or line by line whom nobody can ask otherwise."""
    first = batch.asks[0].call
    if together is None:
        if singly is None:
            raise AssertionError("whether there is an approver was asked before")
        return {line.number: decide(singly, line.call, line.sentence, seconds=seconds) for line in batch.asks}
    with _no_yes(first):
        answer: object = run_with_timeout(seconds, together, batch)
    if inspect.isawaitable(answer):
        if inspect.iscoroutine(answer):
            answer.close()
        raise UsageError("The batch approver is async: use arun_batch, or pass a plain function.")
    return _line_decisions(batch, answer)


async def adecide_batch(
    together: BatchApprover | AsyncBatchApprover | None,
    singly: Approver | AsyncApprover | None,
    batch: Batch,
    *,
    seconds: float,
) -> LineDecisions:
    """As decide_batch, awaited; the approver may be async or plain."""
    if together is None:
        if singly is None:
            raise AssertionError("whether there is an approver was asked before")
        return {line.number: await adecide(singly, line.call, line.sentence, seconds=seconds) for line in batch.asks}
    with _no_yes(batch.asks[0].call):
        if inspect.iscoroutinefunction(together):
            answer: object = await await_with_timeout(seconds, together(batch))
        else:
            answer = await arun_with_timeout(seconds, together, batch)
            if inspect.isawaitable(answer):  # an object, a partial or a lambda that leads to a coroutine
                answer = await await_with_timeout(seconds, answer)
    return _line_decisions(batch, answer)


def _line_decisions(batch: Batch, answer: object) -> LineDecisions:
    """The answers, if every one is a Decision about its line: one that is not voids them all."""
    if not isinstance(answer, Mapping):
        raise Declined(
            "The batch approver did not answer with decisions by line, so no line is approved. Nothing was sent.",
            fingerprint=batch.asks[0].call.fingerprint,
        )
    for number, said in answer.items():
        _decision(batch.line(number).call, said)
    return answer


@contextlib.contextmanager
def _no_yes(call: Call) -> Iterator[None]:
    try:
        yield
    except AshbyError:
        raise
    except TimeoutError:
        raise ApprovalRequired(
            f"{call.tool}: nobody answered in time. Nothing was sent.", fingerprint=call.fingerprint
        ) from None
    except Exception as error:  # a user's own approver may raise anything: that is not an approval
        raise Declined(
            f"{call.tool}: the approver failed ({type(error).__name__}), so the call is refused. Nothing was sent.",
            fingerprint=call.fingerprint,
        ) from error


def _decision(call: Call, answer: object) -> Decision:
    if isinstance(answer, Decision):
        answer.must_be_about(call)
        return answer
    raise Declined(
        f"{call.tool}: the approver did not answer with a Decision, so the call is refused. Nothing was sent.",
        fingerprint=call.fingerprint,
    )


def ask_terminal(call: Call, question: str) -> Decision:
    """Ask the person at the terminal, showing what would be sent and the question. Without a terminal: no.

    Secrets are not shown, and whatever others wrote is printed as characters that paint nothing.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return Decision.deny("there is no terminal to ask at, so the answer is no", by="nobody")
    from ashby_agent_tools.approval.terminal import asked_at_terminal  # noqa: PLC0415  (extra: cli)

    return asked_at_terminal(call, question)


def ask_terminal_batch(batch: Batch) -> LineDecisions:
    """Ask the person at the terminal about all lines of a batch at once: all, none, or the numbers that are approved.

    Without a terminal: no.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return batch.deny("there is no terminal to ask at, so the answer is no", by="nobody")
    from ashby_agent_tools.approval.terminal import batch_asked_at_terminal  # noqa: PLC0415  (extra: cli)

    return batch_asked_at_terminal(batch)


def ask_later(call: Call, question: str) -> Decision:  # noqa: ARG001  (an approver takes both)
    """Leave the question in the store: whoever runs `ashby-agent-tools approvals` answers it, now or tomorrow.

    Needs a SqliteStore that both processes open. Make the same call again after the approval, and it is sent.
    """
    raise ApprovalRequired(
        f"{call.tool}: a person has been asked and has not answered yet. Nothing was sent. Tell the user that the "
        "question is waiting, and make exactly the same call again once the user says that it was approved.",
        fingerprint=call.fingerprint,
    )
