"""Reports: started, polled, waited for, fetched as a link, and limited."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from raw_requests import Ask, asking, code

from ashby_agent_tools import operations as op
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.simulator import Simulator

SOMETHING = "11111111-1111-4111-8111-111111111111"


def test_a_report_is_a_read_and_a_started_one_is_not_started_twice_by_a_retry() -> None:
    assert op.ReportGenerate.spec.worst.effect is op.ReportSynchronous.spec.worst.effect is Effect.READ
    assert not op.ReportGenerate.spec.retried


def report(simulator: Simulator, title: str = "Pipeline by job") -> str:
    return str(simulator.state.first("report", title=title)["id"])


def poll(ask: Ask, report_id: str, request_id: str) -> dict[str, Any]:
    for _ in range(10):
        answer = dict(ask("report.generate", reportId=report_id, requestId=request_id)["results"])
        if answer["status"] != "in_progress":
            return answer
    raise AssertionError("the report was never ready")


def test_a_report_is_started_polled_and_counts_what_is_there(simulator: Simulator, ask: Ask) -> None:
    chosen = report(simulator)
    started = ask("report.generate", reportId=chosen)["results"]
    assert (started["status"], started["reportData"]) == ("in_progress", None)
    data = poll(ask, chosen, started["requestId"])["reportData"]
    assert data["data"][0] == data["columnNames"]
    counted = {row[0]: row[data["columnNames"].index("Active")] for row in data["data"][1:]}
    job = simulator.state.first("job", title="Staff Engineer")["id"]
    assert counted["Staff Engineer"] == len(simulator.state.rows("application", jobId=job, status="Active"))


def test_waiting_for_a_report_gives_rows_without_headers_on_request(simulator: Simulator, ask: Ask) -> None:
    answer = ask("report.synchronous", reportId=report(simulator), includeHeadersInData=False)["results"]
    assert answer["status"] == "complete"
    assert answer["reportData"]["columnNames"] not in answer["reportData"]["data"]


def test_a_report_as_a_link_is_fetched_from_the_storage_host(simulator: Simulator, ask: Ask) -> None:
    data = ask("report.synchronous", reportId=report(simulator), resultStyle="url")["results"]["reportData"]
    assert set(data) == {"url", "metadata"}
    with httpx.Client(transport=simulator.transport()) as client:
        fetched = client.get(data["url"]).json()
    assert fetched["data"][0] == fetched["columnNames"]
    assert set(fetched["metadata"]) == {"updatedAt", "title"}


@pytest.mark.parametrize("title", ["Pipeline of ten years", "Report on a deleted field"])
def test_a_report_that_is_too_slow_or_broken_fails_with_a_reason(simulator: Simulator, ask: Ask, title: str) -> None:
    answer = ask("report.synchronous", reportId=report(simulator, title))["results"]
    assert (answer["status"], answer["reportData"]) == ("failed", None)
    assert answer["failureReason"]


def test_confidential_jobs_are_not_counted_for_a_key_without_the_switch(simulator: Simulator, ask: Ask) -> None:
    title = simulator.state.first("job", confidential=True)["title"]
    plain = asking(simulator, simulator.add_key(confidential=False))
    for asker, expected in ((ask, True), (plain, False)):
        rows = asker("report.synchronous", reportId=report(simulator))["results"]["reportData"]["data"]
        assert (title in [row[0] for row in rows]) is expected


def test_a_fourth_report_at_a_time_is_refused_and_polling_is_free(simulator: Simulator, ask: Ask) -> None:
    chosen = report(simulator, "Pipeline of ten years")
    started = [ask("report.generate", reportId=chosen)["results"]["requestId"] for _ in range(3)]
    refused = ask("report.synchronous", reportId=chosen)
    assert (refused["status"], code(refused)) == (429, "concurrent_limit_exceeded")
    assert ask("report.generate", reportId=chosen, requestId=started[0])["success"]


def test_a_sixteenth_start_within_a_minute_is_refused(simulator: Simulator, ask: Ask) -> None:
    answers = [ask("report.synchronous", reportId=report(simulator)) for _ in range(16)]
    assert [code(answer) for answer in answers[:15]] == [None] * 15
    assert (answers[15]["status"], code(answers[15])) == (429, "rate_limit_exceeded")


def test_an_unknown_request_of_a_report_is_not_found(simulator: Simulator, ask: Ask) -> None:
    answer = ask("report.generate", reportId=report(simulator), requestId="rep_result:gone")
    assert code(answer) == "report_request_not_found"
