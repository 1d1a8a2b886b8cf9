"""`call`: one call through its own session, with the question in the terminal."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from ashby_agent_tools import (
    Approver,
    Budget,
    Call,
    Caps,
    Client,
    Decision,
    MemoryStore,
    Result,
    Session,
    SqlStore,
    Toolset,
    ask_later,
    ask_terminal,
)
from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.approval.terminal import printable_question
from ashby_agent_tools.cli import exporting
from ashby_agent_tools.cli._given import given
from ashby_agent_tools.cli._output import NO_KEY, complain, reporting, say, show_json
from ashby_agent_tools.cli._proof import named
from ashby_agent_tools.cli._sending import interruptible
from ashby_agent_tools.cli._stores import Place, at_home, open_store
from ashby_agent_tools.conversation.stored_results import without_secrets
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.results import without_hidden


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """How the call is made. `approved_by`: who says yes to it, with the proof that `approvals approve` wants.

    `hide`, `show`: data classes, as `Toolset.hiding` and `Toolset.showing` take them. `everything`: all pages.
    `to`: a file for the records of all pages.
    `rules`: a file that says who may answer.
    """

    dry_run: bool
    budget: int | None
    fields: str | None
    store: Place
    account: str | None
    approved_by: str | None
    secret_file: Path | None = None
    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    download_dir: Path | None = None
    everything: bool = False
    form: Literal["text", "csv", "jsonl"] = "text"
    to: Path | None = None
    rules: Path | None = None


def run(name: str, words: Sequence[str], settings: Settings, *, as_json: bool) -> None:
    """Make the call and print the result: its text, everything as JSON, or its records as lines."""
    with reporting(as_json=as_json), interruptible():
        toolset = _toolset(settings)
        tool = toolset[name]
        arguments = given(tool, words)
        if settings.to is not None:
            exporting.form_of(settings.to)
        if settings.form != "text":
            exporting.must_be_a_read(tool.operation.spec)
        if tool.operation.spec.endpoint == "file.download" and settings.download_dir is None:
            raise UsageError("Where should the file go? Name a folder with --download-dir.")
        if not os.environ.get("ASHBY_API_KEY", "").strip():
            raise UsageError(NO_KEY)
        if as_json and settings.form != "text":
            raise UsageError("--json prints one page as one object, --format its records: give one of them.")
        with Client() as client:
            store = _store(settings.store)
            session = _session(toolset, client, store, settings)
            call = session.prepare(name, arguments)
            if call.needs_approval and session.approver is ask_later and isinstance(store, MemoryStore):
                raise UsageError(
                    "A person has to be asked, and there is no store in which the question could wait; name one "
                    "with --store."
                )
            if settings.to is not None:
                exporting.save(session, client, call, settings.to, _wanted(settings), as_json=as_json)
                return
            wanted = _wanted(settings)
            if settings.form != "text":
                exporting.run(session, client, call, settings.form, wanted, every=settings.everything)
                return
            result = session.run(name, {**call.arguments, "fields": wanted} if wanted else arguments)
            _show(result, toolset.hidden, as_json=as_json)


def save_list(name: str, words: Sequence[str], settings: Settings, *, as_json: bool) -> None:
    """Save a list, by what people call it, in the file `settings.to`."""
    with reporting(as_json=as_json):
        endpoint = exporting.list_called(name)
    run(endpoint, words, settings, as_json=as_json)


def _wanted(settings: Settings) -> list[str]:
    return [field.strip() for field in (settings.fields or "").split(",") if field.strip()]


def _show(result: Result, hidden: frozenset[str], *, as_json: bool) -> None:
    if not as_json:
        say(result.text.rstrip("\n"))
        return
    show_json(
        {
            "ok": True,
            "text": result.text,
            "tokens": result.tokens,
            "approximate": result.approximate,
            "ref": result.ref,
            "data": without_hidden(without_secrets(result), result.call.operation.spec.entity, hidden),
        }
    )


def _toolset(settings: Settings) -> Toolset:
    toolset = (Toolset.all() | Toolset.tasks()).hiding(*settings.hide).showing(*settings.show)
    if settings.budget is None:
        return toolset
    try:
        budget = Budget(tokens=settings.budget, ceiling=max(settings.budget, Budget().ceiling))
    except UsageError as error:
        raise UsageError(f"--budget {settings.budget}: {error}") from None
    return toolset.with_budget(budget)


def _store(place: Place) -> SqlStore:
    """The store, or one in memory where the default cannot be opened: a read needs none."""
    try:
        return open_store(place)
    except UsageError as error:
        if place is not None:
            raise
        complain(f"{error} Short ids of this call are not remembered, so ids are shown.")
        return MemoryStore()


def _session(toolset: Toolset, client: Client, store: SqlStore, settings: Settings) -> Session:
    if isinstance(store, MemoryStore):
        toolset = toolset.with_budget(dataclasses.replace(toolset.budget, ids="uuid"))
    return Session(
        toolset,
        client,
        conversation="command line",
        account=settings.account,
        caps=Caps(window=0),  # names and questions go on from call to call; each is counted by itself
        store=store,
        approver=approver_of(settings, store),
        dry_run=settings.dry_run,
        download_dir=settings.download_dir and at_home(settings.download_dir),
        rules=None if settings.rules is None else ApproverRules.from_toml(at_home(settings.rules)),
    )


def approver_of(settings: Settings, store: SqlStore) -> Approver:
    """Who is asked: the person who called, a terminal, or whoever answers in the store later."""
    if settings.approved_by is not None:
        return partial(_approve, store, settings.approved_by, settings.secret_file)
    return ask_terminal if sys.stdin.isatty() and sys.stderr.isatty() else ask_later


def _approve(store: SqlStore, by: str, secret_file: Path | None, call: Call, question: str) -> Decision:
    complain(printable_question(question))
    who = named(store, by, secret_file, approved=True)
    complain(for_terminal(f"Approved by {by}."))
    return Decision.approve(by=who, call=call)
