"""The flags of `ashby-mcp`: which tools they choose, what --check prints, and one line per mistake."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from ashby_agent_tools import Caps, Toolset
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.risk import Effect
from ashby_mcp.cli import capped, chosen, main, seconds

pytestmark = pytest.mark.slow  # many processes; make test-slow

MOVE, NOTE, INFO = "ashby_application_change_stage", "ashby_candidate_create_note", "ashby_candidate_info"


def names(toolset):
    return {tool.name for tool in toolset}


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({}, names(Toolset.preset("recruiter"))),
        ({"preset": "offers"}, names(Toolset.preset("offers"))),
        ({"tools": [f"{MOVE},candidate.info"]}, {MOVE, INFO}),
        ({"tools": [MOVE, "candidate.info"]}, {MOVE, INFO}),
        ({"tags": ["offers"]}, names(Toolset.all().tagged("offers"))),
        ({"tags": ["offers, reporting"]}, names(Toolset.all().tagged("offers", "reporting"))),
        ({"tags": ["offers"], "tools": [INFO]}, names(Toolset.all().tagged("offers")) | {INFO}),
        ({"preset": "offers", "tools": [INFO]}, names(Toolset.preset("offers")) | {INFO}),
        ({"tools": [f"{MOVE},{INFO}"], "exclude": [MOVE]}, {INFO}),
        ({"tools": [f"{MOVE},{INFO}"], "exclude": ["application.changeStage"]}, {INFO}),
        ({"tools": [f"{MOVE},{INFO}"], "read_only": True}, {INFO}),
        ({"tools": [f"{MOVE},{INFO}"], "write_only": True}, {MOVE}),
        ({"preset": "everything", "read_only": True}, names(Toolset.all().read_only())),
    ],
)
def test_what_is_named_adds_up_and_what_is_taken_away_stays_away(flags, expected):
    assert names(chosen(**flags)) == expected


@pytest.mark.parametrize(
    ("flags", "hidden"),
    [
        ({}, {"eeo"}),
        ({"preset": "everything", "tags": ["offers"]}, {"eeo"}),
        ({"hide": ["pay,contact"]}, {"pay", "contact", "eeo"}),
        ({"show": ["eeo"], "hide": ["pay"]}, {"pay"}),
        ({"show": ["eeo"], "hide": ["eeo"]}, {"eeo"}),
        ({"hide": ["contact,pay=level of reward"]}, {"pay", "contact", "eeo"}),
    ],
)
def test_equal_opportunity_data_are_off_unless_a_flag_shows_them(flags, hidden):
    assert chosen(**flags).hidden == hidden


def test_search_lists_two_tools_for_everything_or_for_what_is_named():
    searched = chosen(search=True)
    assert names(searched) == {"ashby_find_tools", "ashby_call"}
    assert {tool.name for tool in searched.operations} == {
        tool.name for tool in (Toolset.all() | Toolset.tasks()).operations
    }
    few = chosen(search=True, tools=[NOTE, INFO], exclude=[NOTE])
    assert [tool.name for tool in few.operations] == [INFO]
    assert searched.hidden == {"eeo"}


@pytest.mark.parametrize("wide", [{"preset": "everything"}, {"tags": ["candidates"]}, {"tools": [NOTE, INFO]}])
def test_what_is_excluded_never_comes_back(wide):
    assert NOTE not in names(chosen(**wide, exclude=[NOTE]))


def test_read_only_means_whatever_the_arguments():
    assert all(tool.operation.spec.worst.effect is Effect.READ for tool in chosen(tags=["pipeline"], read_only=True))


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({"preset": "recruter"}, "recruiter"),
        ({"tags": ["offer"]}, "offers"),
        ({"tools": ["ashby_candidate_infos"]}, INFO),
        ({"exclude": ["ashby_candidate_infos"]}, INFO),
        ({"read_only": True, "write_only": True}, "one of them"),
        ({"tools": [INFO], "exclude": [INFO]}, "no tool"),
        ({"hide": ["salary"]}, "pay"),
        ({"hide": ["pay=*"]}, "pattern"),
        ({"show": ["pay"]}, "takes eeo"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(flags, says):
    with pytest.raises(UsageError, match=says):
        chosen(**flags)


@pytest.mark.parametrize(("text", "expected"), [("90s", 90), ("30m", 1800), ("8h", 28800), (" 2d ", 172800)])
def test_lengths_of_time(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "8", "h", "0h", "-1h", "1.5h", "8 hours", "1w"])
def test_no_length_of_time(text):
    with pytest.raises(UsageError, match="30m"):
        seconds(text)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], Caps()),
        (["writes=20"], Caps(writes=20)),
        (["writes=20,destructive=0", "outreach=3"], Caps(writes=20, destructive=0, outreach=3)),
        (["window=8h"], Caps(window=28800)),
        (["window=0"], Caps(window=0)),
    ],
)
def test_caps(given, expected):
    assert capped(given) == expected


@pytest.mark.parametrize("given", ["writes", "writes=-1", "write=3", "destructive=", "window=8", "window=soon"])
def test_no_caps(given):
    with pytest.raises(UsageError, match="--caps"):
        capped([given])


# the process


def test_check_prints_tools_cost_and_that_nothing_is_missing(served):
    before = len(served.simulator.log)
    done = served.run("--check", "--tools", f"{MOVE},{INFO}")
    assert done.returncode == 0, done.stderr
    assert "application_change_stage" in done.stdout
    assert "destructive" in done.stdout
    assert "candidatesWrite" in done.stdout
    assert "about" in done.stdout
    assert "has every permission" in done.stdout
    assert [request.endpoint for request in served.simulator.log[before:]] == ["apiKey.info"]


def test_the_version_is_the_distribution_s_and_nothing_is_served(served):
    done = served.run("--version")
    assert (done.returncode, done.stdout) == (0, f"ashby-mcp {version('ashby-mcp')}\n")
    assert served.sent("apiKey.info") == []


def test_check_names_the_permissions_that_the_key_lacks(served):
    key = served.simulator.add_key(scopes=["candidatesRead", "apiKeysRead"])
    done = served.run("--check", "--tools", f"{MOVE},{NOTE},{INFO}", ASHBY_API_KEY=key)
    assert done.returncode == 0
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("  candidatesWrite: ")]
    assert MOVE in line
    assert NOTE in line
    assert INFO not in line


def test_check_with_a_key_that_may_not_look_at_itself(served):
    key = served.simulator.add_key(scopes=["candidatesRead"])
    done = served.run("--check", ASHBY_API_KEY=key)
    assert done.returncode == 0
    assert "apiKeysRead" in done.stdout


@pytest.mark.parametrize(
    ("flags", "environment", "code", "says"),
    [
        (["--check"], {"ASHBY_API_KEY": "wrong"}, 1, "key"),
        (["--check"], {"ASHBY_BASE_URL": "http://127.0.0.1:9"}, 5, "127.0.0.1"),
        ([], {"ASHBY_API_KEY": ""}, 2, "ASHBY_API_KEY"),
        (["--preset", "recruter"], {}, 2, "recruiter"),
        (["--expires", "soon"], {}, 2, "8h"),
        (["--budget", "1000000"], {}, 2, "ceiling"),
        (["--http", "--host", "192.0.2.7"], {}, 2, "--token-env"),
        (["--http", "--token-env", "NO_SUCH"], {}, 2, "NO_SUCH"),
        (["--http", "--token-env", "WEAK"], {"WEAK": "1234"}, 2, "16"),
        (["--store", "/proc/no/such/store"], {}, 2, "--store"),
        (["--no-such-flag"], {}, 2, "no-such-flag"),
    ],
)
def test_a_mistake_is_one_line_on_stderr(served, flags, environment, code, says, monkeypatch, capsys):
    for name, value in {**served.environment, **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["ashby-mcp", *flags])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr().err
    assert ended.value.code == code, printed
    assert says in printed
    assert "Traceback" not in printed
    assert served.simulator.key not in printed


def test_a_mistake_ends_the_process_with_its_code(served):
    done = served.run("--preset", "recruter")
    assert done.returncode == 2
    assert "recruiter" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_flag(served):
    shown = served.run("--help").stdout
    flags = (
        "http", "host", "port", "token-env", "reached-as", "preset", "tags", "tools", "exclude", "read-only",
        "write-only", "expires", "budget", "store", "caps", "audit", "dry-run", "download-dir", "account",
        "conversation", "check",
    )  # fmt: skip
    for flag in flags:
        assert f"--{flag} " in shown
    assert served.run("-h").stdout == shown


# as the server starts


def said_at_start(scene, *flags, until, **environment):
    """What `ashby-mcp` prints on stderr over stdio until a line has `until`; it is stopped then."""
    started = scene.stdio(*flags)
    with subprocess.Popen(
        [started.command, *started.args],
        env={**started.env, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        lines = []
        for line in process.stderr:
            lines.append(line)
            if until in line:
                break
        process.stdin.close()
        assert process.wait(20) == 0
    return lines


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ASHBY_BASE_URL": "http://127.0.0.1:9"}, "Could not reach 127.0.0.1"),
        ({"ASHBY_API_KEY": "wrong"}, "check ASHBY_API_KEY"),
    ],
)
def test_a_server_that_cannot_use_ashby_says_so_and_serves_all_the_same(served, environment, says):
    *slow, line = said_at_start(served, until=says, **environment)
    assert all("has not answered for" in other for other in slow)
    assert line.startswith("ashby-mcp: The server runs, but ")
    assert served.simulator.key not in line


def test_a_selection_that_is_too_large_for_some_clients_is_warned_about(served):
    (line,) = said_at_start(served, "--preset", "everything", until="Cursor 80")
    assert "OpenAI's API 128" in line
    assert "--preset" in line
