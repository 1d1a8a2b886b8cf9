"""Words for assessments: what a partner starts, cancels and reports. Ashby has no read of an assessment by its id."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import address, changes, moment, quoted, shown, title, whole_name
from ashby_agent_tools.approval.words._things import APPLICATION, application_of, read
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording
from ashby_agent_tools.operations.assessments import AssessmentCancel, AssessmentStart, AssessmentUpdate, Fact

_UNSEEN = " Ashby cannot tell by its id whose assessment it is."


def _start_needs(start: AssessmentStart) -> Reads:
    return read(APPLICATION, "application.info", applicationId=start.application.ashby_id)


def _start(start: AssessmentStart, seen: Seen) -> str:
    person = start.candidate
    known = f" (in Ashby: {application_of(seen, start.application.ashby_id)})" if seen.found(APPLICATION) else ""
    name = whole_name(f"{person.first_name} {person.last_name}") or "somebody without a name"
    owner = seen.at(APPLICATION, "candidate", "id")
    text = f"Have the assessment partner start an assessment of {name} for {title(start.job.name) or 'a job'}{known}."
    text += (
        f" The partner gets the person's name, profile and mail address {address(person.email)}, and may write there."
    )
    if owner and owner != person.ashby_id:
        text += " The application in Ashby belongs to another candidate."
    return text + changes(("kind of assessment", None, start.assessment_type_id))


def _cancel(gone: AssessmentCancel, seen: Seen) -> str:  # noqa: ARG001  (nothing can be looked up)
    return (
        f"Have the assessment partner cancel the assessment {gone.assessment_id}; it may tell the candidate.{_UNSEEN}"
    )


def _update(report: AssessmentUpdate, seen: Seen) -> str:  # noqa: ARG001  (nothing can be looked up)
    facts = (
        ("status", report.assessment_status),
        ("profile", report.assessment_profile_url),
        ("result", report.assessment_result),
        ("cancelled because", report.cancelled_reason),
        *((quoted(fact.label), fact) for fact in report.metadata or []),
    )
    does = "Report how the assessment stands"
    if report.assessment_result:
        does = "Complete the assessment with a result"
    if report.cancelled_reason:
        does = "End the assessment as cancelled"
    text = f"{does}: assessment {report.assessment_id}, as of {moment(report.timestamp)}.{_UNSEEN}"
    return text + changes(*((name, None, _fact(fact)) for name, fact in facts if fact))


def _fact(fact: Fact) -> str:
    value = shown(fact.value, most=200)
    return f"{value}, {quoted(fact.description)}" if fact.description else value


WORDS = (
    Wording(AssessmentStart, _start, needs=_start_needs),
    Wording(AssessmentCancel, _cancel),
    Wording(AssessmentUpdate, _update),
)
