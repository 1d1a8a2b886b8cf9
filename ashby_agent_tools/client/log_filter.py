"""Log filter: keeps signed URLs, keys, passwords and cookies out of what httpx and httpcore log of our requests.

httpx logs the address of every request, and httpcore at DEBUG the headers of every answer: a signed address, in either
place, is a key to the file. Requests that others make with the same libraries are logged as ever.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Literal

from ashby_agent_tools.client.envelope import scrubbed

__all__ = ["masked", "unlogged"]

# The loggers of httpx 0.28 and httpcore 1; a filter on a parent would not see what is logged on its children.
_LOGGERS = tuple(
    logging.getLogger(name)
    for name in ("httpx", *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")))
)
Secrets = Callable[[], Iterable[str]]
_ours: ContextVar[Secrets | Literal["unlogged"] | None] = ContextVar("ashby_agent_tools_quiet", default=None)
_BYTES = r"b?(?P<{0}>['\"]).*?(?P={0})"
_SECRETS = (  # compiled by the first record that is logged
    # a header as httpcore shows it, (b'Location', b'https://...'), and as httpx shows one, 'authorization': '...'
    r"(?i)(?P<head>b?['\"](?:[\w-]*authorization|[\w-]*cookie|location|x-on-behalf-of)['\"]\s*[,:]\s*)"
    + _BYTES.format("quote"),
    r"(?P<head>\bauth=)\(" + _BYTES.format("user") + r",\s*" + _BYTES.format("word") + r"\)",  # SOCKS
    r"(?i)(?P<head>\b(?:basic|bearer)\s+)[\w+/=.~-]+",
    r"(?P<head>\w://)[^/\s@'\"]+(?=@)",  # the password of a proxy
    r"(?P<head>\w://[^\s?'\"]*\?)[^\s'\"]+",
)


class _Quiet(logging.Filter):
    """Drops the records of requests to signed addresses, and masks secrets in those of our other requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        how = _ours.get()
        if callable(how):
            text = str(scrubbed(record.getMessage(), how()))
            for secret in _SECRETS:
                text = re.sub(secret, r"\g<head>[masked]", text)
            record.msg, record.args = text, ()
        return how != "unlogged"


_QUIET = _Quiet()


@contextlib.contextmanager
def _as(how: Secrets | Literal["unlogged"]) -> Iterator[None]:
    for logger in _LOGGERS:
        if _QUIET not in logger.filters:  # as long as nobody takes it away, this is all that a call pays
            logger.addFilter(_QUIET)
    token = _ours.set(how)
    try:
        yield
    finally:
        _ours.reset(token)


def unlogged() -> contextlib.AbstractContextManager[None]:
    """Keep httpx and httpcore from logging what is sent and received inside, in this thread or task only."""
    return _as("unlogged")


def masked(secrets: Secrets) -> contextlib.AbstractContextManager[None]:
    """Let them log what is sent and received inside, with secrets masked; in this thread or task only.

    `secrets`: those of the call, which a server may repeat in any header; asked for when something is logged.
    """
    return _as(secrets)
