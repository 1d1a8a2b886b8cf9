"""SlackSimulator: the part of Slack that approvals use, on this machine, for tests and for trying out.

It takes messages, updates, dialogs and answers to `response_url` over real HTTP, with Slack's limits, and sends what
people click to an application's address, signed as Slack signs. What people write into it stays in it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import http.server
import itertools
import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import httpx

__all__ = ["SlackMessage", "SlackSimulator"]

Json = Any
TEAM, APP = "T0SIMULATED", "A0SIMULATED"
_MOST_BLOCKS, _MOST_TEXT, _MOST_VALUE, _MOST_METADATA = 50, 3_000, 2_000, 3_000
_TRIGGER_SECONDS = 3.0


@dataclasses.dataclass
class SlackMessage:
    """A message as a channel shows it now. `versions`: what it showed before. `only_for`: who alone sees it."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    only_for: str | None = None
    versions: list[list[Json]] = dataclasses.field(default_factory=list)

    @property
    def shown(self) -> str:
        """All texts in it, a line each."""
        return "\n".join([self.text, *_texts(self.blocks)])

    @property
    def buttons(self) -> dict[str, Json]:
        """The buttons by their label."""
        elements = [it for block in self.blocks if block["type"] == "actions" for it in block["elements"]]
        return {it["text"]["text"]: it for it in elements}


class SlackSimulator:
    """A Slack workspace on loopback. `token`, `signing_secret`: what an application is given, invented at each start.

    `api`: the address for `SlackNotifier(api=...)`. `messages`: what was posted. `dialogs`: the open ones.
    `people`: ids of users by name; anybody else is unknown to Slack. `connect(url)` says where clicks go. `limited`: so
    many of the next calls are answered with 429.
    """

    def __init__(self, people: Mapping[str, str] | None = None, *, clock: Callable[[], float] = time.time) -> None:
        self.people = dict(people or {"Grace": "U0GRACE", "Robin": "U0ROBIN"})
        self.clock, self.messages, self.dialogs, self.calls = clock, list[SlackMessage](), list[Json](), list[str]()
        number = hashlib.sha256(str(time.time_ns()).encode()).hexdigest()
        self.token, self.signing_secret = f"xoxb-{number[:24]}", number[24:56]
        self.interactions, self.limited = "", 0
        self._numbers, self._triggers = itertools.count(1), dict[str, float]()
        self._answers: dict[str, tuple[SlackMessage, str]] = {}
        self._lock = threading.Condition()
        self._server: http.server.ThreadingHTTPServer | None = None

    def __repr__(self) -> str:
        return f"SlackSimulator({len(self.messages)} messages)"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # the server

    def start(self, port: int = 0) -> str:
        """Listen on this machine; gives the address of the API."""
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        server.daemon_threads = True
        self._server = server
        threading.Thread(target=server.serve_forever, args=(0.05,), name="slack-simulator", daemon=True).start()
        return self.api

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def address(self) -> str:
        """Where it listens."""
        assert self._server is not None, "start it first"  # noqa: S101
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def api(self) -> str:
        """The address of its API."""
        return f"{self.address}/api/"

    def connect(self, url: str) -> None:
        """Send clicks to this address: the application's interactivity request URL."""
        self.interactions = url

    # what an application calls

    def called(self, method: str, sent: dict[str, Json], token: str) -> Json:
        """The answer to a call of the API."""
        with self._lock:
            self.calls.append(method)
            if token != self.token:
                return {"ok": False, "error": "invalid_auth"}
            work = {
                "chat.postMessage": self._post,
                "chat.update": self._update,
                "views.open": self._open,
            }.get(method)
            if work is None:
                return {"ok": False, "error": "unknown_method"}
            fault = _fault(sent.get("blocks") or sent.get("view", {}).get("blocks") or [])
            self._lock.notify_all()
            return {"ok": False, "error": fault} if fault else work(sent)

    def _post(self, sent: dict[str, Json]) -> Json:
        message = SlackMessage(sent["channel"], self._stamp(), sent.get("text", ""), sent.get("blocks", []))
        message.channel = f"C0{message.channel.strip('#').upper()}"
        self.messages.append(message)
        return {"ok": True, "channel": message.channel, "ts": message.ts, "message": {"text": message.text}}

    def _update(self, sent: dict[str, Json]) -> Json:
        message = self.found(sent["channel"], sent["ts"])
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        self._replace(message, sent)
        return {"ok": True, "channel": message.channel, "ts": message.ts, "text": message.text}

    def _replace(self, message: SlackMessage, sent: dict[str, Json]) -> None:
        message.versions.append(message.blocks)
        message.text, message.blocks = sent.get("text", ""), sent.get("blocks", [])

    def _open(self, sent: dict[str, Json]) -> Json:
        at = self._triggers.pop(sent.get("trigger_id", ""), None)
        if at is None or self.clock() - at > _TRIGGER_SECONDS:
            return {"ok": False, "error": "expired_trigger_id"}
        view = sent["view"]
        if len(view.get("private_metadata", "")) > _MOST_METADATA or len(view["title"]["text"]) > 24:  # noqa: PLR2004
            return {"ok": False, "error": "invalid_arguments"}
        self.dialogs.append({**view, "id": f"V{next(self._numbers)}"})
        return {"ok": True, "view": self.dialogs[-1]}

    def answered(self, secret: str, sent: dict[str, Json]) -> bool:
        """What an application posts to a `response_url`."""
        with self._lock:
            message, user = self._answers.get(secret, (None, ""))
            if message is None:
                return False
            if sent.get("replace_original"):
                self._replace(message, sent)
            else:
                only = user if sent.get("response_type", "ephemeral") == "ephemeral" else None
                blocks = sent.get("blocks", [])
                self.messages.append(SlackMessage(message.channel, self._stamp(), sent.get("text", ""), blocks, only))
            self._lock.notify_all()
            return True

    def _stamp(self) -> str:
        return f"{self.clock():.0f}.{next(self._numbers):06}"

    # what people do

    def found(self, channel: str, ts: str) -> SlackMessage | None:
        """The message with this channel and time stamp."""
        return next((it for it in self.messages if (it.channel, it.ts) == (channel, ts)), None)

    def until(self, happened: Callable[[], object], *, seconds: float = 30.0) -> None:
        """Wait until an application has done something: it answers a click first, and shows what came of it then."""
        with self._lock:
            if not self._lock.wait_for(happened, seconds):
                raise TimeoutError(f"the application did not do it within {seconds:.0f} seconds")

    def click(self, label: str, *, by: str, message: SlackMessage | None = None) -> httpx.Response:
        """Somebody clicks a button of a message, the newest unless given; what the application answered."""
        return self.send(self.clicked(label, by=by, message=message))

    def clicked(self, label: str, *, by: str, message: SlackMessage | None = None) -> Json:
        """The payload of such a click."""
        with self._lock:
            shown = message or next(it for it in reversed(self.messages) if it.buttons)
            button = shown.buttons[label]
            trigger, secret = f"{next(self._numbers)}.trigger", f"{next(self._numbers)}{self.token[-12:]}"
            self._triggers[trigger], self._answers[secret] = self.clock(), (shown, by)
            return {
                "type": "block_actions",
                "api_app_id": APP,
                "team": {"id": TEAM, "domain": "simulated"},
                "user": self._user(by),
                "container": {"type": "message", "message_ts": shown.ts, "channel_id": shown.channel},
                "channel": {"id": shown.channel, "name": "hiring"},
                "message": {"ts": shown.ts, "text": shown.text, "blocks": shown.blocks},
                "trigger_id": trigger,
                "response_url": f"{self.address}/response/{secret}",
                "actions": [{**button, "action_ts": self._stamp()}],
            }

    def delete(self, message: SlackMessage) -> None:
        """Somebody deletes a message."""
        with self._lock:
            self.messages.remove(message)

    def submit(self, text: str, *, by: str) -> httpx.Response:
        """Somebody fills in the newest dialog and sends it."""
        return self.send(self.submitted(text, by=by))

    def submitted(self, text: str, *, by: str) -> Json:
        """The payload of that."""
        view = self.dialogs[-1]
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        values = {
            block["block_id"]: {block["element"]["action_id"]: {"type": "plain_text_input", "value": text or None}}
            for block in inputs
        }
        return {
            "type": "view_submission",
            "api_app_id": APP,
            "team": {"id": TEAM, "domain": "simulated"},
            "user": self._user(by),
            "view": {**view, "state": {"values": values}},
        }

    def _user(self, name: str) -> Json:
        return {"id": self.people.get(name, name), "username": name.lower(), "name": name.lower(), "team_id": TEAM}

    def send(self, payload: Json) -> httpx.Response:
        """Post a payload to the application, signed."""
        body = self.body(payload)
        return httpx.post(self.interactions, content=body, headers=self.headers(body))

    @staticmethod
    def body(payload: Json) -> bytes:
        """A payload as Slack posts it."""
        return urlencode({"payload": json.dumps(payload)}).encode()

    @staticmethod
    def read(body: bytes) -> Json:
        """The payload of such a body."""
        return json.loads(dict(parse_qsl(body.decode()))["payload"])

    def headers(self, body: bytes, *, at: float | None = None) -> dict[str, str]:
        """The headers with which Slack posts a body."""
        stamp = f"{self.clock() if at is None else at:.0f}"
        digest = hmac.new(self.signing_secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }


