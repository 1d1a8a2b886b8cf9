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
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import grimp
from clients_page import clients_page
from command_line_page import command_line_page
from company_server_page import company_server_page
from errors_page import errors_page
from query_page import query_page
from tasks_page import tasks_page
from token_cost_page import token_cost_page
from unified_page import unified_page

HERE = Path(__file__).resolve().parents[2] / "docs"
ROOT = Path(__file__).resolve().parents[2]
CORE = "ashby_agent_tools"
GENERATED = "<!-- Made by scripts/docs/pages.py (`make docs`); do not edit. -->"

__all__ = ["PAGES", "boxes", "imports", "layers", "shortened"]


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


BOXES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "top": (
            "cli, inbox, unified, notify, testing: command line, pages, web service",
            ("cli", "inbox", "unified", "notify", "testing"),
        ),
        "simulator": ("simulator: Ashby's documented behaviour, local", ("simulator",)),
        "conversation": (
            "conversation, accounts, grants: Session ties all together",
            ("conversation", "accounts", "grants"),
        ),
        "approval": ("approval: the question, the gate, caps, audit", ("approval",)),
        "client": ("client, sync: HTTP, lists, what changed", ("client", "sync")),
        "store": ("store: questions, writes, short ids, results", ("store",)),
        "toolset": ("toolset, tasks: which tools, which policy", ("toolset", "tasks")),
        "results": ("results, webhooks: an answer or event in few tokens", ("results", "webhooks")),
        "operations": (
            "operations, ats, call, call_result, answers, batch: what Ashby can do, rated",
            ("operations", "ats", "call", "call_result", "answers", "batch"),
        ),
    }
)
"""The boxes of the picture with what they do; everything else of the core is the last one, the base."""
_BASE = "base"


def boxes() -> dict[str, set[str]]:
    """Which parts are in which box: each part of the core in one."""
    placed = {part for _, parts in BOXES.values() for part in parts}
    base = {part for line in layers() for part in line} - placed
    return {**{box: set(parts) for box, (_, parts) in BOXES.items()}, _BASE: base}


def _diagram() -> Iterator[str]:
    held = boxes()
    box_of = {part: box for box, parts in held.items() for part in parts}
    edges: dict[str, set[str]] = {box: set() for box in held}
    for part, direct in imports().items():
        edges[box_of[part]] |= {box_of[each] for each in direct} - {box_of[part]}
    yield "graph TD"
    yield from (f'    {box}_box["{meaning}"]' for box, (meaning, _) in BOXES.items())
    yield f'    {_BASE}_box["{", ".join(sorted(part for part in held[_BASE] if not part.startswith("_")))}"]'
    for box, direct in shortened(edges).items():
        yield from (f"    {box}_box --> {each}_box" for each in sorted(direct))


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
without approval and how its result reads is decided once, in the core.

## The picture

Read from the code. Imports go downwards only; an arrow that others imply is left out.

```mermaid
{diagram}
```

## One call, traced

A model rejects a candidate through LangChain; the other adapters differ in lines 1 and 5.

1. `langchain_ashby/tool.py` gets `ashby_application_change_stage` with JSON arguments and passes them on.
2. `conversation/session.py`, `prepare`: `conversation/short_ids.py` turns `app_412` into the UUID behind it.
3. `toolset/toolset.py` and `operations/applications.py` validate: an instance of the class is a validated call.
4. `risk()` says what these arguments do; `toolset/policy.py` answers ASK. `call.py` makes the fingerprint.
5. `approval/prompts/` looks up names and builds the question; `store/` records it; the graph is interrupted.
6. The answer comes back. `approval/gate.py` checks it and uses it up, in one transaction, and writes the audit line.
7. `client/wire.py` builds the request and decides about retries; `client/clients.py` only sends it.
8. `approval/gate.py` records what came of it: done, failed or unknown. What is unknown is never resent.
9. `results/` fits the answer into the budget; `conversation/stored_results.py` keeps the whole of it as `r7`.
10. The model reads the text, and `ashby_read_result` reads on in `r7`.

