"""`ashby-mcp doctor`: which tools are listed, which permissions would bring the others, whether people can sign in."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated

import anyio
import anyio.to_thread
import typer

from ashby_agent_tools import AsyncAccounts, AsyncClient, KeyInfo, Toolset
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import AshbyError, TransportError, UsageError
from ashby_agent_tools.grants import Grant, GrantFile, Grants
from ashby_mcp.check import brought
from ashby_mcp.config import accounts_in, oauth_in, settings_in, store_in
from ashby_mcp.oauth import IssuerUnavailable, OAuthSettings
from ashby_mcp.options import at_home, chosen

__all__ = ["run"]

_REFUSED, _USAGE, _NOT_REACHABLE = 1, 2, 5
_MOST_NAMED, _AT_ONCE, _PATIENCE = 6, 16, 15.0
Ask = Callable[[], Awaitable[KeyInfo]]


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `ok` is None for what is missing but not wrong; `more`: lines below it."""

    ok: bool | None
    found: str
    more: tuple[str, ...] = ()
    exit_code: int = 0


def run(
    *,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Look at the accounts and grants of this configuration of `serve`."),
    ] = None,
    preset: Annotated[str | None, typer.Option(help="Without --config: the tools; recruiter unless named.")] = None,
    tools: Annotated[list[str] | None, typer.Option(metavar="A,B", help="Add these tools.")] = None,
) -> None:
    """Which tools are listed, which permissions of the key would bring the others, and what is wrong.

    Exits with 1 if a key is wrong, with 2 if there is none, and with 5 where Ashby or the issuer cannot be reached.
    """
    if config is None:
        findings = anyio.run(_one_key, chosen(preset=preset, tools=tools))
    else:
        findings = _configured(GrantFile(at_home(config) or config))
    if not findings:
        findings = [Finding(None, f"{config} names no account and no grant", exit_code=2)]
    for finding in findings:
        mark = {True: "ok     ", False: "WRONG  ", None: "missing"}[finding.ok]
        typer.echo(f"{mark}  {for_terminal(finding.found)}")
        for line in finding.more:
            typer.echo(f"           {for_terminal(line)}")
    raise typer.Exit(next((it.exit_code for it in findings if it.exit_code), 0))


async def _one_key(toolset: Toolset) -> list[Finding]:
    async with await anyio.to_thread.run_sync(AsyncClient) as client:  # it looks for certificates
        return await _key("", client.key_info, {"": toolset})


def _configured(file: GrantFile) -> list[Finding]:
    grants = Grants(files=[file], store=store_in(file, settings_in(file)))
    counted = {grant.name: grants.named(grant.name) for grant in grants}
    held: dict[str, dict[str, Toolset]] = {account: {} for account in file.accounts()}
    for name, grant in counted.items():
        if grant is not None:
            held.setdefault(grant.account, {})[name] = grant.toolset
    findings = anyio.run(_keys, accounts_in(file, deadline=_PATIENCE), held)
    findings += [Finding(None, f"grant {name}: {_why_not(name, grants)}") for name, it in counted.items() if it is None]
    if (oauth := oauth_in(file, grants)) is not None:
        findings.append(anyio.run(_issuer, oauth))
    return findings


async def _keys(accounts: AsyncAccounts, held: Mapping[str, Mapping[str, Toolset]]) -> list[Finding]:
    """What is found of each account, in their order; several are asked at a time, for some may not answer."""
    found: dict[str, list[Finding]] = {}
    turns = anyio.CapacityLimiter(_AT_ONCE)

    async def ask(account: str) -> KeyInfo:
        async with accounts.client(account) as client:
            return await client.key_info()

    async def look(account: str, offered: Mapping[str, Toolset]) -> None:
        async with turns:
            found[account] = await _key(account, functools.partial(ask, account), offered)

    async with accounts, anyio.create_task_group() as tasks:
        for account, offered in held.items():
            tasks.start_soon(look, account, offered)
    return [finding for account in held for finding in found[account]]


def _why_not(name: str, grants: Iterable[Grant]) -> str:
    kept = next(grant for grant in grants if grant.name == name)
    return kept.state if kept.state != "valid" else "the grant that it narrows is not valid any more"


async def _key(account: str, ask: Ask, offered: Mapping[str, Toolset]) -> list[Finding]:
    """What an account's key is, and what it leaves of the tools that are offered with it, by grant."""
    before = f"account {account}: " if account else ""
    try:
        key = await ask()
    except AshbyError as error:
        codes = ((TransportError, _NOT_REACHABLE), (UsageError, _USAGE), (AshbyError, _REFUSED))
        code = next(code for kind, code in codes if isinstance(error, kind))
        return [Finding(False, f"{before}{error}", exit_code=code)]
    if key.scopes is None:
        advice = ("It is unknown what else it may do; add apiKeysRead to the key in Ashby to see it here.",)
        return [Finding(None, f"{before}the key may not ask about itself, so all tools are listed", advice)]
    known = Finding(True, f"{before}the key {key.title or 'in use'} has {len(key.scopes)} permissions")
    return [known, *(_listed(f"grant {name}: " if name else "", key, toolset) for name, toolset in offered.items())]


def _listed(before: str, key: KeyInfo, toolset: Toolset) -> Finding:
    lines = tuple(f"{permissions} would bring {_named(names)}" for permissions, names in brought(key, toolset))
    listed = len(toolset.allowed_by(key).endpoints)
    return Finding(None if lines else True, f"{before}{listed} of {len(toolset.endpoints)} tools are listed", lines)


def _named(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


async def _issuer(oauth: OAuthSettings) -> Finding:
    """Whether the issuer's keys can be had, as they are with the first token that arrives."""
    from ashby_mcp.issuer_keys import IssuerKeys  # noqa: PLC0415  (joserfc, which only a server with an issuer needs)

    try:
        keys = await IssuerKeys(oauth).with_key(None)
    except IssuerUnavailable as error:
        return Finding(False, f"issuer {oauth.issuer}: {error}", exit_code=_NOT_REACHABLE)
    return Finding(
        True, f"issuer {oauth.issuer}: {len(keys.keys)} keys; tokens have to be for {', '.join(oauth.accepted)}"
    )
