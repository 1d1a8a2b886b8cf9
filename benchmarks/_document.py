"""What a plain conversion of Ashby's document shows a model: a function for each endpoint, as the document has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

Json = Any
_DIGEST = Path(__file__).parents[1] / "tests" / "official" / "document.jsonl"
_DEEPEST = 40  # a schema that is deeper refers to itself


def definitions(endpoints: tuple[str, ...] | None, document: Path | None) -> list[Json]:
    """OpenAI function definitions of these endpoints, or of all; without a document from the digest."""
    if document is None:
        records = map(json.loads, _DIGEST.read_text("utf-8").splitlines())
        whole = {"paths": {it["path"]: it["is"] for it in records if "path" in it}}
    else:
        whole = yaml.safe_load(document.read_text("utf-8"))
    wanted = whole["paths"] if endpoints is None else {f"/{it}" for it in endpoints}
    return [
        _function(path, it["post"], whole) for path, it in whole["paths"].items() if path in wanted and "post" in it
    ]


def _function(path: str, post: Json, whole: Json) -> Json:
    body = post.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "type": "function",
        "function": {
            "name": path.strip("/").replace(".", "_"),
            "description": post.get("description", ""),
            "parameters": _resolved(whole, body, _DEEPEST),
        },
    }


def _resolved(whole: Json, node: Json, deepest: int) -> Json:
    """The node with what it refers to written out."""
    if deepest == 0:
        return {}
    if isinstance(node, dict) and "$ref" in node:
        target = whole
        for part in node["$ref"].removeprefix("#/").split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            target = target[int(name)] if isinstance(target, list) else target[name]
        return _resolved(whole, target, deepest - 1)
    if isinstance(node, dict):
        return {key: _resolved(whole, value, deepest - 1) for key, value in node.items()}
    if isinstance(node, list):
        return [_resolved(whole, value, deepest - 1) for value in node]
    return node
