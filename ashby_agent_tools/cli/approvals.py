"""`approvals`: the questions in a store, and their answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ashby_agent_tools.approval.terminal import printable_question
from ashby_agent_tools.cli._output import cell, complain, open_store, reporting, say, show_json
from ashby_agent_tools.cli._proof import made_secret, named, type_back
from ashby_agent_tools.cli._questions import questions_of
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.store.protocol import Asked, iso_time


def show_all(store: Path | None, account: str | None, *, as_json: bool) -> None:
    """Print every question of an account, newest first."""
    with reporting(as_json=as_json):
        questions = questions_of(open_store(store), account)
    if as_json:
        show_json([_described(asked) for asked in questions])
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table("id", "state", "operation", "question", "expires", box=None)
    for asked in questions:
        first = asked.question.partition("\n")[0]
        table.add_row(*map(cell, (asked.id, asked.state, asked.operation, first, iso_time(asked.expires_at))))
    Console().print(table if questions else "No questions.")


def show_one(store: Path | None, account: str | None, identity: str, *, as_json: bool) -> None:
    """Print one question whole."""
    with reporting(as_json=as_json):
        _print(_found(questions_of(open_store(store), account), identity), as_json=as_json)


def answer(
    store: Path | None,
    account: str | None,
    identity: str,
    *,
    approved: bool,
    by: str,
    message: str = "",
    secret_file: Path | None = None,
    as_json: bool = False,
) -> None:
    """Record a yes or a no; the first answer wins. A yes is a person's: it is typed at a terminal, or has a secret."""
    with reporting(as_json=as_json):
        opened = open_store(store)
        asked = _found(questions_of(opened, account), identity)
        if approved and sys.stderr.isatty():
            _print(asked, as_json=False, to_stderr=True)
        who = named(opened, by, secret_file, approved=approved)
        _print(opened.answer(asked.id, approved=approved, by=who, message=message), as_json=as_json)


def add_approver(store: Path | None, name: str, secret_file: Path) -> None:
    """Make a secret for an approver in a new file, and have the store know its hash. Needs a person at a terminal."""
    with reporting(as_json=False):
        complain(for_terminal(f"Whoever has the new secret in {secret_file} can say yes to every call, as {name!r}."))
        type_back()
        open_store(store).add_approver(name, made_secret(secret_file))


def _found(questions: Iterable[Asked], identity: str) -> Asked:
    for asked in questions:
        if asked.id == identity:
            return asked
    raise UsageError(f"There is no question {identity!r}; `ashby-agent-tools approvals list` shows them.")


def _print(asked: Asked, *, as_json: bool, to_stderr: bool = False) -> None:
    if as_json:
        show_json(_described(asked))
        return
    tell = complain if to_stderr else say
    tell(for_terminal(f"{asked.id}  {asked.state}  {asked.operation}  expires {iso_time(asked.expires_at)}"))
    tell(printable_question(asked.question))
    if asked.decided_by:
        tell(for_terminal(f"Answered by {asked.decided_by}" + (f": {asked.message}" if asked.message else ".")))


def _described(asked: Asked) -> dict[str, Json]:
    return {
        "id": asked.id,
        "state": asked.state,
        "operation": asked.operation,
        "fingerprint": asked.fingerprint,
        "account": asked.room.account,
        "question": asked.question,
        "asked_at": iso_time(asked.asked_at),
        "expires_at": iso_time(asked.expires_at),
        "decided_by": asked.decided_by,
    }
