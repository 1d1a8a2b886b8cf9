"""Reading a tool's answer: the line JSON that a model sees, as rows with every column named."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

_NAMED = re.compile(r"(?P<name>.*) \((?P<short_id>[a-z]+_\d+)\)", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """A record that a cell points to: its short id, and its name if the answer says it."""

    short_id: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """One tool's answer. `rows`: the records, with what all have in common merged into each."""

    tool: str
    arguments: dict[str, Any]
    rows: tuple[dict[str, Any], ...]
    names: dict[str, str]

    @property
    def record(self) -> dict[str, Any]:
        """The only record."""
        (row,) = self.rows
        return row

    def named(self, cell: str) -> Named:
        """A cell like `Onsite (stage_101)`, or `stage_101` with its name said once above the rows."""
        match = _NAMED.fullmatch(cell)
        return Named(match["short_id"], match["name"]) if match else Named(cell, self.names.get(cell, cell))

    def row(self, **cells: str) -> dict[str, Any]:
        """The first record with these values."""
        return next(row for row in self.rows if all(row.get(key) == value for key, value in cells.items()))


def read(text: str, *, tool: str = "", arguments: dict[str, Any] | None = None) -> Answer:
    """Parse the text of a result. Raises ValueError when it is an error message and no result."""
    parsed = json.loads(text)
    same = parsed.get("same_in_all_rows", {})
    records = [parsed["record"]] if "record" in parsed else _rows(parsed)
    rows = [{**same, **_flat(record)} for record in records]
    return Answer(tool, arguments or {}, tuple(rows), parsed.get("names", {}))


def answers(messages: Sequence[BaseMessage], tool: str) -> list[Answer]:
    """All answers of a tool in a conversation, oldest first; what failed is left out."""
    calls = {call["id"]: call for message in messages if isinstance(message, AIMessage) for call in message.tool_calls}
    return [
        read(str(message.content), tool=tool, arguments=calls[message.tool_call_id]["args"])
        for message in messages
        if isinstance(message, ToolMessage) and message.name == tool and message.status == "success"
    ]


def answer(messages: Sequence[BaseMessage], tool: str) -> Answer:
    """The newest answer of a tool."""
    return answers(messages, tool)[-1]


def _rows(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    columns = parsed.get("columns", [])
    return [dict(zip(columns, cells, strict=False)) for cells in parsed.get("data", [])]


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record with what outsiders wrote beside the rest: a script does not take orders from it."""
    return {**record, **record.get("written_by_outsiders", {})}
