"""Rules of referrals: the form, and a person recommended for a job."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.candidates import Place
from ashby_agent_tools.operations.referrals import ReferralCreate, ReferralFormInfo
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, rule
from ashby_agent_tools.simulator.rules._application_shape import present_application
from ashby_agent_tools.simulator.rules._application_steps import consider
from ashby_agent_tools.simulator.rules._candidate_fields import new_candidate, place, set_link, set_primary
from ashby_agent_tools.simulator.rules._forms import check_answers, make_field, make_form
from ashby_agent_tools.simulator.rules._plans import first_stage, job_plan
from ashby_agent_tools.simulator.rules._sight import visible_file
from ashby_agent_tools.simulator.rules._times import normal_time
from ashby_agent_tools.simulator.webhooks import fire_all

__all__ = ["default_form", "referral_source"]

_NAME, _EMAIL, _PHONE = "_systemfield_name", "_systemfield_email", "_systemfield_phone"
_JOB, _RESUME, _LOCATION = "_systemfield_job", "_systemfield_resume", "_systemfield_location"
_LINK = "_systemfield_linkedin"


def default_form(org: Organization) -> JsonObject:
    """The default referral form; made when it is first asked for. [S]"""
    for row in org.rows("referralForm", isDefaultForm=True):
        return row
    fields = (
        make_field(org, "Name", "String", path=_NAME, required=True),
        make_field(org, "Email", "Email", path=_EMAIL, required=True),
        make_field(org, "Job", "UUID", path=_JOB, required=True),
        make_field(org, "Phone", "Phone", path=_PHONE),
        make_field(org, "LinkedIn", "Url", path=_LINK),
        make_field(org, "Location", "Location", path=_LOCATION),
        make_field(org, "Resume", "File", path=_RESUME),
        make_field(org, "How do you know this person?", "LongText"),
    )
    row = {"organizationId": org.id, "title": "Refer somebody", "isArchived": False, "isDefaultForm": True}
    return org.add("referralForm", {**row, "formDefinition": make_form(*fields)})


@rule("referralForm.info", source="[S]", guesses=("the paths of the form's fields, and UUID as the type of the job",))
def form_info(org: Organization, ask: Ask[ReferralFormInfo]) -> Json:
    """The form, made on the way where there was none."""
    names = ("id", "organizationId", "title", "isArchived", "isDefaultForm", "formDefinition")
    row = default_form(org)
    return {name: row[name] for name in names}


@rule(
    "referral.create",
    source="[S]",
    guesses=(
        "a person with the same address is taken for the one who is there already",
        "the application starts in the first stage before the interviews",
        "a job that is not open answers invalid_input",
        "the event applicationSubmit is fired",
        "the source is the first current one whose type is called Referral, else none; a new candidate has it too",
    ),
)
def create(org: Organization, ask: Ask[ReferralCreate]) -> Json:
    """A candidate, an application, and the credit for the colleague."""
    op = ask.op
    form = org.get("referralForm", op.id)
    user = org.get("user", op.creditedToUserId)
    pairs = [(item.path, item.value) for item in op.fieldSubmissions]
    answers = check_answers(form["formDefinition"], pairs)
    job = _open_job(org, answers[_JOB], ask.key)
    stage = first_stage(org, job_plan(org, job, None)["id"], "PreInterviewScreen")
    resume = visible_file(org, answers[_RESUME], ask.key) if answers.get(_RESUME) else None
    made = normal_time(op.createdAt) if op.createdAt else org.stamp()
    source = referral_source(org)
    person = _person(org, answers, ask.key, sourceId=source["id"] if source else None, creditedToUserId=user["id"])
    if resume is not None:
        person["resumeFileHandle"] = storage.handle_of(resume)
    row = consider(
        org,
        person,
        job,
        stage,
        ask.key,
        sourceId=source["id"] if source else None,
        creditedToUserId=user["id"],
        createdAt=made,
        updatedAt=org.stamp(),
    )
    org.add(
        "referral",
        {
            "candidateId": person["id"],
            "applicationId": row["id"],
            "creditedToUserId": user["id"],
            "submittedValues": answers,
            "createdAt": made,
        },
    )
    shown = present_application(org, row, ask.key)
    fire_all(org, "applicationSubmit", {"application": shown})
    return shown


def referral_source(org: Organization) -> JsonObject | None:
    """The organization's source of referrals: names are its own, so it is known by its type."""
    types = {row["id"] for row in org.table("sourceType").values() if row["title"] == "Referral"}
    found = [row for row in org.table("source").values() if row["sourceTypeId"] in types and not row["isArchived"]]
    return next(iter(found), None)


def _open_job(org: Organization, answer: Json, key: ApiKey) -> JsonObject:
    job_id = answer.get("value") if isinstance(answer, dict) else answer
    job = org.visible_job(job_id if isinstance(job_id, str) else None, key)
    if job["status"] != "Open":
        raise Refusal("invalid_input", f"The job {job['title']} is not open.")
    return job


def _person(org: Organization, answers: JsonObject, key: ApiKey, **came: Json) -> JsonObject:
    """Who is known by the address, else a new candidate who `came` from there."""
    email = answers[_EMAIL].casefold()
    for row in org.table("candidate").values():
        if any(item["value"].casefold() == email for item in row["emails"]) and org.sees_candidate(row, key):
            return row
    return new_candidate(
        org,
        answers[_NAME],
        emails=set_primary([], answers[_EMAIL]),
        phones=set_primary([], answers[_PHONE]) if answers.get(_PHONE) else [],
        socialLinks=set_link([], "LinkedIn", answers[_LINK]) if answers.get(_LINK) else [],
        location=place(Place(**answers[_LOCATION])) if answers.get(_LOCATION) else None,
        **came,
    )
