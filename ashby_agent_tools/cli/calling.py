"""`call`: one call through a session of its own, with the question in the terminal."""

from __future__ import annotations

import dataclasses
import sys
from functools import partial
from pathlib import Path

from ashby_agent_tools import (
    Approver,
    Budget,
    Call,
    Caps,
    Client,
    Decision,
    Session,
    SqliteStore,
    Toolset,
    ask_later,
    ask_terminal,
)
from ashby_agent_tools.approval.terminal import printable_question
from ashby_agent_tools.cli._output import complain, open_store, reporting, say, show_json
from ashby_agent_tools.cli._proof import named
from ashby_agent_tools.display import for_terminal


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """How the call is made. `approved_by`: who says yes to it, with the proof that `approvals approve` wants.

    `hide`, `show`: data classes, as `Toolset.hiding` and `Toolset.showing` take them.
    """

    dry_run: bool
    budget: int | None
    fields: str | None
    store: Path | None
    account: str | None
    approved_by: str | None
    secret_file: Path | None = None
    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = ()


def run(name: str, arguments: str, settings: Settings, *, as_json: bool) -> None:
    """Make the call and print the result: its text, or everything as JSON."""
    with reporting(as_json=as_json), Client() as client:
        toolset = Toolset.all().hiding(*settings.hide).showing(*settings.show)
        if settings.budget is not None:
            toolset = toolset.with_budget(
                Budget(tokens=settings.budget, ceiling=max(settings.budget, Budget().ceiling))
            )
        store = open_store(settings.store)
        session = Session(
            toolset,
            client,
            conversation="command line",
            account=settings.account,
            caps=Caps(window=0),  # names and questions go on from call to call; each is counted by itself
            store=store,
            approver=_approver(settings, store),
            dry_run=settings.dry_run,
        )
        given = sys.stdin.read() if arguments == "-" else arguments
        prepared = session.prepare(name, given)
        wanted = [field.strip() for field in settings.fields.split(",")] if settings.fields else []
        result = session.run(name, {**prepared.arguments, "fields": wanted} if wanted else given)
        if as_json:
            show_json(
                {
                    "ok": True,
                    "text": result.text,
                    "tokens": result.tokens,
                    "approximate": result.approximate,
                    "ref": result.ref,
                    "data": result.data,
                }
            )
        else:
            say(result.text.rstrip("\n"))


def _approver(settings: Settings, store: SqliteStore) -> Approver:
    if settings.approved_by is not None:
        return partial(_approve, store, settings.approved_by, settings.secret_file)
    return ask_terminal if sys.stdin.isatty() and sys.stderr.isatty() else ask_later


def _approve(store: SqliteStore, by: str, secret_file: Path | None, call: Call, question: str) -> Decision:
    complain(printable_question(question))
    who = named(store, by, secret_file, approved=True)
    complain(for_terminal(f"Approved by {by}."))
    return Decision.approve(by=who, call=call)
