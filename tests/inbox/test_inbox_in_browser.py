"""The inbox in a real browser: agents ask in other processes, a person reads and answers, and exactly that is sent."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys

import inbox_agents
import inbox_pictures
import processes
import pytest

from ashby_agent_tools import SqliteStore
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow
NAME, SECRET = "grace@example.com", "a token that only Grace has"


class Company:
    """A simulator on a port, and rejections of people in it."""

    def __init__(self):
        self.simulator = Simulator(seed=7)
        self.url = self.simulator.start(0)
        with self.simulator.client() as client:
            self.people = list(client.records(op.ApplicationList(status="Active")))
            self.reasons = client.execute(op.ArchiveReasonList()).data
            self.template = client.execute(op.CommunicationTemplateList()).data[0]["id"]
            self.plans = {
                plan: client.execute(op.InterviewStageList(interviewPlanId=plan)).data
                for plan in {it["currentInterviewStage"]["interviewPlanId"] for it in self.people}
            }
        self.before = len(self.simulator.log)

    def rejection(self, number, reason=0):
        person = self.people[number]
        stages = self.plans[person["currentInterviewStage"]["interviewPlanId"]]
        return {
            "applicationId": person["id"],
            "interviewStageId": next(stage["id"] for stage in stages if stage["type"] == "Archived"),
            "archiveReasonId": self.reasons[reason]["id"],
            "archiveEmail": {"communicationTemplateId": self.template},
        }

    @property
    def written(self):
        """The writes that arrived, in their order."""
        log = self.simulator.log[self.before :]
        return [(it.endpoint, it.body) for it in log if not catalogue()[it.endpoint].spec.reads]


@pytest.fixture
def company():
    made = Company()
    yield made
    made.simulator.stop()


@pytest.fixture
def inbox(tmp_path):
    """The address of `ashby-agent-tools inbox` over the store of the agents."""
    SqliteStore(tmp_path / "store.db").add_approver(NAME, SECRET)
    words = [
        sys.executable,
        "-c",
        "from ashby_agent_tools.cli import main; main()",
        "inbox",
        "--port",
        "0",
        "--json",
        "--store",
    ]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    place = str(tmp_path / "store.db")
    with subprocess.Popen([*words, place], stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield json.loads(process.stdout.readline())["url"]
        process.send_signal(signal.SIGINT)
        process.wait(30)


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def page(request, browser, inbox):
    """Somebody who signed in."""
    context = browser.new_context(java_script_enabled=request.param == "with JavaScript", base_url=inbox)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.errors = []
    page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
    page.goto("/")
    page.fill("#name", NAME)
    page.fill("#secret", SECRET)
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()
    assert page.errors == []


def open_first(page, words):
    """Wait until something waits, and open it."""
    for _ in range(200):
        if page.get_by_role("link", name=words).count():
            break
        page.wait_for_timeout(500)
        page.goto("/")
    page.get_by_role("link", name=words).first.click()


def test_a_rejection_is_read_denied_asked_anew_and_approved(page, company, tmp_path):
    tries = [company.rejection(0), company.rejection(0, reason=1)]
    agent = processes.start(inbox_agents.reject, str(tmp_path), company.url, company.simulator.key, tries)
    name = company.people[0]["candidate"]["name"]

    open_first(page, re.compile("Reject"))
    assert name in page.get_by_role("heading", level=1).inner_text()
    table = page.locator("table.changes").inner_text()
    for words in (name, "Archived", company.people[0]["job"]["title"], company.reasons[0]["text"]):
        assert words in table
    assert "nothing sent can be recalled" in page.locator("main").inner_text()
    page.get_by_label("Why not").fill("Say that it is about experience")
    page.get_by_role("button", name="Deny").click()
    page.get_by_text("Denied. Nothing is sent").wait_for()

    page.goto("/")
    open_first(page, re.compile("Reject"))
    assert company.reasons[1]["text"] in page.locator("table.changes").inner_text()
    page.get_by_role("button", name="Approve").click()  # without the second step the browser itself holds it back
    assert "done=" not in page.url
    page.get_by_role("checkbox", name=re.compile("I have read it")).check()
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Approved. The agent can make").wait_for()

    assert processes.ended(agent) == 0
    (no, said), (yes, done) = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert (no, yes) == ("denied", "approved")
    assert "Say that it is about experience" in said
    assert name in done or "Archived" in done
    assert company.written == [("application.changeStage", tries[1])]


def test_a_batch_of_five_with_two_denied_sends_the_other_three(page, company, tmp_path):
    asked = [company.rejection(number) for number in range(5)]
    agent = processes.start(inbox_agents.reject_several, str(tmp_path), company.url, company.simulator.key, asked)

    open_first(page, re.compile("5 changes, asked as one"))
    lines = page.locator("ol.lines > li")
    assert lines.count() == 5
    for number in range(5):
        answer = "Deny" if number in (1, 3) else "Approve"
        lines.nth(number).get_by_role("radio", name=answer).check()
    page.get_by_label("Why not").fill("These two stay")
    page.get_by_role("checkbox", name=re.compile("I have read those")).check()
    page.get_by_role("button", name="Send answers").click()
    page.get_by_text("5 of 5 answers recorded").wait_for()

    assert processes.ended(agent) == 0
    states = json.loads((tmp_path / "several.json").read_text("utf-8"))
    assert states == ["done", "refused", "done", "refused", "done"]
    approved = [("application.changeStage", asked[number]) for number in (0, 2, 4)]
    assert sorted(company.written, key=str) == sorted(approved, key=str)


# keys, word of what changed, what readers of screens are told


@pytest.fixture
def shown(browser):
    """The demo's pages, in a browser of somebody who signed in: (demo, page)."""
    import socket

    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    demo = inbox_pictures.demo(port)
    with inbox_pictures.served(demo.app, listening):
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}", viewport={"width": 1000, "height": 700})
        page = context.new_page()
        page.set_default_timeout(120_000)
        inbox_pictures.sign_in(page, f"http://127.0.0.1:{port}")
        yield demo, page
        context.close()


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(it["id"], [node["html"][:120] for node in it["nodes"]]) for it in found]


