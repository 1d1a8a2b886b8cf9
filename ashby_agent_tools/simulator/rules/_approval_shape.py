"""Approvals as Ashby shows them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["present_approval"]


def present_approval(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """An approval as Ashby shows it; times that have not come are left out."""

    def there(item: JsonObject, *names: str) -> JsonObject:
        return {name: item[name] for name in names if item[name] is not None}

    names = ("id", "approvalDefinitionId", "entityId", "entityType", "createdAt", "submittedAt", "completedAt")
    return {
        **there(row, *names),
        "steps": [
            {
                **there(step, "id", "approvalsRequired", "completedAt"),
                "approvers": [
                    there(item, "id", "userId", "decision", "decidedAt", "requestedAt") for item in step["approvers"]
                ],
            }
            for step in row["steps"]
        ],
    }
