"""What the web service's writes take: one model per write, closed, so that no body can carry a decision."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["WRITES", "Body", "Write"]


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

    candidate: str
    job: str
    stage: str | None = None
    source: str | None = None


class MoveBody(Body):
    """The id of the stage to move to."""

    stage: str


class RejectBody(Body):
    """The id of the reason; `mail`: of the template to send, without which nobody is written to."""

    reason: str
    mail: str | None = None


class HireBody(Body):
    """Nothing: which stage counts as a hire is looked up."""


class NoteBody(Body):
    """A note about a candidate."""

    candidate: str
    body: str
    private: bool | None = None


class TagBody(Body):
    """The name of a tag."""

    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Write:
    """One write: the verb of the resource, what it takes, and whether it is about an existing record."""

    verb: str
    body: type[Body]
    of_one: bool = False


WRITES: Mapping[str, Mapping[str, Write]] = MappingProxyType(
    {
        "activities": {"": Write("create", NoteBody)},
        "applications": {
            "": Write("create", ApplicationBody),
            "/move_stage": Write("move_stage", MoveBody, of_one=True),
            "/reject": Write("reject", RejectBody, of_one=True),
            "/hire": Write("hire", HireBody, of_one=True),
        },
        "candidates": {"": Write("create", CandidateBody), "/update": Write("update", CandidateBody, of_one=True)},
        "tags": {"": Write("create", TagBody)},
    }
)
"""By resource and the end of the path."""
