"""Plain words: one sentence for each operation that needs no more than the names of what its arguments mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType

from ashby_agent_tools.approval.words._generic import argument_name, argument_reads, argument_rows, record_name
from ashby_agent_tools.approval.words._phrases import quoted
from ashby_agent_tools.approval.words._things import application_of, candidate_of, filled, job_of, opening_of, user_of
from ashby_agent_tools.approval.words._wording import Reads, Said, Seen, Wording, known_id
from ashby_agent_tools.operation import Operation
from ashby_agent_tools.operations import find

__all__ = ["SENTENCES", "plain_words"]

SENTENCES = MappingProxyType(
    {
        "application.addHiringTeamMember": "Give {teamMemberId} access to {applicationId}, as {roleId}.",
        "application.changeSource": "Set the source of {applicationId} to {sourceId}.",
        "assessment.addCompletedToCandidate": "Put a completed assessment on the profile of {candidateId}.",
        "candidate.addEmailMessage": "Record a mail on {candidateId} that was exchanged elsewhere. No mail goes out.",
        "candidate.addProject": "Put {candidateId} into the project {projectId}.",
        "candidate.addTag": "Put the tag {tagId} on {candidateId}.",
        "candidate.create": "Create a candidate called {name}.",
        "candidate.uploadFile": "Attach an uploaded file to {candidateId}.",
        "candidateTag.create": "Create the candidate tag {title}, unless there is one already.",
        "customField.create": "Create the custom field {title} for everybody.",
        "customField.setValue": "Set the field {fieldId} of {objectId}.",
        "customField.setValues": "Set fields of {objectId}.",
        "department.create": "Create the department {name}.",
        "department.move": "Move the department {departmentId} to {parentId}.",
        "department.restore": "Bring the department {departmentId} back from the archive.",
        "file.createFileUploadHandle": "Reserve a place in Ashby for uploading {filename}.",
        "hiringTeam.addMember": "Give {teamMemberId} access as {roleId} to {team}.",
        "interviewerPool.addUser": "Add {userId} to the interviewer pool {interviewerPoolId}.",
        "interviewerPool.create": "Create the interviewer pool {title}.",
        "interviewerPool.restore": "Bring the interviewer pool {interviewerPoolId} back from the archive.",
        "interviewerPool.update": "Change the interviewer pool {interviewerPoolId}.",
        "job.create": "Create the job {title} as a draft.",
        "location.create": "Create the location {name}.",
        "location.move": "Move the location {locationId} to {parentLocationHierarchyId}.",
        "location.restore": "Bring the location {locationId} back from the archive.",
        "opening.addJob": "Let {jobId} hire for {openingId}.",
        "opening.addLocation": "Add the location {locationId} to {openingId}.",
        "opening.update": "Change {openingId}.",
        "referralForm.info": "Read the default referral form, which is created where there is none.",
        "surveyRequest.create": "Make a link to {surveyFormDefinitionId} for {candidateId}. No mail goes out.",
        "surveySubmission.create": "Answer the survey {surveyFormDefinitionId} in the name of {candidateId}.",
        "user.createInterviewerPause": "Pause {userId} from being scheduled for interviews.",
        "user.setCustomFieldValue": "Set the field {fieldId} of {userId}.",
        "user.setCustomFieldValues": "Set fields of {userId}.",
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
        "assessment.addCompletedToCandidate": "It cannot be taken off the profile.",
        "candidate.addEmailMessage": "It cannot be removed.",
        "candidate.create": "A candidate cannot be deleted.",
        "candidate.uploadFile": "A file cannot be removed.",
        "candidateTag.create": "A tag can be archived, not deleted.",
        "customField.create": "It cannot be deleted.",
        "department.create": "It can be archived, not deleted.",
        "file.createFileUploadHandle": "Nothing is attached yet.",
        "interviewerPool.create": "It can be archived, not deleted.",
        "job.create": "It can be archived, not deleted.",
        "location.create": "It can be archived, not deleted.",
        "surveyRequest.create": "It cannot be withdrawn.",
        "surveySubmission.create": "It cannot be taken back.",
    }
)


def plain_words(operation: Operation) -> Wording[Operation] | None:
    """The words of an operation of the catalogue that has a sentence here."""
    endpoint = operation.spec.endpoint
    if endpoint not in SENTENCES or find(endpoint) is not type(operation):
        return None
    return Wording(type(operation), _say, needs=_needs)


def _needs(operation: Operation) -> Reads:
    return {} if operation.spec.reads else argument_reads(operation)


def _say(operation: Operation, seen: Seen) -> Said:
    template = SENTENCES[operation.spec.endpoint]
    places = _PLACE.findall(template)
    rows = argument_rows(operation, seen, leave_out={*places, *_TEAMS, *_OBJECT})
    return Said(
        template.format_map({key: _thing(key, operation, seen) for key in places}),
        back=_NO_WAY_BACK.get(operation.spec.endpoint),
        rows=tuple(rows),
        moot=filled(rows),
    )


def _thing(key: str, operation: Operation, seen: Seen) -> str:
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
        return "the top" if key in _TOP else "nothing"
    known = record_name(seen.record(name)) or record_name(seen.row(name, known_id(value)))
    return seen.title(known) or known_id(value) or quoted(value, most=seen.most)


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
