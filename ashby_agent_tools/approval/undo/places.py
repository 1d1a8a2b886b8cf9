"""How changes of departments, locations and projects are undone."""

from __future__ import annotations

from collections.abc import Mapping

from ashby_agent_tools.approval.undo._residue import SEEN, SHOWN
from ashby_agent_tools.approval.undo._rule import State, UndoRule, flag, setter
from ashby_agent_tools.operations.base import JsonObject

__all__ = ["RULES"]


def _shown(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return (SHOWN,)


def _opened(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return (SEEN,) if sent.get("confidential") is False else ()


RULES: Mapping[str, UndoRule] = {
    "department.archive": flag("departmentId", "isArchived", to=True),
    "department.move": setter("departmentId", {"parentId": "parentId"}, empties=True, stays=_shown),
    "department.restore": flag("departmentId", "isArchived", to=False, stays=_shown),
    "department.update": setter(
        "departmentId", {"name": "name", "externalName": "externalName", "extraData": "extraData"}, stays=_shown
    ),
    "location.archive": flag("locationId", "isArchived", to=True),
    "location.move": setter(
        "locationId", {"parentLocationHierarchyId": "parentLocationId"}, empties=True, stays=_shown
    ),
    "location.restore": flag("locationId", "isArchived", to=False, stays=_shown),
    "location.updateAddress": setter("locationId", {"address": "address"}, stays=_shown),
    "location.updateExternalName": setter("locationId", {"externalName": "externalName"}, empties=True, stays=_shown),
    "location.updateName": setter("locationId", {"name": "name"}, stays=_shown),
    "location.updateWorkplaceType": setter("locationId", {"workplaceType": "workplaceType"}, stays=_shown),
    "project.archive": flag("projectId", "isArchived", to=True),
    "project.restore": flag("projectId", "isArchived", to=False),
    "project.update": setter(
        "projectId",
        {"title": "title", "description": "description", "confidential": "confidential"},
        stays=_opened,
    ),
}
