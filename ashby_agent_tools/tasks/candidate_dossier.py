"""Candidate dossier: all that is recorded of one person, on one page."""

from __future__ import annotations

from typing import ClassVar

from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.candidate_records import CandidateListNotes
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.feedback import ApplicationFeedbackList
from ashby_agent_tools.operations.offers import OfferList
from ashby_agent_tools.operations.schedules import InterviewScheduleList
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Setting, Steps, Task
from ashby_agent_tools.tasks.interviews import events_of, interview_titles, shown_event
from ashby_agent_tools.tasks.params import Who
from ashby_agent_tools.tasks.records import called, dig, for_whom, scorecard

__all__ = ["CandidateDossierTask"]

_APPLICATIONS = 6  # whose interviews, scorecards and offers are read

DOSSIER = Entity(
    "dossier",
    untrusted=("position", "company", "school", "notes.content", "customFields"),
    contact=("email", "primaryPhoneNumber"),
    pay=("offers.salary",),
    stated=("source", "tags", "applications.stage", "applicationsRead", "interviews", "interviews.interview",
            "scorecards", "scorecards.interview", "offers", "offers.salary", "notes"),
)  # fmt: skip


class CandidateDossierTask(Task):
    """Get all about one candidate: applications, interviews, scorecards, notes, offers. At most 45 calls."""

    spec = Spec(
        "candidateDossier", scope="candidatesRead", risk=READ, tags=("candidates",), entity=DOSSIER, served_by="task"
    )
    reads: ClassVar = lookups.PERSON_READS
    tries: ClassVar = (
        "applicationFeedback.list", "interviewSchedule.list", "interview.list", "candidate.listNotes", "offer.list",
    )  # fmt: skip
    most_calls: ClassVar = 45

    candidate: Who

    def steps(self, setting: Setting) -> Steps:
        """The person, then what hangs on their applications; what the key may not read is told."""
        person = yield from lookups.person_of(self.candidate)
        applications, unread = yield from lookups.applications_of(person)
        newest = sorted(applications, key=lambda it: str(it.get("createdAt")), reverse=True)
        followed = [str(it["id"]) for it in newest[:_APPLICATIONS]]
        data = _person(person)
        data["applications"] = [_application(it) for it in newest]
        if unread or len(newest) > len(followed):
            data["applicationsRead"] = (
                f"{len(newest)} of {len(newest) + unread}, with interviews, scorecards and offers of the newest "
                f"{len(followed)}"
            )
        titles = yield from lookups.if_readable(interview_titles())
        named = {} if isinstance(titles, str) else titles
        data["interviews"] = yield from lookups.if_readable(_interviews(followed, named))
        data["scorecards"] = yield from lookups.if_readable(_scorecards(followed, named))
        data["offers"] = yield from lookups.if_readable(_offers(followed))
        data["notes"] = yield from lookups.if_readable(_notes(str(person["id"])))
        return Answer(data)


def _person(person: JsonObject) -> JsonObject:
    return {
        "candidate": called(person),
        "position": person.get("position"),
        "company": person.get("company"),
        "school": person.get("school"),
        "locationSummary": dig(person, "location", "locationSummary"),
        "email": dig(person, "primaryEmailAddress", "value"),
        "primaryPhoneNumber": dig(person, "primaryPhoneNumber", "value"),
        "source": dig(person, "source", "title"),
        "tags": [it.get("title") for it in person.get("tags") or ()],
        "createdAt": person.get("createdAt"),
        "customFields": person.get("customFields"),
    }


def _application(application: JsonObject) -> JsonObject:
    shown = for_whom(application)
    del shown["candidate"]
    return {
        **shown,
        "status": application.get("status"),
        "archiveReason": dig(application, "archiveReason", "text"),
        "createdAt": application.get("createdAt"),
        "updatedAt": application.get("updatedAt"),
    }


def _interviews(applications: list[str], titles: dict[str, str]) -> lookups.Part[list[JsonObject]]:
    schedules: list[JsonObject] = []
    for identity in applications:
        schedules += yield from lookups.every(InterviewScheduleList(applicationId=identity, limit=100), 1)
    return [
        {**shown_event(event, titles), "status": schedule.get("status")} for schedule, event in events_of(schedules)
    ]


def _scorecards(applications: list[str], titles: dict[str, str]) -> lookups.Part[list[JsonObject]]:
    found: list[JsonObject] = []
    for identity in applications:
        found += yield from lookups.every(ApplicationFeedbackList(applicationId=identity, limit=100), 1)
    return [scorecard(it, titles) for it in found]


def _offers(applications: list[str]) -> lookups.Part[list[JsonObject]]:
    found: list[JsonObject] = []
    for identity in applications:
        found += yield from lookups.every(OfferList(applicationId=identity, limit=100), 1)
    return [
        {
            "offer": {"id": it.get("id")},
            "application": {"id": it.get("applicationId")},
            "offerStatus": it.get("offerStatus"),
            "acceptanceStatus": it.get("acceptanceStatus"),
            "salary": dig(it, "latestVersion", "salary"),
            "startDate": dig(it, "latestVersion", "startDate"),
        }
        for it in found
    ]


def _notes(candidate_id: str) -> lookups.Part[list[JsonObject]]:
    found = yield from lookups.every(CandidateListNotes(candidateId=candidate_id, limit=100), 1)
    return [
        {"author": called(it.get("author")), "createdAt": it.get("createdAt"), "content": it.get("content")}
        for it in found
    ]
