"""verify: whether a raw body was signed with the secret token of a webhook setting, in constant time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from ashby_agent_tools._given import said
from ashby_agent_tools.errors import UsageError

__all__ = ["SIGNED_WITH", "Secrets", "checked", "matching", "verify"]

SIGNED_WITH = "sha256="
Secrets = str | bytes | Sequence[str | bytes]
"""One secret token, or several while one is being replaced by another."""


def verify(body: bytes | bytearray | memoryview, signature: str | bytes | None, secret: Secrets) -> bool:
    """Whether the raw body was signed with the setting's secret token; compared in constant time.

    `signature`: the value of the header Ashby-Signature, `sha256=` and the HMAC in hexadecimal digits; None where
    there is no such header. `secret`: one token, or several: while a setting gets a new one, both are good.
    Pass the body as it arrived: JSON that was read and written again has another signature. Nothing in it says
    when it was made, so a delivery that was recorded once stays valid: `Receiver` drops what it has seen.
    White space around the secret, as a file or a setting that ends in a newline has it, does not count.
    A secret or a header as bytes, as some settings and servers hold them, is the same as its text in UTF-8.
    Raises UsageError for an empty secret, which anybody could sign with, and for a body that is not bytes.
    """
    return matching(body, signature, checked(secret)) is not None


def matching(
    body: bytes | bytearray | memoryview, signature: str | bytes | None, keys: Sequence[bytes]
) -> bytes | None:
    """The key, as it signs, of those that were checked; None where none of them signed the body.

    All are tried, whichever matches, so that the time taken tells nothing about them.
    """
    if not isinstance(body, bytes | bytearray | memoryview):
        raise UsageError(f"verify takes the raw body as bytes, not {type(body).__name__}: read it before parsing it.")
    given = _raw(signature or b"", "The signature").strip()
    found = None
    for key in dict.fromkeys(form for one in keys for form in (one, one.strip())):
        expected = SIGNED_WITH + hmac.new(key, body, hashlib.sha256).hexdigest()
        if hmac.compare_digest(expected.encode(), given):
            found = key
    return found


def checked(secret: Secrets) -> tuple[bytes, ...]:
    """The secrets as bytes. Raises UsageError where there is none, or an empty one."""
    many: object = secret
    given = list(many) if isinstance(many, Sequence) and not isinstance(many, str | bytes) else [secret]
    keys = tuple(_raw(one, "The secret token") for one in given)
    if not keys:
        raise UsageError("There is no secret token: what is not signed can come from anybody.")
    if not all(key.strip() for key in keys):
        raise UsageError("The secret token is empty: set one on the webhook, and pass the same here.")
    return keys


def _raw(value: object, what: str) -> bytes:
    if isinstance(value, str):
        return value.encode(errors="surrogatepass")
    if isinstance(value, bytes):
        return value
    raise UsageError(f"{what} is {said(value)}: pass it as text or bytes.")
