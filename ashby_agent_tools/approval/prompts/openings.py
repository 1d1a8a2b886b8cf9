"""Questions about openings: the seats that jobs hire for."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import JOB, job_of, opening_of, read, thing_of, titled
from ashby_agent_tools.approval.prompts._phrases import listing, moment, quoted, shown, state
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Row, Statement
from ashby_agent_tools.operations.openings import (
    OpeningCreate,
    OpeningRemoveJob,
    OpeningRemoveLocation,
    OpeningSetArchived,
    OpeningSetOpeningState,
)
from ashby_agent_tools.operations.reasons import FILLED_STAYS

_OPENING, _LOCATION, _REASONS, _TEAM = "the opening", "the location", "the close reason", "the team"
_OVERRIDES = " An approval that is set up for openings may be bypassed."
_HIRING = ("Approved", "Open")
_MOST_EACH = 3  # jobs and places that are looked up by name


def _opening(
    operation: OpeningRemoveJob | OpeningRemoveLocation | OpeningSetArchived | OpeningSetOpeningState,
) -> Reads:
    return read(_OPENING, "opening.info", openingId=operation.openingId)


def _remove_job_needs(off: OpeningRemoveJob) -> Reads:
    return {**_opening(off), **read(JOB, "job.info", id=off.jobId)}


def _remove_job(off: OpeningRemoveJob, seen: Lookups) -> Statement:
    opening = opening_of(seen, off.openingId, name=_OPENING)
    head = f"Remove {job_of(seen, off.jobId)} from {opening}: that job no longer hires for this seat."
    tight = f"Remove {job_of(seen, off.jobId)} from {opening}."
    return Statement(head, tight=tight, back="It can be put back.", more=_now(seen))


def _now(seen: Lookups) -> str:
    now = seen.at(_OPENING, "openingState")
    return f"The opening is {state(now)}." if now else ""


def _remove_location_needs(off: OpeningRemoveLocation) -> Reads:
    return {**_opening(off), **read(_LOCATION, "location.info", locationId=off.locationId)}


def _place(seen: Lookups, identity: str, name: str) -> str:
    return thing_of(seen, identity, name=name, area="location", key="name")


def _remove_location(off: OpeningRemoveLocation, seen: Lookups) -> Statement:
    place = _place(seen, off.locationId, _LOCATION)
    return Statement(
        f"Remove the location {place} from {opening_of(seen, off.openingId, name=_OPENING)}.",
        back="It can be put back.",
        more=_now(seen),
    )


def _archive(change: OpeningSetArchived, seen: Lookups) -> Statement:
    opening = opening_of(seen, change.openingId, name=_OPENING)
    if not change.archive:
        return Statement(f"Bring {opening} back from the archive.", back="It can be archived again.", more=_now(seen))
    head = f"Archive {opening}: it no longer shows among the openings."
    return Statement(head, back="It can be brought back.", more=_now(seen))


def _state_needs(change: OpeningSetOpeningState) -> Reads:
    reasons = read(_REASONS, "closeReason.list", includeArchived=True) if change.closeReasonId else {}
    return {**_opening(change), **reasons}


def _state(change: OpeningSetOpeningState, seen: Lookups) -> Statement:
    opening = opening_of(seen, change.openingId, name=_OPENING)
    now = state(seen.at(_OPENING, "openingState")) if seen.found(_OPENING) else None
    if change.openingState == "Closed":
        reason = ""
        if change.closeReasonId:
            reason = f", reason {titled(seen, _REASONS, change.closeReasonId, 'id', key='reasonText')}"
        head = f"Close {opening}: hiring for this seat ends{reason}."
    else:
        head = f"Set {opening} to {change.openingState}.{_OVERRIDES if change.openingState in _HIRING else ''}"
    rows: list[Row] = [("state", now, state(change.openingState))]
    if change.closeReasonId and change.openingState != "Closed":
        rows.append(("close reason", None, titled(seen, _REASONS, change.closeReasonId, "id", key="reasonText")))
    return Statement(head, rows=tuple(rows), moot=_never_filled(now))


def _never_filled(now: str | None) -> tuple[str, ...]:
    """Only an opening that is Filled now cannot be set back to that."""
    return () if now in (None, "Filled") else (FILLED_STAYS,)


# opening.create


def _numbered(kind: str, identities: list[str] | None) -> dict[str, str]:
    """The names under which several records of a kind are looked up, by id."""
    return {one: f"{kind} {number}" for number, one in enumerate(list(dict.fromkeys(identities or []))[:_MOST_EACH], 1)}


def _create_needs(new: OpeningCreate) -> Reads:
    found: Reads = read(_TEAM, "department.info", departmentId=new.teamId) if new.teamId else {}
    for identity, name in _numbered(JOB, new.jobIds).items():
        found = {**found, **read(name, "job.info", id=identity)}
    for identity, name in _numbered(_LOCATION, new.locationIds).items():
        found = {**found, **read(name, "location.info", locationId=identity)}
    return found


def _create(new: OpeningCreate, seen: Lookups) -> Statement:
    which = f"the opening {quoted(new.identifier, most=seen.most)}" if new.identifier else "an opening"
    jobs, places = _numbered(JOB, new.jobIds), _numbered(_LOCATION, new.locationIds)
    named = (
        ("jobs", [job_of(seen, one, name=jobs.get(one, "")).removeprefix("the job ") for one in new.jobIds or []]),
        ("locations", [_place(seen, one, places.get(one, "")) for one in new.locationIds or []]),
        ("team", [thing_of(seen, new.teamId, name=_TEAM, area="department", key="name")] if new.teamId else []),
    )
    rows: list[Row] = [(name, None, listing(found)) for name, found in named if found]
    plain = (
        ("description", new.description, shown),
        ("hired by", new.targetHireDate, moment),
        ("starts", new.targetStartDate, moment),
        ("employment", new.employmentType, state),
        ("replaces somebody", new.isBackfill, shown),
    )
    rows += [(name, None, wording(value)) for name, value, wording in plain if value is not None]
    overrides = _OVERRIDES if new.openingState in _HIRING else ""
    return Statement(
        f"Create {which} as {new.openingState or 'Draft'}.{overrides}",
        back="It can be archived, not deleted.",
        rows=tuple(rows),
    )


PROMPTS = (
    ApprovalPrompt(
        OpeningCreate,
        _create,
        needs=_create_needs,
        shows=(
            "description",
            "employmentType",
            "identifier",
            "isBackfill",
            "jobIds",
            "locationIds",
            "openingState",
            "targetHireDate",
            "targetStartDate",
            "teamId",
        ),
    ),
    ApprovalPrompt(OpeningRemoveJob, _remove_job, needs=_remove_job_needs, shows=("jobId", "openingId")),
    ApprovalPrompt(
        OpeningRemoveLocation, _remove_location, needs=_remove_location_needs, shows=("locationId", "openingId")
    ),
    ApprovalPrompt(OpeningSetArchived, _archive, needs=_opening, shows=("archive", "openingId")),
    ApprovalPrompt(
        OpeningSetOpeningState, _state, needs=_state_needs, shows=("closeReasonId", "openingId", "openingState")
    ),
)
