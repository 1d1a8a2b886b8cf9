"""Questions about colleagues: leaving a hiring team or an interviewer pool, and pauses from interviewing."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import (
    APPLICATION,
    JOB,
    job_of,
    member_of,
    opening_of,
    read,
    the_application_of,
    thing_of,
    titled,
    user_of,
)
from ashby_agent_tools.approval.prompts._custom_values import SETTER_SHOWS, setter_needs, setter_words
from ashby_agent_tools.approval.prompts._phrases import count
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Statement, known_id, objects
from ashby_agent_tools.operations.application_edits import ApplicationRemoveHiringTeamMember
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.hiring_teams import HiringTeamRemoveMember
from ashby_agent_tools.operations.interviewer_pools import InterviewerPoolArchive, InterviewerPoolRemoveUser
from ashby_agent_tools.operations.users import (
    UserDeleteInterviewerPause,
    UserSetCustomFieldValue,
    UserSetCustomFieldValues,
)

_ROLES, _OPENING, _POOL, _USER = "the role", "the opening", "the pool", "the user"
_PAUSE, _ITS = "the pause", "the application of "
_ACCESS = "They may lose access to what that team sees."


def _off_application_needs(off: ApplicationRemoveHiringTeamMember) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=off.applicationId),
        **read(_ROLES, "applicationHiringTeamRole.list"),
        **read(_USER, "user.info", userId=off.teamMemberId),
    }


def _off_application(off: ApplicationRemoveHiringTeamMember, seen: Lookups) -> Statement:
    role = titled(seen, _ROLES, off.roleId, "role")
    where = the_application_of(seen, off.applicationId)
    return _off(off.teamMemberId, role, where, seen.at(APPLICATION, "hiringTeam"), seen)


def _off_needs(off: HiringTeamRemoveMember) -> Reads:
    return {
        **(read(APPLICATION, "application.info", applicationId=off.applicationId) if off.applicationId else {}),
        **(read(JOB, "job.info", id=off.jobId) if off.jobId else {}),
        **(read(_OPENING, "opening.info", openingId=off.openingId) if off.openingId else {}),
        **read(_ROLES, "hiringTeamRole.list", namesOnly=False),
        **read(_USER, "user.info", userId=off.teamMemberId),
    }


def _off_team(off: HiringTeamRemoveMember, seen: Lookups) -> Statement:
    role = titled(seen, _ROLES, off.roleId, "role")
    if off.applicationId:
        where, team = (
            the_application_of(seen, off.applicationId),
            seen.at(APPLICATION, "hiringTeam"),
        )
    elif off.jobId:
        where, team = job_of(seen, off.jobId), seen.at(JOB, "hiringTeam")
    else:
        where = opening_of(seen, off.openingId, name=_OPENING)
        team = seen.at(_OPENING, "latestVersion", "hiringTeam")
    return _off(off.teamMemberId, role, where, team, seen)


def _off(member: str, role: str, where: str, team: Json, seen: Lookups) -> Statement:
    absent = isinstance(team, list) and member_of(team, member) is None
    return Statement(
        f"Remove {user_of(seen, member, name=_USER)} from the hiring team of {where}.",
        tight=f"Remove {user_of(seen, member, name=_USER)} from the team of {where.removeprefix(_ITS)}.",
        short="They can be put back.",
        more=f"{_ACCESS}{' They do not seem to be on that team now.' if absent else ''}",
        rows=(("role", None, role),),
    )


def _pool(operation: InterviewerPoolArchive | InterviewerPoolRemoveUser) -> Reads:
    return read(_POOL, "interviewerPool.info", interviewerPoolId=operation.interviewerPoolId)


def _pool_name(seen: Lookups, identity: str) -> str:
    return thing_of(seen, identity, name=_POOL, area="interviewerPool")


def _archive_pool(gone: InterviewerPoolArchive, seen: Lookups) -> Statement:
    known, more = _pool_name(seen, gone.interviewerPoolId), ""
    if seen.found(_POOL):
        members, trainees = objects(seen.at(_POOL, "qualifiedMembers")), objects(seen.at(_POOL, "trainees"))
        more = f"It has {count(len(members), 'qualified member')} and {count(len(trainees), 'trainee')}."
    return Statement(f"Archive the interviewer pool {known}: it can no longer be chosen.", more=more)


def _off_pool_needs(off: InterviewerPoolRemoveUser) -> Reads:
    return {**_pool(off), **read(_USER, "user.info", userId=off.userId)}


def _off_pool(off: InterviewerPoolRemoveUser, seen: Lookups) -> Statement:
    who, known = user_of(seen, off.userId, name=_USER), _pool_name(seen, off.interviewerPoolId)
    head = f"Remove {who} from the interviewer pool {known}."
    if member_of(seen.at(_POOL, "trainees"), off.userId):
        return Statement(
            head, back="Progress may be lost.", more="They are a trainee there: their progress may be lost."
        )
    absent = seen.found(_POOL) and not member_of(seen.at(_POOL, "qualifiedMembers"), off.userId)
    return Statement(head, back="They can be put back.", more="They do not seem to be in it now." if absent else "")


def _pause_told(gone: UserDeleteInterviewerPause) -> dict[str, str]:
    """Pauses are listed by user only, so whoever names one was told whose it is."""
    return {_PAUSE: gone.interviewerPauseId}


def _pause_more(gone: UserDeleteInterviewerPause, seen: Lookups) -> Reads:  # noqa: ARG001
    who = known_id(seen.at(_PAUSE, "userId"))
    return read(_USER, "user.info", userId=who) if who else {}


def _delete_pause(gone: UserDeleteInterviewerPause, seen: Lookups) -> Statement:
    known = seen.found(_USER)
    whose = f"of {user_of(seen, None, name=_USER)}" if known else gone.interviewerPauseId
    return Statement(
        f"End the interviewing pause {whose}: the colleague can be scheduled again.",
        more="" if known else "Ashby's API cannot look up whose pause this is.",
    )


APPLICATION_REMOVE_MEMBER = ApprovalPrompt(
    ApplicationRemoveHiringTeamMember,
    _off_application,
    needs=_off_application_needs,
    shows=("applicationId", "roleId", "teamMemberId"),
)

PROMPTS = (
    ApprovalPrompt(
        HiringTeamRemoveMember,
        _off_team,
        needs=_off_needs,
        shows=("applicationId", "jobId", "openingId", "roleId", "teamMemberId"),
    ),
    ApprovalPrompt(InterviewerPoolArchive, _archive_pool, needs=_pool, shows=("interviewerPoolId",)),
    ApprovalPrompt(InterviewerPoolRemoveUser, _off_pool, needs=_off_pool_needs, shows=("interviewerPoolId", "userId")),
    ApprovalPrompt(
        UserDeleteInterviewerPause, _delete_pause, more=_pause_more, told=_pause_told, shows=("interviewerPauseId",)
    ),
    ApprovalPrompt(UserSetCustomFieldValue, setter_words, needs=setter_needs, shows=SETTER_SHOWS),
    ApprovalPrompt(UserSetCustomFieldValues, setter_words, needs=setter_needs, shows=SETTER_SHOWS),
)
