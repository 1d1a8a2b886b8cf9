"""What is public is written down: one snapshot per tool, and one file of signatures."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from each_case import each

from ashby_agent_tools import Toolset
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import Operation, tool_name
from ashby_agent_tools.operations.index import UNIFIED
from ashby_agent_tools.tasks import all_tasks

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
CONTRACT = Path(__file__).parents[1] / "contract"
PUBLIC = (
    "ashby_agent_tools",
    "ashby_agent_tools.errors",
    "ashby_agent_tools.operations.params",
    "ashby_agent_tools.operations.schema",
    "ashby_agent_tools.scripts",
    "ashby_agent_tools.simulator",
    "ashby_agent_tools.store",
    "ashby_agent_tools.testing",
    "ashby_agent_tools.display",
    "ashby_agent_tools.sync",
    "ashby_agent_tools.sync.dlt_source",
    "ashby_agent_tools.unified",
    "ashby_agent_tools.unified.service",
    "ashby_agent_tools.webhooks",
)
ADAPTERS = ("ashby_mcp", "ashby_openai", "langchain_ashby", "llama_index.tools.ashby")

OURS = ("ashby_", "langchain_ashby", "llama_index.tools.ashby", "builtins", "abc", "typing", "enum")


@each("endpoint", [*catalogue(), *all_tasks(), *UNIFIED])
def test_each_tool_is_as_its_snapshot_says(endpoint, committed):
    _compare(Toolset.of(endpoint)[endpoint], committed)


@pytest.mark.parametrize("tool", Toolset.all().builtin, ids=lambda tool: tool.name)
def test_each_of_our_own_tools_is_as_its_snapshot_says(tool, committed):
    _compare(tool, committed)


def _compare(tool, committed):
    spec = tool.operation.spec
    shown = {
        "name": tool.name,
        "endpoint": spec.endpoint,
        "scope": spec.scope,
        "risk": _risk(spec.risk),
        "worst": _risk(spec.worst),
        "hints": tool.hints,
        "description": tool.description,
        "schema": tool.schema,
    }
    committed(SNAPSHOTS / f"{tool.name}.json", json.dumps(shown, indent=1, ensure_ascii=False) + "\n")


def test_there_is_no_snapshot_without_a_tool():
    builtin = {tool.name for tool in Toolset.all().builtin}
    ours = {operation.spec.tool for operation in (*catalogue().values(), *all_tasks().values())}
    known = ours | builtin | {tool_name(endpoint) for endpoint in UNIFIED}
    assert {path.stem for path in SNAPSHOTS.glob("*.json")} == known


def _risk(risk: object) -> dict[str, object]:
    return {**dataclasses.asdict(risk), "effect": str(risk.effect)}


def test_the_public_signatures_are_as_the_contract_says(committed):
    committed(CONTRACT / "signatures.txt", _contract(PUBLIC))


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_the_public_signatures_of_an_adapter_are_as_its_contract_says(adapter, committed):
    committed(CONTRACT / f"{adapter}.txt", _contract([adapter]))


def _contract(modules):
    lines = []
    for module in modules:
        loaded = importlib.import_module(module)
        assert list(loaded.__all__) == sorted(loaded.__all__, key=_order), f"{module}.__all__ is not sorted"
        for name in loaded.__all__:
            lines += _signatures(f"{module}.{name}", getattr(loaded, name))
    return "\n".join(lines) + "\n"


def _order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as the linter wants them."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def _signatures(name: str, thing: object) -> list[str]:
    if thing is Any or inspect.ismodule(thing) or not (inspect.isclass(thing) or inspect.isroutine(thing)):
        return [name]
    inherits = (
        inspect.isclass(thing)
        and not issubclass(thing, Operation)
        and "__init__" not in vars(thing)
        and _is_a_frameworks(thing, "__init__")
    )
    found = [f"{name}{_fields(thing) if inherits else _signature(thing)}"]
    if inspect.isclass(thing) and not issubclass(thing, Exception):
        for attribute, raw in sorted(_members(thing).items()):
            if (
                attribute.startswith(("_", "model_"))
                or issubclass(thing, Operation)
                or _is_a_frameworks(thing, attribute)
            ):
                continue
            member = getattr(thing, attribute)
            if isinstance(raw, property):
                found.append(f"{name}.{attribute} -> {raw.fget.__annotations__.get('return')}")
            elif callable(member):
                found.append(f"{name}.{attribute}{_signature(member)}")
    return found


def _members(thing: type) -> dict[str, object]:
    """Its own attributes, and those of a base beside it, or of the core's where an adapter inherits it."""
    parts = "ashby_agent_tools.conversation"
    adapters = not thing.__module__.startswith("ashby_agent_tools")
    beside = [it for it in thing.__mro__[1:] if _package(it) == parts and (adapters or _package(thing) == parts)]
    return {name: raw for part in (*beside, thing) for name, raw in vars(part).items()}


def _package(thing: type) -> str:
    return thing.__module__.rpartition(".")[0]


def _is_a_frameworks(thing: type, attribute: str) -> bool:
    """Whether a framework's base class has it: then its signature is the framework's, and changes with it."""
    bases = [base for base in thing.__mro__[1:] if not base.__module__.startswith(OURS)]
    return any(attribute in vars(base) for base in bases)


def _fields(thing: type) -> str:
    names = [name for name in inspect.get_annotations(thing) if not name.startswith(("_", "model_"))]
    return f"({', '.join(names)})"


def _signature(thing: object) -> str:
    if inspect.isclass(thing) and issubclass(thing, enum.Enum):
        return f"({', '.join(thing.__members__)})"
    try:
        text = str(inspect.signature(thing))
    except (TypeError, ValueError):
        return ""
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    return re.sub(r"frozenset\(\{[^}]*\}\)", "frozenset({...})", text)
