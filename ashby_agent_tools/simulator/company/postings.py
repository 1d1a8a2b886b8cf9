"""Job boards and postings: published, unlisted, internal and draft ones, with a form each."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._forms import application_form, make_field

_BOARDS = (("Careers page", False, True), ("Internal moves", True, True), ("Careers page of 2020", False, False))
# job, title, status, listed, boards
_POSTINGS = (
    ("Staff Engineer", "Staff Engineer", "Published", True, (0, 1)),
    ("Staff Engineer", "Staff Engineer (Lisbon)", "Published", False, (0,)),
    ("Staff Engineer", "Staff Engineer, storage", "Draft", True, (0,)),
    ("Account Executive", "Account Executive", "Published", True, (0,)),
    ("Chief Financial Officer", "Finance leader", "Draft", False, (1,)),
    ("Support Engineer", "Support Engineer", "Draft", True, (0,)),
)


def populate(org: Organization, maker: Maker) -> None:
    """Boards, the text that opens and closes every posting, the postings, and a custom field for them."""
    boards = []
    for title, internal, enabled in _BOARDS:
        row: JsonObject = {"title": title, "isInternal": internal, "isEnabled": enabled}
        boards.append(org.add("jobBoard", row, stamped=False)["id"])
    texts = {
        "openingHtml": "<p>We build tools that people use all day.</p>",
        "closingHtml": "<p>We read every application ourselves.</p>",
    }
    org.add("jobBoardTheme", texts, stamped=False)
    field = _field(org, maker)
    for title, shown, status, listed, places in _POSTINGS:
        job = org.first("job", title=title)
        posting = _posting(org, maker, job, shown, status, listed=listed, boards=[boards[place] for place in places])
        posting["customFields"] = [{"id": field, "value": "autumn"}] if listed else []
    for application in org.rows("application"):
        if application.get("submitterClientIp"):
            found = org.related("jobPosting", "jobId", application["jobId"])
            published = [row["id"] for row in found if row["status"] == "Published"]
            application["appliedViaJobPostingId"] = published[0] if published else None


def _field(org: Organization, maker: Maker) -> str:
    row = {
        "title": "Campaign",
        "description": None,
        "objectType": "JobPosting",
        "fieldType": "String",
        "isPrivate": False,
        "isArchived": False,
        "isRequired": False,
        "isDateOnlyField": False,
        "isExposableToCandidate": False,
    }
    return str(org.add("customField", {**row, "createdAt": maker.ago(days=50)})["id"])


def _question(org: Organization) -> JsonObject:
    return make_field(org, "How would you like to work?", "ValueSelect", options=("Office", "Hybrid", "Remote"))


def _posting(
    org: Organization, maker: Maker, job: JsonObject, title: str, status: str, *, listed: bool, boards: list[str]
) -> JsonObject:
    published = status == "Published"
    since = job["openedAt"] or maker.ago(days=20)
    text = f"<h2>{title}</h2><p>You join a small team, decide a lot yourself, and are on call one week in eight.</p>"
    row = {
        "jobId": job["id"],
        "title": title,
        "status": status,
        "descriptionHtml": text,
        "isListed": listed,
        "jobBoardIds": boards,
        "publishedDate": since[:10] if published else None,
        "applicationDeadline": None,
        "workplaceType": None,
        "suppressDescriptionOpening": False,
        "suppressDescriptionClosing": False,
        "compensationTiers": None,
        "showsCompensation": True,
        "demandsCompensation": False,
        "applicationFormDefinition": application_form(org, _question(org)),
        "applicationConfirmationEmailTemplateId": None,
        "customFields": [],
        "createdAt": since,
    }
    return org.add("jobPosting", row)
