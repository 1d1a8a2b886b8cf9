"""The organization: the key in use, API versions, brands, the audit log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pydantic import model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.params import AnyId, ListOf, Moment, Paged
from ashby_agent_tools.risk import READ

_AUDIT_SPAN = timedelta(days=549)  # 18 months, counted long


class ApiKeyInfo(Operation):
    """Show the API key in use: its title and scopes."""

    spec = Spec("apiKey.info", scope="apiKeysRead", risk=READ, tags=("settings",), entity=entities.API_KEY)


class AuditLogList(Paged):
    """List who changed what, newest first, confidential jobs included (closed beta).

    From startDate to endDate at most 18 months; an entry fits targetTypes or categories.
    """

    spec = Spec(
        "auditLog.list",
        scope="auditLogsRead",
        risk=READ,
        tags=("settings", "reporting"),
        entity=entities.AUDIT_LOG,
        paging="cursor",
        beta=True,
    )

    startDate: Moment | None = None
    endDate: Moment | None = None
    actorIds: ListOf[AnyId] | None = None
    targetIds: ListOf[AnyId] | None = None
    targetTypes: ListOf[str] | None = None
    categories: ListOf[str] | None = None

    @model_validator(mode="after")
    def _span(self) -> AuditLogList:
        if self.startDate is None or self.endDate is None:
            return self
        start, end = _utc(self.startDate), _utc(self.endDate)
        if end < start:
            raise ValueError("endDate is before startDate: swap them")
        if end - start > _AUDIT_SPAN:
            raise ValueError("startDate and endDate are more than 18 months apart: ask in shorter spans")
        return self


class BrandList(Paged):
    """List the organization's brands."""

    spec = Spec(
        "brand.list",
        scope="organizationRead",
        risk=READ,
        tags=("organization",),
        entity=entities.BRAND,
        paging="cursor",
    )


class VersionList(Operation):
    """List Ashby's dated API versions and their status (its own page was not seen)."""

    spec = Spec("version.list", scope=None, risk=READ, tags=("settings",), entity=entities.VERSION)


def _utc(moment: str) -> datetime:
    parsed = datetime.fromisoformat(moment)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
