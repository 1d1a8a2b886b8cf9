"""Row limits: a client that sees the applications and candidates of some jobs, and nothing else of them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from rows_scene import MARK, Scene, scene
from valid_arguments import UNKNOWN, World
from valid_cases import filled

from ashby_agent_tools import AsyncClient, Client, Rows, Session, SessionOptions, SqliteStore, Toolset, confirm_never
from ashby_agent_tools import operations as op
from ashby_agent_tools.client.rows import facts
from ashby_agent_tools.client.rows.answers import handles_in
from ashby_agent_tools.client.rows.facts import LIFE
from ashby_agent_tools.client.rows.tables import REFUSED, RULES, RefusedRule, rule_for
from ashby_agent_tools.errors import CursorExpired, Declined, NotFound, ToolError, UsageError
from ashby_agent_tools.operations import catalogue


@pytest.fixture(scope="module")
def made() -> Scene:
    world = World()
    return scene(world, world.job["id"])


@pytest.fixture(scope="module")
def whole(made: Scene) -> Client:
    simulator = made.world.simulator
    return Client(simulator.key, transport=simulator.transport(), policy=confirm_never)


@pytest.fixture
def limited(made: Scene, whole: Client) -> Client:
    return whole.limited_to(Rows(jobs=made.jobs))


def said(client: Client, operation: op.Operation) -> tuple[str, str, str | None]:
    with pytest.raises(ToolError) as caught:
        client.execute(operation)
    return type(caught.value).__name__, str(caught.value), getattr(caught.value, "code", None)


def test_every_rule_has_a_reason():
    assert all(len(rule.why) > 8 for rule in RULES.values())
    assert isinstance(rule_for("candidate.newer"), RefusedRule)


@pytest.mark.parametrize(
    "make",
    [
        lambda one: op.ApplicationInfo(applicationId=one),
        lambda one: op.ApplicationListHistory(applicationId=one),
        lambda one: op.ApplicationUpdate(applicationId=one, creditedToUserId=UNKNOWN),
        lambda one: op.ApplicationDelete(applicationId=one),
    ],
)
def test_an_application_for_another_job_answers_as_none(made, whole, limited, make):
    foreign = made.one_outside("application")
    none = said(whole, make(UNKNOWN))
    assert said(limited, make(UNKNOWN)) == none
    kind, text, code = said(limited, make(foreign))
    assert (kind, text.replace(foreign, UNKNOWN), code) == none
    assert kind == "NotFound"


def test_lists_hold_what_is_inside_and_nothing_else(made, limited):
    state = made.world.state
    (job,) = made.jobs
    applications = {row["id"] for row in state.rows("application", jobId=job)}
    assert {row["id"] for row in limited.records(op.ApplicationList(limit=7))} == applications
    assert {row["id"] for row in limited.records(op.JobList())} == {job}
    candidates = {row["candidateId"] for row in state.rows("application", jobId=job)}
    listed = list(limited.records(op.CandidateList(limit=40)))
    assert {row["id"] for row in listed} == candidates
    assert {one for row in listed for one in row["applicationIds"]} == applications
    assert not made.found(listed)


def test_a_candidate_shows_only_the_applications_that_are_inside(made, limited):
    inside = {row["candidateId"] for row in made.world.state.rows("application") if row["jobId"] in made.jobs}
    several = next(
        row["candidateId"]
        for row in made.world.state.rows("application")
        if row["candidateId"] in inside and row["jobId"] not in made.jobs
    )
    shown = limited.execute(op.CandidateInfo(id=several)).data
    assert len(shown["applicationIds"]) == 1
    assert not made.found(shown)


def test_a_search_does_not_find_whom_it_may_not(made, whole, limited):
    outside = made.world.state.table("candidate")[made.one_outside("candidate")]
    email = outside["emails"][0]["value"]
    assert whole.execute(op.CandidateSearch(email=email)).data
    assert limited.execute(op.CandidateSearch(email=email)).data == []
    assert MARK in whole.execute(op.JobSearch(title=MARK)).text
    assert limited.execute(op.JobSearch(title=MARK)).data == []


def test_a_form_offers_only_what_is_inside(made, whole, limited, monkeypatch):
    (job,) = made.jobs
    foreign = made.one_outside("job")
    form = made.world.state.first("referralForm")
    fields = [entry["field"] for section in form["formDefinition"]["sections"] for entry in section["fields"]]
    field = next(it for it in fields if it["path"] == "_systemfield_job")
    monkeypatch.setitem(field, "selectableValues", [{"label": one, "value": one} for one in (job, foreign)])
    assert foreign in str(whole.execute(op.ReferralFormInfo()).data)
    shown = str(limited.execute(op.ReferralFormInfo()).data)
    assert job in shown
    assert foreign not in shown


def test_limits_only_narrow(made, whole, limited):
    (job,) = made.jobs
    other = next(row["id"] for row in made.world.state.rows("job", status="Open") if row["id"] != job)
    both = whole.limited_to(Rows(jobs=[job, other]))
    assert {row["id"] for row in both.records(op.JobList())} == {job, other}
    for narrower in (limited.limited_to(Rows(jobs=[job, other])), both.limited_to(Rows(jobs=[job]))):
        assert {row["id"] for row in narrower.records(op.JobList())} == {job}
    assert list(limited.limited_to(Rows(jobs=[other])).records(op.ApplicationList())) == []
    assert list(whole.limited_to(Rows()).records(op.ApplicationList())) == []


def test_a_department_brings_the_jobs_below_it(made, whole):
    state = made.world.state
    child = next(row for row in state.rows("department") if row["parentId"])
    below = {row["id"] for row in state.rows("department") if row["parentId"] == child["parentId"]}
    jobs = {row["id"] for row in state.rows("job") if row["departmentId"] in below | {child["parentId"]}}
    limited = whole.limited_to(Rows(departments=[child["parentId"]]))
    assert jobs
    every = op.JobList(status=["Draft", "Open", "Closed", "Archived"])
    assert {row["id"] for row in limited.records(every)} == jobs
    applications = {row["id"] for row in state.rows("application") if row["jobId"] in jobs}
    assert {row["id"] for row in limited.records(op.ApplicationList())} == applications


@pytest.mark.parametrize("endpoint", ["report.generate", "webhook.create", "auditLog.list", "project.list"])
def test_what_cannot_be_limited_is_refused_in_words(limited, endpoint):
    arguments = {
        "report.generate": {"reportId": UNKNOWN},
        "webhook.create": {
            "webhookType": "jobCreate",
            "requestUrl": "https://hooks.example.com/a",
            "secretToken": "not a real one",
        },
    }
    with pytest.raises(Declined, match="limited to some jobs") as refused:
        limited.execute(catalogue()[endpoint](**arguments.get(endpoint, {})))
    assert REFUSED[endpoint] in str(refused.value)


def test_an_async_client_is_limited_in_the_same_way(made):
    simulator = made.world.simulator

    async def ask() -> list[str]:
        async with AsyncClient(simulator.key, transport=httpx.MockTransport(simulator.answer)) as client:
            limited = client.limited_to(Rows(jobs=made.jobs))
            with pytest.raises(NotFound):
                await limited.execute(op.ApplicationInfo(applicationId=made.one_outside("application")))
            return [row["id"] async for row in limited.records(op.JobList())]

    assert asyncio.run(ask()) == list(made.jobs)


def test_a_session_over_a_limited_client_knows_nothing_else(made, limited):
    session = Session(Toolset.all().with_policy(confirm_never), limited, **SessionOptions())
    foreign = made.one_outside("candidate")
    listed = session.execute(session.prepare("ashby_candidate_list", {}))
    assert not made.found(listed.text)
    with pytest.raises(NotFound):
        session.execute(session.prepare("ashby_candidate_create_note", {"candidateId": foreign, "note": "Hello"}))


@pytest.mark.parametrize("rows", [{"jobs": "31e1615f"}, {"jobs": ["job_1"]}, {"departments": 7}, {"jobs": [None]}])
def test_rows_are_ids(rows):
    with pytest.raises(UsageError, match="Rows"):
        Rows(**rows)


def test_only_rows_limit_a_client(whole):
    with pytest.raises(UsageError, match="not Rows"):
        whole.limited_to({"jobs": []})


def test_a_draft_of_a_posting_is_inside_with_its_job(made, limited):
    (job,) = made.jobs
    state = made.world.state
    draft = dict(state.first("jobPosting", jobId=job), id="0aaaaaaa-0000-4000-8000-000000000001", status="Draft")
    state.add("jobPosting", draft)
    write = op.JobPostingUpdate(jobPostingId=draft["id"], title="Quiet", includeUnpublishedJobPostings=True)
    changed = limited.execute(write)
    assert changed.data["id"] == draft["id"]
    state.remove("jobPosting", draft["id"])


def test_a_record_that_moved_is_noticed_within_half_a_minute(made, whole, monkeypatch):
    (job,) = made.jobs
    limited = whole.limited_to(Rows(jobs=[job], departments=[UNKNOWN]))  # with a memory of its own
    known, later = limited._lookups.facts, 0.0
    monkeypatch.setattr(known, "_clock", lambda: later)
    row = next(it for it in made.world.state.rows("application", jobId=job) if it["status"] == "Active")
    history = op.ApplicationListHistory(applicationId=row["id"])
    assert limited.execute(history).data
    monkeypatch.setitem(row, "jobId", next(iter(made.outside["job"])))
    later = LIFE - 1
    assert limited.execute(history).data
    later = LIFE + 1
    with pytest.raises(NotFound):
        limited.execute(history)


def test_what_is_too_old_to_count_is_not_kept(made, whole, monkeypatch):
    """Each limit kept what it had ever read, up to 50,000 records: hundreds of megabytes for a server of grants."""
    one, other = (whole.limited_to(Rows(jobs=made.jobs, departments=[it])) for it in (UNKNOWN, "a" + UNKNOWN[1:]))
    later, shared = [0.0], whole._rows_known
    shared.clear()
    for memory in (shared, one._lookups.facts, other._lookups.facts):
        monkeypatch.setattr(memory, "_clock", lambda: later[0])
    monkeypatch.setattr(shared, "_looked", 0.0)
    for limited in (one, other):
        assert list(limited.records(op.CandidateList()))
        assert len(limited._lookups.facts._kept) > 100
    later[0] = LIFE + 1
    one.execute(op.JobInfo(id=next(iter(made.jobs))))
    assert min(until for until, _ in one._lookups.facts._kept.values()) > later[0]
    later[0] = 100.0
    one.execute(op.JobInfo(id=next(iter(made.jobs))))
    assert not other._lookups.facts._kept


def test_a_list_of_several_jobs_goes_on_where_its_token_says(made, whole):
    state = made.world.state
    jobs = [row["id"] for row in state.rows("job", status="Open")][:3]
    limited = whole.limited_to(Rows(jobs=jobs))
    pages = list(limited.pages(op.ApplicationList(limit=30)))
    assert all(len(page.data) <= 30 for page in pages)
    there = [row["id"] for row in state.rows("application") if row["jobId"] in jobs]
    assert sorted(row["id"] for page in pages for row in page.data) == sorted(there)
    token = pages[-1].sync_token
    assert list(limited.records(op.ApplicationList(syncToken=token))) == []
    foreign = next(row for row in state.rows("application") if row["jobId"] not in jobs)
    for row in (foreign, state.first("application", jobId=jobs[0])):
        state.touch("application", row)
    (changed,) = limited.records(op.ApplicationList(syncToken=token))
    assert changed["job"]["id"] == jobs[0]


def test_a_model_pages_through_the_applications_of_many_jobs(made, whole):
    """What stands for the place in the list is as short as ever, and so is each page's text."""
    table, one = made.world.state.table("job"), made.world.state.first("job", status="Open")
    made.world.state.sequence += 1
    more = {f"{number:08x}-0000-4000-8000-00000000{number:04x}": number for number in range(1, 120)}
    table.update({name: {**one, "id": name, "title": f"Job {number}"} for name, number in more.items()})
    limited = whole.limited_to(Rows(jobs=[*more, one["id"]]))
    session = Session(Toolset.of("application.list"), limited)
    pages = [session.run("application.list", {"limit": 5})]
    while (cursor := pages[-1].next_cursor) is not None:
        assert cursor in pages[-1].text
        assert len(cursor) < 400  # with the simulator's own in it
        pages.append(session.run("application.list", {"limit": 5, "cursor": cursor}))
    assert sum(len(page.data) for page in pages) == len(made.world.state.rows("application", jobId=one["id"]))
    assert max(len(page.text) for page in pages) < 12_000
    token = pages[-1].sync_token
    assert token not in pages[-1].text
    assert list(limited.records(op.ApplicationList(syncToken=token))) == []


