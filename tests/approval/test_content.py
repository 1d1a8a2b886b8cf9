"""What a call sends and what stands elsewhere belongs to what was shown: a change after the question voids the yes."""

from __future__ import annotations

import contextlib
import os
import threading
import time

import pytest
from content_changes import CHANGES, OTHER, draft, rewritten

from ashby_agent_tools import (
    Decision,
    MemoryStore,
    Session,
    Toolset,
    allow,
    ask_later,
    confirm_destructive,
    confirm_never,
    confirm_writes,
)
from ashby_agent_tools.approval import content
from ashby_agent_tools.approval.prompts._texts import text_block
from ashby_agent_tools.errors import ApiError, ApprovalRequired, ContentChanged, Declined
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.sequences import SequenceStart, SequenceUpdateStage
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.time_limits import run_with_timeout

YES = "Robin"
SYNC = pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])


def session_of(simulator: Simulator, *, sync: bool = True, policy=confirm_writes, **options) -> Session:
    client = simulator.client() if sync else None
    other = None if sync else simulator.async_client()
    return Session(Toolset.all().with_policy(policy), client, async_client=other, **options)


def sent(simulator: Simulator, endpoint: str) -> int:
    return sum(request.endpoint == endpoint for request in simulator.log)


async def asked(session: Session, call, *, sync: bool) -> str:
    return session.question(call) if sync else await session.aquestion(call)


async def executed(session: Session, call, decision, *, sync: bool) -> None:
    """Ashby may refuse it (the demo company has no HR system); what matters is whether it left."""
    with contextlib.suppress(ApiError):
        _ = session.execute(call, decision=decision) if sync else await session.aexecute(call, decision=decision)


@SYNC
@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
@pytest.mark.exhaustive(4)
async def test_a_yes_does_not_count_for_what_was_changed_after_the_question(case, sync):
    simulator = Simulator(seed=7)
    session = session_of(simulator, sync=sync)
    call = session.prepare(case.call, case.arguments(simulator), call_id="call_1")
    first_question = await asked(session, call, sync=sync)
    case.change(simulator)
    with pytest.raises(ContentChanged, match="no longer what the person was shown"):
        await executed(session, call, Decision.approve(by=YES), sync=sync)
    with pytest.raises(ContentChanged):  # the old answer again
        await executed(session, call, Decision.approve(by=YES), sync=sync)
    assert sent(simulator, case.call) == 0
    second = await asked(session, call, sync=sync)
    assert case.shown in second
    assert not case.shown or case.shown not in first_question
    await executed(session, call, Decision.approve(by=YES), sync=sync)
    assert sent(simulator, case.call) == 1


@SYNC
@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
@pytest.mark.exhaustive(4)
async def test_a_yes_counts_for_what_was_not_changed(case, sync):
    simulator = Simulator(seed=7)
    session = session_of(simulator, sync=sync)
    call = session.prepare(case.call, case.arguments(simulator))
    await asked(session, call, sync=sync)
    simulator.advance(hours=1)
    await executed(session, call, Decision.approve(by=YES), sync=sync)
    assert sent(simulator, case.call) == 1


def test_the_mail_that_goes_out_is_the_one_that_was_shown():
    """The attack: a yes to one text, and then another one in the draft."""
    simulator = Simulator(seed=7)
    session = session_of(simulator, policy=confirm_destructive)
    start = session.prepare("sequence.start", {"sequenceId": draft(simulator)["id"]})
    shown = draft(simulator)["stages"][0]["bodyHtml"]
    session.question(start)
    with pytest.raises(ApprovalRequired):  # the edit is asked about by itself
        session.execute(session.prepare("sequence.updateStage", rewritten(simulator)))
    session.execute(start, decision=Decision.approve(by=YES))
    (mail,) = [it["about"]["bodyHtml"] for it in simulator.state.outbox if it["channel"] == "mail"]
    assert mail == shown


