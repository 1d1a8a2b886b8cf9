"""The unified models: every resource lists and gets, the truth per field holds, cursors and filters are exact."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from pydantic_core import SchemaValidator

from ashby_agent_tools.errors import ServerFailure, UsageError
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES, AsyncUnified, Derived, Filled, Never, Table, Unified

NEEDS_CANDIDATE = {"activities"}


def _candidate(unified):
    return unified.candidates.list(limit=1).result[0].id


def _every(unified, name):
    resource = getattr(unified, name)
    if name in NEEDS_CANDIDATE:
        return [it for candidate in unified.candidates.all() for it in resource.all(candidate=candidate.id)]
    include = tuple(sorted(RESOURCES[name].joins))
    return list(resource.all(include=include))


@pytest.fixture(scope="module")
def everything(unified):
    return {name: _every(unified, name) for name in RESOURCES}


@pytest.mark.parametrize("name", RESOURCES)
def test_all_of_a_resource_are_listed_once_with_what_ashby_sent(name, everything):
    records = everything[name]
    assert records
    assert len({record.id for record in records}) == len(records)
    assert all(record.remote_data for record in records)


def _untrue(name, records):
    """The fields about which the table says what these records deny."""
    for field, truth in RESOURCES[name].table.truth.items():
        present = any(getattr(record, field) not in (None, ()) for record in records)
        match truth:
            case Never(why):
                if present or not why:
                    yield f"{field} is said to be never there"
            case Filled(path):
                if not present:
                    yield f"{field} is said to be filled from {path}, and no record has it"
            case Derived(how):
                assert how


@pytest.mark.parametrize("name", RESOURCES)
def test_the_truth_of_each_field_holds(name, everything):
    assert not list(_untrue(name, everything[name]))


@pytest.mark.slow
def test_the_truth_of_each_field_holds_in_a_large_company():
    with Simulator(seed=11, size="large").client() as client:
        unified = Unified(client)
        people = unified.candidates.list(limit=40).result
        for name, kind in RESOURCES.items():
            questions = [{"candidate": it.id} for it in people] if name in NEEDS_CANDIDATE else [{}]
            records = [
                record
                for question in questions
                for record in itertools.islice(
                    getattr(unified, name).all(include=tuple(sorted(kind.joins)), **question), 1000
                )
            ]
            assert not list(_untrue(name, records)), name
            for record in records:
                raw = {"@id": record.id, "@index": 1, **record.remote_data}
                assert kind.table.record(raw, raw=raw) == kind.table.validated(raw, raw=raw)


@pytest.mark.parametrize("name", sorted(set(RESOURCES) - NEEDS_CANDIDATE))
def test_get_gives_what_the_list_gives(name, unified, everything):
    listed = everything[name][0]
    got = getattr(unified, name).get(listed.id, include=tuple(sorted(RESOURCES[name].joins)))
    assert got.id == listed.id
    assert got.model_dump(exclude={"remote_data"}).keys() == listed.model_dump(exclude={"remote_data"}).keys()


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_pages_of_any_size_give_every_record_once(limit, unified, everything):
    for name in ("candidates", "reject_reasons", "interviews", "tags"):
        if limit == 1 and name == "interviews":
            continue
        seen, cursor = [], None
        while True:
            page = getattr(unified, name).list(limit=limit, cursor=cursor)
            assert len(page.result) <= limit
            seen += [it.id for it in page.result]
            if (cursor := page.next_cursor) is None:
                break
        assert seen == [it.id for it in everything[name]], name


def test_filters_equal_filtering_by_hand(unified, everything):
    job = everything["jobs"][0].id
    assert [it.id for it in unified.applications.all(job=job)] == [
        it.id for it in everything["applications"] if it.job.id == job
    ]
    since = datetime(2026, 10, 20, tzinfo=UTC)
    assert [it.id for it in unified.candidates.all(updated_after=since)] == [
        it.id for it in everything["candidates"] if it.updated_at > since
    ]


@pytest.mark.parametrize("name", RESOURCES)
def test_what_is_made_in_one_go_is_what_the_model_validates(name, everything):
    table = RESOURCES[name].table
    able = "_use_prebuilt" in str(SchemaValidator.__text_signature__)  # older pydantic lacks it
    assert (table._make is not None) == able
    for record in everything[name]:
        raw = {"@id": record.id, "@index": 1, **record.remote_data}
        quick, slow = (
            table._quickly(raw, raw=raw) if able else table.record(raw, raw=raw),
            table.validated(raw, raw=raw),
        )
        assert quick == slow
        assert quick.model_dump_json() == slow.model_dump_json()
        assert type(quick) is type(slow)


def test_without_a_second_validator_records_are_the_same(monkeypatch, everything):
    def older(schema, config=None):
        raise AssertionError("called without what it lacks")

    monkeypatch.setattr("ashby_agent_tools.ats.maker.SchemaValidator", older)
    table = Table(RESOURCES["candidates"].table.model, RESOURCES["candidates"].table.lines)
    assert table._make is None
    assert [table.record(it.remote_data, raw=it.remote_data) for it in everything["candidates"]] == everything[
        "candidates"
    ]


def test_a_null_for_a_list_is_an_empty_one_and_another_type_is_refused():
    table = RESOURCES["candidates"].table
    assert table.record({"id": "x", "tags": None, "emailAddresses": None}, raw=None).tags == ()
    with pytest.raises(ServerFailure, match="id, read from id"):
        table.record({"id": 7}, raw=None)


def test_drafts_are_jobs_too(unified):
    drafts = {it.id for it in unified.jobs.all(status=["Draft"])}
    assert drafts
    assert drafts < {it.id for it in unified.jobs.all()}


def test_what_cannot_be_meant_says_what_to_write(unified):
    page = unified.candidates.list(limit=1)
    for attempt, told in [
        (lambda: unified.tags.list(cursor=page.next_cursor), "is one of candidates"),
        (lambda: unified.candidates.list(cursor="nonsense"), "does not come from a unified list"),
        (lambda: unified.candidates.list(update_after=datetime.now(tz=UTC)), "did you mean 'updated_after'"),
        (lambda: unified.candidates.list(updated_after="2026-01-01"), "time zone"),
        (lambda: unified.jobs.list(include=("descriptions",)), "did you mean 'description'"),
        (unified.activities.list, "candidate=ID"),
        (lambda: unified.applications.list(stage="Onsite"), "stage takes the id of one"),
        (lambda: unified.job_interview_stages.list(job=""), "job takes the id of one"),
        (lambda: unified.tags.get("no-such"), "no record"),
        (lambda: Unified(None, overrides={"candidates": {"titel": "position"}}), "did you mean 'title'"),
        (lambda: Unified(None, overrides={"candidate": {}}), "did you mean 'candidates'"),
    ]:
        with pytest.raises(UsageError, match=told):
            attempt()


def test_an_organizations_own_field_fills_a_line(client, everything):
    unified = Unified(client, overrides={"candidates": {"title": "customFields[Preferred language]"}})
    titles = {it.title for it in unified.candidates.all()}
    assert "Japanese" in titles
    table = RESOURCES["candidates"].table.override({"title": "company"})
    assert Unified(client, overrides={"candidates": table}).candidates.truth["title"] == Filled("company")


async def test_async_gives_the_same(unified):
    with Simulator(seed=7) as simulator:
        async with simulator.async_client() as client:
            page = await AsyncUnified(client).jobs.list(include=("description",))
    assert [it.name for it in page.result] == [it.name for it in unified.jobs.list().result]
    assert all(it.description for it in page.result if it.job_posting_urls)


def test_a_cursor_goes_on_where_its_page_ended_whatever_the_next_limit(unified, everything):
    limits, seen, cursor = itertools.cycle([40, 3]), [], None
    while True:
        page = unified.interviews.list(limit=next(limits), cursor=cursor)
        seen += [it.id for it in page.result]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == [it.id for it in everything["interviews"]]
