"""SessionOptions: what a conversation is given besides its tools and its client, as one value."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from ashby_agent_tools._given import must_be_function, said
from ashby_agent_tools.budget import Budget
from ashby_agent_tools.client.account import checked_account
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.index import near
from ashby_agent_tools.telemetry import Telemetry
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.approval.approvers import Approver, AsyncApprover, AsyncBatchApprover, BatchApprover
    from ashby_agent_tools.approval.caps import Caps
    from ashby_agent_tools.approval.notices import AsyncNotifier, Notifier
    from ashby_agent_tools.approval.people import ApproverRules
    from ashby_agent_tools.store.protocol import Store

__all__ = [
    "SessionOptions",
    "budgeted",
    "must_be_clients",
    "must_be_conversation",
    "must_be_one_account",
    "must_be_options",
    "must_be_toolset",
    "opened_store",
]


_AN_APPROVER = "give a function of a call and its question that returns a Decision, for instance ask_terminal"


class SessionOptions(TypedDict, total=False):
    """What Session, Conversations, every toolkit and `ashby-mcp` are given beside tools and clients, as one value.

    Each is a keyword argument of theirs, so both forms are taken: `Session(toolset, store=store)`, and
    `options = SessionOptions(store=store, caps=Caps(writes=5))` with `Session(toolset, **options)`. Session says what
    each of them does.
    """

    account: str | None
    store: Store | str | None
    approver: Approver | AsyncApprover | None
    batch_approver: BatchApprover | AsyncBatchApprover | None
    notify: Notifier | AsyncNotifier | None
    caps: Caps
    budget: Budget | int | None
    dry_run: bool
    audit: str | Path | None
    download_dir: str | Path | None
    asked_by: str | None
    rules: ApproverRules | None
    telemetry: Telemetry | None


def must_be_options(options: SessionOptions) -> None:
    """Raise UsageError for what cannot be used, before anything is sent; TypeError for an option there is not."""
    if unknown := options.keys() - SessionOptions.__annotations__.keys():
        name = min(unknown)
        raise TypeError(f"There is no option {name!r}{near(name, SessionOptions.__annotations__)}.")
    from ashby_agent_tools.approval.caps import Caps  # noqa: PLC0415  (loaded with the first session)

    if (account := options.get("account")) is not None:
        checked_account(account)
    must_be_answerable(options.get("store"), options.get("approver"))
    if (batches := options.get("batch_approver")) is not None:
        must_be_function("batch_approver", batches, write="give a function of a Batch, for instance ask_terminal_batch")
    if (notify := options.get("notify")) is not None:
        must_be_function("notify", notify, write="give a function of a Notice, for instance a SlackNotifier")
    caps: object = options.get("caps", Caps())
    if not isinstance(caps, Caps):
        raise UsageError(f"caps is {caps!r}; write Caps(writes=50, destructive=5, outreach=10).")
    dry_run: object = options.get("dry_run", False)
    if not isinstance(dry_run, bool):
        raise UsageError(f"dry_run is {said(dry_run)}; write dry_run=True or leave it out.")
    must_be_paths(options.get("audit"), options.get("download_dir"))
    must_be_people(options.get("asked_by"), options.get("rules"))
    telemetry: object = options.get("telemetry")
    if telemetry is not None and not isinstance(telemetry, Telemetry):
        raise UsageError(f"telemetry is {said(telemetry)}; write telemetry=Telemetry().")


def must_be_people(asked_by: object, rules: object) -> None:
    """Raise UsageError for what is no name of who asks, or no rules, with what to write."""
    if asked_by is not None and (not isinstance(asked_by, str) or not asked_by.strip()):
        raise UsageError(f"asked_by is {said(asked_by)}; give the name of whose agent it is, 'ada@example.com'.")
    from ashby_agent_tools.approval.people import ApproverRules  # noqa: PLC0415  (as above)

    if rules is not None and not isinstance(rules, ApproverRules):
        raise UsageError(f"rules is {said(rules)}; write ApproverRules.from_toml('approvers.toml').")


def must_be_answerable(store: object, approver: object) -> None:
    """Raise UsageError for what is not a store, or no approver, with what to write."""
    is_store = callable(getattr(store, "admit", None)) and not isinstance(store, type)
    if store is not None and not is_store and not _is_url(store):
        path = str(store) if isinstance(store, str | Path) else "ashby.db"
        raise UsageError(f"store is {said(store)}; write SqliteStore({path!r:.80}) or MemoryStore().")
    if approver is not None:
        must_be_function("approver", approver, write=_AN_APPROVER)


def opened_store(store: Store | str | None) -> Store:
    """The store that was given; that of a database's URL; without one, a new one in memory."""
    if store is not None and not isinstance(store, str):
        return store
    from ashby_agent_tools.store.sql import MemoryStore, SqlStore  # noqa: PLC0415  (loaded with the first store)

    return MemoryStore() if store is None else SqlStore(store)


