"""Database: what a store asks of the SQLite file or the server behind it: rows, changes, one transaction at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from ashby_agent_tools._unseen import SURROGATE

__all__ = ["Connection", "Database", "Row", "Value", "listed", "storable"]

Value = str | float | bytes | None
Row = Sequence[Any]


class Connection(Protocol):
    """An open connection. Statements are SQL that SQLite and PostgreSQL both read, their values named `:so`."""

    def rows(self, statement: str, **values: Value) -> list[Row]:
        """All rows of a query."""
        ...

    def change(self, statement: str, **values: Value) -> int:
        """Run a statement that changes rows or tables; how many rows it changed."""
        ...

    def change_many(self, statement: str, values: Sequence[Mapping[str, Value]]) -> None:
        """Run a statement once with each of these values."""
        ...

    def insert(self, statement: str, **values: Value) -> int:
        """Insert one row into a table whose key the database counts; the new key."""
        ...

    def lock(self, name: str) -> None:
        """Hold the lock of this name, too, until the transaction has ended."""
        ...

    def version(self) -> int:
        """The version of the tables; 0 where there are none."""
        ...

    def set_version(self, version: int) -> None:
        """Note the version of the tables."""
        ...


class Database(Protocol):
    """A database with its own words for two types of columns; safe for threads. Whatever fails is StoreUnavailable."""

    name: str
    """How messages name it: without a password."""
    serial: str
    """A key that the database counts up by itself."""
    binary: str
    """A column of bytes."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for queries."""
        ...

    def writing(self, lock: str) -> AbstractContextManager[Connection]:
        """One transaction: all of it, or nothing. Of those that name the same lock, one runs at a time.

        It sees what each of them before it left behind.
        """
        ...

    def close(self) -> None:
        """Close the connections of this process. In a process that was forked since nothing is done."""
        ...


def storable(value: Value) -> Value:
    """A value as both databases take it: halves of characters, and NUL, are written as escapes."""
    if not isinstance(value, str):
        return value
    if not value.isascii() and SURROGATE.search(value):
        value = value.encode("utf-8", "backslashreplace").decode()
    return value.replace("\x00", "\\x00") if "\x00" in value else value


def listed(name: str, values: Sequence[str]) -> tuple[str, dict[str, Value]]:
    """Values for IN (...), each under a name of its own."""
    named: dict[str, Value] = {f"{name}_{number}": value for number, value in enumerate(values)}
    return ", ".join(f":{it}" for it in named), named
