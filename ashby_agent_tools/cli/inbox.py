"""`inbox`: serve the pages on which people answer what waits in a store, until interrupted."""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Annotated

import typer

from ashby_agent_tools import Client
from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.cli._options import AsJson, Rules, Store
from ashby_agent_tools.cli._output import complain, reporting
from ashby_agent_tools.cli._stores import open_store
from ashby_agent_tools.errors import UsageError

__all__ = ["EXAMPLES", "LOOPBACK", "listening", "serve"]

EXAMPLES = """\b
Examples:
  ashby-agent-tools inbox
  ashby-agent-tools inbox --store postgresql://agents@db.internal/agents --public-url https://approvals.example.com \\
      --user-header X-Forwarded-Email --trusted-proxy 10.0.0.5"""
_SECRET = "ASHBY_INBOX_SECRET"  # noqa: S105  (the name of a variable)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8460,
    public_url: Annotated[str | None, typer.Option(metavar="URL", help="Where people reach it.")] = None,
    user_header: Annotated[
        str | None, typer.Option(metavar="NAME", help="The header in which a proxy names who asks; else they sign in.")
    ] = None,
    groups_header: Annotated[
        str | None, typer.Option(metavar="NAME", help="The header in which that proxy names their groups.")
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="Who may set these headers; repeatable.")
    ] = None,
    rules: Rules = None,
    store: Store = None,
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Only this account's questions.")] = None,
    reconcile: Annotated[
        bool, typer.Option("--reconcile", help="Offer to look up unknown outcomes, with ASHBY_API_KEY.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Serve the pages on which people read and answer what agents ask, until interrupted.

    People sign in with the token that `approvals add-approver` made them, or a proxy says who they are.
    """
    with reporting(as_json=as_json):
        try:
            import uvicorn  # noqa: PLC0415  (extra: inbox)

            from ashby_agent_tools.inbox import inbox_app  # noqa: PLC0415
        except ImportError as error:
            raise UsageError("The inbox needs: pip install 'ashby-agent-tools[cli,inbox]'") from error
        at = listening(host, port)
        url = (public_url or f"http://{f'[{host}]' if ':' in host else host}:{at.getsockname()[1]}").rstrip("/")
        app = inbox_app(
            open_store(store),
            public_url=url,
            user_header=user_header,
            groups_header=groups_header,
            trusted_proxies=trusted_proxy or (),
            rules=None if rules is None else ApproverRules.from_toml(rules),
            account=account,
            secret=os.environ.get(_SECRET) or None,
            client=Client() if reconcile else None,
        )
    sys.stdout.write(json.dumps({"url": url}) + "\n" if as_json else f"The inbox is at {url}\nCtrl-C ends it.\n")
    sys.stdout.flush()
    if user_header is None and host not in LOOPBACK and url.startswith("http:"):
        complain("Tokens travel in clear over http: put a proxy with HTTPS before it, and name it with --public-url.")
    # the peer that is trusted is the one that is connected: nothing may rewrite it
    config = uvicorn.Config(
        app, proxy_headers=False, server_header=False, log_level="warning", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    stop = server.shutdown

    async def stopping(sockets: list[socket.socket] | None = None) -> None:
        app.state.end_events()  # open pages would keep it waiting
        await stop(sockets)

    server.shutdown = stopping  # type: ignore[method-assign]
    server.run(sockets=[at])


_LAST_PORT = 65535


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; raises UsageError where there can be none."""
    if not 0 <= port <= _LAST_PORT:
        raise UsageError(f"{port} is no port: give --port from 0 to {_LAST_PORT}; 0 takes a free one.")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        why = str(error.strerror).partition(" (while ")[0]  # Python adds the address in its own words
        raise UsageError(f"{host}:{port} cannot be listened on ({why}); give another --host or --port.") from error
