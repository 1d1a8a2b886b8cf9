"""Hiring teams as Ashby shows them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["present_member", "present_team"]


def present_member(org: Organization, member: JsonObject) -> JsonObject:
    """One member of a hiring team: the user and the title of their role."""
    user = org.get("user", member["userId"])
    shown = {name: user[name] for name in ("firstName", "lastName", "email")}
    return {**shown, "role": member["role"], "userId": user["id"]}


def present_team(org: Organization, row: JsonObject) -> list[JsonObject]:
    """The hiring team of an application, job or opening version."""
    return [present_member(org, member) for member in row.get("hiringTeam") or ()]
