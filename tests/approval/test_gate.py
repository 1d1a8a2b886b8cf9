"""The one gate: what needs a yes and has none is never sent, and a yes counts for one call, once."""

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import json
import threading

import pytest

from ashby_agent_tools import (
    Call,
    Caps,
    Client,
    Decision,
    MemoryStore,
    Session,
    SqliteStore,
    Toolset,
    Verdict,
    allow,
    ask_later,
    confirm_destructive,
    confirm_never,
    confirm_writes,
    deny,
    errors,
)
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

TOOLS = Toolset.preset("operations") | Toolset.of("candidate.removeTag", "candidate.create")
YES = {"by": "ada@example.com"}


@dataclasses.dataclass
class Scene:
    """A conversation, and the ids of a rejection that needs a yes."""

    simulator: Simulator
    session: Session
    reject: dict[str, str]

    def fresh(self, **settings: object) -> Session:
        settings.setdefault("async_client", self.simulator.async_client())
        return Session(settings.pop("toolset", TOOLS), self.simulator.client(), **settings)

    def writes(self) -> list[str]:
        """Which writes reached the simulator."""
        return [request.endpoint for request in self.simulator.log if not op.find(request.endpoint).spec.reads]


@pytest.fixture
def scene(simulator: Simulator) -> Scene:
    with simulator.client() as ashby:
        person = ashby.execute(op.CandidateSearch(name="Priya Raman")).data[0]
        application = next(
            row for row in ashby.records(op.ApplicationList(status="Active")) if row["candidate"]["id"] == person["id"]
        )
        stages = ashby.execute(
            op.InterviewStageList(interviewPlanId=application["currentInterviewStage"]["interviewPlanId"])
        )
        reasons = ashby.execute(op.ArchiveReasonList()).data
    arguments = {
        "applicationId": application["id"],
        "interviewStageId": next(stage["id"] for stage in stages.data if stage["type"] == "Archived"),
        "archiveReasonId": next(reason["id"] for reason in reasons if reason["text"] == "Timing"),
    }
    found = Scene(simulator, Session(TOOLS, simulator.client(), async_client=simulator.async_client()), arguments)
    simulator.log.clear()
    return found


def status_of(scene: Scene) -> str:
    return scene.simulator.state.get("application", scene.reject["applicationId"])["status"]


def test_a_forgotten_hook_refuses_through_client_and_session_sync_and_async(scene: Scene):
    call = scene.session.prepare("ashby_application_change_stage", scene.reject)
    operation = op.ApplicationChangeStage(**scene.reject)
    assert call.needs_approval
    with pytest.raises(errors.ApprovalRequired):
        scene.session.execute(call)
    with pytest.raises(errors.ApprovalRequired):
        asyncio.run(scene.session.aexecute(call))
    with pytest.raises(errors.ApprovalRequired):
        scene.simulator.client().execute(operation)
    with pytest.raises(errors.ApprovalRequired):
        asyncio.run(scene.simulator.async_client().execute(operation))
    with pytest.raises(errors.Declined, match="approver"):
        scene.session.run("ashby_application_change_stage", scene.reject)
    with pytest.raises(errors.Declined, match="approver"):
        asyncio.run(scene.session.arun("ashby_application_change_stage", scene.reject))
    assert scene.writes() == []


def test_asked_and_approved_is_sent_exactly_once(scene: Scene):
    call = scene.session.prepare("ashby_application_change_stage", scene.reject)
    assert scene.session.question(call)
    scene.session.execute(call, decision=Decision.approve(**YES))
    assert scene.writes() == ["application.changeStage"]
    assert status_of(scene) == "Archived"
    with pytest.raises(errors.ToolError):
        scene.session.execute(call, decision=Decision.approve(**YES))
    assert scene.writes() == ["application.changeStage"]


def test_a_yes_to_a_call_that_was_never_asked_is_no_yes(scene: Scene):
    call = scene.session.prepare("ashby_application_change_stage", scene.reject)
    with pytest.raises(errors.ApprovalRequired, match="never asked"):
        scene.session.execute(call, decision=Decision.approve(**YES))
    assert scene.writes() == []


