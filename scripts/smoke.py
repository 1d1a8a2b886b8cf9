"""Try one installed distribution: what came with it, whether it lists tools, and one read on the simulator.

Run by scripts/installed.py with the interpreter of a fresh environment, isolated from the checkout:
`python -I scripts/smoke.py ashby-mcp`. Needs nothing but that distribution.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import sys
from collections.abc import Callable
from pathlib import Path

from ashby_agent_tools import Session, Toolset
from ashby_agent_tools.simulator import Simulator

CORE = "ashby-agent-tools"
FRAMEWORKS = ("agents", "langchain", "langchain_core", "langgraph", "llama_index", "mcp", "openai")
TOOL, ARGUMENTS = "ashby_find", {"name": "Staff Engineer", "kind": "job"}
FOUND = "Staff Engineer"


def core(simulator: Simulator) -> tuple[list[str], str]:
    """A Session of the bare core."""
    with simulator.client() as client:
        session = Session(Toolset.preset(), client)
        _hold(bool(Toolset.all().find("turn this applicant down")), "search finds nothing")  # its model is a file
        return [tool.name for tool in session.toolset], session.run(TOOL, ARGUMENTS).text


def langchain(simulator: Simulator) -> tuple[list[str], str]:
    """A tool invoked as LangChain's agents do."""
    from langchain_ashby import AshbyToolkit  # noqa: PLC0415

    tools = {tool.name: tool for tool in AshbyToolkit(client=simulator.client()).get_tools()}
    return list(tools), str(tools[TOOL].invoke(ARGUMENTS))


def llama_index(simulator: Simulator) -> tuple[list[str], str]:
    """A tool called as LlamaIndex's agents do."""
    from llama_index.tools.ashby import AshbyToolSpec  # noqa: PLC0415

    spec = AshbyToolSpec(client=simulator.client(), async_client=simulator.async_client())
    tools = {str(tool.metadata.name): tool for tool in spec.to_tool_list()}
    return list(tools), str(tools[TOOL].call(**ARGUMENTS))


def openai(simulator: Simulator) -> tuple[list[str], str]:
    """A function call of the Responses API, as plain data."""
    from ashby_openai import AshbyTools  # noqa: PLC0415

    tools = AshbyTools(client=simulator.client())
    call = {"type": "function_call", "call_id": "call_1", "name": TOOL, "arguments": json.dumps(ARGUMENTS)}
    turn = tools.run({"output": [call]})
    return [tool["name"] for tool in tools.responses()], json.dumps(turn.outputs)


def mcp(simulator: Simulator) -> tuple[list[str], str]:
    """A server and the SDK's client in one process."""
    from mcp import Client  # noqa: PLC0415

    from ashby_mcp import build_server  # noqa: PLC0415

    async def talk() -> tuple[list[str], str]:
        reading = simulator.async_client()
        server = build_server(lambda name: Session(Toolset.preset(), async_client=reading, conversation=name))
        async with Client(server) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            return names, str((await client.call_tool(TOOL, ARGUMENTS)).content)

    return asyncio.run(talk())


TRIALS: dict[str, Callable[[Simulator], tuple[list[str], str]]] = {
    CORE: core,
    "ashby-mcp": mcp,
    "ashby-openai": openai,
    "langchain-ashby": langchain,
    "llama-index-tools-ashby": llama_index,
}


def main(distribution: str) -> None:
    """Raise SystemExit with a reason if anything is not as it should be."""
    loaded = sorted(set(FRAMEWORKS) & set(sys.modules))
    _hold(not loaded, f"importing the core loaded {', '.join(loaded)}")
    installed = {name for name in TRIALS if _version(name)}
    _hold(installed == {CORE, distribution}, f"meant to be alone, but installed are {sorted(installed)}")
    _hold(_version(CORE) == _version(distribution), "core and adapter carry different versions")
    checkout = Path(__file__).resolve().parents[1]
    places = [Path(sys.modules["ashby_agent_tools"].__file__ or "").resolve()]
    simulator = Simulator(seed=7)
    names, answer = TRIALS[distribution](simulator)
    places += [
        Path(module.__file__).resolve()
        for name, module in list(sys.modules.items())
        if name.startswith(("ashby_", "langchain_ashby", "llama_index.tools.ashby")) and module.__file__
    ]
    local = [str(place) for place in places if _in_checkout(place, checkout)]
    _hold(not local, f"taken from the checkout instead of the wheel: {local}")
    _hold(TOOL in names, f"{TOOL} is not among the {len(names)} tools")
    _hold(FOUND in answer, f"{TOOL} answered {answer[:200]!r}")
    requests = [request.endpoint for request in simulator.log]
    _hold(requests == ["job.search"], f"one read was asked for, {requests} arrived")
    print(
        f"{distribution} {_version(distribution)}: {len(names)} tools, one read answered in {len(answer):,} characters"
    )


def _in_checkout(place: Path, checkout: Path) -> bool:
    return place.is_relative_to(checkout) and "site-packages" not in place.parts


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _hold(as_it_should_be: bool, otherwise: str) -> None:  # noqa: FBT001  (a condition)
    if not as_it_should_be:
        sys.exit(f"smoke test: {otherwise}")


if __name__ == "__main__":
    main(sys.argv[1])
