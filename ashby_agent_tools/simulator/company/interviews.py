"""Take-home assignments in every state, and the interview of one job that they belong to; a draft plan."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_STATES = ("WaitingOnSubmission", "WaitingOnFeedback", "Complete", "Cancelled")
_OLDEST = 18  # days since the first assignment
_TEXT = "Write a small program that reads a day of bicycle trips and says where bicycles are missing in the evening."
_NOTES = (
    "I took about three hours. The part I like least is the parsing of times; I would use a library.",
    "Done in an evening. I left out the map because the text said to keep it small.",
)


def populate(org: Organization, maker: Maker) -> None:
    """An exercise of the Staff Engineer job, and who was given it."""
    job = org.first("job", title="Staff Engineer")
    form = org.first("feedbackFormDefinition", isDefaultForm=True)
    row = {
        "title": "Take-home Exercise",
        "externalTitle": "Take-home Exercise",
        "type": "TakeHome",
        "isArchived": False,
        "isDebrief": False,
        "isFeedbackRequired": True,
        "isFeedbackRequested": True,
        "instructionsHtml": f"<p>{_TEXT}</p>",
        "instructionsPlain": _TEXT,
        "jobId": job["id"],
        "feedbackFormDefinitionId": form["id"],
        "createdAt": maker.ago(days=130),
    }
    interview = org.add("interview", row)
    draft = {"title": "Design (draft)", "isArchived": False, "isDraft": True, "jobId": None}
    plan = org.add("interviewPlan", {**draft, "createdAt": maker.ago(days=4)})
    for order, (title, kind) in enumerate(
        (("Application Review", "PreInterviewScreen"), ("Archived", "Archived"), ("Hired", "Hired"))
    ):
        stage = {"title": title, "type": kind, "orderInInterviewPlan": order, "interviewPlanId": plan["id"]}
        stage |= {
            "interviewStageGroupId": org.first("interviewStageGroup", stageType=kind)["id"],
            "isDefault": not order,
        }
        org.add("interviewStage", {**stage, "createdAt": plan["createdAt"]})
    stages = org.related("interviewStage", "interviewPlanId", job["defaultInterviewPlanId"])
    screen = next(stage for stage in stages if stage["title"] == "Technical Screen")
    there = maker.ago(days=_OLDEST)
    applications = [row for row in org.related("application", "jobId", job["id"]) if row["createdAt"] < there]
    for number, application in enumerate(applications[: 2 * len(_STATES)]):
        _assign(org, maker, application, interview, screen, _STATES[number % len(_STATES)])


def _assign(
    org: Organization, maker: Maker, application: JsonObject, interview: JsonObject, stage: JsonObject, status: str
) -> None:
    handed_in = status in ("WaitingOnFeedback", "Complete")
    reviewer = maker.pick(org.rows("user", isEnabled=True))
    days = maker.random.randint(6, _OLDEST)
    row = {
        "id": org.new_id(),
        "applicationId": application["id"],
        "candidateId": application["candidateId"],
        "interviewId": interview["id"],
        "interviewStageId": stage["id"],
        "feedbackFormDefinitionId": interview["feedbackFormDefinitionId"],
        "status": status,
        "submission": _submission(org, maker, days) if handed_in else None,
        "createdAt": maker.ago(days=days),
    }
    row["reviewers"] = [
        {
            "userId": reviewer["id"],
            "interviewEventId": None,
            "feedbackLink": f"https://app.example.com/take-homes/{row['id']}/feedback",
            "hasSubmittedFeedback": status == "Complete",
            "feedbackSubmittedAt": maker.ago(days=days - 4) if status == "Complete" else None,
        }
    ]
    org.add("takeHomeAssignment", row)


def _submission(org: Organization, maker: Maker, days: int) -> JsonObject:
    text = maker.pick(_NOTES)
    data = f"{text}\n".encode()
    file = storage.keep(org, "solution.txt", "text/plain", data, createdAt=maker.ago(days=days - 3))
    return {
        "id": org.new_id(),
        "submittedAt": maker.ago(days=days - 3),
        "notesHtml": f"<p>{text}</p>",
        "notesPlain": text,
        "fileHandles": [storage.handle_of(file)],
    }
