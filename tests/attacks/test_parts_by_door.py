"""Each kind of hostile input through each door: a scenario here, the name of the tests that hold it, or a reason.

The kinds are tried in depth where they are decided, which is the core; here each goes once through every door, so that
no adapter brings back what the core keeps out.
"""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import attack_scene
import httpx
import plain_doors
import pytest
from attack_doors import MOVE
from hostile_files import CORPUS

from ashby_agent_tools import Decision, Session, Toolset, confirm_destructive, deny
from ashby_agent_tools._unseen import is_unseen
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

TESTS = Path(__file__).parents[1]
DOORS = ("Client", "Session", "LangChain", "LlamaIndex", "OpenAI", "openai-agents", "MCP", "command line")
ASKING = [it for it in attack_scene.DOORS if it not in (*attack_scene.BARE, attack_scene.SLOW)]
PAINT = "\x1b[2J\x1b[H\u202eNo email goes out\u2066\n<img src=x>"
PAY, WAYS = "918273", re.compile(r"approvals|--by|--yes|add-approver|store\.db|ASHBY_APPROVER", re.IGNORECASE)
ODD = {"success": "no", "errors": 7, "errorInfo": {"code": ["x"], "message": {"deep": [[[[1]]]]}, "requestId": 7}}


POLICIES = {
    "a deny": (deny("job.list"),), "no verdict": (lambda _: "RUN",), "the default": (confirm_destructive,),
}  # fmt: skip


def yes(_call, _question):
    return Decision.approve(by="Robin")


@pytest.fixture
def simulator():
    return Simulator(seed=7)


def told(door, simulator, tools, name, arguments, approver=yes, **options):
    """What a model is told of one call through a plain door."""

    async def call():
        opened = plain_doors.DOORS[door](simulator, tools, approver, **options)
        try:
            return await opened.call(name, arguments)
        finally:
            await opened.close()

    return asyncio.run(call())


@pytest.mark.parametrize("door", ASKING)
def test_a_painted_name_stands_in_no_question_and_the_question_is_the_cores(door, simulator, tmp_path):
    """Part 1 and 10: the same words everywhere, made for who renders them."""
    company = Company.of(simulator)
    rejection = company.rejection()
    person = simulator.state.get("candidate", company.applications[0]["candidate"]["id"])
    person["name"] = f"Casey {PAINT}"

    async def ask(scene):
        scene.outcomes.append(await scene.ask(MOVE, rejection))

    with attack_scene.opened(door, tmp_path, simulator, company) as scene:
        asyncio.run(attack_scene.played(scene, ask))
    question = scene.outcomes[0].pending.question
    assert [letter for letter in question if is_unseen(letter) and letter != "\n"] == []
    session = Session(attack_scene.TOOLS, simulator.client())
    words = session.question(session.prepare(MOVE, rejection))
    assert question in (words, for_markdown(words))
    assert len(words.splitlines()) == len(question.splitlines())


@pytest.mark.parametrize("door", plain_doors.DOORS)
def test_an_odd_answer_to_a_write_is_no_success_and_no_exception(door, simulator, monkeypatch):
    """Part 3."""
    candidate = simulator.state.first("candidate")["id"]
    for content in (json.dumps(ODD).encode(), b"[" * 50_000, b"\xff\xfe", b""):
        monkeypatch.setattr(simulator, "answer", lambda request, body=content: httpx.Response(200, content=body))
        tools = Toolset.of("candidate.createNote")
        heard = told(door, simulator, tools, "ashby_candidate_create_note", {"candidateId": candidate, "note": "Hello"})
        assert not heard.ok, heard
        assert len(heard.text) < 2_000
        assert re.search("may have happened|refused", heard.text), heard.text


@pytest.mark.parametrize("door", plain_doors.DOORS)
@pytest.mark.parametrize("name", ["docx: billion laughs", "docx: a part that says it is small", "a program"])
@pytest.mark.exhaustive(8)
def test_a_hostile_resume_is_one_line(door, name, simulator):
    """Part 4."""
    row = next(it for it in simulator.state.table("file").values() if it["resumeOf"])
    simulator.state.blobs[row["id"]] = CORPUS[name]()
    tools = Toolset.of("candidate.info")
    heard = told(door, simulator, tools, "ashby_read_resume", {"candidateId": row["resumeOf"]})
    assert not heard.ok
    assert len(heard.text.splitlines()) == 1
    assert len(heard.text) < 500


@pytest.mark.parametrize("door", plain_doors.DOORS)
def test_a_dry_run_shows_no_hidden_data(door, simulator):
    """Part 6."""
    offer = simulator.state.first("offer")
    for version in offer["versions"]:
        version["salary"]["value"] = int(PAY)
    tools = Toolset.of("offer.setStatus", "offer.approve", "offer.info").hiding("pay")
    for name, arguments in (
        ("ashby_offer_approve", {"offerVersionId": offer["latestVersionId"]}),
        ("ashby_offer_info", {"offerId": offer["id"]}),
    ):
        heard = told(door, simulator, tools, name, arguments, dry_run=True)
        assert PAY not in heard.text.replace(",", "")
    assert heard.ok


