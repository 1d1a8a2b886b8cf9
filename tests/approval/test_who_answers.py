"""A model reads no way to answer, and a yes on the command line is a person's: a code at a terminal, or a secret."""

from __future__ import annotations

import json
import re
import sys

import pytest

from ashby_agent_tools import Session, SqliteStore, Toolset, ask_later, errors
from ashby_agent_tools.cli import _proof, main
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

MOVE = "application.changeStage"
SECRET = "the secret of an approver, for tests"
WAYS = re.compile(r"approv(al|e)s|approve |--|ashby-agent-tools|Decision|Session\(|approver=|/|\b[0-9a-f]{12}\b")


class Terminal:
    """What the person types, and what stands before them; `typed` may be made of what was shown."""

    def __init__(self, typed) -> None:
        self.shown, self._typed = "", typed

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.shown += text

    def flush(self) -> None:
        pass

    def readline(self) -> str:
        return self._typed(self.shown) + "\n"


@pytest.fixture
def waiting(tmp_path, simulator: Simulator, monkeypatch):
    """A question that waits in a file, and the command line over it."""
    company = Company.of(simulator)
    session = Session(Toolset.all(), simulator.client(), store=SqliteStore(tmp_path / "store.db"), approver=ask_later)
    with pytest.raises(errors.ApprovalRequired):
        session.run(MOVE, company.rejection())
    monkeypatch.delenv("ASHBY_API_KEY", raising=False)
    monkeypatch.delenv("ASHBY_BASE_URL", raising=False)
    monkeypatch.delenv(_proof.SECRET, raising=False)
    return Waiting(company, session, tmp_path, monkeypatch)


class Waiting:
    """The question, its store, and the command line."""

    def __init__(self, company, session, folder, patch) -> None:
        self.company, self.session, self.folder, self.patch = company, session, folder, patch
        self.store = SqliteStore(folder / "store.db")

    @property
    def question(self):
        (asked,) = self.store.requests()
        return asked

    def run(self, *words: str, terminal: Terminal | None = None) -> int:
        self.patch.setattr(sys, "argv", ["ashby-agent-tools", *words, "--store", str(self.folder / "store.db")])
        if terminal is not None:
            self.patch.setattr(sys, "stdin", terminal)
            self.patch.setattr(sys, "stderr", terminal)
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    def approve(self, *more: str, by: str = "Grace", terminal: Terminal | None = None) -> int:
        return self.run("approvals", "approve", self.question.id, "--by", by, *more, terminal=terminal)

    def again(self):
        return self.session.run(MOVE, self.company.rejection())


def code_in(shown: str) -> str:
    return re.findall(r"Type (\S+) to approve", shown)[-1]


def test_a_model_that_has_to_wait_reads_no_way_to_answer(waiting, simulator: Simulator):
    rejection = waiting.company.rejection()
    doors = {
        "left in the store": lambda: waiting.again(),  # noqa: PLW0108  (each door is a function)
        "nobody to ask": lambda: Session(Toolset.all(), simulator.client()).run(MOVE, rejection),
        "never asked": lambda: _executed(Session(Toolset.all(), simulator.client()), rejection),
        "a bare client": lambda: simulator.client().execute(waiting.session.prepare(MOVE, rejection).operation),
    }
    for name, door in doors.items():
        with pytest.raises(errors.ToolError) as refused:
            door()
        assert not WAYS.search(str(refused.value)), (name, str(refused.value))
        assert "yes" in str(refused.value) or "a person" in str(refused.value), name


def _executed(session: Session, arguments: dict):
    return session.execute(session.prepare(MOVE, arguments))


def test_a_call_on_the_command_line_names_no_way_to_answer_either(waiting, simulator: Simulator, capsys):
    with simulator:
        waiting.patch.setenv("ASHBY_API_KEY", simulator.key)
        waiting.patch.setenv("ASHBY_BASE_URL", simulator.url)
        for form in ((), ("--json",)):
            assert waiting.run("call", MOVE, json.dumps(waiting.company.rejection()), *form) == 3
            printed = capsys.readouterr()
            said = json.loads(printed.out)["error"]["message"] if form else printed.err
            assert not WAYS.search(said), said
    assert waiting.company.sent(MOVE) == []


def test_without_a_terminal_and_without_a_secret_nobody_says_yes(waiting, capsys):
    for by in ("Grace", "Robin", "claimed: Grace"):
        assert waiting.approve(by=by) == 3
    assert "terminal" in capsys.readouterr().err
    assert waiting.question.state == "pending"
    with pytest.raises(errors.ApprovalRequired):
        waiting.again()
    assert waiting.run("approvals", "deny", waiting.question.id, "--by", "Grace") == 0
    assert waiting.question.state == "denied"


