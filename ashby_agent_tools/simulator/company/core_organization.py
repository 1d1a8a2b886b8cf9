"""The company itself: departments, locations, users, sources, tags, archive reasons, email templates."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.company.names import invent
from ashby_agent_tools.simulator.organization import Organization

_DEPARTMENTS = (
    ("Engineering", None), ("Platform", "Engineering"), ("Applications", "Engineering"), ("Sales", None),
    ("Finance", None), ("People", None), ("Support", None), ("Workplace", "People"),
)  # fmt: skip
_LOCATIONS = (
    ("Europe", None, None, None), ("Berlin", "Europe", "Germany", "Hybrid"), ("Lisbon", "Europe", "Portugal", "OnSite"),
    ("Americas", None, None, None), ("Toronto", "Americas", "Canada", "Hybrid"),
    ("Remote", None, None, "Remote"),
)  # fmt: skip
_PEOPLE = (
    ("Mara", "Lindqvist", "Organization Admin"), ("Teodor", "Okonkwo", "Elevated Access"),
    ("Yuki", "Hayashi", "Elevated Access"), ("Salma", "El Amrani", "Limited Access"),
    ("Björn", "Þorsteinsson", "Limited Access"), ("Inés", "Quiroga", "Limited Access"),
    ("Devon", "Achebe", "Limited Access"), ("Katya", "Morozova", "Limited Access"),
    ("Rahul", "Deshmukh", "Limited Access"), ("Noémie", "Garnier", "Limited Access"),
    ("Tomasz", "Wiśniewski", "Limited Access"), ("Leilani", "Kahale", "Elevated Access"),
    ("Omar", "Farouk", "External Recruiter"), ("Greta", "Sandoval", "Limited Access"),
)  # fmt: skip
_SOURCES = (
    ("Careers page", "Inbound"), ("Job board", "Inbound"), ("Sourced by recruiter", "Sourced"),
    ("Employee referral", "Referral"), ("Northwind Agency", "Agency"), ("Meetup", "Sourced"),
)  # fmt: skip
_REASONS = (
    ("Timing", "RejectedByCandidate"), ("Accepted another offer", "RejectedByCandidate"),
    ("Withdrew", "RejectedByCandidate"), ("Not enough experience", "RejectedByOrg"),
    ("Missing a required skill", "RejectedByOrg"), ("Position filled", "Other"), ("Spam", "Other"),
)  # fmt: skip
_TEMPLATES = (
    ("Kind rejection", ["email"], True), ("Rejection after onsite", ["email"], True),
    ("Rejection by InMail", ["inMail"], True), ("First contact", ["email", "inMail", "linkedInConnection"], True),
    ("Rejection of 2019", ["email"], False),
)  # fmt: skip
_TAGS = ("Backend", "Leadership", "Speaks French", "Relocation", "Strong writing", "Former colleague", "Revisit later")


def populate(org: Organization, maker: Maker) -> None:
    """Everything that jobs and people refer to."""
    _departments(org, maker)
    _locations(org, maker)
    _users(org, maker)
    types = {
        title: org.add("sourceType", {"title": title, "isArchived": False, "createdAt": maker.ago(days=800)})["id"]
        for title in ("Inbound", "Sourced", "Referral", "Agency")
    }
    old = {"createdAt": maker.ago(days=790), "isArchived": False}
    for title, kind in _SOURCES:
        org.add("source", {"title": title, "sourceTypeId": types[kind], **old})
    org.add("source", {"title": "Fair of 2018", "sourceTypeId": types["Inbound"], **old, "isArchived": True})
    for text, kind in _REASONS:
        org.add("archiveReason", {"text": text, "reasonType": kind, **old})
    org.add("archiveReason", {"text": "Unqualified (old)", "reasonType": "RejectedByOrg", **old, "isArchived": True})
    for title, types_, enabled in _TEMPLATES:
        row = {"title": title, "intendedTypes": types_, "isEnabled": enabled, "createdAt": maker.ago(days=500)}
        org.add("communicationTemplate", row)
    for title in _TAGS:
        org.add("candidateTag", {"title": title, **old})
    org.add("candidateTag", {"title": "Campus 2017", **old, "isArchived": True})


def _departments(org: Organization, maker: Maker) -> None:
    ids: dict[str | None, str | None] = {None: None}
    for name, parent in _DEPARTMENTS:
        row = {"name": name, "externalName": None, "parentId": ids[parent], "isArchived": False}
        ids[name] = org.add("department", {**row, "createdAt": maker.ago(days=820)})["id"]
    # an archived one beside its successor of the same name, as live organizations have them
    row = {"name": "Support", "externalName": "Customer Support", "parentId": None, "isArchived": True}
    org.add("department", {**row, "createdAt": maker.ago(days=900)})


def _locations(org: Organization, maker: Maker) -> None:
    ids: dict[str | None, str | None] = {None: None}
    for name, parent, country, workplace in _LOCATIONS:
        postal = {"addressCountry": country, "addressLocality": name} if country else {}
        row = {
            "name": name,
            "externalName": None,
            "isArchived": False,
            "address": {"postalAddress": postal} if postal else None,
            "isRemote": workplace == "Remote",
            "workplaceType": workplace,
            "parentLocationId": ids[parent],
            "type": "Location" if workplace else "LocationHierarchy",
        }
        ids[name] = org.add("location", {**row, "createdAt": maker.ago(days=810)})["id"]


def _users(org: Organization, maker: Maker) -> None:
    people = [(first, last, f"{invent.ascii(first)}.{invent.ascii(last)}", role) for first, last, role in _PEOPLE]
    for number in range(60 if maker.large else 0):
        person = invent.person(maker.random)
        people.append((person.given, person.family, f"{person.slug}{number}", "Limited Access"))
    boss: str | None = None
    for number, (first, last, slug, role) in enumerate(people):
        row = {
            "firstName": first,
            "lastName": last,
            "email": f"{slug}@works.example.com",
            "globalRole": role,
            "isEnabled": last != "Sandoval",  # somebody has left
            "managerId": boss,
            "customFields": [],
        }
        user = org.add("user", {**row, "createdAt": maker.ago(days=700 - number)})
        boss = boss or user["id"]
