"""The digest of Ashby's official facts: no prose in it, and a changed document says what the catalogue must follow."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import facts
import official
import pytest
import yaml
from repository import ROOT

SENTENCE = re.compile(r"[a-z]+ [a-z]+ [a-z]+")


def _row(name: str) -> dict[str, Any]:
    return {"endpoint": name, "scope": "jobsRead", "served_by": "ashby", "source": "openapi", "deprecated": False}


def folder(path: Path, request: dict[str, Any], *more: str) -> Path:
    """A made-up folder with one endpoint in the document, `more` in the inventory, and one newer one."""
    answer = {
        "content": {"application/json": {"schema": {"type": "object", "properties": {"title": {"type": "string"}}}}}
    }
    operation = {
        "summary": "Say how things are.", "description": "A whole sentence of the page.", "tags": ["Job"],
        "requestBody": {"content": {"application/json": {"schema": request}}}, "responses": {"200": answer},
    }  # fmt: skip
    document = {"paths": {"/job.info": {"post": operation}}, "webhooks": {"jobUpdate": {"post": {"summary": "Told."}}}}
    newer = {
        "path": "/project.archive", "params": [{"name": "projectId", "required": True, "note": "name inferred"}],
        "response": ["the project (inferred)"], "destructive": True, "irreversible": False, "sends_to_person": False,
    }  # fmt: skip
    path.mkdir(exist_ok=True)
    (path / "openapi.yml").write_text(yaml.safe_dump(document), encoding="utf-8")
    for name, data in {
        "endpoints.json": [_row("job.info"), *map(_row, more)],
        "added.json": {"endpoints": [_row("project.archive")], "new_endpoints": [newer]},
        "delta.json": {
            "new_endpoints": [],
            "new_webhooks": [{"type": "jobPraised", "creatable": True, "data": ["job {id} (inferred)"]}],
        },
        "seed-tools.json": [{"tool": "get_job", "endpoint": ["job.info"], "note": "Needs an id, not a title."}],
    }.items():
        (path / name).write_text(json.dumps(data), encoding="utf-8")
    return path


REQUEST = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "description": "The id of the job, as the list has it."},
        "title": {"type": "string", "example": "Some title of a job"},
        "expand": {"type": "array", "items": {"type": "string", "enum": ["location"]}},
    },
}


def test_texts_are_left_out_and_fields_that_are_called_like_them_stay(tmp_path):
    made = facts.digest(folder(tmp_path / "in", REQUEST))
    assert not SENTENCE.search("".join(made.values()))
    row = json.loads(made["document.jsonl"].splitlines()[0])
    kept = row["is"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert kept["properties"] == {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "expand": {"type": "array", "items": {"type": "string", "enum": ["location"]}},
    }
    assert json.loads(made["newer.jsonl"]) == {
        "endpoint": "project.archive", "params": [{"name": "projectId", "required": True, "inferred": True}],
        "answer": ["inferred", "project", "the"], "destructive": True, "irreversible": False, "sends_to_person": False,
    }  # fmt: skip


def test_a_second_run_says_nothing_changed(tmp_path, capsys):
    given = [str(folder(tmp_path / "in", REQUEST)), "--out", str(tmp_path / "out")]
    assert facts.main(given) == facts.main(given) == 0
    assert capsys.readouterr().out == "Nothing changed.\n" * 2


@pytest.mark.slow
def test_the_script_runs_by_itself_twice(tmp_path):
    """`make facts`: without the paths that pytest adds."""
    given = [str(folder(tmp_path / "in", REQUEST)), "--out", str(tmp_path / "out")]
    command = [sys.executable, str(ROOT / "scripts" / "facts.py"), *given]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "Nothing changed.\n"


def test_what_changed_is_said_with_the_class_that_must_follow(tmp_path, capsys):
    out = ["--out", str(tmp_path / "out")]
    facts.main([str(folder(tmp_path / "in", REQUEST)), *out])
    capsys.readouterr()
    changed = json.loads(json.dumps(REQUEST))
    changed["required"] = ["id", "title"]
    changed["properties"]["expand"]["items"]["enum"] = ["location", "openings"]
    changed["properties"]["depth"] = {"type": "integer"}
    assert facts.main([str(folder(tmp_path / "in", changed, "job.clone")), *out]) == 1
    said = capsys.readouterr().out.splitlines()
    where = "ashby_agent_tools/operations/jobs.py, JobInfo"
    assert f"job.info depth: not there -> optional number: {where}" in said
    assert f"job.info title: optional string -> required string: {where}" in said
    assert f"job.info expand[]: string location -> string location openings: {where}" in said
    assert any(line.startswith("new endpoint job.clone: the catalogue lacks it") for line in said)
    assert "the catalogue lacks job.clone" in said


def _referring(path: Path) -> None:
    text = (path / "openapi.yml").read_text(encoding="utf-8")
    (path / "openapi.yml").write_text(text.replace("type: object", "$ref: '#/paths/~1gone.info'", 1), encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: (path / "openapi.yml").unlink(),
        lambda path: (path / "delta.json").unlink(),
        lambda path: (path / "openapi.yml").write_text("", encoding="utf-8"),
        lambda path: (path / "openapi.yml").write_text("<html>Sign in</html>", encoding="utf-8"),
        lambda path: (path / "added.json").write_text("{", encoding="utf-8"),
        _referring,
    ],
    ids=["no document", "no delta", "empty", "a login page", "half JSON", "a loose reference"],
)
def test_a_folder_that_is_not_whole_changes_nothing(tmp_path, capsys, spoil):
    """Half a document took the place of the digest, and the next run said that nothing had changed."""
    given = [str(folder(tmp_path / "in", REQUEST)), "--out", str(tmp_path / "out")]
    facts.main(given)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    spoil(tmp_path / "in")
    with pytest.raises(SystemExit):
        facts.main(given)
    assert "is not whole" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_what_is_gone_is_told(tmp_path, capsys):
    out = ["--out", str(tmp_path / "out")]
    facts.main([str(folder(tmp_path / "in", REQUEST, "job.clone")), *out])
    capsys.readouterr()
    less = {"type": "object", "properties": {"id": REQUEST["properties"]["id"]}}
    assert facts.main([str(folder(tmp_path / "in", less)), *out]) == 1
    said = capsys.readouterr().out
    assert "job.clone" in said
    assert "job.info title: optional string -> not there" in said
    assert "job.info id: required string -> optional string" in said


def test_without_a_folder_it_says_how_to_name_one(monkeypatch, capsys):
    monkeypatch.delenv("ASHBY_FACTS", raising=False)
    with pytest.raises(SystemExit):
        facts.main([])
    assert "make facts FACTS=" in capsys.readouterr().err


def test_what_is_committed_has_no_sentences_and_a_moderate_size():
    texts = [path.read_text(encoding="utf-8") for path in sorted(official.HERE.iterdir())]
    assert sum(len(text.encode()) for text in texts) <= 400_000
    for text in texts:
        assert not SENTENCE.search(text)
        assert text.splitlines() == sorted(text.splitlines())
