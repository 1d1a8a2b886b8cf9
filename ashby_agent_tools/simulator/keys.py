"""ApiKey: what one key of one organization may do."""

from __future__ import annotations

import dataclasses
import re

__all__ = ["ALL_SCOPES", "ApiKey", "spelled"]

_MODULES = (
    "apiKeys", "approvals", "candidates", "hiringProcessMetadata", "interviews", "jobs", "offers", "organization",
    "sourcing",
)  # fmt: skip
ALL_SCOPES = frozenset(
    {
        *(f"{module}{verb}" for module in _MODULES for verb in ("Read", "Write")),
        "auditLogsRead", "candidatesDelete", "emailsRead", "notetakerRead", "reportsRead",
    }
)  # fmt: skip
_COLON = re.compile(r":([a-z])")


def spelled(scope: str) -> str:
    """A scope in the spelling of the reference pages: `candidates:write` -> `candidatesWrite`. [L] uses both."""
    return _COLON.sub(lambda match: match.group(1).upper(), scope.strip())


@dataclasses.dataclass(frozen=True, slots=True)
class ApiKey:
    """One key. `scopes` in the reference's spelling; the other fields are the key's switches in Ashby's settings.

    `confidential`: sees confidential jobs and projects. `private_fields`: sees private notes and private custom
    fields. `update_history`: may call application.updateHistory. `on_behalf`: may send X-On-Behalf-Of;
    `acting_user` is the user that THIS request acts as, or None.
    """

    secret: str = dataclasses.field(repr=False)
    id: str
    name: str
    created_at: str
    scopes: frozenset[str] = ALL_SCOPES
    confidential: bool = True
    private_fields: bool = True
    update_history: bool = True
    on_behalf: bool = True
    acting_user: str | None = None

    def may(self, scope: str | None) -> bool:
        """Whether the key has the scope; an endpoint without one is open to every key."""
        return scope is None or spelled(scope) in self.scopes
