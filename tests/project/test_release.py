"""A release: the provenance counts for exactly the files and the key, and a dry run builds, checks and signs."""

from __future__ import annotations

import base64
import datetime as dt
import json
import shutil
import subprocess
import sys

import provenance
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from repository import ROOT

WHEEL = "thing-1.0-py3-none-any.whl"
FILES = {WHEEL: b"wheel", "thing-1.0.tar.gz": b"archive", "thing-1.0.mcpb": b"bundle", "sbom.json": b"{}"}


def key_in(folder, name):
    key = Ed25519PrivateKey.generate()
    (folder / name).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def release(tmp_path):
    """A folder with files, their signed statement, and the public key."""
    dist = tmp_path / "dist"
    dist.mkdir()
    for name, content in FILES.items():
        (dist / name).write_bytes(content)
    public = key_in(tmp_path, "key.pem")
    sign(dist, {provenance.KEY: str(tmp_path / "key.pem")})
    return dist, public


def sign(dist, environment):
    started = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
    told = provenance.statement(dist, version="1.0", commit="c" * 40, changed=False, started=started)
    write(dist, provenance.signed(told, environment))


def read(dist):
    return json.loads((dist / provenance.FILE).read_text())


def write(dist, envelope):
    (dist / provenance.FILE).write_text(json.dumps(envelope))


def restated(dist, change):
    """The same signature over a changed statement."""
    envelope = read(dist)
    told = json.loads(base64.b64decode(envelope["payload"]))
    change(told)
    write(dist, {**envelope, "payload": base64.b64encode(json.dumps(told).encode()).decode()})


def test_what_was_built_is_verified_and_says_of_what(release):
    dist, public = release
    told = provenance.verified(dist, public)
    assert {each["name"] for each in told["subject"]} == set(FILES)
    definition = told["predicate"]["buildDefinition"]
    assert {"name": "source", "digest": {"gitCommit": "c" * 40}} in definition["resolvedDependencies"]
    assert definition["internalParameters"]["uncommittedChanges"] is False
    assert told["predicate"]["runDetails"]["metadata"]["startedOn"] == "2026-11-29T12:00:00Z"


@pytest.mark.skipif(not shutil.which("openssl"), reason="verified with openssl, which is not here")
def test_the_signature_is_one_that_any_reader_of_the_envelopes_format_verifies(release):
    dist, public = release
    envelope = read(dist)
    payload, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"].encode()
    encoded = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)  # DSSE's specification
    (signature,) = envelope["signatures"]
    (dist.parent / "signed").write_bytes(encoded)
    (dist.parent / "signature").write_bytes(base64.b64decode(signature["sig"]))
    (dist.parent / "key.pub").write_bytes(public)
    command = "openssl pkeyutl -verify -rawin -pubin -inkey key.pub -in signed -sigfile signature"
    done = subprocess.run(command.split(), cwd=dist.parent, capture_output=True, text=True, check=False)
    assert "Verified Successfully" in done.stdout


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda dist: (dist / WHEEL).write_bytes(b"other"), f"{WHEEL} has other bytes"),
        (lambda dist: (dist / WHEEL).unlink(), f"{WHEEL} is missing"),
        (lambda dist: (dist / "more-1.0-py3-none-any.whl").write_bytes(b""), "more-.* is not in the statement"),
        (lambda dist: (dist / provenance.FILE).unlink(), "cannot be read"),
        (lambda dist: (dist / provenance.FILE).write_text("[]"), "cannot be read"),
        (lambda dist: write(dist, {**read(dist), "signatures": []}), "not signed with this key"),
        (lambda dist: restated(dist, lambda told: told["subject"].pop()), "not signed with this key"),
        (lambda dist: sign(dist, {}), "not signed with this key"),
    ],
)
def test_anything_else_is_not_verified(release, spoil, says):
    dist, public = release
    spoil(dist)
    with pytest.raises(provenance.NotVerified, match=says):
        provenance.verified(dist, public)


def test_somebody_elses_key_counts_for_nothing(release, tmp_path):
    dist, _ = release
    with pytest.raises(provenance.NotVerified, match="not signed with this key"):
        provenance.verified(dist, key_in(tmp_path, "other.pem"))


@pytest.mark.slow
def test_a_dry_run_builds_the_five_twice_alike_checks_and_signs_them(tmp_path):
    public = key_in(tmp_path, "key.pem")
    options = ["--without-trials", "--with-changes"]
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "release.py", tmp_path / "dist", *options],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), provenance.KEY: str(tmp_path / "key.pem")},
        capture_output=True,
        text=True,
        check=False,
    )
    if "not a git repository" in done.stderr:
        pytest.skip("no git repository here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 files of 5 distributions, twice, with the same bytes" in done.stdout
    assert "Nothing was uploaded" in done.stdout
    assert len(provenance.verified(tmp_path / "dist", public)["subject"]) == 11
