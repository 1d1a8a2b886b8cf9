"""The command line in one process: what stands in a pipe, what is taken, and one line for what goes wrong."""

from __future__ import annotations

import builtins
import contextlib
import csv
import http.server
import io
import json
import re
import sqlite3
import threading

import pytest
from typer.testing import CliRunner

from ashby_agent_tools import Client, Session, SqliteStore, Toolset, ask_later, errors
from ashby_agent_tools.cli import main
from ashby_agent_tools.cli.app import app
from ashby_agent_tools.cli.catalogue import show
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

ANONYMIZE = "candidate.anonymize"


@pytest.fixture(scope="module")
def served():
    with Simulator(seed=7) as simulator:
        yield simulator


@pytest.fixture
def run(served: Simulator, tmp_path, monkeypatch):
    """`run(*words, stdin=..., NAME=...)`: one command against the simulator, with a home of its own and no terminal."""
    runner = CliRunner()

    def command(*words: str, stdin: str = "", **environment: str | None):
        settings = {
            "ASHBY_API_KEY": served.key,
            "ASHBY_BASE_URL": served.url,
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": None,
            "COLUMNS": "80",
        }
        monkeypatch.delenv("ASHBY_APPROVER_SECRET", raising=False)
        return runner.invoke(app, words, input=stdin, env=settings | environment)

    return command


@pytest.fixture
def waiting(served: Simulator, tmp_path):
    """Two questions that wait in the store of the command line's home."""
    folder = tmp_path / ".config" / "ashby-agent-tools"
    folder.mkdir(parents=True)
    store = SqliteStore(folder / "store.db")
    with Client(served.key, base_url=served.url) as client:
        session = Session(
            Toolset.all(), client, conversation="thread 7", store=store, approver=ask_later, account="acme"
        )
        for candidate in list(served.state.table("candidate"))[:2]:
            with pytest.raises(errors.ApprovalRequired):
                session.run(ANONYMIZE, {"candidateId": candidate})
    return store


def lines(result) -> list[list[str]]:
    return [line.split("\t") for line in result.stdout.splitlines()]


def one_line(result) -> str:
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


# what it says first


def test_without_a_command_it_says_three_things_to_do_first(run):
    said = run().stdout
    assert re.findall(r"^  ashby-agent-tools (\w+)", said, re.MULTILINE) == ["simulator", "doctor", "call"]
    assert "--help" in said


def test_version_and_help_have_short_names(run):
    assert run("--version").stdout == run("-V").stdout
    assert re.fullmatch(r"ashby-agent-tools \d+\.\d+\.\d+\n", run("-V").stdout)


COMMANDS = [
    (), ("operations",), ("operations", "show"), ("call",), ("approvals",), ("approvals", "list"),
    ("approvals", "show"), ("approvals", "approve"), ("approvals", "deny"), ("approvals", "add-approver"),
    ("simulator",), ("doctor",),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_has_help_with_examples_and_every_one_that_answers_has_json(run, command):
    helped = run(*command, "-h")
    assert helped.exit_code == 0
    assert helped.stdout == run(*command, "--help").stdout
    assert "Examples:" in helped.stdout or command == ()
    assert f"ashby-agent-tools {' '.join(command)}".strip() in helped.stdout.partition("Examples")[2]
    assert "\x1b" not in helped.stdout
    if command not in ((), ("approvals",)):
        assert "--json" in helped.stdout


def test_the_extras_that_a_command_needs_come_with_one_line(monkeypatch, capsys):
    real = builtins.__import__
    for missing in ("typer", "rich"):

        def without(name, *given, _missing=missing, **more):
            if name.partition(".")[0] in (_missing, "ashby_agent_tools.cli.app") or name == "ashby_agent_tools.cli.app":
                raise ImportError("not installed", name=_missing)
            return real(name, *given, **more)

        with monkeypatch.context() as patch, pytest.raises(SystemExit) as ended:
            patch.setattr(builtins, "__import__", without)
            main()
        said = capsys.readouterr().err
        assert (ended.value.code, said.count("\n")) == (2, 1)
        assert "pip install 'ashby-agent-tools[cli,simulator]'" in said


# the catalogue


def test_in_a_pipe_each_operation_is_one_whole_line(run):
    listed = lines(run("operations"))
    assert [line[0] for line in listed] == list(catalogue())
    assert {len(line) for line in listed} == {6}
    assert "\u2026" not in run("operations").stdout
    (stage,) = [line for line in listed if line[0] == "application.changeStage"]
    assert stage[1:5] == ["ashby_application_change_stage", "destructive", "person", "candidatesWrite"]
    assert stage[5].endswith("this rejects the candidate.")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("interview cancel", "interviewSchedule.cancel"),
        ("ANONYMIZE", "candidate.anonymize"),
        ("archiveEmail", "application.changeStage"),
        ("turn somebody down", "application.changeStage"),
    ],
)
def test_operations_are_searched_in_a_persons_words(run, words, found):
    listed = [line[0] for line in lines(run("operations", "--search", words))]
    assert found in listed[:3]
    assert len(listed) == 10


