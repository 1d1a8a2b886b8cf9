"""Words for departments and locations: what they are called outside, and archiving them."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._phrases import quoted, shown, state
from ashby_agent_tools.approval.prompts._things import filled, read, thing_of
from ashby_agent_tools.approval.prompts._wording import Reads, Said, Seen, Wording, at
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.departments import DepartmentArchive, DepartmentUpdate
from ashby_agent_tools.operations.locations import (
    LocationArchive,
    LocationUpdateAddress,
    LocationUpdateExternalName,
    LocationUpdateName,
    LocationUpdateWorkplaceType,
)

_DEPARTMENT, _LOCATION = "the department", "the location"
_PUBLIC, _AGAIN = " Job boards may show it at once.", "It can be set back."
_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")
_LocationChange = (
    LocationArchive
    | LocationUpdateAddress
    | LocationUpdateExternalName
    | LocationUpdateName
    | LocationUpdateWorkplaceType
)


def _department_needs(operation: DepartmentArchive | DepartmentUpdate) -> Reads:
    return read(_DEPARTMENT, "department.info", departmentId=operation.departmentId)


def _department(gone: DepartmentArchive, seen: Seen) -> Said:
    known = thing_of(seen, gone.departmentId, name=_DEPARTMENT, area="department", key="name")
    outside = seen.at(_DEPARTMENT, "externalName")
    shows = f"Job boards call it {quoted(outside)}." if outside else ""
    return Said(
        f"Archive the department {known}: it can no longer be chosen.",
        more=" ".join(filter(None, ("Nothing is deleted.", shows, _archived(seen, _DEPARTMENT)))),
    )


def _department_update(change: DepartmentUpdate, seen: Seen) -> Said:
    given = (
        ("name", "name", change.name),
        ("name on job boards", "externalName", change.externalName),
        ("further data", "extraData", change.extraData),
    )
    rows = tuple((name, _now(seen, _DEPARTMENT, key), shown(value)) for name, key, value in given if value is not None)
    public = "" if change.name is None and change.externalName is None else _PUBLIC
    known = thing_of(seen, change.departmentId, name=_DEPARTMENT, area="department", key="name")
    return Said(f"Change the department {known}.{public}", back=_AGAIN, rows=rows, moot=filled(rows))


def _now(seen: Seen, name: str, key: str) -> str | None:
    return shown(seen.at(name, key)) if seen.found(name) else None


def _archived(seen: Seen, name: str) -> str:
    return "It is archived already." if seen.at(name, "isArchived") is True else ""


def _location_needs(operation: _LocationChange) -> Reads:
    return read(_LOCATION, "location.info", locationId=operation.locationId)


def _place(operation: _LocationChange, seen: Seen) -> str:
    kind = "region" if seen.at(_LOCATION, "type") == "LocationHierarchy" else "location"
    known = thing_of(seen, operation.locationId, name=_LOCATION, area="location", key="name")
    return f"the {kind} {known}"


def _location(gone: LocationArchive, seen: Seen) -> Said:
    already = _archived(seen, _LOCATION)
    head = f"Archive {_place(gone, seen)}: it can no longer be chosen."
    return Said(head, more=f"Nothing is deleted. {already}".strip())


def _name(change: LocationUpdateName, seen: Seen) -> Said:
    row = ("name", _now(seen, _LOCATION, "name"), shown(change.name))
    return Said(f"Rename {_place(change, seen)}.{_PUBLIC}", back=_AGAIN, rows=(row,))


def _external_name(change: LocationUpdateExternalName, seen: Seen) -> Said:
    does = "Clear" if change.externalName is None else "Set"
    row = ("name outside", _now(seen, _LOCATION, "externalName"), shown(change.externalName))
    head = f"{does} the name that candidates see for {_place(change, seen)}.{_PUBLIC}"
    return Said(head, back=_AGAIN, rows=(row,))


def _address(change: LocationUpdateAddress, seen: Seen) -> Said:
    known = seen.found(_LOCATION)
    now = _one_line(seen.at(_LOCATION, "address", "postalAddress")) if known else None
    row = ("address", now, _one_line(at(change.body(), "address", "postalAddress")))
    head = f"Set the address of {_place(change, seen)}.{_PUBLIC}"
    return Said(head, back=_AGAIN, rows=(row,), moot=filled([row]))


def _one_line(postal: Json) -> str:
    return shown(", ".join(str(part) for key in _ADDRESS if (part := at(postal, key))))


def _workplace(change: LocationUpdateWorkplaceType, seen: Seen) -> Said:
    now = seen.at(_LOCATION, "workplaceType")
    row = ("workplace", (state(now) if now else "nothing") if seen.found(_LOCATION) else None, change.workplaceType)
    return Said(f"Set the workplace type of {_place(change, seen)}.{_PUBLIC}", back=_AGAIN, rows=(row,))


WORDS = (
    Wording(DepartmentArchive, _department, needs=_department_needs, shows=("departmentId",)),
    Wording(
        DepartmentUpdate,
        _department_update,
        needs=_department_needs,
        shows=("departmentId", "externalName", "extraData", "name"),
    ),
    Wording(LocationArchive, _location, needs=_location_needs, shows=("locationId",)),
    Wording(LocationUpdateAddress, _address, needs=_location_needs, shows=("address", "locationId")),
    Wording(LocationUpdateExternalName, _external_name, needs=_location_needs, shows=("externalName", "locationId")),
    Wording(LocationUpdateName, _name, needs=_location_needs, shows=("locationId", "name")),
    Wording(LocationUpdateWorkplaceType, _workplace, needs=_location_needs, shows=("locationId", "workplaceType")),
)
