"""Scripts: how a resume is read, a file comes down, and a file goes up and is attached."""

from __future__ import annotations

import dataclasses
import io
import mimetypes
import os
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeAlias

from ashby_agent_tools.call import build
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.files.document import Document
from ashby_agent_tools.client.files.kinds import ENDINGS, PLAIN, UNKNOWN, type_of
from ashby_agent_tools.client.files.saving import as_new, folder_and_name, replacing, safe_name, temporary
from ashby_agent_tools.client.files.transfer import LARGEST_FILE, Get, Post, Read, Reply, Script, Upload, Work
from ashby_agent_tools.errors import NotFound, TransportError, UsageError
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.candidate_records import CandidateUploadFile, CandidateUploadResume
from ashby_agent_tools.operations.candidates import CandidateInfo
from ashby_agent_tools.operations.files import FileCreateFileUploadHandle, FileInfo

__all__ = ["Saved", "attaching", "file_of", "reading", "resume_of", "saving", "saving_new"]

Source: TypeAlias = "str | os.PathLike[str] | bytes"

_TO_COME = "the handle of the uploaded file"  # is in the call that is judged before the upload
LARGEST_DOCUMENT = 25_000_000  # bytes of a document that is read as text


@dataclasses.dataclass(frozen=True, slots=True)
class Saved:
    """A file that was saved: where, its media type by its content, and its size in bytes."""

    path: Path
    type: str
    size: int


# ---- down


def reading(candidate_id: str) -> Script[Document]:
    """A candidate's resume as text: the person, the resume's handle, its address, the file, its text."""
    person = (yield _made(CandidateInfo, id=candidate_id)).data
    resume = person.get("resumeFileHandle") if isinstance(person, dict) else None
    if not isinstance(resume, dict) or not resume.get("handle"):
        raise NotFound(
            "This candidate has no resume in Ashby. Other files, if any, are among the candidate's fileHandles."
        )
    into = io.BytesIO()
    reply = yield from _fetching(str(resume["handle"]), into, LARGEST_DOCUMENT)
    name = safe_name(str(resume.get("name") or reply.name), otherwise="resume")
    document: Document = yield Read(into.getvalue(), name)
    return document


def saving(handle: str, to: str | os.PathLike[str], limit: int) -> Script[Path]:
    """A file into `to`, over what is there; into a folder under the file's own name, beside what is there."""
    folder, name = folder_and_name(to)
    if name is None:
        return (yield from saving_new(handle, folder, limit=limit)).path
    with temporary(folder) as file:
        yield from _fetching(handle, file, limit)
        path: Path = yield Work(partial(replacing, file, folder / name))
    return path


def saving_new(handle: str, folder: Path, name: str | None = None, *, limit: int = LARGEST_FILE) -> Script[Saved]:
    """A file into a folder, under `name` or its own, made safe; what is there already stays."""
    with temporary(folder) as file:
        reply = yield from _fetching(handle, file, limit)
        kind: str = yield Work(partial(type_of, file))
        safe = safe_name(name or reply.name, ending=ENDINGS.get(kind, ""))
        path: Path = yield Work(partial(as_new, file, folder, safe))
    return Saved(path, kind, reply.size)


def _fetching(handle: str, into: BinaryIO, limit: int) -> Script[Reply]:
    found = (yield _made(FileInfo, fileHandle=handle)).data
    url = found.get("url") if isinstance(found, dict) else None
    if not isinstance(url, str):
        raise TransportError("Ashby returned no URL for this file; nothing was fetched. Try again later.")
    reply: Reply = yield Get(url, into, limit)
    return reply


# ---- up


def resume_of(candidate_id: str, source: Source, name: str | None) -> Upload:
    """A file that is to become a candidate's main resume."""
    content, name, kind = _content_of(source, name, otherwise="resume")
    attach = _made(CandidateUploadResume, candidateId=candidate_id, resumeHandle=_TO_COME)
    return Upload(content, name, kind, _reservation("CandidateResume", content, name, kind), attach, "resumeHandle")


def file_of(candidate_id: str, source: Source, name: str | None) -> Upload:
    """A file that is to be attached to a candidate."""
    content, name, kind = _content_of(source, name, otherwise="file")
    attach = _made(CandidateUploadFile, candidateId=candidate_id, fileHandle=_TO_COME)
    return Upload(content, name, kind, _reservation("CandidateFiles", content, name, kind), attach, "fileHandle")


def attaching(upload: Upload) -> Script[Result]:
    """Reserve a place, store the file there, and attach its handle."""
    place = (yield upload.reserve).data
    if not isinstance(place, dict) or not isinstance(place.get("url"), str) or not place.get("handle"):
        raise TransportError("Ashby returned no URL to upload to; nothing was attached. Try again later.")
    fields = place.get("fields")
    form = {str(field): str(value) for field, value in fields.items()} if isinstance(fields, dict) else {}
    yield Post(place["url"], form, upload.name, upload.type, upload.content)
    result: Result = yield upload.attach.model_copy(update={upload.key: place["handle"]})
    return result


def _reservation(context: str, content: bytes, name: str, kind: str) -> Operation:
    about = {"filename": name, "contentType": kind, "contentLength": len(content)}
    return _made(FileCreateFileUploadHandle, fileUploadContext=context, **about)


def _made(operation: type[Operation], **arguments: Json) -> Operation:
    """A validated operation; raises InvalidArguments, as everything else that takes arguments does."""
    return build(operation, arguments, tool=operation.spec.tool, account="", base_url="").operation


def _content_of(source: Source, name: str | None, *, otherwise: str) -> tuple[bytes, str, str]:
    """What is to be uploaded, read whole: content, name, type. Raises UsageError for nothing, too much, or no file."""
    given = name or ("" if isinstance(source, bytes) else Path(source).name)
    data = source if isinstance(source, bytes) else _read(Path(source))
    if not 0 < len(data) <= LARGEST_FILE:
        raise UsageError(f"A file to upload has 1 to {LARGEST_FILE:,} bytes; this one has {len(data):,}.")
    kind = type_of(io.BytesIO(data))
    safe = safe_name(given, ending=ENDINGS.get(kind, ""), otherwise=otherwise)
    by_name = mimetypes.guess_type(safe)[0]
    unclear = kind in (PLAIN, UNKNOWN, "application/zip", "application/msword")  # the name may know better
    return data, safe, by_name if unclear and by_name else kind


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise UsageError(f"There is no file {path} to upload.")
    if path.stat().st_size > LARGEST_FILE:
        raise UsageError(f"{path.name} is larger than {LARGEST_FILE:,} bytes, the most that is uploaded.")
    return path.read_bytes()
