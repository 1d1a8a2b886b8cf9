"""Files of the demo company beside the resumes: letters that candidates attached, and interview transcripts."""

from __future__ import annotations

import json

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_LETTER = """Dear hiring team,

I am writing because your open role fits what I have done for the last years. I would like to
show you how I work, and I am curious how your team does.

Kind regards,
{name}
"""
_TALK = (
    "Thank you for taking the time. What did you work on last?",
    "I moved our billing to a new system over nine months, without stopping sales.",
    "What was the hardest part?",
    "Agreeing on what an invoice is. Three teams had three answers.",
)
_LETTERS, _TRANSCRIPTS = 15, 3


def populate(org: Organization, maker: Maker) -> None:
    """Fifteen letters; three transcripts, one of them expired."""
    for person in maker.some(list(org.table("candidate").values()), _LETTERS, _LETTERS):
        name = f"letter-{person['name'].lower().replace(' ', '-')}.txt"
        data = _LETTER.format(name=person["name"]).encode()
        file = storage.keep(org, name, "text/plain", data, candidateId=person["id"])
        person["fileHandles"] = [*person.get("fileHandles", []), storage.handle_of(file)]
    held = [row for row in org.table("interviewEvent").values() if row["endTime"] < org.stamp()]
    for number, event in enumerate(held[:_TRANSCRIPTS]):
        _transcript(org, event, expired=number == _TRANSCRIPTS - 1)


def _transcript(org: Organization, event: JsonObject, *, expired: bool) -> None:
    schedule = org.get("interviewSchedule", event["interviewScheduleId"])
    application = org.get("application", schedule["applicationId"])
    person = org.get("candidate", application["candidateId"])
    speakers: list[JsonObject] = [
        _speaker(org, "interviewer", f"{user['firstName']} {user['lastName']}", user["email"])
        for user in (org.get("user", item) for item in event["interviewerUserIds"][:1])
    ]
    mails = [item["value"] for item in person["emails"] if item["isPrimary"]]
    speakers.append(_speaker(org, "candidate", person["name"], mails[0] if mails else None))
    turns = [
        {"participantId": speakers[turn % len(speakers)]["id"], "startMs": turn * 9_000, "text": text}
        for turn, text in enumerate(_TALK)
    ]
    file = storage.keep(
        org, "transcript.json", "application/json", json.dumps({"turns": turns}).encode(), createdAt=event["endTime"]
    )
    row = {
        "interviewEventId": event["id"],
        "interviewScheduleId": schedule["id"],
        "applicationId": application["id"],
        "createdAt": event["endTime"],
        "participants": speakers,
        "fileId": file["id"],
        "isExpired": expired,
    }
    event["notetakerTranscriptId"] = org.add("notetakerTranscript", row, stamped=False)["id"]
    org.touch("interviewEvent", event, at=max(event["updatedAt"], row["createdAt"]))


def _speaker(org: Organization, kind: str, name: str, email: str | None) -> JsonObject:
    return {"id": org.new_id(), "type": kind, "name": name, "email": email}
