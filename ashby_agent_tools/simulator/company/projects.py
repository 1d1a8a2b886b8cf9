"""Projects of the demo company, and who is gathered in them."""

from __future__ import annotations

from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_PROJECTS = (
    ("Alumni worth calling", "People who worked here and left on good terms.", False, False),
    ("Chief of Staff search", "Not yet announced.", True, False),
    ("Rust engineers in Europe", None, False, False),
    ("Summer interns 2025", "Closed in September 2025.", False, True),
    ("Women in platform engineering", None, False, False),
)
_PLACES = 12  # candidates in each project


def populate(org: Organization, maker: Maker) -> None:
    """Five projects, one confidential, one archived; each gathers a dozen candidates."""
    users = list(org.table("user"))
    people = list(org.table("candidate").values())
    for person in people:
        person.setdefault("projectIds", [])
    for title, description, confidential, archived in _PROJECTS:
        row = {"title": title, "description": description, "isArchived": archived, "confidential": confidential}
        made = maker.between(500, 30)
        project = org.add("project", {**row, "authorId": maker.pick(users), "createdAt": made, "updatedAt": made})
        for person in maker.some(people, _PLACES, _PLACES):
            person["projectIds"].append(project["id"])  # titles come in order, and so do the ids
