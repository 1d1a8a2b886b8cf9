"""Words for applications: moving, rejecting, starting, transferring, changing and deleting them."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import count, moment, person, quoted, state, title
from ashby_agent_tools.approval.words._things import (
    APPLICATION,
    CANDIDATE,
    JOB,
    application_of,
    booked,
    booked_read,
    candidate_of,
    email_of,
    filled,
    job_of,
    read,
    stage_now,
    titled,
    user_of,
)
from ashby_agent_tools.approval.words._wording import Reads, Row, Said, Seen, Wording, at, known_id, objects
from ashby_agent_tools.approval.words.histories import UPDATE_HISTORY, reasons_read
from ashby_agent_tools.approval.words.teams import APPLICATION_REMOVE_MEMBER
from ashby_agent_tools.operation import Json, JsonObject
from ashby_agent_tools.operations._reasons import (
    APPLICATION_ENDS,
    CANDIDATE_MAILED,
    INTERVIEWS_LEFT,
    STAGE_ACTS,
    STAGE_HIRES,
)
from ashby_agent_tools.operations.application_edits import ApplicationDelete, ApplicationTransfer, ApplicationUpdate
from ashby_agent_tools.operations.applications import ApplicationChangeStage, ApplicationCreate, ArchiveEmail

_TARGET, _REASONS, _TEMPLATES = "the target stage", "the archive reason", "the mail template"
_SOURCES, _CREDITED, _STAGES = "the source", "the credited user", "the stages of the history"


def _application(operation: ApplicationDelete | ApplicationTransfer | ApplicationUpdate) -> Reads:
    return read(APPLICATION, "application.info", applicationId=operation.applicationId)


def _moot_acts(seen: Seen) -> set[str]:
    """Whether the target stage counts as a hire is known once it was looked up."""
    return {STAGE_HIRES} if seen.at(_TARGET, "type") is not None else set()


def _hire_reasons(seen: Seen) -> tuple[str, ...]:
    return (_IS_HIRE,) if seen.at(_TARGET, "type") == "Hired" else ()


def _hire(seen: Seen) -> str:
    if seen.at(_TARGET, "type") != "Hired":
        return ""
    return (
        "HR systems and colleagues may act on the hire. Ashby may refuse it: while an offer waits for approval, "
        "without an opening that is free, or where another application uses the opening."
    )


# application.changeStage


def _move_needs(move: ApplicationChangeStage) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=move.applicationId),
        **read(_TARGET, "interviewStage.info", interviewStageId=move.interviewStageId),
        **reasons_read(_REASONS, wanted=move.archiveReasonId is not None),
        **(read(_TEMPLATES, "communicationTemplate.list") if move.archiveEmail else {}),
        **(booked_read(move.applicationId) if move.archiveReasonId else {}),
    }


def _move(move: ApplicationChangeStage, seen: Seen) -> Said:
    target = seen.title(seen.at(_TARGET, "title")) or f"the stage {move.interviewStageId}"
    who, now = application_of(seen, move.applicationId), stage_now(seen) or "the present stage (not known)"
    hired = seen.at(APPLICATION, "status") == "Hired"
    if not move.archiveReasonId:
        return _moved(move, seen, f"{who}: {now} to {target}", now, hired=hired)
    reason = f"reason {titled(seen, _REASONS, move.archiveReasonId, 'id', key='text')}"
    verb = "End the hire of" if hired else "Reject"
    goes = _mail_goes(move.archiveEmail, seen)
    moot = set() if goes == _GOES else {CANDIDATE_MAILED}
    moot |= {APPLICATION_ENDS} if hired or _archived(seen) else set()
    moot |= {INTERVIEWS_LEFT} if booked(seen) == 0 else set()
    return Said(
        f"{verb} {who}: {now} to {target}, {reason}. {goes}",
        tight=f"{verb} {who}, {reason}. {goes}",
        back=None if goes == _GOES else "They can be moved back.",
        short="Only the move can be undone." if goes == _GOES else "",
        more=" ".join(filter(None, (_mail(move.archiveEmail, seen), _oddities(move, seen), _left(seen)))),
        moot=moot,
        why=_archive_reasons(seen),
        rows=(("stage", now, target),),
    )


def _moved(move: ApplicationChangeStage, seen: Seen, what: str, now: str, *, hired: bool) -> Said:
    """A move that archives nothing, as far as the arguments tell."""
    kind = seen.at(_TARGET, "type")
    if kind == "Hired":
        head = f"Move {what}. This is a hire and fills an opening."
    elif hired:
        head = f"Move {what}. The hire ends."
    else:
        head = f"Move {what}. No rejection mail goes out."
    back = "They can be moved back, but messages of the stage cannot be recalled."
    return Said(
        head,
        tight=head.replace(f": {now} to ", " to "),
        back=back if len(head) + len(back) < _ROOM else "They can be moved back.",
        more=" ".join(filter(None, (_hire(seen), _oddities(move, seen)))),
        moot=_moot_acts(seen),
        why=(_HIRE_ENDS,) if hired and kind != "Hired" else _hire_reasons(seen),
    )


_ROOM = 158
_TOLD = " Colleagues are notified."
_IS_HIRE = "this is a hire: it fills an opening, which moving back need not free, and Ashby can refuse it"
_HIRE_ENDS = "moving a hired person to another stage ends the hire"
_GOES, _STAYS = "A mail goes out.", "No mail goes out."


def _archive_reasons(seen: Seen) -> tuple[str, ...]:
    if seen.at(APPLICATION, "status") == "Hired":
        return ("archiving a hired person ends the hire",)
    return ("it changes why the application was archived",) if _archived(seen) else ()


def _archived(seen: Seen) -> bool:
    return bool(seen.at(APPLICATION, "status") == "Archived")


def _without_address(seen: Seen) -> bool:
    who = seen.at(APPLICATION, "candidate")
    return isinstance(who, dict) and email_of(who) is None


def _mail_goes(mail: ArchiveEmail | None, seen: Seen) -> str:
    if mail is None or _archived(seen):
        return _STAYS
    return "The mail cannot go out: no address." if _without_address(seen) else _GOES


def _mail(mail: ArchiveEmail | None, seen: Seen) -> str:
    if mail is None:
        return ""
    if _archived(seen):
        return "The application is archived already: Ashby then sends no mail."
    if _without_address(seen):
        return "The candidate has no mail address, so Ashby will refuse the whole call. Leave out the mail or add one."
    known = seen.row(_TEMPLATES, mail.communicationTemplateId).get("title")
    what = quoted(known) if known else f"from template {mail.communicationTemplateId}"
    where = email_of(seen.record(APPLICATION).get("candidate") or {}) or "the candidate"
    if mail.sendAt is None:
        when = "the next morning at 09:32 (the organization's time zone)"
    else:
        when = f"on {moment(mail.sendAt)}, or at once if that time is past"
    return f"The mail {what} goes to {where} {when}."


def _left(seen: Seen) -> str:
    number = booked(seen)
    if not number:
        return ""
    return f"{count(number, 'interview schedule')} of this application {'is' if number == 1 else 'are'} still open."


def _oddities(move: ApplicationChangeStage, seen: Seen) -> str:
    """What the target stage makes of it, as far as Ashby told."""
    kind, text = seen.at(_TARGET, "type"), ""
    if kind == "Archived" and not move.archiveReasonId:
        text += " That stage archives, and without a reason Ashby will refuse this."
    if isinstance(kind, str) and kind != "Archived" and move.archiveReasonId:
        text += " That is no archive stage: Ashby refuses an archive reason there."
    now, then = seen.at(APPLICATION, "currentInterviewStage", "interviewPlanId"), seen.at(_TARGET, "interviewPlanId")
    if now and then and now != then:
        text += " That stage belongs to another interview plan."
    return text.strip()


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


def _create(new: ApplicationCreate, seen: Seen) -> Said:
    head = f"Consider {candidate_of(seen, new.candidateId)} for {job_of(seen, new.jobId)}, {_start(new, seen)}."
    rows: list[Row] = [] if new.sourceId is None else [("source", None, titled(seen, _SOURCES, new.sourceId, "source"))]
    if new.creditedToUserId:
        rows.append(("credited to", None, user_of(seen, new.creditedToUserId, name=_CREDITED)))
    if new.createdAt:
        rows.append(("created", None, moment(new.createdAt)))
    for event in new.applicationHistory or []:
        step = titled(seen, _STAGES, event.stageId, "stage")
        reason = event.archiveReasonId
        ended = f", archived, reason {titled(seen, _REASONS, reason, 'id', key='text')}" if reason else ""
        rows.append((f"history {event.stageNumber}", None, f"{step} since {moment(event.enteredStageAt)}{ended}"))
    return Said(
        head,
        tight=f"Consider {candidate_of(seen, new.candidateId)} for {job_of(seen, new.jobId)}.",
        back="Only deleting the application undoes it.",
        more=_hire(seen),
        rows=tuple(rows),
        moot=_moot_acts(seen) | _no_hire_in(new, seen),
        why=_hire_reasons(seen),
    )


def _no_hire_in(new: ApplicationCreate, seen: Seen) -> set[str]:
    """Whether a stage of the history counts as a hire is known once the plan's stages were looked up."""
    steps = [seen.row(_STAGES, event.stageId) for event in new.applicationHistory or []]
    return {STAGE_HIRES} if steps and all(step and step.get("type") != "Hired" for step in steps) else set()


