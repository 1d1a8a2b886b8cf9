"""What a conversation is given beside its tools and its client, as one value."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TypedDict

from ashby_agent_tools.approval.approvers import Approver, AsyncApprover
from ashby_agent_tools.approval.caps import Caps
from ashby_agent_tools.client.account import checked_account
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.protocol import Store
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["ConversationOptions", "SessionOptions", "must_be_clients", "must_be_conversation", "must_be_toolset"]


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
        if self.store is not None and not callable(getattr(self.store, "admit", None)):
            path = str(self.store) if isinstance(self.store, str | Path) else "ashby.db"
            raise UsageError(f"store is {_said(self.store)}; write SqliteStore({path!r:.80}) or MemoryStore().")
        if self.approver is not None and not callable(self.approver):
            raise UsageError(
                f"approver is {_said(self.approver)}; give a function of a call and its question that returns a "
                "Decision, for instance ask_terminal."
            )
        if not isinstance(self.caps, Caps):
            raise UsageError(f"caps is {self.caps!r}; write Caps(writes=50, destructive=5, outreach=10).")
        for name, folder in (("audit", self.audit), ("download_dir", self.download_dir)):
            if folder is not None and not isinstance(folder, str | Path):
                raise UsageError(f"{name} is {_said(folder)}; give a path.")
        if not isinstance(self.dry_run, bool):
            raise UsageError(f"dry_run is {_said(self.dry_run)}; write dry_run=True or leave it out.")
        if self.download_dir is not None and not Path(self.download_dir).is_dir():
            raise UsageError(f"download_dir: there is no folder {self.download_dir}; make it first.")
        if self.audit is not None:
            from ashby_agent_tools.approval.audit import made_for_the_owner  # noqa: PLC0415  (only where one is kept)

            made_for_the_owner(Path(self.audit))


def must_be_conversation(conversation: object) -> None:
    """Raise UsageError for what is no conversation's id."""
    if not isinstance(conversation, str) or not conversation:
        raise UsageError(f"conversation is {_said(conversation)}; give its id as a text.")


def must_be_toolset(toolset: object) -> None:
    """Raise UsageError for what is no Toolset, with what to write."""
    if not isinstance(toolset, Toolset):
        made = f"Toolset.preset({toolset!r:.60})" if isinstance(toolset, str) else 'Toolset.preset("recruiter")'
        raise UsageError(f"toolset is {_said(toolset)}; write {made}, Toolset.all() or Toolset.of(...).")


def must_be_clients(client: object, async_client: object) -> None:
    """Raise UsageError for a client in the wrong place, or for what is none, with what to write."""
    for name, given, wanted, other, place in (
        ("client", client, Client, AsyncClient, "async_client"),
        ("async_client", async_client, AsyncClient, Client, "client"),
    ):
        if isinstance(given, other):
            raise UsageError(
                f"client and async_client differ: this is {_said(given)}; write {place}={other.__name__}(...)."
            )
        if given is not None and not isinstance(given, wanted):
            raise UsageError(f"{name} is {_said(given)}; write {name}={wanted.__name__}(api_key).")


def _said(value: object) -> str:
    """What somebody gave, without what it holds: a key could be in it."""
    kind = type(value).__name__
    return f"{'an' if kind[:1] in 'AEIOUaeiou' else 'a'} {kind}"
