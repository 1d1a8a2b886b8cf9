"""What people do in Ashby while a program listens: make a webhook setting, move somebody, hear of an offer's answer."""

from __future__ import annotations

import contextlib
import itertools
import json
import time
from collections.abc import Sequence
from typing import Literal

import httpx

from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.webhooks import WebhookType
from ashby_agent_tools.simulator.webhooks import signature
from examples._company import Company


def report(company: Company, url: str, secret: str, *types: WebhookType) -> None:
    """Have events of these types sent to an address. A setting whose ping is not answered is made, and disabled."""
    for kind in types:
        setting = op.WebhookCreate(webhookType=kind, requestUrl=url, secretToken=secret)
        decision = company.decide(f"Make a webhook setting that sends {kind} to this machine?")
        made = company.client.execute(setting, decision=decision).data
        print(f"The setting is {'enabled' if made['enabled'] else 'disabled: its ping was not answered'}.")


def move(company: Company, who: str, titles: Sequence[str]) -> None:
    """Move somebody's application through these stages, one after the other."""
    person = company.client.execute(op.CandidateSearch(name=who)).data[0]
    application = company.client.execute(op.ApplicationInfo(applicationId=person["applicationIds"][0])).data
    plan = application["currentInterviewStage"]["interviewPlanId"]
    stages = company.client.execute(op.InterviewStageList(interviewPlanId=plan)).data
    for title in titles:
        stage = next(stage["id"] for stage in stages if stage["title"] == title)
        change = op.ApplicationChangeStage(applicationId=application["id"], interviewStageId=stage)
        company.client.execute(change, decision=company.decide(f"Move {who} to {title}?"))


def keep_moving(company: Company, who: str, titles: Sequence[str]) -> None:
    """Move somebody to and fro every three seconds, until Ctrl-C: something to look at."""
    with contextlib.suppress(KeyboardInterrupt):
        for title in itertools.cycle(titles):
            time.sleep(3)
            move(company, who, [title])


def record_answer(company: Company, who: str, answer: Literal["Accepted", "Declined", "Cancelled"]) -> None:
    """Record in Ashby what somebody said to their offer."""
    person = company.client.execute(op.CandidateSearch(name=who)).data[0]
    lists = [company.client.records(op.OfferList(applicationId=one)) for one in person["applicationIds"]]
    offer = next(offer for offers in lists for offer in offers)
    change = op.OfferSetStatus(offerId=offer["id"], acceptanceStatus=answer)
    company.client.execute(change, decision=company.decide(f"Record that the offer to {who} was {answer.lower()}?"))


def send_again(company: Company, url: str, secret: str, kind: WebhookType) -> None:
    """What Ashby does when an answer got lost on the way: the newest event of this type comes a second time."""
    assert company.simulator is not None  # noqa: S101  (a real organization needs no help for it)
    event = next(event for event in reversed(company.simulator.state.events) if event["action"] == kind)
    body = json.dumps(event, ensure_ascii=False).encode()
    headers = {"Ashby-Signature": signature(secret, body)}
    answer = httpx.post(url, content=body, headers=headers, trust_env=False)
    print(f"The same event comes again; the answer is {answer.status_code}, {answer.text}.")
