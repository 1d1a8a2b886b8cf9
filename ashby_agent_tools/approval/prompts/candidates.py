"""Questions about candidates: profile, notes, tags, projects, resume, fraud verdict, HR systems, and erasing."""

from __future__ import annotations

from collections.abc import Callable

from ashby_agent_tools.approval.prompts._common_records import (
    APPLICATION,
    CANDIDATE,
    application_of,
    candidate_of,
    filled,
    read,
    thing_of,
    titled,
    user_of,
)
from ashby_agent_tools.approval.prompts._namesakes import marked, row_mark
from ashby_agent_tools.approval.prompts._phrases import (
    address,
    count,
    listing,
    moment,
    person,
    quoted,
    shown,
    state,
    title,
    whole_name,
)
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Row, Statement, at, objects
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.candidate_records import (
    CandidateCreateNote,
    CandidatePushToHris,
    CandidateSetFraudStatus,
    CandidateUploadResume,
)
from ashby_agent_tools.operations.candidates import (
    CandidateAnonymize,
    CandidateRemoveProject,
    CandidateRemoveTag,
    CandidateUpdate,
)

_PROJECT, _SOURCES, _CREDITED = "the project", "the source", "the credited user"
_NOTE_LENGTH = 400
_STILL_ACTIVE = "Ashby refuses this while an application is still active."
_OnOne = (
    CandidateAnonymize
    | CandidateCreateNote
    | CandidateRemoveProject
    | CandidateRemoveTag
    | CandidateSetFraudStatus
    | CandidateUpdate
    | CandidateUploadResume
)


def _candidate(operation: _OnOne) -> Reads:
    return read(CANDIDATE, "candidate.info", id=operation.candidateId)


def _anonymize(gone: CandidateAnonymize, seen: Lookups) -> Statement:
    known = seen.at(CANDIDATE, "applicationIds")
    number = f"their {count(len(known), 'application')}" if isinstance(known, list) and known else "their applications"
    return Statement(
        f"Erase the personal data of {candidate_of(seen, gone.candidateId)} for good.",
        more=f"This covers the name, contact data and files, and what is in {number}. {_STILL_ACTIVE}",
    )


def _note(note: CandidateCreateNote, seen: Lookups) -> Statement:
    kind = "private note" if note.isPrivate else "note"
    told = "Colleagues who follow them are notified." if note.sendNotifications else "No notification goes out."
    dated: list[Row] = [("dated", None, moment(note.createdAt))] if note.createdAt else []
    return Statement(
        f"Write a {kind} on {candidate_of(seen, note.candidateId)}. {told}",
        tight=f"Write a {kind} on {candidate_of(seen, note.candidateId)}.",
        back="It cannot be changed or deleted.",
        rows=(("the note", None, shown(note.body()["note"], most=_NOTE_LENGTH)), *dated),
    )


def _hris_needs(push: CandidatePushToHris) -> Reads:
    return read(APPLICATION, "application.info", applicationId=push.applicationId)


def _hris(push: CandidatePushToHris, seen: Lookups) -> Statement:
    system = "the HR system of a partner" if push.externalSystem == "SelfServe" else push.externalSystem
    partner = f"The partner's integration is {push.integrationPartnerId}." if push.integrationPartnerId else ""
    status = seen.at(APPLICATION, "status")
    odd = f"The application is {state(status)}, not Hired." if isinstance(status, str) and status != "Hired" else ""
    return Statement(
        f"Send the data of {application_of(seen, push.applicationId)} out of Ashby to {system}.",
        tight=f"Send the data of {application_of(seen, push.applicationId)} to {system}.",
        back="It cannot be recalled.",
        more=" ".join(filter(None, (partner, "A second push can create the person there twice.", odd))),
    )


def _project_needs(off: CandidateRemoveProject) -> Reads:
    return {**_candidate(off), **read(_PROJECT, "project.info", projectId=off.projectId)}


def _project(off: CandidateRemoveProject, seen: Lookups) -> Statement:
    project = thing_of(seen, off.projectId, name=_PROJECT, area="project")
    return Statement(f"Remove {candidate_of(seen, off.candidateId)} from the project {project}.")


def _tag(off: CandidateRemoveTag, seen: Lookups) -> Statement:
    tags = objects(seen.at(CANDIDATE, "tags"))
    known = next((seen.title(tag.get("title")) for tag in tags if tag.get("id") == off.tagId), None)
    known = known and marked(known, row_mark(tags, off.tagId))
    missing = seen.found(CANDIDATE) and known is None
    return Statement(
        f"Remove the tag {known or off.tagId} from {candidate_of(seen, off.candidateId)}.",
        more="The profile does not have it now." if missing else "",
    )


_FRAUD = {"Fraudulent": "fraudulent", "NotFraudulent": "not fraudulent", "Unsure": "unsure"}


def _fraud(verdict: CandidateSetFraudStatus, seen: Lookups) -> Statement:
    now = state(seen.at(CANDIDATE, "fraudStatus") or "Unreviewed") if seen.found(CANDIDATE) else None
    back = "" if now in (None, "Unreviewed") else "The previous verdict can be set again."
    return Statement(
        f"Record {candidate_of(seen, verdict.candidateId)} as {_FRAUD[verdict.fraudStatus]} in the fraud review.",
        back=back or "It cannot be set back to unreviewed.",
        rows=(("fraud review", now, state(verdict.fraudStatus)),),
    )


def _resume(new: CandidateUploadResume, seen: Lookups) -> Statement:
    old = seen.at(CANDIDATE, "resumeFileHandle", "name")
    is_new = seen.found(CANDIDATE) and not old
    instead = f"It replaces {quoted(old)}." if old else "There is none so far." if is_new else ""
    return Statement(
        f"Make an uploaded file the main resume of {candidate_of(seen, new.candidateId)}.",
        more=f"{instead} Ashby reads the file, and fills fields of the profile that are empty.".strip(),
    )


