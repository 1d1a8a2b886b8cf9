"""The question of every operation that the default policy can ask about, against the demo company, with names."""

from __future__ import annotations

import asyncio
import re
import threading

import pytest
from question_cases import CASES as ALL
from question_company import Company
from question_people import PEOPLE
from question_ratings import RATINGS

from ashby_agent_tools.approval.prompts import prompt_for
from ashby_agent_tools.approval.prompts.lookups import abuild_question, build_question
from ashby_agent_tools.approval.prompts.question import more, needs
from ashby_agent_tools.conversation.session import Session
from ashby_agent_tools.errors import TransportError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.toolset.toolset import Toolset

CASES = [*ALL, *RATINGS]
NAMES = [case[0] for case in CASES]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
UNREADABLE = {"assessment.cancel", "assessment.update", "offer.create", "user.deleteInterviewerPause"}
"""Ashby has no read that takes the id of these."""
# neither the partner nor the partner's kind of assessment has a read, and reading the referral form may create one
WITH_AN_ID = {*UNREADABLE, "assessment.addCompletedToCandidate", "assessment.start", "referral.create"}


def askable() -> list[str]:
    """What the default policy can ask about: destructive at worst, or reaching a person, or leaving Ashby."""
    return [
        endpoint
        for endpoint, operation in catalogue().items()
        if operation.spec.worst.effect is Effect.DESTRUCTIVE or not operation.spec.worst.stays_inside
    ]


@pytest.fixture(scope="module")
def company() -> Company:
    return Company(Simulator(seed=7))


CONCERNS = {  # whom the offer or the sequence behind an id is for
    **dict.fromkeys(
        ("approvalDefinition.update", "offer.approve", "offer.setStatus", "offer.startApprovalProcess", "offer.update"),
        lambda company: company.candidate_of(company.waiting()["applicationId"]),
    ),
    **dict.fromkeys(
        ("sequence.discard", "sequence.start"),
        lambda company: company.org.table("candidate")[company.draft["candidateId"]]["name"],
    ),
}


def nothing_found(read):
    raise TransportError(f"{read.spec.endpoint} cannot be reached.")


def test_every_operation_that_can_be_asked_about_has_words_of_its_own():
    """A new operation that notifies, exports or destroys must get its words in approval/prompts/."""
    without = [endpoint for endpoint in askable() if prompt_for(catalogue()[endpoint].model_construct()) is None]
    assert without == []


def test_every_operation_that_can_be_asked_about_has_a_case_here():
    assert set(askable()) - set(NAMES) == set()


@pytest.mark.parametrize(("endpoint", "arguments", "says"), CASES, ids=NAMES)
def test_the_question_has_names_and_what_changes(company: Company, endpoint, arguments, says):
    """And no id wherever Ashby has a read that tells the name."""
    question = company.question(endpoint, arguments(company))
    assert says in question
    assert "Could not look up" not in question
    assert bool(UUID.search(question)) == (endpoint in WITH_AN_ID)
    if endpoint in CONCERNS:
        assert CONCERNS[endpoint](company) in question


@pytest.mark.parametrize(
    ("endpoint", "arguments"),
    [case[:2] for case in CASES if case[0] not in {*UNREADABLE, "webhook.create"}],
)
def test_what_cannot_be_looked_up_is_shown_by_its_id_and_the_question_says_so(company: Company, endpoint, arguments):
    question = build_question(company.call(endpoint, arguments(company)), nothing_found).question
    assert "Could not look up the " in question
    assert UUID.search(question)


@pytest.mark.parametrize(("endpoint", "arguments"), [case[:2] for case in CASES], ids=NAMES)
def test_the_reads_of_a_question_are_reads_and_at_most_twelve(company: Company, endpoint, arguments):
    call = company.call(endpoint, arguments(company))
    answers = {name: company.look(read) for name, read in needs(call).items()}
    reads = {**needs(call), **more(call, answers)}
    assert len(reads) <= 12
    assert all(read.spec.reads for read in reads.values())
    assert len(reads) == len(needs(call)) + len(more(call, answers))  # no answer of the first round is lost


def _with_history(company: Company):
    """A question of two rounds: candidate, job and reasons first, then the stages of the job's plan."""
    return company.call("application.create", next(case[1] for case in CASES if "history 0" in case[2])(company))


