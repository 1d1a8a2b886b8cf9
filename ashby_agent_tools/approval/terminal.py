"""The question at a terminal: what would be sent, then the question, then the prompt; nothing in them paints."""

from __future__ import annotations

import contextlib
import getpass
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ashby_agent_tools.batch import Batch, LineDecisions
from ashby_agent_tools.call import Call, Decision
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.secrets import masked

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["asked_at_terminal", "batch_asked_at_terminal", "printable_question"]

_MOST_OF_A_VALUE, _MOST_ROWS, _MOST_OF_A_REASON = 240, 12, 500


def asked_at_terminal(call: Call, question: str) -> Decision:
    """Show what would be sent and the question, and read the answer of whoever sits there.

    The question comes last, so that no argument, however long, pushes it off the screen; where the question itself
    is longer than the screen, its first line is repeated above the prompt. Keys that were pressed before are dropped.
    """
    from rich.console import Console  # noqa: PLC0415  (extra: cli)
    from rich.panel import Panel  # noqa: PLC0415
    from rich.prompt import Confirm  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    table = Table("what is sent", "value", title=Text(for_terminal(call.endpoint)), title_justify="left")
    for name, value in _rows(call):
        table.add_row(Text(name), Text(value))
    console.print(table)
    shown = Text(printable_question(question))
    panel = Panel(shown, title="Approval needed", border_style="yellow")
    console.print(panel)
    if len(console.render_lines(panel)) > console.height - 3:
        console.print(Text(f"In short: {shown.plain.partition(chr(10))[0]}", style="bold"))
    who = getpass.getuser()
    _forget_typed_ahead()
    try:
        if Confirm.ask("Send it?", console=console, default=False):
            return Decision.approve(by=who, call=call)
    except EOFError:  # Ctrl-D
        console.print()
        return Decision.deny("the input ended without an answer", by=who)
    return Decision.deny(_reason(console), by=who)


def batch_asked_at_terminal(batch: Batch) -> LineDecisions:
    """Show the question of a batch, and read which lines are approved; all that are not named are denied."""
    from rich.console import Console  # noqa: PLC0415  (extra: cli)
    from rich.panel import Panel  # noqa: PLC0415
    from rich.prompt import Prompt  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    console.print(Panel(Text(printable_question(batch.text)), title="Approval needed", border_style="yellow"))
    who, known = getpass.getuser(), {line.number for line in batch.asks}
    _forget_typed_ahead()
    try:
        while True:
            said = Prompt.ask("Which lines are sent? (all, none, or numbers: 1-5, 8)", console=console, default="none")
            if (chosen := batch.chosen(said)) is not None:
                break
            console.print("Write all, none, or numbers of lines above.")
    except EOFError:  # Ctrl-D
        console.print()
        return batch.deny("the input ended without an answer", by=who)
    rest = known - chosen
    why = _reason(console) if rest else ""
    return batch.approve(by=who, lines=sorted(chosen)) | batch.deny(why, by=who, lines=sorted(rest))


def printable_question(question: str) -> str:
    """The question for a terminal; what could draw a frame in it is escaped."""
    return for_terminal(question, lines=True, drawings=False)


def _rows(call: Call) -> Iterator[tuple[str, str]]:
    """Names and values of what is sent, each on one line and cut, secrets hidden."""
    arguments = list(masked(call.operation).items())
    for name, value in arguments[:_MOST_ROWS]:
        yield _cut(name), _cut(value)
    if (more := len(arguments) - _MOST_ROWS) > 0:
        yield "", f"and {more} more"


def _cut(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    shown = for_terminal(text[:_MOST_OF_A_VALUE], drawings=False)[:_MOST_OF_A_VALUE]
    return shown if len(text) <= _MOST_OF_A_VALUE else f"{shown}\u2026 ({len(text):,} characters in all)"


def _forget_typed_ahead() -> None:
    """Drop what was typed before the question stood there: it is not an answer to it. Windows keeps it."""
    with contextlib.suppress(ImportError):
        import termios  # noqa: PLC0415  (not on Windows)

        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _reason(console: Console) -> str:
    """Why not, for the model: one printable line of at most 500 characters; a denial stays one without it."""
    from rich.prompt import Prompt  # noqa: PLC0415

    try:
        said = Prompt.ask("Why not? (shown to the model)", console=console, default="")
    except EOFError:
        return ""
    return for_terminal(said.strip())[:_MOST_OF_A_REASON]
