"""Departments and teams: a tree, of which jobs belong to one leaf or branch."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.params import DepartmentId, ExtraData, Synced
from ashby_agent_tools.operations.reasons import FIELD_STAYS
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

_TAGS = ("organization",)
_SHOWN = "job boards and published postings may show the new name at once"
_NAMED = "the name is meant for job boards, which may show it at once"
_GROUPED = "job boards group postings by department, and may show those under it in another place at once"
_BACK = "job boards may show the department and the postings under it again"
_NOTES = "the data that other systems keep with the department is replaced as a whole"
_STAYS = "a department cannot be deleted, only archived"


class DepartmentList(Synced):
    """List departments and teams."""

    spec = Spec(
        "department.list",
        scope="organizationRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.DEPARTMENT,
        paging="sync",
        aliases=("list_all_ashby_departments",),
    )

    includeArchived: bool | None = None


class DepartmentInfo(Operation):
    """Read one department."""

    spec = Spec(
        "department.info",
        scope="organizationRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.DEPARTMENT,
        aliases=("get_single_ashby_department_by_id",),
    )

    departmentId: DepartmentId


class DepartmentCreate(Operation):
    """Create a department or team."""

    spec = Spec(
        "department.create",
        scope="organizationWrite",
        risk=WRITE.because(_STAYS),
        worst=(WRITE | NOTIFIES).because(_STAYS, _NAMED),
        tags=_TAGS,
        entity=entities.DEPARTMENT,
        aliases=("create_a_ashby_department",),
        look="department.list",
    )

    name: str
    externalName: Annotated[str | None, Field(description="Shown on job boards instead.")] = None
    parentId: DepartmentId | None = None
    extraData: ExtraData | None = None

    def risk(self) -> Risk:
        """A new department has no job that a board could show; a name for boards may be shown all the same."""
        return self.spec.risk if self.externalName is None else self.spec.worst


class DepartmentUpdate(Operation):
    """Rename a department, inside or on job boards."""

    spec = Spec(
        "department.update",
        scope="organizationWrite",
        risk=WRITE.undone_by("department.update").repeatable().because(FIELD_STAYS),
        worst=(DESTRUCTIVE | NOTIFIES).because(_SHOWN, _NOTES).undone_by("department.update").repeatable(),
        tags=_TAGS,
        entity=entities.DEPARTMENT,
        aliases=("update_a_ashby_department_by_id",),
        look="department.info",
    )

    departmentId: DepartmentId
    name: str | None = None
    externalName: str | None = None
    extraData: ExtraData | None = None

    def risk(self) -> Risk:
        """Either name may be public: the plain one stands in for a missing external one."""
        rated = self.spec.risk
        if self.name is not None or self.externalName is not None:
            rated |= NOTIFIES.because(_SHOWN)
        if self.extraData is not None:
            rated |= DESTRUCTIVE.repeatable().because(_NOTES)
        return rated.undone_by("department.update")


class DepartmentMove(Operation):
    """Move a department under another one; null is the top."""

    spec = Spec(
        "department.move",
        scope="organizationWrite",
        risk=(WRITE | NOTIFIES).because(_GROUPED).undone_by("department.move").repeatable(),
        tags=_TAGS,
        entity=entities.DEPARTMENT,
        aliases=("ashby_departments_move",),
        look="department.info",
    )

    departmentId: DepartmentId
    parentId: DepartmentId | None


class DepartmentArchive(Operation):
    """Archive a department; nothing is deleted."""

    spec = Spec(
        "department.archive",
        scope="organizationWrite",
        risk=DESTRUCTIVE.undone_by("department.restore").repeatable().because("it hides the department"),
        tags=_TAGS,
        entity=entities.DEPARTMENT,
        aliases=("delete_a_ashby_department_by_id",),
        look="department.info",
    )

    departmentId: DepartmentId


class DepartmentRestore(Operation):
    """Bring an archived department back."""

    spec = Spec(
        "department.restore",
        scope="organizationWrite",
        risk=(WRITE | NOTIFIES).because(_BACK).undone_by("department.archive").repeatable(),
        tags=_TAGS,
        entity=entities.DEPARTMENT,
        aliases=("ashby_departments_restore",),
        look="department.info",
    )

    departmentId: DepartmentId
