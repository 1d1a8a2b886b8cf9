"""What all commands share: one line per error on stderr, exit codes, JSON, the default store."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ashby_agent_tools import SqliteStore
from ashby_agent_tools.display import for_json, for_terminal
from ashby_agent_tools.errors import (
    ApiError,
    ApprovalRequired,
    AshbyError,
    Declined,
    OutcomeUnknown,
    TransportError,
)
from ashby_agent_tools.operations.base import Json

if TYPE_CHECKING:
    from rich.text import Text

SAID_NO, USAGE, NO_YES, UNKNOWN, UNREACHABLE = 1, 2, 3, 4, 5
_CODES: tuple[tuple[type[AshbyError], int], ...] = (
    (ApprovalRequired, NO_YES),
    (Declined, NO_YES),
    (OutcomeUnknown, UNKNOWN),
    (TransportError, UNREACHABLE),
    (ApiError, SAID_NO),
)


def exit_code(error: AshbyError) -> int:
    """1 Ashby said no, 2 usage, 3 needs approval or declined, 4 outcome unknown, 5 not reachable."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), USAGE)


@contextlib.contextmanager
def reporting(*, as_json: bool) -> Iterator[None]:
    """Turn an error into one line on stderr (or JSON on stdout) and the exit code."""
    try:
        yield
    except AshbyError as error:
        if as_json:
            show_json({"ok": False, "error": described(error)})
        else:
            complain(" ".join(str(error).split()))
        raise typer.Exit(exit_code(error)) from None


def described(error: AshbyError) -> dict[str, Json]:
    """An error as `call --json` gives it."""
    return {
        "type": type(error).__name__,
        "code": getattr(error, "code", None),
        "message": str(error),
        "request_id": getattr(error, "request_id", None),
        "fingerprint": getattr(error, "fingerprint", None),
    }


def show_json(value: Json) -> None:
    """One JSON value on stdout, which paints nothing on a terminal."""
    sys.stdout.write(for_json(value, indent=2) + "\n")


def say(text: str) -> None:
    """A text on stdout, made for a terminal."""
    sys.stdout.write(for_terminal(text, lines=True) + "\n")


def complain(text: str) -> None:
    """A text on stderr, made for a terminal."""
    sys.stderr.write(for_terminal(text, lines=True) + "\n")


def cell(text: str) -> Text:
    """A value in a table: one line that paints nothing and is no markup."""
    from rich.text import Text  # noqa: PLC0415

    return Text(for_terminal(text, drawings=False))


def open_store(path: Path | None) -> SqliteStore:
    """The store at `path`, by default in the user's own folder for applications' data."""
    chosen = path or Path(typer.get_app_dir("ashby-agent-tools")) / "store.db"
    chosen.parent.mkdir(parents=True, exist_ok=True)
    return SqliteStore(chosen)
