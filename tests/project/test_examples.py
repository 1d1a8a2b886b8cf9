"""Each example does what it says: seen in the simulator's state."""

from __future__ import annotations

import asyncio
import csv
import inspect
import os
import re
import runpy
import sys
from pathlib import Path

import httpx
import inbox_pictures
import pytest
import use_case_pictures
import use_cases
from example_company import arrived
from repository import ROOT

from ashby_agent_tools import Client
from ashby_agent_tools.errors import PermissionMissing
from ashby_agent_tools.notify.slack.simulator import SlackSimulator
from ashby_agent_tools.simulator.webhooks import signature
from examples import (
    _listener,
    assessment_scorecards,
    background_checks,
    event_agent,
    headcount_plan,
    interview_feedback,
    langchain_agent,
    llama_index_agent,
    mcp_agent,
    offers_to_hris,
    openai_agents,
    openai_chat,
    openai_responses,
    organization_sync,
    push_assessments,
    stage_tracker,
    tag_from_list,
    verification_status,
)
from examples._company import Company, company
from examples.slack_approvals import __main__ as slack_approvals

FOLDER = ROOT / "examples"
NAMES = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
IN_PROCESS = [langchain_agent, llama_index_agent, openai_agents, openai_chat, openai_responses]
AGENTS = [*IN_PROCESS, pytest.param(mcp_agent, marks=pytest.mark.slow)]  # starts a server


def named(agent):
    return agent.__name__.rpartition(".")[2]


@pytest.fixture(autouse=True)
def no_model_from_outside(monkeypatch):
    monkeypatch.delenv("ASHBY_AGENT_MODEL", raising=False)


@pytest.fixture
def no_terminal(monkeypatch):
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        yield


def finished(outcome):
    return asyncio.run(outcome) if inspect.iscoroutine(outcome) else outcome


# the small agents


@pytest.mark.parametrize("agent", AGENTS, ids=named)
def test_after_a_yes_the_agent_rejects_exactly_one_person_without_a_mail(agent, simulator, at):
    before = simulator.state.snapshot()["application"]
    assert finished(agent.run(at("yes"))) == "Priya Raman is rejected."
    after = simulator.state.snapshot()["application"]
    (changed,) = [identity for identity in after if after[identity] != before[identity]]
    assert simulator.state.get("candidate", after[changed]["candidateId"])["name"] == "Priya Raman"
    assert after[changed]["status"] == "Archived"
    assert simulator.state.get("archiveReason", after[changed]["archiveReasonId"])["text"] == "Timing"
    assert len(arrived(simulator, "application.changeStage")) == 1
    assert simulator.state.outbox == []
    assert len(at.asked) == 1
    assert "Priya Raman" in at.asked[0]


@pytest.mark.parametrize("agent", AGENTS, ids=named)
def test_after_a_no_the_agent_says_so_and_nothing_was_sent(agent, simulator, at):
    before = simulator.state.snapshot()
    assert finished(agent.run(at("no"))).startswith("Nobody is rejected.")
    assert simulator.state.snapshot() == before
    assert arrived(simulator, "application.changeStage") == []


# interview feedback


def test_the_scorecard_is_submitted_after_a_yes_for_the_event_that_waited(simulator, at):
    before = set(simulator.state.table("applicationFeedback"))
    assert interview_feedback.run(at("yes"), interview_feedback.WHO, interview_feedback.NOTES) == "Submitted."
    (new,) = set(simulator.state.table("applicationFeedback")) - before
    card = simulator.state.get("applicationFeedback", new)
    assert card["submittedValues"]["overall_recommendation"] == "4"
    assert card["submittedValues"]["concerns"] in interview_feedback.NOTES
    event = simulator.state.get("interviewEvent", card["interviewEventId"])
    assert event["hasSubmittedFeedback"] is True
    assert card["submittedByUserId"] in event["interviewerUserIds"]
    (question,) = at.asked
    assert card["submittedValues"]["concerns"] in question


