"""The contract of stores, for the two here and for one that somebody else could have written."""

from __future__ import annotations

from pathlib import Path

from dict_store import DictStore

from ashby_agent_tools.store import MemoryStore, SqliteStore, Store
from ashby_agent_tools.testing import StoreContract, StoreOptions


class TestMemoryStore(StoreContract):
    """Gone with the process."""

    def make(self, folder: Path, options: StoreOptions) -> Store:
        return MemoryStore(
            clock=options.clock, expires=options.expires, keep_for=options.keep_for, keep_bytes=options.keep_bytes
        )


class TestSqliteStore(StoreContract):
    """In a file."""

    def make(self, folder: Path, options: StoreOptions) -> Store:
        return SqliteStore(
            folder / "store.db",
            clock=options.clock, expires=options.expires, keep_for=options.keep_for, keep_bytes=options.keep_bytes,
        )  # fmt: skip


class TestAStoreOfYourOwn(StoreContract):
    """Made of dicts."""

    def make(self, folder: Path, options: StoreOptions) -> Store:
        return DictStore(options)
