"""Calls that send or publish what stands elsewhere, and how that is changed while a question waits."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from question_cases import CASES as ALL

from ashby_agent_tools import confirm_never
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator import Simulator

Change = Callable[[Simulator], None]
OTHER = "Something else entirely"


@dataclasses.dataclass(frozen=True, slots=True)
class Changed:
    """`call`: the operation. `arguments`: of a call. `change`: what somebody does to what it sends, meanwhile.

    `shown`: words that only the second question has; empty where Ashby's API does not show what was changed.
    """

    call: str
    arguments: Callable[[Simulator], JsonObject]
    change: Change
    shown: str = ""


def first(simulator: Simulator, kind: str, **fields: object) -> JsonObject:
    """A record of the demo company, to be read and changed in place."""
    return simulator.state.first(kind, **fields)


def in_ashby(kind: str, values: JsonObject, **fields: object) -> Change:
    """Somebody changes a record in Ashby's own pages."""

    def change(simulator: Simulator) -> None:
        record = first(simulator, kind, **fields)
        simulator.advance(seconds=60)
        record.update(values)
        simulator.state.touch(kind, record)

    return change


def by_api(endpoint: str, arguments: Callable[[Simulator], JsonObject]) -> Change:
    """Another call of the same key."""

    def change(simulator: Simulator) -> None:
        operation = find(endpoint)
        assert operation is not None
        with simulator.client() as client:
            client.policy = confirm_never  # what is tried here is another gate
            client.execute(operation.model_validate(arguments(simulator)))

    return change


def draft(simulator: Simulator) -> JsonObject:
    """A draft of the key's own: only its owner sees one."""
    row = first(simulator, "sequence", status="NotStarted")
    row["ownerId"] = simulator.state.keys[0].id
    return row


def rewritten(simulator: Simulator, text: str = OTHER) -> JsonObject:
    """Arguments that put another text into the draft's first email."""
    row = draft(simulator)
    body = {"type": "text/html", "value": f"<p>{text}</p>"}
    return {"sequenceId": row["id"], "stageId": row["stages"][0]["id"], "subject": text, "body": body}


def person(simulator: Simulator) -> JsonObject:
    return first(simulator, "candidate", name="Priya Raman")


def rejection(simulator: Simulator) -> JsonObject:
    application = first(simulator, "application", candidateId=person(simulator)["id"])
    plan = application["interviewPlanId"]
    return {
        "applicationId": application["id"],
        "interviewStageId": first(simulator, "interviewStage", interviewPlanId=plan, type="Archived")["id"],
        "archiveReasonId": first(simulator, "archiveReason")["id"],
        "archiveEmail": {"communicationTemplateId": first(simulator, "communicationTemplate")["id"]},
    }


def enrolment(simulator: Simulator) -> JsonObject:
    template = first(simulator, "sequenceTemplate", isArchived=False)
    return {"sequenceTemplateId": template["id"], "candidateId": person(simulator)["id"], "start": True}


def another_address(simulator: Simulator) -> None:
    for one in person(simulator)["emails"]:
        one["value"] = "elsewhere@example.com"


def addressed_elsewhere(simulator: Simulator) -> None:
    who = simulator.state.table("candidate")[draft(simulator)["candidateId"]]
    for one in who["emails"]:
        one["value"] = "elsewhere@example.com"


def waiting(simulator: Simulator) -> JsonObject:
    return first(simulator, "offer", offerStatus="WaitingOnOfferApproval")


def other_terms(simulator: Simulator) -> None:
    offer = waiting(simulator)
    next(one for one in offer["versions"] if one["id"] == offer["latestVersionId"])["salary"] = {
        "value": 990_000,
        "currencyCode": "EUR",
    }


def posting(simulator: Simulator) -> JsonObject:
    return first(simulator, "jobPosting", title="Staff Engineer")


def hook(simulator: Simulator) -> JsonObject:
    return first(simulator, "webhook")


def survey(simulator: Simulator) -> JsonObject:
    application = first(simulator, "application", candidateId=person(simulator)["id"])
    form = first(simulator, "surveyFormDefinition")
    return {
        "candidateId": person(simulator)["id"],
        "applicationId": application["id"],
        "surveyFormDefinitionId": form["id"],
    }


def event(simulator: Simulator) -> JsonObject:
    application = first(simulator, "application", candidateId=person(simulator)["id"])
    schedule = first(simulator, "interviewSchedule", applicationId=application["id"])
    return first(simulator, "interviewEvent", interviewScheduleId=schedule["id"])


def interview(simulator: Simulator) -> JsonObject:
    application = first(simulator, "application", candidateId=person(simulator)["id"])
    times = {"startTime": "2031-12-01T10:00:00Z", "endTime": "2031-12-01T11:00:00Z"}
    kind = first(simulator, "interview", title="Case Study")
    who = first(simulator, "user", isEnabled=True)
    planned = {**times, "interviewers": [{"email": who["email"]}], "interviewId": kind["id"]}
    return {"applicationId": application["id"], "interviewEvents": [planned]}


def push(simulator: Simulator) -> JsonObject:
    return {"applicationId": waiting(simulator)["applicationId"], "externalSystem": "Workday"}


