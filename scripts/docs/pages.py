"""Write docs/architecture.md from the real imports, and docs/dependencies.md from what was tried: `make docs`.

A test compares the committed pages with what this makes, so that they are never stale.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import tomllib
import types
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import grimp

HERE = Path(__file__).resolve().parents[2] / "docs"
ROOT = Path(__file__).resolve().parents[2]
CORE = "ashby_agent_tools"
GENERATED = "<!-- Made by scripts/docs/pages.py (`make docs`); do not edit. -->"

__all__ = ["PAGES", "imports", "layers", "shortened"]


# --- architecture --------------------------------------------------------------------------------------------------


def imports() -> dict[str, set[str]]:
    """Which part of the core imports which, straight from the code; a folder counts as one part."""
    graph = grimp.build_graph(CORE, cache_dir=None)
    parts = sorted(graph.find_children(CORE))
    for part in parts:
        graph.squash_module(part)
    return {
        part.rpartition(".")[2]: {
            each.rpartition(".")[2]
            for each in graph.find_modules_directly_imported_by(part)
            if each in parts and each != part
        }
        for part in parts
    }


def shortened(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """The edges without those that others imply: a to c goes where a to b and b to c stay. No cycles, please."""
    reached: dict[str, set[str]] = {}

    def below(part: str) -> set[str]:
        if part not in reached:
            reached[part] = set().union(*({each} | below(each) for each in edges[part]))
        return reached[part]

    return {
        part: {each for each in direct if not any(each in below(other) for other in direct)}
        for part, direct in edges.items()
    }


def layers() -> list[list[str]]:
    """The core's layers as pyproject.toml has them, the highest first, without modules that do not exist."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contract = next(each for each in settings["contracts"] if each["type"] == "layers")
    named = [re.findall(r"\w+", line) for line in contract["layers"]]
    return [[part for part in line if _source(part)] for line in named]


def _source(part: str) -> Path | None:
    found = (ROOT / CORE / f"{part}.py", ROOT / CORE / part / "__init__.py")
    return next((path for path in found if path.is_file()), None)


def architecture_page() -> str:
    """How a call travels, who imports whom, and what each part does."""
    return ARCHITECTURE.format(
        generated=GENERATED,
        diagram="\n".join(_diagram()),
        parts="\n".join(_parts()),
        adapters="\n".join(_adapters()),
        contracts="\n".join(f"- {name}" for name in _contracts()),
    )


def _diagram() -> Iterator[str]:
    yield "graph TD"
    for number, line in enumerate(layers()):
        yield f'    subgraph layer{number}[" "]'
        yield from (f'        {part}_part["{part}"]' for part in line)  # `call` alone is a word of mermaid's
        yield "    end"
    for part, direct in shortened(imports()).items():
        yield from (f"    {part}_part --> {each}_part" for each in sorted(direct))


def _parts() -> Iterator[str]:
    for line in layers():
        for part in line:
            path = _source(part)
            doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path else None
            name = f"`{part}/`" if path and path.name == "__init__.py" else f"`{part}.py`"
            yield f"| {name} | {(doc or '').splitlines()[0].replace('|', chr(92) + '|')} |"


def _adapters() -> Iterator[str]:
    for project in sorted(ROOT.glob("adapters/*/pyproject.toml")):
        declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
        found = {
            name for path in project.parent.rglob("*.py") if "tests" not in path.parts for name in _from_core(path)
        }
        frameworks = [re.split(r"[<>=\[]", line)[0] for line in declared["dependencies"]]
        needs = ", ".join(f"`{name}`" for name in frameworks if name != "ashby-agent-tools") or "nothing else"
        yield f"| `{declared['name']}` | {needs} | {', '.join(f'`{name}`' for name in sorted(found))} |"


def _from_core(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == CORE:
            place = (node.module or "").removeprefix(CORE).removeprefix(".")
            yield from (f"{place}.{name.name}" if place else name.name for name in node.names)


def _contracts() -> Iterator[str]:
    for file in ("pyproject.toml", "importlinter-core.toml"):
        settings = tomllib.loads((ROOT / file).read_text(encoding="utf-8"))["tool"]["importlinter"]
        yield from (contract["name"] for contract in settings["contracts"])


ARCHITECTURE = """{generated}
# Architecture

One core knows Ashby and no agent framework. Each adapter is a thin distribution that hands a framework the core's tools
and carries the framework's way of pausing to the core's gate. What a tool is called, what it accepts, what it may do
without a yes and how its result reads is decided once, in the core.

## How a call travels

1. A framework calls a tool of a `Toolset` with JSON arguments. The adapter passes them on as they are.
2. `Session.prepare` replaces short ids (`cand_412`) by the ids they stand for, in this conversation only.
   `Toolset.prepare` validates the arguments with the operation's class; an instance is a validated call.
3. `risk()` of that instance says what these arguments can do; the policy turns it into a verdict: run, ask or refuse.
   A fingerprint covers endpoint, arguments, account and base URL, and no clock.
4. What needs a yes becomes a question in words and is written to the store as asked. The framework pauses. A yes counts
   for that fingerprint, once, in that conversation.
5. The gate checks and uses up the yes before anything is sent, and writes the audit line.
6. `client/wire.py` makes the request and decides about retries, as pure functions; the clients only send. A write
   whose answer was lost is not sent again.
7. `results` fits the answer into the budget: counts, a row per record, then what matters. The whole stays in the store
   under a name (`r1`) for reading on.

## Who imports whom

Read from the code. A box is a line of layers: imports go downwards only, and an arrow that others imply is left out.

```mermaid
{diagram}
```

| part | what it does |
| --- | --- |
{parts}

`make check` holds these rules (`pyproject.toml`, `importlinter-core.toml`):

{contracts}

## The adapters

| distribution | needs beside the core | imports from the core |
| --- | --- | --- |
{adapters}

A framework that is new takes one folder beside these and the tests of `AdapterContract`; CONTRIBUTING.md says how.
"""


# --- dependencies --------------------------------------------------------------------------------------------------


def _bounds() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("bounds", ROOT / "scripts" / "bounds.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("scripts/bounds.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def dependencies_page() -> str:
    """What is declared, and with which versions the tests were run last."""
    bounds = _bounds()
    record = json.loads(bounds.RECORD.read_text(encoding="utf-8"))
    low, high = record["lowest"], record["highest"]
    rows = [
        f"| {name} | `{requirement.specifier}` | {low['versions'].get(name, '')} | {high['versions'].get(name, '')} |"
        for name, requirement in bounds.declared().items()
    ]
    said = [
        f"- {bound}, {each['date']}, Python {each['python']}: {each['result']}"
        + "".join(f"\n  - {failure}" for failure in each["failures"])
        + (f"\n  - these run once more by themselves: {each['failures_run_again']}" if each["failures"] else "")
        for bound, each in (("lowest", low), ("highest", high))
    ]
    return DEPENDENCIES.format(generated=GENERATED, rows="\n".join(rows), said="\n".join(said))


DEPENDENCIES = """{generated}
# Dependencies

What users of the five distributions can get, extras included, and the versions with which all tests were run in one
environment. Lowest: everything below at its lower bound. Highest: what pip chose on that day.

{said}

| package | declared | lowest | highest |
| --- | --- | --- | --- |
{rows}

`make bounds` runs both again (several minutes each, not part of CI) and keeps what it found in `dependencies.json`;
`make docs` writes this page. A lower bound is the lowest version with which everything can be installed together, so it
can be higher than what one distribution alone would need.
"""

PAGES = MappingProxyType({"architecture.md": architecture_page, "dependencies.md": dependencies_page})

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), encoding="utf-8")
