"""How to read the record that an argument names: one map, for questions, for undo, and after an unknown outcome."""

from __future__ import annotations

from types import MappingProxyType

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Json, Operation

__all__ = ["OBJECTS", "READS", "reading", "record_read"]

READS = MappingProxyType(
    {
        "applicationId": ("application.info", "applicationId"),
        "candidateId": ("candidate.info", "id"),
        "customFieldId": ("customField.info", "customFieldId"),
        "departmentId": ("department.info", "departmentId"),
        "fieldId": ("customField.info", "customFieldId"),
        "formDefinitionId": ("feedbackFormDefinition.info", "feedbackFormDefinitionId"),
        "interviewerPoolId": ("interviewerPool.info", "interviewerPoolId"),
        "interviewStageId": ("interviewStage.info", "interviewStageId"),
        "jobId": ("job.info", "id"),
        "jobPostingId": ("jobPosting.info", "jobPostingId"),
        "locationId": ("location.info", "locationId"),
        "offerId": ("offer.info", "offerId"),
        "openingId": ("opening.info", "openingId"),
        "parentId": ("department.info", "departmentId"),
        "parentLocationHierarchyId": ("location.info", "locationId"),
        "parentLocationId": ("location.info", "locationId"),
        "projectId": ("project.info", "projectId"),
        "sequenceId": ("sequence.info", "sequenceId"),
        "surveyFormDefinitionId": ("surveyFormDefinition.info", "surveyFormDefinitionId"),
        "teamId": ("department.info", "departmentId"),
        "teamMemberId": ("user.info", "userId"),
        "creditedToUserId": ("user.info", "userId"),
        "userId": ("user.info", "userId"),
    }
)
"""An argument that is the id of a record: the endpoint that reads it, and that endpoint's parameter for the id."""

OBJECTS = MappingProxyType(
    {"Application": "applicationId", "Candidate": "candidateId", "Job": "jobId", "Opening": "openingId"}
)
"""The argument that an `objectId` stands for, by the `objectType` beside it."""


def reading(endpoint: str, /, **arguments: Json) -> Operation:
    """A read by its endpoint; its area is imported now."""
    operation = find(endpoint)
    if operation is None:
        raise UsageError(f"There is no operation {endpoint}.")
    return operation(**arguments)


def record_read(argument: str, identity: Json, **more: Json) -> Operation:
    """The read of the record that this argument names."""
    endpoint, parameter = READS[argument]
    return reading(endpoint, **{parameter: identity}, **more)
