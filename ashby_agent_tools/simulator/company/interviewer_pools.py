"""Interviewer pools: with and without a training path, with members and trainees, one archived."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_POOLS = (("Engineering interviewers", True, False), ("Recruiter screens", False, False), ("Pilot group", False, True))


def populate(org: Organization, maker: Maker) -> None:
    """Members from the enabled users."""
    users = org.rows("user", isEnabled=True)
    for title, training, archived in _POOLS:
        path: JsonObject = {"id": org.new_id(), "enabled": training, "trainingStages": []}
        if training:
            path["trainingStages"] = [
                _stage(org, "Shadow", 2, users[0]["id"]),
                _stage(org, "ReverseShadow", 1, users[0]["id"]),
                {**_stage(org, "Shadow", 1, users[0]["id"]), "isArchived": True},
            ]
        people = maker.some(users, 5, 5)
        trainees = people[3:] if training else []
        row = {
            "title": title,
            "isArchived": archived,
            "trainingPath": path,
            "qualifiedUserIds": [user["id"] for user in people[:3]],
            "trainees": [
                {
                    "userId": user["id"],
                    "stageId": path["trainingStages"][number % 2]["id"],
                    "interviewsCompleted": number,
                }
                for number, user in enumerate(trainees)
            ],
        }
        org.add("interviewerPool", {**row, "createdAt": maker.ago(days=300)})


def _stage(org: Organization, role: str, required: int, approver: str) -> JsonObject:
    return {
        "id": org.new_id(),
        "interviewerRole": role,
        "interviewsRequired": required,
        "isArchived": False,
        "approvalRequired": role == "ReverseShadow",
        "approverUserIds": [approver] if role == "ReverseShadow" else [],
    }
