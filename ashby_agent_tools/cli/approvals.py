"""`approvals`: the questions in a store, and their answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ashby_agent_tools.approval.terminal import printable_question
from ashby_agent_tools.cli._output import at_terminal, complain, reporting, say, show_json, show_lines
from ashby_agent_tools.cli._proof import made_secret, named, type_back
from ashby_agent_tools.cli._questions import questions_of
from ashby_agent_tools.cli._stores import Place, at_home, existing_store, open_store
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.store.protocol import ApprovalRequest, iso_time


def show_all(store: Place, account: str | None, *, as_json: bool) -> None:
    """Print every question of an account, newest first."""
    with reporting(as_json=as_json):
        questions = questions_of(existing_store(store), account)
    if as_json:
        show_json([_described(asked) for asked in questions])
    elif at_terminal():
        for asked in questions:
            say(_heading(asked))
            say(f"    {for_terminal(_first_line(asked), drawings=False)}")
        if not questions:
            say("No questions.")
    else:
        show_lines([_row(asked) for asked in questions])


def show_one(store: Place, account: str | None, identity: str, *, as_json: bool) -> None:
    """Print one question whole."""
    with reporting(as_json=as_json):
        _print(_found(questions_of(existing_store(store), account), identity), as_json=as_json)


def answer(
    store: Place,
    account: str | None,
    identity: str,
    *,
    approved: bool,
    by: str,
    message: str = "",
    secret_file: Path | None = None,
    as_json: bool = False,
) -> None:
    """Record an approval or a denial; the first one wins. An approval needs a code typed at a terminal, or a secret."""
    with reporting(as_json=as_json):
        opened = existing_store(store)
        asked = _found(questions_of(opened, account), identity)
        if approved and sys.stderr.isatty():
            _print(asked, as_json=False, to_stderr=True)
        who = named(opened, by, secret_file, approved=approved)
        _print(opened.answer(asked.id, approved=approved, by=who, message=message), as_json=as_json)


def add_approver(store: Place, name: str, secret_file: Path, *, as_json: bool) -> None:
    """Make a secret for an approver in a new file, and have the store know its hash. Needs a person at a terminal."""
    with reporting(as_json=as_json):
        file = at_home(secret_file)
        complain(for_terminal(f"Anyone with the new secret in {file} can approve every call, as {name!r}."))
        type_back()
        open_store(store).add_approver(name, made_secret(file))
        if as_json:
            show_json({"ok": True, "approver": name, "secret_file": str(file)})


def _found(questions: Sequence[ApprovalRequest], identity: str) -> ApprovalRequest:
    """The question with this id, or the only one whose id begins like that."""
    meant = [asked for asked in questions if asked.id == identity]
    meant = meant or [asked for asked in questions if identity and asked.id.startswith(identity)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        ids = ", ".join(asked.id for asked in meant)
        raise UsageError(f"{identity!r} matches {len(meant)} ids: {ids}. Give more characters.")
    raise UsageError(f"There is no question {identity!r}; `ashby-agent-tools approvals list` shows them.")


def _print(asked: ApprovalRequest, *, as_json: bool, to_stderr: bool = False) -> None:
    if as_json:
        show_json(_described(asked))
        return
    tell = complain if to_stderr else say
    tell(_heading(asked))
    tell(printable_question(asked.question))
    if asked.decided_by:
        tell(for_terminal(f"Answered by {asked.decided_by}" + (f": {asked.message}" if asked.message else ".")))


def _heading(asked: ApprovalRequest) -> str:
    """Two lines: what it is and until when it counts, and whose it is."""
    key, times = asked.key, f"asked {iso_time(asked.asked_at)}, expires {iso_time(asked.expires_at)}"
    lines = (
        f"{asked.id}  {asked.state}  {asked.operation}  {times}",
        f"    account {key.account} at {key.base_url}, conversation {key.conversation}",
    )
    return "\n".join(for_terminal(line, drawings=False) for line in lines)


def _first_line(asked: ApprovalRequest) -> str:
    return asked.question.partition("\n")[0]


def _row(asked: ApprovalRequest) -> tuple[str, ...]:
    key, times = asked.key, (iso_time(asked.asked_at), iso_time(asked.expires_at))
    return (
        asked.id, asked.state, asked.operation, *times, key.account, key.base_url, key.conversation,
        _first_line(asked),
    )  # fmt: skip


def _described(asked: ApprovalRequest) -> dict[str, Json]:
    return {
        "id": asked.id,
        "state": asked.state,
        "operation": asked.operation,
        "fingerprint": asked.fingerprint,
        "account": asked.key.account,
        "base_url": asked.key.base_url,
        "conversation": asked.key.conversation,
        "question": asked.question,
        "asked_at": iso_time(asked.asked_at),
        "expires_at": iso_time(asked.expires_at),
        "decided_by": asked.decided_by,
        "message": asked.message,
    }
