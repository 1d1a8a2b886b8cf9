"""Rules of what is put onto candidates and taken off again: tags, projects, files."""

from __future__ import annotations

import re

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.candidates import (
    CandidateAddProject,
    CandidateAddTag,
    CandidateRemoveProject,
    CandidateRemoveTag,
    CandidateUploadFile,
    CandidateUploadResume,
)
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules import Ask, rule
from ashby_agent_tools.simulator.rules._candidate_fields import in_title_order, set_link, set_primary
from ashby_agent_tools.simulator.rules._candidate_shape import present_candidate
from ashby_agent_tools.simulator.rules._sight import visible_project

__all__ = ["add_project", "add_tag", "remove_project", "remove_tag", "upload_file", "upload_resume"]

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+\d[\d ()-]{6,}\d")
_PAGE = re.compile(r"https://(?:www\.)?linkedin\.com/in/[\w-]+")


def _mark(org: Organization, ask: Ask[CandidateAddTag | CandidateRemoveTag], *, on: bool) -> Json:
    row = org.visible_candidate(ask.op.candidateId, ask.key)
    tag = org.get("candidateTag", ask.op.tagId)
    return _changed(
        org, ask, row, "tagIds", in_title_order(org, "candidateTag", _with(row["tagIds"], tag["id"], on=on))
    )


def _gather(org: Organization, ask: Ask[CandidateAddProject | CandidateRemoveProject], *, on: bool) -> Json:
    row = org.visible_candidate(ask.op.candidateId, ask.key)
    project = visible_project(org, ask.op.projectId, ask.key)
    ids = _with(row.get("projectIds", []), project["id"], on=on)
    return _changed(org, ask, row, "projectIds", in_title_order(org, "project", ids))


def _with(ids: list[str], one: str, *, on: bool) -> list[str]:
    return [*ids, one] if on else [item for item in ids if item != one]


def _changed(
    org: Organization,
    ask: Ask[CandidateAddTag | CandidateRemoveTag | CandidateAddProject | CandidateRemoveProject],
    row: JsonObject,
    field: str,
    ids: list[str],
) -> Json:
    if row.get(field, []) != ids:
        row[field] = ids
        org.touch("candidate", row)
    return present_candidate(org, row, ask.key)


@rule("candidate.addTag", source="[S]", guesses=("adding a tag twice is not an error, nor is adding an archived one",))
def add_tag(org: Organization, ask: Ask[CandidateAddTag]) -> Json:
    """Put a tag on."""
    return _mark(org, ask, on=True)


@rule("candidate.removeTag", source="[S]", guesses=("removing a tag that is not there is not an error",))
def remove_tag(org: Organization, ask: Ask[CandidateRemoveTag]) -> Json:
    """Take a tag off."""
    return _mark(org, ask, on=False)


@rule("candidate.addProject", source="[S]", guesses=("adding to a project twice is not an error",))
def add_project(org: Organization, ask: Ask[CandidateAddProject]) -> Json:
    """Put into a project."""
    return _gather(org, ask, on=True)


@rule("candidate.removeProject", source="[S]", guesses=("removing from a project twice is not an error",))
def remove_project(org: Organization, ask: Ask[CandidateRemoveProject]) -> Json:
    """Take out of a project."""
    return _gather(org, ask, on=False)


def _attach(row: JsonObject, file: JsonObject) -> None:
    """The file is the candidate's from now on, and stands among their files once."""
    file["candidateId"] = row["id"]
    if file["id"] not in [item["id"] for item in row["fileHandles"]]:
        row["fileHandles"] = [*row["fileHandles"], storage.handle_of(file)]


@rule("candidate.uploadFile", source="[S]", guesses=("a handle without an uploaded file answers file_not_found",))
def upload_file(org: Organization, ask: Ask[CandidateUploadFile]) -> Json:
    """Attach what was uploaded."""
    row = org.visible_candidate(ask.op.candidateId, ask.key)
    _attach(row, storage.file_of(org, ask.op.fileHandle))
    org.touch("candidate", row)
    return present_candidate(org, row, ask.key)


@rule(
    "candidate.uploadResume",
    source="[S] [U]",
    guesses=(
        "the resume that was there stays among the files",
        "out of a text file the first address, telephone number and LinkedIn page are read, out of others nothing",
    ),
)
def upload_resume(org: Organization, ask: Ask[CandidateUploadResume]) -> Json:
    """What was uploaded becomes the main resume; what the profile has takes precedence over what is in it. [S]"""
    row = org.visible_candidate(ask.op.candidateId, ask.key)
    file = storage.file_of(org, ask.op.resumeHandle)
    _attach(row, file)
    row["resumeFileHandle"] = storage.handle_of(file)
    if file["contentType"].startswith("text/"):
        _fill_in(row, storage.content(org, file).decode(errors="replace"))
    org.touch("candidate", row)
    return present_candidate(org, row, ask.key)


def _fill_in(row: JsonObject, text: str) -> None:
    """Put what a resume says into a profile, where the profile has nothing."""
    email, phone, page = (found[0] if (found := read.search(text)) else None for read in (_EMAIL, _PHONE, _PAGE))
    if email and not row["emails"]:
        row["emails"] = set_primary([], email)
    if phone and not row["phones"]:
        row["phones"] = set_primary([], phone)
    if page and not any(link["type"] == "LinkedIn" for link in row["socialLinks"]):
        row["socialLinks"] = set_link(row["socialLinks"], "LinkedIn", page)
