"""The console script `ashby-mcp`: Ashby for MCP clients, over stdio or streamable HTTP."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import importlib
import io
import os
import re
import sys
import threading
from collections.abc import Callable, Sequence
from operator import or_
from pathlib import Path
from typing import Annotated, Any

import anyio
import typer
from mcp import types
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared._stream_protocols import ReadStream, WriteStream
from mcp.shared.message import SessionMessage
from typer.core import TyperCommand

from ashby_agent_tools import (
    ApproverRules,
    AsyncClient,
    AsyncNotifier,
    Caps,
    Client,
    Notifier,
    Session,
    SessionOptions,
    SqlStore,
    Toolset,
)
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import AshbyError, OutcomeUnknown, StoreUnavailable, TransportError, UsageError
from ashby_mcp import check, http
from ashby_mcp.clients import too_many
from ashby_mcp.conversation import STATELESS
from ashby_mcp.people import people_in
from ashby_mcp.server import build_server

__all__ = ["chosen", "main", "seconds"]

USAGE, NOT_REACHABLE, REFUSED, UNKNOWN = 2, 5, 1, 4
_NO_MESSAGE = types.JSONRPCError(
    jsonrpc="2.0",
    id=None,
    error=types.ErrorData(code=types.PARSE_ERROR, message="This line is not a JSON-RPC message."),
)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TEN_YEARS = 10 * 365 * 86400
_KEYS = "ASHBY_STORE_KEYS"
_LONGEST_LINE = 600
_LONGEST_NAME = 200


def main() -> None:
    """Run the command line; ends the process with 0, 1 (Ashby refused), 2 (usage) or 5 (not reachable)."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(cls=_Command)(_run)
    try:
        app(prog_name="ashby-mcp")
    except AshbyError as error:
        _complain(" ".join(f"ashby-mcp: {error}".split()))
        sys.exit(_code(error))


class _Command(TyperCommand):
    """The command. What is wrong with its options is said on lines made for a terminal, however long they were."""

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
    batches: Annotated[
        bool,
        typer.Option("--batches", help="With ashby_batch: several calls in one, asked about in one form."),
    ] = False,
    checking: Annotated[bool, typer.Option("--check", help="Print tools, cost and missing permissions.")] = False,
) -> None:
    """Ashby for MCP clients. The key comes from ASHBY_API_KEY, the base URL from ASHBY_BASE_URL."""
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
    _must_be_names(account=account, conversation=conversation)
    token = _token(token_env) if over_http else None
    memory = SqlStore(_address(store), expires=lifetime, keep_for=lifetime, keys=_split([os.environ.get(_KEYS, "")]))
    options = SessionOptions(
        account=account,
        store=memory,
        caps=capped(caps or ()),
        notify=_notifier(notify),
        dry_run=dry_run,
        audit=_at_home(audit),
        download_dir=_at_home(download_dir),
        rules=_rules(rules),
    )
    sessions = _sessions(toolset, conversation, options)
    server = build_server(sessions, store=memory.name if store else None, batches=batches)
    if not over_http:
        _warn(toolset)
        asyncio.run(_stdio(server))
        return
    application = http.application(
        server,
        host=host,
        reached_as=reached_as or (),
        origins=origin or (),
        token=token,
        people=_people(people_file),
        idle=lifetime,
    )
    listening = http.listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"http://{shown}:{listening.getsockname()[1]}{http.PATH}")
    _warn(toolset)
    http.serve(application, listening)


def chosen(
    *,
    preset: str | None = None,
    tags: Sequence[str] | None = None,
    tools: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    read_only: bool = False,
    write_only: bool = False,
    hide: Sequence[str] | None = None,
    show: Sequence[str] | None = None,
    search: bool = False,
) -> Toolset:
    """The tools that the flags name: preset, tags and tools add up, the rest takes away, and --exclude always wins.

    With search they are found rather than listed, and where none are named it is everything, the tasks included.
    Raises UsageError for an unknown name, for flags that contradict each other, and where no tool is left.
    """
    if read_only and write_only:
        raise UsageError("--read-only and --write-only leave no tool; give one of them.")
    toolset = _named(preset, tags, tools, search=search)
    if read_only:
        toolset = toolset.read_only()
    if write_only:
        toolset = toolset.writes_only()
    if exclude:
        toolset = toolset.without(*_split(exclude))
    if not len(toolset):
        raise UsageError("These flags leave no tool; `ashby-mcp --check` shows what a selection holds.")
    toolset = toolset.hiding(*_split(hide or ())).showing(*_split(show or ()))
    return toolset.searchable() if search else toolset


def _named(preset: str | None, tags: Sequence[str] | None, tools: Sequence[str] | None, *, search: bool) -> Toolset:
    """What preset, tags and tools name together; where they name nothing, the recruiter's, or with search all."""
    parts = []
    if tags:
        parts.append(Toolset.all().tagged(*_split(tags)))
    if tools:
        parts.append(Toolset.of(*_split(tools)))
    if preset is not None:
        parts.append(Toolset.preset(preset))
    if not parts:
        parts = [Toolset.all(), Toolset.tasks()] if search else [Toolset.preset("recruiter")]
    return functools.reduce(or_, parts)


