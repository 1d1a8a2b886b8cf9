"""What a person sees: a terminal emulator shows the question and nothing that pretends to be it."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import sqlite3
import sys
import threading
import time

import pyte
import pytest
from painted import FORGED, PAINTED

from ashby_agent_tools import Session, SqliteStore, Toolset, ask_later, ask_terminal, errors
from ashby_agent_tools.cli import main
from ashby_agent_tools.display import for_json, for_terminal
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # every input, through every door

COLUMNS, LINES = 80, 24
SECRET = "canary-7f3a91c2"
COLOUR = re.compile(r"\x1b\[[\d;]*m")
CONTROL = re.compile(
    r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\U000e0000-\U000e007f]"
)


@pytest.fixture(scope="module")
def company():
    return Simulator(seed=7)


@pytest.fixture(autouse=True)
def of_80_by_24(monkeypatch):
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.setenv("LINES", str(LINES))
    monkeypatch.setenv("TERM", "xterm-256color")


class Terminal:
    """A terminal of 80 by 24 in place of stdin and stderr, looked at through an emulator."""

    def __init__(self, monkeypatch):
        self.screen, self.raw = pyte.Screen(COLUMNS, LINES), b""
        self._main, side = pty.openpty()
        self._files = [os.fdopen(os.dup(side), "r", encoding="utf-8"), os.fdopen(side, "w", encoding="utf-8")]
        self._monkeypatch = monkeypatch

    def ask(self, work, *answers):
        """Run `work` in a thread, type each answer once its prompt stands there; the screens at the prompts."""
        done, seen = [], []
        self._monkeypatch.setattr(sys, "stdin", self._files[0])
        self._monkeypatch.setattr(sys, "stderr", self._files[1])
        thread = threading.Thread(target=lambda: done.append(work()), daemon=True)
        thread.start()
        for wanted, answer in zip(("Send it?", "Why not?"), answers, strict=False):
            self._until(wanted)
            seen.append(self.shown())
            os.write(self._main, answer.encode())
        while thread.is_alive():  # what it prints has to be read, or it waits
            self._read(0.05)
        thread.join()
        return done[0], seen

    def _until(self, wanted):
        end = time.monotonic() + 30
        while wanted not in self.raw.decode(errors="replace"):
            assert time.monotonic() < end, self.raw
            self._read(0.2)
        while self._read(0.05):
            pass

    def _read(self, seconds):
        if not select.select([self._main], [], [], seconds)[0]:
            return False
        self.raw += os.read(self._main, 65_536)
        return True

    def shown(self):
        screen = pyte.Screen(COLUMNS, LINES)
        pyte.Stream(screen).feed(self.raw.decode(errors="replace"))
        self.screen = screen
        return screen.display

    def close(self):
        for file in self._files:
            file.close()
        os.close(self._main)


@pytest.fixture
def terminal(monkeypatch):
    made = Terminal(monkeypatch)
    yield made
    made.close()


def panel(lines):
    """The words in the frame that says "Approval needed", of which there has to be exactly one."""
    tops = [at for at, line in enumerate(lines) if line.startswith("\u256d")]
    ends = [at for at, line in enumerate(lines) if line.startswith("\u2570")]
    assert len(ends) == 1
    assert len(tops) <= 1
    inside = [line.strip().strip("\u2502").strip() for line in lines[(tops or [-1])[0] + 1 : ends[0]]]
    return "".join("".join(inside).split())


def webhook(text, where):
    given = {"webhookType": "jobCreate", "requestUrl": "https://hooks.example.com/ashby", "secretToken": SECRET}
    return "webhook.create", {**given, where: text}


@pytest.mark.parametrize("where", ["secretToken", "requestUrl"])
@pytest.mark.parametrize("kind", PAINTED)
def test_at_a_terminal_the_screen_shows_the_question_and_nothing_pretends_to_be_it(company, terminal, kind, where):
    asked = []

    def approver(call, question):
        asked.append(question)
        return ask_terminal(call, question)

    session = Session(Toolset.all(), company.client(), approver=approver)

    def work():
        try:
            session.run(*webhook(PAINTED[kind], where))
        except errors.ToolError as error:
            return str(error)
        return "sent"

    company.log.clear()
    if not _can_be_sent(PAINTED[kind]):
        return
    outcome, (lines, _) = terminal.ask(work, "n\n", "no reason\n")
    assert "no reason" in outcome
    assert [request for request in company.log if request.endpoint == "webhook.create"] == []
    assert panel(lines) in "".join(for_terminal(asked[0], lines=True, drawings=False).split())
    assert panel(lines)
    _looks_like_a_question(lines, asked[0])
    _paints_nothing(terminal)
    assert SECRET not in "".join(lines)
    if where == "secretToken":
        assert FORGED not in " ".join(lines)


def _can_be_sent(text):
    """Half an emoji is refused before a person is asked."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _looks_like_a_question(lines, question):
    """Our prompt stands last, once, with the cursor behind it; our first line stands above it."""
    filled = [line.rstrip() for line in lines if line.strip()]
    assert filled[-1] == "Send it? [y/n] (n):"
    assert [line for line in filled if line.startswith("Send it?")] == filled[-1:]
    assert [line for line in filled if line.startswith("\u256d\u2500") and "Approval needed" in line][1:] == []
    first = "".join(for_terminal(question.partition("\n")[0], drawings=False).split())
    shown = "".join("".join(line.strip("\u2502 \u2570\u256f\u256d\u256e") for line in filled).split())
    assert first in shown


