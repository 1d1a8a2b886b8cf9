"""The organization's word lists: reasons, tags, message templates, sources and their links."""

from __future__ import annotations

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.params import CandidateTagId, SourceId, Synced
from ashby_agent_tools.risk import DESTRUCTIVE, READ, WRITE


class ArchiveReasonList(Operation):
    """List the reasons for which an application can be archived."""

    spec = Spec(
        "archiveReason.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("pipeline", "settings"),
        entity=entities.ARCHIVE_REASON,
        aliases=("list_all_ashby_archive_reasons",),
    )

    includeArchived: bool | None = None


class CandidateTagArchive(Operation):
    """Archive a candidate tag; no call restores it."""

    spec = Spec(
        "candidateTag.archive",
        scope="hiringProcessMetadataWrite",
        risk=DESTRUCTIVE.repeatable().because("it hides the tag, and no call brings it back"),
        tags=("candidates", "settings"),
        entity=entities.CANDIDATE_TAG,
        look="candidateTag.list",
    )

    tagId: CandidateTagId


class CandidateTagCreate(Operation):
    """Create a candidate tag, or return the one that already has this title."""

    spec = Spec(
        "candidateTag.create",
        scope="hiringProcessMetadataWrite",
        risk=WRITE.repeatable().because("a tag can be archived but not deleted"),
        tags=("candidates", "settings"),
        entity=entities.CANDIDATE_TAG,
        aliases=("create_a_ashby_candidate_tag",),
        look="candidateTag.list",
    )

    title: str


class CandidateTagList(Synced):
    """List candidate tags."""

    spec = Spec(
        "candidateTag.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("candidates", "settings"),
        entity=entities.CANDIDATE_TAG,
        paging="sync",
        aliases=("list_all_ashby_candidate_tags",),
    )

    includeArchived: bool | None = None


class CloseReasonList(Operation):
    """List the reasons for which a job or opening can be closed."""

    spec = Spec(
        "closeReason.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("settings",),
        entity=entities.CLOSE_REASON,
        aliases=("list_all_ashby_close_reason",),
    )

    includeArchived: bool | None = None


class CommunicationTemplateList(Operation):
    """List enabled message templates with the channels they are meant for; their texts are not included."""

    spec = Spec(
        "communicationTemplate.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("pipeline", "settings"),
        entity=entities.COMMUNICATION_TEMPLATE,
        aliases=("list_all_ashby_communication_template",),
    )


class SourceList(Operation):
    """List where candidates can come from (job boards, referrals, agencies ...)."""

    spec = Spec(
        "source.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("sourcing", "settings"),
        entity=entities.SOURCE,
        aliases=("list_all_ashby_sources",),
    )

    includeArchived: bool | None = None


class SourceTrackingLinkList(Operation):
    """List the links that credit applicants to a source. The sourceId filter is inferred."""

    spec = Spec(
        "sourceTrackingLink.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("sourcing", "settings"),
        entity=entities.SOURCE_TRACKING_LINK,
        aliases=("list_all_ashby_source_tracking_links",),
    )

    includeDisabled: bool | None = None
    sourceId: SourceId | None = None
