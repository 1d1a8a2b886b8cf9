"""Ashby's official facts as a test oracle, from tests/official/, which scripts/facts.py makes: references folded."""

from __future__ import annotations

import functools
import json
from pathlib import Path

HERE = Path(__file__).parents[1] / "official"


@functools.cache
def facts(name: str) -> list[dict]:
    """The rows of one file: document (OpenAPI of June 2026), endpoints (all), newer (than the document), seeds."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def assembled(text: str) -> dict:
    """The document from the lines of its digest."""
    rows = [json.loads(line) for line in text.splitlines()]
    return {f"{kind}s": {row[kind]: row["is"] for row in rows if kind in row} for kind in ("path", "webhook")}


@functools.cache
def document() -> dict:
    """The whole document."""
    return assembled((HERE / "document.jsonl").read_text(encoding="utf-8"))


def fold(node, depth: int = 0, *, within: dict | None = None):
    """The node with every reference replaced by what it refers to, and `allOf` merged into one object."""
    within = within or document()
    if depth > 60:
        return {}
    if isinstance(node, list):
        return [fold(item, depth + 1, within=within) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return fold({**_target(node["$ref"], within), **beside}, depth + 1, within=within)
    folded = {key: fold(value, depth + 1, within=within) for key, value in node.items()}
    return _merged(folded)


def _target(reference: str, within: dict):
    found = within
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def _merged(node: dict) -> dict:
    if "allOf" not in node:
        return node
    out: dict = {key: value for key, value in node.items() if key != "allOf"}
    for part in node["allOf"]:
        for key, value in part.items():
            if key == "properties" and key in out:
                out[key] = {**out[key], **value}
            elif key == "required" and key in out:
                out[key] = list(dict.fromkeys([*out[key], *value]))
            else:
                out.setdefault(key, value)
    return out


def request_of(endpoint: str, within: dict | None = None) -> dict | None:
    """The folded request schema; None where the document does not have the endpoint."""
    within = within or document()
    path = within["paths"].get("/" + endpoint)
    if path is None:
        return None
    content = path["post"].get("requestBody", {}).get("content", {})
    media = content.get("application/json") or next(iter(content.values()), {})
    return fold(media.get("schema", {}), within=within)


def flat(schema: dict) -> dict:
    """A union of objects as one object: all properties, and what every variant requires."""
    branches = schema.get("oneOf") or schema.get("anyOf")
    if not branches or schema.get("type") not in (None, "object"):
        return schema
    objects = [flat(branch) for branch in branches]
    if not any("properties" in branch for branch in objects):
        return schema
    properties = dict(schema.get("properties", {}))
    for branch in objects:
        for name, child in branch.get("properties", {}).items():
            properties.setdefault(name, child)
    always = set.intersection(*(set(branch.get("required", [])) for branch in objects))
    return {"type": "object", "properties": properties, "required": sorted(always | set(schema.get("required", [])))}


def types_of(schema: dict) -> set[str]:
    """The JSON types a value may have; integers count as numbers, since the document rarely tells them apart."""
    said = schema.get("type")
    found = set(said) if isinstance(said, list) else {said} if said else set()
    if not said:
        values = [schema["const"]] if "const" in schema else schema.get("enum", [])
        found |= {{str: "string", bool: "boolean", int: "integer", type(None): "null"}[type(value)] for value in values}
        if "properties" in schema:
            found.add("object")
    for branch in [*schema.get("oneOf", []), *schema.get("anyOf", [])]:
        found |= types_of(branch)
    return {"number" if name == "integer" else name for name in found}


def enum_of(schema: dict) -> set:
    """Every value that is written out."""
    found = set(schema.get("enum", []))
    if "const" in schema:
        found.add(schema["const"])
    for branch in [*schema.get("oneOf", []), *schema.get("anyOf", [])]:
        found |= enum_of(branch)
    return found


def differences(path: str, theirs: dict, ours: dict) -> list[tuple[str, str]]:
    """Every place where our parameters differ from the document's: (path, what)."""
    theirs, ours = flat(theirs), flat(ours)
    their_names, our_names = theirs.get("properties", {}), ours.get("properties", {})
    found = [(f"{path}.{name}", "missing") for name in their_names.keys() - our_names.keys()]
    found += [(f"{path}.{name}", "added") for name in our_names.keys() - their_names.keys()]
    both = their_names.keys() & our_names.keys()
    demanded, demands = set(theirs.get("required", [])) & both, set(ours.get("required", [])) & both
    found += [(f"{path}.{name}", "not required") for name in demanded - demands]
    found += [(f"{path}.{name}", "required") for name in demands - demanded]
    for name in both:
        found += differences(f"{path}.{name}", their_names[name], our_names[name])
    if types_of(theirs) and types_of(theirs) != types_of(ours):
        found.append((path, f"type {'|'.join(sorted(types_of(ours))) or 'any'}"))
    if enum_of(theirs) != enum_of(ours):
        found.append((path, "enum"))
    if "items" in theirs and "items" in ours:
        found += differences(f"{path}[]", theirs["items"], ours["items"])
    return found
