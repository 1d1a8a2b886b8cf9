"""Words for jobs: their title, team, place and plan, opening, closing, archiving, and pay."""

from __future__ import annotations

from ashby_agent_tools.approval.words._pay import given_tiers, pay_ranges, tiers_of
from ashby_agent_tools.approval.words._phrases import changes, count, join, shown, state, title
from ashby_agent_tools.approval.words._things import JOB, job_of, read, titled
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, known_id
from ashby_agent_tools.operations.jobs import JobSetStatus, JobUpdate, JobUpdateCompensation

_ACTIVE = "its active applications"
_TEAM, _PLACE, _PLANS = "the team", "the location", "the interview plan"
_OLD_TEAM, _OLD_PLACE = "the present team", "the present location"
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
        text += " An approval that is set up for jobs may be bypassed." if change.status == "Open" else ""
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


# job.update


def _update_needs(change: JobUpdate) -> Reads:
    return {
        **read(JOB, "job.info", id=change.jobId),
        **(read(_TEAM, "department.info", departmentId=change.teamId) if change.teamId else {}),
        **(read(_PLACE, "location.info", locationId=change.locationId) if change.locationId else {}),
        **(read(_PLANS, "interviewPlan.list", includeArchived=True) if change.defaultInterviewPlanId else {}),
    }


def _update_more(change: JobUpdate, seen: Seen) -> Reads:
    team, place = (known_id(seen.at(JOB, key)) for key in ("departmentId", "locationId"))
    return {
        **(read(_OLD_TEAM, "department.info", departmentId=team) if team and change.teamId else {}),
        **(read(_OLD_PLACE, "location.info", locationId=place) if place and change.locationId else {}),
    }


def _update(change: JobUpdate, seen: Seen) -> str:
    text = f"Change {job_of(seen, change.jobId)}."
    if change.title is not None or change.teamId is not None or change.locationId is not None:
        text += " If postings of it are published, the public may see it."
    if change.defaultInterviewPlanId is not None:
        text += " Its applications may be moved to the new interview plan."
    return text + changes(*_updated(change, seen))


def _updated(change: JobUpdate, seen: Seen) -> list[tuple[str, str | None, str]]:
    known = seen.found(JOB)
    rows: list[tuple[str, str | None, str]] = []
    if change.title is not None:
        rows.append(("title", shown(seen.at(JOB, "title")) if known else None, shown(change.title)))
    if change.teamId is not None:
        rows.append(("team", title(seen.at(_OLD_TEAM, "name")), title(seen.at(_TEAM, "name")) or change.teamId))
    if change.locationId is not None:
        rows.append(("place", title(seen.at(_OLD_PLACE, "name")), title(seen.at(_PLACE, "name")) or change.locationId))
    if change.defaultInterviewPlanId is not None:
        now = title(seen.row(_PLANS, known_id(seen.at(JOB, "defaultInterviewPlanId"))).get("title"))
        rows.append(("interview plan", now, titled(seen, _PLANS, change.defaultInterviewPlanId, "plan")))
    if change.customRequisitionId is not None:
        now = shown(seen.at(JOB, "customRequisitionId")) if known else None
        rows.append(("requisition", now, shown(change.customRequisitionId)))
    return rows


# job.updateCompensation


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
    Wording(JobUpdate, _update, needs=_update_needs, more=_update_more),
    Wording(JobUpdateCompensation, _pay, needs=_pay_needs),
)
