"""Proof that a person approves: a code typed back at a terminal, or the secret of an approver the store knows."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from ashby_agent_tools import SqlStore
from ashby_agent_tools.call import recorded
from ashby_agent_tools.cli._stores import at_home
from ashby_agent_tools.errors import Declined, UsageError

__all__ = ["SECRET", "made_secret", "named", "type_back"]

SECRET = "ASHBY_APPROVER_SECRET"  # noqa: S105  (the name of a variable)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
_LENGTH = 6


def named(store: SqlStore, by: str, secret_file: Path | None, *, approved: bool) -> str:
    """Who is recorded as having answered. Raises Declined for an approval that nothing shows to be a person's.

    With a secret it has to be the one of the approver `by`, and the name is recorded as checked. Without one an
    approval needs the code at the terminal; a denial sends nothing, so it needs neither.
    """
    if not by.strip():
        raise UsageError("Say who answers: --by NAME.")
    secret = _given(secret_file)
    if secret is None:
        if approved:
            type_back()
        return recorded(by, claimed=True)  # anybody may write any name there
    if not store.is_approver(by, secret):
        raise Declined(f"The store has no approver {by!r:.80} with this secret. Nothing was recorded.")
    return by


def type_back() -> None:
    """Show a code that is used once, and have it typed back. Raises Declined without a terminal, and for another."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Declined(
            "This needs a person at a terminal, or the secret of an approver (see SECURITY.md). Nothing was recorded."
        )
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    sys.stderr.write(f"Type {code} to approve: ")
    sys.stderr.flush()
    typed = sys.stdin.readline()
    if not typed:  # Ctrl-D
        sys.stderr.write("\n")
    if not secrets.compare_digest(typed.strip().upper().encode(), code.encode()):
        raise Declined("That is not the code. Nothing was recorded.")


def made_secret(path: Path) -> str:
    """A new secret in a new file that its owner alone can read. Raises UsageError if the file exists."""
    secret = secrets.token_urlsafe(32)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(secret + "\n")
    except OSError as error:
        raise UsageError(f"The file {path} cannot be created ({error.strerror}); name a new one.") from error
    return secret


def _given(secret_file: Path | None) -> str | None:
    if secret_file is None:
        return os.environ.get(SECRET, "").strip() or None
    try:
        secret = at_home(secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The approver's secret cannot be read from {secret_file} ({type(error).__name__}).") from None
    if not secret:
        raise UsageError(f"The file {secret_file} is empty; it holds the approver's secret.")
    return secret
