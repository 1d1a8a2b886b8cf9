"""Make tests/official/ from a folder with Ashby's documents, and say what changed: `make facts`.

    make facts FACTS=/path/to/the/folder        (or ASHBY_FACTS in the environment)

The folder holds the official OpenAPI document (openapi.yml), the inventory of endpoints (endpoints.json), what came
later (delta.json, added.json), and the names of the seed list (seed-tools.json). What is kept is facts: names, types,
enums, what is required. Descriptions, examples and every other sentence are left out. One line per endpoint, sorted,
so that a difference is readable.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "tests" / "official"

Json = Any
PROSE = {"deprecated", "description", "example", "examples", "externalDocs", "operationId", "summary", "tags", "title"}
WORD = re.compile(r"[A-Za-z][A-Za-z]*")
EFFECTS = ("destructive", "irreversible", "sends_to_person")
INVENTORY = ("deprecated", "scope", "served_by", "source")


def without_prose(node: Json, *, names: bool = False) -> Json:
    """The node without its texts. `names`: the keys are names of fields, of which none is a text."""
    if isinstance(node, list):
        return [without_prose(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if names or not (key in PROSE or key.startswith("x-"))}
    return {key: without_prose(value, names=key == "properties" and not names) for key, value in kept.items()}


def document_lines(document: Json) -> Iterator[Json]:
    """One object per endpoint and per webhook of an OpenAPI document; references stay, as they cost little."""
    for kind, named in (("path", document["paths"]), ("webhook", document.get("webhooks", {}))):
        for name, node in named.items():
            yield {kind: name, "is": without_prose(node)}


def endpoint_lines(folder: Path) -> Iterator[Json]:
    """The inventory: scope, server, source, and the names that the seed list has for the endpoint."""
    for row in [*_read(folder, "endpoints.json"), *_read(folder, "added.json")["endpoints"]]:
        yield {"endpoint": row["endpoint"], **{name: row[name] for name in INVENTORY}}


def newer_lines(folder: Path) -> Iterator[Json]:
    """What is known of endpoints that the document lacks; the words of an answer stand sorted, not as a text."""
    for row in [*_read(folder, "delta.json")["new_endpoints"], *_read(folder, "added.json")["new_endpoints"]]:
        params = [
            {
                "name": param["name"],
                "required": param["required"],
                "inferred": "inferred" in param.get("note", "") or row.get("confidence") == "changelog_only",
            }
            for param in row["params"]
        ]
        effects = {name: bool(row[name]) for name in EFFECTS}
        words = sorted(set(WORD.findall(" ".join(row["response"]))))
        yield {"endpoint": row["path"].lstrip("/"), "params": params, "answer": words, **effects}


def webhook_lines(folder: Path) -> Iterator[Json]:
    """The types of webhooks that the document lacks; the words of what their data holds stand sorted, not as a text."""
    for row in _read(folder, "delta.json")["new_webhooks"]:
        words = sorted(set(WORD.findall(re.sub(r"\([^)]*\)", "", " ".join(row.get("data", []))))))
        yield {"webhook": row["type"], "data": words, "creatable": row["creatable"], "beta": row.get("beta", False)}


def seed_lines(folder: Path) -> Iterator[Json]:
    """The names of the seed list with their endpoints."""
    for row in _read(folder, "seed-tools.json"):
        yield {"tool": row["tool"], "endpoint": [name.split(" ", 2)[0] for name in row["endpoint"]]}


def _read(folder: Path, name: str) -> Json:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def digest(folder: Path) -> dict[str, str]:
    """The files of tests/official/ by name, made from the folder."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load((folder / "openapi.yml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (a safe one)
    return {
        "document.jsonl": _lines(document_lines(document)),
        "endpoints.jsonl": _lines(endpoint_lines(folder)),
        "newer.jsonl": _lines(newer_lines(folder)),
        "seeds.jsonl": _lines(seed_lines(folder)),
        "webhooks.jsonl": _lines(webhook_lines(folder)),
    }


def _lines(rows: Iterable[Json]) -> str:
    made = (json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str) for row in rows)
    return "".join(f"{line}\n" for line in sorted(made))


# ---- what changed


