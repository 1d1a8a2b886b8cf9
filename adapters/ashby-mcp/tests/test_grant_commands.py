"""`ashby-mcp grants`: in a store and in a configuration alike; a token is shown once and stands nowhere else."""

from __future__ import annotations

import errno
import json
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from typer.testing import CliRunner

from ashby_agent_tools import SqliteStore
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grants
from ashby_mcp import grant_commands
from ashby_mcp.cli import main
from ashby_mcp.grant_commands import grants_app

HEAD = '# ours\n[accounts.acme]\nkey = "env:ACME_KEY"  # in the vault\n\n[ceiling]\nhide = ["pay"]\n'


@pytest.fixture(params=["store", "config"])
def place(request, tmp_path):
    """Runs the commands over one of both, and says what a server finds there."""
    path = tmp_path / ("ashby.toml" if request.param == "config" else "grants.db")
    if request.param == "config":
        path.write_text(HEAD)
    return Place(path, request.param)


class Place:
    """The commands over one place in which grants are kept."""

    def __init__(self, path, kind):
        self.path, self.kind = path, kind

    def run(self, *words):
        done = CliRunner().invoke(grants_app(), [*words, f"--{self.kind}", str(self.path)], catch_exceptions=True)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    def made(self, *words):
        return json.loads(self.run(*words, "--json"))

    def server(self):
        """The grants as a server has them."""
        return Grants(files=[self.path]) if self.kind == "config" else Grants(store=SqliteStore(self.path))


def test_a_token_is_shown_once_and_only_its_hash_is_kept(place):
    made = place.made("create", "ada", "--account", "env:ACME_KEY", "--preset", "operations")
    token = made["token"]
    again = (
        place.run("show", "ada") + place.run("list") + place.run("list", "--json") + place.run("show", "ada", "--json")
    )
    assert token not in again
    for file in place.path.parent.iterdir():
        assert token.encode() not in file.read_bytes()
    assert place.server().find(token).name == "ada"


def test_rotate_revoke_and_expire_count_at_once(place):
    first = place.made("create", "ada", "--account", "env:ACME_KEY")["token"]
    grants = place.server()
    second = place.made("rotate", "ada")["token"]
    assert (grants.find(first), grants.find(second).name) == (None, "ada")
    place.run("expire", "ada", "--at", "2020-01-01T00:00:00Z")
    assert grants.find(second) is None
    place.run("expire", "ada", "--at", "2d")
    assert grants.find(second) is not None
    place.run("revoke", "ada")
    assert grants.find(second) is None
    assert json.loads(place.run("list", "--json"))[0]["state"] == "revoked"


