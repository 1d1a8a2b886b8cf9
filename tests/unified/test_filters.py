"""Filters as people write them: a status as records show it, edges of time, one name alone; and what is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ashby_agent_tools import Client, MemoryStore, Session, Toolset
from ashby_agent_tools.errors import PermissionMissing, UsageError
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES, Derived, Line, Unified

WITH_STATUS = sorted(name for name, kind in RESOURCES.items() if "status" in kind.served | kind.here)


@pytest.mark.parametrize("name", WITH_STATUS)
def test_every_status_that_a_record_shows_can_be_asked_for(name, unified):
    resource = getattr(unified, name)
    records = list(resource.all())
    found = {record.status for record in records}
    assert found
    for status in found:
        expected = [record.id for record in records if record.status == status]
        for written in (status, status.upper(), [status]):
            assert [record.id for record in resource.all(status=written)] == expected, written


@pytest.mark.parametrize("name", WITH_STATUS)
def test_a_status_that_there_is_not_is_no_empty_list(name, unified):
    for wrong in ("activ", "nonsense", "", [], ["nonsense"], 5):
        with pytest.raises(UsageError, match="status"):
            getattr(unified, name).list(status=wrong)


def test_several_words_of_a_status(unified):
    wanted = {"open", "draft"}
    assert {it.status for it in unified.jobs.all(status=("Open", "draft"))} == wanted
    both = [it.id for it in unified.interviews.all() if it.status in ("scheduled", "completed")]
    assert [it.id for it in unified.interviews.all(status=["scheduled", "completed"])] == both
    with pytest.raises(UsageError, match="one status at a time"):
        unified.applications.list(status=["active", "hired"])


def test_the_tool_takes_the_status_that_it_shows(client):
    session = Session(Toolset.preset("unified"), client=client, store=MemoryStore())
    for resource in ("applications", "jobs"):
        shown = session.run("ashby_unified_list", {"resource": resource, "limit": 1}).data[resource][0]["status"]
        again = session.run("ashby_unified_list", {"resource": resource, "status": shown, "limit": 5})
        assert {it["status"] for it in again.data[resource]} == {shown}


@pytest.mark.parametrize("name", ["applications", "candidates", "jobs"])
def test_edges_of_time_in_any_zone(name, unified):
    resource = getattr(unified, name)
    records = list(resource.all())
    made = sorted(record.created_at for record in records)[len(records) // 2]
    for zone in (UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=9, minutes=30))):
        for step in (timedelta(0), timedelta(microseconds=1), timedelta(microseconds=-1), timedelta(milliseconds=1)):
            since = (made + step).astimezone(zone)
            expected = [record.id for record in records if record.created_at > since]
            assert [record.id for record in resource.all(created_after=since)] == expected, since
    assert not resource.list(created_after=datetime.max.replace(tzinfo=UTC)).result
    assert resource.list(created_after=datetime.min.replace(tzinfo=UTC)).result
    with pytest.raises(UsageError, match="1 to 9999"):
        resource.list(created_after=datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))))


def test_a_cursor_is_good_for_the_same_moment_in_another_zone(unified):
    since = datetime(2026, 2, 1, tzinfo=UTC)
    first = unified.candidates.list(limit=5, created_after=since)
    there = since.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert unified.candidates.list(limit=5, created_after=there, cursor=first.next_cursor).result


def test_one_name_may_stand_without_a_tuple(unified):
    (record,) = unified.applications.list(limit=1, include="candidate", exclude="source").result
    assert (record.included["candidate"].id, record.source) == (record.candidate.id, None)
    assert unified.applications.list(limit=1, include=None, exclude=None, remote=None).result
    assert unified.applications.plan(include="candidate") == unified.applications.plan(include=("candidate",))
    assert unified.candidates.get(record.candidate.id, include="applications").included["applications"]


NO_QUESTIONS = [
    ({"limit": "10"}, "1 to 100"),
    ({"limit": None}, "1 to 100"),
    ({"limit": 1.5}, "1 to 100"),
    ({"cursor": 5}, "does not come from a unified list"),
    ({"include": 5}, "include takes names"),
    ({"exclude": [5]}, "exclude takes names"),
    ({"remote": ["expand"]}, "remote takes parameters by name"),
]


@pytest.mark.parametrize(("question", "told"), NO_QUESTIONS)
def test_what_is_no_question_says_so(question, told, unified):
    with pytest.raises(UsageError, match=told):
        unified.applications.list(**question)


def test_notes_are_read_without_the_permission_for_mails():
    simulator = Simulator(seed=7)
    with simulator.client() as client:
        unified = Unified(client)
        told = {it.id: list(unified.activities.all(candidate=it.id)) for it in unified.candidates.all()}
    person, every = next(it for it in told.items() if {x.activity_type for x in it[1]} == {"note", "email"})
    key = simulator.add_key(scopes=["candidatesRead"])
    with Client(key, base_url="https://x.example.com", transport=simulator.transport()) as client:
        unified = Unified(client)
        notes = list(unified.activities.all(candidate=person, activity_type="note"))
        assert [it.id for it in notes] == [it.id for it in every if it.activity_type == "note"]
        session = Session(Toolset.preset("unified"), client=client, store=MemoryStore())
        asked = {"resource": "activities", "candidate": person, "activity_type": "note"}
        assert len(session.run("ashby_unified_list", asked).data["activities"]) == min(len(notes), 20)
        assert unified.activities.get(notes[0].id, candidate=person, activity_type="note") == notes[0]
        assert unified.activities.plan(candidate=person, activity_type="note").least == 1
        with pytest.raises(PermissionMissing, match="emailsRead"):
            unified.activities.list(candidate=person, activity_type="email")
        with pytest.raises(UsageError, match="no activity_type 'notes'; did you mean 'note'"):
            unified.activities.list(candidate=person, activity_type="notes")


def test_a_status_of_an_organizations_own_can_be_asked_for(client):
    line = Line(Derived("by a list of ours"), lambda it: "core" if it["title"] < "M" else "rare")
    unified = Unified(client, overrides={"tags": {"status": line}})
    assert {it.status for it in unified.tags.all(status="core")} == {"core"}


def test_get_is_narrowed_by_every_filter(unified):
    (tag,) = unified.tags.list(limit=1, status="active").result
    assert unified.tags.get(tag.id, status="active") == tag
    with pytest.raises(UsageError, match="no record"):
        unified.tags.get(tag.id, status="inactive")
