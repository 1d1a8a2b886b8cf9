"""Find or create: what is there is found, what is not is made once, and two callers at once end with one record."""

from __future__ import annotations

import asyncio
import threading

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Decision, confirm_writes, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

URL = "https://ashby.example.com"
NEW = {"email": "noor.haddad@example.com", "name": "Noor Haddad"}


@pytest.fixture
def company():
    return Simulator(seed=7)


@pytest.fixture(params=["sync", "async"])
def ensure(request, company):
    """`ensure("candidate", ...)` through one client of either kind."""
    client = company.client() if request.param == "sync" else company.async_client()

    async def ensure(what, *given, **named):
        method = getattr(client, f"ensure_{what}")
        return method(*given, **named) if request.param == "sync" else await method(*given, **named)

    return ensure


def made(company, endpoint):
    return len([request for request in company.log if request.endpoint == endpoint])


async def test_a_candidate_is_made_once_and_found_from_then_on(ensure, company):
    first = await ensure("candidate", **NEW, linkedInUrl="https://people.example.com/in/noor")
    again = await ensure("candidate", **NEW | {"email": " NOOR.HADDAD@example.com "})
    assert (first.created, again.created) == (True, False)
    assert first.id == again.id
    assert first.duplicates == again.duplicates == ()
    assert made(company, "candidate.create") == 1


async def test_a_candidate_who_is_there_is_not_changed(ensure, company):
    person = company.state.first("candidate", name="Priya Raman")
    found = await ensure("candidate", email="priya.raman@example.com", name="Somebody Else")
    assert (found.id, found.created, found.record["name"]) == (person["id"], False, "Priya Raman")
    assert made(company, "candidate.create") == 0


async def test_of_duplicates_the_oldest_is_taken_and_the_others_are_named(ensure, company):
    with company.client() as client:
        ids = [client.execute(op.CandidateCreate(**NEW)).data["id"] for _ in range(3)]
    found = await ensure("candidate", **NEW)
    assert (found.id, found.created, set(found.duplicates)) == (ids[0], False, set(ids[1:]))


async def test_a_note_is_written_once_for_its_marker(ensure, company):
    person = company.state.first("candidate", name="Priya Raman")["id"]
    first = await ensure("note", person, "Offer sent.", marker="offer-41")
    assert first.created
    assert first.record["content"].endswith("[offer-41]")
    assert not (await ensure("note", person, "Another wording.", marker="offer-41")).created
    assert (await ensure("note", person, "Offer sent.", marker="offer-412")).created
    assert (await ensure("note", person, "About offer-4", marker="offer-4")).created
    assert made(company, "candidate.createNote") == 3


async def test_without_a_marker_the_very_text_decides(ensure, company):
    person = company.state.first("candidate", name="Priya Raman")["id"]
    assert [(await ensure("note", person, text)).created for text in ("Call her", "Call her ", "Call him")] == [
        True, False, True,
    ]  # fmt: skip


async def test_a_tag_is_found_in_any_case_and_archived(ensure, company):
    tags = list(company.state.table("candidateTag").values())
    tags[0]["isArchived"] = True
    found = [await ensure("tag", tag["title"].upper()) for tag in tags[:2]]
    assert [(it.created, it.id) for it in found] == [(False, tag["id"]) for tag in tags[:2]]
    assert found[0].record["isArchived"] is True
    assert [(await ensure("tag", "Silver medalist 2026")).created for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("what", "given", "named", "kind"),
    [
        ("candidate", (), {"email": "no address", "name": "N"}, errors.InvalidArguments),
        ("candidate", (), {"email": None, "name": "N"}, (errors.InvalidArguments, errors.UsageError)),
        ("candidate", (), NEW | {"nickname": "N"}, errors.InvalidArguments),
        ("note", ("6361341e-40ee-416d-bf63-150fe689b8c6", "x"), {"marker": "a b"}, errors.UsageError),
        ("note", ("cand_7", "x"), {}, errors.InvalidArguments),
        ("tag", (" ",), {}, errors.UsageError),
        ("tag", (7,), {}, errors.UsageError),
    ],
)
async def test_what_cannot_be_made_is_refused_before_anything_is_read(ensure, company, what, given, named, kind):
    with pytest.raises(kind) as caught:
        await ensure(what, *given, **named)
    assert "\n" not in str(caught.value)
    assert company.log == []


# the gate of every write


def test_creating_goes_through_the_clients_policy(company):
    client = Client(company.key, base_url=URL, transport=company.transport(), policy=confirm_writes)
    with pytest.raises(errors.ApprovalRequired):
        client.ensure_candidate(**NEW)
    assert made(company, "candidate.create") == 0
    yes = Decision.approve(by="ada@example.com")
    assert client.ensure_candidate(**NEW, decision=yes).created
    assert not client.ensure_candidate(**NEW).created  # nothing to approve
    with pytest.raises(errors.Declined):
        client.ensure_tag("New", decision=Decision.deny("no", by="ada@example.com"))


def test_after_an_outcome_that_nobody_knows_the_next_call_finds_it(company):
    client = company.client()
    company.fail_next("cut_after", endpoint="candidate.create")
    with pytest.raises(errors.OutcomeUnknown):
        client.ensure_candidate(**NEW)
    assert not client.ensure_candidate(**NEW).created
    assert len(company.state.rows("candidate", name=NEW["name"])) == 1


# two at once


def test_threads_with_one_client_make_one(company):
    client, results, barrier = company.client(), [], threading.Barrier(8)

    def work():
        barrier.wait()
        results.append(client.ensure_candidate(**NEW))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(it.created for it in results) == [False] * 7 + [True]
    assert len({it.id for it in results}) == 1
    assert client._turns._waiting == {}


async def test_coroutines_with_one_client_make_one(company):
    client = company.async_client()
    results = await asyncio.gather(*(client.ensure_candidate(**NEW) for _ in range(8)))
    assert sorted(it.created for it in results) == [False] * 7 + [True]
    assert client._turns._waiting == {}


@pytest.mark.parametrize("what", ["candidate", "note", "tag"])
async def test_two_clients_that_look_at_the_same_moment_end_with_the_same_record(company, what):
    """Nothing in the API keeps the second from creating; both take the older one and name the other."""
    person = company.state.first("candidate", name="Priya Raman")["id"]
    looked, calls = asyncio.Event(), []
    look = {"candidate": "candidate.search", "note": "candidate.listNotes", "tag": "candidateTag.list"}[what]

    async def answer(request):
        await request.aread()
        response = company.answer(request)
        if request.url.path == f"/{look}" and len(calls) < 2:
            calls.append(request)
            if len(calls) == 2:
                looked.set()
            await looked.wait()  # both have seen nothing, then both go on
        return response

    clients = [AsyncClient(company.key, base_url=URL, transport=httpx.MockTransport(answer)) for _ in range(2)]

    def ensure(client):
        if what == "candidate":
            return client.ensure_candidate(**NEW)
        return client.ensure_note(person, "x", marker="one-mark") if what == "note" else client.ensure_tag("Brand new")

    one, other = await asyncio.gather(*map(ensure, clients))
    assert one.id == other.id
    again = await ensure(clients[0])
    assert (again.id, again.created) == (one.id, False)
    if what == "tag":  # Ashby answers the tag that has the title
        assert again.duplicates == ()
    else:
        assert [it.created for it in (one, other)].count(True) == 1
        assert len(again.duplicates) == 1
