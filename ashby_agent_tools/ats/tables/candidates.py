"""Candidates, what is said and kept of them, tags and users."""

from __future__ import annotations

from email.utils import getaddresses
from typing import Any

from ashby_agent_tools.ats import models
from ashby_agent_tools.ats.mapping import Record, Table, derived, each, filled, never
from ashby_agent_tools.ats.tables._shape import (
    CREATED,
    CUSTOM_FIELDS,
    ID,
    NO_CREATED,
    NO_CUSTOM_FIELDS,
    NO_UPDATED,
    NO_URL,
    STATUS,
    UPDATED,
    first_name,
    full_name,
    last_name,
    references,
)

__all__ = ["ACTIVITIES", "ATTACHMENTS", "CANDIDATES", "PLACES", "TAGS", "USERS"]


def _places(record: Record) -> list[dict[str, Any]]:
    place = record.get("location")
    if not place:
        return []
    made = {"name": place.get("locationSummary")}
    for part in filter(None, place.get("locationComponents") or ()):
        if (field := PLACES.get(part.get("type"))) is not None:
            made[field] = part.get("name")
    return [made] if any(made.values()) else []


PLACES = {"City": "city", "Region": "region", "Country": "country"}


CANDIDATES = Table(
    models.Candidate,
    {
        "id": ID,
        "created_at": CREATED,
        "updated_at": UPDATED,
        "name": filled("name"),
        "first_name": derived("the first word of Ashby's one name", first_name),
        "last_name": derived("what follows the first word of Ashby's one name", last_name),
        "company": filled("company"),
        "title": filled("position"),
        "last_interaction_at": never("Ashby does not say when somebody last spoke with a candidate"),
        "is_private": never("Ashby has no private candidates; access follows jobs and projects"),
        "can_email": never("Ashby does not say whether a candidate may be written to"),
        "locations": derived("the parts of Ashby's one location", _places),
        "phones": each("phoneNumbers", number="value", type="type"),
        "emails": each("emailAddresses", email="value", type="type", is_primary="isPrimary"),
        "urls": each("socialLinks", url="url", type="type"),
        "tags": each("tags", id="id", name="title"),
        "applications": filled("applicationIds", references),
        "attachments": each("fileHandles", id="id", name="name"),
        "custom_fields": CUSTOM_FIELDS,
        "remote_url": filled("profileUrl"),
    },
)


def _attachment_type(record: Record) -> str | None:
    resume = record["candidate"].get("resumeFileHandle") or {}
    return "resume" if resume.get("id") == record["file"]["id"] else None


ATTACHMENTS = Table(
    models.Attachment,
    {
        "id": filled("file.id"),
        "created_at": NO_CREATED,
        "updated_at": NO_UPDATED,
        "file_name": filled("file.name"),
        "file_url": never("its link soon expires: attachments.download asks for one when it is needed"),
        "candidate": filled("candidate.id", lambda identity: {"id": identity}),
        "application": never("Ashby keeps files by candidate"),
        "job": never("Ashby keeps files by candidate"),
        "attachment_type": derived("resume where it is the candidate's resume; Ashby types no other", _attachment_type),
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)


def _mailboxes(text: Any) -> list[dict[str, Any]]:
    """The addresses of a mail's header, each with its name; a name may have commas in it."""
    every = getaddresses([text] if isinstance(text, str) else [it for it in text or () if it])
    return [{"email": mail, "name": name or None} for name, mail in every if mail]


def _mail(record: Record) -> Any:
    return record.get("email") or {}


def _note_or_mail(note: Any, mail: Any) -> Any:
    return lambda it: note(it["note"]) if it.get("note") else mail(it["email"])


def _actor(record: Record) -> dict[str, Any] | None:
    author = (record.get("note") or {}).get("author") or {}
    return {"id": author["id"], "type": "user"} if author.get("id") else None


ACTIVITIES = Table(
    models.Activity,
    {
        "id": derived(
            "the note's id, or the email's recordId", _note_or_mail(lambda it: it["id"], lambda it: it["recordId"])
        ),
        "created_at": derived(
            "when the note was made or the email sent",
            _note_or_mail(lambda it: it.get("createdAt"), lambda it: it.get("sentAt")),
        ),
        "updated_at": NO_UPDATED,
        "candidate": filled("candidateId", lambda identity: {"id": identity}),
        "actor": derived("a note's author; of an email Ashby says addresses only", _actor),
        "activity_type": derived("note, or email", lambda it: "note" if it.get("note") else "email"),
        "sender": derived("of an email, its sender", lambda it: _mailboxes(_mail(it).get("from"))),
        "to": derived("of an email, its receivers", lambda it: _mailboxes(_mail(it).get("to"))),
        "cc": derived("of an email, who got a copy", lambda it: _mailboxes(_mail(it).get("cc"))),
        "subject": derived("of an email, its subject", lambda it: _mail(it).get("subject")),
        "body": derived(
            "the note's text, or the email's HTML",
            _note_or_mail(lambda it: it.get("content"), lambda it: it.get("body")),
        ),
        "visibility": derived(
            "private where a note's isPrivate is true",
            lambda it: ("private" if it["note"].get("isPrivate") else "public") if it.get("note") else None,
        ),
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)

TAGS = Table(
    models.Tag,
    {
        "id": ID,
        "created_at": NO_CREATED,
        "updated_at": NO_UPDATED,
        "name": filled("title"),
        "status": STATUS,
        "custom_fields": NO_CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)

USERS = Table(
    models.User,
    {
        "id": ID,
        "created_at": NO_CREATED,
        "updated_at": UPDATED,
        "first_name": filled("firstName"),
        "last_name": filled("lastName"),
        "name": derived("both names", full_name),
        "emails": filled("email", lambda mail: [{"email": mail, "is_primary": True}]),
        "disabled": derived(
            "Ashby's isEnabled, turned round", lambda it: None if it.get("isEnabled") is None else not it["isEnabled"]
        ),
        "access_role": filled("globalRole"),
        "custom_fields": CUSTOM_FIELDS,
        "remote_url": NO_URL,
    },
)