def test_a_scorecard_that_was_answered_with_no_is_not_submitted(simulator, at):
    said = interview_feedback.run(at("no"), interview_feedback.WHO, interview_feedback.NOTES)
    assert said.startswith("Not submitted.")
    assert arrived(simulator, "applicationFeedback.submit") == []


# assessments


def test_results_reach_those_with_an_active_application_and_a_second_run_adds_nothing(simulator, at):
    def pushed():
        rows = csv.DictReader(push_assessments.RESULTS.splitlines())
        return list(push_assessments.run(at("yes"), rows, push_assessments.PARTNER))

    before = set(simulator.state.table("assessment"))
    said = pushed()
    new = [simulator.state.get("assessment", one) for one in set(simulator.state.table("assessment")) - before]
    shown = {(simulator.state.get("candidate", row["candidateId"])["name"], row["result"]["value"]) for row in new}
    assert shown == {("Priya Raman", 87), ("Élodie Noël", 92)}
    assert ["not pushed" in line for line in said] == [False, False, True, True]
    pushed()
    assert len(set(simulator.state.table("assessment")) - before) == 2


def test_a_result_that_was_corrected_updates_the_same_assessment(simulator, at):
    before = set(simulator.state.table("assessment"))
    for score in ("87", "90"):
        rows = list(csv.DictReader(push_assessments.RESULTS.splitlines()))[:1]
        list(push_assessments.run(at("yes"), [rows[0] | {"score": score}], push_assessments.PARTNER))
    (new,) = set(simulator.state.table("assessment")) - before
    assert simulator.state.get("assessment", new)["result"]["value"] == 90


def test_a_result_that_nobody_said_yes_to_is_not_pushed(simulator, at):
    rows = list(csv.DictReader(push_assessments.RESULTS.splitlines()))[:1]
    (line,) = push_assessments.run(at("no"), rows, push_assessments.PARTNER)
    assert "nobody said yes" in line
    assert at.asked == ["Put Pitch, 87 for Priya Raman, Account Executive, on the profile for good?"]
    assert not arrived(simulator, "assessment.addCompletedToCandidate")


def test_one_result_that_fails_is_said_and_does_not_stop_the_others(simulator, at):
    rows = list(csv.DictReader(push_assessments.RESULTS.splitlines()))[:2]
    simulator.fail_next("cut_after", endpoint="assessment.addCompletedToCandidate")
    lost, done = push_assessments.run(at("yes"), rows, push_assessments.PARTNER)
    assert "not pushed" in lost
    assert "ashby_candidate_info" in lost
    assert done.startswith("elodie.noel@example.com, Debugging: 92")
    (wrong,) = push_assessments.run(at("no"), [rows[0] | {"score": "many"}], push_assessments.PARTNER)
    assert "not pushed" in wrong


# offers


