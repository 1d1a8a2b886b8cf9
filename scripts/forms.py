"""Start ashby-mcp in each form in which people get it, from built files, and ask it for its tools and for one read.

`make installed` builds the files first. Each form has a clean environment of its own:

- uvx: what every configuration in docs/clients.md starts, by name, with the built wheels at hand;
- bundle: the desktop bundle, unpacked, and started as its manifest says;
- image: what the Dockerfile installs and starts, in a plain environment, which must be left as it was.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2
from installed import constraints, distributions
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from ashby_agent_tools.simulator import Simulator

ROOT = Path(__file__).resolve().parents[1]
TOOL, ARGUMENTS, FOUND = "ashby_find", {"name": "Staff Engineer", "kind": "job"}, "Staff Engineer"
TOKEN = "a-token-that-only-this-trial-uses-0123"
PORT = "8765"
PATIENCE = 120.0
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
    command = [_uv("uvx"), f"ashby-mcp@{version}", "--preset", "recruiter"]
    return _started(command, folder, {**environment, **given})


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
    return _started(command, folder, {**environment, **given})


def _started(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Once for what has to be fetched, which may take longer than a client waits; then as a client starts it."""
    _run([*command, "--version"], environment)
    return asyncio.run(asked(_over_stdio(command, folder, environment)))


def image(wheels: Path, folder: Path, environment: Mapping[str, str]) -> str:
    """What the Dockerfile installs, started with its command, asked over HTTP and by its health check."""
    steps = _dockerfile()
    place, data = folder / "image", folder / "data"
    data.mkdir()
    venv.create(place, with_pip=False)
    ours = distributions(wheels)
    sources = {".": ours["ashby-agent-tools"], "./adapters/ashby-mcp": ours["ashby-mcp"]}
    wanted = [
        f"{sources[source]}[{extras}]" for source, extras in re.findall(r"'(\.[\w/-]*)\[([a-z,]+)\]'", steps["RUN pip"])
    ]
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", "--quiet"]
    _run([*pip, "--constraint", str(folder / "constraints.txt"), *wanted])
    before = _listing(place)
    with _serving(json.loads(steps["CMD"]), place, data, environment) as port:
        _run([str(place / "bin" / "python"), *json.loads(steps["HEALTHCHECK"].replace(PORT, port))[1:]])
        said = asyncio.run(_over_http(f"http://127.0.0.1:{port}/mcp"))
    if (changed := _listing(place) ^ before) or not (data / "store.db").exists():
        sys.exit(f"a read-only image would fail: {sorted(changed)[:5]}, and in /data: {[*data.iterdir()]}")
    return f"{said}, healthy, and nothing written but the store"


def _dockerfile() -> dict[str, str]:
    """The instructions of the Dockerfile that say what is installed, started and asked."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    (pip,) = re.findall(r"^RUN (pip .*)$", text, re.MULTILINE)
    (command,) = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    (health,) = re.findall(r"^HEALTHCHECK .* CMD (\[.*\])$", text, re.MULTILINE)
    return {"RUN pip": pip, "CMD": command, "HEALTHCHECK": health}


@contextlib.contextmanager
def _serving(arguments: list[str], place: Path, data: Path, environment: Mapping[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    given = {"HOME": str(data), "ASHBY_STORE": str(data / "store.db"), "ASHBY_MCP_TOKEN": TOKEN}
    command = [str(place / "bin" / "ashby-mcp"), *arguments, "--port", port]
    process = subprocess.Popen(  # noqa: S603  (ours)
        command, env={**environment, **given, "PYTHONDONTWRITEBYTECODE": "1"}, cwd=data, stdout=subprocess.DEVNULL
    )
    try:
        _until_it_listens(int(port), process)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < ends:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    sys.exit(f"nothing listens on port {port}")


async def _over_http(url: str) -> str:
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE) as http:
        return await asked(Client(streamable_http_client(url, http_client=http)))


def _over_stdio(command: list[str], folder: Path, environment: Mapping[str, str]) -> Client:
    return Client(
        StdioServerParameters(command=command[0], args=command[1:], env=dict(environment), cwd=folder),
        read_timeout_seconds=PATIENCE,
    )


def _uv(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{([\w.]+)\}", lambda match: values[match[1]], text)


def _listing(folder: Path) -> set[tuple[str, int]]:
    return {(str(path), path.lstat().st_mtime_ns) for path in folder.rglob("*")}


def _run(command: list[str], environment: Mapping[str, str] = os.environ) -> None:
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)  # noqa: S603  (ours)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")


FORMS = {"uvx": uvx, "bundle": bundle, "image": image}


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
