"""Senders, sequence templates, and enrollments in every state, one draft of a colleague's among them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_HELLO = "<p>Hello {{candidate.firstName}}, your work on search caught our eye. Would you like to talk?</p>"
_AGAIN = "<p>Hello {{candidate.firstName}}, a short reminder of my last email. {{sender.firstName}}</p>"
_JOB = "<p>Hello {{candidate.firstName}}, the team behind {{application.jobTitle}} would like to meet you.</p>"
_Template = tuple[str, bool, tuple[tuple[str, str, str | None, str | None], ...]]
# title, archived, stages: type, delay, subject, text
_TEMPLATES: tuple[_Template, ...] = (
    (
        "Engineers, first contact",
        False,
        (
            ("Email", "NoDelay", "A question for {{candidate.firstName}}", _HELLO),
            ("LinkedInConnection", "Delay", None, None),
            ("Email", "Delay", "Once more", _AGAIN),
        ),
    ),
    ("Meet the team", False, (("Email", "NoDelay", "Meet {{application.jobTitle}}", _JOB),)),
    ("Campaign of 2023", True, (("Email", "NoDelay", "Hello", _HELLO),)),
)
_STATES = ("Running", "Running", "Paused", "Completed", "Cancelled", "Unsubscribed")


def populate(org: Organization, maker: Maker) -> None:
    """The key itself sends from the organization's addresses; users have addresses of their own."""
    users = org.rows("user", isEnabled=True)
    sender = _sender(org, None, "talent@works.example.com", "Example Works Talent", "OrganizationAlias")
    _sender(org, None, "no-reply@works.example.com", "Example Works", "NoReply")
    for user in users[:3]:
        name = f"{user['firstName']} {user['lastName']}"
        _sender(org, user["id"], user["email"], name, "Primary")
    _sender(org, users[0]["id"], "mara@works.example.com", "Mara", "PersonalAlias")
    templates = [_template(org, maker, item) for item in _TEMPLATES]
    people = list(org.table("candidate").values())
    for number, status in enumerate(_STATES):
        _enroll(org, maker, people[20 + number], templates[0], status, users[number % 3]["id"], sender)
    _enroll(org, maker, people[30], templates[0], "NotStarted", users[1]["id"], sender)


def _sender(org: Organization, user_id: str | None, email: str, name: str, kind: str) -> JsonObject:
    return org.add("emailSender", {"userId": user_id, "email": email, "displayName": name, "type": kind})


def _template(org: Organization, maker: Maker, template: _Template) -> JsonObject:
    title, archived, stages = template
    row: JsonObject = {"title": title, "isArchived": archived, "unsubscribeLinkActive": True}
    row["stages"] = [
        {"id": org.new_id(), "type": kind, "sendAfter": {"kind": delay}, "subject": subject, "bodyHtml": text}
        for kind, delay, subject, text in stages
    ]
    return org.add("sequenceTemplate", {**row, "createdAt": maker.ago(days=200)})


def _enroll(
    org: Organization,
    maker: Maker,
    candidate: JsonObject,
    template: JsonObject,
    status: str,
    owner: str,
    sender: JsonObject,
) -> None:
    shown = {"email": sender["email"], "displayName": sender["displayName"]}
    tokens = ["candidate.firstName", "sender.firstName"]
    row = {
        "candidateId": candidate["id"],
        "applicationId": None,
        "sequenceTemplateId": template["id"],
        "status": status,
        "ownerId": owner,
        "stages": [{**stage, "id": org.new_id(), "from": shown, "tokens": tokens} for stage in template["stages"]],
    }
    org.add("sequence", {**row, "createdAt": max(maker.between(40, 2), candidate["createdAt"])})
