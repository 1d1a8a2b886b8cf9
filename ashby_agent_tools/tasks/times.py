"""Times in tasks: days between moments, and ISO 8601 asked for where somebody says `next Tuesday`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ashby_agent_tools.operations.base import JsonObject

__all__ = ["DayOf", "ZonedTime", "days_between", "entered", "milliseconds", "moment", "start_of"]


_FIRST_YEAR, _LAST_YEAR = 1990, 2200
When = TypeVar("When", bound=date)


def _today() -> datetime:
    return datetime.now(UTC)


def _meant(day: When) -> When:
    """A day that somebody can mean; what is added to others would leave the calendar. Raises ValueError."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(day.year)
    return day


def _day(text: str) -> str:
    """A day in ISO 8601; what is said in words is not guessed, since nobody here knows where the speaker's day is."""
    try:
        return _meant(date.fromisoformat(text.strip())).isoformat()
    except ValueError as error:
        now = _today()
        raise PydanticCustomError(
            "ashby_day",
            "{text} is not a day in ISO 8601; today is {today} (UTC), so give for instance {next}",
            {"text": repr(text[:60]), "today": f"{now:%A} {now:%Y-%m-%d}", "next": f"{now + timedelta(2):%Y-%m-%d}"},
        ) from error


def _zoned(text: str) -> str:
    try:
        found = _meant(datetime.fromisoformat(text.strip()))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or len(text.strip()) <= len("2026-03-14"):
        now = _today()
        raise PydanticCustomError(
            "ashby_time",
            "{text} is not a time with a zone in ISO 8601; today is {today} (UTC), so give for instance {next}",
            {
                "text": repr(text[:60]),
                "today": f"{now:%A} {now:%Y-%m-%d}",
                "next": f"{now + timedelta(2):%Y-%m-%d}T15:00:00+01:00",
            },
        )
    return text.strip()


DayOf = Annotated[str, AfterValidator(_day), Field(description="ISO date")]
"""A calendar day; a message says today's where it is none."""

ZonedTime = Annotated[str, AfterValidator(_zoned), Field(description="ISO 8601 with a zone")]
"""A moment that names its zone, since nobody else knows it."""


def moment(text: object) -> datetime | None:
    """The moment of an ISO 8601 time in Ashby's data; None where there is none."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def start_of(day: str) -> datetime:
    """Midnight of a day, in UTC."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def milliseconds(when: datetime) -> int:
    """As Ashby's filters take a moment."""
    return int(when.timestamp() * 1000)


def days_between(start: object, end: datetime) -> int:
    """Whole days from a time in Ashby's data to `end`; 0 where it names none."""
    begun = moment(start)
    return 0 if begun is None else max(0, (end - begun).days)


def entered(application: JsonObject, history: list[JsonObject]) -> str | None:
    """When an application came into the stage where it is: by its history, else its last change."""
    stage = (application.get("currentInterviewStage") or {}).get("id")
    there = [it for it in history if it.get("stageId") == stage and not it.get("leftStageAt")]
    times = sorted(str(it["enteredStageAt"]) for it in there if it.get("enteredStageAt"))
    return times[-1] if times else application.get("updatedAt")