@pytest.mark.parametrize(
    ("at_question", "at_sending", "leaves"),
    [(True, True, True), (False, True, False), (True, False, False), (False, False, True)],
)
def test_what_could_not_be_read_is_said_and_counts_as_unread(at_question, at_sending, leaves):
    """Text that can be read only later was not shown; text that cannot be read any more cannot be compared."""
    simulator = Simulator(seed=7)
    session = session_of(simulator, policy=confirm_destructive)
    call = session.prepare("sequence.start", {"sequenceId": draft(simulator)["id"]})
    everything = simulator.state.keys[0].scopes

    def readable(*, yes: bool) -> None:
        simulator.switch(simulator.key, scopes=everything if yes else everything - {"sourcingRead"})

    readable(yes=at_question)
    question = session.question(call)
    assert ("what the emails say could not be read" in question) is not at_question
    readable(yes=at_sending)
    if leaves:
        session.execute(call, decision=Decision.approve(by=YES))
    else:
        with pytest.raises(ContentChanged):
            session.execute(call, decision=Decision.approve(by=YES))
    assert sent(simulator, "sequence.start") == int(leaves)


def test_a_policy_may_let_it_run_unasked():
    simulator = Simulator(seed=7)
    session = session_of(simulator, policy=allow("sequence.start", otherwise=confirm_destructive))
    session.execute(session.prepare("sequence.start", {"sequenceId": draft(simulator)["id"]}))
    assert [request.endpoint for request in simulator.log] == ["sequence.start"]


def test_an_edit_to_a_call_that_sends_another_text_is_asked_about():
    """Nobody was shown what the edited call sends, though its risk is the same."""
    simulator = Simulator(seed=7)
    templates = [row["id"] for row in simulator.state.rows("communicationTemplate", isEnabled=True)]
    case = CHANGES["a rejection's template is rewritten"]
    given = case.arguments(simulator)
    other = next(one for one in templates if one != given["archiveEmail"]["communicationTemplateId"])
    session = session_of(simulator)
    call = session.prepare(case.call, given)
    session.question(call)
    edit = {**given, "archiveEmail": {"communicationTemplateId": other}}
    with pytest.raises(ContentChanged):
        session.execute(call, decision=Decision.edit(edit, by=YES))
    assert sent(simulator, case.call) == 0


@pytest.mark.parametrize("mail", ["later", "none"])
def test_an_edit_that_sends_the_same_text_or_none_is_done(mail):
    simulator = Simulator(seed=7)
    case = CHANGES["a rejection's template is rewritten"]
    given = case.arguments(simulator)
    session = session_of(simulator)
    call = session.prepare(case.call, given)
    session.question(call)
    edit = {**given, "archiveEmail": {**given["archiveEmail"], "sendAt": "2027-01-01T09:00:00Z"}}
    if mail == "none":
        del edit["archiveEmail"]
    session.execute(call, decision=Decision.edit(edit, by=YES))
    assert sent(simulator, case.call) == 1


@SYNC
async def test_an_approver_is_asked_again_with_what_it_is_by_then(sync):
    simulator = Simulator(seed=7)
    questions: list[str] = []

    def approver(call, question):
        questions.append(question)
        if len(questions) == 1:
            CHANGES["a draft's email is rewritten"].change(simulator)
        return Decision.approve(by=YES)

    session = session_of(simulator, sync=sync, approver=approver)
    given = {"sequenceId": draft(simulator)["id"]}
    session.run("sequence.start", given) if sync else await session.arun("sequence.start", given)
    assert [OTHER in question for question in questions] == [False, True]
    assert sent(simulator, "sequence.start") == 1


@SYNC
async def test_what_changes_each_time_is_asked_three_times_and_not_sent(sync):
    simulator = Simulator(seed=7)
    count = []

    def approver(call, question):
        count.append(question)
        stage = draft(simulator)["stages"][0]
        stage["bodyHtml"] = f"<p>{len(count)}</p>"
        return Decision.approve(by=YES)

    session = session_of(simulator, sync=sync, approver=approver)
    given = {"sequenceId": draft(simulator)["id"]}
    with pytest.raises(ContentChanged):
        session.run("sequence.start", given) if sync else await session.arun("sequence.start", given)
    assert len(count) == 3
    assert sent(simulator, "sequence.start") == 0