@pytest.mark.parametrize(
    "typed", [lambda _: "", lambda _: "y", lambda _: "yes", lambda _: "AAAAAA", lambda it: code_in(it)[:-1]]
)
def test_at_a_terminal_anything_but_the_code_is_no_yes(waiting, typed):
    assert waiting.approve(terminal=Terminal(typed)) == 3
    assert waiting.question.state == "pending"


def test_at_a_terminal_the_question_and_a_code_are_shown_and_the_code_is_typed_back(waiting):
    terminal = Terminal(code_in)
    assert waiting.approve(terminal=terminal) == 0
    shown = " ".join(terminal.shown.split())
    assert " ".join(waiting.question.question.split())[:40] in shown
    assert (waiting.question.state, waiting.question.decided_by) == ("approved", "claimed: Grace")
    waiting.again()
    assert waiting.company.sent(MOVE) == [waiting.company.rejection()]


def test_a_code_is_used_once(waiting):
    first = Terminal(code_in)
    waiting.approve(terminal=first)
    again = Terminal(lambda _: code_in(first.shown))
    waiting.patch.setattr(sys, "stdin", again)
    waiting.patch.setattr(sys, "stderr", again)
    with pytest.raises(errors.Declined, match="not the code"):
        _proof.type_back()


@pytest.mark.parametrize("by_file", [True, False])
def test_an_approver_with_a_secret_says_yes_without_a_terminal_under_a_checked_name(waiting, by_file):
    waiting.store.add_approver("Grace", SECRET)
    file = waiting.folder / "secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    if not by_file:
        waiting.patch.setenv(_proof.SECRET, SECRET)
    assert waiting.approve(*(("--approver-secret-file", str(file)) if by_file else ())) == 0
    assert waiting.question.decided_by == "Grace"
    waiting.again()
    assert waiting.company.sent(MOVE) == [waiting.company.rejection()]


@pytest.mark.parametrize(
    ("by", "secret"),
    [("Grace", SECRET + "x"), ("Grace", SECRET[:-1]), ("Robin", SECRET), ("grace", SECRET), ("", SECRET)],
)
def test_a_wrong_secret_or_another_name_is_no_yes(waiting, by, secret, capsys):
    waiting.store.add_approver("Grace", SECRET)
    waiting.patch.setenv(_proof.SECRET, secret)
    assert waiting.approve(by=by) in (2, 3)
    assert waiting.question.state == "pending"
    assert secret not in "".join(capsys.readouterr())


def test_a_store_that_knows_no_approver_believes_no_secret(waiting):
    waiting.patch.setenv(_proof.SECRET, SECRET)
    assert waiting.approve() == 3
    assert waiting.question.state == "pending"


def test_a_new_approver_is_made_at_a_terminal_only_and_the_store_keeps_no_secret(waiting):
    file = waiting.folder / "grace.secret"
    add = ("approvals", "add-approver", "Grace", "--secret-file", str(file))
    assert waiting.run(*add) == 3
    assert waiting.run(*add, terminal=Terminal(lambda _: "AAAAAA")) == 3
    assert not file.exists()
    assert waiting.run(*add, terminal=Terminal(code_in)) == 0
    secret = file.read_text(encoding="utf-8").strip()
    assert file.stat().st_mode & 0o077 == 0
    assert waiting.store.is_approver("Grace", secret)
    for kept in waiting.folder.glob("store.db*"):
        assert secret.encode() not in kept.read_bytes()
    assert waiting.run(*add, terminal=Terminal(code_in)) == 2  # the file exists
    assert waiting.store.is_approver("Grace", secret)


@pytest.mark.parametrize(
    ("name", "secret"),
    [("", SECRET), (" Grace", SECRET), ("claimed: Grace", SECRET), ("a\nb", SECRET), ("Grace", "short")],
)
def test_a_name_that_looks_like_a_claim_and_a_short_secret_are_refused(tmp_path, name, secret):
    with pytest.raises(errors.UsageError):
        SqliteStore(tmp_path / "store.db").add_approver(name, secret)


def test_yes_i_am_needs_the_same_proof(waiting, simulator: Simulator):
    words = ("call", MOVE, json.dumps(waiting.company.rejection(1)), "--yes-i-am", "Grace")
    with simulator:
        waiting.patch.setenv("ASHBY_API_KEY", simulator.key)
        waiting.patch.setenv("ASHBY_BASE_URL", simulator.url)
        assert waiting.run(*words) == 3
        assert waiting.company.sent(MOVE) == []
        assert waiting.run(*words, terminal=Terminal(lambda _: "y")) == 3
        waiting.store.add_approver("Grace", SECRET)
        waiting.patch.setenv(_proof.SECRET, SECRET)
        assert waiting.run(*words) == 0
    assert waiting.company.sent(MOVE) == [waiting.company.rejection(1)]
    (said,) = [asked for asked in waiting.store.requests() if asked.state == "used"]
    assert said.decided_by == "Grace"