def test_a_yes_to_one_call_is_no_yes_to_another(scene: Scene):
    asked = scene.session.prepare("ashby_application_change_stage", scene.reject, call_id="c1")
    scene.session.question(asked)
    other = scene.session.prepare(
        "ashby_application_change_stage",
        {**scene.reject, "applicationId": scene.simulator.state.new_id()},
        call_id="c1",
    )
    with pytest.raises(errors.ApprovalRequired):
        scene.session.execute(other, decision=Decision.approve(**YES))
    assert scene.writes() == []


def test_a_forged_call_is_rated_and_judged_again(scene: Scene):
    call = scene.session.prepare("ashby_application_change_stage", scene.reject)
    harmless = dataclasses.replace(call, verdict=Verdict.RUN, risk=op.JobList().risk())
    with pytest.raises(errors.ApprovalRequired):
        scene.session.execute(harmless)
    with pytest.raises(errors.Declined):
        scene.session.execute(dataclasses.replace(call, arguments={**call.arguments, "archiveReasonId": None}))
    assert scene.writes() == []


def test_a_no_reaches_the_model_with_its_reason_and_sends_nothing(scene: Scene):
    call = scene.session.prepare("ashby_application_change_stage", scene.reject, call_id="c1")
    scene.session.question(call)
    with pytest.raises(errors.Declined, match="she is our best"):
        scene.session.execute(call, decision=Decision.deny("she is our best", **YES))
    with pytest.raises(errors.Declined):
        scene.session.execute(call, decision=Decision.approve(**YES))
    assert scene.writes() == []


def test_an_edit_is_a_yes_to_exactly_the_edited_arguments_if_they_are_no_more_dangerous(scene: Scene):
    reasons = scene.simulator.client().execute(op.ArchiveReasonList()).data
    other = next(reason["id"] for reason in reasons if reason["id"] != scene.reject["archiveReasonId"])
    call = scene.session.prepare("ashby_application_change_stage", scene.reject)
    scene.session.question(call)
    scene.session.execute(call, decision=Decision.edit({**scene.reject, "archiveReasonId": other}, **YES))
    assert scene.simulator.state.get("application", scene.reject["applicationId"])["archiveReasonId"] == other


def test_an_edit_to_something_more_dangerous_is_asked_anew(scene: Scene):
    call = scene.session.prepare("ashby_application_change_stage", scene.reject)
    scene.session.question(call)
    template = scene.simulator.client().execute(op.CommunicationTemplateList()).data[0]["id"]
    worse = {**scene.reject, "archiveEmail": {"communicationTemplateId": template}}
    with pytest.raises(errors.ApprovalRequired, match="more dangerous"):
        scene.session.execute(call, decision=Decision.edit(worse, **YES))
    assert scene.writes() == []


def test_fifty_parallel_uses_of_one_yes_send_exactly_once(scene: Scene, tmp_path):
    for store in (MemoryStore(), SqliteStore(tmp_path / "store.db")):
        session = scene.fresh(store=store, conversation=repr(store))
        call = session.prepare("ashby_candidate_remove_tag", _tagged(scene), call_id="c1")
        if not call.needs_approval:
            call = dataclasses.replace(call, verdict=Verdict.ASK)
        session = scene.fresh(store=store, toolset=TOOLS.with_policy(confirm_writes), conversation=repr(store))
        call = session.prepare("ashby_candidate_remove_tag", _tagged(scene), call_id="c1")
        session.question(call)
        scene.simulator.log.clear()

        def use(_: int, session: Session = session, call: Call = call) -> bool:
            try:
                session.execute(call, decision=Decision.approve(**YES))
            except errors.ToolError:
                return False
            return True

        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            assert sum(pool.map(use, range(50))) == 1
        assert scene.writes() == ["candidate.removeTag"]


def _tagged(scene: Scene) -> dict[str, str]:
    row = next(row for row in scene.simulator.state.table("candidate").values() if row["tagIds"])
    return {"candidateId": row["id"], "tagId": row["tagIds"][0]}


