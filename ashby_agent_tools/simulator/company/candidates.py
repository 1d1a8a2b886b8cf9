"""What the demo company knows of candidates beyond the core: devices, fraud checks, emails, ids in the HR system."""

from __future__ import annotations

from datetime import datetime

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._candidate_fields import in_title_order, place_id

_NETS = ("192.0.2", "198.51.100", "203.0.113")  # set aside for examples (RFC 5737)
_DEVICES = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36",
)
_SIGNALS = (
    (
        "Spoofing",
        "Address behind a VPN",
        "The form was sent through an anonymising network.",
        "Exit node in another country",
    ),
    ("Geographic", "Far from the stated home", "The address of the device is on another continent.", None),
    ("Automation", "Answered very quickly", "The form was filled in faster than a person types.", "11 seconds"),
    ("Social", "No trace of the profile", "The linked profile does not exist.", None),
)
_THREADS = (
    (
        "Your application",
        "<p>Thank you for applying. Would Tuesday at ten suit you for a first call?</p>",
        "<p>Tuesday at ten is fine. I look forward to it.</p>",
    ),
    (
        "A question about the role",
        "<p>Happy to explain: the team is spread over three time zones and meets twice a year.</p>",
        "<p>That helps, thank you. Could you tell me more about the on-call rota?</p>",
    ),
    (
        "Next steps",
        "<p>The team enjoyed meeting you. We would like to go on to the next round.</p>",
        "<p>Great news! I am free on Thursday afternoon or any time on Friday.</p>",
    ),
)
_CHECKED, _WRITING = 9, 30  # candidates with fraud checks, with emails


def populate(org: Organization, maker: Maker) -> None:
    """Devices for every third application, emails with thirty people, nine fraud checks."""
    people = list(org.table("candidate").values())
    for number, person in enumerate(people):
        person["tagIds"] = in_title_order(org, "candidateTag", person.get("tagIds", []))
        person.setdefault("projectIds", [])
        person.setdefault("addedAt", person["createdAt"])
        person |= {"externalMappingId": None, "fraudStatus": None}
        if person.get("location"):
            person["location"]["id"] = place_id(person["location"]["locationSummary"])
        if any(item["status"] == "Hired" for item in org.related("application", "candidateId", person["id"])):
            person["externalMappingId"] = f"HR-{number:05d}"
    for application in list(org.table("application").values())[::3]:
        _device(org, maker, application)
    for person in maker.some(people, _WRITING, _WRITING):
        _mails(org, maker, person)
    for number, person in enumerate(maker.some(people, _CHECKED, _CHECKED)):
        _fraud_check(org, maker, person, passed=number % 3 == 0)


def _device(org: Organization, maker: Maker, application: JsonObject) -> None:
    row = {
        "ipAddress": f"{maker.pick(_NETS)}.{maker.random.randint(1, 254)}",
        "userAgent": maker.pick(_DEVICES),
        "relatedEntityType": "application",
        "relatedEntityId": application["id"],
        "candidateId": application["candidateId"],
        "createdAt": application["createdAt"],
    }
    org.add("clientInfo", row, stamped=False)


def _mails(org: Organization, maker: Maker, person: JsonObject) -> None:
    theirs = next((item["value"] for item in person["emails"] if item["isPrimary"]), None)
    if theirs is None:
        return
    colleague = maker.pick(list(org.table("user").values()))
    subject, asked, answered = maker.pick(_THREADS)
    known = org.now - datetime.fromisoformat(person["createdAt"])
    days = min(maker.random.randint(2, 40), max(known.days, 1))
    for out, body, age in ((True, asked, days), (False, answered, days - 1)):
        sender, receiver = (colleague["email"], theirs) if out else (theirs, colleague["email"])
        row: JsonObject = {
            "candidateId": person["id"],
            "subject": subject if out else f"Re: {subject}",
            "from": sender,
            "to": receiver,
            "body": body,
            "sentAt": maker.ago(days=age),
            "threadId": f"thread-{person['id']}",
            "isPrivate": False,
            "userIsSender": out,
            "source": "sync",
        }
        row["emailProviderEmailId"] = f"message-{len(org.table('emailMessage')) + 1:04d}"
        org.add("emailMessage", row, stamped=False)


def _fraud_check(org: Organization, maker: Maker, person: JsonObject, *, passed: bool) -> None:
    applications = org.related("application", "candidateId", person["id"])
    signals = []
    for category, name, description, value in () if passed else maker.some(_SIGNALS, 1, 3):
        signal = {"id": org.new_id(), "category": category, "name": name, "description": description}
        signals.append(signal if value is None else {**signal, "value": value})
    row = {
        "candidateId": person["id"],
        "applicationId": applications[0]["id"] if applications else None,
        "createdAt": max(maker.between(60, 1), (applications[0] if applications else person)["createdAt"]),
        "fraudSignals": signals,
    }
    org.add("fraudCheck", row, stamped=False)
    person["fraudStatus"] = "PassedFraudCheck" if passed else "Unreviewed"
