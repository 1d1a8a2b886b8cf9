"""Unified: the fifteen resources as `unified.candidates.list()`, `.get(id)`, `.all()`; sync and async."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from ashby_agent_tools._given import must_be
from ashby_agent_tools.ats import models
from ashby_agent_tools.ats.filters import must_be_known
from ashby_agent_tools.ats.mapping import Table
from ashby_agent_tools.ats.resources import RESOURCES
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.sync import AsyncMirror, Mirror
from ashby_agent_tools.unified import writing
from ashby_agent_tools.unified.events import Known, UnifiedEvent, of_webhook
from ashby_agent_tools.unified.mirror_changes import aevents_of_mirror, events_of_mirror
from ashby_agent_tools.unified.sides import AsyncUnifiedResource, UnifiedResource
from ashby_agent_tools.webhooks import Event

Overrides: TypeAlias = Mapping[str, "Mapping[str, Any] | Table[Any]"]
"""By resource: other lines, as `Table.override` takes them, or another table."""
__all__ = ["AsyncUnified", "Unified", "tables_with"]


class Unified:
    """The unified models over a Client. `overrides`: other lines or another table, by resource."""

    def __init__(self, client: Client, *, overrides: Overrides | None = None) -> None:
        must_be("client", client, Client, type(None), write="write Unified(Client(api_key))")
        tables = tables_with(overrides or {})
        made: dict[str, UnifiedResource[Any]] = {name: UnifiedResource(name, tables, client) for name in RESOURCES}
        self.activities = writing.Activities("activities", tables, client)
        self.applications = writing.Applications("applications", tables, client)
        self.attachments = writing.Attachments("attachments", tables, client)
        self.candidates = writing.Candidates("candidates", tables, client)
        self.departments: UnifiedResource[models.Department] = made["departments"]
        self.interviews: UnifiedResource[models.Interview] = made["interviews"]
        self.job_form_fields: UnifiedResource[models.JobFormField] = made["job_form_fields"]
        self.job_interview_stages: UnifiedResource[models.JobInterviewStage] = made["job_interview_stages"]
        self.jobs: UnifiedResource[models.Job] = made["jobs"]
        self.offers: UnifiedResource[models.Offer] = made["offers"]
        self.offices: UnifiedResource[models.Office] = made["offices"]
        self.reject_reasons: UnifiedResource[models.RejectReason] = made["reject_reasons"]
        self.scorecards: UnifiedResource[models.Scorecard] = made["scorecards"]
        self.tags = writing.Tags("tags", tables, client)
        self.users: UnifiedResource[models.User] = made["users"]
        self._client, self._tables = client, tables

    def changes(
        self, mirror: Mirror, kinds: Iterable[str] | None = None, *, full: bool = False
    ) -> Iterator[UnifiedEvent]:
        """Bring a mirror up to date and tell what changed, with each unified record as it was and as it is.

        `kinds`: only these, in Ashby's words (`candidate`). `full`: read every list whole, which finds what is gone.
        A candidate that was merged into another costs one call, which finds the other.
        """
        must_be("mirror", mirror, Mirror, write="give a Mirror")
        return events_of_mirror(mirror, self._client, self._tables, kinds, full=full)

    def events_of(self, event: Event, *, known: Known | None = None) -> tuple[UnifiedEvent, ...]:
        """What a webhook comes to; none for those of which the unified models have nothing.

        `known`: gives the record of a kind and id as it was, such as `mirror.get`; then events say what changed.
        """
        return of_webhook(event, self._tables, known)


class AsyncUnified:
    """As Unified, over an AsyncClient."""

    def __init__(self, client: AsyncClient, *, overrides: Overrides | None = None) -> None:
        must_be("client", client, AsyncClient, type(None), write="write AsyncUnified(AsyncClient(api_key))")
        tables = tables_with(overrides or {})
        made: dict[str, AsyncUnifiedResource[Any]] = {
            name: AsyncUnifiedResource(name, tables, client) for name in RESOURCES
        }
        self.activities = writing.AsyncActivities("activities", tables, client)
        self.applications = writing.AsyncApplications("applications", tables, client)
        self.attachments = writing.AsyncAttachments("attachments", tables, client)
        self.candidates = writing.AsyncCandidates("candidates", tables, client)
        self.departments: AsyncUnifiedResource[models.Department] = made["departments"]
        self.interviews: AsyncUnifiedResource[models.Interview] = made["interviews"]
        self.job_form_fields: AsyncUnifiedResource[models.JobFormField] = made["job_form_fields"]
        self.job_interview_stages: AsyncUnifiedResource[models.JobInterviewStage] = made["job_interview_stages"]
        self.jobs: AsyncUnifiedResource[models.Job] = made["jobs"]
        self.offers: AsyncUnifiedResource[models.Offer] = made["offers"]
        self.offices: AsyncUnifiedResource[models.Office] = made["offices"]
        self.reject_reasons: AsyncUnifiedResource[models.RejectReason] = made["reject_reasons"]
        self.scorecards: AsyncUnifiedResource[models.Scorecard] = made["scorecards"]
        self.tags = writing.AsyncTags("tags", tables, client)
        self.users: AsyncUnifiedResource[models.User] = made["users"]
        self._client, self._tables = client, tables

    def changes(
        self, mirror: AsyncMirror, kinds: Iterable[str] | None = None, *, full: bool = False
    ) -> AsyncIterator[UnifiedEvent]:
        """As Unified.changes, awaited."""
        must_be("mirror", mirror, AsyncMirror, write="give an AsyncMirror")
        return aevents_of_mirror(mirror, self._client, self._tables, kinds, full=full)

    def events_of(self, event: Event, *, known: Known | None = None) -> tuple[UnifiedEvent, ...]:
        """As Unified.events_of; nothing is sent."""
        return of_webhook(event, self._tables, known)


def tables_with(overrides: Overrides) -> dict[str, Table[Any]]:
    """Every table, with other lines by resource. Raises UsageError for a resource or a field that there is not."""
    must_be("overrides", overrides, Mapping, write="give lines by resource, as {'candidates': {'title': 'position'}}")
    for name, lines in overrides.items():
        must_be(f"overrides[{name!r:.60}]", lines, Mapping, Table, write="give lines by field, or a Table")
        must_be_known(name, frozenset(RESOURCES), "there is no resource")
    return {name: _table(kind.table, overrides.get(name, {})) for name, kind in RESOURCES.items()}


def _table(table: Table[Any], given: Mapping[str, Any] | Table[Any]) -> Table[Any]:
    return given if isinstance(given, Table) else table.override(given)
