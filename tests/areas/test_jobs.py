"""Jobs, their pay ranges, plans and templates, and openings."""

from __future__ import annotations

import pytest
from raw_requests import asking, code

from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import InvalidArguments

JOB = "00000000-0000-4000-8000-000000000001"
OPENING = "00000000-0000-4000-8000-000000000002"
SALARY = {
    "compensationType": "Salary",
    "interval": "1 YEAR",
    "currencyCode": "EUR",
    "minValue": 72_000,
    "maxValue": 100_000,
}
BONUS = {"compensationType": "Bonus", "interval": "1 YEAR", "minValue": None, "maxValue": None}


@pytest.fixture
def staff(simulator):
    return simulator.state.first("job", title="Staff Engineer")["id"]


@pytest.mark.parametrize(
    ("call", "effect", "notifies", "inverse"),
    [
        (op.JobSetStatus(jobId=JOB, status="Open"), "destructive", False, None),
        (op.JobSetStatus(jobId=JOB, status="Draft"), "destructive", False, None),
        (op.JobSetStatus(jobId=JOB, status="Closed"), "destructive", False, None),
        (op.JobSetStatus(jobId=JOB, status="Archived"), "destructive", False, None),
        (op.JobUpdate(jobId=JOB, customRequisitionId="R-1"), "write", False, "job.update"),
        (op.JobUpdate(jobId=JOB, title="x"), "write", True, "job.update"),
        (op.JobUpdate(jobId=JOB, teamId=JOB), "write", True, "job.update"),
        (op.JobUpdate(jobId=JOB, locationId=JOB), "write", True, "job.update"),
        (op.JobUpdate(jobId=JOB, defaultInterviewPlanId=JOB), "destructive", False, None),
        (op.JobUpdate(jobId=JOB, defaultInterviewPlanId=JOB, title="x"), "destructive", True, None),
        (op.JobUpdateCompensation(jobId=JOB, compensationTiers=[]), "destructive", True, "job.updateCompensation"),
        (op.OpeningSetArchived(openingId=OPENING, archive=True), "destructive", False, "opening.setArchived"),
        (op.OpeningSetArchived(openingId=OPENING, archive=False), "write", False, "opening.setArchived"),
        (op.OpeningSetOpeningState(openingId=OPENING, openingState="Closed"), "destructive", False, None),
        (op.OpeningSetOpeningState(openingId=OPENING, openingState="Approved"), "destructive", False, None),
        (op.OpeningSetOpeningState(openingId=OPENING, openingState="Open"), "destructive", False, None),
        (op.OpeningSetOpeningState(openingId=OPENING, openingState="Draft"), "destructive", False, None),
        (op.OpeningCreate(), "write", False, None),
        (op.OpeningCreate(openingState="Closed"), "write", False, None),
        (op.OpeningCreate(openingState="Approved"), "destructive", False, None),
        (op.OpeningCreate(openingState="Open"), "destructive", False, None),
        (op.OpeningRemoveJob(openingId=OPENING, jobId=JOB), "destructive", False, "opening.addJob"),
    ],
)
def test_danger_depends_on_the_arguments(call, effect, notifies, inverse):
    risk = call.risk()
    assert (str(risk.effect), risk.notifies, risk.inverse) == (effect, notifies, inverse)
    assert risk <= call.spec.worst


def test_an_empty_list_of_pay_ranges_says_in_its_reasons_that_it_removes_them():
    full = op.JobUpdateCompensation(jobId=JOB, compensationTiers=[{"components": [SALARY]}])
    empty = op.JobUpdateCompensation(jobId=JOB, compensationTiers=[])
    assert len(empty.risk().reasons) == len(full.risk().reasons) + 1
    assert empty.body() == {"jobId": JOB, "compensationTiers": []}


def test_an_open_bound_of_a_pay_range_is_sent_as_null():
    call = op.JobUpdateCompensation(jobId=JOB, compensationTiers=[{"components": [BONUS]}])
    assert call.body()["compensationTiers"][0]["components"] == [BONUS]


def test_a_job_search_without_anything_to_look_for_is_refused():
    with pytest.raises(InvalidArguments, match="give title or requisitionId"):
        op.JobSearch()


def test_drafts_are_listed_only_when_asked_for(ask):
    assert "Draft" not in {row["status"] for row in ask("job.list")["results"]}
    assert {row["status"] for row in ask("job.list", status=["Draft"])["results"]} == {"Draft"}


def test_jobs_are_found_by_when_they_were_opened(ask, simulator):
    opened = [row for row in simulator.state.rows("job") if row["openedAt"]]
    recent = ask("job.list", openedAfter=1780000000000)["results"]
    assert 0 < len(recent) < len(opened)


def test_a_confidential_job_exists_only_for_a_key_with_the_switch(ask, simulator):
    hidden = simulator.state.first("job", confidential=True)["id"]
    plain = asking(simulator, simulator.add_key(confidential=False))
    assert ask("job.info", id=hidden)["success"]
    assert code(plain("job.info", id=hidden)) == "job_not_found"
    assert code(plain("job.setStatus", jobId=hidden, status="Closed")) == "job_not_found"
    assert hidden not in {row["id"] for row in plain("job.list")["results"]}


