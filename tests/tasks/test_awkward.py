"""The awkward cases, in one table, through Session sync and async and through all adapters."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from task_cases import CASES
from task_doors import DOORS, refuse, through

from ashby_agent_tools import Toolset, confirm_destructive, deny
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # every input, through every door

NAMESAKES = "Hoàng Quốc"  # two of the demo company's people


@dataclasses.dataclass(frozen=True)
class Case:
    """A call, what is done to the company before, and what the model reads; `sent`: the writes that arrive."""

    tool: str
    arguments: dict
    reads: tuple[str, ...]
    never: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    before: Callable[[Simulator], str | None] = lambda simulator: None
    toolset: Toolset | None = None


def stage_in_japanese(simulator):
    org = simulator.state
    plan = org.first("interviewPlan", title="Sales")["id"]
    org.first("interviewStage", interviewPlanId=plan, type="Offer")["title"] = "最終面接"


def stage_of_two_types(simulator):
    """The plan's Archived stage is called as the stage that is asked for."""
    org = simulator.state
    plan = org.first("interviewPlan", title="Sales")["id"]
    org.first("interviewStage", interviewPlanId=plan, type="Archived")["title"] = "Offer"


def third_posting(simulator):
    org = simulator.state
    job = org.first("job", title="Staff Engineer")
    posting = org.first("jobPosting", jobId=job["id"])
    org.add("jobPosting", {**posting, "id": org.new_id(), "title": "Storage Wizard"})
    assert len(org.rows("jobPosting", jobId=job["id"])) >= 3


def without_confidential(simulator):
    return simulator.add_key(confidential=False)


def many_applications(simulator):
    org = simulator.state
    job = org.first("job", title="Staff Engineer")["id"]
    model = next(it for it in org.rows("application", jobId=job) if it["status"] == "Active")
    for _ in range(3_100):
        org.add("application", {**model, "id": org.new_id()}, stamped=False)


def many_notes(simulator):
    org = simulator.state
    note = org.first("note", candidateId=org.first("candidate", name="Priya Raman")["id"])
    for _ in range(120):
        org.add("note", {**note, "id": org.new_id()})


def many_colleagues(simulator):
    org = simulator.state
    user = org.first("user")
    for number in range(600):
        org.add("user", {**user, "id": org.new_id(), "email": f"colleague{number}@example.com"})


def failing(kind, endpoint):
    return lambda simulator: simulator.fail_next(kind, endpoint=endpoint)


