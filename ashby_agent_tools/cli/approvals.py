"""`approvals`: the questions in a store, and their answers."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from ashby_agent_tools import Client, Toolset
from ashby_agent_tools.approval.answering import answer as give
from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.approval.terminal import printable_question
from ashby_agent_tools.cli._given import given
from ashby_agent_tools.cli._output import at_terminal, complain, reporting, say, show_json, show_lines
from ashby_agent_tools.cli._proof import made_secret, named, type_back
from ashby_agent_tools.cli._questions import questions_of
from ashby_agent_tools.cli._stores import Place, at_home, existing_store, open_store
from ashby_agent_tools.cli.batches import answer_lines, lines_of, show_lines_of
from ashby_agent_tools.cli.given_answer import Answer
from ashby_agent_tools.conversation.question_reconcile import reconcile_question
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.arguments import taken
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.store.protocol import ApprovalRequest, iso_time


def show_all(store: Place, account: str | None, *, states: Sequence[str] = (), as_json: bool) -> None:
    """Print every question of an account, newest first."""
    with reporting(as_json=as_json):
        found = questions_of(existing_store(store), account)
    questions = [asked for asked in found if not states or asked.state in states]
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
    """Print one question whole, or a batch."""
    with reporting(as_json=as_json):
        questions = questions_of(existing_store(store), account)
        if lines := lines_of(questions, identity):
            show_lines_of(lines, as_json=as_json)
            return
        _print(_found(questions, identity), as_json=as_json)


def answer(store: Place, account: str | None, identity: str, said: Answer, *, as_json: bool = False) -> None:
    """Record an answer; the first one wins. An approval needs a code typed at a terminal, or a secret."""
    with reporting(as_json=as_json):
        opened = existing_store(store)
        questions = questions_of(opened, account)
        if lines := lines_of(questions, identity):
            answer_lines(opened, lines, said, as_json=as_json)
            return
        asked = _found(questions, identity)
        if said.lines is not None:
            raise UsageError(f"{identity} is one question; --lines are those of a batch.")
        rules = ApproverRules() if said.rules is None else ApproverRules.from_toml(at_home(said.rules))
        arguments = _edited(asked, said.edit) if said.edit else None
        if said.approved and sys.stderr.isatty():
            _print(asked, as_json=False, to_stderr=True)
            if arguments is not None:
                complain(for_terminal(f"With these arguments instead: {json.dumps(arguments, ensure_ascii=False)}"))
        who = named(opened, said.by, said.secret_file, approved=said.approved)
        answered = give(
            opened, asked.id, person=rules.person(who), rules=rules, approved=said.approved, message=said.message,
            arguments=arguments, seen=asked.seen,
        )  # fmt: skip
        _print(answered, as_json=as_json)


def reconcile(store: Place, account: str | None, identity: str | None, *, as_json: bool) -> None:
    """Settle one question whose outcome is unknown, or all of an account; exits with 1 where one cannot be told."""
    with reporting(as_json=as_json), Client() as client:
        opened = existing_store(store)
        questions = questions_of(opened, account)
        meant = [asked for asked in questions if asked.state == "unknown"]
        if identity is not None:
            meant = [_found(questions, identity)]
        found = [(asked, reconcile_question(asked, opened, client)) for asked in meant]
    if as_json:
        show_json([{"id": asked.id, "operation": asked.operation, **dataclasses.asdict(it)} for asked, it in found])
    else:
        for asked, it in found:
            say(for_terminal(f"{asked.id}  {asked.operation}  {it.state}: {it.evidence}"))
        if not found:
            say("No call has an unknown outcome.")
    if any(it.state == "cannot be told" for _, it in found):
        raise typer.Exit(1)


def _edited(asked: ApprovalRequest, words: Sequence[str]) -> Mapping[str, Json]:
    """All arguments of the edit: pairs change those that were shown, one JSON object replaces them."""
    shown = asked.edit or json.loads(asked.stored)["arguments"]
    tools = Toolset.all() | Toolset.tasks()
    if asked.operation not in tools:
        raise UsageError(f"{asked.operation} is not an operation that is known here, so it can only be denied.")
    meant = given(tools[asked.operation], words)
    if isinstance(meant, str):
        return taken(asked.operation, meant)
    return {**shown, **meant}


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
    if asked.edit is not None:
        tell(for_terminal(f"Approved with these arguments: {json.dumps(asked.edit, ensure_ascii=False)}"))
    if asked.answers and asked.state == "pending":
        names = ", ".join(it.by for it in asked.approvals) or "nobody"
        tell(for_terminal(f"Waits on: {asked.needed} people have to approve it, and so far {names} did."))
    if asked.decided_by:
        tell(for_terminal(f"Answered by {asked.decided_by}" + (f": {asked.message}" if asked.message else ".")))
    if asked.state == "used":
        tell("It failed, and changed nothing." if asked.outcome == "failed" else "It was sent, and done.")


def _heading(asked: ApprovalRequest) -> str:
    """Two lines: what it is and until when it counts, and whose it is."""
    key, times = asked.key, f"asked {iso_time(asked.asked_at)}, expires {iso_time(asked.expires_at)}"
    place = f"  line {asked.line} of batch {asked.batch}" if asked.batch else ""
    lines = (
        f"{asked.id}  {asked.state}  {asked.operation}  {times}{place}",
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
        "outcome": asked.outcome,
        "asked_by": asked.asked_by,
        "batch": asked.batch,
        "line": asked.line,
        "needed": asked.needed,
        "answers": [
            {"by": it.by, "at": iso_time(it.at), "approved": it.approved, "message": it.message} for it in asked.answers
        ],
        "edited": asked.edit,
    }
