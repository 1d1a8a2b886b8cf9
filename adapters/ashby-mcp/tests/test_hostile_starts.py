"""Start commands that cannot be meant: one line on stderr, exit code 2, no traceback, no secret."""

from __future__ import annotations

import sys

import pytest

from ashby_mcp import cli
from ashby_mcp.cli import main

KEY, TOKEN = "canary-of-the-api-key", "canary-of-the-token"
MANY, LONG, PAINT, HOME = "9" * 5_000, "x" * 100_000, "\x1b[2J\x1b[H", "~nobody-here/a"
STARTS = [
    ("--budget", "1"),
    ("--budget", "199"),
    ("--budget", "-1"),
    ("--budget", "9" * 30),
    ("--budget", "20000"),
    ("--expires", "9" * 30 + "d"),
    ("--expires", "9" * 400 + "d"),
    ("--expires", MANY + "s"),
    ("--expires", "0d"),
    ("--expires", "-1d"),
    ("--expires", "nan"),
    ("--expires", "\u0663d"),
    ("--expires", ""),
    ("--expires", "3651d"),
    ("--expires", PAINT),
    ("--expires", "1e9d"),
    ("--caps", f"writes={MANY}"),
    ("--caps", f"window={MANY}d"),
    ("--caps", "writes=-1"),
    ("--caps", "="),
    ("--caps", "writes=\u0663"),
    ("--caps", f"{PAINT}=1"),
    ("--caps", "x" * 10_000),
    ("--store", "/proc/1/x/y.db"),
    ("--store", "/"),
    ("--store", HOME),
    ("--store", "/dev/null"),
    ("--store", "x" * 5_000),
    ("--store", "/etc/passwd"),
    ("--audit", "/"),
    ("--audit", "/proc/x"),
    ("--audit", HOME),
    ("--audit", "x" * 5_000),
    ("--notify", ""),
    ("--notify", "os"),
    ("--notify", "os:"),
    ("--notify", ":path"),
    ("--notify", "os:no_such_function"),
    ("--notify", "no_such_module_of_mine:tell"),
    ("--notify", ".relative:tell"),
    ("--notify", "os:sep"),
    ("--notify", PAINT),
    ("--notify", LONG),
    ("--notify", f"{LONG}:{LONG}"),
    ("--download-dir", "/nowhere"),
    ("--download-dir", "/etc/passwd"),
    ("--download-dir", HOME),
    ("--download-dir", "x" * 5_000),
    ("--download-dir", f"/{PAINT}"),
    ("--account", ""),
    ("--account", "  "),
    ("--account", PAINT),
    ("--account", LONG),
    ("--account", "a\nb"),
    ("--account", "\udcff"),
    ("--account", "a\u202eb"),
    ("--conversation", ""),
    ("--conversation", PAINT),
    ("--conversation", LONG),
    ("--preset", ""),
    ("--preset", PAINT),
    ("--preset", LONG),
    ("--tags", PAINT),
    ("--tags", LONG),
    ("--tools", PAINT),
    ("--tools", LONG),
    ("--exclude", PAINT),
    ("--hide", PAINT),
    ("--hide", LONG),
    ("--hide", "pay="),
    ("--show", "pay"),
    ("--read-only", "--write-only"),
    ("--http", "--port", "-1"),
    ("--http", "--port", "70000"),
    ("--http", "--host", PAINT),
    ("--http", "--host", LONG),
    ("--http", "--host", "::"),
    ("--http", "--token-env", PAINT),
    ("--http", "--token-env", "NOT_SET"),
    ("--http", "--token-env", ""),
    ("--http", "--origin", PAINT),
    ("--http", "--reached-as", PAINT),
    ("--http", "--origin", "nonsense"),
]
WORDS = [  # which the options' own reader refuses, in lines of its own
    (PAINT,),
    (LONG,),
    (f"--{PAINT}",),
    ("--port", PAINT),
    ("--port", LONG),
    ("--budget", PAINT),
    ("--budget", MANY),
    ("--nonsense",),
    ("--port",),
    ("serve",),
]
ENVIRONMENTS = [
    {"ASHBY_API_KEY": ""}, {"ASHBY_API_KEY": f"{KEY} {KEY}"}, {"ASHBY_API_KEY": KEY + PAINT},
    {"ASHBY_BASE_URL": "nonsense"}, {"ASHBY_BASE_URL": f"https://a:{TOKEN}@example.com"}, {"ASHBY_BASE_URL": PAINT},
    {"ASHBY_BASE_URL": LONG}, {"ASHBY_BASE_URL": "https://a\udcff.example.com"}, {"ASHBY_BASE_URL": "http://example.com"},
    {"ASHBY_BASE_URL": "https://a.example.com", "ASHBY_PROXY": f"ftp://a:{TOKEN}@example.com"},
    {"ASHBY_BASE_URL": "https://a.example.com", "SSL_CERT_FILE": "/nowhere"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def setting(tmp_path, monkeypatch):
    """A key, a token, a folder of its own, and nothing that would start after all."""
    environment = {"ASHBY_API_KEY": KEY, "ASHBY_BASE_URL": "http://127.0.0.1:1", "HOME": str(tmp_path), "T": TOKEN}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_warn", lambda toolset: None)
    monkeypatch.setattr(cli, "serve_stdio", lambda server: _nothing())
    monkeypatch.setattr(cli.http, "serve", lambda application, listening: listening.close())


@pytest.mark.parametrize("words", STARTS, ids=lambda words: " ".join(words)[:40].encode("unicode_escape").decode())
@pytest.mark.exhaustive(6)
def test_a_start_that_cannot_be_meant_is_refused_in_one_line(words, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["ashby-mcp", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == (5 if "/dev/null" in words else 2)  # a device is a store that cannot be used
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert line.startswith("ashby-mcp: ")
    assert len(line) < 700
    assert "\x1b" not in line
    assert KEY not in line
    assert TOKEN not in line


@pytest.mark.parametrize("words", WORDS, ids=lambda words: " ".join(words)[:40].encode("unicode_escape").decode())
def test_words_that_are_no_options_are_refused_on_lines_for_a_terminal(words, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["ashby-mcp", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert len(told.err) < 1_500
    assert "\x1b" not in told.err


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda it: repr(it)[:50])
def test_an_environment_that_cannot_be_meant_is_refused_in_one_line(environment, capsys, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    test_a_start_that_cannot_be_meant_is_refused_in_one_line((), capsys, monkeypatch)


async def _nothing():
    return None
