"""The question that leaves a workflow, and the answer that comes back."""

from typing import Any

from llama_index.core.workflow import HumanResponseEvent, InputRequiredEvent

from ashby_agent_tools import Decision, ShownQuestion
from ashby_agent_tools.display import for_markdown

__all__ = ["ApprovalAnswered", "ApprovalRequested"]

NOBODY = "llama-index"
"""Recorded where an answer names nobody."""


class ApprovalRequested(InputRequiredEvent):
    """A call waits for a person's approval. Answer it with `ApprovalAnswered` and the same fingerprint.

    `question`: what would happen, in words for a recruiter, as text that may be rendered as Markdown: nothing in it
    acts (`ashby_agent_tools.display.for_markdown`). `arguments`: what would be sent, with full ids, and `(not shown)`
    for secrets. `risk`: effect ("write", "destructive"), notifies, exports, reversible, inverse, idempotent, reasons.

    Several calls of one message ask by an event each, as the framework pauses: `batch` is the same for all that wait
    together, in the store too, `line` the number of this one, and `together` one text about those that were asked by
    then: all of them in the event with the highest line.
    """

    fingerprint: str
    question: str
    tool: str
    arguments: dict[str, Any]
    risk: dict[str, Any]
    batch: str = ""
    line: int = 0
    together: str = ""

    @classmethod
    def of(cls, shown: ShownQuestion, *, fingerprint: str) -> "ApprovalRequested":
        """The event that asks this question; `fingerprint` is what an answer has to name."""
        return cls(
            fingerprint=fingerprint,
            question=for_markdown(shown.text),
            tool=shown.call.tool,
            arguments=shown.arguments,
            risk=shown.call.risk.to_json(),
            batch=shown.batch.id if shown.batch else "",
            line=shown.line,
            together=for_markdown(shown.together),
        )


class ApprovalAnswered(HumanResponseEvent):
    """A person's answer: counts for the call with this fingerprint in the same run, once.

    `message`: the reason of a denial, shown to the model. `arguments`: an approval of exactly these arguments in place
    of those that were shown; a secret may stay `(not shown)`. `by`: who answers; nobody has checked it, so it is
    recorded as "claimed: NAME".
    """

    fingerprint: str
    approved: bool
    message: str = ""
    arguments: dict[str, Any] | None = None
    by: str = NOBODY

    def decision(self) -> Decision:
        """The answer as the core takes it."""
        by, claimed = self.by, self.by != NOBODY
        if not self.approved:
            return Decision.deny(self.message, by=by, claimed=claimed)
        if self.arguments is None:
            return Decision.approve(by=by, claimed=claimed)
        return Decision.edit(self.arguments, by=by, claimed=claimed)
