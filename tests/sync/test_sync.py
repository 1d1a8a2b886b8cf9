"""Sync: what it tells the first time, later, after what means "start again", and what it never says is gone."""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta

import httpx
import pytest
from sync_scene import apply, event, ids, rename, some, synced

from ashby_agent_tools import Client, MemoryStore, errors
from ashby_agent_tools.operations import ApplicationList, CandidateListNotes
from ashby_agent_tools.simulator import PagingRules, Simulator
from ashby_agent_tools.sync import Mirror, Sync
from ashby_agent_tools.webhooks import Event

START_AGAIN = (
    "sync_token_expired", "sync_token_invalid", "incremental_sync_too_large", "next_cursor_expired", "cursor_invalid",
    "invalid_next_cursor",
)  # fmt: skip


def test_the_first_time_everything_and_then_what_changed(simulator):
    sync = Sync(simulator.client(), state=MemoryStore())
    first = list(sync.changes())
    for kind in ("candidate", "application", "job", "offer", "user", "interviewSchedule"):
        assert ids(first, kind) == set(simulator.state.table(kind)), kind
    assert len({(change.kind, change.id) for change in first}) == len(first)
    assert list(sync.changes()) == []
    (identity,) = some(simulator, "candidate")
    rename(simulator, identity)
    (change,) = sync.changes()
    assert (change.kind, change.id, change.gone, change.record["name"]) == (
        "candidate", identity, False, "Ada Example",
    )  # fmt: skip


def test_a_list_without_a_sync_token_is_compared_by_content(simulator):
    sync = synced(simulator, lists=["source", "interviewPlan", "interviewStage"])
    assert ids(sync.changes(), "interviewStage")
    stage, source = simulator.state.first("interviewStage"), simulator.state.first("source")
    stage["title"] = "Another title"
    simulator.state.remove("source", source["id"])
    assert [(it.kind, it.id, it.gone) for it in sync.changes()] == [
        ("source", source["id"], True), ("interviewStage", stage["id"], False),
    ]  # fmt: skip


def test_a_page_that_was_not_taken_comes_again(simulator):
    sync = synced(simulator, limit=50)
    pages = sync.pages()
    first, second = next(pages), next(pages)
    pages.close()
    again = next(sync.pages())
    assert again.changes == second.changes
    assert ids(first.changes).isdisjoint(ids(again.changes))


@pytest.mark.parametrize("code", START_AGAIN)
def test_every_code_that_means_start_again_starts_a_whole_pass_and_says_so(simulator, code, caplog):
    refused = []

    def door(request):
        body = request.content.decode()
        if refused and ("syncToken" in body or "cursor" in body):
            refused.clear()
            return httpx.Response(200, json={"success": False, "errorInfo": {"code": code}})
        return simulator.answer(request)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    sync = synced(simulator, client=client, lists=["candidate"], limit=50)
    list(sync.changes())
    refused.append(code)
    (identity,) = some(simulator, "candidate")
    simulator.state.remove("candidate", identity)
    pages = list(sync.pages())
    assert {(page.whole, page.reason) for page in pages if page.reason} == {(True, code)}
    assert [(it.id, it.gone) for page in pages for it in page.changes] == [(identity, True)]
    assert code in caplog.text


def test_a_cursor_that_expired_between_two_runs_starts_again(simulator):
    sync = synced(simulator, lists=["application"], limit=50)
    pages = sync.pages()
    taken = next(pages)
    next(pages)
    pages.close()
    simulator.advance(days=15)
    again = list(sync.pages())
    assert (again[0].whole, again[0].reason) == (True, "next_cursor_expired")
    assert ids(it for page in again for it in page.changes) | ids(taken.changes) == set(
        simulator.state.table("application")
    )


def test_too_many_changes_for_a_token_are_read_whole():
    simulator = Simulator(paging=PagingRules(incremental_pages=1))
    sync = synced(simulator, lists=["candidate"])
    list(sync.changes())
    for identity in some(simulator, "candidate", 101):
        rename(simulator, identity)
    pages = list(sync.pages())
    assert pages[0].reason == "incremental_sync_too_large"
    assert len([it for page in pages for it in page.changes]) == 101


def test_a_list_that_gives_no_way_on_removes_nothing_and_is_told_after_the_others(simulator):
    broken = []

    def door(request):
        response = simulator.answer(request)
        if broken and request.url.path == "/candidate.list":
            return httpx.Response(200, json={**response.json(), "nextCursor": None, "moreDataAvailable": True})
        return response

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    sync = synced(simulator, client=client)
    list(sync.changes())
    broken.append(True)
    (identity,) = some(simulator, "application")
    simulator.state.remove("application", identity)
    found = []
    with pytest.raises(errors.IncompleteList):
        found.extend(it for page in sync.pages(full=True) for it in page.changes)
    assert [(it.id, it.gone) for it in found] == [(identity, True)]
    broken.clear()
    assert not [it for it in sync.changes() if it.gone]


