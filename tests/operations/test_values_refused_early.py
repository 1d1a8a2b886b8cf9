"""Values that Ashby would take and that nobody means: refused with the form that is meant, before a person is asked."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from valid_arguments import EPOCH, MOMENT, SIMULATED, World, cases

from ashby_agent_tools import Call, Decision, MemoryStore, Session, Toolset, errors, webhooks
from ashby_agent_tools.simulator import Simulator

SOME_ID = "11111111-1111-4111-8111-111111111111"
EVERYTHING = Toolset.all()


def refused(name: str, arguments: dict[str, Any]) -> str:
    with pytest.raises(errors.InvalidArguments) as caught:
        EVERYTHING.prepare(name, arguments)
    return str(caught.value)


@pytest.mark.parametrize("value", [1_790_812_800, "1790812800", 2026, 20260314, "20260314", 1, -86_400, 99_999_999_999])
@pytest.mark.parametrize(
    ("name", "field"),
    [("application.list", "createdAfter"), ("job.list", "closedBefore"), ("candidate.list", "createdBefore")],
)
def test_a_time_that_cannot_be_milliseconds_is_refused(name: str, field: str, value: Any) -> None:
    said = refused(name, {field: value})
    assert field in said
    assert "ISO 8601" in said


@pytest.mark.parametrize("value", [0, 1_773_500_400_000, "1773500400000", "2026-03-14T15:00:00Z", "2026-03-14"])
def test_a_time_in_milliseconds_or_iso_is_taken(value: Any) -> None:
    EVERYTHING.prepare("application.list", {"createdAfter": value})


def test_a_schema_says_which_form_a_time_has() -> None:
    assert EVERYTHING["application.list"].schema["properties"]["createdAfter"]["description"] == "ISO 8601 or epoch ms"


# --- interviews

DAY = "2031-03-14T"


def booking(start: str, end: str, door: str = "create") -> tuple[str, dict[str, Any]]:
    event = {"startTime": start, "endTime": end, "interviewers": [{"email": "ada@example.com"}]}
    if door == "create":
        return "interviewSchedule.create", {"applicationId": SOME_ID, "interviewEvents": [event]}
    return "interviewSchedule.update", {"interviewScheduleId": SOME_ID, "interviewEvent": event}


@pytest.mark.parametrize("door", ["create", "update"])
@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (f"{DAY}11:00:00Z", f"{DAY}10:00:00Z", "before it starts"),
        (f"{DAY}10:00:00Z", f"{DAY}10:00:00Z", "before it starts"),
        (f"{DAY}10:00:00+01:00", f"{DAY}09:00:00Z", "before it starts"),
        (f"{DAY}10:00:00", f"{DAY}09:30:00Z", "before it starts"),
        ("2031-03-14", f"{DAY}10:00:00Z", "no time of day"),
        (f"{DAY}10:00:00Z", "2031-03-15", "no time of day"),
        ("20310314", "20310315", "no time of day"),
    ],
)
def test_an_interview_that_cannot_take_place_is_refused(start: str, end: str, says: str, door: str) -> None:
    assert says in refused(*booking(start, end, door))


def test_an_interview_over_midnight_and_over_zones_is_taken() -> None:
    EVERYTHING.prepare(*booking(f"{DAY}23:30:00Z", "2031-03-15T00:30:00Z"))
    EVERYTHING.prepare(*booking(f"{DAY}10:00:00+02:00", f"{DAY}09:00:00Z"))


PAST = "2020-03-14T"


@pytest.fixture
def questions() -> tuple[Session, list[str]]:
    """A conversation whose store goes by the real clock, and the questions that were asked in it."""
    asked: list[str] = []

    def approver(call: Call, question: str) -> Decision:
        asked.append(question)
        return Decision.deny("No.", by="Robin", call=call)

    return Session(EVERYTHING, Simulator().client(), approver=approver), asked


def from_now(**later: float) -> str:
    return (datetime.now(tz=UTC) + timedelta(**later)).isoformat(timespec="seconds")


@pytest.mark.parametrize("door", ["create", "update"])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (f"{PAST}10:00:00Z", f"{PAST}11:00:00Z"),
        (f"{PAST}10:00:00+02:00", f"{DAY}11:00:00Z"),
        (from_now(hours=-1), from_now(hours=1)),
        (from_now(days=-1), from_now(days=-1, hours=1)),
    ],
    ids=["years ago", "begun years ago", "an hour ago", "yesterday"],  # equal in all processes of a run
)
def test_nobody_is_asked_about_an_interview_in_the_past(
    start: str, end: str, door: str, questions: tuple[Session, list[str]]
) -> None:
    session, asked = questions
    with pytest.raises(errors.Declined, match=r"would have started at .* give a time in the future. Nothing was sent"):
        session.run(*booking(start, end, door))
    name, arguments = booking(start, end, door)
    with pytest.raises(errors.Declined, match="would have started"):
        session.question(session.prepare(name, arguments))
    assert not asked


def test_one_bad_interview_among_several_is_enough(questions: tuple[Session, list[str]]) -> None:
    session, asked = questions
    name, arguments = booking(f"{DAY}10:00:00Z", f"{DAY}11:00:00Z")
    arguments["interviewEvents"].append(booking(f"{PAST}10:00:00Z", f"{PAST}11:00:00Z")[1]["interviewEvents"][0])
    with pytest.raises(errors.Declined, match="would have started"):
        session.run(name, arguments)
    assert not asked


def booked(session: Session) -> tuple[str, str]:
    """An application, and its schedule with one interview."""
    schedule = session.run("interviewSchedule.list", {}).data[0]
    return schedule["applicationId"], schedule["id"]


def test_an_interview_that_starts_now_can_be_scheduled(questions: tuple[Session, list[str]]) -> None:
    session, asked = questions
    name, arguments = booking(from_now(minutes=-5), from_now(minutes=55))
    arguments["applicationId"] = booked(session)[0]
    with pytest.raises(errors.Declined, match="No."):
        session.run(name, arguments)
    assert len(asked) == 1


@pytest.mark.parametrize("change", ["edited", "cancelled", "called off"])
def test_an_interview_that_took_place_can_still_be_changed(change: str, questions: tuple[Session, list[str]]) -> None:
    session, asked = questions
    identity = booked(session)[1]
    event = session.run("interviewEvent.list", {"interviewScheduleId": identity}).data[0]
    name, arguments = booking(f"{PAST}10:00:00Z", f"{PAST}11:00:00Z", "update")
    arguments["interviewScheduleId"] = identity
    if change == "edited":
        arguments["interviewEvent"]["interviewEventId"] = event["id"]
    elif change == "cancelled":
        arguments = {"interviewScheduleId": identity, "interviewEventIdToCancel": event["id"]}
    else:
        name, arguments = "interviewSchedule.cancel", {"id": identity}
    with pytest.raises(errors.Declined, match="No."):
        session.run(name, arguments)
    assert len(asked) == 1


# --- addresses


@pytest.mark.parametrize(
    "value",
    [
        "a@example.com,b@example.com",
        "a@example.com; b@example.com",
        "a@example.com b@example.com",
        "a@example.com\nb@example.com",
        "a@b@example.com",
        "Ada Lovelace <ada@example.com>",
    ],
)
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("candidate.create", lambda it: {"name": "Ada", "email": it}),
        ("candidate.create", lambda it: {"name": "Ada", "alternateEmailAddresses": [it]}),
        ("candidate.update", lambda it: {"candidateId": SOME_ID, "email": it}),
        ("candidate.search", lambda it: {"email": it}),
        ("user.search", lambda it: {"email": it}),
    ],
)
def test_a_field_for_one_address_takes_one(name: str, arguments: Any, value: str) -> None:
    assert "one email address" in refused(name, arguments(value))


def test_white_space_around_an_address_is_taken_off() -> None:
    call = EVERYTHING.prepare("candidate.update", {"candidateId": SOME_ID, "email": " ada@example.com\n"})
    assert call.arguments["email"] == "ada@example.com"


# --- webhooks


@pytest.mark.parametrize("stray", ["s3cret\n", "s3cret\r\n", " s3cret", b"s3cret\n"])
def test_a_secret_with_stray_white_space_still_checks(stray: str | bytes) -> None:
    body = b'{"action": "ping"}'
    signature = "sha256=" + hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    assert webhooks.verify(body, signature, stray)
    assert not webhooks.verify(body + b" ", signature, stray)


def test_a_secret_that_really_has_white_space_around_it_checks_too() -> None:
    signature = "sha256=" + hmac.new(b"s3cret\n", b"{}", hashlib.sha256).hexdigest()
    assert webhooks.verify(b"{}", signature, "s3cret\n")
    assert not webhooks.verify(b"{}", signature, "s3cret")


HOOK = {"webhookType": "jobCreate", "requestUrl": "https://hooks.example.com/a"}
HOOKS = {"webhook.create": HOOK, "webhook.update": {"webhookId": SOME_ID}}


@pytest.mark.parametrize("name", list(HOOKS))
@pytest.mark.parametrize("stray", ["s3cret\n", "s3cret\r\n", " s3cret", "\ts3cret\u2003"])
def test_a_secret_is_set_without_stray_white_space(stray: str, name: str) -> None:
    call = EVERYTHING.prepare(name, {**HOOKS[name], "secretToken": stray})
    assert call.operation.body()["secretToken"] == "s3cret"


@pytest.mark.parametrize("name", list(HOOKS))
@pytest.mark.parametrize("blank", ["", "\n", " \t", "\u2003"])
def test_a_blank_secret_is_refused(blank: str, name: str) -> None:
    assert "the secret is blank" in refused(name, {**HOOKS[name], "secretToken": blank})


def test_white_space_within_a_secret_belongs_to_it() -> None:
    call = EVERYTHING.prepare("webhook.update", {**HOOKS["webhook.update"], "secretToken": "s3 cret"})
    assert call.operation.body()["secretToken"] == "s3 cret"


@pytest.mark.parametrize("blank", ["\n", "  ", b"\r\n"])
def test_a_blank_secret_is_none(blank: str | bytes) -> None:
    with pytest.raises(errors.UsageError, match="empty"):
        webhooks.verify(b"{}", "sha256=", blank)


# --- ids as models copy them


@pytest.fixture
def seen() -> tuple[Session, str, str]:
    """A conversation that was shown people, the short id of one, and the name."""
    session = Session(EVERYTHING, Simulator().client(), store=MemoryStore(first_short_id=100))
    first = session.run("candidate.list", {"limit": 3})
    return session, re.findall(r"cand_\d+", first.text)[0], first.data[0]["name"]


@pytest.mark.parametrize("cell", ["{name} ({short})", "({short})", "{name}  ({short}) "])
def test_a_pasted_cell_is_the_id_in_it(seen: tuple[Session, str, str], cell: str) -> None:
    session, short, name = seen
    call = session.prepare("candidate.info", {"id": cell.format(name=name, short=short)})
    assert call.arguments == session.prepare("candidate.info", {"id": short}).arguments


@pytest.mark.parametrize("text", ["Ada (cand_99999)", "Ada (cand_100) (cand_101)", "cand_100 (Ada)", "Ada cand_100"])
def test_a_cell_that_names_nobody_for_certain_is_refused(seen: tuple[Session, str, str], text: str) -> None:
    with pytest.raises(errors.InvalidArguments):
        seen[0].prepare("candidate.info", {"id": text})


def test_a_bad_id_is_told_the_form_that_results_show(seen: tuple[Session, str, str]) -> None:
    with pytest.raises(errors.InvalidArguments, match=r"a short id such as cand_123 or a full UUID"):
        seen[0].prepare("candidate.info", {"id": "Ada"})
    assert "it must be a full UUID" in refused("candidate.info", {"id": "Ada"})


BEYOND = ("9999-12-31T23:59:59.999999-14:00", "0001-01-01T00:00:00+14:00")
"""Times that have a form and no moment in UTC."""


def times_in(arguments: Any) -> list[tuple[Any, Any]]:
    """Every place in arguments that holds a time, as its holder and key."""
    found = []
    for key, value in arguments.items() if isinstance(arguments, dict) else enumerate(arguments):
        if value in (MOMENT, EPOCH) or (isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value)):
            found.append((arguments, key))
        elif isinstance(value, dict | list):
            found += times_in(value)
    return found


@pytest.mark.parametrize("beyond", BEYOND)
def test_no_operation_takes_a_time_that_is_beyond_the_calendar_in_utc(beyond: str) -> None:
    world, tried = World(), 0
    for name in SIMULATED:
        world.reset()
        for arguments in cases(world, name):
            for number in range(len(times_in(arguments))):
                broken = json.loads(json.dumps(arguments))
                holder, key = times_in(broken)[number]
                holder[key] = beyond
                assert "Nothing was sent" in refused(name, broken)
                tried += 1
    assert tried > 20
