"""Words for sourcing sequences: series of mails to one candidate."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import address, changes, count, quoted, shown, state, title
from ashby_agent_tools.approval.words._texts import text_block
from ashby_agent_tools.approval.words._things import APPLICATION, CANDIDATE, application_of, candidate_of, read
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, at, known_id, objects
from ashby_agent_tools.operation import Json
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


def _add(new: SequenceAdd, seen: Seen) -> str:
    steps = objects(seen.at(_TEMPLATE, "stages"))
    known = f"the sequence {_name(seen.at(_TEMPLATE, 'title'), new.sequenceTemplateId)}"
    known += f" of {count(len(steps), 'message')}" if steps else ""
    who = candidate_of(seen, new.candidateId)
    if new.start:
        text = f"Start {known} to {who} at once. Mails that have gone out cannot be called back."
    else:
        text = f"Draft {known} to {who}. Nothing is sent."
    lines = [("from", None, address(new.from_.email))] if new.from_ else []
    if new.applicationId:
        lines.append(("written for", None, application_of(seen, new.applicationId)))
    return text + changes(*lines)


def _name(value: Json, identity: Json) -> str:
    return quoted(value) if isinstance(value, str) and value else known_id(identity) or quoted(identity)


def _needs(operation: _Running) -> Reads:
    return read(_SEQUENCE, "sequence.info", sequenceId=operation.sequenceId)


def _more(operation: _Running, seen: Seen) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    who = known_id(seen.at(_SEQUENCE, "candidateId"))
    template = known_id(seen.at(_SEQUENCE, "sequenceTemplateId"))
    return {
        **(read(CANDIDATE, "candidate.info", id=who) if who else {}),
        **(read(_TEMPLATE, "sequenceTemplate.info", sequenceTemplateId=template) if template else {}),
    }


def _which(operation: _Running, seen: Seen) -> str:
    who = seen.at(_SEQUENCE, "candidateId")
    if who is None:
        return f"the sequence {operation.sequenceId}"
    template = _name(seen.at(_TEMPLATE, "title"), seen.at(_SEQUENCE, "sequenceTemplateId"))
    return f"the sequence {template} to {candidate_of(seen, who)}"


def _start(start: SequenceStart, seen: Seen) -> str:
    mails = objects(seen.at(_SEQUENCE, "stages"))
    text = f"Start {_which(start, seen)}: {count(len(mails), 'message') if mails else 'its mails'} will go out"
    text += f" from {_senders(seen)}" if mails and _senders(seen) else ""
    return f"{text}, and cannot be called back."


def _senders(seen: Seen) -> str:
    found = (at(stage, "from", "email") for stage in objects(seen.at(_SEQUENCE, "stages")))
    return ", ".join(dict.fromkeys(address(one) for one in found if one))


def _subjects(seen: Seen) -> str:
    mails = objects(seen.at(_SEQUENCE, "stages"))[:_MOST_MAILS]
    lines = [
        (f"message {number}", None, f"{title(mail.get('type')) or 'message'}, subject {shown(mail.get('subject'))}")
        for number, mail in enumerate(mails, 1)
    ]
    return changes(*lines)


def _cancel(gone: SequenceCancel, seen: Seen) -> str:
    status = seen.at(_SEQUENCE, "status")
    why = " because a meeting was booked" if gone.reason else ""
    text = f"Stop {_which(gone, seen)} for good{why}; what has not gone out is not sent."
    return text + (f" It is {state(status)} now." if status else "")


def _discard(gone: SequenceDiscard, seen: Seen) -> str:
    return f"Delete the draft of {_which(gone, seen)} for good, with the mails as they were edited." + _subjects(seen)


def _edit(change: SequenceUpdateStage, seen: Seen) -> str:
    """The new text in full: it is what the candidate will get."""
    mails = objects(seen.at(_SEQUENCE, "stages"))
    number = next((place for place, mail in enumerate(mails, 1) if mail.get("id") == change.stageId), None)
    mail = mails[number - 1] if number else {}
    rows: list[tuple[str, str | None, str]] = []
    if change.subject is not None:
        rows.append(("subject", shown(mail.get("subject")) if mail else None, quoted(change.subject)))
    which = f"message {number}" if number else f"the message {change.stageId}"
    text = f"Rewrite {which} in the draft of {_which(change, seen)}. Nothing is sent before the sequence is started."
    text += changes(*rows)
    if change.body_ is not None:
        if mail:
            text += text_block("text now", mail.get("bodyHtml"), most=_OLD_LENGTH)
        text += text_block("new text", change.body_.value, most=_NEW_LENGTH)
    return text


WORDS = (
    Wording(SequenceUpdateStage, _edit, needs=_needs, more=_more),
    Wording(SequenceAdd, _add, needs=_add_needs),
    Wording(SequenceStart, _start, needs=_needs, more=_more),
    Wording(SequenceCancel, _cancel, needs=_needs, more=_more),
    Wording(SequenceDiscard, _discard, needs=_needs, more=_more),
)
