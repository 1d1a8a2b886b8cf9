"""What Slack posts to an application: who signed it, whether it is new, and what was clicked. Pure but for its memory.

Nothing is read before the signature is checked, and nothing is taken twice.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import Clock, SignatureVerifier

from ashby_agent_tools.notify.slack.messages import APPROVE, DENY, OPEN, REASON, QuestionRef
from ashby_agent_tools.webhooks.seen import Seen, Shared

__all__ = ["Interaction", "RequestReader", "RequestRefused"]

LARGEST = 1024 * 1024  # bytes: a message of 50 blocks, with each letter written as %XX
_TIMESTAMP, _SIGNATURE = b"x-slack-request-timestamp", b"x-slack-signature"
_FORM = b"application/x-www-form-urlencoded"
_WHEN, _SIGNED = re.compile(r"[0-9]{1,12}"), re.compile(r"v0=[0-9a-f]{64}")
_PLACE = re.compile(r"[A-Za-z0-9._-]{1,64}")

Headers = Sequence[tuple[bytes, bytes]]


class RequestRefused(Exception):
    """A request that is not Slack's, not for this application, or no click of ours. `status`: what is answered."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclasses.dataclass(frozen=True, slots=True)
class Interaction:
    """What somebody did: `kind` is approve, deny (the button), reason (the dialog was sent), or nothing of ours.

    `user`: the id that Slack gives; `outsider`: whether it belongs to another workspace. `channel`, `ts`: where the
    message stands. `trigger` and `answer_to` are secrets for seconds and minutes.
    """

    kind: str
    user: str
    outsider: bool = False
    about: QuestionRef | None = None
    channel: str = ""
    ts: str = ""
    message: str = ""
    trigger: str = dataclasses.field(default="", repr=False)
    answer_to: str = dataclasses.field(default="", repr=False)


class RequestReader:
    """Reads the requests of one Slack app in one workspace.

    `secret`: the signing secret. `team`, `app`: ids that a request has to name; any app without one. `clock`: seconds
    since the epoch. `seen`: where signatures are remembered that were taken.
    """

    def __init__(self, secret: str, *, team: str, app: str | None, clock: Callable[[], float], seen: Seen) -> None:
        self._team, self._app, self._seen = team, app, seen
        self._verifier = SignatureVerifier(secret, clock=_Clock(clock))

    def __repr__(self) -> str:
        return f"RequestReader(team={self._team!r})"

    def read(self, body: bytes, headers: Headers) -> Interaction:
        """What was done. Raises RequestRefused, and StoreUnavailable where it cannot be told whether it is new."""
        if len(body) > LARGEST:
            raise RequestRefused(413, f"the body is larger than {LARGEST} bytes")
        if _one(headers, b"content-type").partition(b";")[0].strip().lower() != _FORM:
            raise RequestRefused(415, "the body is not a form")
        self._must_be_new(self._signature(body, headers))
        sent = _payload(body)
        if _text(sent, "team", "id") != self._team:
            raise RequestRefused(403, "it is of another workspace")
        if self._app is not None and _text(sent, "api_app_id") != self._app:
            raise RequestRefused(403, "it is of another app")
        return _interaction(sent, self._team)

    def _signature(self, body: bytes, headers: Headers) -> str:
        when = _one(headers, _TIMESTAMP).decode("latin-1")
        signature = _one(headers, _SIGNATURE).decode("latin-1")
        if not _WHEN.fullmatch(when) or not _SIGNED.fullmatch(signature):
            raise RequestRefused(401, "it is not signed")
        try:
            body.decode()
        except UnicodeDecodeError:
            raise RequestRefused(401, "it is not signed: the body is not text") from None
        if not self._verifier.is_valid(body, when, signature):  # within five minutes, compared in constant time
            raise RequestRefused(401, "the signature is wrong, or older or newer than five minutes")
        return signature

    def _must_be_new(self, signature: str) -> None:
        key = f"slack {signature}"
        if isinstance(self._seen, Shared):
            if self._seen.claim(key) != "event":
                raise RequestRefused(409, "it was taken before")
        elif key in self._seen:
            raise RequestRefused(409, "it was taken before")
        self._seen.add(key)


class _Clock(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()


def _one(headers: Headers, name: bytes) -> bytes:
    """The value of a header that stands there once: two of them are read differently by different programs."""
    found = [value for key, value in headers if key.lower() == name]
    if len(found) > 1:
        raise RequestRefused(400, f"it has {len(found)} headers {name.decode()}")
    return found[0] if found else b""


def _payload(body: bytes) -> dict[str, Any]:
    """The JSON object in the form's only field."""
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise RequestRefused(400, "the form cannot be read") from None
    if [name for name, _ in fields] != ["payload"]:
        raise RequestRefused(400, "the form has other fields than one payload")
    try:
        sent = json.loads(fields[0][1], object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RequestRefused(400, "the payload is not JSON") from None
    if not isinstance(sent, dict):
        raise RequestRefused(400, "the payload is not an object")
    return sent


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands there twice")
    return made


def _no_number(text: str) -> float:
    raise ValueError(text)


def _at(node: Any, *path: str) -> Any:
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node


def _text(node: Any, *path: str) -> str:
    """The text at a path; empty where there is none."""
    found = _at(node, *path)
    return found if isinstance(found, str) else ""


def _interaction(sent: dict[str, Any], team: str) -> Interaction:
    user = _text(sent, "user", "id")
    if not user:
        raise RequestRefused(400, "it names no user")
    outsider = _text(sent, "user", "team_id") not in ("", team)
    if sent.get("type") == "block_actions":
        return _click(sent, user, outsider=outsider)
    if sent.get("type") == "view_submission" and _text(sent, "view", "callback_id") == DENY:
        return _submission(sent, user, outsider=outsider)
    return Interaction("", user, outsider)


def _click(sent: dict[str, Any], user: str, *, outsider: bool) -> Interaction:
    actions = sent.get("actions")
    if not isinstance(actions, list) or len(actions) != 1:
        raise RequestRefused(400, "it is not one click")
    kind = {APPROVE: "approve", DENY: "deny", OPEN: "open"}.get(_text(actions[0], "action_id"), "")
    if kind not in ("approve", "deny"):
        return Interaction(kind, user, outsider)
    return Interaction(
        kind,
        user,
        outsider,
        about=_about(_text(actions[0], "value")),
        channel=_place(_text(sent, "channel", "id")),
        ts=_place(_text(sent, "message", "ts")),
        trigger=_text(sent, "trigger_id"),
        answer_to=_text(sent, "response_url"),
    )


def _submission(sent: dict[str, Any], user: str, *, outsider: bool) -> Interaction:
    try:
        place = json.loads(_text(sent, "view", "private_metadata"))
    except (ValueError, RecursionError):
        raise RequestRefused(400, "the dialog is not one of ours") from None
    return Interaction(
        "reason",
        user,
        outsider,
        about=_about(_text(place, "value")),
        channel=_place(_text(place, "channel")),
        ts=_place(_text(place, "ts")),
        message=_text(sent, "view", "state", "values", REASON, REASON, "value"),
    )


def _about(value: str) -> QuestionRef:
    found = QuestionRef.of(value)
    if found is None:
        raise RequestRefused(400, "it names no question")
    return found


def _place(text: str) -> str:
    if not _PLACE.fullmatch(text):
        raise RequestRefused(400, "it names no message")
    return text
