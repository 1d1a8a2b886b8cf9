"""The one question about a task's changes: a yes is a yes to exactly them, and each is judged, counted and recorded."""

from __future__ import annotations

import json
import re

import pytest
from task_cases import CASES, WRITING
from task_doors import DOORS, refuse, through

from ashby_agent_tools import Caps, Decision, MemoryStore, Session, Spec, Toolset, Verdict, allow, confirm_destructive
from ashby_agent_tools.errors import (
    ApprovalRequired,
    Declined,
    InvalidArguments,
    OutcomeUnknown,
    PartlyDone,
    ToolError,
    UsageError,
)
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.candidate_records import CandidateCreateNote
from ashby_agent_tools.risk import WRITE
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.tasks import Plan, PlanStep, Task

REJECTION = CASES["ashby_reject"]
YES = Decision.approve(by="Robin")


def writes(simulator):
    return [it for it in simulator.log if not catalogue()[it.endpoint].spec.reads]


def session(simulator, toolset=None, **options):
    asked = []

    def approver(call, question):
        asked.append(question)
        return Decision.approve(by="Robin")

    made = Session(toolset or Toolset.tasks(), simulator.client(), approver=approver, **options)
    return made, asked


@pytest.mark.parametrize("door", DOORS)
async def test_what_a_name_means_by_the_time_of_the_yes_is_asked_about_again(door, simulator: Simulator):
    org = simulator.state
    timing, other = org.first("archiveReason", text="Timing"), org.first("archiveReason", text="Withdrew")

    def swap():
        timing["text"], other["text"] = "Withdrew", "Timing"

    arguments = {"candidate": "Priya Raman", "reason": "Timing"}
    said = await through(door, simulator, "ashby_reject", arguments, between=swap)
    if said.question.count("Reject Priya Raman") == 2:
        (sent,) = writes(simulator)
        assert sent.body["archiveReasonId"] == other["id"]
    else:  # a framework that cannot ask again in the same run: the model is told, and nothing leaves
        assert "no longer what the person was shown" in said.text
        assert writes(simulator) == []


@pytest.mark.parametrize("door", [it for it in DOORS if not it.startswith("mcp")])  # forms of MCP take no edits
async def test_an_edit_is_looked_up_and_asked_about_before_anything_is_sent(door, simulator: Simulator):
    edit = Decision.edit({"candidate": "Kavya Banerjee", "job": "Account Executive", "reason": "Timing"}, by="Robin")
    arguments = {"candidate": "Priya Raman", "reason": "Timing"}
    said = await through(door, simulator, "ashby_reject", arguments, decision=edit)
    if "Reject Kavya Banerjee" not in said.question:  # not asked again in the same run
        assert "the edit names records that have to be looked up" in said.text
        assert writes(simulator) == []
        return
    (sent,) = writes(simulator)
    person = simulator.state.first("candidate", name="Kavya Banerjee")["id"]
    assert simulator.state.get("application", sent.body["applicationId"])["candidateId"] == person


def test_the_same_call_goes_on_where_it_stopped(simulator: Simulator):
    refuse(simulator, "candidate.createNote")
    made, asked = session(simulator)
    with pytest.raises(PartlyDone) as caught:
        made.run("ashby_reject", REJECTION)
    assert caught.value.done == ("reject Priya Raman for Account Executive: Timing, with the email Kind rejection",)
    text = made.run("ashby_reject", REJECTION).text
    assert [it.endpoint for it in writes(simulator)] == ["application.changeStage", "candidate.createNote"]
    assert "Reject" not in asked[1]
    assert asked[1].startswith("Write a note on Priya Raman")
    assert "note on Priya Raman" in text
    with pytest.raises(Declined, match="done before in this conversation: note on Priya Raman"):
        made.run("ashby_reject", REJECTION)


def test_what_is_not_known_to_be_done_is_not_sent_again(simulator: Simulator):
    made, _ = session(simulator)
    simulator.fail_next("cut_after", endpoint="candidate.createNote")
    arguments = {"candidate": "Priya Raman", "stage": "Offer", "note": "Agreed."}
    with pytest.raises(PartlyDone) as caught:
        made.run("ashby_advance", arguments)
    assert isinstance(caught.value.__cause__, OutcomeUnknown)
    with pytest.raises(Declined, match="its outcome is unknown: look before you try again"):
        made.run("ashby_advance", arguments)
    assert len(writes(simulator)) == 2