def seconds(text: str, *, flag: str = "--expires ") -> float:
    """A length of time such as 90s, 30m, 8h or 2d, in seconds."""
    match = re.fullmatch(r"0*([1-9][0-9]{0,8})([smhd])", text.strip())
    length = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 0 < length <= _TEN_YEARS:
        raise UsageError(f"{flag}{text!r:.60} is not a length of time up to ten years; write 30m, 8h or 2d.")
    return float(length)


def capped(given: Sequence[str]) -> Caps:
    """The caps that --caps names, such as writes=20,window=8h; what is not named keeps its default."""
    chosen: dict[str, Any] = {}
    for item in _split(given):
        name, _, value = item.partition("=")
        if name == "window":
            chosen[name] = 0 if value == "0" else seconds(value, flag="--caps window=")
        elif name in ("writes", "destructive", "outreach") and re.fullmatch("[0-9]{1,9}", value):
            chosen[name] = int(value)
        else:
            raise UsageError(f"--caps {item!r:.60}: write for instance writes=20,destructive=2,outreach=5,window=8h.")
    return Caps(**chosen)


def _notifier(named: str | None) -> Notifier | AsyncNotifier | None:
    """What `package.module:name` stands for. Raises UsageError where there is no such function."""
    if named is None:
        return None
    module, _, name = named.partition(":")
    shown = for_terminal(named)[:80]
    if not module or not name.isidentifier():
        raise UsageError(f"--notify {shown}: write package.module:name.")
    try:
        found: object = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise UsageError(f"--notify {shown}: Python finds no such function ({type(error).__name__}).") from error
    if not callable(found):
        raise UsageError(f"--notify {shown}: this is a {type(found).__name__}, not a function.")
    return found


def _sessions(toolset: Toolset, conversation: str | None, options: SessionOptions) -> Callable[[str], Session]:
    """Sessions over one store. All that matters is in the store, so a session is made afresh for each request.

    The named conversation, and that of all clients without an MCP session, have no end: their caps count back as far
    as the caps' window. Clients without a session see UUIDs, which no conversation has to remember.
    """
    client, async_client = Client(), AsyncClient()
    stateless = toolset.with_budget(dataclasses.replace(toolset.budget, ids="uuid"))

    def session_for(name: str) -> Session:
        shared = conversation or (STATELESS if name == STATELESS else None)
        return Session(
            stateless if shared == STATELESS else toolset,
            client,
            async_client=async_client,
            conversation=shared or name,
            **options,
        )

    return session_for


def _warn(toolset: Toolset) -> None:
    """Lines on stderr about what will not work, while the server starts."""
    if warning := too_many(len(toolset.tools)):
        _say(warning)
    threading.Thread(target=check.watch, args=(Client(), _say), daemon=True).start()


def _say(line: str) -> None:
    typer.echo(f"ashby-mcp: {line}", err=True)


async def _stdio(server: Server[str]) -> None:
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


def _token(variable: str | None) -> str | None:
    if variable is None:
        return None
    token = os.environ.get(variable, "").strip()
    if not token:
        raise UsageError(f"--token-env names {variable}, and the environment has no such variable, or an empty one.")
    return token


def _must_be_names(**given: str | None) -> None:
    """Raise UsageError for what no log or terminal can show as a name, and what is longer than one."""
    for flag, name in given.items():
        plain = name is None or (name.strip() and len(name) <= _LONGEST_NAME and for_terminal(name) == name)
        if not plain:
            raise UsageError(
                f"--{flag} {name!r:.60} is not a name: write up to {_LONGEST_NAME} characters that can be seen."
            )


def _address(store: str | None) -> str:
    """The store's address: by default of the file in which `ashby-agent-tools approvals` looks, as a test says."""
    if store is not None and "://" in store:
        return store
    file = _at_home(Path(store)) if store else None
    file = file or Path(typer.get_app_dir("ashby-agent-tools")) / "store.db"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder {file.parent} cannot be created ({error.strerror}); name a --store.") from error
    return f"sqlite:///{file.resolve()}"


def _people(path: Path | None) -> dict[str, str] | None:
    found = _at_home(path)
    return None if found is None else people_in(found)


def _rules(path: Path | None) -> ApproverRules | None:
    found = _at_home(path)
    return None if found is None else ApproverRules.from_toml(found)


def _at_home(path: Path | None) -> Path | None:
    """The path with `~` replaced: clients start this without a shell, which would do it."""
    try:
        return None if path is None else path.expanduser()
    except RuntimeError as error:
        raise UsageError(f"There is no home folder for {path}: write the whole path.") from error


def _split(names: Sequence[str]) -> list[str]:
    return [name.strip() for given in names for name in given.split(",") if name.strip()]


def _code(error: AshbyError) -> int:
    match error:
        case UsageError():
            return USAGE
        case TransportError() | StoreUnavailable():
            return NOT_REACHABLE
        case OutcomeUnknown():
            return UNKNOWN
    return REFUSED
