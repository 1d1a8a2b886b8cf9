"""Questions about projects: made, changed, shown to more or fewer colleagues, archived, brought back."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import filled, project_of, read
from ashby_agent_tools.approval.prompts._custom_values import SETTER_SHOWS, setter_needs, setter_words
from ashby_agent_tools.approval.prompts._phrases import quoted, shown
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Row, Statement
from ashby_agent_tools.operations.projects import (
    ProjectArchive,
    ProjectCreate,
    ProjectRestore,
    ProjectSetCustomFieldValue,
    ProjectSetCustomFieldValues,
    ProjectUpdate,
)

_PROJECT = "the project"


def _needs(operation: ProjectUpdate | ProjectArchive | ProjectRestore) -> Reads:
    return read(_PROJECT, "project.info", projectId=operation.projectId)


def _create(new: ProjectCreate, seen: Lookups) -> Statement:  # noqa: ARG001  (the form that every wording has)
    who = "a confidential project, which few colleagues see" if new.confidential else "a project"
    rows: tuple[Row, ...] = (("description", None, shown(new.description)),) if new.description else ()
    return Statement(f"Create {who}: {quoted(new.title)}.", rows=rows)


def _update(change: ProjectUpdate, seen: Lookups) -> Statement:
    known = project_of(seen, change.projectId, name=_PROJECT)
    given = (("title", change.title), ("description", change.description), ("confidential", change.confidential))
    rows = tuple(
        (key, shown(seen.at(_PROJECT, key)) if seen.found(_PROJECT) else None, shown(value))
        for key, value in given
        if value is not None
    )
    shows = {None: "", True: " Fewer colleagues see it then.", False: " More colleagues see it then."}
    return Statement(f"Change {known}.{shows[change.confidential]}", rows=rows, moot=filled(rows))


def _archive(gone: ProjectArchive, seen: Lookups) -> Statement:
    already = seen.at(_PROJECT, "isArchived") is True
    return Statement(
        f"Archive {project_of(seen, gone.projectId, name=_PROJECT)}: it no longer shows among the current ones.",
        more="Its candidates stay in it." + (" It is archived already." if already else ""),
    )


def _restore(back: ProjectRestore, seen: Lookups) -> Statement:
    known = project_of(seen, back.projectId, name=_PROJECT)
    return Statement(f"Bring {known} back from the archive.")


PROMPTS = (
    ApprovalPrompt(ProjectArchive, _archive, needs=_needs, shows=("projectId",)),
    ApprovalPrompt(ProjectCreate, _create, shows=("confidential", "description", "title")),
    ApprovalPrompt(ProjectRestore, _restore, needs=_needs, shows=("projectId",)),
    ApprovalPrompt(ProjectSetCustomFieldValue, setter_words, needs=setter_needs, shows=SETTER_SHOWS),
    ApprovalPrompt(ProjectSetCustomFieldValues, setter_words, needs=setter_needs, shows=SETTER_SHOWS),
    ApprovalPrompt(ProjectUpdate, _update, needs=_needs, shows=("confidential", "description", "projectId", "title")),
)
