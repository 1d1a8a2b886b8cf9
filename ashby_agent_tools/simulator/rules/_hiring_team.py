"""Joining and leaving hiring teams, kept in one order so that leaving and joining again changes nothing."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules._application_shape import present_application
from ashby_agent_tools.simulator.rules._team_shape import present_member
from ashby_agent_tools.simulator.webhooks import fire_all

__all__ = ["in_order", "join", "leave"]


def in_order(org: Organization, team: list[JsonObject]) -> list[JsonObject]:
    """A team by role, in the order of the roles, then by user."""
    titles = [role["title"] for role in org.table("hiringTeamRole").values()]
    places = {title: place for place, title in reversed(list(enumerate(titles)))}
    return sorted(team, key=lambda member: (places.get(member["role"], len(titles)), member["userId"]))


def join(org: Organization, kind: str, row: JsonObject, user_id: str, role_id: str, key: ApiKey) -> Json:
    """Give a user a role on the team of an application, job or opening version."""
    member = _member(org, user_id, role_id)
    if member not in row["hiringTeam"]:
        row["hiringTeam"] = in_order(org, [*row["hiringTeam"], member])
        _tell(org, kind, row, key)
    return present_member(org, member)


def leave(org: Organization, kind: str, row: JsonObject, user_id: str, role_id: str, key: ApiKey) -> Json:
    """Take a role away."""
    member = _member(org, user_id, role_id)
    if member not in row["hiringTeam"]:
        raise Refusal("hiring_team_member_not_found", "The user does not have this role on this hiring team.")
    row["hiringTeam"] = [other for other in row["hiringTeam"] if other != member]
    _tell(org, kind, row, key)
    return present_member(org, member)


def _member(org: Organization, user_id: str, role_id: str) -> JsonObject:
    user = org.get("user", user_id)
    return {"userId": user["id"], "role": org.get("hiringTeamRole", role_id)["title"]}


def _tell(org: Organization, kind: str, row: JsonObject, key: ApiKey) -> None:
    org.touch(kind, row)
    if kind == "application":
        fire_all(org, "applicationUpdate", {"application": present_application(org, row, key)})
