"""docs/configuration.md names what the code has: extras, environment variables, exit codes, default paths."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import ROOT

from ashby_agent_tools import display
from ashby_agent_tools.cli import _output
from ashby_agent_tools.cli._stores import default_store
from ashby_agent_tools.operations import catalogue

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
VARIABLE = re.compile(r"(?:ASHBY|TIKTOKEN|DATA_GYM)_[A-Z_]+")


def rows(heading: str) -> list[list[str]]:
    """The table below a heading, without its own head."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines() if line.startswith("|")][2:]


def first_cells(heading: str) -> set[str]:
    return {row[0].strip("`") for row in rows(heading)}


def test_every_extra_is_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert first_cells("Extras") == set(project["optional-dependencies"]) - {"dev"}
    for path in ROOT.glob("adapters/*/pyproject.toml"):
        adapter = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        for extra in adapter.get("optional-dependencies", {}):
            assert f"`{adapter['name']}[{extra}]`" in PAGE


def test_every_environment_variable_is_named():
    sources = [
        ROOT / "ashby_agent_tools",
        ROOT / "examples",
        *ROOT.glob("adapters/*/*ashby*"),
        *ROOT.glob("adapters/*/llama_index"),
    ]
    found = {name for folder in sources for path in folder.rglob("*.py") for name in named_in(path)}
    assert first_cells("Environment variables") - {"NO_COLOR"} == found


def named_in(path: Path) -> Iterator[str]:
    """The variables that stand in the code as a text of their own; a mention in a sentence is not reading one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value):
            yield node.value


def test_every_exit_code_is_named():
    codes = {
        value for name, value in vars(_output).items() if name.isupper() and isinstance(value, int) and name[0] != "_"
    }
    codes |= {display.NOT_WRITTEN, display.NOBODY_READS}  # of both commands
    assert first_cells("Exit codes") == {"0", *map(str, codes)}


@pytest.mark.parametrize(("platform", "system"), [("linux", "Linux"), ("darwin", "macOS")])
def test_the_default_store_is_where_the_page_says(monkeypatch, platform, system):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", "/somebody")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (store, *_) = rows("Files")
    assert f"{system}: `~{str(default_store()).removeprefix('/somebody')}`" in store[1]


def test_the_readme_leads_here_and_names_the_line_that_brings_the_simulator():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/configuration.md)" in readme
    assert "pip install 'ashby-agent-tools[cli,simulator]'" in readme.partition("`ashby-agent-tools simulator`")[0]


def test_the_first_sentence_of_the_readme_counts_the_operations():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"all {len(catalogue())} operations" in " ".join(readme.partition("\n## ")[0].split())
