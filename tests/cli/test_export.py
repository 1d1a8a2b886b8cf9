"""`ashby-agent-tools export`: a whole list in a file of each format, or no file and one line."""

from __future__ import annotations

import builtins
import csv
import datetime as dt
import io
import json
import resource
import stat

import httpx
import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from ashby_agent_tools.cli import calling
from ashby_agent_tools.cli.app import app
from ashby_agent_tools.client.clients import Client
from ashby_agent_tools.simulator import Simulator


@pytest.fixture(scope="module")
def simulator():
    return Simulator(seed=7)


@pytest.fixture
def door(simulator):
    """What answers the command's requests; a test may put something between."""
    return {"answer": simulator.answer}


@pytest.fixture
def run(simulator, door, tmp_path, monkeypatch):
    def answer(request):
        return door["answer"](request)

    transport = httpx.MockTransport(answer)
    monkeypatch.setattr(
        calling, "Client", lambda: Client(simulator.key, base_url="https://x.example.com", transport=transport)
    )
    runner = CliRunner()

    def command(*words, to="people.csv"):
        settings = {"ASHBY_API_KEY": simulator.key, "HOME": str(tmp_path), "COLUMNS": "80"}
        return runner.invoke(app, ["export", *words, "--to", str(tmp_path / to)], env=settings)

    return command


def read(path):
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return parquet.read_table(path).to_pylist()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("name", ["candidates", "candidate", "candidate.list"])
def test_a_whole_list_is_in_the_file(run, simulator, tmp_path, form, name):
    result = run(name, to=f"people.{form}")
    assert (result.exit_code, result.stderr) == (0, "")
    path = tmp_path / f"people.{form}"
    people = simulator.state.table("candidate")
    assert {row["id"]: row["name"] for row in read(path)} == {it["id"]: it["name"] for it in people.values()}
    assert f"{len(people)} records of candidate.list in {path} without eeo data" in result.stdout.replace("\n", "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [it.name for it in tmp_path.iterdir() if it.is_file()] == [path.name]


def test_parquet_has_types(run, tmp_path):
    run("applications", to="a.parquet")
    schema = parquet.read_schema(tmp_path / "a.parquet")
    assert schema.field("createdAt").type == pa.timestamp("us", tz="UTC")
    assert schema.field("currentInterviewStage.orderInInterviewPlan").type == pa.int64()
    row = read(tmp_path / "a.parquet")[0]
    assert isinstance(row["createdAt"], dt.datetime)
    assert json.loads(row["hiringTeam"])[0]["role"]


def test_filters_fields_and_hidden_data(run, tmp_path):
    result = run(
        "applications",
        "status=Hired",
        "--fields",
        "id,status,candidate,archivedAt,job.nope",
        "--hide",
        "contact,pay",
        to="a.csv",
    )
    rows = read(tmp_path / "a.csv")
    assert {row["status"] for row in rows} == {"Hired"}
    assert list(rows[0]) == ["id", "status", "candidate.id", "candidate.name", "archivedAt", "job.nope"]
    assert "No record has archivedAt, job.nope." in result.stderr
    assert "without contact, eeo, pay data" in result.stdout.replace("\n", "")
    run("candidates", "--hide", "contact", to="c.jsonl")
    text = (tmp_path / "c.jsonl").read_text("utf-8")
    assert "@example.com" not in text
    assert "[hidden]" not in text
    run("offers", "--hide", "pay", to="o.jsonl")
    assert "salary" not in (tmp_path / "o.jsonl").read_text("utf-8")


def test_the_list_of_one_record_takes_its_id(run, simulator, tmp_path):
    owner = simulator.state.first("note")["candidateId"]
    assert run("candidate.listNotes", f"candidateId={owner}", to="n.jsonl").exit_code == 0
    notes = simulator.state.related("note", "candidateId", owner)
    assert {row["id"] for row in read(tmp_path / "n.jsonl")} == {it["id"] for it in notes}


def test_an_empty_list_is_a_file_without_rows(run, tmp_path):
    for form in ("csv", "jsonl", "parquet"):
        assert run("candidates", "createdAfter=2090-01-01T00:00:00Z", to=f"none.{form}").exit_code == 0
        assert read(tmp_path / f"none.{form}") == []


@pytest.mark.parametrize(
    ("words", "to", "said"),
    [
        (("candidates",), "people.xlsx", "write .csv, .jsonl or .parquet"),
        (("candidates",), "people", "write .csv, .jsonl or .parquet"),
        (("people",), "people.csv", "There is no list 'people'; there are"),
        (("candidate.create",), "people.csv", "There is no list"),
        (("candidates", "nope=1"), "people.csv", "nope"),
        (("candidates", "--hide", "salary"), "people.csv", "salary"),
        (("candidates", "--fields", "id,nope"), "people.csv", "There is no field 'nope'; there are applicationIds, "),
        (("candidates", "--fields", "Name.first"), "people.parquet", "There is no field 'Name.first'; there are "),
        (("candidates", "createdAfter=2090-01-01T00:00:00Z", "--fields", "nope"), "people.jsonl", "no field 'nope'"),
        (("candidates",), "no/such/folder/people.csv", "cannot be written (No such file or directory)"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_no_file(run, tmp_path, words, to, said):
    result = run(*words, to=to)
    assert result.exit_code == 2
    assert said in result.stderr.replace("\n", "")
    assert len(result.stderr.splitlines()) == 1
    assert not [it for it in tmp_path.iterdir() if it.is_file()]


def test_a_field_that_there_is_not_is_told_after_one_page_and_the_file_stays(run, simulator, tmp_path):
    (tmp_path / "people.csv").write_text("what was there")
    before = len(simulator.log)
    assert run("candidates", "--fields", "nope").exit_code == 2
    assert [request.endpoint for request in simulator.log[before:]] == ["candidate.list"]
    assert (tmp_path / "people.csv").read_text() == "what was there"


def broken_off(simulator):
    def answer(request):
        return httpx.Response(
            200, json={**simulator.answer(request).json(), "nextCursor": None, "moreDataAvailable": True}
        )

    return answer


@pytest.mark.parametrize(
    ("make", "code"), [(broken_off, 1), (lambda _: lambda _request: httpx.Response(403, json={}), 1)]
)
def test_what_breaks_off_leaves_the_old_file_as_it_was(run, simulator, door, tmp_path, make, code):
    path = tmp_path / "people.csv"
    path.write_text("what was there\n", "utf-8")
    door["answer"] = make(simulator)
    result = run("candidates")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert path.read_text("utf-8") == "what was there\n"
    assert [it.name for it in tmp_path.iterdir() if it.is_file()] == ["people.csv"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_full_disk_is_one_line_and_leaves_no_half_file(run, tmp_path, form):
    """A limit on the size of files stands for the disk: both fail in the middle of writing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        result = run("applications", to=f"a.{form}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert result.exit_code == 2
    assert "could not be written (File too large)" in result.stderr.replace("\n", "")
    assert len(result.stderr.splitlines()) == 1
    assert not [it for it in tmp_path.iterdir() if it.is_file()]


def test_without_pyarrow_parquet_names_what_to_install(run, tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    result = run("candidates", to="people.parquet")
    assert "pip install 'ashby-agent-tools[export]'" in result.stderr.replace("\n", "")
    assert not (tmp_path / "people.parquet").exists()