def _handler(slack: SlackSimulator) -> type[http.server.BaseHTTPRequestHandler]:
    class _Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sent = _sent(body, self.headers.get("Content-Type", ""))
            _, kind, name = (*self.path.split("/", 2), "")[:3]
            if kind == "api":
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                limited, slack.limited = slack.limited > 0, max(0, slack.limited - 1)
                answer = {"ok": False, "error": "ratelimited"} if limited else slack.called(name, sent, token)
                self._answer(429 if limited else 200, answer)
            elif kind == "response" and slack.answered(name, sent):
                self._answer(200, "ok")
            else:
                self._answer(404, {"ok": False, "error": "used_url"})

        def _answer(self, status: int, value: Json) -> None:
            text = (value if isinstance(value, str) else json.dumps(value)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name that the base class has)
            """Nothing: addresses of answers are secrets."""

    return _Handler


def _sent(body: bytes, kind: str) -> dict[str, Json]:
    """What was posted; in a form, objects and lists are JSON texts."""
    if kind.startswith("application/json"):
        found: dict[str, Json] = json.loads(body or b"{}")
        return found
    values = dict(parse_qsl(body.decode()))
    return {name: json.loads(text) if text[:1] in ("{", "[") else text for name, text in values.items()}


def _fault(blocks: list[Json]) -> str:
    """What Slack refuses blocks for."""
    if len(blocks) > _MOST_BLOCKS or any(len(text) > _MOST_TEXT for text in _texts(blocks)):
        return "invalid_blocks"
    elements = [it for block in blocks for it in block.get("elements", ())]
    if any(len(it.get("value", "")) > _MOST_VALUE for it in elements):
        return "invalid_blocks"
    return ""


def _texts(node: Json) -> list[str]:
    """Every text that is shown, in order."""
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if not isinstance(node, dict):
        return []
    if isinstance(node.get("text"), str) and node.get("type") in ("plain_text", "mrkdwn"):
        return [node["text"]]
    return [text for value in node.values() for text in _texts(value)]
