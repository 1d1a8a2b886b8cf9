"""The 25 recruiting jobs of tasks.py: each as the task that does it, and as the shortest plan over Ashby's endpoints.

An endpoint plan knows what the request says and what earlier answers held, nothing else. It is written once and run on
our endpoint tools and on a plain conversion: both have the same endpoints, so both need the same calls.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

Json = Any
Record = dict[str, Any]


class Does(Protocol):
    """Whatever makes the calls of an endpoint plan."""

    def one(self, endpoint: str, **body: Json) -> Json:
        """Make a call; its `results`."""

    def every(self, endpoint: str, fields: list[str], **body: Json) -> list[Record]:
        """All pages of a list. `fields`: what the plan has to see of each record."""

    def counted(self, query: Record, plain: Callable[[], None]) -> None:
        """Count over whole lists: where there is an `ashby_query`, by it, else by reading as `plain` does."""


@dataclasses.dataclass(frozen=True)
class Cast:
    """The people and things of the demo company (seed 7) that the requests name; each person has one application."""

    person: str = "Priya Raman"
    two: tuple[str, ...] = ("Maeve Brannigan", "Élodie Noël")
    three: tuple[str, ...] = ("Maeve Brannigan", "Élodie Noël", "Nguyễn Tuyết")
    five: tuple[str, ...] = ("תמר ברק", "Tunde Owusu", "Andrés Ureña", "Freja Åkerlund", "Agnieszka Łopata")
    job: str = "Staff Engineer"
    requisition: str = "REQ-101"
    interviewer: str = "Mara Lindqvist"
    offered: str = "Hoàng Đức"
    interviewed: str = "Maeve Brannigan"
    owes: str = "Omar Farouk"


@dataclasses.dataclass(frozen=True)
class Job:
    """A request, the task calls that do it, the endpoint plan, and words that a reading job has to bring."""

    request: str
    tasks: Callable[[Cast], list[tuple[str, Record]]]
    endpoints: Callable[[Does, Cast], None]
    brings: Callable[[Cast], tuple[str, ...]] = lambda cast: ()  # noqa: ARG005


PLACE = ["candidate", "currentInterviewStage", "updatedAt"]
EVENTS = ["applicationId", "interviewEvents", "status"]


def _day(month: int, day: int) -> int:
    """The first moment of a day of 2026, as Ashby's lists take it."""
    return int(datetime(2026, month, day, tzinfo=UTC).timestamp() * 1_000)


def application(do: Does, name: str) -> tuple[Record, Record]:
    person = do.one("candidate.search", name=name)[0]
    return person, do.one("application.info", applicationId=person["applicationIds"][0])


def dossier(do: Does, cast: Cast) -> None:
    person, applied = application(do, cast.person)
    do.one("applicationFeedback.list", applicationId=applied["id"])
    do.one("interviewSchedule.list", applicationId=applied["id"])
    do.one("candidate.listNotes", candidateId=person["id"])
    do.one("offer.list", applicationId=applied["id"])


def pipeline(do: Does, cast: Cast) -> None:
    job = do.one("job.search", title=cast.job)[0]
    do.one("interviewStage.list", interviewPlanId=job["defaultInterviewPlanId"])
    do.every("application.list", PLACE, jobId=job["id"], status="Active")


def owed_and_ahead(do: Does, cast: Cast) -> list[Record]:
    """What a colleague's interviews are: there is no list by interviewer."""
    user = next(it for it in do.every("user.list", ["firstName", "lastName"]) if full_name(it) == cast.interviewer)
    schedules = do.every("interviewSchedule.list", EVENTS, createdAfter=_day(8, 1))
    return [
        event
        for schedule in schedules
        for event in schedule["interviewEvents"]
        if user["id"] in {it["id"] for it in event["interviewers"]}
    ]


def owed(do: Does, cast: Cast) -> None:
    owed_and_ahead(do, cast)


