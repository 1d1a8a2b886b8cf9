"""Postings: what the public sees once one is published, the pay of its job, the email that applicants get."""

from __future__ import annotations

from ashby_agent_tools.approval.content._content import Content, picked
from ashby_agent_tools.approval.content.mails import template_line, template_of
from ashby_agent_tools.approval.prompts._common_records import read
from ashby_agent_tools.approval.prompts._pay import pay_ranges, tiers_of
from ashby_agent_tools.approval.prompts._phrases import changes, count, shown, title
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, known_id
from ashby_agent_tools.approval.prompts._texts import text_block
from ashby_agent_tools.approval.prompts.applying import fields_in
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.postings import JobPostingSetStatus, JobPostingUpdate, JobPostingUpdateCompensation

_POSTING, _JOB, _TEMPLATES = "the posting", "the job of the posting", "the email template"
_MOST_TEXT = 1_200
_PUBLIC = (
    "title", "descriptionHtml", "departmentName", "teamName", "locationName", "locationIds", "address",
    "employmentType", "workplaceType", "isRemote", "isListed", "applicationDeadline", "compensation",
    "shouldDisplayCompensationOnJobBoard", "applicationFormDefinition", "surveyFormDefinitions", "customFields",
)  # fmt: skip


def _posting(identity: str) -> Reads:
    return read(_POSTING, "jobPosting.info", jobPostingId=identity, includeUnpublishedJobPostings=True)


def _publish_needs(change: JobPostingSetStatus) -> Reads:
    return _posting(change.jobPostingId) if change.status == "Published" else {}


def _publish_of(change: JobPostingSetStatus, seen: Lookups) -> Json:  # noqa: ARG001  (the form that every `of` has)
    return picked(seen.record(_POSTING), *_PUBLIC)


def _publish_show(change: JobPostingSetStatus, seen: Lookups) -> str:  # noqa: ARG001
    posting = seen.record(_POSTING)
    if not posting:
        return ""
    questions = len(fields_in(posting.get("applicationFormDefinition")))
    return changes(
        ("title", None, shown(posting.get("title"))),
        ("place", None, title(posting.get("locationName")) or "nothing"),
        ("pay", None, pay_ranges(tiers_of(posting))),
        ("application form", None, count(questions, "question")),
    ) + text_block("text", posting.get("descriptionHtml"), most=_MOST_TEXT)


# jobPosting.updateCompensation with null: the job's own pay becomes public


def _pay_needs(change: JobPostingUpdateCompensation) -> Reads:
    return _posting(change.jobPostingId) if change.compensationTiers is None else {}


def _pay_more(change: JobPostingUpdateCompensation, seen: Lookups) -> Reads:  # noqa: ARG001
    job = known_id(seen.at(_POSTING, "jobId"))
    return read(_JOB, "job.info", id=job, expand=["compensation"]) if job else {}


def _pay_of(change: JobPostingUpdateCompensation, seen: Lookups) -> Json:  # noqa: ARG001
    return tiers_of(seen.record(_JOB))


def _pay_show(change: JobPostingUpdateCompensation, seen: Lookups) -> str:  # noqa: ARG001
    return changes(("pay of the job", None, pay_ranges(tiers_of(seen.record(_JOB))))) if seen.found(_JOB) else ""


# jobPosting.update with another confirmation email


def _update_needs(change: JobPostingUpdate) -> Reads:
    wanted = change.applicationConfirmationEmailTemplateId is not None
    return read(_TEMPLATES, "communicationTemplate.list") if wanted else {}


def _update_of(change: JobPostingUpdate, seen: Lookups) -> Json:
    return template_of(seen, change.applicationConfirmationEmailTemplateId)


def _update_show(change: JobPostingUpdate, seen: Lookups) -> str:
    return template_line(seen, change.applicationConfirmationEmailTemplateId)


CONTENTS = (
    Content(JobPostingSetStatus, "the posting", _publish_needs, _publish_of, show=_publish_show),
    Content(JobPostingUpdateCompensation, "the pay of the job", _pay_needs, _pay_of, more=_pay_more, show=_pay_show),
    Content(JobPostingUpdate, "the confirmation email", _update_needs, _update_of, show=_update_show),
)
