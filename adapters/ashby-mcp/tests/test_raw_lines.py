"""Raw hostile bytes over stdio and HTTP: an error or nothing is answered, and the next good request is served."""

from __future__ import annotations

import json
import os
import random
import select
import subprocess
import time

import httpx
import pytest

pytestmark = pytest.mark.slow  # a real process

DEEP = b"[" * 100_000
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}},
}  # fmt: skip


def call(arguments: bytes, name: bytes = b'"ashby_job_list"') -> bytes:
    return b'{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":%b,"arguments":%b}}' % (name, arguments)


def request(method: bytes = b'"ping"', identity: bytes = b"5", params: bytes = b"{}") -> bytes:
    return b'{"jsonrpc":"2.0","id":%b,"method":%b,"params":%b}' % (identity, method, params)


NO_MESSAGES = {
    "invalid UTF-8": b"\xff\xfe{}", "broken": b'{"jsonrpc":', "a list": DEEP, "an object": b'{"a":' * 100_000,
    "deep params": request(params=DEEP + b"]" * 100_000), "deep arguments": call(b"[" * 5_000 + b"]" * 5_000),
    "a batch": b"[%b]" % request(), "null": b"null", "a number": b"7", "a text": b'"x"', "a zero": b"\x00\x00",
    "method is a number": request(b"7"), "method is a list": request(b'["ping"]'),
    "another version": b'{"jsonrpc":"1.0","id":5,"method":"ping"}', "half a character": call(rb'{"a":"\ud83d"}'),
    "half a name": call(b"{}", rb'"\ud83d"'), "params are a list": request(params=b"[1]"),
}  # fmt: skip
NO_IDS = {  # the SDK takes these for notifications, which nobody answers, or for no messages
    "an object": request(identity=b"{}"), "a list": request(identity=b"[1]"), "null": request(identity=b"null"),
    "5,000 digits": request(identity=b"9" * 5_000), "half a character": request(identity=rb'"\ud83d"'),
}  # fmt: skip
ODD = {
    "invalid UTF-8 in a method": request(b'"ping\xff"'), "unknown": request(b'"no/such"'),
    "name is a number": call(b"{}", b"7"), "arguments are a list": call(b"[1]"),
    "arguments nest": call(b'{"a":' + b"[" * 150 + b"]" * 150 + b"}"),
    "not a number": call(b'{"a":NaN}'), "infinity": call(b'{"limit":1e999}'),
    "meta is a number": request(params=b'{"_meta":7}'), "a line of 5 MB": request(b'"' + b"x" * 5_000_000 + b'"'),
    "arguments of 5 MB": call(b'{"a":"' + b"x" * 5_000_000 + b'"}'), "hello again": request(b'"initialize"'),
}  # fmt: skip


def told(message):
    """Whether it is a notification, which answers nothing: of a new result, of progress."""
    return "id" not in message and message.get("method", "").startswith("notifications/")


class Lines:
    """A server process, line by line."""

    def __init__(self, served):
        given = served.stdio()
        self.process = subprocess.Popen(
            [given.command, *given.args], env=given.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.read, self.number = b"", 1_000
        assert self.after(json.dumps(HELLO).encode())[0]["result"]

    def after(self, line):
        """What is answered to a line, up to the answer to a good request that follows it."""
        self.number += 1
        good = {"jsonrpc": "2.0", "id": self.number, "method": "ping"}
        self.process.stdin.write(line + b"\n" + json.dumps(good).encode() + b"\n")
        self.process.stdin.flush()
        answers, end = [], time.monotonic() + 60
        while time.monotonic() < end:
            *whole, self.read = self.read.split(b"\n")
            answers += [json.loads(one) for one in whole]
            if {"jsonrpc": "2.0", "id": self.number, "result": {}} in answers:
                return [it for it in answers if not told(it) and it["id"] != self.number]
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                self.read += os.read(self.process.stdout.fileno(), 1 << 20)
        raise AssertionError(f"the server serves no more: {answers}")


def test_over_stdio_every_line_is_answered_and_the_next_request_is_served(served):
    lines = Lines(served)
    try:
        for kind, line in NO_MESSAGES.items():
            assert [it["error"]["code"] for it in lines.after(line)] == [-32700], kind
        for kind, line in NO_IDS.items():
            assert [it["error"]["code"] for it in lines.after(line)] in ([], [-32700]), kind
        for kind, line in ODD.items():
            answers = lines.after(line)
            while not answers:  # calls are answered when they are done, and a ping at once
                answers = [it for it in lines.after(request(identity=b"6")) if it["id"] == 5]
            (answer,) = answers
            assert answer["id"] == 5, kind
            assert "error" in answer or answer["result"]["isError"], kind
        chance, end = random.Random(7), time.monotonic() + 15  # noqa: S311  (nothing secret)
        while time.monotonic() < end:  # a good request, spoiled in a few places
            line = bytearray(call(b'{"limit":2,"title":"Engineer"}'))
            for _ in range(chance.randint(1, 6)):
                line[chance.randrange(len(line))] = chance.choice(b'{}[]",:\\0a\x00\xff\xc3\xed')
            assert all("result" in it or "error" in it for it in lines.after(bytes(line))), line
    finally:
        lines.process.kill()
        lines.process.communicate()


def test_over_http_every_body_gets_an_error_and_the_next_request_is_served(served):
    with served.http() as url, httpx.Client(trust_env=False, timeout=60) as client:
        for kind, body in (NO_MESSAGES | NO_IDS | ODD).items():
            answer = client.post(url, content=body, headers=HEADERS)
            assert 400 <= answer.status_code < 500 or "error" in answer.text.lower(), (kind, answer.status_code)
            assert client.post(url, json=HELLO, headers=HEADERS).status_code == 200, kind
