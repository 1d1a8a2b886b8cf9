"""Custom fields: what they are, and their values on candidates, applications, jobs and openings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.custom_values import ANY_VALUE, FieldChange, FieldValue, danger_of
from ashby_agent_tools.operations.params import AnyId, CustomFieldId, ListOf, Synced
from ashby_agent_tools.risk import DESTRUCTIVE, READ, WRITE, Risk

FieldOwner = Literal["Application", "Candidate", "Job", "Opening"]


class SelectableValue(Params):
    """One option of a select field."""

    label: str
    value: str


class KeptValue(SelectableValue):
    """One option that the field keeps, gets, or has archived."""

    isArchived: bool | None = None


class CustomFieldInfo(Operation):
    """Get one custom field's definition."""

    spec = Spec(
        "customField.info",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("settings",),
        entity=entities.CUSTOM_FIELD,
        aliases=("get_single_ashby_custom_field_by_id",),
    )

    customFieldId: CustomFieldId


class CustomFieldList(Synced):
    """List the definitions of custom fields."""

    spec = Spec(
        "customField.list",
        scope="hiringProcessMetadataRead",
        risk=READ,
        tags=("settings",),
        entity=entities.CUSTOM_FIELD,
        paging="sync",
        aliases=("list_all_ashby_custom_field",),
    )

    includeArchived: bool | None = None


class CustomFieldCreate(Operation):
    """Create a custom field for everybody; the API cannot delete it again."""

    spec = Spec(
        "customField.create",
        scope="hiringProcessMetadataWrite",
        risk=WRITE.because("a custom field cannot be deleted or archived from here"),
        tags=("settings",),
        entity=entities.CUSTOM_FIELD,
        aliases=("create_a_ashby_custom_field",),
        look="customField.list",
    )

    fieldType: Literal[
        "Boolean",
        "CompensationRange",
        "Currency",
        "Date",
        "LongText",
        "MultiValueSelect",
        "Number",
        "NumberRange",
        "String",
        "UUID",
        "Url",
        "ValueSelect",
    ]
    objectType: Literal[
        "Application", "Candidate", "Employee", "Job", "Offer_Version", "Opening_Version", "Talent_Project"
    ]
    title: str
    description: str | None = None
    selectableValues: Annotated[
        ListOf[SelectableValue] | None, Field(description="required for ValueSelect, MultiValueSelect")
    ] = None
    isDateOnlyField: bool | None = None
    isExposableToCandidate: Annotated[bool | None, Field(description="needed for use in email templates")] = None
    isPrivate: bool | None = None

    @model_validator(mode="after")
    def _options_for_selects(self) -> CustomFieldCreate:
        if self.fieldType in {"ValueSelect", "MultiValueSelect"} and not self.selectableValues:
            raise ValueError(f"fieldType {self.fieldType} needs selectableValues: a list of {{label, value}}")
        return self


class CustomFieldUpdateSelectableValues(Operation):
    """Replace the options of a select field: options left out are archived."""

    spec = Spec(
        "customField.updateSelectableValues",
        scope="hiringProcessMetadataWrite",
        risk=DESTRUCTIVE.because(
            "options left out are archived", "sending the old list again restores those, but new options stay, archived"
        ).repeatable(),
        tags=("settings",),
        entity=entities.CUSTOM_FIELD,
        look="customField.info",
    )

    customFieldId: CustomFieldId
    selectableValues: Annotated[ListOf[KeptValue], Field(description="all options to keep; matched by value")]


class CustomFieldSetValue(Operation):
    """Set one custom field of a candidate, application, job or opening; one call at a time per object."""

    spec = Spec(
        "customField.setValue",
        scope="candidatesWrite",
        risk=WRITE.undone_by("customField.setValue").repeatable(),
        worst=ANY_VALUE.undone_by("customField.setValue"),
        tags=("candidates", "pipeline"),
        entity=entities.CUSTOM_FIELD_VALUE,
        aliases=("ashby_custom_field_set_value",),
    )

    objectId: AnyId
    objectType: FieldOwner
    fieldId: CustomFieldId
    fieldValue: FieldValue

    def risk(self) -> Risk:
        """A list replaces the whole one, and money is more than a mark."""
        return (self.spec.risk | danger_of(self.fieldValue)).undone_by("customField.setValue")


class CustomFieldSetValues(Operation):
    """Set several custom fields of a candidate, application, job or opening in one call."""

    spec = Spec(
        "customField.setValues",
        scope="candidatesWrite",
        risk=WRITE.undone_by("customField.setValues").repeatable(),
        worst=ANY_VALUE.undone_by("customField.setValues"),
        tags=("candidates", "pipeline"),
        entity=entities.CUSTOM_FIELD_VALUE,
    )

    objectId: AnyId
    objectType: FieldOwner
    values: Annotated[ListOf[FieldChange], Field(min_length=1)]

    def risk(self) -> Risk:
        """That of the most dangerous value."""
        rated = self.spec.risk | danger_of(*(change.fieldValue for change in self.values))
        return rated.undone_by("customField.setValues")