def test_a_yes_through_the_store_is_void_too_and_the_question_waits_again():
    simulator, store = Simulator(seed=7), MemoryStore()
    session = session_of(simulator, store=store, approver=ask_later)
    given = {"sequenceId": draft(simulator)["id"]}
    with pytest.raises(ApprovalRequired):
        session.run("sequence.start", given)
    (waiting,) = store.requests()
    store.answer(waiting.id, approved=True, by=YES)
    CHANGES["a draft's email is rewritten"].change(simulator)
    with pytest.raises(ApprovalRequired, match="has not answered yet"):
        session.run("sequence.start", given)
    again, before = store.requests()
    assert (again.state, before.state) == ("pending", "changed")
    assert OTHER in again.question
    store.answer(again.id, approved=True, by=YES)
    session.run("sequence.start", given)
    assert sent(simulator, "sequence.start") == 1


# --- which operations ------------------------------------------------------------------------------------------------

ARGUMENTS = "all that goes out stands in its arguments"
UNSHOWN = "Ashby's API shows nothing of what a stage does by itself; the question says that it may email"
NOTHING_CARRIED = {
    "application.create": UNSHOWN,
    "application.delete": "what may go out says only that an interview is off; no text of it can be read or written",
    "application.transfer": UNSHOWN,
    "application.update": ARGUMENTS,
    "applicationFeedbackRequest.create": "a colleague is asked to fill in a form; the candidate gets nothing",
    "assessment.cancel": "the partner's own service answers it; Ashby's API cannot read it",
    "assessment.start": "the partner's own service answers it; all that it is sent stands in the arguments",
    "candidate.createNote": ARGUMENTS,
    "candidate.update": ARGUMENTS,
    "department.create": ARGUMENTS,
    "department.move": "it goes into another group; which one stands in its arguments",
    "department.update": ARGUMENTS,
    "job.update": ARGUMENTS,
    "job.updateCompensation": ARGUMENTS,
    "jobPosting.setCustomFieldValue": ARGUMENTS,
    "jobPosting.setCustomFieldValues": ARGUMENTS,
    "location.create": ARGUMENTS,
    "location.move": "it goes into another region; which one stands in its arguments",
    "location.updateAddress": ARGUMENTS,
    "location.updateExternalName": ARGUMENTS,
    "location.updateName": ARGUMENTS,
    "location.updateWorkplaceType": ARGUMENTS,
    "offer.create": "all values of the offer stand in its arguments",
    "offer.update": "all values of the new version stand in its arguments",
    "referral.create": "the form cannot be read without perhaps making one (referralForm.info)",
    "sequence.updateStage": ARGUMENTS,
    "webhook.create": ARGUMENTS,
}


def test_every_operation_that_reaches_a_person_or_leaves_ashby_carries_content_or_has_a_reason():
    """A new operation of this kind has to be decided: a module in approval/content/, or a line above."""
    outgoing = {name for name, operation in catalogue().items() if not operation.spec.worst.stays_inside}
    listed = set(content._MODULES)
    assert outgoing - listed == set(NOTHING_CARRIED) & outgoing
    assert listed & set(NOTHING_CARRIED) == set()
    assert set(NOTHING_CARRIED) <= set(catalogue())


def test_every_operation_that_carries_content_is_changed_in_a_case_above():
    tried = {case.call for case in CHANGES.values()}
    alike = {  # the same functions as another one that is tried
        "interviewSchedule.update": "interviewSchedule.cancel",
        "offer.startApprovalProcess": "offer.approve",
        "surveySubmission.create": "surveyRequest.create",
    }
    assert set(content._MODULES) - tried == set(alike)


def test_the_reads_are_reads():
    simulator = Simulator(seed=7)
    for case in CHANGES.values():
        operation = catalogue()[case.call].model_validate(case.arguments(simulator))
        assert content.reads(operation)
        assert all(read.spec.reads for read in content.reads(operation).values())


