"""server.json and the desktop bundle: valid by their formats' own schemas, true of the package, and rebuilt alike."""

from __future__ import annotations

import importlib.resources
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import desktop_bundle
import jsonschema
import manifests
import pytest
from client_configs import CLIENTS
from clients_page import LONGEST
from repository import ROOT

from ashby_agent_tools import Toolset
from ashby_agent_tools.toolset.presets import PRESETS

MCPB = "ASHBY_MCPB"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_server_json_is_valid_by_the_schema_that_it_names():
    server = json.loads(manifests.server_json())
    dated = re.search(r"schemas/([\d-]+)/", server["$schema"])[1].replace("-", "_")
    schema = importlib.resources.files("skillsaw") / "schemas" / "mcp_registry" / f"v{dated}" / "server.schema.json"
    checker = jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))
    checker.validate(server)
    del server["version"]
    assert not checker.is_valid(server), "the schema checks something"


def test_the_registry_finds_the_servers_name_in_the_readme_of_the_package():
    readme = (ROOT / "adapters" / "ashby-mcp" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"mcp-name: (\S+)", readme) == [manifests.SERVER_NAME]


def test_both_say_the_version_and_only_presets_and_variables_that_exist():
    server, bundle = json.loads(manifests.server_json()), json.loads(manifests.bundle_manifest())
    (package,) = server["packages"]
    assert {server["version"], package["version"], bundle["version"]} == {PROJECT["version"]}
    (preset,) = package["packageArguments"]
    for name in preset["choices"]:
        assert Toolset.preset(name)
        assert re.search(rf"\b{name}\b", bundle["user_config"]["preset"]["description"])
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for variable in package["environmentVariables"]:
        assert f"| `{variable['name']}` |" in page
    assert bundle["user_config"]["api_key"]["sensitive"]


def wheels_in(folder: Path) -> Path:
    for distribution in ("ashby_agent_tools", "ashby_mcp"):
        (folder / f"{distribution}-{PROJECT['version']}-py3-none-any.whl").write_bytes(distribution.encode())
    return folder


def test_a_bundle_holds_what_it_starts_and_the_same_wheels_make_the_same_bytes(tmp_path):
    made = desktop_bundle.bundle(wheels_in(tmp_path))
    first = made.read_bytes()
    assert desktop_bundle.bundle(tmp_path).read_bytes() == first
    with zipfile.ZipFile(made) as archive:
        names = set(archive.namelist())
        sources = tomllib.loads(archive.read("pyproject.toml").decode())["tool"]["uv"]["sources"]
        manifest = json.loads(archive.read("manifest.json"))
    assert {each["path"] for each in sources.values()} <= names
    assert manifest["server"]["entry_point"] in names


def test_a_bundle_without_its_wheels_is_not_made(tmp_path):
    with pytest.raises(SystemExit, match="make dist"):
        desktop_bundle.bundle(tmp_path)


def test_the_plugin_starts_what_a_project_s_file_starts_and_its_tools_names_fit():
    plugin, market = json.loads(manifests.plugin_json()), json.loads(manifests.plugin_marketplace())
    assert plugin["mcpServers"] == json.loads(CLIENTS["claude-code-project"].text)["mcpServers"]
    assert plugin["version"] == PROJECT["version"]
    assert [each["name"] for each in market["plugins"]] == [plugin["name"]]
    (server,) = plugin["mcpServers"]
    prefix = f"mcp__plugin_{plugin['name']}_{server}__"
    names = [tool.name for preset in PRESETS for tool in Toolset.preset(preset).tools]
    assert max(len(prefix + name) for name in names) <= LONGEST


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get(MCPB), reason=f"run tests/mcpb.sh FOLDER and name what it prints in {MCPB}")
def test_the_formats_own_tool_takes_manifest_and_bundle(tmp_path):
    made = desktop_bundle.bundle(wheels_in(tmp_path))
    manifest = manifests.BUNDLE / "manifest.json"
    assert "passes" in ran(os.environ[MCPB], "validate", str(manifest))
    ran(os.environ[MCPB], "unpack", str(made), str(tmp_path / "out"))
    assert (tmp_path / "out" / "manifest.json").read_bytes() == manifest.read_bytes()


@pytest.mark.slow
def test_a_linter_of_agent_skills_and_registry_entries_finds_nothing():
    said = ran(str(Path(sys.executable).with_name("skillsaw")), "lint", "--strict", str(ROOT))
    assert re.search(r"Plugins: +1\n.*Skills: +2\n", said)
    assert "mcp-registry" in said


def ran(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