def test_the_file_has_every_accepted_offer_and_no_other(simulator, at, tmp_path, capsys):
    file = tmp_path / "hired.csv"
    count = offers_to_hris.run(at("no"), file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    accepted = simulator.state.rows("offer", acceptanceStatus="Accepted")
    assert {row["application"] for row in rows} == {offer["applicationId"] for offer in accepted}
    assert count == len(rows) < len(simulator.state.table("offer"))
    assert {int(row["salary"]) for row in rows} == {offer["versions"][-1]["salary"]["value"] for offer in accepted}
    assert "pay: salary, currency" in capsys.readouterr().out


def test_kinds_of_data_can_be_left_out(at, tmp_path, capsys):
    file = tmp_path / "hired.csv"
    offers_to_hris.run(at("no"), file, without=["pay", "contact"])
    assert file.read_text(encoding="utf-8").splitlines()[0] == "application,name,job,start,accepted"
    assert "@" not in file.read_text(encoding="utf-8")
    assert "pay" not in capsys.readouterr().out


def test_a_run_that_fails_leaves_the_old_file_and_nothing_beside_it(simulator, at, tmp_path, monkeypatch):
    file = tmp_path / "hired.csv"
    file.write_text("the old file", encoding="utf-8")
    narrow = Company(simulator.client(simulator.add_key(scopes=["offersRead"])), simulator)
    with pytest.raises(PermissionMissing):
        offers_to_hris.run(narrow, file)
    monkeypatch.setattr(offers_to_hris.csv.DictWriter, "writerows", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        offers_to_hris.run(at("no"), file)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["the old file"]


def test_a_file_that_is_there_is_overwritten_only_if_it_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("ASHBY_API_KEY", raising=False)
    file = tmp_path / "hired.csv"
    for kind in ("a file of somebody's", "an empty file"):
        old = "the old file" if kind.startswith("a file") else ""
        file.write_text(old, encoding="utf-8")
        assert offers_to_hris.main([str(file)]) == 2
        assert "--overwrite" in capsys.readouterr().err
        assert file.read_text(encoding="utf-8") == old
    assert offers_to_hris.main([str(file), "--overwrite"]) == 0
    assert file.read_text(encoding="utf-8").startswith("application,")
    assert offers_to_hris.main([str(tmp_path / "new.csv")]) == 0


def test_what_ashby_does_not_say_of_somebody_is_empty_in_the_file(simulator, tmp_path):
    def door(request):
        answer = simulator.answer(request).json()
        if request.url.path == "/offer.list":
            first, second, *_ = (it for it in answer["results"] if it["acceptanceStatus"] == "Accepted")
            del first["latestVersion"]
            second["latestVersion"]["salary"] = {"value": None, "currencyCode": None}
        if request.url.path == "/application.info":
            answer["results"]["candidate"]["primaryEmailAddress"] = {"value": None}
        return httpx.Response(200, json=answer)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    file = tmp_path / "hired.csv"
    assert offers_to_hris.run(Company(client, simulator), file) == len(
        simulator.state.rows("offer", acceptanceStatus="Accepted")
    )
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [row["salary"] for row in rows[:2]] == [row["currency"] for row in rows[:2]] == ["", ""]
    assert {row["email"] for row in rows} == {""}
    assert rows[0]["start"] == ""


def test_a_name_that_is_a_formula_is_none_in_the_file(simulator, at, tmp_path):
    offer = simulator.state.rows("offer", acceptanceStatus="Accepted")[0]
    application = simulator.state.get("application", offer["applicationId"])
    simulator.state.get("candidate", application["candidateId"])["name"] = '=HYPERLINK("https://x.example.com")'
    file = tmp_path / "hired.csv"
    offers_to_hris.run(at("no"), file)
    names = [row["name"] for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]
    assert any(name.startswith("'=HYPERLINK") for name in names)


# the agent that is told of events


def test_an_agent_is_handed_each_event_and_leaves_a_note(simulator, at):
    told = []
    event_agent.run(at("yes"), told)
    assert told == ["I left a note."] * 2
    priya = simulator.state.first("candidate", name="Priya Raman")
    notes = [row["content"] for row in simulator.state.related("note", "candidateId", priya["id"])]
    assert notes[-2:] == ["Now at Recruiter Screen: plan it.", "Now at Hiring Manager: plan it."]
    moves = [delivery.status for delivery in simulator.deliveries if delivery.action == "candidateStageChange"]
    assert moves == [200, 200]


def test_where_the_agent_fails_ashby_is_told_to_send_the_event_again(simulator, at, monkeypatch):
    def broken(*_):
        raise OSError("no model")

    monkeypatch.setattr(event_agent, "think", broken)
    event_agent.run(at("yes"), told := [])
    assert told == []
    moves = [delivery.status for delivery in simulator.deliveries if delivery.action == "candidateStageChange"]
    assert moves == [500, 500]


def test_without_a_secret_the_agent_does_not_listen(monkeypatch, capsys):
    monkeypatch.setenv("ASHBY_API_KEY", "a-real-key")
    monkeypatch.setenv("ASHBY_AGENT_MODEL", "openai:some-model")
    monkeypatch.delenv("ASHBY_WEBHOOK_SECRET", raising=False)
    assert event_agent.main() == 2
    assert "ASHBY_WEBHOOK_SECRET" in capsys.readouterr().out


def test_in_an_organization_the_agent_listens_and_refuses_strangers(monkeypatch, capsys):
    statuses = []

    def visited():
        """In the place of the wait for Ctrl-C: a stranger's delivery, and a genuine ping."""
        url = re.search(r"http://\S+/", capsys.readouterr().out)[0]
        ping = b'{"action": "ping", "data": {"webhookActionType": "ping"}, "webhookActionId": "p"}'
        for secret in ("a guess", "the real secret"):
            headers = {"Ashby-Signature": signature(secret, ping)}
            statuses.append(httpx.post(url, content=ping, headers=headers, trust_env=False).status_code)

    monkeypatch.setenv("ASHBY_API_KEY", "a-real-key")
    monkeypatch.setenv("ASHBY_AGENT_MODEL", "openai:some-model")
    monkeypatch.setenv("ASHBY_WEBHOOK_SECRET", "the real secret")
    monkeypatch.setattr(event_agent, "PORT", 0)
    monkeypatch.setattr(_listener, "until_stopped", visited)
    assert event_agent.main() == 0
    assert statuses == [401, 200]


# where the data is, and who says yes


@pytest.mark.parametrize(
    ("key", "model", "thinks", "simulated"),
    [
        (False, None, True, True),
        (True, None, True, True),
        (True, "openai:some-model", True, False),
        (False, "openai:some-model", True, True),
        (True, None, False, False),
        (False, None, False, True),
    ],
)
def test_a_script_is_played_on_the_simulator_only(key, model, thinks, simulated, simulator, monkeypatch, capsys):
    if key:
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
    if model:
        monkeypatch.setenv("ASHBY_AGENT_MODEL", model)
    with company(thinks=thinks) as chosen:
        assert (chosen.simulator is not None) is simulated
        assert chosen.model == (model if thinks else None)
    said = capsys.readouterr().out
    assert ("SCRIPTED" in said) is (thinks and model is None)
    assert ("your organization" in said) is not simulated


def test_without_a_terminal_nobody_says_yes_about_real_people(simulator, no_terminal, capsys):
    assert Company(simulator.client(), None).decide("Reject somebody?").kind == "deny"
    assert Company(simulator.client(), simulator).decide("Reject somebody?").kind == "approve"
    assert "yes (SCRIPTED)" in capsys.readouterr().out


def test_an_error_of_ashby_ends_an_example_in_one_line(monkeypatch, simulator):
    with simulator:
        monkeypatch.setenv("ASHBY_API_KEY", "no key at all")
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        with pytest.raises(SystemExit, match="Stopped: ") as stopped:
            offers_to_hris.main(["nowhere.csv"])
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    ("agent", "model", "says"),
    [
        (langchain_agent, "groq:some-model", "langchain-groq"),
        (llama_index_agent, "openai:some-model", "llama-index-llms-openai"),
        (openai_responses, "openai:some-model", "OPENAI_API_KEY"),
    ],
)
def test_a_model_that_cannot_be_made_ends_an_example_in_one_line(agent, model, says, monkeypatch):
    monkeypatch.setenv("ASHBY_AGENT_MODEL", model)
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit, match=f"Stopped: .*{says}"):
        agent.main()


