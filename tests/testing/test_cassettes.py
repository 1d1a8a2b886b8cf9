"""Eight flows, recorded from the simulator over loopback and replayed: they hold OUR wire format, not Ashby's.

RECORD_CASSETTES=1 records them anew. What they say is that the bytes we send did not change; they say nothing about
the live service.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import vcr

from ashby_agent_tools import AsyncClient, Client, Decision, Operation, Result, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing import cassette_settings

CASSETTES = Path(__file__).parents[1] / "cassettes"
RECORDING = bool(os.environ.get("RECORD_CASSETTES"))
SOME_ID = "3ae2b801-19f6-41ef-ad28-214bd731948f"
Send = Callable[..., Result]

PEOPLE = Simulator(seed=7)  # where the ids in the flows come from; the same seed gives the same company


def row(kind: str, **wanted: object) -> dict:
    return next(
        it for it in PEOPLE.state.table(kind).values() if all(it.get(key) == value for key, value in wanted.items())
    )


PRIYA = row("candidate", name="Priya Raman")
APPLICATION = row("application", candidateId=PRIYA["id"])
REJECTION = op.ApplicationChangeStage(
    applicationId=APPLICATION["id"],
    interviewStageId=row("interviewStage", interviewPlanId=APPLICATION["interviewPlanId"], type="Archived")["id"],
    archiveReasonId=row("archiveReason", text="Timing")["id"],
    archiveEmail={"communicationTemplateId": row("communicationTemplate", title="Kind rejection")["id"]},
)


def list_and_page(send: Send) -> None:
    first = send(op.CandidateList(limit=3))
    second = send(op.CandidateList(limit=3, cursor=first.next_cursor))
    assert {it["id"] for it in first.data}.isdisjoint(it["id"] for it in second.data)


def info(send: Send) -> None:
    assert send(op.CandidateInfo(id=PRIYA["id"])).data["name"] == "Priya Raman"


def a_write(send: Send) -> None:
    note = send(op.CandidateCreateNote(candidateId=PRIYA["id"], note="Wants to start in März ✓"))
    assert note.data["id"]


def error_inside_200(send: Send) -> None:
    with pytest.raises(errors.NotFound) as caught:
        send(op.CandidateInfo(id=SOME_ID))
    assert (caught.value.status, caught.value.code) == (200, "candidate_not_found")


def rate_limit_then_success(send: Send) -> None:
    assert send(op.JobSearch(title="Staff Engineer")).data


def missing_permission(send: Send) -> None:
    with pytest.raises(errors.PermissionMissing) as caught:
        send(op.OfferList())
    assert caught.value.scope == "offersRead"


def rejection_with_mail(send: Send) -> None:
    answer = send(REJECTION, decision=Decision.approve(by="ada@example.com"))
    assert answer.data["status"] == "Archived"


def resume_step(send: Send) -> None:
    answer = send(
        op.FileCreateFileUploadHandle(
            fileUploadContext="CandidateResume", filename="cv.pdf", contentType="application/pdf", contentLength=1234
        )
    )
    assert answer.data["handle"]


FLOWS = [
    list_and_page,
    info,
    a_write,
    error_inside_200,
    rate_limit_then_success,
    missing_permission,
    rejection_with_mail,
    resume_step,
]


@contextlib.contextmanager
def service(flow: Callable[[Send], None]):
    """Where the flow goes: to a simulator on loopback while recording, else to Ashby's address, which is replayed."""
    if not RECORDING:
        yield "https://api.ashbyhq.com", "replayed-no-key"
        return
    with Simulator(seed=7) as simulator:
        key = simulator.add_key(scopes=["candidatesRead"]) if flow is missing_permission else simulator.key
        if flow is rate_limit_then_success:
            simulator.fail_next("rate_limit")
        yield simulator.url, key


def recorder(name: str) -> vcr.VCR:
    settings = cassette_settings(scrub_people=False) | ({"record_mode": "all"} if RECORDING else {})
    return vcr.VCR(cassette_library_dir=str(CASSETTES), path_transformer=vcr.VCR.ensure_suffix(".yaml"), **settings)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_the_flow_replays_with_the_sync_client(flow, monkeypatch):
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    with service(flow) as (url, key), recorder(flow.__name__).use_cassette(flow.__name__) as cassette:
        with Client(key, base_url=url) as ashby:
            flow(ashby.execute)
        assert RECORDING or cassette.all_played


@pytest.mark.skipif(RECORDING, reason="recorded by the sync test")
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
@pytest.mark.usefixtures("no_waiting")
def test_the_flow_replays_with_the_async_client(flow, monkeypatch):
    import asyncio

    async def at_once(seconds: float) -> None:
        return None

    monkeypatch.setattr("tenacity.asyncio._portable_async_sleep", at_once)
    with asyncio.Runner() as runner, recorder(flow.__name__).use_cassette(flow.__name__) as cassette:
        ashby = AsyncClient("replayed-no-key", base_url="https://api.ashbyhq.com")

        def send(operation: Operation, **options: Decision) -> Result:
            return runner.run(ashby.execute(operation, **options))

        flow(send)
        runner.run(ashby.aclose())
        assert cassette.all_played


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_no_cassette_holds_a_key_or_an_address_of_this_machine(flow):
    text = (CASSETTES / f"{flow.__name__}.yaml").read_text(encoding="utf-8").lower()
    assert "authorization" not in text
    assert PEOPLE.key not in text
    assert "127.0.0.1" not in text


def test_people_are_scrubbed_from_what_a_user_records(tmp_path):
    with Simulator(seed=7) as simulator:
        settings = cassette_settings() | {"record_mode": "all"}
        with (
            vcr.VCR(**settings).use_cassette(str(tmp_path / "real.yaml")),
            Client(simulator.key, base_url=simulator.url) as ashby,
        ):
            ashby.execute(op.CandidateSearch(name="Priya Raman"))
            ashby.execute(op.CandidateListNotes(candidateId=PRIYA["id"]))
        text = (tmp_path / "real.yaml").read_text(encoding="utf-8")
    assert PRIYA["id"] in text
    for secret in (
        "Priya",
        "priya",
        "Raman",
        simulator.key,
        *[it["content"] for it in PEOPLE.state.table("note").values()],
    ):
        assert json.dumps(secret)[1:-1] not in text
