"""Rules of interviewer pools: qualified members, and trainees on a training path."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.interviewer_pools import (
    InterviewerPoolAddUser,
    InterviewerPoolArchive,
    InterviewerPoolCreate,
    InterviewerPoolInfo,
    InterviewerPoolList,
    InterviewerPoolRemoveUser,
    InterviewerPoolRestore,
    InterviewerPoolUpdate,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._pool_shape import present_pool

_UNKNOWN = "an unknown id answers interviewer_pool_not_found"


def _whole(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    return present_pool(org, row, key, members=True)


@rule("interviewerPool.list", source="[S]")
def listing(org: Organization, ask: Ask[InterviewerPoolList]) -> Page:
    """Pools without their members; archived pools and stages on request."""
    op = ask.op
    rows = [row for row in org.table("interviewerPool").values() if op.includeArchivedPools or not row["isArchived"]]
    stages = bool(op.includeArchivedTrainingStages)
    return Page(rows, lambda row: present_pool(org, row, ask.key, archived_stages=stages), sync_kind="interviewerPool")


@rule("interviewerPool.info", source="[S]", guesses=(_UNKNOWN,))
def info(org: Organization, ask: Ask[InterviewerPoolInfo]) -> Json:
    """One pool with its members."""
    return _whole(org, org.get("interviewerPool", ask.op.interviewerPoolId), ask.key)


@rule("interviewerPool.create", source="[S]", guesses=("a new training path has no stages",))
def create(org: Organization, ask: Ask[InterviewerPoolCreate]) -> Json:
    """A pool without members."""
    row = org.add(
        "interviewerPool",
        {
            "title": ask.op.title,
            "isArchived": False,
            "trainingPath": {"id": org.new_id(), "enabled": bool(ask.op.requiresTraining), "trainingStages": []},
            "qualifiedUserIds": [],
            "trainees": [],
        },
    )
    return _whole(org, row, ask.key)


@rule("interviewerPool.update", source="[S]", guesses=(_UNKNOWN, "switching training off keeps its stages"))
def update(org: Organization, ask: Ask[InterviewerPoolUpdate]) -> Json:
    """Another title, training on or off."""
    row = org.get("interviewerPool", ask.op.interviewerPoolId)
    if ask.op.title is not None:
        row["title"] = ask.op.title
    if ask.op.requiresTraining is not None:
        row["trainingPath"]["enabled"] = ask.op.requiresTraining
    org.touch("interviewerPool", row)
    return _whole(org, row, ask.key)


def _set_archived(org: Organization, pool_id: str, key: ApiKey, *, archived: bool) -> Json:
    row = org.get("interviewerPool", pool_id)
    row["isArchived"] = archived
    org.touch("interviewerPool", row)
    return _whole(org, row, key)


@rule("interviewerPool.archive", source="[S]", guesses=(_UNKNOWN, "archiving twice is not an error"))
def archive(org: Organization, ask: Ask[InterviewerPoolArchive]) -> Json:
    """The pool is hidden; its members stay in it."""
    return _set_archived(org, ask.op.interviewerPoolId, ask.key, archived=True)


@rule("interviewerPool.restore", source="[S]", guesses=(_UNKNOWN, "restoring a current pool is not an error"))
def restore(org: Organization, ask: Ask[InterviewerPoolRestore]) -> Json:
    """The pool is back."""
    return _set_archived(org, ask.op.interviewerPoolId, ask.key, archived=False)


def _take_out(row: JsonObject, user_id: str) -> bool:
    """Whether the user was in the pool, who is no longer."""
    before = len(row["qualifiedUserIds"]) + len(row["trainees"])
    row["qualifiedUserIds"] = [item for item in row["qualifiedUserIds"] if item != user_id]
    row["trainees"] = [item for item in row["trainees"] if item["userId"] != user_id]
    return len(row["qualifiedUserIds"]) + len(row["trainees"]) < before


@rule(
    "interviewerPool.addUser",
    source="[S]",
    guesses=(
        _UNKNOWN,
        "a stage that the pool does not have answers invalid_input",
        "a user who is in the pool already is moved to the new place in it",
    ),
)
def add_user(org: Organization, ask: Ask[InterviewerPoolAddUser]) -> Json:
    """A qualified member, or a trainee at the beginning of a training stage."""
    row = org.get("interviewerPool", ask.op.interviewerPoolId)
    user = org.get("user", ask.op.userId)
    stage_id = ask.op.interviewerPoolTrainingPathStageId
    if stage_id is not None and stage_id not in [stage["id"] for stage in row["trainingPath"]["trainingStages"]]:
        raise Refusal("invalid_input", "This pool's training path has no such stage.")
    _take_out(row, user["id"])
    if stage_id is None:
        row["qualifiedUserIds"].append(user["id"])
    else:
        row["trainees"].append({"userId": user["id"], "stageId": stage_id, "interviewsCompleted": 0})
    org.touch("interviewerPool", row)
    return _whole(org, row, ask.key)


@rule(
    "interviewerPool.removeUser",
    source="[S]",
    guesses=(_UNKNOWN, "a user who is not in the pool answers invalid_input"),
)
def remove_user(org: Organization, ask: Ask[InterviewerPoolRemoveUser]) -> Json:
    """The user is out of the pool; a trainee's progress is gone."""
    row = org.get("interviewerPool", ask.op.interviewerPoolId)
    user = org.get("user", ask.op.userId)
    if not _take_out(row, user["id"]):
        raise Refusal("invalid_input", "This user is not in the pool.")
    org.touch("interviewerPool", row)
    return _whole(org, row, ask.key)
