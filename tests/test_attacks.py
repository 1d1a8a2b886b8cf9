"""The attack suite: every attack through every door, and nothing reaches the simulator but what a person said yes to.

ATTACKS x DOORS is the table. An attack is a scenario of its own for doors that ask (`asking`) and for the two bare
clients, which ask nobody (`direct`); a text in place of a scenario says why there is none. NOT_APPLICABLE holds the
single combinations that make no sense, each with its reason, and pytest shows the reason as that of a skip.
"""

# ruff: noqa: RUF001  (letters that look like others are one of the attacks)

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import json
import re
import threading
from collections.abc import Callable

import attack_doors as doors
import pytest
from attack_doors import MOVE, Direct, Setting
from content_changes import CHANGES

from ashby_agent_tools import Call, Decision, MemoryStore, Toolset, confirm_destructive, confirm_never, deny, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operation import tool_name
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing import Outcome
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.testing._played import APPLICATIONS, ENROLL, TOOLSET

ANONYMIZE = "ashby_candidate_anonymize"
UNTAG = "ashby_candidate_remove_tag"  # asked about, and idempotent: nothing but the used yes stops a second one
CONTENT = (
    "a draft's mail is rewritten",
    "a sequence's template is rewritten",
    "a rejection's template is rewritten",
    "a posting's text is replaced",
    "an accepted offer has other terms",
    "a webhook's address is changed",
)
TOOLS = TOOLSET | Toolset.of(ANONYMIZE, UNTAG, *(CHANGES[name].call for name in CONTENT))
PARALLEL = 50
YES = "Robin"
UNSENT = re.compile(
    r"nothing was sent|not sent twice|is not sent|a person said no|there is no tool|unknown operation|used before"
    r"|not among the tools|belongs to (?:the account|another)|reused a tool call id|already executed|no tool of ours"
    r"|so (?:the call|it) is refused|not a valid tool|not found in agent|is no endpoint name|ask again"
    r"|ask for the action",
    re.IGNORECASE,
)


@dataclasses.dataclass
class Scene:
    """One door, and the company behind it. `expected`: what a person said yes to, and so may have been sent."""

    make: Callable[[Setting], object]
    setting: Setting
    company: Company
    sync: bool
    outcomes: list[Outcome] = dataclasses.field(default_factory=list)
    expected: list[tuple[str, dict]] = dataclasses.field(default_factory=list)
    driver: object = None
    elsewhere: list[object] = dataclasses.field(default_factory=list)
    """What somebody else wrote meanwhile: no call of this door."""

    def body(self, endpoint, arguments):
        return op.find(endpoint).model_validate(arguments).body()

    # doors that ask

    async def ask(self, name=MOVE, arguments=None, conversation="one", driver=None):
        arguments = self.company.rejection() if arguments is None else arguments
        outcome = await (driver or self.driver).call(name, arguments, conversation=conversation, sync=self.sync)
        assert outcome.pending is not None, f"nothing was asked: {outcome.text}"
        return outcome

    async def tries(self, name, arguments, conversation="one"):
        """A call after which nothing may have been sent: refused, or asked about."""
        self.refused(await self.driver.call(name, arguments, conversation=conversation, sync=self.sync))

    async def yes(self, outcome, driver=None):
        return await (driver or self.driver).settle(outcome, Decision.approve(by=YES), sync=self.sync)

    def refused(self, outcome):
        self.outcomes.append(outcome)

    def yes_in_the_store(self):
        """Somebody answers every open question from outside."""
        for asked in self.setting.store.questions():
            if asked.state == "pending":
                self.setting.store.answer(asked.id, approved=True, by=YES)

    def in_the_store(self, statement, *values):
        """What somebody who can write the file, or a clock, does to it."""
        with self.setting.store._transaction() as db:
            return db.execute(statement, values).fetchall()

    def sent(self, number=0):
        self.expected.append(("application.changeStage", self.company.rejection(number)))

    def other(self, **different):
        """The same door for somebody else, over the same store."""
        setting = dataclasses.replace(self.setting, **different)
        return self.make(setting)

    @property
    def untagging(self):
        """A tag that somebody has."""
        people = self.company.simulator.state.table("candidate").values()
        tagged = next(person for person in people if person["tagIds"])
        return {"candidateId": tagged["id"], "tagId": tagged["tagIds"][0]}

    # the bare clients

    def direct(self, **options):
        return Direct(self.setting, sync=self.sync, **options)

    @property
    def move(self):
        return op.ApplicationChangeStage(**self.company.rejection())


