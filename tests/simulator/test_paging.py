"""Pages, cursors and sync tokens of the simulator."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from ashby_agent_tools.simulator import PagingRules, Simulator

BASE = "https://api.ashbyhq.com"


class Caller:
    """A bare client of one simulator."""

    def __init__(self, simulator: Simulator, key: str | None = None) -> None:
        self.http = httpx.Client(transport=simulator.transport(), base_url=BASE, auth=(key or simulator.key, ""))

    def __call__(self, endpoint: str, **body: object) -> dict:
        return self.http.post(f"/{endpoint}", json=body).json()

    def pages(self, endpoint: str, **body: object) -> list[dict]:
        found = [self(endpoint, **body)]
        while found[-1]["moreDataAvailable"]:
            found.append(self(endpoint, cursor=found[-1]["nextCursor"], **body))
        return found

    def code(self, endpoint: str, **body: object) -> str:
        return self(endpoint, **body)["errorInfo"]["code"]


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(seed=7)


@pytest.fixture
def call(simulator) -> Caller:
    return Caller(simulator)


def test_pages_hold_everything_once_and_only_the_last_has_a_sync_token(call, simulator):
    pages = call.pages("candidate.list", limit=50)
    assert [len(page["results"]) for page in pages] == [50, 50, len(simulator.state.table("candidate")) - 100]
    ids = [row["id"] for page in pages for row in page["results"]]
    assert len(ids) == len(set(ids))
    assert ["syncToken" in page for page in pages] == [False, False, True]
    assert ["nextCursor" in page for page in pages] == [True, True, False]


def test_without_a_limit_a_page_holds_a_hundred(call):
    assert len(call("application.list")["results"]) == 100


def test_a_sync_token_brings_only_what_changed_since(call):
    token = call.pages("candidate.list")[-1]["syncToken"]
    quiet = call("candidate.list", syncToken=token)
    assert quiet["results"] == []
    made = call("candidate.create", name="Wren Abiola", email="wren.abiola@example.com")["results"]
    changed = call("candidate.list", syncToken=quiet["syncToken"])
    assert [row["id"] for row in changed["results"]] == [made["id"]]
    assert call("candidate.list", syncToken=changed["syncToken"])["results"] == []
    again = call("candidate.list", syncToken=token)
    assert [row["id"] for row in again["results"]] == [made["id"]]


def test_a_change_during_a_full_listing_is_in_the_next_incremental_one(call):
    first = call("candidate.list", limit=100)
    made = call("candidate.create", name="Ilse Thorn", email="ilse.thorn@example.com")["results"]
    last = call("candidate.list", limit=100, cursor=first["nextCursor"])
    while last["moreDataAvailable"]:
        last = call("candidate.list", limit=100, cursor=last["nextCursor"])
    changed = call("candidate.list", syncToken=last["syncToken"])["results"]
    assert made["id"] in [row["id"] for row in changed]


def test_a_record_added_in_front_neither_repeats_nor_hides_another(call):
    first = call("candidate.list", limit=60)
    call("candidate.create", name="Pavla Nová", email="pavla.nova@example.com")
    second = call("candidate.list", limit=60, cursor=first["nextCursor"])
    ids = [row["id"] for page in (first, second) for row in page["results"]]
    assert len(ids) == len(set(ids)) == 120


@pytest.mark.parametrize("token", ["nonsense", "G8", "ä", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_tokens_that_were_never_given_out_are_invalid(call, token):
    assert call.code("candidate.list", cursor=token) == "invalid_next_cursor"
    assert call.code("candidate.list", syncToken=token) == "sync_token_invalid"


def test_tokens_belong_to_one_endpoint_one_use_and_one_organization(call, simulator):
    cursor = call("candidate.list", limit=10)["nextCursor"]
    token = call("job.list")["syncToken"]
    assert call.code("application.list", cursor=cursor) == "invalid_next_cursor"
    assert call.code("application.list", syncToken=token) == "sync_token_invalid"
    assert call.code("candidate.list", syncToken=cursor) == "sync_token_invalid"
    stranger = Caller(simulator, simulator.add_organization(8))
    assert stranger.code("candidate.list", cursor=cursor) == "invalid_next_cursor"


def test_tokens_live_for_fourteen_days(call, simulator):
    cursor = call("candidate.list", limit=10)["nextCursor"]
    token = call("job.list")["syncToken"]
    simulator.advance(days=13, hours=23)
    assert call("job.list", syncToken=token)["success"] is True
    assert call("candidate.list", cursor=cursor)["success"] is True
    simulator.advance(hours=2)
    assert call.code("job.list", syncToken=token) == "sync_token_expired"
    assert call.code("candidate.list", cursor=cursor) == "next_cursor_expired"


def test_the_lifetime_and_the_reach_of_a_sync_can_be_set():
    short = Simulator(seed=7, paging=PagingRules(life=timedelta(hours=1), incremental_pages=1))
    call = Caller(short)
    token = call.pages("candidate.list")[-1]["syncToken"]
    for number in range(2):
        call("candidate.create", name=f"Newcomer {number}", email=f"newcomer{number}@example.com")
    assert call.code("candidate.list", syncToken=token, limit=1) == "incremental_sync_too_large"
    assert len(call("candidate.list", syncToken=token, limit=2)["results"]) == 2
    short.advance(hours=2)
    assert call.code("candidate.list", syncToken=token) == "sync_token_expired"
