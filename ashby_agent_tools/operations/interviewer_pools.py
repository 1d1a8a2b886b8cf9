"""Interviewer pools: who may be asked to interview, and who is in training for it."""

from __future__ import annotations

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.dangers import SEEN
from ashby_agent_tools.operations.params import AnyId, InterviewerPoolId, Synced, UserId
from ashby_agent_tools.risk import DESTRUCTIVE, READ, WRITE, Risk

_TAGS = ("scheduling", "settings")


class InterviewerPoolInfo(Operation):
    """Get an interviewer pool with its members and trainees."""

    spec = Spec(
        "interviewerPool.info",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.INTERVIEWER_POOL,
        aliases=("get_single_ashby_interviewer_pool_by_id",),
    )

    interviewerPoolId: InterviewerPoolId


class InterviewerPoolList(Synced):
    """List interviewer pools, without members."""

    spec = Spec(
        "interviewerPool.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.INTERVIEWER_POOL,
        paging="sync",
        aliases=("list_all_ashby_interviewer_pools",),
    )

    includeArchivedPools: bool | None = None
    includeArchivedTrainingStages: bool | None = None


class InterviewerPoolCreate(Operation):
    """Create an interviewer pool."""

    spec = Spec(
        "interviewerPool.create",
        scope="hiringProcessMetadataWrite",
        risk=WRITE.because("a pool can be archived, not deleted"),
        tags=_TAGS,
        entity=entities.INTERVIEWER_POOL,
        aliases=("create_a_ashby_interviewer_pool",),
        look="interviewerPool.list",
    )

    title: str
    requiresTraining: bool | None = None


_NO_TRAINING = "it ends the training; what becomes of the trainees' progress is not documented"


class InterviewerPoolUpdate(Operation):
    """Rename an interviewer pool or change whether it requires training."""

    spec = Spec(
        "interviewerPool.update",
        scope="hiringProcessMetadataWrite",
        risk=WRITE.undone_by("interviewerPool.update").repeatable(),
        worst=DESTRUCTIVE.because(_NO_TRAINING).undone_by("interviewerPool.update").repeatable(),
        tags=_TAGS,
        entity=entities.INTERVIEWER_POOL,
        aliases=("update_a_ashby_interviewer_pool_by_id",),
        look="interviewerPool.info",
    )

    interviewerPoolId: InterviewerPoolId
    title: str | None = None
    requiresTraining: bool | None = None

    def risk(self) -> Risk:
        """Without training the trainees have nothing left to finish."""
        return self.spec.worst if self.requiresTraining is False else self.spec.risk


class InterviewerPoolArchive(Operation):
    """Archive an interviewer pool, so that it is no longer used."""

    spec = Spec(
        "interviewerPool.archive",
        scope="hiringProcessMetadataWrite",
        risk=DESTRUCTIVE.because("it hides the pool").undone_by("interviewerPool.restore").repeatable(),
        tags=_TAGS,
        entity=entities.INTERVIEWER_POOL,
        aliases=("ashby_interviewer_pools_archive",),
        look="interviewerPool.info",
    )

    interviewerPoolId: InterviewerPoolId


class InterviewerPoolRestore(Operation):
    """Restore an archived interviewer pool."""

    spec = Spec(
        "interviewerPool.restore",
        scope="hiringProcessMetadataWrite",
        risk=WRITE.undone_by("interviewerPool.archive").repeatable(),
        tags=_TAGS,
        entity=entities.INTERVIEWER_POOL,
        aliases=("ashby_interviewer_pools_restore",),
        look="interviewerPool.info",
    )

    interviewerPoolId: InterviewerPoolId


class InterviewerPoolAddUser(Operation):
    """Add a user to an interviewer pool: qualified, or with a training stage as a trainee."""

    spec = Spec(
        "interviewerPool.addUser",
        scope="hiringProcessMetadataWrite",
        risk=DESTRUCTIVE.because("the user can be scheduled to interview candidates, and then sees them", SEEN)
        .undone_by("interviewerPool.removeUser")
        .repeatable(),
        tags=_TAGS,
        entity=entities.INTERVIEWER_POOL,
        aliases=("create_a_ashby_interviewer_pool_user",),
        look="interviewerPool.info",
    )

    interviewerPoolId: InterviewerPoolId
    userId: UserId
    interviewerPoolTrainingPathStageId: AnyId | None = None


class InterviewerPoolRemoveUser(Operation):
    """Remove a user from an interviewer pool; a trainee's progress may be lost."""

    spec = Spec(
        "interviewerPool.removeUser",
        scope="hiringProcessMetadataWrite",
        risk=DESTRUCTIVE.because(
            "the user leaves the pool; they can be added again, but a trainee's progress may be lost"
        ).repeatable(),
        tags=_TAGS,
        entity=entities.INTERVIEWER_POOL,
        aliases=("delete_a_ashby_interviewer_pool_user_by_id",),
        look="interviewerPool.info",
    )

    interviewerPoolId: InterviewerPoolId
    userId: UserId
