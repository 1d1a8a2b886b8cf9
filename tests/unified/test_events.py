"""Unified events: of a mirror while an organization changes, and of each type of webhook, with what changed."""

from __future__ import annotations

import pytest
from sync_scene import event as last_event
from sync_scene import rename

from ashby_agent_tools import Decision, MemoryStore
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.sync import AsyncMirror, AsyncSync, Mirror, Sync
from ashby_agent_tools.unified import NO_EVENT, AsyncUnified, Unified
from ashby_agent_tools.webhooks import Event, kinds

YES = Decision.approve
KINDS = (
    "candidate",
    "application",
    "job",
    "jobBoard",
    "jobPosting",
    "interviewSchedule",
    "offer",
    "candidateTag",
    "department",
)


@pytest.fixture
def simulator():
    return Simulator(seed=7)


@pytest.fixture
def client(simulator):
    with simulator.client() as made:
        yield made


@pytest.fixture
def mirror(client):
    made = Mirror(Sync(client, state=MemoryStore(), lists=KINDS))
    made.update()
    return made


def _told(events):
    return sorted((it.type, it.id) for it in events)


def test_the_first_time_everything_is_new_and_then_nothing_is(client):
    mirror = Mirror(Sync(client, state=MemoryStore(), lists=KINDS))
    unified = Unified(client)
    first = list(unified.changes(mirror))
    assert {it.type.partition(".")[2] for it in first} == {"created", "posting_created"}
    for name in ("applications", "attachments", "candidates", "departments", "interviews", "jobs", "offers", "tags"):
        told = {it.id for it in first if it.type == f"{name}.created"}
        assert told == {it.id for it in getattr(unified, name).all()}, name
    assert not list(unified.changes(mirror))


def _accepted(client):
    offer = next(it for it in client.records(op.OfferList()) if it["offerStatus"] == "WaitingOnCandidateResponse")
    client.execute(op.OfferSetStatus(offerId=offer["id"], acceptanceStatus="Accepted"), decision=YES(by="ada"))
    return offer["id"]


def test_what_changed_is_told_with_both_values(client, mirror, simulator):
    unified = Unified(client)
    application = next(it for it in unified.applications.all(status="Active"))
    stages = list(unified.job_interview_stages.all(job=application.job.id))
    stage = next(it for it in stages if it.id != application.current_stage.id and it.position in (1, 2))
    unified.applications.move_stage(application.id, stage.id, decision=YES(by="ada"))
    other = next(it for it in unified.applications.all(status="Active") if it.id != application.id)
    reason = unified.reject_reasons.list(limit=1).result[0]
    unified.applications.reject(other.id, reason.id, decision=YES(by="ada"))
    named = next(iter(simulator.state.table("candidate")))
    rename(simulator, named, "Ada Example")
    tag = unified.tags.create(name="Fair")
    events = {(it.type, it.id): it for it in unified.changes(mirror)}
    moved = events["applications.stage_changed", application.id]
    assert moved.changes["current_stage"][0].id == application.current_stage.id
    assert moved.changes["current_stage"][1].id == moved.record.current_stage.id == stage.id
    rejected = events["applications.rejected", other.id]
    assert rejected.changes["outcome"] == ("pending", "declined")
    assert ("applications.stage_changed", other.id) in events
    assert events["candidates.updated", named].changes["name"][1] == "Ada Example"
    assert events["tags.created", tag.id].before is None
    assert {kind for kind, _ in events} <= {
        "applications.stage_changed", "applications.rejected", "applications.updated", "candidates.updated",
        "tags.created",
    }  # fmt: skip


def test_an_accepted_offer_is_told_once(client, mirror):
    offer = _accepted(client)
    events = [it for it in Unified(client).changes(mirror) if it.resource == "offers"]
    assert [(it.type, it.id) for it in events] == [("offers.accepted", offer)]
    assert events[0].changes["status"] == ("sent", "signed")
    assert not [it for it in Unified(client).changes(mirror) if it.resource == "offers"]


def test_who_was_merged_is_told_apart_from_who_was_deleted(client, mirror, simulator):
    people = [it.id for it in Unified(client).candidates.all() if it.applications]
    kept, merged, deleted = people[:3]
    simulator.merge_candidates(kept, merged)
    mirror._sync.feed(last_event(simulator))
    simulator.delete("candidate", deleted)
    mirror._sync.feed(last_event(simulator))
    gone = [it for it in Unified(client).changes(mirror) if it.resource == "candidates" and it.record is None]
    assert {(it.type, it.id, it.merged_into) for it in gone} == {
        ("candidates.merged", merged, kept), ("candidates.deleted", deleted, None),
    }  # fmt: skip
    assert all(it.before.id == it.id and it.before.name for it in gone)


async def test_async_tells_the_same(simulator):
    async with simulator.async_client() as client:
        mirror = AsyncMirror(AsyncSync(client, state=MemoryStore(), lists=KINDS))
        unified = AsyncUnified(client)
        assert [it async for it in unified.changes(mirror)]
        people = [it.id async for it in unified.candidates.all() if it.applications]
        simulator.merge_candidates(people[0], people[1])
        mirror._sync.feed(last_event(simulator))
        told = [it async for it in unified.changes(mirror)]
    assert ("candidates.merged", people[1], people[0]) in {(it.type, it.id, it.merged_into) for it in told}