def _is_url(store: object) -> bool:
    return isinstance(store, str) and "://" in store


def must_be_paths(audit: object, download_dir: object) -> None:
    """Raise UsageError where the audit file or the folder for downloads cannot be used; the file is made."""
    for name, folder in (("audit", audit), ("download_dir", download_dir)):
        if folder is not None and not isinstance(folder, str | Path):
            raise UsageError(f"{name} is {said(folder)}; give a path.")
    if isinstance(download_dir, str | Path) and not os.path.isdir(download_dir):  # noqa: PTH112 (never raises)
        raise UsageError(f"download_dir: there is no folder {download_dir!s:.200}; create it first.")
    if isinstance(audit, str | Path):
        from ashby_agent_tools.approval.audit import made_for_the_owner  # noqa: PLC0415  (only where one is kept)

        made_for_the_owner(Path(audit))


def budgeted(toolset: Toolset, options: SessionOptions) -> Toolset:
    """The toolset with the budget of the options, where they have one."""
    budget = options.get("budget")
    return toolset if budget is None else toolset.with_budget(budget)


def must_be_conversation(conversation: object) -> None:
    """Raise UsageError for what is not a conversation's id."""
    if conversation == "":
        raise UsageError("conversation is empty; give its id as a string.")
    if not isinstance(conversation, str):
        raise UsageError(f"conversation is {said(conversation)}; give its id as a string.")


def must_be_toolset(toolset: object) -> None:
    """Raise UsageError for what is not a Toolset, with what to write."""
    if not isinstance(toolset, Toolset):
        made = f"Toolset.preset({toolset!r:.60})" if isinstance(toolset, str) else 'Toolset.preset("recruiter")'
        raise UsageError(f"toolset is {said(toolset)}; write {made}, Toolset.all() or Toolset.of(...).")


def must_be_clients(client: object, async_client: object) -> None:
    """Raise UsageError for a client in the wrong place, or for what is none, with what to write."""
    for name, given, wanted, other, place in (
        ("client", client, Client, AsyncClient, "async_client"),
        ("async_client", async_client, AsyncClient, Client, "client"),
    ):
        if isinstance(given, other):
            raise UsageError(
                f"client and async_client differ: this is {said(given)}; write {place}={other.__name__}(...)."
            )
        if given is not None and not isinstance(given, wanted):
            raise UsageError(f"{name} is {said(given)}; write {name}={wanted.__name__}(api_key).")


def must_be_one_account(client: Client | None, async_client: AsyncClient | None, account: str | None) -> None:
    """Raise UsageError for two clients of different organizations, or with different rows."""
    if client is None or async_client is None:
        return
    if (account is None and client.account != async_client.account) or client.base_url != async_client.base_url:
        raise UsageError(
            "client and async_client belong to different accounts: give both the same key and base URL, or "
            "name what they share with account=..."
        )
    if client.seen_rows != async_client.seen_rows:
        raise UsageError("client and async_client are limited to different rows: give both the same.")
