"""Questions about jobs: their title, team, place and plan, opening, closing, archiving, and pay."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import JOB, filled, job_of, read, thing_of, titled
from ashby_agent_tools.approval.prompts._pay import given_tiers, pay_ranges, tiers_of
from ashby_agent_tools.approval.prompts._phrases import count, join, listing, shown, state
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Row, Statement, known_id
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.jobs import JobSetStatus, JobUpdate, JobUpdateCompensation
from ashby_agent_tools.operations.reasons import JOB_PAY_SHOWN, JOB_SHOWN, PLAN_MOVES

_ACTIVE = "its active applications"
_TEAM, _PLACE, _PLANS = "the team", "the location", "the interview plan"
_OLD_TEAM, _OLD_PLACE = "the present team", "the present location"
_PAGE = 100
_STAY_THERE = "Undoing this may not move them back."
_ENDS = {"Closed": "Close", "Archived": "Archive"}
_REOPENS = {"Closed": "It can be reopened only through Draft.", "Archived": "It can be set back to Draft."}


def _both(seen: Lookups, old: str, new: str, area: str, identity: str) -> tuple[str | None, str]:
    """The present team or place, where it is known, and the new one."""
    now = thing_of(seen, None, name=old, area=area, key="name") if seen.found(old) else None
    return now, thing_of(seen, identity, name=new, area=area, key="name")


def _status_needs(change: JobSetStatus) -> Reads:
    ends = change.status in _ENDS
    return {
        **read(JOB, "job.info", id=change.jobId, includeUnpublishedJobPostingsIds=False),
        **(read(_ACTIVE, "application.list", jobId=change.jobId, status="Active", limit=_PAGE) if ends else {}),
    }


def _status(change: JobSetStatus, seen: Lookups) -> Statement:
    job = job_of(seen, change.jobId)
    rows = (("status", state(seen.at(JOB, "status")) if seen.found(JOB) else None, state(change.status)),)
    if change.status in _ENDS:
        head = f"{_ENDS[change.status]} {job}: hiring for it ends, and its postings may be taken down."
        return Statement(
            head,
            tight=f"{_ENDS[change.status]} {job}: hiring for it ends.",
            back=_REOPENS[change.status],
            more=_left(seen),
            rows=rows,
        )
    if change.status == "Open":
        return Statement(
            f"Open {job}. An approval that is set up for jobs may be bypassed.",
            back="An open job can only be closed.",
            rows=rows,
        )
    return Statement(f"Set {job} back to Draft.", back="A draft can be opened or archived.", rows=rows)


def _left(seen: Lookups) -> str:
    """What is still going on in a job that ends."""
    postings = seen.at(JOB, "jobPostingIds")
    has = [_active(seen)] if seen.found(_ACTIVE) else []
    has += [count(len(postings), "published posting")] if isinstance(postings, list) else []
    return f"It has {join(has)}." if has else ""


def _active(seen: Lookups) -> str:
    number = len(seen.rows(_ACTIVE))
    return f"{'at least ' if number >= _PAGE else ''}{count(number, 'active application')}"


# job.update


def _update_needs(change: JobUpdate) -> Reads:
    return {
        **read(JOB, "job.info", id=change.jobId),
        **(read(_TEAM, "department.info", departmentId=change.teamId) if change.teamId else {}),
        **(read(_PLACE, "location.info", locationId=change.locationId) if change.locationId else {}),
        **(read(_PLANS, "interviewPlan.list", includeArchived=True) if change.defaultInterviewPlanId else {}),
        **(
            read(_ACTIVE, "application.list", jobId=change.jobId, status="Active", limit=_PAGE)
            if change.defaultInterviewPlanId
            else {}
        ),
    }


def _update_more(change: JobUpdate, seen: Lookups) -> Reads:
    team, place = (known_id(seen.at(JOB, key)) for key in ("departmentId", "locationId"))
    return {
        **(read(_OLD_TEAM, "department.info", departmentId=team) if team and change.teamId else {}),
        **(read(_OLD_PLACE, "location.info", locationId=place) if place and change.locationId else {}),
    }


def _update(change: JobUpdate, seen: Lookups) -> Statement:
    rows, postings = tuple(_updated(change, seen)), seen.at(JOB, "jobPostingIds")
    job = job_of(seen, change.jobId)
    what = f": {listing([name for name, _, _ in rows], most=3)}" if rows else ""
    public = change.title is not None or change.teamId is not None or change.locationId is not None
    unseen = postings == []
    shows = _in_public(postings) if public else ""
    return Statement(
        f"Change {job}{what}.{_moving(change, seen)}",
        tight=f"Change {job}.{_moving(change, seen)}",
        back=_STAY_THERE if change.defaultInterviewPlanId else "The old values can be set again.",
        more=shows,
        rows=rows,
        moot={*filled(rows), *((JOB_SHOWN,) if unseen else ()), *((PLAN_MOVES,) if _still(change, seen) else ())},
    )


def _in_public(postings: Json) -> str:
    """How many postings may show a change of the job."""
    if postings == []:
        return ""
    number = count(len(postings), "published posting") if isinstance(postings, list) else "Published postings"
    return f"{number} may show it to the public."


def _moving(change: JobUpdate, seen: Lookups) -> str:
    """How many applications another plan may move."""
    if change.defaultInterviewPlanId is None:
        return ""
    if _still(change, seen):
        return " The plan stays the same."
    number = _active(seen) if seen.found(_ACTIVE) else "Its applications"
    return f" {number} may move to the new interview plan.".replace(" at least", " At least")


def _still(change: JobUpdate, seen: Lookups) -> bool:
    return change.defaultInterviewPlanId is not None and (
        seen.at(JOB, "defaultInterviewPlanId") == change.defaultInterviewPlanId
    )


def _updated(change: JobUpdate, seen: Lookups) -> list[Row]:
    known = seen.found(JOB)
    rows: list[Row] = []
    if change.title is not None:
        rows.append(("title", shown(seen.at(JOB, "title")) if known else None, shown(change.title)))
    if change.teamId is not None:
        rows.append(("team", *_both(seen, _OLD_TEAM, _TEAM, "department", change.teamId)))
    if change.locationId is not None:
        rows.append(("place", *_both(seen, _OLD_PLACE, _PLACE, "location", change.locationId)))
    if change.defaultInterviewPlanId is not None:
        old = known_id(seen.at(JOB, "defaultInterviewPlanId"))
        now = titled(seen, _PLANS, old, "plan") if seen.row(_PLANS, old) else None
        rows.append(("interview plan", now, titled(seen, _PLANS, change.defaultInterviewPlanId, "plan")))
    if change.customRequisitionId is not None:
        now = shown(seen.at(JOB, "customRequisitionId")) if known else None
        rows.append(("requisition", now, shown(change.customRequisitionId)))
    return rows


# job.updateCompensation


def _pay_needs(change: JobUpdateCompensation) -> Reads:
    return read(JOB, "job.info", id=change.jobId, expand=["compensation"])


def _pay(change: JobUpdateCompensation, seen: Lookups) -> Statement:
    does = "Replace all pay ranges" if change.compensationTiers else "Remove every pay range"
    postings = seen.at(JOB, "jobPostingIds")
    now = pay_ranges(tiers_of(seen.record(JOB))) if seen.found(JOB) else None
    return Statement(
        f"{does} of {job_of(seen, change.jobId)}. {_in_public(postings)}".rstrip(),
        back="The old ones can be set again.",
        rows=(("pay", now, pay_ranges(given_tiers(change))),),
        moot=(JOB_PAY_SHOWN,) if postings == [] else (),
    )


PROMPTS = (
    ApprovalPrompt(JobSetStatus, _status, needs=_status_needs, shows=("jobId", "status")),
    ApprovalPrompt(
        JobUpdate,
        _update,
        needs=_update_needs,
        more=_update_more,
        shows=("customRequisitionId", "defaultInterviewPlanId", "jobId", "locationId", "teamId", "title"),
    ),
    ApprovalPrompt(JobUpdateCompensation, _pay, needs=_pay_needs, shows=("compensationTiers", "jobId")),
)
