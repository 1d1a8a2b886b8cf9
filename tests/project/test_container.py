"""The container: what compose.yaml and the Dockerfile promise holds, and they name only what exists."""

from __future__ import annotations

import importlib.resources
import json
import re
import tomllib

import jsonschema
import pytest
import yaml
from repository import ROOT

OURS, THEIRS = ("mcp", "inbox"), ("postgres", "redis")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def instructions(text: str, name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", text, re.MULTILINE)


def test_the_compose_file_is_valid_by_the_format_s_own_schema():
    schemas = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((schemas / "compose-spec.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft7Validator(schema)
    checker.validate(COMPOSE)
    assert not checker.is_valid({**COMPOSE, "services": {"mcp": {"ports": "8765"}}}), "the schema checks something"
    assert set(COMPOSE["services"]) == {*OURS, *THEIRS}


@pytest.mark.parametrize("name", OURS)
def test_ours_run_without_privileges_on_a_read_only_root(name):
    service = COMPOSE["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "privileged" not in service
    assert service["stop_grace_period"] == "30s", "longer than stopping_seconds"
    assert "user" not in service, "the image's own"


@pytest.mark.parametrize("name", [*OURS, *THEIRS])
def test_every_service_is_bounded_watched_and_reached_from_this_machine_alone(name):
    service = COMPOSE["services"][name]
    assert service["mem_limit"]
    assert service["cpus"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert "healthcheck" in service or name == "mcp", "that of the image"
    if name in THEIRS:
        assert "ports" not in service
        assert service["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_no_secret_is_written_down_and_what_has_to_be_set_is_in_the_example():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    variables = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(example) == variables
    assert not any(example.values())
    for name in variables - {"ASHBY_STORE_KEYS"}:
        assert re.search(rf"\$\{{{name}:\?", text), f"{name} is asked for where it is not set"


def test_every_variable_of_ours_is_one_that_the_package_reads():
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    given = {name for service in OURS for name in COMPOSE["services"][service]["environment"]}
    given |= set(re.findall(r"\b(ASHBY_\w+|TIKTOKEN_\w+)=", LAST_STAGE))
    assert {name for name in given - {"ASHBY_MCP_TOKEN"} if f"`{name}`" not in page} == set()
    (command,) = instructions(LAST_STAGE, "CMD")
    assert "ASHBY_MCP_TOKEN" in json.loads(command)


def test_the_image_does_not_run_as_root_and_keeps_no_tools_of_the_build():
    assert instructions(LAST_STAGE, "USER") == ["10001:10001"]
    assert instructions(LAST_STAGE, "RUN") == ["mkdir /data && chown 10001:10001 /data"]
    assert not instructions(DOCKERFILE, "ADD")
    assert not re.search(r"(KEY|TOKEN|SECRET|PASSWORD)=", DOCKERFILE)
    assert instructions(LAST_STAGE, "HEALTHCHECK")


def test_the_build_takes_what_exists_and_what_the_ignore_file_lets_through():
    copied = {each for line in instructions(DOCKERFILE, "COPY") if "--from" not in line for each in line.split()[:-1]}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    assert copied == {line[1:] for line in ignored.splitlines() if line.startswith("!")}
    assert all((ROOT / name).exists() for name in copied)
    installed = re.findall(r"'(\.[\w/-]*)\[([a-z,]+)\]'", DOCKERFILE)
    assert [source for source, _ in installed] == [".", "./adapters/ashby-mcp"]
    for source, extras in installed:
        project = tomllib.loads((ROOT / source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert set(extras.split(",")) <= set(project["optional-dependencies"])
