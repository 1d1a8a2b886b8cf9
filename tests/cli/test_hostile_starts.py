"""Start commands and environments that cannot be meant: an error on stderr, an exit code, no traceback, no secret."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from ashby_agent_tools.cli import main

KEY, SECRET, PASSWORD = "canary-of-the-api-key", "canary-of-an-approver", "canary-of-a-proxy"
LONG, HUGE, PAINT, HOME = "x" * 100_000, "9" * 5_000, "\x1b[2J\x1b[H\u202e", "~nobody-here/a"
CALL = ("call", "job.list")
IDENTITY = "3f2a"
STARTS = [
    (PAINT,), (LONG,), ("",), ("call", PAINT), ("call", LONG), ("call", ""), ("call",), ("call", "job.list", PAINT),
    (*CALL, "{"), (*CALL, "[1]"), (*CALL, "7"), (*CALL, "[" * 100_000), (*CALL, f"{PAINT}=1"), (*CALL, "=1"),
    (*CALL, "limit"),
    (*CALL, "limit=NaN"), (*CALL, f"limit={HUGE}"), (*CALL, "limit=1", "limit=2"), (*CALL, f"{LONG}=1"),
    (*CALL, "limit=\ud83d"), (*CALL, "limit=[1"), (*CALL, '{"limit": 1, "limit": 2}'), (*CALL, "-"),
    (*CALL, "--budget", "1"), (*CALL, "--budget", "-1"), (*CALL, "--budget", HUGE), (*CALL, "--budget", PAINT),
    (*CALL, "--format", PAINT), (*CALL, "--format", LONG), (*CALL, "--hide", PAINT), (*CALL, "--hide", LONG),
    (*CALL, "--hide", "pay="), (*CALL, "--show", "salary"), (*CALL, "--json", "--all"),
    (*CALL, "--account", ""), (*CALL, "--account", " "),
    (*CALL, "--store", "/proc/1/x/y.db"), (*CALL, "--store", "/"), (*CALL, "--store", HOME), (*CALL, "--store", LONG),
    (*CALL, "--store", "/etc/passwd"), (*CALL, "--store", f"/{PAINT}/a"), (*CALL, "--store", "/dev/null"),
    ("call", "file.download", "fileHandle=a"), ("call", "file.download", "fileHandle=a", "--download-dir", HOME),
    ("call", "file.download", "fileHandle=a", "--download-dir", "/nowhere"),
    ("call", "candidate.anonymize", f"candidateId={PAINT}"),
    ("call", "candidate.anonymize", "candidateId=x", "--yes-i-am", ""),
    ("operations", "--preset", PAINT), ("operations", "--preset", LONG), ("operations", "--tag", PAINT),
    ("operations", "--effect", PAINT), ("operations", "show", PAINT), ("operations", "show", LONG),
    ("operations", "--scope", PAINT), ("operations", PAINT),
    ("approvals", "show", PAINT), ("approvals", "show", LONG), ("approvals", "show", ""), ("approvals", PAINT),
    ("approvals", "list", "--store", "/nowhere/a.db"), ("approvals", "list", "--store", "/etc/passwd"),
    ("approvals", "list", "--store", HOME), ("approvals", "list", "--account", ""),
    ("approvals", "approve", IDENTITY, "--by", PAINT), ("approvals", "approve", PAINT, "--by", "Robin"),
    ("approvals", "approve", IDENTITY), ("approvals", "approve", IDENTITY, "--by", ""),
    ("approvals", "approve", IDENTITY, "--by", "R", "--approver-secret-file", "/nowhere"),
    ("approvals", "approve", IDENTITY, "--by", "R", "--approver-secret-file", "/"),
    ("approvals", "approve", IDENTITY, "--by", "R", "--approver-secret-file", HOME),
    ("approvals", "deny", IDENTITY, "--by", "R", "--message", LONG), ("approvals", "deny", PAINT, "--by", "R"),
    ("approvals", "add-approver", PAINT, "--secret-file", "/nowhere/a"),
    ("approvals", "add-approver", "R", "--secret-file", "/"),
    ("simulator", "--port", "-1"), ("simulator", "--port", "70000"), ("simulator", "--port", HUGE),
    ("simulator", "--port", PAINT),
    ("simulator", "--seed", PAINT), ("simulator", "--size", PAINT), ("simulator", "--seed", "1e9"),
    ("doctor", "--store", "/"), ("doctor", "--store", HOME), ("doctor", PAINT), ("--nonsense",), (f"--{PAINT}",),
]  # fmt: skip
ENVIRONMENTS = [
    {"ASHBY_API_KEY": ""}, {"ASHBY_API_KEY": " "}, {"ASHBY_API_KEY": f"{KEY} {KEY}"}, {"ASHBY_API_KEY": f"{KEY}\u20ac"},
    {"ASHBY_API_KEY": KEY + PAINT}, {"ASHBY_BASE_URL": "nonsense"},
    {"ASHBY_BASE_URL": "https://a\udcff.example.com"}, {"ASHBY_BASE_URL": f"http://a:{PASSWORD}@example.com"},
    {"ASHBY_BASE_URL": f"https://a:{PASSWORD}@example.com"}, {"ASHBY_BASE_URL": PAINT}, {"ASHBY_BASE_URL": LONG},
    {"ASHBY_BASE_URL": "http://example.com"}, {"ASHBY_BASE_URL": "http://127.0.0.1:99999"},
    {"ASHBY_BASE_URL": "http://[::1"}, {"ASHBY_BASE_URL": "file:///etc/passwd"},
    {"ASHBY_BASE_URL": "http://127.0.0.1:1"},
    {"ASHBY_PROXY": f"ftp://a:{PASSWORD}@example.com", "ASHBY_BASE_URL": "https://a.example.com"},
    {"ASHBY_PROXY": PAINT, "ASHBY_BASE_URL": "https://a.example.com"},
    {"ASHBY_PROXY": "\udcff", "ASHBY_BASE_URL": "https://a.example.com"},
    {"SSL_CERT_FILE": "/nowhere", "ASHBY_BASE_URL": "https://a.example.com"},
    {"SSL_CERT_FILE": "/etc/passwd", "ASHBY_BASE_URL": "https://a.example.com"}, {"COLUMNS": "0"}, {"COLUMNS": "-5"},
    {"COLUMNS": HUGE},
    {"TIKTOKEN_CACHE_DIR": "/nowhere/a"}, {"XDG_CONFIG_HOME": "/proc/x"}, {"HOME": "/proc/x"},
]  # fmt: skip


@pytest.fixture
def start(tmp_path, monkeypatch, capsys):
    """`start(*words)`: exit code, stdout and stderr of a command in a folder of its own, without a terminal."""
    environment = {
        "ASHBY_API_KEY": KEY, "ASHBY_BASE_URL": "http://127.0.0.1:1", "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path), "ASHBY_APPROVER_SECRET": SECRET,
    }  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["ashby-agent-tools", *words])
        with Path(os.devnull).open(encoding="utf-8") as nothing:
            monkeypatch.setattr(sys, "stdin", nothing)
            with pytest.raises(SystemExit) as ended:
                main()
        return ended.value.code, *capsys.readouterr()

    return run


def shown(value):
    return " ".join(value)[:60].encode("unicode_escape").decode()


def holds(out, err):
    """What every start keeps to, whatever it says."""
    assert "Traceback" not in err
    assert len(err) < 1_500, err[:300]
    for text in (out, err):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert KEY not in text
        assert SECRET not in text
        assert PASSWORD not in text


@pytest.mark.parametrize("words", STARTS, ids=shown)
@pytest.mark.exhaustive(6)
def test_a_start_that_cannot_be_meant_is_refused(words, start):
    code, out, err = start(*words)
    holds(out, err)
    assert code in (1, 2, 3, 5)
    assert err or out


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda it: shown(f"{k}={v[:30]}" for k, v in it.items()))
@pytest.mark.parametrize(
    "words", [CALL, ("doctor",), ("approvals", "list"), ("operations", "--search", "archive")], ids=shown
)
@pytest.mark.exhaustive(6)
def test_an_environment_that_cannot_be_meant_raises_nothing(environment, words, start, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    _, out, err = start(*words)
    holds(out, err)


def test_doctor_sends_the_key_to_no_proxy_that_nobody_asked_for(start, monkeypatch):
    """HTTP_PROXY is not read, as by every client: the key would travel through it in clear."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(0.5)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        code, *_ = start("doctor")
        assert code == 5
        with pytest.raises(TimeoutError):
            proxy.accept()


TOKEN = {"ASHBY_UNIFIED_TOKEN": "t" * 16}
SERVED = [
    ({"ASHBY_UNIFIED_TOKEN": ""}, (), "ASHBY_UNIFIED_TOKEN is not set"),
    ({"ASHBY_UNIFIED_TOKEN": "short"}, (), "16 characters"),
    ({**TOKEN, "ASHBY_API_KEY": ""}, (), "set ASHBY_API_KEY (in Ashby"),
    (TOKEN, ("--host", "nowhere.invalid", "--port", "0"), "give another --host or --port"),
    (TOKEN, ("--port", "99999"), "99999 is no port"),
    (TOKEN, ("--grants", "/nowhere.toml"), "cannot be read"),
]


@pytest.mark.parametrize(("environment", "words", "told"), SERVED)
def test_a_service_that_cannot_be_served_says_so_in_words_of_the_command_line(
    environment, words, told, start, monkeypatch
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    code, out, err = start("serve-unified", *words)
    holds(out, err)
    assert (code, told in err, err.count("\n")) == (2, True, 1), err
    assert "Simulator" not in err
    assert "attempting to bind" not in err
