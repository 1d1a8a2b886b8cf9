"""Real processes for tests, forked from one that has imported everything: a command line in a tenth of a second."""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from multiprocessing import forkserver
from pathlib import Path

import pytest

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["pytest", "processes_preload"])
PATIENCE = 180.0  # for a machine on which much else runs


@dataclasses.dataclass(frozen=True)
class Done:
    """How a process ended: its exit code (minus the signal, if one killed it) and what it printed."""

    code: int | None
    out: str
    err: str


def start(function: Callable[..., None], *given: object) -> multiprocessing.Process:
    """Run a module's function in a process of its own."""
    with pytest.MonkeyPatch.context() as patch:  # the process that all are forked from looks there for its preload
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        forkserver.ensure_running()
    process = CONTEXT.Process(target=function, args=given, daemon=True)
    process.start()
    return process


def ended(process: multiprocessing.Process) -> int | None:
    """Wait for a process; its exit code. One that does not end fails the test: what came of its work is not known."""
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
        pytest.fail(f"A process did not end within {PATIENCE:.0f} s.")
    return process.exitcode


def command(folder: Path, *words: str, environment: Mapping[str, str]) -> Done:
    """Run `ashby-agent-tools` with these words and no terminal."""
    folder.mkdir(parents=True, exist_ok=True)
    code = ended(start(_command, str(folder), words, dict(environment)))
    return Done(code, (folder / "out").read_text(encoding="utf-8"), (folder / "err").read_text(encoding="utf-8"))


def _command(folder: str, words: tuple[str, ...], environment: dict[str, str]) -> None:
    from ashby_agent_tools.cli import main

    os.environ.update(environment)
    sys.argv = ["ashby-agent-tools", *words]
    with (
        Path(folder, "out").open("w", encoding="utf-8") as out,
        Path(folder, "err").open("w", encoding="utf-8") as err,
        Path(os.devnull).open(encoding="utf-8") as nothing,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        sys.stdin = nothing
        main()
