"""Who answers a pause, and who is recorded: an approver, whom the server let in, whoever a client claims, an inbox."""

from __future__ import annotations

import json

import pytest

from ashby_agent_tools import ApproverRules, Decision, MemoryStore

MOVE = "ashby_application_change_stage"
APPROVE = {"type": "approve"}
REJECT = {"type": "reject", "message": "Not this week"}


@pytest.mark.parametrize(("answer", "sent"), [(Decision.approve, 1), (Decision.deny, 0)])
async def test_an_approver_is_asked_in_task_of_a_pause(scene, run, answer, sent):
    asked = []

    def approver(call, question):
        asked.append((call.endpoint, question))
        return answer(by="Robin")

    agent = run(scene.toolkit(approver=approver), [[(MOVE, scene.rejection())], "Fine"], checkpointer=False)
    assert await agent.say() == []
    assert [endpoint for endpoint, _ in asked] == ["application.changeStage"]
    assert len(scene.sent()) == sent


@pytest.mark.parametrize("said", [APPROVE, REJECT])
@pytest.mark.parametrize(
    ("configurable", "recorded"),
    [
        ({}, "langgraph"),
        ({"user": "robin@example.com"}, "claimed: robin@example.com"),
        ({"user": "claimed: robin"}, "claimed: claimed: robin"),
        ({"user": "robin\nand\u202eanna"}, "claimed: robin and anna"),
        ({"user": "   "}, "claimed: no name"),
        ({"user": "the boss", "langgraph_auth_user_id": "anna"}, "anna"),
        ({"user": "the boss", "langgraph_auth_user": {"identity": "anna"}}, "anna"),
        ({"user": "the boss", "langgraph_auth_user": {"identity": "anna"}, "langgraph_auth_user_id": "bert"}, "anna"),
    ],
)
@pytest.mark.exhaustive(4)
async def test_who_answered_is_whom_the_server_let_in_and_anything_else_is_claimed(
    scene, run, configurable, recorded, said, tmp_path
):
    store = MemoryStore()
    agent = run(scene.toolkit(store=store), [[(MOVE, scene.rejection())], "Done"], **configurable)
    await agent.say()
    await agent.answer(said)
    assert [asked.decided_by for asked in store.requests()] == [recorded]


async def test_who_answers_may_be_another_one_than_who_started_the_run(scene, run):
    """The configuration of the run that brings the answer counts."""
    store = MemoryStore()
    agent = run(scene.toolkit(store=store), [[(MOVE, scene.rejection())], "Done"], langgraph_auth_user_id="anna")
    await agent.say()
    agent.config = {"configurable": {"thread_id": "one", "langgraph_auth_user_id": "bert", "user": "anna"}}
    await agent.answer(APPROVE)
    assert [asked.decided_by for asked in store.requests()] == ["bert"]


async def test_whom_the_server_let_in_is_whose_agent_asks_and_another_name_of_a_client_is_in_the_audit_only(
    scene, run, tmp_path
):
    store, audit = MemoryStore(), tmp_path / "audit.jsonl"
    toolkit = scene.toolkit(store=store, audit=audit, asked_by="the application")
    config = {"langgraph_auth_user": {"identity": "anna"}, "user": "the boss"}
    agent = run(toolkit, [[(MOVE, scene.rejection())], "Done"], **config)
    await agent.say()
    await agent.answer(APPROVE)
    assert [(asked.asked_by, asked.decided_by) for asked in store.requests()] == [("anna", "anna")]
    (said,) = [it for it in map(json.loads, audit.read_text().splitlines()) if it["step"] == "answered"]
    assert (said["by"], said["dropped"]) == ("anna", "claimed: the boss")


async def test_nobody_answers_for_their_own_agent_if_the_rules_say_so(scene, run):
    store, rules = MemoryStore(), ApproverRules(own_agents=False)
    toolkit = scene.toolkit(store=store, rules=rules)
    agent = run(toolkit, [[(MOVE, scene.rejection())], "Done"], langgraph_auth_user_id="anna")
    await agent.say()
    await agent.answer(APPROVE)
    assert "own agent" in agent.pauses[0].value["action_requests"][0]["description"]
    agent.config = {"configurable": {"thread_id": "one", "langgraph_auth_user_id": "bert"}}
    await agent.answer(APPROVE)
    assert len(scene.sent()) == 1
    assert [asked.decided_by for asked in store.requests()] == ["bert"]


async def test_a_run_goes_on_with_whatever_once_somebody_answered_in_the_store(scene, run):
    """The answer of an inbox: the application resumes the run, and says nothing itself."""
    store = MemoryStore()
    agent = run(scene.toolkit(store=store), [[(MOVE, scene.rejection())], "Done"])
    await agent.say()
    (asked,) = store.requests()
    store.answer(asked.id, approved=True, by="grace@example.com")
    await agent.answer("answered elsewhere")
    assert len(scene.sent()) == 1
    assert store.requests()[0].decided_by == "grace@example.com"
