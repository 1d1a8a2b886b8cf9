"""Access tokens of an issuer: which are let in, what the others are told, and that people stay apart."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re

import anyio
import pytest
from adapter_scene import Scene
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, OKPKey
from mcp.server.auth.provider import AccessToken
from oauth_issuer import ISSUER, RESOURCE, Issuer, settings
from starlette.testclient import TestClient

from ashby_agent_tools import MemoryStore, Session, Toolset
from ashby_agent_tools.errors import UsageError
from ashby_mcp import build_server
from ashby_mcp.http import application
from ashby_mcp.oauth import OAuthSettings

HEADERS = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28"}
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "grace", "version": "1"},
    },
}  # fmt: skip
META = "https://ashby.example.com/.well-known/oauth-protected-resource/mcp"
TOOL = "ashby_application_change_stage"


@pytest.fixture
def issuer():
    return Issuer()


@pytest.fixture(scope="module")
def shared():
    """A client of one application for all tests that change nothing, and the issuer."""
    issuer, simulated = Issuer(), Scene().simulator.async_client()
    server = build_server(lambda name: Session(Toolset.preset("operations"), async_client=simulated, conversation=name))
    with opened(server, issuer) as client:
        yield client, issuer


@contextlib.contextmanager
def opened(server, issuer, **more):
    app = application(
        server,
        oauth=settings(**more),
        verifier=issuer.verifier(**more),
        host="0.0.0.0",  # noqa: S104
        reached_as=["ashby.example.com"],
    )
    with TestClient(app, base_url="https://ashby.example.com") as client:
        yield client


@pytest.fixture
def serving(scene, issuer):
    """Opens a client of the application, with settings as a test wants them."""

    def served(store=None, **more):
        return opened(scene.server(store=store), issuer, **more)

    return served


def modern(method, token, params=None, **extra):
    """A request of protocol 2026-07-28."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
    }
    named = {"mcp-name": params["name"]} if params and "name" in params else {}
    headers = {**HEADERS, "mcp-method": method, **named, **extra}
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**(params or {}), "_meta": meta}}
    return {"json": body, "headers": headers | ({"authorization": f"Bearer {token}"} if token is not None else {})}


# which tokens


GOOD = {
    "as RFC 9068 has it": {},
    "for several": {"aud": ["https://other.example.com", RESOURCE]},
    "of type JWT": {"header": {"typ": "JWT"}},
    "without a type": {"header": {"typ": None}},
    "without a key's id, where there is one key": {"header": {"kid": None}},
    "with a header that nobody knows": {"header": {"x-region": "eu"}},
    "scopes in scp": {"scope": None, "scp": ["ashby"]},
    "expired within the leeway": {"exp": 1_800_000_000 - 20},
    "from a clock that is ahead": {"iat": 1_800_000_020, "nbf": 1_800_000_020},
    "for longer than a float can say": {"exp": 10**400},
    "nested claims": {"groups": None, "realm_access": {"roles": ["managers"]}},
}


@pytest.mark.parametrize("case", GOOD)
def test_a_good_token_is_let_in(shared, case):
    client, issuer = shared
    assert client.post("/mcp", **modern("tools/list", issuer.token(**GOOD[case]))).status_code == 200