def test_a_slow_read_leaves_no_time_for_the_second_round(company: Company):
    """One deadline for both rounds: a person is not kept waiting twice."""
    begun: list[str] = []
    end = threading.Event()

    def read(operation):
        begun.append(operation.spec.endpoint)
        if operation.spec.endpoint == "candidate.info":
            end.wait(30)
        return company.look(operation)

    question = build_question(_with_history(company), read, seconds=0.5).question
    end.set()
    assert "Could not look up the candidate and the stages of the history" in question
    assert "interviewStage.list" not in begun


async def test_an_awaited_slow_read_leaves_no_time_for_the_second_round_either(company: Company):
    begun: list[str] = []

    async def read(operation):
        begun.append(operation.spec.endpoint)
        if operation.spec.endpoint == "candidate.info":
            await asyncio.sleep(30)
        return company.look(operation)

    question = (await abuild_question(_with_history(company), read, seconds=0.5)).question
    assert "Could not look up the candidate and the stages of the history" in question
    assert "interviewStage.list" not in begun


@pytest.mark.parametrize(("most", "begun"), [(2, 2), (3, 3), (4, 4), (8, 5)])
def test_the_reads_of_all_rounds_are_counted_together(company: Company, most, begun):
    reads: list[str] = []

    def read(operation):
        reads.append(operation.spec.endpoint)
        return company.look(operation)

    build_question(_with_history(company), read, most=most)
    assert len(reads) == begun


def test_a_question_of_many_approvers_names_them_all_in_eight_reads(company: Company):
    """However many people a request names: one page of all colleagues does."""
    people = list(company.org.rows("user"))[:12]
    steps = [{"approvalsRequired": 1, "approvers": [{"userId": one["id"]} for one in people]}]
    given = {"entityId": company.waiting()["latestVersionId"], "approvalStepDefinitions": steps}
    reads: list[str] = []

    def read(operation):
        reads.append(operation.spec.endpoint)
        return company.look(operation)

    question = build_question(company.call("approvalDefinition.update", given), read).question
    assert len(reads) <= 12
    assert all(f"{one['firstName']} {one['lastName']}" in question for one in people)


def test_the_session_asks_in_these_words_and_writes_nothing(company: Company):
    """The whole question as a person sees it, through the public door."""
    endpoint, arguments, _ = PEOPLE[0]
    session = Session(Toolset.of(endpoint), company.client())
    before = len(company.simulator.log)
    question = session.question(session.prepare(endpoint, arguments(company)))
    assert question == (
        "Reject Priya Raman for Account Executive: Onsite to Archived, reason Timing. An email goes out. They can be "
        "moved back, but nothing sent can be recalled.\n"
        "The email 'Kind rejection' goes to priya.raman@example.com the next morning at 09:32 (the organization's time "
        "zone). 1 interview schedule of this application is still open.\n"
        "- stage: Onsite -> Archived\n"
        "- text of the email: not shown, because Ashby's API does not return the texts of templates; this one was last "
        "changed on Fri 20 Jun 2025 at 09:00 UTC\n"
        "Why you are asked: archiving ends the application; what becomes of booked interviews is not documented; the "
        "candidate gets an email."
    )
    sent = {request.endpoint for request in company.simulator.log[before:]}
    of_itself = {"application.info", "archiveReason.list", "communicationTemplate.list", "interviewStage.info"}
    assert sent == of_itself | {"interviewSchedule.list", "candidate.search", "interviewStage.list", "job.search"}


def test_what_the_key_may_not_read_is_shown_by_id_and_the_rest_by_name(company: Company):
    """Ashby refuses the read with the scope that is missing."""
    endpoint, arguments, _ = PEOPLE[0]
    key = company.simulator.add_key(scopes=["candidatesRead"])
    session = Session(Toolset.of(endpoint), company.simulator.client(key))
    given = arguments(company)
    question = session.question(session.prepare(endpoint, given))
    assert f"- stage: Onsite -> the stage {given['interviewStageId']}\n" in question
    assert question.startswith(f"Reject Priya Raman for Account Executive, reason id {given['archiveReasonId']}. ")
    unseen = "the target stage, the archive reason, the email template and the booked interviews"
    assert f"Could not look up {unseen}; where a name is missing, its id is shown." in question


def test_a_mail_for_an_application_that_is_archived_already_is_not_promised(company: Company):
    """Ashby then sends none."""
    archived = company.org.first("application", status="Archived", jobId=company.job["id"])
    given = {**PEOPLE[0][1](company), "applicationId": archived["id"]}
    assert "is archived already: Ashby then sends no email." in company.question("application.changeStage", given)
