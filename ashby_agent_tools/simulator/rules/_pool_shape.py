"""Interviewer pools as Ashby shows them, with their training paths and members."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._user_shape import is_paused, present_user

__all__ = ["present_pool"]

_STAGE = ("id", "interviewerRole", "interviewsRequired", "isArchived", "approvalRequired")


def present_pool(
    org: Organization, row: JsonObject, key: ApiKey, *, members: bool = False, archived_stages: bool = True
) -> JsonObject:
    """A pool with its training path; `members` adds who is in it, as interviewerPool.info does."""
    path = row["trainingPath"]
    shown: JsonObject = {"id": row["id"], "title": row["title"], "isArchived": row["isArchived"]}
    shown["trainingPath"] = {
        "id": path["id"],
        "enabled": path["enabled"],
        "trainingStages": [
            {
                **{name: stage[name] for name in _STAGE},
                "approvers": [present_user(org, org.get("user", user_id), key) for user_id in stage["approverUserIds"]],
            }
            for stage in path["trainingStages"]
            if archived_stages or not stage["isArchived"]
        ],
    }
    if members:
        shown["qualifiedMembers"] = [_member(org, user_id, key) for user_id in row["qualifiedUserIds"]]
        shown["trainees"] = [
            {
                **_member(org, trainee["userId"], key),
                "currentProgress": {
                    "trainingPathId": path["id"],
                    "trainingPathStageId": trainee["stageId"],
                    "interviewsCompleted": trainee["interviewsCompleted"],
                },
            }
            for trainee in row["trainees"]
        ]
    return shown


def _member(org: Organization, user_id: str, key: ApiKey) -> JsonObject:
    return {**present_user(org, org.get("user", user_id), key), "isPaused": is_paused(org, user_id)}