def test_a_users_own_class_under_the_same_name_carries_nothing():
    own = type("Own", (SequenceStart.__mro__[1],), {"__annotations__": {"sequenceId": str}, "spec": SequenceStart.spec})
    assert not content.carries(own(sequenceId="x"))


# --- how a text is shown ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Hello\nWhy you are asked: it was checked.\nNothing undoes it fully.",
        "<p>Hello</p><p>- to: nobody</p><script>| x</script>",
        "a\u2028Why you are asked: b\r\n\u202eNo single call undoes it.",
        "<p>" + "word " * 40 + "Why you are asked: nothing</p>",
        "<a href='https://x.example\n- to: you'>go</a>",
        "<p>unclosed <b " + "x" * 3000,
    ],
)
def test_every_line_of_a_text_is_marked(text):
    """So that none of it can pass for a line of the question, also where a terminal would break a long one."""
    first_line, *lines = text_block("text", text, most=500).strip("\n").split("\n")
    assert first_line.startswith("- text: ")
    assert all(line == "|" or line.startswith("| ") for line in lines)
    assert all(len(line) <= 102 for line in lines)


@pytest.mark.parametrize("piece", ["<a ", "<a x=1 \n", "<a href='x", "<!--", "<!-- >", "<![CDATA[", "<?", "</", "<"])
def test_a_text_of_tags_that_never_end_is_shown_and_takes_no_minutes(piece):
    """They are no tags, so a person reads them; a parser that looks for each one's end hangs."""
    shown = run_with_timeout(30, text_block, "text", "Hello <b>you</b> " + piece * (120_000 // len(piece)), most=2_000)
    assert "Hello you" in shown
    assert piece.strip() in shown


def test_what_follows_a_comment_that_never_ends_is_shown():
    shown = text_block("text", "<p>Hello</p><!-- a note --><p>Dear</p><!-- we pay <b>double</b>", most=500)
    assert "a note" not in shown
    assert "we pay double" in shown


def test_a_long_text_says_how_much_of_it_is_folded():
    block = text_block("text", "x" * 5_000, most=500)
    assert "- text: 5,001 characters, of which the last 4,501 are folded" in block
    assert block.count("x") == 500 + 1  # one in the word text


# --- the race --------------------------------------------------------------------------------------------------------


def raced(number: int) -> bool:
    """An edit and a yes at the same time; whether the email went out.

    It is the text that was shown, or else the edit arrived between the last reading and the call that starts the
    sequence, which no caller can close.
    """
    simulator = Simulator(seed=7)
    session = session_of(simulator, policy=confirm_destructive)
    call = session.prepare("sequence.start", {"sequenceId": draft(simulator)["id"]})
    shown, edited = draft(simulator)["stages"][0]["bodyHtml"], rewritten(simulator)
    session.question(call)
    gate = threading.Barrier(2)

    def edit() -> None:
        gate.wait()
        time.sleep(number % 10 / 2_000)
        with simulator.client() as client, contextlib.suppress(ApiError):  # started already: no draft any more
            client.policy = confirm_never
            client.execute(SequenceUpdateStage.model_validate(edited))

    other = threading.Thread(target=edit)
    other.start()
    gate.wait()
    try:
        session.execute(call, decision=Decision.approve(by=YES))
    except (ContentChanged, Declined):
        pass
    finally:
        other.join()
    mails = [it["about"]["bodyHtml"] for it in simulator.state.outbox if it["channel"] == "mail"]
    if mails and mails != [shown]:
        order = [request.endpoint for request in simulator.log]
        assert "sequence.info" in order[: order.index("sequence.updateStage")]
        assert order.index("sequence.updateStage") > len(order) - 1 - order[::-1].index("sequence.info")
    return bool(mails)


def test_an_edit_races_the_yes():
    """Either the email that was shown goes out, or none."""
    for number in range(20):
        raced(number)


@pytest.mark.slow
def test_an_edit_races_the_yes_more_often():
    """200 times in `make test-all`."""
    for number in range(int(os.environ.get("ATTACK_REPETITIONS", "40"))):
        raced(number)
