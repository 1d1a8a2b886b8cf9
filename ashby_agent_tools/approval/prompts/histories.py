"""Questions about replacing an application's history: what stays, what changes, what is added, what is deleted."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import APPLICATION, application_of, read, titled
from ashby_agent_tools.approval.prompts._phrases import count, moment, title
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Row, Statement, known_id
from ashby_agent_tools.operations.application_edits import ApplicationUpdateHistory, HistoryEvent
from ashby_agent_tools.operations.base import JsonObject

_SHOWN = ("applicationId", "applicationHistory")
_HISTORY, _STAGES, _REASONS = "the present history", "the stages", "the archive reason"


def reasons_read(name: str, *, wanted: bool) -> Reads:
    """The list of archive reasons, archived ones too, where a reason is given."""
    return read(name, "archiveReason.list", includeArchived=True) if wanted else {}


def _needs(new: ApplicationUpdateHistory) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=new.applicationId),
        **read(_HISTORY, "application.listHistory", applicationId=new.applicationId),
        **reasons_read(_REASONS, wanted=any(event.archiveReasonId for event in new.applicationHistory)),
    }


def _more(new: ApplicationUpdateHistory, seen: Lookups) -> Reads:
    plan = known_id(seen.at(APPLICATION, "currentInterviewStage", "interviewPlanId"))
    known = {known_id(row.get("stageId")) for row in seen.rows(_HISTORY)}
    strange = any(event.stageId not in known for event in new.applicationHistory)
    return read(_STAGES, "interviewStage.list", interviewPlanId=plan) if strange and plan else {}


def _say(new: ApplicationUpdateHistory, seen: Lookups) -> Statement:
    kept = {event.applicationHistoryId for event in new.applicationHistory}
    gone = [row for row in seen.rows(_HISTORY) if known_id(row.get("id")) not in kept]
    if gone:
        left = f"{count(len(gone), 'event')} {'is' if len(gone) == 1 else 'are'} deleted for good"
    else:
        left = "no event is deleted" if seen.found(_HISTORY) else "events left out are deleted for good"
    number = count(len(new.applicationHistory), "event")
    rows = [_line(event, seen) for event in new.applicationHistory]
    return Statement(
        f"Replace the whole stage history of {application_of(seen, new.applicationId)} with {number}; {left}.",
        tight=f"Replace the stage history of {application_of(seen, new.applicationId)}; {left}.",
        rows=(*rows, *(("deleted", None, _was(row) + _locked(row)) for row in gone)),
    )


def _line(event: HistoryEvent, seen: Lookups) -> Row:
    row = seen.row(_HISTORY, event.applicationHistoryId)
    known = next((one.get("title") for one in seen.rows(_HISTORY) if one.get("stageId") == event.stageId), None)
    then = f"{title(known) or titled(seen, _STAGES, event.stageId, 'stage')} from {moment(event.enteredStageAt)}"
    if event.archiveReasonId:
        then += f", archived, reason {titled(seen, _REASONS, event.archiveReasonId, 'id', key='text')}"
    place = f"{event.stageNumber},"
    if event.applicationHistoryId is None:
        return f"{place} added", None, then
    was = _was(row) if row else None
    return (f"{place} kept", None, then) if was == then else (f"{place} changed", was, then)


def _locked(row: JsonObject) -> str:
    """Ashby says of each event what may be done with it."""
    allowed = row.get("allowedActions")
    return " (Ashby may refuse that)" if isinstance(allowed, list) and "delete" not in allowed else ""


def _was(row: JsonObject) -> str:
    return f"{title(row.get('title')) or 'a stage without a title'} from {moment(row.get('enteredStageAt'))}"


UPDATE_HISTORY = ApprovalPrompt(
    ApplicationUpdateHistory, _say, needs=_needs, more=_more, shows=("applicationId", "applicationHistory")
)
