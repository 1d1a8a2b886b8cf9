"""Rules of reports: started, polled, waited for; with limits per organization, computed from the state.

Starts and running reports are counted on the simulator's clock, which moves one second per request.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from types import MappingProxyType

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.reports import ReportGenerate, ReportSynchronous
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.organization import Organization, Refusal, iso
from ashby_agent_tools.simulator.rules import ApiKey, Ask, rule
from ashby_agent_tools.simulator.rules._times import at

_STARTS, _MINUTE = 15, timedelta(minutes=1)
_RUNNING = 3
_PATIENCE = 30.0  # seconds that report.synchronous waits
_KEPT, _KEPT_FAILED = timedelta(hours=1), timedelta(minutes=15)
_TOO_MANY = 429
Rows = tuple[list[str], list[list[str | int]]]


def _visible_applications(org: Organization, key: ApiKey) -> list[JsonObject]:
    return [row for row in org.table("application").values() if org.sees_application(row, key)]


def _pipeline(org: Organization, key: ApiKey) -> Rows:
    """Applications by job and status."""
    counts: dict[str, Counter[str]] = {}
    for row in _visible_applications(org, key):
        counts.setdefault(org.get("job", row["jobId"])["title"], Counter())[row["status"]] += 1
    statuses = ["Lead", "Active", "Hired", "Archived"]
    return ["Job", *statuses], [
        [title, *(counted[status] for status in statuses)] for title, counted in sorted(counts.items())
    ]


def _sources(org: Organization, key: ApiKey) -> Rows:
    """Applications and hires by source."""
    applied, hired = Counter[str](), Counter[str]()
    for row in _visible_applications(org, key):
        title = org.table("source").get(row.get("sourceId") or "", {}).get("title", "Unknown")
        applied[title] += 1
        hired[title] += row["status"] == "Hired"
    return ["Source", "Applications", "Hires"], [[title, applied[title], hired[title]] for title in sorted(applied)]


_COMPUTE: MappingProxyType[str, Callable[[Organization, ApiKey], Rows]] = MappingProxyType(
    {"pipeline": _pipeline, "sources": _sources}
)


def _limits(org: Organization) -> None:
    """Refuse a start beyond 15 a minute or 3 at a time, for the organization and both endpoints. [S]"""
    requests = list(org.table("reportRequest").values())
    if sum(org.now - at(row["startedAt"]) < _MINUTE for row in requests) >= _STARTS:
        raise Refusal("rate_limit_exceeded", "At most 15 reports a minute: wait and try again.", status=_TOO_MANY)
    if sum(at(row["doneAt"]) > org.now for row in requests) >= _RUNNING:
        raise Refusal("concurrent_limit_exceeded", "At most 3 reports at a time: wait for one.", status=_TOO_MANY)


def _start(org: Organization, report: JsonObject, seconds: float) -> JsonObject:
    _limits(org)
    return org.add(
        "reportRequest",
        {
            "requestId": f"rep_result:{org.new_id()[:8]}",
            "reportId": report["id"],
            "startedAt": org.stamp(),
            "doneAt": iso(org.now + timedelta(seconds=seconds)),
            "result": None,
        },
        stamped=False,
    )


def _result(org: Organization, report: JsonObject, key: ApiKey, *, headers: bool) -> JsonObject:
    """The computed report; the same for an hour. The key decides whether confidential jobs are counted."""
    kind = f"{report['id']} {key.confidential}"
    kept = org.table("reportResult").get(kind)
    if kept is None or at(kept["until"]) <= org.now:
        names, rows = _COMPUTE[report["computes"]](org, key)
        until = iso(org.now + _KEPT)
        kept = {"id": kind, "names": names, "rows": rows, "made": org.stamp(), "until": until}
        org.add("reportResult", kept, stamped=False)
    return {
        "data": [kept["names"], *kept["rows"]] if headers else list(kept["rows"]),
        "columnNames": kept["names"],
        "metadata": {
            "updatedAt": kept["made"],
            "title": report["title"],
            "reportGeneratedAt": kept["made"],
            "cacheExpiresAt": kept["until"],
        },
    }


def _as_link(org: Organization, base: str, data: JsonObject) -> JsonObject:
    """The same report behind a signed address; the file has headers and short metadata. [D]"""
    metadata = {name: data["metadata"][name] for name in ("updatedAt", "title")}
    body = json.dumps({**data, "metadata": metadata}, ensure_ascii=False).encode()
    file = storage.keep(org, "report.json", "application/json", body, context="Report")
    return {"url": storage.link(org, base, file), "metadata": data["metadata"]}


def _finished(
    org: Organization,
    request: JsonObject,
    report: JsonObject,
    ask: Ask[ReportGenerate] | Ask[ReportSynchronous],
    *,
    failure: str | None,
) -> JsonObject:
    shown: JsonObject = {
        "requestId": request["requestId"],
        "status": "complete",
        "reportData": None,
        "failureReason": None,
    }
    if failure is not None:
        return {**shown, "status": "failed", "failureReason": failure}
    linked = ask.op.resultStyle == "url"
    data = _result(org, report, ask.key, headers=linked or ask.op.includeHeadersInData is not False)
    return {**shown, "reportData": _as_link(org, ask.storage, data) if linked else data}


@rule(
    "report.generate",
    source="[S][D][U]",
    guesses=(
        "an unknown or expired requestId answers report_request_not_found",
        "a report takes four seconds of the simulator's clock",
        "the file behind a link is not compressed, while Ashby serves it in Brotli",
    ),
)
def generate(org: Organization, ask: Ask[ReportGenerate]) -> Json:
    """Start a report, or look whether it is ready; looking is free of the limits. An unknown one is {} [U]."""
    op = ask.op
    report = org.table("report").get(op.reportId)
    if report is None:
        return {}
    if op.requestId is None:
        request = _start(org, report, report["seconds"])
        return {
            "requestId": request["requestId"], "status": "in_progress", "reportData": None, "failureReason": None,
        }  # fmt: skip
    found = org.rows("reportRequest", requestId=op.requestId, reportId=report["id"])
    kept = _KEPT_FAILED if report.get("fails") else _KEPT
    if not found or at(found[0]["doneAt"]) + kept <= org.now:
        raise Refusal("report_request_not_found", "There is no such request of this report: start it again.")
    if at(found[0]["doneAt"]) > org.now:
        return {"requestId": op.requestId, "status": "in_progress", "reportData": None, "failureReason": None}
    return _finished(org, found[0], report, ask, failure=report.get("fails"))


@rule(
    "report.synchronous",
    source="[S][D][U]",
    guesses=("a report that takes over 30 s answers status failed",),
)
def synchronous(org: Organization, ask: Ask[ReportSynchronous]) -> Json:
    """The report at once; an unknown one is an empty object [U]."""
    report = org.table("report").get(ask.op.reportId)
    if report is None:
        return {}
    request = _start(org, report, 0)
    failure = report.get("fails")
    if failure is None and report["seconds"] > _PATIENCE:
        failure = "The report took longer than 30 seconds."
    return _finished(org, request, report, ask, failure=failure)
