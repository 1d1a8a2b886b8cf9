"""The half of the contract about calls: what a model is shown, what arrives at Ashby, what the model reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest

from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.simulator import FaultKind
from ashby_agent_tools.testing._base_contract import (
    APPLICATIONS,
    ENROLL,
    INFO,
    LIST,
    MAIL,
    NOTE,
    SOURCE,
    TOOLSET,
    BaseContract,
)
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.testing.driver import AdapterDriver
from ashby_agent_tools.toolset.policy import allow
from ashby_agent_tools.toolset.toolset import Toolset

NOBODY = "ffffffff-ffff-4fff-bfff-ffffffffffff"
UNICODE = "Zoë Łęcka-李 said: “naïve?” \U0001f469\u200d\U0001f4bb\n\tÇa va, até já."
BAD: Sequence[tuple[str, JsonObject, str]] = (
    (INFO, {"candidateID": NOBODY}, "candidateID"),
    (NOTE, {"note": "Hello"}, "candidateId"),
    (APPLICATIONS, {"status": "active"}, "Active"),
    (APPLICATIONS, {"limit": "many"}, "limit"),
    (INFO, {"id": "somebody"}, "id"),
)
FAILURES: Sequence[tuple[str, FaultKind | None, str]] = (
    ("candidate.info", None, "no such record"),
    ("candidate.createNote", "failure_in_200", "Ashby refused"),
    ("candidate.createNote", "server_error", "500"),
    ("candidate.createNote", "cut_after", "may have happened"),
)


_UNASKED = TOOLSET.with_policy(allow(SOURCE, MAIL))  # what is tested of them is how arguments travel


class CallContract(BaseContract):
    """Tests of calls that nobody has to be asked about."""

    # what a model is shown

    @pytest.mark.parametrize("half", [0, 1])
    def test_names_descriptions_arguments_and_hints_are_the_catalogues(self, half: int) -> None:
        """In two halves, because some providers take 128 tools at most."""
        toolset = Toolset.of(*list(catalogue())[half::2])

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            shown = {tool.name: tool for tool in await driver.tools()}
            expected = [*toolset, *getattr(toolset, "builtin", ())]
            assert set(shown) == {tool.name for tool in expected}
            for tool in expected:
                mine = shown[tool.name]
                assert mine.description == tool.description
                assert set(mine.parameters.get("properties", {})) == set(tool.schema.get("properties", {})), tool.name
                assert set(mine.parameters.get("required", ())) == set(tool.schema.get("required", ())), tool.name
                assert not self.shows_hints or _hints(mine.hints) == tool.hints, tool.name

        self.play(scenario, toolset=toolset)

    def test_the_instructions_are_the_toolsets(self) -> None:
        """A model is told of short ids, cut results, approvals and outsiders' text in the same words everywhere."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            assert await driver.instructions() == TOOLSET.instructions()

        self.play(scenario)

    # what stays hidden

    @pytest.mark.parametrize("named", [False, True])
    def test_equal_opportunity_data_are_off_unless_the_toolset_names_them(self, sync: bool, named: bool) -> None:
        """No adapter shows them by default, and each does where `showing("eeo")` says so."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            person, value = company.person_who_answered("Gender identity")
            text = (await driver.call(INFO, {"id": person}, sync=sync)).text
            assert (value in text) is named
            assert ('"hidden":["eeo"]' in text) is not named

        self.play(scenario, toolset=TOOLSET.showing("eeo") if named else TOOLSET)

    # arguments

    def test_omitted_and_null_optionals_are_not_sent_and_a_required_null_is(self, sync: bool) -> None:
        """Whatever a framework fills in, Ashby gets what the model meant."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            application = company.applications[0]["id"]
            await driver.call(APPLICATIONS, {"status": "Active", "jobId": None}, sync=sync)
            await driver.call(SOURCE, {"applicationId": application, "sourceId": None}, sync=sync)
            assert company.sent("application.list") == [{"status": "Active"}]
            assert company.sent("application.changeSource") == [{"applicationId": application, "sourceId": None}]

        self.play(scenario, toolset=_UNASKED)

    def test_nested_objects_and_the_parameter_from_arrive(self, sync: bool) -> None:
        """`from` is a word that Python keeps for itself; `body` and nested groups are lost easily, too."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            person = company.candidate()["id"]
            mail = {
                "candidateId": person, "emailProviderEmailId": "m-1", "subject": "Hello", "from": "kim@example.com",
                "to": "talent@works.example.com", "body": "<p>Hi</p>",
            }  # fmt: skip
            draft = {
                "sequenceTemplateId": company.sequence, "candidateId": person, "start": False,
                "from": {"email": "talent@works.example.com"},
            }  # fmt: skip
            await driver.call(MAIL, mail, sync=sync)
            await driver.call(ENROLL, draft, sync=sync)
            assert company.sent("candidate.addEmailMessage") == [mail]
            assert company.sent("sequence.add") == [draft]

        self.play(scenario, toolset=_UNASKED)

    @pytest.mark.parametrize(("name", "arguments", "says"), BAD)
    def test_bad_arguments_give_a_readable_message_and_send_nothing(
        self,
        sync: bool,
        name: str,
        arguments: JsonObject,
        says: str,
    ) -> None:
        """The model reads which argument is wrong and what would be right; no traceback, no repr."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(name, arguments, sync=sync)
            assert says in outcome.text
            assert name in outcome.text
            _reads_like_a_message(outcome.text)
            assert not company.anything_sent

        self.play(scenario)

    def test_unicode_arrives_and_comes_back_unharmed(self, sync: bool) -> None:
        """Names, quotes, emoji and line breaks, in both directions."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            person = company.candidate()
            await driver.call(NOTE, {"candidateId": person["id"], "note": UNICODE}, sync=sync)
            assert company.sent("candidate.createNote") == [{"candidateId": person["id"], "note": UNICODE}]
            outcome = await driver.call(INFO, {"id": person["id"]}, sync=sync)
            assert person["name"] in outcome.text

        self.play(scenario)

    # results and refusals

    @pytest.mark.parametrize(("endpoint", "fault", "says"), FAILURES)
    def test_a_failure_reaches_the_model_as_text(
        self,
        sync: bool,
        endpoint: str,
        fault: FaultKind | None,
        says: str,
    ) -> None:
        """A failure is never an empty result and never the end of the agent's run."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            if fault is not None:
                company.simulator.fail_next(fault, endpoint=endpoint)
            person = NOBODY if fault is None else company.candidate()["id"]
            made = (
                (INFO, {"id": person})
                if endpoint == "candidate.info"
                else (NOTE, {"candidateId": person, "note": "Hi"})
            )
            outcome = await driver.call(*made, sync=sync)
            assert company.sent(endpoint)
            assert says in outcome.text
            _reads_like_a_message(outcome.text)

        self.play(scenario)

    def test_a_missing_permission_is_named(self, sync: bool) -> None:
        """The model can say which scope the key lacks."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            note = {"candidateId": company.candidate()["id"], "note": "Hi"}
            outcome = await driver.call(NOTE, note, sync=sync)
            assert "candidatesWrite" in outcome.text
            _reads_like_a_message(outcome.text)

        self.play(scenario, scopes=["candidatesRead"])

    def test_a_query_counts_over_all_pages_of_a_list(self, sync: bool) -> None:
        """One call of the model reads the whole list, and what it counts is right."""

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call("ashby_query", {"from": [LIST], "count_distinct": "id"}, sync=sync)
            assert '"distinct id":120' in outcome.text
            assert company.sent("candidate.list")[0] == {"limit": 100}
            wrong = await driver.call("ashby_query", {"from": [LIST], "group_by": "sorce"}, sync=sync)
            assert "did you mean 'source'" in wrong.text

        self.play(scenario)

    def test_the_budget_holds(self, sync: bool) -> None:
        """A hundred people in 700 tokens, counted by the tokenizer of the budget."""
        budget = TOOLSET.with_budget(700).budget
        count = counter_for(budget.tokenizer, budget.factor).count

        async def scenario(driver: AdapterDriver, company: Company) -> None:
            outcome = await driver.call(LIST, {"limit": 100}, sync=sync)
            assert 200 < count(outcome.text) <= budget.tokens
            assert "120" in outcome.text or "more" in outcome.text

        self.play(scenario, toolset=TOOLSET.with_budget(budget))


def _hints(hints: Mapping[str, Json] | None) -> JsonObject:
    return {key: value for key, value in (hints or {}).items() if key.endswith("Hint")}


def _reads_like_a_message(text: str) -> None:
    assert not re.search(r"Traceback|pydantic|validation error|<[a-z_]+\.|Error\(|\b[A-Z]\w+\([\"']", text), text
