"""Names are resolved by code: what means several comes back as choices, what means nobody as the valid ones."""

from __future__ import annotations

import pytest
from task_cases import CASES, WRITING

from ashby_agent_tools import Budget, Decision, MemoryStore, Session, Toolset, confirm_never
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

PEOPLE, JOBS, STAGES, REASONS, TEMPLATES, USERS, INTERVIEWS = 16, 4, 4, 5, 3, 5, 3


def twin(org, kind, row, **changes):
    """A second record of the same name."""
    return org.add(kind, {**row, **changes, "id": org.new_id()})


def ambiguous(simulator) -> list[tuple[str, dict, str]]:
    """40 calls whose one name means two records, with the argument that is unclear."""
    org = simulator.state
    job = org.first("job", title="Staff Engineer")["id"]
    applied = org.rows("application", status="Active", jobId=job)
    people = [org.get("candidate", it["candidateId"]) for it in applied]
    unique = {it["name"]: it for it in people if len(org.rows("candidate", name=it["name"])) == 1}
    calls = []
    for number, (name, person) in enumerate(list(unique.items())[:PEOPLE]):
        twin(org, "candidate", person)
        tool = ("ashby_reject", "ashby_advance", "ashby_candidate_dossier", "ashby_debrief")[number % 4]
        more = {"ashby_reject": {"reason": "Spam"}, "ashby_advance": {"stage": "Offer"}}.get(tool, {})
        calls.append((tool, {"candidate": name.swapcase() if number % 3 else name, **more}, "candidate"))
    for title in [it["title"] for it in org.rows("job", confidential=False)][:JOBS]:
        twin(org, "job", org.first("job", title=title), status="Closed")
        calls.append(("ashby_job_pipeline", {"job": title.upper()}, "job"))
    plan = org.first("interviewPlan", title="Sales")["id"]
    open_stages = [it for it in org.rows("interviewStage", interviewPlanId=plan) if it["type"] != "Archived"]
    for stage in open_stages[:STAGES]:
        twin(org, "interviewStage", stage)
        calls.append(("ashby_advance", {"candidate": "Priya Raman", "stage": stage["title"]}, "stage"))
    for reason in org.rows("archiveReason")[:REASONS]:
        twin(org, "archiveReason", reason)
        calls.append(("ashby_reject", {"candidate": "Priya Raman", "reason": reason["text"].lower()}, "reason"))
    clear = "Spam"
    mailed = [it for it in org.rows("communicationTemplate") if "email" in it["intendedTypes"]]
    for template in mailed[:TEMPLATES]:
        twin(org, "communicationTemplate", template)
        arguments = {"candidate": "Priya Raman", "reason": clear, "template": template["title"]}
        calls.append(("ashby_reject", arguments, "template"))
    for user in org.rows("user")[:USERS]:
        twin(org, "user", user, email="namesake@example.com")
        calls.append(("ashby_my_day", {"user": f"{user['firstName']} {user['lastName']}"}, "user"))
    free = org.rows("user")[USERS]
    for title in ("Recruiter Call", "Case Study", "Values Interview")[:INTERVIEWS]:
        different_interview(org, title)
        arguments = {"interviewers": [free["email"]], "start": "2030-01-15T10:00:00Z", "interview": title}
        calls.append(("ashby_schedule", {"candidate": "Priya Raman", **arguments}, "interview"))
    return calls


def different_interview(org, title):
    """The plan of Priya's job has a second interview of this title, in another stage."""
    plan = org.first("interviewPlan", title="Sales")["id"]
    stage = org.first("interviewStage", interviewPlanId=plan, type="Lead")["id"]
    entry = {"id": org.new_id(), "title": title, "interviewId": twin(org, "interview", org.first("interview"))["id"]}
    entry |= {"isSchedulable": True, "interviewDurationMinutes": 45}
    org.add("interviewActivity", {"id": org.new_id(), "interviewStageId": stage, "title": title, "interviews": [entry]})


def test_40_ambiguous_names_give_40_times_choices_and_no_guess(simulator: Simulator):
    calls = ambiguous(simulator)
    assert len(calls) == 40
    session = Session(Toolset.tasks().with_policy(confirm_never), simulator.client())
    for tool, arguments, unclear in calls:
        with pytest.raises(InvalidArguments) as caught:
            session.run(tool, arguments)
        text = str(caught.value)
        assert f"with {unclear} set to one of these ids" in text, (tool, arguments, text)
        assert text.count(" = ") >= 2, (tool, arguments, text)
    assert not [it for it in simulator.log if not catalogue()[it.endpoint].spec.reads]


def test_a_choice_is_taken_by_its_short_id(simulator: Simulator):
    session = Session(Toolset.tasks(), simulator.client(), store=MemoryStore(first_short_id=100))
    with pytest.raises(InvalidArguments, match="cand_100 = .*; cand_101 = "):
        session.run("ashby_debrief", {"candidate": "Hoàng Quốc"})
    for given in ("cand_101", "Hoàng Quốc (cand_101)", " CAND_101 "):
        assert "Hoàng Quốc (cand_101)" in session.run("ashby_candidate_dossier", {"candidate": given}).text


