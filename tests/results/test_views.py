"""What a text says of a page: what its counts count, what is empty, what was asked for, which times, whose ids."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import httpx
import pytest
import recruiter_questions

from ashby_agent_tools import Client, MemoryStore, Session, Toolset, deny
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import Declined, InvalidArguments
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.simulator import Simulator

EVERYTHING = Toolset.preset("everything")
PERSON = "00000000-0000-4000-8000-{:012d}"


def body(result: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.text)
    return found


def table(result: Any) -> dict[str, dict[str, Any]]:
    """The rows of a text, by the id, as columns by name."""
    text = body(result)
    return {line[0]: dict(zip(text["columns"], line, strict=True)) for line in text["data"]}


def answering(*pages: list[dict[str, Any]], endless: bool = False) -> Client:
    """A client whose every list is these pages; the cursor is the number of the next one."""

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(json.loads(request.content).get("cursor") or 0)
        more = endless or number + 1 < len(pages)
        rows = pages[number % len(pages)] if not endless else [person(10 * number), person(10 * number + 1)]
        found = {"success": True, "results": rows, "moreDataAvailable": more}
        return httpx.Response(200, json=found | ({"nextCursor": str(number + 1)} if more else {}))

    return Client("key", transport=httpx.MockTransport(answer))


def person(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": PERSON.format(number), "name": f"Person {number}", **fields}


@pytest.fixture(scope="module")
def company() -> Simulator:
    return Simulator(seed=7)


def asked(company: Simulator, endpoint: str, **arguments: Any) -> Any:
    with company.client() as client:
        return Session(EVERYTHING, client).run(endpoint, arguments)


# --- what is counted


@pytest.mark.parametrize(
    ("endpoint", "operation", "field"),
    [
        ("interviewSchedule.list", op.InterviewScheduleList(), "status"),
        ("application.list", op.ApplicationList(), "status"),
        ("candidate.list", op.CandidateList(), "name"),
    ],
)
async def test_one_call_counts_over_all_pages(
    company: Simulator, endpoint: str, operation: Operation, field: str
) -> None:
    with company.client() as client:
        everything = list(client.records(operation))
        session = Session(EVERYTHING, client, async_client=company.async_client())
        first = session.run(endpoint, {"limit": 50})
        assert "this page only" in body(first)["about"]["total"]
        again = {"ref": first.ref, "count_by": field, "all_pages": True}
        for result in (session.run("ashby_read_result", again), await session.arun("ashby_read_result", again)):
            about = body(result)["about"]
            assert about["all_pages"] == "whole"
            assert about["counted_records"] == len(everything)
            counts = {line[0]: line[-1] for line in body(result)["data"]}
            assert counts.items() <= Counter(str(record[field]) for record in everything).items()


def test_a_result_of_all_pages_is_kept_and_read_on_without_fetching(company: Simulator) -> None:
    sent: list[str] = []
    inner = company.transport()
    transport = httpx.MockTransport(lambda request: (sent.append(request.url.path), inner.handle_request(request))[1])
    with Client(company.key, base_url=company.client().base_url, transport=transport) as client:
        session = Session(EVERYTHING, client)
        first = session.run("interviewSchedule.list", {"limit": 100})
        whole = session.run("ashby_read_result", {"ref": first.ref, "all_pages": True})
        count = len(sent)
        some = session.run("ashby_read_result", {"ref": whole.ref, "where": {"status": "Complete"}})
    assert len(sent) == count
    assert body(some)["about"]["rows_in_result"] == len(whole.data) > len(first.data)


def test_a_page_that_is_the_last_one_says_nothing_of_a_total() -> None:
    result = Session(EVERYTHING, answering([person(1), person(2)])).run("candidate.list", {})
    assert "total" not in body(result)["about"]


@pytest.mark.parametrize("endless", [True, False])
def test_counting_stops_at_a_bound_and_says_whether_it_is_whole(*, endless: bool) -> None:
    client = answering([person(1), person(2)], [person(3)], endless=endless)
    session = Session(EVERYTHING, client)
    first = session.run("candidate.list", {})
    about = body(session.run("ashby_read_result", {"ref": first.ref, "count_by": "name", "all_pages": True}))["about"]
    assert about["all_pages"] == ("no: the first 20 only; narrow the call" if endless else "whole")
    assert about["counted_records"] == (40 if endless else 3)
    assert about.get("more_pages", False) is endless


def test_pages_are_fetched_under_the_policy_and_the_tools_of_the_conversation() -> None:
    store, client = MemoryStore(), answering([person(1)], [person(2)])
    first = Session(EVERYTHING, client, store=store).run("candidate.list", {})
    again = {"ref": first.ref, "all_pages": True}
    with pytest.raises(Declined, match="ashby_read_result needs ashby_candidate_list"):
        Session(EVERYTHING.with_policy(deny("candidate.list")), client, store=store).run("ashby_read_result", again)
    with pytest.raises(InvalidArguments):
        Session(EVERYTHING.without("candidate.list"), client, store=store).run("ashby_read_result", again)


# --- what is empty, and what was asked for

PHONE = {"value": "+1 555 0100", "type": "Personal", "isPrimary": True}


@pytest.mark.parametrize(
    ("endpoint", "some", "none", "name"),
    [
        (
            "candidate.list",
            {"phoneNumbers": [PHONE], "primaryPhoneNumber": PHONE},
            {"phoneNumbers": []},
            "phoneNumbers",
        ),
        ("candidate.list", {"customFields": [{"title": "Desk", "value": "4"}]}, {"customFields": []}, "customFields"),
        ("candidate.list", {"location": {"locationSummary": "Oslo"}}, {"location": None}, "location"),
        (
            "application.list",
            {"hiringTeam": [{"userId": PERSON.format(9), "firstName": "A", "lastName": "B", "role": "Recruiter"}]},
            {"hiringTeam": []},
            "hiringTeam",
        ),
        ("offer.list", {"formDefinition": {"sections": []}}, {"formDefinition": None}, "formDefinition"),
    ],
)
def test_empty_is_only_what_no_record_has(endpoint: str, some: Any, none: Any, name: str) -> None:
    records = [person(n, **(some if n % 3 else none), closedAt=None) for n in range(12)]
    about = body(Session(EVERYTHING, answering(records)).run(endpoint, {}))["about"]
    assert name not in about["empty"]
    assert "closedAt" in about["empty"]


def test_a_field_that_a_long_page_has_once_is_not_empty() -> None:
    records = [person(n, school="Abo Akademi" if n == 401 else None) for n in range(600)]
    about = body(Session(EVERYTHING, answering(records)).run("candidate.list", {}))["about"]
    assert "school" not in about.get("empty", [])


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("phoneNumbers", "phoneNumbers"),
        ("PHONENUMBERS", "phoneNumbers"),
        ("emailAddresses", "emailAddresses"),
        ("profileurl", "profileUrl"),
        ("creditedToUser.managerid", "creditedToUser.managerId"),
    ],
)
def test_what_was_asked_for_is_shown(company: Simulator, field: str, column: str) -> None:
    values = [row.get(column) for row in table(asked(company, "candidate.list", fields=[field])).values()]
    assert any(values)


def test_a_field_without_a_value_is_empty_and_an_unknown_one_is_named(company: Simulator) -> None:
    about = body(asked(company, "candidate.list", fields=["name", "nonsense"]))["about"]
    assert about["no_such_field"] == ["nonsense"]
    about = body(asked(company, "sequence.list", fields=["applicationId"]))["about"]
    assert "no_such_field" not in about
    assert about["empty"] == ["applicationId"]


def test_arguments_that_counting_cannot_use_are_named(company: Simulator) -> None:
    with company.client() as client:
        session = Session(EVERYTHING, client)
        ref = session.run("application.list", {}).ref
        part = session.run("ashby_read_result", {"ref": ref, "count_by": "status", "fields": ["job"], "limit": 2})
        assert body(part)["about"]["ignored"] == ["fields"]
        part = session.run("ashby_read_result", {"ref": ref, "text_offset": 3})
        assert body(part)["about"]["ignored"] == ["text_offset"]


# --- times, cuts, ids


def test_a_table_says_that_its_times_are_utc_and_cut_to_days() -> None:
    records = [person(n, createdAt=f"2026-03-1{n}T23:30:00-05:00", updatedAt="2026-03-14T00:10:00Z") for n in range(4)]
    session = Session(EVERYTHING, answering(records))
    result = session.run("candidate.list", {})
    assert body(result)["about"]["times"] == "UTC, cut to days"
    assert [row["createdAt"] for row in table(result).values()] == [f"2026-03-1{n + 1}" for n in range(4)]
    part = session.run("ashby_read_result", {"ref": result.ref, "fields": ["createdAt"]})
    assert body(part)["about"]["times"] == "UTC"
    assert [row["createdAt"] for row in table(part).values()] == [f"2026-03-1{n + 1}T04:30" for n in range(4)]
    assert "times" not in body(session.run("ashby_read_result", {"ref": result.ref, "fields": ["name"]}))["about"]


@pytest.mark.parametrize(("size", "cut"), [(40, False), (170, False), (40_000, True)])
def test_the_mark_for_cut_text_is_explained_where_something_was_cut(*, size: int, cut: bool) -> None:
    notes = [{"id": PERSON.format(n), "content": "words " * (size // 6)} for n in range(5)]
    result = Session(EVERYTHING, answering(notes)).run("candidate.listNotes", {"candidateId": PERSON.format(1)})
    assert ("…+n" in body(result)["about"]) is cut


@pytest.mark.parametrize(
    "endpoint",
    [
        "offer.list",
        "opening.list",
        "approval.list",
        "auditLog.list",
        "application.list",
        "job.list",
        "interviewSchedule.list",
    ],
)
def test_an_id_says_what_it_is_the_id_of(company: Simulator, endpoint: str) -> None:
    text = body(asked(company, endpoint))
    unnamed = set(re.findall(r"\bid_\d+", json.dumps(text))) - text.get("names", {}).keys()
    assert not unnamed


def test_a_version_is_not_taken_for_its_offer(company: Simulator) -> None:
    with company.client() as client:
        session = Session(EVERYTHING, client)
        versions = [row["latestVersion"] for row in table(session.run("offer.list", {})).values()]
        assert all(re.fullmatch(r"offerver_\d+", name) for name in versions)
        with pytest.raises(InvalidArguments, match="offer"):
            session.prepare("offer.info", {"offerId": versions[0]})
        approvals = table(session.run("approval.list", {})).values()
        assert {row["entityId"].split("_")[0] for row in approvals} == {"offerver", "job", "opening"}


# --- 120 questions


def test_the_text_answers_a_recruiter_and_one_call_more_answers_the_rest() -> None:
    by = Counter(answer.by for answer in recruiter_questions.answers())
    assert by.total() == 120
    assert by["no"] == 0
    assert by["text"] >= 100
    few = Counter(answer.by for answer in recruiter_questions.answers(tokens=400, kinds=["candidate", "offer"]))
    assert few["text"] < 8  # the check can fail: a text without room answers little
