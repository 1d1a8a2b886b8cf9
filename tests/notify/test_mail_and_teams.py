"""MailNotifier and TeamsNotifier: what arrives, without names unless asked for, and that no secret is told."""

from __future__ import annotations

import email
import json
import logging
import smtplib

import httpx
import pytest
from mail_server import certificate, mail_server

from ashby_agent_tools import Session, Toolset, errors
from ashby_agent_tools.notify import teams
from ashby_agent_tools.notify.mail import MailNotifier
from ashby_agent_tools.notify.teams import TeamsNotifier
from ashby_agent_tools.testing._company import Company

MOVE = "application.changeStage"
PASSWORD, ADDRESS = "canary-smtp-password", "https://prod.example.com/workflows/canary-signature"
INBOX = "https://approvals.example.com/"


@pytest.fixture
def company(simulator):
    return Company.of(simulator)


@pytest.fixture
def notice(simulator, company):
    told = []
    session = Session(Toolset.all(), simulator.client(), notify=told.append)
    session.question(session.prepare(MOVE, company.rejection()))
    return told[0]


def mails(**options):
    given = {"sender": "ashby@example.com", "to": ["ada@example.com", "robin@example.com"], "inbox": INBOX, **options}
    return MailNotifier(options.pop("host", "127.0.0.1"), **given)


@pytest.mark.parametrize("names", [False, True])
def test_an_email_arrives_over_tls(tmp_path, company, notice, names):
    server_side, client_side = certificate(tmp_path)
    with mail_server(server_side) as server:
        port = server.server_address[1]
        mails(port=port, user="ashby", password=PASSWORD, context=client_side, names=names)(notice)
    message = email.message_from_string(server.received[0])
    body = message.get_payload(decode=True).decode()
    assert message["To"] == "ada@example.com, robin@example.com"
    assert message["Subject"] == f"Approval needed: {MOVE} ({notice.id})"
    assert (company.candidate()["name"] in body) is names
    assert f"https://approvals.example.com/requests/{notice.id}" in body
    assert server.logins == [["ashby", PASSWORD]]
    assert {it for it in server.commands if it in ("AUTH", "MAIL", "DATA")} == set(), "nothing is said before TLS"


def test_a_server_without_tls_gets_nothing(notice):
    with mail_server() as server, pytest.raises(smtplib.SMTPNotSupportedError):
        mails(port=server.server_address[1], user="ashby", password=PASSWORD)(notice)
    assert server.received == []
    assert server.logins == []


def test_a_certificate_that_nobody_knows_gets_nothing(tmp_path, notice):
    server_side, _ = certificate(tmp_path)
    with mail_server(server_side) as server, pytest.raises(OSError, match="certificate"):
        mails(port=server.server_address[1], user="ashby", password=PASSWORD)(notice)
    assert server.logins == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"security": "none", "user": "ashby", "password": PASSWORD}, "not sent without TLS"),
        ({"security": "ssl"}, "starttls, tls or none"),
        ({"user": "ashby"}, "set ASHBY_SMTP_PASSWORD"),
        ({"to": []}, "who gets the email"),
        ({"to": "robin"}, "is not an email address"),
        ({"to": "robin@example.com\r\nBcc: all@example.com"}, "is not an email address"),
        ({"sender": "a@example.com, b@example.com"}, "is not an email address"),
        ({"inbox": "http://approvals.example.com"}, "begins with https://"),
        ({"inbox": "javascript:alert(1)//https://"}, "begins with https://"),
    ],
)
def test_what_cannot_be_used_is_refused_without_the_password(options, says, monkeypatch):
    monkeypatch.delenv("ASHBY_SMTP_PASSWORD", raising=False)
    with pytest.raises(errors.UsageError, match=says) as error:
        mails(**options)
    assert PASSWORD not in str(error.value)


@pytest.fixture
def workflow(monkeypatch):
    """What a workflow gets, and what it answers."""
    got, answers = [], [httpx.Response(202)]

    def take(request):
        got.append(json.loads(request.content))
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    client = httpx.Client(transport=httpx.MockTransport(take))
    monkeypatch.setattr(teams.httpx, "post", lambda url, **options: client.post(url, json=options["json"]))
    return got, answers


@pytest.mark.parametrize("names", [False, True])
def test_a_card_arrives_with_a_link_and_no_way_to_answer(company, notice, workflow, names):
    TeamsNotifier(ADDRESS, inbox=INBOX, names=names)(notice)
    card = workflow[0][0]["attachments"][0]["content"]
    shown = json.dumps(card["body"], ensure_ascii=False)
    assert (company.candidate()["name"] in shown) is names
    assert [(it["type"], it["url"]) for it in card["actions"]] == [
        ("Action.OpenUrl", f"https://approvals.example.com/requests/{notice.id}")
    ]
    assert {it["type"] for it in card["body"]} == {"RichTextBlock"}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx.Response(400, text=ADDRESS), "HTTP 400"),
        (httpx.Response(302, headers={"Location": "https://elsewhere.example.com"}), "HTTP 302"),
        (httpx.ConnectError(f"no route to {ADDRESS}"), r"could not be reached \(ConnectError\)"),
    ],
)
def test_the_address_of_a_workflow_is_told_nowhere(notice, workflow, caplog, answer, says):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")
    workflow[1][0] = answer
    notifier = TeamsNotifier(ADDRESS)
    with pytest.raises(ConnectionError, match=says) as error:
        notifier(notice)
    assert error.value.__cause__ is None
    assert "canary" not in f"{error.value} {notifier!r} {caplog.text}"
