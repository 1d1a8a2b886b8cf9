"""Requests that Slack did not send, or not so: what is changed of a genuine one, and what answers that."""

from __future__ import annotations

import base64
import copy
import itertools
import json
import time
from urllib.parse import quote, urlencode

from ashby_agent_tools.notify.slack.simulator import SlackSimulator

KINDS = ("approve", "deny", "reason")
TIMESTAMP, SIGNATURE, TYPE = "X-Slack-Request-Timestamp", "X-Slack-Signature", "Content-Type"
LARGEST = 1024 * 1024
REFUSED, IGNORED = 200, "ignored"
"""Of what is genuine: a click that does not count, with a line in the log; nothing of ours, without."""


def genuine(scene, kind, by="Grace"):
    """The payload of a click, or of a dialog that is sent."""
    if kind == "reason":
        return scene.slack.submitted("no", by=by)
    return scene.slack.clicked(kind.title(), by=by, message=scene.message)


def signed(scene, body, **options):
    return body, scene.slack.headers(body, **options)


# ---- the request: `change(scene, body, headers)` gives another body and other headers


def _with(**changed):
    """Headers replaced; None leaves one out."""
    names = {"timestamp": TIMESTAMP, "signature": SIGNATURE, "kind": TYPE}

    def change(scene, body, headers):
        values = {names[key]: (value(headers) if callable(value) else value) for key, value in changed.items()}
        return body, {key: value for key, value in {**headers, **values}.items() if value is not None}

    return change


def _at(seconds):
    return lambda scene, body, headers: signed(scene, body, at=scene.slack.clock() + seconds)


def _by(secret):
    def change(scene, body, headers):
        stranger = copy.copy(scene.slack)
        stranger.signing_secret = secret(scene)
        return signed(type(scene)(stranger, *[None] * 5), body)

    return change


_EARLIER = itertools.cycle(range(250))
"""Seconds: an equal body in the same second would be a replay."""


def _body(change):
    """Another body under the signature of the first."""
    return lambda scene, body, headers: (change(body), headers)


def _signed_body(change):
    """Another body, signed: who has the secret, or a mistake of Slack's."""
    return lambda scene, body, headers: signed(scene, change(body), at=scene.slack.clock() - next(_EARLIER))


def _twice(name, value=None):
    def change(scene, body, headers):
        other = headers[name] if value is None else value
        return body, [*headers.items(), (name, other)]

    return change


def _signature(change):
    return _with(signature=lambda headers: change(headers[SIGNATURE]))


def _payload_text(text):
    return lambda body: urlencode({"payload": text}).encode()


def _json(body):
    return SlackSimulator.read(body)


