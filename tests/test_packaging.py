"""The five distributions: one version, typed, installed from this checkout."""

from __future__ import annotations

import importlib.resources
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DISTRIBUTIONS = {
    "ashby-agent-tools": "ashby_agent_tools",
    "ashby-mcp": "ashby_mcp",
    "ashby-openai": "ashby_openai",
    "langchain-ashby": "langchain_ashby",
    "llama-index-tools-ashby": "llama_index.tools.ashby",
}


def test_every_folder_of_adapters_is_a_distribution() -> None:
    assert {path.parent.name for path in ROOT.glob("adapters/*/pyproject.toml")} | {"ashby-agent-tools"} == set(
        DISTRIBUTIONS
    )


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_all_distributions_carry_the_cores_version(distribution: str) -> None:
    core = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert version(distribution) == core, "installed before the version changed? run: make install"


@pytest.mark.parametrize("package", DISTRIBUTIONS.values())
def test_every_package_is_marked_as_typed(package: str) -> None:
    assert importlib.resources.files(package).joinpath("py.typed").is_file()


def test_nothing_shadows_the_namespace_that_llama_index_shares() -> None:
    folder = ROOT / "adapters" / "llama-index-tools-ashby" / "llama_index"
    assert not (folder / "__init__.py").exists()
    assert not (folder / "tools" / "__init__.py").exists()
