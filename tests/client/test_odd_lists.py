"""A list that is answered with something else is a failure at every door, never an empty list; odd paging is read."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path
from typing import Any

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Session, Toolset, confirm_never, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.sync import Sync

PERSON = "00000000-0000-4000-8000-{:012d}"


@pytest.fixture(autouse=True)
def one_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """What may pass is not sent again: this is about what one answer means."""
    monkeypatch.setattr("ashby_agent_tools.client.wire._ATTEMPTS", 1)


def rows(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": PERSON.format(number), "name": f"Person {number}"} for number in numbers]


def page(*numbers: int, **paging: object) -> dict[str, Any]:
    return {"success": True, "results": rows(*numbers), **paging}


def transport(pages: list[Any]) -> httpx.MockTransport:
    waiting = list(pages)

    def answer(_: httpx.Request) -> httpx.Response:
        body = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return httpx.Response(200, content=json.dumps(body).encode(), headers={"x-ashby-request-id": "01LIST"})

    return httpx.MockTransport(answer)


def client(pages: list[Any]) -> Client:
    return Client("key", transport=transport(pages))


NO_LISTS = {
    "null": {"success": True, "results": None},
    "nothing": {"success": True},
    "an empty object": {"success": True, "results": {}},
    "one record": {"success": True, "results": rows(1)[0]},
    "paging within": {"success": True, "results": {"results": rows(1), "moreDataAvailable": True, "nextCursor": "a"}},
    "a text": {"success": True, "results": "none"},
    "a number": {"success": True, "results": 0},
    "true": {"success": True, "results": True},
}
EACH = pytest.mark.parametrize("answer", NO_LISTS.values(), ids=NO_LISTS)


@EACH
async def test_what_is_not_a_list_is_a_failure_and_no_empty_list(answer: dict[str, Any], tmp_path: Path) -> None:
    async with AsyncClient("key", transport=transport([answer])) as ashby:
        with pytest.raises(errors.ServerFailure, match="not an empty result"):
            await ashby.execute(op.CandidateList())
    session = Session(Toolset.all(), client([answer]))
    with pytest.raises(errors.ServerFailure) as caught:
        session.run("candidate.list", {})
    assert caught.value.request_id == "01LIST"
    for operation in (op.CandidateSearch(name="Ada"), op.SourceList()):
        with pytest.raises(errors.ServerFailure):
            client([answer]).execute(operation)
    sync = Sync(client([answer]), state=tmp_path / "state.db", lists=["candidate.list"])
    with pytest.raises(errors.ServerFailure):
        list(sync.changes())


@EACH
def test_a_second_page_that_is_not_a_list_ends_a_walk_with_an_error(answer: dict[str, Any], tmp_path: Path) -> None:
    first = page(1, moreDataAvailable=True, nextCursor="a")
    found = []
    with pytest.raises(errors.ServerFailure):
        for row in client([first, answer]).records(op.CandidateList()):
            found.append(row)  # noqa: PERF402  (what came before the error counts)
    assert found == rows(1)
    session = Session(Toolset.all(), client([first, first, answer]))
    ref = session.run("candidate.list", {}).ref
    with pytest.raises(errors.ServerFailure):  # not a UsageError, which no framework hands on to a model
        session.run("ashby_read_result", {"ref": ref, "all_pages": True, "count_by": "name"})
    whole = client([page(1, 2)])
    list(Sync(whole, state=tmp_path / "state.db", lists=["candidate.list"]).changes())
    again = Sync(client([first, answer]), state=tmp_path / "state.db", lists=["candidate.list"])
    gone = []
    with pytest.raises(errors.ServerFailure):
        gone += [change for change in again.changes() if change.gone]
    assert gone == []


@pytest.mark.parametrize(
    "answer", [{"success": True, "results": None}, {"success": True}, {"success": True, "results": {}}]
)
def test_a_record_that_is_null_is_no_row_and_the_text_says_so(answer: dict[str, Any]) -> None:
    session = Session(Toolset.all(), client([answer]))
    about = json.loads(session.run("candidate.info", {"id": PERSON.format(1)}).text)["about"]
    assert about["rows"] == 0
    assert "no such record" in about["note"]


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("True ", True),
        ("yes", True),
        ("1", True),
        (1, True),
        ("FALSE", False),
        (" no", False),
        ("0", False),
        (0, False),
    ],
)
def test_a_list_says_that_there_is_more_in_any_spelling(said: object, more: bool) -> None:  # noqa: FBT001
    walk = client([page(1, moreDataAvailable=said)]).records(op.CandidateList())
    assert next(walk)["name"] == "Person 1"
    if more:
        with pytest.raises(errors.IncompleteList, match="no cursor"):
            next(walk)
    else:
        assert list(walk) == []


def test_a_record_twice_on_one_page_comes_once() -> None:
    pages = [page(1, 1, 2, moreDataAvailable=True, nextCursor="a"), page(2, 3, 3, moreDataAvailable=False)]
    assert list(client(pages).records(op.CandidateList())) == rows(1, 2, 3)


@pytest.mark.parametrize("cursor", ["c" * 10_000, 'a"b\\\u202e\n\x00', "  ", "é" * 50])
def test_a_cursor_is_sent_back_as_it_came(cursor: str) -> None:
    sent = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content).get("cursor"))
        last = len(sent) > 1
        paging = {"moreDataAvailable": not last, "nextCursor": None if last else cursor}
        return httpx.Response(200, json=page(len(sent), **paging))

    assert list(Client("key", transport=httpx.MockTransport(answer)).records(op.CandidateList())) == rows(1, 2)
    assert sent == [None, cursor]


@pytest.mark.parametrize("size", [7_500, 100_000])
def test_a_cursor_that_fills_the_budget_is_left_to_the_session(size: int) -> None:
    cursor = base64.b64encode(random.Random(7).randbytes(size)).decode()  # noqa: S311  (tokens, not secrets)
    first = page(1, 2, moreDataAvailable=True, nextCursor=cursor)
    session = Session(Toolset.all(), client([first, first, page(3)]))
    result = session.run("candidate.list", {})
    about = json.loads(result.text)["about"]
    assert (about["rows"], about["more_pages"], result.next_cursor) == (2, True, cursor)
    assert f"ashby_read_result(ref='{result.ref}', all_pages=true)" in about["total"]
    whole = json.loads(session.run("ashby_read_result", {"ref": result.ref, "all_pages": True}).text)["about"]
    assert (whole["rows"], whole["all_pages"]) == (3, "whole")


ODD_ROWS = [None, [], "a", 7, {}, {"id": 7}, {"id": PERSON.format(1), "primaryEmailAddress": 7, "emailAddresses": 7}]


@pytest.mark.parametrize("made", [None, [], "done", {}, {"id": 7}])
def test_find_or_create_passes_over_odd_rows_and_says_when_it_cannot_tell_what_was_made(made: object) -> None:
    odd = {"success": True, "results": ODD_ROWS}
    answers: list[Any] = [odd, {"success": True, "results": made}, odd]
    for ensure in (
        lambda it: it.ensure_candidate(email="ada@example.com", name="Ada"),
        lambda it: it.ensure_tag("Met in person"),
        lambda it: it.ensure_note(PERSON.format(1), "Hello."),
    ):
        ashby = Client("key", transport=transport(answers), policy=confirm_never)
        with pytest.raises(errors.OutcomeUnknown, match="without the record that it made"):
            ensure(ashby)
