"""Rules of openings: the seats that jobs hire for."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.openings import (
    OpeningAddJob,
    OpeningAddLocation,
    OpeningCreate,
    OpeningInfo,
    OpeningList,
    OpeningRemoveJob,
    OpeningRemoveLocation,
    OpeningSearch,
    OpeningSetArchived,
    OpeningSetOpeningState,
    OpeningUpdate,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import SEARCH_CAP, ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._opening_shape import present_opening
from ashby_agent_tools.simulator.rules._times import epoch_ms

__all__ = ["new_opening"]


def new_opening(org: Organization, author_id: str, **given: Json) -> JsonObject:
    """A row with everything that an opening has; `given` overrides the emptiest one."""
    row: JsonObject = {
        "versionId": org.new_id(),
        "identifier": "",
        "description": "",
        "authorId": author_id,
        "teamId": None,
        "jobIds": [],
        "locationIds": [],
        "targetHireDate": None,
        "targetStartDate": None,
        "isBackfill": False,
        "employmentType": "FullTime",
        "hiringTeam": [],
        "customFields": [],
        "openingState": "Draft",
        "openedAt": None,
        "closedAt": None,
        "closeReasonId": None,
        "isArchived": False,
        "archivedAt": None,
        "filledByApplicationId": None,
    }
    return org.add("opening", row | given)


@rule("opening.list", source="[S]", guesses=("archived openings are listed too", "createdAfter is exclusive"))
def listing(org: Organization, ask: Ask[OpeningList]) -> Page:
    """Openings in the order in which they were made."""
    after = ask.op.createdAfter
    rows = [row for row in org.table("opening").values() if after is None or epoch_ms(row["createdAt"]) > after]
    return Page(rows, lambda row: present_opening(org, row, ask.key), sync_kind="opening")


@rule("opening.info", source="[S]", guesses=("an unknown id answers opening_not_found",))
def info(org: Organization, ask: Ask[OpeningInfo]) -> Json:
    """One opening."""
    return present_opening(org, org.get("opening", ask.op.openingId), ask.key)


@rule("opening.search", source="[S]", guesses=("an identifier matches where it contains the text, in any case",))
def search(org: Organization, ask: Ask[OpeningSearch]) -> Json:
    """At most 100 openings by identifier."""
    wanted = ask.op.identifier.strip().casefold()
    rows = [row for row in org.table("opening").values() if wanted in row["identifier"].casefold()]
    return [present_opening(org, row, ask.key) for row in rows[:SEARCH_CAP]]


def _author(org: Organization, key: ApiKey) -> str:
    """The acting user; else the first user, because every version of an opening has an author."""
    return str(key.acting_user or next(iter(org.table("user"))))


@rule(
    "opening.create",
    source="[S]",
    guesses=(
        "an opening that is not a draft needs an identifier and a team",
        "without an acting user the oldest user is the author",
    ),
)
def create(org: Organization, ask: Ask[OpeningCreate]) -> Json:
    """A new opening, a draft unless another state is given."""
    op = ask.op
    if op.teamId is not None:
        org.get("department", op.teamId)
    for location_id in op.locationIds or ():
        org.get("location", location_id)
    for job_id in op.jobIds or ():
        org.visible_job(job_id, ask.key)
    state = op.openingState or "Draft"
    if state != "Draft" and not (op.identifier and op.teamId):
        raise Refusal("invalid_input", f"An opening that is {state} needs identifier and teamId.")
    row = new_opening(
        org,
        _author(org, ask.key),
        identifier=op.identifier or "",
        description=op.description or "",
        teamId=op.teamId,
        jobIds=_in_order(org, "job", op.jobIds or ()),
        locationIds=_in_order(org, "location", op.locationIds or ()),
        targetHireDate=op.targetHireDate,
        targetStartDate=op.targetStartDate,
        isBackfill=bool(op.isBackfill),
        employmentType=op.employmentType or "FullTime",
        openingState=state,
        openedAt=org.stamp() if state == "Open" else None,
        closedAt=org.stamp() if state == "Closed" else None,
    )
    shown = present_opening(org, row, ask.key)
    org.fire("openingCreate", {"opening": shown})
    return shown


def _in_order(org: Organization, kind: str, ids: list[str] | tuple[str, ...]) -> list[str]:
    """Ids in the order of their records, so that taking one away and putting it back changes nothing."""
    return [item for item in org.table(kind) if item in ids]


@rule(
    "opening.update",
    source="[S]",
    guesses=("what is left out stays, isBackfill and employmentType too", "the latest version keeps its id"),
)
def update(org: Organization, ask: Ask[OpeningUpdate]) -> Json:
    """Changes what is given."""
    op = ask.op
    row = org.get("opening", op.openingId)
    if op.teamId is not None:
        org.get("department", op.teamId)
    changed = {name: value for name in type(op).model_fields if (value := getattr(op, name)) is not None}
    del changed["openingId"]
    return _changed(org, row, ask.key, **changed)


def _changed(org: Organization, row: JsonObject, key: ApiKey, **values: Json) -> Json:
    row.update(values)
    org.touch("opening", row)
    return present_opening(org, row, key)


@rule("opening.setArchived", source="[S]")
def set_archived(org: Organization, ask: Ask[OpeningSetArchived]) -> Json:
    """Archives, or brings back; doing it twice changes nothing more."""
    row, archive = org.get("opening", ask.op.openingId), ask.op.archive
    if row["isArchived"] is archive:
        return present_opening(org, row, ask.key)
    return _changed(org, row, ask.key, isArchived=archive, archivedAt=org.stamp() if archive else None)


@rule(
    "opening.setOpeningState",
    source="[S]",
    guesses=(
        "a filled opening answers opening_state_invalid",
        "a close reason with another state than Closed answers invalid_input",
        "reopening clears closedAt and the close reason, and openedAt is the first time it was opened",
    ),
)
def set_state(org: Organization, ask: Ask[OpeningSetOpeningState]) -> Json:
    """Sets the state and its times."""
    op = ask.op
    row = org.get("opening", op.openingId)
    if op.closeReasonId is not None:
        org.get("closeReason", op.closeReasonId)
        if op.openingState != "Closed":
            raise Refusal("invalid_input", "closeReasonId goes with the state Closed only.")
    if row["openingState"] == "Filled":
        raise Refusal("opening_state_invalid", "The opening has been filled.")
    opened = row["openedAt"] or (org.stamp() if op.openingState == "Open" else None)
    closed = op.openingState == "Closed"
    return _changed(
        org,
        row,
        ask.key,
        openingState=op.openingState,
        openedAt=opened,
        closedAt=(row["closedAt"] or org.stamp()) if closed else None,
        closeReasonId=(op.closeReasonId or row["closeReasonId"]) if closed else None,
    )


@rule("opening.addJob", source="[S]")
def add_job(org: Organization, ask: Ask[OpeningAddJob]) -> Json:
    """Adding twice changes nothing more."""
    row = org.get("opening", ask.op.openingId)
    job = org.visible_job(ask.op.jobId, ask.key)
    return _changed(org, row, ask.key, jobIds=_in_order(org, "job", [*row["jobIds"], job["id"]]))


@rule("opening.removeJob", source="[S]", guesses=("removing a job that is not there changes nothing",))
def remove_job(org: Organization, ask: Ask[OpeningRemoveJob]) -> Json:
    """Takes a job off the opening."""
    row = org.get("opening", ask.op.openingId)
    job = org.visible_job(ask.op.jobId, ask.key)
    return _changed(org, row, ask.key, jobIds=[item for item in row["jobIds"] if item != job["id"]])


@rule("opening.addLocation", source="[S]")
def add_location(org: Organization, ask: Ask[OpeningAddLocation]) -> Json:
    """Adding twice changes nothing more."""
    row = org.get("opening", ask.op.openingId)
    place = org.get("location", ask.op.locationId)
    return _changed(org, row, ask.key, locationIds=_in_order(org, "location", [*row["locationIds"], place["id"]]))


@rule("opening.removeLocation", source="[S]", guesses=("removing a location that is not there changes nothing",))
def remove_location(org: Organization, ask: Ask[OpeningRemoveLocation]) -> Json:
    """Takes a location off the opening."""
    row = org.get("opening", ask.op.openingId)
    place = org.get("location", ask.op.locationId)
    return _changed(org, row, ask.key, locationIds=[item for item in row["locationIds"] if item != place["id"]])
