"""People with tokens of an issuer stay apart; and the settings that say which issuer, whose grant and which person."""

from __future__ import annotations

import re

import pytest
from mcp.server.auth.provider import AccessToken
from oauth_issuer import ISSUER, RESOURCE, settings
from oauth_scene import HEADERS, HELLO, modern
from starlette.testclient import TestClient

from ashby_agent_tools import MemoryStore
from ashby_agent_tools.errors import UsageError
from ashby_mcp.http import application
from ashby_mcp.oauth import OAuthSettings

TOOL = "ashby_application_change_stage"


# people


def test_two_people_with_one_grant_never_share_a_conversation(serving, issuer, scene):
    """Not by the same name, not without one, not by a session's id, and not by the state of a question."""
    store, who = MemoryStore(), {"ada": issuer.token(sub="ada"), "eve": issuer.token(sub="eve")}
    call = {"name": TOOL, "arguments": scene.rejection()}
    with serving(store=store) as client:
        asked = client.post("/mcp", **modern("tools/call", who["ada"], call)).json()["result"]
        assert asked["resultType"] == "input_required"
        answers = {"approval": {"action": "accept", "content": {"approve": True}}}
        again = {**call, "requestState": asked["requestState"], "inputResponses": answers}
        stolen = client.post("/mcp", **modern("tools/call", who["eve"], again)).json()["result"]
        assert stolen["resultType"] == "input_required"
        assert stolen["requestState"] != asked["requestState"]
        assert scene.sent() == []
        look = {"name": "ashby_candidate_list", "arguments": {"limit": 1}}
        named = {"ashby-conversation": "n" * 16}
        listed = client.post("/mcp", **modern("tools/call", who["ada"], look, **named)).text
        short_id = re.search(r"\bcand_\d+\b", listed).group()
        short = {"name": "ashby_candidate_info", "arguments": {"id": short_id}}
        assert not client.post("/mcp", **modern("tools/call", who["ada"], short, **named)).json()["result"]["isError"]
        assert client.post("/mcp", **modern("tools/call", who["eve"], short, **named)).json()["result"]["isError"]
        done = client.post("/mcp", **modern("tools/call", who["ada"], again)).json()["result"]
        assert not done.get("isError")
    assert len(scene.sent()) == 1
    assert {(it.asked_by, it.decided_by) for it in store.requests()} == {("ada", "ada"), ("eve", None)}


def test_a_session_is_its_persons_and_its_grants(serving, issuer):
    old = {**HEADERS, "mcp-protocol-version": "2025-11-25"}
    bearing = lambda **claims: {**old, "authorization": f"Bearer {issuer.token(**claims)}"}  # noqa: E731
    listing = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    with serving() as client:
        session = client.post("/mcp", json=HELLO, headers=bearing()).headers["mcp-session-id"]
        for claims, status in (({}, 200), ({"sub": "eve"}, 404), ({"client_id": "other"}, 404)):
            answer = client.post("/mcp", json=listing, headers={**bearing(**claims), "mcp-session-id": session})
            assert answer.status_code == status


def test_the_person_is_who_the_configured_claim_says(serving, issuer, scene):
    store = MemoryStore()
    call = {"name": TOOL, "arguments": scene.rejection()}
    with serving(store=store, person="email") as client:
        for claims, status in (
            ({"email": "ada@example.com"}, 200),
            ({"email": "eve@example.com", "email_verified": False}, 401),
            ({}, 401),
        ):
            assert client.post("/mcp", **modern("tools/call", issuer.token(**claims), call)).status_code == status
    assert [it.asked_by for it in store.requests()] == ["ada@example.com"]


