"""Secrets planted in every input are found nowhere afterwards, but where the table says that they have to stand.

One run through every door: reads of what is hidden, withheld or signed, writes with a secret that are approved, denied,
edited, and that fail in every way; then everything is searched that a door shows, keeps, logs, traces or raises.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re

import canary_doors
import pytest
from attack_doors import Setting, open_store
from canaries import (
    CHANGED,
    CREATE,
    EDITED,
    FAULTS,
    GIVEN,
    SECRET_TOOLS,
    TOOLS,
    Planted,
    files,
    hook,
    logged,
    rows,
    yes,
)
from canary_notifiers import notifiers


@dataclasses.dataclass(frozen=True)
class Stands:
    """A canary that has to stand in a place. `doors`, `canary`, `path`: regular expressions of what is meant."""

    doors: str
    place: str
    canary: str
    path: str
    reason: str


KEPT_WHOLE = "the store keeps results whole for the application: Session.data, toolkit.data"
OWN_CALL = "the model wrote it, and its framework keeps and traces what the model says"
RESUMED = "the application hands the answer to the framework, which traces what it is handed"
EXCEPTIONS = [
    Stands(".*", "store", "pay|origin|signed address", r"\.ashby_result\.payload$", KEPT_WHOLE),
    Stands("LangChain", "tracer", "secret arguments", r"AIMessage|outputs\.generations\.message|inputs\.prompts"
           r"|inputs\.input\.args|outputs\.output<Command>", OWN_CALL),
    Stands("LangChain", "tracer", "secret of an edit", r"inputs\.input<Command>", RESUMED),
    Stands("LangChain", "checkpoint", "secret arguments", r"<AIMessage>|<Send>", OWN_CALL),
    Stands("LlamaIndex", "context", "secret arguments", r"\.scratchpad$|\.collected_waiters\.event$", OWN_CALL),
    Stands("LlamaIndex", "tracer", "secret arguments", r"\.tool_kwargs\.|\.llamaindex\.step\.input_summary$"
           r"|\.WorkflowStepOutputEvent\.output$|^\.(chat_history|messages)$|^\.kwargs\.", OWN_CALL),
    Stands("OpenAI", "turn", "secret arguments", r"^\.steps\.call$",
           "a turn that waits is sent in another process, which has nothing else"),
    Stands("openai-agents", "tracer", "secret arguments", r"^\.span_data\.input$", OWN_CALL),
    Stands("openai-agents", "run state", "secret arguments", r"\.arguments$", OWN_CALL),
]  # fmt: skip
"""What SECURITY.md names under "Where a secret has to stand"."""


async def played(door, folder, planted):
    """Everything that the run left, by place."""
    make, sync = canary_doors.DOORS[door]
    simulator, heard = planted.simulator, []
    served = simulator.start() if door == "command line" else "https://simulated.example.com"
    store = open_store(folder)
    with logged() as log, notifiers(store) as told:
        planted.patterns |= told.patterns()
        setting = Setting(simulator=simulator, toolset=TOOLS, folder=folder, store=store, base_url=served, notify=told)
        async with make(setting) as driver:
            for name, arguments in planted.reads:
                heard.append((await driver.call(name, arguments, sync=sync)).text)
            for number, (name, arguments, decision, fault) in enumerate(planted.writes):
                outcome = await driver.call(name, arguments, conversation=f"talk {number}", sync=sync)
                if outcome.pending and fault:
                    simulator.fail_next(fault)
                for answer in (decision, yes(), yes()):
                    if outcome.pending:
                        heard.append(outcome.pending.question)
                        outcome = await driver.settle(outcome, answer, sync=sync)
                heard.append(outcome.text)
            places = driver.places()
        if told.slack.messages:
            await asyncio.to_thread(told.clicks)
        places |= told.places()
    return {**places, "model": heard, "log": log.lines, "store": rows(folder / "store.db")}


@pytest.mark.parametrize("door", canary_doors.DOORS)
@pytest.mark.exhaustive(13)
def test_no_canary_is_found_but_where_it_has_to_stand(door, simulator, tmp_path):
    planted = Planted.of(simulator)
    try:
        places = asyncio.run(played(door, tmp_path, planted))
    finally:
        simulator.stop()
    assert {GIVEN, CHANGED} <= planted.sent
    assert "ashby_agent_tools" in places["log"]
    expected = [it for it in EXCEPTIONS if re.match(it.doors, door)]
    met, left = set(), []
    for place, value in places.items():
        for canary, paths in planted.found(value).items():
            for path in paths:
                known = [it for it in expected if it.place == place and re.fullmatch(it.canary, canary)]
                known = [it for it in known if re.search(it.path, path)]
                met.update(known)
                left += [] if known else [(place, canary, path)]
    assert sorted(set(left)) == []
    assert met == set(expected)
    whole = {name for it in expected if it.place == "store" for name in it.canary.split("|")}
    found = planted.found(files(tmp_path))
    assert found.keys() <= whole


def test_the_terminal_that_asks_a_person_shows_no_canary(simulator, tmp_path):
    planted = Planted.of(simulator)
    setting = Setting(
        simulator=simulator, toolset=TOOLS, folder=tmp_path, store=open_store(tmp_path), base_url=simulator.start()
    )
    door = canary_doors.CommandLine(setting)
    waiting = door.one(CREATE, hook("a")).pending
    said = door.at_a_terminal("approvals", "approve", waiting.token[0], "--by", "Robin")
    told = [door.run("approvals", *words) for words in (["list"], ["list", "--json"], ["show", waiting.token[0]])]
    told += [door.run("call", name, json.dumps(given), "--json") for name, given in planted.reads[:3]]
    dry = door.run("call", CREATE, json.dumps(hook("b")), "--dry-run", "--json")
    again = door.one(CREATE, hook("a"))
    simulator.stop()
    assert "to approve" in said.err
    assert planted.sent == {GIVEN}
    assert planted.found([(it.out, it.err) for it in (said, dry, *told)] + [again.text, door.printed]) == {}


def test_the_search_finds_what_is_there(simulator):
    planted = Planted.of(simulator)
    error = ValueError("outer")
    error.__cause__ = KeyError(simulator.key)
    places = {"a": [{"b": f"x{GIVEN}"}], "error": error, "bytes": EDITED.encode(), "pay": "918,273,645"}
    assert planted.found(places) == {
        "secret arguments": {".a.b"}, "API key": {".error<ValueError>"}, "secret of an edit": {".bytes"},
        "pay": {".pay"},
    }  # fmt: skip
    assert SECRET_TOOLS == [CREATE, "ashby_webhook_update"]
    assert {fault for *_, fault in planted.writes if fault} == set(FAULTS)
