"""doctor where what answers is not Ashby, or odd: it names the service, not the key, and ends without a traceback."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ashby_agent_tools.cli.app import app

KEY = "canary-7f3a91"
INFO = {"success": True, "results": {"title": "Key", "scopes": ["jobsRead"]}}


@contextlib.contextmanager
def answering(status: int, body: bytes, headers: dict[str, str]) -> Iterator[str]:
    """A service on this machine that answers every request so; its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def looked(monkeypatch: pytest.MonkeyPatch, folder: Path, status: int, body: object, **headers: str) -> dict[str, dict]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    monkeypatch.setenv("ASHBY_API_KEY", KEY)
    with answering(status, content, {name.replace("_", "-"): value for name, value in headers.items()}) as url:
        monkeypatch.setenv("ASHBY_BASE_URL", url)
        ran = CliRunner().invoke(app, ["doctor", "--json", "--store", str(folder / "store.db")])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    assert KEY not in ran.stdout
    return {one["what"]: one for one in json.loads(ran.stdout)}


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"<html>Sign in</html>"), (302, b""), (301, b""), (404, b"nginx"), (502, b""), (204, b""), (429, b"{}")],
)
def test_what_is_not_ashby_is_not_the_keys_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, body: bytes
) -> None:
    found = looked(monkeypatch, tmp_path, status, body, Content_Type=KEY, Location="https://login.example.com")
    assert "key" not in found
    assert found["service"]["ok"] is False
    assert "ASHBY_BASE_URL" in found["service"]["next_step"]


@pytest.mark.parametrize(
    "date",
    ["now", "", "Mon, 30 Nov 2026 07:00:00 -0000", "Mon, 32 Foo 2026", "1790812800", "Mon, 01 Jan 99999 00:00:00"],
)
def test_an_odd_clock_of_the_service_ends_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, date: str) -> None:
    found = looked(monkeypatch, tmp_path, 200, INFO, Date=date)
    assert found["key"]["ok"] is True
    assert ("clock" in found) is date.endswith("-0000")


@pytest.mark.parametrize("results", [None, [], "x", 7, {}, {"title": 7, "scopes": None}, {"scopes": {"a": 1}}])
def test_a_key_that_tells_odd_things_of_itself_is_known_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, results: object
) -> None:
    found = looked(monkeypatch, tmp_path, 200, {"success": True, "results": results})
    assert found["key"]["ok"] is True
    assert (found["scopes"]["ok"] is None) or found["scopes"]["found"].startswith("0 of")
