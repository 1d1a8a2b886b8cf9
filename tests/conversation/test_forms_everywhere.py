"""Forms through every adapter: a scripted model fills in an offer, answers a survey and refers a person.

The model knows no ids. It reads names, paths and options in what the tools say, and sends them back as they stand.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re

import pytest
from attack_doors import SessionDriver, agents, langchain, llama_index, mcp, openai

from ashby_agent_tools import Decision, Session, Toolset
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing import AdapterSetting

TOOLS = Toolset.of(
    "application.list", "candidate.search", "job.list", "user.search", "opening.list", "customField.list",
    "offerProcess.start", "offer.start", "offer.create", "surveyFormDefinition.list", "surveyRequest.create",
    "surveySubmission.create", "referralForm.info", "referral.create",
)  # fmt: skip
FIELDS = "formDefinition.sections.fields"
SALARY = {"value": 91_000, "currencyCode": "EUR"}

DRIVERS = {
    "Session": lambda: SessionDriver,
    "LangChain": langchain,
    "LlamaIndex": llama_index,
    "OpenAI Responses": lambda: openai("Driver"),
    "OpenAI Chat Completions": lambda: openai("ChatDriver"),
    "openai-agents": agents,
    "MCP 2025-11-25": lambda: mcp("LegacyDriver"),
    "MCP 2026-07-28": lambda: mcp("ModernDriver"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Setting(AdapterSetting):
    """With what the session driver needs."""

    def session(self, conversation):
        return Session(
            self.toolset, self.client(), async_client=self.async_client(), conversation=conversation, store=self.store
        )


class Model:
    """A scripted model: makes a call, has a person say yes where one is asked, and reads the text."""

    def __init__(self, driver, *, sync):
        self.driver, self.sync = driver, sync

    async def call(self, tool, **arguments):
        outcome = await self.driver.call(f"ashby_{tool}", arguments, sync=self.sync)
        if outcome.pending is not None:
            outcome = await self.driver.settle(outcome, Decision.approve(by="Robin"), sync=self.sync)
        assert outcome.text.startswith("{"), outcome.text
        return json.loads(outcome.text)


def column(body, name):
    return [row[body["columns"].index(name)] for row in body["data"]]


def lines(body, where=FIELDS):
    """The fields of one form, by title."""
    table = body["record"][where]
    return {line[0]: dict(zip(table["columns"], line, strict=True)) for line in table["data"]}


def short(text):
    """The short id in `OPN-205 (opening_100)`."""
    return re.search(r"\(([a-z]+_\d+)\)$", text).group(1)


async def applicant(model):
    """An active application for an open job, with its candidate: all that the tasks begin with."""
    people = await model.call("candidate_search", name="Priya Raman")
    person = people["record"]
    return person["id"], person["applicationIds"][0]


async def offer(model):
    """An offer with an opening and a field of the organization's own."""
    _, application = await applicant(model)
    process = (await model.call("offer_process_start", applicationId=application))["record"]["id"]
    form = await model.call("offer_start", offerProcessId=process)
    fields = lines(form)
    answers = {
        fields["Salary"]["path"]: SALARY,
        fields["Start date"]["path"]: "2027-02-01",
        fields["Opening"]["path"]: short(fields["Opening"]["selectableValues"][0]),
        fields["Relocation paid"]["path"]: True,
    }
    pairs = [{"path": path, "value": value} for path, value in answers.items()]
    made = await model.call(
        "offer_create", offerProcessId=process, offerFormId=form["record"]["id"], offerForm={"fieldSubmissions": pairs}
    )
    return made["record"]


async def survey(model):
    """An address for a survey, and the answers in the candidate's name."""
    candidate, application = await applicant(model)
    forms = await model.call("survey_form_definition_list")
    row = column(forms, "title").index("Candidate experience")
    how, what = column(forms, f"{FIELDS}.path")[row]
    options = column(forms, f"{FIELDS}.selectableValues")[row]
    about = {
        "candidateId": candidate, "applicationId": application, "surveyFormDefinitionId": column(forms, "id")[row],
    }  # fmt: skip
    asked = await model.call("survey_request_create", **about)
    assert asked["record"]["surveyUrl"].startswith("https://")
    answers = {how: options[0][0], what: "Nothing; thank you."}
    answered = await model.call("survey_submission_create", **about, submittedValues=answers)
    return answered["record"]


async def referral(model):
    """A person referred for an open job by a colleague."""
    form = await model.call("referral_form_info", fields=["formDefinition"])
    fields = lines(form)
    jobs = await model.call("job_list", fields=["title", "status"])
    row = column(jobs, "status").index("Open")
    users = await model.call("user_search", email="leilani.kahale@works.example.com")
    answers = {
        fields["Name"]["path"]: "Nia Abel",
        fields["Email"]["path"]: "nia.abel@example.com",
        fields["Job"]["path"]: {"title": column(jobs, "title")[row], "value": column(jobs, "id")[row]},
        fields["How do you know this person?"]["path"]: "We built a compiler together.",
    }
    pairs = [{"path": path, "value": value} for path, value in answers.items()]
    made = await model.call(
        "referral_create", id=form["record"]["id"], creditedToUserId=users["record"]["id"], fieldSubmissions=pairs
    )
    return made["record"]


def offered(simulator, shown):
    """What is in Ashby afterwards."""
    (body,) = [request.body for request in simulator.log if request.endpoint == "offer.create"]
    opening, own = body["offerForm"]["fieldSubmissions"][2:]
    (made,) = [row for row in simulator.state.rows("offer") if row["versions"][-1].get("salary") == SALARY]
    assert opening["value"] == made["versions"][-1]["openingId"]
    assert simulator.state.get("opening", opening["value"])
    assert own == {"path": simulator.state.first("customField", title="Relocation paid")["id"], "value": True}
    assert shown["latestVersion"].startswith("offerver_")


def answered(simulator, shown):
    (made,) = [
        row
        for row in simulator.state.rows("surveySubmission")
        if "Nothing; thank you." in row["submittedValues"].values()
    ]
    assert set(made["submittedValues"].values()) == {"Very good", "Nothing; thank you."}
    assert shown["candidateId"].startswith("cand_")


def referred(simulator, shown):
    person = simulator.state.first("candidate", name="Nia Abel")
    application = simulator.state.first("application", candidateId=person["id"])
    assert simulator.state.get("job", application["jobId"])["status"] == "Open"
    (made,) = simulator.state.rows("referral", applicationId=application["id"])
    assert "We built a compiler together." in made["submittedValues"].values()
    assert shown["candidate"].startswith("Nia Abel (cand_")


TASKS = {"offer": (offer, offered), "survey": (survey, answered), "referral": (referral, referred)}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("door", DRIVERS)
@pytest.mark.exhaustive(4)
def test_what_a_form_shows_is_sent_back_with_short_names_through_every_adapter(door, task):
    simulator = Simulator(seed=7)
    script, check = TASKS[task]

    async def played():
        async with DRIVERS[door]()(Setting(simulator=simulator, toolset=TOOLS)) as driver:
            return await script(Model(driver, sync=False))

    shown = asyncio.run(played())
    check(simulator, shown)
