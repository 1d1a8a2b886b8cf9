"""Surveys of the demo company: forms of each type, requests, and what people answered."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._forms import make_field, make_form
from ashby_agent_tools.simulator.rules.surveys import survey_url

_MOODS = ("Very good", "Good", "So-so", "Bad")
_WORDS = (
    "Everybody was on time and had read my resume.",
    "Two weeks without a word after the exercise. Otherwise friendly.",
    "Clear about the pay from the first call on.",
)
_ASKED = 12


def populate(org: Organization, maker: Maker) -> None:
    """Half of those who were asked about their experience answered."""
    mood = make_field(org, "How was it?", "ValueSelect", required=True, options=_MOODS)
    words = make_field(org, "What should we change?", "LongText")
    permit = make_field(org, "Do you need a work permit?", "Boolean", required=True)
    background = make_field(org, "How do you describe yourself?", "LongText")
    experience = _form(org, maker, "Candidate experience", "CandidateExperience", mood, words)
    questions = _form(org, maker, "Work permit", "Questionnaire", permit)
    diversity = _form(org, maker, "About you (voluntary)", "Diversity", background)
    _form(org, maker, "Equal opportunity", "EEOC", background)
    _form(org, maker, "Experience survey of 2021", "CandidateExperience", mood, archived=True)
    applications = list(org.table("application").values())
    for number, application in enumerate(maker.some(applications, _ASKED, _ASKED)):
        made = application["updatedAt"]
        row: JsonObject = {"id": org.new_id(), "candidateId": application["candidateId"], "createdAt": made}
        row |= {"applicationId": application["id"], "surveyFormDefinitionId": experience["id"]}
        org.add("surveyRequest", {**row, "surveyUrl": survey_url(row["id"])})
        if number % 2 == 0:
            values = {mood["field"]["id"]: maker.pick(_MOODS), words["field"]["id"]: maker.pick(_WORDS)}
            _answer(org, application, experience, values)
        if number % 3 == 0:
            _answer(org, application, questions, {permit["field"]["id"]: maker.chance(0.4)})
        if number % 5 == 0:
            _answer(org, application, diversity, {background["field"]["id"]: "I prefer not to say."})


def _form(
    org: Organization, maker: Maker, title: str, kind: str, *fields: JsonObject, archived: bool = False
) -> JsonObject:
    row: JsonObject = {"title": title, "organizationId": org.id, "isArchived": archived, "isDefaultForm": not archived}
    row |= {"surveyType": kind, "formDefinition": make_form(*fields, title=title), "createdAt": maker.ago(days=420)}
    return org.add("surveyFormDefinition", row)


def _answer(org: Organization, application: JsonObject, form: JsonObject, values: JsonObject) -> None:
    at = application["updatedAt"]
    row: JsonObject = {"surveyFormDefinitionId": form["id"], "surveyType": form["surveyType"], "submittedAt": at}
    row |= {"candidateId": application["candidateId"], "applicationId": application["id"], "createdAt": at}
    row |= {"formDefinition": form["formDefinition"], "submittedValues": values}
    org.add("surveySubmission", row)
