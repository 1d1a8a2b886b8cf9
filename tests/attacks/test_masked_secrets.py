"""A secret among the arguments is masked wherever a question is kept or shown, and is what is sent after a yes."""

from __future__ import annotations

import asyncio
import json

import pytest
from attack_doors import Setting
from attack_scene import DOORS

from ashby_agent_tools import Decision, Operation, Session, Spec, Toolset, confirm_writes, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.base import Params
from ashby_agent_tools.risk import WRITE
from ashby_agent_tools.simulator import Simulator

MASK = "(not shown)"
SECRET, OTHER = "canary-of-the-secret-token", "canary-of-another-secret"
CREATE, UPDATE = "ashby_webhook_create", "ashby_webhook_update"
TOOLS = Toolset.of("webhook.create", "webhook.update").with_policy(confirm_writes)
HOOK = {"webhookType": "jobCreate", "requestUrl": "https://hooks.example.com/a", "secretToken": SECRET}
ELSEWHERE = "https://hooks.example.com/b"
ASKING = ("Session", "Session async", "LangChain", "LangChain async", "LlamaIndex async", "OpenAI Responses",
          "OpenAI Chat async", "openai-agents")  # fmt: skip


class Asked:
    """One door at which a call waits for an answer."""

    def __init__(self, door, simulator, folder):
        make, self.sync = DOORS[door]
        self.door, self.simulator = door, simulator
        self.driver = make()(Setting(simulator=simulator, toolset=TOOLS, folder=folder))

    def play(self, name, arguments, *answers):
        """Ask, look at what is shown, answer, and so on; what was shown each time, and the last outcome."""

        async def played():
            async with self.driver:
                outcome = await self.driver.call(name, arguments, sync=self.sync)
                seen = []
                for answer in answers:
                    seen.append(self.shown(outcome.pending))
                    outcome = await self.driver.settle(outcome, answer, sync=self.sync)
                return seen, outcome

        return asyncio.run(played())

    def shown(self, pending):
        """What a person, a checkpoint or a trace gets of a question; not the model's own message, which is its own."""
        parts = [pending.question]
        if self.door.startswith("LangChain"):
            state = self.driver.agent.get_state(self.driver.config("one"))
            parts.append(json.dumps([pause.value for pause in state.interrupts]))
        elif self.door.startswith("LlamaIndex"):
            parts.append(pending.token[1].model_dump_json())
        elif self.door.startswith("OpenAI"):
            (waiting,) = pending.token[0].pending
            parts += [repr(waiting), json.dumps(waiting.call.masked)]
        return "\n".join(parts)

    @property
    def sent(self):
        return [it.body for it in self.simulator.log if it.endpoint in ("webhook.create", "webhook.update")]


@pytest.fixture
def asked(simulator: Simulator, tmp_path):
    return lambda door: Asked(door, simulator, tmp_path)


def edit(**arguments):
    return Decision.edit(arguments, by="Robin")


@pytest.mark.parametrize("door", ASKING)
def test_what_is_shown_has_the_mask_and_what_is_sent_after_a_yes_the_secret(door, asked):
    here = asked(door)
    (shown,), outcome = here.play(CREATE, HOOK, Decision.approve(by="Robin"))
    assert SECRET not in shown
    assert here.sent == [HOOK]
    assert SECRET not in outcome.text


@pytest.mark.parametrize("door", ASKING)
def test_an_edit_that_gives_the_mask_back_keeps_the_secret(door, asked):
    here = asked(door)
    here.play(CREATE, HOOK, edit(**{**HOOK, "requestUrl": ELSEWHERE, "secretToken": MASK}))
    assert here.sent == [{**HOOK, "requestUrl": ELSEWHERE}]


@pytest.mark.parametrize("door", [door for door in ASKING if not door.startswith("Session")])
def test_an_edit_with_a_secret_of_its_own_that_is_asked_about_keeps_that_one(door, asked):
    """The edit is more dangerous, so it is asked about, masked; its answer is an edit that gives the mask back."""
    here = asked(door)
    setting = {"webhookId": here.simulator.state.first("webhook")["id"]}
    address = {**setting, "requestUrl": ELSEWHERE}
    with_secret = edit(**setting, requestUrl="https://hooks.example.com/d", secretToken=OTHER)
    masked_again = edit(**address, secretToken=MASK)
    first = {**setting, "requestUrl": "https://hooks.example.com/c"}
    (_, shown), _ = here.play(UPDATE, first, with_secret, masked_again)
    assert OTHER not in shown
    assert MASK in shown or "secret" in shown
    assert here.sent == [{**address, "secretToken": OTHER}]


