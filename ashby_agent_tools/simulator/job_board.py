"""The public job board: what everybody sees, without a key. [D for the address, U for the fields]"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

import httpx

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.organization import Organization
from ashby_agent_tools.simulator.rules._posting_shape import present_posting

__all__ = ["answer", "board_name", "is_board"]

_PATH = "/posting-api/job-board/"


def is_board(url: httpx.URL) -> bool:
    """Whether this is the address of a public job board."""
    return url.path.startswith(_PATH)


def board_name(org: Organization) -> str:
    """The name of an organization's board: `example-works` of the demo company, with its seed where that is not 7."""
    name = re.sub(r"[^a-z0-9]+", "-", org.name.lower()).strip("-")
    return name if org.seed == 7 else f"{name}-{org.seed}"  # noqa: PLR2004  (the default of Simulator)


def answer(organizations: Sequence[Organization], request: httpx.Request) -> tuple[int, JsonObject]:
    """Status and body: every posting that is published, listed, and on a board for the public."""
    name = unquote(request.url.path.removeprefix(_PATH))
    org = next((org for org in organizations if board_name(org) == name), None)
    if org is None:
        return 404, {"error": "Not Found"}
    if request.method != "GET":
        return 405, {"error": "Method Not Allowed"}
    with_pay = request.url.params.get("includeCompensation") == "true"
    boards = {row["id"] for row in org.rows("jobBoard", isInternal=False, isEnabled=True)}
    rows = [row for row in org.rows("jobPosting", status="Published", isListed=True) if boards & {*row["jobBoardIds"]}]
    return 200, {"apiVersion": "1", "jobs": [_shown(org, row, with_pay=with_pay) for row in rows]}


def _shown(org: Organization, row: JsonObject, *, with_pay: bool) -> JsonObject:
    posting = present_posting(org, row, org.keys[0])
    shown = {name: posting[name] for name in ("id", "title", "employmentType", "isListed", "isRemote")}
    shown |= {name: posting[name] for name in ("descriptionHtml", "descriptionPlain")}
    shown |= {
        "department": posting["departmentName"],
        "team": posting["teamName"],
        "location": posting["locationName"],
        "secondaryLocations": [
            {"location": org.get("location", one)["name"], "address": org.get("location", one).get("address")}
            for one in posting["locationIds"]["secondaryLocationIds"]
        ],
        "address": posting.get("address"),
        "workplaceType": posting.get("workplaceType"),
        "publishedAt": f"{posting['publishedDate']}T09:00:00.000+00:00",
        "jobUrl": posting["externalLink"],
        "applyUrl": posting["applyLink"],
        "shouldDisplayCompensationOnJobPostings": bool(row.get("showsCompensation")),
    }
    if with_pay:
        pay = posting["compensation"] if row.get("showsCompensation") else {}
        names = ("compensationTierSummary", "compensationTiers", "summaryComponents")
        shown["compensation"] = {name: pay.get(name) for name in names}
    return shown
