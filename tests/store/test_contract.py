"""The contract of stores, for those here, on each database, and for one that somebody else could have written."""

from __future__ import annotations

import contextlib
from pathlib import Path

import postgres
import pytest
from cryptography.fernet import Fernet
from dict_store import DictStore

from ashby_agent_tools.store import MemoryStore, SqliteStore, SqlStore, Store
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


@postgres.NEEDED
class TestPostgresStore(StoreContract):
    """On a server."""

    @pytest.fixture(autouse=True)
    def _schemas(self):
        with contextlib.ExitStack() as self.schemas:
            yield

    keys: tuple[bytes, ...] = ()

    def make(self, folder: Path, options: StoreOptions) -> Store:
        store = SqlStore(
            self.schemas.enter_context(postgres.schema()), keys=self.keys,
            clock=options.clock, expires=options.expires, keep_for=options.keep_for, keep_bytes=options.keep_bytes,
        )  # fmt: skip
        self.schemas.callback(store.close)
        return store


class TestEncryptedStore(TestPostgresStore):
    """On a server that reads none of the texts."""

    keys = (Fernet.generate_key(),)


class TestAStoreOfYourOwn(StoreContract):
    """Made of dicts."""

    def make(self, folder: Path, options: StoreOptions) -> Store:
        return DictStore(options)