def test_every_page_has_no_violations_and_fits_a_narrow_screen(shown):
    demo, page = shown
    paths = {**demo.pages, "history": "/history", "absent": "/requests/none", "edit": f"{demo.pages['note']}/edit"}
    found = {}
    for scheme in ("light", "dark"):
        for width in (360, 1000):
            page.set_viewport_size({"width": width, "height": 700})
            page.emulate_media(color_scheme=scheme)
            for name, path in paths.items():
                page.goto(path)
                page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true")
                if wrong := violations(page):
                    found[scheme, width, name] = wrong
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.context.clear_cookies()
    page.goto("/sign-in")
    if wrong := violations(page):
        found["sign-in"] = wrong
    assert found == {}


def test_keys_move_and_answer_nothing(shown):
    demo, page = shown
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input[name=id]:checked").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/requests/*")
    for key in "jkxa":
        page.keyboard.press(key)
    page.locator("body").click()
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.name") == "read"
    page.locator("body").click()
    page.keyboard.press("d")
    assert page.evaluate("document.activeElement.id") == "message"
    page.keyboard.type("add a job")  # letters in a field are letters
    assert page.input_value("#message") == "add a job"
    assert {it.state for it in demo.store.requests()} == {"pending"}
    page.get_by_role("button", name="Turn keys off").click()
    page.locator("h1").click()
    page.keyboard.press("u")
    assert "/requests/" in page.url


def test_a_double_click_is_one_answer(shown):
    demo, page = shown
    page.goto(demo.pages["note"])
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Approve").dblclick()
    page.get_by_text("Approved. The agent can make").wait_for()
    page.go_back()
    assert page.get_by_role("button", name="Sign out").is_enabled()


def test_a_page_says_what_was_answered_elsewhere_and_offers_no_buttons_then(shown):
    demo, page = shown
    page.goto(demo.pages["job"])
    page.wait_for_timeout(1_000)
    demo.store.answer(demo.pages["job"].rpartition("/")[2], approved=False, by="robin@example.com")
    page.get_by_text("Denied by robin@example.com meanwhile.").wait_for()
    assert page.get_by_role("button", name="Deny").is_disabled()
    page.goto("/")
    page.wait_for_timeout(1_000)
    demo.store.answer(demo.pages["note"].rpartition("/")[2], approved=False, by="robin@example.com")
    page.get_by_text("answered meanwhile").wait_for()


HIDING = """
Object.defineProperty(document, "visibilityState", {get: () => window.unseen ? "hidden" : "visible"});
addEventListener("unseen", () => { window.unseen = true; document.dispatchEvent(new Event("visibilitychange")); });
addEventListener("seen", () => { window.unseen = false; document.dispatchEvent(new Event("visibilitychange")); });
"""  # a browser without a screen takes every page for one that somebody sees


def test_as_many_tabs_as_somebody_likes_are_open_and_each_is_up_to_date_when_it_is_looked_at(shown):
    """A browser has six connections to a host, and a stream in each tab would take them all."""
    demo, page = shown
    page.context.add_init_script(HIDING)
    tabs = [page.context.new_page() for _ in range(8)]
    for tab in tabs:
        tab.set_default_timeout(30_000)
        tab.goto(demo.pages["job"])
        tab.evaluate("dispatchEvent(new Event('unseen'))")
    demo.store.answer(demo.pages["job"].rpartition("/")[2], approved=False, by="robin@example.com")
    tabs[0].evaluate("dispatchEvent(new Event('seen'))")
    tabs[0].get_by_text("Denied by robin@example.com meanwhile.").wait_for()


def test_the_pictures_are_of_todays_pages():
    """`make screenshots` draws them again."""
    demo = inbox_pictures.demo()
    stale = [
        name
        for name, picture in inbox_pictures.PICTURES.items()
        if inbox_pictures.digest(demo, picture) != inbox_pictures.digest_in(inbox_pictures.HERE / name)
    ]
    assert stale == []
