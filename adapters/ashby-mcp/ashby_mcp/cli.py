"""The console script `ashby-mcp`: Ashby for MCP clients, over stdio or streamable HTTP."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import logging
import os
import socket
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ashby_agent_tools import (
    AsyncClient,
    Client,
    SessionOptions,
    SqlStore,
    Toolset,
)
from ashby_agent_tools.display import for_terminal, standard_streams
from ashby_agent_tools.errors import AshbyError, OutcomeUnknown, StoreUnavailable, TransportError, UsageError
from ashby_agent_tools.grants import GrantFile
from ashby_mcp import check, doctor, http
from ashby_mcp.config import application as configured
from ashby_mcp.config import settings_in
from ashby_mcp.exporting import ObservedServer
from ashby_mcp.grant_commands import grants_app
from ashby_mcp.health import Readiness
from ashby_mcp.key_permissions import ACCOUNT, AccountKeys
from ashby_mcp.logs import writes_json
from ashby_mcp.options import (
    at_home,
    capped,
    chosen,
    limited,
    must_be_names,
    notifier_named,
    people_at,
    rules_at,
    seconds,
    split,
    store_address,
    token_in,
)
from ashby_mcp.server import build_server
from ashby_mcp.sessions import sessions_of_flags
from ashby_mcp.stdio import serve_stdio

__all__ = ["application", "chosen", "main", "seconds"]

USAGE, NOT_REACHABLE, REFUSED, UNKNOWN = 2, 5, 1, 4
_KEYS = "ASHBY_STORE_KEYS"
_LONGEST_LINE = 600


def application() -> typer.Typer:
    """The commands with their options; the documentation is made from it."""
    app = typer.Typer(
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback(cls=_Commands, invoke_without_command=True)(_run)
    app.command("serve")(_serve)
    app.command("doctor")(doctor.run)
    app.add_typer(grants_app(), name="grants")
    return app


def main() -> None:
    """Run the command line; ends the process with 0, 1 (Ashby refused), 2 (usage) or 5 (not reachable)."""
    with standard_streams():
        try:
            application()(prog_name="ashby-mcp")
        except AshbyError as error:
            _complain(" ".join(f"ashby-mcp: {error}".split()))
            sys.exit(_code(error))


class _Commands(TyperGroup):
    """The commands. What is wrong with its options is said on lines made for a terminal, however long they were."""

    def main(self, *args: Any, **more: Any) -> Any:
        more["standalone_mode"] = False
        try:
            code = super().main(*args, **more)
        except typer.Abort:
            sys.exit(REFUSED)
        except Exception as error:
            if not hasattr(error, "show"):  # no error of the options
                raise
            shown = io.StringIO()
            error.show(shown)
            for line in shown.getvalue().rstrip("\n").split("\n"):
                _complain(line)
            sys.exit(getattr(error, "exit_code", USAGE))
        sys.exit(code if isinstance(code, int) else 0)


def _complain(text: str) -> None:
    line = for_terminal(text)
    print(line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…", file=sys.stderr)  # noqa: T201


def _run(
    ctx: typer.Context,
    *,
    over_http: Annotated[bool, typer.Option("--http", help="Serve streamable HTTP rather than stdio.")] = False,
    host: Annotated[str, typer.Option(help="With --http: the address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="With --http: the port; 0 takes a free one.")] = 8765,
    token_env: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="With --http: the environment variable that holds the bearer token."),
    ] = None,
    people_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --http: a token for each person; they are who asks and answers."),
    ] = None,
    reached_as: Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="With --http: a host name that clients use; repeatable.")
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            "--origin", metavar="ORIGIN", help="With --http: a web page's origin that may use it; repeatable; none."
        ),
    ] = None,
    preset: Annotated[str | None, typer.Option(help="A preset of tools; recruiter unless tools are named.")] = None,
    tags: Annotated[list[str] | None, typer.Option(metavar="A,B", help="Add the tools with these tags.")] = None,
    tools: Annotated[list[str] | None, typer.Option(metavar="A,B", help="Add these tools.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(metavar="A,B", help="Leave these out, always.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Only what changes nothing.")] = False,
    write_only: Annotated[bool, typer.Option("--write-only", help="Only what can change something.")] = False,
    search: Annotated[
        bool, typer.Option("--search", help="List two tools that find and call the others; of everything by default.")
    ] = False,
    hide: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B", help="Hide these data: pay, contact, eeo; pay='level of reward' adds a label."),
    ] = None,
    show: Annotated[
        list[str] | None, typer.Option(metavar="A,B", help="Show these data, which are off by default: eeo.")
    ] = None,
    expires: Annotated[
        str, typer.Option(help="How long questions, results and silent HTTP sessions live: 30m, 8h, 2d.")
    ] = "8h",
    budget: Annotated[int | None, typer.Option(help="Tokens that one result may take.")] = None,
    store: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|URL",
            envvar="ASHBY_STORE",
            help="Where questions and results are remembered: a file, or postgresql://...",
        ),
    ] = None,
    caps: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=N", help="The most calls: writes=50,destructive=5,outreach=10,window=1d."),
    ] = None,
    audit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append a line for each step of a call to this file.")
    ] = None,
    notify: Annotated[
        str | None,
        typer.Option(metavar="MODULE:NAME", help="A function of yours that is told of each question, once."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and send no write.")] = False,
    download_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder that ashby_file_download saves into.")
    ] = None,
    account: Annotated[
        str | None, typer.Option(metavar="NAME", help="A name for the organization; default: derived from the key.")
    ] = None,
    conversation: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="One conversation for all, for clients that open a session for each call."),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", envvar="ASHBY_APPROVER_RULES", help="Who may answer what, in TOML.")
    ] = None,
    limits: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=N", help="With --http: what one client may take: sessions=1000,rate=50,burst=200."),
    ] = None,
    batches: Annotated[
        bool,
        typer.Option("--batches", help="With ashby_batch: several calls in one, asked about in one form."),
    ] = False,
    telemetry: Annotated[
        bool, typer.Option("--telemetry", help="Traces and metrics over OpenTelemetry, by its OTEL_ variables.")
    ] = False,
    metrics: Annotated[
        str, typer.Option(metavar="[HOST:]PORT", help="With --http: metrics for Prometheus on a port of their own.")
    ] = "",
    log_json: Annotated[bool, typer.Option("--log-json", help="Logs as JSON on stderr, without content.")] = False,
    checking: Annotated[bool, typer.Option("--check", help="Print tools, cost and missing permissions.")] = False,
    show_version: Annotated[bool, typer.Option("--version", "-V", help="Print the version.")] = False,
) -> None:
    """Ashby for MCP clients. The key comes from ASHBY_API_KEY, the base URL from ASHBY_BASE_URL."""
    if ctx.invoked_subcommand is not None:
        return
    if show_version:
        typer.echo(f"ashby-mcp {version('ashby-mcp')}")
        return
    toolset = chosen(
        preset=preset, tags=tags, tools=tools, exclude=exclude, read_only=read_only, write_only=write_only,
        hide=hide, show=show, search=search,
    )  # fmt: skip
    if budget is not None:
        toolset = toolset.with_budget(budget)
    lifetime = seconds(expires)
    if checking:
        with Client() as client:
            for line in check.report(toolset, client):
                typer.echo(line)
        return
    must_be_names(account=account, conversation=conversation)
    token, bounds = token_in(token_env) if over_http else None, limited(limits or ())
    memory = SqlStore(
        store_address(store), expires=lifetime, keep_for=lifetime, keys=split([os.environ.get(_KEYS, "")])
    )
    observed = ObservedServer.of(telemetry=telemetry, metrics=metrics if over_http else "", log_json=log_json)
    options = SessionOptions(
        account=account,
        store=memory,
        caps=capped(caps or ()),
        notify=notifier_named(notify),
        dry_run=dry_run,
        audit=at_home(audit),
        download_dir=at_home(download_dir),
        rules=rules_at(rules),
        telemetry=observed.telemetry,
    )
    async_client = AsyncClient()
    keys = AccountKeys(lambda _: async_client.key_info(), say=_say, accounts=[ACCOUNT], offered=toolset)
    sessions = sessions_of_flags(toolset, conversation, options, async_client, keys)
    server = build_server(
        sessions, store=memory.name if store else None, batches=batches, keys=keys, telemetry=observed.telemetry
    )
    observed.watch(server)
    if not over_http:
        _warn(toolset)
        asyncio.run(serve_stdio(server))
        return
    application = http.application(
        server,
        host=host,
        reached_as=reached_as or (),
        origins=origin or (),
        token=token,
        people=people_at(people_file),
        idle=lifetime,
        limits=bounds,
        health=_readiness(memory),
        metrics=observed.metrics,
    )
    listening = _listening(host, port)
    _warn(toolset)
    http.serve(application, listening, bounds)


def _serve(
    *,
    config: Annotated[Path, typer.Option(metavar="FILE", help="The server, its accounts and its grants, in TOML.")],
    host: Annotated[str | None, typer.Option(help="Listen on this address rather than on the file's.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Listen on this port rather than on the file's; 0: a free one.")
    ] = None,
    checking: Annotated[bool, typer.Option("--check", help="Read the file, say what is in it, and stop.")] = False,
) -> None:
    """Serve many people over HTTP, each as their grant says. The file is read again when it changes."""
    file = GrantFile(at_home(config) or config)
    settings = settings_in(file)
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = dataclasses.replace(settings, **given)  # type: ignore[arg-type]  # each its own type
    application = configured(file, settings)
    if checking:
        typer.echo(f"{len(file.accounts())} accounts, {len(file.grants())} grants")
        return
    http.serve(application, _listening(settings.host, settings.port), settings.bounds)


def _listening(host: str, port: int) -> socket.socket:
    """Listen, and say where."""
    listening = http.listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"http://{shown}:{listening.getsockname()[1]}{http.PATH}")
    return listening


def _readiness(store: SqlStore) -> Readiness:
    """What has to be reached: the store, and Ashby with this key."""
    return Readiness({"store": lambda: store.requests("of nobody"), "ashby": Client(timeout=4.0).key_info})


def _warn(toolset: Toolset) -> None:
    """A line on stderr about what clients will not take, while the server starts."""
    if warning := check.too_many(toolset):
        _say(warning)


def _say(line: str) -> None:
    if writes_json():
        logging.getLogger("ashby_mcp").warning("%s", line)
        return
    typer.echo(f"ashby-mcp: {line}", err=True)


def _code(error: AshbyError) -> int:
    match error:
        case UsageError():
            return USAGE
        case TransportError() | StoreUnavailable():
            return NOT_REACHABLE
        case OutcomeUnknown():
            return UNKNOWN
    return REFUSED