BAD = {
    "wrong audience": lambda it: it.token(aud="https://other.example.com/mcp"),
    "audience of a longer name": lambda it: it.token(aud=f"{RESOURCE}/x"),
    "no audience": lambda it: it.token(aud=None),
    "wrong issuer": lambda it: it.token(iss="https://id.example.com/other"),
    "issuer with a slash": lambda it: it.token(iss=f"{ISSUER}/"),
    "no issuer": lambda it: it.token(iss=None),
    "expired": lambda it: it.token(exp=int(it.now) - 31),
    "never expires": lambda it: it.token(exp=None),
    "expires at no number": lambda it: it.token(exp="2099-01-01"),
    "not yet valid": lambda it: it.token(nbf=int(it.now) + 31),
    "issued in the future": lambda it: it.token(iat=int(it.now) + 31),
    "alg none": lambda it: it.unsigned({"alg": "none", "typ": "at+jwt", "kid": "one"}),
    "alg None": lambda it: it.unsigned({"alg": "None", "typ": "at+jwt", "kid": "one"}),
    "HS256 with the public key": lambda it: it.signed_with_the_public_key(),
    "HS256 with a key of its own": lambda it: it.token(key=OctKey.generate_key(256, {"kid": "one", "alg": "HS256"})),
    "another algorithm than the key's": lambda it: it.unsigned({"alg": "RS256", "kid": "one"}, "AAAA"),
    "foreign key": lambda it: it.token(key=Issuer.key("one")),
    "foreign key's id": lambda it: it.token(key=Issuer.key("two")),
    "key in the header": lambda it: it.token(
        key=(own := Issuer.key("one")), header={"jwk": own.as_dict(private=False), "jku": "https://evil.example.com"}
    ),
    "key's id is a list": lambda it: it.unsigned({"alg": "ES256", "kid": ["one"]}, "AAAA"),
    "algorithm is a list": lambda it: it.unsigned({"alg": ["ES256"]}, "AAAA"),
    "header is a list": lambda it: it.unsigned(["alg"], "AAAA"),
    "header is a text": lambda it: it.unsigned("alg", "AAAA"),
    "header is deep": lambda it: it.unsigned(b'{"alg":' + b"[" * 9_000, "AAAA"),
    "critical header": lambda it: it.unsigned({"alg": "ES256", "kid": "one", "crit": ["exp"], "exp": 1}, "AAAA"),
    "another kind of JWT": lambda it: it.token(header={"typ": "logout+jwt"}),
    "signature cut": lambda it: it.token()[:-10],
    "signature gone": lambda it: it.token().rpartition(".")[0] + ".",
    "five parts": lambda it: "a.b.c.d.e",
    "no JWT": lambda it: "an opaque token",
    "huge": lambda it: it.token(padding="x" * 40_000),
    "no person": lambda it: it.token(sub=None),
    "person without a name": lambda it: it.token(sub=" "),
    "person with a line break": lambda it: it.token(sub="ada\nGrace approved"),
    "person is a number": lambda it: it.token(sub=7),
    "bound to a client's key": lambda it: it.token(cnf={"jkt": "abc"}),
    "not ASCII": lambda it: "é" * 40,
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_token_is_refused_and_only_the_log_says_why(shared, case, caplog):
    client, issuer = shared
    token = BAD[case](issuer)
    call = modern("tools/list", None)
    call["headers"]["authorization"] = f"Bearer {token}".encode()
    answer = client.post("/mcp", **call)
    assert answer.status_code == 401
    said = answer.headers["www-authenticate"]
    assert said == f'Bearer error="invalid_token", resource_metadata="{META}", scope="ashby"'
    assert answer.json()["error"]["message"].startswith("The access token is not valid here")
    told = [record.getMessage() for record in caplog.records if record.name == "ashby_mcp"]
    assert [line.partition(":")[0] for line in told] == ["An access token was refused"]
    assert token[-20:] not in caplog.text + answer.text


# requests


@pytest.mark.parametrize(
    ("headers", "query", "status", "error"),
    [
        ([], "", 401, ""),
        (["Basic YTpi"], "", 401, 'error="invalid_token", '),
        (["Bearer"], "", 401, 'error="invalid_token", '),
        (["{good}"], "", 401, 'error="invalid_token", '),
        (["Bearer {good}", "Bearer {good}"], "", 400, 'error="invalid_request", '),
        ([], "?access_token={good}", 400, 'error="invalid_request", '),
        (["Bearer {good}"], "?access_token=x", 400, 'error="invalid_request", '),
        (["Bearer {good}"], "?a=b", 200, None),
        (["bearer {good}"], "", 200, None),
    ],
)
def test_a_request_bears_one_token_in_one_header(shared, headers, query, status, error):
    client, issuer = shared
    good = issuer.token()
    call = modern("tools/list", None)
    call["headers"] = [*call["headers"].items(), *(("authorization", it.format(good=good)) for it in headers)]
    answer = client.post("/mcp" + query.format(good=good), **call)
    assert answer.status_code == status
    assert answer.headers.get("www-authenticate") == (
        None if error is None else f'Bearer {error}resource_metadata="{META}", scope="ashby"'
    )


def test_a_token_without_a_scope_is_told_which_one_is_needed(shared):
    client, issuer = shared
    answer = client.post("/mcp", **modern("tools/list", issuer.token(scope="openid ashby2")))
    assert answer.status_code == 403
    said = answer.headers["www-authenticate"]
    assert said == f'Bearer error="insufficient_scope", resource_metadata="{META}", scope="ashby"'


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": None},
        {"groups": ["Recruiters"]},
        {"groups": "recruiters2"},
        {"groups": {"recruiters": True}},
        {"groups": [["recruiters"]]},
        {"groups": None, "realm_access": ["managers"]},
    ],
)
def test_who_fits_no_grant_has_no_access_and_no_reason_to_sign_in_again(shared, claims):
    client, issuer = shared
    answer = client.post("/mcp", **modern("tools/list", issuer.token(**claims)))
    assert answer.status_code == 403
    assert "www-authenticate" not in answer.headers
    assert "no access" in answer.json()["error"]["message"]


def test_the_metadata_is_for_everybody_and_says_where_to_sign_in(shared):
    client, _ = shared
    answer = client.get(META, headers={"origin": "https://app.example.com"})
    assert answer.status_code == 200
    assert answer.json() == {
        "resource": RESOURCE,
        "authorization_servers": [ISSUER],
        "scopes_supported": ["ashby"],
        "bearer_methods_supported": ["header"],
    }
    assert answer.headers["access-control-allow-origin"] == "*"
    for path in ("/.well-known/oauth-protected-resource", "/", "/mcp", "/.well-known/oauth-protected-resource/mcp/"):
        assert client.get(path, follow_redirects=False).status_code == 401


# the issuer's keys


def passes(client, token):
    return client.post("/mcp", **modern("tools/list", token)).status_code


