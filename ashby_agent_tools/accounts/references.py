"""KeyReference: where an account's key is, written in one word, so that no configuration holds a key."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from ashby_agent_tools._given import must_be
from ashby_agent_tools.accounts.keys import AccountKey, from_keyring
from ashby_agent_tools.errors import UsageError

__all__ = ["KeyReference", "from_references", "is_reference"]

_KINDS = ("env", "file", "keyring")
_NONE: Mapping[str, KeyReference] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True)
class KeyReference:
    """Where the key of an account is: `env:NAME`, `file:PATH` or `keyring:NAME`; and its base URL, if it has its own.

    A file holds the key and nothing else, as secrets are mounted in containers. `keyring:NAME` is the entry of that
    name in the service `ashby-agent-tools`. Raises UsageError for what is no such reference; no message repeats it,
    because it could be the key.
    """

    key: str
    base_url: str | None = None

    def __post_init__(self) -> None:
        must_be("key", self.key, str, write="say where it is: env:NAME, file:PATH or keyring:NAME")
        kind, _, place = self.key.partition(":")
        if kind not in _KINDS or not place.strip():
            raise UsageError("A key is never written here; say where it is: env:NAME, file:PATH or keyring:NAME.")

    def beside(self, path: Path) -> KeyReference:
        """The same, with a file's path counted from where the file at `path` is."""
        kind, _, place = self.key.partition(":")
        if kind != "file" or place.startswith("~"):
            return self
        return dataclasses.replace(self, key=f"file:{path.absolute().parent / place}")

    def resolved(self) -> AccountKey | None:
        """The key as it is there now; None where there is none."""
        kind, _, place = self.key.partition(":")
        find: dict[str, Callable[[str], str | None]]
        find = {"env": os.environ.get, "file": _in_file, "keyring": _in_keyring}
        found = find[kind](place)
        return AccountKey(found, base_url=self.base_url) if found else None


def is_reference(account: str) -> bool:
    """Whether an account's name says by itself where its key is."""
    return account.startswith(tuple(f"{it}:" for it in _KINDS))


def from_references(
    accounts: Mapping[str, KeyReference] | Callable[[], Mapping[str, KeyReference]] = _NONE,
) -> Callable[[str], AccountKey | None]:
    """Keys of named accounts; a name that is a reference itself, such as `env:ACME_KEY`, stands for the key there.

    `accounts`: what the names stand for, or a function that is asked each time.
    """

    def resolve(account: str) -> AccountKey | None:
        named = accounts() if callable(accounts) else accounts
        if account in named:
            must_be(f"accounts[{account!r:.60}]", named[account], KeyReference, write="write KeyReference('env:NAME')")
            return named[account].resolved()
        return KeyReference(account).resolved() if is_reference(account) else None

    return resolve


def _in_file(path: str) -> str | None:
    try:
        return Path(path).expanduser().read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        raise UsageError(f"The file of a key, {path:.200}, cannot be read ({type(error).__name__}).") from None


def _in_keyring(name: str) -> str | None:
    return from_keyring()(name)
