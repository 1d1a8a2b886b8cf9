"""The approver: shows whom a call concerns and what would go out, and asks the person at the terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ashby_agent_tools import Call, Client, Decision, Operation, ask_terminal
from ashby_agent_tools import operations as op
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import ToolError

JsonObject = dict[str, Any]
UNKNOWN = "could not be looked up"


class Approver:
    """Asks at the terminal; without a terminal the answer is no.

    `answers` are scripted: they are used up in order, the screen says that they are scripted, and after the last one
    the answer is no.
    """

    def __init__(self, console: Console, client: Client, *, answers: Iterable[bool] | None = None) -> None:
        self._console, self._client = console, client
        self._answers = None if answers is None else list(answers)
        self._one_at_a_time = threading.Lock()  # LangChain runs the calls of one message in parallel

    def __call__(self, call: Call, question: str) -> Decision:
        """Show, ask, and answer."""
        with self._one_at_a_time:
            if self._answers is None and self._console.is_terminal:
                return ask_terminal(call, question)  # what was typed before the question stood there is no answer
            self._console.print(self._panel(call, question))
            if self._answers is not None:
                return self._scripted(self._answers)
            self._console.print("Shall this be done? no  (there is no terminal to ask at)")
            return Decision.deny(by="nobody (no terminal)")

    def _scripted(self, answers: list[bool]) -> Decision:
        yes = bool(answers) and answers.pop(0)
        self._console.print(Text(f"Shall this be done? {'yes' if yes else 'no'}  (scripted answer)", "bold"))
        return Decision.approve(by="the script") if yes else Decision.deny(by="the script")

    def _panel(self, call: Call, question: str) -> Panel:
        table = Table.grid(padding=(0, 2))
        for name, value in facts(call, self._client):
            table.add_row(Text(name, "dim"), Text(for_terminal(value, drawings=False)))
        table.add_row()
        table.add_row(Text("Question", "dim"), Text(for_terminal(question, lines=True, drawings=False)))
        return Panel(table, title="A person is asked", border_style="yellow")


def facts(call: Call, client: Client) -> list[tuple[str, str]]:
    """Person, job, stage, reason and email of a stage move; for other calls which one it is."""
    if call.endpoint != "application.changeStage":
        return [("Call", call.endpoint)]
    move = call.arguments
    try:
        application = _look(client, op.ApplicationInfo, applicationId=move["applicationId"])
        candidate, stage = application["candidate"], application["currentInterviewStage"]
        stages = _look(client, op.InterviewStageList, interviewPlanId=stage["interviewPlanId"])
        reason, mail = _reason(move, client), _mail(move, client)
    except ToolError as error:
        return [("Call", call.endpoint), ("Look-up", f"{UNKNOWN}: {error}")]
    address = (candidate.get("primaryEmailAddress") or {}).get("value", "no address")
    return [
        ("Person", f"{candidate['name']} <{address}>"),
        ("Job", application["job"]["title"]),
        ("Stage", f"{stage['title']} -> {_named(stages, move['interviewStageId'], 'title')}"),
        ("Reason", reason),
        ("Email", mail),
    ]


def _reason(move: JsonObject, client: Client) -> str:
    if "archiveReasonId" not in move:
        return "none: this is no rejection"
    return _named(_look(client, op.ArchiveReasonList), move["archiveReasonId"], "text")


def _mail(move: JsonObject, client: Client) -> str:
    if "archiveEmail" not in move:
        return "none from this call"
    letter = move["archiveEmail"]
    title = _named(_look(client, op.CommunicationTemplateList), letter["communicationTemplateId"], "title")
    return f"yes, '{title}', {letter.get('sendAt', 'next morning at 09:32')}"


def _look(client: Client, operation: type[Operation], **arguments: str) -> Any:
    return client.execute(operation.model_validate(arguments)).data


def _named(rows: list[JsonObject], identity: str, key: str) -> str:
    return next((str(row[key]) for row in rows if row["id"] == identity), UNKNOWN)
