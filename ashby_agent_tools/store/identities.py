"""Approvers that a store knows by a secret, so that an answer without a terminal has a name that was checked."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from ashby_agent_tools.call import CLAIMED
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.base import BaseStore

_SHORTEST = 20
_NOBODY = (bytes(16), bytes(32))


class Identities(BaseStore):
    """The approvers of a store. It keeps a salted scrypt hash of each secret, never the secret."""

    def add_approver(self, name: str, secret: str) -> None:
        """Know an approver by a secret of at least 20 characters; a name that is known gets the new secret.

        Whoever can call this can say yes to everything: call it where the agent cannot.
        """
        if not name.strip() or name != name.strip() or name.startswith(CLAIMED.strip()) or not name.isprintable():
            raise UsageError(f"{name!r:.60} is not a valid name for an approver.")
        if len(secret) < _SHORTEST:
            raise UsageError(f"An approver's secret has at least {_SHORTEST} characters: secrets.token_urlsafe(32).")
        salt = secrets.token_bytes(16)
        with self._writing("approvers") as db:
            db.change(
                "INSERT INTO ashby_approver VALUES (:name, :salt, :hash) "
                "ON CONFLICT (name) DO UPDATE SET salt = :salt, hash = :hash",
                name=name, salt=salt, hash=_hashed(secret, salt),
            )  # fmt: skip

    def is_approver(self, name: str, secret: str) -> bool:
        """Whether the store knows this name with this secret; takes as long for a name that it does not know."""
        with self._reading() as db:
            found = db.rows("SELECT salt, hash FROM ashby_approver WHERE name = :name", name=name)
        salt, known = found[0] if found else _NOBODY
        return hmac.compare_digest(_hashed(secret, salt), known) and bool(found)

    def approver_mark(self, name: str) -> str | None:
        """What changes with the approver's secret, and tells nothing of it; None for a name that is not known.

        Whoever lets somebody in for longer than one answer keeps it beside the name, and compares it later.
        """
        with self._reading() as db:
            found = db.rows("SELECT salt, hash FROM ashby_approver WHERE name = :name", name=name)
        return hashlib.sha256(b"mark" + found[0][0] + found[0][1]).hexdigest()[:32] if found else None


def _hashed(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode("utf-8", "surrogateescape"), salt=salt, n=2**14, r=8, p=1, dklen=32)
