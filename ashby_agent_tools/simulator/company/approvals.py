"""Which offers need an approval: by default two steps, in Sales as the API says, in Finance none."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._approval_flow import make_approval


def populate(org: Organization, maker: Maker) -> None:
    """The settings, and the approval of a job that is still a draft."""
    first, second, third, *_ = (row["id"] for row in org.rows("user", isEnabled=True))
    steps = [
        {"approvalsRequired": 1, "userIds": [second, third]},
        {"approvalsRequired": 1, "userIds": [first]},
    ]
    for department, managed_by, wanted in ((None, "Ashby", steps), ("Sales", "API", []), ("Finance", "None", [])):
        row = {"departmentId": None, "managedBy": managed_by, "steps": wanted, "createdAt": maker.ago(days=600)}
        if department is not None:
            row["departmentId"] = org.first("department", name=department)["id"]
        org.add("offerApprovalRule", row)
    general = org.first("offerApprovalRule", departmentId=None)
    job = org.first("job", status="Draft")
    approval = make_approval(org, "job", job["id"], general["id"], steps[:1])
    approval["createdAt"] = approval["submittedAt"] = maker.ago(days=5)
    for item in approval["steps"][0]["approvers"]:
        item["requestedAt"] = approval["submittedAt"]
