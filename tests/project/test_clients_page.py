"""The configurations of MCP clients: one table, whose blocks are valid, whose links decode, and whose tools fit."""

from __future__ import annotations

import base64
import json
import re
import shlex
import sys
import tomllib
from urllib.parse import parse_qs, urlsplit

import client_configs
import pytest
from client_configs import CLIENTS, SERVER
from clients_page import LONGEST, clients_page
from repository import ROOT

from ashby_agent_tools import Toolset
from ashby_agent_tools.toolset.presets import PRESETS

COMMAND = ["uvx", "ashby-mcp", "--preset", "recruiter"]
KEYS = {
    "claude-desktop": "your key",
    "claude-code": "$ASHBY_API_KEY",
    "claude-code-project": "${ASHBY_API_KEY}",
    "cursor": "${env:ASHBY_API_KEY}",
    "vscode": "${input:ashby-key}",
    "windsurf": "${env:ASHBY_API_KEY}",
    "codex": "your key",
    "gemini": "$ASHBY_API_KEY",
}


def started(client: str) -> tuple[list[str], str]:
    """The command that a client's block starts, and where its key comes from."""
    language, text = CLIENTS[client].language, CLIENTS[client].text
    if language == "sh":
        head, _, command = text.partition(" -- ")
        assert shlex.split(head)[:4] == ["claude", "mcp", "add", SERVER]
        return shlex.split(command), re.search(r'ASHBY_API_KEY="(.*?)"', head)[1]
    config = json.loads(text) if language == "json" else tomllib.loads(text)
    (servers,) = (each for name, each in config.items() if name != "inputs")
    assert list(servers) == [SERVER]
    return [servers[SERVER]["command"], *servers[SERVER]["args"]], servers[SERVER]["env"]["ASHBY_API_KEY"]


@pytest.mark.parametrize("client", KEYS)
def test_every_block_is_valid_and_starts_the_same_server(client):
    assert started(client) == (COMMAND, KEYS[client])


def test_no_client_is_without_a_test():
    assert set(CLIENTS) == {*KEYS, "chatgpt", "http"}
    http = json.loads(CLIENTS["http"].text)["mcpServers"][SERVER]
    assert http["url"] == "http://127.0.0.1:8765/mcp"


def test_cursors_link_decodes_to_its_block_and_is_the_one_that_fastmcp_would_make():
    # takes a second, of each worker that collects tests
    from fastmcp.cli.install.cursor import generate_cursor_deeplink
    from fastmcp.mcp_config import StdioMCPServer

    query = parse_qs(urlsplit(client_configs.cursor_link()).query, strict_parsing=True)
    config = json.loads(base64.b64decode(query["config"][0], validate=True))
    assert {query["name"][0]: config} == json.loads(CLIENTS["cursor"].text)["mcpServers"]
    theirs = parse_qs(urlsplit(generate_cursor_deeplink(SERVER, StdioMCPServer(**config))).query)
    assert theirs["name"] == query["name"]
    their_config = json.loads(base64.urlsafe_b64decode(theirs["config"][0]))
    assert {key: their_config[key] for key in config} == config


def test_vscodes_link_decodes_to_its_block():
    query = {key: value for key, (value,) in parse_qs(urlsplit(client_configs.vscode_link()).query).items()}
    block = json.loads(CLIENTS["vscode"].text)
    assert json.loads(query["inputs"]) == block["inputs"]
    assert {query["name"]: json.loads(query["config"])} == block["servers"]


def test_no_link_and_no_block_holds_a_key():
    for text in (clients_page(), *(client.link() for client in CLIENTS.values() if client.link)):
        assert not re.search(r"ASHBY_API_KEY[^a-z$]*[A-Za-z0-9]{20}", text)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_fits_every_client(preset):
    names = [tool.name for tool in Toolset.preset(preset).tools]
    prefix = max((client.prefix for client in CLIENTS.values()), key=len)
    assert max(len(prefix + name) for name in names) <= LONGEST
    assert len(names) <= min(client.most_tools or sys.maxsize for client in CLIENTS.values())


def test_no_name_of_the_whole_catalogue_is_too_long_for_a_client():
    names = [tool.name for tool in (Toolset.all() | Toolset.tasks()).tools]
    for client in CLIENTS.values():
        assert max(len(client.prefix + name) for name in names) <= client.longest_name, client.name


def test_the_page_says_what_does_not_fit():
    (row,) = re.findall(r"^\| `everything` .*$", clients_page(), re.MULTILINE)
    assert "Cursor" in row
    assert "Claude" not in row


@pytest.mark.parametrize("page", ["docs/clients.md", "adapters/ashby-mcp/README.md"])
@pytest.mark.parametrize("said", ["ENOENT", "which uvx", "where uvx", "full path"])
def test_the_page_says_what_to_do_where_a_client_does_not_find_it(page, said):
    assert said in (ROOT / page).read_text(encoding="utf-8")