@pytest.mark.parametrize("door", ASKING)
def test_a_model_that_sends_the_mask_is_told_so(door, asked):
    here = asked(door)
    _, outcome = here.play(CREATE, {**HOOK, "secretToken": MASK})
    assert "stands for a secret that is not shown" in outcome.text
    assert here.sent == []


# secrets within secrets, of an application's own operation


class Target(Params):
    """Where to push."""

    host: str
    apiKey: str


class Push(Operation):
    """Push something to places of ours."""

    spec = Spec("acme.push", scope=None, risk=WRITE, secrets=("vault.pin",))

    vault: dict[str, str]
    targets: list[Target]
    label: str = ""


A, B = {"host": "a.example.com", "apiKey": "canary-a"}, {"host": "b.example.com", "apiKey": "canary-b"}
MASKED_A, MASKED_B = {**A, "apiKey": MASK}, {**B, "apiKey": MASK}
PUSH = {"vault": {"pin": "canary-pin", "city": "Berlin"}, "targets": [A, B], "label": MASK}
LISTS = {  # the list as it came back, and as it has to be sent; None where nothing tells which secret is meant
    "as it was": ([MASKED_A, MASKED_B], [A, B]),
    "turned round": ([MASKED_B, MASKED_A], [B, A]),
    "one is gone": ([MASKED_B], [B]),
    "one is changed": ([{**MASKED_A, "host": "c.example.com"}, MASKED_B], [{**A, "host": "c.example.com"}, B]),
    "a new one with a key of its own": ([{"host": "c.example.com", "apiKey": "new"}, MASKED_A], [
        {"host": "c.example.com", "apiKey": "new"}, A]),
    "one is gone and a new one has none": ([MASKED_B, {**MASKED_A, "host": "c.example.com"}], None),
    "both are changed": ([{**MASKED_A, "host": "c.example.com"}, {**MASKED_B, "host": "d.example.com"}], None),
    "one more": ([MASKED_A, MASKED_B, {**MASKED_A, "host": "c.example.com"}], None),
    "more than anybody edits": ([MASKED_A] * 300, None),
}  # fmt: skip


@pytest.mark.parametrize(("back", "sent"), LISTS.values(), ids=LISTS)
def test_secrets_in_a_list_go_to_the_item_they_belong_to_or_nowhere(back, sent, simulator):
    session = Session(Toolset.of(Push), simulator.client())
    call = session.prepare("acme.push", PUSH)
    assert call.masked == {"vault": {"pin": MASK, "city": "Berlin"}, "targets": [MASKED_A, MASKED_B], "label": MASK}
    given = {**call.masked, "targets": back}
    if sent is None:
        with pytest.raises(errors.InvalidArguments, match="stands for a secret"):
            session.edited(call, given)
    else:
        assert session.edited(call, given).arguments == {**PUSH, "targets": sent}


def test_two_items_that_look_alike_are_not_taken_for_each_other(simulator):
    session = Session(Toolset.of(Push), simulator.client())
    twins = [A, {**A, "apiKey": "canary-c"}]
    call = session.prepare("acme.push", {**PUSH, "targets": twins})
    assert session.edited(call, call.masked).arguments["targets"] == twins
    with pytest.raises(errors.InvalidArguments, match="stands for a secret"):
        session.edited(call, {**call.masked, "targets": [MASKED_A]})


def test_a_bare_client_fills_the_mask_of_an_edit_too(simulator):
    what = op.WebhookCreate(**HOOK)
    back = edit(**{**HOOK, "requestUrl": ELSEWHERE, "secretToken": MASK})
    simulator.client().execute(what, decision=back)
    assert simulator.log[-1].body == {**HOOK, "requestUrl": ELSEWHERE}
    with pytest.raises(errors.InvalidArguments, match="stands for a secret"):
        simulator.client().execute(what.model_copy(update={"secretToken": MASK}), decision=Decision.approve(by="Robin"))
