"""Times in tasks: days between moments, and days as ISO 8601 has them, asked for where somebody says `next Tuesday`."""

from __future__ import annotations

from datetime import UTC, datetime

from ashby_agent_tools.operations.base import JsonObject

__all__ = ["days_between", "entered", "moment"]


def moment(text: object) -> datetime | None:
    """The moment of an ISO 8601 time in Ashby's data; None where there is none."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def days_between(start: object, end: datetime) -> int:
    """Whole days from a time in Ashby's data to `end`; 0 where it names none."""
    begun = moment(start)
    return 0 if begun is None else max(0, (end - begun).days)


def entered(application: JsonObject, history: list[JsonObject]) -> str | None:
    """When an application came into the stage where it is: by its history, else its last change."""
    stage = (application.get("currentInterviewStage") or {}).get("id")
    there = [it for it in history if it.get("stageId") == stage and not it.get("leftStageAt")]
    times = sorted(str(it["enteredStageAt"]) for it in there if it.get("enteredStageAt"))
    return times[-1] if times else application.get("updatedAt")
