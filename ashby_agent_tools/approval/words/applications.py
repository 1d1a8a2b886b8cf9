"""Words for applications: moving, rejecting, starting, transferring, changing and deleting them."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import changes, count, moment, quoted, state, title
from ashby_agent_tools.approval.words._things import (
    APPLICATION,
    CANDIDATE,
    JOB,
    application_of,
    candidate_of,
    email_of,
    job_of,
    read,
    stage_now,
    titled,
    user_of,
)
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, at, known_id, objects
from ashby_agent_tools.approval.words.histories import UPDATE_HISTORY, reasons_read
from ashby_agent_tools.approval.words.teams import APPLICATION_REMOVE_MEMBER
from ashby_agent_tools.operation import JsonObject
from ashby_agent_tools.operations.application_edits import ApplicationDelete, ApplicationTransfer, ApplicationUpdate
from ashby_agent_tools.operations.applications import ApplicationChangeStage, ApplicationCreate, ArchiveEmail

_TARGET, _REASONS, _TEMPLATES = "the target stage", "the archive reason", "the mail template"
_SOURCES, _CREDITED, _STAGES = "the source", "the credited user", "the stages of the history"
_INTERVIEWS = " Booked interviews may be called off by mail or calendar."
_HIRES = " The stage counts as a hire: HR systems and colleagues may act on it."


def _application(operation: ApplicationDelete | ApplicationTransfer | ApplicationUpdate) -> Reads:
    return read(APPLICATION, "application.info", applicationId=operation.applicationId)


# application.changeStage


def _move_needs(move: ApplicationChangeStage) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=move.applicationId),
        **read(_TARGET, "interviewStage.info", interviewStageId=move.interviewStageId),
        **reasons_read(_REASONS, wanted=move.archiveReasonId is not None),
        **(read(_TEMPLATES, "communicationTemplate.list") if move.archiveEmail else {}),
    }


def _move(move: ApplicationChangeStage, seen: Seen) -> str:
    verb = "Reject" if move.archiveReasonId else "Move"
    target = title(seen.at(_TARGET, "title")) or f"the stage {move.interviewStageId}"
    who = application_of(seen, move.applicationId)
    text = f"{verb} {who}: {stage_now(seen) or 'the present stage (not known)'} to {target}"
    if move.archiveReasonId:
        text += f", reason {titled(seen, _REASONS, move.archiveReasonId, 'id', key='text')}"
    return text + "." + _mail(move.archiveEmail, seen) + _oddities(move, seen)


def _mail(mail: ArchiveEmail | None, seen: Seen) -> str:
    if mail is None:
        return ""
    known = seen.row(_TEMPLATES, mail.communicationTemplateId).get("title")
    what = quoted(known) if known else f"from template {mail.communicationTemplateId}"
    where = email_of(seen.record(APPLICATION).get("candidate") or {}) or "the candidate"
    if mail.sendAt is None:
        when = "next morning at 09:32 (the organization's time zone)"
    else:
        when = f"on {moment(mail.sendAt)}, or at once if that time is past"
    return f" The mail {what} goes to {where} {when}."


def _oddities(move: ApplicationChangeStage, seen: Seen) -> str:
    """What the target stage or the present one makes of it, as far as Ashby told."""
    kind, archived = seen.at(_TARGET, "type"), seen.at(APPLICATION, "status") == "Archived"
    text = _HIRES if kind == "Hired" else ""
    if kind == "Archived" and not move.archiveReasonId:
        text += " That stage archives, and without a reason Ashby will refuse this."
    if isinstance(kind, str) and kind != "Archived" and move.archiveReasonId:
        text += " That is no archive stage: Ashby refuses an archive reason there."
    now, then = seen.at(APPLICATION, "currentInterviewStage", "interviewPlanId"), seen.at(_TARGET, "interviewPlanId")
    if now and then and now != then:
        text += " That stage belongs to another interview plan."
    if archived and move.archiveEmail:
        text += " The application is archived already: Ashby then sends no mail."
    return text


# application.create


def _create_needs(new: ApplicationCreate) -> Reads:
    stage = new.interviewStageId if new.interviewStageId != "FirstPreInterviewScreen" else None
    history = new.applicationHistory or []
    archives = any(event.archiveReasonId for event in history)
    plan = new.interviewPlanId if history else None
    return {
        **read(CANDIDATE, "candidate.info", id=new.candidateId),
        **read(JOB, "job.info", id=new.jobId),
        **(read(_TARGET, "interviewStage.info", interviewStageId=stage) if stage else {}),
        **(read(_STAGES, "interviewStage.list", interviewPlanId=plan) if plan else {}),
        **reasons_read(_REASONS, wanted=archives),
        **(read(_SOURCES, "source.list", includeArchived=True) if new.sourceId else {}),
        **(read(_CREDITED, "user.info", userId=new.creditedToUserId) if new.creditedToUserId else {}),
    }


def _create_more(new: ApplicationCreate, seen: Seen) -> Reads:
    plan = known_id(seen.at(JOB, "defaultInterviewPlanId"))
    if new.applicationHistory and new.interviewPlanId is None and plan:
        return read(_STAGES, "interviewStage.list", interviewPlanId=plan)
    return {}


def _create(new: ApplicationCreate, seen: Seen) -> str:
    text = f"Consider {candidate_of(seen, new.candidateId)} for {job_of(seen, new.jobId)}, {_start(new, seen)}."
    text += _HIRES if seen.at(_TARGET, "type") == "Hired" else ""
    lines = [] if new.sourceId is None else [("source", None, titled(seen, _SOURCES, new.sourceId, "source"))]
    if new.creditedToUserId:
        lines.append(("credited to", None, user_of(seen, new.creditedToUserId, name=_CREDITED)))
    if new.createdAt:
        lines.append(("created", None, moment(new.createdAt)))
    for event in new.applicationHistory or []:
        step = titled(seen, _STAGES, event.stageId, "stage")
        reason = event.archiveReasonId
        ended = f", archived, reason {titled(seen, _REASONS, reason, 'id', key='text')}" if reason else ""
        lines.append((f"history {event.stageNumber}", None, f"{step} since {moment(event.enteredStageAt)}{ended}"))
    return text + changes(*lines)


def _start(new: ApplicationCreate, seen: Seen) -> str:
    if new.interviewStageId == "FirstPreInterviewScreen":
        return "starting in the first stage before interviews"
    if new.interviewStageId is not None:
        return f"starting in {title(seen.at(_TARGET, 'title')) or f'the stage {new.interviewStageId}'}"
    return "with a history of stages" if new.applicationHistory else "starting in the first lead stage"


# application.transfer, update, delete


def _transfer_needs(move: ApplicationTransfer) -> Reads:
    return {
        **_application(move),
        **read(JOB, "job.info", id=move.jobId),
        **read(_TARGET, "interviewStage.info", interviewStageId=move.interviewStageId),
    }


def _transfer(move: ApplicationTransfer, seen: Seen) -> str:
    who = application_of(seen, move.applicationId)
    target = title(seen.at(_TARGET, "title")) or f"the stage {move.interviewStageId}"
    now = stage_now(seen)
    text = f"Take {who}{f' ({now})' if now else ''} off that job and move the application to {job_of(seen, move.jobId)}"
    text += f", stage {target}."
    text += _HIRES if seen.at(_TARGET, "type") == "Hired" else ""
    if move.startAutomaticActivities:
        return text + " What that stage does by itself starts, and may mail the candidate."
    return text + " What that stage does by itself is not asked to start."


def _update_needs(change: ApplicationUpdate) -> Reads:
    return {
        **_application(change),
        **(read(_SOURCES, "source.list", includeArchived=True) if change.sourceId else {}),
        **(read(_CREDITED, "user.info", userId=change.creditedToUserId) if change.creditedToUserId else {}),
    }


def _update(change: ApplicationUpdate, seen: Seen) -> str:
    text = f"Change the application of {application_of(seen, change.applicationId)}."
    if change.sendNotifications:
        text += " Colleagues who follow it are notified."
    return text + changes(*_updated(change, seen))


def _updated(change: ApplicationUpdate, seen: Seen) -> list[tuple[str, str | None, str]]:
    now = seen.record(APPLICATION)
    known = bool(now)
    rows: list[tuple[str, str | None, str]] = []
    if change.sourceId:
        before = title(at(now, "source", "title")) or "nothing"
        rows.append(("source", before if known else None, titled(seen, _SOURCES, change.sourceId, "source")))
    if change.creditedToUserId:
        before = _user_name(now.get("creditedToUser") or {})
        rows.append(("credited to", before if known else None, user_of(seen, change.creditedToUserId, name=_CREDITED)))
    if change.createdAt:
        rows.append(("created", moment(now.get("createdAt")) if known else None, moment(change.createdAt)))
    return rows


def _user_name(record: JsonObject) -> str:
    return user_of(Seen({"user": record}), "", name="user") if record else "nobody"


def _delete(gone: ApplicationDelete, seen: Seen) -> str:
    status, steps = seen.at(APPLICATION, "status"), objects(seen.at(APPLICATION, "applicationHistory"))
    where = f" It is {state(status)}, in {stage_now(seen) or 'no stage'}." if status else ""
    length = f" of {count(len(steps), 'stage')}" if steps else ""
    who = application_of(seen, gone.applicationId)
    return (
        f"Delete the application of {who} for good, with its history{length}; there is no way back.{where}{_INTERVIEWS}"
    )


WORDS = (
    Wording(ApplicationChangeStage, _move, needs=_move_needs),
    Wording(ApplicationCreate, _create, needs=_create_needs, more=_create_more),
    Wording(ApplicationTransfer, _transfer, needs=_transfer_needs),
    Wording(ApplicationUpdate, _update, needs=_update_needs),
    Wording(ApplicationDelete, _delete, needs=_application),
    UPDATE_HISTORY,
    APPLICATION_REMOVE_MEMBER,
)
