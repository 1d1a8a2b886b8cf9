"""What an answer makes of a question: whether it may be answered still, and whether enough people have approved."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.errors import AlreadyAnswered, ExpiredQuestion, StaleQuestion, UsageError
from ashby_agent_tools.store.person_names import alike
from ashby_agent_tools.store.protocol import ApprovalRequest, GivenAnswer, LineAnswer, iso_time

__all__ = ["must_be_answerable", "with_answer"]


def must_be_answerable(asked: ApprovalRequest, latest: ApprovalRequest, by: str, said: LineAnswer) -> None:
    """Raise what stands against an answer to this question; `latest` is the newest one under its call id."""
    if not by.strip():
        raise UsageError("Say who answers: by=NAME.")
    if asked.state == "expired":
        raise ExpiredQuestion(
            f"Question {asked.id} expired at {iso_time(asked.expires_at)}; the agent has to make the call again."
        )
    if asked.state == "changed" or (latest.id != asked.id and latest.fingerprint == asked.fingerprint):
        raise StaleQuestion(
            f"Question {asked.id} was asked anew since: what it showed has changed. Answer {latest.id}.", now=latest.id
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
    """The question with one more answer. Approvals of other arguments than those in force no longer count."""
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
