"""Emails: the texts of a sequence, the template of a rejection, and to whom they go."""

from __future__ import annotations

from ashby_agent_tools.approval.content._content import Content, picked, rows_picked
from ashby_agent_tools.approval.prompts._common_records import APPLICATION, CANDIDATE, email_of, read
from ashby_agent_tools.approval.prompts._phrases import address, changes, moment, shown, title
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, at, known_id, objects
from ashby_agent_tools.approval.prompts._texts import text_block
from ashby_agent_tools.operations.applications import ApplicationChangeStage
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.sequences import SequenceAdd, SequenceStart

_SEQUENCE, _TEMPLATE, _TEMPLATES = "the sequence", "the sequence template", "the email template"
_MOST_MAILS, _MOST_TEXT, _LEAST_TEXT = 6, 1_800, 200
_NOT_THROUGH_THE_API = "not shown, because Ashby's API does not return the texts of templates"
_DELAYS = {"NoDelay": "sent at once"}


def _person(record: Json) -> JsonObject:
    """To whom an email goes, and the name that is in it."""
    return picked(record, "id", "name", "primaryEmailAddress", "emailAddresses")


def _to(record: JsonObject) -> str:
    return email_of(record) or "nobody: Ashby has no email address for this candidate"


# sequence.start: the emails of the draft


def _start_needs(start: SequenceStart) -> Reads:
    return read(_SEQUENCE, "sequence.info", sequenceId=start.sequenceId)


def _start_more(start: SequenceStart, seen: Lookups) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    who, application = (known_id(seen.at(_SEQUENCE, key)) for key in ("candidateId", "applicationId"))
    return {
        **(read(CANDIDATE, "candidate.info", id=who) if who else {}),
        **(read(APPLICATION, "application.info", applicationId=application) if application else {}),
    }


def _start_of(start: SequenceStart, seen: Lookups) -> Json:  # noqa: ARG001
    mails = objects(seen.at(_SEQUENCE, "stages"))
    return [
        seen.at(_SEQUENCE, "status"),
        rows_picked(mails, "id", "type", "from", "sendAfter", "subject", "bodyHtml"),
        _person(seen.record(CANDIDATE)),
        seen.at(APPLICATION, "job", "title"),
    ]


def _start_show(start: SequenceStart, seen: Lookups) -> str:  # noqa: ARG001
    mails = objects(seen.at(_SEQUENCE, "stages"))
    if not mails:
        return ""
    texts = sum(isinstance(mail.get("bodyHtml"), str) for mail in mails[:_MOST_MAILS])
    most = max(_LEAST_TEXT, _MOST_TEXT // max(1, texts))
    lines = [changes(("to", None, _to(seen.record(CANDIDATE))))]
    lines += [_mail(number, mail, most) for number, mail in enumerate(mails[:_MOST_MAILS], 1)]
    left = len(mails) - _MOST_MAILS
    return "".join(lines) + (changes(("further messages", None, f"{left}, not shown here")) if left > 0 else "")


def _mail(number: int, mail: JsonObject, most: int) -> str:
    kind = title(mail.get("type")) or "message"
    sender = at(mail, "from", "email")
    parts = [
        kind,
        f"from {address(sender)}" if sender else "",
        _DELAYS.get(str(at(mail, "sendAfter", "kind")), "later"),
    ]
    name = f"message {number}"
    told = changes((name, None, ", ".join(part for part in parts if part)))
    if mail.get("subject") is not None:
        told += changes((f"{name}, subject", None, shown(mail.get("subject"))))
    if isinstance(mail.get("bodyHtml"), str):
        told += text_block(f"{name}, text", mail["bodyHtml"], most=most)
    return told


# sequence.add with start: the texts of the template, which Ashby's API does not show


def _add_needs(new: SequenceAdd) -> Reads:
    if not new.start:
        return {}
    return {
        **read(_TEMPLATE, "sequenceTemplate.info", sequenceTemplateId=new.sequenceTemplateId),
        **read(CANDIDATE, "candidate.info", id=new.candidateId),
        **(read(APPLICATION, "application.info", applicationId=new.applicationId) if new.applicationId else {}),
    }


def _add_of(new: SequenceAdd, seen: Lookups) -> Json:  # noqa: ARG001
    """The time of the last change stands for the texts."""
    return [
        picked(seen.record(_TEMPLATE), "title", "isArchived", "unsubscribeLinkActive", "updatedAt", "stages"),
        _person(seen.record(CANDIDATE)),
        seen.at(APPLICATION, "job", "title"),
    ]


def _add_show(new: SequenceAdd, seen: Lookups) -> str:  # noqa: ARG001
    return changes(
        ("to", None, _to(seen.record(CANDIDATE))),
        ("texts of the emails", None, _last_change(seen.record(_TEMPLATE))),
    )


def _last_change(template: JsonObject) -> str:
    since = template.get("updatedAt")
    return _NOT_THROUGH_THE_API + (f"; this one was last changed on {moment(since)}" if since else "")


# application.changeStage with an email: the same for a communication template


def _move_needs(move: ApplicationChangeStage) -> Reads:
    if move.archiveEmail is None:
        return {}
    return {
        **read(APPLICATION, "application.info", applicationId=move.applicationId),
        **read(_TEMPLATES, "communicationTemplate.list"),
    }


def template_of(seen: Lookups, identity: str | None) -> JsonObject:
    """What Ashby tells of a communication template: all but its text, for which the time of its last change stands."""
    return picked(seen.row(_TEMPLATES, identity), "id", "title", "intendedTypes", "updatedAt")


def template_line(seen: Lookups, identity: str | None) -> str:
    """The line of a question about a communication template."""
    return changes(("text of the email", None, _last_change(seen.row(_TEMPLATES, identity))))


def _move_of(move: ApplicationChangeStage, seen: Lookups) -> Json:
    template = None if move.archiveEmail is None else move.archiveEmail.communicationTemplateId
    return [
        template_of(seen, template),
        _person(seen.at(APPLICATION, "candidate")),
        seen.at(APPLICATION, "job", "title"),
    ]


def _move_show(move: ApplicationChangeStage, seen: Lookups) -> str:
    return template_line(seen, None if move.archiveEmail is None else move.archiveEmail.communicationTemplateId)


CONTENTS = (
    Content(SequenceStart, "what the emails say", _start_needs, _start_of, more=_start_more, show=_start_show),
    Content(SequenceAdd, "what the emails say", _add_needs, _add_of, show=_add_show),
    Content(ApplicationChangeStage, "what the email says", _move_needs, _move_of, show=_move_show),
)
