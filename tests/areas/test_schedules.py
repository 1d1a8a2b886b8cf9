"""Interviews and schedules: how dangerous each call is, whom it reaches, and what the simulated service does."""

from __future__ import annotations

from typing import Any

import pytest
from raw_requests import Ask, asking, code

from ashby_agent_tools import errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.simulator import Simulator

SOMETHING = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
EVENT = {
    "startTime": "2026-11-05T10:00:00Z",
    "endTime": "2026-11-05T11:00:00Z",
    "interviewers": [{"email": "mara.lindqvist@works.example.com"}],
}


def application(simulator: Simulator) -> dict[str, Any]:
    """Priya Raman's."""
    person = simulator.state.first("candidate", name="Priya Raman")
    return simulator.state.first("application", candidateId=person["id"])


def schedule(simulator: Simulator, ask: Ask, **event: Any) -> dict[str, Any]:
    answer = ask(
        "interviewSchedule.create",
        applicationId=application(simulator)["id"],
        interviewEvents=[{**EVENT, **event}],
    )
    assert answer["success"], answer
    return dict(answer["results"])


def with_scorecard(simulator: Simulator, ask: Ask) -> tuple[str, str]:
    """A schedule made with this key, and its one event, for which somebody submitted a scorecard."""
    made = schedule(simulator, ask)
    event = made["interviewEvents"][0]
    simulator.state.add(
        "applicationFeedback",
        {
            **simulator.state.first("applicationFeedback"),
            "id": simulator.state.new_id(),
            "applicationId": made["applicationId"],
            "interviewEventId": event["id"],
            "submittedByUserId": event["interviewerUserIds"][0],
        },
    )
    return made["id"], event["id"]


# ---- risk

CHANGE = {"interviewScheduleId": SOMETHING}
RISKS = [
    ("InterviewScheduleList", {}, "read", False, None),
    ("InterviewBriefingInfo", {"interviewEventId": SOMETHING}, "read", False, None),
    ("InterviewScheduleCreate", {"applicationId": SOMETHING, "interviewEvents": [EVENT]}, "write", True, None),
    ("InterviewScheduleUpdate", {**CHANGE, "interviewEvent": EVENT}, "write", True, None),
    (
        "InterviewScheduleUpdate",
        {**CHANGE, "interviewEvent": {**EVENT, "interviewEventId": OTHER}},
        "destructive",
        True,
        "interviewSchedule.update",
    ),
    ("InterviewScheduleUpdate", {**CHANGE, "interviewEventIdToCancel": [OTHER]}, "destructive", True, None),
    (
        "InterviewScheduleUpdate",
        {**CHANGE, "interviewEventIdToCancel": OTHER, "allowFeedbackDeletion": True},
        "destructive",
        True,
        None,
    ),
    ("InterviewScheduleCancel", {"id": SOMETHING, "allowReschedule": True}, "destructive", True, None),
]


@pytest.mark.parametrize(("name", "arguments", "effect", "notifies", "inverse"), RISKS)
def test_booking_writes_and_cancelling_destroys_and_both_reach_people(
    name: str, arguments: dict[str, Any], effect: str, *, notifies: bool, inverse: str | None
) -> None:
    call = getattr(op, name)(**arguments)
    risk = call.risk()
    assert (str(risk.effect), risk.notifies, risk.inverse if risk.effect > Effect.READ else None) == (
        effect,
        notifies,
        inverse,
    )
    assert risk <= call.spec.worst


def test_deleting_scorecards_is_said_in_the_reasons() -> None:
    cancel = op.InterviewScheduleUpdate(**CHANGE, interviewEventIdToCancel=[OTHER], allowFeedbackDeletion=True)
    assert any("feedback" in reason for reason in cancel.risk().reasons)
    assert not cancel.risk().reversible


@pytest.mark.parametrize(
    "change", [{}, {"interviewEvent": EVENT, "interviewEventIdToCancel": [OTHER]}, {"allowFeedbackDeletion": True}]
)
def test_an_update_either_changes_or_cancels_and_says_so(change: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidArguments, match="either interviewEvent"):
        op.InterviewScheduleUpdate(**CHANGE, **change)


def test_both_documented_forms_of_an_update_go_over_the_wire_as_they_came() -> None:
    event = {**EVENT, "interviewEventId": OTHER}
    for form in (event, [event]):
        assert op.InterviewScheduleUpdate(**CHANGE, interviewEvent=form).body()["interviewEvent"] == form
    for cancel in (OTHER, [OTHER]):
        sent = op.InterviewScheduleUpdate(**CHANGE, interviewEventIdToCancel=cancel).body()
        assert sent["interviewEventIdToCancel"] == cancel


# ---- booking


