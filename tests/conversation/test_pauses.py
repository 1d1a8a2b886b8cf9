"""What an adapter stands on: a call is begun, its question shown, and an answer counts for exactly what was shown."""

from __future__ import annotations

import dataclasses

import pytest

from ashby_agent_tools import ApproverRules, Decision, MemoryStore, Question, Result, Session, Toolset, errors
from ashby_agent_tools.approval.people import NeedsRule
from ashby_agent_tools.scripts import MethodStep, arun, run
from ashby_agent_tools.testing._company import Company

MOVE, INFO, HOOK = "ashby_application_change_stage", "ashby_candidate_info", "ashby_webhook_create"
TWO = ApproverRules(needs=(NeedsRule(2),))


def yes(by="Robin"):
    return Decision.approve(by=by)


class Talk:
    """A session, through its sync or its async doors."""

    def __init__(self, simulator, sync, **options):
        self.company, self.sync = Company.of(simulator), sync
        clients = {"client": simulator.client(), "async_client": None if sync == "sync" else simulator.async_client()}
        self.store = MemoryStore(first_short_id=100)
        self.session = Session(Toolset.all(), **clients, store=self.store, **options)

    async def do(self, door, *given, **more):
        if self.sync == "sync":
            return getattr(self.session, door)(*given, **more)
        return await getattr(self.session, f"a{door}")(*given, **more)

    @property
    def sent(self):
        return self.company.sent("application.changeStage")


@pytest.fixture(params=["sync", "async"])
def talk(request, simulator):
    return lambda **options: Talk(simulator, request.param, **options)


async def test_what_needs_nobody_is_made_and_the_rest_is_a_question(talk):
    talk = talk()
    made = await talk.do("start", INFO, {"id": talk.company.candidate()["id"]})
    assert made.data["id"] == talk.company.candidate()["id"]
    made = await talk.do("start", MOVE, talk.company.rejection())
    assert isinstance(made, Question)
    shown = await talk.do("ask", made)
    assert (shown.text, shown.arguments, shown.line, shown.together) == (shown.words, talk.company.rejection(), 0, "")
    made = await talk.do("settle", shown.call, yes())
    assert isinstance(made, Result)
    assert talk.sent == [talk.company.rejection()]


@pytest.mark.parametrize("answer", ["approve", "deny"])
async def test_an_answer_from_outside_counts_for_the_call_under_its_own_id(talk, answer):
    talk = talk()
    made = await talk.do("start", MOVE, talk.company.rejection(), call_id="one")
    shown = await talk.do("ask", made)
    assert isinstance(await talk.do("start", MOVE, talk.company.rejection(), call_id="one"), Question)  # it waits
    talk.session.answer(shown.call, getattr(Decision, answer)(by="Robin"))
    assert isinstance(await talk.do("start", MOVE, talk.company.rejection(), call_id="two"), Question)
    assert isinstance(await talk.do("start", MOVE, talk.company.rejection()), Question)
    if answer == "deny":
        with pytest.raises(errors.Declined):
            await talk.do("start", MOVE, talk.company.rejection(), call_id="one")
    else:
        assert isinstance(await talk.do("start", MOVE, talk.company.rejection(), call_id="one"), Result)
    assert len(talk.sent) == (answer == "approve")


async def test_what_a_call_came_to_before_is_taken_in_its_place(talk):
    talk, met = talk(), []
    first = await talk.do("start", INFO, {"id": talk.company.candidate()["id"]})
    again = await talk.do("start", MOVE, talk.company.rejection(), known=lambda call: met.append(call) or first)
    assert again is first
    assert [call.endpoint for call in met] == ["application.changeStage"]
    assert talk.sent == []


@pytest.mark.parametrize("options", [{"approver": lambda *_: yes()}, {"dry_run": True}], ids=["approver", "dry run"])
async def test_with_an_approver_and_in_a_dry_run_nothing_is_left_to_ask(talk, options):
    talk = talk(**options)
    made = await talk.do("start", MOVE, talk.company.rejection(), call_id="one")
    assert isinstance(made, Result)
    assert len(talk.sent) == ("approver" in options)


async def test_questions_of_one_group_and_questions_together_are_one_batch(talk):
    talk = talk()
    made = [await talk.do("start", MOVE, talk.company.rejection(number), call_id=f"c{number}") for number in range(4)]
    alone = await talk.do("ask", made[0], group="message")
    second = await talk.do("ask", made[1], group="message")
    assert (alone.batch, second.line, len(second.batch.lines)) == (None, 2, 2)
    assert second.together == second.batch.text
    missing = talk.session.prepare(MOVE, talk.company.rejection(4) | {"applicationId": talk.company.candidate()["id"]})
    shown = await talk.do("ask_together", [made[2], Question(missing), made[3]])
    assert [it.call for it in shown] == [made[2].call, made[3].call]
    assert {it.batch.id for it in shown} == {shown[0].batch.id}
    assert talk.sent == []


