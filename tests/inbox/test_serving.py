"""Where the inbox is served: under a path, as a command, with settings that fit; and who may follow its events."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys

import httpx
import inbox_scene as scene
import processes
import pytest
from cryptography.fernet import Fernet
from inbox_scene import ANNA, URL, Browser, ask, new_store, signed_in, state_of
from starlette.applications import Starlette
from starlette.routing import Mount

from ashby_agent_tools import SqliteStore, errors
from ashby_agent_tools.inbox import inbox_app


def test_it_works_under_a_path_of_another_application():
    store = new_store()
    asked = ask(store)
    browser = Browser(Starlette(routes=[Mount("/approvals", app=inbox_app(store, public_url=URL))]))
    assert browser.get("/approvals/").headers["location"] == "/approvals/sign-in"
    form = scene.Forms(browser.get("/approvals/sign-in").text).found[0]
    assert form[1] == "/approvals/sign-in"
    signed = browser.post(form[1], {**form[2], "name": ANNA, "secret": scene.SECRETS[ANNA]})
    assert signed.headers["location"] == "/approvals/"
    page = browser.get(f"/approvals/requests/{asked.id}").text
    assert 'href="/approvals/assets/inbox.css"' in page
    shown = next(it for it in scene.Forms(page).found if it[0] == "approve")
    assert browser.post(shown[1], {**shown[2], "answer": "approve"}).status_code == 303
    assert state_of(store, asked).decided_by == ANNA


@pytest.mark.parametrize("path", ["/approvals/sign-in", "/sign-in"], ids=["kept by the proxy", "stripped by it"])
def test_it_works_under_a_path_that_a_proxy_adds(path):
    page = Browser(inbox_app(new_store(), public_url=f"{URL}/approvals/")).get(path)
    assert page.status_code == 200
    assert 'href="/approvals/assets/inbox.css"' in page.text
    assert scene.Forms(page.text).found[0][1] == "/approvals/sign-in"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"public_url": "approvals.example.com"}, "not a web address"),
        ({"public_url": "https://me@approvals.example.com"}, "not a web address"),
        ({"user_header": "X-User"}, "trusted-proxy"),
        ({"user_header": "X-User", "trusted_proxies": ["proxy.internal"]}, "10.0.0.0/8"),
        ({"secret": "too short"}, "32 characters"),
    ],
)
def test_settings_that_fit_nothing_are_refused(options, told):
    with pytest.raises(errors.UsageError, match=told):
        inbox_app(new_store(), **options)


def test_events_are_for_who_is_signed_in():
    store = new_store()
    app = inbox_app(store, public_url=URL)
    assert Browser(app).get("/events").status_code == 401
    assert Browser(app).get(f"/events?id={ask(store).id}").status_code == 401


def test_while_the_store_cannot_be_used_every_page_says_so(monkeypatch):
    store = new_store()
    browser = signed_in(store)

    @contextlib.contextmanager
    def gone():
        raise errors.StoreUnavailable(reason="gone")
        yield

    asked = ask(store)
    form = browser.form(asked)
    monkeypatch.setattr(store, "_reading", gone)
    for page in (
        browser.get("/"), browser.answer(asked, form=form), browser.sign_in(), browser.get(f"/requests/{asked.id}"),
    ):  # fmt: skip
        assert page.status_code == 503
        assert page.text.count("again in a moment") == 1
    monkeypatch.undo()
    assert state_of(store, asked).state == "pending"


def test_a_store_whose_key_was_changed_meanwhile_is_told_on_the_page(tmp_path):
    old, new = Fernet.generate_key(), Fernet.generate_key()
    store = new_store(f"sqlite:///{tmp_path / 'store.db'}", keys=[old])
    ask(store)
    browser = signed_in(store)
    with SqliteStore(tmp_path / "store.db", keys=[new, old]) as other:
        other.rotate_keys()
    page = browser.get("/")
    assert page.status_code == 503
    assert "encrypted with another key" in page.text
    store.close()


def test_assets_are_served_and_nothing_beside_them():
    browser = signed_in(new_store())
    assert browser.get("/assets/inbox.css").headers["content-type"].startswith("text/css")
    for name in ("../app.py", "..%2fapp.py", "inbox.py", ""):
        assert browser.get(f"/assets/{name}").status_code == 404
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE"):
        assert browser.http.request(method, "/").status_code == 405


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--user-header", "X-User"], "--trusted-proxy"),
        (["--public-url", "nowhere"], "--public-url"),
        (["--rules", "nothing.toml"], "nothing.toml"),
        (["--host", "198.51.100.1"], "--port"),
        (["--port", "99999"], "99999 is no port"),
    ],
)
def test_the_command_says_what_does_not_fit(tmp_path, words, told):
    SqliteStore(tmp_path / "store.db").close()
    done = processes.command(
        tmp_path / "run", "inbox", "--port", "0", "--store", str(tmp_path / "store.db"), *words, environment={}
    )
    assert done.code == 2, done
    assert told in done.err


@pytest.mark.slow  # a process
def test_it_stops_at_once_and_in_silence_also_while_pages_are_open(tmp_path):
    store = new_store(f"sqlite:///{tmp_path / 'store.db'}")
    words = ["inbox", "--port", "0", "--json", "--store", str(tmp_path / "store.db")]
    command = [sys.executable, "-c", "from ashby_agent_tools.cli import main; main()", *words]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served,
        httpx.Client(base_url=json.loads(served.stdout.readline())["url"]) as http,
    ):
        form = scene.Forms(http.get("/sign-in").text).found[0][2]
        http.post("/sign-in", data={**form, "name": ANNA, "secret": scene.SECRETS[ANNA]})
        with http.stream("GET", "/events") as events:
            told = events.iter_lines()
            assert next(told).startswith("retry")
            served.send_signal(signal.SIGINT)
            assert "still here" not in "".join(told)
        assert served.communicate(timeout=60)[1] == ""
    store.close()