def test_one_decision_object_counts_once_even_for_two_asked_calls(scene: Scene):
    decision = Decision.approve(**YES)
    first = scene.session.prepare("ashby_application_change_stage", scene.reject, call_id="c1")
    somebody = scene.simulator.state.first("candidate", name="Priya Raman")["id"]
    second = scene.session.prepare("ashby_candidate_anonymize", {"candidateId": somebody}, call_id="c2")
    scene.session.question(first)
    scene.session.question(second)
    scene.session.execute(first, decision=decision)
    with pytest.raises(errors.Declined, match="about another call"):
        scene.session.execute(second, decision=decision)
    assert scene.writes() == ["application.changeStage"]


def test_a_yes_that_comes_too_late_counts_no_more(scene: Scene):
    now = [1000.0]
    session = scene.fresh(store=MemoryStore(expires=60, clock=lambda: now[0]))
    call = session.prepare("ashby_application_change_stage", scene.reject)
    session.question(call)
    now[0] += 61
    with pytest.raises(errors.ApprovalRequired, match="expired"):
        session.execute(call, decision=Decision.approve(**YES))
    assert scene.writes() == []


def test_a_yes_of_another_conversation_account_or_base_url_is_no_yes(scene: Scene):
    store = MemoryStore()
    session = scene.fresh(store=store, conversation="one")
    call = session.prepare("ashby_application_change_stage", scene.reject, call_id="c1")
    session.question(call)
    key, transport = scene.simulator.key, scene.simulator.transport()
    others = [
        scene.fresh(store=store, conversation="two"),
        Session(
            TOOLS,
            Client(key, base_url=session.base_url, account="b", transport=transport),
            store=store,
            conversation="one",
        ),
        Session(
            TOOLS,
            Client(key, base_url="https://other.example.com", transport=transport),
            store=store,
            conversation="one",
        ),
    ]
    for other in others:
        with pytest.raises(errors.ToolError):
            other.execute(call, decision=Decision.approve(**YES))
        with pytest.raises(errors.ToolError):
            again = other.prepare("ashby_application_change_stage", scene.reject, call_id="c1")
            other.execute(again, decision=Decision.approve(**YES))
    assert scene.writes() == []


def test_a_stored_call_is_prepared_again_and_refused_when_it_was_tampered_with(scene: Scene):
    call = scene.session.prepare("ashby_application_change_stage", scene.reject, call_id="c1")
    stored = call.to_json()
    assert Call.from_json(stored, scene.session) == call
    other = scene.simulator.state.new_id()
    for change in (
        {"arguments": {**scene.reject, "applicationId": other}},
        {"operation": "candidate.anonymize", "arguments": {"candidateId": other}},
        {"version": 99},
        {"fingerprint": "0" * 64},
    ):
        with pytest.raises(errors.InvalidArguments):
            Call.from_json(json.dumps({**json.loads(stored), **change}), scene.session)
    with pytest.raises(errors.InvalidArguments):
        Call.from_json("not json", scene.session)


@pytest.mark.parametrize(
    ("policy", "verdicts"),
    [
        (confirm_destructive, ["RUN", "RUN", "ASK", "ASK"]),
        (confirm_writes, ["RUN", "ASK", "ASK", "ASK"]),
        (confirm_never, ["RUN", "RUN", "RUN", "RUN"]),
        (allow("application.changeStage", when=lambda it: it.archiveReasonId is None), ["RUN", "RUN", "ASK", "RUN"]),
        (deny("application.changeStage"), ["RUN", "RUN", "REFUSE", "REFUSE"]),
        (deny("ashby_applications_change_stage_typo"), None),
    ],
)
def test_policies_judge_by_operation_and_arguments(scene: Scene, policy, verdicts):
    if verdicts is None:
        with pytest.raises(errors.UsageError, match="Unknown operation"):
            TOOLS.with_policy(policy)
        return
    tools = TOOLS.with_policy(policy)
    plain = {key: value for key, value in scene.reject.items() if key != "archiveReasonId"}
    calls = [
        tools.prepare("job.list", {}),
        tools.prepare("candidate.createNote", {"candidateId": scene.reject["applicationId"], "note": "Hi"}),
        tools.prepare("application.changeStage", scene.reject),
        tools.prepare("application.changeStage", plain),
    ]
    assert [call.verdict.name for call in calls] == verdicts


