"""Questions about applications: starting, changing and deleting them."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import (
    APPLICATION,
    CANDIDATE,
    JOB,
    application_of,
    booked,
    booked_read,
    booked_told,
    candidate_of,
    filled,
    job_of,
    read,
    stage_now,
    titled,
    user_of,
)
from ashby_agent_tools.approval.prompts._hired_stages import TARGET, hire_reasons, hire_told, moot_acts, target_of
from ashby_agent_tools.approval.prompts._phrases import count, moment, person, state, title
from ashby_agent_tools.approval.prompts._prompt import (
    ApprovalPrompt,
    Lookups,
    Reads,
    Row,
    Statement,
    at,
    known_id,
    objects,
)
from ashby_agent_tools.approval.prompts.histories import UPDATE_HISTORY, reasons_read
from ashby_agent_tools.approval.prompts.moves import MOVES
from ashby_agent_tools.approval.prompts.teams import APPLICATION_REMOVE_MEMBER
from ashby_agent_tools.operations.application_edits import ApplicationDelete, ApplicationUpdate
from ashby_agent_tools.operations.applications import ApplicationCreate
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.reasons import (
    INTERVIEWS_LEFT,
    STAGE_HIRES,
)

_REASONS = "the archive reason"
_SOURCES, _CREDITED, _STAGES = "the source", "the credited user", "the stages of the history"


def _application(operation: ApplicationDelete | ApplicationUpdate) -> Reads:
    return read(APPLICATION, "application.info", applicationId=operation.applicationId)


_TOLD = " Colleagues are notified."


# application.create


def _create_needs(new: ApplicationCreate) -> Reads:
    stage = new.interviewStageId if new.interviewStageId != "FirstPreInterviewScreen" else None
    history = new.applicationHistory or []
    archives = any(event.archiveReasonId for event in history)
    plan = new.interviewPlanId if history else None
    return {
        **read(CANDIDATE, "candidate.info", id=new.candidateId),
        **read(JOB, "job.info", id=new.jobId),
        **(read(TARGET, "interviewStage.info", interviewStageId=stage) if stage else {}),
        **(read(_STAGES, "interviewStage.list", interviewPlanId=plan) if plan else {}),
        **reasons_read(_REASONS, wanted=archives),
        **(read(_SOURCES, "source.list", includeArchived=True) if new.sourceId else {}),
        **(read(_CREDITED, "user.info", userId=new.creditedToUserId) if new.creditedToUserId else {}),
    }


def _create_more(new: ApplicationCreate, seen: Lookups) -> Reads:
    plan = known_id(seen.at(JOB, "defaultInterviewPlanId"))
    if new.applicationHistory and new.interviewPlanId is None and plan:
        return read(_STAGES, "interviewStage.list", interviewPlanId=plan)
    return {}


def _create(new: ApplicationCreate, seen: Lookups) -> Statement:
    head = f"Consider {candidate_of(seen, new.candidateId)} for {job_of(seen, new.jobId)}, {_start(new, seen)}."
    rows: list[Row] = [("stage", None, _start(new, seen).removeprefix("starting in "))] if new.interviewStageId else []
    rows += [("source", None, titled(seen, _SOURCES, new.sourceId, "source"))] if new.sourceId else []
    if new.creditedToUserId:
        rows.append(("credited to", None, user_of(seen, new.creditedToUserId, name=_CREDITED)))
    if new.createdAt:
        rows.append(("created", None, moment(new.createdAt)))
    for event in new.applicationHistory or []:
        step = titled(seen, _STAGES, event.stageId, "stage")
        reason = event.archiveReasonId
        ended = f", archived, reason {titled(seen, _REASONS, reason, 'id', key='text')}" if reason else ""
        rows.append((f"history {event.stageNumber}", None, f"{step} since {moment(event.enteredStageAt)}{ended}"))
    return Statement(
        head,
        tight=f"Consider {candidate_of(seen, new.candidateId)} for {job_of(seen, new.jobId)}.",
        back="Only deleting the application undoes it.",
        more=hire_told(seen),
        rows=tuple(rows),
        moot=moot_acts(seen) | _no_hire_in(new, seen),
        why=hire_reasons(seen),
    )


def _no_hire_in(new: ApplicationCreate, seen: Lookups) -> set[str]:
    """Whether a stage of the history counts as a hire is known once the plan's stages were looked up."""
    steps = [seen.row(_STAGES, event.stageId) for event in new.applicationHistory or []]
    return {STAGE_HIRES} if steps and all(step and step.get("type") != "Hired" for step in steps) else set()


