"""What a client asks about its own key, and what a refusal of that says: a key that Ashby knows is no wrong key."""

from __future__ import annotations

from ashby_agent_tools.errors import PermissionMissing
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.toolset.permissions import KeyInfo

__all__ = ["asking", "known_by"]


def asking() -> Operation:
    """The request."""
    from ashby_agent_tools.operations.organization import ApiKeyInfo  # noqa: PLC0415  (its area is loaded when asked)

    return ApiKeyInfo()


def known_by(refusal: PermissionMissing) -> KeyInfo:
    """A key that may not ask about itself. Raises the refusal again where the key is wrong."""
    if refusal.scope is None:
        raise refusal
    return KeyInfo()
