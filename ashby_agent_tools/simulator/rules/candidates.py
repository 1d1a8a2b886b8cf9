"""Rules of candidates: profiles, tags, projects, files. Notes, emails and the HRIS push are in modules beside it."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.candidates import (
    CandidateAnonymize,
    CandidateCreate,
    CandidateInfo,
    CandidateList,
    CandidateListClientInfo,
    CandidateListFraudChecks,
    CandidateListProjects,
    CandidateSearch,
    CandidateSetFraudStatus,
    CandidateUpdate,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import (
    SEARCH_CAP,
    Ask,
    Page,
    _candidate_attachments,
    _candidate_hris,
    _candidate_mail,
    _candidate_notes,
    rule,
)
from ashby_agent_tools.simulator.rules._candidate_fields import new_candidate, place, set_link, set_primary, web_address
from ashby_agent_tools.simulator.rules._candidate_notes import notify_followers
from ashby_agent_tools.simulator.rules._candidate_shape import present_candidate
from ashby_agent_tools.simulator.rules._project_shape import present_project
from ashby_agent_tools.simulator.rules._sight import seen_project
from ashby_agent_tools.simulator.rules._times import added_ms, normal_time

__all__ = ["PARTS"]

PARTS = (_candidate_attachments, _candidate_hris, _candidate_mail, _candidate_notes)
"""The files of rules beside this one."""

_ANONYMOUS = "Anonymous Candidate"


@rule("candidate.search", source="[S]", guesses=("a name matches where it contains every word asked for, in any case",))
def search(org: Organization, ask: Ask[CandidateSearch]) -> Json:
    """At most 100 people whose address is exactly this and whose name has these words."""
    email, words = (ask.op.email or "").casefold().strip(), (ask.op.name or "").casefold().split()
    found = []
    for row in org.table("candidate").values():
        addresses = [item["value"].casefold() for item in row.get("emails", ())]
        if (not email or email in addresses) and all(word in row["name"].casefold() for word in words):
            if org.sees_candidate(row, ask.key):
                found.append(row)
            if len(found) == SEARCH_CAP:
                break
    return [present_candidate(org, row, ask.key) for row in found]


@rule("candidate.info", source="[S]")
def info(org: Organization, ask: Ask[CandidateInfo]) -> Json:
    """One person, by id or by an id in another system."""
    found = ask.op.id
    if found is None:
        mapped = org.related("candidate", "externalMappingId", ask.op.externalMappingId)
        found = mapped[0]["id"] if mapped else None
    return present_candidate(org, org.visible_candidate(found, ask.key), ask.key)


@rule("candidate.list", source="[S] [C]", guesses=("the oldest candidate comes first",))
def listing(org: Organization, ask: Ask[CandidateList]) -> Page:
    """Everybody the key may see, by when they were added."""
    after, before = ask.op.createdAfter, ask.op.createdBefore
    rows = [
        row
        for row in org.table("candidate").values()
        if (after is None or added_ms(row) > after)
        and (before is None or added_ms(row) < before)
        and org.sees_candidate(row, ask.key)
    ]
    return Page(rows, lambda row: present_candidate(org, row, ask.key), sync_kind="candidate")


@rule("candidate.listProjects", source="[S]")
def projects(org: Organization, ask: Ask[CandidateListProjects]) -> Page:
    """The projects a person is in. Pages only: the answer has no syncToken, though the request takes one."""
    person = org.visible_candidate(ask.op.candidateId, ask.key)
    rows = [org.get("project", item) for item in person.get("projectIds", ())]
    rows = [row for row in rows if seen_project(row, ask.key)]
    return Page(rows, lambda row: present_project(org, row, ask.key))


@rule("candidate.listClientInfo", source="[S]")
def client_info(org: Organization, ask: Ask[CandidateListClientInfo]) -> Page:
    """The devices a person applied from."""
    org.visible_candidate(ask.op.candidateId, ask.key)
    names = ("id", "ipAddress", "userAgent", "relatedEntityType", "relatedEntityId", "candidateId", "createdAt")
    rows = org.related("clientInfo", "candidateId", ask.op.candidateId)
    return Page(
        rows, lambda row: {name: row[name] for name in names if row.get(name) is not None}, sync_kind="clientInfo"
    )


@rule("candidate.listFraudChecks", source="[S]", guesses=("every organization has fraud detection switched on",))
def fraud_checks(org: Organization, ask: Ask[CandidateListFraudChecks]) -> Page:
    """The checks of a person with their signals."""
    org.visible_candidate(ask.op.candidateId, ask.key)
    names = ("id", "candidateId", "applicationId", "createdAt", "fraudSignals")
    rows = org.related("fraudCheck", "candidateId", ask.op.candidateId)
    return Page(rows, lambda row: {name: row[name] for name in names})


@rule("candidate.create", source="[S]", guesses=("a second profile with the same address is made without complaint",))
def create(org: Organization, ask: Ask[CandidateCreate]) -> Json:
    """A new profile."""
    op = ask.op
    _known(org, op.sourceId, op.creditedToUserId)
    links = _links({"linkedInUrl": op.linkedInUrl, "githubUrl": op.githubUrl, "website": op.website})
    addresses = set_primary([], op.email) if op.email else []
    addresses += [{"value": one, "type": "Other", "isPrimary": False} for one in op.alternateEmailAddresses or ()]
    row = new_candidate(
        org,
        op.name,
        emails=addresses,
        phones=set_primary([], op.phoneNumber) if op.phoneNumber else [],
        socialLinks=[{"type": kind, "url": url} for kind, url in links.items()],
        sourceId=op.sourceId,
        creditedToUserId=op.creditedToUserId,
        location=place(op.location) if op.location else None,
        createdAt=normal_time(op.createdAt) if op.createdAt else org.stamp(),
        updatedAt=org.stamp(),
    )
    return present_candidate(org, row, ask.key)


@rule(
    "candidate.update",
    source="[S]",
    guesses=("email and phoneNumber take the place of the primary ones", "a location replaces the old one as a whole"),
)
def update(org: Organization, ask: Ask[CandidateUpdate]) -> Json:
    """Overwrite what was given. Unless told otherwise Ashby tells the people who follow the candidate."""
    op = ask.op
    row = org.visible_candidate(op.candidateId, ask.key)
    _known(org, op.sourceId, op.creditedToUserId)
    links = _new_links(row, op)
    for name in ("name", "sourceId", "creditedToUserId"):
        if ask.given(name):
            row[name] = getattr(op, name)
    if op.createdAt is not None:
        row["createdAt"] = normal_time(op.createdAt)
    if op.phoneNumber is not None:
        row["phones"] = set_primary(row["phones"], op.phoneNumber)
    if op.location is not None:
        row["location"] = place(op.location)
    row |= {"emails": _new_emails(row, op), "socialLinks": links}
    org.touch("candidate", row)
    if op.sendNotifications or not ask.given("sendNotifications"):
        notify_followers(org, row, "candidate updated")
    return present_candidate(org, row, ask.key)


def _new_emails(row: JsonObject, op: CandidateUpdate) -> list[JsonObject]:
    emails: list[JsonObject] = row["emails"] if op.email is None else set_primary(row["emails"], op.email)
    if op.alternateEmail is None or op.alternateEmail in [item["value"] for item in emails]:
        return emails
    return [*emails, {"value": op.alternateEmail, "type": "Other", "isPrimary": False}]


def _new_links(row: JsonObject, op: CandidateUpdate) -> list[JsonObject]:
    """A whole list wins over single addresses. [S]"""
    if op.socialLinks is not None:
        return [{"type": link.type, "url": link.url} for link in op.socialLinks]
    links: list[JsonObject] = row["socialLinks"]
    given = {"linkedInUrl": op.linkedInUrl, "githubUrl": op.githubUrl, "website": op.websiteUrl}
    for kind, url in _links(given).items():
        links = set_link(links, kind, url)
    return links


def _known(org: Organization, source_id: str | None, user_id: str | None) -> None:
    """Refuse unknown references before anything is changed."""
    if source_id is not None:
        org.get("source", source_id)
    if user_id is not None:
        org.get("user", user_id)


def _links(given: dict[str, str | None]) -> dict[str, str]:
    kinds = {"linkedInUrl": "LinkedIn", "githubUrl": "GitHub", "website": "Website"}
    return {kinds[name]: web_address(name, url) for name, url in given.items() if url is not None}


@rule(
    "candidate.anonymize",
    source="[S]",
    guesses=(
        "a candidate with an active application answers invalid_input",
        "notes, emails, files, filled-in forms, client data and custom field values go too; the applications stay",
    ),
)
def anonymize(org: Organization, ask: Ask[CandidateAnonymize]) -> Json:
    """Take everything away that tells who it was."""
    row = org.visible_candidate(ask.op.candidateId, ask.key)
    applications = org.related("application", "candidateId", row["id"])
    if any(item["status"] not in ("Archived", "Hired") for item in applications):
        raise Refusal("invalid_input", "All applications of the candidate must be archived or hired.")
    if row.get("anonymizedAt"):
        return present_candidate(org, row, ask.key)
    for handle in [*row["fileHandles"], *([row["resumeFileHandle"]] if row["resumeFileHandle"] else ())]:
        org.blobs.pop(handle["id"], None)
        org.remove("file", handle["id"])
    for kind in ("note", "emailMessage", "clientInfo", "referral"):
        for item in org.related(kind, "candidateId", row["id"]):
            org.remove(kind, item["id"])
    for item in [form for one in applications for form in org.related("formInstance", "applicationId", one["id"])]:
        org.remove("formInstance", item["id"])
    row |= {name: [] for name in ("emails", "phones", "socialLinks", "customFields", "fileHandles")}
    row |= dict.fromkeys(("position", "company", "school", "location", "timezone", "resumeFileHandle"))
    row |= {"name": _ANONYMOUS, "externalMappingId": None, "anonymizedAt": org.stamp()}
    org.touch("candidate", row)
    return present_candidate(org, row, ask.key)


@rule("candidate.setFraudStatus", source="[S]")
def set_fraud_status(org: Organization, ask: Ask[CandidateSetFraudStatus]) -> Json:
    """The verdict of a review."""
    row = org.visible_candidate(ask.op.candidateId, ask.key)
    row["fraudStatus"] = ask.op.fraudStatus
    org.touch("candidate", row)
    return present_candidate(org, row, ask.key)
