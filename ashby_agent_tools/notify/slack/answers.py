"""What a click in Slack does: who it was, whether they may, what is recorded, and what they are told."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping

from ashby_agent_tools.approval.answering import answer, must_be_allowed
from ashby_agent_tools.approval.notices import notice_of, seen_of
from ashby_agent_tools.approval.people import ApproverRules, Person
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import AlreadyAnswered, AnswerRefused, MayNotAnswer, UnknownQuestion
from ashby_agent_tools.notify.slack.messages import QuestionRef
from ashby_agent_tools.notify.slack.notifier import SlackNotifier, standing
from ashby_agent_tools.notify.slack.requests import Interaction
from ashby_agent_tools.store.protocol import ApprovalRequest, Store

__all__ = ["Answers", "Reply"]

Requests = tuple[ApprovalRequest, ...]
_log = logging.getLogger("ashby_agent_tools")
_STRANGER = (
    "You are not an approver here, so nothing was recorded. The people who run this application can add your Slack id."
)
_UNREAD = (
    "This message does not show what would be approved, so nothing was recorded. Open it in the inbox, and answer "
    "there."
)
_MOST = 500  # letters of a message, as the dialog takes
_GONE = "This question is not known here any more."
_OLDER = "What is asked has changed since this message was posted. Nothing was recorded; read it again."


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """What follows from a click. `told`: to who clicked, alone; empty where the message says all.

    `asked`: the question, or the lines of the batch, as they stand now, where the message has to be shown again.
    `dialog`: whether to ask for the message of a denial.
    """

    told: str = ""
    asked: Requests = ()
    dialog: bool = False


class _Refusal(Exception):
    """Why a click is not an answer, for the log; and what follows from it."""

    def __init__(self, why: str, told: str, asked: Requests = ()) -> None:
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
                self._open(asked, person)
                return Reply(asked=asked, dialog=True)
            now = self._recorded(done, asked, person)
        except _Refusal as refusal:
            about, user = for_terminal(done.about.question[:40]), for_terminal(done.user[:40])
            _log.warning("Slack: %s of question %s by %s was refused: %s.", done.kind, about, user, refusal)
            return refusal.reply
        _log.info("Slack: question %s was answered by %s (%s).", done.about.question, done.user, now[0].state)
        return Reply(asked=now)

    def _person(self, done: Interaction) -> Person:
        """Who it was, by what Slack says of the user and the application of the person; never by a name it sends."""
        person = None if done.outsider else self.people.get(done.user)
        if person is None:
            raise _Refusal("the user is not known here", _STRANGER)
        return person

    def _found(self, about: QuestionRef) -> Requests:
        """The question as it stands, or the lines of a batch, if the message showed that."""
        try:
            asked: Requests = (self.store.request(about.question),)
        except UnknownQuestion:
            asked = self.store.batch_requests(about.question)
        if not asked:
            raise _Refusal("there is no such question", _GONE)
        if any(it.state == "pending" for it in asked) and seen_of(asked) != about.seen:
            raise _Refusal("the message shows something else", _OLDER, asked)
        return asked

    def _open(self, asked: Requests, person: Person) -> Requests:
        """What waits of it, if all of that is this person's to answer: who may not answer need not write why."""
        waiting = tuple(it for it in asked if it.state == "pending")
        try:
            for it in waiting or asked:
                must_be_allowed(self.rules, person, it)
        except MayNotAnswer as error:
            raise _Refusal(type(error).__name__, str(error)) from None
        if not waiting:
            raise _late(asked)
        return waiting

    def _recorded(self, done: Interaction, asked: Requests, person: Person) -> Requests:
        approved, waiting = done.kind == "approve", self._open(asked, person)
        names = done.about is not None and done.about.names
        if approved and not self.notifier.approvable(notice_of(*asked), names=names):
            raise _Refusal("the message does not show what is approved", _UNREAD)
        refusals = [error for it in waiting if (error := self._answer(it, done, person)) is not None]
        now = self._again(asked)
        if len(refusals) == len(waiting):
            late = isinstance(refusals[0], AlreadyAnswered)
            raise _late(now) if late else _Refusal(type(refusals[0]).__name__, str(refusals[0]), now)
        return now

    def _answer(self, asked: ApprovalRequest, done: Interaction, person: Person) -> AnswerRefused | None:
        """Record one answer; why it does not count, where somebody was quicker."""
        approved = done.kind == "approve"
        try:
            answer(
                self.store,
                asked.id,
                person=person,
                rules=self.rules,
                approved=approved,
                message=done.message[:_MOST],
                seen=asked.seen,
            )
        except AnswerRefused as error:  # its text is for who answered
            return error
        return None

    def _again(self, asked: Requests) -> Requests:
        return tuple(self.store.request(it.id) for it in asked)


def _late(asked: Requests) -> _Refusal:
    told = f"Your answer came later and does not count. {standing(asked)}"
    return _Refusal(f"the question is {asked[0].state}", told, asked)
