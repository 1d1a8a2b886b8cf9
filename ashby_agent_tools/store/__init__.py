"""What is remembered: questions and their answers, writes, short ids, whole results, approvers; in memory or in a file.

`protocol` has the records and the methods that every store has. A store decides nothing: it keeps, and each of its
claims is one transaction. What is asked and what an answer allows is decided in `approval`.

A store of your own implements `Store` with the records here, and passes `ashby_agent_tools.testing.StoreContract`.
"""

from ashby_agent_tools.store.protocol import (
    OPEN,
    Admission,
    ApprovalRequest,
    BatchAnswer,
    BatchLine,
    ConversationKey,
    Guard,
    LineAnswer,
    LineGuard,
    State,
    Store,
    StoredResult,
    WriteRecord,
    pending_call,
    still_asked,
)
from ashby_agent_tools.store.retention import Retention
from ashby_agent_tools.store.sql import MemoryStore, SqliteStore, SqlStore

__all__ = [
    "OPEN",
    "Admission",
    "ApprovalRequest",
    "BatchAnswer",
    "BatchLine",
    "ConversationKey",
    "Guard",
    "LineAnswer",
    "LineGuard",
    "MemoryStore",
    "Retention",
    "SqlStore",
    "SqliteStore",
    "State",
    "Store",
    "StoredResult",
    "WriteRecord",
    "pending_call",
    "still_asked",
]
