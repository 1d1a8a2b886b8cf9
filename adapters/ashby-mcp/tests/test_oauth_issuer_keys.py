"""The issuer and its keys: new ones, withdrawn ones, and an issuer that is down, hangs or answers nonsense."""

from __future__ import annotations

import anyio
import pytest
from joserfc.jwk import ECKey, OKPKey
from oauth_issuer import ISSUER, Issuer
from oauth_scene import BAD, modern, passes


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
        with anyio.fail_after(60):
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
