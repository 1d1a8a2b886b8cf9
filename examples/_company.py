"""What all examples share: the company they work with, who thinks, and who says yes."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import sqlite3
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

from ashby_agent_tools import Batch, Call, Client, Decision
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import AshbyError
from ashby_agent_tools.simulator import Simulator


@dataclasses.dataclass(frozen=True, slots=True)
class Company:
    """Where the data is: a client, and the simulator behind it, or None for a real organization.

    `model`: the name in ASHBY_AGENT_MODEL; None where a script plays the model, or nothing thinks at all.
    `answer`: says yes or no to a question; by default the person at the terminal.
    """

    client: Client
    simulator: Simulator | None
    model: str | None = None
    answer: Callable[[str], bool] | None = None

    def decide(self, question: str) -> Decision:
        """Put a question to a person. Without a terminal the answer is no; on the simulator it is a scripted yes."""
        print("\n" + textwrap.indent(for_terminal(question, lines=True, drawings=False), "  "))
        if self.answer is not None:
            yes, by = self.answer(question), "the test"
        elif sys.stdin.isatty():
            yes, by = _typed_yes("  Shall this be done? [y/N] "), "you"
        else:
            yes, by = self.simulator is not None, "SCRIPTED" if self.simulator else "there is no terminal to ask at"
        print(f"  -> {'yes' if yes else 'no'} ({by})\n")
        return Decision.approve(by=by) if yes else Decision.deny(by=by)

    def approver(self, call: Call, question: str) -> Decision:  # noqa: ARG002  (an approver takes both)
        """The same, as a Session or an adapter wants it."""
        return self.decide(question)

    def batch_approver(self, batch: Batch) -> Mapping[int, Decision]:
        """The same for several calls that are asked about as one."""
        said = self.decide(batch.text)
        return batch.approve(by=said.by) if said.kind == "approve" else batch.deny(by=said.by)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that works with this company; the simulator serves on loopback for it."""
        if self.simulator is None:
            return dict(os.environ)
        return {**os.environ, "ASHBY_API_KEY": self.simulator.key, "ASHBY_BASE_URL": self.simulator.start()}


@contextlib.contextmanager
def company(*, thinks: bool = True) -> Iterator[Company]:
    """The company that the environment asks for, and a line that says so. What goes wrong ends it in one line.

    ASHBY_API_KEY: your own organization. ASHBY_AGENT_MODEL: a real model. An example that `thinks` and has no model
    plays a script, and a script is never played on real people: then it is the simulator, whatever key is set.
    """
    print_any_name()
    key, model = os.environ.get("ASHBY_API_KEY"), os.environ.get("ASHBY_AGENT_MODEL") if thinks else None
    if thinks:
        print(f"Model: {model or 'SCRIPTED; ASHBY_AGENT_MODEL chooses a real one'}")
    simulator = None if key and (model or not thinks) else Simulator()
    if simulator is None:
        print("Data:  your organization in Ashby. What you approve is real.\n")
    else:
        print(f"Data:  the simulator, a made-up company{' (ASHBY_API_KEY is set and not used)' if key else ''}.\n")
    try:
        with simulator.client() if simulator else Client() as client:
            yield Company(client, simulator, model)
    except (AshbyError, ImportError, OSError, sqlite3.Error) as error:
        sys.exit(f"Stopped: {error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped: Ctrl-C. What had no yes was not sent.")
    finally:
        if simulator is not None:
            simulator.stop()


def _typed_yes(prompt: str) -> bool:
    """Whether a person types yes, now: keys that were pressed before the question stood there are no answer to it."""
    with contextlib.suppress(ImportError):
        import termios  # noqa: PLC0415  (not on Windows)

        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    try:
        return input(prompt).strip().lower() in ("y", "yes")
    except EOFError:  # Ctrl-D
        return False


@contextlib.contextmanager
def causes_of(outer: type[Exception]) -> Iterator[None]:
    """Raise the AshbyError below another library's own error, where there is one."""
    try:
        yield
    except outer as error:
        below: BaseException | None = error
        while below is not None and not isinstance(below, AshbyError):
            below = below.__cause__ or below.__context__
        raise (below or error) from None


def print_any_name() -> None:
    """Letters that a pipe or an old terminal lacks become escapes: names of people end no program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(lines: Iterable[str]) -> None:
    """Print what a program did, as it is done."""
    for line in lines:
        print(line)
