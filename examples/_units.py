"""Departments and locations of Ashby as one kind of thing: how each is read, made, renamed, moved and archived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ashby_agent_tools import Client, Operation, Toolset
from ashby_agent_tools import operations as op
from examples._hierarchy import Unit


class Kind(NamedTuple):
    """One kind of unit. `parent`: the name of the field that has the id of the unit above.

    `create` takes the name, the id of the unit above, and whether others are below it.
    """

    plural: str
    listing: Operation
    parent: str
    create: Callable[[str, str | None, bool], Operation]
    rename: Callable[[str, str], Operation]
    move: Callable[[str, str | None], Operation]
    archive: Callable[[str], Operation]

    def records(self, client: Client) -> dict[str, Unit]:
        """What Ashby has, by its ids, with ids of parents; archived units are gone."""
        rows = [row for row in client.records(self.listing) if not row["isArchived"]]
        return {row["id"]: Unit(row["name"], row.get(self.parent)) for row in rows}

    def changes(self, unit_id: str, wanted: Unit, now: Unit, parent_id: str | None) -> Iterator[Operation]:
        """What makes a unit that is there as it is wanted."""
        if wanted.name != now.name:
            yield self.rename(unit_id, wanted.name)
        if wanted.parent != now.parent:
            yield self.move(unit_id, parent_id)


KINDS = (
    Kind(
        "departments",
        op.DepartmentList(),
        "parentId",
        lambda name, parent, _: op.DepartmentCreate(name=name, parentId=parent),
        lambda unit, name: op.DepartmentUpdate(departmentId=unit, name=name),
        lambda unit, parent: op.DepartmentMove(departmentId=unit, parentId=parent),
        lambda unit: op.DepartmentArchive(departmentId=unit),
    ),
    Kind(
        "locations",
        op.LocationList(includeLocationHierarchy=True),
        "parentLocationId",
        lambda name, parent, group: op.LocationCreate(
            name=name, type="LocationHierarchy" if group else "Location", parentLocationId=parent
        ),
        lambda unit, name: op.LocationUpdateName(locationId=unit, name=name),
        lambda unit, parent: op.LocationMove(locationId=unit, parentLocationHierarchyId=parent),
        lambda unit: op.LocationArchive(locationId=unit),
    ),
)

TOOLS = Toolset.of(
    "department.create",
    "department.update",
    "department.move",
    "department.archive",
    "location.create",
    "location.updateName",
    "location.move",
    "location.archive",
)
"""All that a run may do in Ashby."""
