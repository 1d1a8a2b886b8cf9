"""Dialects: every record of a company is valid in each service's own schema."""

from __future__ import annotations

import itertools
import json
import os
from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

from ashby_agent_tools.ats.dialects import DIALECTS
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES, Page, Unified

FORMATS = jsonschema.FormatChecker(["uuid", "email"])


@FORMATS.checks("date-time", ValueError)
def _is_a_moment(text):
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


SCHEMAS = json.loads((Path(__file__).parents[1] / "official/unified_schemas.json").read_text("utf-8"))


def _schema(family, name):
    """The schema of a resource; what it refers to and does not have is left open."""

    def opened(part):
        if isinstance(part, list):
            return [opened(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "ref" in part:
            return opened(SCHEMAS[family].get(part["ref"], {"type": "object"}))
        made = {key: opened(value) for key, value in part.items()}
        if "null" in part.get("type", ()) and "enum" in part:  # the type says so, and the list leaves it out
            made["enum"] = [*part["enum"], None]
        return made

    return {**opened(SCHEMAS[family][name]), "additionalProperties": False}


@pytest.fixture(scope="module")
def everything():
    with Simulator(seed=7).client() as client:
        unified = Unified(client)
        candidates = list(unified.candidates.all())
        told = {
            name: list(getattr(unified, name).all(include=tuple(sorted(kind.joins))))
            for name, kind in RESOURCES.items()
            if name not in ("activities", "candidates")
        }
        activities = [note for it in candidates for note in unified.activities.all(candidate=it.id)]
    return {**told, "candidates": candidates, "activities": activities}


CASES = [(name, kind) for name in ("merge", "kombo") for kind in DIALECTS[name].kinds]


@pytest.mark.parametrize(("name", "resource"), CASES)
def test_every_record_is_valid_in_the_services_schema(name, resource, everything):
    dialect = DIALECTS[name]
    validator = jsonschema.Draft202012Validator(_schema(name, dialect.kinds[resource][0]), format_checker=FORMATS)
    for record in everything[resource]:
        made = json.loads(json.dumps(dialect.record(resource, record)))
        errors = [f"{error.json_path}: {error.message[:150]}" for error in validator.iter_errors(made)]
        assert not errors, f"{record.id}: {errors[:3]}"


@pytest.mark.parametrize("resource", RESOURCES)
def test_truto_is_the_unified_record_itself(resource, everything):
    record = everything[resource][0]
    assert DIALECTS["truto"].record(resource, record) == record.model_dump(mode="json", by_alias=True)


def test_a_page_is_in_the_services_envelope(everything):
    page = Page((everything["tags"][0],), "next", None)
    assert DIALECTS["merge"].page("tags", page)["next"] == "next"
    assert DIALECTS["kombo"].page("tags", page)["data"]["next"] == "next"
    assert DIALECTS["truto"].page("tags", page).keys() == {"result", "next_cursor", "prev_cursor"}


def test_a_resource_that_a_service_has_not_is_refused_with_those_it_has(everything):
    with pytest.raises(UsageError, match="it has applications, attachments"):
        DIALECTS["kombo"].record("offices", everything["offices"][0])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["merge", "kombo"])
def test_every_record_of_a_large_company_is_valid(name):
    """All of every list; of notes and mails, and of forms, those of a hundred candidates and postings."""
    dialect = DIALECTS[name]
    with Simulator(seed=11, size="large").client() as client:
        unified = Unified(client)
        people = [it.id for it in unified.candidates.list(limit=100).result]
        for resource, (service_name, _) in dialect.kinds.items():
            validator = jsonschema.Draft202012Validator(_schema(name, service_name), format_checker=FORMATS)
            questions = [{"candidate": it} for it in people] if resource == "activities" else [{}]
            records = (it for asked in questions for it in getattr(unified, resource).all(raw=False, **asked))
            count = 0
            for record in itertools.islice(records, int(os.environ.get("UNIFIED_LARGE_RECORDS", "300"))):
                made = json.loads(json.dumps(dialect.record(resource, record)))
                errors = [f"{it.json_path}: {it.message[:150]}" for it in validator.iter_errors(made)]
                assert not errors, f"{record.id}: {errors[:3]}"
                count += 1
            assert count
