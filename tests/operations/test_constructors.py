"""An operation as an object: what its constructor refuses, and that a session takes it in the place of a name."""

from __future__ import annotations

import re

import pytest

from ashby_agent_tools import (
    NOTIFIES,
    WRITE,
    Decision,
    Operation,
    Session,
    Spec,
    Toolset,
    ask_later,
    errors,
)
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.params import CandidateId, EpochMs, ListOf, UserId
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

ID = "00000000-0000-4000-8000-000000000001"


class RemindInterviewers(Operation):
    """Remind interviewers of a candidate whose scorecards are missing."""

    spec = Spec("reminder.send", scope=None, risk=WRITE | NOTIFIES)

    candidateId: CandidateId
    userIds: ListOf[UserId]
    before: EpochMs | None = None


WRONG = {
    "misspelt": (lambda: op.JobSearch(titel="Engineer"), r"JobSearch: .*'titel' \(did you mean 'title'\?\)"),
    "misspelt, of another area": (lambda: op.CandidateInfo(Id=ID), r"CandidateInfo: .*'Id' \(did you mean 'id'\?\)"),
    "missing": (lambda: op.CandidateCreateNote(candidateId=ID), "CandidateCreateNote: note is required"),
    "no id": (lambda: op.CandidateInfo(id="Ada"), "'Ada' is not an id: it must be a full UUID"),
    "two rules": (lambda: op.CandidateCreate(nam="Ada", email=3), "name is required.*email: .*'nam'"),
    "of your own": (lambda: RemindInterviewers(candidateId=ID, userId=[ID]), r"RemindInterviewers: .*'userIds'\?"),
    "a short id": (lambda: RemindInterviewers(candidateId="cand_1", userIds=ID), "must be a full UUID"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_constructor_raises_invalid_arguments_and_names_what_is_near(case):
    make, said = WRONG[case]
    with pytest.raises(errors.InvalidArguments, match=said) as raised:
        make()
    assert "pydantic" not in str(raised.value)
    assert str(raised.value).endswith("Nothing was sent.")


def test_an_operation_of_your_own_takes_what_its_types_take():
    made = RemindInterviewers(candidateId=ID.upper(), userIds=ID, before="2026-03-14T15:00:00Z")
    assert made.body() == {"candidateId": ID, "userIds": [ID], "before": 1773500400000}


def test_an_operation_of_your_own_takes_short_ids_in_a_conversation(simulator: Simulator):
    session = Session(Toolset.of("candidate.list", "user.list", RemindInterviewers), simulator.client())
    text = session.run("candidate.list", {}).text + session.run("user.list", {}).text
    short = {"candidateId": re.search(r"cand_\d+", text)[0], "userIds": re.search(r"user_\d+", text)[0]}
    body = session.prepare("reminder.send", short).arguments
    assert body["candidateId"] in simulator.state.table("candidate")
    assert [user in simulator.state.table("user") for user in body["userIds"]] == [True]
    with pytest.raises(errors.InvalidArguments, match="user_"):
        session.prepare("reminder.send", {**short, "candidateId": short["userIds"]})


# sessions take an operation in the place of a name


@pytest.fixture
def session(simulator: Simulator):
    return Session(Toolset.of(op.JobSearch, op.CandidateInfo, op.ApplicationChangeStage), simulator.client())


def test_run_takes_an_operation_and_sends_what_its_name_and_arguments_send(session, simulator: Simulator):
    by_name = session.run("job.search", {"title": "Engineer"})
    assert session.run(op.JobSearch(title="Engineer")).data == by_name.data
    sent = [(request.endpoint, request.body) for request in simulator.log if request.endpoint == "job.search"]
    assert sent == [("job.search", {"title": "Engineer"})] * 2


async def test_arun_takes_an_operation_too(session):
    assert (await session.arun(op.JobSearch(title="Engineer"))).data == session.run(
        "job.search", {"title": "Engineer"}
    ).data


def test_prepare_takes_an_operation_and_judges_it_like_any_call(session, simulator: Simulator):
    rejection = Company.of(simulator).rejection()
    call = session.prepare(op.ApplicationChangeStage(**rejection), call_id="c1")
    assert call == session.prepare("application.changeStage", rejection, call_id="c1")
    assert call.needs_approval
    with pytest.raises(errors.Declined, match="no approver"):
        session.run(op.ApplicationChangeStage(**rejection))
    session.question(call)
    assert session.execute(call, decision=Decision.approve(by="Robin")).data


def test_an_operation_that_the_toolset_has_not_is_refused(session):
    with pytest.raises(errors.InvalidArguments, match="not among the tools"):
        session.run(op.JobList())
    with pytest.raises(errors.InvalidArguments, match="no tool called"):
        session.run(RemindInterviewers(candidateId=ID, userIds=ID))


@pytest.mark.parametrize(
    "given",
    [(op.JobSearch(title="Engineer"), {"title": "Designer"}), (op.JobSearch(title="Engineer"), {}), ("job.search",)],
)
@pytest.mark.parametrize("method", ["prepare", "run"])
def test_an_operation_comes_with_no_arguments_beside_it_and_a_name_with_some(session, method, given):
    with pytest.raises(errors.AshbyError, match="arguments"):
        getattr(session, method)(*given)


# what the application learns of a question that waits


def test_approval_required_names_the_question_to_the_application(simulator: Simulator):
    session = Session(Toolset.all(), simulator.client(), approver=ask_later)
    rejection = op.ApplicationChangeStage(**Company.of(simulator).rejection())
    with pytest.raises(errors.ApprovalRequired) as waits:
        session.run(rejection)
    name = Company.of(simulator).candidate()["name"]
    assert name in waits.value.question
    assert waits.value.question_id not in str(waits.value)
    with pytest.raises(errors.ApprovalRequired) as executed:
        session.execute(session.prepare(rejection))
    assert executed.value.question_id == waits.value.question_id
    session._store.answer(waits.value.question_id, approved=True, by="robin@example.com")
    assert session.run(rejection).data["status"] == "Archived"


def test_approval_required_names_no_question_where_nobody_was_asked(simulator: Simulator):
    session = Session(Toolset.all(), simulator.client())
    with pytest.raises(errors.ApprovalRequired) as unasked:
        session.execute(session.prepare("application.changeStage", Company.of(simulator).rejection()))
    assert (unasked.value.question, unasked.value.question_id) == (None, None)


# what a model is offered


def test_the_tools_of_a_toolset_are_its_operations_and_the_built_in_ones():
    toolset = Toolset.of("candidate.info", "job.list")
    names = [tool.name for tool in toolset.tools]
    assert names[:2] == ["ashby_candidate_info", "ashby_job_list"]
    assert set(names[2:]) == {"ashby_read_result", "ashby_query", "ashby_read_resume"}
    assert [tool.name for tool in toolset] == names[:2]
