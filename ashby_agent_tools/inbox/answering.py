"""Answering: what a form says of a question is recorded, or told why it does not count, in words for who sent it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from ashby_agent_tools.approval.answering import answer as record_answer
from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.errors import AlreadyAnswered, AnswerRefused, ExpiredQuestion, MayNotAnswer, StaleQuestion
from ashby_agent_tools.inbox.cards import CardView
from ashby_agent_tools.inbox.identity import Visitor
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.store.protocol import ApprovalRequest
from ashby_agent_tools.store.sql import SqlStore

__all__ = ["LONGEST_MESSAGE", "Answer", "Unrecorded", "give"]

LONGEST_MESSAGE = 2_000


class Unrecorded(Exception):
    """An answer that does not count, and why: a text for the person, and the status of the page."""

    def __init__(self, text: str, status: int = 409) -> None:
        super().__init__(text)
        self.status = status


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says to one question. `seen`: which version of it a page showed; `read`: the second step was made.

    `arguments`: those that are approved in place of what was shown.
    """

    approved: bool
    seen: str
    message: str = ""
    read: bool = False
    arguments: Mapping[str, Json] | None = None


def give(
    store: SqlStore, rules: ApproverRules, asked: ApprovalRequest, answer: Answer, visitor: Visitor
) -> ApprovalRequest:
    """Record an answer, and give the question as it is then. Raises Unrecorded."""
    if len(answer.message) > LONGEST_MESSAGE:
        raise Unrecorded(f"A message has at most {LONGEST_MESSAGE:,} characters. Nothing was recorded.", 422)
    late = asked.state != "pending"
    if answer.approved and CardView.of(asked).is_final and not answer.read and not late:
        raise Unrecorded("Tick the sentence above the button first. Nothing was recorded.", 422)
    try:
        return record_answer(
            store,
            asked.id,
            person=visitor.person,
            rules=rules,
            approved=answer.approved,
            message=answer.message,
            arguments=answer.arguments,
            operation=asked.operation,
            seen=answer.seen,
        )
    except AnswerRefused as error:
        raise Unrecorded(_told(error, visitor), 403 if isinstance(error, MayNotAnswer) else 409) from error


def _told(error: AnswerRefused, visitor: Visitor) -> str:
    if isinstance(error, AlreadyAnswered):
        by = "you" if error.by == visitor.name else error.by or "somebody else"
        if error.state == "pending":
            return "You have approved it already; somebody else has to approve it too."
        said = "denied" if error.state == "denied" else "approved"
        return f"The question was already {said} by {by}: the first answer counts, and yours was not recorded."
    if isinstance(error, ExpiredQuestion):
        return "The question has expired, so no answer counts any more. The agent can ask again."
    if isinstance(error, StaleQuestion):
        return "The question was changed since this page was shown, so your answer was not recorded. Read it again."
    return str(error)
