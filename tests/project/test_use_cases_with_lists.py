"""The use cases that bring a list or another system into Ashby do what their pages promise, on bad days too."""

from __future__ import annotations

import csv
import io
import json
import sys
import uuid
from datetime import date

import httpx
import pytest
from example_company import arrived

from ashby_agent_tools import Client, Decision
from ashby_agent_tools import operations as op
from ashby_agent_tools.sync import Sync
from examples import (
    assessment_scorecards,
    headcount_plan,
    onboarding,
    organization_sync,
    push_assessments,
    tag_from_list,
    verification_status,
)
from examples._company import Company
from examples._hierarchy import Unit, differences, linked
from examples._organization_script import HRIS, change_both


def rows(text):
    return list(csv.DictReader(text.splitlines()))


def person(simulator, name):
    return simulator.state.first("candidate", name=name)


def values(simulator, name):
    """The custom fields of somebody's active application, by title."""
    applications = simulator.state.related("application", "candidateId", person(simulator, name)["id"])
    application = next(row for row in applications if row["status"] == "Active")
    return {simulator.state.get("customField", it["id"])["title"]: it["value"] for it in application["customFields"]}


def test_a_pipe_that_lacks_letters_of_a_name_ends_no_program(monkeypatch):
    """As on a machine whose pipes are ASCII, or Windows' own code page."""
    written = io.BytesIO()
    monkeypatch.delenv("ASHBY_API_KEY", raising=False)
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="ascii"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert push_assessments.main([]) == 0
    sys.stdout.flush()
    assert b"Debugging: 92 for \\xc9lodie" in written.getvalue()


