"""What every change of a job posting brings along, and taking one down."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._posting_shape import present_posting, present_posting_brief
from ashby_agent_tools.simulator.webhooks import fire_all

__all__ = ["unpublish", "updated"]


def updated(
    org: Organization, row: JsonObject, key: ApiKey, *, event: str = "jobPostingUpdate", shown: bool = True
) -> Json:
    """What every write does in the end: the time, the events, and, if `shown`, the world where it is public."""
    org.touch("jobPosting", row)
    fire_all(org, event, {"jobPosting": present_posting_brief(org, row, key, with_status=False)})
    if shown and row["status"] == "Published":
        org.deliver("public", "job board", {"jobPostingId": row["id"], "title": row["title"]})
    return present_posting(org, row, key)


def unpublish(org: Organization, row: JsonObject, key: ApiKey) -> Json:
    """Take a posting down; it becomes a draft."""
    row["status"] = "Draft"
    return updated(org, row, key, event="jobPostingUnpublish")
