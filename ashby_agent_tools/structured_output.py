"""structured: what a result's text says, as objects with the same names in every row, for code and for clients.

It is made of the text, so that it holds nothing that a model may not read, and marks what outsiders wrote as it does.
"""

from __future__ import annotations

import json
from typing import Any, Literal

__all__ = ["MARK", "Shape", "structured"]

MARK = "written_by_outsiders"
"""The one key under which the words of people outside stand, in texts and in objects."""

Shape = Literal["rows", "record"]


def structured(text: str, shape: Shape) -> dict[str, Any]:
    """`{"about": ..., "rows": [...]}` for lists, `{"about": ..., "record": ...}` for one record.

    A record that is referred to is its name with its id, `Ada Lee (cand_7)`, or its id alone. What outsiders wrote
    stands under one key of its own in each object.
    """
    note, _, body = ("", "", text) if text.startswith("{") else text.partition("\n")
    shown = _object(body) or {"record": {"text": text}}
    about = {**shown.get("about", {}), **({"note": note} if note and "text" not in shown.get("record", {}) else {})}
    if "record" in shown:
        rows = [_record(shown["record"])]
    elif "about" in shown:
        rows = _rows(shown)
    else:  # what a dry run would have sent
        rows = [shown]
    return {"about": about, shape: rows if shape == "rows" else _one(rows)}


def _object(text: str) -> dict[str, Any] | None:
    """The object that a text is the JSON of; None for any other text, such as the lines of a search for tools."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _one(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return rows[0] if rows else {}


def _rows(shown: dict[str, Any]) -> list[dict[str, Any]]:
    names = shown.get("names", {})
    same = {key: _named(value, names) for key, value in shown.get("same_in_all_rows", {}).items()}
    theirs = shown.get(MARK, {"columns": ["row"], "data": []})
    marked = {line[0]: line[1:] for line in theirs["data"]}
    details = {it["id"]: it for it in shown.get("details", ())}
    columns, lines = shown.get("columns", []), shown["data"] or [[] for _ in range(shown["about"].get("shown", 0))]
    rows = []
    for number, line in enumerate(lines, shown["about"].get("from_row", 0)):
        row = {**same, **{key: _named(cell, names) for key, cell in zip(columns, line, strict=True)}}
        key = row.get("id", number)
        row |= {name: _named(cell, names) for name, cell in details.get(key, {}).items() if name not in ("id", MARK)}
        written = {**same.get(MARK, {}), **dict(zip(theirs["columns"][1:], marked.get(key, ()), strict=False))}
        written |= details.get(key, {}).get(MARK, {})
        rows.append(row | ({MARK: written} if written else {}))
    return rows


def _named(cell: Any, names: dict[str, str]) -> Any:
    """A cell with the names that stand once beside the table."""
    if isinstance(cell, list):
        return [_named(item, names) for item in cell]
    return f"{names[cell]} ({cell})" if isinstance(cell, str) and cell in names else cell


def _record(record: dict[str, Any]) -> dict[str, Any]:
    """One record: the tables in it become lists of objects, each with what outsiders wrote in it."""
    theirs = dict(record.get(MARK, {}))
    out: dict[str, Any] = {}
    for key, value in record.items():
        if key == MARK:
            continue
        out[key] = _listed(value, theirs.pop(key, None)) if _is_table(value) else value
    written = {key: _listed(value, None) if _is_table(value) else value for key, value in theirs.items()}
    return out | ({MARK: written} if written else {})


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"columns", "data"}


def _listed(table: dict[str, Any], theirs: Any) -> list[Any]:
    """The lines of a table as objects; a line that only says how many more there are stays as it is."""
    marked = _listed(theirs, None) if _is_table(theirs) else []
    out: list[Any] = []
    for number, line in enumerate(table["data"]):
        row: Any = dict(zip(table["columns"], line, strict=True)) if isinstance(line, list) else line
        if isinstance(row, dict) and number < len(marked) and isinstance(marked[number], dict):
            row = row | {MARK: marked[number]}
        out.append(row)
    return out
