"""Attacks on the two bare clients, which ask nobody: a decision is handed over with its call."""

# ruff: noqa: RUF001  (letters that look like others are one of the attacks)

from __future__ import annotations

import asyncio
import dataclasses
import json

import pytest
from attack_doors import MOVE, Direct
from attack_scene import PARALLEL, TOOLS, UNSENT, YES, written

from ashby_agent_tools import Call, Decision, confirm_destructive, confirm_never, deny, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company


async def direct_honest(scene):
    """No attack."""
    scene.sent()
    await scene.direct().execute(scene.move, Decision.approve(by=YES))


async def direct_forgotten(scene):
    """No decision."""
    client = scene.direct()
    scene.refused(await client.execute(scene.move))
    scene.refused(await client.upload(scene.company.candidate()["id"]))


def prepared(scene, number=0, **more):
    return TOOLS.prepare(MOVE, scene.company.rejection(number), base_url=scene.setting.base_url, **more)


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


async def direct_parallel(scene, times=PARALLEL):
    """One decision, fifty times at once."""
    scene.sent()
    client, decision = scene.direct(), Decision.approve(by=YES)
    outcomes = await asyncio.gather(*(client.execute(scene.move, decision) for _ in range(times)))
    refused = [it for it in outcomes if UNSENT.search(it.text)]
    assert len(refused) == times - 1
    scene.outcomes += refused


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


# races: each takes the number of its repetition, as those of `attack_races` do


async def one_of_two(scene, number):
    """Two calls were asked about, and the yes to one of them comes with the other one first."""
    meant = number % 2
    calls = [prepared(scene, n) for n in (0, 1)]
    client, decision = scene.direct(), Decision.approve(by=YES, call=calls[meant])
    scene.sent(meant)
    scene.refused(await client.execute(calls[1 - meant], decision))
    await client.execute(calls[meant], decision)
    scene.refused(await client.execute(calls[1 - meant], Decision.deny("no", by=YES, call=calls[1 - meant])))


async def ids_repeated(scene, number):
    """Three calls about three people have one call id, and one of them got a yes."""
    meant = number % 3
    calls = [prepared(scene, n, call_id="call_1") for n in range(3)]
    client, decision = scene.direct(), Decision.approve(by=YES, call=calls[meant])
    scene.sent(meant)
    for call in (*(calls[n] for n in range(3) if n != meant), calls[meant], *calls):
        outcome = await client.execute(call, decision)
        if UNSENT.search(outcome.text):
            scene.refused(outcome)
    assert len(scene.outcomes) == 5


async def answered_at_once(scene, _):
    """One decision, handed over eight times at once."""
    await direct_parallel(scene, times=8)


async def two_tenants(scene, number):
    """A yes to one organization's call comes with its call at the other one's client, and the other way round."""
    there = Simulator(seed=7)
    setting = dataclasses.replace(scene.setting, simulator=there, account="another organization")
    theirs = Company.of(there)
    calls = [prepared(scene, account=scene.setting.account), prepared(scene, account=setting.account)]
    clients = [scene.direct(), Direct(setting, sync=scene.sync)]
    meant = number % 2
    decision = Decision.approve(by=YES, call=calls[meant])
    for client, call in ((1 - meant, meant), (meant, 1 - meant), (1 - meant, 1 - meant)):
        scene.refused(await clients[client].execute(calls[call], decision))
    assert written(scene.company) == written(theirs) == []
    await clients[meant].execute(calls[meant], decision)
    assert written((scene.company, theirs)[meant]) == [("application.changeStage", theirs.rejection())]
    assert written((theirs, scene.company)[meant]) == []
    if meant == 0:
        scene.sent()
