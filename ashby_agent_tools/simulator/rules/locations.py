"""Rules of locations and of the hierarchies (regions) that group them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject, wire
from ashby_agent_tools.operations.locations import (
    LocationArchive,
    LocationCreate,
    LocationInfo,
    LocationList,
    LocationMove,
    LocationRestore,
    LocationUpdateAddress,
    LocationUpdateExternalName,
    LocationUpdateName,
    LocationUpdateWorkplaceType,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._location_shape import present_location
from ashby_agent_tools.simulator.rules._tree import is_below


def _is_region(row: JsonObject) -> bool:
    return row.get("type") == "LocationHierarchy"


def _region(org: Organization, region_id: str | None) -> JsonObject | None:
    if region_id is None:
        return None
    row = org.get("location", region_id)
    if not _is_region(row):
        raise Refusal("invalid_input", "The parent of a location must be a LocationHierarchy.")
    return row


@rule("location.list", source="[S]")
def listing(org: Organization, ask: Ask[LocationList]) -> Page:
    """Current locations; archived ones and regions on request."""
    rows = [
        row
        for row in org.table("location").values()
        if (ask.op.includeArchived or not row["isArchived"])
        and (ask.op.includeLocationHierarchy or not _is_region(row))
    ]
    return Page(rows, lambda row: present_location(org, row, ask.key), sync_kind="location")


@rule("location.info", source="[S]", guesses=("an unknown id answers location_not_found",))
def info(org: Organization, ask: Ask[LocationInfo]) -> Json:
    """One location or region."""
    return present_location(org, org.get("location", ask.op.locationId), ask.key)


@rule(
    "location.create",
    source="[S]",
    guesses=(
        "isRemote goes with the workplace type Remote only, and without a workplace type it makes the location Remote",
    ),
)
def create(org: Organization, ask: Ask[LocationCreate]) -> Json:
    """A new location or region, at the top or in a region."""
    op = ask.op
    _region(org, op.parentLocationId)
    kind = op.workplaceType
    if op.isRemote and kind not in (None, "Remote"):
        raise Refusal("invalid_input", f"isRemote does not go with the workplace type {kind}.")
    kind = "Remote" if op.isRemote else kind
    row = org.add(
        "location",
        {
            "name": op.name,
            "type": op.type,
            "externalName": op.externalName,
            "isArchived": False,
            "isRemote": kind == "Remote",
            "workplaceType": kind,
            "parentLocationId": op.parentLocationId,
            "address": None if op.address is None else wire(op.address),
            "extraData": op.extraData,
        },
    )
    return present_location(org, row, ask.key)


def _changed(org: Organization, location_id: str, key: ApiKey, **values: Json) -> Json:
    row = org.get("location", location_id)
    row.update(values)
    org.touch("location", row)
    return present_location(org, row, key)


@rule("location.updateName", source="[S]")
def update_name(org: Organization, ask: Ask[LocationUpdateName]) -> Json:
    """Renames it."""
    return _changed(org, ask.op.locationId, ask.key, name=ask.op.name)


@rule("location.updateExternalName", source="[S]")
def update_external_name(org: Organization, ask: Ask[LocationUpdateExternalName]) -> Json:
    """Null clears the name that candidates see."""
    return _changed(org, ask.op.locationId, ask.key, externalName=ask.op.externalName)


@rule("location.updateAddress", source="[S]", guesses=("the new address replaces the old one as a whole",))
def update_address(org: Organization, ask: Ask[LocationUpdateAddress]) -> Json:
    """Sets the address of a location or region."""
    return _changed(org, ask.op.locationId, ask.key, address=wire(ask.op.address))


@rule("location.updateWorkplaceType", source="[S]", guesses=("isRemote follows the workplace type",))
def update_workplace_type(org: Organization, ask: Ask[LocationUpdateWorkplaceType]) -> Json:
    """Not for regions."""
    row = org.get("location", ask.op.locationId)
    if _is_region(row):
        raise Refusal("invalid_input", "A LocationHierarchy has no workplace type.")
    kind = ask.op.workplaceType
    return _changed(org, row["id"], ask.key, workplaceType=kind, isRemote=kind == "Remote")


@rule("location.move", source="[S]", guesses=("a region cannot be moved under itself: invalid_input",))
def move(org: Organization, ask: Ask[LocationMove]) -> Json:
    """Without a parent it goes to the top."""
    row = org.get("location", ask.op.locationId)
    parent = _region(org, ask.op.parentLocationHierarchyId)
    if parent is not None and is_below(org.table("location"), parent["id"], row["id"], parent="parentLocationId"):
        raise Refusal("invalid_input", "A location cannot be moved under itself.")
    return _changed(org, row["id"], ask.key, parentLocationId=ask.op.parentLocationHierarchyId)


def _set_archived(org: Organization, location_id: str, key: ApiKey, *, archived: bool) -> Json:
    row = org.get("location", location_id)
    if row["isArchived"] is archived:
        return present_location(org, row, key)
    return _changed(org, location_id, key, isArchived=archived)


@rule("location.archive", source="[S]", guesses=("the locations in an archived region stay as they are",))
def archive(org: Organization, ask: Ask[LocationArchive]) -> Json:
    """Archiving twice changes nothing more."""
    return _set_archived(org, ask.op.locationId, ask.key, archived=True)


@rule("location.restore", source="[S]")
def restore(org: Organization, ask: Ask[LocationRestore]) -> Json:
    """The opposite of archiving."""
    return _set_archived(org, ask.op.locationId, ask.key, archived=False)
