"""Candidates, with contact data, tags and a resume that is written when it is first read."""

from __future__ import annotations

from datetime import timedelta

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator import storage
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.company.names import Person, invent
from ashby_agent_tools.simulator.organization import Organization, iso

_POSITIONS = (
    "Senior Backend Engineer", "Staff Software Engineer", "Platform Engineer", "Account Executive", "Sales Manager",
    "Data Analyst", "Finance Director", "Engineering Manager", "Office Coordinator", "Solutions Consultant",
)  # fmt: skip
_COMPANIES = (
    "Harbor & Pine", "Quillfeather Systems", "Bluestem Logistics", "Ottermill", "Saffron Rail", "Lumen Orchard",
    "Tidewater Instruments", "Granite Pigeon", "Nordlys Data", "Paperkite Labs",
)  # fmt: skip
_SCHOOLS = (
    "Elmbrook University",
    "Técnica del Valle",
    "Hochschule Rabenstein",
    "Lakeshore College",
    "Higashiyama Daigaku",
)
_CITIES = (
    ("Berlin", "Germany", "Europe/Berlin"), ("Lisbon", "Portugal", "Europe/Lisbon"),
    ("Toronto", "Canada", "America/Toronto"), ("Lagos", "Nigeria", "Africa/Lagos"),
    ("Kraków", "Poland", "Europe/Warsaw"), ("Pune", "India", "Asia/Kolkata"), ("Ōsaka", "Japan", "Asia/Tokyo"),
    ("São Paulo", "Brazil", "America/Sao_Paulo"), ("Reykjavík", "Iceland", "Atlantic/Reykjavik"),
)  # fmt: skip
PRIYA = Person("Priya", "Raman", "Priya Raman", "Priya Raman", "priya.raman")


def populate(org: Organization, maker: Maker) -> None:
    """Priya Raman first, then as many others as the size asks for."""
    sources, tags = org.rows("source", isArchived=False), org.rows("candidateTag", isArchived=False)
    users = org.rows("user", isEnabled=True)
    seen: dict[str, int] = {}
    for number in range(maker.candidates):
        person = invent.person(maker.random) if number else PRIYA
        times = seen[person.slug] = seen.get(person.slug, 0) + 1
        slug = person.slug if times == 1 else f"{person.slug}{times}"
        days = 35.0 if number == 0 else maker.random.triangular(2, 330, 40)
        source = maker.pick(sources)
        row = _candidate(org, maker, person, slug, days)
        row["sourceId"] = source["id"]
        row["creditedToUserId"] = maker.pick(users)["id"] if maker.chance(0.4) else None
        row["tagIds"] = [tag["id"] for tag in maker.some(tags, 1, 2)] if maker.chance(0.3) else []
        org.add("candidate", row)
        if number == 0 or maker.chance(0.85):
            file = storage.keep(
                org,
                f"{person.latin} - resume.pdf",
                "application/pdf",
                context="CandidateResume",
                resume_of=row["id"],
                createdAt=row["createdAt"],
            )
            row["resumeFileHandle"] = storage.handle_of(file)
            row["fileHandles"] = [row["resumeFileHandle"]]


def _candidate(org: Organization, maker: Maker, person: Person, slug: str, days: float) -> JsonObject:
    city, country, zone = maker.pick(_CITIES)
    created = iso((org.now - timedelta(days=days)).replace(second=0, microsecond=0))
    candidate_id = org.new_id()
    return {
        "id": candidate_id,
        "name": person.name,
        "emails": [{"value": f"{slug}@example.com", "type": "Personal", "isPrimary": True}],
        "phones": [{"value": f"+1 555 01{maker.random.randrange(100):02d}", "type": "Personal", "isPrimary": True}]
        if maker.chance(0.6)
        else [],
        "socialLinks": [{"type": "LinkedIn", "url": f"https://people.example.com/in/{slug}"}]
        if maker.chance(0.7)
        else [],
        "position": maker.pick(_POSITIONS),
        "company": maker.pick(_COMPANIES),
        "school": maker.pick(_SCHOOLS) if maker.chance(0.6) else None,
        "location": {
            "id": org.new_id(),
            "locationSummary": f"{city}, {country}",
            "locationComponents": [{"type": "City", "name": city}, {"type": "Country", "name": country}],
        },
        "timezone": zone,
        "profileUrl": f"https://app.example.com/candidates/{candidate_id}",
        "customFields": [],
        "resumeFileHandle": None,
        "fileHandles": [],
        "fraudStatus": "Unreviewed",
        "anonymizedAt": None,
        "createdAt": created,
        "updatedAt": created,
    }