def test_the_strictest_of_several_policies_wins(scene: Scene):
    tools = TOOLS.with_policy(confirm_never, deny("candidate.anonymize"), confirm_destructive)
    assert (
        tools.prepare("candidate.anonymize", {"candidateId": scene.reject["applicationId"]}).verdict is Verdict.REFUSE
    )
    assert tools.prepare("application.changeStage", scene.reject).verdict is Verdict.ASK
    session = scene.fresh(toolset=tools)
    with pytest.raises(errors.Declined, match="policy"):
        session.run("candidate.anonymize", {"candidateId": scene.reject["applicationId"]})
    assert scene.writes() == []


def test_a_policy_that_raises_refuses(scene: Scene):
    def broken(call: Call) -> Verdict:
        raise KeyError("oops")

    with pytest.raises(errors.Declined, match="policy failed"):
        scene.fresh(toolset=TOOLS.with_policy(broken)).run("job.list", {})
    assert scene.simulator.log == []


def test_an_approver_that_answers_nonsense_or_no_sends_nothing(scene: Scene):
    for approver in (lambda call, text: True, lambda call, text: None, lambda call, text: Decision.deny("no", **YES)):
        with pytest.raises(errors.ToolError):
            scene.fresh(approver=approver).run("application.changeStage", scene.reject)
    assert scene.writes() == []


def test_an_approver_that_raises_or_hangs_sends_nothing(scene: Scene):
    def broken(call: Call, text: str) -> Decision:
        raise KeyError("oops")

    def hanging(call: Call, text: str) -> Decision:
        threading.Event().wait(30)
        return Decision.approve(**YES)

    async def hanging_async(call: Call, text: str) -> Decision:
        await asyncio.sleep(30)
        return Decision.approve(**YES)

    for approver in (broken, hanging):
        with pytest.raises((errors.Declined, errors.ApprovalRequired)):
            scene.fresh(approver=approver, store=MemoryStore(expires=0.3)).run("application.changeStage", scene.reject)
    with pytest.raises(errors.ApprovalRequired, match="in time"):
        session = scene.fresh(approver=hanging_async, store=MemoryStore(expires=0.3))
        asyncio.run(session.arun("application.changeStage", scene.reject))
    assert scene.writes() == []


def test_a_question_left_in_the_store_is_answered_from_elsewhere_and_the_same_call_is_sent_once(scene: Scene, tmp_path):
    path = tmp_path / "store.db"
    asking = scene.fresh(store=SqliteStore(path), approver=ask_later)
    with pytest.raises(errors.ApprovalRequired, match="question is waiting"):
        asking.run("application.changeStage", scene.reject)
    elsewhere = SqliteStore(path)
    (waiting,) = elsewhere.requests()
    assert "Priya Raman" in waiting.question
    pending = json.loads(waiting.stored)
    assert set(pending) >= {"version", "account", "base_url", "operation", "arguments", "fingerprint", "conversation"}
    assert set(pending) >= {"call_id", "asked_at", "expires_at"}
    assert Call.from_json(waiting.stored, asking).fingerprint == waiting.fingerprint
    elsewhere.answer(waiting.id, approved=True, by="grace@example.com")
    with pytest.raises(errors.UsageError, match="approved already"):
        elsewhere.answer(waiting.id, approved=False, by="late@example.com")
    again = scene.fresh(store=SqliteStore(path), approver=ask_later)
    again.run("application.changeStage", scene.reject)
    assert scene.writes() == ["application.changeStage"]
    (used,) = elsewhere.requests()
    assert (used.state, used.decided_by, used.outcome) == ("used", "grace@example.com", "done")


def test_a_store_is_a_file_for_its_owner_only_and_says_so_when_it_cannot_be_one(tmp_path):
    SqliteStore(tmp_path / "store.db").close()
    assert (tmp_path / "store.db").stat().st_mode & 0o077 == 0
    for nowhere in (tmp_path, tmp_path / "missing" / "store.db"):
        with pytest.raises(errors.UsageError, match="Name another file"):
            SqliteStore(nowhere)


