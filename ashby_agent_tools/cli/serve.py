"""`serve-unified`: serve the unified models over HTTP, until interrupted."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ashby_agent_tools import AsyncClient
from ashby_agent_tools.cli._options import AsJson, Store
from ashby_agent_tools.cli._output import NO_KEY, complain, reporting
from ashby_agent_tools.cli._stores import open_store
from ashby_agent_tools.cli.inbox import LOOPBACK, listening
from ashby_agent_tools.errors import UsageError

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["EXAMPLES", "serve"]

TOKEN = "ASHBY_UNIFIED_TOKEN"  # noqa: S105  (the name of a variable)
EXAMPLES = """\b
Examples:
  ASHBY_UNIFIED_TOKEN=... ashby-agent-tools serve-unified
  curl -H "Authorization: Bearer $ASHBY_UNIFIED_TOKEN" 'http://127.0.0.1:8470/candidates?limit=10'"""


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8470,
    show_eeo: Annotated[
        bool, typer.Option("--show-eeo", help="Show answers for equal opportunity reports, which are hidden.")
    ] = False,
    grants: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Grants in TOML, as `ashby-mcp serve --config` takes them, for one token."),
    ] = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Serve the unified models until interrupted.

    Every request bears the token in ASHBY_UNIFIED_TOKEN, and the key is in ASHBY_API_KEY; or the token of a grant, with
    the key of its account. A write that needs an approval is answered 428: its question waits in the store, where
    `approvals` and `inbox` find it, and the same request is carried out once it was approved.
    """
    with reporting(as_json=as_json):
        try:
            import uvicorn  # noqa: PLC0415  (extra: serve)

            from ashby_agent_tools.unified.service import service  # noqa: F401, PLC0415
        except ImportError as error:
            raise UsageError("serve-unified needs: pip install 'ashby-agent-tools[cli,serve]'") from error
        app = _application(grants, store, show_eeo=show_eeo)
        at = listening(host, port)
    url = f"http://{f'[{host}]' if ':' in host else host}:{at.getsockname()[1]}"
    said = f"The unified models are at {url}/openapi.json\nCtrl-C ends it.\n"
    sys.stdout.write(json.dumps({"url": url}) + "\n" if as_json else said)
    sys.stdout.flush()
    if host not in LOOPBACK:
        complain("The token travels in clear over http: put a proxy with HTTPS before it.")
    config = uvicorn.Config(app, proxy_headers=False, server_header=False, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[at])


def _application(grants: Path | None, store: str | None, *, show_eeo: bool) -> Starlette:
    """The web service for one token, or for the grants of a file."""
    from ashby_agent_tools.accounts import AsyncAccounts, from_references  # noqa: PLC0415  (when it serves)
    from ashby_agent_tools.grants import GrantFile, Grants  # noqa: PLC0415
    from ashby_agent_tools.unified.service import service  # noqa: PLC0415

    token = os.environ.get(TOKEN)
    if grants is None and not token:  # before the store, which would be made
        raise UsageError(f"{TOKEN} is not set: the token that every request has to bear. Or name --grants FILE.")
    file = None if grants is None else GrantFile(grants)
    memory = open_store(store)
    if file is not None:
        accounts = AsyncAccounts(from_references(file.accounts))
        return service(accounts, grants=Grants(files=[file], store=memory), store=memory)
    if not os.environ.get("ASHBY_API_KEY"):
        raise UsageError(NO_KEY)
    return service(AsyncClient(), token=token, show_eeo=show_eeo, store=memory)
