"""Unified: the fifteen resources as `unified.candidates.list()`, `.get(id)`, `.all()`; sync and async."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.unified import models, writing
from ashby_agent_tools.unified.mapping import Table
from ashby_agent_tools.unified.resources import RESOURCES, ResourceKind
from ashby_agent_tools.unified.sides import AsyncUnifiedResource, UnifiedResource, must_be_known

__all__ = ["AsyncUnified", "Unified"]


class Unified:
    """The unified models over one Client. `overrides`: other lines by resource, as `Table.override` takes them."""

    def __init__(self, client: Client, *, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        kinds = _tables(overrides or {})
        made = {name: UnifiedResource(*kind, client) for name, kind in kinds.items()}
        self.activities = writing.Activities(*kinds["activities"], client)
        self.applications = writing.Applications(*kinds["applications"], client)
        self.attachments = writing.Attachments(*kinds["attachments"], client)
        self.candidates = writing.Candidates(*kinds["candidates"], client)
        self.departments: UnifiedResource[models.Department] = made["departments"]
        self.interviews: UnifiedResource[models.Interview] = made["interviews"]
        self.job_form_fields: UnifiedResource[models.JobFormField] = made["job_form_fields"]
        self.job_interview_stages: UnifiedResource[models.JobInterviewStage] = made["job_interview_stages"]
        self.jobs: UnifiedResource[models.Job] = made["jobs"]
        self.offers: UnifiedResource[models.Offer] = made["offers"]
        self.offices: UnifiedResource[models.Office] = made["offices"]
        self.reject_reasons: UnifiedResource[models.RejectReason] = made["reject_reasons"]
        self.scorecards: UnifiedResource[models.Scorecard] = made["scorecards"]
        self.tags = writing.Tags(*kinds["tags"], client)
        self.users: UnifiedResource[models.User] = made["users"]


class AsyncUnified:
    """As Unified, over an AsyncClient."""

    def __init__(self, client: AsyncClient, *, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        kinds = _tables(overrides or {})
        made = {name: AsyncUnifiedResource(*kind, client) for name, kind in kinds.items()}
        self.activities = writing.AsyncActivities(*kinds["activities"], client)
        self.applications = writing.AsyncApplications(*kinds["applications"], client)
        self.attachments = writing.AsyncAttachments(*kinds["attachments"], client)
        self.candidates = writing.AsyncCandidates(*kinds["candidates"], client)
        self.departments: AsyncUnifiedResource[models.Department] = made["departments"]
        self.interviews: AsyncUnifiedResource[models.Interview] = made["interviews"]
        self.job_form_fields: AsyncUnifiedResource[models.JobFormField] = made["job_form_fields"]
        self.job_interview_stages: AsyncUnifiedResource[models.JobInterviewStage] = made["job_interview_stages"]
        self.jobs: AsyncUnifiedResource[models.Job] = made["jobs"]
        self.offers: AsyncUnifiedResource[models.Offer] = made["offers"]
        self.offices: AsyncUnifiedResource[models.Office] = made["offices"]
        self.reject_reasons: AsyncUnifiedResource[models.RejectReason] = made["reject_reasons"]
        self.scorecards: AsyncUnifiedResource[models.Scorecard] = made["scorecards"]
        self.tags = writing.AsyncTags(*kinds["tags"], client)
        self.users: AsyncUnifiedResource[models.User] = made["users"]


def _tables(overrides: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[ResourceKind[Any], Table[Any]]]:
    for name in overrides:
        must_be_known(name, frozenset(RESOURCES), "there is no resource")
    return {name: (kind, kind.table.override(overrides.get(name, {}))) for name, kind in RESOURCES.items()}