@pytest.mark.parametrize(("caps", "refused"), [(Caps(writes=1), "cap of 1 writes"), (Caps(writes=2), "")])
def test_each_change_counts_for_the_caps_and_nobody_is_asked_in_vain(caps, refused, simulator: Simulator):
    made, asked = session(simulator, caps=caps)
    if refused:
        with pytest.raises(Declined, match=refused):
            made.run("ashby_reject", REJECTION)
        assert (asked, writes(simulator)) == ([], [])
    else:
        made.run("ashby_reject", REJECTION)
        assert len(writes(simulator)) == 2
        with pytest.raises(Declined, match="cap of 2 writes"):
            made.run("ashby_leave_feedback", CASES["ashby_leave_feedback"])


@pytest.mark.parametrize("name", WRITING)
def test_a_task_without_a_yes_sends_nothing(name, simulator: Simulator):
    made = Session(Toolset.tasks(), simulator.client())
    with pytest.raises(ApprovalRequired):
        made.execute(made.prepare(name, CASES[name]))
    with pytest.raises(Declined, match="no approver"):
        made.run(name, CASES[name])
    assert writes(simulator) == []


@pytest.mark.parametrize("name", WRITING)
def test_a_dry_run_shows_the_question_and_sends_nothing(name, simulator: Simulator):
    made = Session(Toolset.tasks(), simulator.client(), dry_run=True)
    text = made.run(name, CASES[name]).text
    assert "Nothing was sent." in text
    assert f'"task":{{"name":"{name}"' in text
    assert "Priya Raman" in text
    assert '"path"' not in text
    assert writes(simulator) == []


@pytest.mark.parametrize("name", WRITING)
def test_a_proposal_is_a_note_and_asks_nobody(name, simulator: Simulator):
    made, asked = session(simulator)
    made.run(name, CASES[name] | {"propose": True})
    (note,) = writes(simulator)
    assert (note.endpoint, asked) == ("candidate.createNote", [])
    assert note.body["note"].startswith("Proposal, not carried out: ")


def test_a_policy_that_lets_a_task_run_does_not_let_its_changes_run(simulator: Simulator):
    open_door = Toolset.tasks().with_policy(allow("ashby_reject"))
    made, asked = session(simulator, open_door)
    with pytest.raises(Declined, match="ashby_application_change_stage"):
        made.run("ashby_reject", REJECTION)
    both = Toolset.tasks().with_policy(allow("ashby_reject", "application.changeStage", "candidate.createNote"))
    session(simulator, both)[0].run("ashby_reject", REJECTION)
    assert (asked, len(writes(simulator))) == ([], 2)


def test_a_read_that_the_policy_asks_about_is_not_made_before_the_question(simulator: Simulator):
    def ask_for_reasons(call):
        return Verdict.ASK if call.endpoint == "archiveReason.list" else confirm_destructive(call)

    made, asked = session(simulator, Toolset.tasks().with_policy(ask_for_reasons))
    with pytest.raises(Declined, match="ashby_archive_reason_list"):
        made.run("ashby_reject", REJECTION)
    assert (asked, writes(simulator)) == ([], [])
    assert "archiveReason.list" not in [it.endpoint for it in simulator.log]


def test_a_reading_task_that_a_person_approved_makes_its_reads(simulator: Simulator):
    def ask_for_everything(call):
        return Verdict.ASK

    made, asked = session(simulator, Toolset.tasks().with_policy(ask_for_everything))
    assert "Priya Raman" in made.run("ashby_find", {"name": "Priya Raman"}).text
    assert len(asked) == 1
    with pytest.raises(Declined, match="ashby_archive_reason_list"):
        made.run("ashby_reject", REJECTION)


