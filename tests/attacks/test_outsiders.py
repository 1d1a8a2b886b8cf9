"""Orders of 3,000 characters in names, addresses, locations and the audit log, through every door.

A result shows them outside the mark in their short form only, a question as one short quotation, an error as what
somebody else wrote.
"""

from __future__ import annotations

import asyncio
import json
import re

import attack_scene
import httpx
import plain_doors
import pytest
from attack_doors import MOVE
from outsiders import ORDERS, SENTENCE, are_short, orders_in, plant

from ashby_agent_tools import Toolset, confirm_never
from ashby_agent_tools.results.layout import MARK
from ashby_agent_tools.simulator import Simulator

READS = {
    "ashby_candidate_list": lambda state: {"limit": 3},
    "ashby_candidate_info": lambda state: {"id": state.first("candidate")["id"]},
    "ashby_candidate_search": lambda state: {"name": state.first("candidate")["id"][:8]},
    "ashby_application_list": lambda state: {"limit": 3},
    "ashby_application_info": lambda state: {"applicationId": state.first("application")["id"]},
    "ashby_audit_log_list": lambda state: {"limit": 3},
}
TOOLS = Toolset.of(*READS)
MOST_QUOTED = 204  # characters of what is quoted in a question, with the quotation marks


@pytest.fixture
def company():
    simulator = Simulator(seed=7)
    plant(simulator.state)
    return simulator


@pytest.mark.parametrize("door", plain_doors.DOORS)
def test_results_show_orders_outside_the_mark_in_their_short_form_only(door, company):
    async def read():
        opened = plain_doors.DOORS[door](company, TOOLS)
        told = {name: await opened.call(name, given(company.state)) for name, given in READS.items()}
        await opened.close()
        return told

    told = asyncio.run(read())
    assert [name for name, it in told.items() if not it.ok] == []
    assert [name for name, it in told.items() if not are_short(it.text)] == []
    assert [name for name, it in told.items() if not orders_in(repr(json.loads(it.text)))] == []


@pytest.mark.parametrize(
    "door", [it for it in attack_scene.DOORS if it not in attack_scene.BARE and it != attack_scene.SLOW]
)
@pytest.mark.exhaustive(4)
def test_a_question_quotes_orders_shortly_and_on_one_line(door, company, tmp_path):
    async def asked(scene):
        scene.outcomes.append(await scene.ask(MOVE, scene.company.rejection()))

    with attack_scene.opened(door, tmp_path, company) as scene:
        asyncio.run(attack_scene.played(scene, asked))
    question = scene.outcomes[0].pending.question
    quoted = re.findall("'[^'\n]*'", question)
    assert any(orders_in(it) for it in quoted)
    assert max(map(len, quoted)) <= MOST_QUOTED
    assert not orders_in(re.sub("'[^'\n]*'", "", question)), question
    assert len(question) < 1_500


@pytest.mark.parametrize("door", plain_doors.DOORS)
@pytest.mark.parametrize("status", [200, 400, 403, 500])
@pytest.mark.exhaustive(4)
def test_an_error_that_ashby_words_is_short_and_marked(door, status, company, monkeypatch):
    said = {"success": False, "errors": [ORDERS], "errorInfo": {"code": "invalid_input", "message": ORDERS}}
    monkeypatch.setattr(company, "answer", lambda request: httpx.Response(status, json=said))
    monkeypatch.setattr("time.sleep", lambda seconds: None)

    async def call():
        opened = plain_doors.DOORS[door](company, Toolset.of("candidate.anonymize").with_policy(confirm_never))
        told = await opened.call("ashby_candidate_anonymize", {"candidateId": company.state.first("candidate")["id"]})
        await opened.close()
        return told

    told = asyncio.run(call())
    assert not told.ok
    assert len(told.text) < 2_000
    assert SENTENCE not in told.text
    assert not orders_in(told.text) or f"{MARK}:" in told.text
