"""Candidates: the people, their profiles, tags and projects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.candidate_records import (
    CandidateAddEmailMessage,
    CandidateCreateNote,
    CandidateGetRecentEmailMessages,
    CandidateListClientInfo,
    CandidateListFraudChecks,
    CandidateListNotes,
    CandidatePushToHris,
    CandidateSetFraudStatus,
    CandidateUploadFile,
    CandidateUploadResume,
    NoteContent,
)
from ashby_agent_tools.operations.dangers import claims
from ashby_agent_tools.operations.params import (
    CandidateId,
    CandidateTagId,
    Email,
    EpochMs,
    ListOf,
    Moment,
    ProjectId,
    SearchedEmail,
    SourceId,
    Synced,
    UserId,
)
from ashby_agent_tools.operations.reasons import FIELD_STAYS
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

__all__ = [
    "CandidateAddEmailMessage",
    "CandidateAddProject",
    "CandidateAddTag",
    "CandidateAnonymize",
    "CandidateCreate",
    "CandidateCreateNote",
    "CandidateGetRecentEmailMessages",
    "CandidateInfo",
    "CandidateList",
    "CandidateListClientInfo",
    "CandidateListFraudChecks",
    "CandidateListNotes",
    "CandidateListProjects",
    "CandidatePushToHris",
    "CandidateRemoveProject",
    "CandidateRemoveTag",
    "CandidateSearch",
    "CandidateSetFraudStatus",
    "CandidateUpdate",
    "CandidateUploadFile",
    "CandidateUploadResume",
    "NoteContent",
    "Place",
    "SocialLink",
]


class Place(Params):
    """Where a person lives."""

    city: str | None = None
    region: str | None = None
    country: str | None = None


class SocialLink(Params):
    """One link of a profile."""

    type: Literal["LinkedIn", "GitHub", "Twitter", "Medium", "StackOverflow", "YouTube", "CodePen", "Website"]
    url: str


class CandidateSearch(Operation):
    """Find candidates by email, name, or both (AND), at most 100."""

    spec = Spec(
        "candidate.search",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates",),
        entity=entities.CANDIDATE,
        aliases=("list_all_ashby_candidate_search",),
    )

    email: SearchedEmail | None = None
    name: str | None = None

    @model_validator(mode="after")
    def _something_to_look_for(self) -> CandidateSearch:
        if not self.email and not self.name:
            raise ValueError("give an email or a name; to go through everybody use candidate.list")
        return self


class CandidateInfo(Operation):
    """Get one candidate's profile, by id or by the id it has in an external system."""

    spec = Spec(
        "candidate.info",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates",),
        entity=entities.CANDIDATE,
        aliases=("get_single_ashby_candidate_by_id",),
    )

    id: CandidateId | None = None
    externalMappingId: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> CandidateInfo:
        if (self.id is None) == (self.externalMappingId is None):
            raise ValueError("give id, or externalMappingId, and not both")
        return self


class CandidateList(Synced):
    """List all candidates; createdAfter and createdBefore look at when the person was added."""

    spec = Spec(
        "candidate.list",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates", "reporting"),
        entity=entities.CANDIDATE,
        paging="sync",
        aliases=("list_all_ashby_candidates",),
    )

    createdAfter: EpochMs | None = None
    createdBefore: EpochMs | None = None


_STAYS = "a candidate cannot be deleted from here"


class CandidateCreate(Operation):
    """Create a candidate; search first, a second profile of one person can only be merged in the app."""

    spec = Spec(
        "candidate.create",
        scope="candidatesWrite",
        risk=WRITE.because(_STAYS),
        worst=DESTRUCTIVE.because(_STAYS) | claims(source="any", credited="any"),
        tags=("candidates", "sourcing"),
        entity=entities.CANDIDATE,
        look="candidate.search",
    )

    name: str
    email: Email | None = None
    phoneNumber: str | None = None
    linkedInUrl: str | None = None
    githubUrl: str | None = None
    website: str | None = None
    alternateEmailAddresses: ListOf[Email] | None = None
    sourceId: SourceId | None = None
    creditedToUserId: UserId | None = None
    location: Place | None = None
    createdAt: Moment | None = None

    def risk(self) -> Risk:
        """Whoever brought the person may earn by it."""
        return self.spec.risk | claims(source=self.sourceId, credited=self.creditedToUserId)


_REPLACES = DESTRUCTIVE.undone_by("candidate.update").repeatable()
_NEW_MAIL = "every later email, including an offer, goes to the new address"
_ALL_LINKS = "all links of the profile are replaced: those left out are removed"


