"""The shapes of what events carry, for type checkers: Ashby's own names, as its document of webhooks has them.

Nothing checks a delivery against these: what Ashby adds or leaves out must not cost an event. Keys that are not
`Required` can be missing. Times are ISO 8601.
"""

from __future__ import annotations

from typing import Any, Literal, Required, TypedDict

Json = Any  # a JSON value
EmploymentType = Literal["FullTime", "PartTime", "Intern", "Contract", "Temporary"]


class RecordReference(TypedDict, total=False):
    """A record of which the event says only the id."""

    id: Required[str]


class CustomField(TypedDict, total=False):
    """The value of a custom field of the organization's own."""

    id: Required[str]
    title: Required[str]
    value: Required[Json]
    isPrivate: bool
    valueLabel: str | list[str]


class ContactDetail(TypedDict):
    """An email address or a phone number."""

    value: str
    type: Literal["Personal", "Work", "Other"]
    isPrimary: bool


class Candidate(TypedDict, total=False):
    """The candidate of an application."""

    id: Required[str]
    name: Required[str]
    primaryEmailAddress: ContactDetail
    primaryPhoneNumber: ContactDetail


class Stage(TypedDict, total=False):
    """The stage at which an application is."""

    id: Required[str]
    title: Required[str]
    type: Required[str]
    orderInInterviewPlan: Required[int]
    interviewPlanId: Required[str]
    interviewStageGroupId: str


class Source(TypedDict, total=False):
    """Where an application came from, or the type of such a source."""

    id: Required[str]
    title: Required[str]
    isArchived: Required[bool]
    sourceType: Source


class ArchiveReason(TypedDict, total=False):
    """Why an application was archived."""

    id: Required[str]
    text: Required[str]
    reasonType: Required[Literal["RejectedByCandidate", "RejectedByOrg", "Other"]]
    isArchived: Required[bool]
    customFields: Required[list[CustomField]]


class User(TypedDict, total=False):
    """A user of Ashby."""

    id: Required[str]
    firstName: Required[str]
    lastName: Required[str]
    globalRole: Required[Literal["Organization Admin", "Elevated Access", "Limited Access", "External Recruiter"]]
    isEnabled: Required[bool]
    updatedAt: Required[str]
    email: str
    managerId: str
    customFields: list[CustomField]


class HiringTeamMember(TypedDict):
    """A colleague with a role for a job, an application or an opening."""

    userId: str
    firstName: str
    lastName: str
    email: str
    role: str


class JobReference(TypedDict, total=False):
    """The job of an application."""

    id: Required[str]
    title: Required[str]
    locationId: str
    departmentId: str


class Application(TypedDict, total=False):
    """A candidate's application for a job."""

    id: Required[str]
    createdAt: Required[str]
    updatedAt: Required[str]
    status: Required[Literal["Hired", "Archived", "Active", "Lead"]]
    candidate: Required[Candidate]
    currentInterviewStage: Required[Stage]
    job: Required[JobReference]
    hiringTeam: Required[list[HiringTeamMember]]
    customFields: list[CustomField]
    source: Source
    archiveReason: ArchiveReason
    archivedAt: str
    creditedToUser: User
    appliedViaJobPostingId: str
    submitterClientIp: str
    submitterUserAgent: str


class Job(TypedDict, total=False):
    """A job."""

    id: Required[str]
    title: Required[str]
    confidential: Required[bool]
    status: Required[Literal["Draft", "Open", "Closed", "Archived"]]
    employmentType: Required[EmploymentType]
    updatedAt: Required[str]
    locationId: str
    departmentId: str
    defaultInterviewPlanId: str
    interviewPlanIds: list[str]
    customFields: list[CustomField]
    jobPostingIds: list[str]
    customRequisitionId: str
    brandId: str
    hiringTeam: list[HiringTeamMember]
    author: User
    createdAt: str
    openedAt: str
    closedAt: str


class PostingLocations(TypedDict):
    """Where a posting is for."""

    primaryLocationId: str
    secondaryLocationIds: list[str]


