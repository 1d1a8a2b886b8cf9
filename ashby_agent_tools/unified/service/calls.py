"""The web service's writes as calls of the unified tools: what a body comes to, and what came of it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ashby_agent_tools.ats.models import Attachment, Resource
from ashby_agent_tools.call import Verdict
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.unified.service.problems import Problem
from ashby_agent_tools.unified.service.requests import Write
from ashby_agent_tools.unified.service.sessions import GrantSession

__all__ = ["downloaded", "may_read", "written"]

Arguments = Callable[[str | None, Mapping[str, Any]], JsonObject]
_TOOLS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("activities", "create"): "unified.createActivity",
        ("applications", "create"): "unified.createApplication",
        ("applications", "hire"): "unified.hire",
        ("applications", "move_stage"): "unified.moveStage",
        ("applications", "reject"): "unified.reject",
        ("candidates", "create"): "unified.createCandidate",
        ("candidates", "update"): "unified.updateCandidate",
        ("tags", "create"): "unified.createTag",
    }
)
_UPLOAD = ("file.createFileUploadHandle", "candidate.uploadFile")
"""What an attachment takes."""


def may_read(here: GrantSession, resource: str) -> None:
    """Raise Problem where a grant does not read: neither unified.list nor unified.get is among its tools."""
    if not {"unified.list", "unified.get"} & set(here.toolset.endpoints):
        raise Problem(403, f"The grant {here.grant.name} does not read {resource}: it lacks unified.list.")


async def downloaded(here: GrantSession, identity: str, candidate: str | None, folder: str) -> Path:
    """Save the file of an attachment in a folder. `candidate`: whose it is; without it every candidate is read."""
    may_read(here, "attachments")
    if "file.info" not in here.toolset.endpoints:
        raise Problem(403, f"The grant {here.grant.name} does not open files: it lacks file.info.")
    if unseen := here.toolset.hidden - {"eeo"}:
        raise Problem(403, f"The grant {here.grant.name} must not see {' and '.join(sorted(unseen))}; files hold it.")
    attachment = await here.unified.attachments.get(identity, candidate=candidate)
    return await here.unified.attachments.download(attachment, to=folder)


async def written(
    here: GrantSession, resource: str, write: Write, identity: str | None, body: Mapping[str, Any]
) -> Resource:
    """Carry out a write through the grant's session. Raises ApprovalRequired with the question that waits for it."""
    if resource == "attachments":
        return await _attached(here, body)
    tool = _TOOLS[resource, write.verb]
    if tool not in here.toolset.endpoints:
        raise Problem(403, f"The grant {here.grant.name} does not write this: it lacks {tool}.")
    result = await here.session.arun(tool, _arguments(resource, identity, body))
    answer: Any = result.data["answers"][0]
    if resource == "activities":
        answer = {"candidateId": body["candidate"], "note": answer}
    made: Resource = getattr(here.unified, resource).made(answer)
    return made


def _arguments(resource: str, identity: str | None, body: Mapping[str, Any]) -> JsonObject:
    """A body in the tools' words."""
    given = dict(body)
    if resource == "candidates":
        phones, places = given.pop("phones", []), given.pop("locations", [])
        given |= {"phone": phones[0]["number"]} if phones else {}
        given |= {"location": places[0]} if places else {}
        given |= {"emails": [it["email"] for it in given.pop("emails")]} if "emails" in given else {}
        return given if identity is None else {"id": identity, **given}
    if resource == "activities":
        given["note"] = given.pop("body")
    return given if identity is None else {"application": identity, **given}


async def _attached(here: GrantSession, body: Mapping[str, Any]) -> Attachment:
    """A file on a candidate. It leaves unasked or not at all: no question can show a file."""
    if lacking := [it for it in _UPLOAD if it not in here.toolset.endpoints]:
        raise Problem(403, f"The grant {here.grant.name} does not attach files: it lacks {lacking[0]}.")
    try:
        content = base64.b64decode(body["content"], validate=True)
    except (binascii.Error, ValueError):
        raise Problem(422, "content: it is not base64.") from None
    about = {"fileUploadContext": "CandidateFiles", "filename": "file", "contentType": "text/plain", "contentLength": 1}
    calls = ((_UPLOAD[0], about), (_UPLOAD[1], {"candidateId": body["candidate"], "fileHandle": "to come"}))
    for endpoint, arguments in calls:
        try:
            verdict = here.toolset.prepare(endpoint, arguments).verdict
        except InvalidArguments as error:
            raise Problem(422, str(error)) from None
        if verdict is not Verdict.RUN:
            raise Problem(
                403, f"The policy of {here.grant.name} does not let {endpoint} run, and a file is not asked about."
            )
    known = {it.id async for it in here.unified.attachments.all(candidate=body["candidate"])}
    await here.client.upload_file(body["candidate"], content, name=body.get("file_name"))
    return await here.unified.attachments.added_to(body["candidate"], known)
