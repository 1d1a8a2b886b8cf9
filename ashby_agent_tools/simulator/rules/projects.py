"""Rules of projects. Confidential projects exist only for keys that may see them."""

from __future__ import annotations

from ashby_agent_tools.operation import Json, JsonObject
from ashby_agent_tools.operations.projects import ProjectInfo, ProjectList, ProjectSearch
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import SEARCH_CAP, ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._candidate_shapes import added_ms

__all__ = ["present_project", "seen_project", "visible_project"]


def present_project(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """A project as Ashby shows it; a field without a value is left out, as the schema allows no null."""
    names = ("id", "title", "description", "isArchived", "confidential", "authorId", "createdAt")
    shown = {name: row[name] for name in names if row.get(name) is not None}
    return {**shown, "customFieldEntries": []}


def visible_project(org: Organization, project_id: str, key: ApiKey) -> JsonObject:
    """The project, or project_not_found where there is none or the key may not see it."""
    row = org.get("project", project_id)
    return row if seen_project(row, key) else org.get("project", None)


def seen_project(row: JsonObject, key: ApiKey) -> bool:
    """Whether the key may see this project."""
    return key.confidential or not row.get("confidential")


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
