"""The command line, as real processes: what it prints, and the exit codes that scripts rely on."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest

from ashby_agent_tools import SqliteStore
from ashby_agent_tools.cli import main
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # many processes; make test-slow

COMMAND = [sys.executable, "-c", "from ashby_agent_tools.cli import main; main()"]
SECRET = "the secret of an approver, for tests"
SOME_ID = "3ae2b801-19f6-41ef-ad28-214bd731948f"


@pytest.fixture(scope="module")
def served():
    with Simulator(seed=7) as simulator:
        yield simulator


@pytest.fixture
def run(served: Simulator, tmp_path):
    """`run(*words, key=..., stdin=...)`: one command against the simulator, with a store of its own."""

    def command(*words: str, stdin: str = "", **environment: str | None) -> subprocess.CompletedProcess[str]:
        settings = {"ASHBY_API_KEY": served.key, "ASHBY_BASE_URL": served.url, "HOME": str(tmp_path), "COLUMNS": "200"}
        settings |= environment
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ASHBY_")}
        env = {**inherited, **{name: value for name, value in settings.items() if value is not None}}
        return subprocess.run(
            [*COMMAND, *words], input=stdin, capture_output=True, text=True, env=env, timeout=60, check=False
        )

    return command


@pytest.fixture
def inside(served: Simulator, tmp_path, monkeypatch, capsys):
    """As run, without a process of its own: the exit code, and what was printed."""

    def command(*words: str, **environment: str | None):
        settings = {"ASHBY_API_KEY": served.key, "ASHBY_BASE_URL": served.url, "HOME": str(tmp_path), "COLUMNS": "200"}
        for name, value in (settings | environment).items():
            monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["ashby-agent-tools", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr()

    return command


def rejection(served: Simulator, stage_type: str = "Archived") -> str:
    state = served.state
    application = next(row for row in state.table("application").values() if row["status"] == "Active")
    stages = state.table("interviewStage").values()
    stage = next(
        row for row in stages if row["interviewPlanId"] == application["interviewPlanId"] and row["type"] == stage_type
    )
    arguments = {"applicationId": application["id"], "interviewStageId": stage["id"]}
    if stage_type == "Archived":
        arguments["archiveReasonId"] = next(iter(state.table("archiveReason")))
    return json.dumps(arguments)


def sent(served: Simulator) -> list[str]:
    return [request.endpoint for request in served.log if request.endpoint == "application.changeStage"]


def test_operations_as_json_has_every_endpoint_once_with_its_safety(run):
    listed = json.loads(run("operations", "--json").stdout)
    assert [item["endpoint"] for item in listed] == list(catalogue())
    assert len({item["name"] for item in listed}) == len(listed)
    assert sum(len(item["aliases"]) for item in listed) == 111
    keys = {
        "name",
        "endpoint",
        "scope",
        "effect",
        "worst",
        "hints",
        "tags",
        "aliases",
        "beta",
        "served_by",
        "description",
        "input_schema",
    }
    for item in listed:
        assert set(item) == keys
        assert set(item["worst"]) == {"effect", "notifies", "exports", "reversible", "inverse", "idempotent", "reasons"}
        assert item["effect"] in ("read", "write", "destructive")


def test_operations_can_be_narrowed(run):
    words = ("operations", "--preset", "operations", "--effect", "destructive", "--scope", "candidatesWrite", "--json")
    listed = json.loads(run(*words).stdout)
    assert {item["endpoint"] for item in listed} == {"application.changeStage", "candidate.anonymize"}
    table = run("operations", "--tag", "offers").stdout
    assert "offer.approve" in table
    assert "candidate.search" not in table


def test_presets_say_what_they_cost_and_for_whom_they_are_too_many(run):
    listed = {row["preset"]: row for row in json.loads(run("presets", "--json").stdout)}
    assert listed["recruiter"]["tokens"] <= 1_900
    assert all(row["tools"] <= 20 for name, row in listed.items() if name not in ("operations", "everything"))
    assert "Cursor" in listed["everything"]["too_many_for"]
    lines = run("presets").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == list(listed)


def test_a_task_is_called_shown_and_completed_like_an_operation(run):
    assert "Priya Raman" in run("call", "ashby_find", "name=Priya Raman").stdout
    assert "Reject candidates" in run("operations", "show", "ashby_reject").stdout
    asked = run("call", "ashby_reject", "candidate=Priya Raman", "reason=timing", "--dry-run").stdout
    assert "Reject Priya Raman for Account Executive" in asked


def test_a_read_prints_its_text_and_as_json_everything(run):
    plain = run("call", "job.search", '{"title": "Staff Engineer"}')
    assert plain.returncode == 0
    assert "Staff Engineer" in plain.stdout
    whole = json.loads(
        run("call", "ashby_job_search", "-", "--json", "--fields", "title", stdin='{"title": "Staff Engineer"}').stdout
    )
    assert set(whole) == {"ok", "text", "tokens", "approximate", "ref", "data"}
    assert whole["ok"] is True
    assert whole["data"][0]["title"] == "Staff Engineer"


@pytest.mark.parametrize(
    ("words", "environment", "code", "says"),
    [
        (("call", "job.list"), {"ASHBY_API_KEY": None}, 2, "ASHBY_API_KEY"),
        (("call", "job.list"), {"ASHBY_API_KEY": "wrong"}, 1, "ASHBY_API_KEY"),
        (("call", "job.list"), {"ASHBY_BASE_URL": "http://127.0.0.1:9"}, 5, "Nothing was sent"),
        (("call", "job.list"), {"ASHBY_BASE_URL": "http://ashby.example.com"}, 2, "https"),
        (("call", "job.lst"), {}, 2, "ashby_job_list"),
        (("call", "job.list", "{broken"), {}, 2, "not valid JSON"),
        (("call", "job.list", '{"titel": 1}'), {}, 2, "titel"),
        (("call", "candidate.info", f'{{"id": "{SOME_ID}"}}'), {}, 1, "candidate_not_found"),
        (("operations", "--preset", "recruter"), {}, 2, "recruiter"),
        (("operations", "--scope", "jobs"), {}, 2, "jobsRead"),
        (("approvals", "show", "nothing"), {}, 2, "approvals list"),
        (("doctor",), {"ASHBY_API_KEY": None}, 2, "ASHBY_API_KEY"),
        (("doctor",), {"ASHBY_BASE_URL": "http://127.0.0.1:9"}, 5, "ASHBY_BASE_URL"),
        (("doctor",), {"ASHBY_API_KEY": "wrong"}, 1, "permissions"),
    ],
)
def test_every_fault_has_an_exit_code_and_one_line_with_the_next_step(inside, words, environment, code, says):
    found, printed = inside(*words, **environment)
    assert found == code, printed.err
    assert says in printed.err + printed.out
    assert "Traceback" not in printed.err
    if words[0] != "doctor":
        assert printed.err.count("\n") == 1


def test_a_fault_ends_the_process_with_its_code(run):
    done = run("call", "job.lst")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "ashby_job_list" in done.stderr


def test_a_missing_scope_is_named(run, served: Simulator):
    done = run("call", "offer.list", "--json", ASHBY_API_KEY=served.add_key(scopes=["jobsRead"]))
    assert done.returncode == 1
    error = json.loads(done.stdout)["error"]
    assert set(error) == {"type", "code", "message", "request_id", "fingerprint"}
    assert (error["type"], error["code"]) == ("PermissionMissing", "missing_endpoint_permission")
    assert "offersRead" in error["message"]


def test_an_outcome_that_is_unknown_has_its_own_exit_code(run, served: Simulator):
    served.fail_next("cut_after")
    done = run("call", "candidateTag.create", '{"title": "Met at a fair"}')
    assert done.returncode == 4
    assert "ashby_candidate_tag_list" in done.stderr


def test_without_a_terminal_a_question_waits_and_is_answered_from_another_process(run, served: Simulator, tmp_path):
    served.log.clear()
    store = ("--store", str(tmp_path / "questions.db"))
    asked = run("call", "application.changeStage", rejection(served), *store)
    assert asked.returncode == 3
    assert sent(served) == []
    (waiting,) = json.loads(run("approvals", "list", "--json", *store).stdout)
    assert set(waiting) == {
        "id",
        "state",
        "operation",
        "fingerprint",
        "account",
        "base_url",
        "conversation",
        "question",
        "asked_at",
        "expires_at",
        "decided_by",
        "message",
        "outcome",
        "asked_by",
        "batch",
        "line",
        "needed",
        "answers",
        "edited",
    }
    assert waiting["state"] == "pending"
    shown = run("approvals", "show", waiting["id"], *store).stdout
    assert " ".join(waiting["question"].split()) in " ".join(shown.split())
    approve = ("approvals", "approve", waiting["id"], "--by", "grace@example.com", *store)
    assert run(*approve).returncode == 3
    SqliteStore(tmp_path / "questions.db").add_approver("grace@example.com", SECRET)
    assert run(*approve, ASHBY_APPROVER_SECRET=SECRET).returncode == 0
    assert run("approvals", "deny", waiting["id"], "--by", "late@example.com", *store).returncode == 2
    assert run("call", "application.changeStage", rejection(served), *store).returncode == 0
    assert sent(served) == ["application.changeStage"]
    (used,) = json.loads(run("approvals", "list", "--json", *store).stdout)
    assert (used["state"], used["decided_by"], used["outcome"]) == ("used", "grace@example.com", "done")


def test_a_person_can_approve_beforehand_under_a_name_and_dry_run_sends_nothing(run, served: Simulator, tmp_path):
    served.log.clear()
    store = ("--store", str(tmp_path / "own.db"))
    dry = run("call", "application.changeStage", rejection(served, "Active"), "--dry-run", *store)
    assert dry.returncode == 0
    assert "Nothing was sent" in dry.stdout
    assert sent(served) == []
    call = ("call", "application.changeStage", rejection(served, "Active"), "--yes-i-am", "ada@example.com", *store)
    assert run(*call).returncode == 3
    assert sent(served) == []
    SqliteStore(tmp_path / "own.db").add_approver("ada@example.com", SECRET)
    done = run(*call, ASHBY_APPROVER_SECRET=SECRET)
    assert done.returncode == 0, done.stderr
    assert sent(served) == ["application.changeStage"]
    used = [asked for asked in SqliteStore(tmp_path / "own.db").requests() if asked.state == "used"]
    assert [asked.decided_by for asked in used] == ["ada@example.com"]


def test_each_call_is_counted_by_itself_and_short_names_go_on(inside, served: Simulator, tmp_path, monkeypatch):
    """More than the caps of a conversation allow, and the same note twice."""
    SqliteStore(tmp_path / "calls.db").add_approver("ada@example.com", SECRET)
    monkeypatch.setenv("ASHBY_APPROVER_SECRET", SECRET)
    store = ("--store", str(tmp_path / "calls.db"))
    person = next(iter(served.state.table("candidate")))
    for _ in range(2):
        note = json.dumps({"candidateId": person, "note": "Met at a fair"})
        assert inside("call", "candidate.createNote", note, *store)[0] == 0
    state = served.state
    active = [row["id"] for row in state.table("application").values() if row["status"] == "Active"][-7:]
    move = json.loads(rejection(served))
    sent_before = len(sent(served))
    for application in active:
        _, printed = inside(
            "call", "application.changeStage", json.dumps({**move, "applicationId": application}),
            "--yes-i-am", "ada@example.com", *store,
        )  # fmt: skip
        assert "Caps(" not in printed.err, printed.err
    assert len(sent(served)) == sent_before + len(active)
    _, listed = inside("call", "candidate.list", '{"limit": 2}', *store)
    name = re.search(r"cand_\d+", listed.out)[0]
    assert inside("call", "candidate.info", json.dumps({"id": name}), *store)[0] == 0


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\nshe stays\n", 3)])
def test_in_a_terminal_the_question_is_asked_there(served: Simulator, tmp_path, answer, code):
    served.log.clear()
    env = {
        **os.environ,
        "ASHBY_API_KEY": served.key,
        "ASHBY_BASE_URL": served.url,
        "HOME": str(tmp_path),
        "TERM": "dumb",
    }
    words = [*COMMAND, "call", "application.changeStage", rejection(served, "Offer"), "--store", str(tmp_path / "t.db")]
    main, side = pty.openpty()
    process = subprocess.Popen(words, stdin=side, stdout=subprocess.PIPE, stderr=side, env=env)
    os.close(side)
    shown = _until(main, b"Send it?")
    os.write(main, answer.encode())
    process.communicate(timeout=60)
    os.close(main)
    assert "Approval needed" in shown
    assert process.returncode == code
    assert sent(served) == (["application.changeStage"] if code == 0 else [])


def _until(terminal: int, wanted: bytes) -> str:
    seen, deadline = b"", time.monotonic() + 60
    while wanted not in seen and time.monotonic() < deadline:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096)
    return seen.decode(errors="replace")


def test_the_simulator_prints_its_address_and_key_first_and_answers(tmp_path):
    words = [*COMMAND, "simulator", "--json", "--seed", "3"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        where = json.loads(process.stdout.readline())
        env = {**os.environ, "ASHBY_API_KEY": where["key"], "ASHBY_BASE_URL": where["url"], "HOME": str(tmp_path)}
        answered = subprocess.run(
            [*COMMAND, "call", "apiKey.info"], env=env, capture_output=True, text=True, timeout=60, check=False
        )
        process.terminate()
        process.wait(timeout=60)
    assert set(where) == {"url", "key"}
    assert answered.returncode == 0, answered.stderr


def test_a_healthy_set_up_passes_the_doctor(run):
    done = run("doctor", "--json")
    assert done.returncode == 0, done.stdout
    assert {item["what"] for item in json.loads(done.stdout)} >= {
        "key",
        "scopes",
        "API version",
        "tokenizer o200k_base",
    }


def test_undo_lists_what_can_be_undone_and_undoes_it(inside, served):
    person = served.state.first("candidate", name="Priya Raman")
    tag = next(it for it in served.state.table("candidateTag") if it not in person["tagIds"])
    code, _ = inside("call", "candidate.addTag", f"candidateId={person['id']}", f"tagId={tag}")
    assert code == 0
    (row,) = json.loads(inside("undo", "--json")[1].out)
    assert (row["operation"], row["state"]) == ("candidate.addTag", "can be undone")
    code, said = inside("undo", row["ref"])  # nobody is at a terminal: it waits for an answer
    assert code == 3
    assert tag in person["tagIds"]
    store = inside("approvals", "list", "--json")[1].out
    (asked,) = json.loads(store)
    assert asked["operation"] == "undo"
    code, said = inside("undo", "u1")
    assert code == 2
    assert "There is no write" in said.err