@pytest.mark.parametrize("told", [True, False])
def test_a_deletion_is_known_from_its_event_or_from_the_next_whole_pass(simulator, told):
    sync = synced(simulator, lists=["candidate", "application", "offer", "interviewSchedule"])
    list(sync.changes())
    application = simulator.state.get("application", simulator.state.first("offer")["applicationId"])
    before = {kind: set(simulator.state.table(kind)) for kind in ("application", "offer", "interviewSchedule")}
    simulator.delete("candidate", application["candidateId"])
    assert not told or sync.feed(event(simulator))
    changes = list(sync.changes(full=not told))
    gone = {(it.kind, it.id) for it in changes if it.gone}
    assert gone == {("candidate", application["candidateId"])} | {
        (kind, it) for kind, known in before.items() for it in known - set(simulator.state.table(kind))
    }
    assert len([it for it in changes if it.gone]) == len(gone)


def test_a_merge_takes_one_candidate_away_and_moves_what_it_had(simulator):
    sync = synced(simulator)
    list(sync.changes())
    kept, gone = some(simulator, "candidate", 2)
    moved = {it["id"] for it in simulator.state.related("application", "candidateId", gone)}
    simulator.merge_candidates(kept, gone)
    assert sync.feed(event(simulator))
    changes = list(sync.changes())
    assert ids(it for it in changes if it.gone) == {gone}
    assert ids(it for it in changes if not it.gone) == moved | {kept}
    assert {it.record["candidate"]["id"] for it in changes if it.kind == "application"} <= {kept}


@pytest.mark.parametrize("identity", ["00000000-0000-4000-8000-000000000000", "no id at all", "", None, {"id": 1}])
def test_a_forged_event_removes_nothing(simulator, identity):
    sync = synced(simulator)
    list(sync.changes())
    (real,) = some(simulator, "candidate")
    assert sync.feed(Event("candidateDelete", {"candidate": {"id": real}}, "e1"))
    sync.feed(Event("candidateDelete", {"candidate": {"id": identity}}, "e2"))
    sync.feed(Event("candidateMerge", {"deletedCandidate": identity}, "e3"))
    assert not sync.feed(Event("candidateHire", {"application": {"id": real}}, "e4"))
    assert list(sync.changes()) == []


@pytest.mark.parametrize("kind", ["candidate", "interviewSchedule"])
def test_what_moves_between_pages_while_a_list_is_read_is_not_said_to_be_gone(simulator, kind):
    """Rows before the cursor vanish, so that the next page begins too late and leaves records out.

    Candidates are looked up one by one; schedules, for which there is no read, are looked for in a second pass.
    """
    pages_left = [1000]

    def door(request):
        pages_left[0] -= 1
        if pages_left[0] < 0:
            raise KeyboardInterrupt
        return simulator.answer(request)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    sync = synced(simulator, client=client, lists=[kind], limit=20)
    list(sync.changes())
    pages_left[0] = 1
    with pytest.raises(KeyboardInterrupt):
        list(sync.changes(full=True))
    pages_left[0] = 1000
    removed = list(simulator.state.table(kind))[10:40]
    for it in removed:
        simulator.state.remove(kind, it)
    assert {it.id for it in sync.changes() if it.gone} == set(removed)
    assert set(sync.state.ids(kind)) == set(simulator.state.table(kind))


@pytest.mark.parametrize(("kind", "left"), [("candidate", 120), ("candidateTag", 8)])
def test_a_list_that_is_empty_for_once_removes_nothing(simulator, kind, left):
    """Success, no records, no more pages: what was there is looked for again before it is gone."""
    empty = []

    def door(request):
        if empty and request.url.path == f"/{kind}.list":
            empty.pop()
            return httpx.Response(200, json={"success": True, "results": [], "moreDataAvailable": False})
        return simulator.answer(request)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    sync = synced(simulator, client=client, lists=[kind])
    list(sync.changes())
    empty.append(True)
    assert [it for it in sync.changes(full=True) if it.gone] == []
    assert len(set(sync.state.ids(kind))) == left


@pytest.mark.parametrize("code", ["feature_not_enabled", "generic_internal_error"])
@pytest.mark.usefixtures("no_waiting")
def test_a_list_that_ashby_refuses_keeps_no_other_from_being_read(simulator, code):
    def door(request):
        if request.url.path == "/application.list":
            return httpx.Response(200, json={"success": False, "errorInfo": {"code": code}})
        return simulator.answer(request)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    sync = synced(simulator, client=client, lists=["application", "candidate"])
    with pytest.raises(errors.ApiError, match=code):
        list(sync.changes())
    assert set(sync.state.ids("candidate")) == set(simulator.state.table("candidate"))


