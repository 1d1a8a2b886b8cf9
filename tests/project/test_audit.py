"""The audit of dependencies calls nothing clean that it did not look up, and no minimum version is known to be bad."""

from __future__ import annotations

import itertools
import json
import tomllib
from pathlib import Path

import audit
import pytest
from packaging.requirements import Requirement
from repository import ROOT

FINE = {"name": "fine", "version": "1", "vulns": []}
BAD = {"name": "bad", "version": "1", "vulns": [{"id": "CVE-2020-1", "fix_versions": ["2"]}]}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI and could not be audited: unknown (1)"}
OURS = {"name": "ours", "skip_reason": "distribution marked as editable"}


@pytest.mark.parametrize(
    ("distributions", "code", "says"),
    [
        ([FINE, OURS], 0, "Nothing is known of the 1"),
        ([FINE, BAD], 1, "bad 1: CVE-2020-1; fixed in 2"),
        ([UNKNOWN, BAD], 1, "CVE-2020-1"),
        ([UNKNOWN, OURS], 3, "none of the 1 packages"),
        ([FINE, UNKNOWN], 3, "not audited: unknown"),
        ([OURS], 3, "Not audited"),
        ([], 3, "Not audited"),
        (None, 3, "could be reached"),
    ],
)
def test_an_audit_is_clean_only_where_everything_was_looked_up(distributions, code, says):
    found, lines = audit.verdict(distributions)
    assert found == code
    assert says in "\n".join(lines)


@pytest.mark.parametrize("tool", ["exit 1", "echo boom >&2; exit 2", "exit 0"])
def test_a_tool_that_cannot_ask_is_no_clean_audit(tmp_path, tool):
    (tmp_path / "pip-audit").write_text(f"#!/bin/sh\n{tool}\n")
    (tmp_path / "pip-audit").chmod(0o755)
    assert audit.found(tmp_path, tmp_path, "pypi") is None
    assert audit.found(tmp_path / "missing", tmp_path, "pypi") is None


# The last versions known to be bad of what we ask for by name, and why; a minimum has to be above.
KNOWN_BAD = {
    "h11": ("0.15.0", "CVE-2025-43859: chunked bodies"),
    "httpcore": ("1.0.8", "allows h11 0.15 and so CVE-2025-43859"),
    "pypdf": ("6.6.1", "CVE-2025-55197, -62707, -62708, -66019, CVE-2026-22690, -24688: files that never end"),
    "starlette": ("0.49.0", "CVE-2025-62727, CVE-2025-54121: Range headers, large forms"),
    "langchain-core": ("1.2.4", "CVE-2025-68664, CVE-2025-65106: what is loaded and filled in"),
    "langgraph-checkpoint-sqlite": ("3.0.0", "CVE-2025-67644: SQL in filters"),
    "mcp": ("1.22.0", "CVE-2025-66416: DNS rebinding"),
    "pyyaml": ("5.3.1", "CVE-2020-14343: code in documents"),
    "reportlab": ("3.6.12", "CVE-2023-33733: code in colours"),
    "pydantic": ("2.3.0", "CVE-2024-3772: slow patterns"),
}


def test_a_bill_of_materials_does_not_say_where_the_checkout_lies(tmp_path):
    local = {"type": "distribution", "url": "file:///srv/robin/checkout", "comment": "PackageSource: Local"}
    other = {"type": "website", "url": "https://example.com"}
    written = {
        "components": [
            {"name": "ours", "version": "1", "externalReferences": [local]},
            {"name": "half", "version": "2", "externalReferences": [local, other], "licenses": []},
        ],
        "metadata": {"properties": [{"name": "source", "value": "file:///srv/robin"}, {"name": "a", "value": "b"}]},
    }
    tools = tmp_path / "bin"
    tools.mkdir()
    to = tmp_path / "sbom.json"
    tool = tools / "cyclonedx-py"
    tool.write_text(f"#!/bin/sh\ncat > {to} <<'END'\n{json.dumps(written)}\nEND\n")
    tool.chmod(0o755)
    assert audit.bill(tools, Path("python"), to) == 0
    assert json.loads(to.read_text()) == {
        "components": [
            {"name": "ours", "version": "1"},
            {"name": "half", "version": "2", "externalReferences": [other], "licenses": []},
        ],
        "metadata": {"properties": [{"name": "a", "value": "b"}]},
    }


def required():
    for path in [ROOT / "pyproject.toml", *ROOT.glob("adapters/*/pyproject.toml")]:
        project = tomllib.loads(path.read_text())["project"]
        extras = project.get("optional-dependencies", {}).values()
        for line in itertools.chain(project["dependencies"], *extras):
            yield path.parent.name, Requirement(line)


@pytest.mark.parametrize("name", KNOWN_BAD)
def test_no_minimum_version_is_known_to_be_bad(name):
    version, why = KNOWN_BAD[name]
    named = [(where, requirement) for where, requirement in required() if requirement.name == name]
    assert named
    for where, requirement in named:
        assert not requirement.specifier.contains(version), f"{where}: {requirement} lets in {version} ({why})"
