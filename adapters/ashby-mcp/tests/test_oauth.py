"""Access tokens of an issuer: which are let in, and what the others are told."""

from __future__ import annotations

import base64
import json
import os

import anyio
import pytest
from adapter_scene import Scene
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from oauth_issuer import ISSUER, RESOURCE, Issuer
from oauth_scene import BAD, modern, opened

from ashby_agent_tools import Session, Toolset
from ashby_mcp import build_server

META = "https://ashby.example.com/.well-known/oauth-protected-resource/mcp"


@pytest.fixture(scope="module")
def shared():
    """A client of one application for all tests that change nothing, and the issuer."""
    issuer, simulated = Issuer(), Scene().simulator.async_client()
    server = build_server(lambda name: Session(Toolset.preset("operations"), async_client=simulated, conversation=name))
    with opened(server, issuer) as client:
        yield client, issuer


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
