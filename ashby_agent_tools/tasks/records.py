"""How records are in the answers of tasks: a name with its id, which results show as `Name (cand_7)`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.entity import Entity

__all__ = ["CHANGES", "called", "dig", "for_whom", "name_of", "recommendation", "scorecard", "titled"]

_LONGEST_NAME = 80

CHANGES = Entity(
    "changes",
    withheld=("answers",),
    stated=("done.what", "done.operation", "undo", "doneBefore", "already", "undone", "stays", "notUndone", "answers"),
)
"""What a task that writes answers with: what was done, and for the application what Ashby answered."""


def dig(record: JsonObject, *keys: str) -> Any:
    """What stands below these keys; None where one is missing."""
    at: Any = record
    for key in keys:
        at = at.get(key) if isinstance(at, dict) else None
    return at


def name_of(record: JsonObject | None) -> str:
    """A name as it is in a sentence: on one line, and no longer than names are; outsiders choose theirs."""
    shown = called(record) or {}
    plain = " ".join("".join(it if it.isprintable() else " " for it in str(shown.get("name") or "")).split())
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}…"


def titled(record: JsonObject | None) -> JsonObject | None:
    """A record with a title."""
    return record and {"id": record.get("id"), "title": record.get("title")}


def called(record: JsonObject | None) -> JsonObject | None:
    """A record with a name: a candidate, or a colleague with a first and a last one."""
    if not record:
        return None
    name = record.get("name") or f"{record.get('firstName') or ''} {record.get('lastName') or ''}".strip()
    return {"id": record.get("id"), "name": name}


def for_whom(application: JsonObject) -> JsonObject:
    """Whose application it is, and for what."""
    return {
        "candidate": called(application.get("candidate")),
        "application": {"id": application.get("id")},
        "job": titled(application.get("job")),
        "stage": dig(application, "currentInterviewStage", "title"),
    }


def scorecard(feedback: JsonObject, interviews: dict[str, str]) -> JsonObject:
    """A scorecard with its answers; results show them by the form's questions."""
    return {
        "submittedByUser": called(feedback.get("submittedByUser")),
        "interview": interviews.get(str(feedback.get("interviewId"))),
        "submittedAt": feedback.get("submittedAt"),
        "submittedValues": feedback.get("submittedValues"),
        "formDefinition": feedback.get("formDefinition"),
    }


def recommendation(feedback: JsonObject) -> str | None:
    """The overall recommendation of a scorecard in the words of its form; None where the form asks for none."""
    values = feedback.get("submittedValues") or {}
    for field in _fields(feedback.get("formDefinition")):
        if field.get("path") == "overall_recommendation" and (value := values.get(field["path"])) is not None:
            plain = value.get("score", value.get("value")) if isinstance(value, dict) else value
            labels = {str(it.get("value")): it.get("label") for it in field.get("selectableValues") or ()}
            return str(labels.get(str(plain), plain))
    return None


def _fields(form: JsonObject | None) -> Iterator[JsonObject]:
    for section in (form or {}).get("sections") or ():
        for entry in section.get("fields") or ():
            yield entry.get("field") or {}