def parameters(files: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Each endpoint's parameters as `path: type, required, enum`, those of newer endpoints by name only."""
    official = _official()
    document = official.assembled(files.get("document.jsonl", ""))
    found: dict[str, dict[str, str]] = {row["endpoint"]: {} for row in _rows(files, "endpoints.jsonl")}
    for row in _rows(files, "newer.jsonl"):
        found[row["endpoint"]] = {one["name"]: _required(one["required"]) for one in row["params"]}
    for path in document["paths"]:
        found[path.lstrip("/")] = dict(_flat(official, "", official.request_of(path.lstrip("/"), document) or {}))
    return found


def _official() -> Any:
    """The tests' own reader of the digest, which folds references."""
    support = str(ROOT / "tests" / "support")
    if support not in sys.path:
        sys.path.insert(0, support)
    return importlib.import_module("official")


def _rows(files: Mapping[str, str], name: str) -> list[Json]:
    return [json.loads(line) for line in files.get(name, "").splitlines()]


def _required(required: bool) -> str:  # noqa: FBT001  (a word for it)
    return "required" if required else "optional"


def _flat(official: Any, path: str, schema: Json) -> Iterator[tuple[str, str]]:
    schema = official.flat(schema)
    for name, child in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here, f"{_required(name in schema.get('required', []))} {_form(official, child)}".strip()
        yield from _flat(official, here, child)
    if "items" in schema:
        yield f"{path}[]", _form(official, schema["items"])
        yield from _flat(official, f"{path}[]", schema["items"])


def _form(official: Any, schema: Json) -> str:
    """Types and enum values: `string location openings`."""
    return " ".join(["|".join(sorted(official.types_of(schema))), *map(str, sorted(official.enum_of(schema), key=str))])


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """What is new, gone or different, one line each, with the file of the catalogue that must follow."""
    before, after = parameters(old), parameters(new)
    found = [f"new endpoint {name}: {place(name)}" for name in sorted(after.keys() - before.keys())]
    found += [f"endpoint gone {name}: {place(name)}" for name in sorted(before.keys() - after.keys())]
    for name in sorted(before.keys() & after.keys()):
        mine, theirs = before[name], after[name]
        for path in sorted(mine.keys() | theirs.keys()):
            if mine.get(path) != theirs.get(path):
                was, now = mine.get(path, "not there"), theirs.get(path, "not there")
                found.append(f"{name} {path}: {was} -> {now}: {place(name)}")
    types = webhook_types(new) - webhook_types(old)
    return found + [f"new webhook {name}: ashby_agent_tools/webhooks/kinds.py" for name in sorted(types)]


def webhook_types(files: Mapping[str, str]) -> set[str]:
    """The types of webhooks that the document and the rest name."""
    rows = [*_rows(files, "document.jsonl"), *_rows(files, "webhooks.jsonl")]
    return {row["webhook"] for row in rows if "webhook" in row}


def place(endpoint: str) -> str:
    """Where the catalogue has the endpoint, or what to write."""
    from ashby_agent_tools.operations import catalogue  # noqa: PLC0415  (the digest is made without it)

    operation = catalogue().get(endpoint)
    if operation is None:
        return "the catalogue lacks it; CONTRIBUTING.md says how to add an operation"
    file = inspect.getsourcefile(operation)
    return f"{Path(file).relative_to(ROOT)}, {operation.__name__}" if file else operation.__name__


def missing(files: Mapping[str, str]) -> list[str]:
    """Endpoints of the inventory that the catalogue lacks."""
    from ashby_agent_tools.operations import catalogue  # noqa: PLC0415

    rows = _rows(files, "endpoints.jsonl")
    return sorted(row["endpoint"] for row in rows if not row["deprecated"] and row["endpoint"] not in catalogue())


def main(arguments: list[str] | None = None) -> int:
    """Write the digest and print what changed; 1 where the catalogue has to follow."""
    parser = argparse.ArgumentParser(prog="facts.py", description="Make tests/official/ from Ashby's documents.")
    parser.add_argument("folder", nargs="?", default=os.environ.get("ASHBY_FACTS"), help="default: ASHBY_FACTS")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args(arguments)
    if not given.folder:
        parser.error("name the folder with openapi.yml: make facts FACTS=/path, or set ASHBY_FACTS")
    try:
        new = digest(Path(given.folder))
        old = {name: (given.out / name).read_text(encoding="utf-8") for name in new if (given.out / name).is_file()}
        told = changes(old or new, new)  # before anything is written: half a document refers to what it lacks
        lacking = [f"the catalogue lacks {name}" for name in missing(new)]
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError) as error:
        parser.error(f"{given.folder} is not whole ({type(error).__name__}: {error}). Nothing was written.")
    given.out.mkdir(parents=True, exist_ok=True)
    for name, text in new.items():
        (given.out / name).write_text(text, encoding="utf-8")
    for line in [*told, *lacking] or ["Nothing changed."]:
        print(line)
    if told or lacking:
        print(
            "Then: .venv/bin/python -m pytest tests/operations/test_official_document.py tests/operations/test_specs.py"
        )
    return 1 if told or lacking else 0


if __name__ == "__main__":
    sys.exit(main())
