"""What people do in Ashby's own pages and no endpoint does: merge and delete candidates, delete offers and postings.

Recruiters merge duplicates in the application, so candidate ids die [D Kombo]. Each fires its webhook event [S] [L],
and no sync token tells of it [?].
"""

from __future__ import annotations

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._application_edits import remove_application

__all__ = ["delete", "merge_candidates"]

_OF_CANDIDATES = (
    "application", "assessment", "clientInfo", "emailMessage", "fraudCheck", "note", "referral", "sequence",
    "surveyRequest", "surveySubmission", "takeHomeAssignment",
)  # fmt: skip


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