@pytest.mark.parametrize(
    ("main", "arguments", "key", "says"),
    [
        (interview_feedback.main, ["only a name"], False, "interview_feedback.py"),
        (interview_feedback.main, ["a name", "notes.txt"], False, "leave out the name"),
        (push_assessments.main, ["results.csv"], False, "PARTNER_ID"),
        (push_assessments.main, [], True, "PARTNER_ID"),
        (lambda _: background_checks.main(), [], True, "CheckProvider"),
        (lambda _: stage_tracker.listen(stage_tracker.site, port=0), [], True, "ASHBY_WEBHOOK_SECRET"),
        (assessment_scorecards.main, [], True, "scorecards.json"),
        (verification_status.main, ["only a list"], False, "statuses.csv FOLDER"),
        (verification_status.main, [], True, "statuses.csv FOLDER"),
        (organization_sync.main, [], True, "hris.json state.json"),
    ],
)
def test_what_is_missing_is_said_with_exit_code_2(main, arguments, key, says, monkeypatch, capsys):
    monkeypatch.delenv("ASHBY_WEBHOOK_SECRET", raising=False)
    if key:
        monkeypatch.setenv("ASHBY_API_KEY", "a-real-key")
    assert main(arguments) == 2
    assert says in capsys.readouterr().out