def test_a_booking_is_scheduled_for_the_present_stage_and_invites_everybody(simulator: Simulator, ask: Ask) -> None:
    made = schedule(simulator, ask)
    assert made["status"] == "Scheduled"
    assert made["interviewStageId"] == application(simulator)["currentInterviewStageId"]
    told = {(item["channel"], item["to"]) for item in simulator.state.outbox}
    assert told == {
        ("invitation", "priya.raman@example.com"),
        ("invitation", "mara.lindqvist@works.example.com"),
    }
    assert [event["action"] for event in simulator.state.events] == [
        "interviewScheduleCreate",
        "interviewScheduleUpdate",
    ]
    listed = ask("interviewSchedule.list", applicationId=made["applicationId"])["results"]
    assert made["id"] in [item["id"] for item in listed]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"endTime": EVENT["startTime"]}, "invalid_input"),
        ({"interviewers": [{"email": "nobody@example.com"}]}, "user_not_found"),
        ({"interviewId": OTHER}, "interview_not_found"),
        ({"extraData": {"k" * 101: "v"}}, "invalid_input"),
        ({"extraData": {"k": "v" * 513}}, "invalid_input"),
        ({"extraData": {str(number): "v" * 300 for number in range(4)}}, "invalid_input"),
    ],
)
def test_a_booking_that_cannot_be_is_refused_and_nobody_is_told(
    simulator: Simulator, ask: Ask, event: dict[str, Any], expected: str
) -> None:
    before = simulator.state.snapshot()
    answer = ask(
        "interviewSchedule.create",
        applicationId=application(simulator)["id"],
        interviewEvents=[EVENT, {**EVENT, **event}],
    )
    assert code(answer) == expected
    assert simulator.state.snapshot() == before
    assert simulator.state.outbox == []


def test_an_interview_of_one_job_is_refused_for_another_job(simulator: Simulator, ask: Ask) -> None:
    own = simulator.state.first("interview", title="Take-home Exercise")
    answer = ask(
        "interviewSchedule.create",
        applicationId=application(simulator)["id"],
        interviewEvents=[{**EVENT, "interviewId": own["id"]}],
    )
    assert code(answer) == "invalid_input"


# ---- changing


def test_a_changed_event_can_be_changed_back(simulator: Simulator, ask: Ask) -> None:
    made = schedule(simulator, ask, extraData={"partner_ref": "17"})
    event = made["interviewEvents"][0]
    before = simulator.state.table("interviewEvent")[event["id"]].copy()
    later = {**EVENT, "startTime": "2026-11-06T14:00:00Z", "endTime": "2026-11-06T15:00:00Z"}
    change = {"interviewScheduleId": made["id"], "interviewEvent": {**later, "interviewEventId": event["id"]}}
    moved = ask("interviewSchedule.update", **change)["results"]["interviewEvents"][0]
    assert moved["startTime"] == "2026-11-06T14:00:00.000Z"
    assert moved["extraData"] == {"partner_ref": "17"}
    ask("interviewSchedule.update", **{**change, "interviewEvent": {**EVENT, "interviewEventId": event["id"]}})
    after = simulator.state.table("interviewEvent")[event["id"]]
    assert {**after, "updatedAt": before["updatedAt"]} == before


def test_a_schedule_of_another_key_cannot_be_updated_but_cancelled(simulator: Simulator, ask: Ask) -> None:
    made = schedule(simulator, ask)
    other = asking(simulator, simulator.add_key())
    assert code(other("interviewSchedule.update", interviewScheduleId=made["id"], interviewEvent=EVENT)) == (
        "invalid_input"
    )
    assert other("interviewSchedule.cancel", id=made["id"])["results"]["status"] == "Cancelled"


def test_an_event_with_a_scorecard_is_cancelled_only_with_the_flag_and_the_scorecard_is_gone(
    simulator: Simulator, ask: Ask
) -> None:
    schedule_id, event_id = with_scorecard(simulator, ask)
    change = {"interviewScheduleId": schedule_id, "interviewEventIdToCancel": event_id}
    assert code(ask("interviewSchedule.update", **change)) == "invalid_input"
    assert simulator.state.related("applicationFeedback", "interviewEventId", event_id)
    answer = ask("interviewSchedule.update", **change, allowFeedbackDeletion=True)
    assert answer["results"]["interviewEvents"] == []
    assert answer["results"]["status"] == "Cancelled"
    assert not simulator.state.related("applicationFeedback", "interviewEventId", event_id)


def test_an_event_of_another_schedule_is_not_found(simulator: Simulator, ask: Ask) -> None:
    made = schedule(simulator, ask)
    foreign = simulator.state.first("interviewEvent")["id"]
    change = {"interviewScheduleId": made["id"], "interviewEventIdToCancel": [foreign]}
    assert code(ask("interviewSchedule.update", **change)) == "interview_event_not_found"


# ---- cancelling


