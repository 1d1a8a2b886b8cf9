"""Every operation keeps the rules of every provider's table and JSON Schema's own; no provider is called."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import uuid

import pytest
from each_case import each
from jsonschema import Draft202012Validator
from valid_arguments import SIMULATED, World, cases

from ashby_agent_tools import Effect, Operation, Risk, Spec, Toolset, errors
from ashby_agent_tools.call import build
from ashby_agent_tools.operations import catalogue, schema
from ashby_agent_tools.operations.base import tool_name

PROVIDERS = tuple(schema.PROVIDERS)
WHOLE = Toolset.all()
TOOLS = {tool.name: tool for tool in (*WHOLE, *WHOLE.builtin)}
# Google's dialect has no word for a required object whose keys are the caller's own.
GEMINI_MAY_REFUSE = {"ashby_survey_submission_create"}
# What strict modes cannot express: values that may be texts as well as objects.
LOOSE = {
    "ashby_custom_field_set_value",
    "ashby_custom_field_set_values",
    "ashby_user_set_custom_field_value",
    "ashby_user_set_custom_field_values",
    "ashby_application_feedback_submit",
    "ashby_application_form_submit",
    "ashby_project_set_custom_field_value",
    "ashby_project_set_custom_field_values",
    "ashby_job_posting_set_custom_field_value",
    "ashby_job_posting_set_custom_field_values",
    "ashby_offer_create",
    "ashby_offer_update",
    "ashby_referral_create",
}
STRICT = sorted(set(TOOLS) - LOOSE)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_provider_objects_to_any_tool_in_its_own_dialect(provider):
    rules = schema.PROVIDERS[provider]
    objections = {
        name: rules.objections(name, tool.description, schema.for_provider(provider, tool.schema))
        for name, tool in TOOLS.items()
    }
    objecting = {name for name, found in objections.items() if found}
    assert objecting == (GEMINI_MAY_REFUSE if provider == "gemini" else set()), objections


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_dialect_is_json_schema(provider):
    for tool in TOOLS.values():
        Draft202012Validator.check_schema(schema.for_provider(provider, tool.schema))
        assert schema.for_provider(provider, tool.schema) is not tool.schema


def test_every_rule_says_where_it_was_read_and_when():
    for provider in PROVIDERS:
        sources = schema.PROVIDERS[provider].sources
        assert sources
        assert all(source.address and dt.date.fromisoformat(source.seen) for source in sources)


@pytest.mark.parametrize(
    ("provider", "name", "description", "parameters", "says"),
    [
        ("openai", "a.b", "", {"type": "object"}, "name"),
        ("openai", "a" * 65, "", {"type": "object"}, "name"),
        ("openai", "a", "d" * 1025, {"type": "object"}, "1024"),
        ("openai", "a", "", {"type": "object", "anyOf": []}, "anyOf at the top level"),
        ("openai", "a", "", {"type": "array"}, "not an object"),
        ("anthropic", "a", "", {"type": "object", "properties": {"ä b": {"type": "string"}}}, "parameter name"),
        ("anthropic", "a", "", {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}}, "$ref in a"),
        ("gemini", "1a", "", {"type": "object"}, "name"),
        ("gemini", "a", "", {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}, "list of types"),
        ("gemini", "a", "", {"type": "object", "properties": {"a": {"type": "array", "items": {}}}}, "no type in a"),
        ("gemini", "a", "", {"type": "object", "properties": {"a": {"type": "string", "const": "x"}}}, "const in a"),
        ("gemini", "a", "", {"type": "object", "properties": {"a": {"type": "string", "format": "uri"}}}, "uri"),
        ("gemini", "a", "", {"type": "object", "properties": {"a": {"type": "object"}}}, "without properties"),
        ("mcp", "a" * 55, "", {"type": "object"}, "60 characters"),
    ],
)
def test_a_tool_that_breaks_a_rule_is_objected_to_with_the_reason(provider, name, description, parameters, says):
    (objection, *_) = schema.PROVIDERS[provider].objections(name, description, parameters)
    assert says in objection


@each("name", STRICT)
def test_strict_closes_every_object_and_requires_every_parameter(name):
    strict = schema.for_provider("openai", TOOLS[name].schema, strict=True)
    Draft202012Validator.check_schema(strict)
    for node in nodes(strict):
        assert not {"default", "const", "minLength"} & node.keys()
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])


def test_what_cannot_be_strict_is_exactly_the_known_list_and_says_why():
    assert {name for name, tool in TOOLS.items() if schema.not_strict(tool.schema)} == LOOSE
    for provider in ("openai", "anthropic"):
        with pytest.raises(errors.UsageError, match="value takes texts as well as objects"):
            schema.for_provider(provider, TOOLS["ashby_offer_create"].schema, strict=True)


@pytest.mark.parametrize("name", ["openai-strict", "azure"])
def test_an_unknown_provider_is_named(name):
    with pytest.raises(errors.UsageError, match="openai, anthropic, gemini, mcp"):
        schema.for_provider(name, {"type": "object"})


def test_strict_is_a_mode_of_two_providers():
    with pytest.raises(errors.UsageError, match="openai and anthropic only"):
        schema.for_provider("gemini", {"type": "object"}, strict=True)


def test_what_a_strict_model_sends_with_every_optional_null_is_the_same_call():
    """Nulls for everything left out: valid by the strict schema, and the same fingerprint as leaving them out."""
    world = World()
    compared = 0
    for endpoint in SIMULATED:
        tool = WHOLE[endpoint]
        if tool.name in LOOSE:
            continue
        strict = schema.for_provider("openai", tool.schema, strict=True)
        for arguments in cases(world.reset(), endpoint):
            filled = with_nulls(strict, tool.schema, arguments)
            Draft202012Validator(strict).validate(filled)
            plain, nulled = (
                build(catalogue()[endpoint], given, tool=tool.name, account="a", base_url="b")
                for given in (arguments, filled)
            )
            assert nulled.fingerprint == plain.fingerprint, endpoint
            compared += 1
    assert compared > 200


def nodes(node):
    yield node
    children = [*node.get("properties", {}).values(), *node.get("anyOf", ())]
    children += [node[key] for key in ("items", "additionalProperties") if isinstance(node.get(key), dict)]
    yield from itertools.chain.from_iterable(map(nodes, children))


def with_nulls(strict, loose, value):
    """A value with null for each parameter that is left out, as a model in strict mode has to send it."""
    for key in ("items", "properties"):
        if isinstance(value, list if key == "items" else dict) and key not in strict:
            pairs = zip(strict.get("anyOf", ()), loose.get("anyOf", ()), strict=False)
            strict, loose = next((pair for pair in pairs if key in pair[0]), (strict, loose))
    if isinstance(value, list) and "items" in strict:
        return [with_nulls(strict["items"], loose["items"], item) for item in value]
    if isinstance(value, dict) and strict["type"] in ("string", ["string", "null"]):
        return json.dumps(value)
    if isinstance(value, dict) and "properties" in strict:
        return {
            name: with_nulls(child, loose["properties"][name], value[name]) if name in value else None
            for name, child in strict["properties"].items()
        }
    return value


def test_whatever_is_described_names_its_type_and_nothing_is_a_constant():
    """A description without a type breaks llama.cpp's converter; `const` is unknown to more compilers than `enum`."""
    for name, tool in TOOLS.items():
        for node in nodes(tool.schema):
            assert "const" not in node, name
            assert {"type", "anyOf"} & node.keys() or node == {}, (name, node)


