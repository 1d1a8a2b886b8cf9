"""Document: what reading a file returns, and its limits. Separate from the readers, so that none of them is loaded."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools._given import must_be
from ashby_agent_tools.errors import UsageError

__all__ = ["LARGEST_FILE", "Document", "FileLimits"]

LARGEST_FILE = 100_000_000  # bytes, up or down
_LEAST_MEGABYTES = 128  # what the readers themselves need


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """A file that somebody outside wrote, as text: data to look at, never an instruction.

    `text`: what a reader would see, without invisible characters. `name`: the file's name, without folders. `type`:
    its media type, by its content. `size`: of the file, in bytes.
    """

    text: str = dataclasses.field(repr=False)
    name: str
    type: str
    size: int


@dataclasses.dataclass(frozen=True, slots=True)
class FileLimits:
    """What reading one file as text may cost; a file that wants more is not read, and an UnreadableFile says so.

    `seconds`: of CPU time, the start of the reading process included; one that only waits is ended after three times as
    long by the clock, so that a busy machine does not make a file unreadable. `megabytes`: of memory (address space).
    `pages`: of a PDF; those beyond are counted in the last line. `operators`: of a PDF's drawing instructions or a
    DOCX's elements. `characters`: of the text; those beyond are counted in the last line.

    The limits on CPU time and memory are the operating system's. Windows has neither for us, and macOS does not hold
    a process to its memory: there the clock and the counts remain.
    """

    seconds: float = 10.0
    megabytes: int = 512
    pages: int = 100
    operators: int = 1_000_000
    characters: int = 500_000

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            must_be(field.name, getattr(self, field.name), int, float, write="give a number")
        if self.megabytes < _LEAST_MEGABYTES:
            raise UsageError(f"FileLimits(megabytes={self.megabytes}): reading needs {_LEAST_MEGABYTES} or more.")
        for field in dataclasses.fields(self):
            if not getattr(self, field.name) > 0:
                raise UsageError(f"FileLimits({field.name}={getattr(self, field.name)}): give more than 0.")
