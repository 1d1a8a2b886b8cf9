"""What a reader may want of a record, in classes with weights, and how much of it a text still answers.

A look-up counts if the value, or the short id that stands for it, is in what a text says of the record; a long text
counts by the share of its beginning.
"""

# ruff: noqa: E501

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["Record", "answered", "lookups", "minified"]

Record = dict[str, Any]
WEIGHTS = {"identity": 0.2, "state": 0.2, "links": 0.15, "attributes": 0.15, "contact": 0.1, "custom": 0.1, "text": 0.1}


def minified(value: object) -> str:
    """JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Soft(dict[str, Any]):
    """A record in which what is missing is empty: Ashby leaves out what a record does not have."""

    def __missing__(self, key: str) -> Soft:
        return Soft()

    def __getitem__(self, key: Any) -> Any:
        value = "" if isinstance(key, slice) else super().__getitem__(key)
        return soft(value)


def soft(value: Any) -> Any:
    """The value with soft records in it."""
    if isinstance(value, dict):
        return value if isinstance(value, Soft) else Soft(value)
    return [soft(item) for item in value] if isinstance(value, list) else value


def lookups(kind: str, record: Record) -> dict[str, list[Any]]:
    """The values that a reader may want of a record, per class of weight."""
    return {
        name: [value for value in values if value not in (None, "", [], {}, " ")]
        for name, values in _ASK[kind](soft(record)).items()
    }


def _person(user: Record) -> str:
    return f"{user['firstName']} {user['lastName']}"


def _custom(fields: Sequence[Record]) -> list[Any]:
    return [field.get("valueLabel") or field["value"] for field in fields]


def _answers(record: Record) -> list[Any]:
    out = []
    for entry in record["formDefinition"]["sections"][0]["fields"]:
        value = record["submittedValues"][entry["field"]["path"]]
        value = value["score"] if isinstance(value, dict) else value
        labels = {choice["value"]: choice["label"] for choice in entry["field"]["selectableValues"]}
        out.append(labels.get(str(value), value))
    return out


def _candidate(r: Record) -> dict[str, list[Any]]:
    return {
        "identity": [r["id"], r["name"]], "state": [r["fraudStatus"]], "links": r["applicationIds"],
        "attributes": [r["position"], r["company"], r["school"], r["location"]["locationSummary"],
                       r["source"]["title"], r["updatedAt"][:10]],
        "contact": [r["primaryEmailAddress"]["value"], r["primaryPhoneNumber"]["value"]],
        "custom": [*(tag["title"] for tag in r["tags"]), *_custom(r["customFields"])], "text": [],
    }  # fmt: skip


def _application(r: Record) -> dict[str, list[Any]]:
    return {
        "identity": [r["id"], r["candidate"]["name"]],
        "state": [r["status"], r["currentInterviewStage"]["title"], (r["archiveReason"] or {}).get("text")],
        "links": [r["candidate"]["id"], r["job"]["id"], r["currentInterviewStage"]["id"]],
        "attributes": [r["job"]["title"], r["source"]["title"], r["createdAt"][:10], r["updatedAt"][:10],
                       *(_person(member) for member in r["hiringTeam"])],
        "contact": [r["candidate"]["primaryEmailAddress"]["value"]], "custom": _custom(r["customFields"]), "text": [],
    }  # fmt: skip


def _schedule(r: Record) -> dict[str, list[Any]]:
    events = r["interviewEvents"]
    return {
        "identity": [r["id"]], "state": [r["status"], *(e["interview"]["title"] for e in events)],
        "links": [r["applicationId"], r["interviewStageId"], *(e["id"] for e in events)],
        "attributes": [_person(r["scheduledBy"]), *(e["startTime"][:16] for e in events), *(e["endTime"][:16] for e in events),
                       *(_person(u) for e in events for u in e["interviewers"]), r["updatedAt"][:10]],
        "contact": [e["meetingLink"] for e in events], "custom": [], "text": [],
    }  # fmt: skip


def _feedback(r: Record) -> dict[str, list[Any]]:
    answers = _answers(r)
    return {
        "identity": [r["id"], _person(r["submittedByUser"])], "state": answers[:1],
        "links": [r["applicationId"], r["interviewId"]], "attributes": [r["submittedAt"][:10]],
        "contact": [r["submittedByUser"]["email"]], "custom": answers[1:4], "text": answers[4:],
    }  # fmt: skip


def _offer(r: Record) -> dict[str, list[Any]]:
    version = r["latestVersion"]
    return {
        "identity": [r["id"]], "state": [r["acceptanceStatus"], r["offerStatus"]], "links": [r["applicationId"]],
        "attributes": [str(version["salary"]["value"]), version["startDate"], _person(version["author"]), r["decidedAt"][:10]],
        "contact": [], "custom": _custom(version["customFields"]), "text": [],
    }  # fmt: skip


def _posting(r: Record) -> dict[str, list[Any]]:
    return {
        "identity": [r["id"], r["title"]], "state": [r["employmentType"]], "links": [r["jobId"]],
        "attributes": [r["departmentName"], r["locationName"], r["workplaceType"],
                       r["compensation"]["compensationTierSummary"]],
        "contact": [], "custom": [], "text": [r["descriptionPlain"]],
    }  # fmt: skip


def _note(r: Record) -> dict[str, list[Any]]:
    return {
        "identity": [r["id"], _person(r["author"])], "state": [], "links": [], "attributes": [r["createdAt"][:10]],
        "contact": [r["author"]["email"]], "custom": [], "text": [r["content"]],
    }  # fmt: skip


def _job(r: Record) -> dict[str, list[Any]]:
    team = r["hiringTeam"]
    return {
        "identity": [r["id"], r["title"]], "state": [r["status"], r["employmentType"]],
        "links": [r["departmentId"], *r["interviewPlanIds"]],
        "attributes": [r["location"]["name"], r["updatedAt"][:10], r["openedAt"][:10], *(_person(m) for m in team)],
        "contact": [m["email"] for m in team], "custom": _custom(r["customFields"]), "text": [],
    }  # fmt: skip


_ASK: dict[str, Callable[[Record], dict[str, list[Any]]]] = {
    "candidate": _candidate, "application": _application, "interviewSchedule": _schedule, "applicationFeedback": _feedback,
    "offer": _offer, "jobPosting": _posting, "note": _note, "job": _job,
}  # fmt: skip


def answered(wanted: dict[str, list[Any]], shown: str, names: dict[str, str]) -> float:
    """The weighted share of look-ups that a record's part of a text answers; `names` maps ids to short ids."""
    total = got = 0.0
    for name, values in wanted.items():
        if not values:
            continue
        total += WEIGHTS[name]
        got += WEIGHTS[name] * sum(_found(value, shown, names, long=name == "text") for value in values) / len(values)
    return got / total if total else 1.0


def _found(value: Any, shown: str, names: dict[str, str], *, long: bool) -> float:
    if isinstance(value, bool):
        return float(("true" if value else "false") in shown)
    text = minified(str(value))[1:-1]
    if text in shown or (names.get(str(value)) is not None and names[str(value)] in shown):
        return 1.0
    if not long:
        return 0.0
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in shown else (low, middle - 1)
    return low / len(text) if low >= 12 else 0.0
