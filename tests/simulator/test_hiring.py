"""What the simulator refuses and does around a hire, by its clock, and in its audit log: where careless calls show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import raw_requests

from ashby_agent_tools.simulator import Simulator

Json = dict[str, Any]
SALARY = {"path": "_systemfield_salary", "value": {"currencyCode": "EUR", "value": 90_000}}
FILLED = [SALARY, {"path": "_systemfield_start_date", "value": "2027-01-04"}]


class World:
    """A simulator, a way to ask it, and an active Staff Engineer applicant without an offer."""

    def __init__(self, title: str = "Staff Engineer") -> None:
        self.simulator = Simulator(seed=7)
        self.ask = raw_requests.asking(self.simulator)
        self.org = self.simulator.state
        self.job = self.org.first("job", title=title)
        stages = self.org.related("interviewStage", "interviewPlanId", self.job["defaultInterviewPlanId"])
        self.stages = {row["type"]: row["id"] for row in stages}
        active = self.org.rows("application", jobId=self.job["id"], status="Active")
        self.free = [row for row in active if not self.org.related("offer", "applicationId", row["id"])]
        self.application = self.free[0]

    def code(self, endpoint: str, /, **body: Any) -> str | None:
        return raw_requests.code(self.ask(endpoint, **body))

    def hire(self, application: Json | None = None) -> str | None:
        """None where it worked, else the code."""
        chosen = (application or self.application)["id"]
        return self.code("application.changeStage", applicationId=chosen, interviewStageId=self.stages["Hired"])

    def openings(self) -> list[Json]:
        return [row for row in self.org.rows("opening") if self.job["id"] in row["jobIds"]]

    def close_openings(self) -> None:
        for row in self.openings():
            if row["openingState"] == "Open":
                row["openingState"] = "Closed"

    def offer(self, application: Json | None = None, opening: str | None = None) -> Json:
        chosen = application or self.application
        process = self.ask("offerProcess.start", applicationId=chosen["id"])["results"]["id"]
        form = self.ask("offer.start", offerProcessId=process)["results"]["id"]
        fields = FILLED if opening is None else [*FILLED, {"path": "_systemfield_opening", "value": opening}]
        made = self.ask(
            "offer.create", offerProcessId=process, offerFormId=form, offerForm={"fieldSubmissions": fields}
        )
        return self.org.get("offer", made["results"]["id"])

    def approve(self, offer: Json) -> None:
        assert self.ask("offer.approve", offerVersionId=offer["latestVersionId"])["success"]


@pytest.fixture
def world() -> World:
    return World()


# ---- a hire can be refused, and fills an opening


def _approval_started(world: World, offer: Json) -> None:
    assert world.ask("offer.startApprovalProcess", offerVersionId=offer["latestVersionId"])["success"]


def _approval_restarted(world: World, offer: Json) -> None:
    world.approve(offer)
    assert world.ask("offer.update", offerId=offer["id"], offerForm={"fieldSubmissions": FILLED})["success"]


@pytest.mark.parametrize("wait", [lambda world, offer: None, _approval_started, _approval_restarted])
def test_nobody_is_hired_while_their_offer_waits_for_its_approval(world: World, wait: Callable[..., None]) -> None:
    offer = world.offer()
    wait(world, offer)
    before = world.org.snapshot()
    assert world.hire() == "invalid_input"
    assert world.org.snapshot() == before
    world.approve(offer)
    assert world.hire() is None


def test_an_approval_that_is_to_come_through_the_api_counts_as_waiting() -> None:
    world = World("Account Executive")
    assert world.offer()["offerStatus"] == "WaitingOnApprovalDefinition"
    assert world.hire() == "invalid_input"


@pytest.mark.parametrize("ended", ["Declined", "Cancelled"])
def test_an_offer_that_has_ended_does_not_stand_in_the_way(world: World, ended: str) -> None:
    offer = world.offer()
    assert world.ask("offer.setStatus", offerId=offer["id"], acceptanceStatus=ended)["success"]
    assert world.hire() is None


def test_a_hire_for_a_job_that_hires_by_openings_needs_an_open_one(world: World) -> None:
    world.close_openings()
    assert world.hire() == "invalid_input"
    assert world.application["status"] == "Active"
    seat = world.ask("opening.create", identifier="OPN-900", teamId=world.job["departmentId"], openingState="Open",
                     jobIds=[world.job["id"]])["results"]  # fmt: skip
    assert world.hire() is None
    assert world.org.get("opening", seat["id"])["filledByApplicationId"] == world.application["id"]


def test_a_job_without_openings_hires_without_one(world: World) -> None:
    for row in world.openings():
        world.ask("opening.setArchived", openingId=row["id"], archive=True)
    assert world.hire() is None
    assert world.application["openingIds"] == []


def test_the_hired_fill_one_opening_each_until_none_is_free(world: World) -> None:
    named = {row["versions"][-1]["openingId"] for row in world.org.rows("offer")}
    free = [row for row in world.openings() if row["openingState"] == "Open" and row["id"] not in named]
    for application, _ in zip(world.free, free, strict=False):
        assert world.hire(application) is None
    assert {row["filledByApplicationId"] for row in free} == {row["id"] for row in world.free[: len(free)]}
    assert {row["openingState"] for row in free} == {"Filled"}
    assert world.hire(world.free[len(free)]) == "opening_in_use"  # the last open one is named in somebody's offer


def test_the_opening_of_an_offer_that_somebody_else_fills_is_in_use(world: World) -> None:
    seat = next(row for row in world.openings() if row["openingState"] == "Open")
    offer = world.offer(opening=seat["id"])
    world.approve(offer)
    seat |= {"openingState": "Filled", "filledByApplicationId": world.free[1]["id"]}
    assert world.hire() == "opening_in_use"
    assert world.code("offer.setStatus", offerId=offer["id"], acceptanceStatus="Accepted") == "opening_in_use"
    assert offer["offerStatus"] == "WaitingOnCandidateResponse"


def test_an_accepted_offer_fills_its_opening_and_a_withdrawn_acceptance_opens_it_again(world: World) -> None:
    seat = next(row for row in world.openings() if row["openingState"] == "Open")
    offer = world.offer(opening=seat["id"])
    world.approve(offer)
    assert world.ask("offer.setStatus", offerId=offer["id"], acceptanceStatus="Accepted")["success"]
    assert (seat["openingState"], seat["filledByApplicationId"]) == ("Filled", world.application["id"])
    shown = world.ask("application.info", applicationId=world.application["id"], expand=["openings"])["results"]
    assert [row["id"] for row in shown["openings"]] == [seat["id"]]
    assert world.hire() is None
    assert world.application["openingIds"] == [seat["id"]]
    assert world.ask("offer.setStatus", offerId=offer["id"], acceptanceStatus="Declined")["success"]
    assert seat["openingState"] == "Filled"  # the application is hired


def test_a_withdrawn_acceptance_opens_the_opening_again(world: World) -> None:
    seat = next(row for row in world.openings() if row["openingState"] == "Open")
    offer = world.offer(opening=seat["id"])
    world.approve(offer)
    for status, state in (("Accepted", "Filled"), ("Cancelled", "Open"), ("Accepted", "Filled"), ("Declined", "Open")):
        assert world.ask("offer.setStatus", offerId=offer["id"], acceptanceStatus=status)["success"]
        assert (seat["openingState"], seat["closedAt"] is None) == (state, state == "Open")


def test_who_leaves_the_hired_stage_leaves_the_opening_open(world: World) -> None:
    here = world.application["currentInterviewStageId"]
    before = {row["id"]: {**row, "updatedAt": ""} for row in world.openings()}
    assert world.hire() is None
    assert world.ask("application.changeStage", applicationId=world.application["id"], interviewStageId=here)["success"]
    assert {row["id"]: {**row, "updatedAt": ""} for row in world.openings()} == before
    assert world.application["openingIds"] == []


def test_a_transfer_into_the_hired_stage_fills_an_opening_of_the_new_job(world: World) -> None:
    other = World("Account Executive")
    job = world.org.first("job", title="Account Executive")
    move = {"applicationId": world.application["id"], "jobId": job["id"]}
    move |= {"interviewPlanId": job["defaultInterviewPlanId"], "interviewStageId": other.stages["Hired"]}
    assert world.ask("application.transfer", **move)["success"]
    filled = [row for row in world.org.rows("opening") if row["filledByApplicationId"] == world.application["id"]]
    assert [job["id"] in row["jobIds"] for row in filled] == [True]


@pytest.mark.parametrize("addresses", [[], [{"value": "a@example.com", "type": "Personal", "isPrimary": False}]])
def test_an_archive_mail_to_a_candidate_without_an_address_is_invalid_input(
    world: World, addresses: list[Json]
) -> None:
    world.org.get("candidate", world.application["candidateId"])["emails"] = addresses
    template = world.org.first("communicationTemplate", title="Kind rejection")["id"]
    move = {"applicationId": world.application["id"], "interviewStageId": world.stages["Archived"]}
    move |= {"archiveReasonId": world.org.first("archiveReason")["id"]}
    assert (
        world.code("application.changeStage", **move, archiveEmail={"communicationTemplateId": template})
        == "invalid_input"
    )
    assert world.application["status"] == "Active"
    assert world.code("application.changeStage", **move) is None


def test_an_approval_can_need_the_offer_letter_first(world: World) -> None:
    offer = world.offer()
    world.org.first("offerApprovalRule", departmentId=None)["letterRequired"] = True
    start = {"offerVersionId": offer["latestVersionId"]}
    assert world.code("offer.startApprovalProcess", **start) == "offer_letter_required_before_approval"
    assert offer["offerStatus"] == "WaitingOnApprovalStart"
    offer["versions"][-1]["fileHandles"] = [{"id": "x", "name": "letter.pdf", "handle": "y"}]
    assert world.code("offer.startApprovalProcess", **start) is None


# ---- the clock


def _schedule(world: World, *interviews: str, required: bool = True) -> Json:
    users = world.org.rows("user", isEnabled=True)
    events = [
        {
            "startTime": f"2026-11-05T{10 + number}:00:00Z",
            "endTime": f"2026-11-05T{10 + number}:45:00Z",
            "interviewId": world.org.first("interview", title=title)["id"],
            "interviewers": [{"email": users[number]["email"], "feedbackRequired": required}],
        }
        for number, title in enumerate(interviews)
    ]
    made = world.ask("interviewSchedule.create", applicationId=world.application["id"], interviewEvents=events)
    return world.org.get("interviewSchedule", made["results"]["id"])


def _score(world: World, event: Json) -> None:
    form = world.org.first("feedbackFormDefinition", isDefaultForm=True)["id"]
    answers = {"fieldSubmissions": [{"path": "overall_recommendation", "value": {"score": 4}}]}
    answer = world.ask(
        "applicationFeedback.submit", applicationId=world.application["id"], formDefinitionId=form,
        feedbackForm=answers,
        interviewEventId=event["id"], userId=event["interviewerUserIds"][0],
    )  # fmt: skip
    assert answer["success"], answer


def test_a_schedule_whose_time_has_passed_waits_for_feedback_until_the_last_scorecard(world: World) -> None:
    schedule = _schedule(world, "Coding Exercise", "Values Interview")
    world.simulator.advance(days=3, hours=2)  # the first event is over, the second is not
    assert schedule["status"] == "Scheduled"
    world.simulator.advance(hours=1)
    shown = world.ask("interviewSchedule.list", applicationId=world.application["id"])["results"]
    assert [row["status"] for row in shown if row["id"] == schedule["id"]] == ["WaitingOnFeedback"]
    assert schedule["updatedAt"] == "2026-11-05T11:45:00.000Z"
    assert world.org.events[-1]["action"] == "interviewScheduleUpdate"
    first, second = world.org.related("interviewEvent", "interviewScheduleId", schedule["id"])
    _score(world, first)
    assert schedule["status"] == "WaitingOnFeedback"
    _score(world, second)
    assert schedule["status"] == "Complete"


def test_time_that_requests_take_counts_as_well_and_sync_tells_of_it(world: World) -> None:
    schedule = _schedule(world, "Coding Exercise")
    world.simulator.advance(days=3, hours=1, minutes=44, seconds=50)
    token = world.ask("interviewSchedule.list", applicationId=world.application["id"])["syncToken"]
    for _ in range(15):
        world.ask("job.list")
    told = world.ask("interviewSchedule.list", applicationId=world.application["id"], syncToken=token)["results"]
    assert [(row["id"], row["status"]) for row in told] == [(schedule["id"], "WaitingOnFeedback")]


def test_a_schedule_that_needs_no_feedback_is_complete_when_it_is_over(world: World) -> None:
    schedule = _schedule(world, "Debrief", required=False)
    world.simulator.advance(days=4)
    assert schedule["status"] == "Complete"


def test_a_cancelled_schedule_stays_cancelled(world: World) -> None:
    schedule = _schedule(world, "Coding Exercise")
    assert world.ask("interviewSchedule.cancel", id=schedule["id"])["success"]
    world.simulator.advance(days=4)
    assert schedule["status"] == "Cancelled"


# ---- referrals and resumes


def _refer(world: World) -> Json:
    form = world.ask("referralForm.info")["results"]
    paths = {
        field["field"]["title"]: field["field"]["path"] for field in form["formDefinition"]["sections"][0]["fields"]
    }
    answers = {"Name": "Bo Example", "Email": "bo@example.com", "Job": world.job["id"]}
    submissions = [{"path": paths[title], "value": value} for title, value in answers.items()]
    user = world.org.first("user", isEnabled=True)["id"]
    made = world.ask("referral.create", id=form["id"], creditedToUserId=user, fieldSubmissions=submissions)
    return dict(made["results"])


def test_a_referral_sets_its_source_on_the_application_and_on_the_new_candidate(world: World) -> None:
    shown = _refer(world)
    assert shown["source"]["title"] == "Employee referral"
    person = world.ask("candidate.info", id=shown["candidate"]["id"])["results"]
    assert (person["source"]["title"], person["creditedToUser"]["id"]) == (
        "Employee referral",
        shown["creditedToUser"]["id"],
    )


def test_an_archived_source_of_referrals_is_not_used(world: World) -> None:
    world.org.first("source", title="Employee referral")["isArchived"] = True
    assert "source" not in _refer(world)


RESUME = "Zoe Example, zoe.private@example.com, +49 30 5550199\nhttps://www.linkedin.com/in/zoe-example\n"


def _upload(world: World, text: str, *, candidate: str, kind: str = "text/plain") -> Json:
    data = text.encode()
    made = world.ask(
        "file.createFileUploadHandle", fileUploadContext="CandidateResume", filename="r.txt", contentType=kind,
        contentLength=len(data),
    )["results"]  # fmt: skip
    with httpx.Client(transport=world.simulator.transport()) as http:
        http.post(made["url"], data=made["fields"], files={"file": ("r.txt", data, kind)}).raise_for_status()
    return dict(world.ask("candidate.uploadResume", candidateId=candidate, resumeHandle=made["handle"])["results"])


def test_a_resume_fills_in_what_the_profile_lacks_and_overwrites_nothing(world: World) -> None:
    empty = world.ask("candidate.create", name="Zoe Example")["results"]["id"]
    shown = _upload(world, RESUME, candidate=empty)
    assert shown["primaryEmailAddress"]["value"] == "zoe.private@example.com"
    assert shown["primaryPhoneNumber"]["value"] == "+49 30 5550199"
    assert [link["url"] for link in shown["socialLinks"]] == ["https://www.linkedin.com/in/zoe-example"]
    full = world.org.first("candidate", name="Priya Raman")
    before = {name: full[name] for name in ("name", "emails", "position", "company")}
    _upload(world, RESUME, candidate=full["id"])
    assert {name: full[name] for name in before} == before
    assert full["resumeFileHandle"]["name"] == "r.txt"


def test_of_a_file_that_is_no_text_nothing_is_read(world: World) -> None:
    empty = world.ask("candidate.create", name="Zoe Example")["results"]["id"]
    assert "primaryEmailAddress" not in _upload(world, RESUME, candidate=empty, kind="application/pdf")


# ---- the audit log


def _log(world: World) -> list[Json]:
    return list(world.ask("auditLog.list")["results"])


def test_the_audit_log_says_who_changed_what_from_which_value_to_which(world: World) -> None:
    before = len(world.org.table("auditLog"))
    user = world.org.first("user", isEnabled=True)
    ask_for_them = raw_requests.asking(world.simulator, **{"X-On-Behalf-Of": user["id"]})
    old = world.job["title"]
    ask_for_them("job.update", jobId=world.job["id"], title="Staff Engineer, Core")
    entry = _log(world)[0]
    assert len(world.org.table("auditLog")) == before + 1
    assert (entry["actor"]["type"], entry["actor"]["id"]) == ("User", user["id"])
    assert entry["target"] == {"type": "Job", "id": world.job["id"]}
    assert entry["changedFields"] == {"title": {"from": old, "to": "Staff Engineer, Core"}}
    assert _log(world)[0] == entry  # asking for the log adds nothing


@pytest.mark.parametrize(
    ("endpoint", "body", "target"),
    [
        ("candidate.create", {"name": "Bo Example"}, "Candidate"),
        ("candidate.createNote", {"candidateId": "candidate", "note": "Called."}, "Candidate"),
        ("user.deleteInterviewerPause", {"interviewerPauseId": "interviewerPause"}, "InterviewerPause"),
        ("webhook.delete", {"webhookId": "webhook"}, "Webhook"),
    ],
)
def test_every_call_that_changes_something_is_logged_with_its_record(
    world: World, endpoint: str, body: Json, target: str
) -> None:
    body = {name: world.org.first(value)["id"] if name.endswith("Id") else value for name, value in body.items()}
    before = len(world.org.table("auditLog"))
    answer = world.ask(endpoint, **body)
    assert answer["success"], answer
    (entry,) = list(world.org.table("auditLog").values())[before:]
    named = [value for name, value in body.items() if name.endswith("Id")] or [answer["results"]["id"]]
    assert entry["target"] == {"type": target, "id": named[0]}
    assert entry["actor"]["name"] == "Demo key"


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        ("candidate.list", {}),
        ("candidate.create", {}),
        ("candidateTag.create", {"title": "Backend"}),
        ("webhook.delete", {"webhookId": "11111111-1111-4111-8111-111111111111"}),
    ],
)
def test_reads_refused_calls_and_calls_that_change_nothing_are_not_logged(
    world: World, endpoint: str, body: Json
) -> None:
    before = dict(world.org.table("auditLog"))
    world.ask(endpoint, **body)
    assert world.org.table("auditLog") == before