def _paints_nothing(terminal):
    printed = terminal.raw.decode(errors="replace").replace("\r\n", "\n")
    plain = COLOUR.sub("", printed)
    assert CONTROL.search(plain) is None
    assert "\r" not in plain
    assert terminal.screen.title == ""
    assert terminal.screen.mode == pyte.Screen(COLUMNS, LINES).mode
    colours = set(COLOUR.findall(printed))
    assert colours <= {"\x1b[0m", "\x1b[1m", "\x1b[3m", "\x1b[33m", "\x1b[1;35m", "\x1b[1;36m", "\x1b[35m", "\x1b[36m"}


def test_a_question_that_is_longer_than_the_screen_repeats_its_first_line_above_the_prompt(company, terminal):
    call = Session(Toolset.all(), company.client()).prepare(*webhook("https://hooks.example.com", "requestUrl"))
    question = "Send 40 lines to everybody.\n" + "\n".join(f"| line {number}" for number in range(40))
    _, (lines, _) = terminal.ask(lambda: ask_terminal(call, question), "n\n", "\n")
    filled = [line.rstrip() for line in lines if line.strip()]
    assert filled[-2:] == ["In short: Send 40 lines to everybody.", "Send it? [y/n] (n):"]


def test_what_was_typed_before_the_question_is_no_answer(company, terminal):
    call = Session(Toolset.all(), company.client()).prepare(*webhook("https://hooks.example.com", "requestUrl"))
    os.write(terminal._main, b"y\n")
    decision, _ = terminal.ask(lambda: ask_terminal(call, "Send it?"), "n\n", "\n")
    assert decision.kind == "deny"


@pytest.mark.parametrize("typed", ["\x1b[200~because\x1b[201~", "be\x9bcause", "\u202eesuaceb", "why\x1b]0;x\x1b\\"])
def test_a_reason_reaches_the_model_as_printable_text(company, terminal, typed):
    call = Session(Toolset.all(), company.client()).prepare(*webhook("https://hooks.example.com", "requestUrl"))
    decision, _ = terminal.ask(lambda: ask_terminal(call, "Do it."), "n\n", typed + "\n")
    assert decision.kind == "deny"
    assert decision.message
    assert CONTROL.search(decision.message) is None


@pytest.mark.parametrize("typed", ["\x1b[200~y\x1b[201~", "y\x1b[D", "\uff59", "\u0443", "yess", "y\u200b"])
def test_only_a_plain_yes_is_one(company, terminal, typed):
    """A pasted, wide, Cyrillic or decorated y is asked about again, and the next answer counts."""
    call = Session(Toolset.all(), company.client()).prepare(*webhook("https://hooks.example.com", "requestUrl"))
    decision, _ = terminal.ask(lambda: ask_terminal(call, "Do it."), f"{typed}\nn\n\n")
    assert decision.kind == "deny"


# the command line


