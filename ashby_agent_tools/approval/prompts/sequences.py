"""Questions about sourcing sequences: series of emails to one candidate."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import (
    APPLICATION,
    CANDIDATE,
    application_of,
    candidate_of,
    email_of,
    read,
    thing_of,
)
from ashby_agent_tools.approval.prompts._namesakes import marked, thing_mark
from ashby_agent_tools.approval.prompts._phrases import address, count, quoted, shown, state, title
from ashby_agent_tools.approval.prompts._prompt import (
    ApprovalPrompt,
    Lookups,
    Reads,
    Row,
    Statement,
    at,
    known_id,
    objects,
)
from ashby_agent_tools.approval.prompts._texts import text_block
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.sequences import (
    SequenceAdd,
    SequenceCancel,
    SequenceDiscard,
    SequenceStart,
    SequenceUpdateStage,
)

_SEQUENCE, _TEMPLATE = "the sequence", "the sequence template"
_MOST_MAILS = 6
_OLD_LENGTH, _NEW_LENGTH = 600, 1_800
_Running = SequenceCancel | SequenceDiscard | SequenceStart | SequenceUpdateStage


def _add_needs(new: SequenceAdd) -> Reads:
    return {
        **read(CANDIDATE, "candidate.info", id=new.candidateId),
        **read(_TEMPLATE, "sequenceTemplate.info", sequenceTemplateId=new.sequenceTemplateId),
        **(read(APPLICATION, "application.info", applicationId=new.applicationId) if new.applicationId else {}),
    }


def _add(new: SequenceAdd, seen: Lookups) -> Statement:
    steps = objects(seen.at(_TEMPLATE, "stages"))
    known = f"the sequence {_template(seen, new.sequenceTemplateId)}"
    who = candidate_of(seen, new.candidateId)
    rows: list[Row] = [("from", None, address(new.from_.email))] if new.from_ else []
    if new.applicationId:
        rows.append(("written for", None, application_of(seen, new.applicationId)))
    if not new.start:
        return Statement(
            f"Draft {known} for {who}. No email goes out.", tight=f"Draft {known} for {who}.", rows=tuple(rows)
        )
    number = f" of {count(len(steps), 'message')}" if steps else ""
    stands = seen.found(CANDIDATE) and email_of(seen.record(CANDIDATE)) is None
    return Statement(
        f"Start {known}{number} for {who} at once.",
        tight=f"Start {known} for {who}.",
        back="The emails cannot go out: no address." if stands else "Emails that went out cannot be recalled.",
        short="" if stands else "Emails cannot be recalled.",
        more="The candidate has no email address, so nothing can reach them." if stands else "",
        rows=tuple(rows),
    )


def _template(seen: Lookups, identity: Json) -> str:
    return thing_of(seen, identity, name=_TEMPLATE, area="sequenceTemplate")


def _needs(operation: _Running) -> Reads:
    return read(_SEQUENCE, "sequence.info", sequenceId=operation.sequenceId)


def _more(operation: _Running, seen: Lookups) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    who = known_id(seen.at(_SEQUENCE, "candidateId"))
    template = known_id(seen.at(_SEQUENCE, "sequenceTemplateId"))
    return {
        **(read(CANDIDATE, "candidate.info", id=who) if who else {}),
        **(read(_TEMPLATE, "sequenceTemplate.info", sequenceTemplateId=template) if template else {}),
    }


def _which(operation: _Running, seen: Lookups) -> str:
    who = seen.at(_SEQUENCE, "candidateId")
    if who is None:
        return f"the sequence {operation.sequenceId}"
    mark = thing_mark(seen, _SEQUENCE, "sequence")
    template = marked(_template(seen, seen.at(_SEQUENCE, "sequenceTemplateId")), mark)
    return f"the sequence {template} for {candidate_of(seen, who)}"


def _start(start: SequenceStart, seen: Lookups) -> Statement:
    mails, which = objects(seen.at(_SEQUENCE, "stages")), _which(start, seen)
    number = count(len(mails), "message") if mails else "its emails"
    return Statement(
        f"Start {which}: {number} will go out.",
        tight=f"Start {which}.",
        back="Emails that went out cannot be recalled.",
        short="Emails cannot be recalled.",
        rows=(("sent from", None, _senders(seen)),) if _senders(seen) else (),
    )


def _senders(seen: Lookups) -> str:
    found = (at(stage, "from", "email") for stage in objects(seen.at(_SEQUENCE, "stages")))
    return ", ".join(dict.fromkeys(address(one) for one in found if one))


def _subjects(seen: Lookups) -> tuple[Row, ...]:
    mails = objects(seen.at(_SEQUENCE, "stages"))[:_MOST_MAILS]
    return tuple(
        (f"message {number}", None, f"{title(mail.get('type')) or 'message'}, subject {shown(mail.get('subject'))}")
        for number, mail in enumerate(mails, 1)
    )


def _cancel(gone: SequenceCancel, seen: Lookups) -> Statement:
    status = seen.at(_SEQUENCE, "status")
    further = (
        "Reason: a meeting was booked." if gone.reason else "",
        "Messages that have not gone out are not sent.",
        f"It is {state(status)} now." if status else "",
    )
    return Statement(f"Stop {_which(gone, seen)} for good.", more=" ".join(filter(None, further)))


def _discard(gone: SequenceDiscard, seen: Lookups) -> Statement:
    return Statement(
        f"Delete the draft of {_which(gone, seen)}.",
        more="The edited emails are deleted with it.",
        rows=_subjects(seen),
    )


def _edit(change: SequenceUpdateStage, seen: Lookups) -> Statement:
    """The new text in full: it is what the candidate will get."""
    mails = objects(seen.at(_SEQUENCE, "stages"))
    number = next((place for place, mail in enumerate(mails, 1) if mail.get("id") == change.stageId), None)
    mail = mails[number - 1] if number else {}
    rows: list[Row] = []
    if change.subject is not None:
        rows.append(("subject", shown(mail.get("subject")) if mail else None, quoted(change.subject)))
    which = f"message {number}" if number else f"the message {change.stageId}"
    text = ""
    if change.body_ is not None:
        text = text_block("text now", mail.get("bodyHtml"), most=_OLD_LENGTH) if mail else ""
        text += text_block("new text", change.body_.value, most=_NEW_LENGTH)
    return Statement(
        f"Rewrite {which} in the draft of {_which(change, seen)}. No email goes out yet.",
        tight=f"Rewrite {which} of {_which(change, seen)}.",
        back="The old text can be set again.",
        short="It can be set back.",
        more="Nothing is sent until the sequence is started.",
        rows=tuple(rows),
        below=text,
    )


PROMPTS = (
    ApprovalPrompt(
        SequenceUpdateStage,
        _edit,
        needs=_needs,
        more=_more,
        shows=("body", "sequenceId", "stageId", "subject"),
    ),
    ApprovalPrompt(
        SequenceAdd,
        _add,
        needs=_add_needs,
        shows=("applicationId", "candidateId", "from.email", "sequenceTemplateId", "start"),
    ),
    ApprovalPrompt(SequenceStart, _start, needs=_needs, more=_more, shows=("sequenceId",)),
    ApprovalPrompt(SequenceCancel, _cancel, needs=_needs, more=_more, shows=("reason", "sequenceId")),
    ApprovalPrompt(SequenceDiscard, _discard, needs=_needs, more=_more, shows=("sequenceId",)),
)
