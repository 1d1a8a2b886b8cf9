"""Where the command line keeps its store: the default file, a file for writing, and one that has to exist already."""

from __future__ import annotations

from pathlib import Path

import typer

from ashby_agent_tools import MemoryStore, SqliteStore, SqlStore
from ashby_agent_tools.errors import UsageError

__all__ = ["at_home", "default_store", "existing_store", "open_store"]


def default_store() -> Path:
    """The store in the user's own folder for applications' data; `ashby-mcp` uses the same."""
    return Path(typer.get_app_dir("ashby-agent-tools")) / "store.db"


def at_home(path: Path) -> Path:
    """The path with `~` replaced. Raises UsageError where nobody has that home."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise UsageError(f"There is no home folder for {path}: write the whole path.") from error


def open_store(path: Path | None) -> SqlStore:
    """The store at `path`, made if there is none. Raises UsageError if it cannot be.

    Only the default's folder is made: a folder that does not exist is more likely a slip than a wish.
    """
    if path is not None:
        chosen = at_home(path)
        if not chosen.parent.is_dir():
            raise UsageError(f"There is no folder {chosen.parent} for the store {chosen.name}.")
        return SqliteStore(chosen)
    chosen = default_store()
    try:
        chosen.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The folder {chosen.parent} cannot be created ({error.strerror}); name a file with --store."
        ) from error
    return SqliteStore(chosen)


def existing_store(path: Path | None) -> SqlStore:
    """The store at `path`; makes nothing. Raises UsageError for a file that is not there.

    The default is created by the first call that needs it: until then it is an empty one.
    """
    chosen = default_store() if path is None else at_home(path)
    if chosen.is_file():
        return SqliteStore(chosen)
    if path is None:
        return MemoryStore()
    raise UsageError(f"There is no store {chosen}. Without --store it is {default_store()}.")
