"""Plans: a page takes as many calls as were told before; fields that are left out, and records that lose nothing."""

from __future__ import annotations

import base64
import os

import pytest

from ashby_agent_tools.ats import cursors
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES, Unified

SEEDS = range(100, 100 + int(os.environ.get("UNIFIED_SEEDS", "1")))


@pytest.fixture(scope="module")
def simulator():
    return Simulator(seed=7)


@pytest.fixture(scope="module")
def unified(simulator):
    with simulator.client() as client:
        yield Unified(client)


def _questions(unified):
    candidate = unified.candidates.list(limit=1).result[0].id
    job = unified.jobs.list(limit=1).result[0].id
    application = unified.offers.list(limit=1).result[0].application.id
    for name, kind in RESOURCES.items():
        narrowed = {"candidate": candidate} if name == "activities" else {}
        yield name, narrowed
        for include in kind.includable:
            yield name, {"include": (include,), "limit": 3, **narrowed}
        if kind.includable:
            yield name, {"include": tuple(kind.includable), "limit": 3, **narrowed}
        if "application" in kind.served:
            yield name, {"include": ("candidate",), "application": application}
        if name == "job_interview_stages":
            yield name, {"job": job}


def test_a_page_takes_as_many_calls_as_its_plan_says(simulator, unified):
    reached = set()
    for name, question in _questions(unified):
        before = len(simulator.log)
        plan = getattr(unified, name).plan(**question)
        assert len(simulator.log) == before, "a plan sends nothing"
        getattr(unified, name).list(**question)
        taken = len(simulator.log) - before
        assert plan.least <= taken, (name, question, taken, plan)
        assert plan.most is None or taken <= plan.most, (name, question, taken, plan)
        assert plan.why
        reached.add((plan.most, taken))
    assert (4, 4) in reached, "three records, each of another application"
    assert (7, 7) in reached, "and each of another candidate"


def test_a_filter_that_reads_the_whole_list_says_so(simulator, unified):
    before = len(simulator.log)
    stage = unified.job_interview_stages.list(limit=1).result[0].id
    assert (
        "does not filter by stage: to have all of them, read the whole list"
        in unified.applications.plan(stage=stage).why
    )
    assert "whole list" not in unified.applications.plan(status="Active").why
    candidate = next(it for it in unified.candidates.all() if len(it.applications) > 1)
    before = len(simulator.log)
    found = list(unified.applications.all(candidate=candidate.id))
    assert {it.id for it in found} == {it.id for it in candidate.applications}
    assert len(simulator.log) - before == 1 + len(found), "and not the whole list"
    for status in ("Active", "Archived"):
        some = unified.applications.all(candidate=candidate.id, status=status, job=found[0].job.id)
        assert [it.id for it in some] == [
            it.id for it in found if it.remote_data["status"] == status and it.job.id == found[0].job.id
        ]


def test_what_is_left_out_is_empty_and_filters_still_count(unified):
    every = unified.departments.list(status="active")
    without = unified.departments.list(status="active", exclude=("status", "updated_at"))
    assert [it.id for it in without.result] == [it.id for it in every.result] != []
    assert {it.status for it in without.result} == {None}


def test_what_cannot_be_asked_says_so(unified):
    for attempt, told in [
        (lambda: unified.tags.list(exclude=("name",)), "cannot do without 'name'"),
        (unified.activities.plan, "about 20,000 calls"),
        (lambda: unified.activities.get("x"), "pass candidate=ID"),
        (lambda: unified.candidates.plan(limit=1000), "next_cursor leads to more"),
        (lambda: unified.candidates.get("x", updated_after=None), "takes no filters"),
    ]:
        with pytest.raises(UsageError, match=told):
            attempt()


def test_an_activity_is_got_from_its_candidates_list(unified):
    for person in unified.candidates.all():
        if found := unified.activities.list(candidate=person.id).result:
            assert unified.activities.get(found[-1].id, candidate=person.id) == found[-1]
            return
    raise AssertionError("nobody has notes")


WHOLE = {
    "candidates": "candidate.list",
    "applications": "application.list",
    "jobs": "job.list",
    "offers": "offer.list",
    "scorecards": "applicationFeedback.list",
    "users": "user.list",
    "departments": "department.list",
    "offices": "location.list",
    "tags": "candidateTag.list",
    "reject_reasons": "archiveReason.list",
}
"""Resources that are the records of a list, one for one."""


@pytest.mark.parametrize("seed", SEEDS)
def test_in_any_company_records_keep_their_ids_and_lose_nothing(seed):
    with Simulator(seed=seed) as simulator, simulator.client() as client:
        unified = Unified(client)
        for name, endpoint in WHOLE.items():
            cls = catalogue()[endpoint]
            wide = {each: True for each in ("includeArchived", "includeDeactivated") if each in cls.model_fields}
            wide |= {"status": ["Draft", "Open", "Closed", "Archived"]} if name == "jobs" else {}
            sent = {record["id"]: record for record in client.records(cls(**wide))}
            assert {it.id: it.remote_data for it in getattr(unified, name).all()} == sent, name


@pytest.mark.parametrize("at", ["x", "-1", "1e3"])
@pytest.mark.parametrize("name", ["job_form_fields", "job_interview_stages"])
def test_a_made_up_cursor_is_refused(name, at, unified):
    with pytest.raises(UsageError, match="does not come from a unified list"):
        getattr(unified, name).list(cursor=cursors.written(name, {}, cursors.Position(at)))


def test_a_cursor_of_another_form_is_refused(unified):
    begin = cursors.written("tags", {}, cursors.Position())
    deep = base64.urlsafe_b64encode(b"[" * 30_000).decode()
    ends = (deep, "W1sxLDAsMF1d", "e30", "\u00e9")
    for text in (
        *(begin + end for end in ends), "tags", "", cursors.written("tags", {}, cursors.Position(None, -5)),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="does not come from a unified list"):
            unified.tags.list(cursor=text)


@pytest.mark.parametrize(
    ("name", "parents"), [("job_form_fields", "jobPosting"), ("job_interview_stages", "interviewPlan")]
)
def test_lists_of_lists_read_the_outer_list_once_in_a_while(name, parents, simulator, unified):
    began, cursor, pages, seen = len(simulator.log), None, 0, []
    while True:
        page = getattr(unified, name).list(cursor=cursor, limit=100)
        seen += [it.id for it in page.result]
        pages += 1
        if (cursor := page.next_cursor) is None:
            break
    outer = [it for it in simulator.log[began:] if it.endpoint == f"{parents}.list"]
    assert pages > 2
    assert len(outer) == -(-pages // 20)
    assert seen == [it.id for it in getattr(unified, name).all()] != []
