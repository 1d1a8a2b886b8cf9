"""Serving over stdio: what is no message is answered, and the server goes on."""

from __future__ import annotations

import anyio
from mcp import types
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared._stream_protocols import ReadStream, WriteStream
from mcp.shared.message import SessionMessage

__all__ = ["serve_stdio"]

_NO_MESSAGE = types.JSONRPCError(
    jsonrpc="2.0",
    id=None,
    error=types.ErrorData(code=types.PARSE_ERROR, message="This line is not a JSON-RPC message."),
)


async def serve_stdio(server: Server[str]) -> None:
    """Serve one client over stdin and stdout, until it goes."""
    async with stdio_server() as (incoming, outgoing), anyio.create_task_group() as tasks:
        readable, messages = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        tasks.start_soon(_sorted, incoming, readable, outgoing)
        await server.run(messages, outgoing, server.create_initialization_options())


async def _sorted(
    incoming: ReadStream[SessionMessage | Exception],
    readable: WriteStream[SessionMessage | Exception],
    outgoing: WriteStream[SessionMessage],
) -> None:
    """Pass on what is a message. A line that is not one is answered at once: its sender would wait otherwise."""
    async with readable:
        async for message in incoming:
            if isinstance(message, Exception):
                await outgoing.send(SessionMessage(_NO_MESSAGE))
            else:
                await readable.send(message)
