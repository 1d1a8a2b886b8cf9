"""Rules of job postings and job boards. A draft is found only by a request that asks for unpublished postings."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.postings import (
    JobBoardList,
    JobPostingInfo,
    JobPostingList,
    JobPostingSetCustomFieldValue,
    JobPostingSetCustomFieldValues,
    JobPostingSetStatus,
    JobPostingUpdate,
    JobPostingUpdateCompensation,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._custom_values import set_values
from ashby_agent_tools.simulator.rules._pay import keep_tiers
from ashby_agent_tools.simulator.rules._posting_changes import unpublish, updated
from ashby_agent_tools.simulator.rules._posting_shape import present_posting, present_posting_brief, tiers_of
from ashby_agent_tools.simulator.rules._posting_text import clean_html, plain

__all__ = ["visible_posting"]


def visible_posting(org: Organization, posting_id: str, key: ApiKey, *, drafts: bool) -> JsonObject:
    """The posting, or job_posting_not_found: there is none, its job is hidden, or it is a draft nobody asked for."""
    row = org.get("jobPosting", posting_id)
    hidden = not org.sees_job(org.table("job")[row["jobId"]], key)
    if hidden or (row["status"] == "Draft" and not drafts):
        raise org.missing("jobPosting", posting_id)
    return row


@rule("jobBoard.list", source="[S]")
def boards(org: Organization, ask: Ask[JobBoardList]) -> Page:
    """Enabled boards only."""
    rows = org.rows("jobBoard", isEnabled=True)
    return Page(rows, lambda row: {name: row[name] for name in ("id", "title", "isInternal")})


def _board(org: Organization, board_id: str | None) -> str:
    """The board asked for, else the first external one."""
    if board_id is not None:
        return str(org.get("jobBoard", board_id)["id"])
    return str(org.first("jobBoard", isInternal=False, isEnabled=True)["id"])


@rule(
    "jobPosting.list",
    source="[S] [L]",
    guesses=("an unknown board answers job_board_not_found", "drafts stand on the boards they would be published on"),
)
def listing(org: Organization, ask: Ask[JobPostingList]) -> Json:
    """Published postings of one board, unlisted ones too; names of places and departments are compared exactly."""
    op = ask.op
    board = _board(org, op.jobBoardId)
    found = []
    for row in org.table("jobPosting").values():
        if board not in row["jobBoardIds"] or not org.sees_job(org.table("job")[row["jobId"]], ask.key):
            continue
        if (row["status"] == "Draft" and not op.includeUnpublishedJobPostings) or (
            op.listedOnly and not row["isListed"]
        ):
            continue
        shown = present_posting_brief(org, row, ask.key)
        if op.location in (None, shown["locationName"]) and op.department in (None, shown["departmentName"]):
            found.append(shown)
    return found


@rule(
    "jobPosting.info",
    source="[S] [L]",
    guesses=("a posting that is not on the board asked for answers job_posting_not_found",),
)
def info(org: Organization, ask: Ask[JobPostingInfo]) -> Json:
    """One posting with text and form; a draft needs includeUnpublishedJobPostings."""
    op = ask.op
    row = visible_posting(org, op.jobPostingId, ask.key, drafts=bool(op.includeUnpublishedJobPostings))
    if op.jobBoardId is not None and _board(org, op.jobBoardId) not in row["jobBoardIds"]:
        raise org.missing("jobPosting", row["id"])
    return present_posting(org, row, ask.key, expand=op.expand or ())


@rule(
    "jobPosting.update",
    source="[S] [L]",
    guesses=("paragraphs are kept in a description beside the tags that the page lists",),
)
def update(org: Organization, ask: Ask[JobPostingUpdate]) -> Json:
    """Changes what is given; of the text the body only, as opening and closing belong to the organization."""
    op = ask.op
    row = visible_posting(org, op.jobPostingId, ask.key, drafts=bool(op.includeUnpublishedJobPostings))
    template = op.applicationConfirmationEmailTemplateId
    if template is not None:
        org.get("communicationTemplate", template)
    new = {
        "title": op.title,
        "workplaceType": op.workplaceType,
        "suppressDescriptionOpening": op.suppressDescriptionOpening,
        "suppressDescriptionClosing": op.suppressDescriptionClosing,
        "applicationConfirmationEmailTemplateId": template,
        "descriptionHtml": None if op.description is None else clean_html(op.description.content),
    }
    row.update({name: value for name, value in new.items() if value is not None})
    return updated(org, row, ask.key)


@rule(
    "jobPosting.updateCompensation",
    source="[L] [C]",
    guesses=("an empty list shows no pay at all", "the answer is the posting, as with jobPosting.update"),
)
def update_compensation(org: Organization, ask: Ask[JobPostingUpdateCompensation]) -> Json:
    """Replaces all tiers and stops inheriting; null inherits from the job again."""
    op = ask.op
    row = visible_posting(org, op.jobPostingId, ask.key, drafts=bool(op.includeUnpublishedJobPostings))
    tiers = op.compensationTiers
    row["compensationTiers"] = None if tiers is None else keep_tiers(org, tiers)
    return updated(org, row, ask.key)


@rule(
    "jobPosting.setStatus",
    source="[D]",
    guesses=(
        "a posting that lacks what publishing needs answers invalid_input",
        "jobPostingPublish, jobPostingUnpublish and jobPostingUpdate are fired",
        "a posting that is published again keeps the date of its first publication",
    ),
)
def set_status(org: Organization, ask: Ask[JobPostingSetStatus]) -> Json:
    """Publishing needs a title, a text, an open job and, where demanded, a pay range."""
    row = visible_posting(org, ask.op.jobPostingId, ask.key, drafts=True)
    if row["status"] == ask.op.status:
        return present_posting(org, row, ask.key)
    if ask.op.status == "Draft":
        return unpublish(org, row, ask.key)
    if lacking := _lacks(org, row):
        raise Refusal("invalid_input", f"The posting cannot be published: it needs {', '.join(lacking)}.")
    row["status"] = "Published"
    row["publishedDate"] = row["publishedDate"] or org.stamp()[:10]
    return updated(org, row, ask.key, event="jobPostingPublish")


def _lacks(org: Organization, row: JsonObject) -> list[str]:
    has = {
        "a title": bool(row["title"].strip()),
        "a description": bool(plain(row["descriptionHtml"])),
        "an open job": org.table("job")[row["jobId"]]["status"] == "Open",
        "a compensation tier": bool(tiers_of(org, row)) or not row.get("demandsCompensation"),
    }
    return [name for name, there in has.items() if not there]


_GUESSED = (
    "the parameter names are those of user.setCustomFieldValue",
    "a draft is found without includeUnpublishedJobPostings",
    "the answer is the posting",
    "applicants do not see a posting's custom fields",
)


def _set(org: Organization, posting_id: str, changes: list[tuple[str, Json]], key: ApiKey) -> Json:
    row = visible_posting(org, posting_id, key, drafts=True)
    set_values(org, row, "JobPosting", changes)
    return updated(org, row, key, shown=False)


@rule("jobPosting.setCustomFieldValue", source="[D]", guesses=_GUESSED)
def set_value(org: Organization, ask: Ask[JobPostingSetCustomFieldValue]) -> Json:
    """One custom field of a posting."""
    return _set(org, ask.op.jobPostingId, [(ask.op.fieldId, ask.op.fieldValue)], ask.key)


@rule("jobPosting.setCustomFieldValues", source="[D]", guesses=_GUESSED)
def set_several(org: Organization, ask: Ask[JobPostingSetCustomFieldValues]) -> Json:
    """Several custom fields of a posting, all or none."""
    changes = [(change.fieldId, change.fieldValue) for change in ask.op.values]
    return _set(org, ask.op.jobPostingId, changes, ask.key)
