"""Rules of applications: reading them here; moves, edits and the application form in the files beside."""

from __future__ import annotations

from ashby_agent_tools.operations.applications import (
    ApplicationInfo,
    ApplicationList,
    ApplicationListCriteriaEvaluations,
    ApplicationListHistory,
)
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import Ask, Page, _application_edits, _application_form, _application_moves, rule
from ashby_agent_tools.simulator.rules._application_shape import (
    history_of,
    present_application,
    present_application_info,
    present_history,
)
from ashby_agent_tools.simulator.rules._listing import made_between

__all__ = ["PARTS"]

PARTS = (_application_edits, _application_form, _application_moves)
"""The files of rules beside this one."""


@rule("application.list", source="[S] [C]", guesses=("newest first", "an unknown job is job_not_found"))
def listing(org: Organization, ask: Ask[ApplicationList]) -> Page:
    """Applications for confidential jobs are left out where the key may not see those."""
    op = ask.op
    if op.jobId is not None:
        rows = org.related("application", "jobId", org.visible_job(op.jobId, ask.key)["id"])
    else:
        rows = [row for row in org.table("application").values() if org.sees_application(row, ask.key)]
    if op.status is not None:
        rows = [row for row in rows if row["status"] == op.status]
    if op.createdAfter is not None or op.createdBefore is not None:
        rows = made_between(rows, op.createdAfter, op.createdBefore, field="createdAt")
    rows = sorted(rows, key=lambda row: row["createdAt"], reverse=True)
    expand = op.expand or ()
    return Page(rows, lambda row: present_application(org, row, ask.key, expand), sync_kind="application")


@rule(
    "application.info",
    source="[S] [L]",
    guesses=("the history is always there", "an unknown form instance is form_instance_not_found"),
)
def info(org: Organization, ask: Ask[ApplicationInfo]) -> Json:
    """applicationId wins where both are given."""
    application_id = ask.op.applicationId
    if application_id is None:
        application_id = org.get("formInstance", ask.op.submittedFormInstanceId)["applicationId"]
    row = org.visible_application(application_id, ask.key)
    return present_application_info(org, row, ask.key, ask.op.expand or ())


@rule(
    "application.listHistory",
    source="[S]",
    guesses=("first stage first", "the first and the current stage cannot be deleted"),
)
def history(org: Organization, ask: Ask[ApplicationListHistory]) -> Page:
    """Pages, but no incremental listing."""
    row = org.visible_application(ask.op.applicationId, ask.key)
    return Page(history_of(org, row), present_history)


@rule("application.listCriteriaEvaluations", source="[S]", guesses=("the AI review is enabled",))
def evaluations(org: Organization, ask: Ask[ApplicationListCriteriaEvaluations]) -> Page:
    """What the review of criteria said, oldest first."""
    row = org.visible_application(ask.op.applicationId, ask.key)
    names = ("id", "criterion", "status", "outcome", "reasoning", "skipReason", "outcomeNumber", "evaluatedAt")
    rows = org.related("criteriaEvaluation", "applicationId", row["id"])
    return Page(rows, lambda item: {name: item[name] for name in names})
