"""Which parts of a record belong to a hidden data class: by the entity's paths, by the kind of field, by labels."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ashby_agent_tools.operations.entity import DataClass, Entity, Hidden
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.results.forms import Question, questions_of
from ashby_agent_tools.results.frame import Notes
from ashby_agent_tools.results.labels import asks_for
from ashby_agent_tools.results.masking import HIDDEN, without_hidden_text
from ashby_agent_tools.results.page import Json

__all__ = ["HIDDEN", "Hiding", "hidden_title", "without_hidden", "without_hidden_fields", "without_hidden_text"]

_CONTACT_KEYS = re.compile(r"(^|\.)\w*(email|Email|phone|Phone)(Address(es)?|Number(s)?)?$")
_OPEN_SURVEYS = frozenset({"CandidateExperience", "Questionnaire", "CandidateDataConsent"})
_OF_KIND: dict[str, DataClass] = {
    "Currency": "pay", "CompensationRange": "pay", "Money": "pay", "Email": "contact", "Phone": "contact",
}  # fmt: skip
_LABELLED = re.compile(r"(?:^|\.)(?:customFields|answers)\.(.+)")
_OWN_KEY = re.compile(r"[a-z][A-Za-z0-9]*\Z")  # Ashby's own keys; a report's column is called as people please
_TITLES = ("title", "label", "field", "fieldName", "question")
_TITLED = frozenset(_TITLES)
_VALUES = frozenset({"value", "valueLabel", "answer", "from", "to", "before", "after", "oldValue", "newValue"})
_CHOICES = "selectableValues"


class Hiding:
    """The data classes that a text must not show: `contact`, `pay`, `eeo`. `dropped`: those that were there."""

    def __init__(self, entity: Entity | None, hidden: frozenset[str]) -> None:
        self.hidden = hidden
        self.dropped = Notes()
        self._own = hidden.own if isinstance(hidden, Hidden) else ()
        self._titles: dict[tuple[str, str, bool], frozenset[str]] = {}
        self._secret = {path: name for name in sorted(hidden) for path in _paths(entity, name)}

    def __bool__(self) -> bool:
        return bool(self.hidden)

    def path(self, path: str, *, open_survey: bool = False) -> bool:
        """Whether a path in a record of Ashby's, or the name of a column, is hidden; noted in `dropped`."""
        gone = self.classes(path, open_survey=open_survey)
        self.drop(gone)
        return bool(gone)

    def classes(self, path: str, *, open_survey: bool = False) -> frozenset[str]:
        """The hidden data classes that a path belongs to; nothing is noted."""
        key = path.rsplit(".", 1)[-1]
        found = {c for p, c in self._secret.items() if path == p or path.startswith(p + ".")}
        if open_survey:
            found.discard("eeo")
        if not found and "contact" in self.hidden and _CONTACT_KEYS.search(path):
            found.add("contact")
        if not found and (labelled := _LABELLED.search(path)):
            found |= asks_for(labelled[1], self._own)
        if not found:
            asked = asks_for(key, self._own)
            found |= asked - {"contact"} if _OWN_KEY.match(key) else asked
        return self.hidden & found

    def title(self, title: str, value: Json, *, kind: str = "") -> bool:
        """Whether a custom field or a form's question is hidden, by its title, its kind or its value's; noted."""
        pay = isinstance(value, dict) and ("currencyCode" in value or value.get("type") == "compensation-range")
        gone = self._titles.get((title, kind, pay))
        if gone is None:
            found = asks_for(title, self._own) | ({"pay"} if pay else set())
            found |= {_OF_KIND[kind]} if kind in _OF_KIND else set()
            gone = self._titles[(title, kind, pay)] = self.hidden & found
        if gone:
            self.drop(gone)
        return bool(gone)

    def drop(self, gone: Iterable[str]) -> None:
        """Note that data classes were there."""
        for name in sorted(gone):
            self.dropped.add(name)

    def open_survey(self, record: dict[str, Json]) -> bool:
        """Whether a record is a survey whose answers are no equal-opportunity data."""
        return "eeo" in self.hidden and record.get("surveyType") in _OPEN_SURVEYS

    def without_answers(self, value: Json, key: str = "") -> Json:
        """The value without custom fields, answers and changes whose label is hidden, so that no path leads to them."""
        if isinstance(value, list):
            return [self.without_answers(item, key) for item in value if not self.labelled(item, key)]
        if not isinstance(value, dict):
            return value
        answers = value.get("submittedValues")
        if isinstance(answers, dict):
            questions = questions_of(value.get("formDefinition"))
            shown = {k: v for k, v in answers.items() if not self.answer(k, v, questions)}
            value = {**value, "submittedValues": shown}
        return {k: self.without_answers(v, k) for k, v in value.items() if not self.labelled(v, k)}

    def answer(self, path: str, value: Json, questions: dict[str, Question]) -> bool:
        """Whether an answer is hidden, by its question or, where that is unknown, by its path."""
        question = questions.get(path)
        if question is None:
            return self.title(path, value)
        return self.title(question.title, value, kind=question.kind) or (not is_uuid(path) and self.title(path, value))

    def may_label(self, shapes: Iterable[Iterable[str]]) -> bool:
        """Whether any object could be a value with its label beside it, by the keys of them all."""
        keys = set[str]().union(*shapes)
        return bool(self.hidden) and not (_VALUES.isdisjoint(keys) or _TITLED.isdisjoint(keys))

    def labelled(self, value: Json, key: str = "") -> bool:
        """Whether an object is a value with its label beside it and hidden by that; choices of a form are none."""
        if not isinstance(value, dict) or _VALUES.isdisjoint(value) or _TITLED.isdisjoint(value) or key == _CHOICES:
            return False
        return self.titled(value)

    def titled(self, value: dict[str, Json]) -> bool:
        """Whether a value with its label beside it is hidden by that."""
        kind = str(value.get("fieldType") or "")
        for name in _TITLES:
            if isinstance(label := value.get(name), str) and self.title(label, value.get("value"), kind=kind):
                return True
        return False