def test_the_applications_inside_are_read_once_for_a_long_list(made, whole):
    limited = whole.limited_to(Rows(jobs=made.jobs))
    limited._rows_known.clear()
    log = made.world.simulator.log
    before = len(log)
    assert list(limited.records(op.CandidateList(limit=20)))
    asked = [request.endpoint for request in log[before:]]
    assert asked.count("application.list") == 1
    assert set(asked) == {"application.list", "candidate.list"}


def test_a_list_is_whole_where_little_can_be_remembered(made, whole, monkeypatch):
    limited = whole.limited_to(Rows(jobs=made.jobs))
    limited._rows_known.clear()
    monkeypatch.setattr(facts, "_MOST", 20)
    there = {row["id"] for row in made.world.state.rows("interviewSchedule")} - made.outside["interviewSchedule"]
    assert {row["id"] for row in limited.records(op.InterviewScheduleList(limit=30))} == there


@pytest.mark.parametrize("token", [{"cursor": "rows.e30"}, {"cursor": "nonsense"}, {"syncToken": "nonsense"}])
def test_a_cursor_that_was_not_made_here_is_ashbys_to_refuse(limited, token):
    with pytest.raises(CursorExpired):
        limited.execute(op.ApplicationList(**token))


def test_a_cursor_names_no_way_into_another_job(made, limited):
    place = json.dumps([made.one_outside("job"), None, ""])
    cursor = "rows." + base64.urlsafe_b64encode(place.encode()).decode()
    found = limited.execute(op.ApplicationList(cursor=cursor))
    assert not made.found(found.data)


