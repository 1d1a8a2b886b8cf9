"""Nothing opens the gate by accident: policies, rules, names, classes of one's own, and decisions for another call."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest

from ashby_agent_tools import (
    AsyncClient,
    Client,
    Decision,
    Effect,
    Operation,
    Session,
    Spec,
    Toolset,
    Verdict,
    allow,
    confirm_destructive,
    confirm_never,
    confirm_writes,
    deny,
    errors,
)
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.risk import READ, WRITE
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

MOVE, NOTE, ERASE = "application.changeStage", "candidate.createNote", "candidate.anonymize"
SOMEBODY = {"candidateId": "ffffffff-ffff-4fff-bfff-ffffffffffff"}
TOOLS = Toolset.all()


def verdicts(tools: Toolset) -> str:
    """What the policy says of an anonymization and of a note, by their first letters: `AR` is ask, run."""
    calls = (tools.prepare(ERASE, SOMEBODY), tools.prepare(NOTE, {**SOMEBODY, "note": "Hi"}))
    return "".join(call.verdict.name[0] if call.verdict is not Verdict.REFUSE else "X" for call in calls)


# a deny only adds


POLICIES = {
    "a deny of something else": (TOOLS.with_policy(deny("job.create")), "AR"),
    "two of them": (TOOLS.with_policy(deny("job.create"), deny("job.update")), "AR"),
    "one whose condition does not hold": (TOOLS.with_policy(deny(ERASE, when=lambda _: False)), "AR"),
    "what was asked more strictly": (TOOLS.with_policy(confirm_writes).with_policy(deny("job.create")), "AA"),
    "what was let run by name": (TOOLS.with_policy(confirm_never).with_policy(deny("job.create")), "RR"),
    "the deny before the policy": (TOOLS.with_policy(deny(ERASE)).with_policy(confirm_never), "XR"),
    "the policy before the deny": (TOOLS.with_policy(confirm_never).with_policy(deny(ERASE)), "XR"),
    "both at once": (TOOLS.with_policy(deny(ERASE), confirm_never), "XR"),
    "a policy for the rest": (TOOLS.with_policy(deny(ERASE, otherwise=confirm_never)), "XR"),
    "a deny for the rest": (TOOLS.with_policy(allow(NOTE, otherwise=deny("job.create"))), "AR"),
    "a deny of an alias": (TOOLS.with_policy(deny("ashby_candidate_anonymize")), "XR"),
    "a deny of a class": (TOOLS.with_policy(deny(op.CandidateAnonymize)), "XR"),
    "a deny in a function": (TOOLS.with_policy(lambda call: max(Verdict.RUN, deny("job.create")(call))), "AR"),
    "a deny in the constructor": (Toolset(TOOLS.endpoints, policy=deny("job.create")), "AR"),
    "a union with a looser one": (TOOLS.with_policy(deny(ERASE)) | TOOLS.with_policy(confirm_never), "XR"),
    "a union, then a looser one": (
        (TOOLS.with_policy(deny(ERASE)) | TOOLS.with_policy(confirm_writes)).with_policy(confirm_never), "XR",
    ),
    "a union of a constructor's": (
        Toolset(TOOLS.endpoints, policy=deny("job.create")) | TOOLS.with_policy(confirm_never), "AR",
    ),
    "a narrower set": (TOOLS.with_policy(deny(ERASE)).without("job.list").with_policy(confirm_never), "XR"),
}  # fmt: skip


@pytest.mark.parametrize("kind", POLICIES)
def test_a_deny_only_adds(kind):
    tools, said = POLICIES[kind]
    assert verdicts(tools) == said


def test_after_a_deny_alone_a_rejection_still_needs_a_yes(simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS.with_policy(deny(ERASE)), simulator.client())
    with pytest.raises(errors.ToolError, match="needs a person's approval"):
        session.run(MOVE, company.rejection())
    assert company.sent(MOVE) == []


@pytest.mark.parametrize("made", [Client, AsyncClient])
def test_a_clients_deny_only_adds_too(made, simulator: Simulator):
    company = Company.of(simulator)
    transport = simulator.transport() if made is Client else simulator.async_transport()
    client = made(simulator.key, base_url="http://127.0.0.1:1", policy=deny(ERASE), transport=transport)

    def execute(operation):
        sent = client.execute(operation)
        return asyncio.run(sent) if made is AsyncClient else sent

    with pytest.raises(errors.ApprovalRequired):
        execute(op.ApplicationChangeStage(**company.rejection()))
    with pytest.raises(errors.Declined):
        execute(op.CandidateAnonymize(**SOMEBODY))
    assert company.sent(MOVE) == []
    execute(op.JobList())


def test_a_denied_endpoint_is_denied_by_hand_too_in_whatever_case(simulator: Simulator):
    client = Client(simulator.key, policy=deny(NOTE), transport=simulator.transport())
    for endpoint in (NOTE, "Candidate.CreateNote", "candidate.createnote"):
        with pytest.raises(errors.Declined, match="policy refuses"):
            client.request(endpoint, SOMEBODY, decision=Decision.approve(by="Robin"))
    assert simulator.log == []


# what is no policy


async def _later(call):
    return Verdict.RUN


class _Later:
    async def __call__(self, call):
        return Verdict.RUN


@pytest.mark.parametrize(
    "nonsense", [None, True, "confirm_never", Verdict.RUN, 0, [confirm_never], _later, _Later(), _Later, deny]
)
def test_what_is_no_policy_is_an_error_where_it_is_given(nonsense, simulator: Simulator):
    if nonsense is deny:  # a function it is, and no policy: what it answers is no verdict
        with pytest.raises(errors.Declined, match="policy failed"):
            TOOLS.with_policy(nonsense).prepare(ERASE, SOMEBODY)
        return
    for give in (TOOLS.with_policy, lambda it: Client(simulator.key, policy=it)):
        with pytest.raises(errors.UsageError, match="policy"):
            give(nonsense)


@pytest.mark.parametrize("said", [None, True, False, 0, 0.0, "RUN", "run", Effect.READ, [], -1, 3, object()])
def test_an_answer_that_is_no_verdict_refuses(said, simulator: Simulator):
    """False, 0 and Effect.READ equal Verdict.RUN."""
    for policy in (lambda _: said, allow("job.create", otherwise=lambda _: said)):
        for tools in (TOOLS.with_policy(policy), TOOLS.with_policy(confirm_never, policy)):
            with pytest.raises(errors.Declined, match="policy failed"):
                tools.prepare(ERASE, SOMEBODY)
        client = Client(simulator.key, policy=policy, transport=simulator.transport())
        with pytest.raises(errors.Declined, match="policy failed"):
            client.execute(op.CandidateAnonymize(**SOMEBODY), decision=Decision.approve(by="Robin"))
    assert simulator.log == []


async def _holds(operation):
    return False


@pytest.mark.parametrize("condition", [lambda _: None, lambda _: "yes", lambda it: it.candidateId, lambda _: 1, _holds])
@pytest.mark.parametrize("rule", [allow, deny])
def test_a_condition_that_is_neither_true_nor_false_refuses(rule, condition):
    """A condition without `return` would let a deny pass; a coroutine is true."""
    with pytest.raises(errors.Declined, match="policy failed"):
        TOOLS.with_policy(rule(ERASE, when=condition)).prepare(ERASE, SOMEBODY)


@pytest.mark.parametrize(
    "make",
    [
        TOOLS.with_policy,
        lambda: TOOLS.with_policy(confirm_writes).with_policy(*[]),
        allow,
        deny,
        lambda: deny(when=lambda _: True),
        lambda: deny([ERASE]),
        lambda: deny(None),
        lambda: TOOLS.with_policy(deny("candidate.anonymise")),
        lambda: TOOLS.with_policy(deny("")),
        lambda: TOOLS.with_policy(confirm_destructive, allow("job.list", otherwise=deny("candidate.anonymise"))),
    ],
)
def test_a_rule_or_a_policy_that_would_do_nothing_is_an_error(make):
    with pytest.raises(errors.UsageError):
        make()


def test_a_misspelt_rule_inside_a_function_refuses():
    tools = TOOLS.with_policy(lambda call: max(Verdict.RUN, deny("candidate.anonymise", otherwise=confirm_never)(call)))
    with pytest.raises(errors.Declined, match="policy failed"):
        tools.prepare(ERASE, SOMEBODY)


# an application's own operation on an endpoint of the catalogue


class Reject(Operation):
    """Say that rejecting is reading."""

    spec: ClassVar[Spec] = Spec(MOVE, scope=None, risk=READ)

    applicationId: str
    interviewStageId: str
    archiveReasonId: str | None = None


class Loud(Reject):
    """The same with an argument that the catalogue does not know."""

    mood: str = "fine"


class Hidden(Operation):
    """The same out of a field of its own: what is sent counts, not what it is made of."""

    spec: ClassVar[Spec] = Spec(MOVE, scope=None, risk=READ)

    reject: dict[str, str]

    def body(self):
        return dict(self.reject)

    def as_arguments(self):
        return {"reject": dict(self.reject)}


class Cased(Reject):
    """The same by another spelling."""

    spec: ClassVar[Spec] = Spec("Application.changestage", scope=None, risk=READ)


class Quiet(op.ApplicationChangeStage):
    """A class of the catalogue with a milder word of its own."""

    def risk(self):
        return READ


OWN = (Reject, Loud, Hidden, Cased, Quiet)


def arguments_for(cls: type[Operation], company: Company) -> dict:
    rejection = company.rejection()
    return {"reject": rejection} if cls is Hidden else rejection


@pytest.mark.parametrize("cls", OWN)
def test_an_operation_of_ones_own_is_rated_at_least_as_its_endpoint_is(cls, simulator: Simulator):
    company = Company.of(simulator)
    known = catalogue()[MOVE]
    arguments = arguments_for(cls, company)
    call = Toolset.of(cls).prepare(MOVE, arguments)
    assert known(**company.rejection()).risk() <= call.risk
    assert call.verdict is Verdict.ASK
    session = Session(Toolset.of(cls), simulator.client())
    with pytest.raises(errors.Declined, match="needs a person's approval"):
        session.run(MOVE, arguments)
    with pytest.raises(errors.ApprovalRequired):
        simulator.client().execute(cls(**arguments))
    dry = Session(Toolset.of(cls), simulator.client(), dry_run=True)
    assert "Nothing was sent" in dry.run(MOVE, arguments).text
    assert company.sent(MOVE) == []


@pytest.mark.parametrize("cls", OWN)
def test_its_hints_and_the_narrowing_go_by_the_worse_of_the_two(cls):
    tools = Toolset.of(cls)
    (tool,) = tools
    assert tool.hints == catalogue()[MOVE].spec.hints
    assert len(tools.read_only()) == len(tools.at_most("write")) == 0
    assert len(tools.writes_only()) == 1
    assert cls in tools
    assert tools.with_policy(deny(MOVE), confirm_never).prepare(MOVE, _shaped(cls)).verdict is Verdict.REFUSE


def _shaped(cls: type[Operation]) -> dict:
    ids = {"applicationId": SOMEBODY["candidateId"], "interviewStageId": SOMEBODY["candidateId"]}
    return {"reject": ids} if cls is Hidden else ids


def test_one_that_is_rated_higher_keeps_its_own_rating():
    class Careful(op.JobList):
        """List jobs, and ask."""

        spec: ClassVar[Spec] = Spec("job.list", scope="jobsRead", risk=WRITE)

        def risk(self):
            return WRITE

    assert Toolset.of(Careful).prepare("job.list", {}).risk.effect is Effect.WRITE


def test_one_on_an_endpoint_of_its_own_is_rated_by_itself():
    class Ping(Operation):
        """Ask whether it is there."""

        spec: ClassVar[Spec] = Spec("custom.ping", scope=None, risk=READ)

    assert Toolset.of(Ping).prepare("custom.ping", {}).risk == READ
    assert Toolset.of(Ping)["custom.ping"].operation is Ping


def named(endpoint: str, **names: tuple[str, ...]) -> type[Operation]:
    spec = Spec(endpoint, scope=None, risk=READ, **names)
    return type("Named", (Operation,), {"__module__": __name__, "__doc__": "A name.", "spec": spec})


@pytest.mark.parametrize(
    "make",
    [
        lambda: named("custom.ping", aliases=("ashby_candidate_anonymize",)),
        lambda: named("custom.ping", also_called=("candidate.anonymize",)),
        lambda: named("custom.ping", aliases=("Ashby_Candidate_Anonymize",)),
        lambda: named("custom.ping", aliases=("ashby_read_result",)),
        lambda: named("read.resume"),
        lambda: named("candidate.create.note"),
        lambda: named("candidate.anonymize?x=1"),
        lambda: named("../candidate.anonymize"),
        lambda: named("candidate.anonymize "),
    ],
)
def test_an_operation_of_ones_own_has_an_endpoint_and_names_of_its_own(make):
    with pytest.raises(errors.UsageError):
        Toolset.of("job.list", make())


def test_a_client_takes_no_endpoint_that_is_none(simulator: Simulator):
    for endpoint in ("candidate.anonymize?x=1", "../candidate.anonymize", "candidate.anonymize/"):
        with pytest.raises(errors.UsageError, match="endpoint"):
            simulator.client().execute(named(endpoint)())
    assert simulator.log == []


# names

ALIAS = next(cls.spec.aliases[0] for cls in catalogue().values() if cls.spec.aliases and not cls.spec.reads)


@pytest.mark.parametrize(
    "names",
    [
        {"job.list": "ashby_candidate_anonymize"},
        {"job.list": "candidate.anonymize"},
        {"job.list": "Ashby_Candidate_Anonymize"},
        {"job.list": "ashby-candidate-anonymize"},
        {"job.list": ALIAS},
        {"job.list": "ashby_read_result"},
        {"job.list": "ASHBY_read_resume"},
        {"job.list": "ashby_job_info", "job.info": "ashby_job_list"},
        {"job.list": "jobs", "job.info": "jobs"},
        {"job.list": "jobs", "job.info": "Jobs"},
        {"job.list": "job_s", "job.info": "jobs"},
        {"job.list": ""},
        {"job.list": "jobs\u200b"},
        {"job.list": "j\u043ebs"},
    ],
)  # fmt: skip
def test_no_tool_is_shown_by_another_tools_name(names):
    """Not of one that is outside the selection either, nor of a built-in one; case, dashes and the like do not help."""
    for tools in (TOOLS, Toolset.of("job.list", "job.info")):
        with pytest.raises(errors.UsageError):
            tools.renamed(names)


def test_a_union_gives_no_name_to_two_tools():
    one = Toolset.of("job.list").renamed({"job.list": "jobs"})
    for other in (
        Toolset.of("job.info").renamed({"job.info": "Jobs"}),
        Toolset.of(named("custom.ping", aliases=("jobs",))),
    ):
        with pytest.raises(errors.UsageError, match="name"):
            one | other
    with pytest.raises(errors.UsageError, match="Two classes"):
        Toolset.of(named("custom.ping")) | Toolset.of(named("custom.ping"))


def test_the_long_historical_names_and_names_of_ones_own_are_free():
    shown = {tool.name for tool in TOOLS.renamed("list_all")}
    assert len(shown) == len(TOOLS)
    assert [tool.name for tool in Toolset.of("job.list").renamed({"job.list": "open_jobs"})] == ["open_jobs"]


# a decision is about one call


def asked(session: Session, arguments: dict, call_id: str | None = None):
    call = session.prepare(MOVE, arguments, call_id=call_id)
    session.question(call)
    return call


@pytest.mark.parametrize("kind", ["approve", "edit", "deny"])
def test_a_decision_about_one_call_is_none_about_another(kind, simulator: Simulator):
    """Of another candidate, of another tool with such arguments, and of the same call of another account."""
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client())
    mine, other = asked(session, company.rejection(0)), asked(session, company.rejection(1))
    moved = session.prepare(
        "application.changeSource", {"applicationId": mine.arguments["applicationId"], "sourceId": None}
    )
    elsewhere = Session(TOOLS, simulator.client(), account="another").prepare(MOVE, mine.arguments)
    for foreign in (other, moved, elsewhere):
        said = {
            "approve": lambda call: Decision.approve(by="Robin", call=call),
            "edit": lambda call: Decision.edit(mine.arguments, by="Robin", call=call),
            "deny": lambda call: Decision.deny("no", by="Robin", call=call),
        }[kind](foreign)
        with pytest.raises(errors.Declined, match="about another call"):
            session.execute(mine, decision=said)
        with pytest.raises(errors.Declined, match="about another call"):
            simulator.client().execute(mine.operation, decision=said)
    assert company.sent(MOVE) == []
    session.execute(mine, decision=Decision.approve(by="Robin", call=mine))
    assert company.sent(MOVE) == [mine.arguments]


def test_decisions_in_the_wrong_order_send_nothing(simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client())
    calls = [asked(session, company.rejection(number)) for number in (0, 1)]
    yes, no = Decision.approve(by="Robin", call=calls[0]), Decision.deny("no", by="Robin", call=calls[1])
    for call, decision in zip(calls, (no, yes), strict=True):
        with pytest.raises(errors.Declined, match="about another call"):
            session.execute(call, decision=decision)
    assert company.sent(MOVE) == []


def test_a_decision_belongs_to_the_first_call_it_comes_with(simulator: Simulator):
    """Also where that call was never asked, was refused by a policy, or the edit was more dangerous."""
    company = Company.of(simulator)
    session = Session(TOOLS.with_policy(deny(ERASE)), simulator.client())
    call = asked(session, company.rejection(0))
    never = session.prepare(MOVE, company.rejection(1))
    refused = session.prepare(ERASE, SOMEBODY)
    for first in (never, refused):
        for decision in (Decision.approve(by="Robin"), Decision.edit(call.arguments, by="Robin")):
            with pytest.raises(errors.ToolError):
                session.execute(first, decision=decision)
            with pytest.raises(errors.Declined, match="about another call"):
                session.execute(call, decision=decision)
    assert company.sent(MOVE) == []


def test_a_decision_is_used_up_across_sessions_and_clients(simulator: Simulator):
    company = Company.of(simulator)
    yes = Decision.approve(by="Robin")
    for number, session in enumerate((Session(TOOLS, simulator.client()), Session(TOOLS, simulator.client()))):
        call = asked(session, company.rejection())
        if number:
            with pytest.raises(errors.Declined, match="already used"):
                session.execute(call, decision=yes)
        else:
            session.execute(call, decision=yes)
    with pytest.raises(errors.Declined, match="already used"):
        simulator.client().execute(call.operation, decision=yes)
    assert len(company.sent(MOVE)) == 1


def test_an_approver_that_hands_back_an_answer_to_another_question_sends_nothing(simulator: Simulator):
    company = Company.of(simulator)
    kept: list[Decision] = []

    def approver(call, question):
        kept.append(Decision.approve(by="Robin", call=call))
        return kept[0]

    session = Session(TOOLS, simulator.client(), approver=approver)
    session.run(MOVE, company.rejection(0))
    with pytest.raises(errors.Declined, match="about another call"):
        session.run(MOVE, company.rejection(1))
    assert company.sent(MOVE) == [company.rejection(0)]


@pytest.mark.parametrize("said", [True, "approve", {"type": "approve"}, Verdict.RUN, Decision])
def test_what_is_no_decision_sends_nothing(said, simulator: Simulator):
    company = Company.of(simulator)
    session = Session(TOOLS, simulator.client())
    call = asked(session, company.rejection())
    for execute in (session.execute, simulator.client().execute):
        with pytest.raises(errors.UsageError, match="not a Decision"):
            execute(call, decision=said)
    assert company.sent(MOVE) == []