def _start(new: ApplicationCreate, seen: Seen) -> str:
    if new.interviewStageId == "FirstPreInterviewScreen":
        return "starting in the first stage before interviews"
    if new.interviewStageId is not None:
        return f"starting in {seen.title(seen.at(_TARGET, 'title')) or f'the stage {new.interviewStageId}'}"
    if any(event.archiveReasonId for event in new.applicationHistory or []):
        return "with a stage history that ends archived"
    return "with a stage history" if new.applicationHistory else "starting in the first lead stage"


# application.transfer, update, delete


def _transfer_needs(move: ApplicationTransfer) -> Reads:
    return {
        **_application(move),
        **read(JOB, "job.info", id=move.jobId),
        **read(_TARGET, "interviewStage.info", interviewStageId=move.interviewStageId),
    }


def _transfer(move: ApplicationTransfer, seen: Seen) -> Said:
    who, job = application_of(seen, move.applicationId), job_of(seen, move.jobId)
    target = seen.title(seen.at(_TARGET, "title")) or f"the stage {move.interviewStageId}"
    starts = "Messages of that stage may go out." if move.startAutomaticActivities else "No mail goes out."
    hired = seen.at(APPLICATION, "status") == "Hired"
    return Said(
        f"Transfer {who} to {job}, stage {target}. {starts}",
        tight=f"Transfer {who} to {job}. {'A mail may go out.' if move.startAutomaticActivities else _STAYS}",
        more=" ".join(filter(None, ("The hire for the present job ends." if hired else "", _hire(seen)))),
        rows=(("stage", stage_now(seen), target),),
        moot=_moot_acts(seen) | (set() if move.startAutomaticActivities else {STAGE_ACTS}),
        why=(*(("the hire for the present job ends",) if hired else ()), *_hire_reasons(seen)),
    )