class JobPosting(TypedDict, total=False):
    """A job posting, without its description."""

    id: Required[str]
    title: Required[str]
    jobId: Required[str]
    departmentName: Required[str]
    teamName: Required[str]
    locationName: Required[str]
    locationIds: Required[PostingLocations]
    employmentType: Required[EmploymentType]
    isListed: Required[bool]
    publishedDate: Required[str]
    applyLink: Required[str]
    shouldDisplayCompensationOnJobBoard: Required[bool]
    updatedAt: Required[str]
    workplaceType: Literal["OnSite", "Hybrid", "Remote"]
    applicationDeadline: str
    externalLink: str
    compensationTierSummary: str


class DeletedPosting(TypedDict, total=False):
    """What is said of a posting that is gone."""

    id: Required[str]
    jobId: str


class InterviewPlan(TypedDict):
    """An interview plan."""

    id: str
    title: str


class StageMapping(TypedDict):
    """Which stage of the new plan takes the place of one of the old plan."""

    fromInterviewStageId: str
    toInterviewStageId: str


class Interview(TypedDict, total=False):
    """What kind of interview an event is."""

    id: Required[str]
    title: Required[str]
    isArchived: Required[bool]
    isFeedbackRequired: Required[bool]
    isFeedbackRequested: Required[bool]
    feedbackFormDefinitionId: Required[str]
    externalTitle: str
    isDebrief: bool
    instructionsHtml: str
    instructionsPlain: str
    jobId: str


class InterviewEvent(TypedDict, total=False):
    """One interview of a schedule."""

    id: Required[str]
    interviewId: Required[str]
    interviewScheduleId: Required[str]
    interviewers: Required[list[Json]]
    createdAt: Required[str]
    updatedAt: Required[str]
    startTime: Required[str]
    endTime: Required[str]
    feedbackLink: Required[str]
    hasSubmittedFeedback: Required[bool]
    interviewerUserIds: list[str]
    location: str | None
    meetingLink: str | None
    interviewerCalendarEventId: str | None
    interview: Interview
    notetakerTranscriptId: str | None
    extraData: dict[str, Json]


class InterviewSchedule(TypedDict, total=False):
    """A candidate's interviews for one stage. `candidateId`: not where it was just created."""

    id: Required[str]
    status: Required[str]
    applicationId: Required[str]
    interviewStageId: Required[str]
    scheduledBy: User
    createdAt: str
    updatedAt: str
    interviewEvents: list[InterviewEvent]
    candidateId: str


class OpeningVersion(TypedDict, total=False):
    """What an opening says now."""

    id: Required[str]
    identifier: Required[str]
    description: Required[str]
    authorId: Required[str]
    createdAt: Required[str]
    jobIds: Required[list[str]]
    isBackfill: Required[bool]
    employmentType: Required[EmploymentType]
    locationIds: Required[list[str]]
    hiringTeam: Required[list[HiringTeamMember]]
    customFields: Required[list[CustomField]]
    teamId: str
    targetHireDate: str
    targetStartDate: str


class Opening(TypedDict, total=False):
    """An opening: a seat to be filled."""

    id: Required[str]
    isArchived: Required[bool]
    openingState: Required[Literal["Approved", "Closed", "Draft", "Filled", "Open"]]
    openedAt: str
    closedAt: str
    archivedAt: str
    closeReasonId: str
    latestVersion: OpeningVersion


class Salary(TypedDict, total=False):
    """An amount of money."""

    currencyCode: str
    value: float


class OfferVersion(TypedDict, total=False):
    """One version of an offer."""

    id: Required[str]
    createdAt: Required[str]
    startDate: str
    salary: Salary
    openingId: str
    customFields: list[CustomField]
    fileHandles: list[Json]
    author: User
    approvalStatus: str | None


class Offer(TypedDict, total=False):
    """An offer with its versions."""

    id: Required[str]
    applicationId: Required[str]
    acceptanceStatus: Required[str]
    decidedAt: str
    offerStatus: str
    latestVersion: OfferVersion
    versions: list[OfferVersion]
    formDefinition: dict[str, Json]


class DeletedOffer(TypedDict, total=False):
    """What is said of an offer that is gone."""

    id: str
    applicationId: str


class SurveySubmission(TypedDict, total=False):
    """A candidate's answers to a survey; never to an anonymous one."""

    id: Required[str]
    submittedAt: Required[str]
    candidateId: Required[str]
    surveyType: Required[Literal["CandidateDataConsent", "CandidateExperience", "Diversity", "EEOC", "Questionnaire"]]
    surveyFormDefinitionId: str | None
    applicationId: str
    formDefinition: dict[str, Json]
    submittedValues: dict[str, Json]
