"""AdapterContract itself: the plain Session keeps it, and each way of doing it wrong fails the test made for it."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from ashby_agent_tools import Decision, Question, Result, Session, Toolset, confirm_never
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.testing import AdapterContract, AdapterDriver, Outcome, Pending, ShownTool


class Driver(AdapterDriver):
    """An adapter for no framework: every hook goes to a Session."""

    group = "message"  # what the calls of one message have in common

    def __init__(self, setting):
        self.setting, self.sessions, self.ids = setting, {}, itertools.count()

    def session(self, conversation, toolset=None):
        if conversation not in self.sessions:
            self.sessions[conversation] = Session(
                toolset or self.setting.toolset,
                self.setting.client(),
                async_client=self.setting.async_client(),
                conversation=conversation,
                store=self.setting.store,
                approver=self.setting.approver,
                notify=self.setting.notify,
                rules=self.setting.rules,
                dry_run=self.setting.dry_run,
            )
        return self.sessions[conversation]

    async def tools(self):
        toolset = self.setting.toolset
        return [ShownTool(it.name, it.description, it.schema, it.hints) for it in (*toolset, *toolset.builtin)]

    async def instructions(self):
        return self.setting.toolset.instructions()

    async def calls(self, calls, *, conversation="one", sync=False):
        return [await self.make(conversation, name, dict(given), sync=sync) for name, given in calls]

    async def make(self, conversation, name, given, *, sync):
        session = self.session(conversation)
        try:
            made = await self.through(session, "start", name, given, call_id=f"call_{next(self.ids)}", sync=sync)
            return self.noted(await self.told(session, made, sync=sync))
        except ToolError as error:
            return self.noted(Outcome(self.said(error)))

    def noted(self, outcome):
        if outcome.pending is None:
            self.settled = [*getattr(self, "settled", ()), outcome]
        return outcome

    async def told(self, session, made, *, sync):
        """The text of a result, or a question as it is shown to a person."""
        if isinstance(made, Result):
            return Outcome(made.text)
        shown = await self.through(session, "ask", made, group=self.group, sync=sync)
        return Outcome(pending=Pending(shown.text, (session, shown.call)))

    async def through(self, session, door, *given, sync, **more):
        return getattr(session, door)(*given, **more) if sync else await getattr(session, f"a{door}")(*given, **more)

    async def answer(self, answers, *, sync=False):
        before = list(getattr(self, "settled", ()))
        done = [await self.decide(*pending.token, decision, sync=sync) for pending, decision in answers]
        return [*before[:1], *done, *before[1:]]

    async def settle(self, outcome, decision, *, sync=False):
        return await self.decide(*outcome.pending.token, decision, sync=sync)

    async def decide(self, session, call, decision, *, sync):
        try:
            made = await self.through(session, "settle", call, decision, sync=sync)
            if isinstance(made, Question):
                made = made.named(f"{call.call_id}#")  # no answer so far is one to it
            return await self.told(session, made, sync=sync)
        except ToolError as error:
            return Outcome(self.said(error))

    async def approve_other(self, pending, arguments, *, sync=False):
        session, call = pending.token
        other = session.prepare(call.tool, arguments, call_id=call.call_id)
        try:
            return Outcome(session.execute(other, decision=Decision.approve(by="Robin")).text)
        except ToolError as error:
            return Outcome(self.said(error))

    def said(self, error):
        return str(error)


class TestPlainSession(AdapterContract):
    """The contract of all adapters, kept by the core alone."""

    def make(self, setting):
        return Driver(setting)


class Undescribed(Driver):
    """Shows no descriptions."""

    async def tools(self):
        return [ShownTool(it.name, "", it.parameters, it.hints) for it in await super().tools()]


class Untold(Driver):
    """Hands on no function that is told of questions."""

    def __init__(self, setting):
        super().__init__(dataclasses.replace(setting, notify=None))


class Renamed(Driver):
    """Shows other names."""

    async def tools(self):
        return [ShownTool(it.name.upper(), it.description, it.parameters, it.hints) for it in await super().tools()]


class Optional(Driver):
    """Says that nothing is required."""

    async def tools(self):
        shown = await super().tools()
        return [ShownTool(it.name, it.description, it.parameters | {"required": []}, it.hints) for it in shown]


class Unhinted(Driver):
    """Drops the hints."""

    async def tools(self):
        return [ShownTool(it.name, it.description, it.parameters) for it in await super().tools()]


class Mute(Driver):
    """Has instructions of its own."""

    async def instructions(self):
        return "You work in Ashby."


class Filling(Driver):
    """Sends what a framework fills in."""

    async def make(self, conversation, name, given, *, sync):
        return await super().make(conversation, name, {"limit": 100} | given if "list" in name else given, sync=sync)


class NullStripping(Driver):
    """Strips every null before the core sees it."""

    async def make(self, conversation, name, given, *, sync):
        given = {key: value for key, value in given.items() if value is not None}
        return await super().make(conversation, name, given, sync=sync)


class FromLosing(Driver):
    """Loses what Python keeps for itself."""

    async def make(self, conversation, name, given, *, sync):
        return await super().make(conversation, name, {k: v for k, v in given.items() if k != "from"}, sync=sync)


class Ascii(Driver):
    """Cannot write names."""

    async def make(self, conversation, name, given, *, sync):
        if "note" in given:
            given = given | {"note": given["note"].encode("ascii", "replace").decode()}
        return await super().make(conversation, name, given, sync=sync)


class Raw(Driver):
    """Shows the exception and not its message."""

    def said(self, error):
        return repr(error)


class Silent(Driver):
    """Takes a failure for an empty result."""

    def said(self, error):
        return "[]"


class Showing(Driver):
    """Shows equal-opportunity data to everybody."""

    def session(self, conversation, toolset=None):
        return super().session(conversation, self.setting.toolset.showing("eeo"))


class Bold(Driver):
    """Asks nobody."""

    def session(self, conversation, toolset=None):
        return super().session(conversation, self.setting.toolset.with_policy(confirm_never))


class Yes(Driver):
    """Takes every answer for a yes to whatever is at hand."""

    async def decide(self, session, call, decision, *, sync):
        return await super().decide(session, call, Decision.approve(by="Robin"), sync=sync)

    async def approve_other(self, pending, arguments, *, sync=False):
        session, call = pending.token
        other = session.prepare(call.tool, arguments, call_id="another")
        session.question(other)
        return Outcome(session.execute(other, decision=Decision.approve(by="Robin")).text)


class Trusting(Driver):
    """Takes an edit for a yes to whatever was edited in."""

    async def decide(self, session, call, decision, *, sync):
        if decision.kind != "edit":
            return await super().decide(session, call, decision, sync=sync)
        edited = session.prepare(call.tool, decision.arguments, call_id="edited")
        session.question(edited)
        return await super().decide(session, edited, Decision.approve(by="Robin"), sync=sync)


class Wasteful(Driver):
    """Has a budget of its own."""

    def session(self, conversation, toolset=None):
        return super().session(conversation, self.setting.toolset.with_budget(4_000))


class Shared(Driver):
    """One conversation for everybody."""

    def session(self, conversation, toolset=None):
        return super().session("everybody", toolset)


class Swapped(Driver):
    """Gives each answer to the other question."""

    async def answer(self, answers, *, sync=False):
        pendings, decisions = zip(*answers, strict=True)
        return await super().answer(list(zip(reversed(pendings), decisions, strict=True)), sync=sync)


class Unruled(Driver):
    """Hands on no rules of who may answer."""

    def __init__(self, setting):
        super().__init__(dataclasses.replace(setting, rules=None))


class Wet(Driver):
    """Hands on no dry run."""

    def __init__(self, setting):
        super().__init__(dataclasses.replace(setting, dry_run=False))


class Anew(Driver):
    """Asks by itself when an answer comes, whatever was answered elsewhere."""

    async def decide(self, session, call, decision, *, sync):
        again = session.prepare(call.tool, call.arguments, call_id=f"{call.call_id}, again")
        session.question(again)
        return await super().decide(session, again, Decision.approve(by="Robin"), sync=sync)


class Terse(Driver):
    """Says little of what was done."""

    async def make(self, *given, **more):
        made = await super().make(*given, **more)
        return Outcome(made.text[:20], made.pending)

    async def decide(self, *given, **more):
        made = await super().decide(*given, **more)
        return Outcome(made.text[:20], made.pending)


class Apart(Driver):
    """Leaves each question of a message by itself."""

    group = None


class AllOrNone(Driver):
    """Takes the last answer for all lines."""

    async def answer(self, answers, *, sync=False):
        (_, last) = answers[-1]
        return await super().answer([(it, Decision(last.kind, last.by)) for it, _ in answers], sync=sync)


class Repeating(Driver):
    """Runs the whole message again after the answer, as a graph without a gate would."""

    async def answer(self, answers, *, sync=False):
        await self.make("again", "ashby_candidate_tag_list", {"limit": 1}, sync=sync)
        return await super().answer(answers, sync=sync)


class Listing(Driver):
    """Lists what should be searched for."""

    async def tools(self):
        shown = self.setting.toolset.operations
        return [*await super().tools(), *(ShownTool(it.name, it.description, it.schema, it.hints) for it in shown)]


class Wide(Driver):
    """Searches and calls everything there is."""

    def session(self, conversation, toolset=None):
        return super().session(conversation, Toolset.all().searchable())


class Revealing(Driver):
    """Shows equal-opportunity data though the toolset does not name them."""

    def session(self, conversation, toolset=None):
        return super().session(conversation, self.setting.toolset.showing("eeo"))


class Concealing(Driver):
    """Keeps them back even where the toolset names them."""

    def session(self, conversation, toolset=None):
        return super().session(conversation, self.setting.toolset.hiding("eeo"))


class Chatty(Driver):
    """Says more through one door than through the other."""

    async def told(self, session, made, *, sync):
        told = await super().told(session, made, sync=sync)
        return dataclasses.replace(told, text=f"{told.text} (sync)") if sync and told.text else told


WRONG = [
    (Undescribed, "names_descriptions_arguments_and_hints_are_the_catalogues", {"half": 0}),
    (Renamed, "names_descriptions_arguments_and_hints_are_the_catalogues", {"half": 0}),
    (Optional, "names_descriptions_arguments_and_hints_are_the_catalogues", {"half": 1}),
    (Unhinted, "names_descriptions_arguments_and_hints_are_the_catalogues", {"half": 1}),
    (Mute, "the_instructions_are_the_toolsets", {}),
    (Filling, "omitted_and_null_optionals_are_not_sent_and_a_required_null_is", {"sync": False}),
    (NullStripping, "omitted_and_null_optionals_are_not_sent_and_a_required_null_is", {"sync": True}),
    (FromLosing, "nested_objects_and_the_parameter_from_arrive", {"sync": False}),
    (FromLosing, "a_query_counts_over_all_pages_of_a_list", {"sync": True}),
    (Ascii, "unicode_arrives_and_comes_back_unharmed", {"sync": True}),
    (Raw, "bad_arguments_give_a_readable_message_and_send_nothing", {"sync": False, "bad": True}),
    (Silent, "bad_arguments_give_a_readable_message_and_send_nothing", {"sync": False, "bad": True}),
    (Silent, "a_missing_permission_is_named", {"sync": False}),
    (Silent, "a_failure_reaches_the_model_as_text", {"sync": True, "failing": True}),
    (Bold, "what_needs_a_yes_waits_with_a_question_and_approved_it_is_sent_once", {"sync": False}),
    (Silent, "a_no_sends_nothing_and_its_message_reaches_the_model", {"sync": False}),
    (Yes, "a_no_sends_nothing_and_its_message_reaches_the_model", {"sync": True}),
    (Yes, "an_edit_of_no_more_danger_is_sent_as_it_was_edited", {"sync": False}),
    (Trusting, "an_edit_above_the_shown_risk_is_asked_again", {"sync": False}),
    (Yes, "a_yes_for_other_arguments_is_refused", {"sync": False}),
    (Bold, "an_approver_is_asked_in_place_of_waiting", {"sync": False, "approved": False}),
    (Untold, "somebody_is_told_once_of_a_question", {"sync": False}),
    (Wasteful, "the_budget_holds", {"sync": False}),
    (Revealing, "equal_opportunity_data_are_off_unless_the_toolset_names_them", {"sync": False, "named": False}),
    (Concealing, "equal_opportunity_data_are_off_unless_the_toolset_names_them", {"sync": True, "named": True}),
    (Shared, "short_names_resolve_in_their_own_conversation_only", {"sync": False}),
    (Yes, "two_conversations_never_mix", {"sync": True}),
    (Swapped, "parallel_calls_run_once_each_and_each_answer_counts_for_its_own_call", {"sync": False}),
    (Repeating, "parallel_calls_run_once_each_and_each_answer_counts_for_its_own_call", {"sync": True}),
    (Unruled, "what_two_people_have_to_approve_is_not_sent_on_one_yes", {"sync": True}),
    (Unruled, "an_answer_of_who_may_not_give_it_counts_for_nothing_and_the_question_waits", {"sync": False}),
    (Wet, "in_a_dry_run_nobody_is_asked_and_nothing_is_sent", {"sync": False}),
    (Anew, "an_edit_that_somebody_approved_from_outside_is_what_is_sent", {"sync": False}),
    (Terse, "a_write_is_undone_by_the_reference_in_its_result", {"sync": True, "approved": True}),
    (Apart, "calls_of_one_message_are_one_batch_of_which_exactly_the_approved_lines_are_sent", {"sync": True}),
    (AllOrNone, "calls_of_one_message_are_one_batch_of_which_exactly_the_approved_lines_are_sent", {"sync": False}),
    (Showing, "equal_opportunity_data_are_off_unless_the_toolset_names_them", {"sync": False, "named": False}),
    (Listing, "an_unlisted_operation_is_found_and_called", {"sync": False}),
    (Bold, "a_call_by_name_is_asked_about_as_what_it_names", {"sync": True, "approved": True}),
    (Yes, "an_edit_of_a_call_by_name_is_sent_as_it_was_edited", {"sync": False}),
    (Wide, "what_is_outside_is_neither_found_nor_called", {"sync": True}),
    (Bold, "a_task_asks_once_about_all_its_changes", {"sync": False, "approved": True, "searched": False}),
    (Yes, "a_task_asks_once_about_all_its_changes", {"sync": True, "approved": False, "searched": True}),
    (Silent, "a_name_that_does_not_name_one_record_comes_back_with_choices", {"sync": True}),
    (Yes, "an_approval_of_a_task_lets_no_other_changes_out", {"sync": False}),
    (Chatty, "async_equals_sync", {}),
]
CASES = {
    "bad": {"name": "ashby_candidate_create_note", "arguments": {"note": "Hello"}, "says": "candidateId"},
    "failing": {"endpoint": "candidate.info", "fault": None, "says": "no such record"},
}


@pytest.mark.parametrize(("driver", "test", "given"), WRONG, ids=lambda it: getattr(it, "__name__", None))
@pytest.mark.exhaustive(4)
def test_a_wrong_adapter_fails_the_test_that_was_made_for_it(driver, test, given):
    class Contract(AdapterContract):
        def make(self, setting):
            return driver(setting)

    more = {key: value for name in CASES if name in given for key, value in CASES[name].items()}
    given = {key: value for key, value in given.items() if key not in CASES}
    with pytest.raises((AssertionError, IndexError)):
        getattr(Contract(), f"test_{test}")(**given, **more)


def test_every_test_of_the_contract_has_a_wrong_adapter_that_fails_it():
    tests = {name.removeprefix("test_") for name in dir(AdapterContract) if name.startswith("test_")}
    assert tests == {test for _, test, _ in WRONG}
