"""Every block of the pages runs as it stands, in order, on the simulator."""

from __future__ import annotations

import itertools

import pytest
from page_blocks import SHELLS, PageRun, blocks, must_be_installable, must_parse
from repository import ROOT

from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

ELSEWHERE = {"frameworks.md": "tests/project/test_frameworks.py"}
"""Pages whose blocks have a test of their own, with what they need."""
SAYS = {
    "accounts.md": "True True ()",
    "concepts/questions.md": "Priya Raman",
    "concepts/risk.md": "write destructive",
    "files.md": "Priya Raman - resume.pdf",
    "grants.md": "grace None",
    "how-to/own-loop.md": "reject Priya Raman",
    "oauth.md": "recruiter",
    "sync.md": "new or changed candidate",
    "undo.md": "['u",
    "unified.md": "sent_at",
    "webhooks.md": "candidateDelete",
}
"""What a page prints, for those that print something worth looking for."""
PAGES = sorted(
    path.relative_to(ROOT / "docs").as_posix()
    for path in (ROOT / "docs").rglob("*.md")
    if blocks(path, "python", *SHELLS)
)


def rejections(simulator):
    """Four rejections, as docs/batches.md takes them for granted."""
    with simulator.client() as client:
        reason = client.execute(op.ArchiveReasonList()).data[0]["id"]
        active = itertools.islice(client.records(op.ApplicationList(status="Active")), 4)
        made = []
        for application in active:
            plan = application["currentInterviewStage"]["interviewPlanId"]
            stages = client.execute(op.InterviewStageList(interviewPlanId=plan)).data
            stage = next(stage["id"] for stage in stages if stage["type"] == "Archived")
            made.append({"applicationId": application["id"], "interviewStageId": stage, "archiveReasonId": reason})
    return made


NOT_FIRST = pytest.mark.slow  # what newcomers read first runs in make test, the rest in make test-slow


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=() if page.startswith(("start/", "concepts/")) else NOT_FIRST)
        for page in PAGES
        if page not in ELSEWHERE
    ],
)
def test_the_blocks_of_a_page_run(page, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    if page == "how-to/own-loop.md":
        from scripted_anthropic import ScriptedAnthropic

        monkeypatch.setattr("anthropic.Anthropic", ScriptedAnthropic)
    with Simulator(seed=7) as simulator:
        given = {"rejections": rejections(simulator)} if page == "batches.md" else {}
        run = PageRun(ROOT / "docs" / page, simulator, monkeypatch, **given)
        run.run()
        for name in ("session", "small", "store", "accounts", "client", "ashby"):
            if hasattr(run.names.get(name), "close"):
                run.names[name].close()
    assert SAYS.get(page, "") in capsys.readouterr().out


@pytest.mark.parametrize("page", ELSEWHERE)
def test_the_other_pages_have_blocks_and_a_test(page):
    assert page in PAGES
    assert page in (ROOT / ELSEWHERE[page]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["ashby-agent-tools", "inbox", "--no-such-option"],
        ["ashby-agent-tools", "no-such-command"],
        ["ashby-agent-tools", "simulator", "--size", "huge"],
        ["ashby-mcp", "--no-such-option"],
    ],
)
def test_a_command_line_that_does_not_exist_is_noticed(words):
    with pytest.raises(Exception, match="(?i)no such|not one of"):
        must_parse(*words)


@pytest.mark.parametrize("name", ["ashby-agent-tools[cli,simulators]", "ashby-agent-toolkit"])
def test_what_cannot_be_installed_is_noticed(name):
    with pytest.raises(AssertionError):
        must_be_installable(["pip", "install", name])


def test_what_a_command_does_not_print_is_noticed(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("```console\n$ ashby-agent-tools presets\nrecruiters ...\n```\n", encoding="utf-8")
    with Simulator(seed=7) as simulator, pytest.raises(AssertionError, match="prints no line"):
        PageRun(page, simulator, monkeypatch).run()


def test_a_command_that_fails_unsaid_is_noticed(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("```console\n$ ashby-agent-tools approvals show nothing\n...\n```\n", encoding="utf-8")
    with Simulator(seed=7) as simulator, pytest.raises(AssertionError, match="ends with 2"):
        PageRun(page, simulator, monkeypatch).run()
