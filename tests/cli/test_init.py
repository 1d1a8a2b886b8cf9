"""`ashby-agent-tools init`: a configuration that the server reads, the token once, the key nowhere."""

from __future__ import annotations

import json
import stat

import pytest
from typer.testing import CliRunner

from ashby_agent_tools.cli.app import app
from ashby_agent_tools.grants import GrantFile, Grants
from ashby_agent_tools.simulator import Simulator


@pytest.fixture(scope="module")
def served():
    with Simulator(seed=7) as simulator:
        yield simulator


@pytest.fixture
def run(served, tmp_path):
    def command(*words, **environment):
        settings = {"ASHBY_API_KEY": served.key, "ASHBY_BASE_URL": served.url, "HOME": str(tmp_path), "COLUMNS": "80"}
        to = ["--to", str(tmp_path / "ashby.toml")]
        return CliRunner().invoke(app, ["init", *to, *words], env=settings | environment)

    return command


def test_the_token_is_shown_once_and_finds_a_grant_of_the_file(run, served, tmp_path):
    shown = json.loads(run("--json", "--grant", "ada@acme.example.com", "--preset", "reading").stdout)
    path = tmp_path / "ashby.toml"
    grant = Grants(files=[GrantFile(path)]).find(shown["token"])
    assert (grant.name, grant.account, grant.preset) == ("ada@acme.example.com", "main", "reading")
    written = path.read_text("utf-8")
    assert shown["token"] not in written
    assert served.key not in written + json.dumps(shown)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASHBY_API_KEY", served.key)
        assert GrantFile(path).accounts()["main"].base_url == served.url


def test_what_is_read_only_offers_no_write(run, tmp_path):
    token = json.loads(run("--json", "--read-only").stdout)["token"]
    grant = Grants(files=[GrantFile(tmp_path / "ashby.toml")]).find(token)
    assert [tool.name for tool in grant.toolset.operations if not tool.operation.spec.reads] == []


def test_a_person_reads_the_next_steps(run, tmp_path):
    said = run().stdout
    assert f"ashby-mcp serve --config {tmp_path / 'ashby.toml'}" in said.replace("\n", "")


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        ((), {"ASHBY_API_KEY": None}, "No API key"),
        ((), {"ASHBY_API_KEY": "wrong" * 8}, "API key"),
        (("--preset", "recruter"), {}, "recruiter"),
        (("--grant", "two words"), {}, "name"),
        (("--account", " "), {}, "--account is a name"),
        (("--to", "/proc/nowhere/ashby.toml"), {}, "cannot be written"),
    ],
)
def test_what_cannot_be_used_writes_nothing(run, tmp_path, words, environment, said):
    result = run(*words, **environment)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(run, tmp_path):
    (tmp_path / "ashby.toml").write_text("mine")
    assert "exists already" in run().stderr
    assert (tmp_path / "ashby.toml").read_text() == "mine"


def test_a_key_that_may_not_read_about_itself_is_not_called_wrong(run, served):
    result = run(ASHBY_API_KEY=served.add_key(scopes=["candidatesRead"]))
    assert result.exit_code == 0
    assert "apiKeysRead" in result.stderr
