"""Problems of the web service, as application/problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from ashby_agent_tools import errors
from ashby_agent_tools.ats.readers import NoSuchRecord

__all__ = ["Problem", "of_error", "problem"]

_STATUS: tuple[tuple[type[errors.AshbyError], int], ...] = (
    (NoSuchRecord, 404),
    (errors.NotFound, 404),
    (errors.ApprovalRequired, 428),
    (errors.Declined, 403),
    (errors.PermissionMissing, 403),
    (errors.RateLimited, 429),
    (errors.CursorExpired, 400),
    (errors.ServerFailure, 502),
    (errors.IncompleteList, 502),
    (errors.ApiError, 422),
    (errors.InvalidArguments, 422),
    (errors.UsageError, 400),
)
"""The first that fits counts; everything else is Ashby's failure, 502."""


class Problem(Exception):
    """A request that is refused before anything is asked of Ashby."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.headers = status, headers


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """A problem as a response."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    every = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(told, status, every, media_type="application/problem+json")


def of_error(error: errors.AshbyError) -> Response:
    """An error of the client's as a problem."""
    status = next((status for cls, status in _STATUS if isinstance(error, cls)), 502)
    if isinstance(error, errors.Declined) and error.done_before:
        status = HTTPStatus.CONFLICT
    if isinstance(error, errors.ApprovalRequired):
        asked = {"question": error.question, "question_id": error.question_id}
        told: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
        return problem(status, str(error), fingerprint=error.fingerprint, **told)
    after = getattr(error, "retry_after", None)
    return problem(status, str(error), headers={"Retry-After": str(int(after) + 1)} if after else None)
