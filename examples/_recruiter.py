"""What people do in Ashby while a program listens: make a webhook setting, and move somebody through the stages."""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools import operations as op
from examples._company import Company


def report_stages(company: Company, url: str, secret: str) -> None:
    """Have stage changes sent to an address. A setting whose ping is not answered is made, and disabled."""
    setting = op.WebhookCreate(webhookType="candidateStageChange", requestUrl=url, secretToken=secret)
    decision = company.decide("Make a webhook setting that sends stage changes to this machine?")
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