class Introspected:
    """A verifier of somebody's own, which asks the issuer about opaque tokens; `said`: what it learned."""

    def __init__(self, **said):
        self.said = said

    async def verify_token(self, token):
        return AccessToken(token=token, client_id="desktop", scopes=["ashby"], **self.said)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"subject": "ada", "claims": {"groups": "recruiters", "sub": "ada"}}, 200),
        ({"subject": "ada", "claims": {"groups": "recruiters"}}, 200),  # the claim `sub` is the subject
        ({"subject": None, "claims": {"groups": "recruiters", "sub": "ada"}}, 401),
        ({"subject": "ada", "claims": {"groups": "recruiters", "sub": "a\nb"}}, 401),
        ({"subject": "ada", "claims": {"groups": "recruiters"}, "expires_at": 1_700_000_000}, 401),
        ({"subject": "ada"}, 403),
        ({}, 401),
    ],
)
def test_a_verifier_of_ones_own_has_to_name_a_person(scene, said, status):
    app = application(scene.server(), oauth=settings(), verifier=Introspected(**said))
    with TestClient(app, base_url="https://ashby.example.com") as client:
        assert client.post("/mcp", **modern("tools/list", "opaque")).status_code == status


# the settings

TABLE = {
    "issuer": ISSUER, "resource": RESOURCE,
    "grants": [{"claim": "groups", "value": "recruiters", "grant": "recruiter"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"isuer": "x"}, "oauth.isuer is not known"),
        ({"issuer": None}, "oauth.issuer"),
        ({"issuer": "http://id.example.com"}, "oauth.issuer"),
        ({"issuer": "https://id.example.com/?a=b"}, "oauth.issuer"),
        ({"issuer": 5}, "oauth.issuer"),
        ({"resource": "ashby"}, "oauth.resource"),
        ({"resource": 'https://ashby.example.com/"x'}, "oauth.resource"),
        ({"jwks": "http://id.example.com/keys"}, "oauth.jwks"),
        ({"algorithms": ["none"]}, "oauth.algorithms"),
        ({"algorithms": ["HS256"]}, "oauth.algorithms"),
        ({"algorithms": []}, "oauth.algorithms"),
        ({"scopes": "ashby"}, "oauth.scopes"),
        ({"scopes": ['a"b']}, "oauth.scopes"),
        ({"leeway": 3600}, "oauth.leeway"),
        ({"leeway": True}, "oauth.leeway"),
        ({"person": ""}, "oauth.person"),
        ({"grants": []}, "oauth.grants"),
        ({"grants": [{"claim": "groups", "value": ["a"], "grant": "x"}]}, "oauth.grants[0].value"),
        ({"grants": [{"claim": "groups", "valeu": "a", "grant": "x"}]}, "oauth.grants[0].valeu"),
        ({"grants": ["x"]}, "oauth.grants[0]"),
    ],
)
def test_a_mistake_in_the_settings_is_named(change, says):
    table = {key: value for key, value in {**TABLE, **change}.items() if value is not None}
    with pytest.raises(UsageError) as refused:
        OAuthSettings.of(table)
    assert says in str(refused.value)


def test_the_first_rule_that_fits_counts():
    more = [{"claim": "groups", "value": "staff", "grant": "guest"}, {"claim": "level", "value": 1, "grant": "one"}]
    chosen = OAuthSettings.of({**TABLE, "grants": [*TABLE["grants"], *more], "scopes": ["ashby"], "leeway": 5})
    for claims, grant in (
        ({"groups": ["staff", "recruiters"]}, "recruiter"),
        ({"groups": "staff"}, "guest"),
        ({"level": 1}, "one"),
        ({"level": True}, None),
        ({"level": "1"}, None),
        ({}, None),
    ):
        assert chosen.grant(claims) == grant
    assert (chosen.scopes, chosen.leeway, chosen.accepted) == (("ashby",), 5, (RESOURCE,))


def test_an_issuer_stands_in_the_place_of_tokens_in_the_configuration(scene):
    with pytest.raises(UsageError, match="not both"):
        application(scene.server(), oauth=settings(), token="a token of enough characters")