def test_a_list_of_strangers_is_never_brought_into_a_real_organization(monkeypatch, capsys):
    monkeypatch.setenv("ASHBY_API_KEY", "a-real-key")
    with pytest.raises(SystemExit) as stopped:
        tag_from_list.main([])
    assert stopped.value.code == 2
    assert "name the file with the people" in capsys.readouterr().err


# a headcount plan


@pytest.mark.slow  # two runs of dlt
def test_the_headcount_plan_has_what_the_company_has(simulator, tmp_path, monkeypatch):
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    with simulator.client() as client:
        place = (Company(client, simulator), tmp_path / "warehouse.duckdb", tmp_path / "dlt")
        plan = headcount_plan.load(*place)
        state = simulator.state
        application = next(it for it in state.table("application").values() if it["status"] == "Active")
        gone = application["candidateId"]
        simulator.delete("candidate", gone)
        simulator.advance(days=15)
        after = headcount_plan.load(*place)
    names = {it["id"]: it["name"] for it in state.table("department").values()}
    jobs = {it["id"]: names[it["departmentId"]] for it in state.table("job").values()}
    active = [jobs[it["jobId"]] for it in state.table("application").values() if it["status"] == "Active"]
    for row in after:
        people = sum(row[name] for name in headcount_plan.PEOPLE)
        assert people == active.count(row["department"]), row
    assert sum(row["accepted"] for row in plan) == 6
    assert sum(row["open"] for row in plan) == 5
    assert sum(row["interviewing"] + row["to_screen"] + row["at_offer"] for row in plan) > len(active)
    shown = inbox_pictures.digest_in(use_case_pictures.PLAN)
    assert shown == use_case_pictures.plan_digest(plan), "run make screenshots"
    headcount_plan.draw(plan, tmp_path / "plan.png")
    assert (tmp_path / "plan.png").read_bytes()[:4] == b"\x89PNG"


# as modules


SLOW = {"mcp_agent", "headcount_plan"}  # a server that takes seconds, and dlt


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in NAMES]
)
def test_each_example_runs_as_a_module_too_and_prints_what_its_page_says(
    name, no_terminal, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr("sys.argv", [name])
    monkeypatch.delitem(sys.modules, f"examples.{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        runpy.run_module(f"examples.{name}", run_name="__main__")
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    assert "the simulator, a made-up company" in said
    if use_cases.page(name).exists():
        assert use_cases.output(use_cases.page(name)) == use_cases.tidy(said), "run make docs"


def test_in_slack_what_was_approved_is_done_and_nothing_else(simulator, tmp_path, capsys):
    with SlackSimulator() as slack:
        said = slack_approvals.run(tmp_path / "store.db", slack, simulator)
    assert said[0] == "Priya Raman is rejected."
    assert "I want to speak to her first" in said[1]
    (sent,) = arrived(simulator, "application.changeStage")
    person = simulator.state.get("application", sent["applicationId"])["candidateId"]
    assert simulator.state.get("candidate", person)["name"] == "Priya Raman"
    shown = capsys.readouterr().out
    assert "Approved by Grace Hopper" in shown
    assert "Denied by Grace Hopper" in shown
    assert "Robin Li's own agent" in shown
