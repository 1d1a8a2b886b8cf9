"""Sync and AsyncSync: what changed in an organization since the last time, page by page, for code that keeps a copy."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Self, Unpack

from ashby_agent_tools._given import must_be
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.errors import ApiError, UsageError
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.sql import SqliteStore
from ashby_agent_tools.sync.changes import Change, ChangePage
from ashby_agent_tools.sync.lists import chosen
from ashby_agent_tools.sync.mirror_state import MirrorState
from ashby_agent_tools.sync.options import WEEKLY, SyncOptions, must_be_options
from ashby_agent_tools.sync.reading import Script
from ashby_agent_tools.sync.scripts import SyncPlan, hints_of
from ashby_agent_tools.time_limits import to_its_end
from ashby_agent_tools.webhooks import Event

__all__ = ["AsyncSync", "BaseSync", "Sync"]


class BaseSync:
    """What both share: the settings, the state, and the events that are fed in."""

    def __init__(
        self,
        client: Client | AsyncClient,
        *,
        state: str | Path | BaseStore,
        **options: Unpack[SyncOptions],
    ) -> None:
        must_be_options(options)
        full_every = options.get("full_every", WEEKLY)
        items = chosen(options.get("lists"))
        store, own_file = _opened(state)
        self._own_store = store if own_file else None
        name = options.get("name", "default")
        # another acting user sees other sequences: a list of its own, read whole [D]
        seen_by = name if client.acting_user is None else f"{name} as {client.acting_user}"
        seen_by = f"{seen_by}, {client.seen_rows}" if client.seen_rows else seen_by
        self.state = MirrorState(
            store, account=client.account, base_url=client.base_url, name=seen_by, own_file=own_file
        )
        seconds = None if full_every is None else full_every.total_seconds()
        self.plan = SyncPlan(self.state, items, options.get("clock", time.time), seconds, options.get("limit"))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of records that are kept in step."""
        return tuple(dict.fromkeys(one.kind for one in self.plan.lists))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the state, if it is a file of this sync's own; a store that was given stays open."""
        if self._own_store is not None:
            self._own_store.close()

    def forget(self) -> None:
        """Delete all that the state knows of this sync, a mirror's records too; the next go reads everything."""
        self.state.forget()

    def feed(self, event: Event) -> bool:
        """Take a webhook's event as a hint: that a record was deleted or merged, which no list tells.

        The next go looks the record up, so that a forged, late or repeated event removes nothing that Ashby has.
        Answers whether the event says that something is gone; all others are of no use here, as lists tell the same.
        """
        must_be("event", event, Event, write="give what webhooks.parse returns")
        hints = [hint for hint in hints_of(event) if hint[0] in self.kinds]
        self.state.add_hints(hints)
        return bool(hints)

    def script(self, kinds: Iterable[str] | None = None, *, whole: bool = False, stored: bool = False) -> Script:
        """One go over the lists, as a script for a client; `stored`: records are to be kept in the state."""
        return self.plan.script(self.plan.kinds(kinds), whole=whole, stored=stored)


class Sync(BaseSync):
    """What changed in an organization, from every list that Ashby has, for code that keeps a copy of it.

    `state`: a file, which is made, or a SqlStore; it holds how far each list was read and a digest of every record.
    `lists`: endpoints (`candidate.list`), kinds (`candidate`), or calls with filters of their own
    (`ApplicationList(status="Active")`); by default all lists that need no id, with what is archived, and the stages of
    all interview plans. A list such as `candidate.listNotes` is read once for each candidate. `name`: several syncs can
    share a state under different names. `full_every`: how long it takes until a list is read whole again, since no list
    tells of deletions; a week by default, None for never. `limit`: records of a page.

    Lists with a sync token are asked for what changed; without one, all is read and compared by content. Where Ashby
    says to start again, that is done and `ChangePage.reason` says so. The state is written after a page was taken: a
    crash repeats changes and skips none. What is missing after a whole pass is gone only if Ashby, asked again, does
    not have it, or a list with a filter has left it out twice; a list that ends early removes nothing. IncompleteList,
    and what Ashby refuses otherwise, is raised after all other lists were read.
    Of two processes with one state, one raises UsageError. Raises StoreUnavailable when the state cannot be written.
    """

    def __init__(self, client: Client, *, state: str | Path | BaseStore, **options: Unpack[SyncOptions]) -> None:
        must_be("client", client, Client, write="write Sync(Client(api_key), state=...)")
        super().__init__(client, state=state, **options)
        self.client = client

    def pages(self, kinds: Iterable[str] | None = None, *, full: bool = False) -> Iterator[ChangePage]:
        """What changed, in pages. A page is taken when the next one is asked for; leaving the loop repeats it.

        `kinds`: only these. `full`: read everything, whatever the tokens could tell.
        """
        yield from run(self.client, self.script(kinds, whole=full))

    def changes(self, kinds: Iterable[str] | None = None, *, full: bool = False) -> Iterator[Change]:
        """What changed, one record at a time; as `pages` otherwise."""
        for page in self.pages(kinds, full=full):
            yield from page.changes


class AsyncSync(BaseSync):
    """The same as Sync, awaited; the state is read and written in threads, but opened where this is made."""

    def __init__(self, client: AsyncClient, *, state: str | Path | BaseStore, **options: Unpack[SyncOptions]) -> None:
        must_be("client", client, AsyncClient, write="write AsyncSync(AsyncClient(api_key), state=...)")
        super().__init__(client, state=state, **options)
        self.client = client

    async def pages(self, kinds: Iterable[str] | None = None, *, full: bool = False) -> AsyncIterator[ChangePage]:
        """As Sync.pages."""
        async for page in arun(self.client, self.script(kinds, whole=full)):
            yield page

    async def changes(self, kinds: Iterable[str] | None = None, *, full: bool = False) -> AsyncIterator[Change]:
        """As Sync.changes."""
        async for page in self.pages(kinds, full=full):
            for change in page.changes:
                yield change


def run(client: Client, script: Script) -> Iterator[ChangePage]:
    """Send what a script asks for, and hand its pages on."""
    answer: Result | ApiError | None = None
    while (step := advanced(script, answer)) is not None:
        if isinstance(step, ChangePage):
            yield step
            answer = None
            continue
        try:
            answer = client.execute(step, bulk=True)
        except ApiError as error:
            answer = error


async def arun(client: AsyncClient, script: Script) -> AsyncIterator[ChangePage]:
    """As run."""
    answer: Result | ApiError | None = None
    while (step := await to_its_end(advanced, script, answer)) is not None:
        if isinstance(step, ChangePage):
            yield step
            answer = None
            continue
        try:
            answer = await client.execute(step, bulk=True)
        except ApiError as error:
            answer = error


def advanced(script: Script, answer: Result | ApiError | None) -> Operation | ChangePage | None:
    """The script's next step after an answer; None at its end."""
    try:
        return script.throw(answer) if isinstance(answer, ApiError) else script.send(answer)
    except StopIteration:
        return None


def _opened(state: str | Path | BaseStore) -> tuple[BaseStore, bool]:
    """The store that was given, or the one of a file; and whether it is a file that belongs to one organization."""
    given: object = state
    if isinstance(given, BaseStore):
        return given, False
    if not isinstance(given, str | Path):
        raise UsageError(f"state is of type {type(given).__name__}; give a file or a SqlStore.")
    if "://" in str(given):
        raise UsageError("state is an address: give SqlStore(address), or a file.")
    return SqliteStore(given), True
