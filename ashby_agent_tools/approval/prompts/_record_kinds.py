"""Record kinds without a search: where others of the kind are listed, and what tells two apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from types import MappingProxyType

from ashby_agent_tools.approval.prompts._phrases import clean, moment, quoted, shown, title
from ashby_agent_tools.approval.prompts._prompt import at, known_id
from ashby_agent_tools.operations.base import Json, JsonObject

__all__ = ["FULL_PAGE", "called", "folded", "listed_beside", "marks_of", "with_parents"]

FULL_PAGE = 100  # Ashby's largest page: what fills it may go on, so it shows nothing to be the only one
_PAGE: JsonObject = {"limit": FULL_PAGE}
_ARCHIVED: JsonObject = {"limit": FULL_PAGE, "includeArchived": True}
_LONGEST = 40
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_LISTS: MappingProxyType[str, tuple[str, JsonObject]] = MappingProxyType(
    {
        "customField": ("customField.list", _ARCHIVED),
        "department": ("department.list", _ARCHIVED),
        "feedbackFormDefinition": ("feedbackFormDefinition.list", _ARCHIVED),
        "interview": ("interview.list", {**_ARCHIVED, "includeNonSharedInterviews": True}),
        "interviewerPool": ("interviewerPool.list", {**_PAGE, "includeArchivedPools": True}),
        "jobPosting": ("jobPosting.list", {"includeUnpublishedJobPostings": True}),
        "location": ("location.list", {**_ARCHIVED, "includeLocationHierarchy": True}),
        "sequenceTemplate": ("sequenceTemplate.list", _ARCHIVED),
        "surveyFormDefinition": ("surveyFormDefinition.list", _PAGE),
    }
)
"""Kinds of which an organization has few: all of them are listed."""

_WITHIN: MappingProxyType[str, tuple[str, str, JsonObject]] = MappingProxyType(
    {
        "interviewStage": ("interviewStage.list", "interviewPlanId", {}),
        "offer": ("offer.list", "applicationId", _PAGE),
        "sequence": ("sequence.list", "candidateId", _PAGE),
    }
)
"""Kinds that belong to a record: those of the same one are listed."""


def listed_beside(area: str, record: JsonObject) -> tuple[str, JsonObject] | None:
    """The list that tells whether a record of this area (`department`) is the only one of its name."""
    if area in _LISTS:
        return _LISTS[area] if record else None
    if area in _WITHIN:
        endpoint, key, more = _WITHIN[area]
        return (endpoint, {key: owner, **more}) if (owner := known_id(record.get(key))) else None
    name = called(record)
    if area == "project" and name and len(name) <= FULL_PAGE:
        return "project.search", {"title": name}
    if area == "opening" and record:
        identifier = at(record, "latestVersion", "identifier")
        known = isinstance(identifier, str) and identifier
        return ("opening.search", {"identifier": identifier}) if known else ("opening.list", _PAGE)
    return None


def called(record: JsonObject) -> str | None:
    """What a record is called; for one that has no name, what it is named after."""
    if "offerStatus" in record:
        return known_id(record.get("applicationId"))
    if "sequenceTemplateId" in record:
        return known_id(record.get("sequenceTemplateId"))
    version = record.get("latestVersion")
    names = (at(version, "identifier"), at(version, "description"), *map(record.get, _NAMES))
    name = next((one for one in names if isinstance(one, str) and one), None)
    return f"{record['objectType']} {name}" if name and "fieldType" in record and "objectType" in record else name


_NAMES = ("title", "name", "reasonText", "text", "label")


def folded(value: Json) -> str:
    """A name for comparing, as a person would take it for another one."""
    return clean(value).casefold() if isinstance(value, str) else ""


def with_parents(rows: list[JsonObject]) -> list[JsonObject]:
    """The rows of a list, each with the name of the one that it is part of."""
    names = {known_id(row.get("id")): called(row) for row in rows}
    parents = (names.get(known_id(row.get("parentId") or row.get("parentLocationId"))) for row in rows)
    return [{**row, "partOf": parent} if parent else row for row, parent in zip(rows, parents, strict=True)]


def marks_of(record: JsonObject) -> Iterable[tuple[str, str]]:
    """What may tell a record from others of its name, what says most to a recruiter first."""
    name = called(record)
    for kind, wording, *path in _MARKS:
        value = at(record, *path)
        if value is not None and value not in ("", [], {}, name):
            yield kind, wording(value)


def _name(value: Json) -> str:
    return title(value, most=_LONGEST, tell=False) or quoted(value, most=_LONGEST, tell=False)


def _word(value: Json) -> str:
    """One of Ashby's own words for a state or a type: `NotStarted` as `not started`."""
    plain = isinstance(value, str) and value.isascii() and value.isalpha()
    return _CAPITAL.sub(" ", str(value)).lower() if plain else _name(value)


def _either(yes: str, no: str) -> Callable[[Json], str]:
    return lambda value: yes if value is True else no


def _with(words: str, wording: Callable[[Json], str]) -> Callable[[Json], str]:
    return lambda value: f"{words} {wording(value)}"


_MARKS: tuple[tuple[str, Callable[[Json], str], *tuple[str, ...]], ...] = (
    ("place", _name, "locationName"),
    ("department", _name, "departmentName"),
    ("team", _name, "teamName"),
    ("parent", _with("part of", _name), "partOf"),
    ("town", _name, "address", "postalAddress", "addressLocality"),
    ("country", _name, "address", "postalAddress", "addressCountry"),
    ("outside", _with("outside", _name), "externalName"),
    ("source", _name, "sourceType", "title"),
    ("reason", _word, "reasonType"),
    ("record", _word, "objectType"),
    ("field", _word, "fieldType"),
    ("type", _word, "type"),
    ("offer", _word, "offerStatus"),
    ("opening", _word, "openingState"),
    ("state", _word, "status"),
    ("listed", _either("listed", "not listed"), "isListed"),
    ("starts", _with("starting", moment), "latestVersion", "startDate"),
    ("description", _name, "latestVersion", "description"),
    ("what for", _name, "description"),
    ("workplace", _word, "workplaceType"),
    ("published", _with("published", moment), "publishedDate"),
    ("opened", _with("opened", moment), "openedAt"),
    ("version", _with("written", moment), "latestVersion", "createdAt"),
    ("created", _with("created", moment), "createdAt"),
    ("step", _with("step", shown), "orderInInterviewPlan"),
    ("archived", _either("archived", "not archived"), "isArchived"),
    ("changed", _with("changed", moment), "updatedAt"),
)
