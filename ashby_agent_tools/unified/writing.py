"""The resources that can be written to: create, update, move_stage, reject, hire, download; sync and async."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ashby_agent_tools import operations as op
from ashby_agent_tools._given import must_be
from ashby_agent_tools.ats import models, verbs
from ashby_agent_tools.ats.lists import files_of
from ashby_agent_tools.ats.readers import NOTHING
from ashby_agent_tools.ats.reading import OF_SHAPE, Script
from ashby_agent_tools.call import Decision
from ashby_agent_tools.errors import OutcomeUnknown, ToolError, UsageError
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.unified.driver import adrive, drive, record_of
from ashby_agent_tools.unified.sides import AsyncUnifiedResource, UnifiedResource

__all__ = [
    "Activities",
    "Applications",
    "AsyncActivities",
    "AsyncApplications",
    "AsyncAttachments",
    "AsyncCandidates",
    "AsyncTags",
    "Attachments",
    "Candidates",
    "Tags",
    "added",
]


class Candidates(UnifiedResource[models.Candidate]):
    """Candidates: read, made and changed."""

    def create(
        self, *, remote: Mapping[str, Any] = NOTHING, decision: Decision | None = None, **fields: Any
    ) -> models.Candidate:
        """Make a candidate: name (or first_name and last_name), emails, phones, urls, locations.

        `remote`: further parameters of Ashby's own operation, by Ashby's names; what they do is rated, too. Raises
        ApprovalRequired, Declined and what the client raises; UsageError for a field that Ashby does not take.
        """
        return self.made(self._client.execute(verbs.candidate(fields, remote), decision=decision).data)

    def update(
        self,
        identity: str,
        *,
        remote: Mapping[str, Any] = NOTHING,
        decision: Decision | None = None,
        **fields: Any,
    ) -> models.Candidate:
        """Change a candidate; what is not named stays. Raises as create does."""
        operation = verbs.candidate_changes(identity, fields, remote)
        return self.made(self._client.execute(operation, decision=decision).data)


class AsyncCandidates(AsyncUnifiedResource[models.Candidate]):
    """As Candidates, awaited."""

    async def create(
        self, *, remote: Mapping[str, Any] = NOTHING, decision: Decision | None = None, **fields: Any
    ) -> models.Candidate:
        """As Candidates.create, awaited."""
        return self.made((await self._client.execute(verbs.candidate(fields, remote), decision=decision)).data)

    async def update(
        self,
        identity: str,
        *,
        remote: Mapping[str, Any] = NOTHING,
        decision: Decision | None = None,
        **fields: Any,
    ) -> models.Candidate:
        """As Candidates.update, awaited."""
        operation = verbs.candidate_changes(identity, fields, remote)
        return self.made((await self._client.execute(operation, decision=decision)).data)


class Applications(UnifiedResource[models.Application]):
    """Applications: read, made, moved, rejected, hired."""

    def create(
        self, *, candidate: str, job: str, stage: str | None = None, source: str | None = None,
        remote: Mapping[str, Any] = NOTHING, decision: Decision | None = None,
    ) -> models.Application:  # fmt: skip
        """Make an application of a candidate for a job, all of them ids. Raises what the client raises."""
        operation = verbs.application(candidate, job, stage=stage, source=source, remote=remote)
        return self.made(self._client.execute(operation, decision=decision).data)

    def move_stage(self, identity: str, stage: str, *, decision: Decision | None = None) -> models.Application:
        """Move an application to another stage of its plan, by id."""
        return self._written(verbs.moved(identity, stage), decision)

    def reject(
        self, identity: str, reason: str, *, mail: str | None = None, decision: Decision | None = None
    ) -> models.Application:
        """Archive an application for a reason. `mail`: the id of the template to send; without it nobody is written to.

        Its plan is read first. Raises UsageError where it has not exactly one stage of this type.
        """
        return self._written(verbs.rejected(identity, reason, mail), decision)

    def hire(self, identity: str, *, decision: Decision | None = None) -> models.Application:
        """Move an application to the stage of its plan that counts as a hire. Raises as reject does."""
        return self._written(verbs.hired(identity), decision)

    def _written(self, script: Script[Operation], decision: Decision | None) -> models.Application:
        operation = drive(script, self._client)
        return self.made(self._client.execute(operation, decision=decision).data)


class AsyncApplications(AsyncUnifiedResource[models.Application]):
    """As Applications, awaited."""

    async def create(
        self, *, candidate: str, job: str, stage: str | None = None, source: str | None = None,
        remote: Mapping[str, Any] = NOTHING, decision: Decision | None = None,
    ) -> models.Application:  # fmt: skip
        """As Applications.create, awaited."""
        operation = verbs.application(candidate, job, stage=stage, source=source, remote=remote)
        return self.made((await self._client.execute(operation, decision=decision)).data)

    async def move_stage(self, identity: str, stage: str, *, decision: Decision | None = None) -> models.Application:
        """As Applications.move_stage, awaited."""
        return await self._written(verbs.moved(identity, stage), decision)

    async def reject(
        self, identity: str, reason: str, *, mail: str | None = None, decision: Decision | None = None
    ) -> models.Application:
        """As Applications.reject, awaited."""
        return await self._written(verbs.rejected(identity, reason, mail), decision)

    async def hire(self, identity: str, *, decision: Decision | None = None) -> models.Application:
        """As Applications.hire, awaited."""
        return await self._written(verbs.hired(identity), decision)

    async def _written(self, script: Script[Operation], decision: Decision | None) -> models.Application:
        operation = await adrive(script, self._client)
        return self.made((await self._client.execute(operation, decision=decision)).data)


class Activities(UnifiedResource[models.Activity]):
    """Activities: read, and notes made."""

    def create(
        self, *, candidate: str, body: str, private: bool | None = None, remote: Mapping[str, Any] = NOTHING,
        decision: Decision | None = None,
    ) -> models.Activity:  # fmt: skip
        """Leave a note about a candidate."""
        result = self._client.execute(verbs.note(candidate, body, private=private, remote=remote), decision=decision)
        return self.made({"candidateId": candidate, "note": result.data})


class AsyncActivities(AsyncUnifiedResource[models.Activity]):
    """As Activities, awaited."""

    async def create(
        self, *, candidate: str, body: str, private: bool | None = None, remote: Mapping[str, Any] = NOTHING,
        decision: Decision | None = None,
    ) -> models.Activity:  # fmt: skip
        """As Activities.create, awaited."""
        result = await self._client.execute(
            verbs.note(candidate, body, private=private, remote=remote), decision=decision
        )
        return self.made({"candidateId": candidate, "note": result.data})


class Tags(UnifiedResource[models.Tag]):
    """Tags: read and made."""

    def create(self, *, name: str, decision: Decision | None = None) -> models.Tag:
        """Make a tag."""
        return self.made(self._client.execute(verbs.tag(name), decision=decision).data)


class AsyncTags(AsyncUnifiedResource[models.Tag]):
    """As Tags, awaited."""

    async def create(self, *, name: str, decision: Decision | None = None) -> models.Tag:
        """As Tags.create, awaited."""
        return self.made((await self._client.execute(verbs.tag(name), decision=decision)).data)


def _handle(attachment: models.Attachment) -> str:
    """The handle by which Ashby gives a file's link."""
    must_be("attachment", attachment, models.Attachment, write="give one of attachments.list")
    raw = attachment.remote_data
    if raw is None:
        raise UsageError("This attachment was read with raw=False, and the link is asked for by its raw handle.")
    return str(raw["file"]["handle"])