def test_a_search_keeps_to_the_other_filters_and_may_find_nothing(run):
    assert not lines(run("operations", "--search", "qqqqq"))
    reads = [line[2] for line in lines(run("operations", "--search", "reject a candidate", "--effect", "read"))]
    assert set(reads) == {"read"}


@pytest.mark.parametrize("name", ["application.changeStage", "ashby_application_change_stage"])
def test_one_operation_is_shown_with_arguments_risk_and_words(run, name):
    shown = run("operations", "show", name).stdout
    for part in (
        "interviewStageId  (string, required)",
        "archiveEmail.communicationTemplateId  (string, required)",
        "at worst destructive",
        "because archiving ends the application",
        "candidatesWrite",
        "this rejects the candidate",
    ):
        assert part in shown
    as_json = json.loads(run("operations", "show", name, "--json").stdout)
    assert as_json["endpoint"] == "application.changeStage"


def test_every_operation_can_be_shown(capsys):
    for name in catalogue():
        show(name, as_json=False)
        shown = capsys.readouterr().out
        assert all(argument in shown for argument in Toolset.all()[name].schema.get("properties", {}))


def test_a_misspelt_operation_is_one_line_with_the_right_one(run):
    result = run("operations", "show", "application.changestag")
    assert result.exit_code == 2
    assert "change" in one_line(result)


def test_names_are_completed(run):
    done = run(
        _ASHBY_AGENT_TOOLS_COMPLETE="complete_bash", COMP_WORDS="ashby-agent-tools call candidateT", COMP_CWORD="2"
    )
    assert set(done.stdout.split()) >= {"candidateTag.create", "candidateTag.list"}
    assert all(name.startswith("candidateT") for name in done.stdout.split())


# arguments


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        (("job.list", "limit=2"), {"limit": 2}),
        (("job.list", "status=Open", "status=Closed"), {"status": ["Open", "Closed"]}),
        (("job.list", 'status=["Open"]'), {"status": ["Open"]}),
        (("job.search", "title=12"), {"title": "12"}),
        (("job.search", "title=a=b {x}"), {"title": "a=b {x}"}),
        (("job.list", '{"limit": 3}'), {"limit": 3}),
        (("job.list", "openedAfter=2026-01-01T00:00:00Z"), None),
    ],
)
def test_arguments_are_given_as_pairs_or_as_json(run, served, words, sent):
    served.log.clear()
    result = run("call", *words)
    assert result.exit_code == 0, result.stderr
    if sent is not None:
        body = served.log[-1].body
        assert {name: body[name] for name in sent} == sent


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("job.search", "Engineer"), "title"),
        (("job.list", "limit=1", "limit=2"), "limit is given twice"),
        (("job.list", "limit=many"), "limit"),
        (("job.list", "limit=1", "{}"), "name=value"),
        (("job.search", "titel=x"), "titel"),
        (("job.list", "limit=" + "[" * 5000), "limit"),
    ],
)
def test_a_word_that_is_no_argument_is_one_line(run, words, says):
    result = run("call", *words)
    assert result.exit_code == 2
    assert says in one_line(result)


# whole lists


def test_a_whole_list_comes_as_lines_or_as_csv(run, served):
    people = served.state.table("candidate")
    parsed = [json.loads(line) for line in run("call", "candidate.list", "--all", "limit=50").stdout.splitlines()]
    assert {row["id"] for row in parsed} == set(people)
    assert len(parsed) == len(people)
    table = list(csv.DictReader(io.StringIO(run("call", "candidate.list", "--all", "--format", "csv").stdout)))
    assert {row["id"] for row in table} == set(people)
    assert {row["primaryEmailAddress.value"] for row in table} >= {"priya.raman@example.com"}


def test_one_page_says_that_there_is_more(run):
    result = run("call", "candidate.list", "limit=2", "--format", "csv", "--fields", "name,source.nope,source")
    assert len(result.stdout.splitlines()) == 3
    assert "--all" in result.stderr
    assert "nope" in result.stderr
    assert result.stdout.startswith("name,source.nope,source.id")


