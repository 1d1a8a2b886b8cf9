"""Typed events: one class for each type that Ashby documents, with the fields that it documents; the rest stays raw."""

from __future__ import annotations

import inspect
import json
import re
import typing

import official
import pytest

from ashby_agent_tools import webhooks
from ashby_agent_tools.webhooks import kinds, records

DOCUMENTED = official.document()["webhooks"]
NEWER = {row["webhook"]: row["data"] for row in official.facts("webhooks")}


def data_schema(action):
    body = DOCUMENTED[action]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return official.fold(body)["properties"]["data"]


def shape_of(part, kind):
    """What a part is declared as: the text in `Part["..."]`."""
    return re.search(rf'Part\["?(.+?)"?\]\("{part.key}"', inspect.getsource(kind))[1]


JSON_TYPES = {"string": str, "array": list, "object": dict}


def test_there_is_a_class_for_each_documented_type_and_no_other():
    """A type that Ashby adds fails here: add its class, and what its data holds."""
    assert set(kinds.KINDS) == set(DOCUMENTED) | set(NEWER)
    assert {name.lower() for name in kinds.KINDS} == {kind.__name__.lower() for kind in kinds.KINDS.values()}


@pytest.mark.parametrize("action", sorted(DOCUMENTED))
def test_the_parts_of_an_event_are_the_documented_ones(action):
    schema = data_schema(action)
    choices = schema.get("oneOf", [schema])
    keys = {name: part["type"] for choice in choices for name, part in choice["properties"].items()}
    declared = {part.key: part for part in kinds.parts_of(kinds.KINDS[action]).values()}
    assert {name: part.of for name, part in declared.items()} == {
        name: JSON_TYPES[type_] for name, type_ in keys.items()
    }


@pytest.mark.parametrize("action", sorted(NEWER))
def test_the_parts_of_a_newer_event_are_in_the_facts(action):
    assert {part.key for part in kinds.parts_of(kinds.KINDS[action]).values()} <= set(NEWER[action])
    assert bool(NEWER[action]) == bool(kinds.parts_of(kinds.KINDS[action]))


def compare(shape, schema, path):
    """The fields of a TypedDict, and below them, are the document's: names, and which of them are required."""
    differing = [] if set(shape.__annotations__) == set(schema["properties"]) else [path]
    hints = typing.get_type_hints(shape, vars(records), include_extras=True)
    required = {name for name, hint in hints.items() if shape.__total__ or typing.get_origin(hint) is typing.Required}
    if required != set(schema.get("required", [])):
        differing.append(f"{path} required")
    for name, hint in typing.get_type_hints(shape, vars(records)).items():
        below = schema["properties"].get(name, {})
        below = below.get("items", below)
        for inner in (hint, *typing.get_args(hint)):
            if typing.is_typeddict(inner) and "properties" in below and inner is not shape:
                differing += compare(inner, below, f"{path}.{name}")
    return differing


@pytest.mark.parametrize("action", sorted(set(DOCUMENTED) - {"ping", "signatureRequestUpdate"}))
def test_the_records_have_the_documented_fields(action):
    differing = []
    for part in kinds.parts_of(kinds.KINDS[action]).values():
        name = (
            shape_of(part, kinds.KINDS[action])
            .removeprefix("list[")
            .partition(" |")[0]
            .removeprefix("records.")
            .rstrip("]")
        )
        shape = getattr(records, name, None)
        if shape is None:
            assert part.of is str
            continue
        schema = data_schema(action)["properties"][part.key]
        differing += compare(shape, schema.get("items", schema), name)
    assert differing == ALLOWED.get(action, [])


ALLOWED = {
    "interviewScheduleCreate": ["InterviewSchedule"],  # candidateId comes with updates only
    # the document requires no id, and there is nothing else
    "candidateDelete": ["RecordReference required"],
    "candidateMerge": ["RecordReference required"] * 2,
}


def parsed(action, data):
    return webhooks.parse(json.dumps({"action": action, "data": data, "webhookActionId": "w"}).encode())


def test_an_event_has_its_type_and_its_records():
    match parsed("candidateHire", {"application": {"id": "a"}, "offer": {"id": "o"}}):
        case kinds.CandidateHire(application=application, offer=offer):
            assert (application["id"], offer["id"]) == ("a", "o")
        case other:
            pytest.fail(repr(other))
    assert parsed("candidateHire", {"application": {"id": "a"}}).offer is None


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("somethingNewer", {"thing": {"id": "t"}}),
        ("candidateHire", {}),
        ("candidateHire", {"application": "a"}),
        ("candidateHire", {"application": {"id": "a"}, "offer": 7}),
        ("candidateMerge", {"mergedCandidate": {"id": "c"}}),
        ("interviewPlanTransition", {"jobId": "j", "fromInterviewPlan": {}, "toInterviewPlan": {}}),
    ],
)
def test_what_is_unknown_or_lacks_something_stays_raw_and_is_an_event_all_the_same(action, data):
    event = parsed(action, data)
    assert type(event) is webhooks.Event
    assert (event.action, event.data, event.id) == (action, data, "w")


def test_an_event_cannot_be_changed_and_shows_no_data():
    event = parsed("candidateDelete", {"candidate": {"id": "canary"}})
    with pytest.raises((AttributeError, TypeError)):
        event.candidate = {"id": "another"}
    assert repr(event) == "CandidateDelete(action='candidateDelete', id='w')"