TODAY = f"{datetime.now(UTC):%A %Y-%m-%d}"
BOTH = ("application.changeStage", "candidate.createNote")
REJECTION = CASES["ashby_reject"]
CASES_BY_NAME = {
    "two people of one name": Case(
        "ashby_reject", {"candidate": NAMESAKES, "reason": "Timing"},
        (f"2 candidates are called '{NAMESAKES}'", "cand_", "Application Review (Active)", "Nothing was sent"),
    ),
    "two people of one name, read": Case(
        "ashby_candidate_dossier", {"candidate": "hoàng quốc"}, ("2 candidates are called", "cand_"),
    ),
    "an unknown name": Case(
        "ashby_advance", {"candidate": "Prya Raman", "stage": "Offer"},
        ("no candidate is called 'Prya Raman'", "Priya Raman"),
    ),
    "an archived stage of the same title": Case(
        "ashby_advance", {"candidate": "Priya Raman", "stage": "Offer"},
        ("move Priya Raman (Account Executive) to Offer",),
        sent=("application.changeStage",), before=stage_of_two_types,
    ),
    "a stage of type Archived": Case(
        "ashby_advance", {"candidate": "Priya Raman", "stage": "Archived"}, ("use ashby_reject",),
    ),
    "a stage name in another language": Case(
        "ashby_advance", {"candidate": "Priya Raman", "stage": "Entretien final"},
        ("there is no interview stage 'Entretien final'", "Onsite (Active)", "stage_"), never=("Archived (",),
    ),
    "stages whose names are in another language": Case(
        "ashby_advance", {"candidate": "Priya Raman", "stage": "最終面接"},
        ("to 最終面接",),
        sent=("application.changeStage",), before=stage_in_japanese,
    ),
    "no scorecards": Case(
        "ashby_debrief", {"candidate": "Andrés Cárdenas", "job": "Staff Engineer"},
        ('"scorecards":"none was submitted"',),
    ),
    "a job with three postings": Case(
        "ashby_job_pipeline", {"job": "Staff Engineer"}, ("Staff Engineer (job_", "all active applications"),
        before=third_posting,
    ),
    "a job with three postings, by the title of one": Case(
        "ashby_job_pipeline", {"job": "storage wizard"}, ("Staff Engineer (job_",), before=third_posting,
    ),
    "a confidential job": Case(
        "ashby_job_pipeline", {"job": "Chief Financial Officer"}, ("no job is called 'Chief Financial Officer'",),
        never=("Chief Financial Officer, Open",), before=without_confidential,
    ),
    "a confidential job's candidate": Case(
        "ashby_find", {"name": "Staff"}, (), never=("Chief Financial Officer",), before=without_confidential,
    ),
    "3,000 applications": Case(
        "ashby_job_pipeline", {"job": "Staff Engineer"},
        ('"counted":"only the first 3000"',), before=many_applications,
    ),
    "3,000 applications, what is stuck": Case(
        "ashby_stale", {"job": "Staff Engineer"}, ('"read":"only 3000 active applications"',), before=many_applications,
    ),
    "3,000 applications, a report": Case(
        "ashby_hiring_report", {"job": "Staff Engineer", "since": "2026-01-01"},
        ("only the first 3000 applications: narrow by job or dates", "reached by 60 of 3000"), before=many_applications,
    ),
    "a person with more notes than are read": Case(
        "ashby_candidate_dossier", {"candidate": "Priya Raman"}, ('"partlyRead.ashby_candidate_list_notes":100',),
        before=many_notes,
    ),
    "more colleagues than are read": Case(
        "ashby_my_day", {"user": "Zora Zzyzx"},
        ("among the first 500; give the email address",), before=many_colleagues,
    ),
    "one person under two names": Case(
        "ashby_reject", {"candidate": ["Priya Raman", "priya.raman@example.com"], "reason": "Timing"},
        ("reject Priya Raman",), sent=BOTH[:1],
    ),
    "next Tuesday": Case(
        "ashby_schedule", CASES["ashby_schedule"] | {"start": "next Tuesday"},
        ("'next Tuesday' is not a time with a zone in ISO 8601", f"today is {TODAY} (UTC)"),
    ),
    "a time without a zone": Case(
        "ashby_schedule", CASES["ashby_schedule"] | {"start": "2030-01-15T10:00"}, ("with a zone",),
    ),
    "a day in words": Case(
        "ashby_my_day", {"user": "Mara Lindqvist", "day": "tomorrow"}, ("'tomorrow' is not a day", f"today is {TODAY}"),
    ),
    "the second write is denied by the policy": Case(
        "ashby_reject", REJECTION, ("needs ashby_candidate_create_note", "the policy", "Nothing was sent"),
        toolset=Toolset.tasks().with_policy(confirm_destructive, deny("candidate.createNote")),
    ),
    "the second write fails": Case(
        "ashby_reject", REJECTION,
        ("stopped after 1 of 2 changes", "Done: reject Priya Raman", "Not done: note on Priya Raman",
         "make the same call again: what was done is not done twice"),
        sent=BOTH[:1], before=lambda simulator: refuse(simulator, "candidate.createNote"),
    ),
    "the outcome of the second write is unknown": Case(
        "ashby_reject", REJECTION,
        ("stopped after 1 of 2 changes", "It is not known whether this was done", "Look before anything else"),
        sent=BOTH, before=failing("cut_after", "candidate.createNote"),
    ),
    "the first write fails": Case(
        "ashby_reject", REJECTION, ("first of 2 changes", "Not tried: note on Priya Raman."), never=("Done:",),
        before=lambda simulator: refuse(simulator, "application.changeStage"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", CASES_BY_NAME)
async def test_an_awkward_case(name, door, simulator: Simulator):
    case = CASES_BY_NAME[name]
    key = case.before(simulator)
    said = await through(door, simulator, case.tool, case.arguments, toolset=case.toolset, key=key)
    for text in case.reads:
        assert text in said.text
    for text in case.never:
        assert text not in said.text
    writes = tuple(it.endpoint for it in simulator.log if not catalogue()[it.endpoint].spec.reads)
    assert writes == case.sent
    asks = bool(case.sent) or name == "the first write fails"
    assert bool(said.question) == asks, "a person is asked where something can be sent, and nowhere else"
