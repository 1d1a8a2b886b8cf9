"""Rules of users: colleagues, their interview limits and pauses, and their custom fields."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.users import (
    UserCreateInterviewerPause,
    UserDeleteInterviewerPause,
    UserInfo,
    UserInterviewerSettings,
    UserList,
    UserListInterviewerPauses,
    UserSearch,
    UserSetCustomFieldValue,
    UserSetCustomFieldValues,
    UserUpdateInterviewerSettings,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal, iso
from ashby_agent_tools.simulator.rules import Ask, Page, rule
from ashby_agent_tools.simulator.rules._custom_values import set_values
from ashby_agent_tools.simulator.rules._times import at
from ashby_agent_tools.simulator.rules._user_shape import open_pauses, present_pause, present_settings, present_user


@rule("user.list", source="[S]")
def listing(org: Organization, ask: Ask[UserList]) -> Page:
    """Users, deactivated ones on request."""
    rows = [row for row in org.table("user").values() if ask.op.includeDeactivated or row["isEnabled"]]
    return Page(rows, lambda row: present_user(org, row, ask.key, custom=True), sync_kind="user")


@rule("user.info", source="[S]", guesses=("an unknown id answers user_not_found",))
def info(org: Organization, ask: Ask[UserInfo]) -> Json:
    """One user, deactivated or not."""
    return present_user(org, org.get("user", ask.op.userId), ask.key, custom=True)


@rule("user.search", source="[S]", guesses=("capitals do not count", "deactivated users are found"))
def search(org: Organization, ask: Ask[UserSearch]) -> Json:
    """The user with exactly this email address, or nobody."""
    wanted = ask.op.email.strip().lower()
    found = [row for row in org.table("user").values() if (row.get("email") or "").lower() == wanted]
    return [present_user(org, row, ask.key, custom=True) for row in found[:1]]


@rule("user.interviewerSettings", source="[S]", guesses=("the id in the answer is the user's",))
def interviewer_settings(org: Organization, ask: Ask[UserInterviewerSettings]) -> Json:
    """How many interviews a day and a week; null is no limit."""
    return present_settings(org, org.get("user", ask.op.userId)["id"])


@rule("user.updateInterviewerSettings", source="[S]", guesses=("a limit below 0 answers invalid_input",))
def update_interviewer_settings(org: Organization, ask: Ask[UserUpdateInterviewerSettings]) -> Json:
    """What is sent is set, null lifts the limit, what is not sent stays."""
    user_id = org.get("user", ask.op.userId)["id"]
    settings = present_settings(org, user_id)
    for name in ("dailyLimit", "weeklyLimit"):
        if ask.sent(name):
            settings[name] = getattr(ask.op, name)
            if settings[name] is not None and settings[name] < 0:
                raise Refusal("invalid_input", f"{name} must not be negative.")
    if settings["dailyLimit"] is None and settings["weeklyLimit"] is None:
        org.remove("interviewerSettings", user_id)
    else:
        org.add("interviewerSettings", settings, stamped=False)
    return present_settings(org, user_id)


@rule("user.listInterviewerPauses", source="[S]")
def list_pauses(org: Organization, ask: Ask[UserListInterviewerPauses]) -> Json:
    """The user's pauses that are not over."""
    user = org.get("user", ask.op.userId)
    return [present_pause(row) for row in open_pauses(org, user["id"])]


@rule(
    "user.createInterviewerPause",
    source="[S]",
    guesses=("a second pause answers invalid_input", "an end before the start answers invalid_input"),
)
def create_pause(org: Organization, ask: Ask[UserCreateInterviewerPause]) -> Json:
    """A pause, from now and open-ended unless told; one per user."""
    op = ask.op
    user = org.get("user", op.userId)
    if open_pauses(org, user["id"]):
        raise Refusal("invalid_input", "The user has an interviewer pause already: delete it first.")
    starts = at(op.startsAt) if op.startsAt else org.now
    ends = at(op.endsAt) if op.endsAt else None
    if ends is not None and ends <= starts:
        raise Refusal("invalid_input", "endsAt must be after startsAt.")
    row: JsonObject = {
        "userId": user["id"],
        "startsAt": iso(starts),
        "endsAt": iso(ends) if ends else None,
        "comment": op.comment,
    }
    return present_pause(org.add("interviewerPause", row))


@rule("user.deleteInterviewerPause", source="[S]", guesses=("an unknown id answers interviewer_pause_not_found",))
def delete_pause(org: Organization, ask: Ask[UserDeleteInterviewerPause]) -> Json:
    """The pause is gone."""
    row = org.get("interviewerPause", ask.op.interviewerPauseId)
    org.remove("interviewerPause", row["id"])
    return {"id": row["id"]}


@rule("user.setCustomFieldValue", source="[S]", guesses=("a field of another kind of object answers invalid_input",))
def set_custom_value(org: Organization, ask: Ask[UserSetCustomFieldValue]) -> Json:
    """One custom field of one user."""
    row = org.get("user", ask.op.userId)
    done = set_values(org, row, "Employee", [(ask.op.fieldId, ask.op.fieldValue)])
    org.touch("user", row)
    return done[0]


@rule(
    "user.setCustomFieldValues", source="[S]", guesses=("all values are set or none", "the answer holds what was set")
)
def set_custom_values(org: Organization, ask: Ask[UserSetCustomFieldValues]) -> Json:
    """Several custom fields of one user, all or none."""
    row = org.get("user", ask.op.userId)
    done = set_values(org, row, "Employee", [(change.fieldId, change.fieldValue) for change in ask.op.values])
    org.touch("user", row)
    return done
