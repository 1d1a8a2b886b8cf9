"""Words for openings: the seats that jobs hire for."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import changes, state, title
from ashby_agent_tools.approval.words._things import JOB, job_of, opening_of, read, titled
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording
from ashby_agent_tools.operations.openings import (
    OpeningRemoveJob,
    OpeningRemoveLocation,
    OpeningSetArchived,
    OpeningSetOpeningState,
)

_OPENING, _LOCATION, _REASONS = "the opening", "the location", "the close reason"


def _opening(
    operation: OpeningRemoveJob | OpeningRemoveLocation | OpeningSetArchived | OpeningSetOpeningState,
) -> Reads:
    return read(_OPENING, "opening.info", openingId=operation.openingId)


def _remove_job_needs(off: OpeningRemoveJob) -> Reads:
    return {**_opening(off), **read(JOB, "job.info", id=off.jobId)}


def _remove_job(off: OpeningRemoveJob, seen: Seen) -> str:
    opening = opening_of(seen, off.openingId, name=_OPENING)
    return f"Take {job_of(seen, off.jobId)} off {opening}: that job no longer hires for this seat.{_now(seen)}"


def _now(seen: Seen) -> str:
    now = seen.at(_OPENING, "openingState")
    return f" The opening is {state(now)}." if now else ""


def _remove_location_needs(off: OpeningRemoveLocation) -> Reads:
    return {**_opening(off), **read(_LOCATION, "location.info", locationId=off.locationId)}


def _remove_location(off: OpeningRemoveLocation, seen: Seen) -> str:
    place = title(seen.at(_LOCATION, "name")) or off.locationId
    return f"Take the location {place} off {opening_of(seen, off.openingId, name=_OPENING)}.{_now(seen)}"


def _archive(change: OpeningSetArchived, seen: Seen) -> str:
    opening = opening_of(seen, change.openingId, name=_OPENING)
    if not change.archive:
        return f"Bring {opening} back from the archive.{_now(seen)}"
    return f"Archive {opening}: it no longer shows among the openings.{_now(seen)}"


def _state_needs(change: OpeningSetOpeningState) -> Reads:
    reasons = read(_REASONS, "closeReason.list", includeArchived=True) if change.closeReasonId else {}
    return {**_opening(change), **reasons}


def _state(change: OpeningSetOpeningState, seen: Seen) -> str:
    opening = opening_of(seen, change.openingId, name=_OPENING)
    if change.openingState == "Closed":
        text = f"Close {opening}: hiring for this seat ends"
        if change.closeReasonId:
            text += f", reason {titled(seen, _REASONS, change.closeReasonId, 'id', key='reasonText')}"
        text += "."
    else:
        text = f"Set {opening} to {change.openingState}."
    now = state(seen.at(_OPENING, "openingState")) if seen.found(_OPENING) else None
    return text + changes(("state", now, state(change.openingState)))


WORDS = (
    Wording(OpeningRemoveJob, _remove_job, needs=_remove_job_needs),
    Wording(OpeningRemoveLocation, _remove_location, needs=_remove_location_needs),
    Wording(OpeningSetArchived, _archive, needs=_opening),
    Wording(OpeningSetOpeningState, _state, needs=_state_needs),
)