def moved_event(simulator: Simulator) -> None:
    event(simulator).update(startTime="2026-12-24T10:00:00.000Z", endTime="2026-12-24T11:00:00.000Z")


def another_survey(simulator: Simulator) -> None:
    form = first(simulator, "surveyFormDefinition")
    form["formDefinition"]["sections"][0]["fields"][0]["field"]["title"] = OTHER


def another_question(simulator: Simulator) -> None:
    posting(simulator)["applicationFormDefinition"]["sections"][0]["fields"][0]["field"]["title"] = OTHER


def other_approvers(simulator: Simulator) -> None:
    approval = first(simulator, "approval", entityId=waiting(simulator)["latestVersionId"])
    approval["steps"][0].update({name: approval["steps"][-1][name] for name in ("approvers", "approvalsRequired")})


def job_pay(simulator: Simulator) -> None:
    simulator.state.table("job")[posting(simulator)["jobId"]]["compensationTiers"] = []


def application(simulator: Simulator) -> JsonObject:
    (given,) = [arguments for endpoint, arguments, _ in ALL if endpoint == "applicationForm.submit"][:1]
    from question_company import Company

    return given(Company(simulator))


def version(simulator: Simulator) -> JsonObject:
    return {"offerVersionId": waiting(simulator)["latestVersionId"]}


CHANGES: dict[str, Changed] = {
    "a draft's email is rewritten": Changed(
        "sequence.start",
        lambda s: {"sequenceId": draft(s)["id"]},
        by_api("sequence.updateStage", rewritten),
        f"| {OTHER}",
    ),
    "a draft's candidate gets another address": Changed(
        "sequence.start", lambda s: {"sequenceId": draft(s)["id"]}, addressed_elsewhere, "elsewhere@example.com"
    ),
    "a sequence's template is rewritten": Changed(
        "sequence.add", enrolment, in_ashby("sequenceTemplate", {}, isArchived=False)
    ),
    "a rejection's template is rewritten": Changed(
        "application.changeStage", rejection, in_ashby("communicationTemplate", {})
    ),
    "a rejected candidate gets another address": Changed(
        "application.changeStage", rejection, another_address, "elsewhere@example.com"
    ),
    "a posting's text is replaced": Changed(
        "jobPosting.setStatus",
        lambda s: {"jobPostingId": posting(s)["id"], "status": "Published"},
        in_ashby("jobPosting", {"descriptionHtml": f"<p>{OTHER}</p>"}, title="Staff Engineer"),
        f"| {OTHER}",
    ),
    "the pay of a posting's job is changed": Changed(
        "jobPosting.updateCompensation",
        lambda s: {"jobPostingId": posting(s)["id"], "compensationTiers": None},
        job_pay,
        "no pay range",
    ),
    "a confirmation email's template is rewritten": Changed(
        "jobPosting.update",
        lambda s: {
            "jobPostingId": posting(s)["id"],
            "applicationConfirmationEmailTemplateId": first(s, "communicationTemplate")["id"],
            "includeUnpublishedJobPostings": True,
        },
        in_ashby("communicationTemplate", {}),
    ),
    "an accepted offer has other terms": Changed(
        "offer.setStatus",
        lambda s: {"offerId": waiting(s)["id"], "acceptanceStatus": "Accepted"},
        other_terms,
        "990,000 EUR",
    ),
    "an approved version has other terms": Changed("offer.approve", version, other_terms, "990,000 EUR"),
    "another person is asked for an approval": Changed("offer.approve", version, other_approvers, "step 1 now: Mara"),
    "an offer that goes on unapproved has other terms": Changed(
        "approvalDefinition.update",
        lambda s: {"entityId": waiting(s)["latestVersionId"], "approvalStepDefinitions": []},
        other_terms,
        "990,000 EUR",
    ),
    "a webhook's address is changed": Changed(
        "webhook.update",
        lambda s: {"webhookId": hook(s)["id"], "enabled": True},
        in_ashby("webhook", {"requestUrl": "https://elsewhere.example.com/x"}),
        "elsewhere.example.com",
    ),
    "the terms that go to an HR system are changed": Changed("candidate.pushToHris", push, other_terms, "990,000 EUR"),
    "an interview that is cancelled was moved": Changed(
        "interviewSchedule.cancel", lambda s: {"id": event(s)["interviewScheduleId"]}, moved_event, "24 Dec 2026"
    ),
    "an invitation's kind of interview is changed": Changed(
        "interviewSchedule.create", interview, in_ashby("interview", {"title": OTHER}, title="Case Study"), OTHER
    ),
    "a restored department has another name in public": Changed(
        "department.restore",
        lambda s: {"departmentId": first(s, "department", isArchived=True)["id"]},
        in_ashby("department", {"externalName": OTHER}, isArchived=True),
        OTHER,
    ),
    "a restored location has another name in public": Changed(
        "location.restore",
        lambda s: {"locationId": first(s, "location", isArchived=True)["id"]},
        in_ashby("location", {"externalName": OTHER}, isArchived=True),
        OTHER,
    ),
    "a survey asks something else": Changed("surveyRequest.create", survey, another_survey, OTHER),
    "the question of an answer is another": Changed("applicationForm.submit", application, another_question, OTHER),
}
