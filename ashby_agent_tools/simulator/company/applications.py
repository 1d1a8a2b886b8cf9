"""Applications beyond the core: filled-in application forms, the AI review, and a stage that emails by itself."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._forms import application_form, make_field

_FORMS_AT_MOST = 500  # large companies need not show more
_REVIEWED = 25
_CRITERIA = (
    ("Led a project", "Has led a project with at least three people from start to end."),
    ("Writes clearly", "Explains their work in whole, plain sentences."),
    ("Relevant years", "Has at least four years in a comparable role."),
)
_OUTCOMES = (
    ("Meets", 0.9, "The resume names two projects and says what the person decided in each of them."),
    ("Does Not Meet", 0.1, "The resume lists tools and employers, but no work that would show this."),
    ("Unsure", 0.5, "One line hints at it; the dates do not fit together."),
)


def populate(org: Organization, maker: Maker) -> None:
    """One form for all jobs; criteria for the applications that wait for review."""
    _forms(org, maker)
    _reviews(org, maker)
    plan = org.first("interviewPlan", title="General")
    stage = org.first("interviewStage", interviewPlanId=plan["id"], title="Team Interview")
    stage["automaticEmailTemplateId"] = org.first("communicationTemplate", title="First contact")["id"]


def _forms(org: Organization, maker: Maker) -> None:
    why = make_field(org, "Why this job?", "LongText")
    form = application_form(org, why)
    answers = (
        "Your last release notes read as if somebody cared.",
        "I want to work nearer to the people who use what I build.",
        "A friend on your support team says the coffee is bad and the people are good.",
    )
    inbound = [row for row in org.table("application").values() if row["submitterClientIp"]]
    for row in inbound[:_FORMS_AT_MOST]:
        candidate = org.get("candidate", row["candidateId"])
        values: JsonObject = {"_systemfield_name": candidate["name"]}
        if candidate["emails"]:
            values["_systemfield_email"] = candidate["emails"][0]["value"]
        if candidate["resumeFileHandle"]:
            values["_systemfield_resume"] = candidate["resumeFileHandle"]
        values[why["field"]["path"]] = maker.pick(answers)
        instance = {"applicationId": row["id"], "jobPostingId": None, "formDefinition": form, "submittedValues": values}
        org.add("formInstance", {**instance, "utmData": None, "createdAt": row["createdAt"]})


def _reviews(org: Organization, maker: Maker) -> None:
    criteria = [
        {
            "id": org.new_id(),
            "title": title,
            "type": "ResumePrompt",
            "prompt": prompt,
            "applicationFormDefinitionId": None,
            "applicationFormFieldPath": None,
        }
        for title, prompt in _CRITERIA
    ]
    waiting = [row for row in org.table("application").values() if row["status"] == "Active"]
    for row in waiting[:_REVIEWED]:
        for criterion in criteria:
            outcome, number, reasoning = maker.pick(_OUTCOMES)
            evaluation: JsonObject = {"applicationId": row["id"], "criterion": criterion, "status": "Completed"}
            evaluation |= {"outcome": outcome, "reasoning": reasoning, "skipReason": None}
            evaluation |= {"outcomeNumber": number, "evaluatedAt": row["createdAt"]}
            org.add("criteriaEvaluation", {**evaluation, "createdAt": row["createdAt"]})
