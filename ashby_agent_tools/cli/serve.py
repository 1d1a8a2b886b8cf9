"""`serve-unified`: serve the unified models over HTTP, until interrupted."""

from __future__ import annotations

import json
import os
import sys
from typing import Annotated

import typer

from ashby_agent_tools import AsyncClient
from ashby_agent_tools.cli._options import AsJson
from ashby_agent_tools.cli._output import complain, reporting
from ashby_agent_tools.cli.inbox import LOOPBACK, listening
from ashby_agent_tools.errors import UsageError

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
    as_json: AsJson = False,
) -> None:
    """Serve the unified models with the key in ASHBY_API_KEY, until interrupted.

    Every request has to bear the token in ASHBY_UNIFIED_TOKEN. Writes that need an approval are not sent.
    """
    with reporting(as_json=as_json):
        try:
            import uvicorn  # noqa: PLC0415  (extra: serve)

            from ashby_agent_tools.unified.service import service  # noqa: PLC0415
        except ImportError as error:
            raise UsageError("serve-unified needs: pip install 'ashby-agent-tools[cli,serve]'") from error
        token = os.environ.get(TOKEN)
        if not token:
            raise UsageError(f"{TOKEN} is not set: the token that every request has to bear.")
        app = service(AsyncClient(), token=token, show_eeo=show_eeo)
        at = listening(host, port)
    url = f"http://{f'[{host}]' if ':' in host else host}:{at.getsockname()[1]}"
    said = f"The unified models are at {url}/openapi.json\nCtrl-C ends it.\n"
    sys.stdout.write(json.dumps({"url": url}) + "\n" if as_json else said)
    sys.stdout.flush()
    if host not in LOOPBACK:
        complain("The token travels in clear over http: put a proxy with HTTPS before it.")
    config = uvicorn.Config(app, proxy_headers=False, server_header=False, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[at])
