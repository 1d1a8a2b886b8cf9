"""Parameters of tasks: a name as people say it, or an id as results show it."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from pydantic import Field, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ashby_agent_tools.operations.kinds import PREFIXES
from ashby_agent_tools.operations.params import Resolve
from ashby_agent_tools.operations.short_ids import SHORT_ID, is_uuid, without_name

__all__ = [
    "EventName",
    "FormName",
    "InterviewName",
    "JobName",
    "NameOrId",
    "ReasonName",
    "StageName",
    "TemplateName",
    "Text",
    "UserName",
    "Who",
]

_LONGEST = 200
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class NameOrId:
    """Marks a string as the name or the id of a record of these kinds; a short id becomes a UUID, a name stays."""

    kinds: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A plain string in the JSON schema."""
        return core_schema.with_info_after_validator_function(self.check, handler(source))

    def check(self, text: str, info: ValidationInfo) -> str:
        """A UUID in lower case, or the name without the space around it."""
        found = without_name(text.strip())
        if is_uuid(found):
            return found.lower()
        short = SHORT_ID.fullmatch(found.lower())
        resolve: Resolve | None = (info.context or {}).get("resolve")
        if short is None or short[1] not in _KINDS or resolve is None:
            return self._name(text.strip())
        kind = _KINDS[short[1]]
        try:
            return resolve(kind if kind in self.kinds else self.kinds[0], found.lower()).lower()
        except ValueError as error:
            raise PydanticCustomError("ashby_id", "{problem}", {"problem": str(error)}) from error

    @staticmethod
    def _name(text: str) -> str:
        if not text or len(text) > _LONGEST:
            raise PydanticCustomError("ashby_name", "give a name of 1 to 200 characters, or an id", {})
        return text


Who = Annotated[str, NameOrId(("candidate", "application"))]
"""A candidate: name, email address, or the id of the candidate or of one of their applications."""

JobName = Annotated[str, NameOrId(("job", "jobPosting", "opening"))]
"""A job: title, requisition id, or id."""

StageName = Annotated[str, NameOrId(("interviewStage",))]
ReasonName = Annotated[str, NameOrId(("archiveReason",))]
TemplateName = Annotated[str, NameOrId(("communicationTemplate",))]
UserName = Annotated[str, NameOrId(("user",))]
"""A colleague: name, email address, or id."""

InterviewName = Annotated[str, NameOrId(("interview",))]
EventName = Annotated[str, NameOrId(("interview", "interviewEvent"))]
FormName = Annotated[str, NameOrId(("feedbackFormDefinition",))]

Text = Annotated[str, Field(min_length=1, max_length=10_000)]
