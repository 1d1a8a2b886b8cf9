"""Quiet: httpx logs the address of every request, and a signed address is a key to the file."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextvars import ContextVar

__all__ = ["unlogged"]

_signed: ContextVar[bool] = ContextVar("ashby_agent_tools_signed", default=False)


class _Unsigned(logging.Filter):
    """Lets every record pass but those of requests to signed addresses."""

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002  (the signature of logging)
        return not _signed.get()


_UNSIGNED = _Unsigned()


@contextlib.contextmanager
def unlogged() -> Iterator[None]:
    """Keep httpx from logging what is sent inside, in this thread or task only."""
    logging.getLogger("httpx").addFilter(_UNSIGNED)  # a second time changes nothing
    token = _signed.set(True)
    try:
        yield
    finally:
        _signed.reset(token)
