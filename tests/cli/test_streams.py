"""Standard streams that are closed, full, left by their reader or of another encoding: one line, no traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from pathlib import Path

import pytest

from ashby_agent_tools.cli import main
from ashby_agent_tools.simulator import Simulator

LIST = ("call", "candidate.list", "limit=40")
NOTE = ("call", "candidate.createNote", "--yes-i-am", "Grace", "note=Called")
FULL = [("--version",), ("--help",), ("operations", "--json"), LIST, ("call", "candidate.list", "--all", "limit=100")]
CLOSED = [("--version",), ("operations",), LIST, ("call", "job.lst"), ("nonsense",), ("call", "job.list", "-")]


@pytest.fixture(scope="module")
def served():
    with Simulator(seed=7) as simulator:
        yield simulator


@pytest.fixture
def start(served, tmp_path, monkeypatch, capsys):
    """`start(*words, stdin=, stdout=)`: the exit code and stderr of a command with these streams."""
    settings = {"ASHBY_API_KEY": served.key, "ASHBY_BASE_URL": served.url, "HOME": str(tmp_path)}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def run(*words, **streams):
        monkeypatch.setattr(sys, "argv", ["ashby-agent-tools", *words])
        for name, stream in streams.items():
            monkeypatch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("words", FULL, ids=" ".join)
def test_on_a_full_device_it_is_one_line(start, words):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        code, said = start(*words, stdout=full)
    assert (code, said.count("\n")) == (74, 1), said
    assert "not whole" in said


@pytest.mark.parametrize("words", FULL, ids=" ".join)
def test_a_reader_who_has_gone_is_not_complained_of(start, words):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as gone:
        assert start(*words, stdout=gone) == (141, "")


def test_a_write_whose_result_cannot_be_printed_is_not_called_refused(start, served):
    served.log.clear()
    person = next(iter(served.state.table("candidate")))
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        code, said = start(*NOTE, f"candidateId={person}", stdout=full)
    assert [request.endpoint for request in served.log if request.endpoint == "candidate.createNote"] != []
    assert code == 74
    assert said.splitlines()[-1].endswith("look before you make it again.")


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
@pytest.mark.parametrize("words", CLOSED, ids=" ".join)
def test_a_closed_stream_is_one_that_takes_nothing(start, words, stream):
    code, _ = start(*words, **{"stdin": io.StringIO(), stream: None})
    if getattr(sys, stream) is not None:
        getattr(sys, stream).close()
    assert code == (2 if words[-1] in ("job.lst", "nonsense") else 0)


def encoded(encoding):
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "shift_jis"])
@pytest.mark.parametrize("form", [("--format", "jsonl"), ("--json",), ("--format", "csv"), ()], ids=" ".join)
def test_what_the_encoding_lacks_is_an_escape(start, served, monkeypatch, encoding, form):
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    person = next(row for row in served.state.table("candidate").values() if "Ł" in row["name"])
    out = encoded(encoding)
    assert start("call", "candidate.info", f"id={person['id']}", *form, stdout=out) == (0, "")
    written = out.buffer.getvalue().decode(encoding)
    assert "\\u0141opata" in written
    if form in (("--json",), ("--format", "jsonl")):
        record = json.loads(written)
        assert record.get("data", record)["name"] == person["name"]


def test_what_goes_to_a_file_is_utf_8_where_nobody_says_otherwise(start, served, monkeypatch):
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    out = encoded("cp1252")
    start("call", "candidate.list", "--all", "--format", "csv", stdout=out)
    names = {row["name"] for row in csv.DictReader(io.StringIO(out.buffer.getvalue().decode("utf-8")))}
    assert names == {row["name"] for row in served.state.table("candidate").values()}


@pytest.mark.parametrize(("given", "code", "says"), [
    (b'\xef\xbb\xbf{"limit": 1}', 0, ""),
    (b"\xff\xfe{", 2, "in UTF-8"),
    (b"limit=1", 2, "one JSON object"),
    (b"{", 2, "one JSON object"),
])  # fmt: skip
def test_arguments_from_stdin(start, given, code, says):
    found, said = start("call", "job.list", "-", stdin=io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
    assert (found, said.count("\n")) == (code, min(code, 1))
    assert says in said
