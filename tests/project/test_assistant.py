"""The demonstration does what its screen says, and the approver shows whom a call concerns."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, ToolMessage
from rich.console import Console

from ashby_agent_tools import Session
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.simulator import Simulator
from examples.recruiting_assistant.__main__ import main, talk
from examples.recruiting_assistant.agent import THREAD, TOOLS, Setting
from examples.recruiting_assistant.approver import Approver, facts
from examples.recruiting_assistant.reading import read
from examples.recruiting_assistant.scripted import RECRUITER, scripted_model

ROOT = Path(__file__).parents[2]
SHORT_ID = re.compile(r"\b[a-z]+_\d+\b")


@pytest.fixture
def simulator():
    return Simulator()


@pytest.fixture
def scripted(simulator):
    return Setting(scripted_model(), scripted=True, client=simulator.client(), simulator=simulator)


def paper():
    """A console that is no terminal."""
    return Console(file=io.StringIO(), width=110, highlight=False)


def written(console):
    return console.file.getvalue()


def arrived(simulator, endpoint):
    return sum(request.endpoint == endpoint for request in simulator.log)


def messages(chat):
    return chat.assistant.agent.get_state({"configurable": {"thread_id": THREAD}}).values["messages"]


@pytest.fixture(scope="module")
def shown():
    """The demonstration as `make demo` plays it: the conversation, and what the screen shows."""
    simulator = Simulator()
    console = paper()
    setting = Setting(scripted_model(), scripted=True, client=simulator.client(), simulator=simulator)
    return talk(setting, [True, False, True], console), simulator, written(console)


def test_the_demonstration_writes_moves_and_rejects_once_and_a_denied_call_changes_nothing(shown):
    chat, simulator, _ = shown
    steps = [(step.call, step.requests, bool(step.changed)) for step in chat.watch.steps]
    assert steps == [
        ("candidate.createNote", 1, True),
        ("application.changeStage", 1, True),
        ("application.changeStage", 0, False),
        ("application.changeStage", 1, True),
        ("candidate.anonymize", 0, False),
    ]
    assert arrived(simulator, "application.changeStage") == 2
    assert arrived(simulator, "candidate.anonymize") == 0
    assert [letter["channel"] for letter in simulator.state.outbox] == ["mail"]


def test_all_no_moves_and_rejects_nobody(scripted, simulator):
    talk(scripted, [False, False, False], paper())
    assert arrived(simulator, "application.changeStage") == 0
    assert simulator.state.outbox == []


def test_all_yes_rejects_once_because_the_same_call_is_not_sent_twice(scripted, simulator):
    talk(scripted, [True, True, True], paper())
    assert arrived(simulator, "application.changeStage") == 2


def test_without_a_terminal_and_without_scripted_answers_the_answer_is_no(scripted, simulator):
    console = paper()
    talk(scripted, None, console)
    assert arrived(simulator, "application.changeStage") == 0
    assert "no terminal" in written(console)


def test_every_short_id_the_model_uses_stood_in_an_earlier_answer(shown):
    chat, _, _ = shown
    known, used = set(), set()
    for message in messages(chat):
        if isinstance(message, ToolMessage):
            known |= set(SHORT_ID.findall(str(message.content)))
        if isinstance(message, AIMessage):
            for call in message.tool_calls:
                mine = set(SHORT_ID.findall(str(call["args"])))
                assert mine <= known
                used |= mine
    assert len(used) > 10


def test_who_waits_is_counted_from_the_histories(shown):
    """The same people, found in the simulator's own state."""
    chat, simulator, _ = shown
    said = next(message.text for message in messages(chat) if isinstance(message, AIMessage) and message.text)
    state = simulator.state.snapshot()
    job = next(row["id"] for row in state["job"].values() if row["title"] == "Staff Engineer")
    people = {}
    for history in state["applicationHistory"].values():
        application = state["application"][history["applicationId"]]
        waited = (simulator.state.now.date() - simulator.state.now.fromisoformat(history["enteredStageAt"]).date()).days
        if application["jobId"] == job and history["title"] == "Onsite" and waited > 10:
            people[state["candidate"][application["candidateId"]]["name"]] = waited
    for line in said.splitlines()[1:]:
        name, days = re.fullmatch(r"- (.*): (\d+) days", line).groups()
        assert people[name] == int(days)
    assert len(said.splitlines()) == 4


