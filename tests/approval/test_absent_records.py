"""A call about a record that a look-up has not found goes back to the model; a look-up that failed still asks."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from question_cases import CASES as ALL
from question_company import Company
from question_ratings import RATINGS

from ashby_agent_tools import Session, Toolset
from ashby_agent_tools.approval.prompts.lookups import abuild_question, build_question
from ashby_agent_tools.approval.prompts.missing_records import Absent
from ashby_agent_tools.errors import (
    ApiError,
    InvalidArguments,
    NotFound,
    PermissionMissing,
    RateLimited,
    ServerFailure,
    TransportError,
)
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.simulator import Simulator

MOVE = "application.changeStage"


@pytest.fixture(scope="module")
def company():
    return Company(Simulator(seed=7))


def ids(node, path=""):
    if isinstance(node, str):
        return [(path, node)] if is_uuid(node) else []
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [found for key, value in inside for found in ids(value, f"{path}.{key}".lstrip("."))]


def wrong(identity):
    """The same id with another last digit."""
    return identity[:-1] + ("0" if identity[-1] != "0" else "1")


def with_wrong(node, identity):
    if isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else enumerate(node)
        made = {key: with_wrong(value, identity) for key, value in items}
        return made if isinstance(node, dict) else list(made.values())
    return wrong(identity) if node == identity else node


def test_ids_with_one_wrong_digit_are_told_to_the_model_and_right_ones_never(company):
    """Every question of the catalogue, and every id in its arguments. Ids that only a list tells are asked about."""
    told = 0
    for endpoint, arguments, _ in (*ALL, *RATINGS):
        right = arguments(company)
        assert build_question(company.call(endpoint, right), company.look).question
        for path, identity in ids(right):
            if message := absence(company, company.call(endpoint, with_wrong(right, identity))):
                told += 1
                assert f"has the id {wrong(identity)} ({path})" in message
                assert "Nobody was asked and nothing was sent" in message
    assert told >= 110


def absence(company, call):
    """What the model is told of a record that does not exist; None where people are asked."""
    try:
        build_question(call, company.look)
    except NotFound as error:
        return str(error)
    return None


def moved(company):
    right = {"applicationId": company.application["id"], "interviewStageId": company.stage("Archived")}
    return {**right, "archiveReasonId": company.id("archiveReason")}


MISSING = NotFound("no such record", code="application_not_found", status=200)
FAILURES = [
    PermissionMissing("lacks it", code="missing_endpoint_permission", status=403),
    PermissionMissing("a wrong key", status=401),
    TransportError("the connection broke"),
    RateLimited("too many", status=429),
    ServerFailure("HTTP 502", status=502),
    ApiError("HTTP 404: a wrong base URL", status=404),
    ApiError("invalid_input", code="invalid_input", status=200),
    NotFound("the acting user", code="user_not_found", status=200),
    NotFound("something about it", code="interview_plan_not_found", status=200),
]


@pytest.mark.parametrize("failure", FAILURES, ids=[f"{type(it).__name__}-{it}" for it in FAILURES])
async def test_a_look_up_that_fails_otherwise_still_asks(company, failure):
    def read(operation):
        if operation.spec.endpoint == "application.info":
            raise failure
        return company.look(operation)

    async def aread(operation):
        return read(operation)

    call = company.call(MOVE, moved(company))
    for question in (build_question(call, read).question, (await abuild_question(call, aread)).question):
        assert "Could not look up the application" in question


async def test_a_look_up_that_takes_too_long_still_asks(company):
    async def aread(operation):
        if operation.spec.endpoint == "application.info":
            await asyncio.sleep(30)
            raise MISSING
        return company.look(operation)

    assert (
        "Could not look up" in (await abuild_question(company.call(MOVE, moved(company)), aread, seconds=0.2)).question
    )


SPELLINGS = {
    "capitals": str.upper, "braces": "{{{}}}".format, "white space": " {}\n".format, "quotes": '"{}"'.format,
    "an unseen character": "{}\u200b".format, "a URN": "urn:uuid:{}".format,
    "no dashes": lambda it: it.replace("-", ""),
    "an address": "https://app.ashbyhq.com/candidates/{}".format, "two": "{0},{0}".format, "a path": "{}/".format,
    "long dashes": lambda it: it.replace("-", "\u2014"), "a list": lambda it: [it], "an object": lambda it: {"id": it},
    "nothing": lambda it: "00000000-0000-0000-0000-000000000000",
    "all ones": lambda it: "ffffffff-ffff-ffff-ffff-ffffffffffff",
}  # fmt: skip


@pytest.mark.parametrize("spelt", SPELLINGS.values(), ids=SPELLINGS)
def test_however_an_id_is_spelt_nobody_is_asked_about_a_record_that_is_not_there(company, spelt):
    """The right one is asked about as itself, or refused as no id; it is never taken for another one."""
    session = Session(Toolset.of(MOVE), company.simulator.client())
    right = moved(company)["applicationId"]
    for identity in (right, wrong(right)):
        with contextlib.suppress(InvalidArguments, NotFound):
            call = session.prepare(MOVE, {**moved(company), "applicationId": spelt(identity)})
            assert session.question(call)
            assert (call.arguments["applicationId"], identity) == (right, right)


def test_a_posting_that_a_read_without_drafts_does_not_find_may_be_a_draft(company):
    draft = "8f14e45f-ceea-467f-a8d1-3c8a5d3c9f00"
    call = company.call("jobPosting.update", {"jobPostingId": draft, "title": "Account Executive"})
    read = catalogue()["jobPosting.info"]
    missing = NotFound("none", code="job_posting_not_found", status=200)
    for operation, certain in (
        (read(jobPostingId=draft), False),
        (read(jobPostingId=draft, includeUnpublishedJobPostings=True), True),
    ):
        absent = Absent(call)
        with pytest.raises(NotFound):
            absent.watching(raising(missing))(operation)
        with pytest.raises(NotFound) if certain else contextlib.nullcontext():
            absent.must_be_none()


def raising(error):
    def read(operation):
        raise error

    return read


@pytest.mark.parametrize("sync", [True, False])
def test_no_approver_is_asked_and_the_model_is_told(company, sync):
    asked = []
    session = Session(
        Toolset.all(),
        company.simulator.client(),
        async_client=None if sync else company.simulator.async_client(),
        approver=lambda call, question: asked.append(question),
    )
    arguments = {**moved(company), "applicationId": wrong(company.application["id"])}
    log = len(company.simulator.log)

    def run():
        return session.run(MOVE, arguments) if sync else asyncio.run(session.arun(MOVE, arguments))

    with pytest.raises(NotFound, match="no application has the id") as caught:
        run()
    assert "ashby_application_list" in str(caught.value)
    assert caught.value.code == "application_not_found"
    assert asked == []
    assert MOVE not in {request.endpoint for request in company.simulator.log[log:]}
    assert session.asked(session.prepare(MOVE, arguments)) == ()


def test_what_was_checked_is_not_looked_up_twice(company):
    session = Session(Toolset.all(), company.simulator.client())
    call = session.prepare(MOVE, moved(company))
    before = len(company.simulator.log)
    session.check(call)
    looked = len(company.simulator.log) - before
    assert looked > 1
    session.question(call)
    session.check(call)
    assert len(company.simulator.log) - before == looked
