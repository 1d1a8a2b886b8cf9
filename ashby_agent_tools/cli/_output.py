"""What all commands share: one line per error on stderr, exit codes, JSON, tables."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from ashby_agent_tools.display import for_json, for_terminal
from ashby_agent_tools.errors import (
    ApiError,
    ApprovalRequired,
    AshbyError,
    Declined,
    OutcomeUnknown,
    PartlyDone,
    StoreUnavailable,
    TransportError,
)
from ashby_agent_tools.operations.base import Json

SAID_NO, USAGE, NO_YES, UNKNOWN, UNREACHABLE, INTERRUPTED = 1, 2, 3, 4, 5, 130
_CODES: tuple[tuple[type[AshbyError], int], ...] = (
    (ApprovalRequired, NO_YES),
    (Declined, NO_YES),
    (OutcomeUnknown, UNKNOWN),
    (TransportError, UNREACHABLE),
    (StoreUnavailable, UNREACHABLE),
    (ApiError, SAID_NO),
    (PartlyDone, SAID_NO),
)

NO_KEY = (
    "No API key: set ASHBY_API_KEY (in Ashby: Admin, Integrations, API Keys). To try without one, start "
    "`ashby-agent-tools simulator` and set the two variables that it prints."
)


_LONGEST_LINE, _LONGEST_MESSAGE = 600, 4_000


def examples(*lines: str) -> str:
    """The end of a help page; the character in front keeps its lines as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  ashby-agent-tools {line}" for line in lines)


class Commands(TyperGroup):
    """The commands. What is wrong with their words is said on lines made for a terminal, however long they were."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002  (the signature is Typer's)
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **more: Any,
    ) -> Any:
        """Run a command; ends the process unless `standalone_mode` is false."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, windows_expand_args, **more)
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **more)
        except typer.Abort:
            complain("Aborted.")
            sys.exit(SAID_NO)
        except Exception as error:
            if not hasattr(error, "show"):  # no error of the options
                raise
            shown = io.StringIO()
            error.show(shown)
            complain("\n".join(cut(line) for line in shown.getvalue().rstrip("\n").split("\n")))
            sys.exit(getattr(error, "exit_code", USAGE))
        sys.exit(code if isinstance(code, int) else 0)


class Interrupted(AshbyError):
    """Ctrl-C, when it is known that nothing was sent or changed."""


def exit_code(error: AshbyError) -> int:
    """1 Ashby refused, 2 usage, 3 needs approval or declined, 4 outcome unknown, 5 not reachable, 130 interrupted."""
    if isinstance(error, Interrupted):
        return INTERRUPTED
    return next((code for kind, code in _CODES if isinstance(error, kind)), USAGE)


@contextlib.contextmanager
def reporting(*, as_json: bool) -> Iterator[None]:
    """Turn an error or Ctrl-C into one line on stderr (or JSON on stdout) and the exit code."""
    try:
        try:
            yield
        except KeyboardInterrupt:
            raise Interrupted("Interrupted. Nothing was sent.") from None
    except AshbyError as error:
        if isinstance(error.__context__, KeyboardInterrupt) and sys.stderr.isatty():
            sys.stderr.write("\n")  # a terminal shows ^C
        if as_json:
            show_json({"ok": False, "error": described(error)})
        else:
            complain(cut(" ".join(str(error).split())))
        raise typer.Exit(exit_code(error)) from None


def cut(line: str) -> str:
    """A line of an error, no longer than somebody reads."""
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def described(error: AshbyError) -> dict[str, Json]:
    """An error as `call --json` gives it."""
    return {
        "type": type(error).__name__,
        "code": getattr(error, "code", None),
        "message": str(error)[:_LONGEST_MESSAGE],
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


def show_lines(rows: Sequence[Sequence[str]]) -> None:
    """A line per row on stdout, whole, with a tab between the cells: for grep, cut and scripts."""
    for row in rows:
        sys.stdout.write("\t".join(for_terminal(text) for text in row) + "\n")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for a terminal of any width: what does not fit goes on below, and nothing is cut."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    longest = max((len(row[0]) for row in rows), default=0)
    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(columns):  # what is copied stays in one piece where there is room for it
        table.add_column(column, overflow="fold", no_wrap=number == 0 and longest * 2 <= console.width)
    for row in rows:
        table.add_row(*(Text(for_terminal(text, drawings=False)) for text in row))
    console.print(table)


def at_terminal() -> bool:
    """Whether a person sees stdout."""
    return sys.stdout.isatty()