def full_name(user: Record) -> str:
    return f"{user['firstName']} {user['lastName']}"


def day(do: Does, cast: Cast) -> None:
    events = [it for it in owed_and_ahead(do, cast) if "2026-11-02" <= it["startTime"][:10] < "2026-11-16"]
    for event in events:
        do.one("interviewBriefing.info", interviewEventId=event["id"])


def debrief(do: Does, cast: Cast) -> None:
    _, applied = application(do, cast.person)
    do.one("applicationFeedback.list", applicationId=applied["id"])
    do.one("interviewSchedule.list", applicationId=applied["id"])


def compare(do: Does, names: tuple[str, ...]) -> None:
    for name in names:
        _, applied = application(do, name)
        do.one("application.listHistory", applicationId=applied["id"])
        do.one("applicationFeedback.list", applicationId=applied["id"])


def stage_called(do: Does, applied: Record, title: str) -> str:
    job = do.one("job.info", id=applied["job"]["id"])
    stages = do.one("interviewStage.list", interviewPlanId=job["defaultInterviewPlanId"])
    return str(next(it["id"] for it in stages if it["title"] == title))


def move(do: Does, names: tuple[str, ...], title: str, **more: Json) -> None:
    stages: dict[str, str] = {}
    for name in names:
        _, applied = application(do, name)
        job = applied["job"]["id"]
        stages[job] = stages.get(job) or stage_called(do, applied, title)
        do.one("application.changeStage", applicationId=applied["id"], interviewStageId=stages[job], **more)


def reject(do: Does, names: tuple[str, ...], reason: str, template: str = "") -> None:
    more: Record = {"archiveReasonId": named(do.one("archiveReason.list"), "text", reason)}
    if template:
        chosen = named(do.one("communicationTemplate.list"), "name", template)
        more["archiveEmail"] = {"communicationTemplateId": chosen}
    move(do, names, "Archived", **more)


def named(records: list[Record], key: str, value: str) -> str:
    return str(next(it["id"] for it in records if it.get(key, it.get("title")) == value))


def propose(do: Does, cast: Cast) -> None:
    person, _ = application(do, cast.person)
    do.one("archiveReason.list")
    do.one("candidate.createNote", candidateId=person["id"], note="Proposal: reject for Timing.")


def schedule(do: Does, cast: Cast) -> None:
    _, applied = application(do, cast.person)
    user = next(
        it for it in do.every("user.list", ["firstName", "lastName", "email"]) if full_name(it) == cast.interviewer
    )
    plan = do.one("jobInterviewPlan.info", jobId=applied["job"]["id"])
    interview = next(
        it["interviewId"]
        for stage in plan["stages"]
        for activity in stage["activities"]
        for it in activity["interviews"]
        if it["title"] == "Case Study"
    )
    event = {
        "startTime": "2030-01-15T10:00:00+01:00", "endTime": "2030-01-15T11:00:00+01:00",
        "interviewers": [{"email": user["email"]}], "interviewId": interview,
    }  # fmt: skip
    do.one("interviewSchedule.create", applicationId=applied["id"], interviewEvents=[event])


def feedback(do: Does, cast: Cast) -> None:
    _, applied = application(do, cast.interviewed)
    user = next(it for it in do.every("user.list", ["firstName", "lastName"]) if full_name(it) == cast.owes)
    schedules = do.one("interviewSchedule.list", applicationId=applied["id"])
    owed = next(
        event["id"]
        for it in schedules
        for event in it["interviewEvents"]
        if user["id"] in {who["id"] for who in event["interviewers"]} and not event["hasSubmittedFeedback"]
    )
    form = next(it for it in do.one("feedbackFormDefinition.list") if it.get("isDefaultForm"))
    fields = {
        it["field"]["title"]: it["field"]["path"]
        for section in form["formDefinition"]["sections"]
        for it in section["fields"]
    }
    answers = [
        {"path": fields["Overall recommendation"], "value": {"score": 3}},
        {"path": fields["Strengths"], "value": {"type": "PlainText", "value": "Calm under questions."}},
    ]
    do.one(
        "applicationFeedback.submit", applicationId=applied["id"], formDefinitionId=form["id"], userId=user["id"],
        interviewEventId=owed, feedbackForm={"fieldSubmissions": answers},
    )  # fmt: skip


