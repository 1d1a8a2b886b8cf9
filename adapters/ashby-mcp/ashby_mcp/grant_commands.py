"""`ashby-mcp grants`: make, list, show, rotate, revoke and expire grants, in a store or in a configuration."""

from __future__ import annotations

import dataclasses
import getpass
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ashby_agent_tools import SqlStore
from ashby_agent_tools.display import for_json, for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant, Grants, GrantTable, as_table, grant_of, hash_of, new_token
from ashby_mcp.grant_files import WritableGrants
from ashby_mcp.options import at_home, capped, seconds, split, store_address

__all__ = ["grants_app"]

_ONCE = "This token is shown once; only its hash is kept. Who has it, is this grant."
_COLUMNS = ("name", "account", "tools", "expires", "state", "purpose")

Store = Annotated[
    str | None, typer.Option(metavar="FILE|URL", envvar="ASHBY_STORE", help="The store that keeps the grants.")
]
Config = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A configuration of `serve` that keeps them, in place of a store.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON rather than text.")]
Name = Annotated[str, typer.Argument(help="The grant's name.")]
Names = Annotated[list[str] | None, typer.Option(metavar="A,B")]


class _Place(Protocol):
    """Where grants are kept."""

    def __iter__(self) -> Any: ...
    def named(self, name: str) -> Grant | None: ...
    def add(self, grant: Grant) -> None: ...
    def update(self, name: str, change: Callable[[Grant], Grant]) -> Grant: ...


def grants_app() -> typer.Typer:
    """The commands."""
    app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may use a server, and how far.")
    for command in (create, list_, show, rotate, revoke, expire):
        app.command(command.__name__.rstrip("_"))(command)
    return app


def create(
    name: Name,
    *,
    account: Annotated[
        str | None, typer.Option(help="An account of the configuration, or env:NAME, file:PATH, keyring:NAME.")
    ] = None,
    preset: Annotated[str | None, typer.Option(help="A preset of tools; recruiter unless tools are named.")] = None,
    tags: Names = None,
    include: Names = None,
    exclude: Names = None,
    methods: Annotated[str | None, typer.Option(metavar="read|write", help="Only what reads, or what writes.")] = None,
    search: Annotated[bool, typer.Option("--search", help="Two tools that find and call the others.")] = False,
    acting_user: Annotated[str | None, typer.Option(metavar="ID", help="The Ashby user it acts for.")] = None,
    jobs: Annotated[
        list[str] | None, typer.Option(metavar="ID,ID", help="The jobs that it sees; all unless named.")
    ] = None,
    departments: Annotated[list[str] | None, typer.Option(metavar="ID,ID", help="Their jobs, too.")] = None,
    hide: Annotated[list[str] | None, typer.Option(metavar="A,B", help="Hide these data: pay, contact, eeo.")] = None,
    show_data: Annotated[list[str] | None, typer.Option("--show", metavar="A,B", help="Show these: eeo.")] = None,
    budget: Annotated[int | None, typer.Option(help="Tokens that one result may take.")] = None,
    policies: Annotated[list[str] | None, typer.Option("--policy", help="confirm_writes asks for every write.")] = None,
    caps: Annotated[
        list[str] | None, typer.Option(metavar="KIND=N", help="writes=50,destructive=5,outreach=10.")
    ] = None,
    approvers: Annotated[
        list[str] | None,
        typer.Option("--approver", metavar="NAME", help="Who alone may answer; group:NAME is a group."),
    ] = None,
    expires: Annotated[str | None, typer.Option(help="2d, 8h, or 2026-12-31T18:00:00Z; never unless given.")] = None,
    narrows: Annotated[str | None, typer.Option(metavar="NAME", help="The grant that it is made from.")] = None,
    purpose: Annotated[str | None, typer.Option(help="What it is for, in a few words.")] = None,
    no_token: Annotated[bool, typer.Option("--no-token", help="For people of an identity provider: no token.")] = False,
    config: Config = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Make a grant, and show its token: once."""
    rows = {key: ids for key, given in (("jobs", jobs), ("departments", departments)) if (ids := split(given or ()))}
    lists = {"tags": tags, "include": include, "exclude": exclude, "hide": hide, "show": show_data}
    lists |= {"policies": policies, "approvers": approvers, "methods": [methods] if methods else None}
    table: dict[str, Any] = {key: split(given) for key, given in lists.items() if given}
    single = {"account": account, "preset": preset, "acting_user": acting_user, "budget": budget, "narrows": narrows}
    table |= {key: value for key, value in {**single, "purpose": purpose}.items() if value is not None}
    table |= {"rows": rows} if rows else {}
    table |= {"caps": dataclasses.asdict(capped(caps))} if caps else {}
    table |= {"search": True} if search else {}
    table |= {"expires": _time(expires)} if expires else {}
    grant = grant_of(name, {**table, "created_by": getpass.getuser()}, _of_option)
    token = None
    if not no_token:
        grant, token = grant.with_new_token()
    place = _place(config, store, made=True)
    _must_narrow(place, grant)
    place.add(grant)
    _told(grant, token, as_json=as_json)


def list_(*, config: Config = None, store: Store = None, as_json: AsJson = False) -> None:
    """List them, the ended ones too; no token can be shown."""
    grants = list(_place(config, store))
    if as_json:
        typer.echo(for_json([_shown(it) for it in grants], indent=2))
    else:
        _table([_row(it) for it in grants])


def show(name: Name, *, config: Config = None, store: Store = None, as_json: AsJson = False) -> None:
    """Show all that one says."""
    _told(_kept(_place(config, store), name), as_json=as_json)


def rotate(name: Name, *, config: Config = None, store: Store = None, as_json: AsJson = False) -> None:
    """Give one a new token, and show it: once. The old one is refused from now on."""
    place = _place(config, store)
    _kept(place, name)
    token = new_token()
    grant = place.update(name, lambda it: dataclasses.replace(it, token_hash=hash_of(token)))
    _told(grant, token, as_json=as_json)


def revoke(name: Name, *, config: Config = None, store: Store = None, as_json: AsJson = False) -> None:
    """End one for good, with those that narrow it: the next request is refused."""
    _changed(name, config, store, as_json=as_json, change=lambda it: dataclasses.replace(it, revoked=True))


def expire(
    name: Name,
    *,
    at: Annotated[str, typer.Option(help="When: 2d, 8h from now, or 2026-12-31T18:00:00Z.")],
    config: Config = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Set when one ends. It never ends later than the one that it narrows."""
    until = _time(at)
    _changed(name, config, store, as_json=as_json, change=lambda it: dataclasses.replace(it, expires=until))


def _changed(
    name: str, config: Path | None, store: str | None, *, as_json: bool, change: Callable[[Grant], Grant]
) -> None:
    place = _place(config, store)
    grant = change(_kept(place, name))
    if not grant.revoked:
        _must_narrow(place, grant)
    _told(place.update(name, change), as_json=as_json)


# where they are


def _place(config: Path | None, store: str | None, *, made: bool = False) -> _Place:
    """The file or the store. Only `create` makes a file: where another is wanted, its name is more likely a slip."""
    if config is not None:
        path = at_home(config) or config
        if not made and not path.exists():
            raise UsageError(f"There is no file {path}; `ashby-mcp grants create` makes one.")
        return WritableGrants(path)
    return GrantTable(SqlStore(store_address(store)))


def _kept(place: _Place, name: str) -> Grant:
    if (found := place.named(name)) is None:
        raise UsageError(f"There is no grant called {name!r:.60}; `ashby-mcp grants list` names them.")
    return found


def _must_narrow(place: _Place, grant: Grant) -> None:
    """Raise UsageError for a grant that a server would refuse, or with which it would refuse another one."""
    others = [it for it in place if it.name != grant.name]
    ceiling = place.file.ceiling() if isinstance(place, WritableGrants) else None
    Grants([*others, grant], ceiling=ceiling)


def _of_option(path: tuple[str, ...], said: str) -> Any:
    raise UsageError(f"{'.'.join(path)} {said}." if path else f"The grant {said}.")


def _time(text: str) -> datetime:
    """A length of time from now, or a time."""
    try:
        return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds(text))
    except UsageError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise UsageError(f"{text!r:.60} is not a time: write 2d, 8h or 2026-12-31T18:00:00Z.")
    return found


