"""Rules of departments: a tree whose branches can be moved, archived and restored."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.departments import (
    DepartmentArchive,
    DepartmentCreate,
    DepartmentInfo,
    DepartmentList,
    DepartmentMove,
    DepartmentRestore,
    DepartmentUpdate,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._department_shape import present_department
from ashby_agent_tools.simulator.rules._tree import is_below


@rule("department.list", source="[S]")
def listing(org: Organization, ask: Ask[DepartmentList]) -> Page:
    """Current departments, archived ones on request."""
    rows = [row for row in org.table("department").values() if ask.op.includeArchived or not row["isArchived"]]
    return Page(rows, lambda row: present_department(org, row, ask.key), sync_kind="department")


@rule("department.info", source="[S]", guesses=("an unknown id answers department_not_found",))
def info(org: Organization, ask: Ask[DepartmentInfo]) -> Json:
    """One department, archived or not."""
    return present_department(org, org.get("department", ask.op.departmentId), ask.key)


@rule("department.create", source="[S]", guesses=("two departments may have the same name",))
def create(org: Organization, ask: Ask[DepartmentCreate]) -> Json:
    """A new department, at the top or under another one."""
    if ask.op.parentId is not None:
        org.get("department", ask.op.parentId)
    row = org.add(
        "department",
        {
            "name": ask.op.name,
            "externalName": ask.op.externalName,
            "parentId": ask.op.parentId,
            "isArchived": False,
            "extraData": ask.op.extraData,
        },
    )
    return present_department(org, row, ask.key)


@rule("department.update", source="[S]", guesses=("extraData replaces the old one as a whole",))
def update(org: Organization, ask: Ask[DepartmentUpdate]) -> Json:
    """Changes what is given."""
    row = org.get("department", ask.op.departmentId)
    for name in ("name", "externalName", "extraData"):
        if ask.given(name):
            row[name] = getattr(ask.op, name)
    org.touch("department", row)
    return present_department(org, row, ask.key)


@rule("department.move", source="[S]", guesses=("a department cannot be moved under itself: invalid_input",))
def move(org: Organization, ask: Ask[DepartmentMove]) -> Json:
    """Without a parent it goes to the top."""
    row = org.get("department", ask.op.departmentId)
    if ask.op.parentId is not None:
        org.get("department", ask.op.parentId)
        if is_below(org.table("department"), ask.op.parentId, row["id"], parent="parentId"):
            raise Refusal("invalid_input", "A department cannot be moved under itself.")
    row["parentId"] = ask.op.parentId
    org.touch("department", row)
    return present_department(org, row, ask.key)


def _set_archived(org: Organization, department_id: str, key: ApiKey, *, archived: bool) -> Json:
    row = org.get("department", department_id)
    if row["isArchived"] is not archived:
        row["isArchived"] = archived
        org.touch("department", row)
    return present_department(org, row, key)


@rule("department.archive", source="[S]", guesses=("the departments under it stay as they are",))
def archive(org: Organization, ask: Ask[DepartmentArchive]) -> Json:
    """Nothing is deleted; archiving twice changes nothing more."""
    return _set_archived(org, ask.op.departmentId, ask.key, archived=True)


@rule("department.restore", source="[S]")
def restore(org: Organization, ask: Ask[DepartmentRestore]) -> Json:
    """The opposite of archiving."""
    return _set_archived(org, ask.op.departmentId, ask.key, archived=False)
