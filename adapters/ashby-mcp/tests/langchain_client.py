"""Run in an environment of its own by test_clients.py: what langchain-mcp-adapters gets from ashby-mcp, as JSON."""

from __future__ import annotations

import asyncio
import json
import re
import sys

from langchain_core.tools import ToolException
from langchain_mcp_adapters.client import MultiServerMCPClient

MOVE = "ashby_application_change_stage"


def read(result):
    return result if isinstance(result, str) else "\n".join(block["text"] for block in result)


async def told(tool, arguments):
    try:
        return read(await tool.ainvoke(arguments))
    except ToolException as error:
        return str(error)


async def main(connection, rejection):
    client = MultiServerMCPClient({"ashby": connection})
    tools = {tool.name: tool for tool in await client.get_tools()}
    listed = read(await tools["ashby_candidate_list"].ainvoke({"limit": 1}))
    short_id = re.search(r"\bcand_\d+\b", listed).group()
    looked = await told(tools["ashby_candidate_info"], {"id": short_id})
    refused = await told(tools[MOVE], rejection)
    sys.stdout.write(json.dumps({"handle": short_id, "looked": looked, "refused": refused}))


if __name__ == "__main__":
    asyncio.run(main(**json.load(sys.stdin)))
