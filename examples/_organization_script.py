"""What the HR system and Ashby have on the simulator, and what people change in both between two runs."""

from __future__ import annotations

import json
from pathlib import Path

from ashby_agent_tools import operations as op
from examples._company import Company

HRIS = {
    "departments": {
        "eng": {"name": "Engineering", "parent": None},
        "plat": {"name": "Platform", "parent": "eng"},
        "app": {"name": "Applications", "parent": "eng"},
        "sec": {"name": "Security", "parent": "eng"},
        "sales": {"name": "Sales", "parent": None},
        "fin": {"name": "Finance", "parent": None},
        "people": {"name": "People", "parent": None},
        "support": {"name": "Support", "parent": None},
        "work": {"name": "Workplace", "parent": "people"},
    },
    "locations": {
        "eu": {"name": "Europe", "parent": None},
        "ber": {"name": "Berlin", "parent": "eu"},
        "lis": {"name": "Lisbon", "parent": "eu"},
        "am": {"name": "Americas", "parent": None},
        "tor": {"name": "Toronto", "parent": "am"},
        "mex": {"name": "Mexico City", "parent": "am"},
    },
}
"""What the HR system has: Security and Mexico City are new, and of Remote it knows nothing."""


def change_both(company: Company, hris_file: Path) -> None:
    """The HR system renames two and drops one; in Ashby one of the two is renamed, too, and another one is archived."""
    hris = json.loads(hris_file.read_text(encoding="utf-8"))
    hris["departments"]["support"]["name"] = "Customer Care"
    hris["departments"]["fin"]["name"] = "Finance and Legal"
    del hris["departments"]["work"]
    hris_file.write_text(json.dumps(hris), encoding="utf-8")
    units = {row["name"]: row["id"] for row in company.client.records(op.DepartmentList())}
    rename = op.DepartmentUpdate(departmentId=units["Finance"], name="Finance and Tax")
    company.client.execute(rename, decision=company.decide("In Ashby, rename Finance to Finance and Tax?"))
    places = {row["name"]: row["id"] for row in company.client.records(op.LocationList())}
    archive = op.LocationArchive(locationId=places["Lisbon"])
    company.client.execute(archive, decision=company.decide("In Ashby, archive Lisbon?"))
