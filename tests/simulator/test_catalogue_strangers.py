"""Clients that know nothing of this package: they list, page, search and read the simulator like the service itself.

One is `ashby` from PyPI (import name ashby_sdk), somebody else's SDK, unchanged but for the address. The other is what
a connector does: bare HTTP. What the SDK does wrong by the documentation is told in the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from valid_arguments import SIMULATED, cases, one_world

from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

Json = dict[str, Any]


@pytest.fixture(scope="module")
def served() -> Iterator[Simulator]:
    with Simulator(seed=7) as simulator:
        yield simulator


# ---- somebody else's SDK


@pytest.fixture(scope="module")
def sdk(served):
    ashby_sdk = pytest.importorskip("ashby_sdk", reason="the SDK `ashby` from PyPI is not installed (extra dev)")
    client = ashby_sdk.AshbyClient(api_key=served.key)
    client.BASE_URL = served.url
    return client


def test_the_sdk_pages_through_all_candidates_and_applications(sdk, served):
    state = served.state
    assert {row.id for row in sdk.candidates.list(limit=25)} == set(state.table("candidate"))
    assert {row.id for row in sdk.applications.list(limit=60)} == set(state.table("application"))
    pages = [request for request in served.log if request.endpoint == "candidate.list"]
    assert len(pages) == 5  # 120 candidates by 25


def test_the_sdk_filters_jobs_and_reads_one_with_its_stages(sdk, served):
    (job,) = [row for row in sdk.jobs.list(status=["Open"]) if row.title == "Staff Engineer"]
    assert sdk.jobs.get(job.id).title == "Staff Engineer"
    plan = served.state.first("job", id=job.id)["defaultInterviewPlanId"]
    wanted = {row["title"] for row in served.state.rows("interviewStage", interviewPlanId=plan)}
    assert {stage.name for stage in sdk.get_job_funnel(job.id)} == wanted
    applied = {row["id"] for row in served.state.rows("application", jobId=job.id)}
    assert {row.id for row in sdk.applications.list(job_id=job.id)} == applied
    assert "Staff Engineer" in sdk.get_job_description(job.id)


def test_the_sdk_searches_a_person_and_reads_resume_notes_scorecards_and_surveys(sdk, served):
    (found,) = sdk.candidates.search(name="Priya Raman")
    person = sdk.candidates.get(found.id)
    assert person.name == "Priya Raman"
    content, name = sdk.files.download(person.resume_handle)
    assert content.startswith(b"%PDF")
    assert name
    state = served.state
    writer = next(row["candidateId"] for row in state.rows("note") if not row["isPrivate"])
    assert len(sdk.notes.list(writer)) == len(state.rows("note", candidateId=writer))
    rated = state.first("applicationFeedback")["applicationId"]
    assert len(sdk.feedback.list_for_application(rated)) == len(state.rows("applicationFeedback", applicationId=rated))
    assert sdk.applications.get_with_forms(state.first("formInstance")["applicationId"]).id


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        ("archive_reasons", "archiveReason"),
        ("candidate_tags", "candidateTag"),
        ("close_reasons", "closeReason"),
        ("custom_fields", "customField"),
        ("departments", "department"),
        ("interview_schedules", "interviewSchedule"),
        ("interviews", "interview"),
        ("locations", "location"),
        ("offers", "offer"),
        ("projects", "project"),
        ("sources", "source"),
        ("users", "user"),
    ],
)
def test_the_sdk_lists_every_other_kind_of_record_that_it_knows(resource, kind, sdk, served):
    rows = getattr(sdk, resource).list()
    known = set(served.state.table(kind))
    assert rows
    assert {row.id for row in rows} <= known


@pytest.mark.parametrize(
    ("resource", "kind"),
    [("departments", "department"), ("locations", "location"), ("users", "user"), ("offers", "offer")],
)
def test_the_sdk_reads_one_record(resource, kind, sdk, served):
    wanted = served.state.first(kind)["id"]
    assert getattr(sdk, resource).get(wanted).id == wanted


def test_the_sdk_raises_its_own_errors_for_a_wrong_key_and_a_missing_record(sdk, served):
    import ashby_sdk

    with pytest.raises(ashby_sdk.AshbyAPIError, match="candidate"):
        sdk.candidates.get("ffffffff-ffff-4fff-bfff-ffffffffffff")
    stranger = ashby_sdk.AshbyClient(api_key="no-key-of-this-simulator")
    stranger.BASE_URL = served.url
    with pytest.raises(ashby_sdk.AshbyAuthError):
        stranger.jobs.list()


def test_the_sdk_writes_a_note_and_moves_an_application():
    ashby_sdk = pytest.importorskip("ashby_sdk", reason="the SDK `ashby` from PyPI is not installed (extra dev)")
    with Simulator(seed=7) as simulator:
        client = ashby_sdk.AshbyClient(api_key=simulator.key)
        client.BASE_URL = simulator.url
        world = one_world().reset()
        application, stage = world.application, world.stage("Offer")
        client.create_candidate_note(application["candidateId"], "Called today.")
        assert simulator.state.rows("note", candidateId=application["candidateId"])[-1]["content"] == "Called today."
        client.move_application_to_stage(application["id"], stage)
        assert simulator.state.table("application")[application["id"]]["currentInterviewStageId"] == stage
        # The SDK's `archive` sends isArchived to application.update, which knows no such parameter: nothing happens.
        client.applications.archive(application["id"], simulator.state.first("archiveReason")["id"])
        assert simulator.state.table("application")[application["id"]]["status"] == "Active"


# ---- a connector with bare HTTP


class Connector:
    """What data connectors do: POST JSON with the key as user name, follow nextCursor, keep the sync token."""

    def __init__(self, url: str, key: str) -> None:
        self.http = httpx.Client(base_url=url, auth=(key, ""), headers={"Accept": "application/json; version=1"})

    def read(self, stream: str, **body: Any) -> tuple[list[Json], str | None]:
        rows: list[Json] = []
        while True:
            response = self.http.post(f"/{stream}", json={"limit": 50, **body})
            response.raise_for_status()
            page = response.json()
            assert page["success"], page
            rows += page["results"]
            if not page.get("moreDataAvailable"):
                return rows, page.get("syncToken")
            body["cursor"] = page["nextCursor"]


@pytest.fixture
def connector(served) -> Iterator[Connector]:
    made = Connector(served.url, served.key)
    with made.http:
        yield made


STREAMS = [
    name for name in SIMULATED
    if name.endswith(".list") and not [f for f in catalogue()[name].model_fields.values() if f.is_required()]
]  # fmt: skip


@pytest.mark.parametrize("stream", STREAMS)
def test_a_connector_reads_every_stream_and_finds_something_in_it(stream, connector):
    rows, token = connector.read(stream)
    assert rows
    assert (token is not None) == (catalogue()[stream].spec.paging == "sync")


def test_a_connector_syncs_only_what_changed_since_its_last_run(connector, served):
    _, token = connector.read("candidate.list")
    assert connector.read("candidate.list", syncToken=token)[0] == []
    tag = connector.http.post("/candidateTag.create", json={"title": "Talk to soon"}).json()["results"]["id"]
    person = served.state.first("candidate")["id"]
    connector.http.post("/candidate.addTag", json={"candidateId": person, "tagId": tag})
    assert [row["id"] for row in connector.read("candidate.list", syncToken=token)[0]] == [person]


# ---- spellings that other clients still use

SPELLINGS = [(name, other) for name in SIMULATED for other in catalogue()[name].spec.also_called]


def test_there_are_older_spellings():
    assert {other for _, other in SPELLINGS} >= {"application.change_stage", "application.change_source"}


@pytest.mark.parametrize(("endpoint", "spelling"), SPELLINGS)
def test_an_older_spelling_of_an_endpoint_answers_the_same(endpoint, spelling):
    world = one_world()
    answers = []
    for name in (endpoint, spelling):
        arguments = cases(world.reset(), endpoint)[0]
        answers.append(world.post(name, arguments).json())
    assert answers[0]["success"]
    assert answers[0] == answers[1]
