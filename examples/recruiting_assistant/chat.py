"""The terminal chat: one turn after the other, with every call and what came of it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from langchain_core.messages import AIMessage, ToolMessage
from rich.console import Console
from rich.text import Text

from examples.recruiting_assistant.agent import THREAD, Assistant
from examples.recruiting_assistant.report import Ledger, Watch

_WIDE = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Chat:
    """Shows a conversation while it happens. `watch` is None in a real organization."""

    console: Console
    assistant: Assistant
    ledger: Ledger
    watch: Watch | None

    def turn(self, said: str) -> None:
        """One thing the recruiter says, and everything that follows from it; Ctrl-C ends the program."""
        with _ended_by_ctrl_c(self.console):
            self._turn(said)

    def _turn(self, said: str) -> None:
        self.console.print()
        self.console.print(Text.assemble(("Recruiter   ", "bold cyan"), said))
        asked: dict[str, dict[str, Any]] = {}
        turn = {"messages": [("user", said)]}
        stream = self.assistant.agent.stream(turn, self.assistant.config, stream_mode="updates")
        for message in _messages(stream):
            if isinstance(message, AIMessage):
                self._spoken(message, asked)
            elif isinstance(message, ToolMessage):
                self._answered(message, asked[message.tool_call_id])

    def report(self) -> None:
        """What it cost, and what it changed."""
        self.console.print()
        self.ledger.show(self.console)
        if self.watch is not None:
            self.watch.show(self.console)

    def _spoken(self, message: AIMessage, asked: dict[str, dict[str, Any]]) -> None:
        for call in message.tool_calls:
            asked[str(call["id"])] = dict(call)
            arguments = json.dumps(call["args"], ensure_ascii=False)
            self.console.print(Text(f"  calls     {call['name']} {_short(arguments)}", "dim"))
        if message.text:
            self.console.print(Text.assemble(("Assistant   ", "bold green"), message.text))

    def _answered(self, message: ToolMessage, call: dict[str, Any]) -> None:
        text, tool = str(message.content), str(call["name"])
        failed = message.status == "error"
        if failed:
            self.console.print(Text(f"  refused   {text}", "red"))
        else:
            artifact = message.artifact or {}
            raw, sent = self.ledger.add(tool, self.assistant.toolkit.data(artifact["ref"], thread_id=THREAD), text)
            records = artifact["records"]
            what = f"{records} record{'' if records == 1 else 's'}, {raw:,} tokens raw, {sent:,} sent"
            self.console.print(Text(f"  answer    {tool}: {what}", "dim"))
        if self.watch is not None and tool not in self.assistant.reading:
            outcome = text.partition(": ")[2].partition(". ")[0] if failed else "done"
            self.watch.note(self.assistant.endpoint(tool), outcome)


@contextlib.contextmanager
def _ended_by_ctrl_c(console: Console) -> Iterator[None]:
    """LangGraph waits for its threads, and one of them may wait at a question: so Ctrl-C waits for nobody."""

    def leave(*_: object) -> None:
        console.print("\nStopped: Ctrl-C. What had no yes was not sent; look for what was on its way.")
        sys.stdout.flush()
        os._exit(130)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def typed(console: Console) -> Iterator[str]:
    """What a person types, until an empty line or the end of input."""
    while True:
        try:
            said = console.input("\n[bold cyan]You[/]         ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not said:
            return
        yield said


def _messages(stream: Iterable[Any]) -> Iterator[Any]:
    for update in stream:
        for change in update.values():
            yield from (change or {}).get("messages", ())


def _short(text: str) -> str:
    return text if len(text) <= _WIDE else text[:_WIDE] + "..."
