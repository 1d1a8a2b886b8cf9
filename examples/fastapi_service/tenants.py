"""What each customer has for itself: a store, a checkpointer, a memory and an inbox; in PostgreSQL, a schema."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import AsyncIterator
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore
from starlette.applications import Starlette

from ashby_agent_tools import ApproverRules, MemoryStore, SqlStore
from ashby_agent_tools.inbox import inbox_app

RULES = ApproverRules(own_agents=False)  # nobody answers what their own agent asks


@dataclasses.dataclass(frozen=True, slots=True)
class Tenant:
    """One customer. `store`: short ids, results, questions, answers. `memory`: what people asked to be remembered."""

    name: str
    store: SqlStore
    checkpointer: BaseCheckpointSaver[Any]
    memory: BaseStore

    def inbox(self, public_url: str, secret: str) -> Starlette:
        """The pages on which this customer's people answer; who signed in here is unknown to another's store."""
        return inbox_app(self.store, public_url=public_url, account=self.name, rules=RULES, secret=secret)


@contextlib.asynccontextmanager
async def opened(name: str, database_url: str | None) -> AsyncIterator[Tenant]:
    """A customer's own places: in a PostgreSQL, or in memory, which is gone with the process."""
    if re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name) is None:
        raise ValueError(f"{name!r} names no customer: lower-case letters, digits and _, as it names a schema, too.")
    if database_url is None:
        with MemoryStore() as store:
            yield Tenant(name, store, InMemorySaver(), InMemoryStore())
        return
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver  # noqa: PLC0415  (not needed for a first try)
    from langgraph.store.postgres.aio import AsyncPostgresStore  # noqa: PLC0415
    from psycopg import AsyncConnection  # noqa: PLC0415
    from psycopg.rows import DictRow, dict_row  # noqa: PLC0415
    from psycopg_pool import AsyncConnectionPool  # noqa: PLC0415

    async with await AsyncConnection.connect(database_url, autocommit=True) as connection:
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS tenant_{name}")
    url = f"{database_url}{'&' if '?' in database_url else '?'}options=-csearch_path%3Dtenant_{name}"
    settings = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    kind = AsyncConnection[DictRow]
    async with AsyncConnectionPool(url, connection_class=kind, min_size=1, max_size=10, kwargs=settings) as pool:
        checkpointer, memory = AsyncPostgresSaver(pool), AsyncPostgresStore(pool)
        await checkpointer.setup()
        await memory.setup()
        with SqlStore(url) as store:
            yield Tenant(name, store, checkpointer, memory)
