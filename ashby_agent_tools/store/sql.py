"""SqlStore, SqliteStore and MemoryStore: what conversations remember, in a database, in a file, or in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.base import StoreOptions
from ashby_agent_tools.store.batches import Batches
from ashby_agent_tools.store.deliveries import Deliveries
from ashby_agent_tools.store.grants import StoredGrants
from ashby_agent_tools.store.held_rows import HeldRows
from ashby_agent_tools.store.identities import Identities
from ashby_agent_tools.store.journal import Journal
from ashby_agent_tools.store.notifications import Notifications
from ashby_agent_tools.store.short_ids import Names

__all__ = ["MemoryStore", "SqlStore", "SqliteStore"]


class SqlStore(Batches, Journal, Names, Identities, Deliveries, Notifications, StoredGrants, HeldRows):
    """What conversations remember, in a database that many servers may share, each process with its own store.

    A store that was opened before its process was forked raises UsageError in the new one: open it in each worker.
    A question that was once seen expired stays expired, whatever the clock says later; so does one that was asked more
    than a minute in the future, because then the clock was set back and nobody knows how old it is.

    `url`: `postgresql://user:password@host/database` (needs the extra `sql`), or `sqlite:///file.db`. The tables are
    made where there are none, and begin with `ashby_`. `expires`: seconds after which a question counts no more.
    `keep_for`: seconds for which a whole result is kept for reading on; `keep_bytes`: how much of them one
    conversation may hold, the oldest go first. `first_short_id`: the first number of short ids; by default a random
    one from 100 to 899, so that a name from a store that is gone is unknown rather than somebody else. `retention`:
    how long the rest is kept; for ever unless it says so. `keys`: Fernet keys, the newest first (extra `encryption`):
    questions, arguments, titles, results and the journal are encrypted with the first, and read with any.
    The database holds personal data: keep it where only your application can read it. Raises StoreUnavailable, in every
    method, while the database cannot be used.
    """


class SqliteStore(SqlStore):
    """The same in a SQLite file, which is made, readable for its owner only. Needs nothing beside the standard library.

    `path`: the file. The rest is said of SqlStore.
    """

    def __init__(self, path: str | Path, **options: Unpack[StoreOptions]) -> None:
        given: object = path
        if not isinstance(given, str | Path):
            raise UsageError(f"path is of type {type(given).__name__}; give the file: SqliteStore('ashby.db').")
        super().__init__(f"sqlite:///{Path(path)}", **options)


class MemoryStore(SqlStore):
    """The same in memory: gone with the process."""

    def __init__(self, **options: Unpack[StoreOptions]) -> None:
        super().__init__("sqlite://", **options)
