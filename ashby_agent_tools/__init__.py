"""Ashby for AI agents: rated operations, results that fit a context window, and a human's approval where it counts."""

from typing import TYPE_CHECKING

from ashby_agent_tools import errors, operations
from ashby_agent_tools._exports import lazy_exports
from ashby_agent_tools.answers import Question
from ashby_agent_tools.approval.approvers import (
    Approver,
    AsyncApprover,
    AsyncBatchApprover,
    BatchApprover,
    ask_later,
    ask_terminal,
    ask_terminal_batch,
)
from ashby_agent_tools.budget import Budget
from ashby_agent_tools.call import Call, Decision, Verdict
from ashby_agent_tools.call_result import Reconciled, Result
from ashby_agent_tools.client.clients import AsyncClient, Client, Partner
from ashby_agent_tools.client.ensure import Ensured
from ashby_agent_tools.client.files.document import Document, FileLimits
from ashby_agent_tools.client.limits import Limits
from ashby_agent_tools.client.paging import Progress, ReportProgress
from ashby_agent_tools.client.rows import Rows
from ashby_agent_tools.conversation.options import SessionOptions
from ashby_agent_tools.conversation.session import Session
from ashby_agent_tools.operations.base import Json, Operation, Spec
from ashby_agent_tools.risk import DESTRUCTIVE, EXPORTS, NOTIFIES, READ, WRITE, Effect, Risk
from ashby_agent_tools.telemetry import Telemetry
from ashby_agent_tools.toolset.permissions import KeyInfo
from ashby_agent_tools.toolset.policy import Policy, allow, confirm_destructive, confirm_never, confirm_writes, deny
from ashby_agent_tools.toolset.tool import Tool
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools import webhooks
    from ashby_agent_tools.accounts import AccountKey, Accounts, AsyncAccounts, from_environment, from_keyring
    from ashby_agent_tools.approval.caps import Caps
    from ashby_agent_tools.approval.notices import AsyncNotifier, Notice, Notifier
    from ashby_agent_tools.approval.people import ApproverRules, Person
    from ashby_agent_tools.batch import Batch, BatchResult, ShownQuestion
    from ashby_agent_tools.client.job_board import AsyncJobBoard, JobBoard
    from ashby_agent_tools.conversation.conversations import AdapterToolkit, Conversations
    from ashby_agent_tools.conversation.warm import warm
    from ashby_agent_tools.store.protocol import Store
    from ashby_agent_tools.store.retention import Retention
    from ashby_agent_tools.store.sql import MemoryStore, SqliteStore, SqlStore
else:
    __getattr__ = lazy_exports(
        __name__,
        {
            "accounts": ("accounts", "AccountKey", "Accounts", "AsyncAccounts", "from_environment", "from_keyring"),
            "approval.caps": ("Caps",),
            "approval.notices": ("AsyncNotifier", "Notice", "Notifier"),
            "approval.people": ("ApproverRules", "Person"),
            "batch": ("Batch", "BatchResult", "ShownQuestion"),
            "client.job_board": ("AsyncJobBoard", "JobBoard"),
            "conversation.conversations": ("AdapterToolkit", "Conversations"),
            "conversation.warm": ("warm",),
            "store.protocol": ("Store",),
            "store.retention": ("Retention",),
            "store.sql": ("MemoryStore", "SqlStore", "SqliteStore"),
            "webhooks": ("webhooks",),
        },
    )

__all__ = [
    "DESTRUCTIVE",
    "EXPORTS",
    "NOTIFIES",
    "READ",
    "WRITE",
    "AccountKey",
    "Accounts",
    "AdapterToolkit",
    "Approver",
    "ApproverRules",
    "AsyncAccounts",
    "AsyncApprover",
    "AsyncBatchApprover",
    "AsyncClient",
    "AsyncJobBoard",
    "AsyncNotifier",
    "Batch",
    "BatchApprover",
    "BatchResult",
    "Budget",
    "Call",
    "Caps",
    "Client",
    "Conversations",
    "Decision",
    "Document",
    "Effect",
    "Ensured",
    "FileLimits",
    "JobBoard",
    "Json",
    "KeyInfo",
    "Limits",
    "MemoryStore",
    "Notice",
    "Notifier",
    "Operation",
    "Partner",
    "Person",
    "Policy",
    "Progress",
    "Question",
    "Reconciled",
    "ReportProgress",
    "Result",
    "Retention",
    "Risk",
    "Rows",
    "Session",
    "SessionOptions",
    "ShownQuestion",
    "Spec",
    "SqlStore",
    "SqliteStore",
    "Store",
    "Telemetry",
    "Tool",
    "Toolset",
    "Verdict",
    "allow",
    "ask_later",
    "ask_terminal",
    "ask_terminal_batch",
    "confirm_destructive",
    "confirm_never",
    "confirm_writes",
    "deny",
    "errors",
    "from_environment",
    "from_keyring",
    "operations",
    "warm",
    "webhooks",
]


def __dir__() -> list[str]:
    """What there is, loaded or not."""
    return sorted({*globals(), *__all__})
