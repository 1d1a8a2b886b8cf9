"""Accepted offers to an HRIS: a CSV file of those who said yes, and a list of the kinds of data that are in it.

python examples/offers_to_hris.py [FILE] [--without pay] [--without contact] [--overwrite]
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from ashby_agent_tools import operations as op
from examples._company import Company, company

COLUMNS = {
    "application": "ids", "name": "names", "job": "work", "start": "work", "accepted": "work",
    "email": "contact", "salary": "pay", "currency": "pay",
}  # fmt: skip
"""Each column, and which kind of data it holds."""

LEAVE_OUT = ("contact", "pay")


def run(company: Company, file: Path, *, without: Collection[str] = ()) -> int:
    """Write the file and say what is in it; returns the number of people."""
    columns = [column for column, kind in COLUMNS.items() if kind not in without]
    for kind in dict.fromkeys(COLUMNS[column] for column in columns):
        print(f"{kind}: {', '.join(column for column in columns if COLUMNS[column] == kind)}")
    rows = [{column: harmless(row[column]) for column in columns} for row in accepted(company)]
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # readable for this user alone
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as draft:
            writer = csv.DictWriter(draft, columns)
            writer.writeheader()
            writer.writerows(rows)
        Path(name).replace(file)  # in one step: an importer sees the old file or the whole new one
    except BaseException:  # also when interrupted: no half-written pay data stays on the disk
        Path(name).unlink(missing_ok=True)
        raise
    return len(rows)


def accepted(company: Company) -> Iterator[dict[str, str]]:
    """One row per offer that was accepted. The answer of the person counts, not the name of a stage."""
    for offer in company.client.records(op.OfferList()):
        if offer["acceptanceStatus"] != "Accepted":
            continue
        application = company.client.execute(op.ApplicationInfo(applicationId=offer["applicationId"])).data
        version, person = offer.get("latestVersion") or {}, application["candidate"]
        salary = version.get("salary") or {}
        yield {
            "application": application["id"],
            "name": person["name"],
            "job": application["job"]["title"],
            "start": version.get("startDate") or "",
            "accepted": (offer.get("decidedAt") or "")[:10],
            "email": (person.get("primaryEmailAddress") or {}).get("value") or "",
            "salary": "" if salary.get("value") is None else str(salary["value"]),
            "currency": salary.get("currencyCode") or "",
        }


def harmless(cell: str) -> str:
    """Names come from outside: one that begins like a formula is none when a spreadsheet opens the file."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=Path("hired.csv"))
    parser.add_argument("--without", action="append", default=[], choices=LEAVE_OUT)
    parser.add_argument("--overwrite", action="store_true", help="take the place of a file that is there")
    given = parser.parse_args(arguments)
    if given.file.exists() and not given.overwrite:
        print(f"{given.file} is there already; name another file, or say --overwrite.", file=sys.stderr)
        return 2
    with company(thinks=False) as chosen:
        print(f"{run(chosen, given.file, without=given.without)} accepted offers in {given.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
