"""Records as they should not be: with nulls, without keys, with other types, with more; none ends in a traceback."""

from __future__ import annotations

import copy
import json

import pytest

from ashby_agent_tools.ats.dialects import DIALECTS
from ashby_agent_tools.errors import ServerFailure, UsageError
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES, Unified
from ashby_agent_tools.webhooks import Event

NEEDED = {"id", "name", "text", "title", "path", "candidate", "candidateId", "recordId", "note", "email", "file",
          "field", "interviewEvent"}  # fmt: skip
"""The last key of what a record cannot be without: its id and name, and whose it is."""
GONE = object()


@pytest.fixture(scope="module")
def raws():
    """The two longest raw records of each resource."""
    with Simulator(seed=7).client() as client:
        unified, found = Unified(client), {}
        for name in RESOURCES:
            resource = getattr(unified, name)
            asked = [{"candidate": it.id} for it in unified.candidates.list(limit=8).result] or [{}]
            questions = asked if name == "activities" else [{}]
            every = [it.remote_data for question in questions for it in resource.all(**question)]
            found[name] = sorted(every, key=lambda it: -len(json.dumps(it)))[:2] + every[-1:]
    return found


def _paths(value, before=()):
    every = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, inner in every:
        yield (*before, key)
        yield from _paths(inner, (*before, key))


def _with(raw, path, value):
    made = copy.deepcopy(raw)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    if value is GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return {"@id": "x:y", "@index": 1, **made}


def _each(raws, name, values):
    for raw in raws[name]:
        for path in _paths(raw):
            for value in values:
                yield path, _with(raw, path, value)


def _mapped(table, raw):
    try:
        return table.record(raw, raw=raw)
    except ServerFailure:
        return None


@pytest.mark.parametrize("name", RESOURCES)
def test_what_is_null_or_missing_is_empty_in_every_shape(name, raws):
    table, shapes = RESOURCES[name].table, [it for it in DIALECTS.values() if name in it.kinds]
    for path, raw in _each(raws, name, (None, GONE)):
        record = _mapped(table, raw)
        if record is None:
            assert path[-1] in NEEDED or path[-2:-1] == ("valueLabel",), path  # one label of several
            continue
        assert record == table.validated(raw, raw=raw), path
        for shape in shapes:
            json.dumps(shape.record(name, record))


@pytest.mark.parametrize("name", RESOURCES)
def test_another_type_is_told_in_one_line_without_its_value(name, raws):
    table, refused = RESOURCES[name].table, []
    for _, raw in _each(raws, name, (7, True, "Zzz secret", [], {}, [None])):
        try:
            table.record(raw, raw=raw)
        except ServerFailure as error:
            refused.append(str(error).replace(str(raw.get("id")), ""))
    assert refused
    assert all("cannot be read as" in told and "secret" not in told and "\n" not in told for told in refused)


@pytest.mark.parametrize("name", RESOURCES)
def test_keys_that_ashby_adds_change_nothing(name, raws):
    table = RESOURCES[name].table
    for raw in raws[name]:
        plain = _with(raw, ("id",), raw["id"]) if "id" in raw else {"@id": "x:y", "@index": 1, **raw}
        more = {**plain, "newer": {"a": [1]}, "company_size": 5}
        assert table.record(more, raw=None) == table.record(plain, raw=None)


def test_items_of_lists_that_say_nothing_are_left_out():
    table = RESOURCES["candidates"].table
    tags = [None, {"title": "No id"}, {"id": "t", "title": "Sailor"}]
    record = table.record({"id": "x", "tags": tags, "emailAddresses": [{"type": "Work"}]}, raw=None)
    assert ([it.id for it in record.tags], record.emails) == (["t"], ())


def test_senders_and_receivers_have_their_names():
    mail = {"recordId": "m", "from": '"Osei, Nadia" <nadia@example.com>', "to": ["a@example.com", None], "cc": None}
    record = RESOURCES["activities"].table.record({"candidateId": "c", "email": mail}, raw=None)
    assert [(it.email, it.name) for it in record.sender] == [("nadia@example.com", "Osei, Nadia")]
    assert ([it.email for it in record.to], record.cc) == (["a@example.com"], ())


def test_half_a_character_survives_every_shape():
    record = RESOURCES["candidates"].table.record({"id": "x", "name": "Ann \ud83d"}, raw=None)
    for shape in DIALECTS.values():
        assert json.dumps(shape.record("candidates", record))


def test_kombo_tells_a_room_from_a_link():
    table = RESOURCES["interviews"].table
    link = "https://meet.example.com/x"
    for place, told in (("Room 5", ({"raw": "Room 5"}, None)), (link, (None, link))):
        raw = {"interviewEvent": {"id": "e", "location": place}, "interviewSchedule": {}}
        made = DIALECTS["kombo"].record("interviews", table.record(raw, raw=None))
        assert (made["location"], made["video_conferencing_url"], made["application"]) == (*told, None)


@pytest.mark.parametrize("line", [5, "", None, ["title"]])
def test_an_override_that_is_no_line_says_so(line):
    with pytest.raises(UsageError, match="the path of a value"):
        Unified(None, overrides={"candidates": {"title": line}})


def test_an_override_of_another_type_names_its_field_and_path():
    with Simulator(seed=7).client() as client:
        unified = Unified(client, overrides={"candidates": {"title": "emailAddresses"}})
        with pytest.raises(ServerFailure, match="title, read from emailAddresses"):
            unified.candidates.list(limit=1)


def test_what_was_known_and_cannot_be_read_hides_no_event():
    unified = Unified(None)
    gone = unified.events_of(Event("candidateDelete", {"candidate": {"id": "x"}}, "e1"), known=lambda *_: {"id": 5})
    assert [(it.type, it.before) for it in gone] == [("candidates.deleted", None)]
    moved = {"application": {"id": "x", "candidate": {"id": "c"}}}
    told = unified.events_of(Event("candidateStageChange", moved, "e2"), known=lambda *_: {"id": "x", "candidate": 7})
    assert [it.type for it in told] == ["applications.stage_changed"]


@pytest.mark.parametrize("data", [{}, {"application": None}, {"application": {"id": "x"}}, {"application": {"id": 5}},
                                  {"application": {"id": "x", "candidate": 7}},
                                  {"interviewSchedule": {"id": "x", "interviewEvents": True}},
                                  {"jobPosting": {"id": "x", "jobId": ["j"]}}])  # fmt: skip
def test_a_webhook_that_carries_too_little_is_no_event(data):
    action = {"interviewSchedule": "interviewScheduleUpdate", "jobPosting": "jobPostingUpdate"}
    said = Event(action.get(next(iter(data), ""), "applicationUpdate"), data, "e1")
    assert Unified(None).events_of(said) == ()


def test_what_is_no_event_is_refused():
    with pytest.raises(UsageError, match=r"event is a dict; give what webhooks\.parse returns"):
        Unified(None).events_of({"action": "ping"})
