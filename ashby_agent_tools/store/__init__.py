"""What is remembered: questions and their answers, writes, short ids, whole results, approvers; in memory or in a file.

`protocol` has the records and the methods that every store has. A store decides nothing: it keeps, and each of its
claims is one transaction. What is asked and what an answer allows is decided in `approval`.

A store of your own implements `Store` with the records here, and passes `ashby_agent_tools.testing.StoreContract`.
"""

from typing import TYPE_CHECKING

from ashby_agent_tools._exports import lazy_exports
from ashby_agent_tools.store.protocol import (
    OPEN,
    UNCOUNTED,
    Admission,
    ApprovalRequest,
    BatchAnswer,
    BatchLine,
    ConversationKey,
    GivenAnswer,
    Guard,
    JournalEntry,
    JournalNote,
    LineAnswer,
    LineGuard,
    RequestFacts,
    RequestPage,
    State,
    Store,
    StoredResult,
    WriteRecord,
    edit_text,
    pending_call,
    still_asked,
)

if TYPE_CHECKING:
    from ashby_agent_tools.store.given_answers import approved_by, must_be_answerable, with_answer
    from ashby_agent_tools.store.retention import Retention
    from ashby_agent_tools.store.sql import MemoryStore, SqliteStore, SqlStore
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "given_answers": ("approved_by", "must_be_answerable", "with_answer"),
            "retention": ("Retention",),
            "sql": ("MemoryStore", "SqlStore", "SqliteStore"),
        },
    )

__all__ = [
    "OPEN",
    "UNCOUNTED",
    "Admission",
    "ApprovalRequest",
    "BatchAnswer",
    "BatchLine",
    "ConversationKey",
    "GivenAnswer",
    "Guard",
    "JournalEntry",
    "JournalNote",
    "LineAnswer",
    "LineGuard",
    "MemoryStore",
    "RequestFacts",
    "RequestPage",
    "Retention",
    "SqlStore",
    "SqliteStore",
    "State",
    "Store",
    "StoredResult",
    "WriteRecord",
    "approved_by",
    "edit_text",
    "must_be_answerable",
    "pending_call",
    "still_asked",
    "with_answer",
]