def _start(new: ApplicationCreate, seen: Lookups) -> str:
    if new.interviewStageId == "FirstPreInterviewScreen":
        return "starting in the first stage before interviews"
    if new.interviewStageId is not None:
        return f"starting in {target_of(seen, new.interviewStageId)}"
    if any(event.archiveReasonId for event in new.applicationHistory or []):
        return "with a stage history that ends archived"
    return "with a stage history" if new.applicationHistory else "starting in the first lead stage"


# application.update, delete


def _update_needs(change: ApplicationUpdate) -> Reads:
    return {
        **_application(change),
        **(read(_SOURCES, "source.list", includeArchived=True) if change.sourceId else {}),
        **(read(_CREDITED, "user.info", userId=change.creditedToUserId) if change.creditedToUserId else {}),
    }


def _update(change: ApplicationUpdate, seen: Lookups) -> Statement:
    rows = tuple(_updated(change, seen))
    who = application_of(seen, change.applicationId)
    told = " who follow it are notified." if change.sendNotifications else " are not notified."
    return Statement(
        f"Change the application of {who}. Colleagues{told}",
        tight=f"Change the application of {who}.{_TOLD if change.sendNotifications else ''}",
        back="The old values can be set again.",
        rows=rows,
        moot=filled(rows),
    )


def _updated(change: ApplicationUpdate, seen: Lookups) -> list[Row]:
    now = seen.record(APPLICATION)
    known = bool(now)
    rows: list[Row] = []
    if change.sourceId:
        before = title(at(now, "source", "title")) or "nothing"
        rows.append(("source", before if known else None, titled(seen, _SOURCES, change.sourceId, "source")))
    if change.creditedToUserId:
        before = person(_object(now.get("creditedToUser"))) or "nobody"
        rows.append(("credited to", before if known else None, user_of(seen, change.creditedToUserId, name=_CREDITED)))
    if change.createdAt:
        rows.append(("created", moment(now.get("createdAt")) if known else None, moment(change.createdAt)))
    return rows


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _delete_needs(gone: ApplicationDelete) -> Reads:
    return {**_application(gone), **booked_read(gone.applicationId)}


def _delete(gone: ApplicationDelete, seen: Lookups) -> Statement:
    status, steps = seen.at(APPLICATION, "status"), objects(seen.at(APPLICATION, "applicationHistory"))
    stage = stage_now(seen)
    where = f"It is {state(status)}{f', in the stage {stage}' if stage and stage != status else ''}." if status else ""
    hired = "The hire ends with it." if status == "Hired" else ""
    length = f", with its history of {count(len(steps), 'stage')}" if steps else ", with its history"
    calls = "" if booked(seen) == 0 else "Booked interviews may be cancelled by email or calendar."
    return Statement(
        f"Delete the application of {application_of(seen, gone.applicationId)} for good{length}.",
        tight=f"Delete the application of {application_of(seen, gone.applicationId)} for good.",
        more=" ".join(filter(None, (where, hired, booked_told(seen), calls))),
        moot={INTERVIEWS_LEFT} if booked(seen) == 0 else (),
    )


PROMPTS = (
    *MOVES,
    ApprovalPrompt(
        ApplicationCreate,
        _create,
        needs=_create_needs,
        more=_create_more,
        shows=(
            "applicationHistory.archiveReasonId",
            "applicationHistory.enteredStageAt",
            "applicationHistory.stageId",
            "applicationHistory.stageNumber",
            "candidateId",
            "createdAt",
            "creditedToUserId",
            "interviewStageId",
            "jobId",
            "sourceId",
        ),
    ),
    ApprovalPrompt(
        ApplicationUpdate,
        _update,
        needs=_update_needs,
        shows=("applicationId", "createdAt", "creditedToUserId", "sendNotifications", "sourceId"),
    ),
    ApprovalPrompt(ApplicationDelete, _delete, needs=_delete_needs, shows=("applicationId",)),
    UPDATE_HISTORY,
    APPLICATION_REMOVE_MEMBER,
)
