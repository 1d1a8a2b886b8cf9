"""What is asked of a list: filters are checked, put into Ashby's words, or worked out on the records that were read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, get_args

from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.resources import ResourceKind
from ashby_agent_tools.ats.tables.applications import INTERVIEW_STATUS, OFFER_STATUS, OUTCOME
from ashby_agent_tools.ats.tables.jobs import JOB_STATUS
from ashby_agent_tools.ats.values import ActivityType
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.short_ids import is_uuid

__all__ = ["STATUSES", "TIMES", "checked", "must_be_known", "names_of", "passes", "served"]

_IDS = frozenset({"application", "candidate", "job", "stage"})
TIMES = ("created_after", "updated_after")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STATUSES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "applications": {word.lower(): word for word in OUTCOME},
        "interviews": {word: word for word in INTERVIEW_STATUS.values()},
        "jobs": {unified: word for word, unified in JOB_STATUS.items()},
        "offers": {word: word for word in OFFER_STATUS.values()},
    }
)
"""By resource: the words of its status as records have it, and how the filter asks for each."""
_ACTIVENESS = {"active": "active", "inactive": "inactive"}


def names_of(given: Any, what: str) -> tuple[str, ...]:
    """Names as a tuple: one alone may stand without. Raises UsageError for what is none."""
    if given is None or isinstance(given, str):
        return () if given is None else (given,)
    found = tuple(given) if isinstance(given, Iterable) else (given,)
    if all(isinstance(name, str) for name in found):
        return found
    raise UsageError(f"{what} takes names of fields, not {given!r:.40}.")


def checked(kind: ResourceKind[Any], filters: Mapping[str, Any], *, own_words: bool = False) -> dict[str, Any]:
    """The filters that were given, times in UTC and words of a status as they are asked for. Raises UsageError.

    `own_words`: an organization reads the status in a way of its own, so any word may be one of its records'.
    """
    given = {name: value for name, value in filters.items() if value is not None}
    for name in given:
        must_be_known(name, kind.served | kind.here, f"{kind.name} have no filter")
    if kind.name == "activities" and "candidate" not in given:
        raise UsageError(
            "Ashby lists notes and mails of one candidate at a time: pass candidate=ID. All would be 2 calls or "
            "more for each candidate, about 20,000 calls for 10,000 candidates."
        )
    for name in _IDS & given.keys():
        if not (isinstance(given[name], str) and is_uuid(given[name])):
            raise UsageError(f"{name} takes the id of one, as records have it, not {given[name]!r:.40}.")
    for name in TIMES:
        if name in given:
            given[name] = _in_utc(name, given[name])
    if "status" in given:
        own = own_words and "status" in kind.here
        given["status"] = given["status"] if own else _statuses(kind, given["status"])
    if "activity_type" in given:
        must_be_known(str(given["activity_type"]), frozenset(get_args(ActivityType)), "there is no activity_type")
    return given


def _in_utc(name: str, given: Any) -> datetime:
    if not (isinstance(given, datetime) and given.tzinfo):
        shown = given.isoformat() if isinstance(given, date) else f"{given!r:.40}"
        raise UsageError(f"{name} takes a time with its time zone, as 2026-11-01T00:00:00+00:00, not {shown}.")
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise UsageError(f"{name} is outside the years 1 to 9999 in UTC.") from None


def _statuses(kind: ResourceKind[Any], given: Any) -> str | list[str]:
    """The words of a status: those of the records, in whatever case, or Ashby's own where Ashby serves the filter."""
    known = STATUSES.get(kind.name, _ACTIVENESS)
    words = {**{own.casefold(): own for own in known.values()}, **known}
    every = [given] if isinstance(given, str) else list(given) if isinstance(given, list | tuple | set) else [given]
    if not every:
        raise UsageError("status takes at least one word; leave it out for all of them.")
    for word in every:
        must_be_known(str(word).casefold(), frozenset(words), f"{kind.name} have no status")
    asked = list(dict.fromkeys(words[str(word).casefold()] for word in every))
    if kind.name != "applications":
        return asked
    if len(asked) > 1:
        raise UsageError("Ashby lists applications of one status at a time: pass one, or leave it out for all.")
    return asked[0]


def served(filters: Mapping[str, Any], kind: ResourceKind[Any]) -> dict[str, Any]:
    """The filters that Ashby serves, in its own words; times in milliseconds."""
    asked = {name: value for name, value in filters.items() if name in kind.served}
    return {
        name: (value - _EPOCH) // timedelta(milliseconds=1) if isinstance(value, datetime) else value
        for name, value in asked.items()
    }


def passes(record: Resource, filters: Mapping[str, Any], kind: ResourceKind[Any]) -> bool:
    """Whether a record passes the filters that Ashby does not serve."""
    for name in kind.here & filters.keys():
        wanted = filters[name]
        if name == "updated_after":
            if record.updated_at is None or record.updated_at <= wanted:
                return False
            continue
        value = getattr(record, "current_stage" if name == "stage" else name)
        value = getattr(value, "id", value)
        if value not in wanted if isinstance(wanted, list) else value != wanted:
            return False
    return True


def must_be_known(name: str, known: frozenset[str], what: str) -> None:
    """Raise UsageError for a name that is none of those known, with the nearest one."""
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        choice = f"did you mean {near[0]!r}?" if near else f"they are: {', '.join(sorted(known)) or 'none'}."
        raise UsageError(f"{what[0].upper()}{what[1:]} {name!r:.60}; {choice}")
