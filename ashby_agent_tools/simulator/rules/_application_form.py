"""applicationForm.submit: checks the answers, makes or finds the candidate, and makes the application."""

from __future__ import annotations

from ashby_agent_tools.operations.applications import ApplicationFormSubmit
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import Ask, rule
from ashby_agent_tools.simulator.rules._application_shape import present_application, present_form_instance
from ashby_agent_tools.simulator.rules._application_steps import consider
from ashby_agent_tools.simulator.rules._candidate_fields import new_candidate, set_primary
from ashby_agent_tools.simulator.rules._forms import check_answers, fields_of
from ashby_agent_tools.simulator.rules._plans import first_stage, job_plan
from ashby_agent_tools.simulator.webhooks import fire_all

__all__ = ["FAILS", "submit"]

FAILS = "testing-fail-validation@example.com"
"""The address that makes every submission fail, so that a careers page can be tested [S]."""

_NAME, _EMAIL, _PHONE = "_systemfield_name", "_systemfield_email", "_systemfield_phone"
_RESUME = "_systemfield_resume"


@rule(
    "applicationForm.submit",
    source="[S]",
    guesses=(
        "a failed validation is invalid_input",
        "a person whose address is known is not made again",
        "the application starts in the first stage of type PreInterviewScreen",
        "the source is the one with the title Careers page, else none",
        "no application limits are set up, so nobody is blocked",
    ),
)
def submit(org: Organization, ask: Ask[ApplicationFormSubmit]) -> Json:
    """As JSON with file handles, or as a form post whose parts the answers name."""
    posting = org.get("jobPosting", ask.op.jobPostingId)
    job = org.get("job", posting["jobId"])
    if not org.sees_job(job, ask.key):
        raise org.missing("jobPosting", posting["id"])
    if ask.op.allowSubmissionForUnpublishedJobPosting is False and posting.get("status") != "Published":
        raise Refusal("job_posting_not_published", "The job posting is not published.")
    tags = [org.get("candidateTag", tag)["id"] for tag in ask.op.tagIds or ()]
    form = posting["applicationFormDefinition"]
    values, files = _answers(org, form, ask)
    stage = first_stage(org, job_plan(org, job, None)["id"], "PreInterviewScreen")
    candidate = _candidate(org, values, tags, files)
    row = consider(
        org, candidate, job, stage, ask.key, sourceId=_source(org), appliedViaJobPostingId=posting["id"],
        submitterUserAgent=None,
    )  # fmt: skip
    instance: JsonObject = {"applicationId": row["id"], "jobPostingId": posting["id"], "formDefinition": form}
    instance |= {"submittedValues": values, "utmData": ask.body.get("utmData")}
    org.add("formInstance", instance)
    _confirm(org, posting, values, row)
    fire_all(org, "applicationSubmit", {"application": present_application(org, row, ask.key)})
    return {"submittedFormInstance": present_form_instance(instance), "formMessages": {"blocked": False}}


def _answers(
    org: Organization, form: JsonObject, ask: Ask[ApplicationFormSubmit]
) -> tuple[JsonObject, dict[str, JsonObject]]:
    """The values by path, and the files among them by path."""
    kinds = {entry["field"]["path"]: entry["field"]["type"] for entry in fields_of(form)}
    answers: list[tuple[str, Json]] = []
    files: dict[str, JsonObject] = {}
    for item in ask.op.applicationForm.fieldSubmissions:
        answers.append((item.path, item.value))
        if kinds.get(item.path) == "File" and isinstance(item.value, str):
            files[item.path] = _file(org, item.value, ask)
    values = check_answers(form, answers)
    if str(values.get(_EMAIL, "")).casefold() == FAILS:
        raise Refusal("invalid_input", "This address stands for a submission that fails validation.")
    return {**values, **{path: storage.handle_of(file) for path, file in files.items()}}, files


def _file(org: Organization, value: str, ask: Ask[ApplicationFormSubmit]) -> JsonObject:
    part = ask.body.get(value)  # in a form post the answer names the part that holds the file
    file = storage.file_of(org, part if isinstance(part, str) else value, code="invalid_input")
    if part is None and file["context"] != "ApplicationForm":
        raise Refusal("invalid_input", "The file handle was not made with fileUploadContext ApplicationForm.")
    return file


def _candidate(org: Organization, values: JsonObject, tags: list[str], files: dict[str, JsonObject]) -> JsonObject:
    email = str(values.get(_EMAIL, ""))
    candidate = _known(org, email)
    if candidate is None:
        phone = values.get(_PHONE)
        candidate = new_candidate(
            org,
            str(values.get(_NAME, email)),
            emails=set_primary([], email) if email else [],
            phones=set_primary([], phone) if phone else [],
        )
    candidate["tagIds"] = list(dict.fromkeys([*candidate["tagIds"], *tags]))
    for path, file in files.items():
        file["candidateId"] = candidate["id"]
        if path == _RESUME:
            candidate["resumeFileHandle"] = storage.handle_of(file)
        else:
            candidate["fileHandles"] = [*candidate["fileHandles"], storage.handle_of(file)]
    return candidate


def _known(org: Organization, email: str) -> JsonObject | None:
    for candidate in org.table("candidate").values():
        if any(item["value"].casefold() == email.casefold() for item in candidate["emails"]):
            return candidate
    return None


def _source(org: Organization) -> str | None:
    return next((row["id"] for row in org.table("source").values() if row["title"] == "Careers page"), None)


def _confirm(org: Organization, posting: JsonObject, values: JsonObject, row: JsonObject) -> None:
    template = posting.get("applicationConfirmationEmailTemplateId")
    if template and values.get(_EMAIL):
        org.deliver("mail", values[_EMAIL], {"applicationId": row["id"], "communicationTemplateId": template})
