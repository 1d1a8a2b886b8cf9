"""Rules of the word lists: archive and close reasons, tags, message templates, sources and tracking links."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.metadata import (
    ArchiveReasonList,
    CandidateTagArchive,
    CandidateTagCreate,
    CandidateTagList,
    CloseReasonList,
    CommunicationTemplateList,
    SourceList,
    SourceTrackingLinkList,
)
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import Ask, Page, rule
from ashby_agent_tools.simulator.rules._metadata_shape import (
    present_archive_reason,
    present_candidate_tag,
    present_close_reason,
    present_source,
)


def _current(rows: dict[str, JsonObject], *, everything: bool | None) -> list[JsonObject]:
    return [row for row in rows.values() if everything or not row.get("isArchived")]


@rule("archiveReason.list", source="[S]")
def archive_reasons(org: Organization, ask: Ask[ArchiveReasonList]) -> Json:
    """Current reasons, archived ones on request."""
    rows = _current(org.table("archiveReason"), everything=ask.op.includeArchived)
    return [present_archive_reason(org, row, ask.key) for row in rows]


@rule("candidateTag.archive", source="[S]", guesses=("archiving a tag leaves it on the candidates that have it",))
def archive_tag(org: Organization, ask: Ask[CandidateTagArchive]) -> Json:
    """The tag can be archived twice with the effect of once."""
    row = org.get("candidateTag", ask.op.tagId)
    if not row["isArchived"]:
        row["isArchived"] = True
        org.touch("candidateTag", row)
    return present_candidate_tag(org, row, ask.key)


@rule(
    "candidateTag.create",
    source="[S]",
    guesses=("titles are compared without regard to case", "an archived tag of that title is returned as it is"),
)
def create_tag(org: Organization, ask: Ask[CandidateTagCreate]) -> Json:
    """A new tag, or the one that has the title already."""
    title = ask.op.title.strip()
    for row in org.table("candidateTag").values():
        if row["title"].casefold() == title.casefold():
            return present_candidate_tag(org, row, ask.key)
    return present_candidate_tag(org, org.add("candidateTag", {"title": title, "isArchived": False}), ask.key)


@rule("candidateTag.list", source="[S]")
def tags(org: Organization, ask: Ask[CandidateTagList]) -> Page:
    """An incremental listing shows tags that were archived since: a client has to hear of them."""
    everything = ask.op.includeArchived or ask.op.syncToken is not None
    rows = _current(org.table("candidateTag"), everything=everything)
    return Page(rows, lambda row: present_candidate_tag(org, row, ask.key), sync_kind="candidateTag")


@rule("closeReason.list", source="[S]")
def close_reasons(org: Organization, ask: Ask[CloseReasonList]) -> Page:
    """Current reasons, archived ones on request."""
    rows = _current(org.table("closeReason"), everything=ask.op.includeArchived)
    return Page(rows, lambda row: present_close_reason(org, row, ask.key))


@rule("communicationTemplate.list", source="[S]")
def templates(org: Organization, ask: Ask[CommunicationTemplateList]) -> Json:
    """Enabled templates, without their texts."""
    names = ("id", "createdAt", "updatedAt", "title", "intendedTypes")
    rows = org.table("communicationTemplate").values()
    return [{name: row[name] for name in names} for row in rows if row.get("isEnabled", True)]


@rule("source.list", source="[S]")
def sources(org: Organization, ask: Ask[SourceList]) -> Page:
    """Current sources, archived ones on request."""
    rows = _current(org.table("source"), everything=ask.op.includeArchived)
    return Page(rows, lambda row: present_source(org, row, ask.key))


@rule("sourceTrackingLink.list", source="[S] [C]")
def tracking_links(org: Organization, ask: Ask[SourceTrackingLinkList]) -> Page:
    """Enabled links, disabled ones on request."""
    names = ("id", "code", "enabled", "sourceId", "link")
    rows = [
        row
        for row in org.table("sourceTrackingLink").values()
        if (row["enabled"] or ask.op.includeDisabled) and ask.op.sourceId in (None, row["sourceId"])
    ]
    return Page(rows, lambda row: {name: row[name] for name in names})
