"""Which parts of a record belong to a hidden data class: by the entity's paths, by their key, by their title."""

from __future__ import annotations

import re

from ashby_agent_tools.entity import Entity
from ashby_agent_tools.results.page import Json

__all__ = ["Hiding"]

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
