"""Questions about moving an application: to another stage, to the archive, to another job."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.approval.prompts._common_records import (
    APPLICATION,
    JOB,
    application_of,
    booked,
    booked_read,
    booked_told,
    email_of,
    job_of,
    read,
    stage_now,
    titled,
)
from ashby_agent_tools.approval.prompts._hired_stages import TARGET, hire_reasons, hire_told, moot_acts, target_of
from ashby_agent_tools.approval.prompts._namesakes import marked, row_mark
from ashby_agent_tools.approval.prompts._phrases import moment, quoted
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Statement
from ashby_agent_tools.approval.prompts.histories import reasons_read
from ashby_agent_tools.operations.application_edits import ApplicationTransfer
from ashby_agent_tools.operations.applications import ApplicationChangeStage, ArchiveEmail
from ashby_agent_tools.operations.reasons import (
    APPLICATION_ENDS,
    CANDIDATE_MAILED,
    INTERVIEWS_LEFT,
    STAGE_ACTS,
)

_REASONS, _TEMPLATES = "the archive reason", "the email template"


# application.changeStage


def _move_needs(move: ApplicationChangeStage) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=move.applicationId),
        **read(TARGET, "interviewStage.info", interviewStageId=move.interviewStageId),
        **reasons_read(_REASONS, wanted=move.archiveReasonId is not None),
        **(read(_TEMPLATES, "communicationTemplate.list") if move.archiveEmail else {}),
        **(booked_read(move.applicationId) if move.archiveReasonId else {}),
    }


def _move(move: ApplicationChangeStage, seen: Lookups) -> Statement:
    target = target_of(seen, move.interviewStageId)
    who, now = application_of(seen, move.applicationId), stage_now(seen) or "the current stage (not known)"
    hired = seen.at(APPLICATION, "status") == "Hired"
    if not move.archiveReasonId:
        moved = _moved(move, seen, f"{who}: {now} to {target}", now, hired=hired)
        return dataclasses.replace(moved, told=(("stage", now, target),))
    reason = titled(seen, _REASONS, move.archiveReasonId, "id", key="text")
    alone = seen.title(seen.row(_REASONS, move.archiveReasonId).get("text")) or reason
    verb = "End the hire of" if hired else "Reject"
    goes = _mail_goes(move.archiveEmail, seen)
    moot = set() if goes == _GOES else {CANDIDATE_MAILED}
    moot |= {APPLICATION_ENDS} if hired or _archived(seen) else set()
    moot |= {INTERVIEWS_LEFT} if booked(seen) == 0 else set()
    return Statement(
        f"{verb} {who}: {now} to {target}, reason {reason}. {goes}",
        tight=f"{verb} {who}, reason {alone}. {goes}",
        back=None if goes == _GOES else "They can be moved back.",
        short="Only the move can be undone." if goes == _GOES else "",
        more=" ".join(filter(None, (_mail(move.archiveEmail, seen), _oddities(move, seen), booked_told(seen)))),
        moot=moot,
        why=_archive_reasons(seen),
        rows=(("stage", now, target), *((("reason", None, reason),) if reason != alone else ())),
        told=() if reason != alone else (("reason", None, reason),),
    )


def _moved(move: ApplicationChangeStage, seen: Lookups, what: str, now: str, *, hired: bool) -> Statement:
    """A move that archives nothing, as far as the arguments tell."""
    kind = seen.at(TARGET, "type")
    if kind == "Hired":
        head = f"Move {what}. This is a hire and fills an opening."
    elif hired:
        head = f"Move {what}. The hire ends."
    else:
        head = f"Move {what}. No rejection email goes out."
    back = "They can be moved back, but messages of the stage cannot be recalled."
    return Statement(
        head,
        tight=head.replace(f": {now} to ", " to "),
        back=back if len(head) + len(back) < _ROOM else "They can be moved back.",
        more=" ".join(filter(None, (hire_told(seen), _oddities(move, seen)))),
        moot=moot_acts(seen),
        why=(_HIRE_ENDS,) if hired and kind != "Hired" else hire_reasons(seen),
    )


_ROOM = 158
_HIRE_ENDS = "moving a hired person to another stage ends the hire"
_GOES, _STAYS = "An email goes out.", "No email goes out."


def _archive_reasons(seen: Lookups) -> tuple[str, ...]:
    if seen.at(APPLICATION, "status") == "Hired":
        return ("archiving a hired person ends the hire",)
    return ("it changes why the application was archived",) if _archived(seen) else ()


def _archived(seen: Lookups) -> bool:
    return bool(seen.at(APPLICATION, "status") == "Archived")


def _without_address(seen: Lookups) -> bool:
    who = seen.at(APPLICATION, "candidate")
    return isinstance(who, dict) and email_of(who) is None


def _mail_goes(mail: ArchiveEmail | None, seen: Lookups) -> str:
    if mail is None or _archived(seen):
        return _STAYS
    return "The email cannot go out: no address." if _without_address(seen) else _GOES


def _mail(mail: ArchiveEmail | None, seen: Lookups) -> str:
    if mail is None:
        return ""
    if _archived(seen):
        return "The application is archived already: Ashby then sends no email."
    if _without_address(seen):
        return "The candidate has no email address, so Ashby will refuse the whole call. Add one or omit the email."
    known = seen.row(_TEMPLATES, mail.communicationTemplateId).get("title")
    mark = row_mark(seen.rows(_TEMPLATES), mail.communicationTemplateId)
    what = marked(quoted(known), mark) if known else f"from template {mail.communicationTemplateId}"
    where = email_of(seen.record(APPLICATION).get("candidate") or {}) or "the candidate"
    if mail.sendAt is None:
        when = "the next morning at 09:32 (the organization's time zone)"
    else:
        when = f"on {moment(mail.sendAt)}, or at once if that time is past"
    return f"The email {what} goes to {where} {when}."


def _oddities(move: ApplicationChangeStage, seen: Lookups) -> str:
    """What the target stage makes of it, as far as Ashby told."""
    kind, text = seen.at(TARGET, "type"), ""
    if kind == "Archived" and not move.archiveReasonId:
        text += " That stage archives, and without a reason Ashby will refuse this."
    if isinstance(kind, str) and kind != "Archived" and move.archiveReasonId:
        text += " That is not an archive stage: Ashby refuses an archive reason there."
    now, then = seen.at(APPLICATION, "currentInterviewStage", "interviewPlanId"), seen.at(TARGET, "interviewPlanId")
    if now and then and now != then:
        text += " That stage belongs to another interview plan."
    return text.strip()


# application.transfer


def _transfer_needs(move: ApplicationTransfer) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=move.applicationId),
        **read(JOB, "job.info", id=move.jobId),
        **read(TARGET, "interviewStage.info", interviewStageId=move.interviewStageId),
    }


def _transfer(move: ApplicationTransfer, seen: Lookups) -> Statement:
    who, job = application_of(seen, move.applicationId), job_of(seen, move.jobId)
    target = target_of(seen, move.interviewStageId)
    starts = "Messages of that stage may go out." if move.startAutomaticActivities else "No email goes out."
    hired = seen.at(APPLICATION, "status") == "Hired"
    return Statement(
        f"Transfer {who} to {job}, stage {target}. {starts}",
        tight=f"Transfer {who} to {job}. {'A mail may go out.' if move.startAutomaticActivities else _STAYS}",
        more=" ".join(filter(None, ("The hire for the present job ends." if hired else "", hire_told(seen)))),
        rows=(("stage", stage_now(seen), target),),
        moot=moot_acts(seen) | (set() if move.startAutomaticActivities else {STAGE_ACTS}),
        why=(*(("the hire for the present job ends",) if hired else ()), *hire_reasons(seen)),
    )


MOVES = (
    ApprovalPrompt(
        ApplicationChangeStage,
        _move,
        needs=_move_needs,
        shows=(
            "applicationId",
            "archiveEmail.communicationTemplateId",
            "archiveEmail.sendAt",
            "archiveReasonId",
            "interviewStageId",
        ),
    ),
    ApprovalPrompt(
        ApplicationTransfer,
        _transfer,
        needs=_transfer_needs,
        shows=("applicationId", "interviewStageId", "jobId", "startAutomaticActivities"),
    ),
)
