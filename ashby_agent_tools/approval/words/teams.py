"""Words for colleagues: off a hiring team, off an interviewer pool, and pauses from interviewing."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import count, title
from ashby_agent_tools.approval.words._things import (
    APPLICATION,
    JOB,
    application_of,
    job_of,
    member_of,
    opening_of,
    read,
    titled,
    user_of,
)
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, objects
from ashby_agent_tools.operation import Json
from ashby_agent_tools.operations.application_edits import ApplicationRemoveHiringTeamMember
from ashby_agent_tools.operations.hiring_teams import HiringTeamRemoveMember
from ashby_agent_tools.operations.interviewer_pools import InterviewerPoolArchive, InterviewerPoolRemoveUser
from ashby_agent_tools.operations.users import UserDeleteInterviewerPause

_ROLES, _OPENING, _POOL, _USER = "the role", "the opening", "the pool", "the user"
_ACCESS = " They may lose access to what that team sees."


def _off_application_needs(off: ApplicationRemoveHiringTeamMember) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=off.applicationId),
        **read(_ROLES, "applicationHiringTeamRole.list"),
        **read(_USER, "user.info", userId=off.teamMemberId),
    }


def _off_application(off: ApplicationRemoveHiringTeamMember, seen: Seen) -> str:
    role = titled(seen, _ROLES, off.roleId, "role")
    where = f"the application of {application_of(seen, off.applicationId)}"
    return _off(off.teamMemberId, role, where, seen.at(APPLICATION, "hiringTeam"), seen)


def _off_needs(off: HiringTeamRemoveMember) -> Reads:
    return {
        **(read(APPLICATION, "application.info", applicationId=off.applicationId) if off.applicationId else {}),
        **(read(JOB, "job.info", id=off.jobId) if off.jobId else {}),
        **(read(_OPENING, "opening.info", openingId=off.openingId) if off.openingId else {}),
        **read(_ROLES, "hiringTeamRole.list", namesOnly=False),
        **read(_USER, "user.info", userId=off.teamMemberId),
    }


def _off_team(off: HiringTeamRemoveMember, seen: Seen) -> str:
    role = titled(seen, _ROLES, off.roleId, "role")
    if off.applicationId:
        where, team = (
            f"the application of {application_of(seen, off.applicationId)}",
            seen.at(APPLICATION, "hiringTeam"),
        )
    elif off.jobId:
        where, team = job_of(seen, off.jobId), seen.at(JOB, "hiringTeam")
    else:
        where = opening_of(seen, off.openingId, name=_OPENING)
        team = seen.at(_OPENING, "latestVersion", "hiringTeam")
    return _off(off.teamMemberId, role, where, team, seen)


def _off(member: str, role: str, where: str, team: Json, seen: Seen) -> str:
    text = f"Take {user_of(seen, member, name=_USER)} off the hiring team of {where}, as {role}.{_ACCESS}"
    if isinstance(team, list) and member_of(team, member) is None:
        text += " They do not seem to be on that team now."
    return text


def _pool(operation: InterviewerPoolArchive | InterviewerPoolRemoveUser) -> Reads:
    return read(_POOL, "interviewerPool.info", interviewerPoolId=operation.interviewerPoolId)


def _archive_pool(gone: InterviewerPoolArchive, seen: Seen) -> str:
    known = title(seen.at(_POOL, "title")) or gone.interviewerPoolId
    text = f"Archive the interviewer pool {known}: it can no longer be chosen."
    if seen.found(_POOL):
        members, trainees = objects(seen.at(_POOL, "qualifiedMembers")), objects(seen.at(_POOL, "trainees"))
        text += f" It has {count(len(members), 'qualified member')} and {count(len(trainees), 'trainee')}."
    return text


def _off_pool_needs(off: InterviewerPoolRemoveUser) -> Reads:
    return {**_pool(off), **read(_USER, "user.info", userId=off.userId)}


def _off_pool(off: InterviewerPoolRemoveUser, seen: Seen) -> str:
    who, known = user_of(seen, off.userId, name=_USER), title(seen.at(_POOL, "title")) or off.interviewerPoolId
    text = f"Take {who} out of the interviewer pool {known}."
    if member_of(seen.at(_POOL, "trainees"), off.userId):
        return f"{text} They are a trainee there: their progress may be lost."
    if seen.found(_POOL) and not member_of(seen.at(_POOL, "qualifiedMembers"), off.userId):
        return f"{text} They do not seem to be in it now."
    return text


def _delete_pause(gone: UserDeleteInterviewerPause, seen: Seen) -> str:  # noqa: ARG001  (nothing can be looked up)
    return (
        f"Delete the pause from interviewing {gone.interviewerPauseId}: the colleague can be scheduled again. "
        "Ashby cannot tell by its id whose pause it is."
    )


APPLICATION_REMOVE_MEMBER = Wording(ApplicationRemoveHiringTeamMember, _off_application, needs=_off_application_needs)

WORDS = (
    Wording(HiringTeamRemoveMember, _off_team, needs=_off_needs),
    Wording(InterviewerPoolArchive, _archive_pool, needs=_pool),
    Wording(InterviewerPoolRemoveUser, _off_pool, needs=_off_pool_needs),
    Wording(UserDeleteInterviewerPause, _delete_pause),
)