def offer_of_one(do: Does, cast: Cast) -> None:
    _, applied = application(do, cast.offered)
    for offer in do.one("offer.list", applicationId=applied["id"]):
        do.one("approval.list", entityType="offer", entityId=offer["latestVersion"]["id"])


OPEN = ["WaitingOnApprovalStart", "WaitingOnOfferApproval", "WaitingOnApprovalDefinition", "WaitingOnCandidateResponse"]


def open_offers(do: Does, cast: Cast) -> None:  # noqa: ARG001
    for offer in do.every("offer.list", ["applicationId", "latestVersion", "offerStatus"], offerStatus=OPEN):
        do.one("application.info", applicationId=offer["applicationId"])
        if "Approval" in offer["offerStatus"]:
            do.one("approval.list", entityType="offer", entityId=offer["latestVersion"]["id"])


def report(do: Does, **which: Json) -> None:
    """The funnel, sources and reasons of the applications since a day."""
    applications: list[Record] = []

    def read() -> None:
        if not applications:
            applications.extend(do.every("application.list", ["source", "status", "archiveReason"], **which))

    def histories() -> None:
        read()
        for it in applications[:60]:
            do.one("application.listHistory", applicationId=it["id"])

    source = {"from": ["ashby_application_list"], "arguments": which}
    do.counted(source | {"group_by": ["source", "status"]}, read)
    do.counted(source | {"group_by": ["archiveReason"]}, read)
    do.counted(source | {"group_by": ["createdAt"]}, read)
    funnel = {"from": ["ashby_application_list", "ashby_application_list_history"], "arguments": which}
    do.counted(funnel | {"group_by": ["applicationHistory.title"], "count_distinct": "id", "max_calls": 300}, histories)


def job_report(do: Does, cast: Cast) -> None:
    job = do.one("job.search", title=cast.job)[0]
    report(do, jobId=job["id"], createdAfter=_day(6, 1))


def stale(do: Does, **which: Json) -> None:
    do.every("application.list", PLACE, status="Active", **which)
    do.every("interviewSchedule.list", EVENTS, createdAfter=_day(8, 1))
    do.every("offer.list", ["applicationId", "offerStatus", "latestVersion"], offerStatus=OPEN)


def stale_job(do: Does, cast: Cast) -> None:
    stale(do, jobId=do.one("job.search", title=cast.job)[0]["id"])


def debrief_and_move(do: Does, cast: Cast) -> None:
    debrief(do, cast)
    move(do, (cast.person,), "Offer")


def find(do: Does, cast: Cast) -> None:
    application(do, cast.person)


def find_job(do: Does, cast: Cast) -> None:
    do.one("job.search", requisitionId=cast.requisition)


def _calls(task: str, /, **arguments: Json) -> list[tuple[str, Record]]:
    return [(task, arguments)]


def _case(request: str, task: str, endpoints: Callable[[Does, Cast], None], /, **arguments: Json) -> Job:
    """A job that one task does; an argument that starts with @ is a thing of the cast."""

    def tasks(cast: Cast) -> list[tuple[str, Record]]:
        return _calls(task, **{key: _of(cast, value) for key, value in arguments.items()})

    def brings(cast: Cast) -> tuple[str, ...]:
        said = _of(cast, arguments.get("candidate", arguments.get("candidates", arguments.get("job", ()))))
        return tuple(said) if isinstance(said, list | tuple) else (said,)

    return Job(request, tasks, endpoints, brings)


