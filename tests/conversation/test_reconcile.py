"""After an unknown outcome: what tells whether a write landed, in both directions, and what may be sent then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from ashby_agent_tools import (
    Decision,
    MemoryStore,
    Session,
    Toolset,
    Verdict,
    confirm_never,
    confirm_writes,
    deny,
    errors,
)
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

TOOLS = Toolset.all()
NOTE = "Call her on Monday"


def person(simulator: Simulator) -> dict:
    return simulator.state.first("candidate", name="Priya Raman")


def application(simulator: Simulator) -> dict:
    return simulator.state.first("application", candidateId=person(simulator)["id"])


def stage(simulator: Simulator, kind: str = "Archived") -> str:
    plan = application(simulator)["interviewPlanId"]
    return simulator.state.first("interviewStage", interviewPlanId=plan, type=kind)["id"]


def tag(simulator: Simulator, *, on: bool) -> str:
    has = person(simulator).get("tagIds", [])
    if on and not has:
        one = next(iter(simulator.state.table("candidateTag")))
        person(simulator)["tagIds"] = [one]
        return one
    return next(it for it in simulator.state.table("candidateTag") if (it in has) is on)


def department(simulator: Simulator) -> dict:
    """One that nothing stands on."""
    row = {"name": "Archery", "externalName": None, "parentId": None, "isArchived": False, "extraData": None}
    return simulator.state.add("department", row)


def archived(simulator: Simulator) -> dict:
    row = department(simulator)
    row["isArchived"] = True
    return row


def job_like(simulator: Simulator) -> dict:
    job = simulator.state.first("job", status="Open")
    return {"title": "Falconer", "teamId": job["departmentId"], "locationId": job["locationId"]}


def another_job(simulator: Simulator) -> str:
    mine = {it["jobId"] for it in simulator.state.rows("application", candidateId=person(simulator)["id"])}
    return next(it["id"] for it in simulator.state.rows("job", status="Open") if it["id"] not in mine)


CASES: dict[str, Callable[[Simulator], dict]] = {
    "application.changeSource": lambda it: {
        "applicationId": application(it)["id"],
        "sourceId": next(s for s in it.state.table("source") if s != application(it).get("sourceId")),
    },
    "application.changeStage": lambda it: {
        "applicationId": application(it)["id"],
        "interviewStageId": stage(it),
        "archiveReasonId": it.state.first("archiveReason", text="Timing")["id"],
    },
    "application.create": lambda it: {"candidateId": person(it)["id"], "jobId": another_job(it)},
    "candidate.addTag": lambda it: {"candidateId": person(it)["id"], "tagId": tag(it, on=False)},
    "candidate.create": lambda _: {"name": "Nora Lindqvist", "email": "nora.lindqvist@example.com"},
    "candidate.createNote": lambda it: {"candidateId": person(it)["id"], "note": NOTE},
    "candidate.removeTag": lambda it: {"candidateId": person(it)["id"], "tagId": tag(it, on=True)},
    "candidate.update": lambda it: {"candidateId": person(it)["id"], "name": "Priya R. Raman"},
    "department.archive": lambda it: {"departmentId": department(it)["id"]},
    "department.create": lambda _: {"name": "Falconry"},
    "department.restore": lambda it: {"departmentId": archived(it)["id"]},
    "department.update": lambda it: {"departmentId": department(it)["id"], "name": "Falconry"},
    "job.create": job_like,
    "job.setStatus": lambda it: {"jobId": it.state.first("job", status="Open")["id"], "status": "Closed"},
    "job.update": lambda it: {"jobId": it.state.first("job", status="Open")["id"], "title": "Falconer"},
    "project.create": lambda _: {"title": "Falconers we know"},
}


class Scene:
    """A conversation whose store has the simulator's clock, and whose write was cut off."""

    def __init__(self, simulator: Simulator, toolset: Toolset = TOOLS, *, awaited: bool = False):
        self.simulator, self.awaited = simulator, awaited
        self.asked: list[str] = []
        self.ahead = 0.0
        self.store = MemoryStore(clock=self.now)
        self.session = Session(
            toolset.with_policy(confirm_writes),
            simulator.client(),
            async_client=simulator.async_client() if awaited else None,
            store=self.store,
            approver=self.approve,
        )

    def now(self) -> float:
        return self.simulator.state.now.timestamp() + self.ahead

    def approve(self, call, question):
        self.asked.append(question)
        return Decision.approve(by="robin@example.com")

    def cut(self, endpoint: str, fault: str, arguments: dict | None = None):
        call = self.session.prepare(endpoint, arguments or CASES[endpoint](self.simulator))
        self.simulator.fail_next(fault, endpoint=endpoint)
        with pytest.raises(errors.OutcomeUnknown):
            self.session.run(call)
        assert self.outcomes == ["unknown"]
        return call

    def reconcile(self, call):
        return asyncio.run(self.session.areconcile(call)) if self.awaited else self.session.reconcile(call)

    @property
    def outcomes(self) -> list[str | None]:
        return [it.outcome for it in self.store.writes(self.session._key)]

    def writes(self) -> list[str]:
        return [it.endpoint for it in self.simulator.log if not catalogue()[it.endpoint].spec.reads]