class CandidateUpdate(Operation):
    """Overwrite fields of a candidate's profile; fields not given stay."""

    spec = Spec(
        "candidate.update",
        scope="candidatesWrite",
        risk=WRITE.undone_by("candidate.update").repeatable().because(FIELD_STAYS),
        worst=(DESTRUCTIVE | NOTIFIES).because(_NEW_MAIL, _ALL_LINKS) | claims(source="any", credited="any"),
        tags=("candidates",),
        entity=entities.CANDIDATE,
        aliases=("update_a_ashby_candidate_by_id",),
        look="candidate.info",
    )

    candidateId: CandidateId
    name: str | None = None
    email: Email | None = None
    phoneNumber: str | None = None
    linkedInUrl: str | None = None
    githubUrl: str | None = None
    websiteUrl: str | None = None
    alternateEmail: Annotated[Email | None, Field(description="added to the others")] = None
    socialLinks: Annotated[
        ListOf[SocialLink] | None, Field(description="replaces all links; the three Url fields are then ignored")
    ] = None
    sourceId: SourceId | None = None
    creditedToUserId: UserId | None = None
    location: Place | None = None
    createdAt: Moment | None = None
    sendNotifications: Annotated[bool, Field(description="to colleagues who follow the candidate")] = False

    def risk(self) -> Risk:
        """A new address gets every later email, links are replaced as a whole list, an added address stays."""
        rated = self.spec.risk
        if self.email is not None:
            rated |= _REPLACES.because(_NEW_MAIL)
        if self.socialLinks is not None:
            rated |= _REPLACES.because(_ALL_LINKS)
        if self.alternateEmail is not None:
            rated |= WRITE.repeatable().because("an added address cannot be removed from here")
        if self.sendNotifications:
            told = (WRITE | NOTIFIES).because("colleagues who follow the candidate are notified")
            rated |= told.undone_by("candidate.update")
        rated |= claims(source=self.sourceId, credited=self.creditedToUserId).undone_by("candidate.update")
        return rated.undone_by("candidate.update") if rated.reversible else rated


class CandidateAddTag(Operation):
    """Put a tag on a candidate."""

    spec = Spec(
        "candidate.addTag",
        scope="candidatesWrite",
        risk=WRITE.undone_by("candidate.removeTag").repeatable(),
        tags=("candidates",),
        entity=entities.CANDIDATE,
        aliases=("ashby_candidates_tag",),
        look="candidate.info",
    )

    candidateId: CandidateId
    tagId: CandidateTagId


class CandidateRemoveTag(Operation):
    """Remove a tag from a candidate."""

    spec = Spec(
        "candidate.removeTag",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.undone_by("candidate.addTag").repeatable().because("it removes a mark that somebody set"),
        tags=("candidates",),
        entity=entities.CANDIDATE,
        look="candidate.info",
    )

    candidateId: CandidateId
    tagId: CandidateTagId


class CandidateAnonymize(Operation):
    """Erase a candidate's personal data for good; all applications must be archived or hired."""

    spec = Spec(
        "candidate.anonymize",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.repeatable().because("it erases the person's data and cannot be undone"),
        tags=("candidates",),
        entity=entities.CANDIDATE,
        aliases=("ashby_candidates_anonymize",),
        look="candidate.info",
    )

    candidateId: CandidateId


class CandidateAddProject(Operation):
    """Put a candidate into a project."""

    spec = Spec(
        "candidate.addProject",
        scope="candidatesWrite",
        risk=WRITE.undone_by("candidate.removeProject").repeatable(),
        tags=("candidates", "sourcing"),
        entity=entities.CANDIDATE,
        aliases=("ashby_candidates_project",),
        look="candidate.listProjects",
    )

    candidateId: CandidateId
    projectId: ProjectId


class CandidateRemoveProject(Operation):
    """Remove a candidate from a project."""

    spec = Spec(
        "candidate.removeProject",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.undone_by("candidate.addProject")
        .repeatable()
        .because("it takes the candidate out of a project"),
        tags=("candidates", "sourcing"),
        entity=entities.CANDIDATE,
        look="candidate.listProjects",
    )

    candidateId: CandidateId
    projectId: ProjectId


class CandidateListProjects(Synced):
    """List the projects a candidate is in."""

    spec = Spec(
        "candidate.listProjects",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates", "sourcing"),
        entity=entities.PROJECT,
        paging="cursor",
    )

    candidateId: CandidateId