def test_the_screen_says_that_model_and_answers_are_scripted_and_shows_tokens_and_changes(shown):
    _, _, text = shown
    assert "SCRIPTED, no language model runs" in text
    assert text.count("(scripted answer)") == 3
    assert all(said.split()[0] in text for said in RECRUITER)
    raw, sent = (
        int(number.replace(",", "")) for number in re.search(r"all +│ +\d+ │ +([\d,]+) │ +([\d,]+)", text).groups()
    )
    assert raw > 3 * sent
    assert "nothing changed" in text


def test_the_approver_shows_person_job_stage_reason_and_mail(shown):
    _, _, text = shown
    panel = text.split("A person is asked")[2]
    for line in (
        r"Person +\S.* <\S+@example.com>",
        "Job +Staff Engineer",
        "Stage +Onsite -> Archived",
        "Reason +Not enough experience",
        "Email +yes, 'Rejection after onsite', next morning at 09:32",
    ):
        assert re.search(line, panel)


def test_the_approver_still_asks_when_it_cannot_look_up(simulator):
    session = Session(TOOLS, simulator.client())
    state = simulator.state.snapshot()
    arguments = {
        "applicationId": next(iter(state["application"])),
        "interviewStageId": next(iter(state["interviewStage"])),
    }
    call = session.prepare("application.changeStage", arguments)
    key = simulator.add_key(scopes=["jobsRead"])
    shown = dict(facts(call, simulator.client(key)))
    assert "could not be looked up" in shown["Look-up"]
    console = paper()
    decision = Approver(console, simulator.client(key))(call, "Move somebody?")
    assert decision.kind == "deny"
    assert "Move somebody?" in written(console)


def test_a_name_paints_nothing_over_the_question(simulator):
    person = simulator.state.first("candidate", name="Priya Raman")
    person["name"] = "Priya\x1b[2J\u202eRaman"
    application = simulator.state.first("application", candidateId=person["id"])
    call = Session(TOOLS, simulator.client()).prepare(
        "application.changeStage",
        {"applicationId": application["id"], "interviewStageId": application["currentInterviewStageId"]},
    )
    console = paper()
    Approver(console, simulator.client())(call, f"Move {person['name']}?")
    assert written(console).count(r"Priya\x1b[2J\u202eRaman") == 2
    assert not {"\x1b", "\u202e"} & {*written(console)}


def test_scripted_answers_never_decide_about_real_people(simulator):
    real = Setting(scripted_model(), scripted=False, client=simulator.client(), simulator=None)
    with pytest.raises(UsageError, match="real people"):
        talk(real, [True], paper())
    assert simulator.log == []


def test_a_model_that_cannot_be_made_is_one_line_and_exit_2(monkeypatch, capsys):
    monkeypatch.setenv("ASHBY_AGENT_MODEL", "no-such-provider:model")
    assert main([]) == 2
    assert "no-such-provider" in capsys.readouterr().out.replace("\n", "").replace("_", "-")


@pytest.mark.parametrize("answers", ["maybe", "yes,,no", ""])
def test_answers_other_than_yes_and_no_are_a_usage_error(answers, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--answers", answers])
    assert stopped.value.code == 2
    assert "yes and no" in capsys.readouterr().err


@pytest.mark.slow
def test_it_runs_as_a_module_and_a_script_is_played_on_the_simulator_whatever_key_is_set():
    environment = {name: value for name, value in os.environ.items() if name != "ASHBY_AGENT_MODEL"}
    done = subprocess.run(
        [sys.executable, "-m", "examples.recruiting_assistant", "--answers", "yes,no,yes"],
        cwd=ROOT, env=environment | {"ASHBY_API_KEY": "a-real-key"}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "not used" in done.stdout
    assert "a-real-key" not in done.stdout


def test_an_error_message_is_not_read_as_a_result():
    with pytest.raises(ValueError, match="Expecting value"):
        read("ashby_job_search: title is required. Nothing was sent.")
