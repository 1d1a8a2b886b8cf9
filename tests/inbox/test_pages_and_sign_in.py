"""What the pages hold and how one signs in: escaped texts, strict headers, cookies, no guessing, no way elsewhere."""

from __future__ import annotations

import concurrent.futures
import re

import inbox_scene as scene
import pytest
from inbox_scene import ANNA, URL, Browser, app_of, ask, new_store, signed_in

from ashby_agent_tools.inbox import inbox_app


@pytest.fixture
def store():
    return new_store()


@pytest.fixture
def asked(store):
    return ask(store, card=scene.FINAL)


# what is shown


HOSTILE = (
    "<script>alert(1)</script>", "'><img src=x onerror=alert(1)>", "{{6463*11}}", "</textarea><script>",
    "a\u202eb\u0000c", "javascript:alert(1)", "' approve'><b>",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_others_wrote_is_text_on_every_page(store, text):
    """Names, notes, conversations, messages: escaped, what is invisible shown, quotes marked."""
    card = {
        **scene.FINAL, "headline": f"Reject '{text}'.", "more": text, "about": [{"name": "person", "value": text}],
        "rows": [{"name": text, "from": f"'{text}'", "to": text, "lines": [text]}],
        "missing": [text], "reasons": [text],
    }  # fmt: skip
    asked = ask(store, text, card=card, key=scene.ConversationKey("acme", f"talk {text}", URL))
    browser = signed_in(store)
    search = browser.get("/", params={"q": text})
    pages = [browser.get("/"), search, browser.get(f"/requests/{asked.id}"), browser.get(f"/review?id={asked.id}")]
    pages.append(browser.answer(asked, "deny", message=text))
    pages += [browser.get(f"/requests/{asked.id}"), browser.get("/history")]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "<b>" not in page.text
        assert "\u202e" not in page.text
        assert "71093" not in page.text
    assert '<q class="theirs">' in pages[2].text


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inline(store, asked):
    browser = signed_in(store)
    for path in ("/", "/history", f"/requests/{asked.id}", f"/review?id={asked.id}", "/sign-in", "/requests/none"):
        page = browser.get(path)
        assert not re.search(r"<style|style=|<script(?! src=\"/assets/inbox\.js\" defer></script>)|\son\w+=", page.text)
        assert not re.search(r"(?:src|href|action)=\"(?!/|#)", page.text)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(store):
    browser = Browser(app_of(store))
    for response in (browser.get("/sign-in"), browser.sign_in()):
        (cookie,) = response.headers.get_list("set-cookie")
        assert re.match(r"__Host-ashby-inbox(-form)?=", cookie)
        for flag in ("HttpOnly", "Secure", "Path=/"):
            assert flag in cookie
        assert re.search(r"SameSite=(lax|strict)", cookie)


# signing in


@pytest.mark.parametrize(
    "to",
    ["//evil.example.com", "https://evil.example.com", "/\\evil", "requests/../../x", "requests/a?b", "x", "\r\nx: y"],
)
def test_signing_in_leads_nowhere_else(store, to):
    browser = Browser(app_of(store))
    assert browser.get("/sign-in", params={"to": to}).status_code == 200
    form = scene.Forms(browser.get("/sign-in").text).found[0][2]
    answer = browser.post("/sign-in", {**form, "name": ANNA, "secret": scene.SECRETS[ANNA], "to": to})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_signing_in_leads_to_the_question_that_somebody_came_for(store, asked):
    browser = Browser(app_of(store))
    sent = browser.get(f"/requests/{asked.id}")
    assert sent.headers["location"] == f"/sign-in?to=requests/{asked.id}"
    assert browser.sign_in(to=f"requests/{asked.id}").headers["location"] == f"/requests/{asked.id}"


def test_nobody_is_signed_in_by_another_site(store):
    """A form without the cookie that came with it, or with the token of another browser."""
    app = app_of(store)
    mine, theirs = Browser(app), Browser(app)
    form = scene.Forms(mine.get("/sign-in").text).found[0][2]
    theirs.get("/sign-in")
    for browser in (Browser(app), theirs):
        sent = browser.post("/sign-in", {**form, "name": ANNA, "secret": scene.SECRETS[ANNA]})
        assert sent.status_code == 403
        assert "__Host-ashby-inbox" not in browser.http.cookies


def test_two_inboxes_on_one_host_sign_nobody_out_of_each_other(store):
    """A browser sends a host's cookies to each of its ports, and keeps one of a name."""
    browsers = [Browser(inbox_app(store, public_url=f"{URL}:{port}")) for port in (8701, 8702)]
    for browser in browsers:
        assert browser.sign_in().status_code == 303
        for other in browsers:
            other.http.cookies.update(browser.http.cookies)
    assert [browser.get("/").status_code for browser in browsers] == [200, 200]


def test_two_tabs_with_the_form_are_both_good(store):
    browser = Browser(app_of(store))
    first, second = (scene.Forms(browser.get("/sign-in").text).found[0][2] for _ in range(2))
    for form in (first, second):
        assert browser.post("/sign-in", {**form, "name": ANNA, "secret": scene.SECRETS[ANNA]}).status_code == 303


def test_who_signs_out_is_signed_out_of_every_process_and_after_a_restart(store):
    browser = Browser(inbox_app(store, public_url=URL, secret="s" * 40))
    browser.sign_in()
    kept = Browser(inbox_app(store, public_url=URL, secret="s" * 40))
    kept.http.cookies.update(browser.http.cookies)
    assert kept.get("/").status_code == 200
    form = next(fields for _, action, fields in scene.Forms(browser.get("/").text).found if action == "/sign-out")
    browser.post("/sign-out", form)
    assert kept.get("/").headers["location"] == "/sign-in"


def test_guessing_at_sign_in_ends(store):
    browser = Browser(app_of(store))
    found = [browser.sign_in(ANNA, f"guess number {number}").status_code for number in range(12)]
    assert found == [401] * 10 + [429] * 2
    assert "retry-after" in browser.sign_in().headers  # the right one is not tried any more, either
    assert Browser(app_of(store)).sign_in().status_code == 303


def test_guessing_many_at_once_is_no_more_than_one_after_the_other(store):
    app = app_of(store)

    def guess(number):
        return Browser(app).sign_in(ANNA, f"guess number {number}").status_code

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = list(pool.map(guess, range(16)))
    assert sorted(found) == [401] * 10 + [429] * 6


def test_a_header_of_a_browser_does_not_make_its_guesses_those_of_another_address(store):
    app = app_of(store)
    tried = [
        Browser(app, {"x-forwarded-for": f"10.1.0.{number}"}).sign_in(ANNA, "a wrong guess").status_code
        for number in range(11)
    ]
    assert tried[-1] == 429


@pytest.mark.parametrize(
    "name", ["", "nobody@example.com", "a" * 300, "claimed: anna", "anna@example.com\u0000", "é" * 9]
)
def test_a_name_that_is_not_known_is_told_like_a_wrong_token(store, name):
    answer = Browser(app_of(store)).sign_in(name, "a token of nobody at all")
    assert answer.status_code == 401
    assert "do not belong together" in answer.text


@pytest.mark.parametrize(
    ("name", "raw"),
    [("Zoë Müller", "Zoë Müller".encode()), ("Zoë", "Zoë".encode("latin-1")), ("Оксана", "Оксана".encode())],
)
def test_a_name_of_a_proxy_is_the_one_that_was_written_in_whichever_encoding(store, asked, name, raw):
    app = inbox_app(store, public_url=URL, user_header="X-User", trusted_proxies=["10.0.0.9"])
    browser = Browser(app, {"X-User": raw})
    assert browser.answer(asked, "deny").status_code == 303
    assert store.request(asked.id).decided_by == name
