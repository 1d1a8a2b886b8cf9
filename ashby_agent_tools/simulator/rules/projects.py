"""Rules of projects. Confidential projects exist only for keys that may see them."""

from __future__ import annotations

from ashby_agent_tools.operation import Json
from ashby_agent_tools.operations.projects import ProjectInfo, ProjectList, ProjectSearch
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import SEARCH_CAP, Ask, Page, rule
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
