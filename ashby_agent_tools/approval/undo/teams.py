"""How changes of teams, interviewer pools, interviews, users and webhooks are undone."""

from __future__ import annotations

from collections.abc import Mapping

from ashby_agent_tools.approval.record_reads import reading
from ashby_agent_tools.approval.undo._residue import CALENDAR, DELIVERED, EXTRA_DATA, SEEN
from ashby_agent_tools.approval.undo._rule import (
    RECORD,
    Answers,
    State,
    StateUnknown,
    UndoRule,
    at,
    flag,
    made,
    reads_of,
    record,
    setter,
)
from ashby_agent_tools.approval.undo.applications import of_team
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = ["RULES"]

_QUALIFIED = "qualified"


# pools


def _place(sent: JsonObject, answers: Answers) -> State:
    """Whether a user is in the pool, and in training at which stage."""
    found = record(answers)
    if any(at(it, "id") == sent["userId"] for it in found.get("qualifiedMembers") or ()):
        return {"place": _QUALIFIED}
    trainee = next((it for it in found.get("trainees") or () if at(it, "id") == sent["userId"]), None)
    return {"place": at(trainee, "currentProgress.trainingPathStageId")}


def _place_left(sent: JsonObject, before: State, answer: Json) -> State:  # noqa: ARG001
    return {"place": sent.get("interviewerPoolTrainingPathStageId") or _QUALIFIED}


def _place_back(sent: JsonObject, before: State, answer: Json) -> JsonObject | None:  # noqa: ARG001
    """Out of the pool again. Who was in it before would lose more than the call gave."""
    if before["place"] is not None:
        return None
    return {"interviewerPoolId": sent["interviewerPoolId"], "userId": sent["userId"]}


# limits


def _limits(sent: JsonObject, answers: Answers) -> State:
    found = record(answers)
    return {name: found.get(name) for name in ("dailyLimit", "weeklyLimit") if name in sent}


def _limits_left(sent: JsonObject, before: State, answer: Json) -> State:  # noqa: ARG001
    return {name: None if sent[name] == "none" else sent[name] for name in before}


def _limits_back(sent: JsonObject, before: State, answer: Json) -> JsonObject | None:  # noqa: ARG001
    old = {name: "none" if value is None else value for name, value in before.items()}
    return {"userId": sent["userId"], **old} if old else None


# pauses


def _pauses(sent: JsonObject, identity: Json) -> Mapping[str, Operation]:  # noqa: ARG001
    return {RECORD: reading("user.listInterviewerPauses", userId=sent["userId"])}


def _pause(sent: JsonObject, answers: Answers) -> State:
    found = answers.get(RECORD)
    if isinstance(found, list):
        found = next((it for it in found if at(it, "id") == sent.get("id")), {})
    return {name: at(found, name) for name in ("startsAt", "endsAt", "comment")}


# interviews


def _events(sent: JsonObject) -> list[JsonObject]:
    given = sent["interviewEvent"]
    return given if isinstance(given, list) else [given]


def _event_reads(sent: JsonObject) -> Mapping[str, Operation]:
    return {RECORD: reading("interviewEvent.list", interviewScheduleId=sent["interviewScheduleId"], limit=100)}


def _booked(sent: JsonObject, answers: Answers) -> State:
    found = answers.get(RECORD)
    rows = {at(it, "id"): it for it in found} if isinstance(found, list) else {}
    ids = [it["interviewEventId"] for it in _events(sent)]
    if not set(ids) <= rows.keys():
        raise StateUnknown(RECORD)
    return {identity: _event(rows[identity]) for identity in ids}


def _event(row: JsonObject) -> JsonObject:
    people = [
        {"email": it.get("email"), "feedbackRequired": bool(it.get("isFeedbackRequired", True))}
        for it in row.get("interviewers") or ()
    ]
    return {name: row.get(name) for name in ("startTime", "endTime", "interviewId")} | {"interviewers": people}


def _booked_left(sent: JsonObject, before: State, answer: Json) -> State:
    try:
        return _booked(sent, {RECORD: at(answer, "interviewEvents")})
    except StateUnknown:
        return {
            identity: old
            | {name: event[name] for name in ("startTime", "endTime", "interviewId") if name in event}
            | {"interviewers": [{"feedbackRequired": True} | it for it in event["interviewers"]]}
            for event in _events(sent)
            for identity, old in before.items()
            if identity == event["interviewEventId"]
        }


def _booked_back(sent: JsonObject, before: State, answer: Json) -> JsonObject:  # noqa: ARG001
    events = [{"interviewEventId": identity, **old} for identity, old in before.items()]
    one = events[0] if isinstance(sent["interviewEvent"], dict) else events
    return {"interviewScheduleId": sent["interviewScheduleId"], "interviewEvent": one}


def _booked_stays(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    extra = any("extraData" in it for it in _events(sent))
    return (CALENDAR, EXTRA_DATA) if extra else (CALENDAR,)


# webhooks


def _webhook(identity: Json) -> Mapping[str, Operation]:
    return {RECORD: reading("webhook.info", webhookId=identity)}


def _setting(sent: JsonObject, answers: Answers) -> State:  # noqa: ARG001
    found = record(answers)
    return {name: found.get(name) for name in ("requestUrl", "enabled")}


def _setting_left(sent: JsonObject, before: State, answer: Json) -> State:
    if at(answer, "id") == sent["webhookId"]:
        return _setting(sent, {RECORD: answer})
    return before | {name: sent[name] for name in before if name in sent}


def _setting_back(sent: JsonObject, before: State, answer: Json) -> JsonObject:  # noqa: ARG001
    off = {} if before["enabled"] else {"enabled": False}  # else a ping that succeeds switches it on
    return {"webhookId": sent["webhookId"], **{name: before[name] for name in before if name in sent}, **off}


def _delivered(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return (DELIVERED,)


RULES: Mapping[str, UndoRule] = {
    "hiringTeam.addMember": of_team(to=True),
    "hiringTeam.removeMember": of_team(to=False),
    "interviewSchedule.update": UndoRule(_event_reads, _booked, _booked_left, _booked_back, _booked_stays),
    "interviewerPool.addUser": UndoRule(
        reads_of("interviewerPoolId"),
        _place,
        _place_left,
        _place_back,
        lambda sent, before: (SEEN,),  # noqa: ARG005
    ),
    "interviewerPool.archive": flag("interviewerPoolId", "isArchived", to=True),
    "interviewerPool.restore": flag("interviewerPoolId", "isArchived", to=False),
    "interviewerPool.update": setter(
        "interviewerPoolId", {"title": "title", "requiresTraining": "trainingPath.enabled"}
    ),
    "user.createInterviewerPause": made("interviewerPauseId", _pauses, _pause),
    "user.updateInterviewerSettings": UndoRule(
        lambda sent: {RECORD: reading("user.interviewerSettings", userId=sent["userId"])},
        _limits,
        _limits_left,
        _limits_back,
    ),
    "webhook.create": made("webhookId", lambda sent, identity: _webhook(identity), _setting, stays=_delivered),  # noqa: ARG005
    "webhook.update": UndoRule(
        lambda sent: _webhook(sent["webhookId"]), _setting, _setting_left, _setting_back, _delivered
    ),
}
