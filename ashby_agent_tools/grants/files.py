"""GrantFile: the accounts and grants of a TOML file, read again when it has changed; faults have their line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from ashby_agent_tools.accounts.references import KeyReference, is_reference
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants.fields import grant_of
from ashby_agent_tools.grants.grant import Grant
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.operations.index import near
from ashby_agent_tools.toml_lines import line_of

__all__ = ["GrantFile"]

_ACCOUNT = ("key", "base_url")
TABLES = ("server", "oauth", "ceiling", "accounts", "grants")


class GrantFile:
    """The tables [ceiling], [accounts] and [grants] of a file; [server] and [oauth] are the server's own.

    A change counts with the next look: the file is read again when it is another one, or of another time or size.
    Raises UsageError, then too, for what cannot be read or used, with its line and the key that it comes nearest to;
    what is wrong is said again, and not looked for again, until the file changes.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock, self._seen, self._wrong = Lock(), (0, 0, 0), ""
        self._text, self._tables = "", dict[str, Any]()
        self._limits: tuple[Mapping[str, Grant], Grant | None] = ({}, None)
        self._accounts: Mapping[str, KeyReference] = {}
        self.grants()

    def grants(self) -> Mapping[str, Grant]:
        """The grants by name."""
        return self.limits()[0]

    def ceiling(self) -> Grant | None:
        """What no grant of the server may exceed; None where the file sets no such limits."""
        return self.limits()[1]

    def limits(self) -> tuple[Mapping[str, Grant], Grant | None]:
        """The grants by name, and the ceiling, as they stand in the file at one moment."""
        self._look()
        return self._limits

    def accounts(self) -> Mapping[str, KeyReference]:
        """The accounts by name: where the key of each is. A file's path begins where this file is."""
        self._look()
        return self._accounts

    def table(self, name: str) -> Mapping[str, Any]:
        """One of the file's tables as it stands there; empty where there is none."""
        self._look()
        found = self._tables.get(name, {})
        return found if isinstance(found, dict) else self.fault((name,), f"must be a table: [{name}]")

    def fault(self, path: tuple[str | int, ...], said: str) -> NoReturn:
        """Raise UsageError for the key at a path of the file, with its line; a number is a place in a list."""
        line = line_of(self._text, path)
        shown = "".join(map(_shown, path)).removeprefix(".")
        raise UsageError(f"{self.path}{f', line {line}' if line else ''}: {shown} {said}.")

    def _look(self) -> None:
        """Read the file if it has changed; of many who look at once, one reads and the others wait for it."""
        try:
            if self._stamp() != self._seen:
                with self._lock:
                    if (now := self._stamp()) != self._seen:
                        self._wrong = self._fault()
                        self._seen = now
        except OSError as error:
            raise UsageError(
                f"The grants {self.path} cannot be read ({error.strerror or type(error).__name__})."
            ) from error
        if self._wrong:
            raise UsageError(self._wrong)

    def _stamp(self) -> tuple[int, int, int]:
        found = os.stat(self.path)  # noqa: PTH116  (this runs with every request)
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _fault(self) -> str:
        """What is wrong with the file; empty where nothing is, and what it says counts from now on."""
        try:
            self._read(self.path.read_text(encoding="utf-8-sig"))  # some editors begin a file with a mark
        except UnicodeDecodeError:
            return f"The grants {self.path} cannot be read: it is not text in UTF-8."
        except UsageError as error:
            return str(error)
        return ""

    def _read(self, text: str) -> None:
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{self.path} is not TOML: {error}.") from error
        self._text = text
        for name, table in tables.items():
            if name not in TABLES:
                self.fault((name,), f"is not known here{near(name, TABLES)}; known are {', '.join(TABLES)}")
            if not isinstance(table, dict):
                self.fault((name,), f"must be a table: [{name}]")
        accounts = {name: self._account(("accounts", name), it) for name, it in tables.get("accounts", {}).items()}
        grants = {name: self._grant(("grants", name), it) for name, it in tables.get("grants", {}).items()}
        ceiling = self._grant(("ceiling",), tables["ceiling"]) if "ceiling" in tables else None
        for name, grant in grants.items() if accounts else ():
            if grant.account and grant.account not in accounts and not is_reference(grant.account):
                said = f"is {grant.account!r:.60}, and there is no such account{near(grant.account, accounts)}"
                self.fault(("grants", name, "account"), said)
        self._tables, self._limits = tables, (MappingProxyType(grants), ceiling)
        self._accounts = MappingProxyType(accounts)

    def _account(self, path: tuple[str, ...], table: object) -> KeyReference:
        if not isinstance(table, dict):
            self.fault(path, f"must be a table: [{'.'.join(path)}]")
        for key, value in table.items():
            if key not in _ACCOUNT:
                self.fault((*path, key), f"is not known here{near(key, _ACCOUNT)}; known are {', '.join(_ACCOUNT)}")
            if not isinstance(value, str) or not value.strip():
                self.fault((*path, key), "is a text")
        try:
            found = KeyReference(**table) if "key" in table else self.fault(path, 'has no key: key = "env:NAME"')
            return found.beside(self.path)
        except UsageError as error:
            self.fault((*path, "key"), f"cannot be used: {error}".rstrip("."))

    def _grant(self, path: tuple[str, ...], table: object) -> Grant:
        if not isinstance(table, dict):
            self.fault(path, f"must be a table: [{'.'.join(path)}]")
        grant = grant_of(path[-1], table, lambda inner, said: self.fault((*path, *inner), said))
        try:
            len(grant.toolset)
        except UsageError as error:
            self.fault((*path, *_about(grant, str(error))), f"cannot be used: {error}".rstrip("."))
        return grant


def _about(grant: Grant, said: str) -> tuple[str, ...]:
    """The key of a name that no toolset knows; the whole table where it is not one name."""
    named = {"preset": (grant.preset or "",), "tags": grant.tags, "include": grant.include, "exclude": grant.exclude}
    named |= {"hide": grant.hide, "show": grant.show}
    return next(((key,) for key, values in named.items() for it in values if it and f"{it!r:.60}" in said), ())


def _shown(part: str | int) -> str:
    """A part of a path, as TOML writes it."""
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if part.replace("_", "").replace("-", "").isalnum() else f'."{part}"'
