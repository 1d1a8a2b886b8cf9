"""The configuration of `ashby-mcp serve`: one TOML file with the server, its accounts and its grants."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ashby_agent_tools import Accounts, AsyncAccounts, SessionOptions, SqlStore
from ashby_agent_tools.accounts import from_references
from ashby_agent_tools.errors import ApiError, UsageError
from ashby_agent_tools.grants import GrantFile, Grants
from ashby_mcp import http
from ashby_mcp.exporting import ObservedServer
from ashby_mcp.health import Readiness
from ashby_mcp.limits import Limits
from ashby_mcp.oauth import OAuthSettings
from ashby_mcp.options import at_home, limited, notifier_named, rules_at, seconds, split, store_address
from ashby_mcp.server import build_server
from ashby_mcp.sessions import GrantSessions
from ashby_mcp.shutdown import HttpApplication

__all__ = ["Settings", "accounts_in", "application", "oauth_in", "settings_in", "store_in"]

_STORE_KEYS = "ASHBY_STORE_KEYS"
_PATHS = ("audit", "rules", "download_dir")


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """The table [server]: each key is the option of `ashby-mcp` of that name. Paths begin where the file is.

    `store`: a file, or `postgresql://...`. `expires`: how long questions, results and silent sessions live.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    reached_as: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    store: str = ""
    expires: str = "8h"
    audit: str = ""
    notify: str = ""
    rules: str = ""
    download_dir: str = ""
    limits: tuple[str, ...] = ()
    batches: bool = False
    dry_run: bool = False
    telemetry: bool = False
    metrics: str = ""
    log_json: bool = False

    @property
    def bounds(self) -> Limits:
        """`limits` as the server takes them."""
        return limited(self.limits)

    @property
    def lifetime(self) -> float:
        """`expires` in seconds."""
        return seconds(self.expires, flag="expires ")


def settings_in(file: GrantFile) -> Settings:
    """The settings of a server. Raises UsageError, with the line, for a key or a value that cannot be used."""
    known = {it.name: it.default for it in dataclasses.fields(Settings)}
    given: dict[str, Any] = {}
    for key, value in file.table("server").items():
        if key not in known:
            file.fault(("server", key), f"is not known here{_hint(key, known)}; known are {', '.join(known)}")
        given[key] = _checked(file, key, value, known[key])
    settings = Settings(**given)
    for key, value in (("expires", "lifetime"), ("limits", "bounds")):
        try:
            getattr(settings, value)
        except UsageError as error:
            file.fault(("server", key), f"cannot be used: {error}".rstrip("."))
    return settings


def _checked(file: GrantFile, key: str, value: Any, default: object) -> Any:
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
            file.fault(("server", key), 'must be a list of strings: ["..."]')
        return tuple(value)
    if type(value) is not type(default):
        wanted = {bool: "true or false", int: "a number", str: "a text"}[type(default)]
        file.fault(("server", key), f"is {wanted}")
    return _below(file, str(value)) if key in _PATHS and value else value


def application(file: GrantFile, settings: Settings, *, clock: Callable[[], float] = time.time) -> HttpApplication:
    """The server of a configuration. `clock`: by which grants expire. Raises UsageError for what cannot be used."""
    memory = store_in(file, settings)
    observed = ObservedServer.of(telemetry=settings.telemetry, metrics=settings.metrics, log_json=settings.log_json)
    options = SessionOptions(
        store=memory,
        notify=notifier_named(settings.notify or None),
        dry_run=settings.dry_run,
        audit=Path(settings.audit) if settings.audit else None,
        download_dir=Path(settings.download_dir) if settings.download_dir else None,
        rules=rules_at(Path(settings.rules)) if settings.rules else None,
        telemetry=observed.telemetry,
    )
    grants = Grants(files=[file], store=memory, clock=clock)
    accounts = accounts_in(file)
    server = build_server(
        GrantSessions(accounts, options),
        store=memory.name if settings.store else None,
        batches=settings.batches,
        telemetry=observed.telemetry,
    )
    observed.watch(server)
    served = http.application(
        server,
        host=settings.host,
        reached_as=settings.reached_as,
        origins=settings.origins,
        grants=grants,
        oauth=oauth_in(file, grants),
        idle=settings.lifetime,
        limits=settings.bounds,
        health=Readiness({"store": lambda: memory.requests("of nobody"), "ashby": lambda: _reach(file)}),
        metrics=observed.metrics,
    )
    served.close_with_it(accounts.aclose)
    return served


def _reach(file: GrantFile) -> None:
    """Raise TransportError where Ashby does not answer: to the first account that has a key.

    What is wrong with one account, such as a key that is missing or refused, is not about the server.
    """
    names = list(file.accounts())
    with Accounts(from_references(file.accounts), timeout=4.0) as accounts:
        for name in names:
            try:
                with contextlib.suppress(ApiError), accounts.client(name) as client:
                    client.key_info()
            except UsageError:
                if name == names[-1]:
                    raise
                continue
            return


def store_in(file: GrantFile, settings: Settings) -> SqlStore:
    """The store of a configuration."""
    return SqlStore(
        store_address(_store(file, settings)),
        expires=settings.lifetime,
        keep_for=settings.lifetime,
        keys=split([os.environ.get(_STORE_KEYS, "")]),
    )


def accounts_in(file: GrantFile, **options: Any) -> AsyncAccounts:
    """A client for each account of a configuration. `options`: what each is given."""
    return AsyncAccounts(from_references(file.accounts), **options)


def oauth_in(file: GrantFile, grants: Grants) -> OAuthSettings | None:
    """The table [oauth]; each of its rules has to lead to a grant that there is."""
    table = file.table("oauth")
    if not table:
        return None
    try:
        settings = OAuthSettings.of(table)
    except UsageError as error:
        place, _, said = str(error).partition(" ")
        file.fault(_path(place), said.rstrip("."))
    known = [grant.name for grant in grants]
    for number, rule in enumerate(settings.grants):
        if rule.grant not in known:
            said = f"is {rule.grant!r:.60}, and there is no such grant{_hint(rule.grant, known)}"
            file.fault(("oauth", "grants", number, "grant"), said)
    return settings


def _path(place: str) -> tuple[str | int, ...]:
    """`oauth.grants[0].value` in its parts."""
    return tuple(int(it) if it.isdecimal() else it for it in re.findall(r"[^.\[\]]+", place))


def _hint(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _store(file: GrantFile, settings: Settings) -> str | None:
    if not settings.store or "://" in settings.store:
        return settings.store or None
    return _below(file, settings.store)


def _below(file: GrantFile, path: str) -> str:
    """A path of the file, from where the file is."""
    return str(file.path.parent / (at_home(Path(path)) or path))