def test_a_sync_lets_other_calls_go_first(simulator):
    class Noting(Client):
        def execute(self, what, *, decision=None, bulk=False):
            noted.append(bulk)
            return super().execute(what, decision=decision, bulk=bulk)

    noted = []
    client = Noting(simulator.key, base_url="https://ashby.example.com", transport=simulator.transport())
    list(synced(simulator, client=client).changes())
    assert set(noted) == {True}


def test_a_list_is_read_whole_when_that_is_due(simulator):
    now = [0.0]
    sync = synced(simulator, lists=["candidate"], clock=lambda: now[0], full_every=timedelta(days=2))
    list(sync.changes())
    now[0] = 3 * 86400.0
    assert [(page.whole, page.reason) for page in sync.pages()] == [(True, "due"), (True, "due")][:1]
    assert [page.whole for page in sync.pages()] == [False]


@pytest.mark.parametrize(("set_back", "reason"), [(timedelta(days=400), "due"), (timedelta(seconds=30), "")])
def test_a_clock_that_was_wrong_puts_no_whole_pass_off_for_years(simulator, set_back, reason):
    now = [2_000_000_000.0]
    sync = synced(simulator, lists=["candidate"], clock=lambda: now[0], full_every=timedelta(days=2))
    list(sync.changes())
    now[0] -= set_back.total_seconds()
    assert {page.reason for page in sync.pages()} == {reason}


def test_a_list_of_each_candidate_goes_with_the_candidate(simulator):
    sync = synced(simulator, lists=["candidate", "note"])
    first = list(sync.changes())
    assert ids(first, "note") == set(simulator.state.table("note"))
    notes = simulator.state.table("note")
    assert all(it.record["candidateId"] == notes[it.id]["candidateId"] for it in first if it.kind == "note")
    owner = simulator.state.first("note")["candidateId"]
    notes = {it["id"] for it in simulator.state.related("note", "candidateId", owner)}
    simulator.delete("candidate", owner)
    sync.feed(event(simulator))
    assert ids(sync.changes()) == notes | {owner}
    with pytest.raises(errors.UsageError, match="name the list of those, too"):
        synced(simulator, lists=["note"])
    alone = synced(simulator, lists=[CandidateListNotes(candidateId=some(simulator, "candidate")[0])])
    assert alone.kinds == ("note",)


@pytest.mark.parametrize("told", [True, False])
def test_the_notes_of_a_merged_candidate_stay(simulator, told):
    """They are in the list of the one who stays before it is looked into what hung on the other."""
    sync, copy = synced(simulator, lists=["candidate", "note"]), {}
    apply(copy, sync.changes())
    gone = simulator.state.first("note")["candidateId"]
    kept = next(it for it in simulator.state.table("candidate") if it != gone)
    simulator.merge_candidates(kept, gone)
    assert not told or sync.feed(event(simulator))
    apply(copy, sync.changes(full=not told))
    assert set(sync.state.ids("note")) == set(simulator.state.table("note"))
    assert {it for kind, it in copy if kind == "note"} == set(simulator.state.table("note"))


def test_a_posting_on_two_boards_is_told_once_and_gone_when_it_is_on_none(simulator):
    sync = synced(simulator, lists=["jobBoard", "jobPosting"])
    first = [it.id for it in sync.changes(["jobPosting"])] or [
        it.id for it in sync.changes() if it.kind == "jobPosting"
    ]
    assert len(first) == len(set(first))
    posting = next(it for it in simulator.state.table("jobPosting").values() if len(it["jobBoardIds"]) > 1)
    boards = posting["jobBoardIds"]
    posting["jobBoardIds"] = boards[:1]
    assert list(sync.changes()) == []
    posting["jobBoardIds"] = []
    assert [(it.id, it.gone) for it in sync.changes()] == [(posting["id"], True)]


def test_filters_make_another_list_with_a_token_of_its_own(simulator):
    store = MemoryStore()
    list(synced(simulator, state=store, lists=["application"]).changes())
    active = synced(simulator, state=store, lists=[ApplicationList(status="Active", limit=10)])
    assert {it.record["status"] for it in active.changes()} == {"Active"}


def test_a_key_that_may_not_read_a_list_leaves_it_out_unless_it_was_asked_for(simulator, caplog):
    key = simulator.add_key(scopes=["candidatesRead"])
    changes = list(Sync(simulator.client(key), state=MemoryStore()).changes())
    assert ids(changes, "candidate")
    assert not ids(changes, "offer")
    assert "offer.list is left out: the key lacks offersRead" in caplog.text
    with pytest.raises(errors.PermissionMissing):
        list(Sync(simulator.client(key), state=MemoryStore(), lists=["offer"]).changes())


