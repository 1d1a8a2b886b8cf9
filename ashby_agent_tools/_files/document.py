"""Document: what reading a file gives. Apart from the readers, so that naming it loads none of them."""

from __future__ import annotations

import dataclasses

__all__ = ["LARGEST_FILE", "Document"]

LARGEST_FILE = 100_000_000  # bytes, up or down


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