def added(person: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    """The file that a candidate did not have before. Raises OutcomeUnknown where Ashby does not list it yet."""
    new = [it for it in files_of(dict(person)) if it["file"]["id"] not in known]
    if not new:
        raise OutcomeUnknown(
            "The file was uploaded, and Ashby does not list it yet: read the candidate's attachments later."
        )
    return new[-1]


@contextlib.contextmanager
def _uploaded() -> Iterator[None]:
    """What fails once the file is there must not look as if it were not: whoever repeats it would upload it twice."""
    try:
        yield
    except OutcomeUnknown:
        raise
    except (ToolError, *OF_SHAPE) as error:
        raise OutcomeUnknown(
            f"The file was uploaded, and its record cannot be read now: read the candidate's attachments later. {error}"
        ) from error


class Attachments(UnifiedResource[models.Attachment]):
    """Attachments: read, saved to a disk, and made."""

    def download(self, attachment: models.Attachment, *, to: str | os.PathLike[str]) -> Path:
        """Save a file; `to` is a path or a folder, as Client.download_file has it."""
        return self._client.download_file(_handle(attachment), to=to)

    def create(
        self,
        *,
        candidate: str,
        file: str | os.PathLike[str] | bytes,
        file_name: str | None = None,
        attachment_type: str = "other",
        decision: Decision | None = None,
    ) -> models.Attachment:
        """Attach a file to a candidate; attachment_type "resume" replaces the main resume. Needs a decision."""
        kind = verbs.attachment_kind(attachment_type)
        known = {it.id for it in self.all(candidate=candidate)}
        upload = self._client.upload_resume if kind == "resume" else self._client.upload_file
        upload(candidate, file, name=file_name, decision=decision)
        with _uploaded():
            return self.made(added(record_of(self._client.execute(op.CandidateInfo(id=candidate))), known))


class AsyncAttachments(AsyncUnifiedResource[models.Attachment]):
    """As Attachments, awaited."""

    async def download(self, attachment: models.Attachment, *, to: str | os.PathLike[str]) -> Path:
        """As Attachments.download, awaited."""
        return await self._client.download_file(_handle(attachment), to=to)

    async def create(
        self,
        *,
        candidate: str,
        file: str | os.PathLike[str] | bytes,
        file_name: str | None = None,
        attachment_type: str = "other",
        decision: Decision | None = None,
    ) -> models.Attachment:
        """As Attachments.create, awaited."""
        kind = verbs.attachment_kind(attachment_type)
        known = {it.id async for it in self.all(candidate=candidate)}
        upload = self._client.upload_resume if kind == "resume" else self._client.upload_file
        await upload(candidate, file, name=file_name, decision=decision)
        return await self.added_to(candidate, known)

    async def added_to(self, candidate: str, known: set[str]) -> models.Attachment:
        """The file that a candidate has beside those known. Raises OutcomeUnknown where it cannot be read now."""
        with _uploaded():
            result = await self._client.execute(op.CandidateInfo(id=candidate))
            return self.made(added(record_of(result), known))
