"""Rules of projects. Confidential projects exist only for keys that may see them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.projects import (
    ProjectArchive,
    ProjectCreate,
    ProjectInfo,
    ProjectList,
    ProjectRestore,
    ProjectSearch,
    ProjectSetCustomFieldValue,
    ProjectSetCustomFieldValues,
    ProjectUpdate,
)
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import SEARCH_CAP, ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._custom_values import set_values
from ashby_agent_tools.simulator.rules._project_shape import present_project
from ashby_agent_tools.simulator.rules._sight import seen_project, visible_project
from ashby_agent_tools.simulator.rules._times import added_ms


@rule("project.info", source="[S]", guesses=("an unknown id answers project_not_found",))
def info(org: Organization, ask: Ask[ProjectInfo]) -> Json:
    """One project."""
    return present_project(org, visible_project(org, ask.op.projectId, ask.key), ask.key)


@rule("project.list", source="[S]", guesses=("archived projects are listed too",))
def listing(org: Organization, ask: Ask[ProjectList]) -> Page:
    """Projects in the order in which they were made."""
    after = ask.op.createdAfter
    rows = [
        row
        for row in org.table("project").values()
        if seen_project(row, ask.key) and (after is None or added_ms(row) > after)
    ]
    return Page(rows, lambda row: present_project(org, row, ask.key), sync_kind="project")


@rule("project.search", source="[S]", guesses=("a title matches where it contains the words asked for, in any case",))
def search(org: Organization, ask: Ask[ProjectSearch]) -> Json:
    """At most 100 projects by title."""
    wanted = (ask.op.title or "").casefold().strip()
    rows = [
        row for row in org.table("project").values() if seen_project(row, ask.key) and wanted in row["title"].casefold()
    ]
    return [present_project(org, row, ask.key) for row in rows[:SEARCH_CAP]]


_GUESSED = ("the parameter names, and the project as the answer",)


def _changed(org: Organization, row: JsonObject, key: ApiKey, **fields: Json) -> Json:
    """The project with what was given; nothing is touched where nothing changes."""
    new = {name: value for name, value in fields.items() if value is not None and row.get(name) != value}
    if new:
        row.update(new)
        org.touch("project", row)
    return present_project(org, row, key)


@rule(
    "project.create",
    source="[D]",
    guesses=(*_GUESSED, "two projects may have one title", "without an acting user the oldest user is the author"),
)
def create(org: Organization, ask: Ask[ProjectCreate]) -> Json:
    """A new project, which everybody sees unless it is confidential."""
    op = ask.op
    row: JsonObject = {"title": op.title, "description": op.description, "confidential": bool(op.confidential)}
    row |= {"isArchived": False, "authorId": ask.key.acting_user or next(iter(org.table("user"))), "customFields": []}
    return present_project(org, org.add("project", row), ask.key)


@rule("project.update", source="[D]", guesses=(*_GUESSED, "what is left out stays"))
def update(org: Organization, ask: Ask[ProjectUpdate]) -> Json:
    """Changes what is given."""
    op = ask.op
    row = visible_project(org, op.projectId, ask.key)
    return _changed(org, row, ask.key, title=op.title, description=op.description, confidential=op.confidential)


@rule("project.archive", source="[D]", guesses=(*_GUESSED, "its candidates stay in it"))
def archive(org: Organization, ask: Ask[ProjectArchive]) -> Json:
    """Archives; doing it twice changes nothing more."""
    return _changed(org, visible_project(org, ask.op.projectId, ask.key), ask.key, isArchived=True)


@rule("project.restore", source="[D]", guesses=_GUESSED)
def restore(org: Organization, ask: Ask[ProjectRestore]) -> Json:
    """Brings back; doing it twice changes nothing more."""
    return _changed(org, visible_project(org, ask.op.projectId, ask.key), ask.key, isArchived=False)


def _set(org: Organization, project_id: str, changes: list[tuple[str, Json]], key: ApiKey) -> Json:
    row = visible_project(org, project_id, key)
    set_values(org, row, "Talent_Project", changes)
    org.touch("project", row)
    return present_project(org, row, key)


@rule("project.setCustomFieldValue", source="[D]", guesses=_GUESSED)
def set_value(org: Organization, ask: Ask[ProjectSetCustomFieldValue]) -> Json:
    """One custom field of a project."""
    return _set(org, ask.op.projectId, [(ask.op.fieldId, ask.op.fieldValue)], ask.key)


@rule("project.setCustomFieldValues", source="[D]", guesses=(*_GUESSED, "all values are set or none"))
def set_several(org: Organization, ask: Ask[ProjectSetCustomFieldValues]) -> Json:
    """Several custom fields of a project, all or none."""
    return _set(org, ask.op.projectId, [(change.fieldId, change.fieldValue) for change in ask.op.values], ask.key)