def test_unpublished_postings_and_expansions_come_on_request(ask, staff):
    plain = ask("job.info", id=staff)["results"]
    more = ask(
        "job.info", id=staff, includeUnpublishedJobPostingsIds=True, expand=["location", "openings", "compensation"]
    )
    assert set(plain["jobPostingIds"]) < set(more["results"]["jobPostingIds"])
    assert more["results"].keys() - plain.keys() == {"location", "openings", "compensation"}
    assert more["results"]["compensation"]["compensationTiers"][0]["tierSummary"].startswith("€98K")


def test_a_new_job_is_a_draft_that_opens_only_with_an_interview_plan(ask, simulator):
    org = simulator.state
    made = ask("job.create", title="Night Porter", teamId=org.first("department", name="Sales")["id"],
               locationId=org.first("location", name="Berlin")["id"])["results"]  # fmt: skip
    assert made["status"] == "Draft"
    assert code(ask("job.setStatus", jobId=made["id"], status="Open")) == "invalid_input"
    ask("job.update", jobId=made["id"], defaultInterviewPlanId=org.first("interviewPlan", title="General")["id"])
    assert ask("job.setStatus", jobId=made["id"], status="Open")["results"]["openedAt"]
    assert [event["action"] for event in org.events] == ["jobCreate", "jobUpdate", "jobUpdate"]


@pytest.mark.parametrize(
    ("title", "status"), [("Staff Engineer", "Draft"), ("Staff Engineer", "Archived"), ("Data Analyst", "Open")]
)
def test_a_job_cannot_skip_a_state(ask, simulator, title, status):
    job = simulator.state.first("job", title=title)
    assert code(ask("job.setStatus", jobId=job["id"], status=status)) == "invalid_input"


def test_closing_a_job_takes_its_postings_down(ask, staff, simulator):
    assert ask("job.setStatus", jobId=staff, status="Closed")["results"]["jobPostingIds"] == []
    assert [event["action"] for event in simulator.state.events].count("jobPostingUnpublish") == 2


def test_several_pay_ranges_need_titles_and_an_empty_list_removes_them_all(ask, staff):
    tier = {"components": [SALARY, BONUS]}
    assert code(ask("job.updateCompensation", jobId=staff, compensationTiers=[tier, tier])) == "invalid_input"
    shown = ask("job.updateCompensation", jobId=staff, compensationTiers=[tier])["results"]["compensationTiers"]
    assert [row["tierSummary"] for row in shown] == ["€72K – €100K • Offers Bonus"]  # noqa: RUF001
    assert ask("job.updateCompensation", jobId=staff, compensationTiers=[])["results"]["compensationTiers"] == []


def test_the_plan_of_a_job_names_the_interviews_of_its_stages(ask, staff):
    stages = ask("jobInterviewPlan.info", jobId=staff)["results"]["stages"]
    onsite = next(stage for stage in stages if stage["title"] == "Onsite")
    assert [row["title"] for row in onsite["activities"][0]["interviews"]] == [
        "Case Study",
        "Values Interview",
        "Debrief",
    ]


def test_only_an_active_template_makes_a_job(ask, simulator):
    org = simulator.state
    body = {
        "title": "Aide",
        "teamId": org.first("department", name="Sales")["id"],
        "locationId": org.first("location", name="Berlin")["id"],
    }
    old, new = (org.first("jobTemplate", status=status)["id"] for status in ("Inactive", "Active"))
    assert code(ask("job.create", **body, jobTemplateId=old)) == "invalid_input"
    assert ask("job.create", **body, jobTemplateId=new)["results"]["defaultInterviewPlanId"]


def test_an_opening_closes_with_a_reason_and_opens_again_as_it_was(ask, simulator):
    org = simulator.state
    opening, reason = org.first("opening", openingState="Open")["id"], org.first("closeReason")["id"]
    before = ask("opening.info", openingId=opening)["results"]
    closed = ask("opening.setOpeningState", openingId=opening, openingState="Closed", closeReasonId=reason)["results"]
    assert closed["closeReasonId"] == reason
    assert closed["closedAt"]
    assert ask("opening.setOpeningState", openingId=opening, openingState="Open")["results"] == before


def test_a_filled_opening_stays_filled(ask, simulator):
    filled = simulator.state.first("opening", openingState="Filled")["id"]
    assert code(ask("opening.setOpeningState", openingId=filled, openingState="Open")) == "opening_state_invalid"


@pytest.mark.parametrize(
    ("do", "undo", "kind", "name"),
    [("addJob", "removeJob", "job", "jobId"), ("addLocation", "removeLocation", "location", "locationId")],
)
def test_adding_to_an_opening_and_taking_away_again_changes_nothing(ask, simulator, do, undo, kind, name):
    org = simulator.state
    opening = org.first("opening", openingState="Open")["id"]
    other = list(org.table(kind))[-1]
    before = ask("opening.info", openingId=opening)["results"]
    assert ask(f"opening.{do}", openingId=opening, **{name: other})["results"] != before
    assert ask(f"opening.{undo}", openingId=opening, **{name: other})["results"] == before


def test_a_new_opening_is_a_draft_and_found_by_its_identifier(ask, simulator):
    made = ask("opening.create", identifier="OPN-900", isBackfill=True)["results"]
    assert (made["openingState"], made["latestVersion"]["isBackfill"]) == ("Draft", True)
    assert ask("opening.search", identifier="opn-900")["results"] == [made]
    assert simulator.state.events[-1]["action"] == "openingCreate"
