"""Other people's compilers of JSON schemas take every definition: llama.cpp's, llguidance, Google's, Anthropic's."""

from __future__ import annotations

import importlib.util
import json
import logging
import os

import pytest

from ashby_agent_tools import Toolset
from ashby_agent_tools.operations import schema

LLAMA = "ASHBY_LLAMA_GRAMMAR"
WHOLE = Toolset.all()
TOOLS = {tool.name: tool.schema for tool in (*WHOLE, *WHOLE.builtin)}
LOOSE = {name for name, given in TOOLS.items() if schema.not_strict(given)}
STRICT = {
    provider: {name: schema.for_provider(provider, TOOLS[name], strict=True) for name in sorted(TOOLS.keys() - LOOSE)}
    for provider in ("openai", "anthropic")
}

pytestmark = pytest.mark.slow  # importing Google's and Anthropic's packages takes seconds


def refused(compile_, schemas=TOOLS):
    """What a compiler says of the definitions that it does not take."""
    found = {}
    for name, given in schemas.items():
        try:
            compile_(given)
        except Exception as error:  # noqa: BLE001  (each package has errors of its own)
            found[name] = f"{type(error).__name__}: {error}"
    return found


@pytest.mark.skipif(not os.environ.get(LLAMA), reason=f"run tests/llama_grammar.sh FOLDER and name its file in {LLAMA}")
def test_llama_cpp_pythons_converter_makes_a_grammar_of_every_definition():
    spec = importlib.util.spec_from_file_location("llama_grammar", os.environ[LLAMA])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    typeless = {"type": "object", "properties": {"value": {"description": "by field type"}}}
    assert refused(module.json_schema_to_gbnf, {"typeless": json.dumps(typeless)})  # what this test is about
    for schemas in (TOOLS, *STRICT.values()):
        texts = {name: json.dumps(given) for name, given in schemas.items()}
        assert refused(module.json_schema_to_gbnf, texts) == {}


def test_llguidance_makes_a_grammar_of_every_definition():
    from llguidance import LLMatcher

    def compile_(given):
        said = LLMatcher.validate_grammar(LLMatcher.grammar_from_json_schema(given))
        if said:
            raise ValueError(said)

    assert refused(compile_, {"unknown": {"type": "text"}})
    for schemas in (TOOLS, *STRICT.values()):
        assert refused(compile_, schemas) == {}


@pytest.mark.parametrize("api", ["GEMINI_API", "VERTEX_AI"])
def test_google_genai_reads_every_definition(api, caplog):
    from google.genai import types

    caplog.set_level(logging.CRITICAL)  # it warns of each list of types
    given = types.JSONSchema

    def compile_(plain):
        types.Schema.from_json_schema(
            json_schema=given.model_validate(plain), api_option=api, raise_error_on_unsupported_field=True
        )

    assert refused(compile_, {"unknown": {"type": "object", "properties": {"a": {"$ref": "#/none"}}}})
    assert refused(compile_) == {}


def test_google_genai_takes_every_definition_in_its_own_dialect():
    from google.genai import types

    dialect = {name: schema.for_provider("gemini", given) for name, given in TOOLS.items()}
    assert refused(types.Schema.model_validate, dialect) == {}


def test_anthropics_strict_helper_takes_every_strict_definition_and_changes_nothing():
    from anthropic import transform_schema

    assert refused(transform_schema, STRICT["anthropic"]) == {}
    for name, given in STRICT["anthropic"].items():
        assert transform_schema(given) == without_types_of_enums(given), name


def without_types_of_enums(node):
    """What Anthropic's helper leaves out: the type beside an enum."""
    out = {key: value for key, value in node.items() if key != "type" or "enum" not in node}
    if "properties" in out:
        out["properties"] = {name: without_types_of_enums(child) for name, child in out["properties"].items()}
    if "items" in out:
        out["items"] = without_types_of_enums(out["items"])
    if "anyOf" in out:
        out["anyOf"] = [without_types_of_enums(branch) for branch in out["anyOf"]]
    return out


def test_the_sdks_own_strict_mode_finds_nothing_to_change():
    from agents.strict_schema import ensure_strict_json_schema

    for given in STRICT["openai"].values():
        assert ensure_strict_json_schema(given, _reject_open_objects=True) == given


def test_what_is_not_strict_has_its_reason():
    """Of values that may be texts as well as objects; everything else is strict, the built-in tools included."""
    assert all("takes texts as well as objects" in schema.not_strict(TOOLS[name]) for name in LOOSE)
    assert len(LOOSE) < 15
    assert {tool.name for tool in WHOLE.builtin} <= STRICT["openai"].keys()
