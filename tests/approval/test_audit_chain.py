"""The audit file as a chain: whatever is changed in it shows, from the file alone or with an anchor kept elsewhere."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import random
import resource

import pytest
from processes import CONTEXT
from typer.testing import CliRunner

from ashby_agent_tools import MemoryStore, Session, Toolset, confirm_never, errors
from ashby_agent_tools.approval import audit_records
from ashby_agent_tools.approval.audit_records import append, verify
from ashby_agent_tools.testing._company import Company

LINES = 12


@pytest.fixture
def file(tmp_path):
    """An audit file with the steps of some calls."""
    for number in range(LINES):
        append(tmp_path / "audit.jsonl", {"step": "sent", "operation": f"operation {number}", "time": "2026-11-01"})
    return tmp_path / "audit.jsonl"


@pytest.fixture
def command():
    from ashby_agent_tools.cli.app import app

    return lambda *words: CliRunner().invoke(app, ["audit", *map(str, words)])


def anew(lines):
    """The lines with a chain of their own, as somebody makes it who can write the file."""
    import pathlib
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "audit.jsonl")
        for line in lines:
            append(path, {name: it for name, it in json.loads(line).items() if name not in ("number", "previous")})
        return path.read_text("utf-8").splitlines()


def swapped(lines, a, b):
    lines[a], lines[b] = lines[b], lines[a]
    return lines


TAMPERING = {
    "a line is changed": lambda it: [*it[:5], it[5].replace("operation 5", "operation 6"), *it[6:]],
    "a line is removed": lambda it: it[:5] + it[6:],
    "the first line is removed": lambda it: it[1:],
    "a line is doubled": lambda it: [*it[:5], it[5], *it[5:]],
    "two lines change places": lambda it: swapped(it, 4, 7),
    "a line is added": lambda it: [*it[:5], '{"step": "done"}', *it[5:]],
    "a line loses its link": lambda it: [*it[:5], '{"step": "sent"}', *it[6:]],
    "a line is no JSON": lambda it: [*it[:5], it[5][:-3], *it[6:]],
    "a number is changed": lambda it: [*it[:-1], it[-1].replace('"number": 12', '"number": 13')],
    "white space is added": lambda it: [*it[:5], it[5] + " ", *it[6:]],
}
WITH_AN_ANCHOR = {
    "the end is missing": lambda it: it[:-3],
    "all of it is gone": lambda it: [],
    "all of it is written anew": lambda it: anew([it[0].replace("operation 0", "another"), *it[1:]]),
    "the last line is changed": lambda it: [*it[:-1], it[-1].replace("operation 11", "another")],
    "all from the middle on is written anew": lambda it: anew([*it[:5], *it[6:]]),
}


def rewritten(file, change):
    lines = change(file.read_text("utf-8").splitlines())
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def test_a_file_that_nobody_touched_is_whole(file, command):
    found = verify(file)
    assert (found.lines, found.unlinked, found.findings) == (LINES, 0, ())
    append(file, {"step": "done"})
    assert verify(file, [found.anchor]).findings == ()
    said = command("verify", file, "--anchor", found.anchor)
    assert (said.exit_code, "is whole: 13 lines" in said.stdout) == (0, True)
    assert f"--anchor {verify(file).anchor}" in said.stdout


@pytest.mark.parametrize("kind", TAMPERING)
def test_what_was_done_to_the_lines_shows_in_the_file_itself(file, command, kind):
    rewritten(file, TAMPERING[kind])
    assert verify(file).findings
    said = command("verify", file)
    assert (said.exit_code, "is not whole" in said.stdout) == (1, True)
    assert json.loads(command("verify", file, "--json").stdout)["ok"] is False


@pytest.mark.parametrize("kind", WITH_AN_ANCHOR)
def test_what_a_new_chain_or_a_missing_end_would_hide_shows_with_an_anchor(file, kind):
    anchor = verify(file).anchor
    rewritten(file, WITH_AN_ANCHOR[kind])
    assert not verify(file).findings
    assert verify(file, [anchor]).findings


def test_two_hundred_random_changes_are_all_found(file):
    whole, draw, anchor = file.read_bytes(), random.Random(7), verify(file).anchor  # noqa: S311  (the same each time)
    for _ in range(200):
        at = draw.randrange(len(whole))
        other = draw.choice([it for it in range(256) if it != whole[at]])
        file.write_bytes(whole[:at] + bytes([other]) + whole[at + 1 :])
        assert verify(file, [anchor]).findings, at
        length = draw.randrange(len(whole) - 1)
        file.write_bytes(whole[:length])
        assert verify(file, [anchor]).findings, length
        file.write_bytes(whole[:at] + whole[min(at + 1 + draw.randrange(300), len(whole)) :])
        assert verify(file, [anchor]).findings, at


def test_anchors_are_kept_in_a_file_as_long_as_nothing_is_found(file, command, tmp_path):
    kept = tmp_path / "anchors"
    for _ in range(2):
        assert command("verify", file, "--anchor-file", kept).exit_code == 0
    assert kept.read_text("utf-8").split() == [verify(file).anchor]
    append(file, {"step": "done"})
    assert command("verify", file, "--anchor-file", kept).exit_code == 0
    before = kept.read_text("utf-8")
    assert len(before.split()) == 2
    rewritten(file, lambda it: anew(it[:-2]))
    assert "its end is missing" in command("verify", file, "--anchor-file", kept).stdout
    assert kept.read_text("utf-8") == before


def test_lines_of_an_older_version_are_counted_and_the_chain_begins_behind_them(tmp_path):
    old = tmp_path / "audit.jsonl"
    old.write_text('{"step": "sent"}\n{"step": "done"}\n', "utf-8")
    append(old, {"step": "sent"})
    append(old, {"step": "done"})
    found = verify(old)
    assert (found.lines, found.unlinked, found.findings) == (4, 2, ())
    rewritten(old, lambda it: [it[0], it[1].replace("done", "sent"), *it[2:]])
    assert verify(old).findings


def test_a_line_that_was_not_written_to_its_end_is_told_and_the_next_one_stands_by_itself(file):
    with file.open("ab") as out:
        out.write(b'{"step": "se')
    append(file, {"step": "sent"})
    found = verify(file)
    assert found.findings == (f"line {LINES + 1} is not a record: it was changed, or not written to its end",)
    assert found.lines == LINES + 2


def test_lines_are_counted_with_few_reads(tmp_path, monkeypatch):
    """While they are, every other process waits: half a line behind many took half a minute."""
    reads = []

    class Counted(io.FileIO):
        def read(self, size=-1):
            reads.append(size)
            return super().read(size)

    monkeypatch.setattr(audit_records, "open", lambda path, mode, **_: Counted(path, mode), raising=False)
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b'{"step": "sent"}\n' * 5_000 + b'{"st')
    append(path, {"step": "sent"})
    assert json.loads(path.read_text("utf-8").splitlines()[-1])["number"] == 5_002
    assert len(reads) < 10


def test_a_file_that_was_put_away_is_begun_anew_for_its_owner_also_by_who_waited_for_it(file, monkeypatch):
    """As logs are rotated: the old one may be packed by now, and a line in it lost."""
    old, lock, mask = file.with_name("audit.1"), audit_records._lock, os.umask(0o022)

    def waited(opened):
        if not old.exists():
            file.rename(old)
        lock(opened)

    monkeypatch.setattr(audit_records, "_lock", waited)
    try:
        append(file, {"step": "sent"})
    finally:
        os.umask(mask)
    assert (verify(old).lines, verify(file).lines, verify(file).findings) == (LINES, 1, ())
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_for_which_there_is_no_room_leaves_the_file_as_it_was(file):
    before = file.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, hard))
    try:
        with pytest.raises(OSError, match="large|space"):
            append(file, {"step": "sent"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read_bytes() == before
    append(file, {"step": "sent"})
    assert not verify(file).findings


def test_a_line_that_is_nested_too_deep_is_told(file):
    with file.open("ab") as out:
        out.write(b"[" * 200_000 + b"\n")
    (finding,) = verify(file).findings
    assert "is not a record" in finding


def test_long_lines_are_followed_too(tmp_path):
    path = tmp_path / "audit.jsonl"
    for length in (1, 10_000, 100_000, 3):
        append(path, {"step": "x" * length})
    assert verify(path).findings == ()
    assert verify(path).lines == 4


def test_processes_that_write_at_once_make_one_chain(tmp_path):
    path = tmp_path / "audit.jsonl"
    with CONTEXT.Pool(4) as pool:
        pool.map(append_fifty, [str(path)] * 4)
    found = verify(path)
    assert (found.lines, found.findings) == (200, ())


def append_fifty(path):
    from pathlib import Path

    for number in range(50):
        append(Path(path), {"step": "sent", "number of it": number})


def test_the_steps_of_calls_are_a_chain_and_the_log_has_the_same_lines(simulator, tmp_path, caplog):
    caplog.set_level(logging.INFO, "ashby_agent_tools.audit")
    path, company = tmp_path / "audit.jsonl", Company.of(simulator)
    tools = Toolset.all().with_policy(confirm_never)
    for conversation in ("one", "two"):
        session = Session(tools, simulator.client(), audit=path, store=MemoryStore(), conversation=conversation)
        session.run("candidate.createNote", {"candidateId": company.candidate()["id"], "note": "Called."})
    assert verify(path).findings == ()
    logged = [record.getMessage() for record in caplog.records if record.name == "ashby_agent_tools.audit"]
    assert logged == path.read_text("utf-8").splitlines()


def test_an_auditor_gets_the_steps_that_fit(command, tmp_path):
    path = tmp_path / "audit.jsonl"
    for day, operation in ((1, "candidate.list"), (2, "=cmd()"), (3, "candidate.list")):
        append(path, {"time": f"2026-11-0{day}T10:00:00+00:00", "step": "sent", "operation": operation, "account": "a"})
    chosen = command("export", path, "--since", "2026-11-02", "--until", "2026-11-03")
    (row,) = csv.DictReader(io.StringIO(chosen.stdout))
    assert (row["operation"], row["number"], row["account"]) == ("'=cmd()", "2", "a")
    lines = command("export", path, "--operation", "candidate.list", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 3]
    rewritten(path, lambda it: it[1:])
    broken = command("export", path)
    assert broken.exit_code == 1
    assert "audit verify" in broken.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["verify", "nowhere.jsonl"], "cannot be read"),
        (["verify", "{file}", "--anchor", "12"], "is not an anchor"),
        (["verify", "{file}", "--anchor", "0:" + "0" * 64], "is not an anchor"),
        (["export", "{file}", "--since", "yesterday"], "is not a time"),
    ],
)
def test_what_cannot_be_used_is_one_line(file, command, words, said):
    failed = command(*(word.replace("{file}", str(file)) for word in words))
    assert failed.exit_code == 2
    assert said in failed.stderr


def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path):
    with pytest.raises(errors.UsageError, match="cannot be read"):
        verify(tmp_path)
