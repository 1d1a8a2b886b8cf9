"""Rules of files: upload addresses, download addresses, transcripts. The bytes go through the storage host."""

from __future__ import annotations

from datetime import timedelta

from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.files import FileCreateFileUploadHandle, FileInfo, NotetakerTranscriptInfo
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import Ask, rule
from ashby_agent_tools.simulator.rules._sight import visible_file

_TRANSCRIPT_LIFE = timedelta(minutes=5)  # [S]


@rule(
    "file.createFileUploadHandle",
    source="[S]",
    guesses=("an empty file name or a length of zero answers invalid_input",),
)
def create_upload_handle(org: Organization, ask: Ask[FileCreateFileUploadHandle]) -> Json:
    """An address for one form post within ten minutes."""
    op = ask.op
    if not op.filename.strip() or op.contentLength <= 0:
        raise Refusal("invalid_input", "A file has a name and at least one byte.")
    return storage.open_upload(
        org,
        ask.storage,
        filename=op.filename,
        content_type=op.contentType,
        length=op.contentLength,
        context=op.fileUploadContext,
    )


@rule("file.info", source="[S]", guesses=("an unknown handle answers file_not_found", "an address lives for an hour"))
def info(org: Organization, ask: Ask[FileInfo]) -> Json:
    """A signed address on the storage host."""
    return {"url": storage.link(org, ask.storage, visible_file(org, ask.op.fileHandle, ask.key))}


@rule("notetakerTranscript.info", source="[S]", guesses=("the demo company has the add-on",))
def transcript(org: Organization, ask: Ask[NotetakerTranscriptInfo]) -> Json:
    """Who spoke, and where the text is for five minutes."""
    row = org.get("notetakerTranscript", ask.op.notetakerTranscriptId)
    application = org.table("application").get(row.get("applicationId") or "")
    if application is not None and not org.sees_application(application, ask.key):
        raise org.missing("notetakerTranscript", row["id"])
    if row["isExpired"]:
        raise Refusal("notetaker_transcript_expired", "This transcript has expired.")
    names = ("id", "interviewEventId", "interviewScheduleId", "createdAt", "participants")
    file = org.get("file", row["fileId"], code="notetaker_transcript_not_found")
    return {
        **{name: row[name] for name in names},
        "transcriptUrl": storage.link(org, ask.storage, file, life=_TRANSCRIPT_LIFE),
    }