# --- doors that ask ------------------------------------------------------------------------------------------------


async def honest(scene):
    """No attack: without this row the others could pass because a door never sends."""
    scene.sent()
    outcome = await scene.yes(await scene.ask())
    assert outcome.pending is None


async def forgotten_hook(scene):
    """Nobody asks: the call is made, or the tool is called by itself, and no answer ever comes."""
    scene.refused(await scene.ask())
    scene.refused(await scene.driver.bare(MOVE, scene.company.rejection(1), sync=scene.sync))


async def changed_arguments(scene):
    """A yes to one person's rejection, and then a call about somebody else."""
    await scene.ask()
    scene.yes_in_the_store()
    await scene.tries(MOVE, scene.company.rejection(1))
    await scene.tries(MOVE, scene.company.mailed_rejection())


async def one_of_two(scene):
    """Two calls of one message wait, and only the second one gets a yes; the first gets a no."""
    calls = [(MOVE, scene.company.rejection(number)) for number in (0, 1)]
    first, second = await scene.driver.calls(calls, sync=scene.sync)
    scene.sent(1)
    said = [(first.pending, Decision.deny("no", by=YES)), (second.pending, Decision.approve(by=YES))]
    scene.refused((await scene.driver.answer(said, sync=scene.sync))[0])


async def handle_elsewhere(scene):
    """The short name in the call means somebody else by the time the yes comes."""
    job = scene.company.applications[0]["job"]["id"]
    await scene.driver.call(APPLICATIONS, {"jobId": job, "status": "Active"}, sync=scene.sync)
    first, second = (scene.company.applications[number]["id"] for number in (0, 1))
    rows = scene.in_the_store("SELECT prefix, number FROM handle WHERE uuid = ?", first)
    handle = f"{rows[0][0]}_{rows[0][1]}"
    outcome = await scene.ask(arguments={**scene.company.rejection(), "applicationId": handle})
    for old, new in ((first, "elsewhere"), (second, first), ("elsewhere", second)):
        scene.in_the_store("UPDATE handle SET uuid = ? WHERE uuid = ?", new, old)
    after = await scene.yes(outcome)
    if after.pending is None and not UNSENT.search(after.text):
        scene.sent()  # the door kept the call that was shown: exactly that one may leave
    else:
        scene.refused(after)


async def another_operation(scene):
    """A yes to a rejection, and then the same person is to be erased."""
    outcome = await scene.ask()
    erasure = {"candidateId": scene.company.candidate()["id"]}
    if hasattr(scene.driver, "approve_another_tool"):
        scene.refused(await scene.driver.approve_another_tool(outcome.pending, ANONYMIZE, erasure, sync=scene.sync))
    scene.yes_in_the_store()
    await scene.tries(ANONYMIZE, erasure)


async def replayed(scene):
    """The yes comes again, and then the call."""
    untagging = scene.untagging
    scene.expected.append(("candidate.removeTag", untagging))
    outcome = await scene.ask(UNTAG, untagging)
    first = await scene.yes(outcome)
    again = await scene.yes(outcome)
    if again != first:  # some doors show what came of the call the first time
        scene.refused(again)
    await scene.tries(UNTAG, untagging)


async def expired(scene):
    """The yes comes when the question counts no more."""
    outcome = await scene.ask()
    scene.in_the_store("UPDATE asked SET expires_at = 1")
    scene.refused(await scene.yes(outcome))


async def of_another(scene, **different):
    if hasattr(scene.driver, "source"):
        source, conversation = scene.driver.source(dataclasses.replace(scene.setting, **different))
    else:
        source, conversation = scene.other(**different), "one"
    if hasattr(scene.driver, "client"):
        await scene.driver.client()  # connections are closed in the order in which they were not opened
    async with source:
        outcome = await scene.ask(driver=source, conversation=conversation)
        scene.refused(await scene.driver.carried(outcome.pending, source, sync=scene.sync))


async def other_account(scene):
    """What waits in another account's conversation of the same name is answered here."""
    await of_another(scene, account="another organization")


async def other_base_url(scene):
    """What was asked about another Ashby is answered here."""
    await of_another(scene, base_url="https://another.example.com")


async def other_conversation(scene):
    """A yes in one conversation, and the same call in another."""
    await scene.ask()
    scene.yes_in_the_store()
    await scene.tries(MOVE, scene.company.rejection(), conversation="two")


