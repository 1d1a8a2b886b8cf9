"""Row limits at the doors above the client: tasks, queries, kept results, short ids, questions, undo, files."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from rows_scene import Scene, scene
from task_cases import CASES
from valid_arguments import UNKNOWN, World

from ashby_agent_tools import (
    READ,
    AsyncClient,
    Client,
    Decision,
    MemoryStore,
    Operation,
    Rows,
    Session,
    Spec,
    Toolset,
    confirm_never,
    confirm_writes,
)
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import Declined, InvalidArguments, NotFound, OutcomeUnknown, ToolError, UsageError
from ashby_agent_tools.operations import find
from ashby_agent_tools.sync import Mirror, Sync
from ashby_agent_tools.unified import Unified

Json = Any
ALL = Toolset.all().with_policy(confirm_never)


class Desk:
    """A hiring manager's client, an administrator's, and what each sees."""

    def __init__(self) -> None:
        world = World()
        self.made: Scene = scene(world, world.job["id"])
        self.state = world.state
        simulator = world.simulator
        self.whole = Client(simulator.key, transport=simulator.transport(), policy=confirm_never)
        self.rows = Rows(jobs=self.made.jobs)
        self.limited = self.whole.limited_to(self.rows)
        inside = {row["id"] for row in self.state.rows("candidate")} - self.made.outside["candidate"]
        self.candidate = min(inside)
        self.foreign = str(self.made.one_outside("candidate"))

    def session(self, client: Client | None = None, **options: Json) -> Session:
        options.setdefault("store", MemoryStore())
        return Session(options.pop("toolset", ALL), client or self.limited, **options)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


def said(session: Session, tool: str, arguments: Json) -> str:
    """The text of a result, or of a refusal."""
    try:
        return session.execute(session.prepare(tool, arguments)).text
    except ToolError as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("tool", sorted(CASES))
def test_a_task_tells_nothing_from_outside(desk, tool):
    text = said(desk.session(dry_run=True), tool, CASES[tool])
    assert not desk.made.found(text, CASES[tool])


@pytest.mark.parametrize("tool", ["ashby_candidate_dossier", "ashby_debrief", "ashby_advance", "ashby_find"])
def test_a_task_about_somebody_outside_answers_as_about_nobody(desk, tool):
    name = desk.state.table("candidate")[desk.foreign]["name"]
    key = "name" if tool == "ashby_find" else "candidate"
    about = [said(desk.session(dry_run=True), tool, {**CASES[tool], key: who}) for who in (name, "Nobody Atall")]
    assert about[0].replace(name, "Nobody Atall") == about[1]


def test_a_query_counts_and_sums_only_what_is_inside(desk):
    (job,) = desk.made.jobs
    session = desk.session()
    for tool in ("ashby_application_list", "ashby_offer_list", "ashby_candidate_list"):
        counted = session.run("ashby_query", {"from": tool, "count_distinct": "id"})
        assert not desk.made.found(counted.text)
    there = len(desk.state.rows("application", jobId=job))
    counted = session.run("ashby_query", {"from": "ashby_application_list", "group_by": "job.title"})
    assert [row["count"] for row in counted.data] == [there]


def test_what_another_was_shown_is_of_another_conversation(desk):
    store = MemoryStore()
    admin = desk.session(desk.whole, store=store, conversation="one")
    shown = admin.run("ashby_candidate_info", {"id": desk.foreign})
    hers = desk.session(store=store, conversation="one")
    short = admin.run("ashby_candidate_info", {"id": desk.foreign}).structured()
    with pytest.raises(ToolError):
        hers.run("ashby_read_result", {"ref": shown.ref})
    name = next(text for text in str(short).replace("'", " ").split() if text.startswith("cand_"))
    with pytest.raises(InvalidArguments):
        hers.prepare("ashby_candidate_info", {"id": name})
    narrower = desk.session(desk.limited.limited_to(Rows()), store=store, conversation="one")
    kept = hers.run("ashby_candidate_info", {"id": desk.candidate}).ref
    with pytest.raises(ToolError):
        narrower.run("ashby_read_result", {"ref": kept})


def test_a_question_about_somebody_outside_is_that_about_nobody(desk):
    session = desk.session(toolset=Toolset.all().with_policy(confirm_writes))
    asked = []
    for one in (desk.foreign, UNKNOWN):
        call = session.prepare("ashby_candidate_create_note", {"candidateId": one, "note": "Hello"})
        with pytest.raises(NotFound, match="Nobody was asked") as caught:
            session.question(call)
        asked.append(str(caught.value).replace(one, "THE-ID"))
    assert asked[0] == asked[1]


def test_what_is_refused_is_refused_before_anybody_is_asked(desk):
    session = desk.session(toolset=Toolset.all().with_policy(confirm_writes))
    with pytest.raises(Declined, match="limited to some jobs"):
        session.prepare("ashby_candidate_anonymize", {"candidateId": desk.candidate})


def test_an_undo_stays_inside(desk):
    store = MemoryStore()
    tag = desk.state.rows("candidateTag")[0]["id"]
    admin = desk.session(desk.whole, store=store, conversation="two")
    made = admin.run("ashby_candidate_add_tag", {"candidateId": desk.foreign, "tagId": tag})
    assert made.undo
    with pytest.raises(ToolError):
        desk.session(store=store, conversation="two").undo(made.undo)
    assert tag in desk.state.table("candidate")[desk.foreign]["tagIds"]


def test_reconciling_looks_at_what_is_inside(desk):
    session = desk.session(store=MemoryStore(clock=lambda: desk.state.now.timestamp()))  # noqa: PLW0108  (now moves)
    arguments = {"candidateId": desk.candidate, "note": "A call about terms"}
    call = session.prepare("ashby_candidate_create_note", arguments)
    desk.made.world.simulator.fail_next("cut_after", endpoint="candidate.createNote")
    with pytest.raises(OutcomeUnknown):
        session.execute(call)
    found = session.reconcile(call)
    assert found.state == "landed", found
    assert not desk.made.found(found.evidence)


def test_files_of_somebody_outside_are_not_there(desk, tmp_path):
    handle = desk.state.table("candidate")[desk.foreign]["resumeFileHandle"]["handle"]
    with pytest.raises(NotFound):
        desk.limited.read_resume(desk.foreign)
    errors = []
    for one in (handle, "no-such-handle-" + handle[15:]):
        with pytest.raises(ToolError) as caught:
            desk.limited.download_file(one, to=tmp_path)
        errors.append(f"{type(caught.value).__name__} {caught.value}".replace(one, "HANDLE"))
    assert errors[0] == errors[1]
    assert not list(tmp_path.iterdir())
    before = list(desk.state.table("candidate")[desk.candidate]["fileHandles"])
    with pytest.raises(ToolError):
        desk.limited.execute(op.CandidateUploadFile(candidateId=desk.candidate, fileHandle=handle))
    assert desk.state.table("candidate")[desk.candidate]["fileHandles"] == before


@pytest.mark.slow
def test_a_resume_of_somebody_inside_is_read(desk):
    shown = desk.limited.execute(op.CandidateInfo(id=desk.candidate)).data
    assert shown["resumeFileHandle"]
    assert desk.limited.read_resume(desk.candidate).text


def test_a_file_of_somebody_outside_is_attached_by_no_form(desk):
    handle = desk.state.table("candidate")[desk.foreign]["resumeFileHandle"]["handle"]
    (job,) = desk.made.jobs
    posting = desk.state.first("jobPosting", jobId=job, status="Published")
    texts = []
    for one in (handle, "x" + handle[1:]):
        fields = [
            {"path": "_systemfield_name", "value": "Casey Novak"},
            {"path": "_systemfield_email", "value": "casey.novak@example.com"},
            {"path": "_systemfield_resume", "value": one},
        ]
        answers = {"jobPostingId": posting["id"], "applicationForm": {"fieldSubmissions": fields}}
        texts.append(said(desk.session(), "ashby_application_form_submit", answers).replace(one, "HANDLE"))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("endpoint", ["candidate.list", "offer.setStatus"])
def test_a_raw_request_is_refused(desk, endpoint):
    with pytest.raises(Declined, match="no rule"):
        desk.limited.request(endpoint, {}, decision=Decision.approve(by="Robin"))


def test_a_file_can_be_given_to_somebody_inside(desk):
    made = desk.limited.upload_file(desk.candidate, b"Curriculum vitae of somebody", name="cv.txt")
    assert made.data["id"] == desk.candidate


@pytest.mark.parametrize("resource", ["candidates", "applications", "jobs", "interviews", "offers", "scorecards"])
def test_the_unified_models_hold_what_is_inside(desk, resource):
    unified = Unified(desk.limited)
    records = [record.model_dump(mode="json") for record in getattr(unified, resource).all()]
    assert records or resource == "offers"
    assert not desk.made.found(records)


def test_somebody_outside_is_not_found_by_their_address_and_not_doubled_unseen(desk):
    outside = desk.state.table("candidate")[desk.foreign]
    made = desk.limited.ensure_candidate(email=outside["emails"][0]["value"], name="Casey Novak")
    assert made.created
    assert not desk.made.found(made.record)
    (job,) = desk.made.jobs
    applied = desk.limited.execute(op.ApplicationCreate(candidateId=made.id, jobId=job))
    assert applied.data["candidate"]["id"] == made.id


def test_a_mirror_of_a_limited_client_has_nothing_else_in_a_shared_store(desk):
    store = MemoryStore()
    Mirror(Sync(desk.whole, state=store, lists=["candidate.list"])).update()
    hers = Mirror(Sync(desk.limited, state=store, lists=["candidate.list", "application.list"]))
    hers.update()
    kept = [record for kind in ("candidate", "application") for record in hers.records(kind)]
    assert len(kept) > 100
    assert not desk.made.found(kept)


@pytest.mark.parametrize("kind", ["job", "candidate", "application", "opening"])
def test_an_id_deep_in_a_form_is_checked_too(desk, kind):
    form = desk.limited.execute(op.ReferralFormInfo()).data
    user = desk.state.rows("user")[0]["id"]
    texts = []
    for one in (desk.made.one_outside(kind), UNKNOWN):
        fields = [
            {"path": "_systemfield_name", "value": "Casey Novak"},
            {"path": "_systemfield_email", "value": "casey.novak@example.com"},
            {"path": "_systemfield_job", "value": {"title": "A job", "value": one}},
        ]
        text = said(
            desk.session(),
            "ashby_referral_create",
            {"id": form["id"], "creditedToUserId": user, "fieldSubmissions": fields},
        )
        texts.append(text.replace(one, "THE-ID"))
    assert texts[0] == texts[1]


def test_a_team_of_a_job_outside_is_not_joined(desk):
    user, role = desk.state.rows("user")[1]["id"], desk.state.rows("hiringTeamRole")[0]["id"]
    for one in (desk.made.one_outside("job"), UNKNOWN):
        with pytest.raises(NotFound):
            desk.limited.execute(op.HiringTeamAddMember(jobId=one, teamMemberId=user, roleId=role))


def test_both_clients_of_a_session_have_the_same_rows(desk):
    simulator = desk.made.world.simulator
    other = AsyncClient(simulator.key, transport=httpx.MockTransport(simulator.answer))
    with pytest.raises(UsageError, match="different rows"):
        Session(ALL, desk.limited, async_client=other)


def test_an_operation_of_ones_own_is_refused(desk):
    class JobSecrets(Operation):
        """Reads what no rule knows."""

        spec = Spec("job.secrets", scope=None, risk=READ)

    with pytest.raises(Declined, match="no rule"):
        desk.limited.execute(JobSecrets())
    assert find("job.secrets") is None


OBJECTS = {"Application": "application", "Candidate": "candidate", "Job": "job", "Opening": "opening"}


@pytest.mark.parametrize("object_type", OBJECTS)
def test_a_field_of_a_record_outside_is_that_of_none(desk, object_type):
    field = next(row["id"] for row in desk.state.rows("customField") if row["objectType"] == object_type)
    texts = []
    for one in (str(desk.made.one_outside(OBJECTS[object_type])), UNKNOWN):
        asked = {"objectId": one, "objectType": object_type, "fieldId": field, "fieldValue": None}
        texts.append(said(desk.session(), "ashby_custom_field_set_value", asked).replace(one, "THE-ID"))
    assert texts[0] == texts[1]
    assert texts[0].startswith("NotFound")


@pytest.mark.parametrize("kind", ["offer", "job", "opening"])
def test_approvals_of_a_record_outside_are_those_of_none(desk, kind):
    whole = desk.whole.execute(op.ApprovalList(entityType=kind)).data
    assert not desk.made.found(desk.limited.execute(op.ApprovalList(entityType=kind)).data)
    ids = [row["entityId"] for row in whole]
    foreign = next((one for one in ids if one in desk.made.ids), UNKNOWN)
    answers = [desk.limited.execute(op.ApprovalList(entityType=kind, entityId=one)).data for one in (foreign, UNKNOWN)]
    assert answers == [[], []]


def test_an_error_carries_no_other_with_it(desk):
    for make in (op.ApplicationInfo, op.ApplicationListHistory, op.ApplicationDelete):
        with pytest.raises(NotFound) as caught:
            desk.limited.execute(make(applicationId=desk.made.one_outside("application")))
        assert caught.value.__context__ is None
        assert caught.value.__cause__ is None
