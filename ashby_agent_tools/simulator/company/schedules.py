"""What schedules have beyond the core: interviewers in training on some events, notes of other systems on one."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_SHADOWED = 5


def populate(org: Organization, maker: Maker) -> None:
    """A trainee of the engineering pool shadows the last few events."""
    pool = org.first("interviewerPool", title="Engineering interviewers")
    events = list(org.table("interviewEvent").values())[-_SHADOWED:]
    for event in events:
        trainee = maker.pick(pool["trainees"])["userId"]
        if trainee not in event["interviewerUserIds"]:
            event["interviewerUserIds"].append(trainee)
        role = {"isFeedbackRequired": False, "trainingRole": "Shadow", "interviewerPoolId": pool["id"]}
        event["interviewerRoles"] = {trainee: role}
    for event in events[:1]:
        event["extraData"] = {"rooms_booking": "R-2207"}
