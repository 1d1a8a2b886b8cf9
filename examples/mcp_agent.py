"""MCP: a client of the SDK starts `ashby-mcp`, hands its tools to a model, and shows its questions to a person."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from mcp import Client, types
from mcp.client import ClientRequestContext
from mcp.client.stdio import StdioServerParameters

from examples._company import Company, company
from examples._openai import sdk
from examples._script import TASK


async def run(company: Company) -> str:
    """Give the model the task; returns its last word."""

    async def ask(context: ClientRequestContext, params: types.ElicitRequestParams) -> types.ElicitResult:  # noqa: ARG001
        decision = company.decide(params.message)
        return types.ElicitResult(action="accept", content={"approve": decision.kind == "approve"})

    with tempfile.TemporaryDirectory() as folder:
        async with Client(_server(company, folder), elicitation_callback=ask) as server:
            return await _loop(company, server)


async def _loop(company: Company, server: Client) -> str:
    model, name = sdk(company)
    listed = (await server.list_tools()).tools
    definitions: Any = [
        {"type": "function", "name": tool.name, "description": tool.description, "parameters": tool.input_schema}
        for tool in listed
    ]
    items: list[Any] = [{"role": "user", "content": TASK}]
    while True:
        response = model.responses.create(
            model=name, instructions=server.instructions, input=items, tools=definitions
        )  # fmt: skip
        calls = [item for item in response.output if item.type == "function_call"]
        if not calls:
            return response.output_text
        items += response.output
        for call in calls:
            said = await server.call_tool(call.name, json.loads(call.arguments))
            text = "".join(part.text for part in said.content if isinstance(part, types.TextContent))
            items.append({"type": "function_call_output", "call_id": call.call_id, "output": text})


def _server(company: Company, folder: str) -> StdioServerParameters:
    """The command that pip installed beside this Python, with its own store that goes with the example."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = shutil.which("ashby-mcp", path=places) or "ashby-mcp"
    flags = ["--preset", "operations", "--store", str(Path(folder, "questions.sqlite"))]
    return StdioServerParameters(command=command, args=flags, env=company.environment)


def main() -> int:
    """Run it; returns the exit code."""
    with company() as chosen:
        print(f"Recruiter: {TASK}")
        print(f"Model:     {asyncio.run(run(chosen))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