async def tampered(scene):
    """What is kept while the question waits is changed: saved state, stored turn, repeated request, prepared call."""
    outcome = await scene.ask()
    scene.in_the_store(
        "UPDATE asked SET stored = replace(stored, ?, ?)",
        *(scene.company.applications[number]["id"] for number in (0, 1)),
    )
    scene.refused(await scene.driver.approve_other(outcome.pending, scene.company.rejection(1), sync=scene.sync))


async def parallel(scene):
    """One yes, handed over fifty times at once."""
    untagging = scene.untagging
    scene.expected.append(("candidate.removeTag", untagging))
    outcome = await scene.ask(UNTAG, untagging)
    if hasattr(scene.driver, "parallel"):
        await scene.driver.parallel(outcome.pending, PARALLEL, sync=scene.sync)
        return

    def one(_):
        return asyncio.run(scene.yes(outcome))

    if scene.sync:
        with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
            await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(pool, one, n) for n in range(PARALLEL)))
    else:
        await asyncio.gather(*(scene.yes(outcome) for _ in range(PARALLEL)))


async def with_approver(scene, approver, **store):
    setting = dataclasses.replace(scene.setting, approver=approver, **store)
    async with scene.make(setting) as driver:
        scene.refused(await driver.call(MOVE, scene.company.rejection(), sync=scene.sync))


async def approver_raises(scene):
    """An approver that fails, and one that answers nonsense."""

    def broken(call, question):
        raise KeyError("oops")

    for approver in (broken, lambda call, question: True, lambda call, question: "approve"):
        await with_approver(scene, approver)


async def approver_hangs(scene):
    """An approver that answers yes when nobody waits any more."""

    def late(call, question):
        threading.Event().wait(2)
        return Decision.approve(by=YES)

    await with_approver(scene, late, store=MemoryStore(expires=0.2))


async def approver_changes_the_call(scene):
    """An approver that says yes, and turns the call into another one meanwhile."""
    other = scene.company.rejection(1)

    def swapping(call: Call, question: str) -> Decision:
        call.arguments.update(other)
        return Decision.approve(by=YES)

    await with_approver(scene, swapping)


async def policy_raises(scene):
    """A policy that fails, and one that answers nonsense."""

    def broken(call):
        raise KeyError("oops")

    for policy in (broken, lambda call: None, lambda call: 7):
        async with scene.other(toolset=TOOLS.with_policy(policy)) as driver:
            scene.refused(await driver.call(MOVE, scene.company.rejection(), sync=scene.sync))


async def raw(scene):
    """Endpoints, and ways round the catalogue, where a tool's name belongs."""
    erasure = {"candidateId": scene.company.candidate()["id"]}
    for name in ("request", "candidate.anonymize/", "candidate.anonymise", "../candidate.anonymize", "candidate.erase"):
        await scene.tries(name, {"endpoint": "candidate.anonymize", "body": erasure, **erasure})


async def alias(scene):
    """Other names of an operation that is denied, asked about, or not offered at all."""
    erasure = {"candidateId": scene.company.candidate()["id"]}
    names = (ANONYMIZE, "candidate.anonymize", *catalogue()["candidate.anonymize"].spec.aliases)
    denied = TOOLS.with_policy(confirm_destructive, deny("candidate.anonymize", otherwise=confirm_never))
    for toolset in (TOOLS, denied, TOOLSET):
        async with scene.other(toolset=toolset) as driver:
            for name in names:
                scene.refused(await driver.call(name, erasure, sync=scene.sync))


async def hidden(scene):
    """Nulls, defaults and loose types that hide what an argument does."""
    person = scene.company.candidate()["id"]
    enrol = {"sequenceTemplateId": scene.company.sequence, "candidateId": person}
    for start in ({}, {"start": None}, {"start": "true"}, {"start": 1}, {"start": "on"}):
        await scene.tries(ENROLL, {**enrol, **start})
    await scene.ask(arguments={**scene.company.rejection(), "archiveEmail": None})
    scene.yes_in_the_store()
    await scene.tries(MOVE, scene.company.mailed_rejection())
    mail = {"communicationTemplateId": scene.company.template, "sendAt": None}
    await scene.tries(MOVE, {**scene.company.rejection(), "archiveEmail": mail})


