"""What the tools cost in time: schemas once, tools per framework, and what each call pays on its way.

    python benchmarks/adapters.py [--rounds 400] [--only schemas tools calls]

Schemas and tools are CPU time in fresh processes, the frameworks' own import not counted. Calls are wall time against
one answer served on loopback by another process, called in turn (A B A B), medians; each table's first row is what
the others are compared with. Bare httpx sends the same body with the same headers and parses the same answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import httpx
from _pairs import in_turn, in_turn_async, table

from ashby_agent_tools import AsyncClient, Client, Session, Toolset
from ashby_agent_tools import operations as op

WHOSE = "11111111-2222-4333-8444-555555555555"
TOOL, ENDPOINT, ARGUMENTS = "ashby_candidate_info", "candidate.info", {"id": WHOSE}
KEY = "not-a-real-key"
SCHEMAS_MS, TOOLS_MS, PER_CALL = 400.0, 30.0, 1.25

Way = Callable[[], object]
AsyncWay = Callable[[], Awaitable[object]]

# definitions: {import}, {ready} and {tools} of each framework

_SCHEMAS = "[(tool.name, tool.description, tool.schema) for tool in Toolset.all()]"
_CLIENT = (
    "from ashby_agent_tools import Client, Session, Toolset\nclient = Client('key', base_url='http://127.0.0.1:9')"
)
FRAMEWORKS = {
    "langchain-ashby": (
        "import langchain.agents\nfrom langchain_ashby import AshbyToolkit",
        "AshbyToolkit(Toolset.all(), client=client).get_tools()",
    ),
    "llama-index-tools-ashby": (
        "import llama_index.core.agent.workflow\nfrom llama_index.tools.ashby import AshbyToolSpec",
        "AshbyToolSpec(Toolset.all(), client=client).to_tool_list()",
    ),
    "ashby-openai, Responses": (
        "from ashby_openai import AshbyTools",
        "[AshbyTools(half, client=client).responses() for half in halves]",
    ),
    "ashby-openai, openai-agents": (
        "import agents\nfrom ashby_openai import AshbyTools\nfrom ashby_openai.agents import function_tools",
        "[function_tools(AshbyTools(half, client=client)) for half in halves]",
    ),
    "ashby-mcp, tools/list": (
        "import mcp\nfrom ashby_mcp.server import _shown, build_server\nsession = Session(Toolset.all(), client)",
        "build_server(lambda name: session), [_shown(tool, Toolset.all().budget) for tool in Toolset.all()]",
    ),
}
_FRESH = """
import time
{ready}
before = time.process_time()
{work}
print((time.process_time() - before) * 1000)
"""


def milliseconds(ready: str, work: str, *, times: int = 3) -> str:
    """CPU time of `work` after `ready`, each time in a fresh process: two cells, the median and the least.

    CPU time too grows on a busy machine, whose cores share caches and clock; the least is what an idle one shows.
    """
    allowed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", _FRESH.format(ready=ready, work=work)]
    runs = [  # the first one fills the caches of bytecode and files
        subprocess.run(command, capture_output=True, text=True, check=True, env=allowed)  # noqa: S603
        for _ in range(times + 1)
    ]
    spent = [float(done.stdout.split()[-1]) for done in runs[1:]]
    return f"{statistics.median(spent):.0f} | {min(spent):.0f}"


def schemas() -> Iterator[str]:
    """The schemas of all operations: built when first asked for, once per process."""
    yield "| once per process | ms CPU, median | least | target |"
    yield "| --- | --: | --: | --: |"
    ready = "from ashby_agent_tools import Toolset"
    yield f"| baseline: import httpx, pydantic | {milliseconds('', 'import httpx, pydantic')} | |"
    loading = "list(Toolset.all())"
    yield f"| loading the {len(Toolset.all())} operations | {milliseconds(ready, loading)} | |"
    yield f"| their schemas | {milliseconds(f'{ready}; {loading}', _SCHEMAS)} | {SCHEMAS_MS:.0f} |"
    yield f"| both | {milliseconds(ready, _SCHEMAS)} | |"
    again = f"{ready}\n{_SCHEMAS}"
    yield f"| schemas once more | {milliseconds(again, _SCHEMAS)} | |"


def tools() -> Iterator[str]:
    """From built schemas to a framework's tools. OpenAI takes 128 tools at most, so two halves are made."""
    yield "| from schemas to tools, the whole catalogue | ms CPU, median | least | target |\n| --- | --: | --: | --: |"
    halves = (
        "names = [t.operation for t in Toolset.all()]\nhalves = [Toolset.of(*names[:100]), Toolset.of(*names[100:])]"
    )
    for name, (imports, work) in FRAMEWORKS.items():
        ready = f"{_CLIENT}\n{imports}\n{_SCHEMAS}\n{halves}"
        yield f"| {name} | {milliseconds(ready, work)} | {TOOLS_MS:.0f} |"


