"""Settings for vcrpy, so that recordings of Ashby hold neither the key nor people's data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Protocol

from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.short_ids import UUID_TEXT

__all__ = ["cassette_settings"]

_HOST = "api.ashbyhq.com"
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
_KEPT_REQUEST_HEADERS = {"accept", "ashby-version", "content-type", "x-on-behalf-of"}
_KEPT_RESPONSE_HEADERS = {"content-type", "retry-after", "ashby-version", "ashby-version-status"}
_PLAIN = re.compile(
    UUID_TEXT + r"|\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?"  # a time
)
_SAFE_KEYS = {
    "acceptanceStatus", "code", "cursor", "direction", "employmentType", "fieldType", "nextCursor", "objectType",
    "offerStatus", "requestId", "scopes", "status", "syncToken", "type", "webhookType", "workplaceType",
}  # fmt: skip


class _Request(Protocol):
    """What vcrpy hands to its hooks."""

    uri: str
    body: Any
    headers: dict[str, Any]


def cassette_settings(*, scrub_people: bool = True) -> dict[str, Any]:
    """Keyword arguments for `vcr.VCR`: requests matched by method, address, headers and JSON body; nothing re-recorded.

    The key is never recorded. With `scrub_people` every text but ids, times and Ashby's own vocabulary is replaced,
    in requests and answers alike, so that what a real organization answered can be committed; pass False only for
    invented people. Requests to this machine are recorded as requests to Ashby. To record, set
    `record_mode="once"` over these settings.
    """
    scrub = _scrubbed if scrub_people else _same
    return {
        "record_mode": "none",
        "match_on": ("method", "scheme", "host", "port", "path", "query", "headers", "body"),
        "filter_headers": ["authorization"],
        "decode_compressed_response": True,
        "before_record_request": lambda request: _clean_request(request, scrub),
        "before_record_response": lambda response: _clean_response(response, scrub),
    }


def _clean_request(request: _Request, scrub: Callable[[Json, str], Json]) -> _Request:
    request.uri = _LOOPBACK.sub(f"https://{_HOST}", request.uri)
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in _KEPT_REQUEST_HEADERS}
    request.body = _clean_body(request.body, scrub)
    return request


def _clean_response(response: dict[str, Any], scrub: Callable[[Json, str], Json]) -> dict[str, Any]:
    headers = {name: value for name, value in response["headers"].items() if name.lower() in _KEPT_RESPONSE_HEADERS}
    body = {**response["body"], "string": _clean_body(response["body"]["string"], scrub)}
    return {**response, "headers": headers, "body": body}


def _clean_body(body: Any, scrub: Callable[[Json, str], Json]) -> Any:
    """A JSON body with its texts scrubbed, in the same type; a body that is not JSON is replaced when scrubbing."""
    if not body:
        return body
    raw = body.encode() if isinstance(body, str) else bytes(body)
    try:
        cleaned = json.dumps(scrub(json.loads(raw), ""), ensure_ascii=False).encode()
    except ValueError:
        cleaned = raw if scrub is _same else b"Scrubbed: this was no JSON."
    text = _LOOPBACK.sub(f"https://{_HOST}", cleaned.decode("utf-8", "replace"))
    return text if isinstance(body, str) else text.encode()


def _same(value: Json, key: str) -> Json:
    return value


def _scrubbed(value: Json, key: str) -> Json:
    if isinstance(value, dict):
        return {name: _scrubbed(child, name) for name, child in value.items()}
    if isinstance(value, list):
        return [_scrubbed(item, key) for item in value]
    if isinstance(value, str) and value and key not in _SAFE_KEYS and not _PLAIN.fullmatch(value):
        return "scrubbed@example.com" if "@" in value else "Scrubbed"
    return value