def _update_needs(change: ApplicationUpdate) -> Reads:
    return {
        **_application(change),
        **(read(_SOURCES, "source.list", includeArchived=True) if change.sourceId else {}),
        **(read(_CREDITED, "user.info", userId=change.creditedToUserId) if change.creditedToUserId else {}),
    }


def _update(change: ApplicationUpdate, seen: Seen) -> Said:
    rows = tuple(_updated(change, seen))
    who = application_of(seen, change.applicationId)
    told = " who follow it are notified." if change.sendNotifications else " are not notified."
    return Said(
        f"Change the application of {who}. Colleagues{told}",
        tight=f"Change the application of {who}.{_TOLD if change.sendNotifications else ''}",
        back="The old values can be set again.",
        rows=rows,
        moot=filled(rows),
    )


def _updated(change: ApplicationUpdate, seen: Seen) -> list[Row]:
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


def _delete(gone: ApplicationDelete, seen: Seen) -> Said:
    status, steps = seen.at(APPLICATION, "status"), objects(seen.at(APPLICATION, "applicationHistory"))
    stage = stage_now(seen)
    where = f"It is {state(status)}{f', in the stage {stage}' if stage and stage != status else ''}." if status else ""
    hired = "The hire ends with it." if status == "Hired" else ""
    length = f", with its history of {count(len(steps), 'stage')}" if steps else ", with its history"
    calls = "" if booked(seen) == 0 else "Booked interviews may be called off by mail or calendar."
    return Said(
        f"Delete the application of {application_of(seen, gone.applicationId)} for good{length}.",
        tight=f"Delete the application of {application_of(seen, gone.applicationId)} for good.",
        more=" ".join(filter(None, (where, hired, _left(seen), calls))),
        moot={INTERVIEWS_LEFT} if booked(seen) == 0 else (),
    )


WORDS = (
    Wording(ApplicationChangeStage, _move, needs=_move_needs),
    Wording(ApplicationCreate, _create, needs=_create_needs, more=_create_more),
    Wording(ApplicationTransfer, _transfer, needs=_transfer_needs),
    Wording(ApplicationUpdate, _update, needs=_update_needs),
    Wording(ApplicationDelete, _delete, needs=_delete_needs),
    UPDATE_HISTORY,
    APPLICATION_REMOVE_MEMBER,
)