def settled_before(simulator: Simulator) -> None:
    """So that nothing of the demo company was changed within the minute in which clocks may differ."""
    simulator.advance(hours=1)


@pytest.mark.parametrize("awaited", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("endpoint", CASES)
@pytest.mark.parametrize(("fault", "state"), [("cut_before", "not landed"), ("cut_after", "landed")])
@pytest.mark.exhaustive(6)
def test_what_landed_is_told_from_what_did_not(simulator: Simulator, fault, state, endpoint, awaited):
    arguments = CASES[endpoint](simulator)
    settled_before(simulator)
    scene = Scene(simulator, awaited=awaited)
    call = scene.cut(endpoint, fault, arguments)
    simulator.advance(seconds=90)
    before = scene.writes()
    found = scene.reconcile(call)
    assert found.state == state, found.evidence
    assert endpoint.split(".")[0] in found.evidence
    assert scene.outcomes == ["done" if state == "landed" else "failed"]
    assert scene.writes() == before
    assert scene.reconcile(call).state == state  # from the record


@pytest.mark.parametrize("endpoint", CASES)
def test_until_a_minute_after_it_may_have_left_nothing_counts_as_not_landed(simulator: Simulator, endpoint):
    arguments = CASES[endpoint](simulator)
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut(endpoint, "cut_before", arguments)
    simulator.advance(seconds=75)  # it may have waited for half a minute before it left
    found = scene.reconcile(call)
    assert (found.state, scene.outcomes) == ("cannot be told", ["unknown"])
    assert "may still arrive" in found.evidence
    simulator.advance(seconds=15)
    assert scene.reconcile(call).state == "not landed"


def test_what_landed_is_answered_as_done_and_not_sent_again(simulator: Simulator):
    scene = Scene(simulator)
    call = scene.cut("candidate.createNote", "cut_after")
    assert scene.reconcile(call).state == "landed"
    with pytest.raises(errors.Declined, match="it was done"):
        scene.session.run("candidate.createNote", CASES["candidate.createNote"](simulator))
    assert scene.writes().count("candidate.createNote") == 1
    assert len(scene.asked) == 1


def test_what_did_not_land_is_asked_again_and_sent_once(simulator: Simulator):
    scene = Scene(simulator)
    call = scene.cut("candidate.createNote", "cut_before")
    again = CASES["candidate.createNote"](simulator)
    with pytest.raises(errors.Declined, match="unknown"):
        scene.session.run("candidate.createNote", again)
    simulator.advance(seconds=90)
    assert scene.reconcile(call).state == "not landed"
    scene.session.run("candidate.createNote", again)
    assert len(scene.asked) == 2
    assert [it["content"] for it in simulator.state.rows("note", candidateId=person(simulator)["id"])].count(NOTE) == 1
    assert scene.outcomes == ["failed", "done"]


def test_an_unknown_outcome_keeps_the_call_from_being_sent(simulator: Simulator):
    scene = Scene(simulator)
    call = scene.cut("candidate.createNote", "cut_before")
    assert scene.reconcile(call).state == "cannot be told"
    with pytest.raises(errors.Declined, match="unknown"):
        scene.session.run("candidate.createNote", CASES["candidate.createNote"](simulator))


def other(simulator: Simulator) -> Session:
    return Session(TOOLS.with_policy(confirm_never), simulator.client(), conversation="another")


@pytest.mark.parametrize("endpoint", CASES)
def test_the_same_change_by_somebody_else_counts_as_landed(simulator: Simulator, endpoint):
    """What was asked for stands; whose call it was, Ashby does not say."""
    arguments = CASES[endpoint](simulator)
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut(endpoint, "cut_before", arguments)
    simulator.advance(seconds=90)
    other(simulator).run(endpoint, arguments)
    assert scene.reconcile(call).state == "landed"


@pytest.mark.parametrize(
    ("endpoint", "back"),
    [
        ("candidate.addTag", "candidate.removeTag"),
        ("candidate.removeTag", "candidate.addTag"),
        ("department.archive", "department.restore"),
        ("department.restore", "department.archive"),
    ],
)
def test_a_change_that_somebody_took_back_cannot_be_told(simulator: Simulator, endpoint, back):
    arguments = CASES[endpoint](simulator)
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut(endpoint, "cut_after", arguments)
    simulator.advance(seconds=90)
    other(simulator).run(back, arguments)
    found = scene.reconcile(call)
    assert (found.state, scene.outcomes) == ("cannot be told", ["unknown"])
    assert "changed back" in found.evidence


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_what_stood_so_before_cannot_be_told(simulator: Simulator, fault):
    """A name that is set to what it was; with Ashby's time of a change since, it landed."""
    arguments = {"candidateId": person(simulator)["id"], "name": "Priya Raman"}
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut("candidate.update", fault, arguments)
    simulator.advance(seconds=90)
    assert scene.reconcile(call).state == ("cannot be told" if fault == "cut_before" else "landed")


def test_what_stood_so_before_counts_as_landed_once_somebody_changed_the_record(simulator: Simulator):
    """The one wrong yes that cannot be seen: what was asked for stands, so nothing is missing."""
    arguments = {"candidateId": person(simulator)["id"], "name": "Priya Raman"}
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut("candidate.update", "cut_before", arguments)
    other(simulator).run("candidate.addTag", CASES["candidate.addTag"](simulator))
    found = scene.reconcile(call)
    assert found.state == "landed"
    assert "updatedAt" in found.evidence


def test_a_note_of_the_same_text_from_before_is_not_this_one(simulator: Simulator):
    arguments = CASES["candidate.createNote"](simulator)
    other(simulator).run("candidate.createNote", arguments)
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut("candidate.createNote", "cut_before", arguments)
    simulator.advance(seconds=90)
    assert scene.reconcile(call).state == "not landed"


def test_a_stage_that_was_left_again_was_reached(simulator: Simulator):
    settled_before(simulator)
    scene = Scene(simulator)
    before = application(simulator)["currentInterviewStageId"]
    call = scene.cut("application.changeStage", "cut_after")
    other(simulator).run(
        "application.changeStage", {"applicationId": application(simulator)["id"], "interviewStageId": before}
    )
    simulator.advance(seconds=90)
    assert scene.reconcile(call).state == "cannot be told"  # its reason is gone with the stage


def test_a_stage_that_was_visited_long_ago_is_not_this_visit(simulator: Simulator):
    at = application(simulator)
    first = at["currentInterviewStageId"]
    other(simulator).run("application.changeStage", CASES["application.changeStage"](simulator))
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut("application.changeStage", "cut_before", {"applicationId": at["id"], "interviewStageId": first})
    simulator.advance(seconds=90)
    assert scene.reconcile(call).state == "not landed"


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_a_move_to_the_stage_where_it_is_already_is_never_called_not_landed(simulator: Simulator, fault):
    at = application(simulator)
    settled_before(simulator)
    scene = Scene(simulator)
    arguments = {"applicationId": at["id"], "interviewStageId": at["currentInterviewStageId"]}
    call = scene.session.prepare("application.changeStage", arguments)
    simulator.fail_next(fault, endpoint="application.changeStage")
    with pytest.raises(errors.OutcomeUnknown):
        scene.session.run(call)
    simulator.advance(seconds=90)
    assert scene.reconcile(call).state == "cannot be told"


def test_an_archive_with_another_reason_is_not_this_one(simulator: Simulator):
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut("application.changeStage", "cut_before")
    reason = simulator.state.first("archiveReason", text="Withdrew")["id"]
    other(simulator).run(
        "application.changeStage", {**CASES["application.changeStage"](simulator), "archiveReasonId": reason}
    )
    simulator.advance(seconds=90)
    assert scene.reconcile(call).state == "cannot be told"


@pytest.mark.parametrize("endpoint", CASES)
@pytest.mark.parametrize(("ahead", "states"), [(30.0, {"cannot be told"}), (-30.0, {"landed"})])
def test_a_clock_that_is_wrong_by_half_a_minute_makes_nothing_not_landed(simulator: Simulator, ahead, states, endpoint):
    arguments = CASES[endpoint](simulator)
    settled_before(simulator)
    scene = Scene(simulator)
    scene.ahead = ahead
    call = scene.cut(endpoint, "cut_after", arguments)
    simulator.advance(seconds=120)
    assert scene.reconcile(call).state in states


@pytest.mark.parametrize(
    ("endpoint", "arguments", "says"),
    [
        ("candidateTag.create", {"title": "Referred by Grace"}, "candidateTag.list"),
        ("candidate.createNote", {"note": NOTE, "createdAt": "2026-01-05T10:00:00Z"}, "createdAt"),
        ("candidate.update", {"linkedInUrl": "https://www.linkedin.com/in/priya"}, "cannot be compared"),
    ],
)
@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_where_no_field_tells_it_says_why(simulator: Simulator, endpoint, arguments, says, fault):
    if endpoint.startswith("candidate."):
        arguments = {"candidateId": person(simulator)["id"], **arguments}
    scene = Scene(simulator)
    call = scene.cut(endpoint, fault, arguments)
    simulator.advance(hours=1)
    found = scene.reconcile(call)
    assert (found.state, scene.outcomes) == ("cannot be told", ["unknown"])
    assert says in found.evidence


def test_a_search_that_gives_no_more_than_its_first_records_tells_nothing(simulator: Simulator):
    pattern = person(simulator)
    for _ in range(100):
        row = {**pattern, "id": simulator.state.new_id(), "name": "Nora Lindqvist (twin)"}
        simulator.state.add("candidate", row)
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut("candidate.create", "cut_before", {"name": "Nora Lindqvist"})
    simulator.advance(seconds=90)
    found = scene.reconcile(call)
    assert found.state == "cannot be told"
    assert "more than the 100 records" in found.evidence


def test_a_call_without_a_recorded_end_may_be_on_its_way_for_longer(simulator: Simulator):
    settled_before(simulator)
    scene = Scene(simulator)
    call = scene.cut("candidate.createNote", "cut_before")
    (record,) = scene.store.writes(scene.session._key)
    scene.store.finish(record.id, None)  # as a process leaves it that was killed
    simulator.advance(seconds=90)
    assert scene.reconcile(call).state == "cannot be told"
    simulator.advance(minutes=10)
    assert scene.reconcile(call).state == "not landed"


@pytest.mark.usefixtures("no_waiting")
def test_a_read_that_fails_or_is_refused_settles_nothing(simulator: Simulator):
    scene = Scene(simulator)
    call = scene.cut("candidate.createNote", "cut_after")
    refusals = {"refuses": deny("candidate.listNotes"), "does not allow without asking": lambda _: Verdict.ASK}
    for words, policy in refusals.items():
        tools = TOOLS.with_policy(confirm_writes, policy)
        with pytest.raises(errors.Declined, match=f"which the policy {words}"):
            Session(tools, simulator.client(), store=scene.store).reconcile(call)
    simulator.fail_next("server_error", 9, endpoint="candidate.listNotes")
    with pytest.raises(errors.ToolError):
        scene.reconcile(call)
    assert scene.outcomes == ["unknown"]


def test_what_was_not_sent_cannot_be_reconciled(simulator: Simulator):
    scene = Scene(simulator)
    call = scene.session.prepare("candidate.createNote", CASES["candidate.createNote"](simulator))
    with pytest.raises(errors.UsageError, match="nothing to reconcile"):
        scene.reconcile(call)
