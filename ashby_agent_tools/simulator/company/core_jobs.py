"""Jobs with their interview plans, stages, interviews and feedback forms."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_GROUPS = (
    ("Leads", "Lead"), ("Review", "PreInterviewScreen"), ("Interviews", "Active"), ("Offers", "Offer"),
    ("Hired", "Hired"), ("Archived", "Archived"),
)  # fmt: skip
_FRAME = (("New Lead", "Lead"), ("Application Review", "PreInterviewScreen"))
_END = (("Offer", "Offer"), ("Hired", "Hired"), ("Archived", "Archived"))
_PLANS = {
    "Engineering": ("Recruiter Screen", "Technical Screen", "Onsite"),
    "Sales": ("Recruiter Screen", "Hiring Manager", "Onsite"),
    "General": ("Recruiter Screen", "Team Interview"),
}
# title, status, confidential, department, location, plan, opened and closed (days ago)
_JOBS: tuple[tuple[str, str, bool, str, str, str, int | None, int | None], ...] = (
    ("Staff Engineer", "Open", False, "Platform", "Berlin", "Engineering", 140, None),
    ("Account Executive", "Open", False, "Sales", "Toronto", "Sales", 120, None),
    ("Chief Financial Officer", "Open", True, "Finance", "Remote", "General", 90, None),
    ("Data Analyst", "Closed", False, "Applications", "Lisbon", "Engineering", 330, 60),
    ("Support Engineer", "Draft", False, "Support", "Remote", "General", None, None),
    ("Office Manager", "Archived", False, "Workplace", "Berlin", "General", 400, 210),
)
_LEVELS = ("Junior", "Senior", "Lead", "Principal", "Interim")
_TRADES = (
    ("Product Designer", "Applications", "General"), ("Backend Engineer", "Platform", "Engineering"),
    ("Account Manager", "Sales", "Sales"), ("Recruiter", "People", "General"), ("Accountant", "Finance", "General"),
    ("Site Reliability Engineer", "Platform", "Engineering"), ("Technical Writer", "Support", "General"),
    ("Sales Engineer", "Sales", "Sales"),
)  # fmt: skip
INTERVIEWS = {
    "Recruiter Screen": ("Recruiter Call",),
    "Technical Screen": ("Coding Exercise",),
    "Hiring Manager": ("Hiring Manager Interview",),
    "Team Interview": ("Hiring Manager Interview", "Values Interview"),
    "Onsite": ("Case Study", "Values Interview", "Debrief"),
}
"""Which interviews belong to a stage, by their titles."""


def populate(org: Organization, maker: Maker) -> None:
    """Plans first, then jobs that use them."""
    form = _form(org, maker)
    titles = sorted({title for stage in INTERVIEWS.values() for title in stage})
    for title in titles:
        _interview(org, maker, title, form["id"])
    groups = {
        kind: org.add("interviewStageGroup", {"title": title, "order": order, "stageType": kind}, stamped=False)["id"]
        for order, (title, kind) in enumerate(_GROUPS)
    }
    plans = {title: _plan(org, maker, title, stages, groups) for title, stages in _PLANS.items()}
    retired = _plan(org, maker, "Engineering (2021)", ("Phone Screen",), groups)
    org.table("interviewPlan")[retired]["isArchived"] = True
    for job in _JOBS:
        _job(org, maker, plans, *job)
    for number in range(54 if maker.large else 0):
        trade, department, plan = _TRADES[number % len(_TRADES)]
        title = f"{_LEVELS[number // len(_TRADES) % len(_LEVELS)]} {trade}"
        location = maker.pick(("Berlin", "Lisbon", "Toronto", "Remote"))
        closed = not (number + 1) % 3
        opened = (300 if closed else 150) - number % 20
        status = "Closed" if closed else "Open"
        _job(org, maker, plans, title, status, False, department, location, plan, opened, 80 if closed else None)


def _form(org: Organization, maker: Maker) -> JsonObject:
    def field(title: str, kind: str, path: str, *, required: bool, choices: tuple[str, ...] = ()) -> JsonObject:
        shape: JsonObject = {"id": org.new_id(), "type": kind, "path": path, "humanReadablePath": title, "title": title}
        shape["isNullable"] = not required
        if choices:
            shape["selectableValues"] = [
                {"label": label, "value": str(number)} for number, label in enumerate(choices, start=1)
            ]
        return {"isRequired": required, "field": shape}

    verdicts = ("Strong no", "No", "Yes", "Strong yes")
    fields = [
        field("Overall recommendation", "Score", "overall_recommendation", required=True, choices=verdicts),
        field("Strengths", "RichText", "strengths", required=False),
        field("Concerns", "RichText", "concerns", required=False),
    ]
    row = {
        "title": "Interview scorecard",
        "organizationId": org.id,
        "isArchived": False,
        "isDefaultForm": True,
        "interviewId": None,
        "formDefinition": {"sections": [{"title": "Scorecard", "fields": fields}]},
    }
    return org.add("feedbackFormDefinition", {**row, "createdAt": maker.ago(days=640)})


def _interview(org: Organization, maker: Maker, title: str, form_id: str) -> None:
    debrief = title == "Debrief"
    text = f"How to run the {title.lower()}: start on time, ask everybody the same, write the card the same day."
    row = {
        "title": title,
        "externalTitle": None if debrief else title,
        "isArchived": False,
        "isDebrief": debrief,
        "isFeedbackRequired": not debrief,
        "isFeedbackRequested": not debrief,
        "instructionsHtml": f"<p>{text}</p>",
        "instructionsPlain": text,
        "jobId": None,
        "feedbackFormDefinitionId": form_id,
    }
    org.add("interview", {**row, "createdAt": maker.ago(days=630)})


def _plan(org: Organization, maker: Maker, title: str, stages: tuple[str, ...], groups: dict[str, str]) -> str:
    row: JsonObject = {"title": title, "isArchived": False, "jobId": None, "createdAt": maker.ago(days=620)}
    plan_id: str = org.add("interviewPlan", row)["id"]
    for order, (name, kind) in enumerate((*_FRAME, *((stage, "Active") for stage in stages), *_END)):
        stage = {
            "title": name,
            "type": kind,
            "orderInInterviewPlan": order,
            "interviewPlanId": plan_id,
            "interviewStageGroupId": groups[kind],
            "isDefault": name == "Application Review",
        }
        org.add("interviewStage", {**stage, "createdAt": row["createdAt"]})
    return plan_id


def _job(
    org: Organization,
    maker: Maker,
    plans: dict[str, str],
    title: str,
    status: str,
    confidential: bool,  # noqa: FBT001 (a column of the table above)
    department: str,
    location: str,
    plan: str,
    opened: int | None,
    closed: int | None,
) -> None:
    users = org.rows("user", isEnabled=True)
    recruiter, manager, *_ = maker.some(users, 4, 4)
    row = {
        "title": title,
        "status": status,
        "confidential": confidential,
        "employmentType": "FullTime",
        "locationId": org.first("location", name=location)["id"],
        "secondaryLocationIds": [],
        "departmentId": org.first("department", name=department, isArchived=False)["id"],
        "defaultInterviewPlanId": plans[plan],
        "interviewPlanIds": [plans[plan]],
        "hiringTeam": [
            {"userId": recruiter["id"], "role": "Recruiter"},
            {"userId": manager["id"], "role": "Hiring Manager"},
        ],
        "brandId": None,
        "authorId": recruiter["id"],
        "openedAt": maker.ago(days=opened) if opened else None,
        "closedAt": maker.ago(days=closed) if closed else None,
        "customFields": [],
        "jobPostingIds": [],
        "openingIds": [],
        "compensation": None,
        "customRequisitionId": f"REQ-{100 + len(org.table('job'))}",
    }
    org.add("job", {**row, "createdAt": maker.ago(days=(opened or 20) + 3)})