def test_namesakes_are_told_apart_by_the_job_only_one_of_them_applied_for(simulator: Simulator):
    org = simulator.state
    twin(org, "candidate", org.first("candidate", name="Priya Raman"), emailAddresses=[])
    session = Session(Toolset.tasks(), simulator.client())
    with pytest.raises(InvalidArguments, match="2 candidates"):
        session.run("ashby_debrief", {"candidate": "Priya Raman"})
    found = session.run("ashby_debrief", {"candidate": "Priya Raman", "job": "Account Executive"})
    assert "Priya Raman" in found.text


@pytest.mark.parametrize(
    "toolset", [Toolset.tasks().hiding("contact"), Toolset.tasks().with_budget(Budget(ids="uuid"))]
)
def test_choices_show_what_the_toolset_shows_of_people_and_ids(toolset, simulator: Simulator):
    with pytest.raises(InvalidArguments) as caught:
        Session(toolset, simulator.client()).run("ashby_debrief", {"candidate": "Hoàng Quốc"})
    hides = "contact" in toolset.hides
    assert ("@example.com" in str(caught.value)) != hides
    assert ("cand_" in str(caught.value)) == hides


@pytest.mark.parametrize("argument", ["candidate", "job", "user", "candidates", "interviewers"])
def test_short_ids_of_another_kind_are_refused_by_name(argument, simulator: Simulator):
    session = Session(Toolset.tasks(), simulator.client(), store=MemoryStore(first_short_id=100))
    assert "(stage_100)" in session.run("ashby_job_pipeline", {"job": "Staff Engineer"}).text
    tool = next(name for name, case in CASES.items() if argument in case)
    given = ["stage_100", "stage_100"] if argument == "candidates" else "stage_100"
    with pytest.raises(InvalidArguments, match="stage_100 is the id of an interviewStage"):
        session.prepare(tool, CASES[tool] | {argument: given})


@pytest.mark.parametrize("name", WRITING)
def test_a_person_s_part_of_a_name_changes_nothing(name, simulator: Simulator):
    session = Session(Toolset.tasks().with_policy(confirm_never), simulator.client())
    with pytest.raises(InvalidArguments, match=r"no candidate is called 'Priya'.*cand_\d+ = Priya Raman"):
        session.run(name, CASES[name] | {"candidate": "Priya"})
    assert not [it for it in simulator.log if not catalogue()[it.endpoint].spec.reads]


NAMED = [(tool, argument) for tool, case in CASES.items() for argument in ("candidate", "candidates", "job", "user")]
NAMED = [(tool, argument) for tool, argument in NAMED if argument in Toolset.tasks()[tool].schema["properties"]]


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize(("tool", "argument"), NAMED)
@pytest.mark.exhaustive(4)
async def test_every_task_gives_choices_for_namesakes_and_the_like_for_what_nobody_is_called(
    tool, argument, sync, simulator: Simulator
):
    org = simulator.state
    kind, record, near = {
        "job": ("job", org.first("job", title="Staff Engineer"), "Staf Engineer"),
        "user": ("user", org.first("user", firstName="Mara"), "Mara Lindquist"),
    }.get(argument, ("candidate", org.first("candidate", name="Priya Raman"), "Priya Ramann"))
    twin(org, kind, record)
    name = record.get("title") or record.get("name") or f"{record['firstName']} {record['lastName']}"
    asked = []
    session = Session(
        Toolset.tasks(), simulator.client(), async_client=simulator.async_client(),
        approver=lambda call, question: asked.append(question) or Decision.approve(by="Robin"),
    )  # fmt: skip
    for said, count in ((name, "2 "), (near, "no ")):
        given = [said, said] if argument == "candidates" else said
        arguments = {k: v for k, v in CASES[tool].items() if k != "job"} | {argument: given}
        with pytest.raises(InvalidArguments) as caught:
            session.run(tool, arguments) if sync else await session.arun(tool, arguments)
        assert f": {count}" in str(caught.value)
        again = f"{argument} set to one of these ids"
        if isinstance(given, list):  # the others are wanted, too
            again = f"one of these ids in place of that name in {argument}"
        assert f"Make the call again with {again}, and ask" in str(caught.value)
    assert asked == []
    assert not [it for it in simulator.log if not catalogue()[it.endpoint].spec.reads]


def test_of_people_who_share_a_name_all_are_found_and_of_many_how_many_more_fit(simulator: Simulator):
    org = simulator.state
    person = org.first("candidate", name="Priya Raman")
    session = Session(Toolset.tasks(), simulator.client())
    for count, more in ((10, None), (30, {"candidates": 5})):
        while sum(it["name"].endswith("Raman") for it in org.rows("candidate")) < count:
            twin(org, "candidate", person, name=f"{org.new_id()[:8]} Raman")
        found = session.run("ashby_find", {"name": "Raman", "kind": "candidate"})
        assert len(found.data["candidates"]) == min(count, 25)
        assert found.data.get("moreThatFit") == more
        assert ("moreThatFit" in found.text) is (more is not None)
