"""Projects: named collections of candidates outside of any job. What changes them was announced without parameters."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.custom_values import ANY_VALUE, FieldChange, FieldValue, danger_of
from ashby_agent_tools.operations.params import CustomFieldId, EpochMs, ListOf, ProjectId, Synced
from ashby_agent_tools.operations.reasons import FIELD_STAYS
from ashby_agent_tools.risk import DESTRUCTIVE, READ, WRITE, Risk

_TAGS = ("sourcing", "candidates")
_OPENED = "more colleagues see the project and who is in it; what they have seen by then stays seen"
_CLOSED = "colleagues who may not see what is confidential lose sight of the project"


class ProjectInfo(Operation):
    """Get one project by id."""

    spec = Spec(
        "project.info",
        scope="candidatesRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.PROJECT,
        aliases=("get_single_ashby_project_by_id",),
    )

    projectId: ProjectId


class ProjectList(Synced):
    """List projects, the collections that candidates are gathered in."""

    spec = Spec(
        "project.list",
        scope="candidatesRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.PROJECT,
        paging="sync",
        aliases=("list_all_ashby_projects",),
    )

    createdAfter: EpochMs | None = None


class ProjectSearch(Operation):
    """Find projects by title, at most 100."""

    spec = Spec(
        "project.search",
        scope="candidatesRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.PROJECT,
        aliases=("list_all_ashby_projects_search",),
    )

    title: str | None = None


class ProjectCreate(Operation):
    """Create a project to gather candidates in (parameter names inferred)."""

    spec = Spec(
        "project.create",
        scope="candidatesWrite",
        risk=WRITE,
        tags=_TAGS,
        entity=entities.PROJECT,
        look="project.search",
    )

    title: str
    description: str | None = None
    confidential: bool | None = None


class ProjectUpdate(Operation):
    """Change a project's title or description, or who may see it (parameter names inferred)."""

    spec = Spec(
        "project.update",
        scope="candidatesWrite",
        risk=WRITE.undone_by("project.update").repeatable().because(FIELD_STAYS),
        worst=DESTRUCTIVE.because(FIELD_STAYS, _OPENED, _CLOSED).undone_by("project.update").repeatable(),
        tags=_TAGS,
        entity=entities.PROJECT,
        look="project.info",
    )

    projectId: ProjectId
    title: str | None = None
    description: str | None = None
    confidential: bool | None = None

    def risk(self) -> Risk:
        """Who may see a project is more than what it is called."""
        rated = self.spec.risk
        if self.confidential is not None:
            rated |= DESTRUCTIVE.repeatable().because(_CLOSED if self.confidential else _OPENED)
        return rated.undone_by("project.update")


class ProjectArchive(Operation):
    """Archive a project; nothing is deleted (parameter names inferred)."""

    spec = Spec(
        "project.archive",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.undone_by("project.restore").repeatable().because("it hides the project"),
        tags=_TAGS,
        entity=entities.PROJECT,
        look="project.info",
    )

    projectId: ProjectId


class ProjectRestore(Operation):
    """Bring an archived project back (parameter names inferred)."""

    spec = Spec(
        "project.restore",
        scope="candidatesWrite",
        risk=WRITE.undone_by("project.archive").repeatable(),
        tags=_TAGS,
        entity=entities.PROJECT,
        look="project.info",
    )

    projectId: ProjectId


class ProjectSetCustomFieldValue(Operation):
    """Set one custom field of a project (parameter names inferred)."""

    spec = Spec(
        "project.setCustomFieldValue",
        scope="candidatesWrite",
        risk=WRITE.undone_by("project.setCustomFieldValue").repeatable(),
        worst=ANY_VALUE.undone_by("project.setCustomFieldValue"),
        tags=_TAGS,
        entity=entities.PROJECT,
        look="project.info",
    )

    projectId: ProjectId
    fieldId: CustomFieldId
    fieldValue: FieldValue

    def risk(self) -> Risk:
        """A list replaces the whole one, null empties the field, and money is more than a mark."""
        return (self.spec.risk | danger_of(self.fieldValue)).undone_by("project.setCustomFieldValue")


class ProjectSetCustomFieldValues(Operation):
    """Set several custom fields of a project in one call (parameter names inferred)."""

    spec = Spec(
        "project.setCustomFieldValues",
        scope="candidatesWrite",
        risk=WRITE.undone_by("project.setCustomFieldValues").repeatable(),
        worst=ANY_VALUE.undone_by("project.setCustomFieldValues"),
        tags=_TAGS,
        entity=entities.PROJECT,
        look="project.info",
    )

    projectId: ProjectId
    values: Annotated[ListOf[FieldChange], Field(min_length=1)]

    def risk(self) -> Risk:
        """That of the most dangerous value."""
        rated = self.spec.risk | danger_of(*(change.fieldValue for change in self.values))
        return rated.undone_by("project.setCustomFieldValues")
