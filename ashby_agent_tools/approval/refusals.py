"""Why a call does not leave: the errors of the gate, in words for a model, with the question for the application."""

from __future__ import annotations

from ashby_agent_tools.approval.caps import SENT_BEFORE
from ashby_agent_tools.call import Call, because
from ashby_agent_tools.errors import (
    ApiError,
    ApprovalRequired,
    ContentChanged,
    Declined,
    InvalidArguments,
    OthersRequired,
    ServerFailure,
    ToolError,
    TransportError,
)
from ashby_agent_tools.store.protocol import (
    UNCOUNTED,
    Admission,
    ApprovalRequest,
)

__all__ = ["declined", "name_question", "others_required", "still_needed", "surely_failed", "why_not"]


def surely_failed(error: ToolError) -> bool:
    """Whether a write that ended so changed nothing: it was refused, by Ashby or here, or never left."""
    if isinstance(error, ServerFailure):
        return False
    return isinstance(error, ApiError | TransportError | Declined | ApprovalRequired | InvalidArguments)


def why_not(call: Call, admission: Admission) -> ApprovalRequired | Declined:
    """Why this call was not admitted, as the error that says so."""
    reason, asked = admission.why_not, admission.asked
    if reason == "changed":
        return ContentChanged(
            f"{call.tool}: what would be sent is no longer what the person was shown, so the approval does not count. "
            "Nothing was sent. Make the same call again: the person is then asked about it as it is now.",
            fingerprint=call.fingerprint,
        )
    if reason.startswith(UNCOUNTED):
        return others_required(call, f"this answer does not count: {reason.removeprefix(UNCOUNTED)}", asked)
    if reason == "waits for another person" and asked is not None:
        return others_required(call, still_needed(asked), asked)
    if reason in _UNANSWERED:
        error = ApprovalRequired(f"{call.tool}: {_UNANSWERED[reason]}. Nothing was sent.", fingerprint=call.fingerprint)
        name_question(error, asked)
        return error
    return declined(call, reason, asked)


def declined(call: Call, reason: str, asked: ApprovalRequest | None) -> Declined:
    """Why this call is refused for good: what a person said, or a cap."""
    error = Declined(f"{call.tool}: {_refusal(reason, asked)}", fingerprint=call.fingerprint)
    error.done_before = reason in ("used", "unknown") or reason.startswith(SENT_BEFORE)
    return error


_UNANSWERED = {
    "was never asked": "it needs a person's approval of exactly this call, and was never asked about",
    "waits for an answer": "it waits for a person's approval",
    "expired": "the question has expired, so an answer no longer counts; make the call again to ask once more",
}


def _refusal(reason: str, asked: ApprovalRequest | None) -> str:
    if reason in ("used", "unknown") and asked is not None:
        came = asked.outcome or "unknown: look before you try again"
        return f"this call was already sent on the same approval; outcome: {came}. It is not sent twice."
    if reason == "denied" and asked is not None:
        return f"a person declined{because(asked.message)}. Nothing was sent."
    return f"{reason}. Nothing was sent."


def name_question(error: ApprovalRequired, asked: ApprovalRequest | None) -> None:
    """Tell the application which question waits."""
    if asked is not None and asked.state == "pending":
        error.question, error.question_id = asked.question, asked.id


def others_required(call: Call, why: str, asked: ApprovalRequest | None) -> OthersRequired:
    """The question waits on, for somebody else."""
    error = OthersRequired(
        f"{call.tool}: {why}. Nothing was sent. Tell the user, and make exactly the same call again once somebody who "
        "may has approved it.",
        fingerprint=call.fingerprint,
        why=why,
    )
    name_question(error, asked)
    return error


def still_needed(asked: ApprovalRequest) -> str:
    """Who approved so far, and how many have to."""
    names = " and ".join(dict.fromkeys(it.by for it in asked.approvals))
    return f"it needs the approval of {asked.needed} different people, and so far it has that of {names or 'nobody'}"
