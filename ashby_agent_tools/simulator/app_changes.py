"""What people do in Ashby's own pages and no endpoint does: merge, delete, change a plan, sign, hand in an exercise.

Recruiters merge duplicates in the application, so candidate ids die [D Kombo]. Each fires its webhook event [S] [L],
and no sync token tells of it [?].
"""

from __future__ import annotations

from typing import Literal

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._application_edits import remove_application
from ashby_agent_tools.simulator.rules._interview_shape import present_take_home
from ashby_agent_tools.simulator.rules._job_shape import present_job
from ashby_agent_tools.simulator.webhooks import fire_all

__all__ = [
    "SignatureChange",
    "TakeHomeChange",
    "change_plan",
    "delete",
    "merge_candidates",
    "request_signature",
    "take_home",
]

SignatureChange = Literal["sent", "cancelled", "completed", "deleted"]
TakeHomeChange = Literal["Assigned", "Submitted", "Completed", "Cancelled"]

_OF_CANDIDATES = (
    "application", "assessment", "clientInfo", "emailMessage", "fraudCheck", "note", "referral", "sequence",
    "surveyRequest", "surveySubmission", "takeHomeAssignment",
)  # fmt: skip
_STATUS: dict[TakeHomeChange, str] = {
    "Assigned": "WaitingOnSubmission",
    "Submitted": "WaitingOnFeedback",
    "Completed": "Complete",
    "Cancelled": "Cancelled",
}


def merge_candidates(org: Organization, kept: str, gone: str) -> None:
    """Move what the one has to the other, and take the first away."""
    stays, goes = org.get("candidate", kept), org.get("candidate", gone)
    if stays is goes:
        raise UsageError("A candidate cannot be merged with itself.")
    for kind in _OF_CANDIDATES:
        for row in org.related(kind, "candidateId", gone):
            row["candidateId"] = kept
            org.touch(kind, row)
    known = {item["value"] for item in stays["emails"]}
    stays["emails"] += [{**item, "isPrimary": False} for item in goes["emails"] if item["value"] not in known]
    org.remove("candidate", gone)
    org.touch("candidate", stays)
    org.fire("candidateMerge", {"deletedCandidate": {"id": gone}, "mergedCandidate": {"id": kept}})


def delete(org: Organization, kind: str, record_id: str) -> None:
    """Take a candidate, an offer or a posting away."""
    row = org.get(kind, record_id)
    if kind == "candidate":
        for application in org.related("application", "candidateId", record_id):
            remove_application(org, application)
        for other in _OF_CANDIDATES:
            for hanging in org.related(other, "candidateId", record_id):
                org.remove(other, hanging["id"])
        for file in org.related("file", "resumeOf", record_id):
            org.remove("file", file["id"])
        org.remove(kind, record_id)
        org.fire("candidateDelete", {"candidate": {"id": record_id}})
    elif kind == "offer":
        org.remove(kind, record_id)
        org.fire("offerDelete", {"offer": {"id": record_id, "applicationId": row["applicationId"]}})
    elif kind == "jobPosting":
        org.remove(kind, record_id)
        _forget_posting(org, row)
        org.fire("jobPostingDelete", {"jobPosting": {"id": record_id, "jobId": row["jobId"]}})
    else:
        raise UsageError(f"{kind!r:.40} cannot be deleted here: candidate, offer or jobPosting can.")


def _forget_posting(org: Organization, row: JsonObject) -> None:
    job = org.get("job", row["jobId"])
    job["jobPostingIds"] = [it for it in job["jobPostingIds"] if it != row["id"]]
    org.touch("job", job)


def change_plan(org: Organization, job_id: str, plan_id: str) -> None:
    """Give a job another interview plan; stages are mapped by their order."""
    job, new = org.get("job", job_id), org.get("interviewPlan", plan_id)
    old = org.get("interviewPlan", job["defaultInterviewPlanId"])
    if old is new:
        raise UsageError(f"The job has the plan {new['title']!r} already.")
    before, after = (org.related("interviewStage", "interviewPlanId", plan["id"]) for plan in (old, new))
    mapping = {stage["id"]: after[min(at, len(after) - 1)]["id"] for at, stage in enumerate(before)}
    for row in org.related("application", "jobId", job_id):
        if row["interviewPlanId"] == old["id"]:
            _move(org, row, plan_id, mapping[row["currentInterviewStageId"]])
    job |= {"defaultInterviewPlanId": plan_id, "interviewPlanIds": [*job["interviewPlanIds"], plan_id]}
    org.touch("job", job)
    data: JsonObject = {"jobId": job_id}
    for name, plan in (("fromInterviewPlan", old), ("toInterviewPlan", new)):
        data[name] = {"id": plan["id"], "title": plan["title"]}
    data["interviewStageMappings"] = [
        {"fromInterviewStageId": one, "toInterviewStageId": other} for one, other in mapping.items()
    ]
    fire_all(org, "interviewPlanTransition", data, then={"job": present_job(org, job, org.keys[0])})


def _move(org: Organization, application: JsonObject, plan_id: str, stage_id: str) -> None:
    """Put an application into another plan; its history goes on with the new stage."""
    for event in org.related("applicationHistory", "applicationId", application["id"]):
        if event["leftStageAt"] is None:
            event["stageId"] = stage_id
            org.touch("applicationHistory", event)
    application |= {"interviewPlanId": plan_id, "currentInterviewStageId": stage_id}
    org.touch("application", application)


def request_signature(org: Organization, offer_id: str, happened: SignatureChange) -> None:
    """Tell that a request to sign an offer was sent, cancelled, completed or deleted."""
    ids = {"offerId": offer_id, "offerVersionId": org.get("offer", offer_id)["latestVersionId"]}
    org.fire("signatureRequestUpdate", {"relatedEntityType": "offer", "eventType": happened, **ids})


def take_home(org: Organization, assignment_id: str, happened: TakeHomeChange) -> None:
    """Let a take-home assignment be assigned, submitted, completed or cancelled."""
    row = org.get("takeHomeAssignment", assignment_id)
    row["status"] = _STATUS[happened]
    org.touch("takeHomeAssignment", row)
    shown = present_take_home(org, row, org.keys[0], interview=False)
    org.fire(f"takeHomeAssignment{happened}", {"takeHomeAssignment": shown})