def test_the_audit_has_a_line_for_each_change(simulator: Simulator, tmp_path):
    made, _ = session(simulator, audit=tmp_path / "audit.jsonl")
    made.run("ashby_reject", REJECTION)
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    steps = [(it["step"], it["operation"]) for it in lines if it["step"] in ("asked", "sent", "done")]
    assert steps == [
        ("asked", "reject"), ("sent", "reject"),
        ("sent", "application.changeStage"), ("done", "application.changeStage"),
        ("sent", "candidate.createNote"), ("done", "candidate.createNote"), ("done", "reject"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "ended"),
    [
        (lambda simulator: refuse(simulator, "candidate.createNote"), "done"),
        (lambda simulator: simulator.fail_next("cut_after", endpoint="candidate.createNote"), "unknown"),
    ],
)
def test_a_task_that_stopped_is_recorded_as_what_is_known_of_it(spoil, ended, simulator: Simulator, tmp_path):
    spoil(simulator)
    store = MemoryStore()
    made, _ = session(simulator, store=store, audit=tmp_path / "audit.jsonl")
    with pytest.raises(PartlyDone) as caught:
        made.run("ashby_reject", REJECTION)
    assert caught.value.ended_surely == (ended == "done")
    last = json.loads((tmp_path / "audit.jsonl").read_text().splitlines()[-1])
    assert (last["operation"], last["step"], last["error"]) == ("reject", ended, "PartlyDone")
    (asked,) = store.requests()
    assert asked.outcome == ended


def test_several_people_are_one_question_and_as_many_changes(simulator: Simulator):
    made, asked = session(simulator)
    people = ["Priya Raman", "Sigrún Åkerlund", "Rocío Zúñiga"]
    made.run("ashby_reject", {"candidate": people, "reason": "Position filled"})
    assert len(asked) == 1
    assert all(f"{number}. Reject {name}" in asked[0] for number, name in enumerate(people, 1))
    assert len(writes(simulator)) == 3


class Welcome(Task):
    """Write a welcome note on a candidate. At most 1 call."""

    spec = Spec("our.welcome", scope="candidatesWrite", risk=WRITE, tags=("candidates",), served_by="task")
    sends = ("candidate.createNote",)
    reads = ("candidate.search",)
    most_calls = 1

    name: str

    def steps(self, setting):
        from ashby_agent_tools.operations.candidates import CandidateSearch

        (person,) = yield CandidateSearch(name=self.name)
        return Plan("Welcome", (PlanStep(CandidateCreateNote(candidateId=person["id"], note="Welcome!"), "a note"),))


class Sly(Welcome):
    """Write what it does not declare. At most 1 call."""

    spec = Spec("our.sly", scope="candidatesWrite", risk=WRITE, tags=("candidates",), served_by="task")
    sends = ("candidate.addTag",)


class Meek(Welcome):
    """Write what it is not rated for. At most 1 call."""

    spec = Spec("our.meek", scope="candidatesWrite", risk=WRITE.repeatable(), tags=("candidates",), served_by="task")


class Curious(Welcome):
    """Read what it does not declare. At most 1 call."""

    spec = Spec("our.curious", scope="candidatesWrite", risk=WRITE, tags=("candidates",), served_by="task")
    reads = ()


@pytest.mark.parametrize("task", [Sly, Meek, Curious])
def test_a_task_that_makes_a_call_it_does_not_declare_is_a_mistake_and_sends_nothing(task, simulator: Simulator):
    made, _ = session(simulator, Toolset.of(task))
    with pytest.raises(UsageError, match=task.spec.endpoint):
        made.run(task.spec.tool, {"name": "Priya Raman"})
    assert writes(simulator) == []


def test_a_yes_through_the_store_counts_for_the_listed_changes_once(simulator: Simulator):
    store = MemoryStore()
    made = Session(Toolset.tasks(), simulator.client(), store=store)
    call = made.prepare("ashby_reject", REJECTION)
    assert "2 changes" in made.question(call)
    with pytest.raises(ApprovalRequired):
        made.execute(call)
    (asked,) = store.requests()
    store.answer(asked.id, approved=True, by="Robin")
    assert "reject Priya Raman" in made.execute(call).text
    assert len(writes(simulator)) == 2
    with pytest.raises(Declined):
        made.execute(call)
    assert len(writes(simulator)) == 2


def test_a_task_of_one_s_own_is_handed_to_the_toolset(simulator: Simulator):
    made, asked = session(simulator, Toolset.of(Welcome))
    assert "a note" in made.run("ashby_our_welcome", {"name": "Priya Raman"}).text
    assert [it.body["note"] for it in writes(simulator)] == ["Welcome!"]
    assert asked == []


