"""One sentence for each operation that needs no more than the names of what its arguments mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType

from ashby_agent_tools.approval.prompts._common_records import (
    application_of,
    candidate_of,
    filled,
    job_of,
    opening_of,
    user_of,
)
from ashby_agent_tools.approval.prompts._generic import argument_name, argument_reads, argument_rows
from ashby_agent_tools.approval.prompts._id_lookups import name_of
from ashby_agent_tools.approval.prompts._phrases import quoted
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Statement, known_id
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Operation

__all__ = ["SENTENCES", "one_sentence"]

SENTENCES = MappingProxyType(
    {
        "application.addHiringTeamMember": "Add {teamMemberId} as {roleId} to the team of {applicationId}.",
        "application.changeSource": "Set the source of {applicationId} to {sourceId}.",
        "assessment.addCompletedToCandidate": "Add a completed assessment to the profile of {candidateId}.",
        "candidate.addEmailMessage": "Add an email that was exchanged elsewhere to {candidateId}. No email goes out.",
        "candidate.addProject": "Add {candidateId} to the project {projectId}.",
        "candidate.addTag": "Add the tag {tagId} to {candidateId}.",
        "candidate.create": "Create a candidate called {name}.",
        "candidate.uploadFile": "Attach an uploaded file to {candidateId}.",
        "candidateTag.create": "Create the candidate tag {title}, unless there is one already.",
        "customField.create": "Create the custom field {title} for everybody.",
        "department.create": "Create the department {name}.",
        "department.move": "Move the department {departmentId} {parentId}.",
        "department.restore": "Bring the department {departmentId} back from the archive.",
        "file.createFileUploadHandle": "Prepare the upload of {filename}.",
        "hiringTeam.addMember": "Add {teamMemberId} as {roleId} to the team of {team}.",
        "interviewerPool.addUser": "Add {userId} to the interviewer pool {interviewerPoolId}.",
        "interviewerPool.create": "Create the interviewer pool {title}.",
        "interviewerPool.restore": "Bring the interviewer pool {interviewerPoolId} back from the archive.",
        "interviewerPool.update": "Change the interviewer pool {interviewerPoolId}.",
        "job.create": "Create the job {title} as a draft.",
        "location.create": "Create the location {name}.",
        "location.move": "Move the location {locationId} {parentLocationHierarchyId}.",
        "location.restore": "Bring the location {locationId} back from the archive.",
        "opening.addJob": "Let {jobId} hire for {openingId}.",
        "opening.addLocation": "Add the location {locationId} to {openingId}.",
        "opening.update": "Change {openingId}.",
        "referralForm.info": "Open the default referral form, which Ashby creates if there is none.",
        "surveyRequest.create": "Create a link for {candidateId} to the survey {surveyFormDefinitionId}. "
        "No email goes out.",
        "user.createInterviewerPause": "Pause the scheduling of interviews with {userId}.",
        "user.updateInterviewerSettings": "Set how many interviews {userId} may be given.",
    }
)
_PLACE = re.compile(r"\{(\w+)\}")
_TEAMS = ("applicationId", "jobId", "openingId")
_OBJECT = ("objectId", "objectType")
_OBJECTS = MappingProxyType(
    {"Application": "applicationId", "Candidate": "candidateId", "Job": "jobId", "Opening": "openingId"}
)
_TOP = ("parentId", "parentLocationHierarchyId")
_NO_WAY_BACK = MappingProxyType(
    {
        "assessment.addCompletedToCandidate": "It cannot be removed from the profile.",
        "candidate.addEmailMessage": "It cannot be removed.",
        "candidate.create": "A candidate cannot be deleted.",
        "candidate.uploadFile": "A file cannot be removed.",
        "candidateTag.create": "A tag can be archived, not deleted.",
        "customField.create": "It cannot be deleted.",
        "department.create": "It can be archived, not deleted.",
        "department.move": "It can be moved back.",
        "department.restore": "It can be archived again.",
        "file.createFileUploadHandle": "Nothing is attached yet.",
        "interviewerPool.create": "It can be archived, not deleted.",
        "job.create": "It can be archived, not deleted.",
        "location.create": "It can be archived, not deleted.",
        "location.move": "It can be moved back.",
        "location.restore": "It can be archived again.",
        "referralForm.info": "A form that was created stays.",
        "surveyRequest.create": "It cannot be withdrawn.",
    }
)


def one_sentence(operation: Operation) -> ApprovalPrompt[Operation] | None:
    """The words of an operation of the catalogue that has a sentence here."""
    endpoint = operation.spec.endpoint
    if endpoint not in SENTENCES or find(endpoint) is not type(operation):
        return None
    return ApprovalPrompt(type(operation), _say, needs=_needs)


def _needs(operation: Operation) -> Reads:
    return {} if operation.spec.reads else argument_reads(operation)


def _told(template: str) -> set[str]:
    """The arguments that are in the sentence."""
    places = set(_PLACE.findall(template))
    return places | (set(_TEAMS) if "team" in places else set()) | (set(_OBJECT) if "objectId" in places else set())


def _say(operation: Operation, seen: Lookups) -> Statement:
    template = SENTENCES[operation.spec.endpoint]
    places = _PLACE.findall(template)
    rows = argument_rows(operation, seen, shows=_told(template))
    return Statement(
        template.format_map({key: _thing(key, operation, seen) for key in places}),
        back=_NO_WAY_BACK.get(operation.spec.endpoint),
        rows=tuple(rows),
        moot=filled(rows),
    )


def _thing(key: str, operation: Operation, seen: Lookups) -> str:
    """What one argument means, by its name where it was looked up."""
    body = operation.body()
    if key == "team":
        key = next((one for one in _TEAMS if body.get(one)), "jobId")
        return _thing(key, operation, seen)
    value, name = body.get(key), argument_name(key)
    kind = _OBJECTS.get(str(body.get("objectType")), "") if key == "objectId" else key
    if kind in _WORDINGS:
        return _WORDINGS[kind](seen, value, name=name)
    if value is None:
        return "to the top level" if key in _TOP else "nothing"
    known = name_of(seen, name, kind, value)
    told = known or known_id(value) or quoted(value, most=seen.most)
    return f"under {told}" if key in _TOP else told


_WORDINGS: MappingProxyType[str, Callable[..., str]] = MappingProxyType(
    {
        "applicationId": application_of,
        "candidateId": candidate_of,
        "jobId": job_of,
        "openingId": opening_of,
        "teamMemberId": user_of,
        "userId": user_of,
    }
)
