"""Rules of a candidate's emails: recorded by a partner, read back newest first."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.candidate_records import CandidateAddEmailMessage, CandidateGetRecentEmailMessages
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import Ask, Page, rule
from ashby_agent_tools.simulator.rules._sight import without_switch
from ashby_agent_tools.simulator.rules._times import normal_time
from ashby_agent_tools.simulator.webhooks import watermark

__all__ = ["add_email_message", "recent_email_messages"]

_SNAPSHOT = 200  # messages [L]
_WATERMARK_LIFE = 3600  # seconds [D]
_LONGEST_BODY = 20_000  # characters


@rule(
    "candidate.addEmailMessage",
    source="[S]",
    guesses=("an emailProviderEmailId that the key used before answers invalid_input",),
)
def add_email_message(org: Organization, ask: Ask[CandidateAddEmailMessage]) -> Json:
    """Keep an email that was exchanged elsewhere; nothing goes out."""
    op = ask.op
    person = org.visible_candidate(op.candidateId, ask.key)
    user = org.get("user", op.userId) if op.userId is not None else org.table("user").get(ask.key.acting_user or "")
    if op.isPrivate and not ask.key.private_fields:
        raise without_switch("mails")
    for other in org.related("emailMessage", "emailProviderEmailId", op.emailProviderEmailId):
        if other.get("keyId") == ask.key.id:
            raise Refusal("invalid_input", "emailProviderEmailId: this API key has recorded an email with this id.")
    names = ("candidateId", "emailProviderEmailId", "subject", "to", "cc", "messageUrl", "messageIdHeader")
    row: JsonObject = {name: getattr(op, name) for name in names}
    row |= {"from": op.from_, "body": op.body_, "sentAt": normal_time(op.sentAt) if op.sentAt else org.stamp()}
    row |= {"threadId": op.threadId or op.emailProviderEmailId, "isPrivate": bool(op.isPrivate)}
    row |= {"userIsSender": user is not None and user["email"].casefold() in op.from_.casefold(), "keyId": ask.key.id}
    org.add("emailMessage", {**row, "source": "public_api", "sequenceId": None}, stamped=False)
    org.fire(
        "candidateRecentEmailMessagesUpdated",
        {"candidate": {"id": person["id"]}, "watermark": watermark(org, person["id"])},
    )
    kept = org.related("emailMessage", "emailProviderEmailId", op.emailProviderEmailId)[-1]
    shown = ("id", *names, "from", "body", "sentAt", "threadId", "isPrivate", "userIsSender")
    return {name: kept[name] for name in shown}


@rule(
    "candidate.getRecentEmailMessages",
    source="[D] first part of the page",
    guesses=(
        "direction is inbound or outbound, whatever the case",
        "the names recordId, sentAt, receivedReply and bodyTruncated of a message",
        "snapshotTruncated is left out of the answer: it is false unless there are more than 200 emails",
        "response_too_large is never answered",
        "a body of more than 20,000 characters is cut",
    ),
)
def recent_email_messages(org: Organization, ask: Ask[CandidateGetRecentEmailMessages]) -> Page:
    """The newest emails, 200 at most."""
    op = ask.op
    org.visible_candidate(op.candidateId, ask.key)
    if op.watermark is not None and op.cursor is None:
        _check(org, op.watermark, op.candidateId)
    if op.direction is not None and op.direction.casefold() not in ("inbound", "outbound"):
        raise Refusal("invalid_input", "direction: inbound or outbound.")
    rows = [
        row
        for row in org.related("emailMessage", "candidateId", op.candidateId)
        if (ask.key.private_fields or not row["isPrivate"])
        and (op.direction is None or op.direction.casefold() == _direction(org, row))
        and (
            op.sentAfter is None
            or datetime.fromisoformat(row["sentAt"]) > datetime.fromisoformat(normal_time(op.sentAfter))
        )
    ]
    rows.sort(key=lambda row: datetime.fromisoformat(row["sentAt"]), reverse=True)
    return Page(rows[:_SNAPSHOT], lambda row: _shown(org, row))


def _check(org: Organization, mark: str, candidate_id: str) -> None:
    try:
        made_for, made_at = json.loads(base64.urlsafe_b64decode(mark))
    except (ValueError, TypeError, binascii.Error):
        raise Refusal("invalid_input", "watermark: not one that a webhook carried.") from None
    if made_for != candidate_id:
        raise Refusal("invalid_input", "watermark: it belongs to another candidate.")
    if org.now.timestamp() - made_at > _WATERMARK_LIFE:
        raise Refusal("watermark_expired", "The watermark is older than an hour: ask without it.")


def _direction(org: Organization, row: JsonObject) -> str:
    """Inbound where the candidate is the sender."""
    person = org.get("candidate", row["candidateId"])
    sender = row["from"].casefold()
    theirs = any(item["value"].casefold() in sender for item in person["emails"])
    return "inbound" if theirs and not row["userIsSender"] else "outbound"


def _shown(org: Organization, row: JsonObject) -> JsonObject:
    direction = _direction(org, row)
    siblings = org.related("emailMessage", "threadId", row["threadId"])
    answered = any(_direction(org, item) == "inbound" and item["sentAt"] > row["sentAt"] for item in siblings)
    return {
        "recordId": row["id"],
        "direction": direction,
        "subject": row["subject"],
        "from": row["from"],
        "to": row["to"],
        "cc": row.get("cc"),
        "bcc": row.get("bcc"),
        "body": row["body"][:_LONGEST_BODY],
        "bodyTruncated": len(row["body"]) > _LONGEST_BODY,
        "source": row["source"],
        "receivedReply": answered if direction == "outbound" else None,
        "sequenceId": row.get("sequenceId"),
        "sentAt": row["sentAt"],
    }