@pytest.mark.parametrize(
    ("lists", "code"),
    [
        (None, "missing_endpoint_permission"),
        (["candidate", "offer"], "missing_endpoint_permission"),
        (["candidate", "offer"], "invalid_input"),
    ],
)
def test_a_deletion_that_cannot_be_looked_into_holds_nothing_up_and_is_looked_into_again(simulator, lists, code):
    refused = set()

    def door(request):
        if request.url.path in refused:
            return httpx.Response(200, json={"success": False, "errorInfo": {"code": code}})
        return simulator.answer(request)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    sync = synced(simulator, client=client, lists=lists)
    list(sync.changes())
    offers = some(simulator, "offer", 2)
    for offer in offers:
        simulator.delete("offer", offer)
        sync.feed(event(simulator))
    (identity,) = some(simulator, "candidate")
    rename(simulator, identity)
    refused.add("/offer.info")
    left_out = lists is None  # as its list would be
    found = []
    with contextlib.nullcontext() if left_out else pytest.raises(errors.ApiError, match=code):
        found.extend((it.kind, it.id) for page in sync.pages() for it in page.changes)
    assert ("candidate", identity) in found
    refused.clear()
    assert ids(it for it in sync.changes() if it.gone and it.kind == "offer") == set(offers)


def test_a_null_in_a_list_is_no_record(simulator):
    def door(request):
        body = simulator.answer(request).json()
        return httpx.Response(200, json={**body, "results": [None, *body["results"], None]})

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    mirror = Mirror(synced(simulator, client=client, lists=["candidate", "candidateTag"]))
    mirror.update()
    assert mirror.counts == {kind: len(simulator.state.table(kind)) for kind in ("candidate", "candidateTag")}
    assert not mirror.drift()


@pytest.mark.parametrize("told", [True, False])
def test_the_notes_of_a_merged_candidate_stay_while_the_list_of_the_other_cannot_be_read(simulator, told):
    refused, asked = set(), []

    def door(request):
        whose = json.loads(request.content).get("candidateId")
        asked.append(whose)
        if whose in refused and request.url.path == "/candidate.listNotes":
            return httpx.Response(200, json={"success": False, "errorInfo": {"code": "invalid_input"}})
        return simulator.answer(request)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    sync, copy = synced(simulator, client=client, lists=["candidate", "note"]), {}
    apply(copy, sync.changes())
    gone = simulator.state.first("note")["candidateId"]
    kept = min(it for it in simulator.state.table("candidate") if it != gone)  # whose notes are asked for first
    simulator.merge_candidates(kept, gone)
    assert not told or sync.feed(event(simulator))
    refused.add(kept)
    for _ in range(2):
        asked.clear()
        with pytest.raises(errors.ApiError, match="invalid_input"):
            apply(copy, (it for page in sync.pages(full=not told) for it in page.changes))
        assert {it for kind, it in copy if kind == "note"} == set(simulator.state.table("note"))
        assert set(asked) >= set(simulator.state.table("candidate"))
    refused.clear()
    changes = list(sync.changes())
    apply(copy, changes)
    assert {it.record["candidateId"] for it in changes if it.kind == "note"} == {kept}
    assert set(sync.state.ids("note")) == set(simulator.state.table("note"))


@pytest.mark.parametrize("told", [True, False])
def test_the_notes_of_a_merged_candidate_are_told_once_and_never_gone(simulator, told):
    sync = synced(simulator, lists=["candidate", "note"])
    list(sync.changes())
    gone = simulator.state.first("note")["candidateId"]
    kept = next(it for it in simulator.state.table("candidate") if it != gone)
    moved = {it["id"] for it in simulator.state.related("note", "candidateId", gone)}
    simulator.merge_candidates(kept, gone)
    assert not told or sync.feed(event(simulator))
    changes = list(sync.changes(full=not told))
    assert sorted((it.id, it.gone) for it in changes if it.kind == "note") == sorted((it, False) for it in moved)


@pytest.mark.parametrize("kind", ["candidate", "interviewSchedule"])
def test_a_pass_that_begins_again_after_it_broke_off_proves_no_more_than_a_first_one(simulator, kind):
    answers = []

    def door(request):
        answer = simulator.answer(request).json()
        if request.url.path == f"/{kind}.list" and answers:
            answer |= answers.pop(0)
        return httpx.Response(200, json=answer)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    sync = synced(simulator, client=client, lists=[kind], limit=20)
    list(sync.changes())
    answers += [{}, {"moreDataAvailable": True, "nextCursor": None}]
    with pytest.raises(errors.IncompleteList):
        list(sync.changes(full=True))
    answers.append({"results": [], "moreDataAvailable": False})
    assert list(sync.changes()) == []
    assert set(sync.state.ids(kind)) == set(simulator.state.table(kind))