HISTORY = ["application.info", "application.listHistory"]
STAGE = ["interviewStage.info", "job.info"]
COSTS = [  # requests of a client that remembers nothing, for a record that is inside and for one that is outside
    ("ApplicationInfo", "applicationId", "application", ["application.info"], ["application.info"] * 2),
    ("JobInfo", "id", "job", ["job.info"], ["job.info"] * 2),
    ("ApplicationListHistory", "applicationId", "application", HISTORY, HISTORY),
    ("InterviewStageInfo", "interviewStageId", "interviewStage", STAGE, [*STAGE, "interviewStage.info"]),
]


@pytest.mark.parametrize(("name", "field", "kind", "inside", "outside"), COSTS)
def test_a_call_costs_what_the_page_says(made, whole, name, field, kind, inside, outside):
    (job,) = made.jobs
    log, state = made.world.simulator.log, made.world.state
    own = {"application": state.first("application", jobId=job)["id"], "job": job}
    plan = state.table("job")[job]["defaultInterviewPlanId"]
    own["interviewStage"] = state.first("interviewStage", interviewPlanId=plan)["id"]
    for one, cost in ((own[kind], inside), (made.one_outside(kind), outside)):
        limited = whole.limited_to(Rows(jobs=[job]))
        limited._rows_known.clear()
        before = len(log)
        with contextlib.suppress(NotFound):
            limited.execute(getattr(op, name)(**{field: one}))
        assert [request.endpoint for request in log[before:]] == cost


