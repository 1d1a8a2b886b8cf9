"""What the web service's writes take: one model per write, closed, so that no body can carry a decision."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ashby_agent_tools.operations.short_ids import UUID_TEXT

__all__ = ["MOST_BYTES", "WRITES", "Body", "Write"]


MOST_BYTES = 256 * 1024
"""The longest body of a request."""
MOST_FILE_BYTES = 14 * 1024 * 1024
"""The longest with a file in it: 10 MB in base64."""


Id = Annotated[str, Field(pattern=rf"^{UUID_TEXT}$")]


class Body(BaseModel):
    """A body; what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class EmailBody(Body):
    """An address of mail."""

    email: str


class PhoneBody(Body):
    """A phone number."""

    number: str


class UrlBody(Body):
    """A link; `type` LinkedIn, GitHub, or else a website."""

    url: str
    type: str | None = None


class PlaceBody(Body):
    """A place."""

    city: str | None = None
    region: str | None = None
    country: str | None = None


class CandidateBody(Body):
    """A candidate to make, or what to change of one."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    emails: list[EmailBody] = Field(default=[], max_length=20)
    phones: list[PhoneBody] = Field(default=[], max_length=1)
    urls: list[UrlBody] = Field(default=[], max_length=20)
    locations: list[PlaceBody] = Field(default=[], max_length=1)


class ApplicationBody(Body):
    """An application of a candidate for a job, by ids."""

    candidate: Id
    job: Id
    stage: Id | None = None
    source: Id | None = None


class MoveBody(Body):
    """The id of the stage to move to."""

    stage: Id


class RejectBody(Body):
    """The id of the reason; `mail`: of the template to send, without which nobody is written to."""

    reason: Id
    mail: Id | None = None


class HireBody(Body):
    """Nothing: which stage counts as a hire is looked up."""


class NoteBody(Body):
    """A note about a candidate."""

    candidate: Id
    body: str = Field(min_length=1, max_length=10_000)
    private: bool | None = None


class AttachmentBody(Body):
    """A file for a candidate: its content in base64."""

    candidate: Id
    content: str = Field(min_length=4)
    file_name: str | None = None


class TagBody(Body):
    """The name of a tag."""

    name: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(min_length=1, max_length=200)


@dataclasses.dataclass(frozen=True, slots=True)
class Write:
    """One write: the verb of the resource, what it takes, whether it is about one record, and its most bytes."""

    verb: str
    body: type[Body]
    of_one: bool = False
    most: int = MOST_BYTES


WRITES: Mapping[str, Mapping[str, Write]] = MappingProxyType(
    {
        "activities": {"": Write("create", NoteBody)},
        "applications": {
            "": Write("create", ApplicationBody),
            "/move_stage": Write("move_stage", MoveBody, of_one=True),
            "/reject": Write("reject", RejectBody, of_one=True),
            "/hire": Write("hire", HireBody, of_one=True),
        },
        "attachments": {"": Write("create", AttachmentBody, most=MOST_FILE_BYTES)},
        "candidates": {"": Write("create", CandidateBody), "/update": Write("update", CandidateBody, of_one=True)},
        "tags": {"": Write("create", TagBody)},
    }
)
"""By resource and the end of the path."""