@pytest.fixture
def command(company, tmp_path, monkeypatch, capsys):
    """One command of the command line over a store in which questions wait: what it prints."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["ashby-agent-tools", *words, "--store", str(tmp_path / "s.db")])
        with pytest.raises(SystemExit):
            main()
        return capsys.readouterr()

    return run


def waiting(company, tmp_path, name, arguments):
    session = Session(Toolset.all(), company.client(), store=SqliteStore(tmp_path / "s.db"), approver=ask_later)
    with pytest.raises(errors.ApprovalRequired):
        session.run(name, arguments)
    return SqliteStore(tmp_path / "s.db").requests()[0]


def emulated(printed):
    screen = pyte.Screen(COLUMNS, 2_000)
    pyte.Stream(screen).feed(printed.replace("\n", "\r\n"))
    assert screen.title == ""
    return [line.rstrip() for line in screen.display]


def forged(tmp_path, **columns):
    """What somebody wrote into the store's file: the command line prints it all the same."""
    with sqlite3.connect(tmp_path / "s.db") as db:
        for column, value in columns.items():
            db.execute(f"UPDATE ashby_asked SET {column} = ?", (value,))


@pytest.mark.parametrize("kind", PAINTED)
def test_the_questions_of_a_store_paint_nothing(company, tmp_path, command, kind):
    text = PAINTED[kind]
    if not _can_be_sent(text):
        return
    asked = waiting(company, tmp_path, *webhook(text, "requestUrl"))
    forged(tmp_path, question=f"Do it.\n{text}", decided_by=text, message=text, operation=text[:200])
    for words in (["list"], ["show", asked.id], ["list", "--json"], ["show", asked.id, "--json"]):
        printed = command("approvals", *words)
        out = printed.out
        if words == ["list"]:  # a line of nine cells, with tabs of ours between them
            assert (out.count("\t"), out.count("\n")) == (8, 1)
            out = out.replace("\t", " ")
        assert CONTROL.search(out + printed.err) is None
        lines = emulated(out)
        assert asked.id in printed.out
        if words == ["show", asked.id]:
            assert lines[0].startswith(f"{asked.id}  pending")
            assert lines.count("Do it.") == 1
        if "--json" in words:
            shown = json.loads(printed.out)
            assert (shown[0] if isinstance(shown, list) else shown)["question"] == f"Do it.\n{text}"


@pytest.mark.parametrize("kind", PAINTED)
def test_an_answer_and_an_error_of_the_command_line_paint_nothing(company, tmp_path, command, kind):
    text = PAINTED[kind][:2_000].replace("\x00", "")
    if not _can_be_sent(text):
        return
    asked = waiting(company, tmp_path, *webhook("https://hooks.example.com", "requestUrl"))
    for words in (["deny", asked.id, "--by", f"Ada {text}", "--message", text], ["show", f"x{text}"]):
        printed = command("approvals", *words)
        assert CONTROL.search(printed.out + printed.err) is None
        emulated(printed.out)


@pytest.mark.parametrize("kind", PAINTED)
def test_every_text_can_be_read_back_from_what_a_terminal_shows_as_json(kind):
    shown = for_json({"text": PAINTED[kind]})
    assert json.loads(shown) == {"text": PAINTED[kind]}
    assert CONTROL.search(shown) is None
    assert CONTROL.search(for_terminal(PAINTED[kind], lines=True)) is None


@pytest.mark.parametrize(
    "text", ["Nguy\u1ec5n Tuy\u1ebft", "\u8d75\u96e8\u6674", "\u0645\u062d\u0645\u062f", "I\u0307smail", "O\u2019Brien"]
)
def test_ordinary_names_are_shown_as_they_are(text):
    assert for_terminal(text) == text


# secrets


def test_a_secret_stands_in_no_question_store_dry_run_audit_or_error(company, tmp_path, command, caplog, monkeypatch):
    """What holds it: the body that is sent, and the Call that an application keeps to send it."""
    caplog.set_level("DEBUG")
    asked = waiting(company, tmp_path, *webhook("https://hooks.example.com", "requestUrl"))
    audit = tmp_path / "audit.jsonl"
    session = Session(Toolset.all(), company.client(), dry_run=True, audit=audit)
    dry = session.run(*webhook("https://hooks.example.com", "requestUrl"))
    call = session.prepare(*webhook("https://hooks.example.com", "requestUrl"))
    places = [
        asked.question,
        asked.stored,
        dry.text,
        json.dumps(dry.data),
        audit.read_text(),
        caplog.text,
        repr(call),
        repr(call.operation),
        str(call.operation),
        session.question(call),
        command("approvals", "list", "--json").out,
        command("approvals", "show", asked.id).out,
        *(path.read_bytes().decode("latin-1") for path in tmp_path.iterdir()),
    ]
    assert not [place for place in places if SECRET in place]
