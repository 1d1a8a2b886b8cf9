"""Hiring teams: who has which role on an application, a job or an opening, and the roles there are."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.dangers import SEEN
from ashby_agent_tools.operations.params import ApplicationId, HiringTeamRoleId, JobId, OpeningId, UserId
from ashby_agent_tools.risk import DESTRUCTIVE, READ


class ApplicationHiringTeamRoleList(Operation):
    """List the hiring team roles that applications have, with their ids."""

    spec = Spec(
        "applicationHiringTeamRole.list",
        scope="candidatesRead",
        risk=READ,
        tags=("organization", "pipeline"),
        entity=entities.HIRING_TEAM_ROLE,
    )


class HiringTeamRoleList(Operation):
    """List hiring team roles: titles only, or ids and titles with namesOnly false."""

    spec = Spec(
        "hiringTeamRole.list",
        scope="organizationRead",
        risk=READ,
        tags=("organization",),
        entity=entities.HIRING_TEAM_ROLE,
        aliases=("list_all_ashby_hiring_team_roles",),
    )

    namesOnly: bool | None = None


class _OnOneTeam(Operation):
    applicationId: ApplicationId | None = None
    jobId: JobId | None = None
    openingId: OpeningId | None = None
    teamMemberId: UserId
    roleId: HiringTeamRoleId

    @model_validator(mode="after")
    def _exactly_one_team(self) -> Self:
        if sum(value is not None for value in (self.applicationId, self.jobId, self.openingId)) != 1:
            raise ValueError("give exactly one of applicationId, jobId and openingId: it names the hiring team")
        return self


class HiringTeamAddMember(_OnOneTeam):
    """Give a user a role on the hiring team of one application, job or opening, and with it access."""

    spec = Spec(
        "hiringTeam.addMember",
        scope="organizationWrite",
        risk=DESTRUCTIVE.because("it opens what the team sees to the user, in a confidential job too", SEEN)
        .undone_by("hiringTeam.removeMember")
        .repeatable(),
        tags=("organization", "pipeline"),
        entity=entities.HIRING_TEAM_MEMBER,
        aliases=("create_a_ashby_hiring_team",),
        look="job.info",
    )


class HiringTeamRemoveMember(_OnOneTeam):
    """Remove a user's role on the hiring team of one application, job or opening."""

    spec = Spec(
        "hiringTeam.removeMember",
        scope="organizationWrite",
        risk=DESTRUCTIVE.because("the user may lose access to what the team sees")
        .undone_by("hiringTeam.addMember")
        .repeatable(),
        tags=("organization", "pipeline"),
        entity=entities.HIRING_TEAM_MEMBER,
        aliases=("delete_a_ashby_hiring_team_by_id",),
        look="job.info",
    )
