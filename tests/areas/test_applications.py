"""Applications: what each call risks, and how the simulator archives, moves, remembers and receives applications."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from raw_requests import asking, code

from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.simulator import Simulator

U = "00000000-0000-4000-8000-00000000000{}".format
APP, STAGE, REASON, TEMPLATE, JOB, PLAN, PERSON = (U(number) for number in range(1, 8))
WHEN = "2026-10-01T10:00:00Z"
Json = dict[str, Any]


class World:
    """A simulator, a way to ask it, and the people and stages of one open job."""

    def __init__(self) -> None:
        self.simulator = Simulator(seed=7)
        self.state = self.simulator.state
        self.job = self.state.first("job", title="Staff Engineer")
        self.plan = self.job["defaultInterviewPlanId"]
        self.stages = {
            row["title"]: row["id"] for row in self.state.related("interviewStage", "interviewPlanId", self.plan)
        }
        self.application = next(
            row for row in self.state.related("application", "jobId", self.job["id"]) if row["status"] == "Active"
        )
        self.reason = self.state.first("archiveReason")["id"]
        self.letter = self.state.first("communicationTemplate", title="Kind rejection")["id"]

    def post(self, endpoint: str, body: Json, *, key: str | None = None) -> Json:
        return asking(self.simulator, key)(endpoint, **body)

    def ok(self, endpoint: str, **body: object) -> Any:
        answer = self.post(endpoint, body)
        assert answer["success"], answer
        return answer["results"]

    def refused(self, endpoint: str, **body: object) -> str:
        answer = self.post(endpoint, body)
        assert not answer["success"]
        return str(code(answer))

    def move(self, stage: str, **more: object) -> Any:
        return self.ok(
            "application.changeStage", applicationId=self.application["id"], interviewStageId=self.stages[stage], **more
        )

    def mails(self) -> list[Json]:
        return [item for item in self.state.outbox if item["channel"] == "mail"]

    def fired(self) -> list[str]:
        return [event["action"] for event in self.state.events]


@pytest.fixture
def world() -> World:
    return World()


# ---- risk


@pytest.mark.parametrize(
    ("call", "effect", "notifies", "inverse"),
    [
        (
            lambda: op.ApplicationChangeStage(applicationId=APP, interviewStageId=STAGE),
            Effect.WRITE, True, "application.changeStage",
        ),
        (
            lambda: op.ApplicationChangeStage(applicationId=APP, interviewStageId=STAGE, archiveReasonId=REASON),
            Effect.DESTRUCTIVE, False, "application.changeStage",
        ),
        (
            lambda: op.ApplicationChangeStage(
                applicationId=APP, interviewStageId=STAGE, archiveReasonId=REASON,
                archiveEmail={"communicationTemplateId": TEMPLATE},
            ),
            Effect.DESTRUCTIVE, True, "application.changeStage",
        ),
        (lambda: op.ApplicationCreate(candidateId=PERSON, jobId=JOB), Effect.WRITE, False, None),
        (
            lambda: op.ApplicationCreate(candidateId=PERSON, jobId=JOB, sourceId=STAGE), Effect.DESTRUCTIVE, False, None
        ),
        (
            lambda: op.ApplicationCreate(candidateId=PERSON, jobId=JOB, interviewStageId="FirstPreInterviewScreen"),
            Effect.WRITE, True, None,
        ),
        (
            lambda: op.ApplicationCreate(
                candidateId=PERSON, jobId=JOB,
                applicationHistory=[
                    {"stageId": STAGE, "stageNumber": 0, "enteredStageAt": WHEN, "archiveReasonId": REASON}
                ],
            ),
            Effect.DESTRUCTIVE, True, None,
        ),
        (
            lambda: op.ApplicationTransfer(
                applicationId=APP, jobId=JOB, interviewPlanId=PLAN, interviewStageId=STAGE
            ),
            Effect.DESTRUCTIVE, True, None,
        ),
        (
            lambda: op.ApplicationTransfer(
                applicationId=APP, jobId=JOB, interviewPlanId=PLAN, interviewStageId=STAGE,
                startAutomaticActivities=True,
            ),
            Effect.DESTRUCTIVE, True, None,
        ),
        (lambda: op.ApplicationUpdate(applicationId=APP), Effect.WRITE, False, "application.update"),
        (
            lambda: op.ApplicationUpdate(applicationId=APP, sendNotifications=True),
            Effect.WRITE, True, "application.update",
        ),
        (
            lambda: op.ApplicationUpdate(applicationId=APP, creditedToUserId=PERSON),
            Effect.DESTRUCTIVE, False, "application.update",
        ),
        (
            lambda: op.ApplicationUpdate(applicationId=APP, sourceId=STAGE, sendNotifications=True),
            Effect.DESTRUCTIVE, True, "application.update",
        ),
        (lambda: op.ApplicationUpdate(applicationId=APP, createdAt=WHEN), Effect.WRITE, False, "application.update"),
        (
            lambda: op.ApplicationChangeSource(applicationId=APP, sourceId=None),
            Effect.DESTRUCTIVE, False, "application.changeSource",
        ),
        (
            lambda: op.ApplicationAddHiringTeamMember(applicationId=APP, teamMemberId=PERSON, roleId=STAGE),
            Effect.DESTRUCTIVE, False, "application.removeHiringTeamMember",
        ),
        (
            lambda: op.ApplicationUpdateHistory(applicationId=APP, applicationHistory=[]),
            Effect.DESTRUCTIVE, False, None,
        ),
        (lambda: op.ApplicationDelete(applicationId=APP), Effect.DESTRUCTIVE, True, None),
        (
            lambda: op.ApplicationFormSubmit(jobPostingId=JOB, applicationForm={"fieldSubmissions": []}),
            Effect.DESTRUCTIVE, True, None,
        ),
    ],
)  # fmt: skip
def test_a_call_is_rated_by_its_arguments(
    call: Callable[[], Any], effect: Effect, *, notifies: bool, inverse: str | None
) -> None:
    operation = call()
    risk = operation.risk()
    assert (risk.effect, risk.notifies, risk.inverse) == (effect, notifies, inverse)
    assert risk <= operation.spec.worst


@pytest.mark.parametrize("more", [{}, {"archiveReasonId": REASON}])
def test_a_stage_move_is_never_called_repeatable(more: dict[str, str]) -> None:
    """The second one can email again, or move the application back out of a stage it has left."""
    assert not op.ApplicationChangeStage(applicationId=APP, interviewStageId=STAGE, **more).risk().idempotent
    assert not op.ApplicationChangeStage.spec.risk.idempotent


def test_a_mail_without_a_reason_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(InvalidArguments, match="archiveReasonId"):
        op.ApplicationChangeStage(
            applicationId=APP, interviewStageId=STAGE, archiveEmail={"communicationTemplateId": TEMPLATE}
        )


def test_loud_defaults_are_off_and_sent_as_off() -> None:
    transfer = op.ApplicationTransfer(applicationId=APP, jobId=JOB, interviewPlanId=PLAN, interviewStageId=STAGE)
    assert transfer.body()["startAutomaticActivities"] is False
    assert op.ApplicationUpdate(applicationId=APP).body()["sendNotifications"] is False


def test_an_unset_source_travels_as_null() -> None:
    assert op.ApplicationChangeSource(applicationId=APP, sourceId=None).body() == {
        "applicationId": APP,
        "sourceId": None,
    }


# ---- stages


@pytest.mark.parametrize(
    ("stage", "more", "code"),
    [
        ("Archived", {}, "invalid_input"),
        ("Offer", {"archiveReasonId": "REASON"}, "invalid_input"),
        ("Archived", {"archiveReasonId": U(9)}, "archive_reason_not_found"),
        ("Archived", {"archiveReasonId": "REASON", "archiveEmail": {"communicationTemplateId": U(9)}},
         "communication_template_not_found"),
        ("Archived", {"archiveReasonId": "REASON", "archiveEmail": {"communicationTemplateId": "INMAIL"}},
         "communication_template_not_allowed"),
    ],
)  # fmt: skip
def test_a_refused_move_changes_nothing(world: World, stage: str, more: Json, code: str) -> None:
    inmail = world.state.first("communicationTemplate", title="Rejection by InMail")["id"]
    body = json.loads(json.dumps(more).replace("REASON", world.reason).replace("INMAIL", inmail))
    before = world.state.snapshot()
    got = world.refused(
        "application.changeStage", applicationId=world.application["id"], interviewStageId=world.stages[stage], **body
    )
    assert got == code
    assert world.state.snapshot() == before
    assert not world.state.outbox
    assert not world.state.events


def test_a_stage_of_another_plan_is_refused(world: World) -> None:
    other = next(row for row in world.state.table("interviewStage").values() if row["interviewPlanId"] != world.plan)
    body = {"applicationId": world.application["id"], "interviewStageId": other["id"]}
    assert world.refused("application.changeStage", **body) == "invalid_input"


def test_an_archive_with_a_mail_ends_the_application_and_writes_next_morning(world: World) -> None:
    shown = world.move("Archived", archiveReasonId=world.reason, archiveEmail={"communicationTemplateId": world.letter})
    assert shown["status"] == "Archived"
    assert shown["archiveReason"]["id"] == world.reason
    assert shown["archivedAt"]
    [mail] = world.mails()
    assert mail["to"].endswith("@example.com")
    assert mail["about"]["sendAt"] == "2026-11-03T09:32:00.000Z"
    assert world.fired() == ["candidateStageChange", "applicationUpdate"]


@pytest.mark.parametrize(
    ("send_at", "sent"),
    [
        ("2020-01-01T00:00:00Z", "now"),
        ("2026-12-01T08:00:00", "2026-12-01T08:00:00.000Z"),
        ("2026-12-01T08:00:00+02:00", "2026-12-01T06:00:00.000Z"),
    ],
)
def test_a_mail_in_the_past_goes_at_once_and_a_time_without_a_zone_is_utc(
    world: World, send_at: str, sent: str
) -> None:
    letter = {"communicationTemplateId": world.letter, "sendAt": send_at}
    world.move("Archived", archiveReasonId=world.reason, archiveEmail=letter)
    [mail] = world.mails()
    assert mail["about"]["sendAt"] == (mail["at"] if sent == "now" else sent)


def test_who_is_archived_already_gets_no_second_mail(world: World) -> None:
    world.move("Archived", archiveReasonId=world.reason)
    world.move("Archived", archiveReasonId=world.reason, archiveEmail={"communicationTemplateId": world.letter})
    assert not world.mails()


def test_a_mail_that_cannot_be_sent_leaves_the_stage_alone(world: World) -> None:
    world.state.get("candidate", world.application["candidateId"])["emails"] = []
    refusal = world.refused(
        "application.changeStage", applicationId=world.application["id"], interviewStageId=world.stages["Archived"],
        archiveReasonId=world.reason, archiveEmail={"communicationTemplateId": world.letter},
    )  # fmt: skip
    assert refusal == "invalid_input"
    assert world.application["status"] == "Active"


def test_moving_back_restores_the_application(world: World) -> None:
    before = dict(world.application)
    here = before["currentInterviewStageId"]
    world.move("Archived", archiveReasonId=world.reason)
    world.ok("application.changeStage", applicationId=before["id"], interviewStageId=here)
    assert {**world.application, "updatedAt": ""} == {**before, "updatedAt": ""}


def test_a_move_closes_the_last_event_of_the_history_and_opens_the_next(world: World) -> None:
    before = world.ok("application.listHistory", applicationId=world.application["id"])
    world.move("Offer")
    after = world.ok("application.listHistory", applicationId=world.application["id"])
    assert [event["title"] for event in after] == [*(event["title"] for event in before), "Offer"]
    assert after[-2]["leftStageAt"] == after[-1]["enteredStageAt"]
    assert "leftStageAt" not in after[-1]


def test_a_hire_fires_all_three_events_and_names_the_accepted_offer(world: World) -> None:
    hired = next(row for row in world.state.table("offer").values() if row["acceptanceStatus"] == "Accepted")
    application = world.state.get("application", hired["applicationId"])
    stages = world.state.related("interviewStage", "interviewPlanId", application["interviewPlanId"])
    for kind in ("Offer", "Hired"):
        stage = next(row for row in stages if row["type"] == kind)
        world.ok("application.changeStage", applicationId=application["id"], interviewStageId=stage["id"])
    assert world.fired()[-3:] == ["candidateHire", "candidateStageChange", "applicationUpdate"]
    hire = world.state.events[-3]["data"]
    assert hire["offer"]["id"] == hired["id"]
    assert "offer" not in world.state.events[-2]["data"]


def test_the_old_spelling_is_answered(world: World) -> None:
    shown = world.ok(
        "application.change_stage", applicationId=world.application["id"], interviewStageId=world.stages["Offer"]
    )
    assert shown["currentInterviewStage"]["title"] == "Offer"


# ---- transfer


@pytest.mark.parametrize(("said", "mails"), [({}, 1), ({"startAutomaticActivities": False}, 0)])
def test_a_transfer_starts_automatic_activities_unless_told_not_to(world: World, said: Json, mails: int) -> None:
    job = world.state.first("job", title="Chief Financial Officer")
    plan = job["defaultInterviewPlanId"]
    stage = world.state.first("interviewStage", interviewPlanId=plan, title="Team Interview")
    shown = world.ok(
        "application.transfer", applicationId=world.application["id"], jobId=job["id"], interviewPlanId=plan,
        interviewStageId=stage["id"], **said,
    )  # fmt: skip
    assert shown["job"]["id"] == job["id"]
    assert len(world.mails()) == mails


def test_a_transfer_into_a_plan_of_another_job_is_refused(world: World) -> None:
    job = world.state.first("job", title="Account Executive")
    body = {"applicationId": world.application["id"], "jobId": job["id"], "interviewPlanId": world.plan}
    refusal = world.refused("application.transfer", **body, interviewStageId=world.stages["Offer"])
    assert refusal == "interview_plan_not_found"


# ---- history


def test_events_left_out_of_the_new_history_are_deleted(world: World) -> None:
    world.move("Offer")
    old = world.ok("application.listHistory", applicationId=world.application["id"])
    assert len(old) > 2
    keep = [event for event in old if event is not old[1]]
    new = [
        {
            "stageId": event["stageId"],
            "stageNumber": event["stageNumber"],
            "enteredStageAt": event["enteredStageAt"],
            "applicationHistoryId": event["id"],
        }
        for event in keep
    ]
    shown = world.ok("application.updateHistory", applicationId=world.application["id"], applicationHistory=new)
    assert [event["id"] for event in shown["applicationHistory"]] == [event["id"] for event in keep]
    assert [event["stageNumber"] for event in shown["applicationHistory"]] == list(range(len(keep)))


@pytest.mark.parametrize("missing", [0, -1], ids=["the first event", "the current stage"])
def test_the_ends_of_a_history_cannot_be_left_out(world: World, missing: int) -> None:
    world.move("Offer")
    events = world.ok("application.listHistory", applicationId=world.application["id"])
    assert [event["allowedActions"] for event in events][missing] == ["set_entered_at"]
    del events[missing]
    new = [
        {
            **{name: event[name] for name in ("stageId", "stageNumber", "enteredStageAt")},
            "applicationHistoryId": event["id"],
        }
        for event in events
    ]
    before = world.state.snapshot()
    refusal = world.refused("application.updateHistory", applicationId=world.application["id"], applicationHistory=new)
    assert refusal == "invalid_input"
    assert world.state.snapshot() == before


def test_the_history_needs_the_switch_of_the_key(world: World) -> None:
    key = world.simulator.add_key(update_history=False)
    body = {"applicationId": world.application["id"], "applicationHistory": []}
    assert world.post("application.updateHistory", body, key=key)["errorInfo"]["code"] == "missing_endpoint_permission"
    assert world.refused("application.updateHistory", **body) == "invalid_input"


# ---- create, delete, settings


def test_a_new_application_starts_as_a_lead_and_deleting_it_leaves_nothing_behind(world: World) -> None:
    candidate = world.state.first("candidate")
    before = world.state.snapshot()
    shown = world.ok("application.create", candidateId=candidate["id"], jobId=world.job["id"])
    assert (shown["status"], shown["currentInterviewStage"]["type"]) == ("Lead", "Lead")
    assert world.fired() == ["applicationSubmit"]
    world.ok("application.delete", applicationId=shown["id"])
    after = world.state.snapshot()
    for state in (before, after):
        state["candidate"][candidate["id"]].pop("updatedAt")
        state.pop("auditLog")
    assert after == before
    assert world.refused("application.info", applicationId=shown["id"]) == "application_not_found"


@pytest.mark.parametrize(
    ("stage", "reason", "expected"),
    [("Archived", True, "Archived"), ("Archived", False, "invalid_input"), ("Offer", False, "Active")],
)
def test_a_history_decides_where_a_new_application_stands(
    world: World, stage: str, *, reason: bool, expected: str
) -> None:
    events: list[Json] = [
        {"stageId": world.stages[stage], "stageNumber": 1, "enteredStageAt": "2026-10-02T10:00:00Z"},
        {"stageId": world.stages["Application Review"], "stageNumber": 0, "enteredStageAt": WHEN},
    ]
    if reason:
        events[0]["archiveReasonId"] = world.reason
    candidate = world.state.first("candidate")["id"]
    body = {"candidateId": candidate, "jobId": world.job["id"], "applicationHistory": events, "createdAt": WHEN}
    if expected == "invalid_input":
        assert world.refused("application.create", **body) == expected
        return
    shown = world.ok("application.create", **body)
    assert (shown["status"], shown["createdAt"]) == (expected, "2026-10-01T10:00:00.000Z")
    titles = [event["title"] for event in world.ok("application.listHistory", applicationId=shown["id"])]
    assert titles == ["Application Review", stage]


@pytest.mark.parametrize(("said", "told"), [({}, True), ({"sendNotifications": False}, False)])
def test_an_update_tells_colleagues_unless_told_not_to(world: World, said: Json, *, told: bool) -> None:
    source = world.state.first("source", title="Meetup")["id"]
    shown = world.ok("application.update", applicationId=world.application["id"], sourceId=source, **said)
    assert shown["source"]["id"] == source
    assert bool(world.state.outbox) is told
    assert world.fired() == ["applicationUpdate"]


def test_a_source_can_be_cleared_and_set_again(world: World) -> None:
    world.application["sourceId"] = source = world.state.first("source")["id"]
    assert "source" not in world.ok("application.changeSource", applicationId=world.application["id"], sourceId=None)
    shown = world.ok("application.changeSource", applicationId=world.application["id"], sourceId=source)
    assert shown["source"]["id"] == source


# ---- reading


def test_filters_of_the_list_add_up(world: World) -> None:
    rows = world.ok("application.list", jobId=world.job["id"], status="Active")
    assert rows
    assert {(row["job"]["id"], row["status"]) for row in rows} == {(world.job["id"], "Active")}
    newest = max(rows, key=lambda row: row["createdAt"])
    assert rows[0] == newest


def test_confidential_applications_are_hidden_from_a_key_without_the_switch(world: World) -> None:
    secret = world.state.related("application", "jobId", world.state.first("job", confidential=True)["id"])[0]["id"]
    key = world.simulator.add_key(confidential=False)
    answer = world.post("application.info", {"applicationId": secret}, key=key)
    assert answer["errorInfo"]["code"] == "application_not_found"
    body: Json = {"limit": 100}
    seen: list[str] = []
    while True:
        answer = world.post("application.list", body, key=key)
        seen += [row["id"] for row in answer["results"]]
        if not answer["moreDataAvailable"]:
            break
        body["cursor"] = answer["nextCursor"]
    assert secret not in seen
    assert len(seen) > 100


def test_an_application_is_found_by_its_form_and_shows_what_was_answered(world: World) -> None:
    form = world.state.first("formInstance")
    shown = world.ok("application.info", submittedFormInstanceId=form["id"], expand=["applicationFormSubmissions"])
    assert shown["id"] == form["applicationId"]
    assert shown["applicationFormSubmissions"][0]["submittedValues"] == form["submittedValues"]


def test_the_ai_review_is_listed(world: World) -> None:
    reviewed = world.state.first("criteriaEvaluation")["applicationId"]
    rows = world.ok("application.listCriteriaEvaluations", applicationId=reviewed)
    assert len(rows) == 3
    assert all(0 <= row["outcomeNumber"] <= 1 for row in rows)


# ---- the application form


def _answers(email: str = "ada.lind@example.com", **more: object) -> Json:
    given = {"_systemfield_name": "Ada Lind", "_systemfield_email": email, **more}
    return {"fieldSubmissions": [{"path": path, "value": value} for path, value in given.items()]}


def test_a_submitted_form_makes_a_person_an_application_and_an_event(world: World) -> None:
    posting = world.state.first("jobPosting", status="Published")
    tag = world.state.first("candidateTag")["id"]
    shown = world.ok("applicationForm.submit", jobPostingId=posting["id"], applicationForm=_answers(), tagIds=[tag])
    instance = shown["submittedFormInstance"]
    assert shown["formMessages"] == {"blocked": False}
    application = world.ok("application.info", submittedFormInstanceId=instance["id"])
    assert application["candidate"]["name"] == "Ada Lind"
    assert application["currentInterviewStage"]["type"] == "PreInterviewScreen"
    assert application["appliedViaJobPostingId"] == posting["id"]
    assert world.state.get("candidate", application["candidate"]["id"])["tagIds"] == [tag]
    assert world.fired() == ["applicationSubmit"]


@pytest.mark.parametrize(
    "answers",
    [
        _answers("testing-fail-validation@example.com"),
        _answers("no address"),
        {"fieldSubmissions": [{"path": "_systemfield_name", "value": "Ada Lind"}]},
        _answers(_systemfield_shoes="42"),
    ],
    ids=["the address that fails", "not an address", "required field missing", "unknown field"],
)
def test_a_form_that_does_not_fit_makes_nobody(world: World, answers: Json) -> None:
    posting = world.state.first("jobPosting", status="Published")["id"]
    before = world.state.snapshot()
    assert world.refused("applicationForm.submit", jobPostingId=posting, applicationForm=answers) == "invalid_input"
    assert world.state.snapshot() == before


def test_an_unpublished_posting_takes_applications_unless_told_not_to(world: World) -> None:
    posting = world.state.first("jobPosting", status="Draft")["id"]
    body = {"jobPostingId": posting, "applicationForm": _answers()}
    refusal = world.refused("applicationForm.submit", **body, allowSubmissionForUnpublishedJobPosting=False)
    assert refusal == "job_posting_not_published"
    world.ok("applicationForm.submit", **body)


def test_a_form_post_carries_the_resume_along(world: World) -> None:
    posting = world.state.first("jobPosting", status="Published")["id"]
    fields = {"jobPostingId": posting, "applicationForm": json.dumps(_answers(_systemfield_resume="resume_1"))}
    files = {"resume_1": ("ada.pdf", b"%PDF-1.4 ada", "application/pdf")}
    with httpx.Client(transport=world.simulator.transport(), auth=(world.simulator.key, "")) as client:
        answer = client.post("https://api.ashbyhq.com/applicationForm.submit", data=fields, files=files).json()
    assert answer["success"], answer
    instance = answer["results"]["submittedFormInstance"]["id"]
    assert world.ok("application.info", submittedFormInstanceId=instance)["resumeFileHandle"]["name"] == "ada.pdf"


def test_who_applies_twice_is_one_person_and_is_written_to_where_a_confirmation_is_set_up(world: World) -> None:
    posting = world.state.first("jobPosting", status="Published")
    posting["applicationConfirmationEmailTemplateId"] = world.letter
    body = {"jobPostingId": posting["id"], "applicationForm": _answers()}
    people = len(world.state.table("candidate"))
    forms = [world.ok("applicationForm.submit", **body)["submittedFormInstance"]["id"] for _ in range(2)]
    owners = {world.ok("application.info", submittedFormInstanceId=form)["candidate"]["id"] for form in forms}
    assert len(owners) == 1
    assert len(world.state.table("candidate")) == people + 1
    assert [mail["to"] for mail in world.mails()] == ["ada.lind@example.com"] * 2