async def lookalikes(scene):
    """Letters that look like others, in the names of tools, arguments and people."""
    reject = scene.company.rejection()
    for name in ("ashby_candidаte_anonymize", "ａshby_candidate_anonymize", "ashby_candidate_anonymize\u200b"):
        await scene.tries(name, {"candidateId": scene.company.candidate()["id"]})
    await scene.tries(MOVE, {**reject, "archiveReаsonId": reject["archiveReasonId"]})
    await scene.tries(MOVE, {**reject, "applicationId": "app_１００"})
    await scene.tries(MOVE, {**reject, "applicationId": reject["applicationId"].translate({ord("-"): "\u2010"})})


async def content_changed(scene, case=None):
    """What the call sends is changed between the question and the yes: a draft's mail, a posting, an offer, a template.

    The person is asked again, at once or when the call is made again, and a yes to that question counts.
    """
    simulator = scene.company.simulator
    before = list(simulator.log)
    for name in CONTENT if case is None else [case]:
        changed = CHANGES[name]
        arguments = changed.arguments(simulator)
        tool = tool_name(changed.call)
        outcome = await scene.ask(tool, arguments)
        mark = len(simulator.log)
        changed.change(simulator)
        scene.elsewhere += [it for it in simulator.log[mark:] if not op.find(it.endpoint).spec.reads]
        again = await scene.yes(outcome)
        if again.pending is None:
            scene.refused(again)
            again = await scene.ask(tool, arguments)
        assert changed.shown in again.pending.question
        assert all(it.endpoint != changed.call for it in simulator.log[len(before) :])
        scene.expected.append((changed.call, scene.body(changed.call, arguments)))
        done = await scene.yes(again)
        assert done.pending is None


# --- the bare clients ----------------------------------------------------------------------------------------------


async def direct_honest(scene):
    """No attack."""
    scene.sent()
    await scene.direct().execute(scene.move, Decision.approve(by=YES))


async def direct_forgotten(scene):
    """No decision."""
    client = scene.direct()
    scene.refused(await client.execute(scene.move))
    scene.refused(await client.upload(scene.company.candidate()["id"]))


def prepared(scene, **more):
    return TOOLS.prepare(MOVE, scene.company.rejection(), base_url=scene.setting.base_url, **more)


async def direct_changed(scene):
    """A prepared call with another operation's arguments inside, and a yes."""
    call = prepared(scene)
    other = op.ApplicationChangeStage(**scene.company.rejection(1))
    forged = dataclasses.replace(call, operation=other)
    scene.refused(await scene.direct().execute(forged, Decision.approve(by=YES)))


async def direct_another_operation(scene):
    """The decision about one call, for another one."""
    scene.sent()
    client, decision = scene.direct(), Decision.approve(by=YES)
    await client.execute(scene.move, decision)
    erasure = op.CandidateAnonymize(candidateId=scene.company.candidate()["id"])
    scene.refused(await client.execute(erasure, decision))
    scene.refused(await client.request("candidate.erase", {}, decision))


async def direct_replayed(scene):
    """The decision again."""
    scene.sent()
    client, decision = scene.direct(), Decision.approve(by=YES)
    await client.execute(scene.move, decision)
    scene.refused(await client.execute(scene.move, decision))


async def direct_account(scene):
    """A call that was prepared for another account."""
    scene.refused(await scene.direct().execute(prepared(scene, account="another"), Decision.approve(by=YES)))


async def direct_base_url(scene):
    """A call that was prepared for another Ashby."""
    call = TOOLS.prepare(MOVE, scene.company.rejection(), base_url="https://another.example.com")
    scene.refused(await scene.direct().execute(call, Decision.approve(by=YES)))


async def direct_tampered(scene):
    """A stored call that was changed, and one that was judged harmless by whoever wrote it."""
    stored = json.loads(prepared(scene).to_json())
    with pytest.raises(errors.InvalidArguments):
        Call.from_json(json.dumps({**stored, "arguments": scene.company.rejection(1)}), TOOLS)
    call = prepared(scene)
    harmless = dataclasses.replace(call, verdict=confirm_never(call), risk=op.JobList().risk())
    scene.refused(await scene.direct().execute(harmless))


async def direct_parallel(scene):
    """One decision, fifty times at once."""
    scene.sent()
    client, decision = scene.direct(), Decision.approve(by=YES)
    await asyncio.gather(*(client.execute(scene.move, decision) for _ in range(PARALLEL)))


