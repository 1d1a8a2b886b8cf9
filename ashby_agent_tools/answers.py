"""What a person's answer to a question means: which call may leave on it, or what to ask next. Pure.

The one rule for edits is here: an edit is an approval of the edited call if that is no more dangerous than what was
shown; else a person is asked about the edited call first. What the policy refuses is refused, whoever edited it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from ashby_agent_tools.call import Call, Decision, Verdict
from ashby_agent_tools.errors import ApprovalRequired, ContentChanged, OthersRequired, ToolError
from ashby_agent_tools.operations.base import Json

__all__ = ["Edit", "Question", "allowed", "changed", "changed_by_one", "unusable", "waits_on"]

Edit = Callable[[Call, Mapping[str, Json]], Call]
"""Prepares the call that a person's arguments make of the one that was shown; raises ToolError where they cannot."""


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked: `call`, and in `note` why again. `error`: for callers that cannot ask again.

    `stays`: it is the question that was asked, which waits on for somebody else's answer; so it keeps its call id, and
    the answers that were given count. It survives a restart as the call (`Call.to_json`) and the note.
    """

    call: Call
    note: str = ""
    error: ToolError | None = dataclasses.field(default=None, compare=False)
    stays: bool = False

    def text(self, question: str) -> str:
        """The question, after why it is asked again."""
        return f"{self.note}\n\n{question}" if self.note else question

    def named(self, call_id: str) -> Question:
        """The same question under its own call id, which no earlier answer has; one that stays keeps the one it has."""
        if self.stays:
            return self
        return dataclasses.replace(self, call=dataclasses.replace(self.call, call_id=call_id))


def allowed(shown: Call, decision: Decision | None, edit: Edit) -> Call | Question:
    """The call that goes to the gate on this answer to `shown` (which is not a denial), or what has to be asked next.

    An edit that the policy refuses goes to the gate, too, which refuses it: no approval helps it, so nobody is asked.
    """
    if decision is None or decision.kind != "edit":
        return shown
    try:
        edited = edit(shown, decision.arguments or {})
    except ToolError as fault:
        return unusable(shown, fault)
    if edited.verdict is Verdict.REFUSE:
        return edited
    if edited.operation.spec.served_by == "task" and edited.fingerprint != shown.fingerprint:
        return Question(edited, "What the edit comes to is looked up, so you are asked about it.", _named_anew(edited))
    if edited.risk <= shown.risk:
        return edited
    error = ApprovalRequired(
        f"{shown.tool}: the edit is more dangerous than what was shown; ask about the edited call. Nothing was sent.",
        fingerprint=edited.fingerprint,
    )
    return Question(edited, "The edit is more dangerous than what was shown, so you are asked about it first.", error)


def _named_anew(edited: Call) -> ApprovalRequired:
    """A task names records, and what it sends is known only once they are found: approving names is not enough."""
    return ApprovalRequired(
        f"{edited.tool}: the edit names records that have to be looked up; ask about the edited call. Nothing was "
        "sent.",
        fingerprint=edited.fingerprint,
    )


def waits_on(shown: Call, error: OthersRequired) -> Question:
    """Somebody else has to answer, too: `shown` waits on for them."""
    return Question(shown, f"{error.why[:1].upper()}{error.why[1:]}.", error, stays=True)


def changed_by_one(edited: Call, by: str) -> Question:
    """An edit of what several people have to approve: they are asked about the edited call."""
    said = f"{by} has changed it, and more than one person has to approve it as it is now."
    error = ApprovalRequired(f"{edited.tool}: {said} Nothing was sent.", fingerprint=edited.fingerprint)
    return Question(edited, said, error)


def changed(call: Call, error: ContentChanged) -> Question:
    """What `call` would send was changed after the question, so the answer is void."""
    return Question(call, "What would be sent has changed since you were asked, so your answer does not count.", error)


def unusable(shown: Call, error: ToolError) -> Question:
    """A person's edit can be no call, or cannot be asked about: `shown` waits on."""
    return Question(shown, f"The edit cannot be used. {error}", error)