def test_threads_share_what_is_remembered_and_see_the_same(made, whole):
    limited = whole.limited_to(Rows(jobs=made.jobs))
    limited._rows_known.clear()
    foreign = [op.ApplicationInfo(applicationId=one) for one in sorted(made.outside["application"])[:4]]

    def ask(number: int) -> list[str]:
        if number % 2:
            with pytest.raises(NotFound):
                limited.execute(foreign[number // 2])
        return sorted(row["id"] for row in limited.records(op.CandidateList(limit=50)))

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(ask, range(8)))
    assert all(one == seen[0] for one in seen)
    assert seen[0]
    assert not made.found(seen)


def test_an_offer_is_made_from_its_process_on():
    world = World()
    simulator, application = world.simulator, world.application
    client = Client(simulator.key, transport=simulator.transport(), policy=confirm_never)
    limited = client.limited_to(Rows(jobs=[application["jobId"]]))
    started = limited.execute(op.OfferProcessStart(applicationId=application["id"])).data
    form = limited.execute(op.OfferStart(offerProcessId=started["id"])).data
    answers = filled(world, form["formDefinition"])
    made = limited.execute(
        op.OfferCreate(offerProcessId=started["id"], offerFormId=form["id"], offerForm={"fieldSubmissions": answers})
    ).data
    assert made["applicationId"] == application["id"]
    version = op.OfferApprove(offerVersionId=made["latestVersion"]["id"], excludeFormDefinition=True)
    with contextlib.suppress(ToolError):  # what became of it is Ashby's matter, not that it is not there
        limited.execute(version)
    assert limited.execute(op.OfferInfo(offerId=made["id"])).data["id"] == made["id"]


def test_an_application_that_is_deleted_is_told_so():
    world = World()
    simulator, application = world.simulator, world.application
    client = Client(simulator.key, transport=simulator.transport(), policy=confirm_never)
    limited = client.limited_to(Rows(jobs=[application["jobId"]]))
    deleted = limited.execute(op.ApplicationDelete(applicationId=application["id"]))
    assert deleted.data == {"applicationId": application["id"]}
    with pytest.raises(NotFound):
        limited.execute(op.ApplicationInfo(applicationId=application["id"]))


# several processes


def test_what_was_made_or_shown_in_one_process_is_inside_in_another(made, whole, tmp_path):
    """New candidates, offers that were begun, handles of files; and for clients with equal rows alone."""
    simulator, now = made.world.simulator, [1_000.0]

    def process(jobs=made.jobs, *, acting_user=None):
        """A client with nothing in common with the others but the file."""
        client = Client(simulator.key, transport=simulator.transport(), account="acme", policy=confirm_never)
        store = SqliteStore(tmp_path / "store.db")
        store.now = lambda: now[0]
        return client.acting_as(acting_user).limited_to(Rows(jobs=jobs), held_in=store)

    first, second = process(), process()
    new = first.execute(op.CandidateCreate(name="Alva Holm")).data["id"]
    active = made.world.state.rows("application", status="Active")
    application = next(row for row in active if row["jobId"] in made.jobs)
    begun = first.execute(op.OfferProcessStart(applicationId=application["id"])).data["id"]
    handle = next(it for row in first.records(op.CandidateList()) for it in handles_in(row))
    assert second.execute(op.CandidateInfo(id=new)).data["id"] == new
    assert new in [row["id"] for row in second.records(op.CandidateSearch(name="Alva Holm"))]
    assert second.execute(op.OfferStart(offerProcessId=begun)).data
    assert second.execute(op.FileInfo(fileHandle=handle)).data
    for other in (process([made.one_outside("job")]), process(acting_user=made.world.state.rows("user")[0]["id"])):
        for asked in (op.CandidateInfo(id=new), op.FileInfo(fileHandle=handle)):
            with pytest.raises(NotFound):
                other.execute(asked)
    now[0] += 3_601.0
    with pytest.raises(NotFound):
        process().execute(op.CandidateInfo(id=new))
    assert new.encode() not in (tmp_path / "store.db").read_bytes()
    assert handle.encode() not in (tmp_path / "store.db").read_bytes()
