"""What fails, fails closed: policies by any name of an operation, decisions that are none, approvers of any kind."""

from __future__ import annotations

import asyncio
import functools

import pytest

from ashby_agent_tools import (
    AsyncClient,
    Client,
    Decision,
    Session,
    Toolset,
    Verdict,
    allow,
    confirm_destructive,
    confirm_never,
    deny,
    errors,
)
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.toolset.policy import evaluate

SOMEBODY = {"candidateId": "ffffffff-ffff-4fff-bfff-ffffffffffff"}
NAMES = ("candidate.anonymize", "ashby_candidate_anonymize", *catalogue()["candidate.anonymize"].spec.aliases)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("called", NAMES)
def test_a_rule_holds_for_an_operation_by_whatever_name_either_side_uses(name, called, simulator: Simulator):
    for policy in (deny(name), allow("job.list", otherwise=deny(name))):
        assert Toolset.all().with_policy(policy).prepare(called, SOMEBODY).verdict is Verdict.REFUSE
    with pytest.raises(errors.Declined, match="policy refuses"):
        Client(simulator.key, policy=deny(name), transport=simulator.transport()).execute(
            op.CandidateAnonymize(**SOMEBODY), decision=Decision.approve(by="Robin")
        )
    assert simulator.log == []


@pytest.mark.parametrize("made", [Client, AsyncClient])
def test_a_misspelt_rule_of_a_client_is_an_error_and_no_open_door(made, simulator: Simulator):
    for policy in (deny("candidate.anonimize"), allow("job.list", otherwise=deny("candidate.anonimize"))):
        with pytest.raises(errors.UsageError, match="candidate.anonymize"):
            made(simulator.key, policy=policy)


def test_a_rule_by_the_name_that_a_toolset_shows_holds_after_another_renaming():
    shown = Toolset.all().renamed({"candidate.anonymize": "erase_a_person"})
    denied = shown.with_policy(confirm_destructive, deny("erase_a_person"))
    assert denied.prepare("erase_a_person", SOMEBODY).verdict is Verdict.REFUSE
    again = denied.renamed({"candidate.anonymize": "forget_a_person"})
    for name in ("forget_a_person", "candidate.anonymize"):
        assert again.prepare(name, SOMEBODY).verdict is Verdict.REFUSE


def test_nonsense_beside_a_verdict_refuses():
    call = Toolset.all().prepare("job.list", {})
    for nonsense in (-1, None, "RUN", 3):
        tools = Toolset.all().with_policy(confirm_never, lambda _, said=nonsense: said)
        with pytest.raises(errors.Declined, match="policy failed"):
            tools.prepare("job.list", {})
        with pytest.raises(errors.Declined, match="policy failed"):
            evaluate(lambda _, said=nonsense: said, call)


@pytest.mark.parametrize(
    ("kind", "more"),
    [("reject", {}), ("yes", {}), ("", {}), ("approve", {"arguments": SOMEBODY}), ("edit", {}), ("deny", {"by": " "})],
)
def test_a_decision_is_one_of_three_and_says_what_it_is(kind, more):
    """`Decision(payload["type"], ...)` with a framework's own word must not become a yes."""
    with pytest.raises(errors.UsageError):
        Decision(kind, **{"by": "Robin", **more})


class Asked:
    """An approver that is an object."""

    async def __call__(self, call, question):
        return Decision.approve(by="Robin")


APPROVERS = {
    "an object": Asked(),
    "a partial": functools.partial(Asked.__call__, Asked()),
    "a function that gives a coroutine": lambda *given: Asked()(*given),  # noqa: PLW0108  (a function is meant)
}


@pytest.mark.parametrize("kind", APPROVERS)
def test_whatever_can_be_awaited_is_an_approver(kind, simulator: Simulator):
    company = Company.of(simulator)
    session = Session(
        Toolset.all(), simulator.client(), async_client=simulator.async_client(), approver=APPROVERS[kind]
    )
    with pytest.raises(errors.UsageError, match="arun"):
        session.run("application.changeStage", company.rejection())
    assert company.sent("application.changeStage") == []
    asyncio.run(session.arun("application.changeStage", company.rejection()))
    assert company.sent("application.changeStage") == [company.rejection()]