def test_a_no_from_elsewhere_is_final(scene: Scene):
    store = MemoryStore()
    session = scene.fresh(store=store, approver=ask_later)
    call = session.prepare("application.changeStage", scene.reject, call_id="c1")
    session.question(call)
    store.answer(store.requests()[0].id, approved=False, by="grace@example.com", message="not her")
    with pytest.raises(errors.Declined, match="not her"):
        session.execute(call)
    with pytest.raises(errors.Declined, match="not her"):
        session.execute(call, decision=Decision.approve(**YES))
    assert scene.writes() == []


async def test_approvers_may_be_plain_or_async(scene: Scene):
    asked: list[str] = []

    async def approver(call: Call, text: str) -> Decision:
        asked.append(text)
        return Decision.approve(**YES)

    await scene.fresh(approver=approver).arun("application.changeStage", scene.reject)
    assert len(asked) == 1
    assert scene.writes() == ["application.changeStage"]


def test_caps_refuse_even_what_was_approved(scene: Scene):
    session = scene.fresh(caps=Caps(writes=2, destructive=0))
    candidate = scene.simulator.state.get("application", scene.reject["applicationId"])["candidateId"]
    for number in range(2):
        session.run("candidate.createNote", {"candidateId": candidate, "note": f"Note {number}"})
    with pytest.raises(errors.Declined, match="writes"):
        session.run("candidate.createNote", {"candidateId": candidate, "note": "One too many"})
    store = MemoryStore()
    asking = scene.fresh(store=store)
    prepared = asking.prepare("application.changeStage", scene.reject)
    asking.question(prepared)
    stricter = scene.fresh(store=store, caps=Caps(destructive=0))  # the cap was lowered while the question waited
    with pytest.raises(errors.Declined, match="destructive"):
        stricter.execute(prepared, decision=Decision.approve(**YES))
    assert scene.writes() == ["candidate.createNote"] * 2


def test_the_same_write_twice_is_refused_with_the_first_ones_outcome(scene: Scene):
    candidate = scene.simulator.state.get("application", scene.reject["applicationId"])["candidateId"]
    note = {"candidateId": candidate, "note": "Great portfolio"}
    scene.session.run("candidate.createNote", note)
    with pytest.raises(errors.Declined, match="it was done"):
        scene.session.run("candidate.createNote", note)
    scene.session.run("candidate.createNote", {**note, "note": "Called her"})
    scene.session.run("candidate.createNote", note)  # something was written to the same person in between
    assert scene.writes() == ["candidate.createNote"] * 3


def test_a_write_that_ashby_refused_is_no_first_one(scene: Scene):
    store = MemoryStore()
    candidate = scene.simulator.state.get("application", scene.reject["applicationId"])["candidateId"]
    note = {"candidateId": candidate, "note": "Great portfolio"}
    reader = scene.simulator.client(scene.simulator.add_key(scopes=["candidatesRead"]))
    with pytest.raises(errors.PermissionMissing):
        Session(TOOLS, reader, store=store).run("candidate.createNote", note)
    Session(TOOLS, scene.simulator.client(), store=store).run("candidate.createNote", note)
    assert [request.status for request in scene.simulator.log] == [403, 200]


def test_a_cut_connection_leaves_the_question_unknown_and_is_not_sent_again(scene: Scene):
    store = MemoryStore()
    session = scene.fresh(store=store)
    call = session.prepare("application.changeStage", scene.reject, call_id="c1")
    session.question(call)
    scene.simulator.fail_next("cut_after")
    with pytest.raises(errors.OutcomeUnknown, match=r"ashby_application_info"):
        session.execute(call, decision=Decision.approve(**YES))
    assert store.requests()[0].state == "unknown"
    with pytest.raises(errors.Declined, match="unknown"):
        session.execute(call, decision=Decision.approve(**YES))
    assert scene.writes() == ["application.changeStage"]


def test_a_direct_decision_counts_once(scene: Scene):
    decision = Decision.approve(**YES)
    ashby = scene.simulator.client()
    ashby.execute(op.ApplicationChangeStage(**scene.reject), decision=decision)
    with pytest.raises(errors.Declined, match="already used"):
        ashby.execute(op.ApplicationChangeStage(**scene.reject), decision=decision)
    assert scene.writes() == ["application.changeStage"]
