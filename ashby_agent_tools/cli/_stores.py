"""Where the command line keeps its store: the default file, another file, or a database; and the keys to it."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from ashby_agent_tools import MemoryStore, SqliteStore, SqlStore
from ashby_agent_tools.errors import UsageError

__all__ = ["Place", "at_home", "default_store", "existing_store", "is_url", "open_store"]

Place = str | Path | None
"""What --store names: a file or the URL of a database; None for the default file."""
_KEYS = "ASHBY_STORE_KEYS"


def default_store() -> Path:
    """The store in the user's own folder for applications' data; `ashby-mcp` uses the same."""
    return Path(typer.get_app_dir("ashby-agent-tools")) / "store.db"


def is_url(place: Place) -> bool:
    """Whether a database is named, and no file."""
    return place is not None and "://" in str(place)


def at_home(path: str | Path) -> Path:
    """The path with `~` replaced. Raises UsageError if nobody has that home, or it names nothing."""
    if isinstance(path, str) and not path.strip():
        raise UsageError("The path is empty: name a file.")
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise UsageError(f"There is no home folder for {path}: write the whole path.") from error


def open_store(place: Place) -> SqlStore:
    """The store at `place`, made if there is none. Raises UsageError if it cannot be.

    Only the default's folder is made: a folder that does not exist is more likely a slip than a wish.
    """
    if place is not None and is_url(place):
        return SqlStore(str(place), keys=_keys())
    if place is not None:
        chosen = at_home(place)
        if not chosen.parent.is_dir():
            raise UsageError(f"There is no folder {chosen.parent} for the store {chosen.name}.")
        return SqliteStore(chosen, keys=_keys())
    chosen = default_store()
    try:
        chosen.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The folder {chosen.parent} cannot be created ({error.strerror}); name a file with --store."
        ) from error
    return SqliteStore(chosen, keys=_keys())


def existing_store(place: Place) -> SqlStore:
    """The store at `place`; makes no file. Raises UsageError for a file that is not there.

    The default is created by the first call that needs it: until then it is an empty one.
    """
    if is_url(place):
        return open_store(place)
    chosen = default_store() if place is None else at_home(place)
    if chosen.is_file():
        return SqliteStore(chosen, keys=_keys())
    if place is None:
        return MemoryStore()
    raise UsageError(f"There is no store {chosen}. Without --store it is {default_store()}.")


def _keys() -> list[str]:
    """The keys of an encrypted store, the newest first, with commas between them."""
    return [key.strip() for key in os.environ.get(_KEYS, "").split(",") if key.strip()]
