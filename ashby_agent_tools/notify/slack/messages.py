"""What stands in a Slack message about a question, and what in the dialog of a denial; made with Slack's own library.

Everything that others wrote stands in plain text objects, in which Slack makes no link, no mention and no format.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

try:
    from slack_sdk.models.blocks import (
        ActionsBlock,
        Block,
        ButtonElement,
        ConfirmObject,
        ContextBlock,
        InputBlock,
        PlainTextInputElement,
        PlainTextObject,
        SectionBlock,
    )
    from slack_sdk.models.views import View
except ModuleNotFoundError as error:
    from ashby_agent_tools.errors import UsageError

    raise UsageError("Slack needs its library: pip install 'ashby-agent-tools[slack]'.") from error

from ashby_agent_tools.approval.notices import Notice
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.notify.messages import expiry_of, text_of

__all__ = [
    "APPROVE",
    "DENY",
    "OPEN",
    "REASON",
    "QuestionRef",
    "QuestionView",
    "blocks_of",
    "dialog",
    "escaped",
    "shown_of",
    "summary_of",
]

APPROVE, DENY, OPEN, REASON = "ashby_approve", "ashby_deny", "ashby_open", "ashby_reason"
_NAMED, _PLAIN = "named", "plain"
_PART, _MOST_PARTS = 2_900, 4  # characters of one section, of which Slack takes 3,000; and sections: some 12,000 in all


@dataclasses.dataclass(frozen=True, slots=True)
class QuestionRef:
    """What a button says: which question, `ApprovalRequest.seen` of what was shown of it, and whether names were."""

    question: str
    seen: str
    names: bool

    @property
    def text(self) -> str:
        """The value of the button."""
        return f"{self.question} {self.seen} {_NAMED if self.names else _PLAIN}"

    @classmethod
    def of(cls, text: object) -> QuestionRef | None:
        """What a value says; None for one that no message of ours has."""
        match text.split(" ") if isinstance(text, str) else []:
            case [question, seen, "named" | "plain" as shown] if question and seen:
                return cls(question, seen, shown == _NAMED)
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class QuestionView:
    """What a message shows of a question, and whether that is all of it, so that one may approve it there."""

    parts: tuple[str, ...]
    whole: bool
    names: bool


def shown_of(notice: Notice, *, names: bool) -> QuestionView:
    """The question in parts that Slack takes; without names, its sentence."""
    text = text_of(notice, names=names)
    parts = tuple(text[at : at + _PART] for at in range(0, len(text), _PART))
    if len(parts) <= _MOST_PARTS:
        return QuestionView(parts, whole=names and notice.whole, names=names)
    return QuestionView(
        (*parts[: _MOST_PARTS - 1], "This is not all of it: open it in the inbox."), whole=False, names=names
    )


def summary_of(notice: Notice) -> str:
    """What a phone shows before it is unlocked: never a name."""
    return escaped(notice.sentence)


def escaped(text: str) -> str:
    """A text where Slack reads its own markup: no link, no mention, nothing hidden."""
    return for_terminal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks_of(
    notice: Notice, shown: QuestionView, *, link: str | None, approvable: bool, answerable: bool, status: str = ""
) -> list[dict[str, Any]]:
    """The blocks of a message. `answerable`: with buttons; `approvable`: with Approve among them."""
    blocks: list[Block] = [SectionBlock(text=_plain(part)) for part in shown.parts]
    told = [status] if status else []
    if answerable or not status:
        told.append(f"{expiry_of(notice)} Question {notice.id}.")
    blocks.append(ContextBlock(elements=[_plain(line) for line in told]))
    about = QuestionRef(notice.id, notice.seen, shown.names)
    if buttons := _buttons(notice, about, link, approvable=approvable and answerable, answerable=answerable):
        blocks.append(ActionsBlock(elements=buttons))
    return [block.to_dict() for block in blocks]


def _buttons(
    notice: Notice, about: QuestionRef, link: str | None, *, approvable: bool, answerable: bool
) -> list[ButtonElement]:
    value, count = about.text, f" all {len(notice.lines)}" if notice.lines else ""
    buttons = []
    if approvable:
        style, confirm = ("danger", _confirm(notice)) if notice.needs_confirming else ("primary", None)
        label = f"Approve{count}"
        buttons.append(ButtonElement(text=label, action_id=APPROVE, value=value, style=style, confirm=confirm))
    if answerable:
        buttons.append(ButtonElement(text=f"Deny{count}", action_id=DENY, value=value))
    if link is not None:
        buttons.append(ButtonElement(text="Open in inbox", action_id=OPEN, url=link))
    return buttons


def _confirm(notice: Notice) -> ConfirmObject:
    """A second step for what ends something or reaches somebody."""
    return ConfirmObject(
        title="Approve this?",
        text=_plain(" ".join(notice.warnings)),
        confirm="Approve",
        deny="Back",
        style="danger",
    )


def dialog(notice: Notice, about: QuestionRef, place: dict[str, str]) -> dict[str, Any]:
    """The dialog of a denial, with room for a message. `place`: where the message stands that it began in."""
    reason = PlainTextInputElement(action_id=REASON, multiline=True, max_length=500)
    view = View(
        type="modal",
        callback_id=DENY,
        title=_plain("Deny"),
        submit=_plain("Deny"),
        close=_plain("Back"),
        private_metadata=json.dumps({**place, "value": about.text}),
        blocks=[
            SectionBlock(text=_plain(notice.sentence)),
            InputBlock(
                block_id=REASON, label="What should happen instead? The agent reads it.", element=reason, optional=True
            ),
        ],
    )
    return view.to_dict()


def _plain(text: str) -> PlainTextObject:
    """A text in which nothing acts, and nothing is hidden."""
    return PlainTextObject(text=for_terminal(text, lines=True), emoji=False)
