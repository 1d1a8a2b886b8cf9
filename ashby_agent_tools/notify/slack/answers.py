"""What a click in Slack does: who it was, whether they may, what is recorded, and what they are told."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping

from ashby_agent_tools.approval.notices import binding, notice_of
from ashby_agent_tools.errors import UsageError
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
_OLDER = "This message shows an older question. What is asked by now stands in a newer message."


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
    """Records what people click. `people`: who a Slack user is."""

    notifier: SlackNotifier
    store: Store
    people: Mapping[str, str]

    def take(self, done: Interaction) -> Reply:
        """Record an answer, if it is one that may be given. Raises StoreUnavailable."""
        if done.about is None:
            return Reply()
        try:
            person = self._person(done)
            asked = self._open(done.about)
            if done.kind == "deny":
                return Reply(asked=asked, dialog=True)
            now = self._recorded(done, asked, person)
        except _Refusal as refusal:
            about, user = done.about.question[:40], done.user[:40]
            _log.warning("Slack: %s of question %s by %s was refused: %s.", done.kind, about, user, refusal)
            return refusal.reply
        _log.info("Slack: question %s was answered by %s (%s).", now.id, done.user, now.state)
        return Reply(asked=now)

    def _person(self, done: Interaction) -> str:
        """Who it was, by what Slack says of the user and the application of the person; never by a name it sends."""
        person = None if done.outsider else self.people.get(done.user)
        if person is None:
            raise _Refusal("the user is not known here", _STRANGER)
        return person

    def _open(self, about: QuestionRef) -> ApprovalRequest:
        """The question, as it was shown, while it waits."""
        asked = self._found(about.question)
        if asked is None:
            raise _Refusal("there is no such question", _GONE)
        newest = self.store.requests_for(asked.key, asked.call_id)[-1]
        if binding(asked) != about.digest or newest.id != asked.id:
            raise _Refusal("it is about an older question", _OLDER)
        if asked.state != "pending":
            raise _late(asked)
        return asked

    def _recorded(self, done: Interaction, asked: ApprovalRequest, person: str) -> ApprovalRequest:
        approved = done.kind == "approve"
        if approved and not self.notifier.approvable(notice_of(asked)):
            raise _Refusal("the message does not show what is approved", _UNREAD)
        try:
            return self.store.answer(asked.id, approved=approved, by=person, message=done.message)
        except UsageError:  # somebody else was quicker
            raise _late(self._found(asked.id) or asked) from None

    def _found(self, identity: str) -> ApprovalRequest | None:
        return next((it for it in self.store.requests() if it.id == identity), None)


def _late(asked: ApprovalRequest) -> _Refusal:
    told = f"Your answer came later and does not count. {standing(asked)}"
    return _Refusal(f"the question is {asked.state}", told, asked)
