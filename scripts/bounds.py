"""Run all tests on the lowest and on the highest dependencies that the pyproject files allow: `make bounds`.

Takes several minutes each and is not part of CI. Lowest means: every package that a user of any of the five
distributions can get, directly declared, at exactly its lower bound; what those need in turn, and the tools of the
tests, are left to pip. What was found is kept in docs/dependencies.json, from which `make docs` writes the page.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import shlex
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["RECORD", "declared", "lowest"]

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "docs" / "dependencies.json"
PROJECTS = [ROOT, *sorted(path.parent for path in ROOT.glob("adapters/*/pyproject.toml"))]
NOT_FOR_USERS = "dev"
TOO_NEW = {"fastmcp", "google-genai", "langgraph-cli", "smolagents"}
"""Tools of tests that need newer versions than the lowest; tests that want one of them fail at that bound."""
ONLY_WORDS = ("FAILED", "ERROR")


def declared() -> dict[str, Requirement]:
    """What users of the five distributions can get, each with the narrowest range that one of them declares."""
    found: dict[str, Requirement] = {}
    for requirement in _requirements():
        name = canonicalize_name(requirement.name)
        if name in found:
            found[name].specifier &= requirement.specifier
        else:
            found[name] = requirement
    return dict(sorted(found.items()))


def _requirements() -> Iterator[Requirement]:
    projects = [
        tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"] for folder in PROJECTS
    ]
    ours = {canonicalize_name(project["name"]) for project in projects}
    for project in projects:
        extras = project.get("optional-dependencies", {})
        lines = [line for name, extra in extras.items() if name != NOT_FOR_USERS for line in extra]
        for line in (*project["dependencies"], *lines):
            requirement = Requirement(line)
            if canonicalize_name(requirement.name) not in ours:
                yield requirement


def lowest(requirement: Requirement) -> str:
    """The lower bound. Raises ValueError if a pyproject.toml names none."""
    bounds = [each.version for each in requirement.specifier if each.operator in {">=", "=="}]
    if not bounds:
        raise ValueError(f"{requirement.name} has no lower bound in its pyproject.toml: write >= and a version")
    return max(bounds, key=lambda version: tuple(map(int, version.split("."))))


def tools_of_lowest() -> list[str]:
    """What `dev` lists, with our own extras as an editable install, and without what needs newer versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [Requirement(line) for line in project["optional-dependencies"][NOT_FOR_USERS]]
    extras = {extra for line in lines if line.name == project["name"] for extra in line.extras}
    others = [str(line) for line in lines if line.name != project["name"] and line.name not in TOO_NEW]
    return [f"--editable={ROOT}[{','.join(sorted(extras))}]", *others]


def run(bound: str, environment: Path, pytest_args: list[str]) -> dict[str, object]:
    """Install into a fresh environment, run the tests, and say what was used and how it went."""
    venv.create(environment, with_pip=True)
    python = str(environment / "bin" / "python")
    pins = [f"{name}=={lowest(requirement)}\n" for name, requirement in declared().items()] if bound == "lowest" else []
    constraints = environment / "constraints.txt"
    constraints.write_text("".join(pins), encoding="utf-8")
    core = tools_of_lowest() if bound == "lowest" else [f"--editable={ROOT}[{NOT_FOR_USERS}]"]
    editables = [*core, *(f"--editable={folder}" for folder in PROJECTS if folder != ROOT)]
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-compile", "--constraint", str(constraints), *editables]
    subprocess.run(install, check=True)  # noqa: S603  (our own command)
    listed = subprocess.run([*pip, "list", "--format", "json"], check=True, capture_output=True, text=True)  # noqa: S603
    versions: dict[str, str] = {canonicalize_name(each["name"]): each["version"] for each in json.loads(listed.stdout)}
    said = _tests([python, "-m", "pytest", *pytest_args])
    failures = [line.split(" - ")[0] for line in said if line.startswith(ONLY_WORDS)]
    again = _tests([python, "-m", "pytest", "-q", "--last-failed", "-m", "not live"]) if failures else []
    return {
        "python": platform.python_version(),
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "result": _closing(said),
        "failures": failures,
        "failures_run_again": _closing(again) if again else None,
        "versions": {name: versions[name] for name in declared() if name in versions},
    }


def _closing(said: list[str]) -> str:
    return said[-1].strip("= ") if said else "pytest said nothing"


def _tests(command: list[str]) -> list[str]:
    """Run pytest, show what it says while it says it, and keep the lines."""
    said = []
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            said.append(line.rstrip())
    return [line for line in said if line]


def main() -> int:
    """Run and record; 1 if a test failed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("bound", nargs="?", choices=["lowest", "highest", "both"], default="both")
    options.add_argument("--environment", type=Path, help="where to make the environment, which then stays")
    options.add_argument("--pytest", default="-q -n 2 --dist loadfile -m 'not live'", help="pytest's options")
    chosen = options.parse_args()
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    for bound in ("lowest", "highest") if chosen.bound == "both" else (chosen.bound,):
        print(f"--- {bound} ---", flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            record[bound] = run(bound, chosen.environment or Path(scratch) / "venv", shlex.split(chosen.pytest))
            record[bound]["tests"] = "all tests" if chosen.pytest == options.get_default("pytest") else chosen.pytest
    # Not before both ran: a test compares the record with the page that is made from it.
    RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print("Recorded. Now run: make docs")
    return int(any("failed" in (each["failures_run_again"] or "") for each in record.values()))


if __name__ == "__main__":
    sys.exit(main())
