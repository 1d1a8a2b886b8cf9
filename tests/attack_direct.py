"""Attacks on the two bare clients, which ask nobody: a decision is handed over with its call."""

# ruff: noqa: RUF001  (letters that look like others are one of the attacks)

from __future__ import annotations

import asyncio
import dataclasses
import json

import pytest
from attack_doors import MOVE
from attack_scene import PARALLEL, TOOLS, YES

from ashby_agent_tools import Call, Decision, confirm_destructive, confirm_never, deny, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import catalogue


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
