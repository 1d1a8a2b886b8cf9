"""Synthetic records of eight kinds in the shape of Ashby's answers, from a seed; no real person is in them.

An organization has few jobs, stages, users and sources, and many candidates; ids are random. Long texts are made of
ordinary words, so that their token counts are those of ordinary prose.
"""

# ruff: noqa: D102, E501, S311 - names say it; a seeded generator

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from typing import Any

from _record_words import CITIES, COMPANIES, FIRST, JOBS, LAST, SCHOOLS, STAGES, WORDS

__all__ = ["KINDS", "World"]

Record = dict[str, Any]


class World:
    """One invented organization; `make(kind)` gives one record of a kind."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.users = [self.user() for _ in range(24)]
        self.departments = [(self.id(), name) for name in ("Engineering", "Sales", "People", "Design")]
        self.locations = [(self.id(), f"{city}, {country}") for city, country in CITIES]
        self.jobs = [(self.id(), title) for title in JOBS]
        self.plan = self.id()
        self.stages = [(self.id(), title) for title in STAGES]
        self.sources = [(self.id(), t) for t in ("LinkedIn", "Referral", "Careers page", "Agency", "Sourced", "Event")]
        self.reasons = [(self.id(), t) for t in ("Timing", "Skills not a match", "Withdrew", "Salary expectations")]
        self.tags = [(self.id(), t) for t in ("silver medalist", "rehire", "relocation", "conference", "fast track")]
        self.interviews = [(self.id(), t) for t in ("Phone Screen", "System Design", "Coding", "Values", "Panel")]
        self.fields = [(self.id(), t) for t in ("Notice period", "Seniority", "Work permit", "Cost center")]
        self.scorecard = self.form()

    def id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def time(self) -> str:
        r = self.random
        return (
            f"2026-{r.randint(1, 11):02}-{r.randint(1, 28):02}T{r.randint(0, 23):02}:{r.randint(0, 59):02}:"
            f"{r.randint(0, 59):02}.{r.randint(0, 999):03}Z"
        )

    def text(self, words: int) -> str:
        out = " ".join(self.random.choice(WORDS) for _ in range(max(1, words)))
        return out[0].upper() + out[1:] + "."

    def name(self) -> tuple[str, str]:
        return self.random.choice(FIRST), self.random.choice(LAST)

    def mail(self, first: str, last: str) -> str:
        return f"{first}.{last}{self.random.randint(1, 99)}@example.com".lower()

    def phone(self) -> str:
        return f"+1 555 {self.random.randint(100, 999)} {self.random.randint(1000, 9999)}"

    def pick(self, pool: list[tuple[str, str]]) -> tuple[str, str]:
        return self.random.choice(pool)

    def user(self) -> Record:
        first, last = self.name()
        return {
            "id": self.id(), "firstName": first, "lastName": last, "email": self.mail(first, last),
            "globalRole": self.random.choice(["Organization Admin", "Elevated Access", "Limited Access"]),
            "isEnabled": True, "updatedAt": self.time(), "managerId": self.id(), "customFields": [],
        }  # fmt: skip

    def member(self, role: str) -> Record:
        user = self.random.choice(self.users)
        return {
            "email": user["email"], "firstName": user["firstName"], "lastName": user["lastName"], "role": role,
            "userId": user["id"],
        }  # fmt: skip

    def mailbox(self, value: str) -> Record:
        return {"value": value, "type": self.random.choice(["Personal", "Work"]), "isPrimary": True}

    def custom_fields(self) -> list[Record]:
        values: list[tuple[Any, Any]] = [
            (f"{self.random.randint(1, 6)} months", None), ("L" + str(self.random.randint(3, 7)),) * 2,
            (self.random.random() < 0.5, None), (self.random.randint(100, 900), None),
        ]  # fmt: skip
        return [
            {"id": fid, "isPrivate": False, "title": title, "valueLabel": label, "value": value}
            if label is not None
            else {"id": fid, "isPrivate": False, "title": title, "value": value}
            for (fid, title), (value, label) in zip(self.fields, values, strict=True)
            if self.random.random() < 0.8
        ]

    def source(self) -> Record:
        sid, title = self.pick(self.sources)
        return {
            "id": sid, "title": title, "isArchived": False,
            "sourceType": {"id": self.sources[0][0], "title": "Inbound", "isArchived": False},
        }  # fmt: skip

    def file(self) -> Record:
        handle = "".join(self.random.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=260))
        return {"id": self.id(), "name": f"resume-{self.random.randint(1, 999)}.pdf", "handle": f"eyJ{handle}"}

    def question(self, title: str, kind: str, choices: tuple[str, ...] = ()) -> Record:
        return {
            "isRequired": True, "descriptionHtml": f"<p>{self.text(12)}</p>", "descriptionPlain": self.text(12),
            "field": {
                "id": self.id(), "type": kind, "path": self.id(), "humanReadablePath": title.lower(), "title": title,
                "isNullable": False,
                "selectableValues": [{"label": choice, "value": str(n)} for n, choice in enumerate(choices, 1)],
            },
        }  # fmt: skip

    def form(self) -> Record:
        fields = [
            self.question("Overall recommendation", "Score", ("Strong no", "No", "Yes", "Strong yes")),
            self.question("Technical depth", "ValueSelect", ("Low", "Medium", "High")),
            self.question("Level", "ValueSelect", ("L3", "L4", "L5", "L6")),
            self.question("Would you work with this person?", "Boolean"),
            self.question("Strengths", "RichText"),
            self.question("Concerns", "RichText"),
        ]
        return {"sections": [{"title": "Scorecard", "descriptionHtml": "", "descriptionPlain": "", "fields": fields}]}

    def make(self, kind: str) -> Record:
        return _MAKERS[kind](self)

    def page(self, kind: str, count: int) -> list[Record]:
        return [self.make(kind) for _ in range(count)]

    def candidate(self) -> Record:
        first, last = self.name()
        mail, phone = self.mail(first, last), self.phone()
        city, country = self.random.choice(CITIES)
        tags = self.random.sample(self.tags, self.random.randint(0, 2))
        return {
            "id": self.id(), "createdAt": self.time(), "updatedAt": self.time(), "name": f"{first} {last}",
            "primaryEmailAddress": self.mailbox(mail), "emailAddresses": [self.mailbox(mail)],
            "primaryPhoneNumber": self.mailbox(phone), "phoneNumbers": [self.mailbox(phone)],
            "socialLinks": [{"type": "LinkedIn", "url": f"https://linkedin.example.com/in/{first}-{last}".lower()}],
            "tags": [{"id": tid, "title": title, "isArchived": False} for tid, title in tags],
            "position": self.random.choice(JOBS), "company": self.random.choice(COMPANIES),
            "school": self.random.choice(SCHOOLS), "applicationIds": [self.id()][: self.random.randint(0, 3)] or [self.id()],
            "resumeFileHandle": self.file(), "fileHandles": [self.file()], "customFields": self.custom_fields(),
            "profileUrl": f"https://app.example.com/candidate-searches/new/right-side/candidates/{self.id()}",
            "source": self.source(), "creditedToUser": self.random.choice(self.users), "timezone": "Europe/Lisbon",
            "location": {
                "id": self.id(), "locationSummary": f"{city}, {country}",
                "locationComponents": [{"type": "City", "name": city}, {"type": "Country", "name": country}],
            },
            "fraudStatus": self.random.choice(["None", "Unreviewed", "PassedFraudCheck", None]),
        }  # fmt: skip

    def application(self) -> Record:
        first, last = self.name()
        (jid, job), (sid, stage) = self.pick(self.jobs), self.pick(self.stages)
        rid, reason = self.pick(self.reasons)
        status = {"Hired": "Hired", "Archived": "Archived"}.get(stage, "Active")
        return {
            "id": self.id(), "createdAt": self.time(), "updatedAt": self.time(), "status": status,
            "customFields": self.custom_fields()[:2],
            "candidate": {
                "id": self.id(), "name": f"{first} {last}",
                "primaryEmailAddress": self.mailbox(self.mail(first, last)),
                "primaryPhoneNumber": self.mailbox(self.phone()),
            },
            "currentInterviewStage": {
                "id": sid, "title": stage, "type": "Active", "orderInInterviewPlan": 2,
                "interviewStageGroupId": self.sources[0][0], "interviewPlanId": self.plan,
            },
            "source": self.source(),
            "archiveReason": {
                "id": rid, "text": reason, "reasonType": "RejectedByOrg", "isArchived": False, "customFields": [],
            } if status == "Archived" else None,
            "archivedAt": self.time() if status == "Archived" else None,
            "job": {"id": jid, "title": job, "locationId": self.pick(self.locations)[0],
                    "departmentId": self.pick(self.departments)[0]},
            "creditedToUser": self.random.choice(self.users),
            "hiringTeam": [self.member("Hiring Manager"), self.member("Recruiter")],
            "appliedViaJobPostingId": self.id(), "submitterClientIp": "192.0.2.7", "submitterUserAgent": "Mozilla/5.0",
            "openings": [],
        }  # fmt: skip

    def schedule(self) -> Record:
        return {
            "id": self.id(), "status": self.random.choice(["Scheduled", "Complete", "NeedsScheduling", "WaitingOnFeedback"]),
            "applicationId": self.id(), "interviewStageId": self.pick(self.stages)[0],
            "scheduledBy": self.random.choice(self.users), "createdAt": self.time(), "updatedAt": self.time(),
            "interviewEvents": [self.event() for _ in range(self.random.randint(1, 3))],
        }  # fmt: skip

    def event(self) -> Record:
        iid, title = self.pick(self.interviews)
        people = self.random.sample(self.users, self.random.randint(1, 2))
        return {
            "id": self.id(), "interviewId": iid, "interviewScheduleId": self.id(),
            "interviewerUserIds": [u["id"] for u in people],
            "interviewers": [{**u, "trainingRole": None, "interviewerPool": None, "isFeedbackRequired": True} for u in people],
            "createdAt": self.time(), "updatedAt": self.time(), "startTime": self.time(), "endTime": self.time(),
            "feedbackLink": f"https://app.example.com/interview-briefings/{self.id()}/feedback", "location": "Zoom",
            "meetingLink": f"https://meet.example.com/j/{self.random.randint(10**9, 10**10)}",
            "interviewerCalendarEventId": None, "hasSubmittedFeedback": self.random.random() < 0.5,
            "interview": {
                "id": iid, "title": title, "externalTitle": title, "isArchived": False, "isDebrief": False,
                "isFeedbackRequired": True, "isFeedbackRequested": True, "instructionsHtml": f"<p>{self.text(60)}</p>",
                "instructionsPlain": self.text(60), "jobId": None, "feedbackFormDefinitionId": self.id(),
            },
            "notetakerTranscriptId": None, "extraData": {},
        }  # fmt: skip

    def feedback(self) -> Record:
        paths = [entry["field"]["path"] for entry in self.scorecard["sections"][0]["fields"]]
        values = [
            {"score": self.random.randint(1, 4)}, str(self.random.randint(1, 3)), str(self.random.randint(1, 4)),
            self.random.random() < 0.7, self.text(self.random.randint(20, 120)), self.text(self.random.randint(10, 90)),
        ]  # fmt: skip
        return {
            "id": self.id(), "formDefinition": self.scorecard, "submittedValues": dict(zip(paths, values, strict=True)),
            "submittedByUser": self.random.choice(self.users), "interviewId": self.pick(self.interviews)[0],
            "interviewEventId": self.id(), "feedbackFormDefinitionId": self.plan, "applicationHistoryId": self.id(),
            "applicationId": self.id(), "submittedAt": self.time(),
        }  # fmt: skip

    def offer(self) -> Record:
        version = {
            "id": self.id(), "startDate": self.time()[:10], "createdAt": self.time(),
            "salary": {"currencyCode": "USD", "value": self.random.randint(80, 260) * 1000},
            "openingId": self.id(), "customFields": self.custom_fields(), "fileHandles": [self.file()],
            "author": self.random.choice(self.users), "approvalStatus": self.random.choice(["Approved", "WaitingOnApprovals"]),
        }  # fmt: skip
        return {
            "id": self.id(), "decidedAt": self.time(), "applicationId": self.id(),
            "acceptanceStatus": self.random.choice(["Accepted", "Declined", "WaitingOnResponse"]),
            "offerStatus": self.random.choice(["CandidateAccepted", "CandidateRejected", "WaitingOnCandidateResponse"]),
            "latestVersion": version, "versions": [version], "formDefinition": self.form(),
        }  # fmt: skip

    def posting(self) -> Record:
        (jid, title), (lid, location) = self.pick(self.jobs), self.pick(self.locations)
        opening, body, closing = self.text(90), self.text(240), self.text(70)
        plain = f"{opening}\n\n{body}\n\n{closing}"
        html = f"<p>{opening}</p><h2>Role</h2><p>{body}</p><p>{closing}</p>"
        summary = f"${self.random.randint(90, 140)}K - ${self.random.randint(150, 240)}K - Offers Equity"
        return {
            "id": self.id(), "title": title, "descriptionPlain": plain, "descriptionHtml": html,
            "descriptionSocial": opening,
            "descriptionParts": {
                "descriptionOpening": {"html": f"<p>{opening}</p>", "plain": opening},
                "descriptionBody": {"html": f"<p>{body}</p>", "plain": body},
                "descriptionClosing": {"html": f"<p>{closing}</p>", "plain": closing},
            },
            "departmentName": self.pick(self.departments)[1], "teamName": "Core", "teamNameHierarchy": ["All", "Core"],
            "jobId": jid, "locationName": location, "locationIds": {"primaryLocationId": lid, "secondaryLocationIds": []},
            "linkedData": {
                "@context": "https://schema.org/", "@type": "JobPosting", "title": title, "description": html,
                "identifier": {"@type": "PropertyValue", "name": "Example", "value": jid}, "datePosted": self.time()[:10],
            },
            "publishedDate": self.time()[:10], "applicationDeadline": None, "isRemote": True,
            "address": {"postalAddress": {"addressCountry": "Portugal", "addressLocality": "Lisbon"}},
            "workplaceType": self.random.choice(["OnSite", "Hybrid", "Remote"]),
            "employmentType": self.random.choice(["FullTime", "PartTime", "Contract"]), "surveyFormDefinitions": [],
            "applicationFormDefinition": self.form(), "isListed": True, "suppressDescriptionOpening": False,
            "suppressDescriptionClosing": False, "externalLink": f"https://jobs.example.com/example/{self.id()}",
            "applyLink": f"https://jobs.example.com/example/{self.id()}/application",
            "compensation": {
                "compensationTierSummary": summary, "summaryComponents": [], "compensationTiers": [],
                "shouldDisplayCompensationOnJobBoard": True,
            },
            "updatedAt": self.time(), "applicationLimitCalloutHtml": None,
        }  # fmt: skip

    def note(self) -> Record:
        user = self.random.choice(self.users)
        return {
            "id": self.id(), "createdAt": self.time(), "isPrivate": False,
            "content": self.text(self.random.randint(15, 110)),
            "author": {key: user[key] for key in ("id", "firstName", "lastName", "email")},
        }  # fmt: skip

    def job(self) -> Record:
        lid, location = self.pick(self.locations)
        return {
            "id": self.id(), "title": f"{self.random.choice(JOBS)} {self.random.randint(1, 40)}", "confidential": False,
            "status": self.random.choice(["Open", "Closed", "Draft"]), "employmentType": self.random.choice(["FullTime", "Contract"]),
            "locationId": lid, "departmentId": self.pick(self.departments)[0], "defaultInterviewPlanId": self.id(),
            "interviewPlanIds": [self.id()], "customFields": self.custom_fields(), "jobPostingIds": [self.id()],
            "customRequisitionId": None, "brandId": None,
            "hiringTeam": [self.member("Hiring Manager"), self.member("Recruiter"), self.member("Coordinator")],
            "author": self.random.choice(self.users), "createdAt": self.time(), "updatedAt": self.time(),
            "openedAt": self.time(), "closedAt": None,
            "location": {
                "id": lid, "name": location, "externalName": None, "isArchived": False, "isRemote": False,
                "address": {"postalAddress": {"addressCountry": "Portugal", "addressLocality": "Lisbon"}},
                "workplaceType": "Hybrid", "parentLocationId": None, "type": "Location", "extraData": {},
            },
            "openings": [],
        }  # fmt: skip


_MAKERS: dict[str, Callable[[World], Record]] = {
    "candidate": World.candidate, "application": World.application, "interviewSchedule": World.schedule,
    "applicationFeedback": World.feedback, "offer": World.offer, "jobPosting": World.posting, "note": World.note,
    "job": World.job,
}  # fmt: skip
KINDS = tuple(_MAKERS)
