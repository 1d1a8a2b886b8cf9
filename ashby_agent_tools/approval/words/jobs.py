"""Words for jobs: opening, closing, archiving, and pay."""

from __future__ import annotations

from ashby_agent_tools.approval.words._pay import given_tiers, pay_ranges, tiers_of
from ashby_agent_tools.approval.words._phrases import changes, count, shown
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
        text += f" {_candidates(seen)}" if seen.found(_ACTIVE) else ""
        postings = seen.at(JOB, "jobPostingIds")
        text += f" It has {count(len(postings), 'published posting')}." if isinstance(postings, list) else ""
    else:
        text = f"Set {job} to {change.status}."
    return text + changes(("status", shown(seen.at(JOB, "status")) if seen.found(JOB) else None, shown(change.status)))


def _candidates(seen: Seen) -> str:
    number = len(seen.rows(_ACTIVE))
    return f"{number}{' or more' if number >= _PAGE else ''} active {'application' if number == 1 else 'applications'}."


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