## Where a change goes

| change | file | test |
| --- | --- | --- |
| an endpoint of Ashby | a class in `operations/<area>.py` and what belongs to it | `tests/operations/test_parts.py` |
| how dangerous a call is | `risk()` of its class | `tests/operations/test_ratings_by_kind.py` |
| a phrase of a question | `approval/prompts/<area>.py`, `approval/prompts/_one_sentence.py` | `tests/approval/` |
| how a write is undone | a rule in `approval/undo/<area>.py` | `tests/conversation/test_undo_every.py` |
| how undoing is worded | `approval/prompts/_undo.py` | `tests/approval/` |
| words by which a tool is found | `toolset/search/words/<group>.py` | `tests/toolset/test_search.py` |
| a kind of record: care, short ids, view | its entity in `operations/entities/` | `tests/results/test_views.py` |
| who is told of a question | a module in `notify/` | `tests/notify/` |
| what asks a person | `toolset/policy.py` | `tests/toolset/` |
| a preset | a line in `toolset/presets.py` | `tests/toolset/` |
| a type of webhook event | `webhooks/kinds.py`, `unified/events.py` | `tests/webhooks/test_kinds.py` |
| a field of the unified models | `ats/models.py`, and where it is read from in `ats/tables/` | `tests/unified/` |
| what a grant can limit | `grants/grant.py`, `grants/fields.py`, `grants/narrowing.py` | `tests/grants/` |
| a store | a class with the methods of `store/protocol.py` | `testing/stores.py`: `StoreContract` |
| a recruiting task | a class with its script in `tasks/`, a line in `operations/index.py` | `tests/tasks/` |
| a framework | a folder in `adapters/` | `testing/contract.py`: `AdapterContract` |
| a page of the inbox | a handler in `inbox/`, its template in `inbox/templates/` | `tests/inbox/` |
| a command | a function in `cli/app.py`, its work in a file beside it | `tests/cli/` |
| a use case | a program in `examples/`, its page in `docs/use-cases/` | `tests/project/test_use_cases.py` |
| what is sent or retried | `client/wire.py` | `tests/client/` |

Paths are below `ashby_agent_tools/`. CONTRIBUTING.md has the steps.

## The parts

| part | what it does |
| --- | --- |
{parts}

`make check` holds these rules (`pyproject.toml`, `importlinter-core.toml`):

{contracts}

## The adapters

| distribution | needs beside the core | imports from the core |
| --- | --- | --- |
{adapters}

A new framework takes one more folder and the tests of `AdapterContract`; CONTRIBUTING.md says how.
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
        f"- {bound}, {each['date']}, Python {each['python']}: {each['result']} ({each.get('tests', 'all tests')})"
        + "".join(f"\n    - failed: {failure.removeprefix('in ')}" for failure in each["failures"])
        + (f"\n    - run once more by themselves: {each['failures_run_again']}" if each["failures"] else "")
        for bound, each in (("lowest", low), ("highest", high))
    ]
    return DEPENDENCIES.format(generated=GENERATED, rows="\n".join(rows), said="\n".join(said))


DEPENDENCIES = """{generated}
# Dependencies

What users of the five distributions can get, extras included, and the versions with which tests were run in one
environment. Lowest: everything below at its lower bound. Highest: what pip chose on that day.

{said}

| package | declared | lowest | highest |
| --- | --- | --- | --- |
{rows}

`make bounds` runs both again (several minutes each, not part of CI) and keeps what it found in `dependencies.json`;
`make docs` writes this page. A lower bound is the lowest version with which everything can be installed together, so it
can be higher than what one distribution alone would need.
"""

PAGES = MappingProxyType(
    {
        "architecture.md": architecture_page,
        "command-line.md": command_line_page,
        "dependencies.md": dependencies_page,
        "errors.md": errors_page,
        "query.md": query_page,
        "tasks.md": tasks_page,
        "clients.md": clients_page,
        "server-for-a-company.md": company_server_page,
        "token-cost.md": token_cost_page,
        "unified.md": unified_page,
    }
)

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), encoding="utf-8")
