"""The built-in tools about files, as scripts: reading a resume, and saving a file where the application allows it."""

from __future__ import annotations

from pathlib import Path

from ashby_agent_tools.client.files import scripts
from ashby_agent_tools.client.files.transfer import Script
from ashby_agent_tools.errors import InvalidArguments, ToolError
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.operations.builtin import ReadResume

__all__ = ["DOWNLOAD", "builtin_tool"]

DOWNLOAD = "file.download"


def builtin_tool(operation: Operation, download_dir: Path | None) -> Script[JsonObject] | None:
    """The script of a tool that Ashby does not serve; None where it does.

    Raises ToolError for a download when the application configured no folder for them.
    """
    if isinstance(operation, ReadResume):
        return _resume(operation.candidateId, operation.text_offset or 0)
    if operation.spec.endpoint != DOWNLOAD:
        return None
    if download_dir is None:
        raise ToolError(
            "Files are saved only into a folder that the application names, and it named none "
            "(Session(download_dir=...)). Nothing was fetched; to read a resume, use ashby_read_resume."
        )
    given = operation.body()
    return _download(str(given["fileHandle"]), given.get("name"), download_dir)


def _resume(candidate_id: str, offset: int) -> Script[JsonObject]:
    found = yield from scripts.reading(candidate_id)
    if offset >= len(found.text):
        raise InvalidArguments(f"text_offset={offset} is beyond the end: the text has {len(found.text)} characters.")
    about = {"name": found.name, "type": found.type, "size": found.size}
    return {"candidateId": candidate_id, **about, "text": found.text}


def _download(handle: str, name: str | None, folder: Path) -> Script[JsonObject]:
    saved = yield from scripts.saving_new(handle, folder, name)
    return {"name": saved.path.name, "type": saved.type, "size": saved.size}
