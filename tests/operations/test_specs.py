"""Every operation stands once in the catalogue, with a decided risk, and costs a model little."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import official
import pytest
from each_case import each
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from valid_arguments import SIMULATED, cases, one_world

from ashby_agent_tools import Effect, Operation, Toolset
from ashby_agent_tools.operations import catalogue, find
from ashby_agent_tools.operations.schema import FIELDS, schema_of
from ashby_agent_tools.results import counter_for

TAGS = {
    "candidates", "pipeline", "scheduling", "offers", "reporting", "organization", "settings", "integrations",
    "sourcing",
}  # fmt: skip
ABBREVIATIONS = re.compile(r"\b(e\.g|i\.e)\.")
DOWNLOAD = "file.download"  # no endpoint of Ashby: a plain GET of the address that file.info answers
TOKENS = {"recruiter": 1_600, "operations": 2_500, "everything": 23_500}
ALL = each("endpoint", catalogue())


@pytest.fixture
def inventory() -> dict[str, dict[str, Any]]:
    return {row["endpoint"]: row for row in official.facts("endpoints") if not row["deprecated"]}


def nodes(schema: Any) -> Any:
    """Every schema inside a schema."""
    if isinstance(schema, dict):
        yield schema
        for key in ("items", "additionalProperties"):
            yield from nodes(schema.get(key))
        for child in schema.get("properties", {}).values():
            yield from nodes(child)
        for branch in schema.get("anyOf", ()):
            yield from nodes(branch)


def test_the_catalogue_has_every_endpoint_of_the_inventory_once_and_the_file_download(inventory):
    ours = [operation.spec.endpoint for operation in catalogue().values()]
    assert sorted(ours) == sorted({*inventory, DOWNLOAD})
    assert len(ours) == len(set(ours)) == len(inventory) + 1


def test_every_scope_and_every_partner_is_the_inventory_s(inventory):
    theirs = {name: (row["scope"], row["served_by"]) for name, row in inventory.items()}
    ours = {name: (cls.spec.scope, cls.spec.served_by) for name, cls in catalogue().items() if name in theirs}
    assert ours == theirs


def test_all_111_names_of_the_seed_list_resolve_to_their_endpoint():
    seeds = {row["tool"]: row["endpoint"] for row in official.facts("seeds")}
    assert len(seeds) == 111
    resolved = {tool: find(tool) for tool in seeds}
    assert [tool for tool, found in resolved.items() if found is None] == []
    wrong = {
        tool: found.spec.endpoint
        for tool, found in resolved.items()
        if [found.spec.endpoint] != ([DOWNLOAD] if seeds[tool][0] == "GET" else seeds[tool])
    }
    assert wrong == {}
    assert sum(len(cls.spec.aliases) for cls in catalogue().values()) == 111


def test_no_alias_and_no_other_spelling_belongs_to_two_operations():
    specs = [operation.spec for operation in catalogue().values()]
    names = [n for spec in specs for n in {spec.endpoint, spec.tool, *spec.aliases, *spec.also_called}]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@ALL
def test_every_operation_carries_a_decision_that_a_person_can_read(endpoint):
    spec = catalogue()[endpoint].spec
    assert spec.risk <= spec.worst
    assert {*spec.tags} <= TAGS
    assert spec.tags
    if spec.worst.effect is Effect.READ:
        assert not spec.worst.notifies
        assert spec.worst.reversible
        assert spec.worst.idempotent
    for risk in (spec.risk, spec.worst):
        assert risk.inverse is None or (risk.reversible and risk.inverse in catalogue())
    if spec.look is not None:
        assert catalogue()[spec.look].spec.reads


@ALL
def test_whoever_is_asked_about_something_destructive_reads_why(endpoint):
    spec = catalogue()[endpoint].spec
    unexplained = [risk for risk in (spec.risk, spec.worst) if risk.effect is Effect.DESTRUCTIVE and not risk.reasons]
    assert unexplained == []


@ALL
def test_the_four_hints_follow_from_the_worst_arguments_alone(endpoint):
    spec = catalogue()[endpoint].spec
    (tool,) = Toolset.of(endpoint)
    assert (
        dict(tool.hints)
        == spec.hints
        == {
            "readOnlyHint": spec.worst.effect is Effect.READ,
            "destructiveHint": spec.worst.effect is Effect.DESTRUCTIVE,
            "idempotentHint": spec.worst.idempotent,
            "openWorldHint": spec.worst.notifies or spec.worst.exports,
        }
    )


@ALL
def test_names_and_descriptions_fit_every_provider_and_begin_with_a_whole_sentence(endpoint):
    (tool,) = Toolset.of(endpoint)
    assert re.fullmatch(r"ashby_[a-z0-9_]+", tool.name)
    assert len(tool.name) <= 52
    assert len(tool.description) <= 1024
    first = tool.description.splitlines()[0]
    assert first[0].isupper()
    assert first.endswith(".")
    assert len(first.split()) >= 2
    assert not ABBREVIATIONS.search(tool.description)


@ALL
def test_schemas_are_valid_and_carry_no_noise(endpoint):
    schema = schema_of(catalogue()[endpoint])
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    assert not {"anyOf", "oneOf", "allOf", "$defs", "title"} & set(schema)
    for node in nodes(schema):
        assert not {"title", "$defs", "$ref", "oneOf", "allOf"} & set(node)
        assert node.get("default", "a default") is not None
        assert node.get("format") != "uuid"
    for name in ("cursor", "limit", "syncToken"):
        assert "description" not in schema["properties"].get(name, {})


@ALL
def test_tools_that_answer_with_records_to_read_take_fields(endpoint):
    operation = catalogue()[endpoint]
    reads = operation.spec.reads or endpoint == "referralForm.info"  # it may make the form that it then shows
    assert (FIELDS in schema_of(operation)["properties"]) == reads


# ---- risk() of arguments


def variations(operation: type[Operation], arguments: dict[str, Any]) -> Any:
    """The valid arguments with any choice of optional parameters, booleans and enum values."""
    schema = schema_of(operation)["properties"]
    required = {field.alias or name for name, field in operation.model_fields.items() if field.is_required()}
    choices = {name: _values(schema.get(name, {}), value) for name, value in arguments.items()}
    for name, node in schema.items():
        if name not in choices and name != FIELDS and (node.get("type") == "boolean" or "enum" in node):
            choices[name] = _values(node, None)
    fixed = {name: some for name, some in choices.items() if name in required}
    return st.fixed_dictionaries(fixed, optional={name: some for name, some in choices.items() if name not in fixed})


def _values(node: dict[str, Any], value: Any) -> st.SearchStrategy[Any]:
    if node.get("type") == "boolean":
        return st.booleans()
    if "enum" in node:
        return st.sampled_from(node["enum"])
    if node.get("type") == "array" and isinstance(value, list):
        return st.lists(st.sampled_from(value), max_size=3) if value else st.just([])
    return st.just(value)


@pytest.fixture(scope="module")
def valid_arguments() -> dict[str, list[dict[str, Any]]]:
    world = one_world()
    return {endpoint: cases(world.reset(), endpoint) for endpoint in SIMULATED}


@each("endpoint", SIMULATED)
def test_no_arguments_are_more_dangerous_than_the_declared_worst_and_rating_is_pure(endpoint, valid_arguments):
    operation = catalogue()[endpoint]
    everything = st.one_of([variations(operation, arguments) for arguments in valid_arguments[endpoint]])

    @settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(everything)
    def rated(arguments):
        try:
            call = operation.model_validate(arguments)
        except ValidationError:
            return  # a rule across parameters, which prepare refuses
        before = call.model_dump_json()
        assert call.risk() == call.risk()
        assert call.risk() <= operation.spec.worst
        assert call.risk().reasons or call.risk().effect is not Effect.DESTRUCTIVE
        assert call.model_dump_json() == before
        if operation.spec.reads:
            assert call.risk().effect is Effect.READ

    rated()


@each("endpoint", SIMULATED)
def test_a_prepared_call_can_be_prepared_again_from_its_own_arguments(endpoint, valid_arguments):
    toolset = Toolset.all()
    for arguments in valid_arguments[endpoint]:
        call = toolset.prepare(endpoint, arguments)
        assert toolset.prepare(endpoint, call.arguments).fingerprint == call.fingerprint


# ---- cost


def openai_form(tool) -> str:
    return json.dumps(
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.description, "parameters": tool.schema},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


@pytest.fixture(scope="module")
def count():
    counter = counter_for("o200k_base")
    if not counter.exact:
        pytest.skip("the o200k vocabulary is not on this machine, so tokens can only be estimated")
    return counter.count


@pytest.mark.parametrize(("preset", "most"), TOKENS.items())
def test_definitions_in_openai_form_stay_within_their_budget(preset, most, count):
    assert sum(count(openai_form(tool)) for tool in Toolset.preset(preset)) <= most


def test_name_description_and_schema_of_all_operations_cost_at_most_22_000_tokens(count):
    texts = [
        f"{tool.name}\n{tool.description}\n{json.dumps(tool.schema, ensure_ascii=False, separators=(',', ':'))}"
        for tool in Toolset.all()
    ]
    assert len(texts) == len(catalogue())
    assert sum(map(count, texts)) <= 22_000
