"""The page docs/clients.md, and the configurations in ashby-mcp's README: each from the table of clients."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from client_configs import CLIENTS, SERVER, ClientConfig

from ashby_agent_tools import Toolset
from ashby_agent_tools.toolset.presets import LARGE, PRESETS

__all__ = ["LONGEST", "clients_page", "configurations"]

LONGEST = 60
"""The characters that a tool's name may have with the server's name before it: Cursor's, the shortest known."""

_HEAD = """# MCP clients

`ashby-mcp` serves Ashby to every MCP client. Each block below starts it with the tools of the preset `recruiter`; the
client then lists them under the name `{server}`. It needs a key of Ashby, with only the permissions that you want an
assistant to have. `ashby-mcp --check` lists the tools, and names the permissions that a key lacks for them.

The blocks say `uvx ashby-mcp`, which needs [uv](https://docs.astral.sh/uv/) and nothing else. Desktop clients start
programs with a short PATH of their own. If yours says `spawn uvx ENOENT`, give the full path that `which uvx` prints
(`where uvx` on Windows). The first start fetches what it needs: where a client gives up waiting, run `uvx ashby-mcp
--version` once in a terminal. After `pip install ashby-mcp` the command is `ashby-mcp`, without `uvx`.

The package of that name at npm is somebody else's: use `uvx`, never `npx`.

It is not on a package index yet. With a clone of this repository, write `uvx --from /path/to/clone/adapters/ashby-mcp
ashby-mcp` where a block says `uvx ashby-mcp`. In JSON, put `"--from", "/path/to/clone/adapters/ashby-mcp"` before it.

{buttons}

In November 2026 Claude Code 2.1.197 took its command and connected, and Codex 0.171.0 took its file. The other blocks
follow what these clients' makers write, and are checked for their form.

"""
_LIMITS = """## What each client takes

Some clients take a limited number of tools, all servers together. Some put the server's name before the name of a
tool, and drop a tool whose whole name is too long. Every preset but `everything` fits all of them:

| preset | tools | longest name, with `{prefix}` before it | does not fit |
| --- | --: | --: | --- |
{rows}
{client_limits}

`--search` lists two tools in place of all: `uvx ashby-mcp --search` fits every client.

## Agent skills

The folder `skills/` has two [agent skills](https://agentskills.io), which tell an assistant how to do a job well with
these tools: `ashby-read-pipeline` and `ashby-reject-with-care`. Copy them to where your client looks for skills:

```sh
mkdir -p ~/.agents/skills && cp -r skills/ashby-* ~/.agents/skills/
```

Claude Code takes server and skills as one plugin. ADDRESS is what you would clone the repository from; the key comes
from `ASHBY_API_KEY`:

```sh
claude plugin marketplace add ADDRESS
claude plugin install ashby@ashby-agent-tools
```
"""


def clients_page() -> str:
    """The page."""
    return (
        _HEAD.format(server=SERVER, buttons=" · ".join(_buttons()))
        + "\n".join(_sections())
        + "\n"
        + _LIMITS.format(prefix=_longest_prefix(), rows="".join(_rows()), client_limits=_client_limits())
    )


def configurations() -> str:
    """The blocks for the README of ashby-mcp, where clients that read the same block share it."""
    shared: dict[tuple[str, str], list[ClientConfig]] = {}
    for client in CLIENTS.values():
        if client.language:
            shared.setdefault((client.language, client.text), []).append(client)
    parts = []
    for (language, text), clients in shared.items():
        heads = ", ".join(f"**{client.name}** ({client.place})" for client in clients)
        parts.append(f"{heads}:\n\n```{language}\n{text}```\n")
    return "\n".join(parts)


def _buttons() -> Iterator[str]:
    for client in CLIENTS.values():
        if client.link:
            yield f"[**Add to {client.name}**]({client.link()})"


def _sections() -> Iterator[str]:
    for client in CLIENTS.values():
        yield f"## {client.name}\n"
        if not client.language:
            yield client.text
            continue
        yield f"In {client.place}:\n"
        yield f"```{client.language}\n{client.text}```\n"
        if client.note:
            yield client.note


def _longest_prefix() -> str:
    return max((client.prefix for client in CLIENTS.values()), key=len)


def _rows() -> Iterator[str]:
    for preset in (*PRESETS, *LARGE):
        names = [tool.name for tool in Toolset.preset(preset).tools]
        longest = len(_longest_prefix()) + max(map(len, names))
        refuse = [client.name for client in CLIENTS.values() if not _fits(client, names)]
        yield f"| `{preset}` | {len(names)} | {longest} | {', '.join(refuse) or '-'} |\n"


def _fits(client: ClientConfig, names: list[str]) -> bool:
    most = client.most_tools or sys.maxsize
    return len(names) <= most and all(len(client.prefix + name) <= client.longest_name for name in names)


def _client_limits() -> str:
    told = {client.limits: client.most_tools for client in CLIENTS.values() if client.limits}
    tools = ", ".join(f"{name} {most}" for name, most in sorted(told.items(), key=lambda each: (each[1] or 0, each[0])))
    return f"Tools that a client takes: {tools}. Characters of a name: Cursor {LONGEST}, the others 64."
