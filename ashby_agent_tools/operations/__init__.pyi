"""The types of `op.ApplicationChangeStage` and the like; made by `make docs`, do not edit."""

from types import MappingProxyType

from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.application_edits import (
    ApplicationAddHiringTeamMember as ApplicationAddHiringTeamMember,
    ApplicationChangeSource as ApplicationChangeSource,
    ApplicationDelete as ApplicationDelete,
    ApplicationRemoveHiringTeamMember as ApplicationRemoveHiringTeamMember,
    ApplicationTransfer as ApplicationTransfer,
    ApplicationUpdate as ApplicationUpdate,
    ApplicationUpdateHistory as ApplicationUpdateHistory,
)
from ashby_agent_tools.operations.applications import (
    ApplicationChangeStage as ApplicationChangeStage,
    ApplicationCreate as ApplicationCreate,
    ApplicationFormSubmit as ApplicationFormSubmit,
    ApplicationInfo as ApplicationInfo,
    ApplicationList as ApplicationList,
    ApplicationListCriteriaEvaluations as ApplicationListCriteriaEvaluations,
    ApplicationListHistory as ApplicationListHistory,
)
from ashby_agent_tools.operations.approvals import (
    ApprovalDefinitionUpdate as ApprovalDefinitionUpdate,
    ApprovalList as ApprovalList,
)
from ashby_agent_tools.operations.assessments import (
    AssessmentAddCompletedToCandidate as AssessmentAddCompletedToCandidate,
    AssessmentCancel as AssessmentCancel,
    AssessmentCustomFieldList as AssessmentCustomFieldList,
    AssessmentList as AssessmentList,
    AssessmentStart as AssessmentStart,
    AssessmentUpdate as AssessmentUpdate,
)
from ashby_agent_tools.operations.candidate_records import (
    CandidateAddEmailMessage as CandidateAddEmailMessage,
    CandidateCreateNote as CandidateCreateNote,
    CandidateGetRecentEmailMessages as CandidateGetRecentEmailMessages,
    CandidateListClientInfo as CandidateListClientInfo,
    CandidateListFraudChecks as CandidateListFraudChecks,
    CandidateListNotes as CandidateListNotes,
    CandidatePushToHris as CandidatePushToHris,
    CandidateSetFraudStatus as CandidateSetFraudStatus,
    CandidateUploadFile as CandidateUploadFile,
    CandidateUploadResume as CandidateUploadResume,
)
from ashby_agent_tools.operations.candidates import (
    CandidateAddProject as CandidateAddProject,
    CandidateAddTag as CandidateAddTag,
    CandidateAnonymize as CandidateAnonymize,
    CandidateCreate as CandidateCreate,
    CandidateInfo as CandidateInfo,
    CandidateList as CandidateList,
    CandidateListProjects as CandidateListProjects,
    CandidateRemoveProject as CandidateRemoveProject,
    CandidateRemoveTag as CandidateRemoveTag,
    CandidateSearch as CandidateSearch,
    CandidateUpdate as CandidateUpdate,
)
from ashby_agent_tools.operations.custom_fields import (
    CustomFieldCreate as CustomFieldCreate,
    CustomFieldInfo as CustomFieldInfo,
    CustomFieldList as CustomFieldList,
    CustomFieldSetValue as CustomFieldSetValue,
    CustomFieldSetValues as CustomFieldSetValues,
    CustomFieldUpdateSelectableValues as CustomFieldUpdateSelectableValues,
)
from ashby_agent_tools.operations.departments import (
    DepartmentArchive as DepartmentArchive,
    DepartmentCreate as DepartmentCreate,
    DepartmentInfo as DepartmentInfo,
    DepartmentList as DepartmentList,
    DepartmentMove as DepartmentMove,
    DepartmentRestore as DepartmentRestore,
    DepartmentUpdate as DepartmentUpdate,
)
from ashby_agent_tools.operations.feedback import (
    ApplicationFeedbackList as ApplicationFeedbackList,
    ApplicationFeedbackRequestCreate as ApplicationFeedbackRequestCreate,
    ApplicationFeedbackSubmit as ApplicationFeedbackSubmit,
    FeedbackFormDefinitionInfo as FeedbackFormDefinitionInfo,
    FeedbackFormDefinitionList as FeedbackFormDefinitionList,
)
from ashby_agent_tools.operations.files import (
    FileCreateFileUploadHandle as FileCreateFileUploadHandle,
    FileDownload as FileDownload,
    FileInfo as FileInfo,
    NotetakerTranscriptInfo as NotetakerTranscriptInfo,
)
from ashby_agent_tools.operations.hiring_teams import (
    ApplicationHiringTeamRoleList as ApplicationHiringTeamRoleList,
    HiringTeamAddMember as HiringTeamAddMember,
    HiringTeamRemoveMember as HiringTeamRemoveMember,
    HiringTeamRoleList as HiringTeamRoleList,
)
from ashby_agent_tools.operations.interviewer_pools import (
    InterviewerPoolAddUser as InterviewerPoolAddUser,
    InterviewerPoolArchive as InterviewerPoolArchive,
    InterviewerPoolCreate as InterviewerPoolCreate,
    InterviewerPoolInfo as InterviewerPoolInfo,
    InterviewerPoolList as InterviewerPoolList,
    InterviewerPoolRemoveUser as InterviewerPoolRemoveUser,
    InterviewerPoolRestore as InterviewerPoolRestore,
    InterviewerPoolUpdate as InterviewerPoolUpdate,
)
from ashby_agent_tools.operations.interviews import (
    InterviewBriefingInfo as InterviewBriefingInfo,
    InterviewInfo as InterviewInfo,
    InterviewList as InterviewList,
    InterviewPlanList as InterviewPlanList,
    InterviewStageGroupList as InterviewStageGroupList,
    InterviewStageInfo as InterviewStageInfo,
    InterviewStageList as InterviewStageList,
    TakeHomeAssignmentInfo as TakeHomeAssignmentInfo,
    TakeHomeAssignmentList as TakeHomeAssignmentList,
)
from ashby_agent_tools.operations.jobs import (
    JobCreate as JobCreate,
    JobInfo as JobInfo,
    JobInterviewPlanInfo as JobInterviewPlanInfo,
    JobList as JobList,
    JobSearch as JobSearch,
    JobSetStatus as JobSetStatus,
    JobTemplateList as JobTemplateList,
    JobUpdate as JobUpdate,
    JobUpdateCompensation as JobUpdateCompensation,
)
from ashby_agent_tools.operations.locations import (
    LocationArchive as LocationArchive,
    LocationCreate as LocationCreate,
    LocationInfo as LocationInfo,
    LocationList as LocationList,
    LocationMove as LocationMove,
    LocationRestore as LocationRestore,
    LocationUpdateAddress as LocationUpdateAddress,
    LocationUpdateExternalName as LocationUpdateExternalName,
    LocationUpdateName as LocationUpdateName,
    LocationUpdateWorkplaceType as LocationUpdateWorkplaceType,
)
from ashby_agent_tools.operations.metadata import (
    ArchiveReasonList as ArchiveReasonList,
    CandidateTagArchive as CandidateTagArchive,
    CandidateTagCreate as CandidateTagCreate,
    CandidateTagList as CandidateTagList,
    CloseReasonList as CloseReasonList,
    CommunicationTemplateList as CommunicationTemplateList,
    SourceList as SourceList,
    SourceTrackingLinkList as SourceTrackingLinkList,
)
from ashby_agent_tools.operations.offers import (
    OfferApprove as OfferApprove,
    OfferCreate as OfferCreate,
    OfferInfo as OfferInfo,
    OfferList as OfferList,
    OfferProcessStart as OfferProcessStart,
    OfferSetDecidedAt as OfferSetDecidedAt,
    OfferSetStatus as OfferSetStatus,
    OfferStart as OfferStart,
    OfferStartApprovalProcess as OfferStartApprovalProcess,
    OfferUpdate as OfferUpdate,
)
from ashby_agent_tools.operations.openings import (
    OpeningAddJob as OpeningAddJob,
    OpeningAddLocation as OpeningAddLocation,
    OpeningCreate as OpeningCreate,
    OpeningInfo as OpeningInfo,
    OpeningList as OpeningList,
    OpeningRemoveJob as OpeningRemoveJob,
    OpeningRemoveLocation as OpeningRemoveLocation,
    OpeningSearch as OpeningSearch,
    OpeningSetArchived as OpeningSetArchived,
    OpeningSetOpeningState as OpeningSetOpeningState,
    OpeningUpdate as OpeningUpdate,
)
from ashby_agent_tools.operations.organization import (
    ApiKeyInfo as ApiKeyInfo,
    AuditLogList as AuditLogList,
    BrandList as BrandList,
    VersionList as VersionList,
)
from ashby_agent_tools.operations.postings import (
    JobBoardList as JobBoardList,
    JobPostingInfo as JobPostingInfo,
    JobPostingList as JobPostingList,
    JobPostingSetCustomFieldValue as JobPostingSetCustomFieldValue,
    JobPostingSetCustomFieldValues as JobPostingSetCustomFieldValues,
    JobPostingSetStatus as JobPostingSetStatus,
    JobPostingUpdate as JobPostingUpdate,
    JobPostingUpdateCompensation as JobPostingUpdateCompensation,
)
from ashby_agent_tools.operations.projects import (
    ProjectArchive as ProjectArchive,
    ProjectCreate as ProjectCreate,
    ProjectInfo as ProjectInfo,
    ProjectList as ProjectList,
    ProjectRestore as ProjectRestore,
    ProjectSearch as ProjectSearch,
    ProjectSetCustomFieldValue as ProjectSetCustomFieldValue,
    ProjectSetCustomFieldValues as ProjectSetCustomFieldValues,
    ProjectUpdate as ProjectUpdate,
)
from ashby_agent_tools.operations.referrals import (
    ReferralCreate as ReferralCreate,
    ReferralFormInfo as ReferralFormInfo,
)
from ashby_agent_tools.operations.reports import (
    ReportGenerate as ReportGenerate,
    ReportSynchronous as ReportSynchronous,
)
from ashby_agent_tools.operations.schedules import (
    InterviewEventList as InterviewEventList,
    InterviewScheduleCancel as InterviewScheduleCancel,
    InterviewScheduleCreate as InterviewScheduleCreate,
    InterviewScheduleList as InterviewScheduleList,
    InterviewScheduleUpdate as InterviewScheduleUpdate,
)
from ashby_agent_tools.operations.sequences import (
    EmailSenderList as EmailSenderList,
    SequenceAdd as SequenceAdd,
    SequenceCancel as SequenceCancel,
    SequenceDiscard as SequenceDiscard,
    SequenceInfo as SequenceInfo,
    SequenceList as SequenceList,
    SequenceStart as SequenceStart,
    SequenceTemplateInfo as SequenceTemplateInfo,
    SequenceTemplateList as SequenceTemplateList,
    SequenceUpdateStage as SequenceUpdateStage,
)
from ashby_agent_tools.operations.surveys import (
    SurveyFormDefinitionInfo as SurveyFormDefinitionInfo,
    SurveyFormDefinitionList as SurveyFormDefinitionList,
    SurveyRequestCreate as SurveyRequestCreate,
    SurveyRequestList as SurveyRequestList,
    SurveySubmissionCreate as SurveySubmissionCreate,
    SurveySubmissionList as SurveySubmissionList,
)
from ashby_agent_tools.operations.users import (
    UserCreateInterviewerPause as UserCreateInterviewerPause,
    UserDeleteInterviewerPause as UserDeleteInterviewerPause,
    UserInfo as UserInfo,
    UserInterviewerSettings as UserInterviewerSettings,
    UserList as UserList,
    UserListInterviewerPauses as UserListInterviewerPauses,
    UserSearch as UserSearch,
    UserSetCustomFieldValue as UserSetCustomFieldValue,
    UserSetCustomFieldValues as UserSetCustomFieldValues,
    UserUpdateInterviewerSettings as UserUpdateInterviewerSettings,
)
from ashby_agent_tools.operations.webhooks import (
    WebhookCreate as WebhookCreate,
    WebhookDelete as WebhookDelete,
    WebhookInfo as WebhookInfo,
    WebhookUpdate as WebhookUpdate,
)

def catalogue() -> MappingProxyType[str, type[Operation]]: ...
def by_name() -> MappingProxyType[str, type[Operation]]: ...
def find(name: str) -> type[Operation] | None: ...
