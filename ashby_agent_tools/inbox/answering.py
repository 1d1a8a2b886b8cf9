"""Answering: what a form says of a question, and what came of it, in words for whoever sent it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.inbox.cards import CardView, seen_of
from ashby_agent_tools.inbox.identity import Visitor
from ashby_agent_tools.store.protocol import ApprovalRequest
from ashby_agent_tools.store.sql import SqlStore

__all__ = ["LONGEST_MESSAGE", "Answer", "AnswerRefused", "give"]

LONGEST_MESSAGE = 2_000


class AnswerRefused(Exception):
    """An answer that does not count, and why: a text for the person, and the status of the page."""

    def __init__(self, text: str, status: int = 409) -> None:
        super().__init__(text)
        self.status = status


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says to one question. `seen`: which version of it a page showed; `read`: the second step."""

    identity: str
    approved: bool
    seen: str
    message: str = ""
    read: bool = False


def give(store: SqlStore, find: Callable[[str], ApprovalRequest | None], answer: Answer, visitor: Visitor) -> CardView:
    """Record an answer, and give the question as it is then. Raises AnswerRefused."""
    asked = find(answer.identity)
    if asked is None:
        raise AnswerRefused("There is no such question, or it is not for you.", 404)
    if asked.state != "pending":
        raise AnswerRefused(_too_late(asked, visitor))
    if answer.seen != seen_of(asked):
        raise AnswerRefused(
            "The question was changed since this page was shown, so the answer does not count. Read it again."
        )
    if len(answer.message) > LONGEST_MESSAGE:
        raise AnswerRefused(f"A message has at most {LONGEST_MESSAGE:,} characters. Nothing was recorded.", 422)
    if answer.approved and CardView.of(asked).is_final and not answer.read:
        raise AnswerRefused(
            "Tick the sentence above the button first: this cannot be taken back. Nothing was recorded.", 422
        )
    try:
        return CardView.of(store.answer(asked.id, approved=answer.approved, by=visitor.name, message=answer.message))
    except UsageError as error:  # somebody else was faster, just now
        raise AnswerRefused(_too_late(find(answer.identity) or asked, visitor)) from error


def _too_late(asked: ApprovalRequest, visitor: Visitor) -> str:
    by = "you" if asked.decided_by == visitor.name else asked.decided_by
    if asked.state == "expired":
        return "The question has expired, so no answer counts any more. The agent can ask again."
    if asked.state == "pending" or by is None:
        return "The question cannot be answered now. Nothing was recorded."
    told = "denied" if asked.state == "denied" else "approved"
    return f"The question was already {told} by {by}: the first answer counts, and yours was not recorded."