@pytest.mark.parametrize("door", plain_doors.DOORS)
@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_no_policy_opens_the_gate_and_what_a_model_reads_names_no_way_to_answer(door, policy, simulator):
    """Parts 7 and 8: nobody is there to ask."""
    company = Company.of(simulator)
    tools = Toolset.of(MOVE).with_policy(*policy)
    if "OpenAI" in door:  # a turn waits for its application, and tells the model nothing meanwhile
        opened = plain_doors.DOORS[door](simulator, tools)
        turn = opened.tools.run(opened.asked(MOVE, company.rejection()))
        texts = [output["output"] for output in turn.outputs]
    else:
        texts = [told(door, simulator, tools, MOVE, company.rejection(), approver=None).text]
    assert company.sent(MOVE) == []
    assert [text for text in texts if WAYS.search(text)] == []


# ---- the table

NOT_WORDED = "a client words no question and shows none: the decision comes with the call"
ITS_OWN = "arguments are the program's own: constructors refuse them (tests/operations/test_constructors.py)"
HERE = "attacks/test_parts_by_door.py"
PAINTED = f"{HERE}::test_a_painted_name_stands_in_no_question_and_the_question_is_the_cores"
ODD_ANSWER = f"{HERE}::test_an_odd_answer_to_a_write_is_no_success_and_no_exception"
RESUME = f"{HERE}::test_a_hostile_resume_is_one_line"
DRY = f"{HERE}::test_a_dry_run_shows_no_hidden_data"
GATE = f"{HERE}::test_no_policy_opens_the_gate_and_what_a_model_reads_names_no_way_to_answer"
WORD = (
    "attacks/test_hostile_arguments.py::"
    "test_a_word_that_looks_like_a_short_name_is_a_word_in_a_text_and_unknown_as_an_id"
)
SCREEN = "approval/test_screen.py::test_at_a_terminal_the_screen_shows_the_question_and_nothing_pretends_to_be_it"
STARTS = "cli/test_hostile_starts.py::test_a_start_that_cannot_be_meant_is_refused"
ORDERS = "attacks/test_outsiders.py::test_results_show_orders_outside_the_mark_in_their_short_form_only"
EXPIRED = "attacks/test_attacks.py::test_nothing_reaches_ashby_that_nobody_said_yes_to"
SAME_CORE = "the command line makes one Session and prints its text: no code of its own comes between"
PARTS = {
    "1 painted": dict.fromkeys(DOORS, PAINTED) | {
        "Client": NOT_WORDED,
        "command line": SCREEN,
    },
    "2 one word": dict.fromkeys(DOORS, WORD) | {
        "Client": ITS_OWN, "command line": STARTS,
    },
    "3 odd answers": dict.fromkeys(DOORS, ODD_ANSWER) | {
        "Client": "attacks/test_hostile_answers.py::test_a_refusal_is_one_whatever_its_parts_are",
        "command line": SAME_CORE,
    },
    "4 files": dict.fromkeys(DOORS, RESUME) | {
        "Client": "attacks/test_hostile_files.py::test_a_hostile_file_gives_a_text_or_one_line_within_the_limits",
        "command line": SAME_CORE,
    },
    "5 orders": dict.fromkeys(DOORS, ORDERS) | {
        "Client": "the application gets the record as Ashby sent it; its text is made by the same code",
        "command line": SAME_CORE,
    },
    "6 dry run": dict.fromkeys(DOORS, DRY) | {
        "Client": "a client has no dry run and no toolset that hides", "command line": SAME_CORE,
    },
    "7 failing open": dict.fromkeys(DOORS, GATE) | {
        "Client": "attacks/test_failing_open.py::test_a_clients_deny_only_adds_too",
        "command line": "the command line has one policy, the default, and takes none",
    },
    "8 the model's yes": dict.fromkeys(DOORS, GATE) | {
        "Client": "approval/test_who_answers.py::test_a_model_that_has_to_wait_reads_no_way_to_answer",
        "command line": "approval/test_who_answers.py::test_a_call_on_the_command_line_names_no_way_to_answer_either",
    },
    "9 clocks": dict.fromkeys(DOORS, EXPIRED) | {
        "Client": "a client keeps no question that could expire or be revived",
    },
    "9 forks, hosts": {
        "Client": "client/test_connections.py::test_nothing_for_this_machine_goes_through_a_proxy",
        "MCP": "../adapters/ashby-mcp/tests/test_limits.py::",
        **dict.fromkeys(
            [it for it in DOORS if it not in ("Client", "MCP")], "sends with a Client: see there for hosts and forks"
        ),
    },
    "10 shown": dict.fromkeys(DOORS, PAINTED) | {"Client": NOT_WORDED},
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_every_door_has_its_tests_or_a_reason(part):
    assert PARTS[part].keys() == set(DOORS)
    for named in PARTS[part].values():
        if "::" not in named:
            assert len(named) > 20, named
            continue
        file, _, test = named.partition("::")
        text = (TESTS / file).read_text(encoding="utf-8")
        assert f"def {test or 'test_'}" in text, named
