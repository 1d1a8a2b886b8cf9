"""What the clock does to interview schedules: when their time has passed they wait for feedback, or are complete."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._interview_shape import events_of, feedback_of, part_of, present_schedule

__all__ = ["answered", "let_time_pass", "settle"]


def _end(org: Organization, schedule: JsonObject) -> str:
    """When the last event ends; after every other time where there is none."""
    return max((event["endTime"] for event in events_of(org, schedule)), default="~")


def answered(org: Organization, event: JsonObject) -> bool:
    """Whether an event has a scorecard, or nobody has to write one."""
    due = any(part_of(org, event, user)["isFeedbackRequired"] for user in event["interviewerUserIds"])
    return not due or bool(feedback_of(org, event))


def settle(org: Organization, schedule: JsonObject) -> None:
    """Give a schedule whose time has passed the status that goes with its scorecards. [U] for the statuses.

    It was changed when its last event ended, or when its last scorecard came in.
    """
    events = events_of(org, schedule)
    schedule["status"] = "Complete" if all(answered(org, event) for event in events) else "WaitingOnFeedback"
    cards = [card["submittedAt"] for event in events for card in feedback_of(org, event)]
    org.touch("interviewSchedule", schedule, at=max(schedule["updatedAt"], _end(org, schedule), *cards))


def let_time_pass(org: Organization) -> None:
    """Settle the booked schedules that are over by the organization's clock, and tell the webhooks."""
    if org.next_over is not None and org.next_over[0] == org.sequence and org.stamp() < org.next_over[1]:
        return
    booked = {row["id"]: _end(org, row) for row in org.related("interviewSchedule", "status", "Scheduled")}
    over = [row_id for row_id, end in booked.items() if end <= org.stamp()]
    for schedule in (org.get("interviewSchedule", row_id) for row_id in over):
        settle(org, schedule)
        org.fire("interviewScheduleUpdate", {"interviewSchedule": present_schedule(org, schedule, org.keys[0])})
    waiting = (end for row_id, end in booked.items() if row_id not in over)
    org.next_over = org.sequence, min(waiting, default="~")
