"""Locations, and the hierarchies (regions) that group them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import ExtraData, LocationId, Synced, WorkplaceType
from ashby_agent_tools.operations.reasons import FIELD_STAYS
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

_TAGS = ("organization",)
_SHOWN = "job boards and published postings may show it at once"
_GROUPED = "job boards group postings by location, and may show those in it in another place at once"
_BACK = "job boards may show the location and the postings in it again"
_STAYS = "a location cannot be deleted, only archived"


class PostalAddress(Params):
    """Where it is."""

    addressCountry: Annotated[str | None, Field(description="Country name or two-letter code.")] = None
    addressRegion: str | None = None
    addressLocality: str | None = None
    postalCode: str | None = None
    streetAddress: str | None = None


class Address(Params):
    """An address, in the wrapping that Ashby uses."""

    postalAddress: PostalAddress | None = None


class LocationList(Synced):
    """List locations."""

    spec = Spec(
        "location.list",
        scope="organizationRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.LOCATION,
        paging="sync",
        aliases=("list_all_ashby_locations",),
    )

    includeArchived: bool | None = None
    includeLocationHierarchy: Annotated[bool | None, Field(description="Regions too.")] = None


class LocationInfo(Operation):
    """Read one location."""

    spec = Spec(
        "location.info",
        scope="organizationRead",
        risk=READ,
        tags=_TAGS,
        entity=entities.LOCATION,
        aliases=("get_single_ashby_location_by_id",),
    )

    locationId: LocationId


class LocationCreate(Operation):
    """Create a location, or a LocationHierarchy (region) that groups locations."""

    spec = Spec(
        "location.create",
        scope="organizationWrite",
        risk=WRITE.because(_STAYS),
        worst=(WRITE | NOTIFIES).because(_STAYS, "the name is meant for job boards, which may show it at once"),
        tags=_TAGS,
        entity=entities.LOCATION,
        aliases=("create_a_ashby_location",),
        look="location.list",
    )

    name: str
    type: Literal["Location", "LocationHierarchy"]
    address: Address | None = None
    parentLocationId: LocationId | None = None
    isRemote: bool | None = None
    workplaceType: WorkplaceType | None = None
    externalName: Annotated[str | None, Field(description="Shown to candidates instead.")] = None
    extraData: ExtraData | None = None

    @model_validator(mode="after")
    def _a_region_is_no_workplace(self) -> LocationCreate:
        if self.type == "LocationHierarchy" and (self.isRemote or self.workplaceType is not None):
            raise ValueError("a LocationHierarchy takes neither isRemote nor workplaceType; leave them out")
        return self

    def risk(self) -> Risk:
        """A new location has no job that a board could show; a name for boards may be shown all the same."""
        return self.spec.risk if self.externalName is None else self.spec.worst


class LocationUpdateName(Operation):
    """Rename a location."""

    spec = Spec(
        "location.updateName",
        scope="organizationWrite",
        risk=(WRITE | NOTIFIES).because(_SHOWN).undone_by("location.updateName").repeatable(),
        tags=_TAGS,
        entity=entities.LOCATION,
        look="location.info",
    )

    locationId: LocationId
    name: str


class LocationUpdateExternalName(Operation):
    """Set the name that candidates see for a location; null clears it."""

    spec = Spec(
        "location.updateExternalName",
        scope="organizationWrite",
        risk=(WRITE | NOTIFIES).because(_SHOWN).undone_by("location.updateExternalName").repeatable(),
        tags=_TAGS,
        entity=entities.LOCATION,
        look="location.info",
    )

    locationId: LocationId
    externalName: str | None


class LocationUpdateAddress(Operation):
    """Set the address of a location or region."""

    spec = Spec(
        "location.updateAddress",
        scope="organizationWrite",
        risk=(WRITE | NOTIFIES).because(_SHOWN, FIELD_STAYS).undone_by("location.updateAddress").repeatable(),
        tags=_TAGS,
        entity=entities.LOCATION,
        look="location.info",
    )

    locationId: LocationId
    address: Address


class LocationUpdateWorkplaceType(Operation):
    """Set whether a location is OnSite, Hybrid or Remote; not for regions."""

    spec = Spec(
        "location.updateWorkplaceType",
        scope="organizationWrite",
        risk=(WRITE | NOTIFIES).because(_SHOWN).undone_by("location.updateWorkplaceType").repeatable(),
        tags=_TAGS,
        entity=entities.LOCATION,
        look="location.info",
    )

    locationId: LocationId
    workplaceType: WorkplaceType


class LocationMove(Operation):
    """Move a location into another region; null is the top."""

    spec = Spec(
        "location.move",
        scope="organizationWrite",
        risk=(WRITE | NOTIFIES).because(_GROUPED).undone_by("location.move").repeatable(),
        tags=_TAGS,
        entity=entities.LOCATION,
        aliases=("ashby_locations_move",),
        look="location.info",
    )

    locationId: LocationId
    parentLocationHierarchyId: LocationId | None


class LocationArchive(Operation):
    """Archive a location or region."""

    spec = Spec(
        "location.archive",
        scope="organizationWrite",
        risk=DESTRUCTIVE.undone_by("location.restore").repeatable().because("it hides the location"),
        tags=_TAGS,
        entity=entities.LOCATION,
        aliases=("ashby_locations_archive",),
        look="location.info",
    )

    locationId: LocationId


class LocationRestore(Operation):
    """Bring an archived location or region back."""

    spec = Spec(
        "location.restore",
        scope="organizationWrite",
        risk=(WRITE | NOTIFIES).because(_BACK).undone_by("location.archive").repeatable(),
        tags=_TAGS,
        entity=entities.LOCATION,
        aliases=("ashby_locations_restore",),
        look="location.info",
    )

    locationId: LocationId
