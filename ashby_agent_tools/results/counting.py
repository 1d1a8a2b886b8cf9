"""Counting tokens: exactly where tiktoken's vocabulary can be had, else an estimate on the high side.

A vocabulary is looked for in `TIKTOKEN_CACHE_DIR`, in tiktoken's own cache, in the files that llama-index-core
carries, and at last by tiktoken's download, which has no time limit of its own: it gets one here, in a thread, at
most once per process and encoding. After that the estimate counts, and the log says so.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.util
import logging
import math
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.locks import Lock

if TYPE_CHECKING:
    import tiktoken

__all__ = ["Limit", "TokenCounter", "counter_for", "estimate"]

_URL = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"  # where tiktoken's file names come from
_KNOWN = ("o200k_base", "cl100k_base")
_DOWNLOAD_SECONDS = 6.0
_CHUNK = 50_000
_LONGEST = 4_096
_RUN = re.compile(r"\s+|\S+")
_BLANK_START = re.compile(r"\n\s")
_BORDER = re.compile(r"\n(?=[\[\]{}\"])")
_PIECES = re.compile(r"[A-Za-z]+|[0-9]+|\s+|[\x21-\x7e]|[^\x00-\x7f]+|.", re.DOTALL)
_log = logging.getLogger("ashby_agent_tools")
_ENVIRONMENT_LOCK = Lock()
_SEARCH_LOCK = threading.Lock()
if hasattr(os, "register_at_fork"):  # tiktoken has its own lock: a fork waits until no thread of ours is inside
    os.register_at_fork(
        before=_SEARCH_LOCK.acquire, after_in_parent=_SEARCH_LOCK.release, after_in_child=_SEARCH_LOCK.release
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    """The room for a text, in tokens and in characters."""

    tokens: int
    chars: int

    def less(self, tokens: int, chars: int) -> Limit:
        """A smaller room."""
        return Limit(self.tokens - tokens, self.chars - chars)


@dataclasses.dataclass(frozen=True, slots=True)
class TokenCounter:
    """Counts tokens; `exact` is False for an estimate. `adds`: the counts of the lines of line JSON add up."""

    measure: Callable[[str], int]
    exact: bool
    factor: float = 1.0
    adds: bool = True

    def count(self, text: str) -> int:
        """The tokens of the text, times the factor, rounded up."""
        return self.scaled(self.measure(text))

    def sums(self, text: str) -> bool:
        """Whether the counts of the parts of line JSON surely add up to its own: where nothing is taken apart."""
        return self.adds and len(text) <= _CHUNK and _in_short_lines(text)

    def scaled(self, number: int) -> int:
        """So many tokens, times the factor, rounded up."""
        return number if self.factor == 1.0 else math.ceil(number * self.factor)


def counter_for(tokenizer: str | Callable[[str], int], factor: float = 1.0) -> TokenCounter:
    """The counter of an encoding (`o200k_base`, `cl100k_base`) or of any function from text to a count.

    Raises UsageError for another name. Without a vocabulary the counter estimates, and says so in `exact`.
    """
    if callable(tokenizer):
        return TokenCounter(tokenizer, exact=True, factor=factor, adds=False)
    if tokenizer not in _KNOWN:
        raise UsageError(f"Budget.tokenizer {tokenizer!r} is not known; use {' or '.join(_KNOWN)}, or a function.")
    with _SEARCH_LOCK:  # threads that start together wait for one download
        encoding = _encoding(tokenizer)
    if encoding is None:
        return TokenCounter(estimate, exact=False, factor=factor)
    return TokenCounter(functools.partial(_measure, encoding), exact=True, factor=factor)


def estimate(text: str) -> int:
    """Tokens from above, without a vocabulary: letters by two, digits by three, other characters one by one."""
    total = 0
    for piece in _PIECES.findall(text):
        first = piece[0]
        if first.isascii():
            if first.isalpha():
                total += 1 if len(piece) < 3 else (len(piece) + 1) // 2  # noqa: PLR2004
            elif first.isdigit():
                total += -(-len(piece) // 3)
            else:
                total += 1 if len(piece) < 3 else len(piece) // 2  # noqa: PLR2004
        else:
            total += len(piece.encode("utf-8", "replace"))
    return total


def _measure(encoding: tiktoken.Encoding, text: str) -> int:
    if len(text) <= _LONGEST:
        return len(encoding.encode_ordinary(text))
    return sum(len(encoding.encode_ordinary(chunk)) for chunk in _chunks(text))


def _chunks(text: str) -> Iterator[str]:
    """The text in pieces whose counts add up: at line borders of line JSON, and inside runs too long to encode."""
    start = 0
    while start < len(text):
        end = start + _CHUNK
        if end < len(text):
            border = _BORDER.search(text, end - 2_000, end + _CHUNK)
            end = border.end() if border else end
        part = text[start:end]
        yield from _runs(part)
        start = end


def _runs(text: str) -> Iterator[str]:
    """The text, divided inside words and blanks that are too long to encode at once."""
    if _in_short_lines(text):
        yield text
        return
    words = text.split()
    if len(text) - sum(map(len, words)) <= len(words) + _LONGEST and max(map(len, words), default=0) <= _LONGEST:
        yield text
        return
    start = 0
    for run in _RUN.finditer(text):
        for cut in range(run.start() + _LONGEST, run.end(), _LONGEST):
            yield text[start:cut]
            start = cut
    yield text[start:]


def _in_short_lines(text: str) -> bool:
    """Whether no run of the text is too long to encode, said quickly: no line is, and each begins with a word."""
    return max(map(len, text.split("\n"))) < _LONGEST and not _BLANK_START.search(text)


@functools.cache
def _encoding(name: str) -> tiktoken.Encoding | None:
    """The encoding from a file on this machine, else from a download that may take 6 seconds, else None, and why."""
    try:
        import tiktoken  # noqa: F401, PLC0415  (loaded when the first result is counted)
    except ImportError:
        _log.warning("tiktoken cannot be imported: tokens are estimated on the high side.")
        return None
    for folder in _folders():
        if (folder / _file_name(name)).is_file():
            found = _load(name, folder)
            if found is not None:
                return found
    return _download(name)


def _folders() -> Iterator[Path]:
    for variable in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    yield Path(tempfile.gettempdir()) / "data-gym-cache"
    spec = importlib.util.find_spec("llama_index")
    if spec is not None and spec.submodule_search_locations is not None:
        for place in spec.submodule_search_locations:
            yield Path(place) / "core" / "_static" / "tiktoken_cache"


def _file_name(name: str) -> str:
    return hashlib.sha1(_URL.format(name).encode(), usedforsecurity=False).hexdigest()


def _load(name: str, folder: Path) -> tiktoken.Encoding | None:
    import tiktoken  # noqa: PLC0415

    with _ENVIRONMENT_LOCK:
        before = os.environ.get("TIKTOKEN_CACHE_DIR")
        try:
            os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
            return tiktoken.get_encoding(name)
        except (OSError, ValueError):
            return None
        finally:
            if before is None:
                os.environ.pop("TIKTOKEN_CACHE_DIR", None)
            else:
                os.environ["TIKTOKEN_CACHE_DIR"] = before


def _download(name: str) -> tiktoken.Encoding | None:
    """What tiktoken downloads, if it comes in time; the thread is left to itself otherwise."""
    import tiktoken  # noqa: PLC0415

    found: list[tiktoken.Encoding] = []
    failed: list[Exception] = []

    def fetch() -> None:
        try:
            found.append(tiktoken.get_encoding(name))
        except (OSError, ValueError) as error:
            failed.append(error)

    thread = threading.Thread(target=fetch, name="tiktoken-download", daemon=True)
    thread.start()
    thread.join(_DOWNLOAD_SECONDS)
    if found:
        return found[0]
    why = f"({type(failed[0]).__name__})" if failed else f"within {_DOWNLOAD_SECONDS:.0f} seconds"
    _log.warning(
        "The vocabulary %s could not be loaded %s: tokens are estimated on the high side until this process ends. "
        "TIKTOKEN_CACHE_DIR names a folder that has it.",
        name, why,
    )  # fmt: skip
    return None
