"""Questions about assessments: what a partner starts, cancels and reports. Ashby has no read of one by its id."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import APPLICATION, application_of, read
from ashby_agent_tools.approval.prompts._phrases import address, moment, quoted, shown
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Statement
from ashby_agent_tools.operations.assessments import AssessmentCancel, AssessmentStart, AssessmentUpdate, Fact

_UNSEEN = "Ashby's API cannot look up whose assessment this is."


def _start_needs(start: AssessmentStart) -> Reads:
    return read(APPLICATION, "application.info", applicationId=start.application.ashby_id)


def _start(start: AssessmentStart, seen: Lookups) -> Statement:
    person = start.candidate
    name = seen.name(f"{person.first_name} {person.last_name}") or "a person without a name"
    job = seen.title(start.job.name) or "a job"
    owner = seen.at(APPLICATION, "candidate", "id")
    gets = f"The partner gets the name, the profile and the email address {address(person.email)}, and may write there."
    known = f"In Ashby the application is that of {application_of(seen, start.application.ashby_id)}."
    strange = "It belongs to another candidate than the one named here." if owner and owner != person.ashby_id else ""
    return Statement(
        f"Have the assessment partner assess {name} for {job}. An email may go out.",
        back="The data cannot be recalled.",
        more=" ".join(filter(None, (gets, known if seen.found(APPLICATION) else "", strange))),
        rows=(("kind of assessment", None, start.assessment_type_id),),
    )


def _cancel(gone: AssessmentCancel, seen: Lookups) -> Statement:  # noqa: ARG001  (nothing can be looked up)
    return Statement(
        f"Have the partner cancel the assessment {gone.assessment_id}; the candidate may be told.",
        more=_UNSEEN,
    )


def _update(report: AssessmentUpdate, seen: Lookups) -> Statement:  # noqa: ARG001  (nothing can be looked up)
    facts = (
        ("status", report.assessment_status),
        ("profile", report.assessment_profile_url),
        ("result", report.assessment_result),
        ("cancelled because", report.cancelled_reason),
        *((quoted(fact.label), fact) for fact in report.metadata or []),
    )
    head = f"Report on the assessment {report.assessment_id}."
    if report.assessment_result:
        head = f"Complete the assessment {report.assessment_id} with a result."
    if report.cancelled_reason:
        head = f"End the assessment {report.assessment_id} as cancelled."
    rows = (("as of", None, moment(report.timestamp)), *((name, None, _fact(fact)) for name, fact in facts if fact))
    return Statement(f"{head} No email goes out.", more=_UNSEEN, rows=rows)


def _fact(fact: Fact) -> str:
    """The value, and how the partner calls it."""
    told = [shown(fact.value, most=200), f"label {quoted(fact.label)}", f"key {quoted(fact.identifier)}"]
    told += [
        f"kind {fact.type.replace('_', ' ')}",
        *([f"described as {quoted(fact.description)}"] if fact.description else []),
    ]
    return ", ".join(told)


PROMPTS = (
    ApprovalPrompt(
        AssessmentStart,
        _start,
        needs=_start_needs,
        shows=(
            "application.ashby_id",
            "assessment_type_id",
            "candidate.email",
            "candidate.first_name",
            "candidate.last_name",
            "job.name",
        ),
    ),
    ApprovalPrompt(AssessmentCancel, _cancel, shows=("assessment_id",)),
    ApprovalPrompt(
        AssessmentUpdate,
        _update,
        shows=(
            "assessment_id",
            "assessment_profile_url",
            "assessment_result",
            "assessment_status",
            "cancelled_reason",
            "metadata",
            "timestamp",
        ),
    ),
)
