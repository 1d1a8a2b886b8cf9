"""What a toolset hides reaches no model, whatever carries it: a dry run's request and question, an error's words."""

from __future__ import annotations

import asyncio
import functools
import itertools
import re

import httpx
import pytest
from valid_arguments import cases, one_world

from ashby_agent_tools import Client, Decision, Session, Toolset, confirm_never, errors
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.results.clean import mask_contact
from ashby_agent_tools.simulator import Simulator

HIDDEN = ("pay", "eeo", "contact")
TOOLS = Toolset.all().hiding(*HIDDEN)
WRITES = sorted(name for name, operation in catalogue().items() if not operation.spec.reads)
MAIL = re.compile(r"[\w.+-]+@[\w.-]+\.\w+")
OF_THE_ARGUMENTS = {"+49 30 5550100", "82,000", "82000"}


@functools.cache
def secrets() -> re.Pattern[str]:
    """The company's mail addresses, phone numbers and amounts, and those that the arguments hold."""
    rows = [list(rows.values()) for rows in one_world().reset().snapshot().values()]
    known = sorted(phones_and_pay(rows) | OF_THE_ARGUMENTS, key=len, reverse=True)
    return re.compile("|".join([MAIL.pattern, *(rf"(?<![\w,.]){re.escape(one)}(?![\w,])" for one in known)]))


def phones_and_pay(value, key="") -> set[str]:
    if isinstance(value, list):
        return {found for item in value for found in phones_and_pay(item, key)}
    if isinstance(value, dict):
        amounts = {value.get(name) for name in ("value", "minValue", "maxValue")} if "currencyCode" in value else set()
        money = {shown for n in amounts if isinstance(n, int) and n > 999 for shown in (f"{n:,}", str(n))}
        return money | {
            found for name, item in value.items() for found in phones_and_pay(item, name if name != "value" else key)
        }
    return {value} if isinstance(value, str) and re.search("phone", key, re.IGNORECASE) and len(value) > 7 else set()


@functools.cache
def dry(endpoint: str) -> list[tuple[str, str]]:
    """For each valid call: the text that a model reads, and the question that a person would be asked."""
    world, tool, made = one_world(), catalogue()[endpoint].spec.tool, []
    for arguments in cases(world.reset(), endpoint):
        with Client(world.simulator.key, transport=world.simulator.transport()) as client:
            result = Session(TOOLS, client, dry_run=True).run(tool, arguments)
        made.append((result.text, result.data["would"]))
    return made


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.exhaustive(6)
def test_no_dry_run_shows_a_model_what_is_hidden(endpoint: str):
    for text, _ in dry(endpoint):
        assert "Nothing was sent" in text
        assert secrets().findall(text) == []


def test_persons_are_shown_what_models_are_not():
    """So that the test above can fail: questions do hold what is hidden."""
    hidden = (question for name in WRITES for _, question in dry(name) if secrets().search(question))
    assert len(list(itertools.islice(hidden, 21))) == 21


def person(simulator: Simulator) -> dict:
    return next(row for row in simulator.state.table("candidate").values() if row["name"] == "Priya Raman")


def test_an_error_of_ashby_loses_what_is_hidden(simulator: Simulator):
    words = (
        "Somebody with priya.raman@example.com and +1 555 010 0199 exists, see 0b1c2d3e-1111-4222-8333-123456789012."
    )
    refusal = {"success": False, "errors": [words], "errorInfo": {"code": "invalid_input", "message": words}}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=refusal))
    session = Session(TOOLS.with_policy(confirm_never), Client(simulator.key, transport=transport))
    with pytest.raises(errors.ApiError) as raised:
        session.run("candidateTag.create", {"title": "Referred"})
    assert "Somebody with" in str(raised.value)
    assert "0b1c2d3e-1111-4222-8333-123456789012" in str(raised.value)
    assert not re.search("priya.raman|555", str(raised.value))


def test_a_persons_no_loses_what_is_hidden(simulator: Simulator):
    session = Session(TOOLS, simulator.client(), approver=lambda call, question: Decision.deny(NOTE, by="Ada"))
    with pytest.raises(errors.Declined) as raised:
        session.run("candidate.anonymize", {"candidateId": person(simulator)["id"]})
    assert "Ask" in str(raised.value)
    assert "robin" not in str(raised.value)


NOTE = "Ask robin.weiss@example.com first, +49 30 5550100."


@pytest.mark.parametrize(
    ("title", "hidden"), [("Expected salary", "pay"), ("Gender", "eeo"), ("Personal e-mail", "contact")]
)
def test_a_dry_run_knows_a_custom_field_by_its_title(simulator: Simulator, title: str, hidden: str):
    tools = Toolset.all().hiding(hidden).with_policy(confirm_never)
    session = Session(tools, simulator.client())
    field = session.run("customField.create", {"fieldType": "String", "objectType": "Candidate", "title": title}).data
    given = {"objectId": person(simulator)["id"], "objectType": "Candidate", "fieldId": field["id"]}
    session.run("customField.setValue", {**given, "fieldValue": "Zanzibar"})
    dry_run = Session(tools, simulator.client(), async_client=simulator.async_client(), dry_run=True)
    for value in ("Samarkand", None):
        for result in (
            dry_run.run("customField.setValue", {**given, "fieldValue": value}),
            asyncio.run(dry_run.arun("customField.setValue", {**given, "fieldValue": value})),
        ):
            assert "Nothing was sent" in result.text
            assert not re.search("Zanzibar|Samarkand", result.text)


def test_days_and_ids_are_no_phone_numbers():
    text = "Starts 2026-03-14, 12345678-1234-4123-8123-123456789012, call 030 5550 1234 or (415) 555-0101."
    assert mask_contact(text) == "Starts 2026-03-14, 12345678-1234-4123-8123-123456789012, call [hidden] or [hidden]."
