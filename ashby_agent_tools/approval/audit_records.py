"""The lines of an audit file as a chain: each names the one before by its hash, so that a change in the middle shows.

Anyone who may write the file may rewrite all of it. So an anchor, the number and the hash of the last line, is kept
elsewhere: the logger `ashby_agent_tools.audit` has each line as well, and `audit verify` gives and checks anchors.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import functools
import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import JsonObject

__all__ = ["AuditResult", "append", "records", "verify"]

_FIRST = "0" * 64
_ANCHOR = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
_TAIL = 8_192
_BLOCK = 1 << 20


@dataclasses.dataclass(frozen=True, slots=True)
class AuditResult:
    """What is known of an audit file. `findings`: each change that shows, by line; empty where there is none.

    `unlinked`: lines at the beginning that an older version wrote, which name no line before. `anchor`: of the last
    line, to be kept elsewhere; empty for an empty file.
    """

    lines: int
    unlinked: int
    findings: tuple[str, ...]
    anchor: str


def append(path: Path, facts: JsonObject) -> str:
    """Append a line with its number and the hash of the one before; gives the line. Processes take turns.

    Raises OSError where there is no room for all of it, and then the file is as it was.
    """
    with _held(path) as file:
        number, previous = _last(file)
        line, end = json.dumps({**facts, "number": number + 1, "previous": previous}), file.seek(0, os.SEEK_END)
        whole = f"{line}\n".encode()
        if file.write(whole) < len(whole):
            file.truncate(end)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return line


def verify(path: Path, anchors: Sequence[str] = ()) -> AuditResult:
    """Follow the chain from the first line to the last. `anchors`: of earlier checks, `1234:hash` each.

    Found are lines that were changed, removed, added or moved, and with an anchor also an end that is missing, and a
    file that was rewritten. Raises UsageError for what is not an anchor, and for a file that cannot be read.
    """
    kept = dict(map(_anchor, anchors))
    findings: list[str] = []
    number, unlinked, digest = 0, 0, _FIRST
    for number, raw in enumerate(_lines(path), 1):
        record = _record(raw)
        if record is not None and "previous" not in record and unlinked == number - 1:
            unlinked = number
        elif finding := _finding(number, record, digest):
            findings.append(finding)
        digest = hashlib.sha256(raw.rstrip(b"\n")).hexdigest()
        if kept.pop(number, digest) != digest:
            findings.append(f"line {number} is not the one of the anchor: it, or something before it, was rewritten")
    findings += [f"the anchor names line {line}, and the file has {number}: its end is missing" for line in kept]
    return AuditResult(number, unlinked, tuple(findings), f"{number}:{digest}" if number else "")


def records(path: Path) -> Iterator[JsonObject]:
    """The records of a file, in order; what is none is left out, and `verify` tells of it."""
    return (record for raw in _lines(path) if (record := _record(raw)) is not None)


def _finding(number: int, record: JsonObject | None, digest: str) -> str:
    """What is wrong with a line, beside the hash of the one before."""
    if record is None:
        return f"line {number} is not a record: it was changed, or not written to its end"
    if "previous" not in record:
        return f"line {number} does not name the line before it: it was added"
    if record["previous"] != digest:
        before = f"does not follow line {number - 1}" if number > 1 else "is not the first one"
        return f"line {number} {before}: something was changed, removed, added or moved there"
    if record.get("number") != number:
        return f"line {number} says that it is number {record.get('number')}"
    return ""


def _last(file: BinaryIO) -> tuple[int, str]:
    """The number and the hash of the last line; one that was not written to its end is ended."""
    size, length = file.seek(0, os.SEEK_END), _TAIL
    if not size:
        return 0, _FIRST
    while True:
        file.seek(max(0, size - length))
        tail = file.read()
        line = tail.rstrip(b"\n").rpartition(b"\n")[2]
        if length >= size or b"\n" in tail.rstrip(b"\n"):
            break
        length *= 2
    if not tail.endswith(b"\n"):
        file.write(b"\n")
    number = (_record(line + b"\n") or {}).get("number")
    if not isinstance(number, int):
        file.seek(0)
        number = sum(block.count(b"\n") for block in iter(functools.partial(file.read, _BLOCK), b""))
    return number, hashlib.sha256(line).hexdigest()


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise UsageError(f"The audit file {path} cannot be read ({error.strerror}).") from error


def _record(raw: bytes) -> JsonObject | None:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and raw == raw.strip() + b"\n" else None


def _anchor(text: str) -> tuple[int, str]:
    found = _ANCHOR.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"{text!r:.90} is not an anchor; `ashby-agent-tools audit verify` prints one, such as 1234:9f86..."
        )
    return int(found[1]), found[2]


@contextlib.contextmanager
def _held(path: Path) -> Iterator[BinaryIO]:
    """The file, made for its owner where there is none, and held until it is closed: the chain has one end.

    One that was put away while this waited for its turn, as logs are rotated, may be packed or gone by now.
    """
    while True:
        with open(path, "a+b", buffering=0, opener=_for_the_owner) as file:
            _lock(file)
            if _is_at(path, file):
                yield file
                return


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_at(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _lock(file: BinaryIO) -> None:
    """Wait for the turn of this process, which ends when the file is closed."""
    try:
        import fcntl  # noqa: PLC0415  (not on Windows)
    except ModuleNotFoundError:  # pragma: no cover
        import msvcrt  # noqa: PLC0415

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    fcntl.flock(file, fcntl.LOCK_EX)
