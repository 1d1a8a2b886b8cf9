"""Rules of surveys: forms, requests and submissions."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.surveys import (
    SurveyFormDefinitionInfo,
    SurveyFormDefinitionList,
    SurveyRequestCreate,
    SurveyRequestList,
    SurveySubmissionCreate,
    SurveySubmissionList,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._forms import check_answers
from ashby_agent_tools.simulator.rules._listing import made_between
from ashby_agent_tools.simulator.rules._survey_shape import present_submission, present_survey_form

__all__ = ["survey_url"]

_REQUEST = ("id", "candidateId", "applicationId", "surveyFormDefinitionId", "surveyUrl")
_NEVER_TOLD = ("Diversity", "EEOC")


def survey_url(request_id: str) -> str:
    """The address where a candidate answers a survey."""
    return f"https://app.ashbyhq.com/survey/{request_id}"


@rule("surveyFormDefinition.info", source="[S]")
def form_info(org: Organization, ask: Ask[SurveyFormDefinitionInfo]) -> Json:
    """One form."""
    return present_survey_form(org, org.get("surveyFormDefinition", ask.op.surveyFormDefinitionId), ask.key)


@rule("surveyFormDefinition.list", source="[S]", guesses=("archived forms are listed too",))
def forms(org: Organization, ask: Ask[SurveyFormDefinitionList]) -> Page:
    """All forms."""
    rows = list(org.table("surveyFormDefinition").values())
    return Page(rows, lambda row: present_survey_form(org, row, ask.key), sync_kind="surveyFormDefinition")


@rule("surveyRequest.list", source="[S]")
def requests(org: Organization, ask: Ask[SurveyRequestList]) -> Page:
    """Requests for forms of the type."""
    op = ask.op
    if op.applicationId is not None:
        org.visible_application(op.applicationId, ask.key)
    if op.candidateId is not None:
        org.visible_candidate(op.candidateId, ask.key)
    rows = [
        row
        for row in made_between(org.table("surveyRequest").values(), op.createdAfter, None, field="createdAt")
        if org.get("surveyFormDefinition", row["surveyFormDefinitionId"])["surveyType"] == op.surveyType
        and op.applicationId in (None, row["applicationId"])
        and op.candidateId in (None, row["candidateId"])
        and _seen(org, row, ask.key)
    ]
    return Page(rows, lambda row: {name: row[name] for name in _REQUEST}, sync_kind="surveyRequest")


def _seen(org: Organization, row: JsonObject, key: ApiKey) -> bool:
    application = org.table("application").get(row.get("applicationId") or "")
    return application is None or org.sees_application(application, key)


def _whose(org: Organization, candidate_id: str, application_id: str, key: ApiKey) -> None:
    """Check that the application exists and is the candidate's."""
    org.visible_candidate(candidate_id, key)
    if org.visible_application(application_id, key)["candidateId"] != candidate_id:
        raise Refusal("invalid_input", "The application is not one of this candidate.")


@rule("surveyRequest.create", source="[S]", guesses=("an application of somebody else is invalid_input",))
def request(org: Organization, ask: Ask[SurveyRequestCreate]) -> Json:
    """Nothing is sent."""
    op = ask.op
    _whose(org, op.candidateId, op.applicationId, ask.key)
    form = org.get("surveyFormDefinition", op.surveyFormDefinitionId)
    row: JsonObject = {"id": org.new_id(), "candidateId": op.candidateId, "applicationId": op.applicationId}
    row |= {"surveyFormDefinitionId": form["id"], "surveyUrl": survey_url(row["id"])}
    return {name: org.add("surveyRequest", row)[name] for name in _REQUEST}


@rule("surveySubmission.list", source="[S]")
def submissions(org: Organization, ask: Ask[SurveySubmissionList]) -> Page:
    """Answered surveys of one type."""
    rows = [
        row
        for row in made_between(org.table("surveySubmission").values(), ask.op.createdAfter, None, field="submittedAt")
        if row["surveyType"] == ask.op.surveyType and _seen(org, row, ask.key)
    ]
    return Page(rows, present_submission, sync_kind="surveySubmission")


@rule(
    "surveySubmission.create",
    source="[S] [L]",
    guesses=("keys may be field ids or paths", "answers of an unknown field are invalid_input"),
)
def submit(org: Organization, ask: Ask[SurveySubmissionCreate]) -> Json:
    """Fires surveySubmit, without the answers where they are about equal opportunity."""
    op = ask.op
    _whose(org, op.candidateId, op.applicationId, ask.key)
    form = org.get("surveyFormDefinition", op.surveyFormDefinitionId)
    values = check_answers(form["formDefinition"], op.submittedValues.items())
    row: JsonObject = {"surveyFormDefinitionId": form["id"], "surveyType": form["surveyType"]}
    row |= {"candidateId": op.candidateId, "applicationId": op.applicationId, "submittedAt": org.stamp()}
    row |= {"formDefinition": form["formDefinition"], "submittedValues": values}
    shown = present_submission(org.add("surveySubmission", row))
    told = dict(shown)
    if form["surveyType"] in _NEVER_TOLD:
        del told["submittedValues"]
    org.fire("surveySubmit", {"surveySubmission": told})
    return shown