@pytest.mark.slow  # dlt
def test_a_warehouse_that_cannot_be_filled_says_why_in_one_line(monkeypatch):
    monkeypatch.setenv("ASHBY_API_KEY", "x" * 40)
    monkeypatch.setenv("ASHBY_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(SystemExit, match="Stopped: Could not reach 127.0.0.1"):
        headcount_plan.main([])


# assessment scorecards


def test_a_scorecard_completes_its_assessment_once_and_after_a_yes(simulator, at):
    scorecards = assessment_scorecards.made_up(simulator)
    said = list(assessment_scorecards.run(at(lambda question: "cancelled" not in question), scorecards))
    done, ended = (simulator.state.get("assessment", scorecards[place]["assessment"]) for place in (1, 3))
    assert (done["status"], done["result"]["value"]) == ("Complete", 82.0)
    assert {it["label"]: it["value"] for it in done["metadata"]} == {"Debugging": 4.0, "Clear writing": 5.0}
    assert ended["status"] == "Started", "nobody said yes to ending it"
    assert ["reported" in line and "not reported" not in line for line in said] == [True, True, False, False, False]
    assert "sent before" in said[2]
    assert "knows no such assessment" in said[4]
    assert len(at.asked) == 2, "a status alone is not asked about, and the same report not twice"


@pytest.mark.parametrize(
    "lacks",
    [
        {"assessment": "x", "at": "2026-11-02T08:00:00Z", "status": "Working"},
        {"assessment": "0" * 8, "at": "2026-11-02T08:00:00Z", "overall": "many", "skills": {}, "report": "r"},
        {"at": "2026-11-02T08:00:00Z", "status": "Working"},
    ],
    ids=["no id", "no number", "no assessment"],
)
def test_a_scorecard_that_lacks_something_is_said_and_stops_no_other(lacks, simulator, at):
    first = assessment_scorecards.made_up(simulator)[0]
    wrong, right = assessment_scorecards.run(at("yes"), [lacks, first])
    assert "not reported" in wrong
    assert right.endswith(": reported")
    assert len(arrived(simulator, "assessment.update")) == 1


# tags and projects from a list


def test_one_question_marks_everybody_and_undo_takes_all_of_it_back(simulator, at):
    before = simulator.state.snapshot()["candidate"]
    said = list(tag_from_list.run(at("yes"), rows(tag_from_list.PEOPLE)))
    tag = simulator.state.first("candidateTag", title="Conference 2026")
    tagged = {row["name"] for row in simulator.state.rows("candidate") if tag["id"] in row["tagIds"]}
    assert tagged == {"Priya Raman", "Élodie Noël"}
    assert ["nobody@example.com" in said[0], "Chief of Stuff" in said[1]] == [True, True]
    assert len(at.asked) == 2, "one for the new tag, one for the list"
    again = list(tag_from_list.run(at("yes"), rows(tag_from_list.PEOPLE)))
    assert again[-1] == "There is nothing to do."
    assert len(arrived(simulator, "candidate.addTag")) == 3
    only = [row for row in rows(tag_from_list.PEOPLE) if row["email"].startswith("kavya")]
    list(tag_from_list.run(at("yes"), [only[0] | {"tags": "Backend", "project": "Alumni worth calling"}], undo=True))
    kavya = person(simulator, "Kavya Banerjee")["id"]
    assert simulator.state.snapshot()["candidate"][kavya]["tagIds"] == before[kavya]["tagIds"]
    assert len(arrived(simulator, "candidate.removeTag")) == len(arrived(simulator, "candidate.removeProject")) == 1


def test_after_a_no_nobody_is_marked_and_nobody_is_made(simulator, at):
    before = simulator.state.snapshot()
    list(tag_from_list.run(at("no"), rows(tag_from_list.PEOPLE)))
    assert simulator.state.snapshot() == before


# verification status


@pytest.fixture
def verification(simulator, at, tmp_path):
    """A function that brings a list into the fields; the company stays, the program is a new one each time."""
    company = at("yes")

    def bring(text):
        with Sync(company.client, state=tmp_path / "mirror.db", lists=["application"]) as sync:
            return list(verification_status.Verification(company, sync, tmp_path).bring(rows(text)))

    return bring


def test_only_what_differs_is_written_and_what_people_set_by_hand_stays(simulator, at, verification):
    said = verification(verification_status.MONDAY)
    assert said[-1] == "2 left out, 2 written"
    assert values(simulator, "Priya Raman")["Verification"] == "Pending"
    assert verification(verification_status.MONDAY)[-1] == "2 left out, 2 the same"
    verification_status.by_hand(at("yes"))
    told = verification(verification_status.TUESDAY)
    assert "somebody set 'Not verified' in Ashby" in told[0]
    assert values(simulator, "Priya Raman") == values(simulator, "Priya Raman") | {"Verification": "Verified"}
    assert values(simulator, "Kavya Banerjee")["Verification"] == "Not verified"
    assert len(arrived(simulator, "customField.setValues")) == 3
    assert len(arrived(simulator, "customField.create")) == 2


def test_a_write_that_fails_is_said_and_made_by_the_next_run(simulator, verification):
    simulator.fail_next("server_error", times=9, endpoint="customField.setValues")
    said = verification(verification_status.MONDAY)
    assert [line for line in said if "not written" in line]
    simulator.stop_failing()
    verification(verification_status.MONDAY)
    assert values(simulator, "Priya Raman")["Verification"] == "Pending"


# departments and locations


@pytest.mark.parametrize(
    ("base", "hris", "ashby", "follows"),
    [
        ("a", "a", "a", None),
        ("a", "b", "a", "ashby"),
        ("a", "a", "b", "hris"),
        ("a", "b", "c", "nobody"),
        ("a", "b", "b", None),
        (None, "a", None, "ashby"),
        (None, None, "a", "hris"),
        ("a", None, "a", "ashby"),
        ("a", "a", None, "hris"),
        ("a", None, None, None),
        ("a", None, "b", "nobody"),
        (None, "a", "b", "nobody"),
    ],
)
def test_who_changed_a_unit_leads(base, hris, ashby, follows):
    trees = [{} if name is None else {"k": Unit(name)} for name in (base, hris, ashby)]
    assert [it.follows for it in differences(*trees)] == ([] if follows is None else [follows])


def test_units_of_one_name_are_linked_where_only_one_on_each_side_has_it():
    hris = {"a": Unit("Support"), "b": Unit("Sales"), "c": Unit("Sales")}
    records = {"1": Unit("Support"), "2": Unit("Support"), "3": Unit("Sales")}
    assert linked(hris, records, {}) == {}
    assert linked(hris, records, {"a": "2", "b": "gone"}) == {"a": "2"}
    assert linked({"a": Unit("Support")}, {"1": Unit("Support")}, {}) == {"a": "1"}


@pytest.fixture
def files(tmp_path):
    hris, state = tmp_path / "hris.json", tmp_path / "state.json"
    hris.write_text(json.dumps(HRIS), encoding="utf-8")
    return hris, state


def names(simulator, kind):
    return {row["name"] for row in simulator.state.table(kind).values() if not row["isArchived"]}


def test_both_become_the_same_and_what_both_changed_is_left_to_people(simulator, at, files):
    company = at("yes")
    list(organization_sync.run(company, *files))
    assert list(organization_sync.run(company, *files)) == [], "a second run has nothing to do"
    security = simulator.state.first("department", name="Security")
    assert simulator.state.get("department", security["parentId"])["name"] == "Engineering"
    assert "Remote" in {unit["name"] for unit in json.loads(files[0].read_text("utf-8"))["locations"].values()}
    change_both(company, files[0])
    said = list(organization_sync.run(company, *files))
    there = json.loads(files[0].read_text("utf-8"))
    assert {unit["name"] for unit in there["locations"].values()} == names(simulator, "location")
    assert {unit["name"] for unit in there["departments"].values()} ^ names(simulator, "department") == {
        "Finance and Tax",
        "Finance and Legal",
    }
    assert "Lisbon" not in names(simulator, "location")
    assert {"Customer Care"} <= names(simulator, "department") - {"Workplace"}
    again = list(organization_sync.run(company, *files))
    assert [line for line in said if "both differ" in line] == again, "told until people have agreed"


def test_after_a_no_ashby_is_left_as_it_is_and_the_next_run_asks_again(simulator, at, files):
    company = at(lambda question: question.startswith("In Ashby"))
    list(organization_sync.run(company, *files))
    change_both(company, files[0])
    said = list(organization_sync.run(company, *files))
    assert len([line for line in said if "left as it is in Ashby" in line]) == 2
    assert {"Support", "Workplace"} <= names(simulator, "department")
    list(organization_sync.run(at("yes"), *files))
    assert {"Support", "Workplace"} & names(simulator, "department") == set()


# onboarding


def answer(simulator, who, status):
    """What somebody says to their offer."""
    for application in simulator.state.related("application", "candidateId", person(simulator, who)["id"]):
        for offer in simulator.state.rows("offer", applicationId=application["id"]):
            change = op.OfferSetStatus(offerId=offer["id"], acceptanceStatus=status)
            simulator.client().execute(change, decision=Decision.approve(by="the test"))
            return offer
    raise LookupError(who)


def listed(tasks, who):
    with tasks.database() as database:
        return database.execute("SELECT what, due, state FROM task WHERE person = ? ORDER BY due", (who,)).fetchall()


def test_a_list_is_made_moves_with_the_start_and_ends_with_the_offer(simulator, at, tmp_path):
    who, today, tasks = "Богдан Мельник", date(2026, 11, 2), onboarding.Tasks(tmp_path / "tasks.db")
    list(onboarding.run(at("yes"), tasks, today))
    assert listed(tasks, who) == []
    offer = answer(simulator, who, "Accepted")
    list(onboarding.run(at("yes"), tasks, today))
    assert [row[0] for row in listed(tasks, who)] == [what for what, _ in onboarding.TASKS]
    with tasks.database() as database:
        database.execute("UPDATE task SET state = 'done' WHERE person = ? AND what = 'Order a laptop'", (who,))
    before = {what: due for what, due, _ in listed(tasks, who)}
    offer["versions"][-1]["startDate"] = "2027-01-11"
    assert [line for line in onboarding.run(at("yes"), tasks, today) if who in line] == [
        f"{who}, Account Executive, starts 2027-01-11: list moved"
    ]
    moved = {what: due for what, due, _ in listed(tasks, who)}
    assert moved["Order a laptop"] == before["Order a laptop"], "what is done stays"
    assert moved["Welcome on the first day"] == "2027-01-11"
    answer(simulator, who, "Declined")
    list(onboarding.run(at("yes"), tasks, today))
    assert {state for _, _, state in listed(tasks, who)} == {"done", "not needed"}
    assert at.asked == [], "nothing of this leaves or changes Ashby"
    assert list(onboarding.run(at("yes"), tasks, today)) == []


@pytest.mark.parametrize("place", [0, 1])
def test_another_offer_that_came_to_nothing_ends_nobodys_list(simulator, tmp_path, place):
    who = "Богдан Мельник"
    offer = answer(simulator, who, "Accepted")
    other = {"id": str(uuid.uuid4()), "acceptanceStatus": "Cancelled", "offerStatus": "OfferCancelled"}

    def door(request):
        told = simulator.answer(request).json()
        if request.url.path == "/offer.list":
            at = next(number for number, it in enumerate(told["results"]) if it["id"] == offer["id"])
            told["results"].insert(at + place, {**told["results"][at], **other})
        return httpx.Response(200, json=told)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    tasks, today = onboarding.Tasks(tmp_path / "tasks.db"), date(2026, 11, 2)
    assert [it for it in onboarding.run(Company(client, simulator), tasks, today) if who in it]
    assert {state for _, _, state in listed(tasks, who)} == {"open"}
    assert list(onboarding.run(Company(client, simulator), tasks, today)) == []


def test_people_are_pushed_after_a_yes_and_never_twice_whatever_became_of_the_answer(simulator, at, tmp_path):
    simulator.fail_next("cut_after", endpoint="candidate.pushToHris")
    tasks, today = onboarding.Tasks(tmp_path / "tasks.db"), date(2026, 11, 2)
    company = at(lambda question: "Åsa" not in question)
    said = [line for line in onboarding.run(company, tasks, today, push="BambooHR") if "list made" not in line]
    assert ["look into BambooHR" in said[0], "sent to BambooHR" in said[1], "not sent" in said[2]] == [True] * 3
    for offer in simulator.state.rows("offer", acceptanceStatus="Accepted"):
        offer["versions"][-1]["startDate"] = "2027-02-01"  # everybody's list moves
    list(onboarding.run(at("yes"), tasks, today, push="BambooHR"))
    known = {"周雨晴", "Wojciech Łopata", "Åsa Ødegård"}
    pushed = [simulator.state.get("application", it["about"]["applicationId"]) for it in simulator.state.outbox]
    names = [simulator.state.get("candidate", application["candidateId"])["name"] for application in pushed]
    assert sorted(name for name in names if name in known) == ["Wojciech Łopata", "周雨晴"]
