"""Unified writes: each is one operation that the client rates and asks about, and its effect is in the simulator."""

from __future__ import annotations

import pytest

from ashby_agent_tools import Decision
from ashby_agent_tools.errors import ApprovalRequired, OutcomeUnknown, UsageError
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import AsyncUnified, Unified, writing


@pytest.fixture
def simulator():
    return Simulator(seed=7)


@pytest.fixture
def unified(simulator):
    with simulator.client() as client:
        yield Unified(client)


def _active(unified):
    return next(it for it in unified.applications.all(status="Active"))


def test_a_candidate_is_made_changed_and_applied(unified):
    made = unified.candidates.create(
        first_name="Nadia", last_name="Osei", emails=["nadia.osei@example.com"], phones=[{"number": "+1 555 0100"}],
        urls=[{"type": "LinkedIn", "url": "https://people.example.com/in/nadia"}],
    )  # fmt: skip
    assert (made.name, made.emails[0].email) == ("Nadia Osei", "nadia.osei@example.com")
    assert unified.candidates.update(made.id, name="Nadia O. Osei").name == "Nadia O. Osei"
    job = unified.jobs.list(status=["Open"]).result[0]
    applied = unified.applications.create(candidate=made.id, job=job.id)
    assert (applied.candidate.id, applied.job.id, applied.outcome) == (made.id, job.id, "pending")
    note = unified.activities.create(candidate=made.id, body="Met at a fair.", private=True)
    assert unified.activities.list(candidate=made.id).result[0].id == note.id
    assert note.visibility == "private"
    tag = unified.tags.create(name="Fair 2026")
    assert tag.id in {it.id for it in unified.tags.all()}


def test_a_rejection_asks_and_writes_to_nobody_unless_a_mail_is_named(unified, simulator):
    application, reason = _active(unified), unified.reject_reasons.list().result[0]
    with pytest.raises(ApprovalRequired):
        unified.applications.reject(application.id, reason.id)
    rejected = unified.applications.reject(application.id, reason.id, decision=Decision.approve(by="ada"))
    assert (rejected.outcome, rejected.reject_reason.id) == ("declined", reason.id)
    sent = [it for it in simulator.log if it.endpoint == "application.changeStage"]
    assert [it.body.get("archiveEmail") for it in sent] == [None]


def test_hire_and_move_go_to_stages_of_the_applications_own_plan(unified):
    application = _active(unified)
    stages = list(unified.job_interview_stages.all(job=application.job.id))
    other = next(it for it in stages if it.id != application.current_stage.id and it.position in (2, 3))
    moved = unified.applications.move_stage(application.id, other.id, decision=Decision.approve(by="ada"))
    assert moved.current_stage.id == other.id
    hired = unified.applications.hire(application.id, decision=Decision.approve(by="ada"))
    assert hired.outcome == "hired"


def test_a_file_is_attached_and_saved(unified, tmp_path):
    candidate = unified.candidates.list(limit=1).result[0]
    made = unified.attachments.create(
        candidate=candidate.id, file=b"%PDF-1.4 sample", file_name="letter.pdf", decision=Decision.approve(by="ada")
    )
    assert made.file_name == "letter.pdf"
    assert made.id in {it.id for it in unified.attachments.list(candidate=candidate.id).result}


def test_what_ashby_does_not_take_is_said_before_anything_is_sent(unified, simulator):
    before = len(simulator.log)
    for attempt, told in [
        (lambda: unified.candidates.create(name="A", can_email=True), "takes no can_email"),
        (lambda: unified.candidates.create(name="A", phones=["1", "2"]), "one phone number"),
        (
            lambda: unified.candidates.update("x", emails=["a@example.com", "b@example.com", "c@example.com"]),
            "two emails",
        ),
        (lambda: unified.candidates.update("x", first_name="Zed"), "alone would drop the other"),
        (lambda: unified.candidates.update("x", first_name=None, last_name="Zed"), "alone would drop the other"),
        (lambda: unified.candidates.create(name="Ann Bee", first_name="Cee"), "pass one of both"),
        (lambda: unified.candidates.create(name="A", urls=["https://a.example.com"] * 2), "one website"),
        (lambda: unified.candidates.create(name="A", urls=[{"type": "LinkedIn"}]), "url is to be a text"),
        (lambda: unified.candidates.create(name="A", emails="a@example.com"), "emails takes a list"),
        (lambda: unified.candidates.create(name="A", locations=[{"city": "Oslo"}, {"city": "Rome"}]), "one location"),
        (lambda: unified.candidates.create(name="A", locations=["Oslo"]), "A location is written as"),
        (lambda: unified.attachments.create(candidate="x", file=b"", attachment_type="resum"), "did you mean 'resume'"),
        (lambda: unified.attachments.create(candidate="x", file=b"", attachment_type="cover_letter"), "other, resume"),
        (lambda: unified.tags.create(name=" "), "A tag needs a name"),
    ]:
        with pytest.raises(UsageError, match=told):
            attempt()
    assert len(simulator.log) == before


