"""Questions about departments and locations: what they are called outside, and archiving them."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import filled, read, thing_of
from ashby_agent_tools.approval.prompts._phrases import quoted, shown, state
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Statement, at
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


def _department(gone: DepartmentArchive, seen: Lookups) -> Statement:
    known = thing_of(seen, gone.departmentId, name=_DEPARTMENT, area="department", key="name")
    outside = seen.at(_DEPARTMENT, "externalName")
    shows = f"Job boards call it {quoted(outside)}." if outside else ""
    return Statement(
        f"Archive the department {known}: it can no longer be chosen.",
        more=" ".join(filter(None, ("Nothing is deleted.", shows, _archived(seen, _DEPARTMENT)))),
    )


def _department_update(change: DepartmentUpdate, seen: Lookups) -> Statement:
    given = (
        ("name", "name", change.name),
        ("name on job boards", "externalName", change.externalName),
        ("further data", "extraData", change.extraData),
    )
    rows = tuple((name, _now(seen, _DEPARTMENT, key), shown(value)) for name, key, value in given if value is not None)
    public = "" if change.name is None and change.externalName is None else _PUBLIC
    known = thing_of(seen, change.departmentId, name=_DEPARTMENT, area="department", key="name")
    return Statement(f"Change the department {known}.{public}", back=_AGAIN, rows=rows, moot=filled(rows))


def _now(seen: Lookups, name: str, key: str) -> str | None:
    return shown(seen.at(name, key)) if seen.found(name) else None


def _archived(seen: Lookups, name: str) -> str:
    return "It is archived already." if seen.at(name, "isArchived") is True else ""


def _location_needs(operation: _LocationChange) -> Reads:
    return read(_LOCATION, "location.info", locationId=operation.locationId)


def _place(operation: _LocationChange, seen: Lookups) -> str:
    kind = "region" if seen.at(_LOCATION, "type") == "LocationHierarchy" else "location"
    known = thing_of(seen, operation.locationId, name=_LOCATION, area="location", key="name")
    return f"the {kind} {known}"


def _location(gone: LocationArchive, seen: Lookups) -> Statement:
    already = _archived(seen, _LOCATION)
    head = f"Archive {_place(gone, seen)}: it can no longer be chosen."
    return Statement(head, more=f"Nothing is deleted. {already}".strip())


def _name(change: LocationUpdateName, seen: Lookups) -> Statement:
    row = ("name", _now(seen, _LOCATION, "name"), shown(change.name))
    return Statement(f"Rename {_place(change, seen)}.{_PUBLIC}", back=_AGAIN, rows=(row,))


def _external_name(change: LocationUpdateExternalName, seen: Lookups) -> Statement:
    does = "Clear" if change.externalName is None else "Set"
    row = ("name outside", _now(seen, _LOCATION, "externalName"), shown(change.externalName))
    head = f"{does} the name that candidates see for {_place(change, seen)}.{_PUBLIC}"
    return Statement(head, back=_AGAIN, rows=(row,))


def _address(change: LocationUpdateAddress, seen: Lookups) -> Statement:
    known = seen.found(_LOCATION)
    now = _one_line(seen.at(_LOCATION, "address", "postalAddress")) if known else None
    row = ("address", now, _one_line(at(change.body(), "address", "postalAddress")))
    head = f"Set the address of {_place(change, seen)}.{_PUBLIC}"
    return Statement(head, back=_AGAIN, rows=(row,), moot=filled([row]))


def _one_line(postal: Json) -> str:
    return shown(", ".join(str(part) for key in _ADDRESS if (part := at(postal, key))))


def _workplace(change: LocationUpdateWorkplaceType, seen: Lookups) -> Statement:
    now = seen.at(_LOCATION, "workplaceType")
    row = ("workplace", (state(now) if now else "nothing") if seen.found(_LOCATION) else None, change.workplaceType)
    return Statement(f"Set the workplace type of {_place(change, seen)}.{_PUBLIC}", back=_AGAIN, rows=(row,))


PROMPTS = (
    ApprovalPrompt(DepartmentArchive, _department, needs=_department_needs, shows=("departmentId",)),
    ApprovalPrompt(
        DepartmentUpdate,
        _department_update,
        needs=_department_needs,
        shows=("departmentId", "externalName", "extraData", "name"),
    ),
    ApprovalPrompt(LocationArchive, _location, needs=_location_needs, shows=("locationId",)),
    ApprovalPrompt(LocationUpdateAddress, _address, needs=_location_needs, shows=("address", "locationId")),
    ApprovalPrompt(
        LocationUpdateExternalName, _external_name, needs=_location_needs, shows=("externalName", "locationId")
    ),
    ApprovalPrompt(LocationUpdateName, _name, needs=_location_needs, shows=("locationId", "name")),
    ApprovalPrompt(
        LocationUpdateWorkplaceType, _workplace, needs=_location_needs, shows=("locationId", "workplaceType")
    ),
)