async def direct_policy(scene):
    """A client's own policy that fails, and one that answers nonsense."""

    def broken(call):
        raise KeyError("oops")

    for policy in (broken, lambda call: None, lambda call: 7):
        client = scene.direct(policy=policy)
        scene.refused(await client.execute(scene.move, Decision.approve(by=YES)))
        scene.refused(await client.upload(scene.company.candidate()["id"], Decision.approve(by=YES)))


async def direct_raw(scene):
    """Client.request: always asks, whatever the policy; what the policy refuses, it refuses; no paths."""
    erasure = {"candidateId": scene.company.candidate()["id"]}
    scene.refused(await scene.direct(policy=confirm_never).request("candidate.anonymize", erasure))
    denied = scene.direct(policy=deny("candidate.anonymize", otherwise=confirm_destructive))
    scene.refused(await denied.request("candidate.anonymize", erasure, Decision.approve(by=YES)))
    for endpoint in (
        "candidate.anonymize/x",
        "candidate.anonymize?x=1",
        "../candidate.anonymize",
        "candidate.anonymize\n",
    ):
        scene.refused(await scene.direct().request(endpoint, erasure, Decision.approve(by=YES)))


async def direct_alias(scene):
    """An operation that was found by another name, and an endpoint's older spelling handed over raw."""
    erasure = {"candidateId": scene.company.candidate()["id"]}
    denied = scene.direct(policy=deny("candidate.anonymize"))
    for name in catalogue()["candidate.anonymize"].spec.aliases:
        found = op.find(name)
        scene.refused(await scene.direct().execute(found(**erasure)))
        scene.refused(await denied.execute(found(**erasure), Decision.approve(by=YES)))


async def direct_hidden(scene):
    """Loose types that hide what an argument does."""
    person = scene.company.candidate()["id"]
    for start in ("true", 1, "on"):
        enrol = op.SequenceAdd(sequenceTemplateId=scene.company.sequence, candidateId=person, start=start)
        scene.refused(await scene.direct().execute(enrol))


async def direct_lookalikes(scene):
    """Letters that look like others in an endpoint."""
    for endpoint in ("cаndidate.anonymize", "ｃandidate.anonymize", "candidate.anonymize\u200b"):
        scene.refused(await scene.direct().request(endpoint, {}, Decision.approve(by=YES)))


# --- the table -----------------------------------------------------------------------------------------------------

NOTHING_WAITS = "a client asks nobody: a decision is handed over together with its call, and nothing waits"
NO_QUESTION = "a client words no question, so nothing was shown that could have changed"
ASKS_NOBODY = "a client has no approver: a decision is handed over together with its call"

ATTACKS = {
    "no attack": (honest, direct_honest),
    "forgotten hook": (forgotten_hook, direct_forgotten),
    "changed arguments": (changed_arguments, direct_changed),
    "one of two": (one_of_two, "a client takes one call at a time"),
    "handle pointed elsewhere": (handle_elsewhere, "a client takes full ids only"),
    "another operation": (another_operation, direct_another_operation),
    "replayed": (replayed, direct_replayed),
    "expired": (expired, NOTHING_WAITS),
    "another account": (other_account, direct_account),
    "another base URL": (other_base_url, direct_base_url),
    "another conversation": (other_conversation, "a client has no conversations"),
    "tampered": (tampered, direct_tampered),
    "parallel": (parallel, direct_parallel),
    "approver raises": (approver_raises, ASKS_NOBODY),
    "approver hangs": (approver_hangs, ASKS_NOBODY),
    "approver changes the call": (approver_changes_the_call, ASKS_NOBODY),
    "policy raises": (policy_raises, direct_policy),
    "raw pass-through": (raw, direct_raw),
    "alias": (alias, direct_alias),
    "nulls and defaults": (hidden, direct_hidden),
    "look-alikes": (lookalikes, direct_lookalikes),
    "content changed after the yes": (content_changed, NO_QUESTION),
}
SYNC, ASYNC = True, False
DOORS = {
    "Client": (None, SYNC),
    "AsyncClient": (None, ASYNC),
    "Session": (lambda: doors.SessionDriver, SYNC),
    "Session async": (lambda: doors.SessionDriver, ASYNC),
    "command line": (lambda: doors.CommandLine, SYNC),
    "LangChain": (doors.langchain, SYNC),
    "LangChain async": (doors.langchain, ASYNC),
    "LlamaIndex async": (doors.llama_index, ASYNC),
    "OpenAI Responses": (lambda: doors.openai("Driver"), SYNC),
    "OpenAI Responses async": (lambda: doors.openai("Driver"), ASYNC),
    "OpenAI Chat": (lambda: doors.openai("ChatDriver"), SYNC),
    "OpenAI Chat async": (lambda: doors.openai("ChatDriver"), ASYNC),
    "openai-agents": (doors.agents, SYNC),
    "openai-agents async": (doors.agents, ASYNC),
    "MCP 2026-07-28": (lambda: doors.mcp("ModernDriver"), ASYNC),
    "MCP 2025-11-25": (lambda: doors.mcp("LegacyDriver"), ASYNC),
}
NO_FUNCTION = "no function can be handed to the command line: it asks at the terminal, or leaves the question"
OPEN_CALL = "the answer comes within the open call, which one connection holds: there is nothing to carry or repeat"
NOT_APPLICABLE = {
    ("approver raises", "command line"): NO_FUNCTION,
    ("approver hangs", "command line"): NO_FUNCTION,
    ("approver changes the call", "command line"): NO_FUNCTION,
    ("policy raises", "command line"): "the command line has one policy, the default",
    (
        "another conversation",
        "command line",
    ): "the command line is one conversation; a program's is tried as an account",
    ("one of two", "command line"): "every call is a process of its own: there are no two calls of one message",
    ("replayed", "MCP 2025-11-25"): OPEN_CALL,
    ("parallel", "MCP 2025-11-25"): OPEN_CALL,
    ("another account", "MCP 2025-11-25"): OPEN_CALL,
    ("another base URL", "MCP 2025-11-25"): OPEN_CALL,
}


