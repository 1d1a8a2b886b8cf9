"""Hiring teams, feedback, surveys and assessments: what each call risks, and what the simulator makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from raw_requests import Ask, asking, outcome

from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.simulator import Simulator

U = "00000000-0000-4000-8000-00000000000{}".format
A, B, C, D = (U(number) for number in range(1, 5))
AT = 1_790_000_000_000  # epoch milliseconds
FACT = {"identifier": "score", "label": "Score", "type": "numeric_score", "value": 10}
Json = dict[str, Any]


@pytest.fixture
def answered(ask: Ask) -> Callable[..., Any]:
    """`answered(endpoint, **body)`: the results, or the error code as text."""
    return lambda endpoint, **body: outcome(ask(endpoint, **body))


@pytest.fixture
def application(simulator: Simulator) -> Json:
    return simulator.state.first("application", status="Active")


# ---- risk


@pytest.mark.parametrize(
    ("call", "effect", "notifies", "inverse"),
    [
        (
            lambda: op.HiringTeamAddMember(jobId=A, teamMemberId=B, roleId=C),
            Effect.DESTRUCTIVE, False, "hiringTeam.removeMember",
        ),
        (
            lambda: op.HiringTeamRemoveMember(openingId=A, teamMemberId=B, roleId=C),
            Effect.DESTRUCTIVE, False, "hiringTeam.addMember",
        ),
        (
            lambda: op.ApplicationRemoveHiringTeamMember(applicationId=A, teamMemberId=B, roleId=C),
            Effect.DESTRUCTIVE, False, "application.addHiringTeamMember",
        ),
        (
            lambda: op.ApplicationFeedbackRequestCreate(applicationId=A, interviewId=B, interviewerUserId=C),
            Effect.WRITE, True, None,
        ),
        (
            lambda: op.ApplicationFeedbackSubmit(
                applicationId=A, formDefinitionId=B, feedbackForm={"fieldSubmissions": []}
            ),
            Effect.DESTRUCTIVE, False, None,
        ),
        (
            lambda: op.SurveyRequestCreate(candidateId=A, applicationId=B, surveyFormDefinitionId=C),
            Effect.WRITE, False, None,
        ),
        (
            lambda: op.AssessmentUpdate(assessment_id=A, timestamp=AT, assessment_status=FACT),
            Effect.WRITE, False, "assessment.update",
        ),
        (
            lambda: op.AssessmentUpdate(
                assessment_id=A, timestamp=AT, assessment_status=FACT, assessment_result=FACT,
                assessment_profile_url=FACT,
            ),
            Effect.DESTRUCTIVE, False, None,
        ),
        (
            lambda: op.AssessmentUpdate(assessment_id=A, timestamp=AT, assessment_status=FACT, metadata=[FACT]),
            Effect.DESTRUCTIVE, False, None,
        ),
        (
            lambda: op.SurveySubmissionCreate(
                candidateId=A, applicationId=B, surveyFormDefinitionId=C, submittedValues={}
            ),
            Effect.DESTRUCTIVE, False, None,
        ),
        (
            lambda: op.AssessmentUpdate(assessment_id=A, timestamp=AT, cancelled_reason=FACT),
            Effect.DESTRUCTIVE, False, None,
        ),
        (lambda: op.AssessmentCancel(assessment_id=A), Effect.DESTRUCTIVE, True, None),
    ],
)  # fmt: skip
def test_a_call_is_rated_by_its_arguments(
    call: Callable[[], Any], effect: Effect, *, notifies: bool, inverse: str | None
) -> None:
    operation = call()
    risk = operation.risk()
    assert (risk.effect, risk.notifies, risk.inverse) == (effect, notifies, inverse)
    assert risk <= operation.spec.worst


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda: op.HiringTeamAddMember(teamMemberId=B, roleId=C), "exactly one"),
        (lambda: op.HiringTeamRemoveMember(jobId=A, openingId=B, teamMemberId=B, roleId=C), "exactly one"),
        (lambda: op.AssessmentUpdate(assessment_id=A, timestamp=AT), "assessment_status"),
        (
            lambda: op.AssessmentUpdate(assessment_id=A, timestamp=AT, assessment_status=FACT, assessment_result=FACT),
            "assessment_profile_url",
        ),
        (
            lambda: op.ApplicationFeedbackSubmit(
                applicationId=A, formDefinitionId=B, feedbackForm={"fieldSubmissions": []}, interviewEventId=C
            ),
            "userId",
        ),
    ],
)
def test_what_does_not_go_together_is_refused_with_what_to_do(call: Callable[[], Any], names: str) -> None:
    with pytest.raises(InvalidArguments, match=names):
        call()


@pytest.mark.parametrize(
    "endpoint", ["assessment.list", "assessment.start", "assessment.cancel", "assessment.customField.list"]
)
def test_what_the_partner_serves_is_marked_and_is_no_endpoint_of_the_simulator(answered: Ask, endpoint: str) -> None:
    found = op.find(endpoint)
    assert found is not None
    assert (found.spec.served_by, found.spec.scope) == ("partner", None)
    assert answered(endpoint) == "endpoint_not_found"


def test_the_newer_spelling_finds_the_partners_custom_fields() -> None:
    assert op.find("customFields.fetch") is op.AssessmentCustomFieldList


# ---- hiring teams


@pytest.mark.parametrize("level", ["application", "job", "opening"])
def test_leaving_and_joining_a_team_again_restores_it(
    simulator: Simulator, answered: Ask, application: Json, level: str
) -> None:
    state = simulator.state
    row = application if level == "application" else state.first(level)
    role = state.first("hiringTeamRole", title="Recruiter")["id"]
    user = state.first("user")
    body = {f"{level}Id": row["id"], "teamMemberId": user["id"], "roleId": role}
    if {"userId": user["id"], "role": "Recruiter"} not in row["hiringTeam"]:
        assert answered("hiringTeam.addMember", **body)["role"] == "Recruiter"
    before = list(row["hiringTeam"])
    shown = answered("hiringTeam.removeMember", **body)
    assert shown["userId"] == user["id"]
    assert len(row["hiringTeam"]) == len(before) - 1
    answered("hiringTeam.addMember", **body)
    assert row["hiringTeam"] == before
    answered("hiringTeam.addMember", **body)
    assert row["hiringTeam"] == before, "the second time changes nothing"


def test_nobody_is_removed_who_is_not_there(simulator: Simulator, answered: Ask, application: Json) -> None:
    role = simulator.state.first("hiringTeamRole", title="Sourcer")["id"]
    body = {"applicationId": application["id"], "teamMemberId": simulator.state.first("user")["id"], "roleId": role}
    assert answered("application.removeHiringTeamMember", **body) == "hiring_team_member_not_found"
    assert answered("application.addHiringTeamMember", **{**body, "roleId": U(9)}) == "hiring_team_role_not_found"


def test_roles_come_as_titles_or_as_objects(answered: Ask) -> None:
    titles = answered("hiringTeamRole.list")
    assert "Recruiter" in titles
    assert [role["title"] for role in answered("hiringTeamRole.list", namesOnly=False)] == titles
    assert {role["title"] for role in answered("applicationHiringTeamRole.list")} < set(titles)


# ---- feedback


def _card(**answers: object) -> Json:
    return {"fieldSubmissions": [{"path": path, "value": value} for path, value in answers.items()]}


def test_a_requested_scorecard_is_written_by_the_one_who_was_asked(
    simulator: Simulator, answered: Ask, application: Json
) -> None:
    state = simulator.state
    asked, other = (row["id"] for row in list(state.table("user").values())[:2])
    interview = state.first("interview", isFeedbackRequested=True)
    event = answered(
        "applicationFeedbackRequest.create", applicationId=application["id"], interviewId=interview["id"],
        interviewerUserId=asked,
    )["interviewEventId"]  # fmt: skip
    form = state.first("feedbackFormDefinition", isDefaultForm=True)["id"]
    body = {"applicationId": application["id"], "formDefinitionId": form, "interviewEventId": event}
    card = _card(overall_recommendation={"score": 4}, strengths={"type": "PlainText", "value": "Calm."})
    assert answered("applicationFeedback.submit", **body, userId=other, feedbackForm=card) == "invalid_input"
    answered("applicationFeedback.submit", **body, userId=asked, feedbackForm=card)
    shown = answered("applicationFeedback.list", applicationId=application["id"])[-1]
    assert (shown["submittedByUser"]["id"], shown["interviewEventId"]) == (asked, event)
    assert shown["submittedValues"] == {"overall_recommendation": "4", "strengths": "Calm."}
    assert state.get("interviewEvent", event)["hasSubmittedFeedback"]
    assert [item["channel"] for item in state.outbox] == ["notification"]


@pytest.mark.parametrize(
    "card",
    [
        _card(strengths={"type": "PlainText", "value": "x"}),
        _card(overall_recommendation={"score": 5}),
        _card(overall_recommendation={"score": 3}, strengths="plain"),
        _card(overall_recommendation={"score": 3}, shoes="42"),
    ],
    ids=["required field missing", "score too high", "rich text as a string", "unknown field"],
)
def test_a_scorecard_that_does_not_fit_its_form_is_not_kept(
    simulator: Simulator, answered: Ask, application: Json, card: Json
) -> None:
    form = simulator.state.first("feedbackFormDefinition", isDefaultForm=True)["id"]
    before = simulator.state.snapshot()
    body = {"applicationId": application["id"], "formDefinitionId": form, "feedbackForm": card}
    assert answered("applicationFeedback.submit", **body) == "invalid_input"
    assert simulator.state.snapshot() == before


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("start", "2026-12-01", "soon"),
        ("expected_pay", {"value": 70_000, "currencyCode": "EUR"}, 70_000),
        ("strong_at", ["Code", "People"], ["Juggling"]),
        ("travel", False, "no"),
        ("verdict", "Stop", "Maybe"),
    ],
)
def test_each_type_of_field_takes_its_own_values(
    simulator: Simulator, answered: Ask, application: Json, path: str, good: object, bad: object
) -> None:
    form = simulator.state.first("feedbackFormDefinition", title="Telephone call")["id"]
    body = {"applicationId": application["id"], "formDefinitionId": form}
    rest: Json = {"verdict": "Go on"}
    assert answered("applicationFeedback.submit", **body, feedbackForm=_card(**{**rest, path: bad})) == "invalid_input"
    shown = answered("applicationFeedback.submit", **body, feedbackForm=_card(**{**rest, path: good}))
    assert shown["submittedFormInstance"]["submittedValues"][path] == good


def test_an_interview_that_wants_no_feedback_cannot_be_asked_for_it(
    simulator: Simulator, answered: Ask, application: Json
) -> None:
    debrief = simulator.state.first("interview", isDebrief=True)["id"]
    user = simulator.state.first("user")["id"]
    body = {"applicationId": application["id"], "interviewId": debrief, "interviewerUserId": user}
    assert answered("applicationFeedbackRequest.create", **body) == "invalid_input"


def test_archived_forms_are_listed_on_request(answered: Ask) -> None:
    current = {form["title"] for form in answered("feedbackFormDefinition.list")}
    everything = {form["title"] for form in answered("feedbackFormDefinition.list", includeArchived=True)}
    assert everything - current == {"Scorecard of 2020"}


def test_scorecards_for_confidential_jobs_are_hidden(simulator: Simulator, answered: Ask) -> None:
    state = simulator.state
    secret = {row["id"] for row in state.related("application", "jobId", state.first("job", confidential=True)["id"])}
    assert any(row["applicationId"] in secret for row in state.table("applicationFeedback").values())
    rows = outcome(asking(simulator, simulator.add_key(confidential=False))("applicationFeedback.list"))
    assert rows
    assert not any(row["applicationId"] in secret for row in rows)


# ---- surveys


def test_a_survey_request_gives_an_address_and_sends_nothing(
    simulator: Simulator, answered: Ask, application: Json
) -> None:
    form = simulator.state.first("surveyFormDefinition", surveyType="CandidateExperience")["id"]
    body = {"candidateId": application["candidateId"], "applicationId": application["id"]}
    shown = answered("surveyRequest.create", **body, surveyFormDefinitionId=form)
    assert shown["surveyUrl"].startswith("https://")
    assert not simulator.state.outbox
    listed = answered("surveyRequest.list", surveyType="CandidateExperience", applicationId=application["id"])
    assert shown in listed


@pytest.mark.parametrize(("kind", "told"), [("CandidateExperience", True), ("Diversity", False), ("EEOC", False)])
def test_answers_about_equal_opportunity_are_never_in_the_event(
    simulator: Simulator, answered: Ask, application: Json, kind: str, *, told: bool
) -> None:
    form = simulator.state.first("surveyFormDefinition", surveyType=kind)
    field = form["formDefinition"]["sections"][0]["fields"][0]["field"]["id"]
    body = {"candidateId": application["candidateId"], "applicationId": application["id"]}
    shown = answered(
        "surveySubmission.create", **body, surveyFormDefinitionId=form["id"], submittedValues={field: "Good"}
    )
    [event] = simulator.state.events
    assert event["action"] == "surveySubmit"
    assert event["data"]["surveySubmission"]["id"] == shown["id"]
    assert ("submittedValues" in event["data"]["surveySubmission"]) is told


def test_a_survey_belongs_to_the_candidate_of_the_application(
    simulator: Simulator, answered: Ask, application: Json
) -> None:
    other = next(row for row in simulator.state.table("candidate") if row != application["candidateId"])
    form = simulator.state.first("surveyFormDefinition")["id"]
    body = {"candidateId": other, "applicationId": application["id"], "surveyFormDefinitionId": form}
    assert answered("surveyRequest.create", **body) == "invalid_input"


@pytest.mark.parametrize("kind", ["CandidateExperience", "Questionnaire"])
def test_submissions_are_listed_by_type(answered: Ask, kind: str) -> None:
    rows = answered("surveySubmission.list", surveyType=kind)
    assert rows
    assert {row["surveyType"] for row in rows} == {kind}


# ---- assessments


def test_an_assessment_goes_from_started_to_complete_and_a_cancelled_one_takes_no_more(
    simulator: Simulator, answered: Ask
) -> None:
    row = simulator.state.first("assessment", status="Started")
    body: Json = {"assessment_id": row["id"], "timestamp": AT}
    url = {**FACT, "type": "url", "value": "https://partner.example.com/1"}
    answered("assessment.update", **body, assessment_status=FACT, assessment_result=FACT, assessment_profile_url=url)
    assert (row["status"], row["result"]) == ("Complete", FACT)
    answered("assessment.update", **body, cancelled_reason=FACT)
    assert row["status"] == "Cancelled"
    assert answered("assessment.update", **body, assessment_status=FACT) == "invalid_input"
    assert (
        answered("assessment.update", assessment_id=U(9), timestamp=AT, assessment_status=FACT)
        == "assessment_not_found"
    )


def test_a_completed_assessment_is_answered_with_what_was_reported(simulator: Simulator, answered: Ask) -> None:
    candidate = simulator.state.first("candidate")["id"]
    report = {
        "assessmentTypeId": A,
        "assessmentId": B,
        "assessmentName": "Exercise",
        "result": FACT,
        "metadata": [FACT],
    }
    body = {"candidateId": candidate, "partnerId": C, "timestamp": AT, "assessment": report}
    assert answered("assessment.addCompletedToCandidate", **body) == {**report, "candidateId": candidate}
    assert answered("assessment.addCompletedToCandidate", **{**body, "candidateId": U(9)}) == "candidate_not_found"
