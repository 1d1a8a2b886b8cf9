"""KeyInfo: what an API key may do, as Ashby says, and which permissions a toolset needs beyond that."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.tasks import scopes_of

if TYPE_CHECKING:
    from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["OWN_SCOPE", "KeyInfo", "spelled"]

OWN_SCOPE = "apiKeysRead"
"""The permission to ask about the key itself."""
_MOST_NAMED = 3


def spelled(scope: str) -> str:
    """A permission as the catalogue spells it: `jobs:read` and `jobsRead` are one."""
    module, _, right = scope.partition(":")
    return module + right.capitalize() if right else scope


@dataclasses.dataclass(frozen=True, slots=True)
class KeyInfo:
    """A key that Ashby knows. `scopes`: its permissions; None where it lacks apiKeysRead, so that it cannot be asked.

    `title`: its name in Ashby. `created_at`: ISO 8601. `Toolset.allowed_by` drops the tools that it may not call.
    """

    title: str | None = None
    scopes: frozenset[str] | None = None
    created_at: str | None = None

    @classmethod
    def of(cls, results: Json) -> KeyInfo:
        """What apiKey.info answered; what it says in a form that is not documented is unknown."""
        told = results if isinstance(results, dict) else {}
        title, scopes, made = (told.get(name) for name in ("title", "scopes", "createdAt"))
        named = (
            frozenset(spelled(scope) for scope in scopes if isinstance(scope, str))
            if isinstance(scopes, list)
            else None
        )
        return cls(title if isinstance(title, str) else None, named, made if isinstance(made, str) else None)

    def lacking(self, toolset: Toolset) -> dict[str, tuple[str, ...]]:
        """The permissions that these tools need and the key lacks, with the tools that need them; {} where unknown."""
        missing: dict[str, list[str]] = {}
        for tool in toolset if self.scopes is not None else ():
            for scope in sorted(scopes_of(tool.operation) - (self.scopes or frozenset())):
                missing.setdefault(scope, []).append(tool.name)
        return {scope: tuple(names) for scope, names in sorted(missing.items())}

    def advice(self, toolset: Toolset) -> str:
        """Which permissions to ask an administrator for, so that all these tools work; empty where there is none."""
        if self.scopes is None:
            return f"The key lacks {OWN_SCOPE}, so it is unknown what else it lacks. Add it to the key in Ashby."
        missing = self.lacking(toolset)
        if not missing:
            return ""
        named = "; ".join(f"{scope} (for {_some(names)})" for scope, names in missing.items())
        return f"In Ashby, an administrator can add to the key {self.title or 'in use'}: {named}."


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
