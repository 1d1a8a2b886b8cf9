"""The command line at a terminal of 80 columns, as real processes: whole tables, Ctrl-C and Ctrl-D, no colour."""

from __future__ import annotations

import contextlib
import fcntl
import http.server
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pyte
import pytest

from ashby_agent_tools import Client, Session, SqliteStore, Toolset, ask_later, errors
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow  # a process each

COMMAND = [sys.executable, "-c", "from ashby_agent_tools.cli import main; main()"]
ROWS, COLUMNS = 60, 80
INTERRUPT, END = b"\x03", b"\x04"
ROOT = str(Path(__file__).parents[2])


@pytest.fixture(scope="module")
def served():
    with Simulator(seed=7) as simulator:
        yield simulator


@pytest.fixture
def terminal(served: Simulator, tmp_path):
    """`terminal(*words, {"prompt": keys}, NAME=...)`: exit code and what was shown."""

    def run(
        *words: str, typed: dict[bytes, bytes] | None = None, command: list[str] = COMMAND, **environment: str
    ) -> tuple[int, str]:
        settings = {"ASHBY_API_KEY": served.key, "ASHBY_BASE_URL": served.url, "HOME": str(tmp_path), "TERM": "xterm"}
        others = ("COLUMNS", "LINES", "NO_COLOR", "XDG_CONFIG_HOME")
        inherited = {name: value for name, value in os.environ.items() if name not in others}
        screen, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        process = subprocess.Popen(
            [*command, *words],
            stdin=side, stdout=side, stderr=side,
            env=inherited | settings | environment,
            preexec_fn=_leads,  # noqa: PLW1509  (Ctrl-C goes to the terminal's own process)
        )  # fmt: skip
        os.close(side)
        try:
            shown = _typed(screen, dict(typed or {}))
            return process.wait(120), shown
        finally:
            process.kill()
            os.close(screen)

    return run


def _leads() -> None:
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _typed(screen: int, typed: dict[bytes, bytes]) -> str:
    """Read until the process ends, and type what belongs to each prompt once it stands there."""
    seen, deadline = b"", time.monotonic() + 300  # that only a hang reaches
    while time.monotonic() < deadline:
        if select.select([screen], [], [], 0.2)[0]:
            try:
                read = os.read(screen, 4096)
            except OSError:  # the other side is closed
                break
            if not read:
                break
            seen += read
        for prompt in [prompt for prompt in typed if prompt in seen]:
            os.write(screen, typed.pop(prompt))
    return seen.decode(errors="replace").replace("\r\n", "\n")


def on_screen(shown: str) -> list[str]:
    screen = pyte.Screen(COLUMNS, 4_000)
    pyte.Stream(screen).feed(shown.replace("\n", "\r\n"))
    return [line.rstrip() for line in screen.display]


def some_id(served: Simulator) -> str:
    return next(iter(served.state.table("candidate")))


def sent(served: Simulator) -> list[str]:
    return [request.endpoint for request in served.log if request.endpoint == "candidate.anonymize"]


def test_a_table_at_80_columns_cuts_nothing(terminal):
    _, shown = terminal("operations")
    screen = on_screen(shown)
    assert "\u2026" not in shown
    first_words = {line.split(" ")[0] for line in screen}
    assert set(catalogue()) <= first_words, "an endpoint is copied in one piece"
    whole = " ".join(" ".join(line.split()) for line in screen)
    assert "rejects the candidate." in whole
    assert f"{len(catalogue())} operations" in whole


