"""Lists with filters of their own: what leaves one is told, what another has stays, and a mirror has no more."""

from __future__ import annotations

import httpx
import pytest
from sync_scene import ids, synced

from ashby_agent_tools import MemoryStore
from ashby_agent_tools.operations import ApplicationList
from ashby_agent_tools.sync import Mirror

ACTIVE, ARCHIVED = ApplicationList(status="Active"), ApplicationList(status="Archived")


def archive(simulator):
    """An application is archived; its id."""
    row = next(it for it in simulator.state.table("application").values() if it["status"] == "Active")
    (stage,) = (
        it for it in simulator.state.rows("interviewStage", interviewPlanId=row["interviewPlanId"])
        if it["type"] == "Archived"
    )  # fmt: skip
    reason = simulator.state.first("archiveReason")["id"]
    body = {"applicationId": row["id"], "interviewStageId": stage["id"], "archiveReasonId": reason}
    with httpx.Client(transport=simulator.transport(), auth=(simulator.key, "")) as people:
        assert people.post("https://ashby.example.com/application.changeStage", json=body).json()["success"]
    return row["id"]


def statuses(mirror):
    """The status of each application, however it is asked for."""
    found = {it["id"]: it["status"] for it in mirror.records("application")}
    assert found == {it: mirror.get("application", it)["status"] for it in found}
    assert mirror.counts == {"application": len(found)}
    return found


def theirs(simulator, *wanted):
    return {it["id"]: it["status"] for it in simulator.state.table("application").values() if it["status"] in wanted}


@pytest.mark.parametrize("limit", [20, 100])
def test_what_does_not_pass_the_filter_any_more_leaves_the_copy_with_the_next_whole_pass(simulator, limit):
    mirror = Mirror(synced(simulator, lists=[ACTIVE], limit=limit))
    mirror.update()
    archived = archive(simulator)
    assert [(it.id, it.gone) for it in mirror.changes(full=True)] == [(archived, True)]
    assert statuses(mirror) == theirs(simulator, "Active")
    assert not mirror.drift()


@pytest.mark.parametrize("limit", [20, 100])
@pytest.mark.parametrize("lists", [[ACTIVE, ARCHIVED], [ARCHIVED, ACTIVE]])
def test_what_goes_from_one_list_to_another_is_never_gone(simulator, lists, limit):
    mirror = Mirror(synced(simulator, lists=lists, limit=limit))
    mirror.update()
    archived = archive(simulator)
    assert [(it.id, it.record["status"]) for it in mirror.changes()] == [(archived, "Archived")]
    assert statuses(mirror) == theirs(simulator, "Active", "Archived")
    assert list(mirror.changes(full=True)) == []
    assert statuses(mirror) == theirs(simulator, "Active", "Archived")


def test_a_mirror_has_what_its_lists_have_after_another_choice_of_lists(simulator):
    store = MemoryStore()
    active = Mirror(synced(simulator, state=store, lists=[ACTIVE]))
    active.update()
    every = Mirror(synced(simulator, state=store, lists=["application"]))
    every.update()
    archived = archive(simulator)
    assert ids(every.changes()) == {archived}
    assert statuses(every) == theirs(simulator, "Active", "Archived", "Hired", "Lead")
    active.update(full=True)
    assert statuses(active) == theirs(simulator, "Active")
