"""A result's text as a reader takes it: per record, the words under each column; for the recruiter's questions."""

from __future__ import annotations

import json
import re
from typing import Any

Record = dict[str, Any]
_CUT = re.compile(r"…\+\d+")
NAMED = re.compile(r"(.*) \(([a-z]+_\d+)\)", re.DOTALL)


def flat(value: Any) -> list[Any]:
    """The values in nested lists, without what is missing."""
    if isinstance(value, list):
        return [item for part in value for item in flat(part)]
    return [] if value in (None, "", {}) else [value]


class Reading:
    """A text as a reader takes it: per record, named by its short id, the words under each column."""

    def __init__(self, text: str) -> None:
        body = json.loads(text)
        self.about: Record = body["about"]
        self.names: dict[str, str] = body.get("names", {})
        self.cells: dict[str, dict[str, list[str]]] = {}
        self.columns: set[str] = set()
        theirs = body.get("written_by_outsiders", {})
        if "record" in body:
            own = {**body["record"], **body["record"].get("written_by_outsiders", {})}
            self._take(own["id"], own.items())
        for table in (body, theirs):
            for line in table.get("data", []):
                self._take(line[0] if len(table["columns"]) else "", zip(table["columns"], line, strict=True))
            self.columns |= set(table.get("columns", []))
        for name, values in body.get("few", {}).items():
            self.columns.add(name)
            for own, value in values.items():
                self._take(own, [(name, value)])
        for line in body.get("details", []):
            self._take(line["id"], {**line, **line.get("written_by_outsiders", {})}.items())
        same = body.get("same_in_all_rows", {})
        for name, value in {**same, **same.get("written_by_outsiders", {})}.items():
            self.columns.add(name)
            for own in self.cells:
                self._take(own, [(name, value)])
        self.whole = self.about.get("shown") == self.about.get("rows") or "record" in body

    def _take(self, own: str, cells: Any) -> None:
        row = self.cells.setdefault(own, {})
        for name, value in cells:
            if name == "written_by_outsiders":
                continue
            if isinstance(value, dict) and {"columns", "data"} == value.keys():
                for number, column in enumerate(value["columns"]):
                    row[f"{name}.{column}"] = [w for line in value["data"] for w in self._words(line[number])]
            else:
                row[name] = self._words(value)

    def _words(self, value: Any) -> list[str]:
        out: list[str] = []
        for item in flat(value):
            text = json.dumps(item) if isinstance(item, bool | dict) else str(item)
            if named := NAMED.fullmatch(text):
                out += [named[1], named[1].partition(": ")[2], named[2]]
                text = named[2]
            out.append(text)
            if name := self.names.get(text):
                out += [name, *re.split(r" <|>", name)]
            if money := re.fullmatch(r"([A-Z]{3}) ([\d.]+)", text):
                out += [money[2]]
        return out

    def says(self, own: str, field: str) -> list[str] | None:
        """The words about a field of a record; None where the text has no such column or has cut it."""
        row = self.cells.get(own)
        if row is None:
            return None
        fitting = [name for name in {**row, **dict.fromkeys(self.columns)} if _is(name, field)]
        if not fitting:
            return [] if self._empty(field) else None
        words = [word for name in fitting for word in row.get(name, [])]
        return None if any(_CUT.search(word) for word in words) else words

    def _empty(self, field: str) -> bool:
        empty = self.about.get("empty", [])
        return isinstance(empty, list) and field in empty


def _is(column: str, field: str) -> bool:
    return column == field or field.startswith(column + ".") or column.startswith(field + ".")