REQUESTS = {
    # not signed, or not by Slack
    "no signature": (_with(signature=None), 401),
    "an empty signature": (_with(signature=""), 401),
    "no time": (_with(timestamp=None), 401),
    "an empty time": (_with(timestamp=""), 401),
    "neither": (_with(signature=None, timestamp=None), 401),
    "another secret": (_by(lambda scene: "0" * 32), 401),
    "the token as the secret": (_by(lambda scene: scene.slack.token), 401),
    "the secret in capitals": (_by(lambda scene: scene.slack.signing_secret.upper() + "F"), 401),
    "an empty secret": (_by(lambda scene: ""), 401),
    "another version": (_signature(lambda it: it.replace("v0=", "v1=")), 401),
    "no version": (_signature(lambda it: it.removeprefix("v0=")), 401),
    "the version twice": (_signature(lambda it: f"v0={it}"), 401),
    "one digit changed": (_signature(lambda it: it[:-1] + ("0" if it[-1] != "0" else "1")), 401),
    "one digit less": (_signature(lambda it: it[:-1]), 401),
    "one digit more": (_signature(lambda it: it + "0"), 401),
    "capital digits": (_signature(lambda it: "v0=" + it[3:].upper() + "A"), 401),
    "zeros": (_signature(lambda it: "v0=" + "0" * 64), 401),
    "a digest in base64": (
        _signature(lambda it: "v0=" + base64.b64encode(bytes.fromhex(it[3:])).decode()), 401),
    "two signatures in one header": (_signature(lambda it: f"{it},{it}"), 401),
    "letters that are no ASCII": (_signature(lambda it: it[:-1] + "\u00e9"), 401),
    "a digit of another script": (_with(timestamp="\u0661".encode().decode("latin-1") * 5), 401),
    # not now
    "five minutes and a second ago": (_at(-301), 401),
    "an hour ago": (_at(-3600), 401),
    "a year ago": (_at(-3600 * 24 * 365), 401),
    "in five minutes and a second": (_at(302), 401),
    "in a day": (_at(3600 * 24), 401),
    "the time of now under an old signature": (_with(timestamp=lambda it: str(int(it[TIMESTAMP]) - 1)), 401),
    "a time with a sign": (_with(timestamp=lambda it: "+" + it[TIMESTAMP]), 401),
    "a time with a blank": (_with(timestamp=lambda it: it[TIMESTAMP] + " 0"), 401),
    "a time with a fraction": (_with(timestamp=lambda it: it[TIMESTAMP] + ".0"), 401),
    "a time with underscores": (_with(timestamp=lambda it: it[TIMESTAMP][:2] + "_" + it[TIMESTAMP][2:]), 401),
    "a time in hexadecimal": (_with(timestamp=lambda it: hex(int(it[TIMESTAMP]))), 401),
    "a time of 400 digits": (_with(timestamp="9" * 400), 401),
    "a negative time": (_with(timestamp="-1"), 401),
    "a time that is none": (_with(timestamp="nan"), 401),
    "milliseconds": (_at(time.time() * 999), 401),
    # another body
    "one more byte": (_body(lambda it: it + b"&"), 401),
    "one byte less": (_body(lambda it: it[:-1]), 401),
    "another user": (_body(lambda it: it.replace(b"U0GRACE", b"U0ROBIN")), 401),
    "an empty body": (_body(lambda it: b""), 401),
    "a body that is no text": (_signed_body(lambda it: b"payload=\xff"), 401),
    "escapes that are no text": (_signed_body(lambda it: b"payload=%ff"), 400),
    # headers
    "two signatures": (_twice(SIGNATURE), 400),
    "a good signature and a bad one": (_twice(SIGNATURE, "v0=" + "0" * 64), 400),
    "two times": (_twice(TIMESTAMP), 400),
    "an old time behind a good one": (_twice(TIMESTAMP, "1"), 400),
    "two content types": (_twice(TYPE, "application/json"), 400),
    "the names in capitals, twice": (_twice(SIGNATURE.upper(), "v0=" + "0" * 64), 400),
    "no content type": (_with(kind=None), 415),
    "JSON by its content type": (_with(kind="application/json"), 415),
    "a form in parts": (_with(kind="multipart/form-data; boundary=x"), 415),
    "text": (_with(kind="text/plain"), 415),
    "a content type that begins like a form": (_with(kind="application/x-www-form-urlencoded-not"), 415),
    # forms, signed
    "a form with two payloads": (_signed_body(lambda it: it + b"&" + it), 400),
    "a payload and a field": (_signed_body(lambda it: it + b"&command=%2Fapprove"), 400),
    "a field and a payload": (_signed_body(lambda it: b"token=x&" + it), 400),
    "no payload": (_signed_body(lambda it: b"text=hello"), 400),
    "an empty form": (_signed_body(lambda it: b""), 400),
    "an empty payload": (_signed_body(lambda it: b"payload="), 400),
    "a payload under another spelling": (_signed_body(lambda it: it.replace(b"payload=", b"Payload=")), 400),
    "a list of payloads": (_signed_body(lambda it: it.replace(b"payload=", b"payload%5B%5D=")), 400),
    "JSON in place of a form": (_signed_body(lambda it: json.dumps(_json(it)).encode()), 400),
    "no JSON": (_signed_body(_payload_text("{")), 400),
    "a list": (_signed_body(_payload_text("[]")), 400),
    "a text": (_signed_body(_payload_text('"approve"')), 400),
    "null": (_signed_body(_payload_text("null")), 400),
    "NaN": (_signed_body(_payload_text('{"type": NaN}')), 400),
    "JSON that is 100,000 deep": (_signed_body(_payload_text("[" * 100_000)), 400),
    "a name twice": (
        _signed_body(lambda it: b"payload=" + quote('{"user": {"id": "X"}, ' + json.dumps(_json(it))[1:]).encode()),
        400,
    ),
    "too large": (_signed_body(lambda it: it + b"&x=" + b"0" * LARGEST), 413),
    "a million fields": (_signed_body(lambda it: it + b"&a=b" * 200_000), 400),
}  # fmt: skip


# ---- the payload: `change(payload)` changes it in place; it is signed


def _put(*path, value):
    def change(payload):
        node = payload
        for name in path[:-1]:
            node = node[name]
        if value is DELETED:
            del node[path[-1]]
        else:
            node[path[-1]] = value

    return change


DELETED = object()


def _all(*changes):
    def change(payload):
        for each in changes:
            each(payload)

    return change


