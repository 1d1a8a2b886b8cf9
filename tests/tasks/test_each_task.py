"""What each task finds and sends, compared with the company that it was read from."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from ashby_agent_tools import Decision, Session, Toolset
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.simulator import Simulator


@pytest.fixture
def session(simulator: Simulator) -> Session:
    return Session(Toolset.tasks(), simulator.client(), approver=lambda call, question: Decision.approve(by="Robin"))


@pytest.fixture
def org(simulator: Simulator):
    return simulator.state


def days(moment: str) -> int:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).days


def sent(simulator, endpoint):
    return [it.body for it in simulator.log if it.endpoint == endpoint]


@pytest.mark.parametrize(
    ("name", "section", "found"),
    [
        ("priya.raman@example.com", "candidates", "Priya Raman"),
        ("REQ-100", "jobs", "Staff Engineer"),
        ("engineer", "jobs", "Staff Engineer"),
        ("mara lindqvist", "users", "Mara Lindqvist"),
        ("mara.lindqvist@works.example.com", "users", "Mara Lindqvist"),
        ("Prya Raman", "candidates", "Priya Raman"),
    ],
)
def test_find(session, name, section, found):
    data = session.run("ashby_find", {"name": name}).data
    shown = [it[section.removesuffix("s")] for it in data[section]]
    assert found in [it.get("name") or it.get("title") for it in shown]


def test_find_in_one_kind_looks_nowhere_else(session, simulator: Simulator):
    data = session.run("ashby_find", {"name": "Priya Raman", "kind": "job"}).data
    assert data == {"jobs": []}
    assert {it.endpoint for it in simulator.log} == {"job.search"}


def test_a_pipeline_counts_as_the_list_does(session, org):
    job = org.first("job", title="Staff Engineer")
    active = org.rows("application", jobId=job["id"], status="Active")
    data = session.run("ashby_job_pipeline", {"job": "Staff Engineer", "stuck_after": 90}).data
    assert data["active"] == len(active)
    counted = Counter(org.get("interviewStage", it["currentInterviewStageId"])["title"] for it in active)
    assert {it["stage"]["title"]: it["applications"] for it in data["stages"]} == counted
    for row in data["stages"]:
        unchanged = [days(it["updatedAt"]) for it in active if it["currentInterviewStageId"] == row["stage"]["id"]]
        assert row["medianDaysUnchanged"] == statistics.median(unchanged)
    assert data["stuck"] == sorted(data["stuck"], key=lambda it: -it["daysInStage"])
    assert all(it["daysInStage"] >= 90 for it in data["stuck"])


def test_a_report_counts_as_the_lists_do(session, org):
    job = org.first("job", title="Staff Engineer")
    rows = [it for it in org.rows("application", jobId=job["id"]) if "2026-07-01" <= it["createdAt"] < "2026-10-01"]
    arguments = {"job": "Staff Engineer", "since": "2026-07-01", "until": "2026-09-30"}
    data = session.run("ashby_hiring_report", arguments).data
    assert data["applications"] == len(rows) == sum(it["applications"] for it in data["months"])
    assert [it["month"] for it in data["months"]] == ["2026-07", "2026-08", "2026-09"]
    assert {it["source"]: it["applications"] for it in data["sources"]} == Counter(
        org.get("source", it["sourceId"])["title"] for it in rows
    )
    assert sum(it["applications"] for it in data["archiveReasons"]) == data["archived"]
    assert all(0 < it["percent"] <= 100 for it in data["funnel"])
    assert "medians of completed stays" in data["funnelMeans"]


def test_a_debrief_has_every_scorecard_and_names_who_owes_one(session, org):
    schedule = next(it for it in org.rows("interviewSchedule", status="WaitingOnFeedback"))
    application = org.get("application", schedule["applicationId"])
    data = session.run("ashby_debrief", {"candidate": application["id"]}).data
    cards = org.rows("applicationFeedback", applicationId=application["id"])
    assert len(data["scorecards"]) == len(cards) or (not cards and data["scorecards"] == "none was submitted")
    assert data["missing"] != "none is owed"
    assert all(it["user"]["name"] for it in data["missing"])


def test_a_recommendation_has_the_words_of_its_form(session):
    data = session.run("ashby_debrief", {"candidate": "Priya Raman"}).data
    said = {it["submittedByUser"]["name"]: it["answer"] for it in data["recommendations"]}
    assert said == {"Mara Lindqvist": "No", "Noémie Garnier": "Yes"}
    compared = session.run("ashby_compare", {"candidates": ["Priya Raman", "priya.raman@example.com"]}).data
    assert compared["candidates"][0]["recommendations"] == ["No (Mara Lindqvist)", "Yes (Noémie Garnier)"]


def test_a_day_has_the_interviews_of_the_colleague_alone_and_what_waits_here(session):
    call = session.prepare("ashby_reject", {"candidate": "Priya Raman", "reason": "Timing"})
    session.question(call)
    data = session.run("ashby_my_day", {"user": "Mara Lindqvist", "day": "2026-11-02", "days": 3}).data
    assert [it["startTime"][:10] for it in data["interviews"]] == ["2026-11-02", "2026-11-04"]
    assert all("Mara Lindqvist" in [who["name"] for who in it["interviewers"]] for it in data["interviews"])
    assert all(it["candidate"]["name"] and it["instructionsPlain"] for it in data["interviews"])
    assert [it["operation"] for it in data["questionsWaiting"]] == ["reject"]
    later = session.run("ashby_my_day", {"user": "Mara Lindqvist", "day": "2027-01-01"}).data
    assert later["interviews"] == "none"


def test_open_offers_name_whose_approval_they_wait_for(session, org):
    data = session.run("ashby_offer_status", {}).data
    waiting = [it for it in org.rows("offer") if it["offerStatus"].startswith("WaitingOn")]
    assert len(data["offers"]) == len(waiting)
    assert {name["name"] for it in data["approvals"] for name in it["approvers"]} == {"Teodor Okonkwo", "Yuki Hayashi"}
    one = session.run("ashby_offer_status", {"candidate": data["offers"][0]["application"]["id"]}).data
    assert one["offers"][0]["offer"] == data["offers"][0]["offer"]


def test_stale_lists_what_has_not_moved_for_longer_than_asked(session, org):
    active = [it for it in org.rows("application", status="Active") if days(it["updatedAt"]) >= 60]
    data = session.run("ashby_stale", {"days": 60}).data
    assert data["notMovedCount"] == len(active)
    unchanged = [it["daysUnchanged"] for it in data["notMoved"]]
    assert unchanged == sorted(unchanged, reverse=True)
    assert min(unchanged) >= 60
    assert data["offers"] != "none waits"


def test_an_interview_is_booked_with_its_own_length_and_everybody(session, simulator: Simulator, org):
    arguments = {"candidate": "Priya Raman", "interviewers": ["Mara Lindqvist", "Teodor Okonkwo"]}
    arguments |= {"start": "2030-01-15T10:00:00+01:00", "interview": "case study"}
    session.run("ashby_schedule", arguments)
    (body,) = sent(simulator, "interviewSchedule.create")
    (event,) = body["interviewEvents"]
    start, end = (datetime.fromisoformat(event[key]) for key in ("startTime", "endTime"))
    assert start == datetime(2030, 1, 15, 9, tzinfo=UTC)
    assert end - start == timedelta(minutes=45)
    assert event["interviewId"] == org.first("interview", title="Case Study")["id"]
    emails = [f"{name}@works.example.com" for name in ("mara.lindqvist", "teodor.okonkwo")]
    assert [it["email"] for it in event["interviewers"]] == emails


@pytest.mark.parametrize("said", ["Yes", "yes", "3", 3])
def test_answers_go_to_the_questions_of_these_titles(session, simulator: Simulator, said):
    answers = {"overall recommendation": said, "STRENGTHS": "Calm under questions."}
    session.run("ashby_leave_feedback", {"candidate": "Priya Raman", "user": "Mara Lindqvist", "answers": answers})
    (body,) = sent(simulator, "applicationFeedback.submit")
    assert body["feedbackForm"]["fieldSubmissions"] == [
        {"path": "overall_recommendation", "value": {"score": 3}},
        {"path": "strengths", "value": {"type": "PlainText", "value": "Calm under questions."}},
    ]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"Overall recommendation": "maybe"}, "'maybe' is not one of 'Strong no', 'No', 'Yes', 'Strong yes'"),
        ({"Strengths": "Calm"}, "the form needs an answer to 'Overall recommendation'"),
        ({"Overall": "Yes"}, "no questions are called 'Overall'; the form asks 'Overall recommendation', 'Strengths'"),
    ],
)
def test_answers_that_do_not_fit_the_form_are_told_with_what_does(session, simulator: Simulator, answers, says):
    with pytest.raises(InvalidArguments) as caught:
        session.run("ashby_leave_feedback", {"candidate": "Priya Raman", "user": "Mara Lindqvist", "answers": answers})
    assert says in str(caught.value)
    assert sent(simulator, "applicationFeedback.submit") == []


def test_the_scorecard_that_is_owed_is_filled_and_of_two_none_is_guessed(session, simulator: Simulator, org):
    open_ones = [
        (schedule["applicationId"], event)
        for schedule in org.rows("interviewSchedule", status="WaitingOnFeedback")
        for event in org.rows("interviewEvent", interviewScheduleId=schedule["id"], hasSubmittedFeedback=False)
        if len(event["interviewerUserIds"]) == 1
    ]
    debrief = org.first("interview", isDebrief=True)["id"]
    open_ones = [it for it in open_ones if it[1]["interviewId"] != debrief]
    owing = Counter((application, event["interviewerUserIds"][0]) for application, event in open_ones)
    application, event = next(it for it in open_ones if owing[it[0], it[1]["interviewerUserIds"][0]] == 1)
    user = event["interviewerUserIds"][0]
    arguments = {"candidate": application, "user": user, "answers": {"Overall recommendation": "Yes"}}
    other = org.add("interviewEvent", {**event, "id": org.new_id()})
    with pytest.raises(InvalidArguments, match="owes 2 scorecards on this application"):
        session.run("ashby_leave_feedback", arguments)
    session.run("ashby_leave_feedback", arguments | {"interview": event["id"]})
    (body,) = sent(simulator, "applicationFeedback.submit")
    assert body["interviewEventId"] == event["id"] != other["id"]
    assert body["userId"] == user
