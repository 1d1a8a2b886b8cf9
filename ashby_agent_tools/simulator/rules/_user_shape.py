"""Users as Ashby shows them, with their interview limits and pauses."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._custom_field_shape import present_values
from ashby_agent_tools.simulator.rules._times import at

__all__ = ["is_paused", "open_pauses", "present_pause", "present_settings", "present_user"]

_SHOWN = ("id", "firstName", "lastName", "email", "globalRole", "isEnabled", "updatedAt", "managerId")
_PAUSE = ("id", "userId", "startsAt", "endsAt", "comment", "createdAt")


def present_user(org: Organization, row: JsonObject, key: ApiKey, *, custom: bool = False) -> JsonObject:
    """A user as Ashby shows one inside other records; `custom` adds the custom fields, as user.info does."""
    shown = {name: row[name] for name in _SHOWN if row.get(name) is not None}
    if custom:
        shown["customFields"] = present_values(org, row, key)
    return shown


def open_pauses(org: Organization, user_id: str) -> list[JsonObject]:
    """The pauses that are not over."""
    return [
        pause
        for pause in org.rows("interviewerPause", userId=user_id)
        if pause["endsAt"] is None or at(pause["endsAt"]) > org.now
    ]


def is_paused(org: Organization, user_id: str) -> bool:
    """Whether a user is paused from interviewing right now."""
    return any(at(pause["startsAt"]) <= org.now for pause in open_pauses(org, user_id))


def present_pause(row: JsonObject) -> JsonObject:
    """A pause from interviewing; one without an end has null there."""
    return {name: row[name] for name in _PAUSE}


def present_settings(org: Organization, user_id: str) -> JsonObject:
    """A user's interview limits under the user's id; null is no limit."""
    row = org.table("interviewerSettings").get(user_id, {})
    return {"id": user_id, "dailyLimit": row.get("dailyLimit"), "weeklyLimit": row.get("weeklyLimit")}
