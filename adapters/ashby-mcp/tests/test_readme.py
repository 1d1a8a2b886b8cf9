"""The README's blocks: configurations parse and start a server, Python runs, and every flag is told."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from mcp import Client

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)


def blocks(kind):
    return [text for found, text in BLOCKS if found == kind]


def commands():
    """Every (command, arguments) that a configuration starts."""
    for text in blocks("json"):
        config = json.loads(text)
        for entry in (config.get("mcpServers") or config["servers"]).values():
            if "command" in entry:
                yield entry["command"], tuple(entry["args"])
    for text in blocks("toml"):
        entry = tomllib.loads(text)["mcp_servers"]["ashby"]
        yield entry["command"], tuple(entry["args"])
    for text in blocks("sh"):
        command, *arguments = shlex.split(text.partition(" -- ")[2])
        yield command, tuple(arguments)


@pytest.mark.slow
async def test_every_configuration_starts_a_server_with_tools(served):
    started = list(commands())
    assert len(started) == 7
    for command, (program, *arguments) in set(started):
        assert (command, program) == ("uvx", "ashby-mcp")
        async with Client(served.stdio(*arguments)) as client:
            assert len((await client.list_tools()).tools) >= 5


@pytest.mark.parametrize("block", blocks("python"))
def test_python_blocks_run(served, tmp_path, monkeypatch, block):
    monkeypatch.setenv("ASHBY_API_KEY", served.simulator.key)
    monkeypatch.setenv("ASHBY_BASE_URL", served.simulator.url)
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(compile(block, "README.md", "exec"), names)  # noqa: S102
    assert "ashby" in names or "server" in names


@pytest.mark.slow
def test_every_flag_is_told(served):
    shown = set(re.findall(r"--[a-z][a-z-]+", served.run("--help").stdout)) - {"--help", "--host", "--port"}
    assert {flag for flag in shown if flag not in README} == set()


@pytest.mark.slow
def test_the_address_is_the_default_one(served):
    help_text = served.run("--help").stdout
    assert "http://127.0.0.1:8765/mcp" in README
    assert "8765" in help_text
    assert "127.0.0.1" in help_text
