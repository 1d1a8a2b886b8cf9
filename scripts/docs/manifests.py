"""What registries and clients read of ashby-mcp: server.json, the desktop bundle's manifest, Claude Code's plugin."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from client_configs import CLIENTS

from ashby_agent_tools.toolset.presets import LARGE, PRESETS

__all__ = [
    "BUNDLE",
    "PLUGIN",
    "SERVER_JSON",
    "SERVER_NAME",
    "bundle_manifest",
    "plugin_json",
    "plugin_marketplace",
    "server_json",
]

ROOT = Path(__file__).resolve().parents[2]
SERVER_JSON = ROOT / "server.json"
BUNDLE = ROOT / "adapters" / "ashby-mcp" / "desktop"
PLUGIN = ROOT / ".claude-plugin"
SERVER_NAME = "io.github.ashby-agent-tools/ashby-mcp"
"""The name in the MCP registry, which wants a reverse domain name that the publisher controls.

It is the one of an account `ashby-agent-tools` on GitHub; who publishes from elsewhere changes it here, in a comment of
ashby-mcp's README, where the registry looks for it, and runs `make docs`.
"""
_SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
_KEY_AT = "In Ashby: Admin, Integrations, API Keys. Give it only the permissions that an assistant needs."
_AUTHORS = {"name": "The ashby-agent-tools authors"}
_NOT_ASHBYS = "Not made or endorsed by Ashby."


def _project(folder: Path) -> dict[str, object]:
    project: dict[str, object] = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _version() -> str:
    return str(_project(ROOT)["version"])


def _written(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def server_json() -> str:
    """The entry for the MCP registry: the package, how it is started, and what a client has to ask for."""
    preset = {
        "type": "named",
        "name": "--preset",
        "description": "Which tools are offered; reading changes nothing.",
        "default": "recruiter",
        "choices": [*PRESETS, *LARGE],
    }
    key = {"name": "ASHBY_API_KEY", "description": _KEY_AT, "isRequired": True, "isSecret": True}
    store = {
        "name": "ASHBY_STORE",
        "description": "Where questions and results are remembered: a file, or postgresql://...",
        "isSecret": True,  # the address of a database holds a password
    }
    package = {
        "registryType": "pypi",
        "identifier": "ashby-mcp",
        "version": _version(),
        "runtimeHint": "uvx",
        "transport": {"type": "stdio"},
        "packageArguments": [preset],
        "environmentVariables": [key, store],
    }
    return _written(
        {
            "$schema": _SCHEMA,
            "name": SERVER_NAME,
            "title": "Ashby",
            "description": _project(BUNDLE.parent)["description"],
            "version": _version(),
            "packages": [package],
        }
    )


def bundle_manifest() -> str:
    """The manifest of the desktop bundle: what it starts, and what its settings ask for."""
    core, adapter = _project(ROOT), _project(BUNDLE.parent)
    started = ["run", "--directory", "${__dirname}", "src/server.py", "--preset", "${user_config.preset}"]
    settings = {
        "api_key": {
            "type": "string",
            "title": "Ashby API key",
            "description": _KEY_AT,
            "sensitive": True,
            "required": True,
        },
        "preset": {
            "type": "string",
            "title": "Tools",
            "description": f"One of {', '.join([*PRESETS, *LARGE])}; reading changes nothing.",
            "default": "recruiter",
            "required": False,
        },
    }
    return _written(
        {
            "manifest_version": "0.4",
            "name": "ashby-mcp",
            "display_name": "Ashby",
            "version": _version(),
            "description": adapter["description"],
            "long_description": f"{core['description']} What is destructive, reaches somebody outside or leaves Ashby "
            f"is asked about first, and an approval counts for exactly that call. {_NOT_ASHBYS}",
            "author": _AUTHORS,
            "license": "MIT",
            "keywords": adapter["keywords"],
            "server": {
                "type": "uv",
                "entry_point": "src/server.py",
                "mcp_config": {
                    "command": "uv",
                    "args": started,
                    "env": {"ASHBY_API_KEY": "${user_config.api_key}"},
                },
            },
            "user_config": settings,
            "tools_generated": True,
            "prompts_generated": True,
            "compatibility": {
                "platforms": ["darwin", "win32", "linux"],
                "runtimes": {"python": adapter["requires-python"]},
            },
        }
    )


def plugin_json() -> str:
    """Claude Code's plugin: the server as a project's file has it, and the skills, which it finds in `skills/`."""
    adapter = _project(BUNDLE.parent)
    return _written(
        {
            "name": "ashby",
            "version": _version(),
            "description": f"Ashby recruiting: an MCP server and two skills. {_NOT_ASHBYS}",
            "author": _AUTHORS,
            "license": "MIT",
            "keywords": adapter["keywords"],
            **json.loads(CLIENTS["claude-code-project"].text),
        }
    )


def plugin_marketplace() -> str:
    """The list of plugins that this repository offers: the one at its top."""
    plugin = json.loads(plugin_json())
    return _written(
        {
            "name": "ashby-agent-tools",
            "owner": _AUTHORS,
            "description": plugin["description"],
            "plugins": [{"name": plugin["name"], "source": "./", "description": plugin["description"]}],
        }
    )
