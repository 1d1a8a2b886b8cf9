"""What an answer makes of a question: whether it may be answered still, and whether enough people have approved."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.errors import AlreadyAnswered, ExpiredQuestion, StaleQuestion, UsageError
from ashby_agent_tools.store.person_names import alike
from ashby_agent_tools.store.protocol import UNCOUNTED, ApprovalRequest, Counts, GivenAnswer, LineAnswer, iso_time

__all__ = ["approved_by", "must_be_answerable", "with_answer"]


def must_be_answerable(asked: ApprovalRequest, latest: ApprovalRequest, by: str, said: LineAnswer) -> None:
    """Raise what stands against an answer to this question; `latest` is the one that took its place, if it changed."""
    if not by.strip():
        raise UsageError("Say who answers: by=NAME.")
    if asked.state == "expired":
        raise ExpiredQuestion(
            f"Question {asked.id} expired at {iso_time(asked.expires_at)}; the agent has to make the call again."
        )
    if asked.state == "changed":
        anew = f"Answer {latest.id}" if latest.id != asked.id else "The agent has to make the call again"
        raise StaleQuestion(
            f"Question {asked.id} was asked again since: what it showed has changed. {anew}.", now=latest.id
        )
    if asked.state != "pending":
        raise _answered(asked, f"is {asked.state} already")
    if said.seen not in (None, asked.seen):
        raise StaleQuestion(
            f"Question {asked.id} is not what you were shown: somebody edited it since. Read it again.", now=asked.id
        )
    if said.approved and (mine := next((it for it in asked.approvals if alike(it.by) == alike(by)), None)):
        raise _answered(asked, "needs another person's approval: you have approved it", mine)


def _answered(asked: ApprovalRequest, said: str, answer: GivenAnswer | None = None) -> AlreadyAnswered:
    by = answer.by if answer else asked.decided_by or ""
    at = answer.at if answer else asked.decided_at
    when = f" at {iso_time(at)}" if at is not None else ""
    told = f" (by {by}{when})" if by else ""
    return AlreadyAnswered(f"Question {asked.id} {said}{told}.", state=asked.state, by=by, at=at)


def with_answer(asked: ApprovalRequest, answer: GivenAnswer, needed: int = 1) -> ApprovalRequest:
    """The question with one more answer. Approvals of other arguments than those in force no longer count.

    The same answer of the same person again is none: frameworks run a step again.
    """
    if answer.approved and any((it.by, it.edited) == (answer.by, answer.edited) for it in asked.approvals):
        return asked
    after = dataclasses.replace(
        asked,
        answers=(*asked.answers, answer),
        needed=max(asked.needed, needed),
        edited=answer.edited if answer.approved else asked.edited,
        decided_at=answer.at,
        message=answer.message,
    )
    if not answer.approved:
        return dataclasses.replace(after, state="denied", decided_by=answer.by)
    people = {alike(it.by): it.by for it in reversed(after.approvals)}
    if len(people) < after.needed:
        return dataclasses.replace(asked, answers=after.answers, needed=after.needed, edited=after.edited)
    by = " and ".join(dict.fromkeys(it.by for it in after.approvals if it.by in people.values()))
    return dataclasses.replace(after, state="approved", decided_by=by)


def approved_by(
    asked: ApprovalRequest, by: str | None, edited: str, now: float, counts: Counts | None
) -> tuple[ApprovalRequest, str]:
    """The question with an approval of `edited` that comes now, if one comes; and why it is not approved all the same.

    Approvals that `counts` does not accept are taken out. `by` is None where the approval has to be there already.
    """
    after, why_not = (asked, "") if counts is None else _counted(asked, counts)
    if by is not None and (after.state == "pending" or after.edited != edited):
        answer = GivenAnswer(by, now, approved=True, edited=edited)
        waiting = dataclasses.replace(after, state="pending")
        if counts is not None and (said := counts(dataclasses.replace(waiting, answers=(answer,), edited=edited))):
            return after, UNCOUNTED + said
        after, why_not = with_answer(waiting, answer), ""
    if after.state != "pending":
        return after, ""
    return after, UNCOUNTED + why_not if why_not else "waits for another person"


def _counted(asked: ApprovalRequest, counts: Counts) -> tuple[ApprovalRequest, str]:
    """The question with those approvals that count, open again where too few are left; and why one does not count."""
    why_not = {it: counts(dataclasses.replace(asked, answers=(it,))) for it in asked.approvals}
    if not any(why_not.values()):
        return asked, ""
    left = tuple(it for it in asked.answers if not why_not.get(it))
    after = dataclasses.replace(asked, state="pending", answers=left, decided_by=None, decided_at=None, message="")
    if not after.approvals:
        after = dataclasses.replace(after, edited="")
    return after, next(filter(None, why_not.values()))
