"""LimitedConnection: a connection that gives a server up that is silent for too long, such as one that was halted.

A halted server ends no statement at its own limits, and its machine goes on acknowledging what arrives, so no limit of
the network is reached either.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg

__all__ = ["LimitedConnection"]

T = TypeVar("T")
_MORE = 5.0  # seconds after which the server should have ended a statement by itself
_TIMEOUT = "SELECT setting::bigint FROM pg_settings WHERE name = 'statement_timeout'"


class LimitedConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection of psycopg's. `patience`: seconds of silence, after which it is closed; 0 for no limit."""

    patience = 0.0
    for_statements = 0.0

    @classmethod
    def opened(cls, *given: Any, patience: float, **options: Any) -> LimitedConnection:
        """A connection whose statements may take a little longer than the server lets them; all else, `patience`."""
        made: LimitedConnection = cls.connect(*given, **options)
        made.patience = patience
        row = made.execute(_TIMEOUT).fetchone()
        made.rollback()
        limit = row[0] / 1000 if row else 0.0
        made.for_statements = limit and limit + _MORE
        return made

    def wait(self, gen: Generator[Any, Any, T], *given: Any, **options: Any) -> T:
        """As psycopg's, within the limit on silence."""
        return super().wait(self._limited(gen), *given, **options)

    def _limited(self, gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        heard, ready = time.monotonic(), None
        while True:
            try:
                wanted = gen.send(ready)
            except StopIteration as ended:
                result: T = ended.value
                return result
            ready = yield wanted
            if ready:
                heard = time.monotonic()
            elif self.patience and time.monotonic() - heard > self.patience:
                self.pgconn.finish()
                raise psycopg.OperationalError(f"the server has been silent for {self.patience:g} seconds")
