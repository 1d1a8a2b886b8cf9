"""The planner's weights stand in one place, each with its reason."""

from __future__ import annotations

import ast
import itertools

import pytest
from repository import ROOT

from ashby_agent_tools.results import weights

FOLDER = ROOT / "ashby_agent_tools" / "results"
PLANNER = ("attempts", "columns", "fill", "header", "layout", "listed", "plan", "render", "rows", "scale", "shape")
NAMES = tuple(name for name in vars(weights) if name.isupper())


def _top_level(name: str) -> list[ast.stmt]:
    return ast.parse((FOLDER / f"{name}.py").read_text("utf-8")).body


def test_each_weight_says_why_right_below_it() -> None:
    body = _top_level("weights")
    reasons = {
        one.targets[0].id: other.value.value
        for one, other in itertools.pairwise(body)
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
        if isinstance(other, ast.Expr) and isinstance(other.value, ast.Constant)
    }
    assert set(reasons) == set(NAMES) != set()
    assert not [name for name, reason in reasons.items() if len(str(reason).split()) < 5]


@pytest.mark.parametrize("name", NAMES)
def test_each_weight_is_used(name: str) -> None:
    assert any(f"weights.{name}" in (FOLDER / f"{module}.py").read_text("utf-8") for module in PLANNER)


@pytest.mark.parametrize("module", PLANNER)
def test_the_planner_has_no_numbers_of_its_own(module: str) -> None:
    numbers = {
        ast.unparse(line)
        for line in _top_level(module)
        if isinstance(line, ast.Assign)
        for part in ast.walk(line.value)
        if isinstance(part, ast.Constant) and isinstance(part.value, int | float)
    }
    assert numbers <= {"ASKED, OVERVIEW, MATTERS, OTHER, NOISE = (4, 3, 2, 1, 0)", "_MANY = 1 << 30"}
