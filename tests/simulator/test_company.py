"""The demo company: the same for the same seed, of believable size, and with the people of the examples in it."""

from __future__ import annotations

import collections
import io
import threading
from datetime import datetime

import httpx
import pytest

from ashby_agent_tools.simulator import Simulator, storage
from ashby_agent_tools.simulator.company.core_pipeline import HOSTILE
from ashby_agent_tools.simulator.company.resumes import INJECTED

pytest_plugins = ["ashby_agent_tools.testing.plugin"]


@pytest.fixture(scope="module")
def company():
    return Simulator(seed=7).state


@pytest.fixture(scope="module")
def large():
    return Simulator(seed=7, size="large").state


def test_the_same_seed_makes_the_same_company_and_the_same_answers():
    one, two = Simulator(seed=7), Simulator(seed=7)
    assert one.key == two.key
    assert one.state.snapshot() == two.state.snapshot()
    answers = []
    for simulator in (one, two):
        with httpx.Client(transport=simulator.transport(), base_url="https://x.example.com") as http:
            http.auth = (simulator.key, "")
            made = http.post("/candidate.create", json={"name": "Uma Sørli"}).json()
            answers.append((made, http.post("/candidate.info", json={"id": made["results"]["id"]}).json()))
    assert answers[0] == answers[1]


def test_another_seed_makes_another_company(company):
    other = Simulator(seed=8).state
    assert not set(company.table("candidate")) & set(other.table("candidate"))
    assert [row["name"] for row in company.rows("candidate")] != [row["name"] for row in other.rows("candidate")]


def test_it_has_jobs_in_all_states_and_people_in_number(company):
    core_jobs = company.rows("job")[:6]
    assert {job["status"] for job in core_jobs} == {"Open", "Closed", "Draft", "Archived"}
    assert len(company.table("candidate")) >= 120
    assert len(company.table("application")) >= 200
    for kind in ("note", "applicationFeedback", "interviewSchedule", "interviewEvent", "offer", "file"):
        assert company.table(kind), kind


@pytest.mark.slow
def test_the_large_one_is_made_by_the_same_generator(large, company):
    assert len(large.table("candidate")) >= 10_000
    assert len(large.table("application")) >= 25_000
    kinds = set(company.snapshot())
    assert kinds <= {kind for kind in kinds if large.table(kind)}
    assert large.first("job", title="Staff Engineer")


@pytest.mark.parametrize("size", ["company", pytest.param("large", marks=pytest.mark.slow)])
def test_six_people_are_in_onsite_for_staff_engineer_half_of_them_for_over_ten_days(size, request):
    org = request.getfixturevalue(size)
    job = org.first("job", title="Staff Engineer", status="Open")
    onsite = org.first("interviewStage", interviewPlanId=job["defaultInterviewPlanId"], title="Onsite")
    there = org.rows("application", jobId=job["id"], currentInterviewStageId=onsite["id"], status="Active")
    since = []
    for application in there:
        last = org.related("applicationHistory", "applicationId", application["id"])[-1]
        assert (last["stageId"], last["leftStageAt"]) == (onsite["id"], None)
        since.append((org.now - datetime.fromisoformat(last["enteredStageAt"])).days)
    assert len(since) == 6
    assert sorted(days > 10 for days in since) == [False] * 3 + [True] * 3
    active = collections.Counter(row["status"] for row in org.rows("application", jobId=job["id"]))
    assert active["Active"] > 20


def test_priya_raman_is_in_onsite_for_account_executive(company):
    job = company.first("job", title="Account Executive", status="Open")
    priya = company.first("candidate", name="Priya Raman")
    assert priya["emails"][0]["value"] == "priya.raman@example.com"
    application = company.first("application", candidateId=priya["id"], jobId=job["id"], status="Active")
    assert company.table("interviewStage")[application["currentInterviewStageId"]]["title"] == "Onsite"


def test_the_words_of_the_example_exist(company):
    assert company.first("archiveReason", text="Timing", isArchived=False)
    assert "email" in company.first("communicationTemplate", title="Kind rejection", isEnabled=True)["intendedTypes"]
    assert any("email" not in row["intendedTypes"] for row in company.rows("communicationTemplate", isEnabled=True))


def test_every_plan_has_one_stage_for_the_archived_and_one_for_the_hired(company):
    for plan in company.table("interviewPlan"):
        kinds = [row["type"] for row in company.rows("interviewStage", interviewPlanId=plan)]
        assert (kinds.count("Archived"), kinds.count("Hired")) == (1, 1)


