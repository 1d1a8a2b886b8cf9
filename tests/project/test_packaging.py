"""The five distributions: one version, typed, installed from this checkout."""

from __future__ import annotations

import importlib.resources
import json
import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
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


def project_of(distribution: str) -> dict:
    folder = ROOT if distribution == "ashby-agent-tools" else ROOT / "adapters" / distribution
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]


def test_all_distributions_are_alike_in_what_a_package_index_shows() -> None:
    shown = ("requires-python", "license", "license-files", "authors", "readme")
    core = {name: project_of("ashby-agent-tools")[name] for name in shown}
    for distribution in DISTRIBUTIONS:
        project = project_of(distribution)
        assert {name: project[name] for name in shown} == core, distribution
        assert pythons(project) == pythons(project_of("ashby-agent-tools")), distribution
        assert "Typing :: Typed" in project["classifiers"], distribution
        assert len(project["description"]) <= 120, distribution


def pythons(project: dict) -> list[str]:
    found = [re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", each) for each in project["classifiers"]]
    return [match[1] for match in found if match]


def test_the_adapters_take_exactly_the_cores_minor_version() -> None:
    core = Version(project_of("ashby-agent-tools")["version"])
    for distribution in set(DISTRIBUTIONS) - {"ashby-agent-tools"}:
        requirements = [Requirement(line) for line in project_of(distribution)["dependencies"]]
        (needed,) = [each for each in requirements if each.name == "ashby-agent-tools"]
        assert needed.specifier.contains(core), distribution
        assert not needed.specifier.contains(f"{core.major}.{core.minor + 1}"), distribution


def test_the_changelog_tells_of_this_version() -> None:
    version_now = project_of("ashby-agent-tools")["version"]
    assert re.search(rf"^## \[{re.escape(version_now)}\] - \d{{4}}-\d\d-\d\d$", read("CHANGELOG.md"), re.MULTILINE)


def test_no_line_of_the_changelog_stands_twice() -> None:
    lines = re.findall(r"^- .*$", read("CHANGELOG.md"), re.MULTILINE)
    assert sorted(set(lines)) == sorted(lines), "a merge left both: keep the newer one, under its reader"


def commands(job: dict) -> set[str]:
    return {step["run"] for step in job.get("steps", ()) if "run" in step}


def test_ci_runs_targets_of_the_makefile_on_every_python_that_is_promised() -> None:
    job = workflow("ci.yml")["jobs"]["test"]
    assert job["strategy"]["matrix"]["python"] == pythons(project_of("ashby-agent-tools"))
    assert {"make install", "make check", "make test", "make installed"} <= commands(job)


def test_a_release_runs_ci_first_and_only_a_tag_uploads() -> None:
    jobs = workflow("release.yml")["jobs"]
    assert jobs["ci"]["uses"] == "./.github/workflows/ci.yml"
    assert jobs["build"]["needs"] == "ci"
    assert "make release" in commands(jobs["build"])
    assert (jobs["upload"]["needs"], jobs["upload"]["if"]) == ("build", "github.ref_type == 'tag'")
    assert "environment" in jobs["upload"]


@pytest.mark.parametrize("name", ["ci.yml", "release.yml"])
def test_a_workflow_is_valid_bounded_and_runs_nothing_but_targets(name: str) -> None:
    schemas = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((schemas / "github-workflows.json").read_text(encoding="utf-8"))
    told = workflow(name)
    jsonschema.Draft7Validator(schema).validate(told)
    assert told["permissions"] == {"contents": "read"}
    for job in told["jobs"].values():
        assert "uses" in job or "timeout-minutes" in job
        assert {command.removeprefix("make ") for command in commands(job)} <= targets()


def workflow(name: str) -> dict:
    told: dict = yaml.safe_load(read(f".github/workflows/{name}"))
    return {"on": told.pop(True), **told}  # YAML 1.1 reads `on` as true


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md", ".ci/run"])
def test_the_files_and_targets_that_a_page_names_exist(page: str) -> None:
    text = read(page)
    named = set(re.findall(r"(?<![\w/.])((?:ashby_agent_tools|tests|docs|scripts|benchmarks|examples)/[\w/.-]+)", text))
    assert not {name for name in named if not (ROOT / name).exists()}
    called = re.findall(r"(?:`|^\s*)make (?:\S+=\S+ )*([a-z]+)", text, re.MULTILINE)
    assert set(called) <= targets()
    assert called or page == "SECURITY.md"


def test_no_committed_text_names_a_package_host_or_a_place_on_one_machine() -> None:
    listed = subprocess.run(["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("no git repository here")
    hosts = re.compile(
        "|".join(("files[.]python" + "hosted", "py" + "pi[.]org", r"(?<!\w)/(?:wo" + "rk|home|Users|tm" + "p)/[a-z]"))
    )
    found = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        try:
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {match[0]}" for match in hosts.finditer(text)]
    assert not found


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", read("Makefile"), re.MULTILINE))