# what is shown


def _shown(grant: Grant) -> dict[str, Any]:
    """All that a grant says; of its token only whether there is one."""
    said = {key: value for key, value in as_table(grant).items() if key != "token"}
    return {"name": grant.name, **said, "has_token": grant.token_hash is not None, "state": grant.state}


def _row(grant: Grant) -> list[str]:
    tools = [grant.preset or "", *grant.tags, *grant.include, *grant.methods, "search" if grant.search else ""]
    until = grant.expires.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if grant.expires else "never"
    account = grant.account or f"as {grant.narrows}"
    named = " ".join(filter(None, tools)) or (f"as {grant.narrows}" if grant.narrows else "recruiter")
    return [for_terminal(it) for it in (grant.name, account, named, until, grant.state, grant.purpose)]


def _told(grant: Grant, token: str | None = None, *, as_json: bool) -> None:
    said = _shown(grant) | ({"token": token} if token else {})
    if as_json:
        typer.echo(for_json(said, indent=2))
        return
    for key, value in said.items():
        if key != "token":
            plain = ", ".join(map(str, value)) if isinstance(value, list) else value
            typer.echo(f"{key}: {for_terminal(json.dumps(plain) if isinstance(plain, dict) else str(plain))}")
    if token:
        typer.echo(f"token: {token}")
        typer.echo(_ONCE, err=True)


def _table(rows: Sequence[Sequence[str]]) -> None:
    """A table where a person looks at a terminal; else lines whose parts are apart by tabs."""
    if not sys.stdout.isatty():
        for row in (_COLUMNS, *rows):
            typer.echo("\t".join(row))
        return
    from rich.console import Console  # noqa: PLC0415  (loaded where it is used)
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
