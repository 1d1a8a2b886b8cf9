"""What every check of a bearer token shares: reading it from a request, and refusing in the protocol's form."""

from __future__ import annotations

from mcp.types import INVALID_REQUEST
from starlette.types import Scope

__all__ = ["borne", "said"]


def borne(scope: Scope) -> str | None:
    """The bearer token of a request that has exactly one, such that encoding it as UTF-8 gives the bytes that came."""
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    scheme, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
    return bytes(token).decode("utf-8", "surrogateescape") if scheme.lower() == b"bearer" else None


def said(message: str) -> dict[str, object]:
    """The body of a refusal: a JSON-RPC error, whose message clients show."""
    return {"jsonrpc": "2.0", "id": None, "error": {"code": INVALID_REQUEST, "message": message}}
