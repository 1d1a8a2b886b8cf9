"""Rules of sourcing sequences: drafts of one acting user, running sequences of everybody, emails to candidates."""

from __future__ import annotations

import re

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.sequences import (
    EmailSenderList,
    SequenceAdd,
    SequenceCancel,
    SequenceDiscard,
    SequenceInfo,
    SequenceList,
    SequenceStart,
    SequenceTemplateInfo,
    SequenceTemplateList,
    SequenceUpdateStage,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, Reply, rule
from ashby_agent_tools.simulator.rules._sequence_shape import DRAFT, present_sequence, present_template

_TOKEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def _acting(key: ApiKey) -> str:
    """Who owns what this request makes: the acting user, or the key itself."""
    return key.acting_user or key.id


def _senders(org: Organization, key: ApiKey) -> list[JsonObject]:
    """The addresses that the acting identity may use: its own, and those of the organization."""
    return [row for row in org.table("emailSender").values() if row["userId"] in (None, _acting(key))]


def _visible(org: Organization, sequence_id: str, key: ApiKey) -> JsonObject:
    """A sequence that the acting user may see: drafts are their maker's only."""
    row = org.get("sequence", sequence_id)
    hidden = row["status"] == DRAFT and row["ownerId"] != _acting(key)
    if hidden or not org.sees_candidate(org.get("candidate", row["candidateId"]), key):
        raise org.missing("sequence", sequence_id)
    return row


def _draft(org: Organization, sequence_id: str, key: ApiKey) -> JsonObject:
    row = _visible(org, sequence_id, key)
    if row["status"] != DRAFT:
        raise org.missing("sequence", sequence_id)
    return row


@rule("emailSender.list", source="[D][C]", guesses=("it pages",))
def senders(org: Organization, ask: Ask[EmailSenderList]) -> Page:
    """Addresses of the acting user and of the organization."""
    return Page(_senders(org, ask.key), lambda row: {name: row[name] for name in ("email", "displayName", "type")})


@rule("sequenceTemplate.list", source="[L][C]")
def templates(org: Organization, ask: Ask[SequenceTemplateList]) -> Page:
    """Templates without their texts, archived ones on request."""
    rows = [row for row in org.table("sequenceTemplate").values() if ask.op.includeArchived or not row["isArchived"]]
    return Page(rows, present_template, sync_kind="sequenceTemplate")


@rule("sequenceTemplate.info", source="[L][C]")
def template(org: Organization, ask: Ask[SequenceTemplateInfo]) -> Json:
    """One template without its texts."""
    return present_template(org.get("sequenceTemplate", ask.op.sequenceTemplateId))


@rule("sequence.list", source="[D]")
def listing(org: Organization, ask: Ask[SequenceList]) -> Page:
    """Everybody's started and ended sequences; no drafts."""
    rows = [
        row
        for row in org.table("sequence").values()
        if row["status"] != DRAFT
        and (ask.op.candidateId is None or row["candidateId"] == ask.op.candidateId)
        and org.sees_candidate(org.get("candidate", row["candidateId"]), ask.key)
    ]
    return Page(rows, present_sequence, sync_kind="sequence")


@rule("sequence.info", source="[D]")
def info(org: Organization, ask: Ask[SequenceInfo]) -> Json:
    """One sequence."""
    return present_sequence(_visible(org, ask.op.sequenceId, ask.key))


@rule(
    "sequence.add",
    source="[D][C]",
    guesses=(
        "the shape of startResult",
        "one draft per candidate and acting user",
        "an archived template answers sequence_template_not_found",
        "an application of somebody else answers invalid_input",
        "a blocked start leaves a draft",
    ),
)
def add(org: Organization, ask: Ask[SequenceAdd]) -> Json:
    """A draft of the acting user's, started at once where that is asked."""
    op, owner = ask.op, _acting(ask.key)
    base = org.get("sequenceTemplate", op.sequenceTemplateId)
    if base["isArchived"]:
        raise org.missing("sequenceTemplate", op.sequenceTemplateId)
    candidate = org.visible_candidate(op.candidateId, ask.key)
    if op.applicationId is not None:
        application = org.visible_application(op.applicationId, ask.key)
        if application["candidateId"] != candidate["id"]:
            raise Refusal("invalid_input", "applicationId: this application is another candidate's.")
    for row in org.rows("sequence", candidateId=candidate["id"], ownerId=owner, status=DRAFT):
        raise Refusal(
            "sequence_draft_already_exists",
            "There is a draft for this candidate already: start or discard it.",
            meta={"existingSequenceId": row["id"]},
        )
    sender = _sender(org, ask.key, op.from_.email if op.from_ else None)
    stages = [
        {
            "id": org.new_id(),
            "type": stage["type"],
            "from": sender,
            "sendAfter": stage["sendAfter"],
            "subject": stage["subject"],
            "bodyHtml": stage["bodyHtml"],
            "tokens": sorted(_tokens(f"{stage['subject']} {stage['bodyHtml']}")),
        }
        for stage in base["stages"]
    ]
    row = org.add(
        "sequence",
        {
            "candidateId": candidate["id"],
            "applicationId": op.applicationId,
            "sequenceTemplateId": base["id"],
            "status": DRAFT,
            "ownerId": owner,
            "stages": stages,
        },
    )
    if not op.start:
        return present_sequence(row)
    result = _start(org, row)
    return {**present_sequence(row), "startResult": result}


def _sender(org: Organization, key: ApiKey, email: str | None) -> JsonObject:
    allowed = [row for row in _senders(org, key) if row["type"] != "NoReply"]
    for row in allowed:
        if email is None or row["email"].lower() == email.strip().lower():
            return {"email": row["email"], "displayName": row["displayName"]}
    raise Refusal("sequence_sender_not_allowed", f"The acting user may not send from {email}: see emailSender.list.")


def _tokens(text: str) -> set[str]:
    return set(_TOKEN.findall(text))


def _start(org: Organization, row: JsonObject) -> JsonObject:
    """Start a draft, or say what is missing."""
    candidate = org.get("candidate", row["candidateId"])
    address = next((item["value"] for item in candidate.get("emails", ()) if item["isPrimary"]), None)
    errors = []
    if address is None and any(stage["type"] == "Email" for stage in row["stages"]):
        errors.append({"code": "candidate_email_missing", "message": "The candidate has no email address."})
    tokens = {token for stage in row["stages"] for token in stage["tokens"]}
    if "application.jobTitle" in tokens and row["applicationId"] is None:
        errors.append({"code": "application_missing", "message": "A token needs an application."})
    if errors:
        return {"status": "Blocked", "errors": errors}
    row["status"] = "Running"
    org.touch("sequence", row)
    first = row["stages"][0]
    if first["type"] == "Email" and first["sendAfter"]["kind"] == "NoDelay":
        text = {name: first[name] for name in ("subject", "bodyHtml")}  # as it stands when the email goes out
        org.deliver("mail", str(address), {"sequenceId": row["id"], "stageId": first["id"], **text})
    return {"status": "Started"}


@rule("sequence.start", source="[D]", guesses=("the shape of startResult", "only a first email without delay goes out"))
def start(org: Organization, ask: Ask[SequenceStart]) -> Json:
    """Start a draft of the acting user's; what blocks it leaves it a draft."""
    row = _draft(org, ask.op.sequenceId, ask.key)
    result = _start(org, row)
    return {"startResult": result, "status": row["status"]}


@rule(
    "sequence.cancel",
    source="[D]",
    guesses=("it answers with the sequence", "a draft answers invalid_input", "an ended sequence stays as it is"),
)
def cancel(org: Organization, ask: Ask[SequenceCancel]) -> Json:
    """A running or paused sequence ends."""
    row = _visible(org, ask.op.sequenceId, ask.key)
    if row["status"] == DRAFT:
        raise Refusal("invalid_input", "This sequence was not started: discard the draft.")
    if row["status"] in ("Running", "Paused"):
        row["status"] = "Cancelled"
        org.touch("sequence", row)
    return present_sequence(row)


@rule("sequence.discard", source="[D]", guesses=("the answer has no results",))
def discard(org: Organization, ask: Ask[SequenceDiscard]) -> Reply:
    """The draft is gone; an id that the organization does not have answers success, too."""
    if ask.op.sequenceId in org.table("sequence"):
        row = _visible(org, ask.op.sequenceId, ask.key)
        if row["status"] != DRAFT:
            raise Refusal("invalid_input", "This sequence was started already: cancel it.")
        org.remove("sequence", row["id"])
    return Reply(has_results=False)


@rule(
    "sequence.updateStage",
    source="[D]",
    guesses=("token markers look like {{name}}", "an unknown stage or one that is not an email answers invalid_input"),
)
def update_stage(org: Organization, ask: Ask[SequenceUpdateStage]) -> Json:
    """Another subject or text of one email of a draft, with the tokens it came with."""
    op = ask.op
    row = _draft(org, op.sequenceId, ask.key)
    stage = next((item for item in row["stages"] if item["id"] == op.stageId), None)
    if stage is None or stage["type"] != "Email":
        raise Refusal("invalid_input", "stageId: the draft has no such email.")
    subject = stage["subject"] if op.subject is None else op.subject
    text = stage["bodyHtml"] if op.body_ is None else op.body_.value
    both = f"{subject} {text}"
    if unknown := sorted(_tokens(both) - set(stage["tokens"])):
        raise Refusal("invalid_input", f"There is no token {{{{{unknown[0]}}}}} in this email.")
    if both.count("{{") != len(_TOKEN.findall(both)) or both.count("}}") != len(_TOKEN.findall(both)):
        raise Refusal("invalid_input", "A token marker is malformed.")
    stage["subject"], stage["bodyHtml"] = subject, text
    org.touch("sequence", row)
    return present_sequence(row)