@pytest.mark.parametrize("words", [("operations", "--tag", "offers"), ("--help",), ("approvals", "list"), ("doctor",)])
def test_no_color_means_none(terminal, words):
    _, shown = terminal(*words, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", shown)


def test_the_queue_at_80_columns_shows_whole_ids(terminal, served, tmp_path):
    folder = tmp_path / ".config" / "ashby-agent-tools"
    folder.mkdir(parents=True)
    store = SqliteStore(folder / "store.db")
    with Client(served.key, base_url=served.url) as client:
        session = Session(Toolset.all(), client, conversation="thread 7", store=store, approver=ask_later)
        with pytest.raises(errors.ApprovalRequired):
            session.run("candidate.anonymize", {"candidateId": some_id(served)})
    (asked,) = store.requests()
    _, shown = terminal("approvals", "list")
    for part in (asked.id, "pending", "thread 7", served.url, asked.key.account, asked.question.partition("\n")[0]):
        assert part in shown


@pytest.mark.parametrize(
    ("prompt", "key", "more", "code", "says"),
    [
        (b"Send it?", INTERRUPT, (), 130, "Interrupted. Nothing was sent."),
        (b"Send it?", END, (), 3, "Nothing was sent."),
        (b"to approve", INTERRUPT, ("--yes-i-am", "Grace"), 130, "Interrupted. Nothing was sent."),
        (b"to approve", END, ("--yes-i-am", "Grace"), 3, "not the code"),
    ],
)
def test_ctrl_c_and_ctrl_d_at_a_question_are_one_line(terminal, served, prompt, key, more, code, says):
    served.log.clear()
    ended, shown = terminal("call", "candidate.anonymize", f"candidateId={some_id(served)}", *more, typed={prompt: key})
    assert ended == code, shown
    (line,) = shown.rpartition(prompt.decode())[2].strip("\n").split("\n")[1:] or [""]
    assert says in line
    assert "Traceback" not in shown
    assert "Fatal" not in shown
    assert sent(served) == []


def test_ctrl_c_at_the_reason_of_a_no_sends_nothing(terminal, served):
    served.log.clear()
    ended, shown = terminal(
        "call", "candidate.anonymize", f"candidateId={some_id(served)}",
        typed={b"Send it?": b"n\n", b"Why not?": INTERRUPT},
    )  # fmt: skip
    assert ended in (3, 130)
    assert "Nothing was sent" in shown
    assert sent(served) == []


@contextlib.contextmanager
def hanging():
    """A server on loopback that takes a request and never answers; it sets the event once one has come."""
    come, over = threading.Event(), threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            come.set()
            over.wait(30)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", come
        over.set()
        server.shutdown()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("candidateTag.create", "title=Met at a fair"), 4, ("candidateTag.create was sent", "candidate_tag_list")),
        (("department.create", "name=Sales"), 4, ("department.create was sent", "may have happened")),
        (("job.list",), 130, ("Nothing was changed",)),
        (("candidate.list", "--all"), 130, ("Nothing was",)),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_ctrl_c_during_a_call_says_whether_something_was_sent(tmp_path, words, code, says, as_json):
    with hanging() as (url, come):
        process = subprocess.Popen(
            [*COMMAND, "call", *words, *(("--json",) if as_json and "--all" not in words else ())],
            env={**os.environ, "ASHBY_API_KEY": "key", "ASHBY_BASE_URL": url, "HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert come.wait(60)
        time.sleep(0.2)
        process.send_signal(2)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    said = json.loads(out)["error"]["message"] if out else err
    assert all(part in said for part in says)
    assert err.count("\n") == (0 if out else 1)


def test_ctrl_c_ends_the_simulator_quietly(tmp_path):
    with subprocess.Popen(
        [*COMMAND, "simulator", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.send_signal(2)
        assert process.wait(30) == 0
        assert process.stderr.read() == ""


def test_a_long_list_shows_how_far_it_is_while_its_records_go_to_a_file(terminal, served, tmp_path):
    words = "from ashby_agent_tools.cli import main; main()"
    file = tmp_path / "candidates.jsonl"
    shell = f"exec {sys.executable} -c '{words}' call candidate.list limit=50 --all >{file}"
    _, shown = terminal(command=["/bin/sh", "-c", shell])
    assert re.search(r"candidate\.list: \d+ records on \d pages", shown)  # not every page is painted
    assert len(file.read_text("utf-8").splitlines()) == len(served.state.table("candidate"))
    _, shown = terminal("call", "candidate.list", "limit=50", "--all")
    assert "on 2 pages" not in shown


def test_an_export_shows_how_far_it_is_and_says_what_is_in_the_file(terminal, served, tmp_path):
    file = tmp_path / "people.parquet"
    _, shown = terminal("export", "candidates", "limit=50", "--hide", "pay,contact", "--to", str(file))
    assert re.search(r"candidate\.list: \d+ records on \d pages", shown)  # not every page is painted
    assert f"{len(served.state.table('candidate'))} records of candidate.list in" in shown
    assert "without contact, eeo, pay data" in shown
    assert file.is_file()


def test_the_sample_assistant_takes_no_answer_that_was_typed_before_its_question(terminal):
    typed = {
        b"Recruiter": b"y\ny\ny\ny\n",
        b"Send it?": END,
        b"'Rejection after onsite' goes to": INTERRUPT,  # the next question
    }
    code, shown = terminal(
        command=[sys.executable, "-m", "examples.recruiting_assistant"], typed=typed, PYTHONPATH=ROOT
    )
    said = " ".join(shown.split())
    assert "The move was not made: a person declined: the input ended without an answer." in said
    assert (code, "is rejected; the email follows" in said, "Traceback" in said) == (130, False, False)
    assert "Stopped: Ctrl-C. What had no yes was not sent; look for what was on its way." in said
