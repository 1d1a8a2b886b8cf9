"""Saving: names that are safe on a disk, and writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ashby_agent_tools._unseen import is_unseen
from ashby_agent_tools.errors import ToolError, UsageError

__all__ = ["as_new", "folder_and_name", "replacing", "safe_name", "temporary"]

_LONGEST = 120  # bytes of UTF-8; file systems take 255, and a number may be added
_MOST_OF_ONE_NAME = 1_000
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z")  # what Windows takes for a device


def safe_name(name: str, *, ending: str = "", otherwise: str = "file") -> str:
    """A name without folders, unseen or forbidden characters, leading dots and device names; never empty.

    `ending` (".pdf") is added to a name that has none. The result is at most 120 bytes long.
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(c for c in unicodedata.normalize("NFC", last) if not is_unseen(c))
    plain = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", seen)).strip(" .").lstrip("-~ ") or otherwise
    stem, suffix = _parted(plain)
    if not 1 < len(suffix.encode()) <= 10 or " " in suffix:  # noqa: PLR2004
        stem, suffix = plain, ending
    stem = stem.encode()[: _LONGEST - len(suffix.encode())].decode(errors="ignore").rstrip(" .") or otherwise
    return f"_{stem}{suffix}" if _DEVICES.match(stem) else f"{stem}{suffix}"


def folder_and_name(to: str | os.PathLike[str]) -> tuple[Path, str | None]:
    """The folder to write into, and the file's name; None for the name where `to` is a folder that exists."""
    path = Path(to)
    folder, name = (path, None) if path.is_dir() else (path.parent, path.name)
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}; create it before you download into it.")
    if name and path.exists() and not path.is_file() and not path.is_symlink():  # a device or a pipe: others use it
        raise UsageError(f"{path} is not a file, so no download replaces it; name another file.")
    return folder, name


@contextlib.contextmanager
def temporary(folder: Path) -> Iterator[BinaryIO]:
    """A new file in the folder, readable by this user only; gone afterwards unless it was moved away."""
    try:
        number, name = tempfile.mkstemp(dir=folder, prefix=".ashby-", suffix=".part")
        os.close(number)
    except OSError as error:
        raise ToolError(
            f"The folder for downloads cannot be written to ({error.strerror}); nothing was saved."
        ) from None
    try:
        with Path(name).open("r+b") as file:  # by its name, so that the name goes with it
            yield file
    finally:
        Path(name).unlink(missing_ok=True)


def replacing(file: BinaryIO, target: Path) -> Path:
    """Put a temporary file in its place, over what is there. A link that is there is replaced, not followed."""
    _finish(file)
    return Path(file.name).replace(target)


def as_new(file: BinaryIO, folder: Path, name: str) -> Path:
    """Put a temporary file in its place under a name that is free: `cv.pdf`, else `cv-2.pdf`, and so on."""
    stem, suffix = _parted(name)
    _finish(file)
    for number in range(1, _MOST_OF_ONE_NAME):
        target = folder / (name if number == 1 else f"{stem}-{number}{suffix}")
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # takes the name, or fails
        except FileExistsError:
            continue
        return Path(file.name).replace(target)
    raise ToolError(f"There are {_MOST_OF_ONE_NAME} files called {name} already; nothing was saved.")


def _finish(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()  # Windows moves closed files only


def _parted(name: str) -> tuple[str, str]:
    path = PurePosixPath(name)
    return path.stem, path.suffix
