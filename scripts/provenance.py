"""Say of what, how and where a release's files were built, sign that, and verify it.

The statement is in-toto's (v1) with SLSA's predicate of provenance (v1), in a DSSE envelope signed with an Ed25519 key.
A key of one's own is what can be had without a network; a workflow on a server adds a signature by its identity.

    openssl genpkey -algorithm ed25519 -out release.pem && openssl pkey -in release.pem -pubout -out release.pub
    ASHBY_RELEASE_KEY=release.pem make release
    python scripts/provenance.py dist --key release.pub
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

__all__ = ["FILE", "KEY", "NotVerified", "released", "signed", "statement", "verified"]

FILE = "provenance.intoto.json"
KEY, PASSWORD, BUILDER = "ASHBY_RELEASE_KEY", "ASHBY_RELEASE_KEY_PASSWORD", "ASHBY_BUILDER"
RELEASED = ("*.whl", "*.tar.gz", "*.mcpb", "sbom.json")
STATEMENT, PREDICATE = "https://in-toto.io/Statement/v1", "https://slsa.dev/provenance/v1"
_PAYLOAD = "application/vnd.in-toto+json"
_BUILD_TYPE = "urn:ashby-agent-tools:make-release:1"
_SOMEBODYS_MACHINE = "urn:ashby-agent-tools:built-by-hand"
_TOOLS = ("build", "hatchling")

Json = dict[str, object]


class NotVerified(Exception):
    """The files are not those that the key's owner built; the message says which part does not fit."""


def statement(folder: Path, *, version: str, commit: str, changed: bool, started: dt.datetime) -> Json:
    """What is true of the files in a folder: their digests, the commit, the tools, the machine and the times.

    `changed`: the work tree had changes that the commit does not have. A builder with an identity names it in
    ASHBY_BUILDER, as a URI; without one the statement says that it was built by hand.
    """
    subjects = [{"name": path.name, "digest": {"sha256": _digest(path)}} for path in released(folder)]
    tools = [{"uri": f"pkg:pypi/{name}@{importlib.metadata.version(name)}"} for name in _TOOLS]
    definition: Json = {
        "buildType": _BUILD_TYPE,
        "externalParameters": {"command": "make release", "version": version},
        "internalParameters": {
            "python": platform.python_version(),
            "system": platform.system(),
            "uncommittedChanges": changed,
        },
        "resolvedDependencies": [{"name": "source", "digest": {"gitCommit": commit}}, *tools],
    }
    finished = dt.datetime.now(dt.UTC)
    run: Json = {
        "builder": {"id": os.environ.get(BUILDER, _SOMEBODYS_MACHINE)},
        "metadata": {"startedOn": _time(started), "finishedOn": _time(finished)},
    }
    return {
        "_type": STATEMENT,
        "subject": subjects,
        "predicateType": PREDICATE,
        "predicate": {"buildDefinition": definition, "runDetails": run},
    }


def signed(made: Json, environment: Mapping[str, str] = os.environ) -> Json:
    """The statement in its envelope; without a key in ASHBY_RELEASE_KEY (a PEM file) it has no signature."""
    envelope = Envelope(json.dumps(made, sort_keys=True).encode(), _PAYLOAD, {})
    if path := environment.get(KEY):
        password = environment.get(PASSWORD)
        private = load_pem_private_key(Path(path).read_bytes(), password.encode() if password else None)
        envelope.sign(CryptoSigner(private))
    written: Json = envelope.to_dict()
    return written


def verified(folder: Path, public_key: bytes) -> Json:
    """The statement, if the key signed it and it is about exactly the released files of the folder.

    Raises NotVerified for a missing or foreign signature, for changed bytes, and for a file too few or too many.
    """
    try:
        envelope = Envelope.from_dict(json.loads((folder / FILE).read_text(encoding="utf-8")))
        envelope.verify([SSlibKey.from_crypto(load_pem_public_key(public_key))], 1)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotVerified(f"{FILE} cannot be read: {error}") from error
    except VerificationError as error:
        raise NotVerified(f"{FILE} is not signed with this key.") from error
    told: Json = json.loads(envelope.payload)
    if (envelope.payload_type, told.get("_type"), told.get("predicateType")) != (_PAYLOAD, STATEMENT, PREDICATE):
        raise NotVerified(f"{FILE} is signed, and says something else than what was built.")
    subjects = told["subject"]
    if not isinstance(subjects, list) or not subjects:
        raise NotVerified(f"{FILE} is about no file.")
    _same({each["name"]: each["digest"]["sha256"] for each in subjects}, folder)
    return told


def _same(expected: Mapping[str, str], folder: Path) -> None:
    found = {path.name: _digest(path) for path in released(folder)}
    for word, names in (
        ("is missing", expected.keys() - found.keys()),
        ("is not in the statement", found.keys() - expected.keys()),
        ("has other bytes", {name for name in expected.keys() & found.keys() if expected[name] != found[name]}),
    ):
        if names:
            raise NotVerified(", ".join(f"{name} {word}" for name in sorted(names)))


def released(folder: Path) -> Sequence[Path]:
    """The files in a folder that are part of a release, but for the statement about them."""
    return sorted(path for pattern in RELEASED for path in folder.glob(pattern))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _time(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def main() -> None:
    """Verify a folder; ends the program with 1 where it is not what the key's owner built."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, help=f"the released files, with {FILE}")
    options.add_argument("--key", type=Path, required=True, help="the public key, as PEM")
    given = options.parse_args()
    try:
        told = verified(given.folder, given.key.read_bytes())
    except NotVerified as error:
        sys.exit(f"Not verified: {error}")
    print(f"Verified: {len(released(given.folder))} files.")
    print(json.dumps(told["predicate"], indent=2))


if __name__ == "__main__":
    main()