# calls


def serve() -> None:
    """Answer every request with the same candidate, until stdin closes; prints the port."""
    import uvicorn  # noqa: PLC0415  (in the serving process only)

    from ashby_agent_tools.simulator import Simulator  # noqa: PLC0415

    with Simulator().client() as client:
        record = client.execute(op.CandidateSearch(name="Priya Raman")).data[0]
    answer = json.dumps({"success": True, "results": record}).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]

    async def app(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": answer})

    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", http="h11")
    server = uvicorn.Server(config)
    # the protocol is named, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an acknowledgement
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    server.run(sockets=[listening])


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The base URL of a server in another process."""
    command = [sys.executable, __file__, "--serve"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  (this file)
    assert process.stdout is not None  # noqa: S101
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait(timeout=10)


_BARE = {
    "headers": {
        "Accept": "application/json; version=1",
        "Accept-Encoding": "gzip",
        "Content-Type": "application/json",
        "User-Agent": "bare",
    },
    "auth": (KEY, ""),
    "timeout": 30.0,
}


def core(url: str, rounds: int) -> Iterator[str]:
    """The clients against bare httpx."""
    bare, client = httpx.Client(**_BARE), Client(KEY, base_url=url)  # type: ignore[arg-type]

    def plain() -> object:
        response = bare.post(f"{url}/{ENDPOINT}", json=ARGUMENTS)
        return response.raise_for_status().json()["results"]

    def ours() -> object:
        return client.execute(op.CandidateInfo(id=WHOSE)).data

    ways: dict[str, Way] = {"bare httpx": plain, "Client.execute": ours}
    yield table("one call, sync", in_turn(ways, rounds=rounds), {"Client.execute": PER_CALL})
    bare.close()
    client.close()
    yield asyncio.run(_core_async(url, rounds))


async def _core_async(url: str, rounds: int) -> str:
    async with httpx.AsyncClient(**_BARE) as bare, AsyncClient(KEY, base_url=url) as client:  # type: ignore[arg-type]

        async def plain() -> object:
            response = await bare.post(f"{url}/{ENDPOINT}", json=ARGUMENTS)
            return response.raise_for_status().json()["results"]

        async def ours() -> object:
            return (await client.execute(op.CandidateInfo(id=WHOSE))).data

        ways: dict[str, AsyncWay] = {"bare httpx": plain, "AsyncClient.execute": ours}
        timings = await in_turn_async(ways, rounds=rounds)
    return table("one call, async", timings, {"AsyncClient.execute": PER_CALL})


def adapters(url: str, rounds: int) -> Iterator[str]:
    """Each adapter against the session it stands on; both return a finished text."""
    client = Client(KEY, base_url=url)
    ways = {"Client.execute": lambda: client.execute(op.CandidateInfo(id=WHOSE)).data, **_sync_ways(client)}
    yield table("one call with its text, sync", in_turn(_first("Session.run", ways), rounds=rounds))
    client.close()
    yield asyncio.run(_adapters_async(url, rounds))


def _first(name: str, ways: dict[str, Any]) -> dict[str, Any]:
    return {name: ways[name], **ways}


def _sync_ways(client: Client) -> dict[str, Way]:
    from llama_index.tools.ashby import AshbyToolSpec  # noqa: PLC0415

    from ashby_openai import AshbyTools  # noqa: PLC0415
    from langchain_ashby import AshbyToolkit  # noqa: PLC0415

    chosen = Toolset.preset("operations")
    session, openai = Session(chosen, client), AshbyTools(chosen, client=client)
    chain = next(tool for tool in AshbyToolkit(chosen, client=client).get_tools() if tool.name == TOOL)
    llama = next(tool for tool in AshbyToolSpec(chosen, client=client).to_tool_list() if tool.metadata.name == TOOL)
    return {
        "Session.run": lambda: session.run(TOOL, ARGUMENTS).text,
        "langchain-ashby": lambda: chain.invoke(_tool_call()),
        "llama-index-tools-ashby": lambda: llama.call(**ARGUMENTS),
        "ashby-openai": lambda: openai.run(_output()).outputs,
    }


async def _adapters_async(url: str, rounds: int) -> str:
    from llama_index.tools.ashby import AshbyToolSpec  # noqa: PLC0415
    from mcp import Client as McpClient  # noqa: PLC0415

    from ashby_mcp import build_server  # noqa: PLC0415
    from ashby_openai import AshbyTools  # noqa: PLC0415
    from ashby_openai.agents import function_tools  # noqa: PLC0415
    from langchain_ashby import AshbyToolkit  # noqa: PLC0415

    chosen, text = Toolset.preset("operations"), json.dumps(ARGUMENTS)
    async with AsyncClient(KEY, base_url=url) as client:
        session, openai = Session(chosen, async_client=client), AshbyTools(chosen, async_client=client)
        chain = next(it for it in AshbyToolkit(chosen, async_client=client).get_tools() if it.name == TOOL)
        spec = AshbyToolSpec(chosen, async_client=client)
        llama = next(it for it in spec.to_tool_list() if it.metadata.name == TOOL)
        agents = next(it for it in function_tools(AshbyTools(chosen, async_client=client)) if it.name == TOOL)
        served = Session(chosen, async_client=client)

        async def through_session() -> object:
            return (await session.arun(TOOL, ARGUMENTS)).text

        async with McpClient(build_server(lambda _: served), mode="legacy") as mcp:
            ways: dict[str, AsyncWay] = {
                "Session.arun": through_session,
                "langchain-ashby": lambda: chain.ainvoke(_tool_call()),
                "llama-index-tools-ashby": lambda: llama.acall(**ARGUMENTS),
                "ashby-openai": lambda: openai.arun(_output()),
                "ashby-openai, openai-agents": lambda: agents.on_invoke_tool(_context(text), text),
                "ashby-mcp, client and server": lambda: mcp.call_tool(TOOL, ARGUMENTS),
            }
            timings = await in_turn_async(ways, rounds=rounds)
    return table("one call with its text, async", timings)


_NUMBERS = iter(range(1, 10**9))


def _tool_call() -> dict[str, Any]:
    return {"type": "tool_call", "id": f"call_{next(_NUMBERS)}", "name": TOOL, "args": ARGUMENTS}


def _output() -> list[dict[str, Any]]:
    call = {"type": "function_call", "call_id": f"call_{next(_NUMBERS)}", "name": TOOL}
    return [{**call, "arguments": json.dumps(ARGUMENTS)}]


def _context(arguments: str) -> Any:
    from agents.tool_context import ToolContext  # noqa: PLC0415

    return ToolContext(None, tool_name=TOOL, tool_call_id=f"call_{next(_NUMBERS)}", tool_arguments=arguments)


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=400)
    parts = ("schemas", "tools", "core", "calls")
    options.add_argument("--only", nargs="+", choices=parts, default=parts)
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        serve()
        return
    for name, part in (("schemas", schemas), ("tools", tools)):
        if name in chosen.only:
            for line in part():
                print(line, flush=True)
            print()
    if not {"core", "calls"} & set(chosen.only):
        return
    with served() as url:
        for name, calls in (("core", core), ("calls", adapters)):
            if name in chosen.only:
                print("\n\n".join(calls(url, chosen.rounds)), end="\n\n")


if __name__ == "__main__":
    main()
