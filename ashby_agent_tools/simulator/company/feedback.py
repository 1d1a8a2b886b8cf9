"""Feedback forms beyond the default scorecard: one for telephone calls, and one that is no longer used."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._forms import make_field, make_form


def populate(org: Organization, maker: Maker) -> None:
    """Forms with every type of field that a scorecard is likely to have."""
    call = make_form(
        make_field(org, "Verdict", "ValueSelect", path="verdict", required=True, options=("Go on", "Stop", "Unsure")),
        make_field(org, "Can start on", "Date", path="start"),
        make_field(org, "Expected pay", "Currency", path="expected_pay"),
        make_field(org, "Strong at", "MultiValueSelect", path="strong_at", options=("Writing", "Code", "People")),
        make_field(org, "Willing to travel", "Boolean", path="travel"),
        make_field(org, "Notes", "RichText", path="notes"),
        title="Telephone call",
    )
    old = make_form(make_field(org, "Stars", "Number", path="stars", required=True))
    for title, form, archived, days in (("Telephone call", call, False, 400), ("Scorecard of 2020", old, True, 640)):
        row = {"title": title, "organizationId": org.id, "isArchived": archived, "isDefaultForm": False}
        row |= {"interviewId": None, "formDefinition": form, "createdAt": maker.ago(days=days)}
        org.add("feedbackFormDefinition", row)
