"""Projects: named collections of candidates outside of any job."""

from __future__ import annotations

from ashby_agent_tools.operation import Operation, Spec
from ashby_agent_tools.operations import _entities as entities
from ashby_agent_tools.operations._params import EpochMs, ProjectId, Synced
from ashby_agent_tools.risk import READ


class ProjectInfo(Operation):
    """Get one project by id."""

    spec = Spec(
        "project.info",
        scope="candidatesRead",
        risk=READ,
        tags=("sourcing", "candidates"),
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
        tags=("sourcing", "candidates"),
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
        tags=("sourcing", "candidates"),
        entity=entities.PROJECT,
        aliases=("list_all_ashby_projects_search",),
    )

    title: str | None = None
