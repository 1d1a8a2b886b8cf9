"""Answers in the shape and style of redacted live ones: nulls, missing keys, unknown words, keys that nobody documents.

Made by hand; the keys and what they hold are the official document's (a test compares them), and NOBODYS beside them.
Ids are numbered, people are invented.
"""

from __future__ import annotations

from typing import Any


def uid(number: int) -> str:
    """An id."""
    return f"{number:08x}-aaaa-4bbb-8ccc-{number:012x}"


REDACTED = "REDACTED"
MORE: dict[str, Any] = {"newSince2027": {"a": [1, None, {"b": "unheard"}]}, "_internal": None, "flags": []}
NOBODYS = {*MORE, "extra", "tide"}
"""Keys that nobody documents."""
MAIL = {"value": "kim.redacted@example.com", "type": "Carrier pigeon", "isPrimary": True}
USER = {
    "id": uid(1), "firstName": "Robin", "lastName": None, "email": "robin@example.com", "globalRole": "Galactic Admin",
    "isEnabled": True, "updatedAt": None, **MORE,
}  # fmt: skip
STAGE = {"id": uid(2), "title": "Vibe check", "type": "HyperLoop", "orderInInterviewPlan": 0, "interviewPlanId": None}
FIELDS = [
    {"id": uid(3), "title": "Favourite sea", "value": None, "isPrivate": None},
    {"id": uid(4), "title": None, "value": ["North", None, 7], "valueLabel": ["North sea", None]},
    {"id": uid(5), "title": "Boat", "value": {"value": 9.5, "currencyCode": None, "tide": "spring"}},
    {"id": uid(27), "title": "Range", "value": {"type": "hologram", "minValue": None, "maxValue": 7, "interval": ""}},
    {"id": uid(6), "value": False},
]
CANDIDATE = {
    "id": uid(7), "createdAt": "2026-02-30T25:61:00.000Z", "name": REDACTED, "primaryEmailAddress": None,
    "emailAddresses": [MAIL, {"value": None}], "phoneNumbers": None, "socialLinks": [{"type": "Fax", "url": None}, {}],
    "tags": [{"id": uid(8), "title": "", "isArchived": None}], "position": None, "company": "", "school": 0,
    "applicationIds": [uid(9), None], "resumeFileHandle": {"id": None, "name": None, "handle": None},
    "customFields": FIELDS, "source": {"id": uid(10), "title": "Lighthouse", "sourceType": None},
    "location": {"id": uid(11), "locationSummary": None, "locationComponents": [{"type": "Planet", "name": "Earth"}]},
    "creditedToUser": {}, **MORE,
}  # fmt: skip
APPLICATION = {
    "id": uid(9), "createdAt": "2026-03-01T08:00:00.000Z", "updatedAt": None, "status": "Hibernating",
    "customFields": [], "candidate": {"id": uid(7), "name": None}, "currentInterviewStage": STAGE, "source": None,
    "archiveReason": {"id": uid(12), "text": "Reason unheard of", "reasonType": "CosmicRays", "isArchived": None},
    "job": {"id": uid(13), "title": REDACTED}, "creditedToUser": None, "hiringTeam": [{"email": None, "role": "Bard"}],
    "appliedViaJobPostingId": None, **MORE,
}  # fmt: skip
JOB = {
    "id": uid(13), "title": "Keeper of lamps", "confidential": None, "status": "Daydreaming", "employmentType": "Tidal",
    "locationId": None, "departmentId": uid(14), "defaultInterviewPlanId": None, "interviewPlanIds": [],
    "jobPostingIds": None, "customFields": FIELDS, "hiringTeam": [{"userId": uid(1), "role": None}], "author": None,
    "compensation": {"compensationTiers": [{"id": None, "title": None, "components": [{"minValue": None}]}]}, **MORE,
}  # fmt: skip
SCHEDULE = {
    "id": uid(15), "status": "Beached", "applicationId": uid(9), "updatedAt": None, "interviewStageId": uid(2),
    "scheduledBy": None, "createdAt": "yesterday", "interviewEvents": [
        {"id": uid(16), "interviewId": None, "startTime": "2026-04-01T09:00:00+02:00", "endTime": None,
         "interviewers": [{"id": uid(1), "interviewerPool": None, "trainingRole": "Perhaps"}, {}], "feedbackLink": None,
         "location": REDACTED, "meetingLink": "", "hasSubmittedFeedback": None},
        {},
    ], **MORE,
}  # fmt: skip
OFFER = {
    "id": uid(17), "applicationId": uid(9), "decidedAt": None, "acceptanceStatus": "Pondering", "offerStatus": None,
    "latestVersion": {"id": uid(18), "startDate": None, "salary": {"value": None, "currencyCode": "XTS"},
                      "openingId": None, "customFields": None, "fileHandles": [None], "author": {}},
    **MORE,
}  # fmt: skip
FORM = {
    "id": uid(19), "title": None, "isArchived": "sometimes",
    "formDefinition": {"sections": [{"title": None, "fields": [
        {"isRequired": None, "field": {"id": uid(20), "path": "_x", "title": None, "type": "Hologram"}}, {}]}, {}]},
}  # fmt: skip
FEEDBACK = {
    "id": uid(21), "applicationId": uid(9), "submittedAt": None, "submittedByUser": {"id": uid(1)}, "interviewId": None,
    "feedbackFormDefinitionId": uid(19), "formDefinition": FORM["formDefinition"],
    "submittedValues": {"_x": {"score": None}, "_nowhere": "A word under no question", "_n": None, "_l": [None, 4]},
    **MORE,
}  # fmt: skip
NOTE = {"id": uid(22), "createdAt": None, "content": None, "isPrivate": None, "author": {"firstName": None}, **MORE}
OPENING = {"id": uid(23), "openedAt": None, "openingState": "Flooded", "latestVersion": {"id": None, "jobIds": None}}
POSTING = {
    "id": uid(24), "title": REDACTED, "jobId": uid(13), "locationName": None, "isListed": "no", "publishedDate": "soon",
    "locationIds": {"primaryLocationId": None, "secondaryLocationIds": None}, "descriptionHtml": "<p>Lamps &amp; sea",
    "compensation": None, "applicationFormDefinition": None, "address": {"postalAddress": None}, **MORE,
}  # fmt: skip
AUDIT = {
    "id": uid(25), "timestamp": None, "category": "Weather", "description": None, "changedFields": None,
    "actor": {"type": "Tide", "id": None, "email": None, "name": REDACTED}, "target": {"type": "Pier", "id": "p-7"},
    "parentAction": None, "request": {"id": None, "ipAddress": ""}, **MORE,
}  # fmt: skip
LISTED = {  # a posting in a list has no texts
    "id": uid(24), "title": REDACTED, "jobId": uid(13), "locationName": None, "isListed": "no", "publishedDate": "soon",
    "locationIds": {"primaryLocationId": None, "secondaryLocationIds": None}, "compensationTierSummary": None,
    "applicationDeadline": "", "workplaceType": "Underwater", **MORE,
}  # fmt: skip
LISTS: dict[str, Any] = {
    "candidate.list": CANDIDATE, "candidate.listNotes": NOTE, "candidateTag.list": {"id": uid(8), "title": None},
    "application.list": APPLICATION, "application.listHistory": {"id": None, "stageId": uid(2), "enteredStageAt": None},
    "applicationFeedback.list": FEEDBACK, "job.list": JOB, "jobPosting.list": LISTED, "opening.list": OPENING,
    "offer.list": OFFER, "interviewSchedule.list": SCHEDULE, "interviewEvent.list": SCHEDULE["interviewEvents"][0],
    "interviewStage.list": STAGE, "user.list": USER,
    "source.list": {"id": uid(10), "title": None, "sourceType": {"id": uid(28), "title": None, "isArchived": "no"}},
    "department.list": {"id": uid(14), "name": None, "parentId": uid(14), "isArchived": None, **MORE},
    "location.list": {"id": uid(11), "name": REDACTED, "address": {"postalAddress": {}}, "type": "Reef"},
    "customField.list": {"id": uid(3), "title": None, "fieldType": "Hologram", "selectableValues": [None, {}]},
    "archiveReason.list": APPLICATION["archiveReason"], "auditLog.list": AUDIT, "feedbackFormDefinition.list": FORM,
}  # fmt: skip
SINGLE: dict[str, tuple[dict[str, Any], Any]] = {
    "candidate.info": ({"id": uid(7)}, CANDIDATE), "application.info": ({"applicationId": uid(9)}, APPLICATION),
    "job.info": ({"id": uid(13)}, JOB), "offer.info": ({"offerId": uid(17)}, OFFER),
    "user.info": ({"userId": uid(1)}, USER),
    "jobPosting.info": ({"jobPostingId": uid(24)}, POSTING), "opening.info": ({"openingId": uid(23)}, OPENING),
}  # fmt: skip
NEEDED: dict[str, dict[str, Any]] = {
    "candidate.listNotes": {"candidateId": uid(7)}, "application.listHistory": {"applicationId": uid(9)},
    "applicationFeedback.list": {"applicationId": uid(9)}, "interviewEvent.list": {"interviewScheduleId": uid(15)},
    "interviewStage.list": {"interviewPlanId": uid(26)},
}  # fmt: skip

WHOLE = ("jobPosting.list", "opening.list", "archiveReason.list")
"""Lists that say nothing about pages."""


def answers() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """By endpoint: arguments, and the envelope that comes back."""
    found: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for name, record in LISTS.items():
        paged: dict[str, Any] = {} if name in WHOLE else {"moreDataAvailable": None}
        found[name] = (NEEDED.get(name, {}), {"success": True, "results": [record, {"id": uid(99)}], **paged})
    for name, (arguments, record) in SINGLE.items():
        found[name] = (arguments, {"success": True, "results": record, "extra": {"beside": None}})
    return found