THREE = ["Priya Raman", "Sigrún Åkerlund", "Rocío Zúñiga"]


@pytest.mark.parametrize(
    ("unknown", "said", "on"),
    [
        (True, "It is not known whether this was done", "While it is not known, it is not sent again"),
        (False, "Not done", "Once the cause is fixed, make the same call again"),
    ],
)
def test_the_first_of_several_that_stops_is_named_and_so_is_the_rest(unknown, said, on, simulator: Simulator):
    if unknown:
        simulator.fail_next("cut_before", endpoint="application.changeStage")
    else:
        refuse(simulator, "application.changeStage")
    made, _ = session(simulator)
    with pytest.raises(ToolError) as caught:
        made.run("ashby_reject", {"candidate": THREE, "reason": "Timing"})
    text = str(caught.value)
    assert f"stopped at the first of 3 changes. {said}: reject Priya Raman for Account Executive: Timing (" in text
    assert "Not tried: reject Sigrún Åkerlund for Staff Engineer: Timing; reject Rocío Zúñiga for Staff" in text
    assert on in text
    if unknown:  # and a second call says who is in its way
        assert isinstance(caught.value, OutcomeUnknown)
        with pytest.raises(Declined, match="^ashby_reject: reject Priya Raman .*: the same call was sent before"):
            made.run("ashby_reject", {"candidate": THREE, "reason": "Timing"})


@pytest.mark.parametrize("stops", [True, False])
def test_a_note_of_a_task_stays_and_who_undoes_the_task_is_told(stops, simulator: Simulator):
    if stops:
        refuse(simulator, "candidate.createNote", after=1)
    made, asked = session(simulator, Toolset.tasks() | Toolset.of("undo"))
    arguments = {"candidate": ["Priya Raman", "Rocío Zúñiga"], "reason": "Timing", "note": "Called."}
    if stops:
        with pytest.raises(PartlyDone, match="stands for all of it, but this stays: note on Priya Raman") as caught:
            made.run("ashby_reject", arguments)
        ref = caught.value.undo
    else:
        ref = made.run("ashby_reject", arguments).undo
    back = made.run("ashby_undo", {"ref": ref})
    assert len(back.data["undone"]) == 2
    stays = "no single call undoes it"
    first = "it failed and changed nothing" if stops else stays
    left = back.data["notUndone"]
    assert [it.partition(" ")[2] for it in left] == [f"(candidate.createNote): {why}" for why in (first, stays)]
    assert all(it in asked[-1] for it in left)


def test_a_rejection_that_stopped_goes_on_for_who_was_archived_for_other_jobs_too(simulator: Simulator):
    refuse(simulator, "candidate.createNote")
    made, _ = session(simulator)
    arguments = {"candidate": "Declan Ashdown", "reason": "Timing", "note": "Called."}
    with pytest.raises(PartlyDone, match="make the same call again"):
        made.run("ashby_reject", arguments)
    with pytest.raises(InvalidArguments, match="Declan Ashdown has several applications") as caught:
        made.run("ashby_reject", arguments)
    (this,) = re.findall(r"(app_\d+) = [^;]*\(Archived: Timing\)", str(caught.value))
    made.run("ashby_reject", arguments | {"candidate": this})
    assert [it.endpoint for it in writes(simulator)] == ["application.changeStage", "candidate.createNote"]


@pytest.mark.parametrize(("most", "room"), [(2, 2), (3, None)])
def test_changes_that_pass_a_cap_together_are_told_how_many_it_leaves(most, room, simulator: Simulator):
    made, asked = session(simulator, caps=Caps(destructive=most))
    if room is None:
        made.run("ashby_reject", {"candidate": THREE, "reason": "Timing"})
        with pytest.raises(Declined, match=f"has reached its cap of {most} destructive calls"):
            made.run("ashby_reject", {"candidate": "Kavya Banerjee", "job": "Account Executive", "reason": "Timing"})
        return
    with pytest.raises(Declined, match=f"its cap of {most} destructive calls within 24 hours leaves room for {room} "):
        made.run("ashby_reject", {"candidate": THREE, "reason": "Timing"})
    assert (asked, writes(simulator)) == ([], [])
