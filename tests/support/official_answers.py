"""What the official document says of answers and webhooks, normalised so that a wrong answer fails.

References are folded, only the branch of success is kept, every object is closed (an invented key fails), and the union
of custom field values, which the document's own example fails as `oneOf`, is read as `anyOf`.
"""

from __future__ import annotations

import functools
import uuid
from datetime import date, datetime
from typing import Any

import jsonschema
import official

Schema = dict[str, Any]

FORMATS = jsonschema.FormatChecker(())
FORMATS.checks("uuid", raises=ValueError)(lambda value: not isinstance(value, str) or bool(uuid.UUID(value)))
FORMATS.checks("date", raises=ValueError)(lambda value: not isinstance(value, str) or bool(date.fromisoformat(value)))
FORMATS.checks("date-time", raises=ValueError)(
    lambda value: not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None
)


@functools.cache
def answer_schema(endpoint: str) -> Schema | None:
    """The schema of a successful answer; None where the document has none."""
    path = official.document()["paths"].get("/" + endpoint)
    if path is None:
        return None
    content = path["post"]["responses"]["200"].get("content", {})
    if "application/json" not in content:
        return None
    folded = official.fold(content["application/json"]["schema"])
    branches = folded.get("oneOf") or [folded]
    return closed(next(branch for branch in branches if "errorInfo" not in branch.get("properties", {})))


@functools.cache
def webhook_schema(action: str) -> Schema | None:
    """The schema of a webhook's payload; webhookActionId is documented outside the schema."""
    found = official.document()["webhooks"].get(action)
    if found is None:
        return None
    folded = closed(official.fold(found["post"]["requestBody"]["content"]["application/json"]["schema"]))
    folded["properties"] = {"webhookActionId": {"type": "string"}, **folded["properties"]}
    return folded


def closed(node: Schema) -> Schema:
    """The schema with every object closed and every union read as `anyOf`."""
    out = {key: value for key, value in node.items() if key not in ("oneOf", "anyOf", "example", "examples")}
    branches = [*node.get("oneOf", ()), *node.get("anyOf", ())]
    if branches and "properties" in node:
        shared = {key: out.pop(key) for key in ("properties", "required", "type") if key in out}
        branches = [official._merged({"allOf": [shared, branch]}) for branch in branches]
    if branches:
        out["anyOf"] = [closed(branch) for branch in branches]
    if "properties" in out:
        out["properties"] = {name: closed(child) for name, child in out["properties"].items()}
        out.setdefault("additionalProperties", False)
    for key in ("items", "additionalProperties"):
        if isinstance(out.get(key), dict):
            out[key] = closed(out[key])
    return out


def faults(schema: Schema, value: object) -> list[tuple[str, str]]:
    """Every fault: (where in the answer, with list positions as []; what)."""
    validator = jsonschema.Draft202012Validator(schema, format_checker=FORMATS)
    found = [fault for error in validator.iter_errors(value) for fault in _leaves(error)]
    return list(dict.fromkeys(found))


def _leaves(error: jsonschema.ValidationError) -> list[tuple[str, str]]:
    """A union's fault is told by the branch that fits best: the one with the fewest faults, deepest first."""
    if error.validator == "anyOf" and error.context:
        by_branch: dict[Any, list[jsonschema.ValidationError]] = {}
        for inner in error.context:
            by_branch.setdefault(inner.schema_path[0], []).append(inner)
        best = min(by_branch.values(), key=lambda several: (len(several), -max(len(one.path) for one in several)))
        return [leaf for inner in best for leaf in _leaves(inner)]
    where = "".join("[]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return [(where.lstrip("."), error.message[-160:] if len(error.message) > 160 else error.message)]
