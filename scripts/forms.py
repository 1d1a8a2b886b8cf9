"""Start ashby-mcp in each form in which people get it, from built files, and ask it for its tools and for one read.

`make installed` builds the files first. Each form has a clean environment of its own:

- uvx: what every configuration in docs/clients.md starts, by name, with the built wheels at hand;
- bundle: the desktop bundle, unpacked, and started as its manifest says.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

from installed import constraints, distributions
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from ashby_agent_tools.simulator import Simulator

ROOT = Path(__file__).resolve().parents[1]
TOOL, ARGUMENTS, FOUND = "ashby_find", {"name": "Staff Engineer", "kind": "job"}, "Staff Engineer"
PATIENCE = 60.0
"""Seconds in which a server has to answer for the first time."""


async def asked(client: Client) -> str:
    """What a client sees: how many tools, and the answer to one read."""
    async with client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        if TOOL not in names:
            sys.exit(f"{TOOL} is not among {names}")
        content = (await client.call_tool(TOOL, ARGUMENTS)).content[0]
        text = str(getattr(content, "text", ""))
        if FOUND not in text:
            sys.exit(f"{TOOL} answered {text[:200]!r}")
        return f"{len(names)} tools, one read answered"


def uvx(wheels: Path, folder: Path, environment: Mapping[str, str]) -> str:
    """`uvx ashby-mcp`, as the clients' configurations have it."""
    version = distributions(wheels)["ashby-mcp"].name.split("-")[1]
    given = {"UV_FIND_LINKS": str(wheels), "UV_CONSTRAINT": str(folder / "constraints.txt")}
    arguments = [f"ashby-mcp@{version}", "--preset", "recruiter"]
    return asyncio.run(asked(_over_stdio([_uv("uvx"), *arguments], folder, {**environment, **given})))


def bundle(wheels: Path, folder: Path, environment: Mapping[str, str]) -> str:
    """The desktop bundle: its manifest's command, with its placeholders filled in as a desktop client does."""
    (packed,) = wheels.glob("*.mcpb")
    place = folder / "bundle"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(place)
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    started = manifest["server"]["mcp_config"]
    values = {"__dirname": str(place), "user_config.api_key": environment["ASHBY_API_KEY"]}
    values |= {
        f"user_config.{name}": each["default"] for name, each in manifest["user_config"].items() if "default" in each
    }
    command = [_uv(started["command"]), *(_filled(argument, values) for argument in started["args"])]
    given = {name: _filled(value, values) for name, value in started["env"].items()}
    return asyncio.run(asked(_over_stdio(command, folder, {**environment, **given})))


def _over_stdio(command: list[str], folder: Path, environment: Mapping[str, str]) -> Client:
    return Client(
        StdioServerParameters(command=command[0], args=command[1:], env=dict(environment), cwd=folder),
        read_timeout_seconds=PATIENCE,
    )


def _uv(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{([\w.]+)\}", lambda match: values[match[1]], text)


FORMS = {"uvx": uvx, "bundle": bundle}


def _environment(simulator: Simulator, folder: Path, cache: Path) -> dict[str, str]:
    """This one's, with the simulator in Ashby's place, a home of its own, and no download of another Python."""
    return {
        **os.environ,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "UV_CACHE_DIR": str(cache),
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
        "ASHBY_API_KEY": simulator.key,
        "ASHBY_BASE_URL": simulator.url,
    }


def main() -> None:
    """Try all forms, or those that are named; ends the program where one does not work."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("wheels", type=Path, help="the folder with the built wheels and the bundle")
    options.add_argument("form", nargs="*", help=f"only these of {', '.join(FORMS)}")
    given = options.parse_args()
    wheels = given.wheels.resolve()
    with Simulator(seed=7) as simulator, tempfile.TemporaryDirectory() as scratch:
        for name in given.form or FORMS:
            folder = Path(scratch, name)
            folder.mkdir()
            (folder / "constraints.txt").write_text(constraints(distributions(wheels)), encoding="utf-8")
            started = time.monotonic()
            said = FORMS[name](wheels, folder, _environment(simulator, folder, Path(scratch, "uv")))
            print(f"ashby-mcp as {name}: {said}; {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
