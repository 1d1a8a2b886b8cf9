"""Times, addresses and ids as they are copied from other places: taken where they mean one thing, else refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ashby_agent_tools import MemoryStore, Session, Toolset, errors
from ashby_agent_tools.simulator import Simulator

SOME_ID = "1a111111-1111-4111-8111-11111111111a"
EVERYTHING = Toolset.all()
START = "2031-03-14T10:00:00Z"


def body(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return EVERYTHING.prepare(name, arguments).operation.body()


def refused(name: str, arguments: dict[str, Any]) -> str:
    with pytest.raises(errors.InvalidArguments, match="Nothing was sent") as caught:
        EVERYTHING.prepare(name, arguments)
    return str(caught.value)


# --- times

NO_TIMES = [
    "2026-02-30", "2026-01-01T00:00:00+25:00", "2026-03-14T15:00:00[Europe/Berlin]", "2026-03-14T15:00:00 CET",
    "2026-03-14T15:00:60Z", "14.03.2026", "March 14, 2026", "yesterday", "1773500400.123", "1,773,500,400,000",
    "1.7735004e12", "\uff11\uff17\uff17\uff13\uff15\uff10\uff10\uff14\uff10\uff10\uff10\uff10\uff10", "", " ",
    "1773500400000000", "2026-03-14T15:00:00\u221201:00",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_not_a_time_is_refused_in_every_kind_of_field(text: str) -> None:
    assert "createdAfter" in refused("application.list", {"createdAfter": text})
    assert "createdAt" in refused("candidate.createNote", {"candidateId": SOME_ID, "note": "x", "createdAt": text})
    assert "startTime" in refused(*interview(text, "2031-03-14T11:00:00Z"))
    if text != "2026-03-14T15:00:00[Europe/Berlin]":
        assert "targetHireDate" in refused("opening.create", {"identifier": "1", "targetHireDate": text})


def interview(start: str, end: str) -> tuple[str, dict[str, Any]]:
    event = {"startTime": start, "endTime": end, "interviewers": [{"email": "ada@example.com"}]}
    return "interviewSchedule.create", {"applicationId": SOME_ID, "interviewEvents": [event]}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("2031-03-14T10:00:00Z", "2031-03-14T10:00:00Z"),
        ("2031-03-14T10:00+02:00", "2031-03-14T10:00+02:00"),
        ("2031-03-14T10:00:00.123Z", "2031-03-14T10:00:00.123Z"),
        ("2031-03-14T10:00", "2031-03-14T10:00Z"),
        ("2031-03-14 10:00", "2031-03-14T10:00:00Z"),
        ("2031-03-14t10:00:00z", "2031-03-14T10:00:00Z"),
        ("2031-03-14T10:00:00 Z", "2031-03-14T10:00:00Z"),
        ("20310314T100000+0200", "2031-03-14T10:00:00+02:00"),
        ("2031-W11-5T10", "2031-03-14T10:00:00Z"),
        ("2031-03-14X10:00:00Z", "2031-03-14T10:00:00Z"),
        ("2031-03-14T10:00:00,5Z", "2031-03-14T10:00:00.500000Z"),
        ("2031-03-14T10:00:00+01:00:30", "2031-03-14T08:59:30Z"),
    ],
)
def test_a_time_leaves_in_a_form_that_every_reader_takes(given: str, sent: str) -> None:
    """Ashby reads times as JavaScript does, which takes few of the forms of ISO 8601 and guesses a zone."""
    assert body(*interview(given, "2031-03-14T23:00:00Z"))["interviewEvents"][0]["startTime"] == sent


@pytest.mark.parametrize("given", ["20310314", " 2031-03-14\n", "2031-W11-5", "2031-03-14"])
def test_a_day_leaves_in_its_usual_form(given: str) -> None:
    assert body("opening.create", {"identifier": "1", "targetHireDate": given})["targetHireDate"] == "2031-03-14"
    assert "no time of day" in refused(*interview(given, "2031-03-14T23:00:00Z"))


# --- addresses

FIELDS = {
    "candidate.update": lambda it: {"candidateId": SOME_ID, "alternateEmail": it},
    "candidate.create": lambda it: {"name": "Ada", "alternateEmailAddresses": [it]},
    "interviewSchedule.create": lambda it: {
        "applicationId": SOME_ID,
        "interviewEvents": [{"startTime": START, "endTime": "2031-03-14T11:00:00Z", "interviewers": [{"email": it}]}],
    },
}


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("<ada@example.com>", "ada@example.com"),
        ("mailto:ada@example.com", "ada@example.com"),
        ("ada@example.com\u200b", "ada@example.com"),
        ("\ufeff\tada@example.com\u00a0", "ada@example.com"),
        ("ada.o'neil+x@ex\u00e4mple.com", "ada.o'neil+x@ex\u00e4mple.com"),
        ("ada@xn--exmple-cua.com", "ada@xn--exmple-cua.com"),
    ],
)
def test_an_address_is_taken_without_what_was_copied_with_it(name: str, given: str, sent: str) -> None:
    assert repr(sent) in repr(body(name, FIELDS[name](given)))


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    "given",
    [
        "a@example.com,b@example.com", "a@example.com\u3001b@example.com", "a@example.com|b@example.com",
        "[ada@example.com](mailto:ada@example.com)", '"Ada, B" <ada@example.com>', "ada@example.com (work)",
        "ada@example.com.", "ada@example..com", "ada\u202e@example.com", "ada\uff20example.com",
        "'ada@example.com'", "ada(at)example.com", "ada", "@example.com", "ada@", "", " \u200b",
    ],
)  # fmt: skip
def test_what_is_not_one_address_for_certain_is_refused(name: str, given: str) -> None:
    assert "one email address" in refused(name, FIELDS[name](given))


@pytest.mark.parametrize("given", ["a@example.com, b@example.com", "Ada <ada@example.com>", "ada@example.com."])
def test_a_search_takes_one_address_too(given: str) -> None:
    for name in ("user.search", "candidate.search"):
        assert "one email address" in refused(name, {"email": given})
        assert body(name, {"email": " <ada@example.com>"}) == {"email": "ada@example.com"}


# --- ids


@pytest.fixture(scope="module")
def seen() -> tuple[Session, str]:
    """A conversation that was shown people, and the short id of one."""
    session = Session(EVERYTHING, Simulator().client(), store=MemoryStore(first_short_id=100))
    return session, re.findall(r"cand_\d+", session.run("candidate.list", {"limit": 3}).text)[0]


AROUND = [
    "{id}\n", "{id}\u200b", "\ufeff{id}", "{{{id}}}", "`{id}`", '"{id}"', "**{id}**", "<{id}>", "#{id}", "Ada ({id})",
    "Ada (Bob) Lovelace ({id})", "Engineer :) (remote) ({id}) ", "[Ada]({id})", "A\nb ({id})",
]  # fmt: skip


@pytest.mark.parametrize("around", AROUND)
def test_an_id_is_found_in_what_is_put_around_it(seen: tuple[Session, str], around: str) -> None:
    """Titles such as `Engineer (remote)` have brackets of their own in front of the id."""
    session, short = seen
    known = session.prepare("candidate.info", {"id": short}).arguments
    for one in (short, short.upper(), known["id"], str(known["id"]).upper()):
        assert session.prepare("candidate.info", {"id": around.format(id=one)}).arguments == known
    assert body("candidate.info", {"id": around.format(id=known["id"])}) == known


@pytest.mark.parametrize(
    "text",
    [
        "Ada ({id}) ({id})", "({id}) Ada", "Ada {id}", "id: {id}", "https://app.example.com/{id}", "${id}",
        "Ada ({id}).", "Ada (cand_99999)", "{id}0000", "", " ", "\u200b", "x" * 10_000 + "({id})",
    ],
)  # fmt: skip
def test_what_names_no_id_for_certain_is_refused(seen: tuple[Session, str], text: str) -> None:
    with pytest.raises(errors.InvalidArguments, match="Nothing was sent"):
        seen[0].prepare("candidate.info", {"id": text.format(id=seen[1])})