def _of(cast: Cast, value: Json) -> Json:
    if isinstance(value, list):
        return [_of(cast, it) for it in value]
    if isinstance(value, str) and value.startswith("@"):
        found = getattr(cast, value[1:])
        return list(found) if isinstance(found, tuple) else found
    return value


_PRIYA: Mapping[str, Json] = {"candidate": "@person"}

JOBS: tuple[Job, ...] = (
    _case("Who is this person, and where do they stand?", "ashby_find",
          find, name="@person"),
    _case("Which job is this requisition?", "ashby_find", find_job, name="@requisition"),
    _case("Tell me all about her before the call.", "ashby_candidate_dossier", dossier, **_PRIYA),
    _case("What does the pipeline look like?", "ashby_job_pipeline", pipeline, job="@job"),
    _case("Who is stuck in a stage for three weeks?", "ashby_job_pipeline", pipeline, job="@job", stuck_after=21),
    _case("What is on for her in these two weeks, with briefings?", "ashby_my_day", day, user="@interviewer",
          day="2026-11-02", days=14),
    _case("Which scorecards does she owe?", "ashby_my_day", owed, user="@interviewer", day="2026-11-02"),
    _case("Set the scorecards side by side.", "ashby_debrief", debrief, **_PRIYA),
    _case("Compare these two.", "ashby_compare", lambda do, cast: compare(do, cast.two), candidates="@two"),
    _case("Compare these three.", "ashby_compare", lambda do, cast: compare(do, cast.three), candidates="@three"),
    _case("Move her to Offer.", "ashby_advance", lambda do, cast: move(do, (cast.person,), "Offer"),
          candidate="@person", stage="Offer"),
    _case("Move these five to Technical Screen.", "ashby_advance",
          lambda do, cast: move(do, cast.five, "Technical Screen"), candidate="@five", stage="Technical Screen"),
    _case("Reject her for timing, no email.", "ashby_reject",
          lambda do, cast: reject(do, (cast.person,), "Timing"), candidate="@person", reason="Timing"),
    _case("Reject her kindly, with the email.", "ashby_reject",
          lambda do, cast: reject(do, (cast.person,), "Timing", "Kind rejection"), candidate="@person",
          reason="Timing", template="Kind rejection"),
    _case("Reject these five: the position is filled.", "ashby_reject",
          lambda do, cast: reject(do, cast.five, "Position filled"), candidate="@five", reason="Position filled"),
    _case("Only propose to reject her.", "ashby_reject", propose, candidate="@person", reason="Timing", propose=True),
    _case("Book the case study.", "ashby_schedule", schedule, candidate="@person", interviewers=["@interviewer"],
          start="2030-01-15T10:00:00+01:00", interview="Case Study"),
    _case("File his scorecard.", "ashby_leave_feedback", feedback, candidate="@interviewed", user="@owes",
          answers={"Overall recommendation": "Yes", "Strengths": "Calm under questions."}),
    _case("Where does the offer stand?", "ashby_offer_status", offer_of_one, candidate="@offered"),
    _case("Which offers are open, and who has to approve?", "ashby_offer_status", open_offers),
    _case("How did hiring go in the last 90 days?", "ashby_hiring_report",
          lambda do, cast: report(do, createdAfter=_day(8, 31)), since="2026-08-31"),  # noqa: ARG005
    _case("How did it go for this job?", "ashby_hiring_report", job_report, job="@job", since="2026-06-01"),
    _case("What is going stale?", "ashby_stale", lambda do, cast: stale(do)),  # noqa: ARG005
    _case("What is going stale for this job?", "ashby_stale", stale_job, job="@job"),
    Job(
        "Debrief, then move her on.",
        lambda cast: [*_calls("ashby_debrief", candidate=cast.person),
                      *_calls("ashby_advance", candidate=cast.person, stage="Offer")],
        debrief_and_move,
        lambda cast: (cast.person,),
    ),
)  # fmt: skip
