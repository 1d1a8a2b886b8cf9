"""Times as parameters: Ashby's epoch milliseconds, moments, times of day and dates, each from ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

__all__ = ["Day", "EpochMs", "Moment", "TimeOfDay", "moment_of"]

_EPOCH = re.compile(r"-?[0-9]{1,15}")
_AS_DOCUMENTED = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)  # of all the forms of ISO 8601, the one that every reader of times takes, JavaScript's too
_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999
_NO_MS = 100_000_000_000  # below it, in 1973, nobody means milliseconds: it is seconds, a year, or 20260314


def _epoch_ms(value: Any) -> Any:
    """ISO 8601 to epoch milliseconds; a time without a zone is read as UTC."""
    if not isinstance(value, str):
        return value
    if _EPOCH.fullmatch(value.strip()):
        return int(value)
    return int(_parse(value).timestamp() * 1000)


def _milliseconds(value: int) -> int:
    """Seconds would be read as 1970 and answer with everybody; 0 is the beginning of all."""
    if 0 < abs(value) < _NO_MS:
        raise PydanticCustomError(
            "ashby_time",
            "{value} is not a time in epoch milliseconds (1773500400000); give ISO 8601, such as 2026-03-14T15:00:00Z",
            {"value": value},
        )
    return value


def _in_the_calendar(milliseconds: int) -> int:
    """Years 1 to 9999: what lies beyond is not a time that anybody means, and Python cannot name it in a question."""
    if not _FIRST_MS <= milliseconds <= _LAST_MS:
        raise PydanticCustomError("ashby_time", "the time is outside the years 1 to 9999", {})
    return milliseconds


def moment_of(value: str) -> datetime:
    """The moment that a time in ISO 8601 names, in UTC where it names no zone."""
    return _parse(value)


def _parse(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value.strip().upper())  # a small t and z are the same letters [RFC 3339]
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # too early or too late for UTC, too
        raise PydanticCustomError(
            "ashby_time", "{text} is not an ISO 8601 time such as 2026-03-14T15:00:00Z", {"text": repr(value[:60])}
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    moment, text = _parse(value), value.strip()
    if found := _AS_DOCUMENTED.fullmatch(text):
        return text if found[3] else f"{text}Z"
    return _date_in(text) or _written(moment)


def _date_in(text: str) -> str | None:
    """The date that a text is, in the usual form; None where there is a time in it, too."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _written(moment: datetime) -> str:
    """With the zone that was given, or was understood; one of odd seconds, which no other reader takes, becomes UTC."""
    offset = moment.utcoffset() or timedelta()
    whole = moment if not offset % timedelta(minutes=1) else moment.astimezone(UTC)
    return whole.isoformat().replace("+00:00", "Z")


def _with_hours(value: str) -> str:
    """A time of day: a bare date would be midnight, which nobody means."""
    if len(value) <= len("2026-03-14"):
        raise PydanticCustomError(
            "ashby_time", "{text} has no time of day; give one such as 2026-03-14T15:00:00Z", {"text": repr(value)}
        )
    return value


def _day(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if not isinstance(value, str):
        return value
    day = _date_in(value.strip())
    if day is None:
        raise PydanticCustomError("ashby_day", "{text} is not a date such as 2026-03-14", {"text": repr(value[:60])})
    return day


EpochMs = Annotated[
    int,
    AfterValidator(_milliseconds),
    AfterValidator(_in_the_calendar),
    BeforeValidator(_epoch_ms, json_schema_input_type=int | str),
    Field(description="ISO 8601 or epoch ms"),
]
"""A time that Ashby takes as epoch milliseconds; ISO 8601 is accepted too."""

Moment = Annotated[str, BeforeValidator(_moment), Field(json_schema_extra={"format": "date-time"})]
"""An ISO 8601 time. Rare forms, and times without a zone, are sent in the usual form with the zone: `...T15:00:00Z`."""

TimeOfDay = Annotated[Moment, AfterValidator(_with_hours)]
"""A Moment that says at which hour."""

Day = Annotated[str, BeforeValidator(_day), Field(json_schema_extra={"format": "date"})]
"""A calendar day, `2026-03-14`."""
