"""Each program of docs/use-cases/ has the effect that its page promises, on bad days too."""

from __future__ import annotations

import asyncio
import json
import re

import httpx
import inbox_pictures
import pytest
import use_case_pictures
from example_company import arrived
from repository import ROOT
from starlette.testclient import TestClient

from ashby_agent_tools import Client, Decision, webhooks
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator.webhooks import signature
from examples import background_checks, provisioning, stage_tracker
from examples._checks import CheckProvider
from examples._company import Company
from examples._listener import serving

SECRET = "a secret of the test"
FOLDER = ROOT / "docs" / "use-cases"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "index.md")


def deliver(app, event):
    """Post an event as Ashby does; the answer's status."""
    body = json.dumps(event).encode()
    with TestClient(app, raise_server_exceptions=False) as receiver:
        return receiver.post("/", content=body, headers={"Ashby-Signature": signature(SECRET, body)}).status_code


def applications_of(simulator, name):
    person = simulator.state.first("candidate", name=name)
    return simulator.state.related("application", "candidateId", person["id"])


def active(simulator, name):
    return next(row for row in applications_of(simulator, name) if row["status"] == "Active")


def title(simulator, application):
    return simulator.state.get("interviewStage", application["currentInterviewStageId"])["title"]


# the pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_short_names_its_program_and_says_how_it_is_safe(page):
    text = page.read_text(encoding="utf-8")
    assert re.findall("^## (.*)", text, re.MULTILINE)[:2] == ["What you see", "How it is safe"]
    prose = re.sub("```.*?```", "", text, flags=re.DOTALL)
    assert len(prose.split()) < 400
    for program in re.findall(r"python examples/(\w+\.py)", text):
        assert (ROOT / "examples" / program).exists()
    assert f"python examples/{page.stem.replace('-', '_')}.py" in text
    assert f"({page.name})" in (FOLDER / "index.md").read_text(encoding="utf-8")


# provisioning


def answered(simulator, answer, who=provisioning.ACCEPTS):
    """Somebody answers their offer while nobody listens: the id of the application, and the event that Ashby has."""
    offers = [simulator.state.rows("offer", applicationId=row["id"]) for row in applications_of(simulator, who)]
    offer = next(offer for rows in offers for offer in rows)
    change = op.OfferSetStatus(offerId=offer["id"], acceptanceStatus=answer)
    simulator.client().execute(change, decision=Decision.approve(by="the test"))
    return offer["applicationId"], simulator.state.events[-1]


def test_who_accepted_is_in_the_hr_system_and_who_took_it_back_is_marked(simulator, at, tmp_path):
    hris = provisioning.Hris(tmp_path / "hris.db")
    provisioning.run(at("yes"), hris)
    records = {record["name"]: record for record in hris.records().values()}
    assert {name: record["state"] for name, record in records.items()} == {
        provisioning.ACCEPTS: "expected",
        provisioning.WITHDRAWS: "withdrawn",
    }
    for record in records.values():
        application = simulator.state.get("application", record["application"])
        assert simulator.state.get("job", application["jobId"])["title"] == record["job"]
        notes = [row["content"] for row in simulator.state.related("note", "candidateId", application["candidateId"])]
        assert any(f"hris:{record['application']}:{record['state']}" in note for note in notes)
    assert "salary" not in provisioning.COLUMNS


def test_where_the_note_failed_the_event_comes_again_and_there_is_one_record_and_one_note(simulator, at, tmp_path):
    identity, event = answered(simulator, "Accepted")
    hris = provisioning.Hris(tmp_path / "hris.db")
    app = webhooks.app(provisioning.handler(at("yes"), hris), secrets=SECRET)
    simulator.fail_next("server_error", endpoint="candidate.createNote")
    assert [deliver(app, event) for _ in range(3)] == [500, 200, 200]
    assert list(hris.records()) == [identity]
    marked = [row for row in simulator.state.table("note").values() if f"hris:{identity}" in row["content"]]
    assert len(marked) == 1


def test_an_event_about_somebody_who_is_gone_or_has_not_accepted_provisions_nobody(simulator, at, tmp_path):
    answered(simulator, "Accepted")
    identity, event = answered(simulator, "Declined")
    hris = provisioning.Hris(tmp_path / "hris.db")
    assert "has not accepted" in provisioning.provision(at("yes"), hris, identity)
    simulator.delete("candidate", simulator.state.get("application", identity)["candidateId"])
    assert deliver(webhooks.app(provisioning.handler(at("yes"), hris), secrets=SECRET), event) == 200
    assert hris.records() == {}


def test_somebody_without_an_address_and_a_start_is_provisioned_too(simulator, tmp_path):
    identity, event = answered(simulator, "Accepted")

    def door(request):
        answer = simulator.answer(request).json()
        if request.url.path == "/application.info":
            del answer["results"]["candidate"]["primaryEmailAddress"]
        if request.url.path == "/offer.list":
            for offer in answer["results"]:
                offer.pop("latestVersion")
        return httpx.Response(200, json=answer)

    client = Client(simulator.key, base_url="https://ashby.example.com", transport=httpx.MockTransport(door))
    hris = provisioning.Hris(tmp_path / "hris.db")
    app = webhooks.app(provisioning.handler(Company(client, simulator), hris), secrets=SECRET)
    assert deliver(app, event) == 200
    record = hris.records()[identity]
    assert (record["name"], record["email"], record["starts"]) == (provisioning.ACCEPTS, "", "")


# background checks


