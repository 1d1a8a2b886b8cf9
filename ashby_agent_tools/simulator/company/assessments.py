"""Assessments of the demo company: a few done, a few under way, reported by one invented partner."""

from __future__ import annotations

from datetime import datetime

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_MANY = 6


def populate(org: Organization, maker: Maker) -> None:
    """One kind of assessment, taken by applicants who are still in the running."""
    partner, kind = org.new_id(), org.new_id()
    active = [row for row in org.table("application").values() if row["status"] == "Active"]
    for number, application in enumerate(active[:_MANY]):
        score = maker.random.randrange(40, 99)
        assessment_id = org.new_id()
        done = number % 2 == 0
        row: JsonObject = {"id": assessment_id, "assessmentId": assessment_id, "assessmentTypeId": kind}
        row |= {
            "assessmentName": "Practical exercise",
            "partnerId": partner,
            "status": "Complete" if done else "Started",
        }
        row |= {"candidateId": application["candidateId"], "createdAt": application["updatedAt"]}
        row |= {"timestamp": int(datetime.fromisoformat(application["updatedAt"]).timestamp() * 1000)}
        row["metadata"] = [_fact("minutes", "Minutes taken", "numeric_duration_minutes", 35 + number)]
        row["result"] = _fact("score", "Score", "numeric_score", score) if done else None
        org.add("assessment", row)


def _fact(identifier: str, label: str, kind: str, value: Json) -> JsonObject:
    return {"identifier": identifier, "label": label, "type": kind, "value": value}
