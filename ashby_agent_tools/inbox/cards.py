"""CardView: one question as a page shows it, from what the store has of it; it needs neither Ashby nor a key."""

from __future__ import annotations

import dataclasses
import json
import re

from markupsafe import Markup, escape

from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.protocol import ApprovalRequest

__all__ = ["CardView", "plain", "with_quotes", "written"]

_QUOTE = re.compile(r"(?<![^\W_])'([^']*)'")  # an apostrophe in a word of ours opens none
_STATES = {
    "pending": "Waits for an answer",
    "approved": "Approved, not sent yet",
    "denied": "Denied",
    "expired": "Expired",
    "changed": "Changed in Ashby since, so it was not sent",
    "used": "Approved and sent",
    "unknown": "Sent, outcome not known",
}


def plain(text: str) -> str:
    """A text that somebody else wrote: what cannot be seen is shown as an escape. The templates escape HTML."""
    return for_terminal(text, lines=True)


def with_quotes(text: str) -> Markup:
    """A line of a question as HTML: what stands between straight single quotes was written by others, and is marked."""
    parts, end = [], 0
    text = plain(text)
    for found in _QUOTE.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<q class="theirs">{}</q>').format(found[1])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


@dataclasses.dataclass(frozen=True, slots=True)
class CardView:
    """One question for the templates. `card`: its facts, as `approval.prompts.card` made them, or those of its text."""

    asked: ApprovalRequest
    card: JsonObject

    @classmethod
    def of(cls, asked: ApprovalRequest) -> CardView:
        """The view of a question; one without a card, as older ones are, is shown by its text."""
        return cls(asked, json.loads(asked.card) if asked.card else _from_text(asked.question))

    @property
    def changes(self) -> list[JsonObject]:
        """The cards of what it comes to: its own, or those of its parts."""
        return self.card["parts"] or [self.card]

    @property
    def headline(self) -> str:
        """Who, what, for which job."""
        return str(self.card["headline"])

    @property
    def undo(self) -> str:
        """What can be put back and what cannot, in a sentence or more."""
        return " ".join(dict.fromkeys(part["undo"] for part in self.changes if part["undo"]))

    @property
    def destructive(self) -> bool:
        """Whether it removes, hides, overwrites or ends something."""
        return self.asked.effect is Effect.DESTRUCTIVE

    @property
    def is_final(self) -> bool:
        """Whether an approval has a second step: it destroys something, or sends what nothing brings back."""
        return self.destructive or (self.asked.outreach and not self.asked.reversible)

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What to know before reading: a style, and a few words."""
        if not self.asked.reversible:
            found = [("final", "Cannot be undone")]
        elif self.destructive:
            found = [("final", "Ends or replaces something")]
        else:
            found = [("back", "Can be put back")]
        if self.card["notifies"]:
            found.append(("out", "May send a message"))
        if self.card["exports"]:
            found.append(("out", "Data leave Ashby"))
        return found

    @property
    def state(self) -> str:
        """What became of it, in words."""
        if self.asked.state == "used" and self.asked.outcome == "failed":
            return "Approved, and it failed"
        return _STATES[self.asked.state]

    @property
    def arguments(self) -> dict[str, Json]:
        """What the agent asked to send; secrets are hidden already."""
        return dict(json.loads(self.asked.stored).get("arguments", {}))

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Every argument that is sent, by Ashby's own name, as it stands after an edit."""
        edit = self.asked.edit
        return [(name, written(value)) for name, value in (self.arguments if edit is None else edit).items()]

    @property
    def edits(self) -> list[tuple[str, str, str]]:
        """What somebody changed before approving: name, what was asked, what was approved."""
        edit, asked = self.asked.edit, self.arguments
        if edit is None:
            return []
        names = [name for name in {**asked, **edit} if asked.get(name) != edit.get(name)]
        return [(name, written(asked.get(name, "")), written(edit.get(name, ""))) for name in names]

    @property
    def people_left(self) -> int:
        """How many more people have to approve."""
        return max(0, self.asked.needed - len(self.asked.approvals)) if self.asked.state == "pending" else 0


def written(value: Json) -> str:
    """An argument as text: what is no text is JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=2)


def _from_text(question: str) -> JsonObject:
    """The facts of a question of which there is only the text: the first line, and the rest as it stands."""
    first, _, rest = question.partition("\n")
    return {
        "headline": first, "undo": "", "more": rest, "about": [], "rows": [], "missing": [], "reasons": [],
        "notifies": True, "exports": False, "parts": [],
    }  # fmt: skip