def _paths(entity: Entity | None, data_class: str) -> tuple[str, ...]:
    return entity.paths(data_class) if entity and data_class in ("contact", "pay", "eeo") else ()  # type: ignore[arg-type]


def without_hidden(value: Json, entity: Entity | None, hidden: frozenset[str]) -> Json:
    """A record, or arguments, of the same shape, with `[hidden]` for texts and null for numbers that are hidden.

    For what is not a result and still reaches a model: the request and the question of a dry run.
    """
    return _visible(value, "", Hiding(entity, hidden)) if hidden else value


def _visible(value: Json, path: str, hiding: Hiding) -> Json:
    if isinstance(value, list):
        return [_visible(item, path, hiding) for item in value]
    if isinstance(value, str):
        return without_hidden_text(value, hiding.hidden)
    if not isinstance(value, dict):
        return value
    open_survey = hiding.open_survey(value)
    names = [name for key in ("title", "path") if isinstance(name := value.get(key), str)]
    titled = "value" in value and any(hiding.title(name, value["value"]) for name in names)
    return {
        key: _blank(item)
        if (titled and key in ("value", "valueLabel")) or hiding.path(below, open_survey=open_survey)
        else _visible(item, below, hiding)
        for key, item in value.items()
        for below in (f"{path}.{key}" if path else key,)
    }


def without_hidden_fields(value: Json, entity: Entity | None, hidden: frozenset[str]) -> Json:
    """A record without the fields, and without the custom fields and answers, that are hidden; for files and tables.

    Addresses and numbers inside of other texts are masked, as in results.
    """
    return _remaining(value, "", Hiding(entity, hidden)) if hidden else value


def _remaining(value: Json, path: str, hiding: Hiding) -> Json:
    if isinstance(value, list):
        return [_remaining(item, path, hiding) for item in value if not _is_hidden_answer(item, hiding)]
    if isinstance(value, str):
        return without_hidden_text(value, hiding.hidden)
    if not isinstance(value, dict):
        return value
    open_survey = hiding.open_survey(value)
    return {
        key: _remaining(item, below, hiding)
        for key, item in value.items()
        for below in (f"{path}.{key}" if path else key,)
        if not hiding.path(below, open_survey=open_survey)
    }


def _is_hidden_answer(value: Json, hiding: Hiding) -> bool:
    """Whether an item of a list is a custom field or an answer whose title or path is hidden."""
    if not isinstance(value, dict) or "value" not in value:
        return False
    names = [name for key in ("title", "path") if isinstance(name := value.get(key), str)]
    return any(hiding.title(name, value["value"]) for name in names)


def hidden_title(records: Iterable[Json], hidden: frozenset[str]) -> bool:
    """Whether one of the records is a custom field whose values are hidden."""
    hiding = Hiding(None, hidden)
    return any(
        isinstance(record, dict)
        and "fieldType" in record
        and hiding.title(str(record.get("title")), None, kind=str(record["fieldType"]))
        for found in records
        for record in (found if isinstance(found, list) else [found])
    )


def _blank(value: Json) -> Json:
    if isinstance(value, list):
        return [_blank(item) for item in value]
    if isinstance(value, dict):
        return {key: _blank(item) for key, item in value.items()}
    return HIDDEN if isinstance(value, str) else value if isinstance(value, bool) else None
