"""Undo through a session: who is asked, what is refused, what is told, and what the journal holds after a failure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
import raw_requests
from cryptography.fernet import Fernet

from ashby_agent_tools import (
    Caps,
    Decision,
    MemoryStore,
    Session,
    SqliteStore,
    Toolset,
    confirm_destructive,
    confirm_never,
    confirm_writes,
    deny,
    errors,
)
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.store.retention import Retention

Json = Any
TOOLS = Toolset.all() | Toolset.tasks()
CAPS = Caps(writes=500, destructive=500, outreach=500)


class Scene:
    """A conversation in a fresh company, with an approver who says yes and remembers what they were asked."""

    def __init__(self, simulator: Simulator, toolset: Toolset = TOOLS, **options: Any):
        self.simulator, self.state, self.asked = simulator, simulator.state, list[str]()
        self.says = True
        self.ahead = 0.0
        self.store = options.pop("store", None) or MemoryStore(clock=self.now)
        self.session = Session(
            toolset,
            simulator.client(options.pop("key", None)),
            store=self.store,
            approver=self.approve,
            caps=CAPS,
            **options,
        )

    def now(self) -> float:
        return self.state.now.timestamp() + self.ahead

    def approve(self, call, question):
        self.asked.append(question)
        by = "robin@example.com"
        return Decision.approve(by=by) if self.says else Decision.deny("Leave it", by=by)

    @property
    def person(self) -> Json:
        return self.state.first("candidate", name="Priya Raman")

    @property
    def application(self) -> Json:
        return self.state.first("application", candidateId=self.person["id"])

    def stage(self, kind: str = "Active") -> str:
        rows = self.state.rows("interviewStage", interviewPlanId=self.application["interviewPlanId"], type=kind)
        return next(it["id"] for it in rows if it["id"] != self.application["currentInterviewStageId"])

    def tag(self) -> str:
        return next(it for it in self.state.table("candidateTag") if it not in self.person["tagIds"])

    def tagged(self) -> tuple[str, str]:
        """A tag, and the reference of having put it on."""
        tag = self.tag()
        made = self.session.run("candidate.addTag", {"candidateId": self.person["id"], "tagId": tag})
        return tag, made.undo

    def writes(self) -> list[str]:
        return [it.endpoint for it in self.simulator.log if not catalogue()[it.endpoint].spec.reads]

    def somebody(self, endpoint: str, **arguments: Json) -> None:
        """Somebody else changes something, in another way."""
        answer = raw_requests.post(self.simulator, endpoint, arguments).json()
        assert answer["success"], answer


@pytest.fixture
def scene(simulator: Simulator) -> Scene:
    return Scene(simulator)


# who is asked, and what they are told


def test_the_question_names_what_stays_before_the_click(scene):
    reason = scene.state.first("archiveReason")["id"]
    template = scene.state.first("communicationTemplate", title="Kind rejection")["id"]
    made = scene.session.run(
        "application.changeStage",
        {
            "applicationId": scene.application["id"],
            "interviewStageId": scene.stage("Archived"),
            "archiveReasonId": reason,
            "archiveEmail": {"communicationTemplateId": template},
        },
    )
    assert f'"undo":"{made.undo}"' in made.text
    back = scene.session.undo(made.undo)
    first, second, third, *_ = scene.asked[-1].split("\n")
    assert "Priya Raman" in first
    assert len(first) <= 160
    assert made.undo in second
    assert third == (
        "Not put back: the email to the candidate stays sent, or stays scheduled; the history shows both moves."
    )
    (asked,) = [it for it in scene.store.requests() if it.operation == "undo"]
    assert third in json.loads(asked.card)["more"]
    assert scene.application["status"] == "Active"
    assert back.data["stays"] == third.removeprefix("Not put back: ").removesuffix(".").split("; ")


def test_an_undo_is_asked_about_as_its_inverse_is(scene):
    """Putting a tag on runs by itself under this policy, and taking one off asks."""
    assert confirm_destructive is scene.session.toolset.policy
    tag, ref = scene.tagged()
    assert scene.asked == []
    scene.says = False
    with pytest.raises(errors.Declined, match="Leave it"):
        scene.session.undo(ref)
    assert tag in scene.person["tagIds"]
    scene.says = True
    scene.session.undo(ref)
    assert tag not in scene.person["tagIds"]
    assert len(scene.asked) == 2


@pytest.mark.parametrize(
    ("toolset", "why"),
    [
        (TOOLS.with_policy(deny("candidate.removeTag")), "the policy refuses"),
        (TOOLS.with_policy(deny("undo")), "the policy refuses"),
        (TOOLS.without("candidate.removeTag"), "needs candidate.removeTag, which this toolset leaves out"),
        (TOOLS.at_most("write"), "needs candidate.removeTag, which this toolset leaves out"),
        (Toolset.of("candidate.addTag").only("candidate.addTag"), "which this toolset leaves out"),
    ],
    ids=["inverse denied", "undo denied", "without", "at most", "only"],
)
def test_what_was_excluded_does_not_come_back_as_an_undo(simulator, toolset, why):
    scene = Scene(simulator, toolset)
    _, ref = scene.tagged()
    with pytest.raises(errors.Declined, match=why):
        scene.session.undo(ref)
    assert scene.writes() == ["candidate.addTag"]


def test_a_model_undoes_where_the_toolset_has_the_tool_and_only_there(simulator):
    scene = Scene(simulator, Toolset.of("candidate.addTag").with_policy(confirm_never))
    tag, ref = scene.tagged()
    with pytest.raises(errors.InvalidArguments):
        scene.session.run("ashby_undo", {"ref": ref})
    with_undo = Session(
        Toolset.of("candidate.addTag", "undo").with_policy(confirm_never), simulator.client(), store=scene.store
    )
    with_undo.run("ashby_undo", {"ref": ref})
    assert tag not in scene.person["tagIds"]


@pytest.mark.parametrize("ref", ["u1", "r500", "", "u999999999999999999999"])
def test_a_reference_of_nothing_is_refused(scene, ref):
    with pytest.raises(errors.UnknownShortId):
        scene.session.undo(ref)


def test_a_reference_of_another_conversation_is_refused(scene):
    _, ref = scene.tagged()
    other = Session(TOOLS, scene.simulator.client(), store=scene.store, conversation="another")
    with pytest.raises(errors.UnknownShortId):
        other.undo(ref)


# somebody changed the record


def _moved(scene: Scene) -> Callable[[], None]:
    def interfere() -> None:
        now = scene.application["currentInterviewStageId"]
        rows = scene.state.rows("interviewStage", interviewPlanId=scene.application["interviewPlanId"], type="Active")
        third = next(it["id"] for it in rows if it["id"] not in (now, before))
        scene.somebody("application.changeStage", applicationId=scene.application["id"], interviewStageId=third)

    before = scene.application["currentInterviewStageId"]
    return interfere


CHANGES: dict[str, tuple[Callable[[Scene], Json], Callable[[Scene, Json], Callable[[], None]], str]] = {
    "application.changeStage": (
        lambda it: {"applicationId": it.application["id"], "interviewStageId": it.stage()},
        lambda it, _: _moved(it),
        "interviewStageId is now",
    ),
    "candidate.update": (
        lambda it: {"candidateId": it.person["id"], "name": "Priya R. Raman"},
        lambda it, sent: lambda: it.somebody("candidate.update", candidateId=sent["candidateId"], name="P. Raman"),
        'name is now "P. Raman", and this write left "Priya R. Raman"',
    ),
    "candidate.addTag": (
        lambda it: {"candidateId": it.person["id"], "tagId": it.tag()},
        lambda it, sent: lambda: it.somebody("candidate.removeTag", **sent),
        "stands as it did before",
    ),
    "department.archive": (
        lambda it: {"departmentId": it.state.first("department", isArchived=False)["id"]},
        lambda it, sent: lambda: it.somebody("department.restore", **sent),
        "stands as it did before",
    ),
    "job.update": (
        lambda it: {"jobId": it.state.first("job", status="Open")["id"], "title": "Falconer"},
        lambda it, sent: lambda: it.somebody("job.update", jobId=sent["jobId"], title="Owler"),
        'title is now "Owler"',
    ),
    "sequence.add": (
        lambda it: {
            "candidateId": it.person["id"],
            "sequenceTemplateId": it.state.first("sequenceTemplate")["id"],
            "start": False,
        },
        lambda it, _: (
            lambda: it.somebody("sequence.start", sequenceId=it.state.rows("sequence", status="NotStarted")[-1]["id"])
        ),
        "status is now",
    ),
    "user.updateInterviewerSettings": (
        lambda it: {"userId": it.state.first("user", isEnabled=True)["id"], "dailyLimit": 3},
        lambda it, sent: lambda: it.somebody("user.updateInterviewerSettings", userId=sent["userId"], dailyLimit=5),
        "dailyLimit is now 5, and this write left 3",
    ),
    "webhook.create": (
        lambda _: {
            "webhookType": "applicationSubmit",
            "requestUrl": "https://hooks.example.com/a",
            "secretToken": "s" * 20,
        },
        lambda it, _: (
            lambda: it.somebody(
                "webhook.update",
                webhookId=it.state.rows("webhook")[-1]["id"],
                requestUrl="https://hooks.example.com/b",
            )
        ),
        "requestUrl is now",
    ),
}


@pytest.mark.parametrize("endpoint", CHANGES)
def test_an_undo_is_refused_where_somebody_changed_the_record_since(scene, endpoint):
    arguments, interference, why = CHANGES[endpoint]
    sent = arguments(scene)
    interfere = interference(scene, sent)
    made = scene.session.run(endpoint, sent)
    interfere()
    before, asked = scene.writes(), len(scene.asked)
    with pytest.raises(errors.Declined, match="since|before") as refused:
        scene.session.undo(made.undo)
    assert why in str(refused.value)
    assert (scene.writes(), len(scene.asked)) == (before, asked)


def test_what_changed_after_the_question_refuses_what_was_approved(scene):
    made = scene.session.run("candidate.update", {"candidateId": scene.person["id"], "email": "p@example.com"})
    call = scene.session.undo_call(made.undo)
    scene.session.question(call)
    scene.somebody("candidate.update", candidateId=scene.person["id"], email="other@example.com")
    with pytest.raises(errors.Declined, match="changed the record since"):
        scene.session.execute(call, decision=Decision.approve(by="robin@example.com"))
    assert scene.person["emails"][0]["value"] == "other@example.com"


def test_a_refusal_tells_no_hidden_value(simulator):
    scene = Scene(simulator, TOOLS.hiding("contact").with_policy(confirm_never))
    made = scene.session.run("candidate.update", {"candidateId": scene.person["id"], "phoneNumber": "+49 30 5550101"})
    scene.somebody("candidate.update", candidateId=scene.person["id"], phoneNumber="+49 30 5550199")
    with pytest.raises(errors.Declined, match="since") as refused:
        scene.session.undo(made.undo)
    assert "5550" not in str(refused.value)


# twice, and again


def test_an_undo_is_undone_and_the_first_write_can_then_be_undone_again(simulator):
    scene = Scene(simulator, TOOLS.with_policy(confirm_never))
    tag, ref = scene.tagged()
    back = scene.session.undo(ref)
    again = scene.session.undo(back.undo)
    assert tag in scene.person["tagIds"]
    with pytest.raises(errors.Declined, match="was undone already"):
        scene.session.undo(back.undo)
    scene.session.undo(ref)
    assert tag not in scene.person["tagIds"]
    with pytest.raises(errors.Declined, match="stands as it did before|was undone already"):
        scene.session.undo(again.undo)


def test_several_are_undone_the_newest_first_also_of_one_record(simulator):
    scene = Scene(simulator, TOOLS.with_policy(confirm_never))
    person, name = scene.person["id"], scene.person["name"]
    refs = [scene.session.run("candidate.update", {"candidateId": person, "name": it}).undo for it in "ABC"]
    with pytest.raises(errors.Declined, match="changed the record since"):
        scene.session.undo(refs[0])
    back = scene.session.undo(*refs)
    assert back.data["undone"] == refs[::-1]
    assert scene.state.get("candidate", person)["name"] == name


# what the journal holds after a failure


@pytest.mark.parametrize(("fault", "died"), [("cut_after", False), ("cut_after", True), ("cut_before", False)])
def test_a_write_of_unknown_outcome_is_reconciled_before_it_is_undone(simulator, fault, died):
    simulator.advance(hours=1)
    scene = Scene(simulator, TOOLS.with_policy(confirm_never))
    simulator.fail_next(fault, endpoint="candidate.addTag")
    tag = scene.tag()
    with pytest.raises(errors.OutcomeUnknown):
        scene.session.run("candidate.addTag", {"candidateId": scene.person["id"], "tagId": tag})
    (record,) = scene.store.writes(scene.session._key)
    if died:
        scene.store.finish(record.id, None)  # as a process leaves it that was killed
    landed = fault == "cut_after"
    assert (tag in scene.person["tagIds"]) is landed
    scene.ahead += 3600
    if landed:
        scene.session.undo(record.ref)
    else:
        with pytest.raises(errors.Declined, match="failed and changed nothing"):
            scene.session.undo(record.ref)
    assert tag not in scene.person["tagIds"]


@pytest.mark.parametrize("fault", ["cut_after", "cut_before"])
def test_an_undo_of_unknown_outcome_is_reconciled_before_it_is_made_again(simulator, fault):
    simulator.advance(hours=1)
    scene = Scene(simulator, TOOLS.with_policy(confirm_never))
    tag, ref = scene.tagged()
    simulator.advance(hours=1)  # so that the record's time of change tells one call from the other
    simulator.fail_next(fault, endpoint="candidate.removeTag")
    with pytest.raises(errors.OutcomeUnknown):
        scene.session.undo(ref)
    with pytest.raises(errors.Declined, match="was undone already" if fault == "cut_after" else "may have been undone"):
        scene.session.undo(ref)
    scene.ahead += 3600
    if fault == "cut_before":
        scene.session.undo(ref)
    assert tag not in scene.person["tagIds"]
    assert scene.writes().count("candidate.removeTag") == 1 + (fault == "cut_before")


def test_what_cannot_be_looked_for_stays_unknown_and_is_not_undone(simulator):
    scene = Scene(simulator, TOOLS.with_policy(confirm_never))
    simulator.fail_next("cut_after", endpoint="location.archive")
    with pytest.raises(errors.OutcomeUnknown):
        scene.session.run("location.archive", {"locationId": scene.state.first("location", isArchived=False)["id"]})
    with pytest.raises(errors.Declined, match="not known whether it was done"):
        scene.session.undo(scene.store.writes(scene.session._key)[0].ref)


def test_a_state_that_cannot_be_read_hinders_no_write_and_is_told(simulator):
    key = simulator.add_key(scopes=["candidatesWrite"])
    scene = Scene(simulator, TOOLS.with_policy(confirm_never), key=key)
    tag = scene.tag()
    made = scene.session.run("candidate.addTag", {"candidateId": scene.person["id"], "tagId": tag})
    assert tag in scene.person["tagIds"]
    assert (made.undo, made.undo_why_not) == (None, "the state before could not be read")
    assert '"undo":"not possible: the state before could not be read"' in made.text


def test_a_write_that_changed_nothing_is_not_undone(simulator):
    """A tag that was there before stays there."""
    scene = Scene(simulator, TOOLS.with_policy(confirm_never))
    tag, _ = scene.tagged()
    again = scene.session.run("candidate.addTag", {"candidateId": scene.person["id"], "tagId": tag})
    with pytest.raises(errors.Declined, match="it changed nothing"):
        scene.session.undo(again.undo)
    assert tag in scene.person["tagIds"]


def test_what_was_purged_is_not_undone(simulator):
    scene = Scene(simulator, TOOLS.with_policy(confirm_never))
    _, ref = scene.tagged()
    scene.ahead += 100
    scene.store.purge(Retention(journal=50))
    with pytest.raises(errors.Declined, match="no longer kept"):
        scene.session.undo(ref)


def test_a_secret_is_not_in_the_journal(scene):
    scene.session.run(
        "webhook.create",
        {"webhookType": "jobCreate", "requestUrl": "https://hooks.example.com/a", "secretToken": "s3cr3t-" * 4},
    )
    (entry,) = scene.store.journal()
    assert "s3cr3t" not in entry.payload
    assert "https://hooks.example.com/a" in entry.payload


def test_what_undoing_takes_is_encrypted_where_the_store_has_keys(simulator, tmp_path):
    store = SqliteStore(tmp_path / "store.db", keys=[Fernet.generate_key()])
    scene = Scene(simulator, TOOLS.with_policy(confirm_never), store=store)
    person, name = scene.person["id"], scene.person["name"]
    made = scene.session.run("candidate.update", {"candidateId": person, "name": "Somebody Else"})
    (entry,) = store.journal()
    assert name in entry.payload
    store.close()
    held = b"".join(it.read_bytes() for it in tmp_path.iterdir())
    assert made.undo is not None
    assert name.encode() not in held
    assert b"Somebody Else" not in held


def test_a_result_that_is_given_again_has_its_reference(scene):
    _, ref = scene.tagged()
    made = scene.session.run("candidate.update", {"candidateId": scene.person["id"], "name": "Somebody Else"})
    scene.session.remember("step 1", made)
    again = scene.session.remembered("step 1")
    assert (again.undo, again.text) == (made.undo, made.text)
    assert made.undo != ref


# how little it costs


def test_what_the_question_looked_up_is_not_read_again(simulator):
    scene = Scene(simulator, TOOLS.with_policy(confirm_writes))
    scene.tagged()
    assert [it.endpoint for it in simulator.log].count("candidate.info") == 1


def test_a_write_that_is_refused_reads_nothing(simulator):
    scene = Scene(simulator, TOOLS.with_policy(deny("candidate.addTag")))
    call = scene.session.prepare("candidate.addTag", {"candidateId": scene.person["id"], "tagId": scene.tag()})
    with pytest.raises(errors.Declined):
        scene.session.execute(call)
    unasked = Scene(simulator, TOOLS.with_policy(confirm_writes))
    with pytest.raises(errors.ApprovalRequired):
        unasked.session.execute(unasked.session.prepare(call.operation))
    assert simulator.log == []


def test_an_edit_takes_the_place_of_its_question_among_the_capped(simulator):
    """One write may be made, and it is the edited one."""
    scene = Scene(simulator, TOOLS.with_policy(confirm_writes))
    session = Session(TOOLS.with_policy(confirm_writes), simulator.client(), store=scene.store, caps=Caps(writes=1))
    call = session.prepare("candidate.update", {"candidateId": scene.person["id"], "name": "Priya R. Raman"})
    session.question(call)
    edited = {"candidateId": scene.person["id"], "name": "Priya S. Raman"}
    made = session.execute(call, decision=Decision.edit(edited, by="robin@example.com"))
    assert made.data["name"] == "Priya S. Raman"
    assert made.undo is not None


def test_awaited_it_is_the_same(simulator):
    async def scenario() -> None:
        scene = Scene(simulator, TOOLS.with_policy(confirm_never), async_client=simulator.async_client())
        tag = scene.tag()
        made = await scene.session.arun("candidate.addTag", {"candidateId": scene.person["id"], "tagId": tag})
        assert tag in scene.person["tagIds"]
        await scene.session.aundo(made.undo)
        assert tag not in scene.person["tagIds"]

    asyncio.run(scenario())
