"""Rules of the organization: the key in use, versions, brands, the audit log."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.organization import ApiKeyInfo, AuditLogList, BrandList, VersionList
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import Ask, Page, rule
from ashby_agent_tools.simulator.rules._times import at

_BRAND = ("id", "name", "hostedJobsPageSlug")
_ENTRY = (
    "id", "timestamp", "category", "description", "actor", "target", "changedFields", "parentAction", "request",
)  # fmt: skip
_FILTER_CAP = 100  # values per filter [D]
_VERSION = ("version", "status", "deprecatedAt", "unsupportedAt", "removedAt")


def _with_colon(scope: str) -> str:
    """`jobsRead` -> `jobs:read`, the spelling in which apiKey.info answers."""
    for verb in ("Read", "Write", "Delete"):
        if scope.endswith(verb):
            return f"{scope.removesuffix(verb)}:{verb.lower()}"
    return scope


@rule("apiKey.info", source="[S]")
def api_key(org: Organization, ask: Ask[ApiKeyInfo]) -> Json:
    """Title and scopes of the key that asks; never the key itself."""
    scopes = sorted(_with_colon(scope) for scope in ask.key.scopes)
    return {"title": ask.key.name, "createdAt": ask.key.created_at, "scopes": scopes}


@rule("brand.list", source="[S]")
def brands(org: Organization, ask: Ask[BrandList]) -> Page:
    """All brands."""
    return Page(list(org.table("brand").values()), lambda row: {name: row[name] for name in _BRAND})


@rule("version.list", source="[D]", guesses=("names of the fields", "any key may ask"))
def versions(org: Organization, ask: Ask[VersionList]) -> Json:
    """The dated versions with their status."""
    return [{name: row[name] for name in _VERSION} for row in org.table("version").values()]


@rule(
    "auditLog.list",
    source="[D][L][C]",
    guesses=(
        "the words for categories and target types; an unknown one matches nothing, while Ashby answers HTTP 400",
    ),
)
def audit_log(org: Organization, ask: Ask[AuditLogList]) -> Page:
    """Entries, newest first; confidential jobs are not hidden. An organization outside the beta is refused."""
    if org.table("auditLogSettings").get(org.id, {}).get("enabled") is False:
        raise Refusal("audit_logs_not_enabled", "Audit logs are not enabled for this organization.")
    for name in ("actorIds", "targetIds", "targetTypes", "categories"):
        if len(getattr(ask.op, name) or ()) > _FILTER_CAP:
            raise Refusal("invalid_input", f"{name}: at most {_FILTER_CAP} values.")
    rows = [row for row in org.table("auditLog").values() if _matches(row, ask.op)]
    rows.sort(key=lambda row: (row["timestamp"], row["id"]), reverse=True)
    return Page(rows, lambda row: {name: row[name] for name in _ENTRY})


def _matches(row: JsonObject, op: AuditLogList) -> bool:
    """All dimensions must fit; targetTypes and categories are one dimension, of which either will do. [D]"""
    moment = at(row["timestamp"])
    actor, target = row["actor"] or {}, row["target"] or {}
    activity = [*(op.targetTypes or ()), *(op.categories or ())]
    return (
        (op.startDate is None or moment >= at(op.startDate))
        and (op.endDate is None or moment <= at(op.endDate))
        and (not op.actorIds or actor.get("id") in op.actorIds)
        and (not op.targetIds or target.get("id") in op.targetIds)
        and (not activity or target.get("type") in activity or row["category"] in activity)
    )
