"""Tasks and batches of ten that stop at each step: what was done is undone as one, and what cannot be is listed."""

from __future__ import annotations

import httpx
import pytest
from undo_cases import CAPS, TOOLS, differences
from valid_arguments import World

from ashby_agent_tools import Client, MemoryStore, Session, Toolset, confirm_never, errors

TEN = 10
ALL = (Toolset.tasks() | TOOLS).with_policy(confirm_never)


@pytest.fixture(scope="module")
def one_world() -> World:
    return World()


@pytest.fixture
def world(one_world) -> World:
    one_world.reset()
    one_world.simulator.log.clear()
    return one_world


class Stops:
    """Ashby, failing at the call number `step` of one endpoint, counted from 0."""

    def __init__(self, world: World):
        self.world, self.endpoint, self.left = world, "", -1

    def at(self, step: int, endpoint: str) -> None:
        self.endpoint, self.left = endpoint, step

    def session(self) -> Session:
        client = Client(self.world.simulator.key, transport=httpx.MockTransport(self.answer))
        return Session(ALL, client, store=MemoryStore(), caps=CAPS)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == f"/{self.endpoint}":
            self.left -= 1
            if self.left == -1:
                refusal = {"success": False, "errorInfo": {"code": "missing_endpoint_permission"}, "errors": ["no"]}
                return httpx.Response(200, json=refusal)
        return self.world.simulator.answer(request)


def applications(world: World) -> list[dict]:
    """Ten active applications, of ten people, for one job, that are not at its last stage."""
    stage = world.stage("Active")
    rows = world.all("application", jobId=world.job["id"], status="Active")
    rows = [it for it in rows if it["currentInterviewStageId"] != stage]
    return list({it["candidateId"]: it for it in rows}.values())[:TEN]


@pytest.mark.parametrize("step", range(TEN))
def test_a_task_of_ten_that_stops_is_undone_as_one_and_its_notes_come_last(world, step):
    people, stops = applications(world), Stops(world)
    session = stops.session()
    stage = world.state.get("interviewStage", world.stage("Active"))
    before = world.snapshot()
    assert len(people) == TEN
    stops.at(step, "application.changeStage")
    arguments = {"candidate": [it["id"] for it in people], "stage": stage["id"], "note": "Moved on."}
    if step == 0:
        with pytest.raises(errors.ApiError):
            session.run("ashby_advance", arguments)
        assert differences(before, world.snapshot(), []) == []
        return
    with pytest.raises(errors.PartlyDone) as stopped:
        session.run("ashby_advance", arguments)
    assert len(stopped.value.done) == step
    assert world.all("note") == list(before.get("note", {}).values())  # notes cannot be undone: none was written yet
    assert f"undo what was done: {stopped.value.undo}" in str(stopped.value)
    back = session.undo(stopped.value.undo)
    assert len(back.data["undone"]) == step
    assert differences(before, world.snapshot(), back.data["stays"]) == []


def test_a_whole_task_is_undone_and_its_notes_are_listed(world):
    people, stops = applications(world), Stops(world)
    session = stops.session()
    before = world.snapshot()
    made = session.run(
        "ashby_advance", {"candidate": [it["id"] for it in people], "stage": world.stage("Active"), "note": "Moved on."}
    )
    assert made.data["undo"] == made.undo
    assert made.undo in made.text
    back = session.undo(made.undo)
    assert len(back.data["undone"]) == TEN
    after = world.snapshot()
    assert len(after["note"]) == len(before.get("note", {})) + TEN
    del after["note"]
    before.pop("note", None)
    assert differences(before, after, back.data["stays"]) == []
    again = session.undo(back.undo)
    moved = {it["id"]: world.state.get("application", it["id"])["currentInterviewStageId"] for it in people}
    assert set(moved.values()) == {world.stage("Active")} or len(again.data["undone"]) == TEN


@pytest.mark.parametrize("step", range(1, TEN))
def test_a_batch_of_ten_that_stops_is_undone_the_newest_first(world, step):
    people, stops = applications(world), Stops(world)
    session = stops.session()
    tag = world.state.add("candidateTag", {"title": "Undo me", "isArchived": False})["id"]
    before = world.snapshot()
    stops.at(step, "candidate.addTag")
    calls = [("candidate.addTag", {"candidateId": it["candidateId"], "tagId": tag}) for it in people]
    made = session.run_batch(calls)
    assert len(made.undo) == step
    back = session.undo(*made.undo)
    assert back.data["undone"] == list(made.undo)[::-1]
    assert differences(before, world.snapshot(), []) == []


@pytest.mark.parametrize("step", range(1, TEN))
def test_an_undo_that_stops_tells_what_is_undone_and_goes_on_when_it_is_called_again(world, step):
    people, stops = applications(world), Stops(world)
    session = stops.session()
    tag = world.state.add("candidateTag", {"title": "Undo me", "isArchived": False})["id"]
    before = world.snapshot()
    made = session.run_batch([("candidate.addTag", {"candidateId": it["candidateId"], "tagId": tag}) for it in people])
    stops.at(step, "candidate.removeTag")
    with pytest.raises(errors.PartlyDone) as stopped:
        session.undo(*made.undo)
    assert len(stopped.value.done) == step
    rest = session.undo(*made.undo)
    assert len(rest.data["undone"]) == TEN - step
    assert len(rest.data["notUndone"]) == step
    assert differences(before, world.snapshot(), []) == []
