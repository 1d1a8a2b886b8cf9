"""A list that says "more" and gives no way on is an error at its end, never an end; what was read stays usable."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Result, Session, Toolset, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.base import Operation

Pages = list[dict[str, Any]]
PERSON = "00000000-0000-4000-8000-{:012d}"


def rows(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": PERSON.format(number), "name": f"Person {number}"} for number in numbers]


def page(*numbers: int, **paging: object) -> dict[str, Any]:
    return {"success": True, "results": rows(*numbers), **paging}


def transport(pages: Pages) -> httpx.MockTransport:
    """Each answer in turn; the last one again and again, for a walk that does not stop."""
    waiting = list(pages)

    def answer(_: httpx.Request) -> httpx.Response:
        body = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return httpx.Response(200, json=body, headers={"x-ashby-request-id": "01LIST"})

    return httpx.MockTransport(answer)


async def walked(
    pages: Pages, operation: Operation, *, awaited: bool
) -> tuple[list[Any], errors.IncompleteList | None]:
    """The records that a walk gave, and how it ended."""
    found: list[Any] = []
    try:
        if awaited:
            async with AsyncClient("key", transport=transport(pages)) as ashby:
                async for row in ashby.records(operation):
                    found.append(row)  # noqa: PERF401  (what came before the error counts)
        else:
            with Client("key", transport=transport(pages)) as ashby:
                for row in ashby.records(operation):
                    found.append(row)  # noqa: PERF402  (as above)
    except errors.IncompleteList as error:
        return found, error
    return found, None


FIRST = page(1, moreDataAvailable=True, nextCursor="a")
NO_WAY_ON = {
    "no cursor": [FIRST, page(2, moreDataAvailable=True)],
    "a null cursor": [FIRST, page(2, moreDataAvailable=True, nextCursor=None)],
    "an empty cursor": [FIRST, page(2, moreDataAvailable=True, nextCursor="")],
    "a cursor that is no text": [FIRST, page(2, moreDataAvailable=True, nextCursor=7)],
    "the cursor that was just sent": [FIRST, page(2, moreDataAvailable=True, nextCursor="a")],
    "a cursor of two pages ago": [
        FIRST,
        page(2, moreDataAvailable=True, nextCursor="b"),
        page(3, moreDataAvailable=True, nextCursor="a"),
    ],
    "no cursor on the first page": [page(1, 2, moreDataAvailable=True)],
    "an empty page that says more": [FIRST, page(moreDataAvailable=True)],
    "more, as a text": [FIRST, page(2, moreDataAvailable="true")],
    "more, as a number": [FIRST, page(2, moreDataAvailable=1)],
}
ENDS = {
    "no more": [FIRST, page(2, moreDataAvailable=False)],
    "no more, and a cursor": [FIRST, page(2, moreDataAvailable=False, nextCursor="z")],
    "no more, and the cursor again": [FIRST, page(2, moreDataAvailable=False, nextCursor="a")],
    "no more, as a text": [FIRST, page(2, moreDataAvailable="false", nextCursor="z")],
    "no word of paging": [FIRST, page(2)],
    "only a cursor, and then no word": [page(1, nextCursor="a"), page(2)],
    "null for more, and a cursor": [page(1, moreDataAvailable=None, nextCursor="a"), page(2, moreDataAvailable=None)],
}


@pytest.mark.parametrize("awaited", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("pages", NO_WAY_ON.values(), ids=NO_WAY_ON)
async def test_a_list_without_a_way_on_raises_after_what_it_gave(pages: Pages, *, awaited: bool) -> None:
    found, error = await walked(pages, op.CandidateList(), awaited=awaited)
    assert found == [row for one in pages for row in one["results"]]
    assert error is not None
    assert "ashby_candidate_list" in str(error)
    assert "incomplete" in str(error)
    assert error.request_id == "01LIST"


@pytest.mark.parametrize("awaited", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("pages", ENDS.values(), ids=ENDS)
async def test_a_list_that_ends_ends(pages: Pages, *, awaited: bool) -> None:
    assert await walked(pages, op.CandidateList(), awaited=awaited) == (rows(1, 2), None)


def test_a_walk_that_began_at_a_cursor_does_not_return_to_it() -> None:
    pages = Client("key", transport=transport([page(1, moreDataAvailable=True, nextCursor="b")])).pages(
        op.ApplicationList(cursor="b")
    )
    assert next(pages).data == rows(1)
    with pytest.raises(errors.IncompleteList):
        next(pages)


@pytest.mark.parametrize("awaited", [False, True], ids=["sync", "async"])
async def test_a_record_that_moved_to_a_later_page_comes_once(*, awaited: bool) -> None:
    pages = [
        page(1, 2, moreDataAvailable=True, nextCursor="a"),
        page(2, 3, moreDataAvailable=True, nextCursor="b"),
        page(1, 4, moreDataAvailable=False),
    ]
    assert await walked(pages, op.CandidateList(), awaited=awaited) == (rows(1, 2, 3, 4), None)
    each = Client("key", transport=transport(pages)).pages(op.CandidateList())
    assert [one.data for one in each] == [rows(1, 2), rows(3), rows(4)]


def test_records_without_an_id_all_come() -> None:
    same = {"success": True, "results": [{"title": "x"}, {"id": None}, {"id": 7}]}
    pages = [same | {"moreDataAvailable": True, "nextCursor": "a"}, same]
    assert len(list(Client("key", transport=transport(pages)).records(op.CandidateList()))) == 6


# --- reading on over all pages


def sync_read(pages: Pages) -> tuple[Session, Callable[[dict[str, Any]], Any]]:
    session = Session(Toolset.all(), Client("key", transport=transport(pages)))

    async def read(arguments: dict[str, Any]) -> Result:
        return session.run("ashby_read_result", arguments)

    return session, read


def async_read(pages: Pages) -> tuple[Session, Callable[[dict[str, Any]], Any]]:
    session = Session(Toolset.all(), async_client=AsyncClient("key", transport=transport(pages)))

    async def read(arguments: dict[str, Any]) -> Result:
        return await session.arun("ashby_read_result", arguments)

    return session, read


@pytest.mark.parametrize("reading", [sync_read, async_read])
@pytest.mark.parametrize("pages", NO_WAY_ON.values(), ids=NO_WAY_ON)
async def test_a_count_over_a_list_without_a_way_on_is_refused_and_what_was_read_is_kept(
    pages: Pages, reading: Callable[[Pages], tuple[Session, Any]]
) -> None:
    session, read = reading([page(1), *pages])
    first = await session.arun("candidate.list", {}) if reading is async_read else session.run("candidate.list", {})
    with pytest.raises(errors.IncompleteList) as caught:
        await read({"ref": first.ref, "all_pages": True, "count_by": "name"})
    error = caught.value
    whole = [row for one in pages for row in one["results"]]
    assert error.ref is not None
    assert f"{error.ref} " in str(error)
    assert str(len(whole)) in str(error)
    assert session.data(error.ref) == whole
    about = json.loads((await read({"ref": error.ref, "count_by": "name"})).text)["about"]
    assert about["counted_records"] == len(whole)
    assert about["more_pages"] is True


async def test_a_record_on_two_pages_is_counted_once() -> None:
    pages = [
        page(1, 2, moreDataAvailable=True, nextCursor="a"),
        page(1, 2, moreDataAvailable=True, nextCursor="a"),
        page(2, 3, moreDataAvailable=False),
    ]
    session, read = sync_read(pages)
    first = session.run("candidate.list", {})
    text = (await read({"ref": first.ref, "all_pages": True, "count_by": "name"})).text
    assert json.loads(text)["about"]["counted_records"] == 3
