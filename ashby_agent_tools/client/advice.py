"""Which error a refusal is, and what to do about it: by Ashby's code, and by the HTTP status where it gives none."""

from __future__ import annotations

import re

from ashby_agent_tools.errors import ApiError, CursorExpired, NotFound, PermissionMissing, RateLimited, ServerFailure
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Spec
from ashby_agent_tools.operations.index import AREAS

__all__ = ["advice", "after_write", "kind_of", "refuses"]

_LACKS = "missing_endpoint_permission"
_KEY_STATUSES = (401, 403)
_LOGIN_OF_PROXY = 407
_TOO_MANY = 429
_NO_SUCH_PLACE = (301, 307, 308, 404, 405, 410, 421)  # a redirect that keeps the method was not carried out here
_TOO_LARGE = (413, 414, 431)
_REFUSALS = range(400, 500)
_PERHAPS_DONE = (408, 409, 499)  # what stands between gave up waiting, or something is there already
_ABOUT_THE_KEY = re.compile(r"api_?key|unauthor|unauthenticated|forbidden|credential", re.IGNORECASE)
_START_AGAIN = re.compile(r"cursor|sync_token|incremental_sync")
_NOT_FOUND = "_not_found"


def refuses(status: int) -> bool:
    """Whether an HTTP status alone says that the request was not carried out."""
    return (status in _REFUSALS and status not in _PERHAPS_DONE) or status in _NO_SUCH_PLACE


def kind_of(status: int, code: str | None) -> type[ApiError]:
    """The error for a refusal; a code says more than a status, which is 200, 400 or 403 for the same code [U]."""
    if code is None:
        return PermissionMissing if status in _KEY_STATUSES else RateLimited if status == _TOO_MANY else ApiError
    if code in ("rate_limit_exceeded", "concurrent_limit_exceeded") or status == _TOO_MANY:
        return RateLimited
    if code.endswith(_NOT_FOUND):
        return NotFound
    if code == _LACKS or _ABOUT_THE_KEY.search(code):
        return PermissionMissing
    if _START_AGAIN.search(code):
        return CursorExpired
    return ServerFailure if code == "generic_internal_error" else ApiError


def advice(spec: Spec, kind: type[ApiError], code: str | None, status: int) -> str:
    """What to do about a refusal, in one or two sentences for a model."""
    if kind is PermissionMissing:
        return _about_the_key(spec, code, status)
    if kind is ServerFailure:
        return "Ashby had an internal error; try again later." if spec.reads else after_write(spec)
    if kind is NotFound:
        return _where_to_look(code or "")
    if kind is RateLimited:
        return "Too many requests, so nothing was done; wait before trying again."
    if kind is CursorExpired:
        return "Start again from the first page, without cursor and syncToken."
    return "Nothing was changed." if code else _by_status(status)


def after_write(spec: Spec) -> str:
    """What to say where a write may have landed: the read that tells."""
    read = find(spec.look) if spec.look else None
    look = f"look with {read.spec.tool}" if read else "look in Ashby"
    return f"It may have happened anyway: {look} before you try again."


def _about_the_key(spec: Spec, code: str | None, status: int) -> str:
    permission = spec.scope or f"for {spec.tool if find(spec.endpoint) else spec.endpoint}"
    if code == _LACKS:
        return f"The API key lacks the permission {permission}; an administrator can add it to the key in Ashby."
    if code is None and status != _KEY_STATUSES[0]:
        return (
            "Ashby does not say why: the API key may be wrong or deactivated (check ASHBY_API_KEY), or lack the "
            f"permission {permission}."
        )
    return "The API key is missing, wrong or deactivated; check ASHBY_API_KEY."


def _by_status(status: int) -> str:
    if status in _NO_SUCH_PLACE:
        return "Nothing was changed. There is no such URL: the base URL may be wrong (ASHBY_BASE_URL)."
    if status == _LOGIN_OF_PROXY:
        return "Nothing was changed: the proxy on the way wants a user name and password (ASHBY_PROXY)."
    if status in _TOO_LARGE:
        return "Nothing was changed: the request is too large for the service; send less at once."
    return "Nothing was changed."


def _where_to_look(code: str) -> str:
    first, *rest = code.removesuffix(_NOT_FOUND).split("_")
    kind = first + "".join(word.capitalize() for word in rest)
    none = "There is no such record, or this key may not see it."
    finding = [found.spec.tool for verb in ("search", "list") if (found := find(f"{kind}.{verb}"))]
    if finding:
        return f"{none} {' or '.join(finding)} finds the right id."
    if kind not in AREAS:
        return f"{none} Search or list to find the right id."
    return f"{none} Ashby does not list these: take the id from the result of the call that created it, or ask for it."
