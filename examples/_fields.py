"""The custom fields that a program writes into: found by their title, or made after approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.custom_fields import SelectableValue
from examples._company import Company


def field(
    company: Company, title: str, kind: Literal["ValueSelect", "Url", "Date"], *, options: Sequence[str] = ()
) -> str:
    """The id of the applications' field of this title. Raises Declined where nobody says yes to making it."""
    for known in company.client.records(op.CustomFieldList()):
        if known["objectType"] == "Application" and known["title"] == title:
            return str(known["id"])
    choices = [SelectableValue(label=option, value=option) for option in options]
    make = op.CustomFieldCreate(objectType="Application", title=title, fieldType=kind, selectableValues=choices or None)
    decision = company.decide(f"Make the custom field {title!r} for applications? It cannot be deleted from here.")
    return str(company.client.execute(make, decision=decision).data["id"])


def value(record: Mapping[str, Any], field_id: str) -> Any:
    """What a record has in a field, or None."""
    return next((it["value"] for it in record.get("customFields") or () if it["id"] == field_id), None)
