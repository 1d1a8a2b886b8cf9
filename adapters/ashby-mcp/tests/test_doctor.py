"""`ashby-mcp doctor`: what is listed, and which permission would bring the rest, for a key and for a configuration."""

from __future__ import annotations

import contextlib
import threading

import anyio.to_thread
import pytest
import typer
from served import served as serving
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from ashby_mcp import doctor

CONFIG = """
[server]
store = "questions.sqlite"

[accounts.acme]
key = "env:ACME_KEY"
base_url = "{url}"

[accounts.globex]
key = "env:GLOBEX_KEY"
base_url = "{url}"

[grants.recruiter]
account = "acme"
include = ["job.list", "candidate.list", "application.changeStage", "candidate.createNote"]

[grants.guest]
account = "globex"
include = ["job.list"]
expires = 2020-01-01T00:00:00Z

{oauth}
"""
OAUTH = """
[oauth]
issuer = "http://127.0.0.1:9"
resource = "http://127.0.0.1:8765/mcp"
grants = [{ claim = "groups", value = "recruiters", grant = "recruiter" }]
"""
LONG = 60.0  # seconds; only what hangs takes them


@pytest.fixture
def looks(served, monkeypatch, capsys):
    """Runs the command; gives its exit code and its lines."""
    monkeypatch.setenv("ASHBY_BASE_URL", served.simulator.url)

    def run(key, **options):
        monkeypatch.setenv("ASHBY_API_KEY", key)
        with pytest.raises(typer.Exit) as ended:
            doctor.run(**options)
        return ended.value.exit_code, capsys.readouterr().out.splitlines()

    return run


@pytest.fixture
def served_app():
    """Serves an application on loopback; gives its address."""
    with contextlib.ExitStack() as stack:
        yield lambda application: stack.enter_context(serving(application))


def test_a_key_with_everything(looks, served):
    code, lines = looks(served.simulator.key, tools=["job.list,candidate.list"])
    assert code == 0
    assert [line[:7] for line in lines] == ["ok     "] * 2
    assert lines[1].endswith("2 of 2 tools are listed")


def test_it_says_which_permission_would_bring_which_tools(looks, served):
    key = served.simulator.add_key(scopes=["apiKeysRead", "jobsRead"])
    code, lines = looks(key, tools=["job.list", "candidate.list", "candidate.createNote", "reject"])
    assert code == 0
    assert lines[1] == "missing  1 of 4 tools are listed"
    assert "           candidatesRead would bring ashby_candidate_list" in lines
    assert "           candidatesWrite would bring ashby_candidate_create_note" in lines
    (together,) = [line for line in lines if "ashby_reject" in line]
    assert " and " in together  # a task needs several at once
    assert "candidatesWrite" in together


def test_a_key_that_may_not_ask_about_itself_is_not_called_wrong(looks, served):
    code, lines = looks(served.simulator.add_key(scopes=["jobsRead"]))
    assert (code, lines[0][:7]) == (0, "missing")
    assert "apiKeysRead" in lines[1]


def test_a_wrong_key_is(looks):
    code, lines = looks("a-key-that-nobody-has-in-ashby")
    assert (code, lines[0][:7]) == (1, "WRONG  ")


def test_a_configuration_by_account_and_grant(looks, served, tmp_path, monkeypatch):
    path = tmp_path / "ashby.toml"
    path.write_text(CONFIG.format(url=served.simulator.url, oauth=""))
    monkeypatch.setenv("ACME_KEY", served.simulator.add_key(scopes=["apiKeysRead", "jobsRead", "candidatesRead"]))
    monkeypatch.delenv("GLOBEX_KEY", raising=False)
    code, lines = looks("not used", config=path)
    assert code == 2
    assert "missing  grant recruiter: 2 of 4 tools are listed" in lines
    assert [line for line in lines if line.startswith("WRONG") and "account globex" in line]
    assert "missing  grant guest: expired" in lines
    assert all(served.simulator.key not in line for line in lines)


def test_an_issuer_that_cannot_be_reached_is_told(looks, served, tmp_path, monkeypatch):
    path = tmp_path / "ashby.toml"
    path.write_text(CONFIG.format(url=served.simulator.url, oauth=OAUTH))
    for name in ("ACME_KEY", "GLOBEX_KEY"):
        monkeypatch.setenv(name, served.simulator.key)
    code, lines = looks("not used", config=path)
    assert (code, lines[-1][:7]) == (5, "WRONG  ")
    assert "does not answer" in lines[-1]


def test_accounts_that_answer_late_are_waited_for_together(looks, served_app, tmp_path, monkeypatch):
    """Each answer is held back until all have been asked for: one after another they would never come."""
    count, asked, came, all_asked = 5, [], [], threading.Event()
    monkeypatch.setattr(doctor, "_PATIENCE", 2 * LONG)

    async def answer(_):
        asked.append(1)
        if len(asked) == count:
            all_asked.set()
        came.append(await anyio.to_thread.run_sync(all_asked.wait, LONG))
        return JSONResponse({"success": False, "errorInfo": {"code": "missing_endpoint_permission"}}, 403)

    url = served_app(Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])]))
    path = tmp_path / "ashby.toml"
    tables = [f'[accounts.a{it}]\nkey = "env:ACME_KEY"\nbase_url = "{url}"\n' for it in range(count)]
    path.write_text('[server]\nstore = "questions.sqlite"\n' + "".join(tables))
    monkeypatch.setenv("ACME_KEY", "any")
    _, lines = looks("not used", config=path)
    assert len([line for line in lines if "account a" in line]) == count
    assert all(came)
