"""Openings as Ashby shows them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._custom_field_shape import present_values
from ashby_agent_tools.simulator.rules._team_shape import present_team

__all__ = ["present_opening"]

_TIMES = ("openedAt", "closedAt", "archivedAt", "closeReasonId")
_VERSION = ("identifier", "description", "authorId", "teamId", "targetHireDate", "targetStartDate")


def present_opening(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """An opening as Ashby shows it; a field without a value is left out, as the schema allows no null.

    Confidential jobs are left out of its jobs for a key that may not see them (a guess).
    """
    jobs, was_opened = org.table("job"), row["openingState"] in ("Open", "Closed", "Filled")
    version = {name: row[name] for name in _VERSION if row.get(name) is not None}
    version |= {
        "id": row["versionId"],
        "createdAt": row["createdAt"],
        "jobIds": [item for item in row["jobIds"] if item in jobs and org.sees_job(jobs[item], key)],
        "isBackfill": row["isBackfill"],
        "employmentType": row["employmentType"],
        "locationIds": list(row["locationIds"]),
        "hiringTeam": present_team(org, row),
        "customFields": present_values(org, row, key),
    }
    return {
        "id": row["id"],
        **{name: row[name] for name in _TIMES if row.get(name) is not None and (name != "openedAt" or was_opened)},
        "isArchived": row["isArchived"],
        "openingState": row["openingState"],
        "latestVersion": version,
    }
