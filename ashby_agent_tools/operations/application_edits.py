"""Applications, changed: to another job, source, credit or history, off and on the hiring team, and deleted."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.dangers import SEEN, claims
from ashby_agent_tools.operations.params import (
    ApplicationHistoryId,
    ApplicationId,
    ArchiveReasonId,
    HiringTeamRoleId,
    InterviewPlanId,
    InterviewStageId,
    JobId,
    ListOf,
    Moment,
    SourceId,
    UserId,
)
from ashby_agent_tools.operations.reasons import FIELD_STAYS, INTERVIEWS_LEFT, STAGE_ACTS, STAGE_HIRES
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, WRITE, Risk

__all__ = [
    "ApplicationAddHiringTeamMember",
    "ApplicationChangeSource",
    "ApplicationDelete",
    "ApplicationRemoveHiringTeamMember",
    "ApplicationTransfer",
    "ApplicationUpdate",
    "ApplicationUpdateHistory",
]

StageNumber = Annotated[int, Field(description="0 is the first event, the highest the current stage")]


class ApplicationTransfer(Operation):
    """Move an application to another job, into the plan and stage you name; it leaves its current job.

    startAutomaticActivities starts what the target stage does by itself, which may email the candidate; off here.
    """

    spec = Spec(
        "application.transfer",
        scope="candidatesWrite",
        risk=(DESTRUCTIVE | NOTIFIES).because(
            "the application leaves its current job; what becomes of interviews and openings tied to that job is "
            "not documented, so moving it back may not restore them",
            STAGE_ACTS,
            STAGE_HIRES,
        ),
        tags=("pipeline",),
        entity=entities.APPLICATION,
        aliases=("ashby_applications_transfer",),
        look="application.info",
    )

    applicationId: ApplicationId
    jobId: JobId
    interviewPlanId: InterviewPlanId
    interviewStageId: InterviewStageId
    startAutomaticActivities: bool = False

    def risk(self) -> Risk:
        """Automatic activities of the target stage can email the candidate."""
        if not self.startAutomaticActivities:
            return self.spec.risk
        return self.spec.risk.because("the stage's automatic activities start, and can reach the candidate")


class ApplicationChangeSource(Operation):
    """Set where an application came from; null clears its source."""

    spec = Spec(
        "application.changeSource",
        scope="candidatesWrite",
        risk=claims(source="any").undone_by("application.changeSource"),
        tags=("pipeline", "sourcing"),
        entity=entities.APPLICATION,
        aliases=("ashby_applications_change_source",),
        also_called=("application.change_source",),
        look="application.info",
    )

    applicationId: ApplicationId
    sourceId: SourceId | None

    def risk(self) -> Risk:
        """Without a source nobody has a claim any more."""
        return self.spec.risk.because("the source is cleared") if self.sourceId is None else self.spec.risk


class ApplicationUpdate(Operation):
    """Change an application's source, credited user or creation time; it cannot archive or move it.

    sendNotifications tells the colleagues who follow the application; off here.
    """

    spec = Spec(
        "application.update",
        scope="candidatesWrite",
        risk=WRITE.undone_by("application.update").repeatable().because(FIELD_STAYS),
        worst=(WRITE | NOTIFIES | claims(source="any", credited="any")).undone_by("application.update"),
        tags=("pipeline",),
        entity=entities.APPLICATION,
        aliases=("update_a_ashby_application_by_id",),
        look="application.info",
    )

    applicationId: ApplicationId
    sourceId: SourceId | None = None
    creditedToUserId: UserId | None = None
    createdAt: Moment | None = None
    sendNotifications: bool = False

    def risk(self) -> Risk:
        """A source and a credited user are about money; notifications reach those who follow, once per call."""
        rated = self.spec.risk | claims(source=self.sourceId, credited=self.creditedToUserId)
        if self.sendNotifications:
            rated |= WRITE | NOTIFIES.because("colleagues who follow the application are notified")
        return rated.undone_by("application.update")


class HistoryEvent(Params):
    """One entry of an application's whole history; without an id it is a new one."""

    stageId: InterviewStageId
    stageNumber: StageNumber
    enteredStageAt: Moment
    applicationHistoryId: Annotated[
        ApplicationHistoryId | None, Field(description="of an existing event; without it a new one is created")
    ] = None
    archiveReasonId: Annotated[ArchiveReasonId | None, Field(description="for an Archived stage")] = None


class ApplicationUpdateHistory(Operation):
    """Replace an application's whole stage history; events left out are deleted for good.

    Give every event of application.listHistory, changed ones included. Needs a switch on the API key.
    """

    spec = Spec(
        "application.updateHistory",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.because("replaces the whole history: events left out are deleted"),
        tags=("pipeline", "reporting"),
        entity=entities.APPLICATION_HISTORY,
        aliases=("update_a_ashby_applications_history_by_id",),
        look="application.listHistory",
    )

    applicationId: ApplicationId
    applicationHistory: ListOf[HistoryEvent]


class ApplicationDelete(Operation):
    """Delete an application and its history for good; there is no way back. To reject, use application.changeStage."""

    spec = Spec(
        "application.delete",
        scope="candidatesDelete",
        risk=(DESTRUCTIVE | NOTIFIES)
        .because(
            "the application is gone for good",
            INTERVIEWS_LEFT,
        )
        .repeatable(),
        tags=("pipeline",),
        entity=entities.APPLICATION,
        look="application.info",
    )

    applicationId: ApplicationId


class _OnHiringTeam(Operation):
    applicationId: ApplicationId
    teamMemberId: UserId
    roleId: Annotated[HiringTeamRoleId, Field(description="from applicationHiringTeamRole.list")]


class ApplicationAddHiringTeamMember(_OnHiringTeam):
    """Give a user a role on one application's hiring team, and with it access to the application."""

    spec = Spec(
        "application.addHiringTeamMember",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.because("it opens the application to the user, in a confidential job too", SEEN)
        .undone_by("application.removeHiringTeamMember")
        .repeatable(),
        tags=("pipeline", "organization"),
        entity=entities.APPLICATION,
        aliases=("create_a_ashby_applications_hiring_team_member",),
        look="application.info",
    )


class ApplicationRemoveHiringTeamMember(_OnHiringTeam):
    """Remove a user's role on one application's hiring team."""

    spec = Spec(
        "application.removeHiringTeamMember",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.because("the user may lose access to the application")
        .undone_by("application.addHiringTeamMember")
        .repeatable(),
        tags=("pipeline", "organization"),
        entity=entities.APPLICATION,
        aliases=("delete_a_ashby_applications_hiring_team_member_by_id",),
        look="application.info",
    )
