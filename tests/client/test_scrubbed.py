"""What an answer repeats of a secret that was sent, or of a key, stands in no error, log or text for a model."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from urllib.parse import quote

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Decision, Session, Toolset, confirm_never, errors
from ashby_agent_tools import operations as op

SOME_ID = "11111111-1111-4111-8111-111111111111"
KEY, SECRET = "canary/key+7f3a91", 'canary "of" the tökén'
BASIC = base64.b64encode(f"{KEY}:".encode()).decode()
HOOK = {"webhookType": "jobCreate", "requestUrl": "https://hooks.example.com/a", "secretToken": SECRET}
ECHOED = {
    "the secret": SECRET, "in capitals": SECRET.upper(), "the key": KEY, "the header": f"Basic {BASIC}",
    "as in a URL": quote(SECRET), "as JSON": json.dumps(SECRET), "the key as in a URL": quote(KEY, safe=""),
}  # fmt: skip
ANSWERS = {
    "a message": lambda echo: (200, {"success": False, "errorInfo": {"code": "invalid", "message": f"No: {echo}."}}),
    "errors": lambda echo: (200, {"success": False, "errors": [f"No: {echo}.", {"message": echo}]}),
    "a key": lambda echo: (400, {"errors": [{"deep": [{echo: echo}]}]}),
    "a code": lambda echo: (400, {"errorInfo": {"code": "canary.key.7f3a91", "message": echo}}),
    "meta": lambda echo: (403, {"success": False, "errorInfo": {"code": "x", "meta": {"given": [echo]}}}),
    "a request id": lambda echo: (500, {"requestId": echo}),
    "late in a long message": lambda echo: (400, {"success": False, "errors": ["x" * 990 + echo]}),
    "no JSON": lambda echo: (200, echo),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("echo", ECHOED.values(), ids=ECHOED)
def test_no_error_repeats_a_secret(answer, echo, caplog):
    caplog.set_level(logging.DEBUG)
    status, body = answer(echo)
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    headers = {"content-type": quote(echo), "x-ashby-request-id": quote(echo, safe="")}
    transport = httpx.MockTransport(lambda request: httpx.Response(status, content=content, headers=headers))
    client = Client(KEY, transport=transport, policy=confirm_never)
    session = Session(Toolset.of("webhook.create").with_policy(confirm_never), client)
    with pytest.raises(errors.ToolError) as raised:
        session.execute(session.prepare("webhook.create", HOOK), decision=Decision.approve(by="Robin"))
    error = raised.value
    told = [str(error), repr(error), caplog.text, repr(vars(error)), "".join(traceback.format_exception(error))]
    parts = ("canary", BASIC[:8], BASIC[-9:-2])
    assert [text for text in told for part in parts if part.lower() in text.lower().replace("canary.key", "")] == []


@pytest.mark.parametrize("header", ["content-type", "x-ashby-request-id", "x-ratelimit-scope"])
@pytest.mark.parametrize(("status", "body"), [(500, b"no"), (200, b"<html>"), (429, b'{"success": false}'), (403, b"")])
@pytest.mark.usefixtures("no_waiting")
def test_a_header_that_is_the_key_is_not_repeated(header, status, body):
    key = "canary-7f3a91"
    transport = httpx.MockTransport(lambda request: httpx.Response(status, content=body, headers={header: key}))
    with pytest.raises(errors.ToolError) as raised:
        Client(key, transport=transport, policy=confirm_never).execute(op.JobInfo(id=SOME_ID))
    assert "canary" not in f"{raised.value} {vars(raised.value)}"


def test_short_secrets_and_ordinary_words_leave_an_error_as_it_is():
    """A secret of three letters is part of too many words."""
    refusal = {"success": False, "errorInfo": {"code": "invalid", "message": "The address is not reachable."}}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=refusal))
    session = Session(
        Toolset.of("webhook.create").with_policy(confirm_never), Client(KEY, transport=transport, policy=confirm_never)
    )
    with pytest.raises(errors.ApiError, match="The address is not reachable"):
        session.run("webhook.create", {**HOOK, "secretToken": "the"})


@pytest.mark.parametrize("url", ["https://u:canary@ho st:bad/", "https://x:canary@", "http://canary.example.com", "//"])
def test_a_base_url_that_cannot_be_used_is_not_repeated(url):
    for kind in (Client, AsyncClient):
        with pytest.raises(errors.UsageError) as raised:
            kind("key", base_url=url)
        assert "canary" not in str(raised.value)
