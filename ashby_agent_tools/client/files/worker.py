"""The process that reads one file: bytes come through a pipe, one line of JSON goes back. Run as a script by `apart`.

It is an outsider's file that is read, so the process has nothing: no environment, limits on CPU time, memory and files,
and, before the file is parsed, no network, no other programs, and no files but the modules of Python. The last three
are held inside the interpreter (an audit hook): they stop a parser that is led astray, not one that was taken over.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import signal
import sys
import types
from pathlib import Path
from typing import Any

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile",
              "os.kill", "ctypes.", "shutil.", "os.remove", "os.rename", "os.link", "os.symlink", "os.mkdir",
              "webbrowser.", "urllib.", "ftplib.", "smtplib.", "sqlite3.")  # fmt: skip
_READING = {"r", "rb", "rt"}


def main() -> None:
    """Read the order and the file from standard input; write what came of it to standard output."""
    order = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = order["path"]
    limits = order["limits"]
    limit_resources(limits["seconds"], limits["megabytes"], order["ends"])
    bare_packages()
    data = sys.stdin.buffer.read()
    without_what_no_text_needs(data)
    answer = answered(data, limits)
    sys.stdout.buffer.write(json.dumps(answer).encode())


def answered(data: bytes, limits: dict[str, Any]) -> dict[str, str]:
    """The type and the text, or the code of the problem."""
    from ashby_agent_tools.client.files.kinds import type_of  # noqa: PLC0415  (after bare_packages)
    from ashby_agent_tools.client.files.problems import Problem  # noqa: PLC0415  (as above)
    from ashby_agent_tools.client.files.readers import reader_of  # noqa: PLC0415  (as above)

    kind = type_of(io.BytesIO(data))
    try:
        counts = {key: limits[key] for key in ("pages", "operators", "characters")}
        read = reader_of(kind, **counts)
        confine()
        return {"type": kind, "text": read(data)}
    except Problem as problem:
        return {"type": kind, "problem": problem.code, "detail": problem.detail}
    except MemoryError:
        return {"type": kind, "problem": "memory"}
    except RecursionError:
        return {"type": kind, "problem": "complex"}


def bare_packages() -> None:
    """Let modules of this package be imported without its face, which takes a third of a second to load clients."""
    root = Path(__file__).parents[2]
    for name in ("", "client", "client.files", "results"):
        package = types.ModuleType(f"ashby_agent_tools.{name}".rstrip("."))
        package.__path__ = [str(root.joinpath(*name.split(".")))]
        sys.modules[package.__name__] = package


def without_what_no_text_needs(data: bytes) -> None:
    """Keep the PDF parser from loading what it loads where it finds it: pictures, and what this file has no use for.

    Ciphers, if no trailer names them (trailers are not packed); a parser of fonts, if no CFF font is in it, which a
    packed object may hold.
    """
    unneeded = ["PIL"]
    if b"/Encrypt" not in data:
        unneeded += ["cryptography", "Crypto"]
    if b"/FontFile3" not in data and b"/ObjStm" not in data:
        unneeded.append("fontTools")
    for name in unneeded:
        sys.modules[name] = None  # type: ignore[assignment]  # this is how an import is made to fail


def limit_resources(seconds: float, megabytes: int, ends: float) -> None:
    """Limits of the operating system on CPU time, address space and core dumps, and an alarm if nobody ends us.

    At the limit on CPU time comes SIGXCPU, which tells what it was; a second later SIGKILL, which nothing stops.
    """
    try:
        import resource  # noqa: PLC0415  (absent on Windows)
    except ImportError:
        return
    signal.setitimer(signal.ITIMER_REAL, ends)
    whole, memory = math.ceil(seconds), megabytes * 1_000_000
    limits = (
        (resource.RLIMIT_CPU, (whole, whole + 1)),
        (resource.RLIMIT_AS, (memory, memory)),
        (resource.RLIMIT_CORE, (0, 0)),
    )
    for kind, most in limits:
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, most)


def confine() -> None:
    """From here on: no network, no programs, nothing written, nothing read but Python's modules."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (as above)

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    modules = tuple(os.path.join(os.path.realpath(entry), "") for entry in sys.path)  # noqa: PTH118

    def refuse(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = given
            writes = mode not in _READING if mode else bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if not writes and os.path.realpath(os.fsdecode(path)).startswith(modules):
                return
        elif not event.startswith(_FORBIDDEN):
            return
        raise PermissionError(f"{event}: a process that reads a file may not do this")

    sys.addaudithook(refuse)


if __name__ == "__main__":
    main()
