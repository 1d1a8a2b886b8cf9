"""The inbox as a door: whoever may not answer, however they try, answers nothing. Every case ends with 0 answers."""

from __future__ import annotations

import base64
import dataclasses
import json

import inbox_scene as scene
import postgres
import pytest
from inbox_scene import ANNA, BEN, SECRET, URL, Browser, app_of, ask, new_store, signed_in, state_of

from ashby_agent_tools.approval.people import ApproverRules, Conditions, MayRule
from ashby_agent_tools.inbox import inbox_app
from ashby_agent_tools.risk import Effect

PROXY = ("10.0.0.5", 443)
SLOW = pytest.mark.slow


@pytest.fixture
def clock():
    return scene.Clock()


@pytest.fixture(params=["memory", pytest.param("sqlite", marks=SLOW), pytest.param("postgresql", marks=SLOW)])
def store(request, clock, tmp_path):
    """Signing in is slow on purpose, so most runs are over one store only."""
    if request.param == "memory":
        yield new_store(clock=clock)
    elif request.param == "sqlite":
        yield new_store(f"sqlite:///{tmp_path / 'store.db'}", clock=clock)
    else:
        with postgres.schema() as url:
            yield new_store(url, clock=clock)


@pytest.fixture
def asked(store):
    return ask(store, card=scene.FINAL)


def behind_proxy(store):
    return app_of(store, user_header="X-User", trusted_proxies=["10.0.0.5"])


def fields(asked, **more):
    """A form as an attacker writes it who knows everything but the token."""
    return {"answer": "approve", "seen": asked.seen, "read": "yes", "message": "", **more}


# each gives the response of one attempt, or several, at answering `asked`


def no_session(store, asked):
    return Browser(app_of(store)).post(f"/requests/{asked.id}", fields(asked, token="x"))


def forged_cookie(store, asked):
    browser = Browser(app_of(store))
    for payload in ([ANNA, store.approver_mark(ANNA), "1"], {"name": ANNA}, "anna", ["a"]):
        cookie = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
        for value in (cookie, f"{cookie}.AAAAAA.{'A' * 27}", cookie + "." * 40, "é" * 20):
            browser.http.cookies.clear()
            header = {"cookie": f"__Host-ashby-inbox={value}".encode()}
            yield browser.post(f"/requests/{asked.id}", fields(asked, token="x"), headers=header)


def cookie_of_another_secret(store, asked):
    other = Browser(inbox_app(store, public_url=URL, secret="t" * 40))
    other.sign_in()
    browser = Browser(app_of(store))
    browser.http.cookies.update(other.http.cookies)
    return browser.post(f"/requests/{asked.id}", {**other.form(asked), "answer": "approve", "read": "yes"})


def cookie_of_the_form_as_session(store, asked):
    """The signed cookie of the sign-in form is no session."""
    browser = Browser(app_of(store))
    browser.get("/sign-in")
    value = browser.http.cookies["__Host-ashby-inbox-form"]
    return browser.post(
        f"/requests/{asked.id}", fields(asked, token="x"), headers={"cookie": f"__Host-ashby-inbox={value}"}
    )


def signed_out_session(store, asked):
    browser = signed_in(store, secret=SECRET)
    kept, form = dict(browser.http.cookies), browser.form(asked)
    browser.post("/sign-out", {"token": form["token"]})
    browser.http.cookies.update(kept)
    return browser.post(f"/requests/{asked.id}", {**form, "answer": "approve", "read": "yes"})


def secret_was_replaced(store, asked):
    browser = signed_in(store)
    form = browser.form(asked)
    store.add_approver(ANNA, "another token that Anna has now")
    return browser.post(f"/requests/{asked.id}", {**form, "answer": "approve", "read": "yes"})


def no_token(store, asked):
    return signed_in(store).post(f"/requests/{asked.id}", fields(asked))


def token_of_somebody_else(store, asked):
    app = app_of(store)
    anna, ben = Browser(app), Browser(app)
    anna.sign_in(ANNA)
    ben.sign_in(BEN)
    return anna.post(f"/requests/{asked.id}", {**fields(asked), "token": ben.form(asked)["token"]})


