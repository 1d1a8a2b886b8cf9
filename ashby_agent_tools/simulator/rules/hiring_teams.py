"""Rules of hiring teams on applications, jobs and openings, and of the roles there are."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.hiring_teams import (
    ApplicationHiringTeamRoleList,
    HiringTeamAddMember,
    HiringTeamRemoveMember,
    HiringTeamRoleList,
)
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import ApiKey, Ask, rule
from ashby_agent_tools.simulator.rules._hiring_team import join, leave


@rule("applicationHiringTeamRole.list", source="[S]")
def application_roles(org: Organization, ask: Ask[ApplicationHiringTeamRoleList]) -> Json:
    """The roles that applications have; some stand on jobs only."""
    rows = org.table("hiringTeamRole").values()
    return [{"id": row["id"], "title": row["title"]} for row in rows if row.get("onApplications", True)]


@rule("hiringTeamRole.list", source="[S]")
def roles(org: Organization, ask: Ask[HiringTeamRoleList]) -> Json:
    """Titles, unless namesOnly is false."""
    rows = org.table("hiringTeamRole").values()
    if ask.op.namesOnly is False:
        return [{"id": row["id"], "title": row["title"]} for row in rows]
    return [row["title"] for row in rows]


def _team(org: Organization, op: HiringTeamAddMember | HiringTeamRemoveMember, key: ApiKey) -> tuple[str, JsonObject]:
    """The kind and the row whose team is meant."""
    if op.applicationId is not None:
        return "application", org.visible_application(op.applicationId, key)
    if op.jobId is not None:
        return "job", org.visible_job(op.jobId, key)
    return "opening", org.get("opening", op.openingId)


@rule(
    "hiringTeam.addMember",
    source="[S]",
    guesses=("a role that the user has already is given once", "a change of a job's team fires no event"),
)
def add(org: Organization, ask: Ask[HiringTeamAddMember]) -> Json:
    """Answers with the member."""
    kind, row = _team(org, ask.op, ask.key)
    return join(org, kind, row, ask.op.teamMemberId, ask.op.roleId, ask.key)


@rule(
    "hiringTeam.removeMember",
    source="[S]",
    guesses=("a role that the user does not have is hiring_team_member_not_found",),
)
def remove(org: Organization, ask: Ask[HiringTeamRemoveMember]) -> Json:
    """Answers with the member who was removed."""
    kind, row = _team(org, ask.op, ask.key)
    return leave(org, kind, row, ask.op.teamMemberId, ask.op.roleId, ask.key)