def test_every_option_stands_in_the_grant(place):
    user, job = "a" * 8 + "-0000-4000-8000-" + "0" * 12, "b" * 8 + "-0000-4000-8000-" + "0" * 12
    place.run(
        "create", "ada@example.com", "--account", "env:ACME_KEY", "--preset", "operations", "--tags", "candidates",
        "--include", "job.list", "--exclude", "offer.list,job.search", "--methods", "read", "--acting-user", user,
        "--jobs", job, "--hide", "contact", "--budget", "900", "--policy", "confirm_writes", "--caps", "writes=0",
        "--approver", "grace@example.com", "--approver", "group:leads", "--expires", "2099-01-01T00:00:00Z",
        "--purpose", "two jobs", "--search",
    )  # fmt: skip
    found = place.server().named("ada@example.com")
    assert (found.exclude, found.methods, found.acting_user) == (("offer.list", "job.search"), ("read",), user)
    assert (found.rows.jobs, found.caps.writes, found.budget, found.search) == ({job}, 0, 900, True)
    assert (found.approvers, found.policies) == (("grace@example.com", "group:leads"), ("confirm_writes",))
    assert (found.purpose, found.expires.year) == ("two jobs", 2099)
    assert found.created_by


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "ada", "--account", "env:X"), "already"),
        (("create", "eve", "--narrows", "ada", "--methods", "write"), "would widen ada: methods"),
        (("create", "eve", "--narrows", "addda"), "did you mean 'ada'"),
        (("create", "eve", "--account", "env:X", "--preset", "recruter"), "did you mean 'recruiter'"),
        (("create", "eve", "--account", "env:X", "--expires", "soon"), "write 2d"),
        (("create", "eve"), "names no account"),
        (("create", "e v e", "--account", "env:X"), "letters, digits"),
        (("expire", "ada", "--at", "2026-01-01"), "write 2d"),
        (("rotate", "nobody"), "no grant called 'nobody'"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(place, words, said):
    place.run("create", "ada", "--account", "env:ACME_KEY", "--methods", "read")
    before = place.run("list")
    with pytest.raises(UsageError, match=said):
        place.run(*words)
    assert place.run("list") == before


def test_a_configuration_keeps_its_comments_and_who_may_read_it(tmp_path):
    place = Place(tmp_path / "ashby.toml", "config")
    place.path.write_text(HEAD)
    place.path.chmod(0o640)
    place.run("create", "ada", "--account", "acme", "--caps", "writes=3")
    place.run("revoke", "ada")
    text = place.path.read_text()
    assert text.startswith(HEAD)
    assert "caps = {writes = 3}" in text
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o640
    assert [it.name for it in tmp_path.iterdir()] == ["ashby.toml"]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_configuration_stays_where_it_is_and_whose_it_is(tmp_path, mark):
    """By way of a link, with a mark at its beginning, and by root: a server of its owner's has to read it on."""
    (tmp_path / "etc").mkdir()
    there, link = tmp_path / "etc" / "ashby.toml", tmp_path / "ashby.toml"
    there.write_text(mark + HEAD)
    there.chmod(0o600)
    owner = (4321, 8765) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(there, *owner)
    link.symlink_to(there)
    place = Place(link, "config")
    token = place.made("create", "ada", "--account", "acme")["token"]
    assert place.server().find(token).name == "ada"
    assert link.is_symlink()
    assert (there.stat().st_uid, there.stat().st_gid) == owner
    assert stat.S_IMODE(there.stat().st_mode) == 0o600


def test_grants_that_cannot_be_edited_by_themselves_are_told_and_left(tmp_path):
    place, text = Place(tmp_path / "ashby.toml", "config"), f'grants = {{ ada = {{ account = "acme" }} }}\n{HEAD}'
    place.path.write_text(text)
    with pytest.raises(UsageError, match=r"Write each as a table of its own, \[grants.eve@example.com\]"):
        place.run("create", "eve@example.com", "--account", "acme")
    assert place.path.read_text() == text
    assert [it.name for it in tmp_path.iterdir()] == ["ashby.toml"]


@pytest.mark.parametrize(
    ("step", "number"), [("tempfile.mkstemp", errno.EROFS), ("os.fsync", errno.ENOSPC), ("os.replace", errno.EACCES)]
)
def test_a_configuration_that_cannot_be_written_is_told_and_left(tmp_path, monkeypatch, step, number):
    def failing(*_, **__):
        raise OSError(number, os.strerror(number))

    place = Place(tmp_path / "ashby.toml", "config")
    place.path.write_text(HEAD)
    place.run("create", "ada", "--account", "acme")
    before = place.path.read_text()
    with monkeypatch.context() as patch:
        patch.setattr(step, failing)
        for words in (("revoke", "ada"), ("create", "eve", "--account", "acme")):
            with pytest.raises(UsageError, match=rf"cannot be written \({os.strerror(number)}\). Nothing was changed"):
                place.run(*words)
    assert place.path.read_text() == before
    assert [it.name for it in tmp_path.iterdir()] == ["ashby.toml"]


@pytest.mark.parametrize(
    "words", [("list",), ("show", "ada"), ("rotate", "ada"), ("revoke", "ada"), ("expire", "ada", "--at", "1h")]
)
def test_only_create_makes_a_configuration(tmp_path, monkeypatch, capsys, words):
    path = tmp_path / "wrong.toml"
    monkeypatch.setattr("sys.argv", ["ashby-mcp", "grants", *words, "--config", str(path)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1), said
    assert "There is no file" in said
    assert not path.exists()


def test_a_new_configuration_is_for_its_owner_only(tmp_path):
    place = Place(tmp_path / "new.toml", "config")
    place.run("create", "ada", "--account", "env:ACME_KEY")
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o600


def test_a_table_without_a_terminal_is_lines_with_tabs(place):
    place.run("create", "ada", "--account", "env:ACME_KEY", "--purpose", "two jobs")
    header, row = place.run("list").splitlines()
    assert header.split("\t") == ["name", "account", "tools", "expires", "state", "purpose"]
    assert row.split("\t") == ["ada", "env:ACME_KEY", "recruiter", "never", "valid", "two jobs"]


def test_commands_at_once_lose_nothing_of_each_other(place):
    """Above all no end of a grant: who revokes one is not undone by who gives it a new token meanwhile."""
    place.run("create", "ada", "--account", "env:ACME_KEY")
    where = {place.kind: str(place.path) if place.kind == "store" else place.path}
    new = [f"new{number}" for number in range(3)]
    work = [partial(grant_commands.revoke, "ada"), *(partial(grant_commands.rotate, "ada") for _ in range(3))]
    work += [partial(grant_commands.create, name, account="env:ACME_KEY") for name in new]
    together = threading.Barrier(len(work))

    def done(command):
        together.wait()
        command(**where)

    with ThreadPoolExecutor(len(work)) as threads:
        for it in [threads.submit(done, command) for command in work]:
            it.result()
    kept = {it.name: it.revoked for it in place.server()}
    assert kept == {"ada": True, **dict.fromkeys(new, False)}
