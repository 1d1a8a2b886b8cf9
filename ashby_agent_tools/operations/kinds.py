"""Which kind of record an id refers to, and the prefix of that kind's short ids."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.operations.entities import BY_NAME

__all__ = [
    "KIND_OF_KEY",
    "PREFIXES",
    "TITLED",
    "UNKNOWN",
    "kind_called",
    "kind_of",
    "kind_of_field",
    "names_record",
    "prefix_of",
]

UNKNOWN = "id"
_OWN_FIELD = "_systemfield_"  # Ashby's own fields of forms have such paths; an organization's questions have others
_SHORT = 4  # a kind of so few letters ends too many other words

PREFIXES: Mapping[str, str] = MappingProxyType({name: entity.prefix for name, entity in BY_NAME.items()})
TITLED = frozenset(name for name, entity in BY_NAME.items() if entity.titled)

# Keys that hold a record or its id and do not say the kind by their own name. `candidateId`, `candidateIds`,
# `candidate`, `candidates` need no line: `kind_of` takes them apart.
KIND_OF_KEY: Mapping[str, str] = MappingProxyType(
    {
        "currentInterviewStage": "interviewStage", "stage": "interviewStage", "stages": "interviewStage",
        "defaultInterviewPlan": "interviewPlan", "fromInterviewPlan": "interviewPlan",
        "toInterviewPlan": "interviewPlan", "actor": "user", "author": "user", "manager": "user",
        "interviewer": "user", "interviewerUser": "user", "creditedToUser": "user", "submittedByUser": "user",
        "submittedBy": "user", "scheduledBy": "user", "approver": "user", "approvers": "user",
        "qualifiedMembers": "user", "trainees": "user", "recruiter": "user", "hiringManager": "user",
        "tag": "candidateTag", "tags": "candidateTag", "appliedViaJobPosting": "jobPosting",
        "primaryLocation": "location", "secondaryLocation": "location", "parentLocation": "location",
        "customRequisition": UNKNOWN, "field": "customField", "fields": "customField",
        "customFields": "customField", "customFieldEntries": "customField", "resumeFileHandle": "file",
        "fileHandles": "file", "fileHandle": "file", "team": "department", "history": "applicationHistory",
        "feedbackForm": "feedbackFormDefinition", "surveyForm": "surveyFormDefinition",
        "reviewers": "user", "event": "interviewEvent", "schedule": "interviewSchedule",
        "deletedCandidate": "candidate", "mergedCandidate": "candidate", "applicationHistoryEntry":
        "applicationHistory", "pool": "interviewerPool", "criterion": UNKNOWN, "sourceType": UNKNOWN,
        "organization": UNKNOWN,
        # the words of the unified models
        "current_stage": "interviewStage", "job_interview_stage": "interviewStage", "reject_reason": "archiveReason",
        "office": "location", "hiring_manager": "user", "organizer": "user", "creator": "user", "credited_to": "user",
        "attachment": "file", "activities": "note", "scorecard": "applicationFeedback",
    }
)  # fmt: skip


_VERSIONS = ("latestVersion", "versions")


def kind_called(name: str) -> str:
    """The kind of record that a word in Ashby's data means (`Job`, `user`); `id` for an unknown word."""
    kind = name[:1].lower() + name[1:]
    return kind if kind in PREFIXES else UNKNOWN


def prefix_of(kind: str) -> str:
    """The prefix of a kind's short ids; `id` for an unknown kind."""
    return PREFIXES.get(kind, UNKNOWN)


def kind_of(path: str, parent: str = UNKNOWN) -> str:
    """The kind of record that the id at a dotted path refers to.

    `candidateId` and `candidate.id` are a candidate's; a bare `id` is the `parent`'s (the record's own kind), and so
    is `parentId`. A key that nothing is known of gives `id`.
    """
    keys = path.split(".")
    key = keys[-1]
    if key == "id":
        return parent if len(keys) == 1 else kind_of(".".join(keys[:-1]), parent)
    if key == "parentId":
        return parent
    if key in _VERSIONS:
        version = f"{kind_of('.'.join(keys[:-1]), parent) if len(keys) > 1 else parent}Version"
        return version if version in PREFIXES else UNKNOWN
    if key == "stageId" and "sequence" in parent.casefold():
        return "sequenceStage"
    for ending in ("Ids", "Id"):
        if key.endswith(ending):
            key = key.removesuffix(ending)
            break
    return _kind_of_name(key)


def kind_of_field(path: str) -> str:
    """The kind of record whose id a form's field takes, by the field's path: `_systemfield_opening` takes an opening.

    `id` for a field that an organization added itself: its path says nothing about what it takes.
    """
    if not path.startswith(_OWN_FIELD):
        return UNKNOWN
    first, *rest = path.removeprefix(_OWN_FIELD).split("_")
    return _kind_of_name(first + "".join(word.capitalize() for word in rest))


def names_record(path: str, kind: str) -> bool:
    """Whether a UUID at a path is a record's id: the kind is known, or the key says so.

    Any other UUID (a field's path, an option's value, an answer) is a value like all others and stays as it is, so
    that it can be sent back.
    """
    return kind != UNKNOWN or path.rpartition(".")[2].endswith(("id", "Id", "Ids"))


def _kind_of_name(key: str) -> str:
    single = key.removesuffix("s")
    for name in (key, single):
        if name in KIND_OF_KEY:
            return KIND_OF_KEY[name]
        if name in PREFIXES:
            return name
    if single.endswith(("User", "user")):
        return "user"
    tail = single[:1].lower() + single[1:]
    endings = (kind for kind in PREFIXES if len(kind) > _SHORT and tail.endswith(kind[:1].upper() + kind[1:]))
    return max(endings, key=len, default=UNKNOWN)