TEXTS_OF_OBJECTS = {
    "department.create": ({"name": "Tools"}, "extraData", {"team": "north"}),
    "location.create": ({"name": "Ghent", "type": "Location"}, "extraData", {"floor": "2"}),
    "read.result": ({"ref": "r1"}, "where", {"status": ["Active", "Lead"], "name": {"contains": "an"}}),
    "surveySubmission.create": (
        dict.fromkeys(("candidateId", "applicationId", "surveyFormDefinitionId"), str(uuid.UUID(int=1))),
        "submittedValues",
        {"a": 1, "b": [True, None]},
    ),
}


@pytest.mark.parametrize("endpoint", TEXTS_OF_OBJECTS)
def test_the_text_of_an_object_is_the_object_where_nothing_else_fits(endpoint):
    given, name, value = TEXTS_OF_OBJECTS[endpoint]
    operation = TOOLS[tool_name(endpoint)].operation
    plain, text = (
        build(operation, {**given, name: it}, tool=endpoint, account="a", base_url="b")
        for it in (value, json.dumps(value))
    )
    assert plain.arguments[name] == value
    assert text.fingerprint == plain.fingerprint


def test_the_text_of_an_object_is_read_inside_lists_and_from_text_arguments():
    event = {"startTime": "2027-03-01T10:00:00Z", "endTime": "2027-03-01T11:00:00Z", "interviewers": []}
    event["interviewers"] = [{"email": "robin@example.com"}]
    given = {"applicationId": str(uuid.UUID(int=1)), "interviewEvents": [{**event, "extraData": '{"room": "4"}'}]}
    for arguments in (given, json.dumps(given)):
        call = WHOLE.prepare("ashby_interview_schedule_create", arguments)
        assert call.arguments["interviewEvents"][0]["extraData"] == {"room": "4"}


@pytest.mark.parametrize("text", ["", "room 4", "[1]", "{", '{"a": "x", "a": "y"}', '{"a": 1e999}', '{"a": "\\ud800"}'])
def test_a_text_that_is_no_object_is_refused_as_before(text):
    with pytest.raises(errors.InvalidArguments):
        WHOLE.prepare("ashby_department_create", {"name": "Tools", "extraData": text})


def test_a_users_own_operation_with_an_open_object_can_be_strict_too():
    class NoteTags(Operation):
        """Put labels on a note."""

        spec = Spec("note.label", scope=None, risk=Risk(Effect.WRITE))
        labels: dict[str, str]

    toolset = Toolset.of(NoteTags)
    (tool,) = toolset
    assert schema.for_provider("openai", tool.schema, strict=True)["properties"]["labels"]["type"] == "string"
    call = toolset.prepare(tool.name, {"labels": '{"colour": "red"}'})
    assert call.arguments == {"labels": {"colour": "red"}}
