"""Including: whole records beside those that name them, each read once, in any resource, sync and async."""

from __future__ import annotations

from collections import Counter

import pytest

from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES, AsyncUnified, Unified


@pytest.fixture
def simulator():
    return Simulator(seed=7)


@pytest.fixture
def unified(simulator):
    with simulator.client() as client:
        yield Unified(client)


CASES = [(name, include) for name, kind in RESOURCES.items() for include in kind.includes]


@pytest.fixture(scope="module")
def shared():
    with Simulator(seed=7).client() as client:
        yield Unified(client)


@pytest.mark.parametrize(("name", "include"), CASES)
def test_what_is_included_is_the_record_that_get_gives(name, include, shared):
    candidate = next(it.candidate.id for it in shared.applications.all() if it.candidate)
    narrowed = {"candidate": candidate} if name == "activities" else {}
    resource, target = getattr(shared, name), RESOURCES[name].includes[include]
    seen = 0
    for record in resource.list(limit=20, include=(include,), **narrowed).result:
        found = record.included[include]
        named = getattr(record, include)
        every = zip(found, named, strict=True) if isinstance(found, tuple) else [(found, named)]
        for one, reference in every:
            if one is None:
                assert reference is None
                continue
            seen += 1
            assert isinstance(one, Resource)
            assert one.id == reference.id
            if seen == 1:
                got = getattr(shared, target).get(one.id)
                assert one.model_dump(exclude={"remote_data"}) == got.model_dump(exclude={"remote_data"})
    if (name, include) not in {("activities", "candidate"), ("offices", "parent")}:
        assert seen, "nobody names one"


def test_each_id_is_read_once(unified, simulator):
    page = unified.applications.list(limit=100, include=("candidate", "job"))
    assert len(page.result) > 20
    asked = Counter(
        (it.endpoint, it.body.get("id")) for it in simulator.log if it.endpoint in ("candidate.info", "job.info")
    )
    assert set(asked.values()) == {1}
    assert len([it for it in asked if it[0] == "job.info"]) == len({it.job.id for it in page.result})
    assert Counter(it.endpoint for it in simulator.log)["department.list"] == 1


async def test_async_includes_the_same(simulator, unified):
    expected = unified.offers.list(include=("candidate", "job"))
    async with simulator.async_client() as client:
        page = await AsyncUnified(client).offers.list(include=("candidate", "job"))
    assert page.result == expected.result
    assert all(it.included["candidate"].name and it.included["job"].name for it in page.result)


def test_one_record_is_got_with_what_it_names(unified, simulator):
    scorecard = unified.scorecards.list(limit=1).result[0]
    before = len(simulator.log)
    got = unified.scorecards.get(scorecard.id, include=("candidate", "interviewer"))
    assert (got.included["candidate"].id, got.included["interviewer"].id) == (got.candidate.id, got.interviewer.id)
    sent = Counter(it.endpoint for it in simulator.log[before:])
    assert {name: sent[name] for name in ("application.info", "candidate.info", "user.info")} == {
        "application.info": 1, "candidate.info": 1, "user.info": 1,
    }  # fmt: skip


def test_a_record_that_is_gone_is_none_and_hinders_nothing(simulator, unified, monkeypatch):
    gone = unified.applications.list(limit=1).result[0].candidate.id
    rule = simulator.answer

    def answer(request):
        if request.url.path == "/candidate.info" and gone.encode() in request.content:
            return rule(type(request)("POST", request.url, headers=request.headers, json={"id": "0" * 8 + gone[8:]}))
        return rule(request)

    monkeypatch.setattr(simulator, "answer", answer)
    with simulator.client() as client:
        page = Unified(client).applications.list(limit=5, include=("candidate",))
    assert page.result[0].included == {"candidate": None}
    assert all(it.included["candidate"] for it in page.result if it.candidate.id != gone)


def test_parameters_of_ashbys_own_reach_it_and_nothing_else_does(unified, simulator):
    with_archived = list(unified.tags.all())
    without = list(unified.tags.all(remote={"includeArchived": False}))
    assert {it.id for it in without} == {it.id for it in with_archived if it.status == "active"}
    page = unified.applications.list(limit=2, remote={"expand": ["openings"]})
    assert [it.body.get("expand") for it in simulator.log if it.endpoint == "application.list"] == [["openings"]]
    assert unified.applications.list(limit=2, cursor=page.next_cursor, remote={"expand": ["openings"]}).result
    before = len(simulator.log)
    for attempt, told in [
        (lambda: unified.tags.list(remote={"includeArchive": True}), "did you mean 'includeArchived'"),
        (lambda: unified.applications.list(remote={"jobId": "x"}), "is what job= is for"),
        (lambda: unified.candidates.list(remote={"limit": 100_000}), "is what limit= is for"),
        (lambda: unified.job_form_fields.list(remote={"jobBoardId": "x"}), "several of Ashby's lists"),
        (lambda: unified.applications.list(limit=2, cursor=page.next_cursor), "other filters"),
    ]:
        with pytest.raises(UsageError, match=told):
            attempt()
    assert len(simulator.log) == before


def test_a_candidates_applications_are_a_tuple(unified):
    page = unified.candidates.list(limit=3, include=("applications",))
    for record in page.result:
        assert [it.id for it in record.included["applications"]] == [it.id for it in record.applications]
