"""The file host: presigned form posts up, signed links down. No API key is taken here.

In-process it has its own host name; on loopback it lives under a path of the same server. Contents are kept
apart from the rows; a resume of the demo company is written when it is first read. [S] for the flow; the fields of the
form, the statuses and the lifetime of a download link are guesses.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import quote

import httpx

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["HOST", "PATH", "Part", "answer", "base_for", "content", "file_of", "handle_of", "is_storage", "keep",
           "link", "open_upload", "parts"]  # fmt: skip

HOST = "storage.ashby-simulator.example.com"
PATH = "/_storage"
UPLOAD_LIFE = timedelta(minutes=10)  # [S]
LINK_LIFE = timedelta(hours=1)
_FORM_FIELDS = ("key", "policy", "signature")


def base_for(url: httpx.URL) -> str:
    """Where files of a service at this address live: under a path of it on loopback, else on their own host."""
    if url.host in ("127.0.0.1", "localhost", "::1"):
        return str(url.copy_with(path=PATH, query=None, fragment=None))
    return f"https://{HOST}"


def is_storage(url: httpx.URL) -> bool:
    """Whether a request is for the file host."""
    return url.host == HOST or url.path.startswith(PATH + "/")


# ---- what rules use


def keep(
    org: Organization,
    name: str,
    content_type: str,
    data: bytes | None = None,
    *,
    context: str = "CandidateFiles",
    resume_of: str | None = None,
    **fields: object,
) -> JsonObject:
    """A new file row. Without `data` it is empty until uploaded, or, with `resume_of`, written when first read."""
    row: JsonObject = {"id": org.new_id(), "name": name, "contentType": content_type, "context": context}
    row |= {"size": len(data) if data is not None else None, "resumeOf": resume_of, **fields}
    row["handle"] = base64.urlsafe_b64encode(json.dumps({"file": row["id"]}).encode()).decode().rstrip("=")
    if data is not None:
        org.blobs[row["id"]] = data
    return org.add("file", row)


def handle_of(row: JsonObject) -> JsonObject:
    """A file as other records show it: id, name and handle."""
    return {"id": row["id"], "name": row["name"], "handle": row["handle"]}


def file_of(org: Organization, handle: str, *, code: str = "file_not_found") -> JsonObject:
    """The file row behind a handle that has contents; a Refusal where there is none."""
    for row in org.related("file", "handle", handle):
        if row["id"] in org.blobs or row["resumeOf"]:
            return row
    raise Refusal(code, "There is no file with this handle, or it was never uploaded.")


def open_upload(
    org: Organization, base: str, *, filename: str, content_type: str, length: int, context: str
) -> JsonObject:
    """handle, url and fields for one upload within ten minutes. `base` is `ask.storage`."""
    row = keep(org, filename, content_type, context=context, expectedSize=length)
    policy = json.dumps({"file": row["id"], "until": (org.now + UPLOAD_LIFE).timestamp()})
    encoded = base64.b64encode(policy.encode()).decode()
    fields = {"key": f"{org.id}/{row['id']}", "Content-Type": content_type, "policy": encoded}
    return {
        "handle": row["handle"],
        "url": f"{base}/{org.id}",
        "fields": fields | {"signature": _signature(org, encoded)},
    }


def link(org: Organization, base: str, row: JsonObject, *, life: timedelta = LINK_LIFE) -> str:
    """A signed address for one download. `base` is `ask.storage`."""
    until = int((org.now + life).timestamp())
    signature = _signature(org, f"{row['id']} {until}")
    return f"{base}/{org.id}/{row['id']}/{quote(row['name'])}?until={until}&signature={signature}"


def content(org: Organization, row: JsonObject) -> bytes:
    """The bytes of a file; b"" where it was never uploaded."""
    if row["id"] in org.blobs:
        return org.blobs[row["id"]]
    if row["resumeOf"]:
        from ashby_agent_tools.simulator.company import resumes  # noqa: PLC0415 (reportlab only when it is needed)

        return resumes.write(org, org.get("candidate", row["resumeOf"]))
    return b""


def _signature(org: Organization, text: str) -> str:
    return hmac.new(f"storage {org.id}".encode(), text.encode(), hashlib.sha256).hexdigest()


# ---- the host


def answer(organizations: Sequence[Organization], request: httpx.Request) -> httpx.Response:
    """Answer one request to the file host."""
    if "Authorization" in request.headers:
        return httpx.Response(400, text="This host takes no API key: the address itself is the permission.")
    steps = request.url.path.removeprefix(PATH).strip("/").split("/")
    org = next((item for item in organizations if item.id == steps[0]), None)
    if org is None:
        return httpx.Response(404, text="Not found.")
    if request.method == "POST":
        return _upload(org, request)
    if request.method == "GET" and len(steps) > 1:
        return _download(org, steps[1], request.url.params)
    return httpx.Response(405, text="POST a form, or GET a signed address.")


def _upload(org: Organization, request: httpx.Request) -> httpx.Response:
    found = list(parts(request.content, request.headers.get("Content-Type", "")))
    if not found or found[-1].name != "file" or found[-1].filename is None:
        return httpx.Response(400, text="The file must be the last part of the form and be called file.")
    fields = {part.name: part.data.decode(errors="replace") for part in found[:-1]}
    missing = [name for name in (*_FORM_FIELDS, "Content-Type") if name not in fields]
    if missing:
        return httpx.Response(400, text=f"The form lacks {', '.join(missing)}.")
    if not hmac.compare_digest(fields["signature"], _signature(org, fields["policy"])):
        return httpx.Response(403, text="The signature does not fit.")
    policy = json.loads(base64.b64decode(fields["policy"]))
    row = org.table("file").get(policy["file"])
    if row is None or fields["key"] != f"{org.id}/{row['id']}" or org.now.timestamp() > policy["until"]:
        return httpx.Response(403, text="The permission to upload has expired.")
    data = found[-1].data
    if len(data) != row["expectedSize"] or fields["Content-Type"] != row["contentType"]:
        return httpx.Response(400, text="The file is not the one that was announced.")
    org.blobs[row["id"]] = data
    row["size"] = len(data)
    org.touch("file", row)
    return httpx.Response(204)


def _download(org: Organization, file_id: str, query: httpx.QueryParams) -> httpx.Response:
    row = org.table("file").get(file_id)
    until = query.get("until", "")
    if row is None:
        return httpx.Response(404, text="Not found.")
    signed = hmac.compare_digest(query.get("signature", "").encode(), _signature(org, f"{file_id} {until}").encode())
    if not signed or org.now.timestamp() > float(until):
        return httpx.Response(403, text="This link is wrong or has expired.")
    disposition = f"attachment; filename*=UTF-8''{quote(row['name'])}"
    headers = {"Content-Type": row["contentType"], "Content-Disposition": disposition}
    return httpx.Response(200, headers=headers, content=content(org, row))


# ---- forms


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One part of a form post; `filename` is None for a plain field."""

    name: str
    data: bytes
    filename: str | None = None
    content_type: str = "application/octet-stream"


def parts(body: bytes, content_type: str) -> Iterator[Part]:
    """The parts of a multipart/form-data body, in order; none where it is no such body."""
    boundary = _parameter(content_type, "boundary")
    if boundary is None:
        return
    for piece in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode().split("\r\n")]
        headers = {name.lower(): value for name, _, value in lines}
        disposition = headers.get("content-disposition", "")
        name = _parameter(disposition, "name")
        if name is not None:
            kind = headers.get("content-type", "application/octet-stream")
            yield Part(name, data.removesuffix(b"\r\n"), _parameter(disposition, "filename"), kind)


def _parameter(header: str, name: str) -> str | None:
    found = re.search(rf'(?:^|;)\s*{name}=(?:"([^"]*)"|([^;\s]+))', header)
    return (found[1] if found[1] is not None else found[2]) if found else None
