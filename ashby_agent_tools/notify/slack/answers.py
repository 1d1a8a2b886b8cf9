"""What a click in Slack does: who it was, whether they may, what is recorded, and what they are told."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping

from ashby_agent_tools.approval.answering import answer, must_be_allowed
from ashby_agent_tools.approval.notices import notice_of
from ashby_agent_tools.approval.people import ApproverRules, Person
from ashby_agent_tools.errors import AlreadyAnswered, AnswerRefused, MayNotAnswer, UnknownQuestion
from ashby_agent_tools.notify.slack.messages import QuestionRef
from ashby_agent_tools.notify.slack.notifier import SlackNotifier, standing
from ashby_agent_tools.notify.slack.requests import Interaction
from ashby_agent_tools.store.protocol import ApprovalRequest, Store

__all__ = ["Answers", "Reply"]

_log = logging.getLogger("ashby_agent_tools")
_STRANGER = (
    "Slack knows you, and this application does not know you as somebody who approves, so nothing was recorded. "
    "Whoever runs it can add your Slack id."
)
_UNREAD = (
    "This message does not show what would be approved, so nothing was recorded. Open it in the inbox, and answer "
    "there."
)
_GONE = "This question is not known here any more."
_OLDER = "This message shows something else than what is asked by now. Nothing was recorded; read it again."


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """What follows from a click. `told`: to who clicked, alone; empty where the message says all.

    `asked`: the question as it stands now, where its message has to be shown anew. `dialog`: whether to ask for the
    message of a denial.
    """

    told: str = ""
    asked: ApprovalRequest | None = None
    dialog: bool = False


class _Refusal(Exception):
    """Why a click is not an answer, for the log; and what follows from it."""

    def __init__(self, why: str, told: str, asked: ApprovalRequest | None = None) -> None:
        super().__init__(why)
        self.reply = Reply(told, asked)


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """Records what people click. `people`: who a Slack user is, by their id. `rules`: who may answer what."""

    notifier: SlackNotifier
    store: Store
    people: Mapping[str, Person]
    rules: ApproverRules

    def take(self, done: Interaction) -> Reply:
        """Record an answer, if it is one that may be given. Raises StoreUnavailable."""
        if done.about is None:
            return Reply()
        try:
            person, asked = self._person(done), self._found(done.about)
            if done.kind == "deny":
                return Reply(asked=self._deniable(asked, person), dialog=True)
            now = self._recorded(done, asked, person)
        except _Refusal as refusal:
            about, user = done.about.question[:40], done.user[:40]
            _log.warning("Slack: %s of question %s by %s was refused: %s.", done.kind, about, user, refusal)
            return refusal.reply
        _log.info("Slack: question %s was answered by %s (%s).", now.id, done.user, now.state)
        return Reply(asked=now)

    def _person(self, done: Interaction) -> Person:
        """Who it was, by what Slack says of the user and the application of the person; never by a name it sends."""
        person = None if done.outsider else self.people.get(done.user)
        if person is None:
            raise _Refusal("the user is not known here", _STRANGER)
        return person

    def _found(self, about: QuestionRef) -> ApprovalRequest:
        """The question as it stands, if the message showed that."""
        try:
            asked = self.store.request(about.question)
        except UnknownQuestion:
            raise _Refusal("there is no such question", _GONE) from None
        if asked.state == "pending" and asked.seen != about.seen:
            raise _Refusal("the message shows something else", _OLDER, asked)
        return asked

    def _deniable(self, asked: ApprovalRequest, person: Person) -> ApprovalRequest:
        """The question, for a dialog: who may not answer need not write why."""
        try:
            must_be_allowed(self.rules, person, asked)
        except MayNotAnswer as error:
            raise _Refusal(type(error).__name__, str(error)) from None
        if asked.state != "pending":
            raise _late(asked)
        return asked

    def _recorded(self, done: Interaction, asked: ApprovalRequest, person: Person) -> ApprovalRequest:
        approved, seen = done.kind == "approve", done.about.seen if done.about else ""
        if approved and asked.state == "pending" and not self.notifier.approvable(notice_of(asked)):
            raise _Refusal("the message does not show what is approved", _UNREAD)
        try:
            return answer(
                self.store,
                asked.id,
                person=person,
                rules=self.rules,
                approved=approved,
                message=done.message,
                seen=seen,
            )
        except AlreadyAnswered:
            raise _late(self.store.request(asked.id)) from None
        except AnswerRefused as error:  # its text is for who answered
            raise _Refusal(type(error).__name__, str(error), self.store.request(asked.id)) from None


def _late(asked: ApprovalRequest) -> _Refusal:
    told = f"Your answer came later and does not count. {standing(asked)}"
    return _Refusal(f"the question is {asked.state}", told, asked)