@pytest.mark.parametrize("fields", ["title,", " , title", "title,,"])
def test_a_comma_too_many_names_no_field(run, fields):
    result = run("call", "job.list", "limit=1", "--format", "csv", "--fields", fields)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "title")
    assert "no record has" not in result.stderr.casefold()


def test_what_is_hidden_is_in_no_exported_record(run):
    plain = run("call", "candidate.list", "limit=5", "--format", "jsonl").stdout
    assert "priya.raman@example.com" in plain
    for form in ("jsonl", "csv"):
        hidden = run("call", "candidate.list", "limit=5", "--format", form, "--hide", "contact").stdout
        assert "@example.com" not in hidden
        assert "Priya Raman" in hidden


def test_a_name_that_is_a_formula_is_none_in_csv(run, served):
    person = next(iter(served.state.table("candidate").values()))
    before, person["name"] = person["name"], '=HYPERLINK("https://x.example.com")'
    try:
        found = run("call", "candidate.info", f"id={person['id']}", "--format", "csv", "--fields", "name").stdout
    finally:
        person["name"] = before
    assert next(csv.reader([found.splitlines()[1]])) == ['\'=HYPERLINK("https://x.example.com")']


def test_a_list_that_is_not_whole_is_printed_as_far_as_it_came_and_is_an_error(run):
    page = {"success": True, "results": [{"id": "1", "name": "Ada"}], "moreDataAvailable": True}
    with answering(page) as url:
        result = run("call", "candidate.list", "--all", "--format", "csv", ASHBY_BASE_URL=url)
    assert result.stdout == "id,name\n1,Ada\n"
    assert result.exit_code == 1
    assert "incomplete" in one_line(result)