def scenario_of(attack, door):
    """The scenario, or a text that says why there is none."""
    asking, direct = ATTACKS[attack]
    return NOT_APPLICABLE.get((attack, door), direct if DOORS[door][0] is None else asking)


@pytest.fixture(scope="module")
def untouched():
    """A simulator that nothing was written to: most attacks leave it as it was, and so the next one takes it."""
    return []


@pytest.fixture
def scene(door, tmp_path, untouched):
    simulator = untouched.pop() if untouched else Simulator(seed=7)
    company = Company.of(simulator)
    setting = Setting(simulator=simulator, toolset=TOOLS, folder=tmp_path)
    if door == "command line":
        setting = dataclasses.replace(setting, base_url=simulator.start(), store=doors.open_store(tmp_path))
    make, sync = DOORS[door]
    yield Scene(make() if make else None, setting, company, sync)
    simulator.stop()
    if not written(company):
        simulator.log.clear()
        untouched.append(simulator)


def written(company):
    """What arrived at the simulator and was no read."""
    log = company.simulator.log[company.before :]
    return [(it.endpoint, it.body) for it in log if op.find(it.endpoint) is None or not op.find(it.endpoint).spec.reads]


@pytest.mark.parametrize(
    "door", [pytest.param(door, marks=pytest.mark.slow) if door == "command line" else door for door in DOORS]
)
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_reaches_ashby_that_nobody_said_yes_to(attack, door, request):
    """What the simulator saw of writes is what was said yes to; and every refusal says that nothing was sent."""
    scenario = scenario_of(attack, door)
    if isinstance(scenario, str):
        pytest.skip(f"not applicable: {scenario}")
    scene = request.getfixturevalue("scene")
    asyncio.run(_played(scene, scenario))
    others = [(it.endpoint, it.body) for it in scene.elsewhere]
    assert [it for it in written(scene.company) if it not in others] == scene.expected
    assert scene.outcomes or scene.expected
    for outcome in scene.outcomes:
        assert outcome.pending is not None or UNSENT.search(outcome.text), outcome.text


async def _played(scene, scenario):
    if scene.make is None:
        await scenario(scene)
        return
    async with scene.make(scene.setting) as scene.driver:
        await scenario(scene)


def test_what_is_not_applicable_has_a_reason_and_every_door_and_attack_is_tried():
    assert {(attack, door) for attack, door in NOT_APPLICABLE if attack not in ATTACKS or door not in DOORS} == set()
    tried = [(attack, door) for attack in ATTACKS for door in DOORS if callable(scenario_of(attack, door))]
    assert {attack for attack, _ in tried} == set(ATTACKS)
    assert {door for _, door in tried} == set(DOORS)
    assert all(len(reason) > 20 for reason in NOT_APPLICABLE.values())