PAYLOADS = {
    "another workspace": (_put("team", "id", value="T0OTHER"), 403),
    "no workspace": (_put("team", value=DELETED), 403),
    "a workspace that is a list": (_put("team", "id", value=["T0SIMULATED"]), 403),
    "a workspace in small letters": (_put("team", "id", value="t0simulated"), 403),
    "another app": (_put("api_app_id", value="A0OTHER"), 403),
    "no app": (_put("api_app_id", value=DELETED), 403),
    "no user": (_put("user", value=DELETED), 400),
    "a user that is a list": (_put("user", "id", value=["U0GRACE"]), 400),
    "an empty user": (_put("user", "id", value=""), 400),
    "a user with a blank behind": (_put("user", "id", value="U0GRACE "), REFUSED),
    "a user in small letters": (_put("user", "id", value="u0grace"), REFUSED),
    "a stranger with the name of somebody": (
        _all(_put("user", "id", value="U0MALLORY"), _put("user", "name", value="Grace Hopper")), REFUSED),
    "a user of another workspace": (_put("user", "team_id", value="T0OTHER"), REFUSED),
}  # fmt: skip
CLICKS = {
    "no action": (_put("actions", value=[]), 400),
    "two actions": (lambda it: it["actions"].append(it["actions"][0]), 400),
    "actions that are an object": (_put("actions", value={}), 400),
    "an action that is a text": (_put("actions", value=["ashby_approve"]), IGNORED),
    "another action": (_put("actions", 0, "action_id", value="ashby_approve_all"), IGNORED),
    "no value": (_put("actions", 0, "value", value=DELETED), 400),
    "a value that is a list": (_put("actions", 0, "value", value=["x"]), 400),
    "an id without what was shown": (lambda it: _set_value(it, lambda value: value.split()[0]), 400),
    "something else shown": (lambda it: _set_value(it, lambda value: f"{value.split()[0]} {'0' * 32} named"), REFUSED),
    "no question": (lambda it: _set_value(it, lambda value: "ffffffffffff " + value[13:]), REFUSED),
    "SQL for a question": (lambda it: _set_value(it, lambda value: "'OR''=' " + value[13:]), REFUSED),
    "something else shown, and no word of names": (
        lambda it: _set_value(it, lambda value: value.removesuffix(" named")),
        400,
    ),
    "another word of names": (lambda it: _set_value(it, lambda value: value.replace("named", "all")), 400),
    "no channel": (_put("channel", value=DELETED), 400),
    "a channel with a line break": (_put("channel", "id", value="C0\nX"), 400),
    "no message": (_put("message", value=DELETED), 400),
    "a dialog's type": (_put("type", value="view_submission"), IGNORED),
    "an unknown type": (_put("type", value="shortcut"), IGNORED),
    "no type": (_put("type", value=DELETED), IGNORED),
}
DIALOGS = {
    "another dialog": (_put("view", "callback_id", value="other"), IGNORED),
    "no place": (_put("view", "private_metadata", value=""), 400),
    "a place that is no JSON": (_put("view", "private_metadata", value="{"), 400),
    "a place that is a list": (_put("view", "private_metadata", value="[1]"), 400),
    "a place of another question": (
        lambda it: _set_place(it, value=f"ffffffffffff {'0' * 32} named"), REFUSED),
    "a place with something else shown": (
        lambda it: _set_place(it, value=_value(it).replace(" named", "x named")), REFUSED),
    "a channel that is an address": (lambda it: _set_place(it, channel="https://example.com/"), 400),
    "no dialog": (_put("view", value=DELETED), IGNORED),
}  # fmt: skip


def _set_value(payload, change):
    action = payload["actions"][0]
    action["value"] = change(action["value"])


def _value(payload):
    return json.loads(payload["view"]["private_metadata"])["value"]


def _set_place(payload, **changed):
    view = payload["view"]
    view["private_metadata"] = json.dumps({**json.loads(view["private_metadata"]), **changed})


def forged():
    """Every forged request: kind, name, how it is made, and the status that answers it."""
    for kind in KINDS:
        for name, (change, status) in REQUESTS.items():
            yield kind, name, _of_request(kind, change), status
        own = DIALOGS if kind == "reason" else CLICKS
        for name, (change, status) in {**PAYLOADS, **own}.items():
            yield kind, name, _of_payload(kind, change), status


def _of_request(kind, change):
    def make(scene):
        body = scene.slack.body(genuine(scene, kind))
        return change(scene, body, scene.slack.headers(body))

    return make


def _of_payload(kind, change):
    def make(scene):
        payload = copy.deepcopy(genuine(scene, kind))
        change(payload)
        return signed(scene, scene.slack.body(payload))

    return make