def test_parameters_of_ashbys_own_are_sent_and_rated(unified, simulator):
    made = unified.candidates.create(name="Nadia Osei", remote={"createdAt": "2026-01-05T10:00:00Z"})
    assert made.created_at.year == 2026
    assert simulator.log[-1].body["createdAt"] == "2026-01-05T10:00:00Z"
    with pytest.raises(ApprovalRequired):
        unified.activities.create(candidate=made.id, body="Hello.", remote={"sendNotifications": True})
    with pytest.raises(UsageError, match="did you mean 'sendNotifications'"):
        unified.activities.create(candidate=made.id, body="Hello.", remote={"sendNotification": True})
    with pytest.raises(UsageError, match="set by another argument"):
        unified.candidates.update(made.id, name="N. Osei", remote={"name": "N."})
    assert not [it for it in simulator.log if it.endpoint == "candidate.createNote"]


async def test_async_writes_do_the_same(simulator):
    async with simulator.async_client() as client:
        unified = AsyncUnified(client)
        application = (await unified.applications.list(status="Active")).result[0]
        reason = (await unified.reject_reasons.list()).result[0]
        rejected = await unified.applications.reject(application.id, reason.id, decision=Decision.approve(by="ada"))
        tag = await unified.tags.create(name="Async")
    assert (rejected.outcome, tag.name) == ("declined", "Async")


def test_a_file_that_ashby_does_not_list_yet_is_not_told_as_another_one():
    resume = {"id": "old", "name": "resume.pdf", "handle": "h"}
    with pytest.raises(OutcomeUnknown, match="does not list it yet"):
        writing.added({"id": "x", "fileHandles": [resume], "resumeFileHandle": resume}, {"old"})


def test_the_address_that_is_marked_as_the_first_is_sent_as_the_first(unified, simulator):
    second, first = {"email": "old@example.com", "is_primary": False}, {"email": "new@example.com", "is_primary": True}
    made = unified.candidates.create(name="Nadia Osei", emails=[second, first, second])
    assert [(it.email, it.is_primary) for it in made.emails] == [("new@example.com", True), ("old@example.com", False)]
    body = simulator.log[-1].body
    assert (body["email"], body["alternateEmailAddresses"]) == ("new@example.com", ["old@example.com"])


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ["Nadia"]}, "name is a list; give a text"),
        ({"first_name": 5}, "first_name is an int; give a text"),
        ({"locations": [{"name": "Accra, Ghana"}]}, "needs a city, a region or a country"),
        ({"locations": [{}]}, "needs a city, a region or a country"),
        ({"locations": [{"city": "Accra", "town": "Tema"}]}, "A location has no 'town'"),
        ({"phones": [{"number": "+233 30 555", "extension": "12"}]}, "write it into the number"),
        ({"remote": 5}, "remote takes parameters by name"),
        ({"remote": {5: "x"}}, "remote takes parameters by name"),
        ({"name": None, "emails": [], "phones": []}, "nothing to change"),
    ],
)
def test_what_would_be_lost_on_the_way_is_said_and_nothing_is_sent(unified, simulator, fields, says):
    (whose, *_) = simulator.state.table("candidate")
    with pytest.raises(UsageError, match=says):
        unified.candidates.update(whose, **{"name": "Nadia Osei", **fields})
    if "nothing" not in says:
        with pytest.raises(UsageError, match=says):
            unified.candidates.create(**{"name": "Nadia Osei", **fields})
    assert not [it for it in simulator.log if it.endpoint.startswith("candidate.")]


async def test_wrong_objects_are_refused(unified, simulator):
    client, async_client = simulator.client(), simulator.async_client()
    for wrong, says in (
        (lambda: Unified(async_client), r"client is an AsyncClient; write Unified\(Client"),
        (lambda: AsyncUnified(client), r"client is a Client; write AsyncUnified\(AsyncClient"),
        (lambda: Unified(client, overrides=5), "overrides is an int; give lines by resource"),
        (lambda: Unified(client, overrides={"candidates": 5}), "'candidates'.* is an int; give lines by field"),
        (lambda: unified.changes(5), "mirror is an int; give a Mirror"),
        (lambda: unified.tags.create(name=5), "name is an int; give a text"),
        (lambda: unified.attachments.download(None, to="file"), "attachment is a NoneType; give one"),
    ):
        with pytest.raises(UsageError, match=says):
            wrong()
