"""Titled values: custom fields by their titles, form answers by their questions, forms by what they ask."""

from __future__ import annotations

from ashby_agent_tools.results.forms import FIELDS_OF, LEFT_OF, Question, answer_of, is_form, lines_of, questions_of
from ashby_agent_tools.results.frame import Row
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.paths import Paths
from ashby_agent_tools.results.values import money_of, raw_of
from ashby_agent_tools.results.writers import holds_text, one_line, shortened

__all__ = ["Titled"]

_FORM = frozenset({"submittedValues", "formDefinition"})


class Titled:
    """Reshapes values that stand under a title which people chose.

    `source`: the path in Ashby's record that each name comes from. `lists`: names that come from a list of objects,
    and its path. `free`: names of custom fields that hold free text.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self.source: dict[str, str] = {}
        self.lists: dict[str, str] = {}
        self.free: set[str] = set()
        self._names: dict[tuple[str, str], str] = {}

    def custom_fields(self, value: list[Json], path: str) -> Row:
        """Custom fields by their titles; which of them hold free text is remembered."""
        out: Row = {}
        for item in value:
            if not isinstance(item, dict) or self._paths.hiding.titled(item):
                continue
            title = str(item["title"])
            name = self._names.get((path, title)) or self._name(path, title)
            while name in out:
                name += "'"
            label, raw = item.get("valueLabel"), item["value"]
            self.source[name] = path
            if isinstance(label, str | list) and label:
                out[name] = label if isinstance(label, str) else raw_of(label)
                if shortened(label) is not label:  # no name of an option is so long
                    self.free.add(name)
            elif isinstance(raw, dict) and (money := money_of(raw)):
                out[name] = money
                if shortened(money) is not money:  # its currency is not a code
                    self.free.add(name)
            else:
                out[name] = raw_of(raw)
                if name not in self.free and holds_text(out[name]):
                    self.free.add(name)
        self._paths.leave_below(path, ("id", "isPrivate"))
        return out

    def _name(self, path: str, title: str) -> str:
        """The name of a custom field's column, which is remembered."""
        name = self._names[(path, title)] = f"{path}.{shortened(title)}"
        return name

    def definition(self, value: dict[str, Json], path: str, out: Row) -> bool:
        """A form's definition as a list of its fields: what an answer to each of them needs."""
        if not is_form(value):
            return False
        lines, sources = lines_of(value, path)
        start = f"{path}.{FIELDS_OF}"
        for key, source in sources.items():
            name, cells = f"{start}.{key}", [line.get(key) for line in lines]
            if key.startswith("section.") and len(set(map(repr, cells))) == 1:  # said once
                name, cells = source, cells[:1]
            else:
                self.lists[name] = start
            out[name], self.source[name] = cells, source
        self._paths.leave_below(f"{start}.field", LEFT_OF)
        return True

    def form(self, value: dict[str, Json], path: str, out: Row) -> frozenset[str]:
        """Answers by their questions; the form's own definition is left out where answers stand."""
        values = value.get("submittedValues")
        if not isinstance(values, dict):
            return frozenset()
        start = f"{path}." if path else ""
        if not self._paths.keep(f"{start}submittedValues"):
            return _FORM
        questions = questions_of(value["formDefinition"])
        for key, answer in values.items():
            if self._paths.hiding.answer(key, answer, questions):
                continue
            title, labels, _ = questions.get(key) or Question(key, {})
            name = f"{start}answers.{one_line(title)}"
            while name in out:
                name += "'"
            self.source[name] = f"{start}submittedValues.{key}"
            out[name] = answer_of(answer, labels)
        if self._paths.asked(f"{start}formDefinition"):
            return _FORM - {"formDefinition"}
        self._paths.leave(f"{start}formDefinition")
        return _FORM