def test_applications_histories_and_statuses_agree(company):
    for application in company.rows("application"):
        history = company.related("applicationHistory", "applicationId", application["id"])
        stage = company.table("interviewStage")[application["currentInterviewStageId"]]
        assert history[-1]["stageId"] == stage["id"]
        assert [row["leftStageAt"] for row in history[:-1]] == [row["enteredStageAt"] for row in history[1:]]
        entered = [row["enteredStageAt"] for row in history]
        assert entered == sorted(entered)
        assert entered[-1] <= company.stamp()
        expected = {"Lead": "Lead", "Hired": "Hired", "Archived": "Archived"}.get(stage["type"], "Active")
        assert application["status"] == expected
        assert (application["archiveReasonId"] is not None) == (expected == "Archived")


def test_nobody_is_real_all_addresses_end_in_example_com(company):
    for candidate in company.rows("candidate"):
        for mail in candidate["emails"]:
            assert mail["value"].isascii()
            assert mail["value"].endswith("example.com")
    mails = [row["emails"][0]["value"] for row in company.rows("candidate") if row["emails"]]
    assert len(mails) == len(set(mails))
    assert any(not row["name"].isascii() for row in company.rows("candidate"))


def test_some_notes_and_resumes_pretend_to_give_orders(company):
    notes = {row["content"] for row in company.rows("note")}
    assert set(HOSTILE) <= notes
    texts = [storage.content(company, row) for row in company.rows("file") if row["resumeOf"]]
    assert all(text.startswith(b"%PDF") for text in texts)
    pypdf = pytest.importorskip("pypdf")
    read = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(text)).pages) for text in texts)
    assert any(line in read for line in INJECTED)


def test_a_resume_is_the_same_pdf_whenever_it_is_read(company):
    row = company.first("file", resumeOf=company.first("candidate", name="Priya Raman")["id"])
    first = storage.content(company, row)
    assert first == storage.content(company, row)
    pypdf = pytest.importorskip("pypdf")
    text = pypdf.PdfReader(io.BytesIO(first)).pages[0].extract_text()
    assert "Priya Raman" in text
    assert "priya.raman@example.com" in text


def test_threads_are_answered_one_at_a_time_and_nothing_is_lost():
    simulator = Simulator(seed=7)
    candidate = simulator.state.first("candidate")["id"]
    before = len(simulator.state.table("note"))
    start = threading.Barrier(8)

    def work(number: int) -> None:
        with httpx.Client(transport=simulator.transport(), base_url="https://x.example.com") as http:
            http.auth = (simulator.key, "")
            start.wait()
            for turn in range(25):
                http.post("/candidate.createNote", json={"candidateId": candidate, "note": f"{number} {turn}"})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(simulator.state.table("note")) == before + 200
    assert len(simulator.log) == 200
    assert {item.status for item in simulator.log} == {200}


def test_the_fixture_is_a_fresh_company_in_process(ashby_simulator):
    assert ashby_simulator.log == []
    with httpx.Client(transport=ashby_simulator.transport(), base_url="https://x.example.com") as http:
        assert http.post("/job.list", json={}, auth=(ashby_simulator.key, "")).json()["success"] is True


def test_making_the_company_reaches_nobody_and_takes_no_time(company):
    assert company.outbox == []
    assert company.events == []
    assert company.stamp() == "2026-11-02T09:00:00.000Z"


def test_every_reference_of_the_core_rows_leads_somewhere(company):
    kinds = {"candidateId": "candidate", "jobId": "job", "interviewPlanId": "interviewPlan", "sourceId": "source"}
    kinds |= {
        "currentInterviewStageId": "interviewStage",
        "archiveReasonId": "archiveReason",
        "stageId": "interviewStage",
    }
    kinds |= {"creditedToUserId": "user", "authorUserId": "user", "scheduledByUserId": "user", "locationId": "location"}
    kinds |= {"departmentId": "department", "applicationId": "application", "interviewScheduleId": "interviewSchedule"}
    kinds |= {"interviewEventId": "interviewEvent", "defaultInterviewPlanId": "interviewPlan", "actorId": "user"}
    checked = collections.Counter()
    for table in ("application", "applicationHistory", "note", "job", "interviewSchedule", "interviewEvent",
                  "applicationFeedback", "offer", "candidate"):  # fmt: skip
        for row in company.rows(table):
            for field, kind in kinds.items():
                if row.get(field) is not None:
                    assert row[field] in company.table(kind), (table, field)
                    checked[field] += 1
    assert set(checked) == set(kinds)
