"""What each MCP client is told to start the server: one table, from which pages, links and their checks are made."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ashby_agent_tools.toolset.presets import CLIENTS as MOST_TOOLS

__all__ = ["CLIENTS", "HTTP_URL", "SERVER", "ClientConfig", "cursor_link", "entry", "vscode_link"]

SERVER = "ashby"
"""The name under which clients know the server: short, since clients put it before the name of every tool."""
PRESET = "recruiter"
KEY = "ASHBY_API_KEY"
HTTP_URL = "http://127.0.0.1:8765/mcp"
_WIDTH = 100
_INPUT = {"type": "promptString", "id": "ashby-key", "description": "Ashby API key", "password": True}


def entry(key: str, preset: str = PRESET) -> dict[str, object]:
    """What a client starts, with its way of naming the key."""
    return {"command": "uvx", "args": ["ashby-mcp", "--preset", preset], "env": {KEY: key}}


def _servers(key: str) -> str:
    return _indented({"mcpServers": {SERVER: entry(key)}})


def _vscode() -> str:
    return _indented({"inputs": [_INPUT], "servers": {SERVER: {"type": "stdio", **entry("${input:ashby-key}")}}})


def _toml() -> str:
    started = entry("your key")
    return (
        f"[mcp_servers.{SERVER}]\ncommand = {json.dumps(started['command'])}\nargs = {json.dumps(started['args'])}\n"
        f'env = {{ {KEY} = "your key" }}\n'
    )


def _shell() -> str:
    return f'claude mcp add {SERVER} --env {KEY}="${KEY}" -- uvx ashby-mcp --preset {PRESET}\n'


def _http() -> str:
    return _indented(
        {"mcpServers": {SERVER: {"type": "http", "url": HTTP_URL, "headers": {"Authorization": "Bearer your token"}}}}
    )


def _indented(config: Mapping[str, object]) -> str:
    """JSON as people write it: an object of plain values stays on its line."""
    return _written(config, "") + "\n"


def _written(value: object, indent: str) -> str:
    if not isinstance(value, dict):
        return (
            "[" + ", ".join(_on_a_line(each) for each in value) + "]" if isinstance(value, list) else _on_a_line(value)
        )
    if len(indent) + len(_on_a_line(value)) <= _WIDTH and not any(isinstance(each, dict) for each in value.values()):
        return _on_a_line(value)
    inner = indent + "  "
    lines = [f"{inner}{json.dumps(key)}: {_written(each, inner)}" for key, each in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def _on_a_line(value: object) -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    return "{ " + ", ".join(f"{json.dumps(key)}: {json.dumps(each)}" for key, each in value.items()) + " }"


def cursor_link() -> str:
    """A link that Cursor opens with the configuration filled in; the key stays in the environment."""
    config = base64.b64encode(json.dumps(entry(f"${{env:{KEY}}}"), separators=(",", ":")).encode()).decode()
    return "https://cursor.com/en/install-mcp?" + urllib.parse.urlencode({"name": SERVER, "config": config})


def vscode_link() -> str:
    """A link that VS Code opens with the configuration filled in; it asks for the key."""
    parts = {"name": SERVER, "inputs": [_INPUT], "config": {"type": "stdio", **entry("${input:ashby-key}")}}
    told = {
        key: each if isinstance(each, str) else json.dumps(each, separators=(",", ":")) for key, each in parts.items()
    }
    return "https://insiders.vscode.dev/redirect/mcp/install?" + urllib.parse.urlencode(
        told, quote_via=urllib.parse.quote
    )


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """One client: where its configuration stands, what it is, and what bounds it sets."""

    name: str
    """As its makers write it."""
    place: str
    """The file, command or page of settings."""
    language: str
    """Of the block: json, toml, sh, or empty where there is none."""
    text: str
    """The block, or the steps where a client has no file."""
    limits: str | None = None
    """The client's name in `toolset.presets.CLIENTS`, where a limit of it is known."""
    prefix: str = ""
    """What the client puts before the name of each tool."""
    longest_name: int = 64
    """The most characters of a tool's name with the prefix; what the APIs of OpenAI and Anthropic take unless noted."""
    link: Callable[[], str] | None = None
    """A link that installs it."""
    note: str = ""
    """What else there is to say, after the block."""

    @property
    def most_tools(self) -> int | None:
        """The most tools, of all servers together; None where none is known."""
        return MOST_TOOLS[self.limits] if self.limits else None


_CHATGPT = f"""\
ChatGPT starts no programs on your machine. It takes the address of a server that runs already, over HTTPS and
reachable from the internet: [serve over HTTP](#a-server-that-runs-already) behind a proxy with TLS. Turn on
**Developer mode** in Settings, Apps, Advanced settings. Choose **Create app** there. Give it the name `{SERVER}` and
the address, `https://mcp.your-company.example/mcp`. Choose OAuth for how people sign in
([OAuth](oauth.md)), and tick that you trust the server.
"""

_BUNDLE = """\
Or install the desktop bundle, without writing a file: `make bundle` in a checkout builds `dist/ashby-mcp-VERSION.mcpb`.
Open it in Claude Desktop, which asks for the key. The bundle is of the type `uv`, which its format calls experimental.
"""

CLIENTS: Mapping[str, ClientConfig] = MappingProxyType(
    {
        "claude-desktop": ClientConfig(
            "Claude Desktop", "`claude_desktop_config.json`", "json", _servers("your key"), note=_BUNDLE
        ),
        "claude-code": ClientConfig("Claude Code", "a terminal", "sh", _shell(), prefix=f"mcp__{SERVER}__"),
        "claude-code-project": ClientConfig(
            "Claude Code, for a project",
            "`.mcp.json`",
            "json",
            _servers(f"${{{KEY}}}"),
            prefix=f"mcp__{SERVER}__",
        ),
        # 60: a warning in its settings, shown in awslabs/mcp#1283 and ComposioHQ/composio#2788
        "cursor": ClientConfig(
            "Cursor",
            "`.cursor/mcp.json`",
            "json",
            _servers(f"${{env:{KEY}}}"),
            limits="Cursor",
            prefix=f"{SERVER}:",
            longest_name=60,
            link=cursor_link,
        ),
        # 64 with its prefix: microsoft/vscode#243602
        "vscode": ClientConfig(
            "VS Code",
            "`.vscode/mcp.json`",
            "json",
            _vscode(),
            limits="VS Code",
            prefix=f"mcp_{SERVER}_",
            link=vscode_link,
        ),
        "chatgpt": ClientConfig("ChatGPT", "Settings, Apps", "", _CHATGPT, limits="OpenAI's API"),
        "windsurf": ClientConfig(
            "Windsurf", "`mcp_config.json`", "json", _servers(f"${{env:{KEY}}}"), limits="Windsurf"
        ),
        "codex": ClientConfig("Codex", "`~/.codex/config.toml`", "toml", _toml(), limits="OpenAI's API"),
        "gemini": ClientConfig("Gemini CLI", "`~/.gemini/settings.json`", "json", _servers(f"${KEY}")),
        "http": ClientConfig(
            "A server that runs already",
            "a client that takes an address, after `ashby-mcp --http --token-env ASHBY_MCP_TOKEN`",
            "json",
            _http(),
        ),
    }
)
"""The clients, in the order of the page."""