async def test_ids_that_repeat_are_numbered_and_an_old_answer_is_none_to_a_new_question(talk):
    talk = talk()
    call = talk.session.prepare(MOVE, talk.company.rejection())
    assert talk.session.newest_asked(call, "call_0@") is None
    first = talk.session.next_unasked(call, "call_0@")
    await talk.do("ask", first)
    assert talk.session.newest_asked(call, "call_0@") == first
    second = talk.session.next_unasked(call, "call_0@")
    assert second.call_id != first.call_id
    talk.session.answer(first, Decision.deny(by="Robin"))
    assert isinstance(await talk.do("start", dataclasses.replace(second)), Question)


async def test_the_call_that_was_shown_is_known_by_what_was_shown_and_by_nothing_else(talk):
    talk = talk()
    given = {"webhookType": "candidateHire", "requestUrl": "https://example.com/hook", "secretToken": "s3cr3t-token-01"}
    call = talk.session.prepare(HOOK, given, call_id="one")
    shown = await talk.do("ask", call)
    assert "s3cr3t" not in str(shown.arguments)
    known = talk.session.shown_call
    assert known(call, shown.arguments, call_id="one") == call
    edit = {**shown.arguments, "requestUrl": "https://example.com/other"}
    assert known(call, edit, call_id="one") is None
    assert known(call, shown.arguments, call_id="two") is None
    other = talk.session.prepare(HOOK, {**given, "secretToken": "another-secret-02"}, call_id="one")
    assert known(other, shown.arguments, call_id="one") is None
    edited = talk.session.edited(call, {**edit, "secretToken": "a-third-secret-03"}, call_id="two")
    again = await talk.do("ask", edited)
    assert known(call, again.arguments, call_id="two") is None
    assert known(call, again.arguments, call_id="two", edits=[edited.arguments]) == edited


@pytest.mark.parametrize("said", [None, "Robin"])
async def test_what_waits_elsewhere_counts_there_and_no_more_where_it_was_shown(talk, said):
    talk = talk(rules=TWO if said else None)
    shown = await talk.do("ask", await talk.do("start", MOVE, talk.company.rejection(), call_id="one"))
    decision = None
    if said:
        made = await talk.do("settle", shown.call, decision := yes(said))
        assert made.stays
    waiting = await talk.do("leave_waiting", shown.call, decision)
    with pytest.raises(errors.ToolError):
        await talk.do("execute", shown.call, decision=yes("Grace"))
    await talk.do("ask", waiting)
    assert isinstance(await talk.do("settle", waiting, yes("Grace")), Result)
    assert talk.sent == [talk.company.rejection()]


@pytest.mark.parametrize("answer", ["approve", "deny"])
async def test_a_framework_that_cannot_ask_collects_the_answer_that_was_given_elsewhere(talk, answer):
    talk, heard = talk(), set()
    call = talk.session.prepare(MOVE, talk.company.rejection())
    for _ in range(2):
        with pytest.raises(errors.ApprovalRequired, match="has not answered yet"):
            await talk.do("collect", call, heard=heard)
    (asked,) = talk.store.requests()
    talk.store.answer(asked.id, approved=answer == "approve", by="Robin", message="" if answer == "approve" else "no")
    if answer == "approve":
        assert isinstance(await talk.do("collect", call, heard=heard), Result)
    else:
        with pytest.raises(errors.Declined, match="no"):
            await talk.do("collect", call, heard=heard)
    with pytest.raises(errors.Declined if answer == "approve" else errors.ApprovalRequired):  # not twice; asked again
        await talk.do("collect", call, heard=heard)
    assert len(talk.sent) == (answer == "approve")
    assert {it.state for it in talk.store.requests()} == ({"used"} if answer == "approve" else {"denied", "pending"})


async def test_a_script_of_an_adapter_serves_both_doors(talk):
    talk = talk()

    def told():
        try:
            yield MethodStep(talk.session.settle, talk.session.prepare(MOVE, talk.company.rejection()), yes())
        except errors.ApprovalRequired:
            made = yield MethodStep(talk.session.start, MOVE, talk.company.rejection(), call_id="one")
        shown = yield MethodStep(talk.session.ask, made, group="message")
        return shown.text

    text = run(told()) if talk.sync == "sync" else await arun(told())
    assert text == talk.session.question(talk.session.prepare(MOVE, talk.company.rejection(), call_id="one"))
