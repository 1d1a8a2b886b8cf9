"""Files and transcripts: where uploaded files are, how new ones come in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.params import NotetakerTranscriptId
from ashby_agent_tools.risk import READ, WRITE

FileHandle = Annotated[str, Field(min_length=1)]
"""Ashby's opaque, signed name of a file, found in candidates, offers and form answers."""


class FileInfo(Operation):
    """Get the short-lived download address of a file; the application holds it."""

    spec = Spec(
        "file.info",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates",),
        entity=entities.FILE,
        aliases=("get_single_ashby_file_by_id",),
    )

    fileHandle: FileHandle


class FileDownload(Operation):
    """Save a file into the folder the application configured; answers name, type and size."""

    spec = Spec(
        "file.download",
        scope=None,
        risk=READ,
        tags=("candidates",),
        entity=entities.FILE,
        aliases=("ashby_files_download",),
    )

    fileHandle: FileHandle
    name: Annotated[str | None, Field(description="file name to save as")] = None


class FileCreateFileUploadHandle(Operation):
    """Reserve an upload address, valid for 10 minutes; the application uploads, then attach the handle."""

    spec = Spec(
        "file.createFileUploadHandle",
        scope="candidatesWrite",
        risk=WRITE.because("opens a place in Ashby's storage; nothing is attached yet"),
        tags=("candidates",),
        entity=entities.FILE,
    )

    fileUploadContext: Literal["CandidateResume", "CandidateFiles", "ApplicationForm"]
    filename: Annotated[str, Field(description="with extension")]
    contentType: Annotated[str, Field(description="MIME type")]
    contentLength: Annotated[int, Field(description="bytes")]


class NotetakerTranscriptInfo(Operation):
    """Get who spoke in a recorded interview, and the transcript's address, which the application holds."""

    spec = Spec(
        "notetakerTranscript.info",
        scope="notetakerRead",
        risk=READ,
        tags=("scheduling", "candidates"),
        entity=entities.NOTETAKER_TRANSCRIPT,
    )

    notetakerTranscriptId: NotetakerTranscriptId