# candidate.update


def _update_needs(change: CandidateUpdate) -> Reads:
    return {
        **_candidate(change),
        **(read(_SOURCES, "source.list", includeArchived=True) if change.sourceId else {}),
        **(read(_CREDITED, "user.info", userId=change.creditedToUserId) if change.creditedToUserId else {}),
    }


def _update(change: CandidateUpdate, seen: Lookups) -> Statement:
    now = seen.record(CANDIDATE) if seen.found(CANDIDATE) else None
    rows = (*_plain_rows(change, now), *_other_rows(change, seen, now))
    who = candidate_of(seen, change.candidateId)
    what = f": {listing([name for name, _, _ in rows], most=3)}" if rows else ""
    told = "Colleagues are notified." if change.sendNotifications else "No notification goes out."
    further = (
        "Every later email, including an offer, goes to the new address." if change.email is not None else "",
        "The list of links is replaced as a whole." if change.socialLinks is not None else "",
    )
    return Statement(
        f"Change the profile of {who}{what}. {told}",
        tight=f"Change the profile of {who}. {told}",
        back="An added address cannot be removed." if change.alternateEmail else "The old values can be set again.",
        more=" ".join(filter(None, further)),
        rows=rows,
        moot=filled(rows),
    )


def _plain_rows(change: CandidateUpdate, now: JsonObject | None) -> list[Row]:
    """Fields whose value before is one value of the profile."""
    values: tuple[tuple[str, str | None, str | None], ...] = (
        ("name", change.name, _before(now, whole_name, "name")),
        ("email", change.email, _before(now, address, "primaryEmailAddress", "value")),
        ("phone", change.phoneNumber, _before(now, shown, "primaryPhoneNumber", "value")),
        ("LinkedIn", change.linkedInUrl, _link(now, "LinkedIn")),
        ("GitHub", change.githubUrl, _link(now, "GitHub")),
        ("website", change.websiteUrl, _link(now, "Website")),
    )
    wordings: dict[str, Callable[[Json], str | None]] = {"name": whole_name, "email": address}
    return [
        (name, before, str(wordings.get(name, shown)(then) or shown(then))) for name, then, before in values if then
    ]


def _before(now: JsonObject | None, wording: object, *path: str) -> str | None:
    """The value before in words: None where the profile is not known, `nothing` where it is empty."""
    if now is None:
        return None
    value = at(now, *path)
    return (str(wording(value)) if callable(wording) else shown(value)) if value else "nothing"


def _link(now: JsonObject | None, kind: str) -> str | None:
    if now is None:
        return None
    return shown(next((link.get("url") for link in objects(now.get("socialLinks")) if link.get("type") == kind), None))


def _other_rows(change: CandidateUpdate, seen: Lookups, now: JsonObject | None) -> list[Row]:
    rows: list[Row] = []
    if change.alternateEmail:
        rows.append(("further email", None, address(change.alternateEmail)))
    if change.socialLinks is not None:
        then = listing([f"{link.type} {quoted(link.url)}" for link in change.socialLinks])
        rows.append(("links", None if now is None else _links(now.get("socialLinks")), then))
    if change.sourceId:
        then = titled(seen, _SOURCES, change.sourceId, "source")
        rows.append(("source", _before(now, title, "source", "title"), then))
    if change.creditedToUserId:
        credited = None if now is None else person(at(now, "creditedToUser") or {}) or "nobody"
        rows.append(("credited to", credited, user_of(seen, change.creditedToUserId, name=_CREDITED)))
    if change.location:
        place = ", ".join(filter(None, (change.location.city, change.location.region, change.location.country)))
        rows.append(("location", _before(now, shown, "location", "locationSummary"), shown(place)))
    if change.createdAt:
        rows.append(("added on", _before(now, moment, "createdAt"), moment(change.createdAt)))
    return rows


def _links(links: Json) -> str:
    return listing([f"{title(link.get('type')) or 'link'} {shown(link.get('url'))}" for link in objects(links)])


PROMPTS = (
    ApprovalPrompt(CandidateAnonymize, _anonymize, needs=_candidate, shows=("candidateId",)),
    ApprovalPrompt(
        CandidateCreateNote,
        _note,
        needs=_candidate,
        shows=("candidateId", "createdAt", "isPrivate", "note", "sendNotifications"),
    ),
    ApprovalPrompt(
        CandidatePushToHris, _hris, needs=_hris_needs, shows=("applicationId", "externalSystem", "integrationPartnerId")
    ),
    ApprovalPrompt(CandidateRemoveProject, _project, needs=_project_needs, shows=("candidateId", "projectId")),
    ApprovalPrompt(CandidateRemoveTag, _tag, needs=_candidate, shows=("candidateId", "tagId")),
    ApprovalPrompt(CandidateSetFraudStatus, _fraud, needs=_candidate, shows=("candidateId", "fraudStatus")),
    ApprovalPrompt(
        CandidateUpdate,
        _update,
        needs=_update_needs,
        shows=(
            "alternateEmail",
            "candidateId",
            "createdAt",
            "creditedToUserId",
            "email",
            "githubUrl",
            "linkedInUrl",
            "location.city",
            "location.country",
            "location.region",
            "name",
            "phoneNumber",
            "sendNotifications",
            "socialLinks.type",
            "socialLinks.url",
            "sourceId",
            "websiteUrl",
        ),
    ),
    ApprovalPrompt(CandidateUploadResume, _resume, needs=_candidate, shows=("candidateId",)),
)