@contextlib.contextmanager
def answering(body):
    """A server on loopback that gives the same answer to everything."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("candidate.createNote", "candidateId=x", "note=y", "--all"), "reads"),
        (("ashby_read_result", "ref=r1", "--format", "csv"), "reads"),
        (("candidate.list", "--budget", "1"), "--budget"),
        (("candidate.list", "--budget", "0"), "--budget"),
        (("candidate.list", "--budget", "-5"), "--budget"),
        (("file.download", "fileHandle=x"), "--download-dir"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_sent(run, served, words, says):
    served.log.clear()
    result = run("call", *words)
    assert result.exit_code == 2
    assert says in one_line(result)
    assert served.log == []


# the store


@pytest.mark.parametrize(
    "words", [("list",), ("show", "3f"), ("approve", "3f", "--by", "Grace"), ("deny", "3f", "--by", "Grace")]
)
@pytest.mark.parametrize("path", ["wrong/path.db", "wrong.db", "~/wrong.db"])
def test_a_store_that_is_not_there_is_an_error_and_is_not_made(run, tmp_path, monkeypatch, words, path):
    monkeypatch.chdir(tmp_path)
    result = run("approvals", *words, "--store", path)
    assert result.exit_code == 2
    assert "There is no store" in one_line(result)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("call", "job.list"), ("approvals", "list"), ("undo",)])
@pytest.mark.parametrize("path", ["", "  "])
def test_a_store_without_a_name_is_none(run, tmp_path, monkeypatch, words, path):
    monkeypatch.chdir(tmp_path)
    result = run(*words, "--store", path)
    assert result.exit_code == 2
    assert "empty" in one_line(result)
    assert list(tmp_path.iterdir()) == []


def test_without_a_store_there_are_no_questions_and_none_is_made(run, tmp_path):
    result = run("approvals", "list")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert json.loads(run("approvals", "list", "--json").stdout) == []
    assert run("approvals", "show", "3f").exit_code == 2
    assert run("doctor").exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_tilde_is_the_home(run, tmp_path):
    assert run("call", "job.list", "limit=1", "--store=~/mine.db").exit_code == 0
    assert (tmp_path / "mine.db").is_file()
    assert "mine.db" in run("doctor", "--store=~/mine.db").stdout
    assert run("approvals", "list", "--store=~/mine.db").exit_code == 0


@pytest.mark.parametrize("home", ["a file", "no folder"])
def test_a_read_needs_no_store(run, tmp_path, home):
    (tmp_path / "file").write_text("")
    place = str(tmp_path / "file") if home == "a file" else "/proc/1/nothing"
    read = run("call", "job.list", "limit=1", "--fields", "id", HOME=place)
    assert read.exit_code == 0
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", read.stdout.partition("record")[2]), "an id that works later"
    assert "cannot be created" in one_line(read)
    examined = run("doctor", HOME=place)
    assert examined.exit_code == 0
    assert "store" in examined.stdout
    assert "next: make" in examined.stdout


def test_a_question_that_could_wait_nowhere_is_not_asked(run, served):
    candidate = next(iter(served.state.table("candidate")))
    result = run("call", ANONYMIZE, f"candidateId={candidate}", HOME="/proc/1/nothing")
    assert result.exit_code == 2
    assert "--store" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_doctor_says_how_many_questions_wait_and_what_is_no_store(run, waiting, tmp_path):
    assert "2 questions" in run("doctor").stdout
    (tmp_path / "text").write_text("no database " * 100)
    for path in ("text", "none"):
        examined = run("doctor", "--store", str(tmp_path / path))
        assert examined.exit_code == 2
        assert re.search(r"WRONG +store", examined.stdout)


def test_a_key_that_may_not_read_about_itself_is_not_wrong(run, served):
    examined = run("doctor", ASHBY_API_KEY=served.add_key(scopes=["jobsRead"]))
    assert examined.exit_code == 0
    assert "WRONG" not in examined.stdout
    assert "apiKeysRead" in examined.stdout


# the queue


def test_the_queue_shows_whose_question_it_is_and_when_it_was_asked(run, served, waiting):
    for line, asked in zip(lines(run("approvals", "list", "--account", "acme")), waiting.requests(), strict=True):
        assert line[:3] == [asked.id, "pending", ANONYMIZE]
        assert all(re.match(r"\d{4}-\d\d-\d\dT", time) for time in line[3:5])
        assert line[5:8] == ["acme", asked.key.base_url, "thread 7"]
        assert line[8] == asked.question.partition("\n")[0]
    first = json.loads(run("approvals", "list", "--account", "acme", "--json").stdout)[0]
    assert {"account", "base_url", "conversation", "asked_at"} <= set(first)
    shown = run("approvals", "show", first["id"], "--account", "acme").stdout
    assert "conversation thread 7" in shown
    assert first["base_url"] in shown


def test_the_beginning_of_an_id_is_enough_where_it_is_the_only_one(run, waiting):
    newest, oldest = waiting.requests()
    start = next(newest.id[:n] for n in range(1, 13) if not oldest.id.startswith(newest.id[:n]))
    assert run("approvals", "show", start, "--account", "acme").stdout.startswith(newest.id)
    denied = run("approvals", "deny", start, "--by", "Grace", "--account", "acme")
    assert denied.exit_code == 0
    assert [asked.state for asked in waiting.requests()] == ["denied", "pending"]
    with sqlite3.connect(waiting_file(run)) as db:
        db.execute("UPDATE ashby_asked SET id = 'aa' || substr(id, 3)")
    both = run("approvals", "show", "a", "--account", "acme")
    assert both.exit_code == 2
    assert all(asked.id in one_line(both) for asked in waiting.requests())
    assert run("approvals", "show", "", "--account", "acme").exit_code == 2


def waiting_file(run) -> str:
    """The store that the command line uses, as the doctor names it."""
    return re.search(r"store: (\S+store\.db)", run("doctor").stdout)[1]


# everything else


@pytest.mark.parametrize("port", ["99999", "-1", "65536", "1000000"])
def test_a_port_that_does_not_exist_is_one_line(run, port):
    result = run("simulator", "--port", port)
    assert result.exit_code == 2
    assert port in one_line(result)


@pytest.mark.parametrize("words", [("call", "job.list"), ("call", ANONYMIZE, "candidateId=x"), ("doctor",)])
@pytest.mark.parametrize("key", ["", " ", None])
def test_without_a_key_it_says_what_to_do_on_a_command_line(run, words, key):
    result = run(*words, ASHBY_API_KEY=key)
    said = result.stdout + result.stderr
    assert result.exit_code == 2
    assert "ashby-agent-tools simulator" in said
    assert "api_key" not in said
    assert "(" not in said.partition("ASHBY_API_KEY")[0]


@pytest.mark.parametrize("step", [{}, {"time": None}, {"time": "yesterday"}, {"time": 5}])
def test_a_step_of_an_audit_file_without_a_time_is_not_taken_for_the_option(run, tmp_path, step):
    path = tmp_path / "audit.jsonl"
    path.write_text(json.dumps(step) + "\n", encoding="utf-8")
    result = run("audit", "export", str(path), "--since", "2026-11-01")
    assert result.exit_code == 2
    assert "A step of the file has no time" in one_line(result)


def test_the_unified_models_are_not_served_without_a_token(run):
    for token, told in ((None, "ASHBY_UNIFIED_TOKEN is not set"), ("short", "at least 16 characters")):
        done = run("serve-unified", "--port", "0", ASHBY_UNIFIED_TOKEN=token)
        assert done.exit_code == 2
        assert told in done.output
        assert "short" not in done.output
