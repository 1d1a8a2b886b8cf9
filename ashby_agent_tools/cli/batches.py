"""`approvals show | approve | deny` of a batch: one text, one proof, and an answer for each line that is named."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from ashby_agent_tools import SqlStore
from ashby_agent_tools.approval.answering import answer as give
from ashby_agent_tools.approval.batch_text import told_of
from ashby_agent_tools.approval.people import ApproverRules, Person
from ashby_agent_tools.approval.terminal import printable_question
from ashby_agent_tools.batch import numbers_in
from ashby_agent_tools.cli._output import complain, say, show_json
from ashby_agent_tools.cli._proof import named
from ashby_agent_tools.cli._stores import at_home
from ashby_agent_tools.cli.given_answer import Answer
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import AnswerRefused, UsageError
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.store.protocol import ApprovalRequest

__all__ = ["answer_lines", "lines_of", "show_lines_of"]


def lines_of(questions: Sequence[ApprovalRequest], identity: str) -> list[ApprovalRequest]:
    """The newest question of each line of the batch with this id, in order; none where it is no batch."""
    newest = {it.line: it for it in reversed(questions) if identity and it.batch == identity}
    return [newest[number] for number in sorted(newest)]


def show_lines_of(lines: Sequence[ApprovalRequest], *, as_json: bool, to_stderr: bool = False) -> None:
    """Print a batch: the text about all lines, then the state of each that does not wait."""
    if as_json:
        show_json({"batch": lines[0].batch, "question": _text(lines), "lines": [_described(it) for it in lines]})
        return
    tell = complain if to_stderr else say
    tell(for_terminal(f"batch {lines[0].batch}, {len(lines)} lines", drawings=False))
    tell(printable_question(_text(lines)))
    for it in lines:
        if it.state != "pending":
            by = f" by {it.decided_by}" if it.decided_by else ""
            tell(for_terminal(f"line {it.line}: {it.state}{by}", drawings=False))
        if it.edit is not None:
            said = json.dumps(it.edit, ensure_ascii=False)
            tell(for_terminal(f"line {it.line}: what is approved are these arguments: {said}", drawings=False))


def answer_lines(store: SqlStore, lines: Sequence[ApprovalRequest], said: Answer, *, as_json: bool) -> None:
    """Answer lines of a batch; each goes through the one door for answers, and is told what came of it."""
    if said.edit:
        raise UsageError(
            "An edit is of one call: give the id of its question, which `approvals show` of the batch has."
        )
    waiting = {it.line: it for it in lines if it.state == "pending"}
    chosen = numbers_in(said.lines or "all", set(waiting))
    if not chosen:
        raise UsageError(f"--lines names no lines that wait: {', '.join(map(str, waiting)) or 'none does'}.")
    if said.approved and sys.stderr.isatty():
        show_lines_of(lines, as_json=False, to_stderr=True)
        complain(f"Lines: {', '.join(map(str, sorted(chosen)))}")
    rules = ApproverRules() if said.rules is None else ApproverRules.from_toml(at_home(said.rules))
    person = rules.person(named(store, said.by, said.secret_file, approved=said.approved))
    told = [_answered(store, waiting[number], person, rules, said) for number in sorted(chosen)]
    if as_json:
        show_json({"batch": lines[0].batch, "lines": told})
        return
    for it in told:
        say(
            for_terminal(f"line {it['line']}: {it['state']}" + (f" ({it['why']})" if it["why"] else ""), drawings=False)
        )


def _answered(
    store: SqlStore, asked: ApprovalRequest, person: Person, rules: ApproverRules, said: Answer
) -> dict[str, Json]:
    try:
        after = give(
            store, asked.id, person=person, rules=rules, approved=said.approved, message=said.message, seen=asked.seen
        )
    except AnswerRefused as error:
        return {"line": asked.line, "id": asked.id, "state": "refused", "why": str(error)}
    return {"line": asked.line, "id": asked.id, "state": after.state, "why": ""}


def _text(lines: Sequence[ApprovalRequest]) -> str:
    return told_of({it.line: it for it in lines}).text


def _described(asked: ApprovalRequest) -> dict[str, Json]:
    facts = {name: getattr(asked, name) for name in ("id", "line", "state", "operation", "decided_by", "message")}
    return {**facts, "question": asked.question, "edited": asked.edit}