# webhooks


@pytest.fixture(scope="module")
def records():
    with Simulator(seed=7).client() as client:
        first = lambda operation: next(iter(client.records(operation)))  # noqa: E731
        offer = next(it for it in client.records(op.OfferList()) if it["offerStatus"] == "CandidateAccepted")
        schedule = next(it for it in client.records(op.InterviewScheduleList()) if it["interviewEvents"])
        return {
            "application": dict(client.execute(op.ApplicationInfo(applicationId=offer["applicationId"])).data),
            "candidate": first(op.CandidateList()),
            "interviewSchedule": schedule,
            "job": first(op.JobList()),
            "jobPosting": client.execute(op.JobPostingList()).data[0],
            "offer": offer,
            "other": list(client.records(op.CandidateList()))[1],
        }


EXPECTED = {
    "applicationSubmit": ("application", ["applications.created"]),
    "applicationUpdate": ("application", ["applications.updated"]),
    "candidateDelete": ("candidate", ["candidates.deleted"]),
    "candidateHire": ("application", ["applications.hired", "offers.accepted"]),
    "candidateMerge": (None, ["candidates.merged"]),
    "candidateRecentEmailMessagesUpdated": ("candidate", ["candidates.mail_changed"]),
    "candidateStageChange": ("application", ["applications.stage_changed"]),
    "interviewPlanTransition": (None, ["jobs.interview_plan_changed"]),
    "interviewScheduleCreate": ("interviewSchedule", ["interviews.created"]),
    "interviewScheduleUpdate": ("interviewSchedule", ["interviews.updated"]),
    "jobCreate": ("job", ["jobs.created"]),
    "jobPostingDelete": ("jobPosting", ["jobs.posting_deleted"]),
    "jobPostingPublish": ("jobPosting", ["jobs.posting_published"]),
    "jobPostingUnpublish": ("jobPosting", ["jobs.posting_unpublished"]),
    "jobPostingUpdate": ("jobPosting", ["jobs.posting_updated"]),
    "jobUpdate": ("job", ["jobs.updated"]),
    "offerCreate": ("offer", ["offers.created"]),
    "offerDelete": ("offer", ["offers.deleted"]),
    "offerUpdate": ("offer", ["offers.accepted"]),
    "pushToHRIS": ("application", ["applications.pushed_to_hris"]),
    "signatureRequestUpdate": (None, ["offers.signature_changed"]),
}


def test_every_webhook_is_mapped_or_has_its_reason():
    """A type that Ashby adds fails here."""
    assert EXPECTED.keys() | NO_EVENT.keys() == kinds.KINDS.keys()
    assert len(kinds.KINDS) == 28


def _data(action, records):
    key, _ = EXPECTED.get(action, (None, []))
    data = {key: records[key]} if key else {}
    extra = {
        "candidateHire": {"offer": records["offer"]},
        "candidateMerge": {
            "deletedCandidate": {"id": records["other"]["id"]}, "mergedCandidate": {"id": records["candidate"]["id"]},
        },
        "interviewPlanTransition": {"jobId": records["job"]["id"]},
        "signatureRequestUpdate": {
            "relatedEntityType": "Offer", "eventType": "completed", "offerId": records["offer"]["id"],
        },
    }  # fmt: skip
    return data | extra.get(action, {})


@pytest.mark.parametrize("action", sorted(kinds.KINDS))
def test_a_webhook_comes_to_these_events(action, records, client, simulator):
    before = len(simulator.log)
    events = Unified(client).events_of(Event(action, _data(action, records), "w1"))
    assert len(simulator.log) == before, "it is read, and nothing is asked"
    expected = EXPECTED.get(action, (None, []))[1]
    assert sorted({it.type for it in events}) == sorted(expected)
    for it in events:
        assert (it.source, it.event_id) == (action, "w1")
        if it.record is not None:
            assert it.record.id == it.id
        if it.type.endswith((".created", ".updated", ".stage_changed", ".hired", ".accepted")):
            assert it.record is not None
    if action == "candidateMerge":
        assert (events[0].id, events[0].merged_into) == (records["other"]["id"], records["candidate"]["id"])


@pytest.mark.parametrize("action", sorted(kinds.KINDS))
def test_a_webhook_without_what_it_should_carry_comes_to_nothing(action, client):
    for data in ({}, {"application": 1, "candidate": [], "offer": None, "job": "x"}, {"candidate": {}, "job": {}}):
        assert Unified(client).events_of(Event(action, data, "w1")) == ()


def test_with_a_mirror_a_webhook_says_what_changed(client, mirror, simulator):
    unified = Unified(client)
    offer = _accepted(client)
    told = unified.events_of(last_event(simulator), known=mirror.get)
    assert [(it.type, it.id, it.changes["status"]) for it in told] == [("offers.accepted", offer, ("sent", "signed"))]
    mirror.update()
    again = unified.events_of(last_event(simulator), known=mirror.get)
    assert [it.type for it in again] == ["offers.updated"], "nothing changed since the mirror was brought up to date"
