"""Reading an outsider's file in a separate process, with limits on time, memory and output.

A file of a few kilobytes can keep a parser busy for an hour or fill the memory. So the parsers run in a process that
gets the bytes through a pipe and has no environment, which would hold the key; at its limits it is ended, and what
called it goes on. Two files are read at once, the next ones wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from multiprocessing import spawn
from pathlib import Path
from typing import Any

from ashby_agent_tools.client.files.document import Document, FileLimits
from ashby_agent_tools.client.files.kinds import KINDS, UNKNOWN
from ashby_agent_tools.client.files.problems import PROBLEMS, said
from ashby_agent_tools.errors import ToolError, UnreadableFile
from ashby_agent_tools.results.clean import clean_text

__all__ = ["aread_document", "read_document"]

_WORKER = Path(__file__).with_name("worker.py")
_AT_ONCE = 2
_STALLED = 3  # times its limit on CPU time, by the clock: until then a process may wait for a busy machine
_PATIENCE = 60.0  # seconds that a file waits for its turn
_TURN = 0.02  # seconds between two looks whether it is a file's turn
_LINE = 1_000  # characters around the text of an answer
_ESCAPED = 12  # bytes that a character takes in JSON at most
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")  # without these some builds of Python do not start


def read_document(data: bytes, *, name: str, limits: FileLimits) -> Document:
    """The text of a PDF, DOCX, HTML or plain text file.

    Raises UnreadableFile if there is none: a scan, a picture, a broken or locked file, another type, a file that
    wants more time or memory than `limits` allow, or one that crashes its reader. A ToolError says what to install
    where a library is missing, and asks to try again when many files wait. A text longer than allowed is cut and says
    so.
    """
    turns = _turns(os.getpid())
    if not turns.acquire(timeout=_PATIENCE):
        raise _busy(name)
    try:
        return _read(data, name, limits)
    finally:
        turns.release()


async def aread_document(data: bytes, *, name: str, limits: FileLimits) -> Document:
    """As read_document, awaited: it waits in its own thread, so that no pool of the loop's fills up."""
    turns, patience = _turns(os.getpid()), _PATIENCE
    while not turns.acquire(blocking=False):
        if (patience := patience - _TURN) < 0:
            raise _busy(name)
        await asyncio.sleep(_TURN)
    done: Future[Document] = Future()
    done.set_running_or_notify_cancel()

    def read() -> None:
        try:
            document = _read(data, name, limits)
        except BaseException as error:  # noqa: BLE001  (raised again where it is awaited)
            turns.release()
            done.set_exception(error)
        else:
            turns.release()
            done.set_result(document)

    try:
        threading.Thread(target=read, name="ashby-read-file", daemon=True).start()
    except RuntimeError:  # the machine has no room for another thread; the turn is the next file's
        turns.release()
        raise _busy(name) from None
    return await asyncio.wrap_future(done)


@functools.cache
def _turns(process: int) -> threading.BoundedSemaphore:  # noqa: ARG001  (the key: a forked process has its own)
    return threading.BoundedSemaphore(_AT_ONCE)


_turns(os.getpid())  # made before there are threads that could make two


def _busy(name: str) -> ToolError:
    return ToolError(f"{name} was not read: too many files are being read right now. Try again.")


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    kind, text = _understood(_answer(data, name, limits), name)
    return Document(clean_text(text[: limits.characters + _LINE]), name, kind, len(data))


def _answer(data: bytes, name: str, limits: FileLimits) -> bytes:
    """What the reading process answered, within the limits. It has ended when this returns."""
    most = (limits.characters + _LINE) * _ESCAPED
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    with _started(name) as process:
        clock = threading.Timer(_STALLED * limits.seconds, stop)
        clock.daemon = True  # a program that ends need not wait; the process has its own alarm
        clock.start()
        try:
            answer = _exchanged(process, [_order(limits), data], most)
            if len(answer) <= most:
                process.wait()
        finally:
            clock.cancel()
            process.kill()
    if late.is_set() or process.returncode in _signals("SIGXCPU", "SIGALRM"):
        raise UnreadableFile(said("time", name=name, kind="", detail=""))
    if process.returncode or not answer or len(answer) > most:
        raise UnreadableFile(said("crash", name=name, kind="", detail=_ending(process.returncode)))
    return answer


def _started(name: str) -> subprocess.Popen[bytes]:
    executable = os.fsdecode(spawn.get_executable() or "")
    if not executable or getattr(sys, "frozen", False):
        raise ToolError(
            f"{name} was not read: files are read in a separate Python process, and this program has no interpreter to "
            "start. The application's operator can name one with multiprocessing.set_executable."
        )
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
    try:
        return subprocess.Popen(  # noqa: S603  (our own interpreter and our own script)
            [executable, "-I", "-S", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise ToolError(
            f"{name} was not read: the process that reads files could not be started ({error.strerror}). Try again."
        ) from None


def _order(limits: FileLimits) -> bytes:
    path = [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100  (an entry may be empty)
    return (
        json.dumps({"path": path, "limits": dataclasses.asdict(limits), "ends": _STALLED * limits.seconds + 1}).encode()
        + b"\n"
    )


def _exchanged(process: subprocess.Popen[bytes], sent: list[bytes], most: int) -> bytes:
    assert process.stdin is not None  # noqa: S101  (both are pipes)
    assert process.stdout is not None  # noqa: S101
    with contextlib.suppress(OSError):  # it ended before it had read all; its end tells why
        process.stdin.writelines(sent)
    with contextlib.suppress(OSError):
        process.stdin.close()
    return process.stdout.read(most + 1)


def _understood(answer: bytes, name: str) -> tuple[str, str]:
    """The type and the text of an answer; raises the error that it stands for, and believes nothing else."""
    try:
        told: Any = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    told = told if isinstance(told, dict) else {}
    given, problem, detail, text = (str(told.get(key, "")) for key in ("type", "problem", "detail", "text"))
    kind = given if given in KINDS else UNKNOWN
    if problem == "missing":
        raise ToolError(
            f"Reading {name} needs pypdf, which is not installed here; the application's operator can install it: "
            "pip install 'ashby-agent-tools[files]'."
        )
    if problem in PROBLEMS:
        raise UnreadableFile(said(problem, name=name, kind=kind, detail=detail))
    if not text or not isinstance(told["text"], str):
        raise UnreadableFile(said("crash", name=name, kind=kind, detail="answer"))
    return kind, text


def _signals(*names: str) -> set[int]:
    """The exit codes of a process that these signals ended; Windows has none of them."""
    return {-getattr(signal, name) for name in names if hasattr(signal, name)}


def _ending(code: int) -> str:
    return f"signal-{-code}" if code < 0 else f"exit-{code}"