@pytest.mark.parametrize(("again", "status"), [(None, "Cancelled"), (False, "Cancelled"), (True, "NeedsScheduling")])
def test_cancelling_tells_everybody_once(simulator: Simulator, ask: Ask, *, again: bool | None, status: str) -> None:
    made = schedule(simulator, ask)
    del simulator.state.outbox[:]
    for _ in range(2):
        assert ask("interviewSchedule.cancel", id=made["id"], allowReschedule=again)["results"]["status"] == status
    assert [item["about"]["what"] for item in simulator.state.outbox] == ["cancelled", "cancelled"]


def test_a_schedule_with_a_scorecard_is_not_cancelled(simulator: Simulator, ask: Ask) -> None:
    schedule_id, _ = with_scorecard(simulator, ask)
    assert code(ask("interviewSchedule.cancel", id=schedule_id)) == "invalid_input"
    assert simulator.state.table("interviewSchedule")[schedule_id]["status"] == "Scheduled"


def test_schedules_of_confidential_jobs_are_hidden_from_a_key_without_the_switch(simulator: Simulator) -> None:
    job = simulator.state.first("job", confidential=True)
    hidden = {row["id"] for row in simulator.state.related("application", "jobId", job["id"])}
    plain = asking(simulator, simulator.add_key(confidential=False))
    seen = asking(simulator)
    assert any(row["applicationId"] in hidden for row in every(seen, "interviewSchedule.list"))
    assert not any(row["applicationId"] in hidden for row in every(plain, "interviewSchedule.list"))
    schedule_id = next(row["id"] for row in every(seen, "interviewSchedule.list") if row["applicationId"] in hidden)
    assert code(plain("interviewSchedule.cancel", id=schedule_id)) == "interview_schedule_not_found"
    assert code(plain("interviewEvent.list", interviewScheduleId=schedule_id)) == "interview_schedule_not_found"


def every(ask: Ask, endpoint: str, **body: Any) -> list[dict[str, Any]]:
    answer = ask(endpoint, **body)
    rows = list(answer["results"])
    while answer["moreDataAvailable"]:
        answer = ask(endpoint, **body, cursor=answer["nextCursor"])
        rows += answer["results"]
    return rows


# ---- plans, stages, briefings


def test_each_published_plan_has_its_stages_in_order_with_one_archived_and_one_hired(ask: Ask) -> None:
    plans = ask("interviewPlan.list", includeArchived=True)["results"]
    assert plans
    for plan in plans:
        stages = ask("interviewStage.list", interviewPlanId=plan["id"])["results"]
        types = [stage["type"] for stage in stages]
        assert (types.count("Archived"), types.count("Hired")) == (1, 1)
        assert [stage["orderInInterviewPlan"] for stage in stages] == sorted(
            stage["orderInInterviewPlan"] for stage in stages
        )


def test_draft_plans_are_never_listed_and_archived_ones_on_request(ask: Ask) -> None:
    usual = {plan["title"] for plan in ask("interviewPlan.list")["results"]}
    everything = {plan["title"] for plan in ask("interviewPlan.list", includeArchived=True)["results"]}
    assert "Design (draft)" not in everything
    assert everything - usual == {"Engineering (2021)"}


def test_interviews_of_one_job_are_listed_on_request(ask: Ask) -> None:
    def titles(**body: Any) -> set[str]:
        return {row["title"] for row in ask("interview.list", **body)["results"]}

    assert titles(includeNonSharedInterviews=True) - titles() == {"Take-home Exercise"}


def test_a_briefing_expands_what_is_asked_for(simulator: Simulator, ask: Ask) -> None:
    event = simulator.state.first("interviewEvent")
    plain = ask("interviewBriefing.info", interviewEventId=event["id"])["results"]
    assert "candidate" not in plain
    assert "user" not in plain["interviewers"][0]
    full = ask("interviewBriefing.info", interviewEventId=event["id"], expand=["candidate", "interviewers"])["results"]
    assert full["candidate"]["id"]
    assert full["interviewers"][0]["user"]["email"].endswith("@works.example.com")


@pytest.mark.parametrize(("filter_", "expected"), [({}, 8), ({"applicationId": OTHER}, 0), ({"candidateId": OTHER}, 0)])
def test_take_homes_are_filtered(ask: Ask, filter_: dict[str, Any], expected: int) -> None:
    assert len(ask("takeHomeAssignment.list", **filter_)["results"]) == expected


def test_a_take_home_shows_the_submission_and_on_request_the_interview(simulator: Simulator, ask: Ask) -> None:
    row = simulator.state.first("takeHomeAssignment", status="Complete")
    shown = ask("takeHomeAssignment.info", takeHomeAssignmentId=row["id"], expand=["interview"])["results"]
    assert shown["submission"]["fileHandles"][0]["name"] == "solution.txt"
    assert shown["interview"]["type"] == "TakeHome"
    assert code(ask("takeHomeAssignment.info", takeHomeAssignmentId=OTHER)) == "take_home_assignment_not_found"
