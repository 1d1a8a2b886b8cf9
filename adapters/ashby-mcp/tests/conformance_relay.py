"""A relay in front of a real server: the conformance suite asks for tools, prompts and resources by names of its own.

Only names and arguments of requests are replaced, by those of our server that do what a scenario is about; all that the
server answers passes as it is.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

__all__ = ["relayed"]

_NAMES = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_HOPS = {"host", "content-length", "transfer-encoding", "connection", "content-encoding"}


@contextlib.contextmanager
def relayed(url: str, instead: Mapping[str, Mapping[str, Any]], token: str = "") -> Iterator[str]:
    """The address of a relay to `url`; `instead`: by the name that is asked for, the params that are sent.

    `token`: what each request bears, since the suite signs in nowhere.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(_application(url, instead, token), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
        listening.close()


def _application(url: str, instead: Mapping[str, Mapping[str, Any]], token: str) -> Starlette:
    async def relay(request: Request) -> StreamingResponse:
        body, name = _renamed(await request.body(), instead)
        headers = {key: value for key, value in request.headers.items() if key not in _HOPS}
        headers |= {"authorization": f"Bearer {token}"} if token else {}
        headers |= {"mcp-name": name} if name and "mcp-name" in headers else {}  # it has to say what the body says
        client = httpx.AsyncClient(timeout=30)
        asked = client.build_request(request.method, url, content=body, headers=headers)
        answer = await client.send(asked, stream=True)

        async def passed() -> Any:
            try:
                async for chunk in answer.aiter_raw():
                    yield chunk
            finally:
                await answer.aclose()
                await client.aclose()

        kept = {name: value for name, value in answer.headers.items() if name not in _HOPS}
        return StreamingResponse(passed(), status_code=answer.status_code, headers=kept)

    return Starlette(routes=[Route("/mcp", relay, methods=["GET", "POST", "DELETE"])])


def _renamed(body: bytes, instead: Mapping[str, Mapping[str, Any]]) -> tuple[bytes, str | None]:
    """The body to send, and the name that it has instead of another one."""
    message = json.loads(body) if body else {}
    key = _NAMES.get(message.get("method", ""))
    if key is None or message["params"].get(key) not in instead:
        return body, None
    params = {**message["params"], **instead[message["params"][key]]}
    return json.dumps({**message, "params": params}).encode(), params[key]
