"""The report: tokens raw and sent, and what changed in the simulator, call by call."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ashby_agent_tools.results import counter_for
from ashby_agent_tools.simulator import Simulator

Snapshot = Mapping[str, Mapping[str, Mapping[str, Any]]]

_COUNTER = "o200k_base"
_BOOKKEEPING = {"auditLog", "updatedAt"}


@dataclasses.dataclass(slots=True)
class Ledger:
    """What each tool's answers cost: as Ashby sent them, and as the model got them."""

    costs: dict[str, list[tuple[int, int]]] = dataclasses.field(default_factory=dict)

    def add(self, tool: str, data: object, text: str) -> tuple[int, int]:
        """Count one answer; returns the tokens raw and sent."""
        count = counter_for(_COUNTER).count
        cost = count(json.dumps(data, ensure_ascii=False, separators=(",", ":"))), count(text)
        self.costs.setdefault(tool, []).append(cost)
        return cost

    @property
    def totals(self) -> tuple[int, int]:
        """Tokens raw and sent, of all answers."""
        every = [cost for costs in self.costs.values() for cost in costs]
        return sum(raw for raw, _ in every), sum(sent for _, sent in every)

    def show(self, console: Console) -> None:
        """One row per tool, and the sum."""
        about = "tokens" if counter_for(_COUNTER).exact else "tokens, estimated"
        console.print(f"What the results cost: {about}, raw as Ashby sent them and as sent to the model", style="bold")
        table = Table()
        table.add_column("tool")
        for column in ("calls", "raw", "sent"):
            table.add_column(column, justify="right")
        for tool, costs in self.costs.items():
            raw, sent = sum(raw for raw, _ in costs), sum(sent for _, sent in costs)
            table.add_row(tool, str(len(costs)), f"{raw:,}", f"{sent:,}")
        raw, sent = self.totals
        table.add_section()
        table.add_row("all", str(sum(map(len, self.costs.values()))), f"{raw:,}", f"{sent:,}")
        console.print(table)


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One call that could change something: what came of it, and what it left behind."""

    call: str
    outcome: str
    requests: int
    changed: tuple[str, ...]


@dataclasses.dataclass(slots=True)
class Watch:
    """Looks at the simulator's state after each call that could change something."""

    simulator: Simulator
    steps: list[Step] = dataclasses.field(default_factory=list)
    _seen: Snapshot = dataclasses.field(init=False)
    _start: Snapshot = dataclasses.field(init=False)
    _arrived: int = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self._seen = self._start = _snapshot(self.simulator)
        self._arrived = 0

    def note(self, endpoint: str, outcome: str) -> None:
        """Record what a call changed since the last one."""
        now = _snapshot(self.simulator)
        arrived = sum(request.endpoint == endpoint for request in self.simulator.log)
        before = sum(step.requests for step in self.steps if step.call == endpoint)
        self.steps.append(Step(endpoint, outcome, arrived - before, tuple(changes(self._seen, now))))
        self._seen = now

    def show(self, console: Console) -> None:
        """Each call that could change something, with what it changed; at last, start against end."""
        console.print("\nWhat changed in the simulator", style="bold")
        for number, step in enumerate(self.steps, 1):
            console.print(Text(f"{number}. {step.call}: {step.outcome}; requests that reached it: {step.requests}"))
            for line in step.changed or ("nothing changed",):
                console.print(Text(f"     {line}", "green" if step.changed else "dim"))
        every = len(list(changes(self._start, _snapshot(self.simulator))))
        listed = sum(len(step.changed) for step in self.steps)
        console.print(f"Start against end: {every} differences, {listed} of them listed above.")


def _snapshot(simulator: Simulator) -> Snapshot:
    """All records, and what went out to people."""
    outbox = {str(number): dict(letter) for number, letter in enumerate(simulator.state.outbox)}
    return {**simulator.state.snapshot(), "outbox": outbox}


def changes(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Each record that was added, removed or changed, in words."""
    names = _Names(after)
    for kind in sorted({*before, *after} - _BOOKKEEPING):
        old, new = before.get(kind, {}), after.get(kind, {})
        for identity in (*old, *(new.keys() - old.keys())):
            if identity not in new:
                yield f"{kind} removed"
            elif identity not in old:
                yield f"{kind} added: {names.about(new[identity])}"
            elif old[identity] != new[identity]:
                yield f"{kind} of {names.about(new[identity])}: {names.fields(old[identity], new[identity])}"


@dataclasses.dataclass(frozen=True, slots=True)
class _Names:
    """Ids as names, from the state itself."""

    state: Snapshot

    def about(self, row: Mapping[str, Any]) -> str:
        """The person a record belongs to, and what it calls itself; for a letter, to whom and when."""
        if "channel" in row:
            return f"{row['channel']} to {row['to']}"
        application = self.state.get("application", {}).get(str(row.get("applicationId") or row.get("id")), row)
        candidate = self.state.get("candidate", {}).get(str(application.get("candidateId") or row.get("id")))
        own = row.get("title") or row.get("content") or ""
        return ", ".join(part for part in ((candidate or {}).get("name"), own) if part) or "-"

    def fields(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        """Each changed field, before and after."""
        keys = [key for key in new if old.get(key) != new[key] and key not in _BOOKKEEPING]
        return "; ".join(f"{key} {self._value(old.get(key))} -> {self._value(new[key])}" for key in keys)

    def _value(self, value: object) -> str:
        if isinstance(value, str):
            for kind in ("interviewStage", "archiveReason", "user"):
                row = self.state.get(kind, {}).get(value)
                if row:
                    return str(row.get("title") or row.get("text") or row.get("email"))
        return "none" if value is None else str(value)
