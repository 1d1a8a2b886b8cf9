"""Which parts of a record belong to a hidden data class: by the entity's paths, by their key, by their title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ashby_agent_tools.entity import Entity
from ashby_agent_tools.results.clean import mask_contact
from ashby_agent_tools.results.page import Json

__all__ = ["HIDDEN", "Hiding", "hidden_title", "without_hidden", "without_hidden_text"]

HIDDEN = "[hidden]"

_PAY = re.compile(r"salar|compensation|\bpay\b|wage|bonus|equity|\bote\b|remuneration", re.IGNORECASE)
_EEO = re.compile(
    r"gender|\bsex\b|\brac(e|ial)|ethnic|veteran|disab|pronoun|orientation|religio|\beeo|diversity", re.IGNORECASE
)
_CONTACT = re.compile(r"e-?mail|phone|\bmobile\b|linkedin|\baddress\b|contact", re.IGNORECASE)
_CONTACT_KEYS = re.compile(r"(^|\.)\w*(email|Email|phone|Phone)(Address(es)?|Number(s)?)?$")
_OPEN_SURVEYS = frozenset({"CandidateExperience", "Questionnaire", "CandidateDataConsent"})


class Hiding:
    """The data classes that a text must not show: `contact`, `pay`, `eeo`. `dropped`: those that were there."""

    def __init__(self, entity: Entity | None, hidden: frozenset[str]) -> None:
        self.hidden = hidden
        self.dropped: dict[str, None] = {}
        self._secret = {path: name for name in sorted(hidden) for path in _paths(entity, name)}

    def __bool__(self) -> bool:
        return bool(self.hidden)

    def path(self, path: str, *, open_survey: bool = False) -> bool:
        """Whether a path in a record of Ashby's is hidden; noted in `dropped`."""
        key = path.rsplit(".", 1)[-1]
        name = next((c for p, c in self._secret.items() if path == p or path.startswith(p + ".")), None)
        if name == "eeo" and open_survey:
            name = None
        if name is None and "contact" in self.hidden and _CONTACT_KEYS.search(path):
            name = "contact"
        if name is None and "pay" in self.hidden and _PAY.search(key):
            name = "pay"
        if name is not None:
            self.dropped[name] = None
        return name is not None

    def title(self, title: str, value: Json) -> bool:
        """Whether a custom field or a form's question is hidden; noted in `dropped`."""
        for name, pattern in (("pay", _PAY), ("eeo", _EEO), ("contact", _CONTACT)):
            money = name == "pay" and isinstance(value, dict) and "currencyCode" in value
            if name in self.hidden and (money or pattern.search(title)):
                self.dropped[name] = None
                return True
        return False

    def open_survey(self, record: dict[str, Json]) -> bool:
        """Whether a record is a survey whose answers are no equal-opportunity data."""
        return "eeo" in self.hidden and record.get("surveyType") in _OPEN_SURVEYS


def _paths(entity: Entity | None, data_class: str) -> tuple[str, ...]:
    return entity.paths(data_class) if entity and data_class in ("contact", "pay", "eeo") else ()  # type: ignore[arg-type]


def without_hidden(value: Json, entity: Entity | None, hidden: frozenset[str]) -> Json:
    """A record, or arguments, of the same shape, with `[hidden]` for texts and null for numbers that are hidden.

    For what is no result and still reaches a model: the request and the question of a dry run.
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


def hidden_title(records: Iterable[Json], hidden: frozenset[str]) -> bool:
    """Whether one of the records is a custom field whose values are hidden."""
    hiding = Hiding(None, hidden)
    return any(
        isinstance(record, dict) and "fieldType" in record and hiding.title(str(record.get("title")), None)
        for found in records
        for record in (found if isinstance(found, list) else [found])
    )


def _blank(value: Json) -> Json:
    if isinstance(value, list):
        return [_blank(item) for item in value]
    if isinstance(value, dict):
        return {key: _blank(item) for key, item in value.items()}
    return HIDDEN if isinstance(value, str) else value if isinstance(value, bool) else None


def without_hidden_text(text: str, hidden: frozenset[str]) -> str:
    """A sentence, without what can be told in it as hidden: mail addresses and phone numbers as contact data."""
    return mask_contact(text) if "contact" in hidden else text
