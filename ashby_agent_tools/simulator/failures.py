"""The shapes in which the service refuses: the documented one, and those that users saw or that a client must survive.

`documented`: `errors` with a text and `errorInfo`. Without `errorInfo`: `objects` have the code as their message, with
the HTTP status of the failure, and `objects_200` the same with HTTP 200 [U]; `detailed` are objects with code and
message [U]; `strings` are codes [U]. Guessed, for clients that must not break: `string` and `dict` in place of a list,
`nested` objects, and `absent`, which says nothing but that it failed.
"""

from __future__ import annotations

from typing import Literal, get_args

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.organization import Refusal

__all__ = ["ErrorShape", "checked_shape", "failure"]

ErrorShape = Literal[
    "documented", "objects", "objects_200", "detailed", "strings", "string", "dict", "nested", "absent"
]
_OK = 200


def checked_shape(shape: ErrorShape) -> ErrorShape:
    """The shape; a UsageError that names them all where it is none of them."""
    if shape not in get_args(ErrorShape):
        raise UsageError(f"errors is {shape!r}; it must be one of {', '.join(get_args(ErrorShape))}.")
    return shape


def failure(shape: ErrorShape, refusal: Refusal, request_id: str) -> tuple[int, JsonObject]:
    """HTTP status and body of a failure."""
    if shape == "documented":
        return refusal.status, _documented(refusal, request_id)
    status = _OK if shape == "objects_200" else refusal.status
    return status, {"success": False} if shape == "absent" else {"success": False, "errors": _errors(shape, refusal)}


def _errors(shape: ErrorShape, refusal: Refusal) -> Json:
    named = {"code": refusal.code, "message": refusal.message or refusal.code}
    if shape == "detailed":
        return [named]
    if shape == "dict":
        return named
    if shape == "nested":
        return [{"error": named}]
    if shape == "string":
        return refusal.code
    return [refusal.code] if shape == "strings" else [{"message": refusal.code}]


def _documented(refusal: Refusal, request_id: str) -> JsonObject:
    info: JsonObject = {"code": refusal.code, "requestId": request_id}
    if refusal.message:
        info["message"] = refusal.message
    if refusal.meta is not None:
        info["meta"] = refusal.meta
    return {"success": False, "errors": [refusal.message or refusal.code], "errorInfo": info}
