"""What is public is written down: one snapshot per tool, and one file of signatures."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import json
import re
from pathlib import Path

import pytest

from ashby_agent_tools import Toolset
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import Operation

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
CONTRACT = Path(__file__).parents[1] / "contract" / "signatures.txt"
PUBLIC = (
    "ashby_agent_tools",
    "ashby_agent_tools.errors",
    "ashby_agent_tools.simulator",
    "ashby_agent_tools.testing",
    "ashby_agent_tools.display",
    "ashby_agent_tools.webhooks",
)


@pytest.mark.parametrize("endpoint", list(catalogue()))
def test_each_tool_is_as_its_snapshot_says(endpoint, committed):
    _compare(Toolset.of(endpoint)[endpoint], committed)


@pytest.mark.parametrize("tool", Toolset.all().helpers, ids=lambda tool: tool.name)
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
    helpers = {tool.name for tool in Toolset.all().helpers}
    known = {operation.spec.tool for operation in catalogue().values()} | helpers
    assert {path.stem for path in SNAPSHOTS.glob("*.json")} == known


def _risk(risk: object) -> dict[str, object]:
    return {**dataclasses.asdict(risk), "effect": str(risk.effect)}


def test_the_public_signatures_are_as_the_contract_says(committed):
    lines = []
    for module in PUBLIC:
        loaded = importlib.import_module(module)
        assert list(loaded.__all__) == sorted(loaded.__all__), f"{module}.__all__ is not sorted"
        for name in loaded.__all__:
            lines += _signatures(f"{module}.{name}", getattr(loaded, name))
    committed(CONTRACT, "\n".join(lines) + "\n")


def _signatures(name: str, thing: object) -> list[str]:
    if inspect.ismodule(thing) or not callable(thing):
        return [name]
    found = [f"{name}{_signature(thing)}"]
    if inspect.isclass(thing) and not issubclass(thing, Exception):
        for attribute, raw in sorted(vars(thing).items()):
            if attribute.startswith(("_", "model_")) or issubclass(thing, Operation):
                continue
            member = getattr(thing, attribute)
            if isinstance(raw, property):
                found.append(f"{name}.{attribute} -> {raw.fget.__annotations__.get('return')}")
            elif callable(member):
                found.append(f"{name}.{attribute}{_signature(member)}")
    return found


def _signature(thing: object) -> str:
    if inspect.isclass(thing) and issubclass(thing, enum.Enum):
        return f"({', '.join(thing.__members__)})"
    try:
        text = str(inspect.signature(thing))
    except (TypeError, ValueError):
        return ""
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    return re.sub(r"frozenset\(\{[^}]*\}\)", "frozenset({...})", text)
