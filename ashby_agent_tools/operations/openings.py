"""Openings: the seats that jobs hire for, with their state, dates, jobs and locations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.params import (
    CloseReasonId,
    Day,
    DepartmentId,
    EmploymentType,
    EpochMs,
    JobId,
    ListOf,
    LocationId,
    OpeningId,
    Synced,
)
from ashby_agent_tools.operations.reasons import FIELD_STAYS, FILLED_STAYS
from ashby_agent_tools.risk import DESTRUCTIVE, READ, WRITE, Risk

OpeningState = Literal["Draft", "Approved", "Open", "Closed"]

_TAGS = ("organization", "offers")
_HIRING = ("Approved", "Open")
_OVERRIDES = "it may bypass the approval that the organization set up for openings"
_ENDS = "it ends the hiring for this opening"
_STOPS = "the hiring for this opening stops until it is approved and open again"
_STAYS = "an opening cannot be deleted, only archived"


class OpeningList(Synced):
    """List openings (seats to fill)."""

    spec = Spec(
        "opening.list",
        scope="jobsRead",
        risk=READ,
        tags=(*_TAGS, "reporting"),
        entity=entities.OPENING,
        paging="sync",
        aliases=("list_all_ashby_openings",),
    )

    createdAfter: EpochMs | None = None


class OpeningInfo(Operation):
    """Read one opening."""

    spec = Spec(
        "opening.info",
        scope="jobsRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.OPENING,
        aliases=("get_single_ashby_opening_by_id",),
    )

    openingId: OpeningId


class OpeningSearch(Operation):
    """Find openings by identifier."""

    spec = Spec(
        "opening.search",
        scope="jobsRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.OPENING,
        aliases=("list_all_ashby_openings_search",),
    )

    identifier: str


class OpeningCreate(Operation):
    """Create an opening, as Draft unless openingState says otherwise."""

    spec = Spec(
        "opening.create",
        scope="jobsWrite",
        risk=WRITE.because(_STAYS),
        worst=DESTRUCTIVE.because(_STAYS, _OVERRIDES),
        tags=_TAGS,
        entity=entities.OPENING,
        aliases=("create_a_ashby_opening",),
        look="opening.search",
    )

    identifier: str | None = None
    description: str | None = None
    teamId: DepartmentId | None = None
    locationIds: ListOf[LocationId] | None = None
    jobIds: ListOf[JobId] | None = None
    targetHireDate: Day | None = None
    targetStartDate: Day | None = None
    isBackfill: bool | None = None
    employmentType: EmploymentType | None = None
    openingState: OpeningState | None = None

    def risk(self) -> Risk:
        """A seat that starts as approved or open may skip an approval; whether Ashby asks for it is not documented."""
        return self.spec.worst if self.openingState in _HIRING else self.spec.risk


class OpeningUpdate(Operation):
    """Change an opening's identifier, text, team, dates or type; jobs, locations and state have calls of their own."""

    spec = Spec(
        "opening.update",
        scope="jobsWrite",
        risk=WRITE.undone_by("opening.update").repeatable().because(FIELD_STAYS),
        tags=_TAGS,
        entity=entities.OPENING,
        aliases=("update_a_ashby_opening_by_id",),
        look="opening.info",
    )

    openingId: OpeningId
    identifier: str | None = None
    description: str | None = None
    teamId: DepartmentId | None = None
    targetHireDate: Day | None = None
    targetStartDate: Day | None = None
    isBackfill: bool | None = None
    employmentType: EmploymentType | None = None


class OpeningSetArchived(Operation):
    """Archive an opening, or bring it back (archive: false)."""

    spec = Spec(
        "opening.setArchived",
        scope="jobsWrite",
        risk=WRITE.undone_by("opening.setArchived").repeatable(),
        worst=DESTRUCTIVE.because("it hides the opening").undone_by("opening.setArchived").repeatable(),
        tags=_TAGS,
        entity=entities.OPENING,
        look="opening.info",
    )

    openingId: OpeningId
    archive: bool

    def risk(self) -> Risk:
        """Archiving hides the opening; bringing it back only adds."""
        if not self.archive:
            return self.spec.risk
        return self.spec.worst


class OpeningSetOpeningState(Operation):
    """Set an opening to Draft, Approved, Open or Closed; Closed ends its hiring."""

    spec = Spec(
        "opening.setOpeningState",
        scope="jobsWrite",
        risk=DESTRUCTIVE.repeatable().because(FILLED_STAYS),
        worst=DESTRUCTIVE.repeatable().because(FILLED_STAYS, _STOPS, _ENDS, _OVERRIDES),
        tags=_TAGS,
        entity=entities.OPENING,
        look="opening.info",
    )

    openingId: OpeningId
    openingState: OpeningState
    closeReasonId: Annotated[CloseReasonId | None, Field(description="Only with Closed.")] = None

    def risk(self) -> Risk:
        """None leads back to Filled; besides, approving and opening may skip an approval (not documented)."""
        also = {"Draft": _STOPS, "Closed": _ENDS}.get(self.openingState, _OVERRIDES)
        return self.spec.risk.because(also)


class OpeningAddJob(Operation):
    """Let a job hire for an opening."""

    spec = Spec(
        "opening.addJob",
        scope="jobsWrite",
        risk=WRITE.undone_by("opening.removeJob").repeatable(),
        tags=_TAGS,
        entity=entities.OPENING,
        look="opening.info",
    )

    openingId: OpeningId
    jobId: JobId


class OpeningRemoveJob(Operation):
    """Remove a job from an opening."""

    spec = Spec(
        "opening.removeJob",
        scope="jobsWrite",
        risk=DESTRUCTIVE.because("the job no longer hires for this opening").undone_by("opening.addJob").repeatable(),
        tags=_TAGS,
        entity=entities.OPENING,
        look="opening.info",
    )

    openingId: OpeningId
    jobId: JobId


class OpeningAddLocation(Operation):
    """Add a location to an opening."""

    spec = Spec(
        "opening.addLocation",
        scope="jobsWrite",
        risk=WRITE.undone_by("opening.removeLocation").repeatable(),
        tags=_TAGS,
        entity=entities.OPENING,
        look="opening.info",
    )

    openingId: OpeningId
    locationId: LocationId


class OpeningRemoveLocation(Operation):
    """Remove a location from an opening."""

    spec = Spec(
        "opening.removeLocation",
        scope="jobsWrite",
        risk=DESTRUCTIVE.because("the opening is no longer offered at this location")
        .undone_by("opening.addLocation")
        .repeatable(),
        tags=_TAGS,
        entity=entities.OPENING,
        look="opening.info",
    )

    openingId: OpeningId
    locationId: LocationId
