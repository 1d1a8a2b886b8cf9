"""Start commands that cannot be meant: one line on stderr, exit code 2, no traceback, no secret."""

from __future__ import annotations

import sys

import pytest

from ashby_mcp import cli
from ashby_mcp.cli import main

KEY, TOKEN = "canary-of-the-api-key", "canary-of-the-token"
MANY, PAINT, HOME = "9" * 5_000, "\x1b[2J\x1b[H", "~nobody-here/a"
STARTS = [
    ("--budget", "1"), ("--budget", "199"), ("--budget", "-1"), ("--budget", "9" * 30), ("--budget", "20000"),
    ("--expires", "9" * 30 + "d"), ("--expires", "9" * 400 + "d"), ("--expires", MANY + "s"), ("--expires", "0d"),
    ("--expires", "-1d"), ("--expires", "nan"), ("--expires", "\u0663d"), ("--expires", ""), ("--expires", "3651d"),
    ("--expires", PAINT), ("--expires", "1e9d"),
    ("--caps", f"writes={MANY}"), ("--caps", f"window={MANY}d"), ("--caps", "writes=-1"), ("--caps", "="),
    ("--caps", "writes=\u0663"), ("--caps", f"{PAINT}=1"), ("--caps", "x" * 10_000),
    ("--store", "/proc/1/x/y.db"), ("--store", "/"), ("--store", HOME), ("--store", "/dev/null"),
    ("--store", "x" * 5_000), ("--store", "/etc/passwd"),
    ("--audit", "/"), ("--audit", "/proc/x"), ("--audit", HOME), ("--audit", "x" * 5_000),
    ("--download-dir", "/nowhere"), ("--download-dir", "/etc/passwd"), ("--download-dir", HOME),
    ("--download-dir", "x" * 5_000), ("--download-dir", f"/{PAINT}"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def setting(tmp_path, monkeypatch):
    """A key, a token, a folder of its own, and nothing that would start after all."""
    environment = {"ASHBY_API_KEY": KEY, "ASHBY_BASE_URL": "http://127.0.0.1:1", "HOME": str(tmp_path), "T": TOKEN}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_warn", lambda toolset: None)
    monkeypatch.setattr(cli, "_stdio", lambda server: _nothing())


@pytest.mark.parametrize("words", STARTS, ids=lambda words: " ".join(words)[:40].encode("unicode_escape").decode())
def test_a_start_that_cannot_be_meant_is_refused_in_one_line(words, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["ashby-mcp", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert line.startswith("ashby-mcp: ")
    assert len(line) < 700
    assert "\x1b" not in line
    assert KEY not in line
    assert TOKEN not in line


async def _nothing():
    return None
