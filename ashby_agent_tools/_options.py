"""What a conversation is given beside its tools and its client, as one value."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TypedDict

from ashby_agent_tools._account import checked_account
from ashby_agent_tools.approval.approvers import Approver, AsyncApprover
from ashby_agent_tools.approval.guard import Caps
from ashby_agent_tools.approval.store import Store
from ashby_agent_tools.errors import UsageError

__all__ = ["ConversationOptions", "SessionOptions"]


class ConversationOptions(TypedDict, total=False):
    """The keyword arguments that Session, Conversations and every adapter take alike; see Session for what they do."""

    account: str | None
    store: Store | None
    approver: Approver | AsyncApprover | None
    caps: Caps
    dry_run: bool
    audit: str | Path | None
    download_dir: str | Path | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """The same with their defaults, checked. Raises UsageError for what cannot be used, before anything is sent."""

    account: str | None = None
    store: Store | None = None
    approver: Approver | AsyncApprover | None = None
    caps: Caps = Caps()  # noqa: RUF009  (frozen)
    dry_run: bool = False
    audit: str | Path | None = None
    download_dir: str | Path | None = None

    def __post_init__(self) -> None:
        if self.account is not None:
            checked_account(self.account)
        if not isinstance(self.caps, Caps):
            raise UsageError(f"caps is {self.caps!r}; write Caps(writes=50, destructive=5, outreach=10).")
        if self.download_dir is not None and not Path(self.download_dir).is_dir():
            raise UsageError(f"download_dir: there is no folder {self.download_dir}; make it first.")
        if self.audit is not None:
            from ashby_agent_tools.approval.audit import made_for_the_owner  # noqa: PLC0415  (only where one is kept)

            made_for_the_owner(Path(self.audit))