def test_checks_are_ordered_after_a_yes_and_their_results_stand_in_the_fields(simulator, at):
    provider = CheckProvider()
    company = at(lambda question: "check of Kavya" not in question)
    checks = background_checks.Checks(company, provider)
    background_checks.run(company, checks)
    fields = {row["title"]: row["id"] for row in simulator.state.table("customField").values()}
    held = {
        name: {row["id"]: row["value"] for row in active(simulator, name)["customFields"]}
        for name in ("Priya Raman", "Kavya Banerjee")
    }
    assert held["Priya Raman"][fields["Background check"]] == "Clear"
    assert held["Priya Raman"][fields["Background check report"]].startswith("https://checks.example.com/")
    assert fields["Background check"] not in held["Kavya Banerjee"]
    assert sorted(order.partition(" <")[0] for order in provider.orders.values()) == ["Priya Raman", "Santiago Ibáñez"]
    assert len([question for question in at.asked if "check of Priya Raman" in question]) == 1
    assert list(checks.write_results())[:-1] == [], "what is written is not written again"


def test_who_moved_on_meanwhile_is_not_checked_and_a_second_program_orders_nothing_twice(simulator, at):
    company, provider = at("yes"), CheckProvider()
    checks = background_checks.Checks(company, provider)
    at_offer = next(
        row for row in simulator.state.rows("application", status="Active") if title(simulator, row) == "Offer"
    )
    elsewhere = active(simulator, "Priya Raman")
    for identity in (at_offer["id"], at_offer["id"], elsewhere["id"]):
        checks.reached.put(identity)
    first, second, third = checks.order_waiting()
    assert first.endswith("is being checked")
    assert "has 'In progress' already" in second
    assert "not at Offer any more" in third
    again = background_checks.Checks(company, provider)
    again.reached.put(at_offer["id"])
    assert "already" in next(again.order_waiting())
    assert list(provider.orders) == [at_offer["id"]]
    assert len(arrived(simulator, "customField.create")) == 2, "the fields are made once"


# the stage tracker


def stage_change(when, stage, *, kind="Active", name="Priya Raman"):
    stages = {"id": "s", "title": stage, "type": kind, "orderInInterviewPlan": 3}
    application = {"id": "a", "createdAt": when, "updatedAt": when, "status": "Active", "currentInterviewStage": stages}
    application |= {"candidate": {"id": "c", "name": name}, "job": {"id": "j", "title": "Account Executive"}}
    body = {"action": "candidateStageChange", "webhookActionId": when + stage, "data": {"application": application}}
    return webhooks.parse(json.dumps(body).encode())


def test_the_tracker_knows_where_everybody_stands_and_its_picture_shows_that(simulator, at):
    tracker = stage_tracker.Tracker()
    company = at("yes")
    stage_tracker.run(company, tracker)
    running = {row["id"]: title(simulator, row) for row in simulator.state.rows("application", status="Active")}
    assert {key: one["stage"] for key, one in tracker.applications.items()} == running
    assert running[active(simulator, "Priya Raman")["id"]] == stage_tracker.STAGES[-1]
    moves = [delivery.status for delivery in simulator.deliveries if delivery.action == "candidateStageChange"]
    assert moves == [200, 200, 200]
    shown = use_case_pictures.tracker_digest(use_case_pictures.drawable(tracker))
    assert inbox_pictures.digest_in(use_case_pictures.TRACKER) == shown, "run make screenshots"


async def test_an_open_page_is_told_of_each_move_and_an_event_that_comes_late_moves_nobody_back():
    tracker = stage_tracker.Tracker()
    page = tracker.messages()
    assert await anext(page) == stage_tracker.message("all", [])
    await tracker.note(stage_change("2026-11-02T10:00:00Z", "Offer"))
    await tracker.note(stage_change("2026-11-02T09:00:00Z", "Onsite"))
    await tracker.note(webhooks.Event("jobUpdate", {"job": {}}, "another type"))
    told = await anext(page)
    assert told.startswith("event: move\n")
    assert '"stage": "Offer"' in told
    await tracker.note(stage_change("2026-11-02T11:00:00Z", "Archived", kind="Archived"))
    assert '"over": true' in await anext(page), "and nothing of the late one between the two"
    assert tracker.applications == {}
    await page.aclose()
    await tracker.note(stage_change("2026-11-02T12:00:00Z", "Offer"))
    assert tracker.applications["a"]["stage"] == "Offer", "who left the page is told nothing, and stops nobody"


def test_the_page_is_there_and_a_stranger_s_event_is_not_taken():
    tracker = stage_tracker.Tracker()
    with TestClient(stage_tracker.site(tracker, SECRET)) as browser:
        assert "Who is at which stage" in browser.get("/").text
        assert "EventSource" in browser.get("/board.js").text
        body = json.dumps({"action": "candidateStageChange", "webhookActionId": "1", "data": {}}).encode()
        assert browser.post("/hooks/", content=body, headers={"Ashby-Signature": "sha256=0"}).status_code == 401
    assert tracker.applications == {}


@pytest.mark.slow  # a browser
def test_in_a_browser_a_name_is_text_whatever_it_says():
    from playwright.sync_api import sync_playwright

    if (program := inbox_pictures.chromium()) is None:
        pytest.skip("there is no Chromium")
    tracker = stage_tracker.Tracker()
    name = "<img src=x onerror=document.title='X'>"
    asyncio.run(tracker.note(stage_change("2026-11-02T10:00:00Z", "Offer", name=name)))
    with serving(stage_tracker.site(tracker, SECRET)) as url, sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]).new_page()
        page.goto(url)
        page.get_by_text("<img src=x").wait_for()
        assert page.title() == "Who is at which stage"