def test_a_new_key_of_the_issuer_is_found_and_a_withdrawn_one_is_forgotten(serving, issuer):
    with serving() as client:
        old = issuer.token(exp=int(issuer.now) + 9_999)
        assert passes(client, old) == 200
        issuer.keys.append(issuer.key("two"))
        issuer.seconds += 11
        assert passes(client, issuer.token()) == 200
        assert passes(client, old) == 200
        del issuer.keys[0]
        assert passes(client, old) == 200  # for as long as keys are kept
        issuer.seconds += 301
        assert passes(client, old) == 401


def test_strangers_cannot_make_the_server_ask_the_issuer_again_and_again(serving, issuer):
    with serving() as client:
        assert passes(client, issuer.token()) == 200
        asked = len(issuer.requests)
        for number in range(20):
            assert passes(client, issuer.token(key=Issuer.key(f"unknown-{number}"))) == 401
        assert len(issuer.requests) == asked
        issuer.seconds += 11
        for number in range(20):
            assert passes(client, issuer.token(key=Issuer.key(f"unknown-{number}"))) == 401
        assert len(issuer.requests) == asked + 2  # the metadata and the keys, once
        for bad in ("alg none", "no JWT", "huge", "header is deep"):
            assert passes(client, BAD[bad](issuer)) == 401
        assert len(issuer.requests) == asked + 2


def test_without_its_issuer_the_server_lets_nobody_in(serving, issuer, caplog):
    issuer.down = True
    with serving() as client:
        answer = client.post("/mcp", **modern("tools/list", issuer.token()))
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert "ConnectError" in caplog.text
        assert passes(client, BAD["alg none"](issuer)) == 401
        issuer.down = False
        assert passes(client, issuer.token()) == 503  # it is not asked at every request
        issuer.seconds += 11
        assert passes(client, issuer.token()) == 200
        issuer.down = True
        issuer.seconds += 3_000
        assert passes(client, issuer.token()) == 200  # the keys are known still
        issuer.seconds += 700
        assert passes(client, issuer.token()) == 503


@pytest.mark.parametrize(
    ("metadata", "jwks"),
    [
        ({"issuer": f"{ISSUER}/", "jwks_uri": f"{ISSUER}/jwks"}, None),
        ({"issuer": ISSUER, "jwks_uri": "http://id.example.com/tenant/jwks"}, None),
        ({"issuer": ISSUER, "jwks_uri": ["x"]}, None),
        ({"issuer": ISSUER}, None),
        ([], None),
        (None, {"keys": "none"}),
        (None, []),
        (None, {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "one", "alg": "HS256"}, {"kty": "EC", "kid": "one"}]}),
    ],
)
def test_an_issuer_that_answers_nonsense_lets_nobody_in(serving, issuer, metadata, jwks):
    issuer.metadata = issuer.metadata if metadata is None else metadata
    issuer.jwks = jwks
    with serving() as client:
        assert passes(client, issuer.token()) in {401, 503}
        assert passes(client, issuer.signed_with_the_public_key()) in {401, 503}


async def test_an_issuer_that_hangs_holds_up_nobody_whose_key_is_known(issuer):
    verifier, hangs = issuer.verifier(), anyio.Event()
    assert await verifier.verify_token(issuer.token())
    issuer.seconds += 301
    issuer.hangs = hangs
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(verifier.verify_token, issuer.token())  # the one who asks again
        await anyio.wait_all_tasks_blocked()
        with anyio.fail_after(2):
            assert await verifier.verify_token(issuer.token())
        hangs.set()


@pytest.mark.parametrize("kind", ["Ed25519", "ES384"])
async def test_other_signatures_are_taken_where_they_are_named(issuer, kind):
    made = (
        OKPKey.generate_key("Ed25519", {"kid": "ed"})
        if kind == "Ed25519"
        else ECKey.generate_key("P-384", {"kid": "e"})
    )
    issuer.keys = [made]
    token = issuer.token(header={"alg": kind})
    assert await issuer.verifier(algorithms=(kind,)).verify_token(token)
    assert await issuer.verifier().verify_token(token) is None


TOKENS = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=200).map(lambda it: it.decode("latin-1")),
    st.builds(
        lambda head, body, end: ".".join(base64.urlsafe_b64encode(it).decode() for it in (head, body, end)),
        st.one_of(st.binary(max_size=60), st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                ["alg", "kid", "typ", "crit", "b64", "jwk", "x5c", "enc", "zip", "cty"]), inner, max_size=6),
            max_leaves=12,
        ).map(lambda it: json.dumps(it).encode())),
        st.binary(max_size=60),
        st.binary(max_size=60),
    ),
)  # fmt: skip


@settings_of(max_examples=int(os.environ.get("ASHBY_FUZZ_TOKENS", "40")), deadline=None)
@given(token=TOKENS)
def test_whatever_is_sent_as_a_token_is_refused(token):
    """The number of examples comes from ASHBY_FUZZ_TOKENS."""
    assert anyio.run(Issuer().verifier().verify_token, token) is None


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
