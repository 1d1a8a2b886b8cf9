"""Words for jobs: opening, closing, archiving, and pay."""

from __future__ import annotations

from ashby_agent_tools.approval.words._pay import given_tiers, pay_ranges, tiers_of
from ashby_agent_tools.approval.words._phrases import changes, count, join, state
from ashby_agent_tools.approval.words._things import JOB, job_of, read
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording
from ashby_agent_tools.operations.jobs import JobSetStatus, JobUpdateCompensation

_ACTIVE = "its active applications"
_PAGE = 100
_ENDS = {"Closed": "Close", "Archived": "Archive"}


def _status_needs(change: JobSetStatus) -> Reads:
    ends = change.status in _ENDS
    return {
        **read(JOB, "job.info", id=change.jobId, includeUnpublishedJobPostingsIds=False),
        **(read(_ACTIVE, "application.list", jobId=change.jobId, status="Active", limit=_PAGE) if ends else {}),
    }


def _status(change: JobSetStatus, seen: Seen) -> str:
    job = job_of(seen, change.jobId)
    if change.status in _ENDS:
        text = f"{_ENDS[change.status]} {job}: hiring for it ends, and its postings may go down."
        text += _left(seen)
    else:
        text = f"Set {job} to {change.status}."
    return text + changes(("status", state(seen.at(JOB, "status")) if seen.found(JOB) else None, state(change.status)))


def _left(seen: Seen) -> str:
    """What is still going on in a job that ends."""
    number, postings = len(seen.rows(_ACTIVE)), seen.at(JOB, "jobPostingIds")
    has = (
        [f"{'at least ' if number >= _PAGE else ''}{count(number, 'active application')}"]
        if seen.found(_ACTIVE)
        else []
    )
    has += [count(len(postings), "published posting")] if isinstance(postings, list) else []
    return f" It has {join(has)}." if has else ""


def _pay_needs(change: JobUpdateCompensation) -> Reads:
    return read(JOB, "job.info", id=change.jobId, expand=["compensation"])


def _pay(change: JobUpdateCompensation, seen: Seen) -> str:
    job = job_of(seen, change.jobId)
    does = "Replace all pay ranges" if change.compensationTiers else "Remove every pay range"
    text = f"{does} of {job}. Published postings that take the job's pay show it to the public."
    now = pay_ranges(tiers_of(seen.record(JOB))) if seen.found(JOB) else None
    return text + changes(("pay", now, pay_ranges(given_tiers(change))))


WORDS = (
    Wording(JobSetStatus, _status, needs=_status_needs),
    Wording(JobUpdateCompensation, _pay, needs=_pay_needs),
)