def token_of_an_earlier_session(store, asked):
    browser = signed_in(store)
    old = browser.form(asked)["token"]
    browser.sign_in(ANNA)
    return browser.post(f"/requests/{asked.id}", fields(asked, token=old))


def token_of_the_sign_in_form(store, asked):
    browser = signed_in(store)
    token = scene.Forms(browser.get("/sign-in").text).found[0][2]["token"]
    return browser.post(f"/requests/{asked.id}", fields(asked, token=token))


def by_get(store, asked):
    browser = signed_in(store)
    return browser.get(f"/requests/{asked.id}", params={**browser.form(asked), "answer": "approve", "read": "yes"})


def from_another_site(store, asked):
    browser = signed_in(store)
    for headers in (
        {"origin": "https://evil.example.com"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"}, {"origin": f"{URL}.evil.example.com"}, {"origin": f"{URL}:8443"},
    ):  # fmt: skip
        form = {**browser.form(asked), "answer": "approve", "read": "yes"}
        yield browser.post(f"/requests/{asked.id}", form, headers=headers)


def under_another_host(store, asked):
    browser = signed_in(store)
    form = {**browser.form(asked), "answer": "approve", "read": "yes"}
    for host in (
        "evil.example.com", "inbox.example.com.evil.example.com", "inbox.example.com@evil.example.com", "", "[::",
        "inbox.example.com/evil", "inbox.example.com:99999",
    ):  # fmt: skip
        yield browser.post(f"/requests/{asked.id}", form, headers={"host": host})


def another_content_type(store, asked):
    browser = signed_in(store)
    form = {**browser.form(asked), "answer": "approve", "read": "yes"}
    yield browser.http.post(f"/requests/{asked.id}", json=form)
    yield browser.http.post(f"/requests/{asked.id}", content=json.dumps(form), headers={"content-type": "text/plain"})
    yield browser.http.post(f"/requests/{asked.id}", files={name: (None, value) for name, value in form.items()})


def header_of_an_untrusted_peer(store, asked):
    good, bad = (
        Browser(behind_proxy(store), {"x-user": ANNA}, peer=PROXY),
        Browser(behind_proxy(store), {"x-user": ANNA}),
    )
    form = {**good.form(asked), "answer": "approve", "read": "yes"}
    yield bad.get(f"/requests/{asked.id}")
    yield bad.post(f"/requests/{asked.id}", form)
    yield bad.post(f"/requests/{asked.id}", form, headers={"x-forwarded-for": "10.0.0.5", "x-real-ip": "10.0.0.5"})


def header_that_names_nobody(store, asked):
    form = Browser(behind_proxy(store), {"x-user": ANNA}, peer=PROXY).form(asked)
    browser = Browser(behind_proxy(store), peer=PROXY)
    for headers in ([], [("x-user", "")], [("x-user", ANNA), ("x-user", BEN)], [("x-user", "claimed: anna")],
                    [("x-user", "anna\tben")], [("x-user", "a" * 201)]):  # fmt: skip
        sent = {**form, "answer": "approve", "read": "yes"}
        yield browser.post(f"/requests/{asked.id}", sent, headers=headers)


def token_of_another_proxy_user(store, asked):
    app = behind_proxy(store)
    form = Browser(app, {"x-user": ANNA}, peer=PROXY).form(asked)
    sent = {**form, "answer": "approve", "read": "yes"}
    return Browser(app, {"x-user": BEN}, peer=PROXY).post(f"/requests/{asked.id}", sent)


def header_where_people_sign_in(store, asked):
    return Browser(app_of(store), {"x-user": ANNA, "remote-user": ANNA}).post(f"/requests/{asked.id}", fields(asked))


def token_of_an_approver_in_a_form(store, asked):
    """Name and secret belong to the sign-in page; nowhere else do they open anything."""
    return Browser(app_of(store)).post(f"/requests/{asked.id}", fields(asked, name=ANNA, secret=scene.SECRETS[ANNA]))


def stale_page(store, asked):
    """What it showed was changed since: the question was asked anew under another attempt."""
    return signed_in(store).answer(asked, read="yes", seen=dataclasses.replace(asked, attempt=2).seen)


def page_of_another_question(store, asked):
    other, browser = ask(store, "Harmless"), signed_in(store)
    return browser.answer(asked, form=browser.form(other), read="yes")


def neither_yes_nor_no(store, asked):
    browser = signed_in(store)
    for said in ("", "maybe", "APPROVE", "approve\n", "edit"):
        yield browser.post(f"/requests/{asked.id}", {**browser.form(asked), "answer": said, "read": "yes"})


def without_the_second_step(store, asked):
    browser = signed_in(store)
    for read in ("", "no", "on", "true"):
        yield browser.answer(asked, read=read)


def several_without_the_second_step(store, asked):
    browser = signed_in(store)
    form = scene.Forms(browser.get(f"/review?id={asked.id}").text).found[-1][2]
    return browser.post("/review", {**form, f"answer-{asked.id}": "approve"})


def several_of_a_stale_page(store, asked):
    browser = signed_in(store)
    form = scene.Forms(browser.get(f"/review?id={asked.id}").text).found[-1][2]
    return browser.post(
        "/review", {**form, f"answer-{asked.id}": "approve", f"seen-{asked.id}": "9" * 32, "read": "yes"}
    )


def several_without_token(store, asked):
    answers = {f"answer-{asked.id}": "approve", f"seen-{asked.id}": "", "read": "yes"}
    return signed_in(store).post("/review", answers)


def edit_of(browser, asked, **more):
    form = scene.Forms(browser.get(f"/requests/{asked.id}/edit").text).found[-1][2]
    return browser.post(f"/requests/{asked.id}/edit", {**form, "read": "yes", **more})


def edit_to_another_operation(store, asked):
    """The form has no field for it, and what it has are arguments of what was asked."""
    more = {"operation": "candidate.createNote", "value-operation": "candidate.createNote", "value-note": "x"}
    return edit_of(signed_in(store), asked, **{"value-candidateId": "no id", **more})


def edit_of_what_is_not_theirs(store, asked):
    browser = signed_in(store, rules=ApproverRules(may=(MayRule(people=frozenset([BEN])),)))
    token = scene.Forms(browser.get("/").text).found[0][2]["token"]
    sent = {"value-candidateId": scene.NOTE["candidateId"].replace("1", "2"), **fields(asked, token=token)}
    return browser.post(f"/requests/{asked.id}/edit", sent)


def edit_to_something_more_dangerous(store, asked):
    """A note that notifies nobody is no yes to one that does."""
    note = ask(store, "Quiet", more_arguments={"sendNotifications": False})
    yield edit_of(signed_in(store), note, **{"value-sendNotifications": "true"})
    assert state_of(store, note).state == "pending"


def not_by_the_rules(store, asked):
    rules = [
        ApproverRules(may=(MayRule(people=frozenset([BEN])),)),
        ApproverRules(may=(MayRule(about=Conditions(effect=frozenset([Effect.WRITE]))),)),
        ApproverRules(own_agents=False),
    ]
    for each in rules:
        browser = signed_in(store, rules=each)
        token = scene.Forms(browser.get("/").text).found[0][2]["token"]
        yield browser.post(f"/requests/{asked.id}", fields(asked, token=token))
        line = {f"answer-{asked.id}": "approve", f"seen-{asked.id}": asked.seen}
        yield browser.post("/review", {**line, "read": "yes", "token": token})


def another_account(store, asked):
    browser = signed_in(store, account="another")
    token = scene.Forms(browser.get("/").text).found[0][2]["token"]
    yield browser.get(f"/requests/{asked.id}")
    yield browser.post(f"/requests/{asked.id}", fields(asked, token=token))
    yield browser.post("/review", {"token": token, f"answer-{asked.id}": "approve", "read": "yes"})


def long_body(store, asked):
    browser = signed_in(store)
    form = {**browser.form(asked), "answer": "approve", "read": "yes"}
    yield browser.post(f"/requests/{asked.id}", {**form, "message": "x" * 70_000})
    yield browser.post(f"/requests/{asked.id}", {**form, "message": "x" * 2_001})
    yield browser.post(f"/requests/{asked.id}", {**form, **{f"f{number}": "" for number in range(600)}})


def long_body_without_a_length(store, asked):
    browser = signed_in(store)
    head = "&".join(
        f"{name}={value}" for name, value in {**browser.form(asked), "answer": "approve", "read": "yes"}.items()
    )

    def chunks():
        yield f"{head}&message=".encode()
        for _ in range(80):
            yield b"x" * 1_024

    kind = {"content-type": "application/x-www-form-urlencoded"}
    return browser.http.post(f"/requests/{asked.id}", content=chunks(), headers=kind)


ATTACKS = [
    no_session, forged_cookie, cookie_of_another_secret, cookie_of_the_form_as_session, signed_out_session,
    secret_was_replaced, no_token, token_of_somebody_else, token_of_an_earlier_session, token_of_the_sign_in_form,
    edit_to_another_operation, edit_of_what_is_not_theirs, edit_to_something_more_dangerous, not_by_the_rules, by_get,
    from_another_site, under_another_host, another_content_type, header_of_an_untrusted_peer, header_that_names_nobody,
    token_of_another_proxy_user, header_where_people_sign_in, token_of_an_approver_in_a_form, stale_page,
    page_of_another_question, neither_yes_nor_no, without_the_second_step, several_without_the_second_step,
    several_of_a_stale_page, several_without_token, another_account, long_body, long_body_without_a_length,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
@pytest.mark.exhaustive(4)
def test_who_may_not_answer_answers_nothing(store, asked, attack):
    tried = attack(store, asked)
    responses = list(tried) if hasattr(tried, "__next__") else [tried]
    assert responses
    assert all(it.status_code < 500 for it in responses), [it.status_code for it in responses]
    found = state_of(store, asked)
    assert (found.state, found.decided_by) == ("pending", None)
    assert not any("Approved. The agent" in it.text for it in responses)


def test_the_same_form_from_who_may_answers(store, asked):
    """What the attacks lack is all that they lack."""
    assert signed_in(store).answer(asked, read="yes").status_code == 303
    assert state_of(store, asked).decided_by == ANNA


def test_a_header_of_the_proxy_names_who_answers(store, asked):
    browser = Browser(behind_proxy(store), {"x-user": BEN}, peer=PROXY)
    assert browser.answer(asked, read="yes").status_code == 303
    assert state_of(store, asked).decided_by == BEN
    assert browser.get("/sign-in").status_code == 404


# the second answer, two tabs, expiry


def test_the_second_answer_is_told_who_was_first(store, asked):
    app = app_of(store)
    anna, ben = Browser(app), Browser(app)
    anna.sign_in(ANNA)
    ben.sign_in(BEN)
    late = ben.form(asked, "deny")
    anna.answer(asked, read="yes")
    told = ben.answer(asked, "deny", form=late)
    assert told.status_code == 409
    assert f"already approved by {ANNA}" in told.text
    assert state_of(store, asked).state == "approved"


def test_two_tabs_of_one_person_give_one_answer(store, asked):
    browser = signed_in(store)
    yes, no = browser.form(asked), browser.form(asked, "deny")
    assert browser.answer(asked, "deny", form=no).status_code == 303
    told = browser.answer(asked, form=yes, read="yes")
    assert (told.status_code, "already denied by you" in told.text) == (409, True)
    assert state_of(store, asked).state == "denied"


def test_a_form_that_is_sent_again_changes_nothing(store, asked):
    browser = signed_in(store)
    form = browser.form(asked, "deny")
    for _ in range(3):
        last = browser.answer(asked, "deny", form=form, message="once")
    assert last.status_code == 409
    assert (state_of(store, asked).state, state_of(store, asked).message) == ("denied", "once")


def test_an_answer_after_expiry_does_not_count(store, asked, clock):
    browser = signed_in(store)
    form = browser.form(asked)
    clock.now += 9 * 3600
    told = browser.answer(asked, form=form, read="yes")
    assert (told.status_code, "has expired" in told.text) == (409, True)
    assert state_of(store, asked).state == "expired"
